"""What comes in from Telegram: acknowledged only after its effects are committed.

    getUpdates ─► read ─► take (commit) ─► push ─► the next getUpdates, which confirms

Asking for the next updates confirms the last ones, so nobody asks while a batch
is being answered.  Redelivery is harmless: every update is done once, by its key.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot import inbound
from bot.inbound import Incoming, Leave
from bot.neighbours import unnamed
from bot.outbound import Outbound
from bot.request import AiohttpRequest
from bot.sending import seconds
from conversations.talk import Shared, Wrote, said
from conversations.words import _
from storage import chats, held, outbox
from storage.database import Database, Unavailable, instant
from storage.held import HeldUpdate
from storage.outbox import ANSWER, CLAIM, Letter

if TYPE_CHECKING:
    from bot.turns import Turns

log = structlog.get_logger("intake")

PATIENCE = 50  # seconds Telegram keeps a getUpdates open
LIMIT = 100  # updates in one answer
LONGEST_PAUSE = 30.0  # seconds between tries when Telegram cannot be reached
LONGEST_STORE_PAUSE = 5.0  # seconds between tries when the store is unavailable
AT_ONCE = 20  # held updates, each of another person
HELD_GLANCE = 0.5  # seconds between looks for updates that are to be tried again


class Intake:
    """Answers updates however they come; `unauthorized` is set when the token is refused."""

    def __init__(
        self,
        store: Database,
        bot: Bot,
        turns: Turns,
        outbound: Outbound,
        me: str,
        now: Callable[[], dt.datetime],
        heard: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`heard` is called whenever Telegram was asked and nothing more waits there."""
        self._heard = heard
        self._store = store
        self._bot = bot
        self._turns = turns
        self._outbound = outbound
        self._me = me
        self._now = now
        self._answering = 0
        self._offset = 0
        self._leaving: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        # Set when what waited at Telegram is answered: only then is it clear what is still to say.
        self.caught_up = asyncio.Event()
        self.unauthorized = outbound.unauthorized

    @property
    def busy(self) -> bool:
        """Is an update being answered just now?"""
        return self._answering > 0

    async def idle(self) -> None:
        """Wait until no update is being answered."""
        await self._idle.wait()

    # --- answering -----------------------------------------------------------

    async def answer(
        self, updates: Sequence[dict[str, Any]], arrived: dt.datetime | None = None
    ) -> None:
        """Answer raw updates; returns after the commit.  `arrived` is when they came, if not now.

        Raises Unavailable when the store could not: what was done stays done, and all of them
        may come again.
        """
        self._answering += 1
        self._idle.clear()
        try:
            await self._answer(updates, arrived or self._now())
        finally:
            self._answering -= 1
            if not self._answering:
                self._idle.set()

    async def _answer(self, updates: Sequence[dict[str, Any]], arrived: dt.datetime) -> None:
        batch: list[Incoming] = []
        broken: list[tuple[dict[str, Any], Exception]] = []
        groups: list[int] = []
        for raw in updates:
            try:
                event = inbound.read(raw, self._bot)
            except Exception as error:
                broken.append((raw, error))
                continue
            if isinstance(event, Incoming):
                batch.append(replace(event, arrived=arrived))
            elif isinstance(event, Leave):
                groups.append(event.chat)
        if batch:
            # Did this text answer the question that is just landing, or the one before it?
            texts = [i.address for i in batch if isinstance(i.event, Wrote | Shared)]
            if texts:
                await self._outbound.landed(texts)
            await self._turns.take(batch, self._outbound.push)
        for raw, why in broken:
            await self._hold(raw, why, arrived)
        for chat in groups:
            task = asyncio.create_task(self._leave(chat))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    async def _hold(self, raw: dict[str, Any], error: Exception, arrived: dt.datetime) -> None:
        """What cannot even be read is kept, so that it blocks nobody."""
        key = f"telegram:{self._bot.id}:{raw.get('update_id')}"
        async with self._store.transaction() as tx:
            state = await held.hold(
                tx,
                key=key,
                door="telegram",
                address=inbound.who(raw) or "0",
                raw=unnamed(raw),
                error=held.where(error),
                now=self._now(),
                arrived=arrived,
            )
        log.error("held", key=key, at=held.where(error), state=state)

    async def _leave(self, chat: int) -> None:
        """Out of groups and channels, at once and without a word."""
        try:
            await self._bot.leave_chat(chat)
        except TelegramError as error:
            log.info("could not leave a group", why=type(error).__name__)

    # --- long polling --------------------------------------------------------

    async def poll(self, request: AiohttpRequest) -> None:
        """Ask Telegram for updates until cancelled or unauthorized."""
        pause = 1.0
        told = False
        while True:
            try:
                patience = PATIENCE if self.caught_up.is_set() else 0
                updates = await self._ask(request, self._offset, patience)
            except InvalidToken:
                log.error("the token is refused by Telegram (401): no updates, everything is kept")
                self.unauthorized.set()
                return
            except RetryAfter as error:
                await asyncio.sleep(seconds(error))
                continue
            except Conflict:
                if not told:
                    log.error("another program polls with this token: stop it; trying again")
                told = True
            except TelegramError as error:
                if not isinstance(error, TimedOut):
                    log.warning("no updates", why=type(error).__name__, again_in=pause)
            else:
                pause, told = 1.0, False
                if updates:
                    await self._until_answered(updates)
                    self._offset = max(update["update_id"] for update in updates) + 1
                if len(updates) < LIMIT:
                    await self._nothing_waits()
                    self.caught_up.set()
                continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _nothing_waits(self) -> None:
        """What waited at Telegram is answered: a tap that is not here will not come any more."""
        if self._heard is None:
            return
        try:
            await self._heard()
        except Unavailable:
            log.warning("store unavailable")
        except Exception as error:
            log.error("not asked again", at=held.where(error))

    async def _ask(
        self, request: AiohttpRequest, offset: int, patience: int
    ) -> list[dict[str, Any]]:
        """One getUpdates, as raw values: one update that cannot be parsed must not hide others."""
        about: dict[str, Any] = {
            "timeout": patience,
            "limit": LIMIT,
            "allowed_updates": orjson.dumps(inbound.WANTED).decode(),
        }
        if offset:
            about["offset"] = offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(about)}"
        result: Any = await request.post(url, read_timeout=patience + 10)
        return [u for u in result if isinstance(u, dict) and isinstance(u.get("update_id"), int)]

    async def confirm(self, request: AiohttpRequest) -> None:
        """Tell Telegram what is done, when we stop; without it, the same comes again."""
        try:
            async with asyncio.timeout(1.0):
                if self._offset:
                    await self._ask(request, self._offset, 0)
        except (TelegramError, TimeoutError):
            pass

    async def _until_answered(self, updates: Sequence[dict[str, Any]]) -> None:
        """The same batch again until the store has it; nothing is confirmed before."""
        pause, arrived = 0.1, self._now()
        while True:
            try:
                await self.answer(updates, arrived)
            except Unavailable as error:
                if pause == 0.1:
                    log.error("ALERT store unavailable: nothing is confirmed", why=str(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_STORE_PAUSE)
            else:
                if pause > 0.1:
                    log.error("store available again")
                return

    # --- held updates --------------------------------------------------------

    async def retry_held(self) -> None:
        """Try held updates again, each person's in order, until cancelled."""
        while True:
            try:
                while await self._one_round():
                    pass
            except Unavailable:
                pass
            except Exception as error:
                log.error("held updates failed", at=held.where(error))
            await asyncio.sleep(HELD_GLANCE)

    async def _one_round(self) -> bool:
        """The first held update of everybody whose time has come; True when there may be more.

        One that fails again is given a later time by `hold`; one that is still ready has worked.
        """
        now = self._now()
        async with self._store.reading() as tx:
            ready = await held.ready(tx, now, AT_ONCE)
        if not ready:
            return False
        for update in ready:
            await self.answer([update.raw or {}], update.arrived)
        async with self._store.transaction() as tx:
            worked = {update.key for update in await held.ready(tx, now, AT_ONCE)}
            for update in ready:
                if update.key in worked:
                    await held.release(tx, update.key)
        for update in ready:
            if update.key not in worked and update.tries >= len(held.PAUSES):
                await self._give_up(update)
        return True

    async def _give_up(self, update: HeldUpdate) -> None:
        """A dead letter: a human is alerted, the person hears that it was our fault."""
        log.error("ALERT dead letter", key=update.key, tries=update.tries + 1)
        now = self._now()
        letters: list[Letter] = []
        async with self._store.transaction() as tx:
            chat = await chats.open_chat(tx, update.door, update.address, now)
            if chat is not None:
                sorry = said(
                    _(
                        "Something you sent could not be worked on. That is our fault, not yours; "
                        "it is kept and somebody will look at it. You can just go on."
                    )
                )
                letters.append(
                    Letter(
                        cause=tx.fresh(),
                        n=0,
                        person=chat.person.id,
                        rank=ANSWER,
                        kind="say",
                        weight="must",
                        body=sorry.model_dump_json(),
                        turn=chat.turn,
                        written=instant(now),
                        not_before=instant(now),
                        language=chat.person.language,
                    )
                )
                await outbox.put(tx, letters, self._me, instant(now + CLAIM))
        self._outbound.post(letters)
