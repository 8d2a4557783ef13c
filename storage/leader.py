"""One leader among several instances on PostgreSQL, by an advisory lock on a connection of its own.

Whoever leads polls, keeps the time and seals the journal.  The lock ends with
the connection, so a dead leader is followed within seconds.  A second lock on
the same connection says that this instance lives: the letters of a dead one
are free for the others at once (`outbox.claim` asks for it).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import structlog

from storage.database import Unusable

log = structlog.get_logger("leader")

Connection = psycopg.AsyncConnection[tuple[Any, ...]]

LOCK = 20260513
HEARTBEAT = 2.0  # seconds


async def announce(dsn: str, me: str) -> Connection:
    """A connection that says that this instance (`me`) lives, for as long as it is open.

    Raises Unusable.
    """
    try:
        connection = await psycopg.AsyncConnection.connect(dsn, autocommit=True)
        await connection.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (LOCK, me))
    except psycopg.Error as error:
        raise Unusable(
            f"The PostgreSQL server gives no connection ({type(error).__name__}). "
            "Check whether it runs and how many connections it allows."
        ) from error
    return connection


async def lead(
    dsn: str, me: str, work: Callable[[], Awaitable[None]], alive: Connection | None = None
) -> None:
    """Do `work` for as long as this instance (`me`) leads; for ever, until cancelled.

    `alive` is what `announce` gave.  When the connection breaks the work is cancelled: somebody
    else may lead by then.
    """
    while True:
        try:
            async with alive or await announce(dsn, me) as connection:
                alive = None
                while not await _free(connection):  # noqa: ASYNC110 - nobody tells us
                    await asyncio.sleep(HEARTBEAT)
                log.info("leading")
                await _while_connected(connection, work)
                return
        except (psycopg.Error, Unusable) as error:
            log.warning("no longer leading", why=type(error).__name__)
            await asyncio.sleep(HEARTBEAT)


async def _free(connection: Connection) -> bool:
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,))
    row = await cursor.fetchone()
    return bool(row and row[0])


async def _while_connected(connection: Connection, work: Callable[[], Awaitable[None]]) -> None:
    """Raises psycopg.Error when the connection breaks; returns when the work ends."""
    task = asyncio.ensure_future(work())
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=HEARTBEAT)
            await connection.execute("SELECT 1")
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
