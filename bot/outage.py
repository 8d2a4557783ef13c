"""After an outage: a tap lives 150 seconds at Telegram, so a final question is asked once more.

Nobody is counted by a tap that was lost; whoever waits for an answer to it gets the question
anew.  Messages live a day and need nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import structlog

from bot.inbound import Incoming
from conversations.talk import AskAgain
from storage import pulse
from storage.database import Database, instant

if TYPE_CHECKING:
    from bot.turns import Answered, Turns

log = structlog.get_logger("outage")

TAP_LIVES = dt.timedelta(seconds=150)
BEAT = 20.0  # seconds between notes that Telegram is heard
PORTION = 50  # people asked again in one go


class Outage:
    """Notes that Telegram is heard, and sees how long it was not."""

    def __init__(
        self,
        store: Database,
        turns: Turns,
        push: Callable[[Sequence[Answered]], None],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._store = store
        self._turns = turns
        self._push = push
        self._now = now
        self._noted: dt.datetime | None = None
        # By a clock that does not jump: a village that moves its day ahead is no outage.
        self._heard: float | None = None

    async def heard(self) -> None:
        """Telegram is heard and nothing waits there.  Called whenever that is so."""
        now, tick = self._now(), asyncio.get_running_loop().time()
        if self._heard is None:
            async with self._store.reading() as tx:
                before = await pulse.last(tx)
            away = now - before if before is not None else dt.timedelta()
        else:
            away = dt.timedelta(seconds=tick - self._heard)
        self._heard = tick
        if away > TAP_LIVES:
            log.warning("was away", seconds=round(away.total_seconds()))
            await self._ask_again(now)
        if self._noted is None or abs((now - self._noted).total_seconds()) >= BEAT:
            async with self._store.transaction() as tx:
                await pulse.beat(tx, now)
            self._noted = now

    async def _ask_again(self, now: dt.datetime) -> None:
        after = ""
        while True:
            async with self._store.reading() as tx:
                who = await pulse.confirming(tx, "telegram", after, PORTION)
            if not who:
                return
            await self._turns.take(
                [
                    Incoming(
                        door="telegram",
                        key=f"again:{instant(now)}:{person}",
                        address=address,
                        name=name,
                        language=language,
                        event=AskAgain(),
                        arrived=now,
                    )
                    for person, address, name, language in who
                ],
                self._push,
            )
            after = who[-1][0]

    async def run(self) -> None:
        """Until cancelled, where Telegram calls us and nobody polls."""
        while True:
            await self.heard()
            await asyncio.sleep(BEAT)
