"""Cases: everything somebody waits for.  An open one always has an owner and a next date."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.profile import CaseKind
from conversations.rules.matters import handlers
from storage import audience, journal
from storage.database import Transaction, instant

RULES = "1"
# Who may read a dossier: those who decide, and those who read along.
READERS = ("member", "chair", "secretary", "manager", "contact", "officer", "administrator")


def may_read(wijk: str, here: Here) -> bool:
    """Does this person decide or read along for this wijk, today?"""
    return here.person.holds(wijk, *READERS)


async def responsible(
    tx: Transaction, here: Here, wijk: str, kind: CaseKind, *first: str, apart: bool = False
) -> str | None:
    """The first role up the chain that somebody holds for this wijk now; None when nobody does."""
    holders = await audience.holding(tx, wijk, here)
    return audience.first_held(holders, (*first, *handlers(kind, here.profile, apart=apart)))


async def move(
    tx: Transaction,
    case: str,
    state: str,
    *,
    owner: str | None,
    next_at: dt.datetime | None,
    here: Here,
    closed: bool = False,
) -> None:
    """Put a case in a state; closed cases have no owner and no next date."""
    await tx.run(
        """
        UPDATE cases SET state = :state, owner = :owner, next_at = :next_at, closed = :closed
        WHERE id = :id
        """,
        id=case,
        state=state,
        owner=None if closed else owner,
        next_at=None if closed or next_at is None else instant(next_at),
        closed=instant(here.now) if closed else None,
    )


async def happened(
    tx: Transaction,
    case: str,
    what: str,
    here: Here,
    cause: str,
    *,
    role: str,
    words: str | None = None,
) -> None:
    """One line of history for people, and one of the journal for auditors."""
    await tx.run(
        """
        INSERT INTO case_history (case_id, n, at, person, role, what, words, cause)
        VALUES (:case_id, (SELECT count(*) FROM case_history WHERE case_id = :case_id),
                :at, :person, :role, :what, :words, :cause)
        """,
        case_id=case,
        at=instant(here.now),
        person=here.person.id or None,
        role=role,
        what=what,
        words=words,
        cause=cause,
    )
    await journal.enter(
        tx,
        cause=cause,
        role=role,
        verb=what,
        subject=case,
        rules=RULES,
        content=words or "",
        now=here.now,
    )


async def number(tx: Transaction, prefix: str, year: int) -> str:
    """The next public number of a year, such as BI-2026-0042; never a secret, never given twice."""
    row = await tx.one(
        """
        INSERT INTO counters (name, next) VALUES (:name, 2)
        ON CONFLICT (name) DO UPDATE SET next = counters.next + 1
        RETURNING next
        """,
        name=f"{prefix}-{year}",
    )
    assert row is not None
    return f"{prefix}-{year}-{row['next'] - 1:04d}"
