"""Which week is over, and when it is counted: on Monday morning, of the local calendar."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.rules.stops import at_clock, midnight

# After the quiet hours, so that what is counted is sent at once.
COUNTED_AT = "08:05"
WEEK = dt.timedelta(days=7)


def week_over(here: Here) -> dt.date:
    """The Monday of the last week that is over."""
    return here.today - dt.timedelta(days=here.today.weekday()) - WEEK


def bounds(monday: dt.date, here: Here) -> tuple[dt.datetime, dt.datetime]:
    """From which instant until which (UTC) a week lasts; one hour more or less twice a year."""
    return midnight(monday, here.profile), midnight(monday + WEEK, here.profile)


def next_count(here: Here) -> dt.datetime:
    """When the next week is counted (UTC)."""
    monday = here.today - dt.timedelta(days=here.today.weekday())
    at = at_clock(monday, COUNTED_AT, here.profile)
    return at if at > here.now else at_clock(monday + WEEK, COUNTED_AT, here.profile)
