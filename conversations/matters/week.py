"""What one week told of a wijk: the figures as they were told, and nothing that was not.

What the store is asked, and what it answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from conversations.rules.tens import Earlier
from conversations.words import Kept, Released

# Weeks in one picture, this one included.
SHOWN = 6
WEEK = dt.timedelta(days=7)
# Of those whose place is not in a buurt that we know by name.
NO_PART = "-"


class Week(Released):
    """Figures in tens, 0 for fewer than ten, of the week that begins on `monday`.

    `new` came in, in all and by kind, topic and buurt (None where it is not told); `open` lies
    there when the week ends, `old` of it for more than four weeks, `late` past the promised day.
    `most_…` are what others can work out at the most (`rules/tens.py`), for the weeks to come.
    """

    wijk: str
    monday: dt.date
    new: int
    kinds: dict[str, int] | None
    topics: dict[str, int] | None
    parts: dict[str, int] | None
    open: int
    old: int
    late: int
    most_new: int
    most_open: int
    most_old: int

    @property
    def bounds(self) -> Earlier:
        """What later weeks must not contradict."""
        return Earlier(self.most_new, self.most_open, self.most_old)

    @property
    def last_day(self) -> dt.date:
        """Its Sunday."""
        return self.monday + WEEK - dt.timedelta(days=1)

    @property
    def shows_something(self) -> bool:
        """Is any figure ten or more?"""
        return bool(self.new or self.open)


class WeekBefore(Kept):
    """What came in in an earlier week; None where nothing was counted."""

    monday: dt.date
    new: int | None


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """The last week that was counted, and the weeks before it, the last one first.

    `week` is None as long as none was counted; `hears`: it comes to this reader every week.
    """

    wijk: str
    id: str = ""
    week: Week | None = None
    before: tuple[WeekBefore, ...] = ()
    hears: bool = False


# --- what the store is asked ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountWeek:
    """Count the week that is over, for one wijk; only the clock asks this."""

    wijk: str


@dataclass(frozen=True, slots=True)
class WeekCounted:
    """It is counted; `people` are to see it now."""

    wijk: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingToCount:
    """Nothing came of it: counted before, or no wijk of ours."""


@dataclass(frozen=True, slots=True)
class OpenPicture:
    """A button under a picture; `want` says which."""

    picture: str
    want: Literal["words", "csv", "tell", "quiet"]


@dataclass(frozen=True, slots=True)
class PictureOpened:
    """It may be looked at; `hears` is how it stands now with the weekly message."""

    wijk: str
    want: Literal["words", "csv", "tell", "quiet"]
    weeks: tuple[Week, ...] = ()
