"""What must happen at a moment: a row, written in the transaction that makes it necessary.

Done once, by `UPDATE … WHERE done_at IS NULL RETURNING`, together with what it causes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from storage.database import Transaction, instant, moment

# Seconds before something that keeps failing by our fault is tried again.
LONGEST_PAUSE = 3600


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that has become due; `at` is when it was to happen (UTC)."""

    kind: str
    subject: str
    at: dt.datetime


async def plan(tx: Transaction, kind: str, subject: str, at: dt.datetime, cause: str) -> None:
    """Something is to happen at an instant; planning the same twice is planning it once.

    What was cancelled and is planned again is to happen after all: two terms may end together.
    """
    await tx.run(
        """
        INSERT INTO due (kind, subject, at, cause) VALUES (:kind, :subject, :at, :cause)
        ON CONFLICT (kind, subject, at) DO UPDATE
        SET done_at = NULL, skipped = 0, cause = excluded.cause
        WHERE due.skipped = 1
        """,
        kind=kind,
        subject=subject,
        at=instant(at),
        cause=cause,
    )


async def cancel(tx: Transaction, subject: str, now: dt.datetime, *kinds: str) -> None:
    """What was planned for a subject makes no sense any more: marked skipped, never deleted."""
    for kind in kinds:
        await tx.run(
            """
            UPDATE due SET done_at = :now, skipped = 1
            WHERE subject = :subject AND kind = :kind AND done_at IS NULL
            """,
            subject=subject,
            kind=kind,
            now=instant(now),
        )


async def next_ready(tx: Transaction, now: dt.datetime, most: int = 1) -> list[Due]:
    """What is due now, taken: it is done with this transaction or not at all.

    Deadlines before reminders, when an outage made both late.  What is taken is picked once: asked
    for again row by row, as PostgreSQL may do with a plain subquery, it could be more than `most`.
    """
    rows = await tx.all(
        """
        WITH page AS MATERIALIZED (
            SELECT kind, subject, at FROM due WHERE done_at IS NULL AND at <= :now
            ORDER BY CASE kind WHEN 'closes' THEN 0 WHEN 'round_closes' THEN 0
                     WHEN 'question_over' THEN 1 WHEN 'unreachable' THEN 2
                     WHEN 'overdue' THEN 3 ELSE 4 END, at
            LIMIT :most /*+pg FOR UPDATE SKIP LOCKED */)
        UPDATE due SET done_at = :now
        WHERE (kind, subject, at) IN (SELECT kind, subject, at FROM page) AND done_at IS NULL
        RETURNING kind, subject, at
        """,
        now=instant(now),
        most=most,
    )
    return [Due(row["kind"], row["subject"], moment(row["at"])) for row in rows]


async def put_off(tx: Transaction, what: Due, now: dt.datetime) -> int:
    """It failed by our fault: the same again a little later, and longer each time; answers tries.

    It moves out of the way, so that one bad row does not keep the others waiting.
    """
    row = await tx.one(
        "SELECT tries FROM due WHERE kind = :kind AND subject = :subject AND at = :at",
        kind=what.kind,
        subject=what.subject,
        at=instant(what.at),
    )
    tries = (row["tries"] if row else 0) + 1
    pause = dt.timedelta(seconds=min(2**tries, LONGEST_PAUSE))
    await tx.run(
        """
        UPDATE due SET tries = :tries, at = :later
        WHERE kind = :kind AND subject = :subject AND at = :at
        """,
        tries=tries,
        later=instant(now + pause),
        kind=what.kind,
        subject=what.subject,
        at=instant(what.at),
    )
    return tries


async def next_at(tx: Transaction) -> dt.datetime | None:
    """The earliest instant at which something is due."""
    row = await tx.one("SELECT MIN(at) AS at FROM due WHERE done_at IS NULL")
    return moment(row["at"]) if row and row["at"] else None
