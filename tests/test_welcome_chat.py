"""Hello: the first useful answer, the language, and in which wijk somebody lives."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.demo.people import People
from tests.english import OMMOORD, Town, open_town


async def test_the_first_useful_answer_comes_within_two_taps(town: Town) -> None:
    await town.plays("""
        Anna: /start
        Bot: Hello Anna … [💬 Ask or tell something] [💡 I have an idea] [📍 Wijkhub] [👥 Contact]
            [🌐 Nederlands] [❓ Help]
        Anna: [💡 I have an idea]
        Bot: Your plan
            It may cost at most €10,000.
            The wijkraad decides. I do not decide.
            You hear within 6 weeks after you send it.
            You need 4 neighbours who support you.
            You can stop at any time. I keep your answers.
            Note: this is an example. Amounts and rules may be made up.
            What is your postcode? … [📋 Show a list] [I do not live in Rotterdam] [⬅️ Back]
    """)


async def test_who_decides_in_my_wijk_is_told_after_a_postcode_and_a_tap(town: Town) -> None:
    await town.plays("""
        Bea: 3011
        Bot: Your wijk is Cool-Scheepvaartkwartier-Stadsdriehoek. Is that right? [✅ Yes, …] […]
            […] […]
        Bea: [✅ Yes, …]
        Bot: Your wijk: Cool-Scheepvaartkwartier-Stadsdriehoek
            The wijkraad speaks for the people of Cool-Scheepvaartkwartier-Stadsdriehoek.
            It decides about their plans too. You can call gemeente Rotterdam: 14 010.
            [💡 I have an idea] [Another wijk] [🏠 Menu]
    """)


async def test_it_says_what_it_is_who_reads_along_and_what_is_not_secret(town: Town) -> None:
    await town.plays("""
        Anna: /start
        Bot: Hello Anna
            I am Aan Zet, a computer program of Wijk aan Zet in Rotterdam.
            Type what you want to ask or tell. A person reads it.
            I help you with a plan for your wijk. I show you who decides, and when.
            Who reads your plan: members of the wijkraad, secretaries, wijknetwerkers and
            wijkmanagers.
            This chat is not fully secret. Please do not send a BSN or medical details. […] […]
            […] […] […]
        Anna: /privacy
        Bot: What I keep about you … A chat with a bot is not encrypted from end to end.
            Telegram can read it. … [📦 A file with my data]
            [🗑 Throw away my unfinished plan] [🏠 Menu]
        Anna: /help
        Bot: This is how it works … The wijkraad decides about plans, not this program. …
            [💡 I have an idea] [🏘 My wijk] [🌐 Nederlands] [🏠 Menu]
    """)


@pytest.mark.parametrize(
    ("phone", "greeting"),
    [
        ("nl", "Hallo"),
        ("nl-NL", "Hallo"),
        ("en", "Hello"),
        ("en-GB", "Hello"),
        # We do not speak it: the municipality's own language, with the other one a tap away.
        ("de", "Hallo"),
        ("zh-hans", "Hallo"),
        ("", "Hallo"),
        (None, "Hallo"),
    ],
)
async def test_the_language_is_guessed_from_the_phone(
    town: Town, phone: str | None, greeting: str
) -> None:
    town.village.people = People(town.village.telegram, phone)
    anna = await town.do("Anna", "/start")
    assert anna.newest.text.startswith(greeting)
    other, english = ("🌐 English", True) if greeting == "Hallo" else ("🌐 Nederlands", False)
    await town.do("Anna", f"[{other}]")
    assert anna.newest.text.startswith("Hello" if english else "Hallo")
    # It is remembered, whatever the phone says next time.
    await town.do("Anna", "/help")
    assert ("This is how it works" in anna.newest.text) is english


HEARD = [
    # what is typed, what the bot says of it, and the first buttons
    ("Ommoord", "Your wijk is Ommoord. Is that right?", "✅ Yes, Ommoord"),
    ("  OMMOORD!! ", "Your wijk is Ommoord. Is that right?", "✅ Yes, Ommoord"),
    ("I live in Ommoord", "Your wijk is Ommoord. Is that right?", "✅ Yes, Ommoord"),
    ("omord", "Which wijk is yours?", "Ommoord"),
    ("Ommooord", "Your wijk is Ommoord. Is that right?", "✅ Yes, Ommoord"),
    ("3011 AB", "Your wijk is Cool-Scheep", "✅ Yes, Cool-Scheep"),
    ("3011ab", "Your wijk is Cool-Scheep", "✅ Yes, Cool-Scheep"),
    ("３０１１", "Your wijk is Cool-Scheep", "✅ Yes, Cool-Scheep"),
    ("3069", "Which wijk is yours?", "Ommoord"),
    ("3068 XY", "Which wijk is yours?", "Ommoord"),
    ("3089", "Part of this postcode has no wijkraad.", "✅ Yes, Heijplaat"),
    ("3198", "Europoort is a port or business area. There is no wijkraad there.", "📋 Show"),
    ("2981", "That is in Ridderkerk. I only work for Rotterdam.", "📋 Show"),
    ("Ridderkerk", "That is in Ridderkerk. I only work for Rotterdam.", "📋 Show"),
    ("1012 AB", "That place is not in Rotterdam. I only work for Rotterdam.", "📋 Show"),
    ("12345", "A postcode has four digits and two letters", "📋 Show"),
    ("0123", "A Dutch postcode never starts with 0.", "📋 Show"),
    ("3011 SS", "No Dutch postcode ends in SS.", "📋 Show"),
    ("qwertyuiop", "I do not know \u2068qwertyuiop\u2069. Is it written right?", "📋 Show"),
    ("<b>x</b>", "I do not know \u2068<b>x</b>\u2069. Is it written right?", "📋 Show"),
    ("'; DROP TABLE people;--", "I do not know \u2068'; DROP TABLE people;--\u2069.", "📋 Show"),
    ("🏠🏠🏠", "I do not know \u2068🏠🏠🏠\u2069. Is it written right?", "📋 Show"),
]


async def test_a_postcode_or_a_name_with_typing_errors_and_nonsense(town: Town) -> None:
    anna = await town.do("Anna", "/wijk")
    for typed, said, first in HEARD:
        await town.do("Anna", typed)
        text = " ".join(anna.newest.text.split())
        assert said in text, typed
        assert anna.newest.labels[0].startswith(first), typed
        assert anna.newest.labels[-1] == "⬅️ Back"
    assert await town.value("SELECT wijk FROM people") is None  # nobody is placed unasked


async def test_the_list_shows_every_wijk_and_comes_round(town: Town) -> None:
    anna = await town.do("Anna", "/wijk", "[📋 Show a list]")
    seen: list[str] = []
    for _page in range(7):
        seen += list(anna.newest.labels[:-2])
        await town.do("Anna", "[More wijken…]")
    assert len(seen) == len(set(seen)) == 39
    assert anna.newest.labels[0] == seen[0]
    await town.do("Anna", f"[{seen[0]}]")
    assert anna.newest.text.startswith(f"Your wijk: {seen[0]}")


async def test_a_number_counts_as_the_tap(town: Town) -> None:
    await town.plays("""
        Anna: 3069
        Bot: Which wijk is yours? [Ommoord] [Zevenkamp] [Another wijk]
            [I do not live in Rotterdam] [⬅️ Back]
        Anna: 2
        Bot: Your wijk: Zevenkamp …
    """)


async def test_somebody_who_lives_elsewhere_hears_it_kindly_and_may_look_around(
    town: Town,
) -> None:
    await town.plays("""
        Anna: /wijk
        Bot: What is your postcode? …
        Anna: [I do not live in Rotterdam]
        Bot: Thank you. I remember that you live somewhere else.
            You can look around here. For a plan of your own, ask your municipality.
            What do you want to do, Anna? […] […] […] […] […]
        Anna: /idee
        Bot: Your plan … What is your postcode? …
        Anna: [I do not live in Rotterdam]
        Bot: A plan is for the wijk where you live. Please ask your own municipality what is
            possible there. …
    """)
    assert await town.value("SELECT elsewhere FROM people") == 1


async def test_somebody_moves_to_another_wijk(town: Town) -> None:
    await town.do("Anna", "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/wijk", "[Another wijk]")
    await town.do("Anna", "Zevenkamp", "[✅ Yes, Zevenkamp]")
    assert await town.value("SELECT wijk FROM people") == "rotterdam.zevenkamp"


# --- a link before anything else ---------------------------------------------------


async def token_of(town: Town, name: str = "Anna") -> str:
    """The link that somebody shares with the neighbours."""
    person = await town.plan(name)
    await town.do(name, "[🤝 Ask neighbours for support]")
    return person.newest.text.split("start=")[1].split()[0].strip("\u2068\u2069")


async def test_a_link_is_opened_at_first_contact_in_the_readers_language(town: Town) -> None:
    token = await token_of(town)
    karim = await town.do("Karim", f"(opens {token})")
    assert karim.newest.text.startswith("A plan of \u2068Anna\u2069")
    assert karim.newest.labels == ("🤝 Yes, I support this", "🏠 Menu")
    fatma = town.village.people = People(town.village.telegram, "xx")
    sees = await town.do("Fatma", f"(opens https://t.me/aanzet_demo_bot?start={token})")
    assert sees.newest.text.startswith("Een plan van \u2068Anna\u2069")
    # The other language keeps the place.
    await town.do("Fatma", "/taal en")
    assert sees.newest.text.startswith("A plan of \u2068Anna\u2069")
    await town.do("Fatma", "[🤝 Yes, I support this]")
    assert await town.value("SELECT count(*) FROM supports") == 1
    assert fatma is not None


async def test_a_link_in_the_middle_of_a_plan_is_shown_and_then_the_question_again(
    town: Town,
) -> None:
    token = await token_of(town)
    bea = await town.do("Bea", "/idee", "Ommoord", "[✅ Yes, Ommoord]", "A feast")
    await town.do("Bea", f"(opens {token})")
    assert bea.newest.labels == ("🤝 Yes, I support this", "🏠 Menu", "▶️ Go on with your plan")
    await town.do("Bea", "[🤝 Yes, I support this]", "[▶️ Go on with your plan]")
    assert "What do you want to do, and why?" in bea.newest.text
    draft = await town.draft("Bea")
    assert draft is not None
    assert draft["title"] == "A feast"


@pytest.mark.parametrize(
    ("profile", "place"),
    [("ridderkerk", "Ridderkerk"), ("hendrik-ido-ambacht", "Hendrik-Ido-Ambacht")],
)
async def test_other_municipalities_welcome_in_their_own_words(
    tmp_path: Path, profile: str, place: str
) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), profile) as town:
        anna = await town.do("Anna", "/start")
        assert f" in {place}." in anna.newest.text
        first = town.village.bot.profile.own_wijken[0].name
        await town.do("Anna", "/wijk", "[📋 Show a list]")
        assert first in anna.newest.labels
        await town.do("Anna", f"[{first}]")
        assert anna.newest.text.startswith(f"Your wijk: {first}")


async def test_a_municipality_without_the_journey_says_whom_to_ask(tmp_path: Path) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), "ridderkerk", sample=False) as town:
        anna = await town.do("Anna", "/idee")
        assert anna.newest.text.startswith("I cannot take a plan for Ridderkerk.\n\nYou can ")
        assert "💡 I have an idea" in anna.newest.labels


async def test_the_wijk_of_a_resident_opens_its_own_council_and_no_other(town: Town) -> None:
    await town.council("Bea")
    await town.filed("Anna")
    assert await town.value("SELECT wijk FROM cases") == OMMOORD
