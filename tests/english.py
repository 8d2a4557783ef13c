"""The village with people who speak English: transcripts read as the code reads.

`conftest.py` takes the fixture `town` in with `pytest_plugins`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot import patience
from bot.demo.people import People, Person
from bot.demo.transcript import does, plays
from bot.demo.village import Village
from bot.demo.village import village as open_village
from storage.database import instant
from storage.verify import verify
from tests.schema import made

OMMOORD = "rotterdam.ommoord"
FSI, PDI = "\u2068", "\u2069"
# What a resident says to make a small plan, from the first question to the summary.
ANSWERS = (
    "/idee",
    "Ommoord",
    "[✅ Yes, Ommoord]",
    "Picnic tables",
    "There is nowhere to sit when the children play.",
    "Binnenhof, by the shops",
    "12 May",
    "wood 250\npaint 60",
    "[🙋 I do]",
    "[➡️ No, go on]",
    "[✅ Yes, it is right]",
)
# And what it takes above the small amount, after the costs.
LONG = (
    "We talked about it in our street.",
    "six neighbours and the school",
    "first buy wood, then build",
    "no permit is needed",
)
# The same after the wijk is known.
AGAIN = ("/idee", *ANSWERS[3:])
# The draft when all of this is answered, by wijk and by what it costs.
_drafts: dict[tuple[str, str], str] = {}


class Town:
    """A village in English: everybody says, taps and sees; the bot is the real one."""

    def __init__(self, village: Village) -> None:
        self.village = village
        village.people = People(village.telegram, "en")

    def __getitem__(self, name: str) -> Person:
        return self.village.people[name]

    async def settle(self, within: float = 8.0) -> None:
        """Wait until nobody has anything in hand."""
        bot, updates = self.village.bot, self.village.telegram.updates
        end = time.monotonic() + within
        while updates.pending or bot.intake.busy or bot.outbound.busy or bot.alarm.busy:
            assert time.monotonic() < end, "the bot does not come to rest"
            await asyncio.sleep(0.002)

    async def plays(self, transcript: str) -> None:
        """Play a conversation; it fails where the bot says something else, less or more.

        What stands apart from the direction of the sentence is written ‹so›.
        """
        transcript = transcript.replace("‹", FSI).replace("›", PDI)
        await plays(self.village.telegram, self.village.people, transcript, self.settle)

    async def do(self, name: str, *acts: str) -> Person:
        """Let somebody do the lines of a transcript, one by one; all they saw is taken in."""
        person = self[name]
        for act in acts:
            does(person, act)
            await self.settle()
        person.looks()
        return person

    async def plan(self, name: str = "Anna", *, cost: str = "") -> Person:
        """A plan that is ready to be sent, in Ommoord; above the small amount the long form."""
        acts = AGAIN if await self._home(name) else ANSWERS
        person = self[name]
        for act in acts:
            await self.do(name, cost if cost and "\n" in act else act)
            if "I ask four things more" in person.newest.text:
                await self.do(name, *LONG)
        return person

    async def filed(self, name: str = "Anna", *, cost: str = "") -> str:
        """A plan that is sent; answers its case.

        A shortcut for tests about something else: the first time the chat is played, from then on
        the draft that it left is put where it was.
        """
        wijk = await self._home(name) or OMMOORD
        if body := _drafts.get((wijk, cost)):
            person = await self._takes_up(name, wijk, body)
        else:
            person = await self.plan(name, cost=cost)
            _drafts[wijk, cost] = await self._body(name)
        await self.do(name, "[✅ Send]")
        number = person.newest.text.split("Your number is ")[1].split(".")[0].strip("\u2068\u2069 ")
        for everybody in self.village.people.values():
            everybody.looks()
        return str(await self.value("SELECT id FROM cases WHERE number = :n", n=number))

    async def _home(self, name: str) -> str | None:
        """The wijk where somebody lives, if they said so."""
        sql = "SELECT p.wijk FROM people p JOIN accounts a ON a.person = p.id WHERE a.address = :a"
        home = await self.value(sql, a=str(self[name].id))
        return str(home) if home is not None else None

    async def _takes_up(self, name: str, wijk: str, body: str) -> Person:
        """Somebody of this wijk goes on with a draft that is ready to be sent."""
        if not self[name].chat:
            await self.do(name, "/start")
        now, me = instant(self.village.clock.now()), await self.id_of(name)
        async with self.village.bot.store.transaction() as tx:
            await tx.run("UPDATE people SET wijk = :wijk WHERE id = :me", wijk=wijk, me=me)
            await tx.run(
                "INSERT INTO drafts (person, journey, body, since, touched)"
                " VALUES (:me, 'initiative', :body, :now, :now)",
                me=me,
                body=body,
                now=now,
            )
            await tx.run("UPDATE chats SET listening = 'initiative' WHERE person = :me", me=me)
        return await self.do(name, "/idee", "[▶️ Go on]")

    async def _body(self, name: str) -> str:
        """The unfinished plan of somebody, to the letter."""
        sql = "SELECT body FROM drafts WHERE person = :me AND journey = 'initiative'"
        return str(await self.value(sql, me=await self.id_of(name)))

    async def council(self, *members: str, secretary: str | None = "Sam") -> None:
        """Members of wijkraad Ommoord, and their secretary."""
        for member in members:
            await self.appoint(member, "member")
        if secretary is not None:
            await self.appoint(secretary, "secretary")
        for everybody in self.village.people.values():
            everybody.looks()

    async def appoint(self, name: str, role: str, wijk: str | None = OMMOORD) -> Person:
        """Give somebody a confirmed role at once."""
        return await self.village.appoint(name, role, wijk)

    async def later(self, **by: float) -> None:
        """Let time pass, and let the bot do and say what became due."""
        self.village.clock.advance(dt.timedelta(**by))
        await self.village.bot.alarm.catch_up()
        await self.settle()
        for _look in range(400):
            now = instant(self.village.clock.now())
            if not await self.rows(
                "SELECT 1 AS due FROM letters WHERE state = 'waiting' AND not_before <= :now"
                " AND tries = 0",
                now=now,
            ):
                return
            await asyncio.sleep(0.01)
            await self.settle()

    async def rows(self, sql: str, **named: Any) -> list[dict[str, Any]]:
        """What stands in the store."""
        async with self.village.bot.store.reading() as tx:
            return [dict(row) for row in await tx.all(sql, **named)]

    async def value(self, sql: str, **named: Any) -> Any:
        """The one value of a query."""
        rows = await self.rows(sql, **named)
        return next(iter(rows[0].values())) if rows else None

    async def id_of(self, name: str) -> str:
        """Our own id of somebody."""
        return str(
            await self.value(
                "SELECT person FROM accounts WHERE address = :address", address=str(self[name].id)
            )
        )

    async def draft(self, name: str = "Anna") -> dict[str, Any] | None:
        """The unfinished plan of somebody, as it is kept."""
        import json

        body = await self.value(
            "SELECT body FROM drafts WHERE person = :p AND journey = 'initiative'",
            p=await self.id_of(name),
        )
        return json.loads(body) if body else None

    async def is_whole(self) -> None:
        """The invariants hold, nothing failed, and every request was a correct one."""
        async with self.village.bot.store.reading() as tx:
            assert await verify(tx) == []
            assert [dict(row) for row in await tx.all("SELECT key, error FROM held")] == []
            assert [dict(r) for r in await tx.all("SELECT kind FROM due WHERE tries > 0")] == []
        assert self.village.telegram.violations == []


@asynccontextmanager
async def open_town(address: str, profile: str = "rotterdam", **more: Any) -> AsyncIterator[Town]:
    """A town with a fresh database at this path or address; at the end it must be whole.

    People here tap faster than thumbs can; their answers are not put together for it.
    """
    most, patience.BUSY = patience.BUSY, 10_000
    try:
        async with open_village(address, profile=profile, make=made, **more) as village:
            town = Town(village)
            yield town
            if village.service is not None:
                await town.is_whole()
    finally:
        patience.BUSY = most


@pytest.fixture
async def town(tmp_path: Path, spec: Path | None) -> AsyncIterator[Town]:
    """Rotterdam with sample data on SQLite, in English."""
    async with open_town(str(tmp_path / "town.sqlite3"), spec=spec) as opened:
        yield opened
