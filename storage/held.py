"""Updates that failed by our fault: kept, tried again after 1, 5 and 25 seconds, then dead letters.

They stand outside the failed savepoint, so that the offset may move and
everybody else goes on; the person's later updates queue behind them.
"""

from __future__ import annotations

import datetime as dt
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from conversations.rules.codes import hidden
from storage.chats import OpenChat
from storage.database import Transaction, instant, moment

PAUSES = (1, 5, 25)
# Where in an update stands what somebody typed.
TYPED = ("text", "caption")


@dataclass(frozen=True, slots=True)
class HeldUpdate:
    """An update that waits for another try; `arrived` when we got it first (UTC)."""

    key: str
    door: str
    address: str
    raw: dict[str, Any] | None
    tries: int
    arrived: dt.datetime


def where(error: BaseException) -> str:
    """Type, file and line of a failure: what a human needs, and never a value."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    place = f"{Path(last.filename).name}:{last.lineno}" if last else "?"
    return f"{type(error).__name__} at {place}"


async def _kept(tx: Transaction, raw: dict[str, Any] | None, door: str, address: str) -> str:
    """An update as it may be kept: without a voting code, which whoever typed it types again."""
    asked = await tx.one(
        """
        SELECT 1 AS one FROM accounts a JOIN drafts d ON d.person = a.person
        WHERE a.door = :door AND a.address = :address AND d.journey IN ('vote', 'paper')
        """,
        door=door,
        address=address,
    )
    return orjson.dumps(_without(raw, asked=asked is not None)).decode()


def _without(part: Any, *, asked: bool) -> Any:
    """The same part of an update; whatever was typed in it says no code any more."""
    if isinstance(part, dict):
        return {
            key: hidden(value, asked=asked)
            if key in TYPED and isinstance(value, str)
            else _without(value, asked=asked)
            for key, value in part.items()
        }
    return [_without(one, asked=asked) for one in part] if isinstance(part, list) else part


async def hold(
    tx: Transaction,
    *,
    key: str,
    door: str,
    address: str,
    raw: dict[str, Any] | None,
    error: str,
    now: dt.datetime,
    arrived: dt.datetime | None = None,
) -> str:
    """Keep a failed update for its next try; answers its state, waiting or dead.

    `arrived` is when it came in first, if that is not now: for a deadline that counts.
    """
    row = await tx.one("SELECT tries FROM held WHERE key = :key", key=key)
    tries = (row["tries"] if row else 0) + 1
    dead = tries > len(PAUSES)
    pause = PAUSES[min(tries, len(PAUSES)) - 1]
    await tx.run(
        """
        INSERT INTO held (key, door, address, body, since, place, tries, next_at, error, state)
        VALUES (:key, :door, :address, :body, :since,
                (SELECT COALESCE(MAX(place), 0) + 1 FROM held), :tries, :next_at, :error, :state)
        ON CONFLICT (key) DO UPDATE
        SET tries = excluded.tries, next_at = excluded.next_at, error = excluded.error,
            state = excluded.state
        """,
        key=key,
        door=door,
        address=address,
        body=await _kept(tx, raw, door, address),
        since=instant(arrived or now),
        tries=tries,
        next_at=instant(now + dt.timedelta(seconds=pause)),
        error=error,
        state="dead" if dead else "waiting",
    )
    return "dead" if dead else "waiting"


async def queue_behind(
    tx: Transaction,
    key: str,
    raw: dict[str, Any] | None,
    chat: OpenChat,
    now: dt.datetime,
    arrived: dt.datetime | None = None,
) -> bool:
    """Put an update behind a held one of the same person; False when it is itself the held one."""
    first = await tx.one(
        """
        SELECT h.key, h.door, h.address FROM held h JOIN accounts a
          ON a.door = h.door AND a.address = h.address
        WHERE a.person = :person AND h.state = 'waiting' ORDER BY h.place LIMIT 1
        """,
        person=chat.person.id,
    )
    if first is None or first["key"] == key:
        return False
    await tx.run(
        """
        INSERT INTO held (key, door, address, body, since, place, tries, next_at, error, state)
        VALUES (:key, :door, :address, :body, :since,
                (SELECT COALESCE(MAX(place), 0) + 1 FROM held), 0, :now, 'queued', 'waiting')
        ON CONFLICT (key) DO NOTHING
        """,
        key=key,
        door=first["door"],
        address=first["address"],
        body=await _kept(tx, raw, first["door"], first["address"]),
        since=instant(arrived or now),
        now=instant(now),
    )
    return True


async def ready(tx: Transaction, now: dt.datetime, most: int) -> list[HeldUpdate]:
    """The first held update of each person whose next try has come."""
    rows = await tx.all(
        """
        SELECT key, door, address, body, tries, since FROM held h
        WHERE state = 'waiting' AND next_at <= :now AND NOT EXISTS (
            SELECT 1 FROM held e
            WHERE e.address = h.address AND e.state = 'waiting' AND e.place < h.place)
        ORDER BY place LIMIT :most
        """,
        now=instant(now),
        most=most,
    )
    return [
        HeldUpdate(
            r["key"],
            r["door"],
            r["address"],
            orjson.loads(r["body"]),
            r["tries"],
            moment(r["since"]),
        )
        for r in rows
    ]


async def any_waiting(tx: Transaction) -> bool:
    """Is there an update that is still to be tried again?"""
    row = await tx.one("SELECT key FROM held WHERE state = 'waiting' ORDER BY place LIMIT 1")
    return row is not None


async def release(tx: Transaction, key: str) -> None:
    """It worked at last: nothing is held any more."""
    await tx.run("DELETE FROM held WHERE key = :key AND state = 'waiting'", key=key)
