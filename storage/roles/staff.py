"""Who holds a role now and can be reached by a door."""

from __future__ import annotations

import datetime as dt

from storage.database import Transaction, instant


async def reached_by(
    tx: Transaction, door: str, roles: tuple[str, ...], now: dt.datetime
) -> dict[str, str]:
    """The accounts at this door of everybody who holds one of these roles, with their language."""
    found: dict[str, str] = {}
    for role in roles:
        rows = await tx.all(
            """
            SELECT DISTINCT a.address, p.language FROM roles r
            JOIN accounts a ON a.person = r.person AND a.door = :door
            JOIN people p ON p.id = r.person
            WHERE r.role = :role AND r.confirmed_at IS NOT NULL AND r.from_at <= :now
              AND (r.until_at IS NULL OR r.until_at > :now) AND a.unreachable_since IS NULL
            """,
            door=door,
            role=role,
            now=instant(now),
        )
        found.update((row["address"], row["language"]) for row in rows)
    return found
