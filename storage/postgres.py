"""PostgreSQL through psycopg: when one process is not enough.

Every transaction has a connection of its own.  Locks are always taken in the
order chat → case → money, so that two people never wait for each other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from storage.database import Row, Transaction, Unavailable, Unusable, for_postgres, fresh
from storage.rounds.vault import Vault

Connection = psycopg.AsyncConnection[dict[str, Any]]


class PostgresTransaction:
    """Statements on one connection, inside its transaction."""

    dialect = "postgres"

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self.vault = vault

    async def one(self, sql: str, /, **named: Any) -> Row | None:
        cursor = await self._connection.execute(_query(sql), named)
        return await cursor.fetchone()

    async def all(self, sql: str, /, **named: Any) -> list[Row]:
        cursor = await self._connection.execute(_query(sql), named)
        return cast(list[Row], await cursor.fetchall())

    async def run(self, sql: str, /, **named: Any) -> None:
        await self._connection.execute(_query(sql), named)

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        async with self._connection.cursor() as cursor:
            await cursor.executemany(_query(sql), rows)

    async def hold(self, table: str, id: str, *, shared: bool = False) -> None:
        strength = "SHARE" if shared else "UPDATE"
        await self._connection.execute(
            f"SELECT 1 FROM {table} WHERE id = %(id)s FOR {strength}",
            {"id": id},
        )

    async def alone(self, *tables: str) -> None:
        await self._connection.execute(
            f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE".encode()
        )

    async def empty(self, table: str) -> None:
        """Every row goes, with the file it stood in."""
        await self._connection.execute(f"TRUNCATE {table}".encode())

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        async with self._connection.transaction():
            yield

    def fresh(self) -> str:
        return fresh()


class Postgres:
    """The store on a server, shared by several instances."""

    dialect = "postgres"

    def __init__(self, pool: AsyncConnectionPool[Connection], vault: Vault) -> None:
        self._pool = pool
        self.vault = vault

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        try:
            async with self._pool.connection() as connection, connection.transaction():
                yield PostgresTransaction(connection, self.vault)
        except (
            psycopg.OperationalError,
            psycopg.InterfaceError,
            psycopg.errors.DeadlockDetected,
            psycopg.errors.SerializationFailure,
            psycopg.errors.DiskFull,
            PoolTimeout,
        ) as error:
            raise Unavailable(type(error).__name__) from error

    reading = transaction

    async def scrub(self) -> None:
        """Old versions of rows that a vote touches are taken out of the files."""
        try:
            async with self._pool.connection() as connection:
                await connection.set_autocommit(True)
                try:
                    await connection.execute(
                        "VACUUM concepts, ballot_messages, letters, participation, ballots, codes"
                    )
                finally:
                    await connection.set_autocommit(False)
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
            raise Unavailable(type(error).__name__) from error

    async def close(self) -> None:
        await self._pool.close()


async def open_postgres(
    dsn: str, *, connections: int = 8, vault: Path = Path("aanzet.vault")
) -> Postgres:
    """Open the store behind a libpq address; Unusable is one line and hides the password.

    `vault` is the folder for secrets of rounds; several instances share one.
    """
    pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
        dsn,
        open=False,
        min_size=1,
        max_size=connections,
        timeout=30,
        kwargs={"row_factory": dict_row, "prepare_threshold": 1},
    )
    try:
        await pool.open(wait=True, timeout=10)
    except (psycopg.Error, PoolTimeout) as error:
        await pool.close()
        raise Unusable(
            "The PostgreSQL server does not let us in. Check AANZET_DATABASE (host, name, "
            "user, password) and whether the server runs."
        ) from error
    return Postgres(pool, Vault(vault))


def _query(sql: str) -> str:
    """Statements come from this project's own files, never from a person."""
    return for_postgres(sql)
