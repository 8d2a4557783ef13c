"""When the bot last heard Telegram: the gap to now is how long it was away."""

from __future__ import annotations

import datetime as dt

from storage.database import Transaction, instant, moment

NAME = "telegram"


async def last(tx: Transaction) -> dt.datetime | None:
    """When Telegram was heard last (UTC); None when never."""
    row = await tx.one("SELECT at FROM pulse WHERE name = :name", name=NAME)
    return moment(row["at"]) if row else None


async def beat(tx: Transaction, now: dt.datetime) -> None:
    """Telegram is heard now."""
    await tx.run(
        """
        INSERT INTO pulse (name, at) VALUES (:name, :at)
        ON CONFLICT (name) DO UPDATE SET at = excluded.at
        """,
        name=NAME,
        at=instant(now),
    )


async def confirming(
    tx: Transaction, door: str, after: str, most: int
) -> list[tuple[str, str, str, str]]:
    """Who looks at a question whose answer is final: person, address, name, language.

    In portions by person; whoever cannot be reached is left alone.
    """
    rows = await tx.all(
        """
        SELECT c.person, a.address, p.name, p.language FROM chats c
        JOIN accounts a ON a.person = c.person
        JOIN people p ON p.id = c.person
        WHERE c.confirming = 1 AND c.person > :after AND a.door = :door
          AND a.unreachable_since IS NULL
        ORDER BY c.person LIMIT :most
        """,
        after=after,
        door=door,
        most=most,
    )
    return [(r["person"], r["address"], r["name"], r["language"]) for r in rows]
