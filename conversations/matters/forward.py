"""A matter laid before a department or a partner, who sees that one and nothing else.

    sent → opened by its link → answered
         → reminded the day before → nobody answered: back to whoever sent it

A link goes to one person: whoever opens it first and says yes has it, and a second reader is
reported.  Who holds the role of the ambassador of a department, or of a partner, needs none.
What the store is asked, and what it answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from conversations.matters.matter import Kind, MatterFacts

# The days a partner may be given; a choice of this product.
DAYS = (3, 7, 14)
# Whoever has only a link: authority is the link, and it ends with it.
GUEST = "guest"


@dataclass(frozen=True, slots=True)
class ForwardMatter:
    """Lay a matter before `person`, or (None) before whoever gets the link.

    `whom` is the department or organisation (with a `person` it is known who that is); `words` what
    is asked; `days` how long they have.
    """

    case: str
    whom: str | None
    words: str
    days: int
    person: str | None = None


@dataclass(frozen=True, slots=True)
class MatterForwarded:
    """It lies there until `until` (UTC); a `token` is in this answer and nowhere else."""

    id: str
    case: str
    number: str
    whom: str
    until: dt.datetime
    person: str | None
    token: str | None


@dataclass(frozen=True, slots=True)
class OpenForward:
    """Somebody opened the link of a forwarded matter: look whether it is for them."""

    id: str


@dataclass(frozen=True, slots=True)
class ForwardOffered:
    """It can be taken, or (`mine`) this person took it before."""

    id: str
    mine: bool


@dataclass(frozen=True, slots=True)
class ForwardUsed:
    """Somebody else took it before; `asked_by` must know."""

    id: str
    case: str
    number: str
    whom: str
    asked_by: str


@dataclass(frozen=True, slots=True)
class TakeForward:
    """Yes, this is for me."""

    id: str


@dataclass(frozen=True, slots=True)
class ForwardTaken:
    """The link is used up: it is this person's to answer."""

    id: str
    case: str


@dataclass(frozen=True, slots=True)
class AnswerForward:
    """What the department or partner has to say, for whoever asked."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class SendForwarded:
    """The photos and files that came with the first message of the one matter, please."""

    id: str


@dataclass(frozen=True, slots=True)
class ForwardedFiles:
    """Their ids, checked ones only."""

    id: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForwardAnswered:
    """It stands in the talk, for colleagues; whoever has the matter hears it."""

    id: str
    case: str


@dataclass(frozen=True, slots=True)
class RecallForward:
    """Whoever has the matter does not need the answer any more."""

    id: str


@dataclass(frozen=True, slots=True)
class ForwardRecalled:
    """It is back; `person` had it open."""

    id: str
    case: str
    person: str | None


@dataclass(frozen=True, slots=True)
class RemindForward:
    """Tomorrow the time is over."""

    id: str


@dataclass(frozen=True, slots=True)
class ForwardReminded:
    """`person` is reminded, or (nobody opened the link) whoever asked is."""

    id: str
    case: str
    person: str | None
    asked_by: str


@dataclass(frozen=True, slots=True)
class EndForward:
    """The time is over."""

    id: str


@dataclass(frozen=True, slots=True)
class ForwardOver:
    """Nobody answered: it is back with whoever has the matter."""

    id: str
    case: str
    whom: str
    person: str | None


# --- what is known of it --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ForwardFacts:
    """One forwarded matter as whoever was asked may see it: this one thing, no name, no talk.

    `text` is what the resident first wrote, `words` what is asked.  `state` is offered, open,
    answered or over; the text is there only while it is open.
    """

    id: str
    number: str
    kind: Kind
    topic: str
    wijk: str
    text: str
    place: str | None
    words: str
    whom: str
    until: dt.datetime
    state: Literal["offered", "open", "answered", "over"]
    asked_in: str
    files: int = 0
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class ForwardLine:
    """One asking in the account of a matter: whom, until when, and what came of it."""

    id: str
    whom: str
    at: dt.datetime
    until: dt.datetime
    opened: bool
    reminded: dt.datetime | None
    answer: str | None
    answered: dt.datetime | None
    over: dt.datetime | None


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line of what lies before me alone."""

    id: str
    number: str
    topic: str
    title: str
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What lies before me alone, the soonest first."""

    lines: tuple[AskedLine, ...]


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody a matter can be laid before without a link; `whom` names the department."""

    person: str
    whom: str
    name: str
    role: str
    keeps: bool = False
    back: dt.date | None = None


@dataclass(frozen=True, slots=True)
class WhomFacts:
    """Before whom a matter can be laid; who keeps its topic stands first."""

    matter: MatterFacts
    keepers: tuple[Keeper, ...]
