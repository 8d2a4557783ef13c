"""The bot's own name at Telegram, as it was when it last ran: links are printed without asking."""

from __future__ import annotations

from storage.database import Transaction


async def remember(tx: Transaction, name: str) -> None:
    """Keep the name (without @) for those who make links while the bot does not run."""
    await tx.run(
        """
        INSERT INTO meta (name, value) VALUES ('bot', :name)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """,
        name=name,
    )


async def last_seen(tx: Transaction) -> str | None:
    """The name it had, or None when it never ran on this database."""
    row = await tx.one("SELECT value FROM meta WHERE name = 'bot'")
    return None if row is None else str(row["value"])
