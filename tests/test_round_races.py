"""Opening, closing, counting and publishing happen once, also when two come at the same moment.

Each has a control: without the hold on the round, and without the state in the statement where that
is a second net, the same run is not once any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from conversations.rounds.orders import Agree, CloseRound, Propose
from conversations.rounds.results import CountRound
from storage.postgres import PostgresTransaction
from storage.rounds import rounds
from tests.counting import closed, counted, opened, votes
from tests.rounds import NOBODY, Hall, drained
from tests.test_paper_races import meet, nothing_held

Both = tuple[Awaitable[Any], Awaitable[Any]]


async def opening(hall: Hall) -> Both:
    """Two officers agree on what a third asked."""
    await hall.resident("otto", role="officer")
    id = await hall.tested()
    asked = await hall.asks(Propose(id, "open"), "otto")
    # The first yes is there already: each of these two would be the second one.
    return hall.asks(Agree(id, asked.n), "olga"), hall.asks(Agree(id, asked.n), "omar")


async def closing(hall: Hall) -> Both:
    """Two instances come to close it."""
    id = await hall.open()
    hall.now = (await hall.round(id)).closes
    await drained(hall)
    return hall.asks(CloseRound(id), NOBODY), hall.asks(CloseRound(id), NOBODY)


async def counting(hall: Hall) -> Both:
    """Two instances come to count it."""
    id = await opened(hall)
    await votes(hall, id, "ada", 1)
    await closed(hall, id)
    return hall.asks(CountRound(id), NOBODY), hall.asks(CountRound(id), NOBODY)


async def publishing(hall: Hall) -> Both:
    """Two officers agree on what a third asked."""
    await hall.resident("otto", role="officer")
    id = await opened(hall)
    await closed(hall, id)
    await counted(hall, id)
    asked = await hall.asks(Propose(id, "publish"), "otto")
    return hall.asks(Agree(id, asked.n), "olga"), hall.asks(Agree(id, asked.n), "omar")


@pytest.mark.postgres
@pytest.mark.parametrize("store_address", ["postgres"], indirect=True)
@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize(
    ("prepare", "does"),
    [
        (opening, "Agreed"),
        (closing, "RoundClosed"),
        (counting, "RoundCounted"),
        (publishing, "Agreed"),
    ],
)
async def test_it_is_done_once(
    hall: Hall,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[Hall], Awaitable[Both]],
    does: str,
    guarded: bool,
) -> None:
    both = await prepare(hall)
    meet(monkeypatch, rounds, "read")  # both know the state as it was, if they can
    if guarded:
        done = await asyncio.gather(*both)
    else:
        one = PostgresTransaction.one

        async def careless(self: Any, sql: str, /, **named: Any) -> Any:
            sql = sql.replace("AND state = 'closed' RETURNING", "RETURNING")
            return await one(self, sql, **named)

        monkeypatch.setattr(PostgresTransaction, "one", careless)
        async with nothing_held(monkeypatch):
            done = await asyncio.gather(*both, return_exceptions=True)
    names = [type(outcome).__name__ for outcome in done]
    once = names.count(does) == 1 and not any(isinstance(one, Exception) for one in done)
    assert once is guarded, done
