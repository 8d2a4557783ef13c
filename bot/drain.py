"""Before a round closes: is everything done that reached Telegram in time?

A message may have waited at Telegram for minutes and still counts by its own date.  So a round
stays open after its closing until nothing waits any more: not at Telegram (what is confirmed to it
is committed here) and not among the updates that are to be tried again.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

import structlog
from telegram import Bot
from telegram.error import TelegramError

from storage import held
from storage.database import Database
from storage.rounds import rounds

log = structlog.get_logger("drain")

PATIENCE = 5.0  # seconds for Telegram's answer


class Drain:
    """Looks, as long as a round waits for it, whether nothing is waiting."""

    def __init__(self, store: Database, bot: Bot, now: Callable[[], dt.datetime]) -> None:
        self._store = store
        self._bot = bot
        self._now = now

    async def look(self) -> bool:
        """Note that nothing waits, if a round wants to know; answers whether it was noted now.

        Telegram out of reach is not "nothing waits": it is asked again.
        """
        at = self._now()
        async with self._store.reading() as tx:
            if not await rounds.to_drain(tx, at):
                return False
        try:
            async with asyncio.timeout(PATIENCE):
                waiting = (await self._bot.get_webhook_info()).pending_update_count
        except (TelegramError, TimeoutError) as error:
            log.warning("a round cannot close yet", why=type(error).__name__)
            return False
        if waiting:
            log.info("a round waits for what was sent in time", updates=waiting)
            return False
        async with self._store.transaction() as tx:
            if await held.any_waiting(tx):
                return False
            await rounds.drained(tx, at)
        return True
