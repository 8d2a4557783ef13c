"""A place to walk in: a wijkhub, a Huis van de Wijk or the mobile hub, and when it is open.

Facts come from a profile and then belong to the store, where staff keep them up to date.
What is not known is None, empty or "unknown"; nothing here guesses an hour.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from conversations.municipal_words import Language, Name
from conversations.places import WijkId, fold
from conversations.source import Confidence
from conversations.words import Kept

PlaceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
# A clock time of a day, 00:00 to 24:00; the end of a day is not the beginning of the next.
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
# Words that stand in a link and in an address: short, on one line.
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=r"^[^\n]*$")
]
YesNo = Literal["yes", "no", "unknown"]
Kind = Literal["hub", "house", "mobile"]
# How somebody gets in: at the hours below, after a call, when the board stands outside.
Way = Literal["walk_in", "appointment", "board_outside", "unknown"]
OnHolidays = Literal["closed", "open", "unknown"]


class Weekly(Kept):
    """One stretch of an ordinary week: `weekday` 1 is Monday; `until` is the last day it holds."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    opens: ClockTime
    closes: ClockTime
    since: dt.date | None = None
    until: dt.date | None = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("it closes before it opens; past midnight is a row of the next day")
        if self.since and self.until and self.until < self.since:
            raise ValueError("it ends before it begins")
        return self


class OneOff(Kept):
    """A closure or an extra opening, from `since` up to and including `until` (local days).

    Without times it is the whole day.  `told` is the local day on which staff said so: an opening
    is believed as long as other hours are.
    """

    kind: Literal["closed", "open"]
    since: dt.date
    until: dt.date
    opens: ClockTime | None = None
    closes: ClockTime | None = None
    reason: str | None = None
    told: dt.date


class Place(Kept):
    """One place.  `checked` and `hours_checked` are the days somebody last looked."""

    id: PlaceId
    kind: Kind
    name: Name
    aliases: tuple[Name, ...] = ()
    wijk: WijkId | None = None
    address: Line | None = None
    postcode: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3} ?[A-Z]{2}$")] | None = None
    city: Name | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    phone: Line | None = None
    step_free: YesNo = "unknown"
    toilet: YesNo = "unknown"
    languages: tuple[Language, ...] = ()
    way: Way = "unknown"
    hours: tuple[Weekly, ...] = ()
    holidays: OnHolidays = "unknown"
    hours_note: Line | None = None
    checked: dt.date | None = None
    hours_checked: dt.date | None = None
    source: str
    confidence: Confidence
    gone: Literal["closed", "moved"] | None = None
    moved_to: PlaceId | None = None

    @property
    def shown(self) -> bool:
        """May a resident see it?  What is weakly known is not told."""
        return self.confidence != "low"


# The words before a name that say what kind of place it is.
_KIND_FIRST = re.compile(r"^(mobiele )?(wijkhub|huis van de wijk|inlooppunt)\s+", re.IGNORECASE)


def names_of_places(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Ids by folded name, from (id, its names), with and without the word for its kind."""
    found: dict[str, tuple[str, ...]] = {}
    for id, names in named:
        for name in names:
            for key in {fold(name), fold(_KIND_FIRST.sub("", name))} - {""}:
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), id)))
    return found


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A place as the store has it, with the one-off closures and openings that are not past.

    `version` counts the changes of staff; `moved_to` is the place it moved to; `followed`: does
    the reader want to hear of changes?
    """

    place: Place
    one_offs: tuple[OneOff, ...] = ()
    version: int = 0
    moved_to: Place | None = None
    followed: bool = False


@dataclass(frozen=True, slots=True)
class WijkFacts:
    """The places for somebody of a wijk, the nearest kind first.

    `here` are in the wijk itself, `around` in the same gebied; `kind` is what was asked for.
    """

    wijk: str
    here: tuple[PlaceFacts, ...] = ()
    around: tuple[PlaceFacts, ...] = ()
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """The places to choose from (for somebody of a wijk, or all of them), and what is needed there
    (None: not said yet)."""

    places: tuple[PlaceFacts, ...]
    need: str | None = None


# --- what is asked of the store, and what it answers ---------------------------------------------


@dataclass(frozen=True, slots=True)
class SeekPlace:
    """Which places are called so?  Staff may have added places that the profile does not know."""

    name: str
    kind: Kind | None = None
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """The ids of the places that are meant; none is none.  `named` is what was typed."""

    places: tuple[str, ...]
    day: dt.date | None = None
    named: str | None = None


@dataclass(frozen=True, slots=True)
class LookAround:
    """What is close to this position (degrees)?  It is not kept.

    `need`: what the place must have (no steps, a toilet, a language).
    """

    latitude: float
    longitude: float
    need: str | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """Places with their distance in meters, the nearest first, and the wijk if that is certain.

    `suits`: they are known to have what was needed; else they are simply the nearest.
    """

    places: tuple[tuple[str, str, float], ...]  # id, name, meters
    wijk: str | None = None
    suits: bool = True


@dataclass(frozen=True, slots=True)
class ShowOnMap:
    """Send me this place for my map."""

    place: str


@dataclass(frozen=True, slots=True)
class OnMap:
    """The place, which has a position."""

    place: Place
