"""Whoever said it first is nowhere: not in the store, not in the logs, not after a failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.demo.files import media_json
from bot.neighbours import unnamed
from conversations.rules.neighbours import without_people
from tests.english import Town, open_town

BOLNES = "ridderkerk.bolnes"
FATIMA = {
    "id": 5550001234567,
    "is_bot": False,
    "first_name": "Fatima",
    "last_name": "Benhaddou",
    "username": "fatima_bolnes80",
    "language_code": "ar",
}
PHONE = "06-98765432"
SAID = (
    f"The bins by the shops are full again. Greetings, FATIMA BENHADDOU, call {PHONE} or"
    " +31 6 98 76 54 32, @fatima_bolnes80, fatima@example.nl"
)
SECRETS = (
    "fatima",
    "benhaddou",
    "5550001234567",
    "98765432",
    "98 76 54 32",
    "example.nl",
)


@pytest.mark.parametrize(
    ("text", "names", "kept"),
    [
        ("Call me, Jan Smit", ("Jan", "Smit"), "Call me, […]"),
        ("jan and JAN and Jansen", ("Jan",), "[…] and […] and Jansen"),
        # An ordinary word that is a name too is only a name where it stands as one.
        ("Ik ben er. Groet, Ben", ("Ben",), "Ik ben er. Groet, […]"),
        ("Van de buren", ("Piet van de Berg",), "Van de buren"),
        ("Bel 0180 451 234", (), "Bel […]"),
        ("Bel 010-267 11 22 of 06 12 34 56 78", (), "Bel […] of […]"),
        ("Bel +32 470 12 34 56", (), "Bel […]"),
        ("Schrijf naar j.smit@example.nl of t.me/jansmit", (), "Schrijf naar […] of […]"),
        # Days, times, postcodes, numbers of houses and amounts are what it is about.
        ("Op 01-02-2026 om 12:30, 3069 AB 15, kost 250", (), None),
        ("Al 3 weken, 2026-11-23 09:00, container 1234567", (), None),
        ("", ("Jan",), ""),
    ],
)
def test_names_and_numbers_of_people_go_out(
    text: str, names: tuple[str, ...], kept: str | None
) -> None:
    assert without_people(text, names) == (text if kept is None else kept)
    assert without_people(without_people(text, names), names) == without_people(text, names)


ABOUT = {"message_id": 7, "date": 1, "from": {"id": 42}, "chat": {"id": 42, "type": "private"}}
ORIGINS: tuple[dict[str, Any], ...] = (
    {"forward_origin": {"type": "user", "date": 1, "sender_user": FATIMA}},
    {
        "forward_origin": {
            "type": "hidden_user",
            "date": 1,
            "sender_user_name": "Fatima Benhaddou",
        }
    },
    {
        "forward_origin": {
            "type": "channel",
            "date": 1,
            "message_id": 3,
            "chat": {"id": -1005550001234567, "type": "channel", "username": "fatima_bolnes80"},
            "author_signature": "Fatima Benhaddou",
        }
    },
    # As it was called before Bot API 7.0.
    {"forward_from": FATIMA, "forward_date": 1},
    {"forward_sender_name": "Fatima Benhaddou", "forward_date": 1},
    # Beside the message.
    {"reply_to_message": {**ABOUT, "from": FATIMA, "text": SAID}},
    {"external_reply": {"origin": {"type": "user", "date": 1, "sender_user": FATIMA}}},
    {"quote": {"text": SAID, "position": 0}},
    {"via_bot": FATIMA},
    {"contact": {"phone_number": PHONE, "first_name": "Fatima", "user_id": FATIMA["id"]}},
    {"story": {"chat": {"id": 5550001234567, "type": "private", "first_name": "Fatima"}, "id": 1}},
    {"entities": [{"type": "text_mention", "offset": 0, "length": 3, "user": FATIMA}]},
    {"caption_entities": [{"type": "text_mention", "offset": 0, "length": 3, "user": FATIMA}]},
)


@pytest.mark.parametrize("origin", ORIGINS, ids=lambda origin: next(iter(origin)))
@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_nobody_else_is_left_in_an_update(origin: dict[str, Any], kind: str) -> None:
    data = {"update_id": 1, kind: {**ABOUT, **origin}}
    kept = unnamed(data)
    assert not [secret for secret in SECRETS if secret in str(kept).lower()]
    assert kept[kind]["from"] == {"id": 42}
    assert unnamed(kept) == kept


def test_an_update_of_one_person_stays_the_same_object() -> None:
    data = {"update_id": 1, "message": {**ABOUT, "text": "Fatima is not here"}}
    assert unnamed(data) is data
    odds: tuple[dict[str, Any], ...] = (
        {"message": None},
        {"message": "x"},
        {"callback_query": {}},
        {},
    )
    for odd in odds:
        assert unnamed(odd) is odd


async def everything(town: Town) -> str:
    """All that stands in the store, as text."""
    names = await town.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return str([await town.rows(f"SELECT * FROM {row['name']}") for row in names]).lower()


async def test_the_neighbour_is_nowhere_in_the_store_or_the_logs(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A text, a photo, a document and a contact, through a failure of ours and a restart."""
    path = tmp_path / "town.sqlite3"
    async with open_town(str(path), "ridderkerk") as town:
        await town.appoint("Wil", "contact", BOLNES)
        ans = await town.appoint("Ans", "ambassador", BOLNES)
        await broken(town, fails=True)
        ans.forwards(SAID, sender=FATIMA)
        await town.settle()
        [held] = await town.rows("SELECT body FROM held")
        assert "The bins by the shops" in held["body"]
        assert not [secret for secret in SECRETS if secret in held["body"].lower()]
        await broken(town, fails=False)
        await town.village.restart()
        await town.later(seconds=30)
        assert "Shall I pass this on?" in ans.newest.text
        assert "Greetings, […], call […] or […]" in ans.newest.text
        photo = town.village.telegram.exchange.files.keep("photo", b"\xff\xd8 village", "x.jpg")
        ans.forwards(f"Look, says Fatima {PHONE}", sender=FATIMA, **media_json("photo", photo))
        await town.settle()
        paper = town.village.telegram.exchange.files.keep(
            "document", b"%PDF-1.4", "Fatima_Benhaddou.pdf", "application/pdf"
        )
        ans.forwards("", "Fatima Benhaddou", **media_json("document", paper))
        await town.settle()
        ans.sends_contact("Fatima", PHONE)
        # Telegram never sends this; what cannot be read at all is put aside as well.
        origin = {"type": "user", "date": 1, "sender_user": FATIMA}
        ans.sends_update(
            "message",
            {"message_id": "?", "from": ans.user, "text": SAID, "forward_origin": origin},
        )
        await town.settle()
        async with town.village.bot.store.transaction() as tx:
            [gone] = await tx.all("DELETE FROM held RETURNING body")
        assert not [secret for secret in SECRETS if secret in gone["body"].lower()]
        await town.do("Ans", "/ambassadeur")
        ans.forwards("And more of it", sender=FATIMA)
        await town.settle()
        await town.do("Ans", "[✅ Pass it on]")
        assert "Thank you. It is passed on." in ans.newest.text
        kept = await everything(town)
        assert "the bins by the shops are full again" in kept
        assert not [secret for secret in SECRETS if secret in kept]
    # Not in what SQLite has thrown away either; what she said is there.
    assert any(b"the bins by the shops" in content for _name, content in contents(tmp_path))
    for name, content in contents(tmp_path):
        assert not [secret for secret in SECRETS if secret.encode() in content], name
    logged = "".join(capfd.readouterr()).lower()
    assert "turn" in logged
    assert not [secret for secret in SECRETS if secret in logged]


def contents(folder: Path) -> list[tuple[str, bytes]]:
    """Every file of the store, as it lies on the disk."""
    return [(file.name, file.read_bytes().lower()) for file in folder.iterdir()]


async def broken(town: Town, *, fails: bool) -> None:
    """From now on no draft can be kept, or it can again."""
    async with town.village.bot.store.transaction() as tx:
        if fails:
            await tx.run(
                "CREATE TRIGGER broken BEFORE INSERT ON drafts"
                " BEGIN SELECT RAISE(ABORT, 'broken'); END"
            )
        else:
            await tx.run("DROP TRIGGER broken")
