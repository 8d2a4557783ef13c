"""Time, and what happens because it passed: deadlines, reminders, pruning, seals."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from conversations.regulation import Retention
from conversations.talk import Woke
from storage import due, journal
from storage.database import Database, Unavailable
from storage.due import Due
from storage.held import where
from storage.outbox import Letter
from storage.pruning import PORTION, prune

if TYPE_CHECKING:
    from bot.turns import Turns

log = structlog.get_logger("clock")

VILLAGE_NOW = "X-Village-Now"
GLANCE = 1.0  # seconds between looks for what is due
PRUNING = 3600.0  # seconds
# After these nothing of who voted what may stay behind on the disk.
SCRUBS = ("round_count", "round_forget")


class Clock(Protocol):
    """What time it is."""

    def now(self) -> dt.datetime:
        """This instant, aware, in UTC."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> dt.datetime:
        """This instant, aware, in UTC."""
        return dt.datetime.now(dt.UTC)


class FollowedClock:
    """The village's time, which a demonstration moves ahead; learnt from its server's answers.

    Only for a server on this machine and a token that is not a real one: whoever could set the
    time could close a vote.
    """

    def __init__(self) -> None:
        self._offset = dt.timedelta()

    def now(self) -> dt.datetime:
        """This instant in the village, aware, in UTC."""
        return dt.datetime.now(dt.UTC) + self._offset

    def saw(self, headers: Any) -> None:
        """Take the time from the headers of an answer."""
        if told := headers.get(VILLAGE_NOW):
            offset = dt.datetime.fromisoformat(told) - dt.datetime.now(dt.UTC)
            # A request takes a moment: small differences are no jump.
            if abs(offset - self._offset) > dt.timedelta(milliseconds=500):
                self._offset = offset


class Alarm:
    """Does what is due, one by one, each in a transaction of its own."""

    def __init__(
        self,
        store: Database,
        turns: Turns,
        post: Callable[[list[Letter]], None],
        now: Callable[[], dt.datetime],
        retention: Retention,
        looks: Sequence[Callable[[], Awaitable[object]]] = (),
    ) -> None:
        """`looks` are asked every moment: may a round close, is it time for the daily list."""
        self._looks = tuple(looks)
        self._store = store
        self._turns = turns
        self._post = post
        self._now = now
        self._retention = retention
        self.busy = False

    async def run(self) -> None:
        """Until cancelled; on PostgreSQL only the leader does this."""
        loop = asyncio.get_running_loop()
        pruned = float("-inf")
        while True:
            pause = GLANCE
            try:
                for look in self._looks:
                    await look()
                pause = await self.catch_up()
                await self._seal()
                if loop.time() - pruned > PRUNING and await self._prune():
                    pruned = loop.time()
            except Unavailable:
                log.warning("store unavailable")
            except Exception as error:
                log.error("clock failed", at=where(error))
            await asyncio.sleep(pause)

    async def catch_up(self) -> float:
        """Do everything that is due now; answers the seconds until the next look."""
        while True:
            self.busy = True
            try:
                what = await self._one()
            finally:
                self.busy = False
            if what is None:
                break
        async with self._store.reading() as tx:
            at = await due.next_at(tx)
        if at is None:
            return GLANCE
        return min(max((at - self._now()).total_seconds(), 0.01), GLANCE)

    async def _one(self) -> Due | None:
        """The most urgent thing that is due, done or put off; None when there is none."""
        taken: list[Due] = []
        letters: list[Letter] = []
        try:
            async with self._store.transaction() as tx:
                taken = await due.next_ready(tx, self._now(), 1)
                if not taken:
                    return None
                letters = await self._turns.wake(tx, Woke(taken[0].kind, taken[0].subject))
        except Unavailable:
            raise
        except Exception as error:
            if not taken:
                raise
            await self._put_off(taken[0], error)
            return taken[0]
        log.info("woke", what=taken[0].kind, subject=taken[0].subject, letters=len(letters))
        self._post(letters)
        if taken[0].kind in SCRUBS:
            await self._store.scrub()
        return taken[0]

    async def _put_off(self, what: Due, error: Exception) -> None:
        """Our own fault: it stays due, and is tried again later."""
        async with self._store.transaction() as tx:
            tries = await due.put_off(tx, what, self._now())
        log.error(
            "woke in vain", what=what.kind, subject=what.subject, at=where(error), tries=tries
        )

    async def _seal(self) -> None:
        async with self._store.transaction() as tx:
            await journal.seal(tx, self._now())

    async def _prune(self) -> bool:
        """A portion of what is past its days; True when nothing is left."""
        async with self._store.transaction() as tx:
            gone = await prune(tx, self._retention, self._now())
        if any(gone.values()):
            log.info("pruned", **gone)
        return all(n < PORTION for n in gone.values())
