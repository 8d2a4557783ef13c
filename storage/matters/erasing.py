"""What goes: all of a matter when its time is over, its words when whoever brought it says so.

The journal keeps that something happened, never what it was about.
"""

from __future__ import annotations

from storage.database import Transaction
from storage.follows import matter as subject_of

# Everything people wrote, sent or were shown about a matter, in the order of who refers to whom.
_WORDS = (
    "DELETE FROM file_contents WHERE file IN (SELECT id FROM files WHERE case_id = :case_id)",
    "DELETE FROM files WHERE case_id = :case_id",
    "DELETE FROM messages WHERE case_id = :case_id",
    "DELETE FROM forwards WHERE case_id = :case_id",
    "DELETE FROM too WHERE case_id = :case_id",
    "DELETE FROM follows WHERE subject = :subject",
    "DELETE FROM links WHERE subject = :case_id",
    "DELETE FROM shown WHERE case_id = :case_id",
    "UPDATE letters SET state = 'dropped', body = '' WHERE case_id = :case_id AND body <> ''",
    "UPDATE case_history SET person = NULL, words = NULL WHERE case_id = :case_id",
)
_ROWS = (
    "DELETE FROM agenda WHERE case_id = :case_id",
    "UPDATE matters SET under = NULL WHERE under = :case_id",
    "DELETE FROM matters WHERE case_id = :case_id",
    "DELETE FROM case_history WHERE case_id = :case_id",
    "DELETE FROM due WHERE subject = :case_id",
    "DELETE FROM cases WHERE id = :case_id",
)


async def blank(tx: Transaction, case: str) -> None:
    """The words, the place and the person go; that there was one, of what kind and when, stays."""
    await _run(tx, _WORDS, case)
    await tx.run(
        """
        UPDATE matters SET title = '', place = NULL, street = NULL, latitude = NULL,
               longitude = NULL, cell = NULL, flag = NULL
        WHERE case_id = :case_id
        """,
        case_id=case,
    )
    await tx.run("UPDATE cases SET person = NULL WHERE id = :case_id", case_id=case)


async def prune(tx: Transaction, before: str, most: int) -> list[str]:
    """Everything of at most `most` matters that were closed before an instant; answers which."""
    rows = await tx.all(
        """
        SELECT id FROM cases
        WHERE closed IS NOT NULL AND kind <> 'initiative' AND closed < :before
          AND kind IN ('question', 'complaint', 'signal')
        ORDER BY closed LIMIT :most
        """,
        before=before,
        most=most,
    )
    for row in rows:
        await _run(tx, (*_WORDS, *_ROWS), row["id"])
    return [row["id"] for row in rows]


async def _run(tx: Transaction, statements: tuple[str, ...], case: str) -> None:
    named = {"case_id": case, "subject": subject_of(case)}
    for statement in statements:
        await tx.run(statement, **{k: v for k, v in named.items() if f":{k}" in statement})
