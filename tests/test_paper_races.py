"""Two people type at once, a desk gives paper while somebody votes: nothing is counted twice.

Every race has a control: with the hold or the constraint taken away, the same test sees it fail.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from conversations.rounds.orders import Agree, Agreed, Disagree, Propose, Proposed
from conversations.rounds.paper_orders import (
    AddPaper,
    BatchEntered,
    BatchOpen,
    GivePaper,
    OpenBatch,
    PaperGiven,
    ReadCode,
)
from conversations.rounds.results import CountRound, RoundCounted
from conversations.rounds.round import Choices
from conversations.rounds.voting import (
    BeginBallot,
    CastBallot,
    ChoosePlan,
    ClaimCode,
    CodeMissing,
    VoteCounted,
)
from conversations.rules.codes import slip_of
from conversations.talk import Refused
from storage.postgres import PostgresTransaction
from storage.rounds import ballots, paper, paper_desk
from tests.paper import Box, agreed, box_of
from tests.rounds import NOBODY, Hall, beside
from tests.test_code_register import code

ON_POSTGRES = [
    pytest.mark.postgres,
    pytest.mark.parametrize("store_address", ["postgres"], indirect=True),
]


def on_postgres(test: Any) -> Any:
    """Where two transactions really run at once."""
    for mark in ON_POSTGRES:
        test = mark(test)
    return test


@asynccontextmanager
async def nothing_held(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The control: nobody holds a round."""

    async def nothing(self: Any, table: str, id: str, *, shared: bool = False) -> None:
        return

    with monkeypatch.context() as patch:
        patch.setattr(PostgresTransaction, "hold", nothing)
        yield


def meet(
    monkeypatch: pytest.MonkeyPatch, where: Any, name: str, *, before: bool = False
) -> Callable[[], None]:
    """Two that come here wait for each other for a while; answers the way back.

    They meet when both have done it, or `before` either does.
    """
    both = asyncio.Barrier(2)
    real = getattr(where, name)

    async def each_other() -> None:
        try:
            async with asyncio.timeout(3.0 if before else 0.5):
                await both.wait()
        except (TimeoutError, asyncio.BrokenBarrierError):
            pass

    async def together(*about: Any, **more: Any) -> Any:
        if before:
            await each_other()
        found = await real(*about, **more)
        if not before:
            await each_other()
        return found

    monkeypatch.setattr(where, name, together)
    return lambda: monkeypatch.setattr(where, name, real)


# One time in ten the database itself sees that two are in each other's way and lets one begin anew,
# and then the control shows nothing: it is run by command, not every day.
by_command = pytest.mark.long


# --- two at one batch ---------------------------------------------------------------------------


async def test_two_people_who_begin_at_once_are_the_first_and_the_second(
    hall: Hall, store_address: str
) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    other = await beside(store_address, hall)
    done = await asyncio.gather(
        hall.asks(OpenBatch(box.id, 1, 1), "hugo"), other.asks(OpenBatch(box.id, 1, 1), "hanna")
    )
    assert all(isinstance(one, BatchOpen) for one in done), done
    rows = await hall.rows("SELECT entry FROM paper_entries ORDER BY entry")
    assert [row["entry"] for row in rows] == [1, 2]
    if other is not hall:
        await other.store.close()


async def test_one_person_on_two_phones_is_one_entry(hall: Hall, store_address: str) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    other = await beside(store_address, hall)
    await asyncio.gather(
        *(one.asks(OpenBatch(box.id, 1, 1), "hugo") for one in (hall, other)),
    )
    assert len(await hall.rows("SELECT entry FROM paper_entries")) == 1
    await asyncio.gather(*(one.asks(ReadCode(box.id, 1, code(1)), "hugo") for one in (hall, other)))
    add = AddPaper(box.id, 1, Choices((1,)))
    await asyncio.gather(*(one.asks(add, "hugo") for one in (hall, other)))
    assert len(await hall.rows("SELECT n FROM paper_lines")) == 1
    if other is not hall:
        await other.store.close()


