"""A round that runs, with what its voters do and what stands of it: for tests of ballots."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from conversations.here import Here
from conversations.rounds.orders import CloseRound, RoundClosed
from conversations.rounds.voting import (
    BallotOpen,
    BeginBallot,
    CastBallot,
    ChoosePlan,
    ConceptKept,
    VoteCounted,
    VoteRefused,
)
from conversations.talk import Refused
from storage.database import Transaction
from storage.people import look_at
from storage.perform import perform
from storage.rounds import invariants, rounds
from tests.rounds import NOBODY, Hall

REASON = "The letters come too late this year."
SECOND = dt.timedelta(seconds=1)


async def own_round(hall: Hall, **more: Any) -> str:
    """A round by one's own word that is open, with its exception."""
    id = await hall.prepared(level="own", **more)
    await hall.both(id, "exception", reason=REASON)
    for who in ("omar", "olga"):
        await hall.tries(id, who)
    await hall.both(id, "open")
    hall.now = (await hall.round(id)).rules.opens
    return id


class Poll:
    """A round in a hall, and people who vote in it."""

    def __init__(self, hall: Hall, id: str) -> None:
        self.hall = hall
        self.id = id
        self.store = hall.store

    async def asks(self, command: Any, who: str = "ada", **seen: Any) -> Any:
        """A command of somebody in a transaction of its own; `seen` changes what they are."""
        async with self.store.transaction() as tx:
            return await self.within(tx, command, who, **seen)

    async def within(self, tx: Transaction, command: Any, who: str = "ada", **seen: Any) -> Any:
        """The same inside a transaction that is open."""
        here = await look_at(tx, Here(self.hall.profile, NOBODY, self.hall.now), who)
        assert here is not None
        return await perform(tx, command, replace(here, **seen), tx.fresh())

    async def chooses(self, *plans: int, who: str = "ada") -> None:
        """Somebody's concept: these plans and nothing else."""
        assert isinstance(await self.asks(BeginBallot(self.id, old_enough=True), who), BallotOpen)
        for n in (1, 2, 3):
            await self.asks(ChoosePlan(self.id, n, "off"), who)
        for n in plans:
            kept = await self.asks(ChoosePlan(self.id, n, "on"), who)
            assert isinstance(kept, ConceptKept), kept

    async def votes(self, *plans: int, who: str = "ada") -> VoteCounted:
        """Somebody chooses and casts."""
        await self.chooses(*plans, who=who)
        counted = await self.asks(CastBallot(self.id), who)
        assert isinstance(counted, VoteCounted), counted
        return counted

    async def ballots(self) -> list[tuple[list[int], int]]:
        """What stands on the ballots, with how often each was replaced."""
        rows = await self.hall.rows("SELECT choices, replaced FROM ballots ORDER BY choices")
        return [(json.loads(row["choices"]), row["replaced"]) for row in rows]

    async def voters(self) -> int:
        rows = await self.hall.rows("SELECT count(*) AS n FROM participation")
        return int(rows[0]["n"])

    async def whole(self) -> list[str]:
        """What the invariants of rounds find."""
        async with self.store.reading() as tx:
            return [fault for check in invariants.CHECKS for fault in await check(tx)]

    async def closes(self) -> None:
        """The closing, with everything done that came in time."""
        round = await self.hall.round(self.id)
        self.hall.now = max(self.hall.now, round.closes + SECOND)
        async with self.store.transaction() as tx:
            await rounds.drained(tx, self.hall.now)
        assert isinstance(await self.hall.asks(CloseRound(self.id), NOBODY), RoundClosed)


@pytest.fixture
async def poll(hall: Hall) -> Poll:
    return Poll(hall, await own_round(hall))


def why(outcome: Any) -> str:
    assert isinstance(outcome, VoteRefused | Refused), outcome
    return outcome.why.text


async def here_of(tx: Transaction, poll: Poll, who: str = "ada") -> Here:
    here = await look_at(tx, Here(poll.hall.profile, NOBODY, poll.hall.now), who)
    assert here is not None
    return here
