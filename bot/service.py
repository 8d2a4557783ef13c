"""The whole bot in one place: what it needs, how it starts, how it stops with nothing lost.

    async with Service(settings) as service:
        await service.run()

Tests start it inside their own process: `start`, `idle`, `stop`.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Literal, Self

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot import commands, inbound
from bot.attachments import Attachments
from bot.clock import Alarm, Clock, FollowedClock, SystemClock
from bot.desk.daily import Daily, why_not_write_list
from bot.desk.desk import Desk
from bot.desk.room import Room
from bot.drain import Drain
from bot.intake import Intake
from bot.outage import Outage
from bot.outbound import Outbound
from bot.pace import Pace
from bot.request import AiohttpRequest
from bot.settings import Settings, token_looks_real
from bot.turns import Turns
from bot.webhook import Webhook
from conversations.gaps import gaps
from conversations.profile import Profile
from locales.catalogues import languages
from storage import bot_name
from storage.database import Database, Unusable, fresh
from storage.hubs import places
from storage.matters import drawer
from storage.migrations import migrate
from storage.profile.municipality import load
from storage.profile.problem import ProfileError
from storage.rounds import votes
from storage.sqlite import GOOD_VERSION, open_sqlite

log = structlog.get_logger("service")

STOPPING = 4.0  # seconds for each of the two halves of stopping; ten are promised
CONNECTIONS = 64


class ServiceError(Exception):
    """Why the bot does not run, in one line for the operator, with the remedy."""


async def open_store(settings: Settings, *, create: bool = False) -> Database:
    """Open the database that the settings name. Raises ServiceError."""
    try:
        if settings.postgres:
            from storage.postgres import open_postgres

            vault = settings.vault or Path("aanzet.vault")
            return await open_postgres(settings.database, vault=vault)
        return await open_sqlite(Path(settings.database), create=create, vault=settings.vault)
    except ImportError:
        raise ServiceError(
            "AANZET_DATABASE names a PostgreSQL server, but its driver is not installed. "
            "Install it with: pip install 'aanzet[postgres]'"
        ) from None
    except Unusable as error:
        raise ServiceError(str(error)) from None


def open_profile(settings: Settings) -> Profile:
    """The municipality. Raises ServiceError with everything that is wrong, a line each."""
    try:
        return load(settings.profile, *settings.overlays)
    except ProfileError as error:
        raise ServiceError(str(error)) from None


async def make_store(settings: Settings) -> Profile:
    """A new database for these settings; answers the profile it is for."""
    profile = open_profile(settings)
    store = await open_store(settings, create=True)
    try:
        await migrate(store, profile=profile.id, create=True)
        async with store.transaction() as tx:
            await places.seed(tx, profile, SystemClock().now())
    finally:
        await store.close()
    return profile


def why_not_for_residents(profile: Profile, settings: Settings) -> str | None:
    """Sample data is for the demo: with a real token it would mislead people."""
    if not profile.sample or settings.token is None or not token_looks_real(settings.token):
        return None
    missing = "".join(f"\n  - {gap}" for gap in (*profile.sample, *gaps(profile)))
    return (
        "The profile holds sample data, which must not be told to residents. Remove the sample "
        f"overlay from AANZET_CONFIG and fill in what your municipality knows:{missing}"
    )


class Service:
    """One bot, one municipality, one database."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        pace: Pace | Literal["settings"] | None = "settings",
    ) -> None:
        """`clock` by default the system's, or the village's in the demo; `pace` None is none."""
        self.settings = settings
        self._followed = FollowedClock() if clock is None and settings.demo else None
        self.clock: Clock = clock or self._followed or SystemClock()
        self._pace = settings.pace if pace == "settings" else pace
        self._tasks: list[asyncio.Task[None]] = []
        self._failed: asyncio.Future[None] | None = None
        self._store: Database | None = None
        self._webhook: Webhook | None = None
        self._desk: Desk | None = None
        self._alive: Any = None  # the connection that says so to other instances
        self._started = False
        self.me = fresh()

    # --- life ----------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *wrong: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Open everything and begin. Raises ServiceError, with nothing left open."""
        try:
            await self._open()
        except BaseException:
            await self._close()
            raise

    async def _open(self) -> None:
        settings = self.settings
        if settings.token is None:
            raise ServiceError("TELEGRAM_BOT_TOKEN is not set. Put the token from BotFather there.")
        self.profile = open_profile(settings)
        if objection := why_not_for_residents(self.profile, settings):
            raise ServiceError(objection)
        if objection := why_not_write_list(settings.daily_list):
            raise ServiceError(f"AANZET_CONFIG: daily_list: {objection}")
        self._store = store = await open_store(settings)
        try:
            await migrate(store, profile=self.profile.id)
        except Unusable as error:
            raise ServiceError(str(error)) from None
        saw = self._followed.saw if self._followed is not None else None
        self._polling = AiohttpRequest(connections=1, saw=saw)
        self.bot = Bot(
            settings.token.get_secret_value(),
            base_url=settings.base_url,
            base_file_url=settings.base_file_url,
            request=AiohttpRequest(connections=CONNECTIONS, saw=saw),
            get_updates_request=self._polling,
        )
        await self._meet_telegram()
        now = self.clock.now
        async with store.transaction() as tx:
            await bot_name.remember(tx, self.bot.username)
            await places.seed(tx, self.profile, now())
            await drawer.begin(tx, self.profile, now())
            for round in await votes.standing_still(tx):
                log.error("ALERT voting stands still: a secret is missing", round=round)
        self.outbound = Outbound(
            store, self.bot, self.profile, self.me, now, self._pace, lambda: not self.intake.busy
        )
        self.turns = Turns(
            store,
            self.profile,
            bot=self.bot.username,
            me=self.me,
            now=now,
            undelivered=self.outbound.undelivered,
            noting=self.outbound.noting,
            paced=self._pace is not None,
        )
        self._outage = Outage(store, self.turns, self.outbound.push, now)
        heard = self._outage.heard if settings.webhook is None else None
        self.intake = Intake(store, self.bot, self.turns, self.outbound, self.me, now, heard)
        room = Room(store, self.profile, self.turns, self.bot.username, now, self.outbound.push)
        self.alarm = Alarm(
            store,
            self.turns,
            self.outbound.post,
            now,
            self.profile.retention,
            (Drain(store, self.bot, now).look, Daily(room, settings.daily_list).look),
        )
        self.attachments = Attachments(store, self.bot, now)
        # Where Telegram calls us, nobody tells when the last waiting update has come.
        await self.outbound.start(self.intake.caught_up if settings.webhook is None else None)
        if not settings.postgres:
            self._desk = Desk(room, Path(settings.database))
            await self._desk.start()
        self._failed = asyncio.get_running_loop().create_future()
        if settings.postgres:
            from storage.leader import announce

            # Before the first letter is written: others must not think that we are dead.
            try:
                self._alive = await announce(settings.database, self.me)
            except Unusable as error:
                raise ServiceError(str(error)) from None
        if settings.webhook is not None:
            await self._open_webhook()
        if settings.postgres:
            from storage.leader import lead

            self._begin(lead(settings.database, self.me, self._lead, self._alive))
        else:
            self._begin(self._lead())
        self._begin(self.attachments.run())
        if not settings.demo:
            self._begin(commands.tell(self.bot, store, self.profile, languages(), now()), ends=True)
        self._started = True

    async def _meet_telegram(self) -> None:
        """Ask who we are; wait for a network, but not for a token that is refused."""
        pause = 1.0
        while True:
            try:
                await self.bot.initialize()
                return
            except InvalidToken:
                # Its own text holds the token.
                raise ServiceError(
                    "Telegram refuses the token (401). Copy it once more from BotFather into "
                    "TELEGRAM_BOT_TOKEN."
                ) from None
            except TelegramError as error:
                log.warning("Telegram cannot be reached", why=type(error).__name__, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)

    async def _open_webhook(self) -> None:
        webhook = self.settings.webhook
        assert webhook is not None
        secret = webhook.secret.get_secret_value()
        self._webhook = Webhook(
            self.intake, secret=secret, path=webhook.path, grouped=not self.settings.postgres
        )
        try:
            await self._webhook.start(webhook.host, webhook.port)
            await self.bot.set_webhook(
                webhook.url, secret_token=secret, allowed_updates=inbound.WANTED
            )
        except OSError as error:
            raise ServiceError(
                f"webhook.host and webhook.port: {webhook.host}:{webhook.port} cannot be used "
                f"({error.strerror}). Choose a free port."
            ) from None
        except TelegramError as error:
            raise ServiceError(f"webhook.url: Telegram refuses it: {error.message}") from None

    async def _lead(self) -> None:
        """What one instance does for all: keep the time, retry, and poll where nobody calls us."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.alarm.run())
            group.create_task(self.intake.retry_held())
            if self._webhook is None:
                group.create_task(self._poll())
            else:
                group.create_task(self._outage.run())

    async def _poll(self) -> None:
        try:
            await self.bot.delete_webhook()
        except TelegramError as error:
            log.warning("webhook not deleted", why=type(error).__name__)
        await self.intake.poll(self._polling)

    def _begin(self, what: Coroutine[Any, Any, None], *, ends: bool = False) -> None:
        task = asyncio.create_task(what)
        task.add_done_callback(lambda done: self._done(done, ends))
        self._tasks.append(task)

    def _done(self, task: asyncio.Task[None], ends: bool) -> None:
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("a part of the bot failed", error=type(error).__name__)
        if not ends and self._failed is not None and not self._failed.done():
            self._failed.set_result(None)

    async def stop(self) -> None:
        """Finish what is in hand, note it, let go; nothing is lost if it takes too long."""
        if self._started:
            self._started = False
            if self._webhook is not None:
                await self._webhook.close()
            # What is being answered is finished first; the poll that waits is cut.
            try:
                async with asyncio.timeout(STOPPING):
                    await self.intake.idle()
            except TimeoutError:
                log.warning("stopped while answering: those updates come again")
            await self._cancel()
            if self._webhook is None and not self.intake.unauthorized.is_set():
                await self.intake.confirm(self._polling)
            await self.outbound.close(STOPPING)
        await self._close()

    async def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _close(self) -> None:
        await self._cancel()
        if hasattr(self, "outbound") and self._started:
            await self.outbound.close(0.1)
        if hasattr(self, "bot"):
            for request in (self._polling, self.bot.request):
                await request.shutdown()
        if self._desk is not None:
            await self._desk.stop()
            self._desk = None
        if self._alive is not None:
            await self._alive.close()
        if self._store is not None:
            await self._store.close()
            self._store = None

    # --- while it runs -------------------------------------------------------

    @property
    def store(self) -> Database:
        """The open store."""
        assert self._store is not None, "the service is not started"
        return self._store

    def described(self) -> str:
        """Who this is, for the first line an operator sees."""
        return (
            f"Aan Zet: @{self.bot.username} · {self.profile.name} ({self.settings.profile.name}) "
            f"· {self.settings.database_shown}"
        )

    async def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises ServiceError when the token is revoked meanwhile."""
        loop = asyncio.get_running_loop()
        asked = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, asked.set)
        assert self._failed is not None
        waiting: list[asyncio.Future[Any]] = [
            asyncio.ensure_future(asked.wait()),
            asyncio.ensure_future(self.outbound.unauthorized.wait()),
        ]
        try:
            await asyncio.wait([*waiting, self._failed], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for future in waiting:
                future.cancel()
        if self.outbound.unauthorized.is_set():
            raise ServiceError(
                "Telegram refuses the token (401); it was revoked. Everything is kept: put the "
                "new token from BotFather in TELEGRAM_BOT_TOKEN and start again."
            )
        if self._failed.done():
            raise ServiceError("A part of the bot failed; the log says which. Start it again.")

    async def idle(self) -> None:
        """Wait until nothing is in hand: no update, no letter that can go now, no toast."""
        while True:
            await self.intake.idle()
            await self.outbound.idle()
            if not (self.intake.busy or self.outbound.busy or self.alarm.busy):
                return
            await asyncio.sleep(0.001)


def warn_about_sqlite() -> str | None:
    """The line about an old SQLite, or None."""
    import sqlite3

    if sqlite3.sqlite_version_info >= GOOD_VERSION:
        return None
    good = ".".join(map(str, GOOD_VERSION))
    return (
        f"SQLite {sqlite3.sqlite_version} is older than {good}: a rare fault can damage a database "
        "under load. Use a newer Python or SQLite, or PostgreSQL."
    )
