"""Helping people to vote at a desk: what the store is asked, what it answers, what is shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from conversations.rounds.round import Level


@dataclass(frozen=True, slots=True)
class FindSlip:
    """Is there a code with this slip number in this round?"""

    round: str
    slip: str


@dataclass(frozen=True, slots=True)
class SlipFound:
    """There is; its screen tells how it stands."""

    round: str
    slip: str


@dataclass(frozen=True, slots=True)
class FindCall:
    """Does this number stand on a phone now?"""

    round: str
    call: str


@dataclass(frozen=True, slots=True)
class CallFound:
    """It does."""

    round: str
    call: str


@dataclass(frozen=True, slots=True)
class LetVote:
    """I saw who this is: bind a new code to the phone with this number; `slip` is void then."""

    round: str
    call: str
    slip: str | None = None


@dataclass(frozen=True, slots=True)
class VoterLet:
    """They can vote.  `slip` is of their new code, `cancelled`: their earlier vote is off."""

    round: str
    person: str
    slip: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class VoidCode:
    """This code is worth nothing any more, and a vote cast with it does not count."""

    round: str
    slip: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CodeVoided:
    """It is void; `cancelled`: a vote stopped counting by it.  `person` had it on their phone."""

    round: str
    slip: str
    cancelled: bool
    person: str | None = None


# --- what a screen is drawn from -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A round with codes that runs, for those who help people to vote in it.

    `helped` is how many people this desk let vote, by whoever of the staff; `paper` as the rules.
    """

    id: str
    title: str
    wijk: str
    level: Level
    age: int | None
    closes: dt.datetime
    helped: int
    paper: Literal["none", "coded", "void_code", "attendance"] = "none"

    @property
    def gives_paper(self) -> bool:
        """Does this desk give ballots without a code?"""
        return self.paper in ("void_code", "attendance")


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """The rounds somebody may help in now."""

    rounds: tuple[DeskLine, ...]


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """How one code stands; `tried`: how often somebody else gave it after it was bound."""

    line: DeskLine
    slip: str
    state: Literal["unused", "claimed", "used", "void"]
    tried: int


@dataclass(frozen=True, slots=True)
class SureFacts:
    """Who stands at the desk, by the first name on their phone."""

    line: DeskLine
    name: str
