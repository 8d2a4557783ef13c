"""A resident tells what is the matter, in their own words, and a person gets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.people import Person
from conversations.here import Held, Here
from conversations.here import Person as Who
from conversations.rules.files import MOST_FILES
from storage.hubs import areas
from storage.hubs.area_file import Area
from tests.english import OMMOORD, Town, open_town

ZEVENKAMP = "rotterdam.zevenkamp"
SENT = "[📋 Copy the number] [💡 Make a plan of it] [📋 My plans] [🏠 Menu]"


@pytest.fixture
async def door(town: Town) -> Town:
    """Anna and Bea live in Ommoord, and Rita reads there what people bring."""
    await town.appoint("Rita", "contact")
    for name in ("Anna", "Bea"):
        await town.do(name, "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/start")
    for everybody in town.village.people.values():
        everybody.looks()
    return town


@pytest.fixture
async def both(store_address: str, spec: Path | None) -> AsyncIterator[Town]:
    """The same town on both databases."""
    async with open_town(store_address, spec=spec) as opened:
        await opened.appoint("Rita", "contact")
        for name in ("Anna", "Bea", "Cem"):
            await opened.do(name, "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/start")
        for everybody in opened.village.people.values():
            everybody.looks()
        yield opened


async def matters(town: Town) -> list[dict[str, object]]:
    """What was brought, in order."""
    return await town.rows(
        """
        SELECT c.number, c.kind, c.wijk, c.state, c.owner, m.topic, m.place, m.flag, s.text
        FROM cases c JOIN matters m ON m.case_id = c.id
        JOIN messages s ON s.case_id = c.id AND s.n = 0 ORDER BY c.number
        """
    )


# --- a day of a resident --------------------------------------------------------------------


async def test_a_broken_light_takes_a_sentence_a_street_and_a_tap(door: Town) -> None:
    await door.plays(f"""
        Anna: de lantaarn brand niet al 3 weken
        Bot: Where is it in Ommoord? Type the street. For example: Binnenhof, by the shops. Or send
            the place on the map, with the paperclip 📎. [🏘 It is in another wijk]
            [➡️ No exact place] [⬅️ Back]
        Anna: Binnenhof 12
        Bot: Before I send it 👀 Something is wrong in the wijk 🚧 Street and pavement 🏘 Wijk:
            Ommoord 📍 Place: ‹Binnenhof 12› ‹de lantaarn brand niet al 3 weken› Who reads it sees
            a number, not your name. Shall I send it? [✅ Send] [🔀 It is something else]
            [🏷 Another subject] [✏️ Change or add] [⬅️ Back]
        Anna: [✅ Send]
        Bot: Thank you! Your signal is sent. Your number is M-2026-0001. It is with the
            wijknetwerker of Ommoord now. I do not know how long it takes. You hear it here. {SENT}
        Bot → Rita: …
    """)
    [brought] = await matters(door)
    assert brought["kind"] == "signal"
    assert (brought["topic"], brought["place"]) == ("street", "Binnenhof 12")
    assert brought["owner"] == "contact"


async def test_a_question_has_no_street_and_takes_one_tap(door: Town) -> None:
    await door.plays("""
        Anna: Wanneer wordt het gras gemaaid?
        Bot: Before I send it ❓ A question 🌳 Green and trees 🏘 Wijk: Ommoord ‹Wanneer wordt het
            gras gemaaid?› … [✅ Send] […]
        Anna: [✅ Send]
        Bot: Thank you! Your question is sent. Your number is M-2026-0001.…
            [📋 Copy the number] [📋 My plans] [🏠 Menu]
        Bot → Rita: …
    """)


async def test_kind_and_topic_are_corrected_with_a_tap_each(door: Town) -> None:
    await door.plays("""
        Anna: Wanneer wordt het gras gemaaid?
        Bot: Before I send it ❓ A question 🌳 Green and trees…
        Anna: [🔀 It is something else]
        Bot: What is it? [❓ A question] [👀 Something is wrong in the wijk]
            [⚖️ A complaint about the municipality] [💡 An idea for the wijk] [⬅️ Back]
        Anna: [👀 Something is wrong in the wijk]
        Bot: Where is it in Ommoord?…
        Anna: [➡️ No exact place]
        Bot: Before I send it 👀 Something is wrong in the wijk 🌳 Green and trees…
        Anna: [🏷 Another subject]
        Bot: What is it about? [🗑️ Waste and litter] [🌳 Green and trees] [🚧 Street and pavement]
            [🚗 Traffic and parking] [🔊 Nuisance and noise] [▶️ More (2 of 3)] [⬅️ Back]
        Anna: [▶️ More (2 of 3)]
        Bot: What is it about? [🛡️ Safety] [🛝 Play and sport] […]
        Anna: [🛝 Play and sport]
        Bot: Before I send it 👀 Something is wrong in the wijk 🛝 Play and sport…
    """)


async def test_where_the_words_say_too_little_the_bot_asks(door: Town) -> None:
    await door.plays("""
        Anna: /vraag
        Bot: What do you want to ask or tell? Type it, send a photo, or speak. A person reads
            it.… [⬅️ Back]
        Anna: Ik heb een klacht over zwerfvuil
        Bot: What is it? [❓ A question] […]
        Anna: [⚖️ A complaint about the municipality]
        Bot: Before I send it ⚖️ A complaint about the municipality 🗑️ Waste and litter…
    """)


async def test_the_commands_say_which_kind_it_is(door: Town) -> None:
    await door.plays("""
        Anna: /klacht
        Bot: What went wrong between you and the municipality?…
        Anna: zij luisteren niet naar mij
        Bot: Before I send it ⚖️ A complaint about the municipality 💬 Something else…
        Anna: [✏️ Change or add]
        Bot: What do you want to change? … [💬 My words] [🏘 The wijk] [🗑 Throw away] [⬅️ Back]
        Anna: [🗑 Throw away]
        Bot: Shall I throw away what you told me? [🗑 Yes, throw it away] [⬅️ Back]
        Anna: [🗑 Yes, throw it away]
        Bot: It is thrown away.…
        Anna: /signaal er staat een hek open
        Bot: Where is it in Ommoord?…
    """)
    assert await door.rows("SELECT 1 AS one FROM drafts WHERE journey = 'telling'") != []


async def test_a_complaint_has_its_own_rights_and_promises_no_day(door: Town) -> None:
    await door.plays("""
        Anna: De mevrouw aan de balie was heel onbeleefd
        Bot: Before I send it ⚖️ A complaint about the municipality…
        Anna: [✅ Send]
        Bot: Thank you! Your complaint is sent. Your number is M-2026-0001. It is with the
            wijknetwerker of Ommoord now. ⚖️ Your rights with a complaint • The law says: an answer
            within six weeks. • Does a committee look at it? Then within ten weeks. • For an
            official complaint they need your name and address. I do not give those. • Is it about
            the wijknetwerker? Then somebody else must look at it. • Not happy with the answer? Go
            to the ombudsman. That is free. You can call gemeente Rotterdam: 14 010.
            [📋 Copy the number] [📋 My plans] [🏠 Menu]
        Bot → Rita: …
    """)


async def test_an_objection_is_told_that_this_is_none(door: Town) -> None:
    await door.do("Anna", "ik maak bezwaar tegen het kappen van de bomen", "[➡️ No exact place]")
    await door.do("Anna", "[✅ Send]")
    told = door["Anna"].newest.text
    assert "This is not an official objection." in told
    assert "For that you have six weeks." in told
    [brought] = await matters(door)
    assert brought["flag"] == "objection"


async def test_where_nobody_holds_the_role_no_day_is_promised_and_nothing_is_lost(
    town: Town,
) -> None:
    await town.do("Anna", "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/start")
    await town.plays("""
        Anna: /start
        Bot: …
        Anna: hondenpoep op de stoep
        Bot: Where is it in Ommoord?…
        Anna: Binnenhof
        Bot: Before I send it…
        Anna: [✅ Send]
        Bot: Thank you! Your signal is sent. Your number is M-2026-0001. Nobody has the role for it
            in your wijk yet. It is kept. You can call gemeente Rotterdam: 14 010.…
    """)
    [brought] = await matters(town)
    assert brought["owner"] == "administrator"
    case = await town.rows("SELECT next_at FROM cases WHERE kind = 'signal'")
    assert case[0]["next_at"] is not None


# --- first contact ----------------------------------------------------------------------------


async def test_somebody_new_tells_at_once_and_says_where_it_is(town: Town) -> None:
    await town.appoint("Rita", "contact")
    town["Rita"].looks()
    await town.plays("""
        Dia: er ligt glas op de stoep
        Bot: I am Aan Zet, a computer program of Wijk aan Zet in Rotterdam. In which wijk is it?
            Type its name or a postcode. [📋 Show a list] [⬅️ Back]
        Dia: 3069
        Bot: In which wijk is it? [Ommoord] [Zevenkamp] [Another wijk] [⬅️ Back]
        Dia: [Ommoord]
        Bot: Where is it in Ommoord?…
        Dia: Binnenhof
        Bot: Before I send it…
        Dia: [✅ Send]
        Bot: Thank you!… [📋 Copy the number] [💡 Make a plan of it] [🏘 I live in Ommoord]
            [📋 My plans] [🏠 Menu]
        Bot → Rita: …
    """)
    assert await town.value("SELECT wijk FROM people WHERE name = 'Dia'") is None
    await town.plays("""
        Dia: [🏘 I live in Ommoord]
        Bot: Thank you. I remember your wijk. What do you want to do, Dia?…
    """)
    assert await town.value("SELECT wijk FROM people WHERE name = 'Dia'") == OMMOORD


# --- help at once -----------------------------------------------------------------------------


async def test_words_of_danger_bring_numbers_and_stop_nothing(door: Town) -> None:
    await door.plays("""
        Anna: BRAND!! bij de flat
        Bot: 🚨 Do you need help now? Please call. ☎️ 112: Emergency: police, fire or ambulance I am
            a program. I call nobody. Your message goes on below. Where is it in Ommoord?…
        Anna: Binnenhof
        Bot: Before I send it 👀 Something is wrong in the wijk 🛡️ Safety…
        Anna: [✅ Send]
        Bot: Thank you! Your signal is sent.…
        Bot → Rita: …
    """)


async def test_numbers_come_first_for_whoever_was_never_here(town: Town) -> None:
    await town.plays("""
        Eva: mijn man slaat mij
        Bot: 🚨 Do you need help now? Please call. ☎️ 0800-2000: Veilig Thuis (violence at home), day
            and night ☎️ 112: Danger right now I am a program. I call nobody. Your message goes on
            below. I am Aan Zet, a computer program of Wijk aan Zet in Rotterdam. About which wijk
            is it?…
    """)


async def test_danger_is_heard_in_the_middle_of_something_else(door: Town) -> None:
    await door.do("Anna", "/idee", "Tables", "There is nowhere to sit.", "/help")
    anna = await door.do("Anna", "er wordt geschoten in de straat")
    assert "☎️ 112" in anna.newest.text
    assert "Where is it in Ommoord?" in anna.newest.text
    # The plan waits, whole.
    plan = await door.draft("Anna")
    assert plan is not None
    assert plan["story"] == "There is nowhere to sit."
    await door.do("Cleo", "/wijk")
    cleo = await door.do("Cleo", "help snel er is brand in huis")
    assert "☎️ 112" in cleo.newest.text


# --- what had better not go along -------------------------------------------------------------


async def test_numbers_are_never_kept_and_names_are_pointed_out_before_sending(door: Town) -> None:
    await door.plays("""
        Anna: buurman Ahmed heeft dementie en gooit troep op straat, bsn 111222333
        Bot: I left out a number: a BSN or a bank account. Others need not see it. Where is it in
            Ommoord?…
        Anna: Binnenhof
        Bot: Before I send it … ‹buurman Ahmed heeft dementie en gooit troep op straat, bsn […]› 👁 I
            see a name, or something about health: ‹dementie› and ‹Ahmed›. Who reads it sees a
            number, not your name. Shall I send it? [✅ Send] [✂️ Leave that out]
            [🔀 It is something else] [🏷 Another subject] [✏️ Change or add] [⬅️ Back]
        Anna: [✂️ Leave that out]
        Bot: Before I send it … ‹buurman […] heeft […] en gooit troep op straat, bsn […]› Who reads
            it sees a number…
        Anna: [✅ Send]
        Bot: Thank you!…
        Bot → Rita: …
    """)
    [brought] = await matters(door)
    assert brought["text"] == "buurman […] heeft […] en gooit troep op straat, bsn […]"
    for table in ("messages", "drafts", "matters", "letters"):
        for row in await door.rows(f"SELECT * FROM {table}"):
            assert "111222333" not in str(row), table


# --- where it is ------------------------------------------------------------------------------


async def with_outlines(town: Town) -> None:
    """Ommoord and Zevenkamp as two squares side by side."""
    here = Here(
        town.village.bot.profile,
        Who(id="", name="", language="nl", roles=(Held("operator", None),)),
        dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC),
    )

    def square(west: float) -> list[list[list[list[float]]]]:
        east = west + 0.02
        ring = [[west, 51.94], [east, 51.94], [east, 51.96], [west, 51.96], [west, 51.94]]
        return [[ring]]

    async with town.village.bot.store.transaction() as tx:
        outlines = [Area(OMMOORD, square(4.54)), Area(ZEVENKAMP, square(4.56))]
        await areas.replace(tx, outlines, here, cause="x", role="operator")


async def test_the_position_of_a_phone_is_never_silently_the_answer(door: Town) -> None:
    await with_outlines(door)
    await door.plays("""
        Anna: er ligt grofvuil
        Bot: Where is it in Ommoord?…
        Anna: (location 51.95,4.57)
        Bot: That point is in Zevenkamp. Is it there, or were you only there when you wrote?
            [📍 Yes, it is there] [🚶 No, it is somewhere else] [⬅️ Back]
        Anna: [🚶 No, it is somewhere else]
        Bot: Where is it in Ommoord?…
        Anna: (location 51.95,4.57)
        Bot: That point is in Zevenkamp.…
        Anna: [📍 Yes, it is there]
        Bot: Before I send it … 🏘 Wijk: Zevenkamp 🗺 The point on the map goes along.…
    """)
    await door.do("Anna", "[⬅️ Back]", "[➡️ No exact place]")
    assert "🗺" not in door["Anna"].newest.text
    await door.do("Anna", "[✅ Send]")
    rows = await door.rows("SELECT latitude, longitude, cell FROM matters")
    assert rows == [{"latitude": None, "longitude": None, "cell": None}]


async def test_another_wijk_by_its_name_or_from_the_list(door: Town) -> None:
    await door.plays("""
        Anna: er ligt grofvuil
        Bot: Where is it in Ommoord?…
        Anna: Zevenkamp
        Bot: Before I send it … 🏘 Wijk: Zevenkamp 📍 Place: ‹Zevenkamp›…
        Anna: [⬅️ Back]
        Bot: Where is it in Zevenkamp?…
        Anna: [🏘 It is in another wijk]
        Bot: In which wijk is it? [Carnisse-Zuiderpark] […]
    """)


# --- me too -----------------------------------------------------------------------------------


async def test_me_too_counts_once_goes_along_and_hears_the_answer(both: Town) -> None:
    await both.do("Anna", "grofvuil naast de container", "Binnenhof 3", "(photo)", "[✅ Send]")
    both["Rita"].looks()
    await both.plays("""
        Bea: weer troep bij de containers
        Bot: Where is it in Ommoord?…
        Bea: binnenhof bij de flat
        Bot: (photo) Is it this one? Somebody told us already. 🗑️ Waste and litter 📍 ‹Binnenhof› 📅
            Since Tuesday 24 November 2026 🙋 1 person has this Me too: then you hear what happens
            with it. [🙋 Me too] [➡️ No, mine is new] [⬅️ Back]
        Bea: [🙋 Me too]
        Bot: Thank you! You have the same trouble. 🗑️ Waste and litter Number: M-2026-0001 🙋 2
            people have this What you told went along. You hear the answer here.
            [↩️ No, mine is different] [📋 My plans] [🏠 Menu]
    """)
    both["Rita"].looks()
    assert await both.value("SELECT count(*) FROM too") == 1
    # For whoever works on it alone: not for Anna.
    note = await both.rows("SELECT side, role, text FROM messages WHERE n = 1")
    assert note == [{"side": "note", "role": "resident", "text": "weer troep bij de containers"}]
    assert await both.value(
        "SELECT count(*) FROM follows WHERE person = :p", p=await both.id_of("Bea")
    )
    # It was another trouble after all: nothing has to be told again.
    await both.plays("""
        Bea: [↩️ No, mine is different]
        Bot: All right. Then I send yours as a new one. Where is it in Ommoord?…
        Bea: binnenhof
        Bot: Before I send it … ‹weer troep bij de containers›…
        Bea: [✅ Send]
        Bot: Thank you! Your signal is sent. Your number is M-2026-0002.…
        Bot → Rita: …
    """)
    assert await both.value("SELECT count(*) FROM too") == 0
    assert await both.value("SELECT count(*) FROM messages WHERE n = 1") == 0


async def test_of_several_one_looks_and_skips_all_with_one_tap(both: Town) -> None:
    await both.do("Anna", "grofvuil op de stoep", "Binnenhof 3", "[✅ Send]")
    await both.do("Bea", "troep op straat", "Binnenhof", "[➡️ No, mine is new]", "[✅ Send]")
    both["Rita"].looks()
    await both.plays("""
        Cem: overal afval
        Bot: Where is it in Ommoord?…
        Cem: Binnenhof
        Bot: Is it one of these? Others told us already. [🗑️ Binnenhof, Tuesday 24 November 2026]
            [🗑️ Binnenhof, Tuesday 24 November 2026] [➡️ No, mine is new] [⬅️ Back]
        Cem: 2
        Bot: Is it this one?… [🙋 Me too] [➡️ No, mine is new] [👀 The other ones] [⬅️ Back]
        Cem: [👀 The other ones]
        Bot: Is it one of these?…
        Cem: [➡️ No, mine is new]
        Bot: Before I send it…
    """)


async def test_only_open_signals_about_the_same_in_the_same_street_are_offered(both: Town) -> None:
    await both.do("Anna", "lantaarn kapot", "Binnenhof", "[✅ Send]")
    await both.do("Anna", "grofvuil op de stoep", "Briandplaats", "[✅ Send]")
    await both.do("Anna", "afval in de sloot", "Binnenhof", "[✅ Send]")
    async with both.village.bot.store.transaction() as tx:
        await tx.run(
            "UPDATE cases SET state = 'closed', closed = :now, owner = NULL, next_at = NULL"
            " WHERE number = 'M-2026-0003'",
            now="2026-11-24T10:00:00.000000Z",
        )
    bea = await both.do("Bea", "troep op straat", "Binnenhof")
    assert bea.newest.text.startswith("Before I send it")


# --- nothing said is lost ---------------------------------------------------------------------


async def test_more_words_more_photos_and_a_voice_come_along(door: Town) -> None:
    await door.plays("""
        Anna: (voice)
        Bot: Kept. What is it?…
        Anna: hij is kapot, de schommel
        Bot: Where is it in Ommoord?…
        Anna: (photo dit is hem)
        Bot: I added it to what you told. Kept. Where is it in Ommoord?…
        Anna: Binnenhof
        Bot: Before I send it 👀 Something is wrong in the wijk 🛝 Play and sport 🏘 Wijk: Ommoord 📍
            Place: ‹Binnenhof› 📷 2 files ‹hij is kapot, de schommel› ‹dit is hem›…
        Anna: en hij piept
        Bot: I added it to what you told. Before I send it … ‹hij is kapot, de schommel›
            ‹dit is hem› ‹en hij piept›…
        Anna: [✅ Send]
        Bot: Thank you!…
        Bot → Rita: …
    """)
    [brought] = await matters(door)
    assert brought["text"] == "hij is kapot, de schommel\ndit is hem\nen hij piept"
    assert await door.value("SELECT count(*) FROM files WHERE message = 0") == 2


async def test_a_photo_alone_and_a_voice_alone_can_be_sent(door: Town) -> None:
    await door.do("Anna", "(photo)", "[➡️ No exact place]", "[✅ Send]")
    await door.do("Anna", "(voice)", "[❓ A question]", "[✅ Send]")
    # A second one within a minute, which looks the same in words, is another one.
    await door.do("Anna", "(voice)", "[❓ A question]", "[✅ Send]")
    texts = [(row["kind"], row["text"]) for row in await matters(door)]
    assert texts == [("signal", "📷"), ("question", "🎤"), ("question", "🎤")]
    assert await door.value("SELECT count(*) FROM files WHERE message = 0") == 3


async def test_two_thumbs_send_one_matter(door: Town) -> None:
    await door.do("Anna", "hondenpoep op de stoep", "Binnenhof")
    await door.do("Anna", "(twice ✅ Send)")
    assert len(await matters(door)) == 1
    await door.do("Anna", "hondenpoep op de stoep", "Binnenhof", "[✅ Send]")
    assert len(await matters(door)) == 1, "the same words within ten minutes are the same"
    assert "M-2026-0001" in door["Anna"].newest.text
    letters = await door.rows("SELECT 1 AS one FROM shown WHERE case_id IS NOT NULL")
    assert len(letters) <= 2


async def test_two_messages_in_one_breath_are_one_story(door: Town) -> None:
    anna = door["Anna"]
    anna.says("er ligt glas op de stoep")
    anna.says("al drie weken")
    anna.says("voor de deur van de school")
    await door.settle()
    await door.later(seconds=2)
    await door.do("Anna", "Binnenhof", "[✅ Send]")
    [brought] = await matters(door)
    assert brought["text"] == (
        "er ligt glas op de stoep\nal drie weken\nvoor de deur van de school"
    )


async def test_an_album_of_thirty_keeps_the_first_ten_and_the_talk(door: Town) -> None:
    await door.do("Anna", "er ligt grofvuil op de stoep")
    door["Anna"].sends_album(*(b"\xff\xd8 %d" % n for n in range(30)), caption="kijk")
    await door.settle()
    anna = await door.do("Anna", "Binnenhof")
    assert f"📷 {MOST_FILES} files" in anna.newest.text
    assert await door.value("SELECT count(*) FROM files") == MOST_FILES
    await door.do("Anna", "[✅ Send]")
    assert "Your number is" in door["Anna"].newest.text
    assert await door.value("SELECT count(*) FROM files WHERE message = 0") == MOST_FILES


def program(anna: Person) -> None:
    anna.sends_document("rekening.pdf.exe", b"MZ", "application/x-msdownload")


def disguised(anna: Person) -> None:
    anna.sends_document("virus.pdf", b"MZ", "application/x-msdownload")


def huge(anna: Person) -> None:
    anna.sends_document("film.pdf", b"%PDF", "application/pdf", size=25 * 1024 * 1024)


def empty(anna: Person) -> None:
    anna.sends_document("leeg.pdf", b"", "application/pdf", size=0)


@pytest.mark.parametrize(
    ("sends", "why"),
    [
        (program, "I can keep photos and PDF files."),
        (disguised, "I can keep photos and PDF files."),
        (huge, "That file is too big."),
        (empty, "That file is empty."),
    ],
)
async def test_a_bad_file_is_refused_with_the_reason_and_the_words_stay(
    door: Town, sends: object, why: str
) -> None:
    await door.do("Anna", "er ligt grofvuil op de stoep", "Binnenhof")
    sends(door["Anna"])  # type: ignore[operator]
    await door.settle()
    text = door["Anna"].newest.text
    assert why in text
    assert "er ligt grofvuil op de stoep" in text
    assert await door.value("SELECT count(*) FROM files") == 0


async def test_the_first_thing_may_be_a_file_that_cannot_be_kept(door: Town) -> None:
    huge(door["Anna"])
    await door.settle()
    assert "That file is too big." in door["Anna"].newest.text
    await door.do("Anna", "/start", "grofvuil op de stoep", "Binnenhof", "[✅ Send]")
    assert "Your number is" in door["Anna"].newest.text


async def test_a_restart_and_another_language_keep_every_word(door: Town) -> None:
    for act in ("er ligt glas op de stoep", "Binnenhof", "(photo)", "[🏷 Another subject]"):
        await door.do("Anna", act)
        before = door["Anna"].newest.text
        await door.village.restart()
        await door.do("Anna", "/taal nl", "/taal en")
        assert before.endswith(door["Anna"].newest.text)
    await door.do("Anna", "[🗑️ Waste and litter]", "[✅ Send]")
    [brought] = await matters(door)
    assert (brought["topic"], brought["text"]) == ("waste", "er ligt glas op de stoep")


async def test_what_was_not_sent_is_found_again_with_the_command(door: Town) -> None:
    await door.do("Anna", "er ligt glas op de stoep", "/start")
    await door.plays("""
        Anna: /vraag
        Bot: You did not send this yet. Where is it in Ommoord?…
        Anna: [⬅️ Back]
        Bot: This is what you told me: ‹er ligt glas op de stoep› Tell it again, in your own
            words. The new text takes its place. [⬅️ Back]
        Anna: [⬅️ Back]
        Bot: I keep what you told me. Find it with /vraag. What do you want to do, Anna?…
            [💬 Ask or tell something] […]
        Anna: [▶️ Go on with what you told]
        Bot: This is what you told me:…
    """)


async def test_a_very_long_story_is_kept_as_far_as_it_fits_and_says_so(door: Town) -> None:
    await door.do("Anna", "/vraag", "er ligt afval op de stoep " * 140)
    assert "Your text is too long for one message. I keep the first part." in (
        door["Anna"].newest.text
    )
    await door.do("Anna", "[➡️ No exact place]", "[✅ Send]")
    [brought] = await matters(door)
    assert len(str(brought["text"])) > 3400


# --- an idea, a signal, a plan ----------------------------------------------------------------


async def test_an_idea_becomes_a_plan_with_the_same_words(door: Town) -> None:
    await door.plays("""
        Anna: Zullen we samen een straatfeest houden in de zomer?
        Bot: This sounds like an idea. I can make a plan of it. I keep your words.
            [💡 Yes, make a plan] [❓ No, I have a question] [👀 No, something is wrong] [⬅️ Back]
        Anna: (photo)
        Bot: Kept. This sounds like an idea.…
        Anna: [💡 Yes, make a plan]
        Bot: I took your words along. You do not have to type them again. Your plan … What is your
            plan called?…
        Anna: Straatfeest
        Bot: …Where is it? A street or a square.…
    """)
    plan = await door.draft("Anna")
    assert plan is not None
    assert plan["story"] == "Zullen we samen een straatfeest houden in de zomer?"
    assert len(plan["files"]) == 1
    assert await door.rows("SELECT 1 AS one FROM drafts WHERE journey = 'telling'") == []


async def test_an_unfinished_plan_goes_first_and_the_idea_waits(door: Town) -> None:
    await door.do("Anna", "/idee", "Tables", "There is nowhere to sit.", "/start")
    await door.do("Anna", "ik heb een idee voor het plein bij ons", "[💡 Yes, make a plan]")
    told = door["Anna"].newest.text
    assert told.startswith("You have an unfinished plan. Send it or throw it away first: /idee.")
    plan = await door.draft("Anna")
    assert plan is not None
    assert plan["title"] == "Tables"


async def test_a_signal_becomes_a_plan_and_is_closed_when_the_plan_is_sent(door: Town) -> None:
    await door.do("Anna", "er is nergens een bankje, dat is gevaarlijk", "Binnenhof", "(photo)")
    await door.do("Anna", "[✅ Send]", "[💡 Make a plan of it]")
    assert "I took your words along." in door["Anna"].newest.text
    plan = await door.draft("Anna")
    assert plan is not None
    assert (plan["story"], plan["place"]) == (
        "er is nergens een bankje, dat is gevaarlijk",
        "Binnenhof",
    )
    [signal] = await matters(door)
    assert signal["state"] == "new", "an unfinished plan takes nothing out of anybody's hands"
    await door.do("Anna", "Bankjes", "12 May", "wood 250\npaint 60", "[🙋 I do]")
    await door.do("Anna", "[➡️ Go on]", "[✅ Yes, it is right]", "[✅ Send]")
    assert "Your number is BI-2026-0001." in door["Anna"].newest.text
    [signal] = await matters(door)
    assert signal["state"] == "became"
    open_due = await door.rows(
        "SELECT kind FROM due WHERE done_at IS NULL AND kind LIKE 'matter_%'"
    )
    assert open_due == []
    files = await door.rows("SELECT case_id FROM files ORDER BY case_id")
    assert len({row["case_id"] for row in files}) == 2, "the photo stays with the signal too"


# --- elsewhere --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "wijk", "name", "role"),
    [
        ("ridderkerk", "ridderkerk.slikkerveer", "Slikkerveer", "the wijkregisseur"),
        (
            "hendrik-ido-ambacht",
            "hendrik-ido-ambacht.krommeweg",
            "Krommeweg",
            "the wijkcoördinator",
        ),
    ],
)
async def test_the_same_door_in_another_municipality(
    tmp_path: Path, spec: Path | None, profile: str, wijk: str, name: str, role: str
) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), profile=profile, spec=spec) as town:
        await town.appoint("Rita", "contact", wijk)
        await town.do("Anna", "losse tegel op de stoep", name, "Kerkstraat", "[✅ Send]")
        told = town["Anna"].newest.text
        assert "Your number is M-2026-0001." in told
        assert f"It is with {role} of {name} now." in told
