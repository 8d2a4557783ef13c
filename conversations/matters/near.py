"""Open signals that are like what somebody tells: "me too" instead of the same once more.

Shown of another one's signal: the topic, the street, since when, how many, and a photo.  Never the
words, never the house number, never who.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.matters.matter import Spot

# How many are shown at most.
NEAREST = 3


@dataclass(frozen=True, slots=True)
class LookNear:
    """Which open signals are about the same, in the same street or close on the map?"""

    topic: str
    wijk: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class NearFound:
    """Their cases, the likeliest first; often none."""

    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearFacts:
    """One of them. `too` counts everybody who has the trouble; `photo` is the id of a kept file."""

    case: str
    topic: str
    street: str | None
    opened: dt.datetime
    too: int
    photo: str | None


@dataclass(frozen=True, slots=True)
class SayToo:
    """I have the same trouble; what I told goes along for whoever works on it."""

    case: str
    text: str | None
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidToo:
    """It counts, once."""

    case: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class TakeTooBack:
    """It is another trouble after all."""

    case: str


@dataclass(frozen=True, slots=True)
class TooTakenBack:
    """It does not count any more; what was told comes back, to be sent as a matter of its own."""

    case: str
    topic: str
    wijk: str
    text: str | None
    files: tuple[str, ...]
