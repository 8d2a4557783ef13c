"""Letters and phones without a bot: what is written goes out over the real network stack.

`conftest.py` takes the fixture `post` in with `pytest_plugins`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot

from bot.demo.clock import VillageClock
from bot.demo.people import Person
from bot.demo.telegram import Telegram
from bot.outbound import Outbound
from bot.pace import Pace
from bot.request import AiohttpRequest
from bot.turns import Answered
from conversations.talk import (
    Said,
    said,
)
from conversations.words import _
from storage import outbox
from storage.database import fresh, instant
from storage.migrations import migrate
from storage.outbox import ANSWER, CLAIM, Letter
from storage.profile.municipality import builtin, load
from storage.sqlite import Sqlite, open_sqlite

NOON = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)
ROTTERDAM = load(builtin("rotterdam"))


class Post:
    """An outbox on disk, its delivery, and people with phones."""

    def __init__(self, telegram: Telegram, store: Sqlite, bot: Bot, clock: VillageClock) -> None:
        self.telegram, self.store, self.bot, self.clock = telegram, store, bot, clock
        self.number = count(1)
        self.outbound = self.new_life(None)

    def new_life(self, pace: Pace | None) -> Outbound:
        """What starts after a restart: the same outbox, nothing in memory."""
        self.me = fresh()
        self.outbound = Outbound(self.store, self.bot, ROTTERDAM, self.me, self.clock.now, pace)
        return self.outbound

    async def meet(self, name: str, *, reachable: bool = True) -> Person:
        """Somebody who has started the bot."""
        person = Person(self.telegram, name)
        person.room.started = reachable
        async with self.store.transaction() as tx:
            at = instant(self.clock.now())
            await tx.run(
                "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'en', :at)",
                id=name,
                at=at,
            )
            await tx.run(
                "INSERT INTO accounts (door, address, person) VALUES ('telegram', :a, :id)",
                a=str(person.id),
                id=name,
            )
            await tx.run("INSERT INTO chats (person, turn) VALUES (:id, 1)", id=name)
        return person

    def letter(self, person: str, words: str | Said, **more: Any) -> Letter:
        """A letter written now; a screen unless told otherwise."""
        body = words if isinstance(words, Said) else said(_(words))
        n = next(self.number)
        at = instant(self.clock.now() + dt.timedelta(microseconds=n))
        values: dict[str, Any] = {
            "cause": fresh(),
            "n": 0,
            "person": person,
            "rank": ANSWER,
            "kind": "screen",
            "weight": "must",
            "body": body.model_dump_json(),
            "turn": 1,
            "written": at,
            "not_before": at,
            "language": "en",
        }
        return Letter(**{**values, **more})

    async def write(self, *letters: Letter) -> None:
        """Into the outbox, as a turn does it."""
        async with self.store.transaction() as tx:
            await outbox.put(tx, letters, self.me, instant(self.clock.now() + CLAIM))

    async def send(self, *letters: Letter, replaced: str | None = None) -> None:
        """Into the outbox and on their way."""
        await self.write(*letters)
        self.outbound.push([Answered(letters=list(letters), replaced=replaced)])

    async def settled(self) -> None:
        """Nothing goes out any more."""
        async with asyncio.timeout(10):
            await self.outbound.idle()

    async def states(self) -> dict[str, int]:
        """How many letters are in which state."""
        async with self.store.reading() as tx:
            rows = await tx.all("SELECT state, count(*) AS n FROM letters GROUP BY state")
        return {row["state"]: row["n"] for row in rows}

    async def chat(self, person: str) -> dict[str, Any]:
        """The chat row of somebody."""
        async with self.store.reading() as tx:
            row = await tx.one("SELECT * FROM chats WHERE person = :p", p=person)
        assert row is not None
        return dict(row)


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    clock = VillageClock(NOON)
    store = await open_sqlite(tmp_path / "post.sqlite3", create=True)
    await migrate(store, profile="rotterdam", create=True)
    async with Telegram(clock=clock) as telegram:
        request = AiohttpRequest(read_timeout=1.0)
        bot = Bot(
            telegram.token,
            base_url=telegram.base_url,
            request=request,
            get_updates_request=AiohttpRequest(),
        )
        await bot.initialize()
        post = Post(telegram, store, bot, clock)
        await post.outbound.start()
        yield post
        await post.outbound.close(1.0)
        await bot.shutdown()
        assert telegram.violations == []
    await store.close()


def texts(person: Person) -> list[str]:
    """What the bot's messages in this chat say now."""
    return [bubble.text for bubble in person.chat if not bubble.mine]
