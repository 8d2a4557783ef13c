"""Follows: who wants to hear of a place, of the mobile hub in a wijk, or of a matter."""

from __future__ import annotations

import datetime as dt

from storage.database import Transaction, instant


async def follow(tx: Transaction, person: str, subject: str, now: dt.datetime) -> None:
    """From now on this person hears of it; asked twice is asked once."""
    await tx.run(
        """
        INSERT INTO follows (person, subject, since) VALUES (:person, :subject, :since)
        ON CONFLICT (person, subject) DO NOTHING
        """,
        person=person,
        subject=subject,
        since=instant(now),
    )


async def unfollow(tx: Transaction, person: str, subject: str) -> None:
    """No more of it."""
    await tx.run(
        "DELETE FROM follows WHERE person = :person AND subject = :subject",
        person=person,
        subject=subject,
    )


async def follows(tx: Transaction, person: str, subject: str) -> bool:
    """Does this person hear of it?"""
    row = await tx.one(
        "SELECT 1 AS one FROM follows WHERE person = :person AND subject = :subject",
        person=person,
        subject=subject,
    )
    return row is not None


async def portion(
    tx: Transaction, subject: str, after: str, most: int, other: str = ""
) -> tuple[str, ...]:
    """The next people who want to hear of a subject (or of another one), in the order of ids."""
    rows = await tx.all(
        """
        SELECT person FROM follows WHERE subject = :one AND person > :after
        UNION SELECT person FROM follows WHERE subject = :other AND person > :after
        ORDER BY person LIMIT :most
        """,
        one=subject,
        other=other or subject,
        after=after,
        most=most,
    )
    return tuple(row["person"] for row in rows)


def bus(wijk: str) -> str:
    """The subject of whoever wants to hear of the mobile hub in this wijk."""
    return f"bus:{wijk}"


def matter(case: str) -> str:
    """The subject of whoever wants to hear what becomes of a matter."""
    return f"matter:{case}"


def no_picture(wijk: str) -> str:
    """The subject of whoever does not want the figures of this wijk every week."""
    return f"no_picture:{wijk}"
