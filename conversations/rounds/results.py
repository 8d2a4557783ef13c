"""The result of a round: what the store is asked, what it answers, what is shown of it."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.rounds.round import Rules
from conversations.rules.counting import Result


@dataclass(frozen=True, slots=True)
class CountRound:
    """It closed: count."""

    round: str


@dataclass(frozen=True, slots=True)
class RoundCounted:
    """It is counted, once; officers may publish."""

    round: str
    number: str
    wijk: str
    ballots: int


@dataclass(frozen=True, slots=True)
class CountingFailed:
    """It cannot be counted, and is not: an operator must look.  `why` in one line."""

    round: str
    number: str
    why: str


@dataclass(frozen=True, slots=True)
class TellResult:
    """The next portion of those who voted is to hear the result."""

    round: str


@dataclass(frozen=True, slots=True)
class ResultTold:
    """These voters are to hear it now; with `first` those who decide in the wijk too."""

    round: str
    wijk: str
    people: tuple[str, ...]
    first: bool


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """A published result as everybody may see it; `mine` is the reader's own check code."""

    id: str
    number: str
    rules: Rules
    rules_hash: str
    result: Result
    seal: str
    chat: int
    paper: int
    voided: int
    replaced: int
    confirmed: bool = False
