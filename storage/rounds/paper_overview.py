"""What those who enter paper see: the batches and how they stand; never what is on a paper."""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds.paper_draft import PaperDraft
from conversations.rounds.paper_orders import BatchLine, PaperFacts, PaperLine, SheetFacts
from conversations.rules.desk import HELPERS
from conversations.rules.rounds import runs_rounds
from conversations.talk import Screen
from storage.database import Transaction
from storage.rounds import paper, paper_batches, rounds
from storage.rounds.paper_batches import Batch
from storage.rounds.rounds import Round


async def paper_facts(tx: Transaction, screen: Screen, here: Here) -> PaperFacts | None:
    """The closed rounds with paper where this person may enter it."""
    wijken = here.person.wijken_as(*HELPERS)
    lines = []
    rows = await tx.all("SELECT id, wijk FROM rounds WHERE state = 'closed' ORDER BY closes, id")
    for row in rows:
        if row["wijk"] not in wijken and None not in wijken:
            continue
        round = await rounds.read(tx, row["id"])
        if round is not None and paper.why_not_type(round, here) is None:
            lines.append(await line_of(tx, round, here))
    return PaperFacts(tuple(lines)) if lines else None


async def line_of(tx: Transaction, round: Round, here: Here) -> PaperLine:
    """The paper of one round as it stands."""
    coded = round.rules.paper in ("none", "coded")
    return PaperLine(
        id=round.id,
        number=round.number,
        title=round.rules.title,
        kind=round.rules.paper,
        batches=tuple(_line(batch, here) for batch in await paper_batches.batches(tx, round.id)),
        given=None if coded else await paper_batches.given(tx, round.id),
        done=round.paper_done,
        officer=runs_rounds(here.person, round.rules.wijk),
    )


def _line(batch: Batch, here: Here) -> BatchLine:
    differs = batch.stands == "differs"
    return BatchLine(
        batch=batch.n,
        stands=batch.stands,
        many=tuple(entry.many for entry in batch.entries),
        numbers=batch.numbers if differs else (),
        mine=batch.of(here.person.id) is not None,
    )


async def sheet(tx: Transaction, draft: PaperDraft, here: Here) -> SheetFacts | None:
    """Which paper is in the hand of whoever types."""
    if draft.asking != "sheet" or draft.batch is None:
        return None
    round = await rounds.read(tx, draft.round)
    if round is None or paper.why_not_type(round, here) is not None:
        return None
    mine = await paper_batches.mine_of(tx, round, draft.batch, here)
    if mine is None or mine.next is None:
        return None
    return SheetFacts(mine.next, mine.many, paper_batches.needs_code(round, mine), round.rules)
