"""What has had its time is deleted, a portion at a time, so that nobody has to wait for it."""

from __future__ import annotations

import datetime as dt

from conversations.regulation import Retention
from storage.database import Transaction, instant
from storage.matters import erasing

PORTION = 500

# Each deletes at most :most rows older than :before and returns one column of each.
_SEEN = """
    DELETE FROM seen WHERE key IN (SELECT key FROM seen WHERE at < :before LIMIT :most)
    RETURNING key
"""
_LETTERS = """
    DELETE FROM letters WHERE (cause, n) IN (
        SELECT cause, n FROM letters WHERE state <> 'waiting' AND done < :before LIMIT :most)
    RETURNING n
"""
_HELD = """
    DELETE FROM held WHERE key IN (
        SELECT key FROM held WHERE state = 'dead' AND next_at < :before LIMIT :most)
    RETURNING key
"""
_DRAFTS = """
    DELETE FROM drafts WHERE (person, journey) IN (
        SELECT person, journey FROM drafts WHERE touched < :before LIMIT :most)
    RETURNING journey
"""
_DUE = """
    DELETE FROM due WHERE (kind, subject, at) IN (
        SELECT kind, subject, at FROM due WHERE done_at < :before LIMIT :most)
    RETURNING kind
"""
# Who came to something is nobody's business for long after it.
_SIGNUPS = """
    DELETE FROM signups WHERE (item, person) IN (
        SELECT s.item, s.person FROM activities a JOIN signups s ON s.item = a.id
        WHERE a.ends < :before LIMIT :most)
    RETURNING item
"""
# Numbers shown at a desk work for minutes; wrong codes are forgotten after a day.
_CALLS = """
    DELETE FROM desk_calls WHERE (round, person) IN (
        SELECT round, person FROM desk_calls WHERE until_at < :before LIMIT :most)
    RETURNING person
"""
_LOCKS = """
    DELETE FROM code_locks WHERE person IN (
        SELECT person FROM code_locks WHERE since < :before LIMIT :most)
    RETURNING person
"""


async def prune(tx: Transaction, retention: Retention, now: dt.datetime) -> dict[str, int]:
    """Delete one portion of everything that is past its days; answers how many rows of what.

    A table whose count is PORTION has more: call again.
    """
    seen = instant(now - dt.timedelta(days=retention.seen_days))
    letters = instant(now - dt.timedelta(days=retention.letters_days))
    drafts = instant(now - dt.timedelta(days=retention.drafts_days))
    matters = instant(now - dt.timedelta(days=retention.matters_days))
    gone = {
        "seen": await tx.all(_SEEN, before=seen, most=PORTION),
        "letters": await tx.all(_LETTERS, before=letters, most=PORTION),
        "held": await tx.all(_HELD, before=letters, most=PORTION),
        "desk_calls": await tx.all(_CALLS, before=seen, most=PORTION),
        "code_locks": await tx.all(_LOCKS, before=seen, most=PORTION),
        "drafts": await tx.all(_DRAFTS, before=drafts, most=PORTION),
        "due": await tx.all(_DUE, before=letters, most=PORTION),
        "signups": await tx.all(_SIGNUPS, before=letters, most=PORTION),
    }
    closed = await erasing.prune(tx, matters, PORTION)
    return {"matters": len(closed), **{table: len(rows) for table, rows in gone.items()}}
