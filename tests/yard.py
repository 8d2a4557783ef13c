"""The bus, its crew and a store for the tests: stops as commands, straight to the store.

`conftest.py` takes the fixture `yard` in with `pytest_plugins`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from conversations.here import Here, Person
from conversations.mobile.stop import (
    PlanStop,
    StopKept,
    StopPlan,
)
from storage.database import Database, instant
from storage.hubs import places
from storage.perform import perform
from tests.phones import OMMOORD, ROTTERDAM, person

NOON = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)  # a Tuesday, noon on the clock
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
CREW = person("crew", ("hub_staff", None))


class Yard:
    """The store with the bus in it; whoever asks does so in a transaction of their own."""

    def __init__(self, store: Database) -> None:
        self.store = store
        self.now = NOON

    async def asks(self, command: Any, who: Person = CREW) -> Any:
        async with self.store.transaction() as tx:
            here = Here(ROTTERDAM, who, self.now)
            return await perform(tx, command, here, tx.fresh())

    async def rows(self, sql: str, **named: Any) -> list[dict[str, Any]]:
        async with self.store.reading() as tx:
            return [dict(row) for row in await tx.all(sql, **named)]

    async def resident(self, name: str) -> Person:
        async with self.store.transaction() as tx:
            await tx.run(
                "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'nl', :now)",
                id=name,
                now=instant(NOON),
            )
        return person(name)

    async def plan(self, wijk: str = OMMOORD, after: dt.timedelta = DAY) -> str:
        plan = stop(wijk, after)
        kept = await self.asks(PlanStop(plan))
        assert isinstance(kept, StopKept), kept
        return kept.stop

    async def due(self, stop: str) -> dict[str, str]:
        rows = await self.rows(
            "SELECT kind, at FROM due WHERE subject = :s AND done_at IS NULL", s=stop
        )
        return {row["kind"]: row["at"] for row in rows}


def stop(wijk: str = OMMOORD, after: dt.timedelta = DAY, spot: str = "Binnenhof") -> StopPlan:
    """Two hours, so long after noon."""
    starts = NOON + after
    return StopPlan(wijk=wijk, spot=spot, starts=starts, ends=starts + 2 * HOUR)


@pytest.fixture
async def yard(store: Database) -> Yard:
    async with store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, NOON)
    return Yard(store)
