"""The talk about a matter, from both sides: kept in order, told once, quiet in between."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.inbound import Incoming
from conversations.matters.talking import (
    CloseMatter,
    MatterClosed,
    RateMatter,
    Reopen,
    SendFiles,
    WithdrawMatter,
    WriteOn,
    WrittenOn,
)
from conversations.rules.talk import MOST_FILES, parts_of
from conversations.rules.texts import units
from conversations.talk import (
    Edited,
    Located,
    Odd,
    Pressed,
    PressedCase,
    Wrote,
)
from tests.counter import Counter, photo
from tests.phones import OMMOORD

pytestmark = pytest.mark.sqlite_daily

# --- two people talk -----------------------------------------------------------------------


async def test_a_talk_goes_both_ways_and_the_bot_is_silent(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp by the pond is broken.")
    await counter.orders("Karim", WriteOn(case, "Which lamp do you mean?", "office", asks=True))
    heard = counter.saw("Anna")
    assert "An answer about" in heard
    assert "Which lamp do you mean?" in heard
    assert "waits for your answer" in heard
    assert "[✍️ Answer]" in heard

    first = await counter.does("Anna", PressedCase(case, "talk_on"))
    assert "What do you want to tell the wijknetwerker?" in first
    told = await counter.does("Anna", Wrote("The one by the bridge."))
    assert "I passed it on to the wijknetwerker" in told
    assert "I am silent" in told
    assert "The resident wrote" in counter.saw("Karim")
    assert counter.saw("Kees") == ""
    # From here on nothing is said to Anna, and everything goes on.
    for text in ("It is number 12.", "Is the hub open today?", "3069"):
        assert await counter.does("Anna", Wrote(text)) == ""
        assert "The resident wrote" in counter.saw("Karim")
    assert await counter.does("Anna", photo("p1")) == ""

    await counter.orders("Karim", WriteOn(case, "Thank you, I will go and see.", "office"))
    assert "I will go and see" in counter.saw("Anna")
    assert await counter.talk(case) == [
        ("resident", "The lamp by the pond is broken."),
        ("office", "Which lamp do you mean?"),
        ("resident", "The one by the bridge."),
        ("resident", "It is number 12."),
        ("resident", "Is the hub open today?"),
        ("resident", "3069"),
        ("resident", ""),
        ("office", "Thank you, I will go and see."),
    ]


async def test_just_writing_after_an_answer_is_an_answer(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.does("Anna", Wrote("/start"))
    await counter.orders("Karim", WriteOn(case, "Which lamp?", "office", asks=True))
    told = await counter.does("Anna", Wrote("The one by the bridge."))
    assert "I passed it on to the wijknetwerker" in told
    assert (await counter.talk(case))[-1] == ("resident", "The one by the bridge.")
    # A week later it is something new.
    await counter.does("Anna", Wrote("/start"))
    await counter.orders("Karim", WriteOn(case, "Thank you.", "office"))
    counter.now += dt.timedelta(days=8)
    await counter.does("Anna", Wrote("There is another thing."))
    assert len(await counter.talk(case)) == 4


async def test_a_question_of_another_journey_is_answered_there(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", WriteOn(case, "Which lamp?", "office", asks=True))
    await counter.does("Anna", Wrote("/wijk"))
    asked = await counter.does("Anna", Wrote("3069"))
    assert "Ommoord" in asked
    assert len(await counter.talk(case)) == 2


@pytest.mark.parametrize("way_out", ["/menu", "/mijn", "/help", "/contact", "/terug", "/stop"])
async def test_every_way_out_of_a_talk_works_and_back_again(counter: Counter, way_out: str) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.does("Anna", PressedCase(case, "talk_on"))
    await counter.does("Anna", Wrote("It is the one by the bridge."))
    out = await counter.does("Anna", Wrote(way_out))
    assert "What do you want to tell" not in out
    assert out
    assert "Go on with your plan" not in out
    await counter.does("Anna", Wrote("qwerty"))
    assert len(await counter.talk(case)) == 2
    back = await counter.does("Anna", PressedCase(case, "talk_on"))
    assert "What do you want to tell the wijknetwerker?" in back


async def test_a_talk_is_kept_through_a_restart_and_a_language_switch(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.does("Anna", PressedCase(case, "talk_on"))
    await counter.does("Anna", Wrote("One."))
    counter.serves(counter.profile)  # a new process: nothing but the store is left
    await counter.does("Anna", Wrote("Two."))
    await counter.does("Anna", Wrote("/taal nl"))
    await counter.does("Anna", Wrote("Drie."))
    assert [text for _side, text in await counter.talk(case)][1:] == ["One.", "Two.", "Drie."]
    rows = await counter.rows("SELECT n, language FROM messages WHERE n > 0 ORDER BY n")
    assert [(row["n"], row["language"]) for row in rows] == [(1, "en"), (2, "en"), (3, "nl")]


async def test_what_cannot_be_passed_on_changes_nothing(counter: Counter) -> None:
    """Fault 59: a sticker, a place, a contact; fault 58: an edit changes no stored message."""
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.does("Anna", PressedCase(case, "talk_on"))
    await counter.does("Anna", Wrote("Number 12."))
    for odd in (Odd("sticker"), Odd("contact"), Odd("dice"), Odd("poll"), Odd("video")):
        assert "I cannot pass that on." in await counter.does("Anna", odd)
    where = await counter.does("Anna", Located(51.9, 4.5))
    assert "I do not pass on the place of your phone." in where
    edited = await counter.does("Anna", Edited())
    assert "The first one is passed on already." in edited
    assert "Send a new message" in edited
    bsn = await counter.does("Anna", Wrote("My BSN is 111222333"))
    assert "BSN" in bsn
    assert len(await counter.talk(case)) == 2
    [row] = await counter.rows("SELECT latitude FROM matters")
    assert row["latitude"] is None
    # And it goes on.
    await counter.does("Anna", Wrote("Number 14, sorry."))
    assert (await counter.talk(case))[-1] == ("resident", "Number 14, sorry.")


async def test_the_same_update_twice_is_one_message(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.does("Anna", PressedCase(case, "talk_on"))
    same = Incoming("telegram", "key:same", "Anna", "Anna", "en", Wrote("Once."), message=77)
    await counter.turns.take([same])
    await counter.turns.take([same])
    assert [text for _side, text in await counter.talk(case)][1:] == ["Once."]


async def test_a_long_text_is_two_messages_and_nothing_is_lost(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.does("Anna", PressedCase(case, "talk_on"))
    long = " ".join(f"word{n}" for n in range(600))[:4096]
    await counter.does("Anna", Wrote(long))
    texts = [text for _side, text in await counter.talk(case)][1:]
    assert len(texts) == 2
    assert " ".join(texts) == long
    # Every one of them can be read back, page by page.
    seen = await counter.does("Anna", PressedCase(case, "talk_see"))
    assert "[🕘 Earlier messages]" in seen
    pages = [await counter.does("Anna", PressedCase(case, "talk_see", n)) for n in range(3)]
    assert all(any(text in page for page in pages) for text in texts)


@pytest.mark.parametrize("letter", ["a", "é", "😀", "é b"])
def test_parts_are_whole_and_never_too_long(letter: str) -> None:
    text = (letter * 1500).strip()
    parts = parts_of(text, 1000)
    assert all(0 < units(part) <= 1000 for part in parts)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")


# --- who may what ------------------------------------------------------------------------------


async def test_only_who_brought_it_and_who_has_the_role_now_write_or_read(counter: Counter) -> None:
    case = await counter.brings("Anna", "A secret about my lamp.")
    await counter.appoint("Ida", "contact", OMMOORD)
    await counter.ends("Ida")
    before = await counter.talk(case)
    for name in ("Lia", "Zoe", "Ida"):
        for verb in ("talk_see", "talk_on", "talk_files", "talk_drop_yes", "talk_not"):
            shown = await counter.does(name, PressedCase(case, verb))
            assert "my lamp" not in shown, (name, verb)
        assert "my lamp" not in await counter.does(name, Wrote("Let me in."))
        for side in ("resident", "office", "note", "partner"):
            assert await counter.refused(name, WriteOn(case, "Let me in.", side))
        assert await counter.refused(name, CloseMatter(case, "Done."))
        assert await counter.refused(name, Reopen(case))
        assert await counter.refused(name, WithdrawMatter(case))
        assert await counter.refused(name, RateMatter(case, "not"))
        assert await counter.refused(name, SendFiles(case))
    assert await counter.talk(case) == before
    # Who works on it is not who brought it, and the other way round.
    assert await counter.refused("Karim", WithdrawMatter(case))
    assert await counter.refused("Karim", WriteOn(case, "I am Anna.", "resident"))
    assert await counter.refused("Anna", WriteOn(case, "I am the office.", "office"))
    assert await counter.refused("Anna", CloseMatter(case, "Done."))


async def test_one_colleague_talks_and_others_leave_notes(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    written = await counter.orders("Karim", WriteOn(case, "I take it.", "office"))
    assert isinstance(written, WrittenOn)
    assert written.taken
    assert "has this" in await counter.refused("Kees", WriteOn(case, "Me too.", "office"))
    await counter.orders("Kees", WriteOn(case, "Call the energy company.", "note"))
    assert "left a note" in counter.saw("Karim")
    assert counter.saw("Anna") == ""
    assert "energy" not in await counter.does("Anna", PressedCase(case, "talk_see"))
    # His role ends: a colleague may go on.
    await counter.ends("Karim")
    await counter.orders("Kees", WriteOn(case, "I go on with it.", "office"))
    assert (await counter.state(case))["holder"] == await counter.id_of("Kees")


async def test_nobody_sees_an_account_or_a_name_that_was_not_given(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", WriteOn(case, "Which lamp?", "office", asks=True))
    assert "Karim" not in counter.saw("Anna")
    await counter.does("Anna", Wrote("By the bridge."))
    assert "Anna" not in counter.saw("Karim")
    karim = await counter.id_of("Karim")
    async with counter.store.transaction() as tx:
        await tx.run(
            "INSERT INTO cards (id, person, name, changed, cause)"
            " VALUES ('k', :karim, 'Karim', :now, 'test')",
            karim=karim,
            now="2026-05-12T10:00:00.000000Z",
        )
    seen = await counter.does("Anna", PressedCase(case, "talk_see"))
    assert "Karim (wijknetwerker)" in seen


# --- files -------------------------------------------------------------------------------------


async def test_an_album_is_one_message_and_the_office_hears_of_it_once(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.does("Anna", PressedCase(case, "talk_on"))
    await counter.does("Anna", Wrote("Here are photos."))
    letters = 0
    for n in range(30):
        album = f"album{n // 10}"
        caption = "Look" if n == 0 else None
        assert await counter.does("Anna", photo(f"p{n}", album, caption)) == ""
        letters += "The resident wrote" in counter.saw("Karim")
    assert letters == 3
    assert [text for _side, text in await counter.talk(case)][2:] == ["Look", "", ""]
    files = await counter.rows("SELECT message, count(*) AS n FROM files GROUP BY message")
    assert {row["message"]: row["n"] for row in files} == {2: 10, 3: 10, 4: 10}
    # At most so many; then it is said, and the talk goes on.
    for n in range(30, MOST_FILES):
        await counter.does("Anna", photo(f"p{n}"))
    assert "That is enough" in await counter.does("Anna", photo("one too many"))
    await counter.does("Anna", Wrote("That was all."))
    assert (await counter.talk(case))[-1][1] == "That was all."


async def test_files_of_the_office_come_with_its_answer(counter: Counter) -> None:
    case = await counter.brings("Anna", "Where is the plan?")
    await counter.orders("Karim", WriteOn(case, "Here it is.", "office", shared=photo("map")))
    said = counter.heard["Anna"]
    assert "Here it is." in counter.saw("Anna")
    assert said[1].attached is not None
    shown = await counter.does("Anna", PressedCase(case, "talk_files"))
    assert "With the messages" in shown


# --- how it ends -------------------------------------------------------------------------------


async def test_the_closing_message_asks_and_solved_is_the_end(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    assert await counter.refused("Karim", CloseMatter(case))
    closed = await counter.orders("Karim", CloseMatter(case, "The lamp burns again."))
    assert isinstance(closed, MatterClosed)
    heard = counter.saw("Anna")
    assert "The lamp burns again." in heard
    assert "Is it solved?" in heard
    assert counter.verbs("Anna") == {"talk_solved", "talk_half", "talk_not", "talk_see"}
    assert (await counter.state(case))["owner"] is None
    assert await counter.planned(case) == {}
    solved = await counter.does("Anna", PressedCase(case, "talk_solved"))
    assert "You said: it is solved." in solved
    assert (await counter.state(case))["rating"] == "solved"
    late = await counter.does("Anna", PressedCase(case, "talk_on"))
    assert "This is closed. Nobody reads a new message here." in late
    assert len(await counter.talk(case)) == 2


async def test_not_solved_opens_it_again_for_the_same_person_once(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", CloseMatter(case, "Done."))
    again = await counter.does("Anna", PressedCase(case, "talk_not"))
    assert "It is open again, with the same person." in again
    assert "What do you want to tell the wijknetwerker?" in again
    assert "it is not solved. It is open again" in counter.saw("Karim")
    assert counter.saw("Kees") == ""
    state = await counter.state(case)
    assert (state["state"], state["owner"], state["closed"]) == ("taken", "contact", None)
    assert state["holder"] == await counter.id_of("Karim")
    assert set(await counter.planned(case)) == {"matter_soon", "matter_late"}
    # No second questionnaire: the next words are what is still wrong.
    await counter.does("Anna", Wrote("It went out again."))
    assert (await counter.talk(case))[-1] == ("resident", "It went out again.")
    await counter.orders("Karim", CloseMatter(case, "Now it is really done."))
    once = await counter.does("Anna", PressedCase(case, "talk_not"))
    assert "I cannot open it a second time." in once
    assert "14 010" in once
    assert "💬 Ask or tell something" in once
    assert (await counter.state(case))["state"] == "closed"


async def test_reopened_goes_to_the_role_when_that_person_left(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", CloseMatter(case, "Done."))
    await counter.ends("Karim")
    again = await counter.does("Anna", PressedCase(case, "talk_not"))
    assert "It is open again." in again
    assert "Nobody has it yet" in counter.saw("Kees")
    assert counter.saw("Karim") == ""
    state = await counter.state(case)
    assert (state["state"], state["holder"], state["owner"]) == ("new", None, "contact")


async def test_half_solved_may_be_opened_again(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", CloseMatter(case, "Done."))
    half = await counter.does("Anna", PressedCase(case, "talk_half"))
    assert "half solved" in half
    assert "[🔁 Open it again]" in half
    assert "half solved" in counter.saw("Karim")
    await counter.does("Anna", PressedCase(case, "talk_again"))
    assert (await counter.state(case))["state"] == "taken"


async def test_an_old_closing_message_does_nothing_twice(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", CloseMatter(case, "Done."))
    await counter.does("Anna", PressedCase(case, "talk_not"))
    for verb in ("talk_not", "talk_solved", "talk_half"):
        assert "not closed" in await counter.does("Anna", PressedCase(case, verb))
    assert (await counter.state(case))["state"] == "taken"


async def test_taken_back_is_taken_back(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.orders("Karim", WriteOn(case, "I take it.", "office"))
    sure = await counter.does("Anna", PressedCase(case, "talk_drop"))
    assert "You cannot undo this." in sure
    gone = await counter.does("Anna", PressedCase(case, "talk_drop_yes"))
    assert "You took it back." in gone
    assert "took" in counter.saw("Karim")
    assert await counter.planned(case) == {}
    assert await counter.refused("Karim", WriteOn(case, "Wait!", "office"))


async def test_who_said_me_too_reads_the_answer_and_nothing_else(counter: Counter) -> None:
    case = await counter.brings("Anna", "The lamp in front of my house is broken.")
    lia = await counter.id_of("Lia")
    async with counter.store.transaction() as tx:
        await tx.run(
            "INSERT INTO too (case_id, person, at) VALUES (:case, :lia, '2026')",
            case=case,
            lia=lia,
        )
    await counter.orders("Karim", WriteOn(case, "Which house?", "office", asks=True))
    assert counter.saw("Lia") == ""
    state = await counter.does("Lia", PressedCase(case, "talk_see"))
    assert "You said: me too" in state
    assert "house" not in state
    await counter.orders("Karim", CloseMatter(case, "The lamp burns again."))
    heard = counter.saw("Lia")
    assert "The lamp burns again." in heard
    assert "house" not in heard
    assert counter.verbs("Lia") == set()
    await counter.does("Lia", PressedCase(case, "talk_not"))
    assert (await counter.state(case))["state"] == "closed"


async def test_one_answer_for_several_stands_under_each(counter: Counter) -> None:
    first = await counter.brings("Anna", "The lamp is broken.")
    second = await counter.brings("Lia", "It is dark by the pond.")
    async with counter.store.transaction() as tx:
        await tx.run(
            "UPDATE matters SET under = :first WHERE case_id = :second", first=first, second=second
        )
    await counter.orders(
        "Karim", WriteOn(first, "", "office", shared=photo("map"), standard="looking")
    )
    assert "I am looking at it." in counter.saw("Anna")
    assert "I am looking at it." in counter.saw("Lia")
    assert "I am looking at it." in await counter.does("Lia", PressedCase(second, "talk_see"))
    assert "With the messages" in await counter.does("Lia", PressedCase(second, "talk_files"))
    await counter.orders("Karim", CloseMatter(first, "Both burn again."))
    assert "Both burn again." in counter.saw("Anna")
    assert "Both burn again." in counter.saw("Lia")
    assert (await counter.state(second))["state"] == "closed"
    assert await counter.talk(second) == [
        ("resident", "It is dark by the pond."),
        ("office", ""),
        ("office", "Both burn again."),
    ]


# --- what is mine --------------------------------------------------------------------------------


async def test_mine_lists_them_and_wis_throws_away_what_is_over(counter: Counter) -> None:
    cases = [await counter.brings("Anna", f"Lamp {n} is broken.") for n in range(7)]
    mine = await counter.does("Anna", Wrote("/mijn"))
    assert "[💬 What I asked and told (7)]" in mine
    page = await counter.does("Anna", Pressed("matters"))
    assert "Lamp 6 is broken" in page
    assert "It is received." in page
    assert "being looked at" not in page, "nobody took it yet"
    assert "Lamp 1" not in page
    page = await counter.does("Anna", Pressed("page:1"))
    assert "Lamp 1 is broken" in page
    one = await counter.does("Anna", Pressed(f"matter:{cases[1]}"))
    assert "It is with the wijknetwerker." in one
    assert "You hear by: Monday 18 May" in one
    await counter.orders("Karim", CloseMatter(cases[0], "Done."))
    wipe = await counter.does("Anna", Wrote("/wis"))
    assert "1 question or report of yours is over" in wipe
    await counter.does("Anna", Pressed("talks"))
    state = await counter.state(cases[0])
    assert (state["person"], state["title"]) == (None, "")
    assert await counter.talk(cases[0]) == []
    assert len(await counter.talk(cases[1])) == 1


async def test_whom_to_call_is_said_also_while_two_people_talk(counter: Counter) -> None:
    """The words go on all the same."""
    case = await counter.brings("Anna", "The lamp is broken.")
    await counter.does("Anna", PressedCase(case, "talk_on"))
    await counter.does("Anna", Wrote("It is by the bridge."))
    told = await counter.does("Anna", Wrote("brand!! help"))
    assert "112" in told
    assert (await counter.talk(case))[-1] == ("resident", "brand!! help")
