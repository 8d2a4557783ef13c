"""The thread on real phones: a language switch, a restart, documents, who blocked the bot."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from conversations.matters.matter import BringMatter, Matter
from conversations.matters.talking import CloseMatter, WriteOn
from tests.english import OMMOORD, Town
from tests.test_files import jpeg
from tests.test_forged_talk import orders


@pytest.fixture
async def lamp(town: Town) -> str:
    """A broken lamp of Anna, in Ommoord, where Karim is the contact."""
    await town.appoint("Karim", "contact", OMMOORD)
    await town.do("Anna", "/start")
    matter = Matter(kind="signal", topic="other", wijk=OMMOORD, text="The lamp is broken.")
    brought = await orders(town, "Anna", BringMatter(matter))
    for person in town.village.people.values():
        person.looks()
    return str(brought.case)


async def test_a_whole_talk_over_a_restart_and_two_languages(town: Town, lamp: str) -> None:
    await orders(town, "Karim", WriteOn(lamp, "Which lamp?", "office", asks=True))
    await town.plays("""
        Bot → Anna: 💬 An answer about ‹The lamp is broken.›
            The wijknetwerker, 24 November 2026 at 10:30: ‹Which lamp?›
            The wijknetwerker waits for your answer.
            [✍️ Answer] [📄 The whole talk] [🏠 Menu]
        Anna: [✍️ Answer]
        Bot: 👀 ‹The lamp is broken.›
            The wijknetwerker, 24 November 2026 at 10:30: ‹Which lamp?›
            What do you want to tell the wijknetwerker?
            Type it, or send a photo, a file or a voice message. [⬅️ Back] [🏠 Menu]
        Anna: The one by the bridge.
        Bot: ✅ I passed it on to the wijknetwerker. From now on I am silent while you two talk.
            You can just go on. With /menu you talk with me again. [⬅️ Back] [🏠 Menu]
        Bot → Karim: ✉️ The resident wrote: …
        Anna: It has number 12.
        Bot → Karim: ✉️ The resident wrote: …
    """)
    await town.village.restart()
    await town.plays("""
        Anna: And it is dark there.
        Bot → Karim: ✉️ The resident wrote: …
        Anna: (voice)
        Bot → Karim: ✉️ The resident wrote: …
        Anna: /taal nl
        Bot: ✅ Ik gaf het door aan de wijknetwerker. …
        Anna: Kunt u komen kijken?
        Bot → Karim: ✉️ The resident wrote: …
    """)
    await orders(town, "Karim", CloseMatter(lamp, "De lamp brandt weer."))
    town["Karim"].looks()
    await town.plays("""
        Bot → Anna: Uw melding heeft antwoord: 👀 ‹The lamp is broken.›
            De wijknetwerker, 24 november 2026 om 10:30: ‹De lamp brandt weer.›
            Is het opgelost? [👍 Ja, het is opgelost] [🤝 Half] [👎 Nee, het is niet opgelost]
            [📄 Het hele gesprek] [🏠 Menu]
        Anna: [👎 Nee, het is niet opgelost]
        Bot: Het is weer open, bij dezelfde persoon. 👀 ‹The lamp is broken.›
            De wijknetwerker, 24 november 2026 om 10:30: ‹De lamp brandt weer.›
            Wat wilt u zeggen tegen de wijknetwerker? …
        Bot → Karim: 🔁 The resident says: it is not solved. It is open again. …
        Anna: Hij ging weer uit.
        Bot: ✅ Ik gaf het door aan de wijknetwerker. …
        Bot → Karim: ✉️ The resident wrote: …
        Anna: /mijn
        Bot: Uw plannen … [💡 Ik heb een idee] [💬 Wat ik vroeg en vertelde (1)] [🏠 Menu]
        Anna: [💬 Wat ik vroeg en vertelde (1)]
        Bot: Wat u vroeg en vertelde … Er wordt naar gekeken. …
            [👀 ‹The lamp is broken.›] [⬅️ Terug] [🏠 Menu]
        Anna: [👀 ‹The lamp is broken.›]
        Bot: 👀 ‹The lamp is broken.› … ‹Hij ging weer uit.› [✍️ Schrijf een bericht] […]
    """)


async def test_a_document_is_seen_by_the_other_side_after_it_was_checked(
    town: Town, lamp: str
) -> None:
    """Faults 29 and 30: no position, no program, and the talk goes on."""
    anna, karim = town["Anna"], town["Karim"]
    await town.do("Anna", f"(forges c{lamp}:talk_on)", "Here are photos as files.")
    anna.sends_document("lamp.jpg", jpeg(), mime="image/jpeg")
    await town.settle()
    anna.sends_document("setup.pdf", b"MZ\x90\x00 this is a program", mime="application/pdf")
    anna.sends_document("film.exe", b"MZ\x90\x00", mime="application/octet-stream")
    await town.settle()
    assert "I can keep photos and PDF files." in anna.newest.text
    anna.sends_document("big.pdf", size=25 * 1024 * 1024, mime="application/pdf")
    await town.settle()
    assert "That file is too big." in anna.newest.text
    await checked(town)
    assert "I cannot keep your file ‹setup.pdf›".replace("‹", "\u2068").replace("›", "\u2069") in (
        anna.newest.text
    )
    await town.do("Karim", f"(forges c{lamp}:talk_files)")
    [sent] = [bubble for bubble in karim.chat if "document" in bubble.json]
    content = town.village.telegram.exchange.files.by_id(sent.json["document"]["file_id"]).content
    assert b"Anna Canary" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    await town.do("Anna", "And in words too.")
    assert "And in words too." in str(await town.rows("SELECT text FROM messages"))


async def checked(town: Town) -> None:
    """Every document that waits is looked at, and what follows is said."""
    while await town.value("SELECT count(*) FROM files WHERE state = 'held'"):
        await town.village.bot.attachments.check_once()
    await town.later(seconds=1)


async def test_fault_33_an_answer_waits_for_who_blocked_the_bot_and_comes_once(
    town: Town, lamp: str
) -> None:
    await town.do("Anna", "(blocks)")
    await orders(town, "Karim", WriteOn(lamp, "Which lamp?", "office", asks=True))
    await town.later(minutes=1)
    assert "I cannot reach resident 0001 (M-2026-0001)." in town["Karim"].newest.text
    await town.later(days=1)
    await town.do("Anna", "(unblocks)")
    await town.later(seconds=5)
    heard = [b for b in town["Anna"].chat if "Which lamp?" in b.text]
    assert len(heard) == 1
