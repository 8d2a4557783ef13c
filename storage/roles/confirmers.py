"""Who may confirm a role: not who asks, not who invited, and who of them waits for whom."""

from __future__ import annotations

from conversations.here import Held, Here, Person
from conversations.roles.role import A_PAGE, FIRST_OFFICERS
from conversations.rules.roles import why_not_confirm
from conversations.talk import Refused
from conversations.words import Message
from storage.database import Row, Transaction, instant
from storage.people import HELD_NOW
from storage.roles.role import ROLE, enter, holders


async def confirmers(tx: Transaction, row: Row, here: Here) -> tuple[str, ...]:
    """Everybody who may confirm this request now."""
    rows = await tx.all(
        f"""
        SELECT r.person, r.role, r.wijk FROM roles r
        WHERE (r.role IN ('officer', 'administrator') OR r.role IN ('chair', 'secretary')
               AND r.wijk = :wijk) AND {HELD_NOW}
        ORDER BY r.person
        """,
        wijk=row["wijk"],
        now=instant(here.now),
    )
    may = [r["person"] for r in rows if _judge(row, Held(r["role"], r["wijk"]), r["person"])]
    if row["founding"]:
        may += await _fellows(tx, row, here)
    return tuple(dict.fromkeys(may))


def _judge(row: Row, held: Held, person: str) -> bool:
    return _why(row, Person(person, "", "", roles=(held,)), fellow=False) is None


def _why(row: Row, person: Person, *, fellow: bool) -> Message | None:
    return why_not_confirm(
        role=row["role"],
        wijk=row["wijk"],
        asker=row["person"],
        issued_by=row["issued_by"],
        fellow=fellow,
        person=person,
    )


async def why_not(tx: Transaction, row: Row, here: Here) -> Message | None:
    """Why this person may not confirm this request, or None."""
    fellow = bool(row["founding"]) and here.person.id in await _fellows(tx, row, here)
    return _why(row, here.person, fellow=fellow)


async def not_you(tx: Transaction, row: Row, here: Here, cause: str) -> Refused | None:
    """Refused and noted, when this person has no say in this request."""
    if here.person.id != "" and here.person.id in (row["confirmed_by"], row["revoked_by"]):
        return None
    why = await why_not(tx, row, here)
    if why is None:
        return None
    await enter(tx, "role_confirm_denied", row["id"], here.person.id, here, cause)
    return Refused(why)


async def _fellows(tx: Transaction, row: Row, here: Here) -> list[str]:
    """The other first officers who wait, while there are fewer than two officers."""
    if len(await holders(tx, "officer", here)) >= FIRST_OFFICERS:
        return []
    return [r["person"] for r in await _waiting_founders(tx, row)]


async def fellows_roles(tx: Transaction, row: Row, here: Here) -> tuple[str, ...]:
    """The requests of the other first officers, for a new one to confirm."""
    return tuple(r["id"] for r in await _waiting_founders(tx, row))


async def _waiting_founders(tx: Transaction, row: Row) -> list[Row]:
    return await tx.all(
        """
        SELECT id, person FROM roles
        WHERE founding = 1 AND person IS NOT NULL AND person <> :asker
          AND confirmed_at IS NULL AND revoked_by IS NULL
        ORDER BY id
        """,
        asker=row["person"],
    )


async def waiting_for(tx: Transaction, row: Row, here: Here) -> tuple[str, ...]:
    """What waited for somebody like this new confirmer (at most a page of it)."""
    held = Held(row["role"], row["wijk"])
    rows = await tx.all(
        f"""
        {ROLE} WHERE r.person IS NOT NULL AND r.founding = 0 AND r.confirmed_at IS NULL
          AND r.revoked_by IS NULL AND (r.until_at IS NULL OR r.until_at > :now)
        ORDER BY r.issued_at, r.id
        """,
        now=instant(here.now),
    )
    return tuple(r["id"] for r in rows if _judge(r, held, row["person"]))[:A_PAGE]
