"""A round and its rules.  At the opening the rules freeze; their hash stands on every receipt."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from conversations.words import Kept

# How sure we are that a voter may vote: own word, a code from a desk, a code by letter.
Level = Literal["own", "desk", "letter"]
LEVELS: tuple[Level, ...] = ("own", "desk", "letter")
Ballot = Literal["choose", "basket", "yes_no"]
State = Literal["prepared", "tested", "open", "closed", "counted", "published", "stopped"]

Cents = Annotated[int, Field(ge=0)]


class Option(Kept):
    """What can be chosen: a plan by its number in this round, as it was at the opening."""

    n: Annotated[int, Field(ge=1)]
    case: str
    number: str
    title: str
    cents: Cents


class Rules(Kept):
    """Everything that decides about a round.  Amounts are whole cents, instants UTC.

    `choices` is how many may be chosen (choose); a basket may hold any number up to the
    `ceiling`; yes_no asks about each plan.  `threshold` is the least number of votes a plan needs.
    When plans have as many votes and not all of them fit, `tie` says what happens: the cheaper
    first, by lot, or none of them: then the meeting decides, also about plans below that still
    fit.  A plan that does not fit any more is passed over (`skip`) or ends the list (`stop`).
    `indicative`: two officers agreed to a lower level for money.
    """

    version: Literal[1] = 1
    round: str
    number: str
    title: Annotated[str, Field(min_length=3, max_length=80)]
    wijk: str
    opens: dt.datetime
    closes: dt.datetime
    ceiling: Cents
    least: Cents = 0
    most: Cents | None = None
    age: Annotated[int, Field(ge=1, le=99)] | None = None
    ballot: Ballot = "choose"
    choices: Annotated[int, Field(ge=1, le=20)] | None = None
    threshold: Annotated[int, Field(ge=0)] = 0
    tie: Literal["cheaper", "lot", "none"] = "lot"
    fit: Literal["skip", "stop"] = "skip"
    binding: bool = True
    level: Level = "letter"
    indicative: bool = False
    # Paper: none; with a code on each; or without, after the code was void or attendance marked.
    paper: Literal["none", "coded", "void_code", "attendance"] = "none"
    options: tuple[Option, ...] = ()

    @model_validator(mode="after")
    def _together(self) -> Rules:
        if (self.ballot == "choose") != (self.choices is not None):
            raise ValueError("`choices` belongs to a ballot of the kind choose, and to no other")
        if self.closes <= self.opens:
            raise ValueError("a round closes after it opens")
        if len({option.n for option in self.options}) != len(self.options):
            raise ValueError("every plan has a number of its own")
        return self

    def option(self, n: int) -> Option | None:
        """The plan with this number, or None."""
        return next((option for option in self.options if option.n == n), None)

    @property
    def canonical(self) -> str:
        """The rules as text that is the same wherever they are written: the hash is over this."""
        return json.dumps(
            self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical text, in hexadecimal."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose: numbers of plans, in order; for yes_no a minus means no."""

    of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round as one reader may see it.  Nobody sees what others chose before it is published.

    `closes` is when it closes by the rules or a later extension; `voted` whether the reader's own
    ballot counts; `concept` what the reader chose and did not cast; `cast` what they cast, until
    closing.  `turnout` counts voters, for those who may know it.
    """

    id: str
    number: str
    state: State
    rules: Rules
    rules_hash: str | None
    closes: dt.datetime
    voted: bool = False
    concept: Choices | None = None
    cast: Choices | None = None
    code_needed: bool = False
    withdrawn: tuple[int, ...] = ()
    turnout: int | None = None
    paused: bool = False
