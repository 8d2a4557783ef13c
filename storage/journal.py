"""The journal: who (by role) did what to which subject, under which rules; never text.

The content is present only as a salted hash, so erasing text never breaks the
chain.  A sealer numbers the rows and chains them: each seal is a hash over the
row and the seal before it, so a changed or missing row is seen at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

from storage.database import Transaction, instant

FIRST_SEAL = "0" * 64


async def enter(
    tx: Transaction,
    *,
    cause: str,
    role: str,
    verb: str,
    subject: str,
    rules: str,
    content: str,
    now: dt.datetime,
) -> None:
    """Account for one change, in the transaction that makes it."""
    salt = tx.fresh()
    await tx.run(
        """
        INSERT INTO journal (cause, n, at, role, verb, subject, rules, salt, content_hash)
        VALUES (:cause, (SELECT count(*) FROM journal WHERE cause = :cause),
                :at, :role, :verb, :subject, :rules, :salt, :content_hash)
        """,
        cause=cause,
        at=instant(now),
        role=role,
        verb=verb,
        subject=subject,
        rules=rules,
        salt=salt,
        content_hash=content_hash(salt, content),
    )


def content_hash(salt: str, content: str) -> str:
    """What the journal keeps of a content."""
    return hashlib.sha256(f"{salt}\n{content}".encode()).hexdigest()


def seal_of(before: str, row: Mapping[str, object]) -> str:
    """The seal of one row: SHA-256 over the seal before it and every column that stays."""
    parts = [before, *(str(row[name]) for name in COLUMNS)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


COLUMNS = ("place", "cause", "n", "at", "role", "verb", "subject", "rules", "salt", "content_hash")


async def seal(tx: Transaction, now: dt.datetime, most: int = 500) -> int:
    """Chain what is not yet sealed, oldest first; answers how many rows.

    Rows of the last second are left: on PostgreSQL a slower transaction may still
    bring an older one, and place is given once.
    """
    rows = await tx.all(
        """
        SELECT cause, n, at, role, verb, subject, rules, salt, content_hash FROM journal
        WHERE place IS NULL AND at <= :until ORDER BY at, cause, n LIMIT :most
        """,
        until=instant(now - dt.timedelta(seconds=1)),
        most=most,
    )
    if not rows:
        return 0
    last = await tx.one(
        "SELECT place, seal FROM journal WHERE place IS NOT NULL ORDER BY place DESC LIMIT 1"
    )
    place, before = (last["place"], last["seal"]) if last else (0, FIRST_SEAL)
    for row in rows:
        place += 1
        before = seal_of(before, {**dict(row), "place": place})
        await tx.run(
            "UPDATE journal SET place = :place, seal = :seal WHERE cause = :cause AND n = :n",
            place=place,
            seal=before,
            cause=row["cause"],
            n=row["n"],
        )
    return len(rows)


async def head(tx: Transaction) -> tuple[int, str]:
    """The newest place and seal, for a receipt or a result."""
    last = await tx.one(
        "SELECT place, seal FROM journal WHERE place IS NOT NULL ORDER BY place DESC LIMIT 1"
    )
    return (last["place"], last["seal"]) if last else (0, FIRST_SEAL)


async def broken(tx: Transaction) -> str | None:
    """The first place where the chain does not hold, in a line; None when it is whole."""
    rows = await tx.all(
        """
        SELECT place, seal, cause, n, at, role, verb, subject, rules, salt, content_hash
        FROM journal WHERE place IS NOT NULL ORDER BY place
        """
    )
    before = FIRST_SEAL
    for place, row in enumerate(rows, 1):
        if row["place"] != place:
            return f"the journal misses row {place}"
        if row["seal"] != seal_of(before, dict(row)):
            return f"row {place} of the journal was changed (case {row['subject']})"
        before = row["seal"]
    return None
