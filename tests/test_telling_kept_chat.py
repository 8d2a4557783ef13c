"""One door: nothing that was told is lost, it counts once, and it can become a plan."""

from __future__ import annotations

import pytest

from bot.demo.people import Person
from conversations.rules.files import MOST_FILES
from tests.english import Town
from tests.telling_town import matters

pytestmark = pytest.mark.sqlite_daily


async def test_me_too_counts_once_goes_along_and_hears_the_answer(both: Town) -> None:
    await both.do("Anna", "grofvuil naast de container", "Binnenhof 3", "(photo)", "[✅ Send]")
    both["Rita"].looks()
    await both.plays("""
        Bea: weer troep bij de containers
        Bot: Where is it in Ommoord?…
        Bea: binnenhof bij de flat
        Bot: (photo) Is it this one? Somebody told us already. 🗑️ Waste and litter 📍 ‹Binnenhof› 📅
            Since Tuesday 24 November 2026 🙋 1 person has this Me too: then you hear what happens
            with it. [🙋 Me too] [➡️ No, mine is new] [⬅️ Back] [🏠 Menu]
        Bea: [🙋 Me too]
        Bot: Thank you! You have the same trouble. 🗑️ Waste and litter Number: M-2026-0001 🙋 2
            people have this What you told went along. You hear the answer here.
            [↩️ No, mine is different] [📄 The whole talk] [🏠 Menu]
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
            [🗑️ Binnenhof, Tuesday 24 November 2026] [➡️ No, mine is new] [⬅️ Back] [🏠 Menu]
        Cem: 2
        Bot: Is it this one?… [🙋 Me too] [➡️ No, mine is new] [👀 The other ones] [⬅️ Back]
            [🏠 Menu]
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
            words. The new text takes its place. [➡️ Keep my words, go on] [⬅️ Back]
        Anna: [⬅️ Back]
        Bot: I keep what you told me. Find it with /vraag. What do you want to do, Anna?…
            [💬 Ask or tell something] […]
        Anna: [▶️ Go on with what you told]
        Bot: This is what you told me:…
        Anna: [➡️ Keep my words, go on]
        Bot: Where is it in Ommoord?…
        Anna: Binnenhof
        Bot: Before I send it … ‹er ligt glas op de stoep›…
        Anna: [✏️ Change or add]
        Bot: What do you want to change?…
        Anna: [💬 My words]
        Bot: This is what you told me:…
        Anna: [➡️ Keep my words, go on]
        Bot: Before I send it … 📍 Place: ‹Binnenhof› ‹er ligt glas op de stoep›…
    """)


@pytest.mark.parametrize("words", ["weet ik niet", "Geen idee", "I don't know"])
async def test_who_does_not_know_where_is_believed(door: Town, words: str) -> None:
    await door.do("Anna", "er ligt glas op de stoep", words)
    assert "All right. I send it without an exact place." in door["Anna"].newest.text
    # No part of the story either, and a place that was told before is gone.
    await door.do("Anna", "[✏️ Change or add]", "[📍 The place]", "Binnenhof")
    await door.do("Anna", "[✏️ Change or add]", "[📍 The place]", words, "[✅ Send]")
    [brought] = await matters(door)
    assert (brought["place"], brought["text"]) == (None, "er ligt glas op de stoep")


async def test_who_does_not_know_what_it_is_asks_a_question(door: Town) -> None:
    await door.do("Anna", "(voice)", "weet ik niet")
    assert "I call it a question." in door["Anna"].newest.text
    assert "weet ik niet" not in door["Anna"].newest.text


async def test_what_was_not_sent_stands_among_what_is_mine(door: Town) -> None:
    await door.do("Anna", "/vraag", "/mijn")
    assert "not sent yet" not in door["Anna"].newest.text, "nothing was told"
    await door.do("Anna", "/vraag", "er ligt glas op de stoep", "Binnenhof")
    await door.plays("""
        Anna: /mijn
        Bot: …You told something that you have not sent yet.… [✏️ My unsent message] […]
        Anna: [✏️ My unsent message]
        Bot: You did not send this yet. Before I send it…
        Anna: [✅ Send]
        Bot: Thank you!…
        Bot → Rita: …
        Anna: /mijn
        Bot: Your plans You have no plans yet.…
    """)


async def test_wis_names_what_was_not_sent_and_throws_it_away(door: Town) -> None:
    await door.do("Anna", "/wis")
    assert "You have no unfinished plan." in door["Anna"].newest.text
    assert "There is nothing to throw away." in door["Anna"].newest.text
    await door.do("Anna", "er ligt glas op de stoep", "Binnenhof", "(photo)")
    assert await door.value("SELECT count(*) FROM files") == 1
    await door.plays("""
        Anna: /wis
        Bot: You have no unfinished plan. You wrote a message that is not sent yet. You may throw
            it away.… [📋 My plans] [🗑 Throw away what is not sent] [🏠 Menu] […]
        Anna: [🗑 Throw away what is not sent]
        Bot: The message that was not sent is thrown away. What do you want to do, Anna?…
    """)
    for left in ("drafts WHERE journey = 'telling'", "files", "file_contents", "cases"):
        assert await door.value(f"SELECT count(*) FROM {left}") == 0, left
    await door.do("Anna", "/mijn")
    assert "not sent yet" not in door["Anna"].newest.text


async def test_before_sending_more_words_are_added_wherever_they_look(door: Town) -> None:
    await door.do("Anna", "er ligt glas op de stoep", "Binnenhof", "/help")
    await door.plays("""
        Anna: ook groen
        Bot: I added it to what you told. Before I send it … ‹er ligt glas op de stoep›
            ‹ook groen›…
        Anna: /help
        Bot: …
        Anna: ja
        Bot: Let us go on with what you were doing. Please send your answer again. Before…
        Anna: nee
        Bot: What do you want to change?…
        Anna: [⬅️ Back]
        Bot: Before I send it…
        Anna: Ja, graag!
        Bot: Thank you! Your signal is sent.…
        Bot → Rita: …
    """)
    [brought] = await matters(door)
    assert brought["text"] == "er ligt glas op de stoep\nook groen"


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
    await door.do("Anna", "[✅ Send]")
    await door.do("Bea", "een bankje is stuk", "Binnenhof", "[🙋 Me too]")
    await door.do("Anna", "[💡 Make a plan of it]")
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
    bea = door["Bea"].newest.text
    assert "Somebody made a plan of signal M-2026-0001." in bea
    assert "The plan has number BI-2026-0001." in bea
    [signal] = await matters(door)
    assert signal["state"] == "became"
    open_due = await door.rows(
        "SELECT kind FROM due WHERE done_at IS NULL AND kind LIKE 'matter_%'"
    )
    assert open_due == []
    files = await door.rows("SELECT case_id FROM files ORDER BY case_id")
    assert len({row["case_id"] for row in files}) == 2, "the photo stays with the signal too"
