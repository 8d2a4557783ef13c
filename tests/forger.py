"""Somebody who presses what was never offered, as anybody, and what changed by it.

`conftest.py` takes the fixture `forger` in with `pytest_plugins`.
"""

from __future__ import annotations

from typing import Any

import pytest

from bot import inbound
from bot.inbound import Incoming
from locales.render import words
from storage.database import Transaction
from tests.english import OMMOORD, Town

ZEVENKAMP = "rotterdam.zevenkamp"
NOBODY: frozenset[str] = frozenset()

# --- who presses -----------------------------------------------------------------

WHO = {
    "Karim": "resident",
    "Lia": "supporter",
    "Anna": "initiator",
    "Bea": "member",
    "Zoe": "member of another wijk",
    "Fay": "former member",
    "Pim": "pending member",
    "Sam": "secretary",
    "Zus": "secretary of another wijk",
    "Odo": "officer",
    "Man": "manager",
    "Blo": "blocked",
    "Unk": "unknown",
}
ALL = frozenset(WHO.values())
# In the everyday run these press in every state, the others where most can be done.
OFTEN = ("Karim", "Lia", "Anna", "Bea", "Zoe", "Sam")
# With a home nobody was asked about, support is given on one's word.
NEIGHBOURS = ALL - {"initiator", "supporter"}
# Who it is, where they are in the talk and what is still to be said to them are no effects.
LEAVE_OUT = {"seen", "chats", "letters", "people", "accounts", "shown"}


class Undo(Exception):
    """The cell has been looked at: back to how it was."""


async def watch(tx: Transaction) -> None:
    """From now on every change of a row anywhere is noted in a table of this connection alone."""
    await tx.run("CREATE TEMP TABLE touched (name TEXT)")
    names = await tx.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    for name in (row["name"] for row in names):
        if name in LEAVE_OUT or name.startswith("sqlite_"):
            continue
        for what in ("INSERT", "UPDATE", "DELETE"):
            when = ""
            if name == "journal":
                # Refusals may be accounted for; sealing is the clock's.
                if what == "UPDATE":
                    continue
                if what == "INSERT":
                    when = "WHEN NEW.verb NOT LIKE '%_denied' AND NEW.verb <> 'role_link_reused'"
            await tx.run(
                f"CREATE TEMP TRIGGER {what.lower()}_{name} AFTER {what} ON main.{name} {when}"
                f" BEGIN INSERT INTO touched VALUES ('{name}'); END"
            )


class Forger:
    """Presses any button as anybody."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.number = 910_000_000

    async def press(self, name: str, data: str) -> tuple[set[str], str]:
        """Which tables change, and what the person is told (empty is no answer)."""
        bot = self.town.village.bot
        incoming = self.tap(name, data)
        changed: set[str] = set()
        told: list[str] = []
        try:
            async with bot.store.transaction() as tx:
                answered = await bot.turns._answer(tx, incoming)
                changed = {row["name"] for row in await tx.all("SELECT name FROM touched")}
                me = await tx.one(
                    "SELECT person FROM accounts WHERE address = :a", a=incoming.address
                )
                for letter in answered.letters:
                    if me is not None and letter.person == me["person"]:
                        told.append(letter.said.model_dump_json())
                if answered.toast is not None and answered.toast.words is not None:
                    told.append(words(answered.toast.words, "en", bot.profile))
                raise Undo
        except Undo:
            pass
        return changed, "\n".join(told)

    def tap(self, name: str, data: str) -> Incoming:
        """An update as Telegram would send it, with data that no keyboard of theirs has."""
        person = self.town[name]
        self.number += 1
        raw: dict[str, Any] = {
            "update_id": self.number,
            "callback_query": {
                "id": str(self.number),
                "from": person.user,
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": 1,
                    "date": self.town.village.telegram.exchange.timestamp(),
                    "chat": person.room.json,
                    "text": "x",
                },
            },
        }
        incoming = inbound.read(raw, self.town.village.bot.bot)
        assert isinstance(incoming, Incoming)
        return incoming


@pytest.fixture
async def forger(town: Town) -> Forger:
    """Ommoord with everybody in it, and somebody who presses what was never offered."""
    await town.do("Odo", "/start")
    for name, role, wijk in (
        ("Bea", "member", OMMOORD),
        ("Cor", "member", OMMOORD),
        ("Fay", "member", OMMOORD),
        ("Zoe", "member", ZEVENKAMP),
        ("Sam", "secretary", OMMOORD),
        ("Zus", "secretary", ZEVENKAMP),
        ("Odo", "officer", None),
        ("Man", "manager", OMMOORD),
    ):
        await town.appoint(name, role, wijk)
    for name in ("Karim", "Lia", "Pim"):
        await town.do(name, "/start")
    town["Blo"].says("/start")
    await town.settle()
    town["Blo"].blocks()
    await town.settle()
    return Forger(town)


async def role_row(town: Town, id: str, name: str | None, **more: Any) -> str:
    """An invitation for a member of Ommoord by the officer, and what became of it."""
    async with town.village.bot.store.transaction() as tx:
        values = {
            "id": id,
            "person": await town_id(tx, town, name) if name else None,
            "by": await town_id(tx, town, "Odo"),
            "now": "2026-11-24T09:00:00.000000Z",
            "confirmed": more.get("confirmed"),
            "revoked": more.get("revoked"),
        }
        await tx.run(
            """
            INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at, confirmed_by,
                               confirmed_at, revoked_by, until_at)
            VALUES (:id, :person, 'member', 'rotterdam.ommoord',
                    CASE WHEN :confirmed IS NULL THEN NULL ELSE :now END, :by, :now, :confirmed,
                    CASE WHEN :confirmed IS NULL THEN NULL ELSE :now END, :revoked,
                    CASE WHEN :revoked IS NULL THEN NULL ELSE :now END)
            """,
            **values,
        )
    return id


async def town_id(tx: Transaction, town: Town, name: str) -> str:
    """Our id of somebody, inside a transaction."""
    row = await tx.one("SELECT person FROM accounts WHERE address = :a", a=str(town[name].id))
    assert row is not None
    return str(row["person"])
