"""People with phones, the real turns and the real store; letters arrive at once."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

import pytest

from bot.inbound import Incoming
from bot.turns import Answered, Turns
from conversations.here import Held, Here, Person
from conversations.roles.role import (
    ConfirmRole,
    EndRole,
    Invite,
    Invited,
    OpenInvitation,
    RefuseRole,
    TakeRole,
)
from conversations.talk import Event, PressedCase, Said, Standing, Wrote
from locales.render import label, message
from storage import outbox
from storage.database import Database, Transaction, fresh, instant
from storage.outbox import Delivery
from storage.profile.municipality import builtin, load
from storage.roles import invitations, roles

NOON = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)
ROTTERDAM = load(builtin("rotterdam"))
OMMOORD, ZEVENKAMP = "rotterdam.ommoord", "rotterdam.zevenkamp"
OPERATOR = Person(id="", name="", language="en", roles=(Held("operator", None),))


class Phones:
    """People with phones, the real turns and the real store; letters arrive at once."""

    def __init__(self, store: Database) -> None:
        self.store = store
        self.now = NOON
        self.turns = Turns(store, ROTTERDAM, bot="aanzet_bot", me=fresh(), now=lambda: self.now)
        self.heard: dict[str, list[Said]] = {}
        self._numbers = count(1000)
        self._names: dict[str, str] = {}

    async def does(self, name: str, event: Event) -> str:
        """Somebody does something; answers everything their own phone shows because of it."""
        self.heard.clear()
        self.now += dt.timedelta(seconds=1)
        tap = "tap" if isinstance(event, PressedCase) else None
        key = f"key:{next(self._numbers)}"
        incoming = Incoming(
            "telegram", key, name, name, "en", event, message=next(self._numbers), tap=tap
        )
        [answered] = await self.turns.take([incoming])
        await self.deliver([answered])
        return self.saw(name)

    async def deliver(self, answers: list[Answered]) -> None:
        """Telegram takes every letter; what shows a case is remembered."""
        letters = [letter for one in answers for letter in one.letters]
        for letter in letters:
            name = await self.name_of(letter.person)
            self.heard.setdefault(name, []).append(letter.said)
        async with self.store.transaction() as tx:
            sent = [Delivery(x, "sent", next(self._numbers), 1) for x in letters]
            await outbox.note(tx, sent, "town", self.now)

    async def name_of(self, id: str) -> str:
        rows = await self.rows("SELECT address FROM accounts WHERE person = :id", id=id)
        return str(rows[0]["address"])

    async def id_of(self, name: str) -> str:
        rows = await self.rows("SELECT person FROM accounts WHERE address = :name", name=name)
        if rows:
            return str(rows[0]["person"])
        await self.does(name, Wrote("/start"))
        return await self.id_of(name)

    def saw(self, name: str) -> str:
        """What a phone shows of the last event: words and buttons."""
        return "\n".join(self._text(said) for said in self.heard.get(name, []))

    def _text(self, said: Said) -> str:
        labels = [label(b.label, "en", ROTTERDAM) for row in said.rows for b in row]
        return message(said, "en", ROTTERDAM).text + "\n" + " ".join(f"[{x}]" for x in labels)

    def verbs(self, name: str) -> set[str]:
        """The standing buttons that a phone got with the last event."""
        said = self.heard.get(name, [])
        return {b.verb for s in said for row in s.rows for b in row if isinstance(b, Standing)}

    async def asks(self, command: Any, who: Person = OPERATOR) -> Any:
        """A command straight to the store, in a transaction of its own."""
        do: dict[type, Any] = {
            Invite: invitations.invite,
            OpenInvitation: invitations.open_invitation,
            TakeRole: invitations.take,
            ConfirmRole: roles.confirm,
            RefuseRole: roles.refuse,
            EndRole: roles.end,
        }
        async with self.store.transaction() as tx:
            here = Here(ROTTERDAM, who, self.now, "aanzet_bot")
            return await do[type(command)](tx, command, here, tx.fresh())

    async def invites(self, role: str, wijk: str | None, **more: Any) -> Invited:
        invited = await self.asks(Invite(role, wijk, **more))
        assert isinstance(invited, Invited)
        return invited

    async def rows(self, sql: str, **named: Any) -> list[Any]:
        async with self.store.reading() as tx:
            return list(await tx.all(sql, **named))

    async def journal(self, id: str) -> list[tuple[str, str]]:
        sql = "SELECT role, verb FROM journal WHERE subject = :id ORDER BY at, cause, n"
        return [(row["role"], row["verb"]) for row in await self.rows(sql, id=id)]

    async def appoint(self, name: str, role: str, wijk: str | None = None) -> str:
        """A confirmed role at once, for tests about something else."""
        id, row = await self.id_of(name), fresh()
        async with self.store.transaction() as tx:
            await tx.run(
                """
                INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at,
                                   confirmed_by, confirmed_at)
                VALUES (:row, :id, :role, :wijk, :now, 'test', :now, 'test', :now)
                """,
                row=row,
                id=id,
                role=role,
                wijk=wijk,
                now=instant(self.now),
            )
        return row

    async def holds(self, name: str) -> set[str]:
        sql = """
            SELECT r.role FROM roles r WHERE r.person = :id AND r.confirmed_at IS NOT NULL
              AND r.from_at <= :now AND (r.until_at IS NULL OR r.until_at > :now)
        """
        rows = await self.rows(sql, id=await self.id_of(name), now=instant(self.now))
        return {row["role"] for row in rows}


@pytest.fixture
def phones(store: Database) -> Phones:
    return Phones(store)


def person(id: str, *held: tuple[str, str | None]) -> Person:
    return Person(id=id, name=id, language="en", roles=tuple(Held(*one) for one in held))


async def put_case(tx: Transaction, case: str, maker: str) -> None:
    """A case of somebody in Ommoord that is being decided."""
    await tx.run(
        """
        INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, next_at, rules,
                           opened, cause)
        VALUES (:case, 'initiative', :case, :maker, 'telegram', :wijk, 'deciding', 'member',
                :now, '1', :now, 'test')
        """,
        case=case,
        maker=maker,
        wijk=OMMOORD,
        now=instant(NOON),
    )
