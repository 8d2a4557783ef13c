"""What officers ask of the register of rounds, and what it answers.

    prepare → rehearse (two people) → open (two officers) → … closes → counted → publish (two)
                                      extend, stop (two officers each)

What two people have to agree on is asked once (a proposal with a number) and agreed to by a
second officer on their own phone; who asks agrees with it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from conversations.places import WijkId
from conversations.rounds.paper_orders import PaperLine
from conversations.rounds.round import Ballot, Cents, Choices, Level, Rules
from conversations.words import Kept

# What needs two officers.
What = Literal["exception", "open", "extend", "stop", "publish", "paper", "discard"]
# What the wijk hears of a round while it runs.
News = Literal["opened", "extended", "stopped"]

PlanNumber = Annotated[str, StringConstraints(pattern=r"^BI-\d{4}-\d{4,}$")]


class RoundPlan(Kept):
    """A round as an officer writes it down; the register makes frozen rules of it.

    `opens` and `closes` are local day and time without a zone, amounts whole cents, `plans` the
    public numbers of the plans on the ballot.  The meaning of the rest stands with `Rules`.
    """

    title: Annotated[str, Field(min_length=3, max_length=80)]
    wijk: WijkId
    opens: dt.datetime
    closes: dt.datetime
    ceiling_cents: Cents
    least_cents: Cents = 0
    most_cents: Cents | None = None
    age: Annotated[int, Field(ge=1, le=99)] | None = None
    ballot: Ballot = "choose"
    choices: Annotated[int, Field(ge=1, le=20)] | None = None
    threshold: Annotated[int, Field(ge=0)] = 0
    tie: Literal["cheaper", "lot", "none"] = "lot"
    fit: Literal["skip", "stop"] = "skip"
    binding: bool = True
    level: Level = "letter"
    paper: Literal["none", "coded", "void_code", "attendance"] = "none"
    plans: Annotated[tuple[PlanNumber, ...], Field(min_length=1, max_length=200)]


# --- what is asked ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PrepareRound:
    """Prepare a round, or (`round`) change one that is not open yet."""

    plan: RoundPlan
    round: str | None = None


@dataclass(frozen=True, slots=True)
class Rehearse:
    """A trial ballot under the rules with this hash; it counts for nothing."""

    round: str
    rules_hash: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class Propose:
    """Ask the officers to agree; `closes` is local, of a later closing, `batch` of papers.

    Without a reason where one is needed: may I ask this at all?
    """

    round: str
    what: What
    reason: str | None = None
    closes: dt.datetime | None = None
    batch: int | None = None


@dataclass(frozen=True, slots=True)
class Agree:
    """Yes to proposal `n` of a round."""

    round: str
    n: int


@dataclass(frozen=True, slots=True)
class Disagree:
    """No to proposal `n`: it is off the table."""

    round: str
    n: int


@dataclass(frozen=True, slots=True)
class StartVoting:
    """The opening moment came: the wijk may hear it."""

    round: str


@dataclass(frozen=True, slots=True)
class CloseRound:
    """The closing moment came: close, when everything that was sent in time is done."""

    round: str


@dataclass(frozen=True, slots=True)
class TellWijk:
    """The next portion of what a wijk is to hear of a round."""

    round: str
    n: int


@dataclass(frozen=True, slots=True)
class OpenTrial:
    """I want to try the ballot: what are the rules?"""

    round: str


@dataclass(frozen=True, slots=True)
class QuietRounds:
    """No news of rounds for me any more; `round` is the one whose news it was."""

    round: str


# --- what is answered ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoundPrepared:
    """It stands in the register; `again` when it was there and changed."""

    round: str
    number: str
    wijk: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class TrialOpened:
    """Here they are, as they would be frozen."""

    round: str
    rules: Rules


@dataclass(frozen=True, slots=True)
class Quieted:
    """All right, no more news of rounds."""

    round: str


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """So many people tried these rules; `enough` when the round may be opened."""

    round: str
    people: int
    enough: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """It is asked of the officers; whoever asked from a phone agreed already."""

    round: str
    n: int
    what: What
    wijk: str


@dataclass(frozen=True, slots=True)
class WordsNeeded:
    """It may be asked; now it has to be said why (and until when)."""

    round: str
    what: What


@dataclass(frozen=True, slots=True)
class Agreed:
    """Two officers agreed and it is done; `confirmer` has the plans that are to be confirmed."""

    round: str
    what: What
    wijk: str
    confirmer: str | None = None
    plans: int = 0


@dataclass(frozen=True, slots=True)
class StillOne:
    """Your yes stands: another officer must agree."""

    round: str
    n: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """Somebody said no; whoever asked (None: the desk) hears it."""

    round: str
    what: What
    asked_by: str | None


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """It closed just now, once; `paper` is to be entered before it is counted."""

    round: str
    wijk: str
    paper: bool = False


@dataclass(frozen=True, slots=True)
class ToldWijk:
    """These people are to hear it now; the next portion is planned."""

    round: str
    what: News
    people: tuple[str, ...]
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class NothingNow:
    """Not yet, not any more, or done before."""


# --- what a screen is drawn from -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What is asked of the officers now; `mine` when the reader agreed already."""

    n: int
    what: What
    reason: str | None
    closes: dt.datetime | None
    asked_by: str | None
    mine: bool
    batch: int | None = None


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """A round as officers and those who may try it see it: never what anybody chose.

    `rehearsed` counts people who tried these very rules; `turnout` voters.
    """

    id: str
    number: str
    state: str
    rules: Rules
    closes: dt.datetime
    rules_hash: str
    officer: bool
    rehearsed: int = 0
    tried: bool = False
    proposal: ProposalFacts | None = None
    turnout: int | None = None
    withdrawn: tuple[int, ...] = ()
    told: int | None = None
    paused: bool = False
    paper: PaperLine | None = None


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round in the list of officers."""

    id: str
    number: str
    title: str
    state: str
    wijk: str
    closes: dt.datetime


@dataclass(frozen=True, slots=True)
class RoundListFacts:
    """A page of rounds, newest first; None of them for whoever has no say in any."""

    rows: tuple[RoundLine, ...]
    page: int
    pages: int
