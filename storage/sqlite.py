"""SQLite through aiosqlite: one file, one process, one writing connection.

`synchronous=FULL` and WAL: a commit is on disk when it returns.  The whole
transaction is guarded by a lock and `BEGIN` stands inside the `try`, so that a
cancelled task leaves nothing open.

Every trip to aiosqlite's thread and back costs more than most statements.  So a
statement that answers nothing waits for the next one that does, or for the end of
its savepoint or transaction, and they travel together.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import aiosqlite

from storage.database import Row, Transaction, Unavailable, Unusable, fresh
from storage.rounds.vault import Vault

# At DEBUG aiosqlite tells every statement with its values: what people wrote (safety.md, T16).
logging.getLogger("aiosqlite").setLevel(logging.WARNING)

# Below this version a rare fault can damage a WAL database under load (sqlite.org, 3.51.3 notes).
GOOD_VERSION = (3, 51, 3)

SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA secure_delete = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -4000",
    "PRAGMA temp_store = MEMORY",
)


# Faults of the moment, nobody's mistake: busy, locked, out of memory, read-only, interrupted,
# I/O error, full, cannot open.
_TEMPORARY = {5, 6, 7, 8, 9, 10, 13, 14}


def _unavailable(error: sqlite3.OperationalError) -> Exception:
    """The same fault as Unavailable if it may pass; a mistake in our own SQL stays what it is."""
    if error.sqlite_errorcode & 0xFF in _TEMPORARY:
        return Unavailable(str(error))
    return error


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its values, or with many of them."""

    sql: str
    values: Mapping[str, Any] | Sequence[Mapping[str, Any]] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Trip:
    """The values of a statement, and the statements that go before it on the same trip."""

    values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    before: Sequence[Statement]
    many: bool


class TravellingTogether(sqlite3.Connection):
    """Its `execute` takes a Trip for its values, which aiosqlite hands on as they are."""

    def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
        if not isinstance(values, Trip):
            return super().execute(sql, values)
        for statement in values.before:
            self._one(statement.sql, statement.values, statement.many).close()
        return self._one(sql, values.values, values.many)

    def _one(self, sql: str, values: Any, many: bool) -> sqlite3.Cursor:
        try:
            return self.executemany(sql, values) if many else super().execute(sql, values)
        except sqlite3.Error as error:
            # It may show far from where it was asked for: say which statement it was.
            error.add_note(sql)
            raise


class SqliteTransaction:
    """Statements on the one connection, while its lock is held; `begin` goes with the first."""

    dialect = "sqlite"

    def __init__(self, connection: aiosqlite.Connection, begin: str, vault: Vault) -> None:
        self._connection = connection
        self.vault = vault
        self._waiting = [Statement(begin)]
        self._trips = 0

    async def one(self, sql: str, /, **named: Any) -> Row | None:
        rows = await self.all(sql, **named)
        return rows[0] if rows else None

    async def all(self, sql: str, /, **named: Any) -> list[Row]:
        return await self._travel(Statement(sql, named))

    async def run(self, sql: str, /, **named: Any) -> None:
        self._waiting.append(Statement(sql, named))

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        self._waiting.append(Statement(sql, tuple(rows), many=True))

    async def end(self, sql: str) -> None:
        """What waits, and then this."""
        await self._travel(Statement(sql))

    async def commit(self) -> None:
        """To disk; nothing at all when nothing was asked for."""
        if self._trips or len(self._waiting) > 1:
            await self.end("COMMIT")

    async def _travel(self, last: Statement) -> list[Row]:
        """What waits and this statement, in one trip; answers the rows of the last."""
        trip = Trip(last.values, tuple(self._waiting), last.many)
        self._waiting.clear()
        self._trips += 1
        together = cast(Iterable[Any], trip)
        try:
            return cast(list[Row], await self._connection.execute_fetchall(last.sql, together))
        except sqlite3.OperationalError as error:
            raise _unavailable(error) from error

    async def hold(self, table: str, id: str, *, shared: bool = False) -> None:
        """Nothing to do: `BEGIN IMMEDIATE` already keeps every other writer waiting."""

    async def alone(self, *tables: str) -> None:
        """Nothing to do, for the same reason."""

    async def empty(self, table: str) -> None:
        """Every row goes; freed pages are overwritten (`secure_delete`)."""
        await self.run(f"DELETE FROM {table}")

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        if len(self._waiting) > 1:
            # What was asked for before must not fail inside.
            await self._travel(self._waiting.pop())
        outside, trips = len(self._waiting), self._trips
        self._waiting.append(Statement("SAVEPOINT one"))
        try:
            yield
            # What was asked for inside must fail inside.
            await self.end("RELEASE one")
        except BaseException:
            if self._trips == trips:
                del self._waiting[outside:]
                raise
            self._waiting.clear()
            # A full disk ends the whole transaction at once, savepoints included.
            if self._connection.in_transaction:
                await self.run("ROLLBACK TO one")
                await self.end("RELEASE one")
            raise

    def fresh(self) -> str:
        return fresh()


