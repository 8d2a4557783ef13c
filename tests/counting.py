"""A round with real ballots that is over, for tests of the count."""

from __future__ import annotations

from typing import Any

from conversations.rounds.orders import Agreed, CloseRound, RoundClosed
from conversations.rounds.results import CountRound, RoundCounted
from conversations.rounds.voting import BallotOpen, BeginBallot, CastBallot, ChoosePlan, VoteCounted
from storage.rounds import rounds
from tests.rounds import NOBODY, Hall

WHY = "The letters come too late this year."


async def opened(hall: Hall, **more: Any) -> str:
    """A round that runs and needs no code."""
    id = await hall.prepared(**{"level": "own", **more})
    if (await hall.round(id)).rules.binding:
        assert isinstance(await hall.both(id, "exception", reason=WHY), Agreed)
    for who in ("omar", "olga"):
        await hall.tries(id, who)
    assert isinstance(await hall.both(id, "open"), Agreed)
    hall.now = (await hall.round(id)).rules.opens
    return id


async def votes(hall: Hall, id: str, who: str, *chosen: int) -> str:
    """Somebody casts a ballot; answers their check code."""
    assert isinstance(await hall.asks(BeginBallot(id), who), BallotOpen)
    for n in chosen:
        await hall.asks(ChoosePlan(id, abs(n), "on" if n > 0 else "no"), who)
    cast = await hall.asks(CastBallot(id), who)
    assert isinstance(cast, VoteCounted), cast
    return cast.check_code


async def closed(hall: Hall, id: str) -> None:
    """It closes at its time, and nothing waits any more."""
    hall.now = (await hall.round(id)).closes
    async with hall.store.transaction() as tx:
        await rounds.drained(tx, hall.now)
    assert isinstance(await hall.asks(CloseRound(id), NOBODY), RoundClosed)


async def counted(hall: Hall, id: str) -> RoundCounted:
    """It is counted."""
    done = await hall.asks(CountRound(id), NOBODY)
    assert isinstance(done, RoundCounted), done
    return done


async def published(hall: Hall, id: str) -> None:
    """Two officers publish it."""
    assert isinstance(await hall.both(id, "publish"), Agreed)
