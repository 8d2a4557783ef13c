"""Voting: what the store is asked and what it answers; no answer holds a choice that counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from conversations.rounds.round import Choices, Rules, State
from conversations.talk import Screen
from conversations.words import Message

# What is said about one plan: chosen, not chosen, or (yes_no) a no.
Mark = Literal["on", "off", "no"]


def receipt(round: str) -> Screen:
    """That a vote counts.  It is written over the ballot, and what comes next stands below it."""
    return Screen(name="vote_receipt", case=round, keeps=True)


# --- what is asked ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BeginBallot:
    """Let me choose.  `old_enough`: what I said about my age, where the round asks it."""

    round: str
    old_enough: bool | None = None


@dataclass(frozen=True, slots=True)
class ChoosePlan:
    """Remember this about plan `n`; it does not count yet."""

    round: str
    n: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class CastBallot:
    """Count what I chose: the concept that is kept, if it is still the one with this `stamp`."""

    round: str
    stamp: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimCode:
    """Bind a voting code to my account: twelve characters, as `read_code` answers them.

    `round` is the one that asked for it; None when it was typed out of the blue.  The store
    answers CodeClaimed, or Refused: unknown, somebody else's, a second one, locked for a while.
    """

    round: str | None
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FindPhoto:
    """Is there a picture of plan `n`?"""

    round: str
    n: int


@dataclass(frozen=True, slots=True)
class RemindVoters:
    """The moment for a reminder came: who began and did not cast, a portion at a time."""

    round: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class ForgetVoters:
    """Nobody can object any more: the secret and the list of who took part go."""

    round: str


@dataclass(frozen=True, slots=True)
class TellPaused:
    """Somebody could not vote: if that is still so, the officers hear it."""

    round: str


# --- what is answered ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BallotOpen:
    """You can choose now."""

    round: str


@dataclass(frozen=True, slots=True)
class AgeAsked:
    """First: are you old enough?"""

    round: str


@dataclass(frozen=True, slots=True)
class ConceptKept:
    """It is remembered, sealed; nothing of it counts.  `n` is the plan that is looked at."""

    round: str
    n: int


@dataclass(frozen=True, slots=True)
class VoteRefused:
    """Not so: why, and (`n`) at which plan."""

    round: str
    why: Message
    n: int | None = None


@dataclass(frozen=True, slots=True)
class ConceptChanged:
    """What would be counted is not what was looked at: look again first."""

    round: str


@dataclass(frozen=True, slots=True)
class PlanGone:
    """Not counted: a plan in it was taken back; the rest is kept."""

    round: str
    why: Message


@dataclass(frozen=True, slots=True)
class VoteCounted:
    """It counts.  `changed` an earlier one, or (`again`) it counted already and stays as it was.

    `check_code` stands in the published list, without choices; `until` (UTC) it can be changed.
    `strip` are messages on the voter's own phone that may show what was chosen.
    """

    round: str
    check_code: str
    until: dt.datetime
    changed: bool = False
    again: bool = False
    strip: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeMissing:
    """This round asks for a code, and this account has given none yet."""

    round: str


@dataclass(frozen=True, slots=True)
class CodeClaimed:
    """The code is bound to this account: its round can be voted in now."""

    round: str


@dataclass(frozen=True, slots=True)
class VotingPaused:
    """Nobody can vote now: the secret of the round is not there.  An operator is told."""

    round: str


@dataclass(frozen=True, slots=True)
class PhotoFound:
    """A picture that belongs to plan `n`; None when there is none any more."""

    round: str
    title: str
    file: str | None
    n: int


@dataclass(frozen=True, slots=True)
class VotersToRemind:
    """These people began to vote and did not cast; the next portion is planned."""

    round: str
    people: tuple[str, ...]
    closes: dt.datetime


@dataclass(frozen=True, slots=True)
class PausedTold:
    """Nobody can vote in this round now: the officers of that wijk hear it."""

    round: str
    number: str
    wijk: str


# --- what a screen is drawn from -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """One plan as it stands on the ballot; amounts in cents."""

    n: int
    title: str
    cents: int
    place: str
    story: str
    photo: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """A round as one voter sees it: their own concept, and never what a cast ballot says.

    `why` not, for this reader; `begun`: they may choose now without another question; `concept`
    None when nothing is kept that was not cast; `order` the numbers of the plans as this reader
    sees them; `check_code` of a vote that counts.
    """

    id: str
    number: str
    state: State
    rules: Rules
    rules_hash: str | None
    closes: dt.datetime
    order: tuple[int, ...]
    why: Message | None = None
    begun: bool = False
    code_needed: bool = False
    voted: bool = False
    concept: Choices | None = None
    stamp: int | None = None
    check_code: str | None = None
    withdrawn: tuple[int, ...] = ()
    paused: bool = False
    card: PlanFacts | None = None

    @property
    def chosen(self) -> Choices:
        """What is chosen so far and still stands on the ballot."""
        of = self.concept.of if self.concept is not None else ()
        return Choices(tuple(n for n in of if abs(n) not in self.withdrawn))


@dataclass(frozen=True, slots=True)
class VoteLine:
    """One round in the list of somebody: `mine` is how far they are."""

    id: str
    number: str
    title: str
    wijk: str
    state: State
    opens: dt.datetime
    closes: dt.datetime
    mine: Literal["new", "code", "begun", "counted"]


@dataclass(frozen=True, slots=True)
class VotesFacts:
    """The rounds that matter to one person: open, about to open, lately over."""

    rounds: tuple[VoteLine, ...]
