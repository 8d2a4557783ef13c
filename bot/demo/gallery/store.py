"""A SQLite store in memory from which nothing is ever committed: whatever happens can be undone.

The statements are the bot's own; there is no file and no thread, because thousands of things are
tried.  Ids are counted, not drawn by lot: the same code gives the same page.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, cast

from storage.database import Row, Transaction
from storage.rounds.vault import Vault


class StillVault(Vault):
    """Secrets that are no secret: the same code gives the same page.  Nothing is written."""

    def __init__(self) -> None:
        super().__init__(Path("nowhere"))
        self.lost = False  # until the world is undone

    def _read(self, name: str) -> bytes | None:
        if self.lost:
            return None
        return hashlib.sha256(name.encode()).digest()

    def destroy(self, round: str) -> None:
        """Nothing is there."""


class Trial:
    """A transaction that is tried: the part of a store that turns and registers see."""

    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids = count(1)
        self.secrets = StillVault()
        self.vault: Vault = self.secrets

    async def one(self, sql: str, /, **named: Any) -> Row | None:
        """The first row of a query (or of RETURNING), or None."""
        rows = await self.all(sql, **named)
        return rows[0] if rows else None

    async def all(self, sql: str, /, **named: Any) -> list[Row]:
        """All rows of a query."""
        return cast(list[Row], self._connection.execute(sql, named).fetchall())

    async def run(self, sql: str, /, **named: Any) -> None:
        """A statement that answers nothing."""
        self._connection.execute(sql, named)

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        """The same statement for several rows."""
        self._connection.executemany(sql, rows)

    async def hold(self, table: str, id: str, *, shared: bool = False) -> None:
        """Nothing to do: there is nobody else."""

    async def alone(self, *tables: str) -> None:
        """Nothing to do: there is nobody else."""

    async def empty(self, table: str) -> None:
        """Every row goes."""
        self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a table of ours

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What happens inside is undone alone when it raises."""
        self._connection.execute("SAVEPOINT one")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO one")
            raise
        finally:
            self._connection.execute("RELEASE one")

    def fresh(self) -> str:
        """A new id of 22 characters."""
        return f"{next(self._ids):022d}"


class TrialStore:
    """The store around it: each transaction of the bot is a part of one that is undone."""

    dialect = "sqlite"

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=1000)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.execute("PRAGMA temp_store = MEMORY")
        self.trial = Trial(self._connection)
        self.vault = self.trial.vault

    def begin(self) -> None:
        """From now on nothing is kept.

        The schema stands before: SQLite would read it anew after everything that is undone.
        """
        self._connection.execute("BEGIN")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """All of it, or nothing."""
        async with self.trial.savepoint():
            yield self.trial

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A look; nobody writes beside it."""
        yield self.trial

    async def scrub(self) -> None:
        """Nothing of it is on a disk."""

    async def close(self) -> None:
        """Nothing of it is kept."""
        self._connection.close()
