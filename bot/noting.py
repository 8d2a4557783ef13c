"""What became of letters, until it stands in the outbox.

    a letter has ended ─► waits here ─┬─► rides along with the next commit of a batch
                                      └─► or a transaction of its own, when nothing is answered

Between Telegram's ok and our note a crash leaves doubt, and doubt sends a letter
twice; so what ended never waits for company, and a receipt or prompt least of all.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import structlog

from bot.lanes import once
from storage import outbox
from storage.database import Database, Transaction, Unavailable
from storage.held import where
from storage.outbox import Delivery

log = structlog.get_logger("outbound")

LONGEST_PAUSE = 5.0  # seconds between tries when the store is unavailable

Note = Callable[[Transaction], Awaitable[None]]


class Noting:
    """Deliveries on their way to the outbox; `noted` hears what stands there now.

    `noted` is given False with what could not be noted by our own fault.
    """

    def __init__(
        self,
        store: Database,
        me: str,
        now: Callable[[], dt.datetime],
        noted: Callable[[Sequence[Delivery], bool], None] = lambda deliveries, well: None,
    ) -> None:
        self._store = store
        self._me = me
        self._now = now
        self._noted = noted
        self._ended: list[Delivery] = []
        self._writing = 0
        self._something_ended = asyncio.Event()

    def __len__(self) -> int:
        return len(self._ended)

    @property
    def busy(self) -> bool:
        """Is anything not noted yet?"""
        return bool(self._ended or self._writing)

    @property
    def urgent(self) -> bool:
        """Does something wait that is said once in a lifetime, and would come twice?"""
        return any(once(delivery.letter) for delivery in self._ended)

    def add(self, delivery: Delivery) -> None:
        """A letter has ended, or must wait."""
        self._ended.append(delivery)
        self._something_ended.set()

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[Note]:
        """Around somebody's transaction: call what it gives in the end, inside that transaction."""
        batch: list[Delivery] = []

        async def note(tx: Transaction) -> None:
            batch[:], self._ended = self._ended, []
            if batch:
                self._writing += 1
                await self._write(tx, batch)

        try:
            yield note
        except BaseException:
            if batch:
                self._writing -= 1
                self._ended = batch + self._ended
                self._something_ended.set()
            raise
        if batch:
            self._writing -= 1
            self._noted(batch, True)

    async def run(self) -> None:
        """Whatever has ended by now is noted together, until cancelled."""
        pause = 0.1
        while True:
            await self._something_ended.wait()
            self._something_ended.clear()
            try:
                async with self.beside() as note, self._store.transaction() as tx:
                    await note(tx)
            except Unavailable:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except Exception as error:
                # They stay known, so that this life does not send them again.
                batch, self._ended = self._ended, []
                log.error("not noted", letters=len(batch), at=where(error))
                self._noted(batch, False)
            else:
                pause = 0.1

    async def _write(self, tx: Transaction, deliveries: Sequence[Delivery]) -> None:
        await outbox.note(tx, deliveries, self._me, self._now())
