"""What goes: all of a matter when its time is over, its words when whoever brought it says so.

The journal keeps that something happened, never what it was about.
"""

from __future__ import annotations

from storage.database import Transaction
from storage.follows import matter as subject_of

CLOSED_BEFORE = """
    SELECT id FROM cases
    WHERE closed IS NOT NULL AND kind <> 'initiative' AND closed < :before
      AND kind IN ('question', 'complaint', 'signal')
    ORDER BY closed LIMIT :most
"""


async def blank(tx: Transaction, case: str) -> None:
    """The words, the place and the person go; that there was one, of what kind and when, stays."""
    await _words(tx, case)
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
    rows = await tx.all(CLOSED_BEFORE, before=before, most=most)
    for row in rows:
        await _words(tx, row["id"])
        await _rows(tx, row["id"])
    return [row["id"] for row in rows]


async def _words(tx: Transaction, case: str) -> None:
    """Everything people wrote, sent or were shown about it, in the order of who refers to whom."""
    await tx.run(
        "DELETE FROM file_contents WHERE file IN (SELECT id FROM files WHERE case_id = :case_id)",
        case_id=case,
    )
    await tx.run("DELETE FROM files WHERE case_id = :case_id", case_id=case)
    await tx.run("DELETE FROM messages WHERE case_id = :case_id", case_id=case)
    await tx.run("DELETE FROM forwards WHERE case_id = :case_id", case_id=case)
    await tx.run("DELETE FROM too WHERE case_id = :case_id", case_id=case)
    await tx.run("DELETE FROM follows WHERE subject = :subject", subject=subject_of(case))
    await tx.run("DELETE FROM links WHERE subject = :case_id", case_id=case)
    await tx.run("DELETE FROM shown WHERE case_id = :case_id", case_id=case)
    await tx.run(
        """
        UPDATE letters SET state = 'dropped', body = '' WHERE case_id = :case_id AND body <> ''
        """,
        case_id=case,
    )
    await tx.run(
        "UPDATE case_history SET person = NULL, words = NULL WHERE case_id = :case_id",
        case_id=case,
    )


async def _rows(tx: Transaction, case: str) -> None:
    """What is left of it, when nobody needs to know any more that there was one."""
    await tx.run("DELETE FROM agenda WHERE case_id = :case_id", case_id=case)
    await tx.run("UPDATE matters SET under = NULL WHERE under = :case_id", case_id=case)
    await tx.run("DELETE FROM matters WHERE case_id = :case_id", case_id=case)
    await tx.run("DELETE FROM case_history WHERE case_id = :case_id", case_id=case)
    await tx.run("DELETE FROM due WHERE subject = :case_id", case_id=case)
    await tx.run("DELETE FROM cases WHERE id = :case_id", case_id=case)
