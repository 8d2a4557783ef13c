"""A wijk where residents choose, its officers and the register of rounds: for tests of rounds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.demo.village import SAMPLE
from conversations.here import Here, Person
from conversations.plans.plan import FilePlan, Plan, PlanFiled
from conversations.rounds.orders import (
    Agree,
    Agreed,
    CloseRound,
    PrepareRound,
    Propose,
    Proposed,
    Rehearse,
    Rehearsed,
    RoundClosed,
    RoundPlan,
    RoundPrepared,
)
from conversations.rounds.round import Choices
from conversations.rules.money import BudgetLine
from conversations.words import Euro
from storage.database import Database, fresh, instant
from storage.people import look_at
from storage.perform import perform
from storage.profile.municipality import builtin, load
from storage.rounds import rounds
from storage.rounds.rounds import Round
from tests.stores import open_at

PROFILE = load(builtin("rotterdam"), SAMPLE / "rotterdam")
LOMBARDIJEN = "rotterdam.lombardijen"
NOON = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)  # noon on the clock
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NOBODY = Person(id="", name="", language="en")


def clock(text: str) -> dt.datetime:
    """A day and time as the clocks there show it, without a zone."""
    return dt.datetime.fromisoformat(text)


class Hall:
    """The register with two officers and a few plans; each command in its own transaction."""

    def __init__(self, store: Database) -> None:
        self.store = store
        self.profile = PROFILE
        self.now = NOON
        self.numbers: list[str] = []

    async def people(self) -> None:
        """Two officers, a secretary, a hub worker, and residents Ada and Bo."""
        for name in ("olga", "omar"):
            await self.resident(name, role="officer")
        await self.resident("sam", role="secretary", wijk=LOMBARDIJEN)
        await self.resident("hugo", role="hub_staff", wijk=LOMBARDIJEN)
        for name in ("ada", "bo"):
            await self.resident(name)

    async def resident(
        self, name: str, role: str | None = None, wijk: str | None = None, home: str = LOMBARDIJEN
    ) -> str:
        """Somebody who lives in Lombardijen, with a confirmed role if one is given."""
        async with self.store.transaction() as tx:
            await tx.run(
                "INSERT INTO people (id, name, language, wijk, since)"
                " VALUES (:id, :id, 'en', :home, :now) ON CONFLICT (id) DO NOTHING",
                id=name,
                home=home,
                now=instant(self.now),
            )
            if role is not None:
                await tx.run(
                    """
                    INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at,
                                       confirmed_by, confirmed_at)
                    VALUES (:id, :person, :role, :wijk, :now, 'test', :now, 'test', :now)
                    """,
                    id=f"{name}-{role}",
                    person=name,
                    role=role,
                    wijk=wijk,
                    now=instant(self.now),
                )
        return name

    async def asks(self, command: Any, who: str | Person = "olga") -> Any:
        """A command of somebody with the roles they hold now."""
        async with self.store.transaction() as tx:
            here = Here(self.profile, NOBODY, self.now)
            if isinstance(who, Person):
                here = Here(self.profile, who, self.now)
            elif who:
                here = await look_at(tx, here, who) or here
            return await perform(tx, command, here, fresh())

    async def rows(self, sql: str, **named: Any) -> list[dict[str, Any]]:
        async with self.store.reading() as tx:
            return [dict(row) for row in await tx.all(sql, **named)]

    async def round(self, id: str) -> Round:
        async with self.store.reading() as tx:
            found = await rounds.read(tx, id)
        assert found is not None
        return found

    async def plan(self, euros: int, who: str = "ada", wijk: str = LOMBARDIJEN) -> str:
        """A plan in the register; answers its public number."""
        plan = Plan(
            wijk=wijk,
            title=f"Plan of {euros}",
            story="Something for the wijk, by people of the wijk.",
            place="the square",
            start=None,
            lines=(BudgetLine(what="all of it", cost=Euro(cents=euros * 100)),),
            payee="me",
        )
        filed = await self.asks(FilePlan(plan, None), who)
        assert isinstance(filed, PlanFiled), filed
        self.numbers.append(filed.number)
        return filed.number

    def written(self, **more: Any) -> RoundPlan:
        """A round over every plan so far, from tomorrow for a week, one choice more than one."""
        values: dict[str, Any] = {
            "title": "Samen kiezen",
            "wijk": LOMBARDIJEN,
            "opens": clock("2026-05-13 09:00"),
            "closes": clock("2026-05-20 20:00"),
            "ceiling_cents": 1_000_000,
            "choices": min(2, len(self.numbers)),
            "plans": tuple(self.numbers),
        }
        return RoundPlan(**{**values, **more})

    async def prepared(self, **more: Any) -> str:
        """A round that is written down."""
        if not self.numbers:
            for euros in (3000, 4000, 5000):
                await self.plan(euros)
        done = await self.asks(PrepareRound(self.written(**more)))
        assert isinstance(done, RoundPrepared), done
        return done.round

    async def tested(self, **more: Any) -> str:
        """A round that two people tried."""
        id = await self.prepared(**more)
        for who in ("omar", "olga"):
            assert isinstance(await self.tries(id, who), Rehearsed)
        return id

    async def tries(self, id: str, who: str, *chosen: int) -> Any:
        hash = (await self.round(id)).rules.hash
        return await self.asks(Rehearse(id, hash, Choices(chosen or (1,))), who)

    async def both(self, id: str, what: Any, **more: Any) -> Any:
        """One officer asks, the other agrees."""
        asked = await self.asks(Propose(id, what, **more), "olga")
        assert isinstance(asked, Proposed), asked
        return await self.asks(Agree(id, asked.n), "omar")

    async def open(self, **more: Any) -> str:
        """A round that is open, at the moment its voting starts."""
        id = await self.tested(**more)
        agreed = await self.both(id, "open")
        assert isinstance(agreed, Agreed), agreed
        self.now = (await self.round(id)).rules.opens
        return id

    async def due(self, id: str) -> list[str]:
        """What is to happen with a round."""
        rows = await self.rows(
            "SELECT kind FROM due WHERE subject = :id AND done_at IS NULL ORDER BY at, kind", id=id
        )
        return [row["kind"] for row in rows]


@pytest.fixture
async def hall(store: Database) -> Hall:
    hall = Hall(store)
    await hall.people()
    return hall


async def beside(store_address: str, hall: Hall) -> Hall:
    """A second instance on PostgreSQL, with the same vault; the same one on SQLite."""
    if "postgres" not in store_address:
        return hall
    other = Hall(await open_at(store_address))
    other.store.vault.folder = hall.store.vault.folder
    other.now = hall.now
    return other


async def drained(hall: Hall) -> None:
    async with hall.store.transaction() as tx:
        assert await rounds.to_drain(tx, hall.now)
        await rounds.drained(tx, hall.now)


async def count_as(hall: Hall, id: str, result: Any) -> None:
    hall.now = (await hall.round(id)).closes
    await drained(hall)
    assert isinstance(await hall.asks(CloseRound(id), NOBODY), RoundClosed)
    async with hall.store.transaction() as tx:
        here = Here(hall.profile, NOBODY, hall.now)
        round = await rounds.held(tx, id)
        assert round is not None
        assert await rounds.counted(tx, round, result, "seal", here, "count")
        assert not await rounds.counted(tx, round, result, "seal", here, "again")
