"""A round with ballots on paper that is closed, and two people who type them: for tests."""

from __future__ import annotations

from typing import Any

from conversations.rounds.orders import Agreed, CloseRound, RoundClosed
from conversations.rounds.paper_orders import (
    AddPaper,
    BatchEntered,
    BatchOpen,
    CodeRead,
    GivePaper,
    OpenBatch,
    PaperAdded,
    PaperGiven,
    ReadCode,
)
from conversations.rounds.round import Choices
from conversations.rounds.voting import (
    BallotOpen,
    BeginBallot,
    CastBallot,
    ChoosePlan,
    ClaimCode,
    CodeClaimed,
    VoteCounted,
)
from conversations.rules.codes import slip_of
from conversations.talk import Refused
from storage.rounds import invariants, rounds
from tests.rounds import LOMBARDIJEN, NOBODY, Hall
from tests.test_code_register import code, printed

# One paper: the number of its code (None without), and its crosses (None: not valid).
Paper = tuple[int | None, tuple[int, ...] | None]


class Box:
    """A round with paper; Hugo and Hanna work at the hub, Zus at one elsewhere."""

    def __init__(self, hall: Hall, id: str) -> None:
        self.hall = hall
        self.id = id

    async def asks(self, command: Any, who: Any = "hugo") -> Any:
        return await self.hall.asks(command, who)

    async def votes(self, who: str, n: int, *plans: int) -> str:
        """Somebody gives code `n` in the chat and votes; answers their check code."""
        assert isinstance(await self.asks(ClaimCode(self.id, code(n)), who), CodeClaimed)
        return await self.again(who, *plans)

    async def again(self, who: str, *plans: int) -> str:
        """The same person votes once more."""
        assert isinstance(await self.asks(BeginBallot(self.id), who), BallotOpen)
        for n in plans:
            await self.asks(ChoosePlan(self.id, n, "on"), who)
        done = await self.asks(CastBallot(self.id), who)
        assert isinstance(done, VoteCounted), done
        return done.check_code

    async def gives(self, n: int, who: str = "hugo") -> Any:
        """The desk gives a paper for slip `n`."""
        return await self.asks(GivePaper(self.id, slip_of(n)), who)

    async def closes(self) -> RoundClosed:
        self.hall.now = max(self.hall.now, (await self.hall.round(self.id)).closes)
        async with self.hall.store.transaction() as tx:
            await rounds.drained(tx, self.hall.now)
        done = await self.asks(CloseRound(self.id), NOBODY)
        assert isinstance(done, RoundClosed), done
        return done

    async def types(self, who: str, batch: int, *papers: Paper, many: int | None = None) -> Any:
        """Somebody types these papers of a batch, until one is refused; answers the last answer."""
        opened = await self.asks(OpenBatch(self.id, batch, many or len(papers)), who)
        if not isinstance(opened, BatchOpen):
            return opened
        done: Any = opened
        for n, crosses in papers:
            done = await self.one(who, batch, n, crosses)
            if isinstance(done, Refused):
                return done
        return done

    async def one(
        self, who: str, batch: int, n: int | None, crosses: tuple[int, ...] | None
    ) -> Any:
        """One paper."""
        if n is not None:
            read = await self.asks(ReadCode(self.id, batch, code(n)), who)
            if not isinstance(read, CodeRead):
                return read
        choices = Choices(crosses) if crosses is not None else None
        return await self.asks(AddPaper(self.id, batch, choices), who)

    async def both(self, batch: int, *papers: Paper) -> BatchEntered:
        """Two people type the same papers."""
        await self.types("hugo", batch, *papers)
        done = await self.types("hanna", batch, *papers)
        assert isinstance(done, BatchEntered), done
        assert done.stands == "same"
        return done

    async def all_in(self) -> Any:
        """Two officers say that all paper is in."""
        return await self.hall.both(self.id, "paper")

    async def sound(self) -> list[str]:
        """What the invariants of rounds find."""
        async with self.hall.store.reading() as tx:
            return [fault for check in invariants.CHECKS for fault in await check(tx)]

    async def states(self) -> dict[int, tuple[str, str | None]]:
        """State and origin of each code, by its number."""
        rows = await self.hall.rows("SELECT slip, state, origin FROM codes ORDER BY slip")
        return {int(r["slip"][:-1]): (r["state"], r["origin"]) for r in rows}


async def box_of(hall: Hall, paper: str, codes: int = 6, **more: Any) -> Box:
    """An open round with printed codes."""
    id = await hall.open(paper=paper, **{"level": "letter", **more})
    await printed(hall, id, many=codes)
    await hall.resident("hanna", role="hub_staff", wijk=LOMBARDIJEN)
    await hall.resident("zus", role="hub_staff", wijk="rotterdam.ommoord")
    return Box(hall, id)


def why(outcome: Any) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.why.text


def given(outcome: Any) -> PaperGiven:
    assert isinstance(outcome, PaperGiven), outcome
    return outcome


def agreed(outcome: Any) -> Agreed:
    assert isinstance(outcome, Agreed), outcome
    return outcome


def added(outcome: Any) -> PaperAdded:
    assert isinstance(outcome, PaperAdded), outcome
    return outcome
