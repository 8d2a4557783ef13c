"""What officers see of rounds: where each stands and what is asked; never what anybody chose."""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds.orders import (
    OfficerFacts,
    ProposalFacts,
    RoundLine,
    RoundListFacts,
)
from conversations.rules.roles import by_operator
from conversations.rules.rounds import TRIERS, runs_rounds
from conversations.talk import Screen
from storage.database import Transaction
from storage.rounds import consents, news, paper_overview, preparing, rounds
from storage.rounds.rounds import Round

PER_PAGE = 5


async def officer_facts(tx: Transaction, screen: Screen, here: Here) -> OfficerFacts | None:
    """A round for whoever runs it or may try it; None for everybody else."""
    if screen.case is None:
        return None
    round = await rounds.read(tx, screen.case)
    if round is None:
        return None
    officer = runs_rounds(here.person, round.rules.wijk) or by_operator(here.person)
    if not officer and not here.person.holds(round.rules.wijk, *TRIERS):
        return None
    return OfficerFacts(
        id=round.id,
        number=round.number,
        state=round.state,
        rules=round.rules,
        closes=round.closes,
        rules_hash=round.rules.hash,
        officer=officer,
        rehearsed=await preparing.rehearsed(tx, round),
        tried=await preparing.tried(tx, round, here.person.id),
        proposal=await _proposal(tx, round, here) if officer else None,
        turnout=await rounds.turnout(tx, round, here),
        withdrawn=round.withdrawn,
        told=await news.told(tx, round.id) if officer else None,
        paused=rounds.paused(tx, round),
        paper=await paper_overview.line_of(tx, round, here)
        if round.state == "closed" and round.rules.paper != "none"
        else None,
    )


async def _proposal(tx: Transaction, round: Round, here: Here) -> ProposalFacts | None:
    asked = await consents.standing(tx, round.id)
    if asked is None:
        return None
    name = None
    if asked.asked_by is not None:
        row = await tx.one("SELECT name FROM people WHERE id = :id", id=asked.asked_by)
        name = row["name"] if row else None
    agreed = await consents.agreeing(tx, round, asked, here)
    return ProposalFacts(
        n=asked.n,
        what=asked.what,
        reason=asked.reason,
        closes=asked.closes,
        asked_by=name,
        mine=here.person.id in agreed,
        batch=asked.batch,
    )


async def by_number(tx: Transaction, number: str) -> str | None:
    """The id of the round with this public number."""
    row = await tx.one(
        "SELECT id FROM cases WHERE number = :number AND kind = 'round'", number=number
    )
    return str(row["id"]) if row else None


async def round_list(tx: Transaction, screen: Screen, here: Here) -> RoundListFacts | None:
    """A page of the rounds this person works on, newest first; None for whoever has no part."""
    wijken = here.person.wijken_as(*TRIERS)
    if by_operator(here.person) or None in wijken:
        ids = await tx.all("SELECT id, opens FROM rounds ORDER BY opens DESC, id DESC")
    else:
        ids = []
        for wijk in wijken:
            ids += await tx.all("SELECT id, opens FROM rounds WHERE wijk = :wijk", wijk=wijk)
        ids.sort(key=lambda row: (row["opens"], row["id"]), reverse=True)
    if not wijken and not by_operator(here.person):
        return None
    pages = max(1, -(-len(ids) // PER_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    shown = ids[page * PER_PAGE : (page + 1) * PER_PAGE]
    found = [await rounds.read(tx, row["id"]) for row in shown]
    lines = (
        RoundLine(
            id=round.id,
            number=round.number,
            title=round.rules.title,
            state=round.state,
            wijk=round.rules.wijk,
            closes=round.closes,
        )
        for round in found
        if round is not None
    )
    return RoundListFacts(tuple(lines), page, pages)
