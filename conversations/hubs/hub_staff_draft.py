"""A change of a place on its way: what staff answered so far, and what is asked next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from conversations.hubs.place import ClockTime, PlaceId
from conversations.rules.hours import Span
from conversations.rules.typed_hours import Week
from conversations.talk import Draft


class Step(StrEnum):
    """What is asked now."""

    FROM = "from"
    LAST = "last"
    DAY = "day"
    TIMES = "times"
    WHY = "why"
    WEEK = "week"
    WEEKDAY = "weekday"
    SURE = "sure"


class HubStaffDraft(Draft):
    """A change of a place that is not saved yet.

    `days` are the weekdays answered one by one, from Monday; `seen` is the version of the hours
    that were on the phone; `change` is an earlier change that gets its reason.
    """

    journey: Literal["hub_staff"] = "hub_staff"
    place: PlaceId
    what: Literal["closed", "open", "week", "why"]
    asking: Step
    since: dt.date | None = None
    until: dt.date | None = None
    opens: ClockTime | None = None
    closes: ClockTime | None = None
    reason: str | None = None
    week: Week | None = None
    days: tuple[tuple[Span, ...], ...] = ()
    seen: int = 0
    change: str | None = None


# Where each begins, and what stood before a question.
FIRST: Mapping[str, Step] = {
    "closed": Step.FROM,
    "open": Step.DAY,
    "week": Step.WEEK,
    "why": Step.WHY,
}
BEFORE: Mapping[Step, Step] = {
    Step.LAST: Step.FROM,
    Step.TIMES: Step.DAY,
    Step.WEEKDAY: Step.WEEK,
    Step.SURE: Step.WHY,
}