async def last_papers(box: Box, other: Hall) -> list[Any]:
    """Both type the last paper of a batch in the same moment."""
    for who in ("hugo", "hanna"):
        await box.asks(OpenBatch(box.id, 1, 1), who)
        await box.asks(ReadCode(box.id, 1, code(1)), who)
    add = AddPaper(box.id, 1, Choices((1,)))
    return list(await asyncio.gather(box.hall.asks(add, "hugo"), other.asks(add, "hanna")))


async def test_fault_46_two_last_papers_at_once_and_one_of_both_hears_they_are_the_same(
    hall: Hall, store_address: str
) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    other = await beside(store_address, hall)
    done = await last_papers(box, other)
    assert sorted(one.stands for one in done) == ["same", "second"]
    if other is not hall:
        await other.store.close()


@by_command
@on_postgres
async def test_control_without_holding_the_round_nobody_hears_it(
    hall: Hall, store_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    other = await beside(store_address, hall)
    async with nothing_held(monkeypatch):
        meet(monkeypatch, paper, "_keep")
        done = await last_papers(box, other)
    assert [one.stands for one in done] == ["second", "second"]
    await other.store.close()


# --- one code in two batches --------------------------------------------------------------------


async def one_code_twice(box: Box, other: Hall) -> list[Any]:
    """Hugo types a code in batch 1, Hanna the same in batch 2, both as the first."""
    await box.asks(OpenBatch(box.id, 1, 1), "hugo")
    await box.asks(OpenBatch(box.id, 2, 1), "hanna")
    return list(
        await asyncio.gather(
            box.hall.asks(ReadCode(box.id, 1, code(1)), "hugo"),
            other.asks(ReadCode(box.id, 2, code(1)), "hanna"),
            return_exceptions=True,
        )
    )


async def test_fault_46_one_serial_entered_in_two_batches_at_once_is_refused_once(
    hall: Hall, store_address: str
) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    other = await beside(store_address, hall)
    done = await one_code_twice(box, other)
    assert sum(isinstance(one, Refused) for one in done) == 1
    assert len(await hall.rows("SELECT n FROM paper_lines")) == 1
    if other is not hall:
        await other.store.close()


@by_command
@on_postgres
@pytest.mark.parametrize("unique", [True, False])
async def test_control_without_hold_the_table_refuses_and_without_its_index_nobody_does(
    hall: Hall, store_address: str, monkeypatch: pytest.MonkeyPatch, unique: bool
) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    other = await beside(store_address, hall)
    if not unique:
        async with hall.store.transaction() as tx:
            await tx.run("DROP INDEX paper_lines_once")
    async with nothing_held(monkeypatch):
        # Both have looked whether it was typed before, and neither has written it.
        meet(monkeypatch, paper, "_keep", before=True)
        done = await one_code_twice(box, other)
    lines = len(await hall.rows("SELECT n FROM paper_lines"))
    assert lines == (1 if unique else 2)
    assert any(isinstance(one, BaseException) for one in done) is unique
    await other.store.close()


# --- paper and chat -----------------------------------------------------------------------------


async def given_while_voting(box: Box, other: Hall) -> list[Any]:
    """Ada casts while the desk marks her for paper; both in the same moment."""
    await box.asks(ClaimCode(box.id, code(1)), "ada")
    await box.asks(BeginBallot(box.id), "ada")
    await box.asks(ChoosePlan(box.id, 1, "on"), "ada")
    return list(
        await asyncio.gather(
            box.hall.asks(CastBallot(box.id), "ada"),
            other.asks(GivePaper(box.id, slip_of(1)), "hugo"),
        )
    )


def voted_and_given(done: list[Any]) -> tuple[bool, bool]:
    return isinstance(done[0], VoteCounted), isinstance(done[1], PaperGiven)


@pytest.mark.parametrize("kind", ["attendance", "void_code"])
async def test_who_votes_in_the_chat_while_paper_is_given_votes_in_one_way(
    hall: Hall, store_address: str, kind: str
) -> None:
    box = await box_of(hall, kind)
    other = await beside(store_address, hall)
    voted, given = voted_and_given(await given_while_voting(box, other))
    ballots_kept = len(await hall.rows("SELECT choices FROM ballots"))
    assert given or voted
    # With a mark the first of both wins; where the code is void its vote is off, whenever.
    assert ballots_kept == (0 if given else 1)
    assert (voted and given) is False or kind == "void_code"
    assert await box.sound() == []
    if other is not hall:
        await other.store.close()


@by_command
@on_postgres
async def test_control_without_holding_the_round_somebody_votes_in_both_ways(
    hall: Hall, store_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = await box_of(hall, "attendance")
    other = await beside(store_address, hall)
    both = asyncio.Barrier(2)

    def waits(real: Any) -> Any:
        async def late(*about: Any) -> Any:
            async with asyncio.timeout(5):
                await both.wait()
            return await real(*about)

        return late

    async with nothing_held(monkeypatch):
        monkeypatch.setattr(ballots, "_count", waits(ballots._count))
        monkeypatch.setattr(paper_desk, "_marked", waits(paper_desk._marked))
        assert voted_and_given(await given_while_voting(box, other)) == (True, True)
    assert any("codes used in the chat" in fault for fault in await box.sound())
    await other.store.close()


async def test_a_vote_cast_after_paper_was_given_asks_for_a_code(hall: Hall) -> None:
    box = await box_of(hall, "attendance")
    await box.asks(ClaimCode(box.id, code(1)), "ada")
    await box.asks(BeginBallot(box.id), "ada")
    assert isinstance(await box.gives(1), PaperGiven)
    assert isinstance(await box.asks(CastBallot(box.id), "ada"), CodeMissing)


# --- all paper is in ----------------------------------------------------------------------------


async def test_two_officers_and_a_late_paper_at_once(hall: Hall, store_address: str) -> None:
    """Whoever begins a batch now is in before it ends, or reads that all paper is in."""
    box = await box_of(hall, "coded")
    await box.closes()
    await box.both(1, (1, (1,)))
    asked = await hall.asks(Propose(box.id, "paper"), "olga")
    assert isinstance(asked, Proposed)
    other = await beside(store_address, hall)
    ended, begun = await asyncio.gather(
        hall.asks(Agree(box.id, asked.n), "omar"), other.asks(OpenBatch(box.id, 2, 1), "hugo")
    )
    assert isinstance(ended, Agreed) is not isinstance(begun, BatchOpen)
    if isinstance(begun, BatchOpen):
        # What was asked stands, and is answered first.
        await hall.asks(Disagree(box.id, asked.n), "omar")
        agreed(await hall.both(box.id, "discard", reason="It was begun too late.", batch=2))
    if other is not hall:
        await other.store.close()


async def test_two_instances_end_it_once(hall: Hall, store_address: str) -> None:
    box = await box_of(hall, "coded")
    await box.votes("ada", 1, 1)
    await box.closes()
    assert isinstance(await box.both(1, (1, (2,))), BatchEntered)
    asked = await hall.asks(Propose(box.id, "paper"), "olga")
    other = await beside(store_address, hall)
    await asyncio.gather(
        *(one.asks(Agree(box.id, asked.n), who) for one, who in ((hall, "omar"), (other, "omar")))
    )
    assert await hall.rows("SELECT choices, replaced FROM ballots") == [
        {"choices": "[2]", "replaced": 1}
    ]
    done = await asyncio.gather(*(one.asks(CountRound(box.id), NOBODY) for one in (hall, other)))
    assert sum(isinstance(one, RoundCounted) for one in done) == 1
    if other is not hall:
        await other.store.close()
