"""A matter: a question, a complaint or a signal that somebody brought, and what becomes of it.

What the store is asked, and what it answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from conversations.words import Kept

Kind = Literal["question", "complaint", "signal"]
KINDS: tuple[Kind, ...] = ("question", "complaint", "signal")
# Which side of the counter a message comes from; a note is among colleagues.
Side = Literal["resident", "office", "partner", "note"]
Rating = Literal["solved", "half", "not"]

OPEN_STATES = ("new", "taken", "waiting")
# UTF-16 units: a message of a chat, and what is shown of it in a list.
MOST_TEXT = 3500
MOST_TITLE = 60


class Spot(Kept):
    """Where it is: in somebody's words, or a point they put on the map themselves (degrees)."""

    words: Annotated[str, Field(max_length=200)] | None = None
    latitude: float | None = None
    longitude: float | None = None


NOWHERE = Spot()


class Matter(Kept):
    """What somebody brings, finished: nothing may be missing. `files` are ids of kept files."""

    kind: Kind
    topic: str
    wijk: str
    text: str
    spot: Spot = NOWHERE
    files: tuple[str, ...] = ()
    # An ambassador passes on what a neighbour said; the neighbour is not kept.
    passed_on: bool = False
    # Written to somebody: a role that is asked first, and whose card it was (`line.py`).
    to: Literal["contact", "ambassador"] | None = None
    card: str | None = None
    # A complaint about whoever would get it.
    apart: bool = False


# --- bringing it ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BringMatter:
    """Lay this before whoever has the role for it."""

    matter: Matter


@dataclass(frozen=True, slots=True)
class MatterBrought:
    """It has a number; `owner` is the role that has it now, None when nobody holds any.

    `promised` is until when an answer was promised (UTC), None where nothing is promised.
    `again`: the same was brought a moment ago and is not brought twice.
    """

    case: str
    number: str
    kind: Kind
    wijk: str
    owner: str | None
    promised: dt.datetime | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class DropTold:
    """Throw away what was told and not sent, with these files."""

    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldDropped:
    """It is gone."""


# --- what is known of it --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """One message of the talk. `name` is a first name where that person agreed to show it.

    `files` are those that may be seen: (id, kind, name); `checking` counts those not checked yet.
    `standard` is the id of a standard text that is said before `text`.
    """

    n: int
    at: dt.datetime
    side: Side
    role: str
    text: str
    mine: bool
    name: str | None = None
    files: tuple[tuple[str, str, str | None], ...] = ()
    closing: bool = False
    checking: int = 0
    standard: str | None = None


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """A matter as one reader may see it.

    `mine`: the reader brought it; `may_work`: the reader may work on it now; `i_hold`: they took
    it. `holder` is the first name of who has it, as far as the reader may know. `alias` is what
    staff call whoever brought it. `too` counts those who said "me too". `apart`: a complaint about
    whoever would have got it.
    """

    case: str
    number: str
    kind: Kind
    topic: str
    wijk: str
    state: str
    title: str
    alias: str
    owner: str | None
    holder: str | None
    opened: dt.datetime
    next_at: dt.datetime | None
    promised: dt.datetime | None
    answered: bool
    turn: Literal["office", "resident", "other"]
    messages: tuple[MessageFacts, ...]
    spot: Spot = NOWHERE
    language: str = "nl"
    too: int = 0
    mine: bool = False
    i_said_too: bool = False
    follows: bool = False
    may_work: bool = False
    i_hold: bool = False
    passed_on: bool = False
    flag: str | None = None
    snoozed: dt.datetime | None = None
    under: str | None = None
    cluster: int = 0
    rating: Rating | None = None
    may_reopen: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class MatterLine:
    """One line of a list."""

    case: str
    number: str
    kind: Kind
    topic: str
    title: str
    wijk: str
    state: str
    opened: dt.datetime
    next_at: dt.datetime | None
    late: bool = False
    holder: str | None = None
    turn: str = "office"
    too: int = 0
