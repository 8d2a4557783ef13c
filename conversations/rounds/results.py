"""The result of a round: what the store is asked, what it answers, what is shown of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from conversations.rounds.record import NO_PAPER, PaperInRecord
from conversations.rounds.round import Rules
from conversations.rules.counting import Result
from conversations.talk import Screen

# Why a round is not counted: its secret or the pepper is not there; or what is kept does not add
# up, because something was lost or changed.
Uncounted = Literal["secret", "changed"]


def result(round: str, page: int = 0) -> Screen:
    """The result of a round, for everybody; before it is published the round as it stands."""
    return Screen(name="round_result", case=round, page=page)


def how(round: str) -> Screen:
    """How a round was counted, and what proves it."""
    return Screen(name="round_how", case=round)


# --- what is asked ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountRound:
    """It closed: count."""

    round: str


@dataclass(frozen=True, slots=True)
class TellResult:
    """The next portion of those who voted is to hear the result."""

    round: str


@dataclass(frozen=True, slots=True)
class SendRecord:
    """Give me the result as a `file`: the record to count again, or the picture."""

    round: str
    file: Literal["record", "picture"]


# --- what is answered ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoundCounted:
    """It is counted, once; officers may publish."""

    round: str
    number: str
    wijk: str
    ballots: int


@dataclass(frozen=True, slots=True)
class CountingFailed:
    """It cannot be counted, and is not: `people` who run rounds hear it, once a day."""

    round: str
    number: str
    wijk: str
    why: Uncounted
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultTold:
    """These people are to hear it now, each once: whoever works on it first, then voters."""

    round: str
    number: str
    title: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordKept:
    """It is published, and goes along as a file."""

    round: str
    number: str
    title: str
    file: Literal["record", "picture"]


# --- what a screen is drawn from -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """A published result as everybody may see it.

    `closed` is when voting was over, which may be later than the rules say.  `chat` and `paper`
    count ballots by where they came from, `voided` those that were taken out because their code
    was made void, `replaced` those in whose place another one came.  `confirmed`: every plan of a
    round that binds.  `mine` is the reader's own check code, as long as it can be known, and
    `listed` whether it stands in the published list.
    """

    id: str
    number: str
    rules: Rules
    rules_hash: str
    closed: dt.datetime
    result: Result
    seal: str
    chat: int
    paper: int
    voided: int
    replaced: int
    on_paper: PaperInRecord = NO_PAPER
    page: int = 0
    confirmed: bool = False
    mine: str | None = None
    listed: bool = False

    def of_reader(self, mine: str, *, listed: bool) -> ResultFacts:
        """The same for somebody who voted."""
        return replace(self, mine=mine, listed=listed)
