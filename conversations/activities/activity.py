"""An activity at a place, and who wants to come: what is kept, asked of the store and answered.

join → in, or waiting → a place is offered until a moment → in, or gone
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from conversations.hubs.place import Line, Place
from conversations.municipal_words import Language
from conversations.words import Kept, Message

LEAST_TITLE, MOST_TITLE = 3, 80
MOST_WORDS = 600
MOST_PLACES = 5000
# How many activities stand on a screen, and how many days "this week" is, today included.
PER_PAGE = 5
THIS_WEEK = 7

Standing = Literal["in", "waiting", "offered"]
State = Literal["planned", "cancelled"]


class Activity(Kept):
    """What happens: `starts` and `ends` are instants (UTC), `most` is None without a limit.

    `languages` is empty when nobody told which are spoken.
    """

    title: Annotated[str, StringConstraints(min_length=LEAST_TITLE, max_length=MOST_TITLE)]
    words: Annotated[str, StringConstraints(min_length=1, max_length=MOST_WORDS)] | None = None
    starts: dt.datetime
    ends: dt.datetime
    most: Annotated[int, Field(ge=1, le=MOST_PLACES)] | None = None
    languages: tuple[Language, ...] = ()

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError("it ends before it begins")
        return self


@dataclass(frozen=True, slots=True)
class Mine:
    """How I stand: `position` is my place in the line (1 is next), `until` ends an offer (UTC)."""

    standing: Standing
    position: int | None = None
    until: dt.datetime | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """An activity as one reader sees it.

    `taken` counts who comes and who was offered a place, `waiting` the line behind them; `names`
    are first names of people who agreed, and only for whoever keeps the programme (`may_keep`).
    """

    id: str
    place: str
    place_name: str
    activity: Activity
    state: State = "planned"
    taken: int = 0
    waiting: int = 0
    mine: Mine | None = None
    may_keep: bool = False
    names: tuple[str, ...] = ()

    @property
    def free(self) -> int | None:
        """How many places are free; None without a limit."""
        if self.activity.most is None:
            return None
        return max(0, self.activity.most - self.taken)


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """A page of what happens at a place: this week, or (`later`) after it.

    `others` counts what stands in the other of the two lists.
    """

    place: Place
    rows: tuple[ActivityFacts, ...]
    page: int
    pages: int
    later: bool
    others: int
    may_keep: bool


@dataclass(frozen=True, slots=True)
class MySignupsFacts:
    """A page of everything I signed up for that is not over."""

    rows: tuple[ActivityFacts, ...]
    page: int
    pages: int


# --- who comes: what is asked of the store, and what it answers ----------------------------------


@dataclass(frozen=True, slots=True)
class SignUp:
    """I want to come."""

    item: str


@dataclass(frozen=True, slots=True)
class SignedUp:
    """A place (`in`), a place in the line (`waiting`), or what stood already (`again`).

    `offered` are the persons to whom a place is offered because of it.
    """

    item: str
    standing: Standing
    again: bool
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignOff:
    """I do not come, or do not want the place that was offered."""

    item: str


@dataclass(frozen=True, slots=True)
class SignedOff:
    """`was` is how they stood, None when they were not on the list.

    `offered` are the persons to whom a place is offered because of it, `line` whether anybody in
    the line moved up.
    """

    item: str
    was: Standing | None
    offered: tuple[str, ...] = ()
    line: bool = False


@dataclass(frozen=True, slots=True)
class AcceptPlace:
    """Yes, I take the place that was offered."""

    item: str


@dataclass(frozen=True, slots=True)
class PlaceAccepted:
    """They come."""

    item: str


@dataclass(frozen=True, slots=True)
class TellName:
    """The people of the place may (not) see my first name."""

    item: str
    named: bool


@dataclass(frozen=True, slots=True)
class NameTold:
    """It is remembered."""

    item: str
    named: bool


@dataclass(frozen=True, slots=True)
class EndOffers:
    """A moment passed: offers of this activity that nobody took are over."""

    item: str


@dataclass(frozen=True, slots=True)
class OffersEnded:
    """Whose offer is `over`, and to whom a place is `offered` now."""

    item: str
    over: tuple[str, ...]
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remind:
    """The day before: does it make sense to remind people of this activity?"""

    item: str


@dataclass(frozen=True, slots=True)
class Reminding:
    """It does (`item`), or there is nothing to remind of (None)."""

    item: str | None


# --- the programme: what staff and the desk ask --------------------------------------------------


@dataclass(frozen=True, slots=True)
class PrepareActivity:
    """I want to add an activity at this place."""

    place: str


@dataclass(frozen=True, slots=True)
class ActivityPrepared:
    """They may."""

    place: str
    name: str


@dataclass(frozen=True, slots=True)
class LookUpActivity:
    """I want to change this activity."""

    item: str


@dataclass(frozen=True, slots=True)
class ActivityStands:
    """As it stands now; `version` says which one was looked at."""

    item: str
    place: str
    name: str
    version: int
    activity: Activity


@dataclass(frozen=True, slots=True)
class AddActivity:
    """A new activity at a place."""

    place: str
    activity: Activity


@dataclass(frozen=True, slots=True)
class ActivityAdded:
    """It stands in the programme."""

    item: str


@dataclass(frozen=True, slots=True)
class ChangeActivity:
    """The activity as it should be, for whoever saw this version of it."""

    item: str
    version: int
    activity: Activity


@dataclass(frozen=True, slots=True)
class ActivityChanged:
    """It is changed; `moved` when its time is another, `before` how it was.

    `offered` are the persons to whom a place is offered because there are more of them.
    """

    item: str
    before: Activity
    moved: bool
    changed: bool
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelActivity:
    """It does not go on."""

    item: str


@dataclass(frozen=True, slots=True)
class ActivityCancelled:
    """It does not go on; `again` when that was known."""

    item: str
    again: bool


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One line of a spreadsheet; `ref` is the operator's own name for the activity, or None."""

    line: int
    place: str
    ref: Line | None
    activity: Activity
    state: State


@dataclass(frozen=True, slots=True)
class ImportProgramme:
    """Keep these activities; those that are not among them stay as they are."""

    rows: tuple[ImportedRow, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeImported:
    """What became of each line, in its order: what is told to people follows from it."""

    done: tuple[tuple[ImportedRow, ActivityAdded | ActivityChanged | ActivityCancelled], ...]


@dataclass(frozen=True, slots=True)
class ImportRefused:
    """Nothing is kept: what is wrong, by line."""

    faults: tuple[tuple[int, Message], ...]
