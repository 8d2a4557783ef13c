"""One row of the register of roles: an invitation, and what became of it.

Whoever changes a row holds it first; the first officers are held together, because
they are counted.
"""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.roles.role import LINK_WORKS, OFFICERS
from conversations.words import _
from storage import journal
from storage.database import Row, Transaction, instant, moment
from storage.people import HELD_NOW

ROLE = """
    SELECT r.id, r.person, r.role, r.wijk, r.from_at, r.until_at, r.issued_by, r.issued_at,
           r.founding, r.confirmed_by, r.confirmed_at, r.revoked_by, p.name, b.name AS answerer,
           (SELECT MIN(a.door || ':' || a.address) FROM accounts a WHERE a.person = r.person)
               AS account
    FROM roles r
    LEFT JOIN people p ON p.id = r.person
    LEFT JOIN people b ON b.id = COALESCE(r.revoked_by, r.confirmed_by)
"""
GONE = _("This invitation is not there any more.")


def state_of(row: Row, now: dt.datetime) -> str:
    """Where an invitation is: open, late, pending, confirmed, refused or ended."""
    if row["revoked_by"] is not None:
        refused = row["confirmed_at"] is None and row["revoked_by"] != row["person"]
        return "refused" if row["person"] is not None and refused else "ended"
    if row["until_at"] is not None and row["until_at"] <= instant(now):
        return "ended"
    if row["confirmed_at"] is not None:
        return "confirmed"
    if row["person"] is not None:
        return "pending"
    return "open" if moment(row["issued_at"]) + LINK_WORKS > now else "late"


async def role_row(tx: Transaction, id: str) -> Row | None:
    """The row as it stands, with the names that belong to it."""
    return await tx.one(f"{ROLE} WHERE r.id = :id", id=id)


async def held_role(tx: Transaction, id: str) -> Row | None:
    """The row, held; first officers are held together, because they are counted."""
    row = await tx.one("SELECT founding FROM roles WHERE id = :id", id=id)
    if row is None:
        return None
    if row["founding"]:
        await hold_founding(tx)
    await tx.hold("roles", id)
    return await role_row(tx, id)


async def hold_founding(tx: Transaction) -> None:
    """Hold all first officers: nobody else counts them meanwhile."""
    await tx.all("SELECT id FROM roles WHERE founding = 1 ORDER BY id /*+pg FOR UPDATE */")


async def holders(tx: Transaction, role: str, here: Here) -> list[str]:
    """Who holds this role now, in whichever wijk."""
    rows = await tx.all(
        f"SELECT DISTINCT r.person FROM roles r WHERE r.role = :role AND {HELD_NOW}"
        " ORDER BY r.person",
        role=role,
        now=instant(here.now),
    )
    return [row["person"] for row in rows]


async def enter(tx: Transaction, verb: str, id: str, content: str, here: Here, cause: str) -> None:
    """Account for it under the role that acted; a person without one acts as a resident."""
    roles = [h.role for h in here.person.roles]
    acting = next(
        (role for role in (*OFFICERS, "operator", "chair", "secretary") if role in roles),
        "resident",
    )
    await journal.enter(
        tx,
        cause=cause,
        role=acting,
        verb=verb,
        subject=id,
        rules="roles-1",
        content=content,
        now=here.now,
    )
