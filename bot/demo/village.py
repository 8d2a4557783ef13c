"""The village: the unmodified bot on its real network stack, beside a strict local Bot API.

For the demo, the phones page and every end-to-end test.  Loopback only, with a
token that opens nothing else; the clock is the village's.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from bot.demo.clock import VillageClock
from bot.demo.people import People, Person
from bot.demo.telegram import Telegram
from bot.demo.transcript import plays
from bot.pace import Pace
from bot.service import Service, make_store
from bot.settings import Settings
from storage.database import instant
from storage.profile.files import PROFILES

SAMPLE = Path(__file__).parent / "sample"
# A Tuesday morning: no quiet hours, no holiday, no change of clocks nearby.
MORNING = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


def settings_for(
    telegram: Telegram, database: str, profile: str = "rotterdam", *, sample: bool = True
) -> Settings:
    """Settings of a village bot: sample data on top of the facts, and nobody's real token."""
    return Settings(
        token=SecretStr(telegram.token),
        base_url=telegram.base_url,
        database=database,
        profile=PROFILES / profile,
        overlays=(SAMPLE / profile,) if sample else (),
        pace=None,
    )


class Village:
    """A bot, a Telegram, people and a clock, in one process."""

    def __init__(self, telegram: Telegram, settings: Settings, clock: VillageClock) -> None:
        self.telegram = telegram
        self.settings = settings
        self.clock = clock
        self.people = People(telegram)
        self.service: Service | None = None
        self._pace: Pace | Literal["settings"] | None = "settings"

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    @property
    def bot(self) -> Service:
        """The running bot."""
        assert self.service is not None, "the bot does not run"
        return self.service

    async def start(self) -> None:
        """Start the bot (again)."""
        self.service = Service(self.settings, clock=self.clock)
        await self.service.start()

    async def stop(self) -> None:
        """Stop the bot as SIGTERM would."""
        if self.service is not None:
            service, self.service = self.service, None
            await service.stop()

    async def restart(self) -> None:
        """Stop and start, as for a new release."""
        await self.stop()
        await self.start()

    async def settle(self) -> None:
        """Wait until nobody has anything in hand."""
        await self.telegram.idle(quiet=0.02)
        await self.bot.idle()
        await self.telegram.idle(quiet=0.02)

    async def plays(self, transcript: str) -> None:
        """Play a conversation; it fails where the bot says something else, less or more."""
        await plays(self.telegram, self.people, transcript, self.settle)

    async def later(self, **by: float) -> None:
        """Let time pass, and let the bot do what became due (hours=3, days=2)."""
        self.clock.advance(dt.timedelta(**by))
        await self.bot.alarm.catch_up()
        await self.settle()

    async def appoint(self, name: str, role: str, wijk: str | None) -> Person:
        """Give somebody a confirmed role at once: a shortcut for tests about something else.

        The story and the tests about roles go the whole way, with an invitation and a second
        person.
        """
        person = self.people[name]
        if not person.chat:
            person.says("/start")
            await self.settle()
        now = instant(self.clock.now())
        async with self.bot.store.transaction() as tx:
            row = await tx.one(
                "SELECT person FROM accounts WHERE door = 'telegram' AND address = :address",
                address=str(person.id),
            )
            assert row is not None
            await tx.run(
                """
                INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at,
                                   confirmed_by, confirmed_at)
                VALUES (:id, :person, :role, :wijk, :now, 'test', :now, 'test', :now)
                """,
                id=tx.fresh(),
                person=row["person"],
                role=role,
                wijk=wijk,
                now=now,
            )
        return person


@asynccontextmanager
async def village(
    database: str,
    *,
    profile: str = "rotterdam",
    sample: bool = True,
    spec: Path | None = None,
    start: dt.datetime = MORNING,
    make: Callable[[Settings], Awaitable[object]] = make_store,
) -> AsyncIterator[Village]:
    """A village with a fresh database at this path or address; everything ends with the block.

    `make` is how the store comes to be: hundreds of tests copy one that was made before.
    """
    clock = VillageClock(start)
    async with Telegram(clock=clock, spec=spec) as telegram:
        settings = settings_for(telegram, database, profile, sample=sample)
        await make(settings)
        here = Village(telegram, settings, clock)
        await here.start()
        try:
            yield here
        finally:
            async with asyncio.timeout(20):
                await here.stop()
