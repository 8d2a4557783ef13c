"""The shared store: open, transaction, hold.

One SQL text for two databases.  Statements use named parameters (`:wijk`);
a clause for PostgreSQL alone stands in a marked comment `/*+pg FOR UPDATE */`.
SQLite has one writing connection and one process for each file; a transaction
there is guarded as a whole by a lock, because a shared connection is a shared
transaction.  PostgreSQL gives every transaction a connection of its own.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import lru_cache
from typing import Any, Protocol

from storage.rounds.vault import Vault

Row = Mapping[str, Any]

INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"


@lru_cache(maxsize=512)  # one moment is written a dozen times in a turn
def instant(at: dt.datetime) -> str:
    """An aware datetime as UTC text of fixed width, so that text order is time order."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def moment(text: str) -> dt.datetime:
    """The datetime (UTC) of an instant written by `instant`."""
    return dt.datetime.fromisoformat(text)


class Unavailable(Exception):
    """The store cannot do its work now (busy, deadlock, full, I/O): nothing was done, try again."""


class Unusable(Exception):
    """The store cannot be opened; the message is one line for an operator, with the remedy."""


class Transaction(Protocol):
    """What store functions see of a database, inside one transaction.

    `vault` has the secrets of rounds, which no database holds.
    """

    dialect: str
    vault: Vault

    async def one(self, sql: str, /, **named: Any) -> Row | None:
        """The first row of a query (or of RETURNING), or None."""

    async def all(self, sql: str, /, **named: Any) -> list[Row]:
        """All rows of a query."""

    async def run(self, sql: str, /, **named: Any) -> None:
        """A statement that answers nothing."""

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        """The same statement for several rows."""

    async def hold(self, table: str, id: str, *, shared: bool = False) -> None:
        """Touch before you count: whoever changes this row waits for us, or we see it changed."""

    async def alone(self, *tables: str) -> None:
        """Nobody else reads or writes these tables before we are done; taken in this order."""

    async def empty(self, table: str) -> None:
        """Every row of a table goes, and the place where it stood."""

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """What happens inside is undone alone when it raises."""

    def fresh(self) -> str:
        """A new random 128-bit id as 22 characters; secret enough for a link."""


class Database(Protocol):
    """A store that can be opened, asked and closed."""

    dialect: str
    vault: Vault

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """All of it, or nothing; raises Unavailable when the database cannot now."""

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that changes nothing."""

    async def scrub(self) -> None:
        """What was deleted is gone from the disk too, as far as the database can do that."""

    async def close(self) -> None:
        """Give back the file or the connections."""


def fresh() -> str:
    """A new random 128-bit id as 22 characters."""
    return secrets.token_urlsafe(16)


_token = re.compile(
    r"""
      (?P<text>'(?:[^']|'')*')
    | (?P<name>"(?:[^"]|"")*")
    | (?P<line>--[^\n]*)
    | (?P<only>/\*\+pg\s(?P<clause>.*?)\*/)
    | (?P<block>/\*.*?\*/)
    | (?P<cast>::)
    | :(?P<gap>[a-z_][a-z0-9_]*)
    | (?P<percent>%)
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=1000)
def for_postgres(sql: str) -> str:
    """The same statement in psycopg's placeholders; quotes and comments are left alone."""

    def put(match: re.Match[str]) -> str:
        if match["gap"]:
            return f"%({match['gap']})s"
        if match["only"]:
            return str(match["clause"])
        if match["line"] or match["block"]:
            return ""
        return match[0].replace("%", "%%")

    return _token.sub(put, sql)


def schema_for_postgres(sql: str) -> str:
    """A migration in PostgreSQL's types: text sorts by code point, bytes are bytea."""
    sql = re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', sql)
    return re.sub(r"\bBLOB\b", "BYTEA", sql)


def statements(script: str) -> list[str]:
    """The statements of a migration, without comments, split at semicolons outside quotes."""
    plain = re.sub(r"--[^\n]*", "", script)
    return [part.strip() for part in plain.split(";") if part.strip()]
