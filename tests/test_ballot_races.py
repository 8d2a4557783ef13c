"""Whoever votes twice at once, or while it closes, votes once.

Every race has a control: with the constraint taken away, the same test sees two ballots.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from conversations.here import Here
from conversations.rounds.round import Choices
from conversations.rounds.voting import (
    BeginBallot,
    CastBallot,
    ChoosePlan,
    VoteCounted,
)
from storage.database import Database, Transaction
from storage.postgres import PostgresTransaction
from storage.rounds import ballots
from tests.poll import SECOND, Poll, own_round
from tests.rounds import clock

# --- faults 5, 6, 7: races --------------------------------------------------------------------


@asynccontextmanager
async def no_constraint(store: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The control: no unique ballot, and a count that looks first and writes then."""
    async with store.transaction() as tx:
        for table in ("participation", "ballots"):
            await tx.run(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
    both = asyncio.Barrier(2)

    async def look_then_write(
        tx: Transaction, round: Any, voter: ballots.Voter, choices: Choices, here: Here
    ) -> None:
        there = await ballots.took_part(tx, round, voter)
        async with asyncio.timeout(5):
            await both.wait()
        if there:
            return
        await tx.run(
            "INSERT INTO participation (round, voter_hash, level, origin, day)"
            " VALUES (:r, :v, 'own', 'chat', '2026-05-13')",
            r=round.id,
            v=voter.hash,
        )
        await tx.run(
            "INSERT INTO ballots (round, ballot_key, choices) VALUES (:r, :k, :c)",
            r=round.id,
            k=voter.ballot_key,
            c=json.dumps(list(choices.of)),
        )

    with monkeypatch.context() as patch:
        patch.setattr(ballots, "_count", look_then_write)
        yield


async def at_once(poll: Poll) -> list[Any]:
    """Fault 5: the same tap twice within milliseconds, in two transactions."""
    await poll.chooses(1)
    casts = (poll.asks(CastBallot(poll.id)) for _tap in range(2))
    return list(await asyncio.gather(*casts))


async def test_fault_5_two_casts_at_once_are_one_ballot(poll: Poll) -> None:
    one, other = await at_once(poll)
    assert isinstance(one, VoteCounted)
    assert isinstance(other, VoteCounted)
    assert one.check_code == other.check_code
    assert len(await poll.ballots()) == 1
    assert await poll.voters() == 1
    assert await poll.whole() == []


async def two_phones(poll: Poll, barrier: asyncio.Barrier | None = None) -> list[Any]:
    """Fault 6: two phones of one account, each with a choice of its own, cast at once."""

    async def phone(plan: int) -> Any:
        async with poll.store.transaction() as tx:
            await poll.within(tx, ChoosePlan(poll.id, plan, "on"))
            if barrier is not None:
                await barrier.wait()
            return await poll.within(tx, CastBallot(poll.id))

    await poll.asks(BeginBallot(poll.id, old_enough=True))
    return list(await asyncio.gather(phone(1), phone(2)))


async def test_fault_6_two_phones_at_once_are_one_ballot_that_was_replaced(poll: Poll) -> None:
    outcomes = await two_phones(poll)
    assert all(isinstance(one, VoteCounted) for one in outcomes)
    [(choices, replaced)] = await poll.ballots()
    # The second phone's tap may come upon the first one's concept or after its cast.
    assert choices in ([1], [2], [1, 2])
    assert replaced == 1
    assert len({one.check_code for one in outcomes}) == 1
    assert await poll.voters() == 1
    assert await poll.whole() == []


@pytest.mark.postgres
@pytest.mark.parametrize("store_address", ["postgres"], indirect=True)
async def test_control_without_the_constraint_two_casts_are_two_ballots(
    poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with no_constraint(poll.store, monkeypatch):
        await at_once(poll)
    assert len(await poll.ballots()) == 2
    faults = await poll.whole()
    assert any(fault.startswith("I2: 2 ballots") for fault in faults)
    assert any("took part 2 times" in fault for fault in faults)


@pytest.mark.postgres
@pytest.mark.parametrize("store_address", ["postgres"], indirect=True)
async def test_fault_7_many_accounts_tap_twice_at_once(poll: Poll) -> None:
    names = [f"r{n}" for n in range(60)]
    for name in names:
        await poll.hall.resident(name)
        await poll.chooses(1, who=name)
    taps = (poll.asks(CastBallot(poll.id), name) for name in (*names, *names))
    outcomes = await asyncio.gather(*taps)
    assert all(isinstance(one, VoteCounted) for one in outcomes)
    assert await poll.ballots() == [([1], 0)] * 60
    assert await poll.voters() == 60


@pytest.mark.postgres
@pytest.mark.parametrize("store_address", ["postgres"], indirect=True)
@pytest.mark.parametrize("held", [True, False])
async def test_a_ballot_is_in_before_the_closing_or_sees_it(
    poll: Poll, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    """The control, without holding the round: the two run into each other."""
    if not held:

        async def nothing(self: Any, table: str, id: str, *, shared: bool = False) -> None:
            return

        monkeypatch.setattr(PostgresTransaction, "hold", nothing)
    await poll.chooses(1)
    inside, go = asyncio.Event(), asyncio.Event()
    counting = ballots._count

    async def slowly(*about: Any) -> None:
        inside.set()
        await go.wait()
        await counting(*about)

    monkeypatch.setattr(ballots, "_count", slowly)
    # A message from before the closing, still being worked on when the closing comes.
    in_time = (await poll.hall.round(poll.id)).closes - SECOND
    voter = asyncio.create_task(poll.asks(CastBallot(poll.id), heard=in_time))
    await inside.wait()
    closer = asyncio.create_task(poll.closes())
    await asyncio.sleep(0.5)
    assert not (held and closer.done())
    go.set()
    ends = await asyncio.gather(voter, closer, return_exceptions=True)
    failed = [end for end in ends if isinstance(end, BaseException)]
    assert (not failed and await poll.whole() == []) is held, failed


@pytest.mark.postgres
@pytest.mark.parametrize("store_address", ["postgres"], indirect=True)
@pytest.mark.parametrize("locked", [True, False])
async def test_a_closing_loses_no_ballot_of_another_round(
    poll: Poll, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """The control, without the lock before the rewriting: the other round's voter is lost."""
    poll.hall.numbers.clear()
    other = Poll(poll.hall, await own_round(poll.hall, closes=clock("2026-05-21 20:00")))
    await poll.votes(1)
    await other.chooses(1, who="bo")
    if not locked:

        async def together(self: Any, *tables: str) -> None:
            return

        monkeypatch.setattr(PostgresTransaction, "alone", together)
    inside, go = asyncio.Event(), asyncio.Event()
    counting = ballots._count

    async def slowly(*about: Any) -> None:
        await counting(*about)
        inside.set()
        await go.wait()

    monkeypatch.setattr(ballots, "_count", slowly)
    voter = asyncio.create_task(other.asks(CastBallot(other.id), "bo"))
    await inside.wait()
    closer = asyncio.create_task(poll.closes())
    await asyncio.sleep(0.5)
    assert not closer.done()
    go.set()
    await asyncio.gather(voter, closer)
    assert (await poll.whole() == []) is locked
    assert await poll.voters() == (2 if locked else 1)
