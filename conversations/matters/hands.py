"""In whose hands a matter is: taken, given back, laid in somebody's hands, put off until a day.

What the store is asked, and what it answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from conversations.matters.forward import ForwardLine
from conversations.matters.matter import MatterFacts, MatterLine

TABS = ("new", "mine", "waiting", "late", "open")
# The list that is no list: which wijk.
WIJKEN = "wijken"
PER_PAGE = 5


Doing = Literal["answer", "note", "close", "forward", "rest"]


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """I want to do something with it that asks for words; `person` is whom I lay it before."""

    case: str
    doing: Doing
    person: str | None = None


@dataclass(frozen=True, slots=True)
class MatterOpened:
    """It may be done now; whether it still may when the words are there is judged again."""

    case: str
    doing: Doing
    person: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimMatter:
    """I take it."""

    case: str


@dataclass(frozen=True, slots=True)
class MatterClaimed:
    """It is in the hands of whoever asked; `again`: it was already."""

    case: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class HeldAlready:
    """Somebody else was first: `name`."""

    case: str
    name: str


@dataclass(frozen=True, slots=True)
class GiveBack:
    """I do not do it after all: whoever has the role may take it."""

    case: str


@dataclass(frozen=True, slots=True)
class GivenBack:
    """It is nobody's in particular again."""

    case: str


@dataclass(frozen=True, slots=True)
class AssignMatter:
    """Lay it in the hands of a colleague, or (`person` is who asks) take it over."""

    case: str
    person: str


@dataclass(frozen=True, slots=True)
class MatterAssigned:
    """It is in the hands of `person`, called `name`; `before` had it."""

    case: str
    person: str
    name: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class SnoozeMatter:
    """Do not show it as work before this local day."""

    case: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class MatterSnoozed:
    """It rests until the morning of that day."""

    case: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class WakeMatter:
    """The day has come until which a matter was put off."""

    case: str


@dataclass(frozen=True, slots=True)
class MatterAwake:
    """It is work again."""

    case: str


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """What was to happen makes no sense any more."""


# --- what is known of it --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InboxFacts:
    """A page of one list of a wijk, with how many stand in every list (for the tabs).

    `wijken` are the ids of all in which the reader works or stands in for somebody today; `wijk` is
    None when there is a choice to make. `asked` are matters laid before the reader alone.
    """

    wijken: tuple[str, ...]
    wijk: str | None
    shown: str
    rows: tuple[MatterLine, ...]
    page: int
    pages: int
    counts: dict[str, int]
    asked: int = 0


@dataclass(frozen=True, slots=True)
class CardFacts:
    """One matter on the phone of somebody who works on it.

    `asked` is everybody it was laid before, `leads` the number of the one it goes along with.
    `readers` counts who gets an answer, `languages` are theirs.
    """

    matter: MatterFacts
    asked: tuple[ForwardLine, ...] = ()
    leads: str | None = None
    readers: int = 0
    languages: tuple[str, ...] = ()
    # Before whom it is about to be laid: the department of a colleague who was chosen.
    whom: str | None = None
    # The reader's own language.
    mine: str = "nl"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may work on a matter; `back` is their first day at work again."""

    person: str
    name: str
    role: str
    me: bool = False
    back: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ColleaguesFacts:
    """Who may have a matter."""

    matter: MatterFacts
    colleagues: tuple[Colleague, ...]
