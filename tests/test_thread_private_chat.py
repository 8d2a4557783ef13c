"""In a running talk, too, names of others and words about health are pointed out before they go."""

from __future__ import annotations

import pytest

from conversations.matters.matter import BringMatter, Matter
from tests.english import OMMOORD, Town
from tests.test_forged_talk import orders

SHALL_I = "Shall I send this?"


@pytest.fixture
async def lamp(town: Town) -> str:
    """A broken lamp of Anna, in Ommoord, where Karim is the contact; they talk."""
    await town.appoint("Karim", "contact", OMMOORD)
    await town.do("Anna", "/start")
    matter = Matter(kind="signal", topic="other", wijk=OMMOORD, text="The lamp is broken.")
    brought = await orders(town, "Anna", BringMatter(matter))
    await town.do("Anna", "/mijn", "[💬 What I asked and told (1)]", "[👀…]")
    await town.do("Anna", "[✍️ Write a message]", "It is dark.")
    for person in town.village.people.values():
        person.looks()
    return str(brought.case)


async def talk(town: Town) -> list[str]:
    rows = await town.rows("SELECT text FROM messages WHERE n > 0 ORDER BY n")
    return [str(row["text"]) for row in rows]


async def test_it_is_pointed_out_left_out_and_then_the_talk_goes_on(town: Town, lamp: str) -> None:
    await town.plays("""
        Anna: It is at mevrouw Jansen, she is pregnant.
        Bot: Shall I send this? ‹It is at mevrouw Jansen, she is pregnant.›
            👁 I see a name, or something about health: ‹pregnant› and ‹Jansen›.
            [✅ Send it like this] [✂️ Leave that out] [✏️ Change it] [🗑 Do not send it] [🏠 Menu]
        Anna: [✂️ Leave that out]
        Bot: Shall I send this? ‹It is at mevrouw […], she is […].› [✅ Send it like this]
            [✏️ Change it] [🗑 Do not send it] [🏠 Menu]
        Anna: yes
        Bot: ✅ I passed it on to the wijknetwerker.…
        Bot → Karim: ✉️ The resident wrote: …she is […]…
        Anna: It is still dark.
        Bot → Karim: ✉️ The resident wrote: …
    """)
    assert await talk(town) == [
        "It is dark.",
        "It is at mevrouw […], she is […].",
        "It is still dark.",
    ]


async def test_whoever_means_it_sends_it_and_other_words_take_its_place(
    town: Town, lamp: str
) -> None:
    await town.do("Anna", "Ask meneer De Vries.", "[✅ Send it like this]")
    await town.do("Anna", "Ask meneer Pietersen.", "[✏️ Change it]", "Ask the neighbours.")
    assert SHALL_I not in town["Anna"].newest.text
    await town.do("Anna", "Ask mevrouw Bakker.", "[✏️ Change it]", "[⬅️ Back]")
    assert SHALL_I in town["Anna"].newest.text
    await town.do("Anna", "[🗑 Do not send it]", "Good night.")
    assert await talk(town) == [
        "It is dark.",
        "Ask meneer De Vries.",
        "Ask the neighbours.",
        "Good night.",
    ]


async def test_what_waits_is_kept_whatever_they_do_meanwhile(town: Town, lamp: str) -> None:
    await town.do("Anna", "Ask meneer De Vries.", "he knows")
    assert "he knows" in town["Anna"].newest.text
    await town.do("Anna", "/menu")
    await town.village.restart()
    await town.do("Anna", "/mijn", "[💬 What I asked and told (1)]", "[👀…]", "/start", "/taal nl")
    await town.do("Anna", "/taal en", "/start", "[▶️ Go on with what you told]")
    assert SHALL_I in town["Anna"].newest.text
    assert await talk(town) == ["It is dark."], "nothing left by itself"
    await town.do("Anna", "[✅ Send it like this]", "/start")
    assert await talk(town) == ["It is dark.", "Ask meneer De Vries.\nhe knows"]
    assert "▶️ Go on with what you told" not in town["Anna"].newest.labels


async def test_without_a_yes_nothing_of_it_leaves_whatever_is_said_next(
    town: Town, lamp: str
) -> None:
    await town.do("Anna", "Ask meneer De Vries.", "[✂️ Leave that out]", "Hello?")
    assert SHALL_I in town["Anna"].newest.text
    assert "Hello?" in town["Anna"].newest.text
    assert await talk(town) == ["It is dark."]
    await town.do("Anna", "ja")
    assert await talk(town) == ["It is dark.", "Ask meneer […].\nHello?"]


async def test_wis_names_what_waits_and_throws_it_away(town: Town, lamp: str) -> None:
    await town.do("Anna", "Ask meneer De Vries.", "/wis")
    assert "You wrote a message that is not sent yet." in town["Anna"].newest.text
    await town.do("Anna", "[🗑 Throw away what is not sent]")
    assert await town.value("SELECT count(*) FROM drafts") == 0
    await town.do("Anna", "/mijn", "[💬 What I asked and told (1)]", "[👀…]")
    await town.do("Anna", "[✍️ Write a message]", "Good night.")
    assert await talk(town) == ["It is dark.", "Good night."]


async def test_a_photo_goes_and_only_its_words_wait(town: Town, lamp: str) -> None:
    await town.do("Anna", "(photo the dog of meneer De Vries)")
    assert SHALL_I in town["Anna"].newest.text
    assert await talk(town) == ["It is dark.", ""]
    assert await town.value("SELECT count(*) FROM files WHERE message = 2") == 1
    await town.do("Anna", "[✂️ Leave that out]", "ja")
    assert (await talk(town))[2:] == ["the dog of meneer […]"]


async def test_a_call_for_help_is_never_held_up(town: Town, lamp: str) -> None:
    await town.do("Anna", "Ask meneer De Vries.")
    await town.do("Anna", "Er is brand bij mevrouw Jansen!")
    assert "🚨" in town["Anna"].newest.text
    assert SHALL_I in town["Anna"].newest.text
    assert await talk(town) == ["It is dark.", "Er is brand bij mevrouw Jansen!"]
    await town.do("Anna", "[✅ Send it like this]")
    assert (await talk(town))[-1] == "Ask meneer De Vries."


async def test_on_a_direct_line_it_is_pointed_out_too(town: Town) -> None:
    await town.appoint("Ans", "ambassador")
    await town.do("Ans", "/start", "/wijk", "3069", "Ommoord", "/schrijf contact")
    await town.do("Ans", "Can you visit mevrouw Jansen?")
    assert "👁 I see a name" in town["Ans"].newest.text
    await town.do("Ans", "[✂️ Leave that out]", "[✅ Send]")
    assert await town.value("SELECT text FROM messages") == "Can you visit mevrouw […]?"
