"""What staff change of a place: a closure, an extra opening, the hours of a week, a fresh look.

What the store is asked, and what it answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from conversations.hubs.place import OneOff, Place, PlaceFacts
from conversations.rules.typed_hours import Week

# `imported` is anything that a list changed; `why` a reason that was given later.
What = Literal["closed", "open", "why", "week", "checked", "imported"]
A_PAGE = 6
# Who follows a place hears nothing of what is taken back within this time.
UNDO_WITHIN = dt.timedelta(minutes=2)
# A closure or an opening is told at most so far ahead, in days.
AHEAD = 366


@dataclass(frozen=True, slots=True)
class AddOneOff:
    """It is closed, or open besides its hours, on these days."""

    place: str
    one: OneOff


@dataclass(frozen=True, slots=True)
class GiveReason:
    """Why it is closed or open: said after the change itself."""

    change: str
    reason: str


@dataclass(frozen=True, slots=True)
class SetWeek:
    """These are the hours of an ordinary week; `version` is that of the hours that were seen."""

    place: str
    week: Week
    version: int


@dataclass(frozen=True, slots=True)
class StillRight:
    """Somebody looked: what is known of this version of the place is right today."""

    place: str
    version: int


@dataclass(frozen=True, slots=True)
class TakeBack:
    """This change was a mistake."""

    change: str


@dataclass(frozen=True, slots=True)
class PlaceChanged:
    """It is known from now on."""

    change: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """It is as it was before the change."""

    change: str


# --- who follows a place -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Follow:
    """Tell me when something changes here, or (`on` False) do not tell me any more.

    The place is named by its id, or by a change that was told.
    """

    place: str | None = None
    change: str | None = None
    on: bool = True


@dataclass(frozen=True, slots=True)
class Followed:
    """So it is from now on."""

    place: str
    on: bool


@dataclass(frozen=True, slots=True)
class FindPlace:
    """Which place was this change about?"""

    change: str


@dataclass(frozen=True, slots=True)
class PlaceIs:
    """This one."""

    place: str
    change: str


@dataclass(frozen=True, slots=True)
class TellFollowers:
    """A change is old enough to be told (`over`: that it was taken back), if it still holds.

    `after`: the last person who was told, when there are more of them than go in one portion.
    """

    change: str
    over: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class ToTell:
    """It is to be told to these people (our ids), and makes sense until this instant (UTC; None:
    as long as news does)."""

    change: str
    people: tuple[str, ...]
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class NothingToTell:
    """It was taken back in time, its moment has passed, or it was told before."""


# --- for a screen ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """One change: what it was and what it became, who made it (None: the operator) and when (UTC).

    `undone` is when it was taken back, `by` by whom; `tell_at` when followers hear of it; `keeps`:
    may the reader change this place?
    """

    id: str
    facts: PlaceFacts
    what: What
    was: OneOff | Place | None
    became: OneOff | Place
    at: dt.datetime
    name: str | None
    keeps: bool
    may_undo: bool = False
    undone: dt.datetime | None = None
    by: str | None = None
    tell_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """A page of the changes of a place, the newest first."""

    place: Place
    rows: tuple[ChangeFacts, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """A page of the places whose hours the reader keeps, by name."""

    places: tuple[PlaceFacts, ...]
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """One place as its keepers see it; `last` is the newest change that still holds."""

    facts: PlaceFacts
    last: ChangeFacts | None = None
