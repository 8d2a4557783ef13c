"""A stop of the mobile hub: where it stands, from when until when, and who wants to hear of it.

    planned ⇄ moved → arrived → left        cancelled (and planned again, by an undo)

A stop keeps its id when it moves.  What is asked of the register, and what it answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from conversations.hubs.place import Line, Place
from conversations.places import WijkId
from conversations.talk import Screen
from conversations.words import Kept

State = Literal["planned", "arrived", "left", "cancelled"]
# What was done to a stop; a version of it.
What = Literal["planned", "moved", "cancelled", "arrived", "left", "undone"]
# What somebody who follows is told.
News = Literal["moved", "off", "on_again", "here", "not_here", "eve"]
# So many are in one list.
A_PAGE = 4
# Stops of one's own wijk, with a button each.
NEAR_MOST = 3
# How far ahead "this week" looks, in days.
WEEK = 7


class StopPlan(Kept):
    """Where and when: instants in UTC, a position in degrees (WGS 84) if it is known."""

    wijk: WijkId
    spot: Line
    address: Line | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    starts: dt.datetime
    ends: dt.datetime

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError("it ends before it begins")
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("half a position")
        return self

    def same_place(self, other: StopPlan) -> bool:
        """Would somebody who stood at the other one find the bus here?"""
        return (self.wijk, self.spot, self.address) == (other.wijk, other.spot, other.address)

    def same_time(self, other: StopPlan) -> bool:
        """Is it there from and until the same moments?"""
        return (self.starts, self.ends) == (other.starts, other.ends)


@dataclass(frozen=True, slots=True)
class StopFacts:
    """A stop as it stands.

    `what` was last done to it, at `at`, with this `reason`; `first` is what was announced at the
    beginning.  `following`: the reader hears of the bus in its wijk.
    """

    id: str
    place: Place
    version: int
    state: State
    plan: StopPlan
    what: What
    at: dt.datetime
    reason: str | None
    first: StopPlan
    following: bool = False


@dataclass(frozen=True, slots=True)
class BusFacts:
    """What is known of the mobile hub.

    `place` is None where there is none.  `near` are the stops of the wijk that was asked about,
    `others` those elsewhere, both in the order of time; `pages` of the latter.
    """

    place: Place | None
    near: tuple[StopFacts, ...] = ()
    others: tuple[StopFacts, ...] = ()
    pages: int = 1
    following: bool = False
    wished: bool = False


@dataclass(frozen=True, slots=True)
class CrewFacts:
    """The stops of today and the coming days, for whoever drives; `place` is None for others."""

    place: Place | None
    stops: tuple[StopFacts, ...] = ()
    pages: int = 1


@dataclass(frozen=True, slots=True)
class DemandFacts:
    """Where enough people ask for a stop: (wijk, at least so many), by name; since which day."""

    bands: tuple[tuple[str, int], ...]
    counted: dt.date | None


def bus_screen(wijk: str | None = None, day: dt.date | None = None) -> Screen:
    """When the bus comes, first to this wijk."""
    return Screen(name="bus", wijk=wijk, day=day)


def stop_screen(id: str) -> Screen:
    """The card of one stop."""
    return Screen(name="stop", subject=id)


# --- the crew --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanStop:
    """The bus is going to stop here; `place` says which one where there are several."""

    plan: StopPlan
    place: str | None = None


@dataclass(frozen=True, slots=True)
class MoveStop:
    """Another time or place; `version` is the one that was looked at."""

    stop: str
    version: int
    plan: StopPlan
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CancelStop:
    """The bus does not come; `version` is the one that was looked at."""

    stop: str
    version: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Arrive:
    """We are here."""

    stop: str


@dataclass(frozen=True, slots=True)
class Leave:
    """We left."""

    stop: str


@dataclass(frozen=True, slots=True)
class UndoStop:
    """What version this was is no more: back to the one before."""

    stop: str
    version: int


@dataclass(frozen=True, slots=True)
class StopKept:
    """It is done; who follows hears it in a minute, unless it is undone."""

    stop: str
    what: What


@dataclass(frozen=True, slots=True)
class OpenStop:
    """I want to move or cancel this stop: how does it stand?"""

    stop: str
    to: Literal["move", "cancel"]


@dataclass(frozen=True, slots=True)
class StopOpened:
    """It can be changed, and this is how it stands."""

    stop: str
    to: Literal["move", "cancel"]
    version: int
    plan: StopPlan


# --- residents -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HearOfBus:
    """Tell me of the bus in a wijk, given by itself or by a stop there; or (not `on`) no more."""

    on: bool
    wijk: str | None = None
    stop: str | None = None


@dataclass(frozen=True, slots=True)
class HearsOfBus:
    """It is remembered."""

    on: bool
    wijk: str
    stop: str | None = None


@dataclass(frozen=True, slots=True)
class WishStop:
    """I ask for a stop in this wijk."""

    wijk: str


@dataclass(frozen=True, slots=True)
class WithdrawWish:
    """I do not ask for it any more."""

    wijk: str


@dataclass(frozen=True, slots=True)
class WishKept:
    """The wish stands (`on`), or is taken back; `again` when it was so before."""

    wijk: str
    on: bool
    again: bool = False


@dataclass(frozen=True, slots=True)
class ShowStop:
    """Send me this stop for my map."""

    stop: str


@dataclass(frozen=True, slots=True)
class StopOnMap:
    """The stop, which has a position."""

    plan: StopPlan


@dataclass(frozen=True, slots=True)
class StopsAround:
    """Which stops of this week are close to this position (degrees)?  It is not kept."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class StopsNear:
    """Stops with their distance in meters, the nearest first."""

    stops: tuple[tuple[str, str, float], ...]  # id, spot, meters


# --- what time brings ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TellFollowers:
    """What is new of this stop since it was last told?

    `rest` is where an earlier portion stopped: the versions it spoke of, and the last person.
    """

    stop: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class TellEve:
    """It comes tomorrow: is that still so?  `after`: the last person who was told."""

    stop: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class StopNews:
    """What to tell whom (our ids), not after `until`; without `news` only what is shown changes.

    `told`: what everybody follows who hears it, in this portion or in another; `first`: it is the
    first of them.
    """

    stop: str
    news: News | None
    people: tuple[str, ...]
    until: dt.datetime
    told: tuple[str, ...] = ()
    first: bool = True


@dataclass(frozen=True, slots=True)
class TellWishers:
    """A stop is planned: who asked for one there?"""

    stop: str


@dataclass(frozen=True, slots=True)
class WishesHeard:
    """These people asked; their wish is fulfilled, and they hear of the bus there from now on."""

    stop: str
    wijk: str
    people: tuple[str, ...]
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class CountWishes:
    """The weekly moment at which it is counted how many ask for a stop, and where."""


@dataclass(frozen=True, slots=True)
class NothingToTell:
    """It is past, undone, or told already."""
