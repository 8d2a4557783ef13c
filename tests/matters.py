"""Matters for tests: put in the register at once, as if somebody had brought them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from conversations.here import Here, Person
from conversations.profile import Profile
from storage.database import Database, Transaction, instant
from storage.people import look_at
from storage.perform import perform
from tests.phones import NOON, OMMOORD, ROTTERDAM

CASE = """
    INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, next_at, rules,
                       opened, cause, holder)
    VALUES (:id, :kind, :number, :person, 'telegram', :wijk, :state, :owner, :next_at, '1',
            :opened, 'test', :holder)
"""
MATTER = """
    INSERT INTO matters (case_id, topic, title, alias, turn, promised, place, street, said)
    VALUES (:id, :topic, :title, :alias, 'office', :promised, :place, :street, 1)
"""
MESSAGE = """
    INSERT INTO messages (case_id, n, at, person, side, role, language, text, cause)
    VALUES (:id, 0, :opened, :person, 'resident', 'resident', 'nl', :title, 'test')
"""
FOLLOWS = """
    INSERT INTO follows (person, subject, since) VALUES (:person, 'matter:' || :id, :opened)
"""


def one(id: str, person: str | None = None, **more: Any) -> dict[str, Any]:
    """The values of one matter: a question in Ommoord, new, for the contact."""
    opened = more.pop("opened", NOON)
    values: dict[str, Any] = {
        "id": id,
        "kind": "question",
        "number": f"M-2026-{id}",
        "person": person,
        "wijk": OMMOORD,
        "state": "new",
        "owner": "contact",
        "opened": instant(opened),
        "holder": None,
        "topic": "green",
        "title": "The lamp by the pond is broken",
        "alias": id,
        "promised": None,
        "place": None,
        "street": None,
    }
    for name in ("next_at", "promised"):
        at = more.pop(name, opened + dt.timedelta(days=7) if name == "next_at" else None)
        values[name] = instant(at) if at is not None else None
    return values | more


async def put(tx: Transaction, *rows: dict[str, Any]) -> None:
    """Put matters in the register, with their first message."""
    await tx.many(CASE, rows)
    await tx.many(MATTER, rows)
    await tx.many(MESSAGE, rows)
    told = [row for row in rows if row["person"] is not None]
    if told:
        await tx.many(FOLLOWS, told)


async def meet(tx: Transaction, *ids: str, language: str = "en") -> None:
    """People whose ids are known beforehand, and are their names too."""
    for id in ids:
        await tx.run(
            "INSERT INTO people (id, name, language, since) VALUES (:id, :id, :language, :now)",
            id=id,
            language=language,
            now=instant(NOON),
        )


async def appoint(
    tx: Transaction,
    person: str,
    role: str,
    wijk: str | None = OMMOORD,
    *,
    until: dt.datetime | None = None,
    confirmed: bool = True,
) -> None:
    """A role of a person, confirmed or not, standing or over."""
    await tx.run(
        """
        INSERT INTO roles (id, person, role, wijk, from_at, until_at, issued_by, issued_at,
                           confirmed_by, confirmed_at)
        VALUES (:id, :person, :role, :wijk, :since, :until, 'test', :since,
                CASE WHEN :confirmed = 1 THEN 'test' END,
                CASE WHEN :confirmed = 1 THEN CAST(:since AS TEXT) END)
        """,
        id=tx.fresh(),
        person=person,
        role=role,
        wijk=wijk,
        since=instant(NOON - dt.timedelta(days=30)),
        until=instant(until) if until else None,
        confirmed=int(confirmed),
    )


async def away(
    tx: Transaction, person: str, back: dt.date, stand_in: str | None = None, **more: Any
) -> None:
    """Somebody's card, and leave from today until a day."""
    card = tx.fresh()
    await tx.run(
        "INSERT INTO cards (id, person, changed, cause) VALUES (:id, :person, :now, 'test')",
        id=card,
        person=person,
        now=instant(NOON),
    )
    await tx.run(
        """
        INSERT INTO away (id, card, first_day, back_day, stand_in, stand_in_role, stand_in_wijk,
                          cause)
        VALUES (:card, :card, '2026-05-11', :back, :stand_in, :role, :wijk, 'test')
        """,
        card=card,
        back=back.isoformat(),
        stand_in=stand_in,
        role=more.get("role"),
        wijk=more.get("wijk"),
    )


async def seen_by(
    tx: Transaction, person: str, now: dt.datetime = NOON, profile: Profile = ROTTERDAM
) -> Here:
    """This moment as somebody in the store sees it."""
    nobody = Here(profile, Person(id="", name="", language="en"), now, "aanzet_bot")
    here = await look_at(tx, nobody, person)
    assert here is not None
    return here


async def does(
    store: Database,
    person: str,
    command: Any,
    now: dt.datetime = NOON,
    profile: Profile = ROTTERDAM,
) -> Any:
    """Somebody asks the store something, in a transaction of its own."""
    async with store.transaction() as tx:
        here = await seen_by(tx, person, now, profile)
        return await perform(tx, command, here, tx.fresh())


async def history(store: Database, case: str) -> Sequence[tuple[str, str]]:
    """What happened to a matter: who (by role), what."""
    async with store.reading() as tx:
        rows = await tx.all(
            "SELECT role, what FROM case_history WHERE case_id = :id ORDER BY n", id=case
        )
    return [(row["role"], row["what"]) for row in rows]