class Sqlite:
    """The embedded store: opened once, by one process."""

    dialect = "sqlite"

    def __init__(
        self, connection: aiosqlite.Connection, owner: IO[str] | None, vault: Vault
    ) -> None:
        self._connection = connection
        self.vault = vault
        self._owner = owner
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._lock:
            try:
                tx = SqliteTransaction(self._connection, "BEGIN IMMEDIATE", self.vault)
                yield tx
                await tx.commit()
            except sqlite3.OperationalError as error:
                await self._rollback()
                raise _unavailable(error) from error
            except BaseException:
                await self._rollback()
                raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        async with self._lock:
            try:
                yield SqliteTransaction(self._connection, "BEGIN", self.vault)
            except sqlite3.OperationalError as error:
                raise _unavailable(error) from error
            finally:
                await self._rollback()

    async def _rollback(self) -> None:
        """Undo what is open, or opens just now: a cancelled task may leave its BEGIN on the way."""
        await asyncio.shield(self._connection.rollback())

    async def scrub(self) -> None:
        """Freed pages are overwritten already; what is still in the log is written through."""
        async with self._lock:
            try:
                await self._connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.OperationalError as error:
                raise _unavailable(error) from error

    async def close(self) -> None:
        async with self._lock:
            await self._connection.close()
        if self._owner is not None:
            self._owner.close()


def take_ownership(path: Path) -> IO[str]:
    """The owner lock beside the file; a second process is refused with a line that names the first.

    Raises Unusable.  The lock is the operating system's: it ends with the process, also by kill.
    """
    owner = open(path.with_name(path.name + ".owner"), "a+")  # noqa: SIM115 - held until closed
    try:
        fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        owner.seek(0)
        who = owner.read().strip() or "unknown"
        owner.close()
        raise Unusable(
            f"{path} is in use by another process (pid {who}). "
            "One bot serves one file: stop that process first, or give this one its own database."
        ) from None
    owner.seek(0)
    owner.truncate()
    owner.write(str(os.getpid()))
    owner.flush()
    return owner


async def open_sqlite(
    path: Path,
    *,
    create: bool = False,
    read_only: bool = False,
    max_pages: int | None = None,
    vault: Path | None = None,
) -> Sqlite:
    """Open the store in `path`; `create` makes a new file, otherwise a missing one is refused.

    `vault` is the folder for secrets of rounds; by default one beside the file.

    Raises Unusable with one line for the operator: missing, not a database, damaged, locked.
    """
    if not create and not path.is_file():  # noqa: ASYNC240 - once, at the start
        raise Unusable(f"There is no database at {path}. Make one with: python3 run.py init")
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    owner = None if read_only else take_ownership(path)
    connection: aiosqlite.Connection | None = None
    try:
        where = f"file:{path}?mode={'ro' if read_only else 'rwc'}"
        connection = await aiosqlite.connect(
            where, uri=True, isolation_level=None, factory=TravellingTogether
        )
        connection.row_factory = sqlite3.Row
        for setting in SETTINGS if not read_only else SETTINGS[2:4]:
            await connection.execute_fetchall(setting)
        if max_pages is not None:
            await connection.execute_fetchall(f"PRAGMA max_page_count = {max_pages}")
        damage = list(await connection.execute_fetchall("PRAGMA quick_check(1)"))
        if damage[0][0] != "ok":
            raise Unusable(
                f"{path} is damaged ({damage[0][0]}). "
                "Put back the newest backup: python3 run.py restore --check BACKUP"
            )
    except (sqlite3.DatabaseError, Unusable) as error:
        if connection is not None:
            await connection.close()
        if owner is not None:
            owner.close()
        if isinstance(error, Unusable):
            raise
        raise Unusable(_why_not_open(path, error)) from error
    return Sqlite(connection, owner, Vault(vault or path.with_name(f"{path.name}.vault")))


def _why_not_open(path: Path, error: sqlite3.DatabaseError) -> str:
    words = str(error)
    if "locked" in words:
        return f"{path} is locked by another program. Close that program and start again."
    if "not a database" in words or "malformed" in words:
        return (
            f"{path} is not a database of this program ({words}). "
            "Name another file in AANZET_DATABASE, or put back a backup."
        )
    return f"{path} cannot be opened: {words}. Check the path and the rights on the folder."
