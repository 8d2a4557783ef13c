"""The published record of a round: everything that is needed to count it again, and no person.

Ballots stand sorted and apart from the check codes: a code with choices beside it would be a
proof for whoever buys votes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field

from conversations.rounds.round import Choices, Rules
from conversations.rules.ballots import why_not_these
from conversations.rules.counting import Fate, Result, count
from conversations.words import Kept

Number = Annotated[int, Field(ge=0)]


class PlanInRecord(Kept):
    """One plan as it was announced."""

    n: int
    votes: Number
    against: Number
    cents: Number
    fate: Fate
    drawn: bool


class ResultInRecord(Kept):
    """The result as it was announced; `awarded` in cents."""

    plans: tuple[PlanInRecord, ...]
    ballots: Number
    awarded: Number


class PaperInRecord(Kept):
    """What became of ballots on paper: `entered` twice by two people, the same both times.

    `given` without a code by a desk, `invalid` not valid, `replaced` votes from the chat in whose
    place a paper with the same code came.
    """

    given: Number = 0
    entered: Number = 0
    invalid: Number = 0
    replaced: Number = 0


NO_PAPER = PaperInRecord()


class Record(Kept):
    """One round, published.

    `closed` is when voting was over: two officers may have made it later than the rules say.
    `voided` counts ballots taken out because their code was made void, `replaced` ballots in whose
    place another one of the same voter came; `codes` says what became of every printed code.
    """

    format: Literal["aanzet-round-1"] = "aanzet-round-1"
    rules: Rules
    rules_hash: str
    closed: dt.datetime
    withdrawn: tuple[int, ...] = ()
    ballots: tuple[tuple[int, ...], ...]
    check_codes: tuple[str, ...]
    origins: dict[Literal["chat", "paper"], Number]
    levels: dict[Literal["own", "desk", "letter"], Number] = Field(default_factory=dict)
    codes: dict[Literal["unused", "claimed", "used", "void"], Number] = Field(default_factory=dict)
    voided: Number = 0
    replaced: Number = 0
    paper: PaperInRecord = NO_PAPER
    lot: str
    result: ResultInRecord
    # The newest place and seal of the journal when it was counted.
    sealed_at: Number = 0
    seal: str = ""


def lot_of(check_codes: Iterable[str]) -> str:
    """What a draw hangs on: every receipt together, which nobody knows before the closing."""
    return hashlib.sha256("\n".join(sorted(check_codes)).encode()).hexdigest()


def told(result: Result) -> ResultInRecord:
    """A result as it stands in the record."""
    return ResultInRecord(
        plans=tuple(
            PlanInRecord(
                n=plan.n,
                votes=plan.votes,
                against=plan.against,
                cents=plan.cents,
                fate=plan.fate,
                drawn=plan.drawn,
            )
            for plan in result.plans
        ),
        ballots=result.ballots,
        awarded=result.awarded,
    )


def sorted_ballots(ballots: Iterable[Choices]) -> tuple[tuple[int, ...], ...]:
    """Ballots in an order that says nothing about who cast them, or when."""
    return tuple(sorted(tuple(sorted(ballot.of)) for ballot in ballots))


def faults(record: Record) -> list[str]:
    """What does not hold in a record, in lines for an operator; nothing when it can be trusted."""
    rules = record.rules
    found: list[str] = []
    if rules.hash != record.rules_hash:
        found.append("The rules are not those that were frozen: their hash differs.")
    if len(record.check_codes) != len(record.ballots):
        found.append(
            f"There are {len(record.ballots)} ballots and {len(record.check_codes)} check codes."
        )
    found += [f"Check code {code} stands there twice." for code in _twice(record.check_codes)]
    if sum(record.origins.values()) != len(record.ballots):
        found.append("Chat and paper together are not as many as the ballots.")
    if sum(record.levels.values()) != len(record.ballots):
        found.append("Own word, desk and letter together are not as many as the ballots.")
    found += _paper_faults(record)
    if lot_of(record.check_codes) != record.lot:
        found.append("The lot does not hang on these check codes.")
    for n, ballot in enumerate(record.ballots, 1):
        # A plan may have been taken back after it was chosen: that ballot still counts.
        if why_not_these(Choices(ballot), rules) is not None:
            found.append(f"Ballot {n} breaks the rules of the round.")
    if found:
        return found
    ballots = [Choices(ballot) for ballot in record.ballots]
    again = told(count(rules, ballots, withdrawn=record.withdrawn, lot=record.lot))
    return found if again == record.result else [*found, *_differences(record.result, again)]


def _paper_faults(record: Record) -> list[str]:
    """Papers and codes add up: nobody counts on paper and in the chat."""
    paper, kind = record.paper, record.rules.paper
    chat, counted = record.origins.get("chat", 0), record.origins.get("paper", 0)
    found: list[str] = []
    if paper.entered != counted + paper.invalid:
        found.append(f"Of {paper.entered} papers {counted} count, {paper.invalid} are not valid.")
    if kind in ("void_code", "attendance") and paper.entered > paper.given:
        found.append(f"There are {paper.entered} papers without a code; {paper.given} were given.")
    if paper.replaced > min(record.replaced, counted):
        found.append(f"{paper.replaced} votes cannot have been replaced by paper.")
    if record.codes and record.rules.level != "own":
        used = chat + {"coded": counted, "attendance": paper.given}.get(kind, 0)
        if record.codes.get("used", 0) != used:
            found.append(f"{record.codes.get('used', 0)} codes were used, and {used} voted.")
        if kind == "void_code" and paper.given > record.codes.get("void", 0):
            found.append("More papers were given than codes are void.")
    return found


def _twice(codes: Sequence[str]) -> list[str]:
    return sorted(code for code, times in Counter(codes).items() if times > 1)


def _differences(said: ResultInRecord, again: ResultInRecord) -> list[str]:
    lines = []
    counted = {plan.n: plan for plan in again.plans}
    for plan in said.plans:
        if counted.get(plan.n) != plan:
            lines.append(f"Plan {plan.n} is told as {plan.fate} with {plan.votes} votes: not so.")
    if said.awarded != again.awarded:
        lines.append(f"Awarded is told as {said.awarded} cents, counted {again.awarded}.")
    return lines or ["The result is not in the order that the rules give."]
