"""Leave and work: who is there today, and who stands in for whoever is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from conversations.here import Held, Here
from storage.database import Transaction, instant
from storage.people import HELD_NOW

_AWAY_NOW = "a.ended IS NULL AND a.first_day <= :today AND a.back_day > :today"


async def standing_in(tx: Transaction, here: Here) -> tuple[Held, ...]:
    """The roles of others that this person stands in for today."""
    named = {"today": here.today.isoformat(), "now": instant(here.now)}
    rows = await tx.all(
        f"""
        SELECT r.role, r.wijk FROM away a
        JOIN cards c ON c.id = a.card
        JOIN roles r ON r.person = c.person
        WHERE a.stand_in = :me AND {_AWAY_NOW} AND {HELD_NOW}
        """,
        me=here.person.id,
        **named,
    )
    for held in here.person.roles:
        rows += await tx.all(
            f"""
            SELECT r.role, r.wijk FROM away a
            JOIN cards c ON c.id = a.card
            JOIN roles r ON r.person = c.person
            WHERE a.stand_in_role = :role
              AND (a.stand_in_wijk IS NULL OR a.stand_in_wijk = COALESCE(:wijk, a.stand_in_wijk))
              AND {_AWAY_NOW} AND {HELD_NOW}
            """,
            role=held.role,
            wijk=held.wijk,
            **named,
        )
    return tuple(dict.fromkeys(Held(row["role"], row["wijk"]) for row in rows))


async def back_day(tx: Transaction, person: str, here: Here) -> dt.date | None:
    """The first day at work again of somebody who is away today; None for who is there."""
    row = await tx.one(
        f"""
        SELECT a.back_day FROM cards c JOIN away a ON a.card = c.id
        WHERE c.person = :person AND {_AWAY_NOW}
        """,
        person=person,
        today=here.today.isoformat(),
    )
    return dt.date.fromisoformat(row["back_day"]) if row else None


async def at_work(
    tx: Transaction, people: Sequence[str], here: Here, *, or_all: bool = True
) -> list[str]:
    """Those of these who are there today, and for each who is not whoever stands in.

    When nobody is there at all it is all of them (`or_all`): a letter must reach somebody.
    """
    found: list[str] = []
    for person in people:
        if await back_day(tx, person, here) is None:
            found.append(person)
            continue
        for other in await _stand_ins(tx, person, here):
            if await back_day(tx, other, here) is None:
                found.append(other)
    return list(dict.fromkeys(found)) or (list(people) if or_all else [])


async def _stand_ins(tx: Transaction, person: str, here: Here) -> list[str]:
    """Who stands in for somebody today, by name or by role, as long as they hold a role."""
    rows = await tx.all(
        f"""
        SELECT r.person FROM cards c
        JOIN away a ON a.card = c.id
        JOIN roles r ON r.person = a.stand_in
        WHERE c.person = :person AND {_AWAY_NOW} AND {HELD_NOW}
        UNION
        SELECT r.person FROM cards c
        JOIN away a ON a.card = c.id
        JOIN roles r ON r.role = a.stand_in_role
            AND (r.wijk IS NULL OR r.wijk = COALESCE(a.stand_in_wijk, r.wijk))
        WHERE c.person = :person AND r.person <> :person AND {_AWAY_NOW} AND {HELD_NOW}
        ORDER BY 1
        """,
        person=person,
        today=here.today.isoformat(),
        now=instant(here.now),
    )
    return [row["person"] for row in rows]
