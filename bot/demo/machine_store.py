"""A store that dies at any statement, and the outbound side of the random machine.

`Fuse` stands around the real store: when it burns through, everything raises
`Killed`, as if the process were gone; what was not committed is not there.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from bisect import insort
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.lanes import passing
from bot.outbound import SOON
from bot.turns import Answered
from storage.database import Database, Row, Transaction, instant
from storage.outbox import Letter


class Killed(BaseException):
    """The process is gone."""


class Fuse:
    """The store, with a fuse: `left` statements more, None for ever."""

    def __init__(self, store: Database) -> None:
        self.store = store
        self.dialect = store.dialect
        self.vault = store.vault
        self.left: int | None = None
        self._blown = False

    def burn(self) -> None:
        """One step nearer to the end, if there is to be one."""
        if self.left is not None:
            self.left -= 1
            self._blown = self._blown or self.left <= 0
        if self._blown:
            raise Killed

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A transaction that may end in the middle, before its commit or right after it."""
        async with self.store.transaction() as tx:
            self.burn()
            yield Watched(tx, self)
            self.burn()
        self.burn()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A reading transaction."""
        async with self.store.reading() as tx:
            yield tx

    async def scrub(self) -> None:
        """What was deleted is gone from the disk too."""
        await self.store.scrub()

    async def close(self) -> None:
        """Give back the file or the connections."""
        await self.store.close()


class Watched:
    """A transaction whose every statement burns the fuse."""

    def __init__(self, tx: Transaction, fuse: Fuse) -> None:
        self._tx = tx
        self._fuse = fuse
        self.dialect = tx.dialect
        self.vault = tx.vault
        self.savepoint = tx.savepoint
        self.fresh = tx.fresh
        self.hold = tx.hold
        self.alone = tx.alone
        self.empty = tx.empty

    async def one(self, sql: str, /, **named: Any) -> Row | None:
        self._fuse.burn()
        return await self._tx.one(sql, **named)

    async def all(self, sql: str, /, **named: Any) -> list[Row]:
        self._fuse.burn()
        return await self._tx.all(sql, **named)

    async def run(self, sql: str, /, **named: Any) -> None:
        self._fuse.burn()
        await self._tx.run(sql, **named)

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        self._fuse.burn()
        await self._tx.many(sql, rows)


class Post:
    """What `bot.outbound` is to intake and turns, as long as this life lasts.

    It keeps its promises about order and replaced screens; when it delivers is the machine's.
    """

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self.lanes: dict[str, list[Letter]] = {}
        self.asleep: dict[str, str] = {}
        self._turn: dict[str, int] = {}
        self.unauthorized = asyncio.Event()

    async def landed(self, addresses: Iterable[str]) -> None:
        """Nothing is ever half on its way here."""

    def push(self, answered: Sequence[Answered]) -> None:
        """What a commit has made necessary."""
        for one in answered:
            if one.replaced is not None:
                lane = self.lanes.get(one.replaced, [])
                lane[:] = [letter for letter in lane if not passing(letter)]
            self.post(one.letters)

    def post(self, letters: Iterable[Letter]) -> None:
        """Letters on their way, each in its place; those for much later are left to the sweep."""
        for letter in letters:
            later = letter.not_before > letter.written
            if later and letter.not_before > instant(self._now() + SOON):
                continue
            lane = self.lanes.setdefault(letter.person, [])
            if any((o.cause, o.n) == (letter.cause, letter.n) for o in lane):
                continue
            if passing(letter):
                if letter.turn < self._turn.get(letter.person, 0):
                    continue
                self._turn[letter.person] = letter.turn
            insort(lane, letter, key=lambda one: (one.rank, one.written, one.cause, one.n))

    def undelivered(self, person: str) -> bool:
        """Is there a screen this person certainly has not seen?"""
        return any(o.kind == "screen" and o.born_here for o in self.lanes.get(person, ()))
