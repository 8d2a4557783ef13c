"""What the crew has told of a stop so far: a new one, one that moves, or one that is off."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field

from conversations.here import Here
from conversations.hubs.place import ClockTime, Line
from conversations.mobile.stop import StopPlan
from conversations.places import WijkId
from conversations.rules.stops import at_clock
from conversations.talk import Draft
from conversations.wijk import Search


class Step(StrEnum):
    """What is asked, in this order."""

    WIJK = "wijk"
    DAY = "day"
    TIMES = "times"
    SPOT = "spot"
    REASON = "reason"
    REVIEW = "review"


class CrewDraft(Draft):
    """A stop on its way to the register; `was` is what is moved or called off."""

    journey: Literal["crew"] = "crew"
    doing: Literal["plan", "move", "cancel"] = "plan"
    asking: Step = Step.WIJK
    stop: str | None = None
    was_version: int = 0
    was: StopPlan | None = None
    search: Search = Search()
    wijk: WijkId | None = None
    day: dt.date | None = None
    opens: ClockTime | None = None
    closes: ClockTime | None = None
    spot: Line | None = None
    address: Line | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    reason: str | None = None
    # Why was asked, and answered or passed over.
    reasoned: bool = False

    @classmethod
    def of(
        cls, stop: str, to: Literal["move", "cancel"], version: int, was: StopPlan, here: Here
    ) -> CrewDraft:
        """A stop that stands, opened to be changed."""
        starts, ends = here.profile.local(was.starts), here.profile.local(was.ends)
        midnight = ends.date() > starts.date()
        return cls(
            doing=to,
            asking=Step.REVIEW if to == "move" else Step.REASON,
            stop=stop,
            was_version=version,
            was=was,
            wijk=was.wijk,
            day=starts.date(),
            opens=f"{starts:%H:%M}",
            closes="24:00" if midnight else f"{ends:%H:%M}",
            spot=was.spot,
            address=was.address,
            latitude=was.latitude,
            longitude=was.longitude,
        )

    def without_place(self) -> Self:
        """The same, to be told anew where it stands: the map goes with the words."""
        return self.but(wijk=None, spot=None, address=None, latitude=None, longitude=None)


def missing(draft: CrewDraft, here: Here) -> Step | None:
    """The first question without an answer; why is asked once something is different."""
    for step, answered in (
        (Step.WIJK, draft.wijk),
        (Step.DAY, draft.day),
        (Step.TIMES, draft.opens and draft.closes),
        (Step.SPOT, draft.spot),
    ):
        if answered is None:
            return step
    if draft.doing != "plan" and not draft.reasoned:
        if draft.doing == "cancel" or changed(draft, here):
            return Step.REASON
    return None


def plan(draft: CrewDraft, here: Here) -> StopPlan | None:
    """Where and when, as soon as all of it is told."""
    if not (draft.wijk and draft.day and draft.opens and draft.closes and draft.spot):
        return None
    starts = at_clock(draft.day, draft.opens, here.profile)
    ends = at_clock(draft.day, draft.closes, here.profile)
    if ends <= starts:
        return None  # an hour that the clock skips
    return StopPlan(
        wijk=draft.wijk,
        spot=draft.spot,
        address=draft.address,
        latitude=draft.latitude,
        longitude=draft.longitude,
        starts=starts,
        ends=ends,
    )


def changed(draft: CrewDraft, here: Here) -> bool:
    """Is anything different from what stands?"""
    return draft.was is not None and plan(draft, here) not in (None, draft.was)
