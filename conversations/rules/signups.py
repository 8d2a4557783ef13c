"""Who gets a place, until when an offer stands, and when to remind: pure rules about a list.

A place that comes free is offered to the first in the line, for half of the time that is left
and at most a day; nobody has to answer at night.
"""

from __future__ import annotations

import datetime as dt

from conversations.activities.activity import Standing, State
from conversations.profile import Profile
from conversations.rules.quiet import after_quiet
from conversations.words import Message, _

LONGEST_OFFER = dt.timedelta(hours=24)
FIVE_MINUTES = 300  # seconds: an offer ends at a time people can remember
REMIND_AT = dt.time(17)  # local, the day before


def why_not_sign_up(state: State, starts: dt.datetime, now: dt.datetime) -> Message | None:
    """Somebody can come as long as it goes on and has not begun."""
    if state == "cancelled":
        return _("This activity does not go on.")
    if starts <= now:
        return _("This activity has begun already. You can no longer sign up.")
    return None


def standing(most: int | None, taken: int, waiting: int) -> Standing:
    """A place if one is free and nobody waits for it; otherwise the end of the line."""
    if most is None or (taken < most and waiting == 0):
        return "in"
    return "waiting"


def offer_until(starts: dt.datetime, now: dt.datetime, profile: Profile) -> dt.datetime:
    """Until when an offer of `now` stands (UTC): never at night, never after the beginning."""
    wish = now + min(LONGEST_OFFER, (starts - now) / 2)
    seconds = -(-wish.timestamp() // FIVE_MINUTES) * FIVE_MINUTES
    wish = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return min(after_quiet(wish, profile), starts)


def remind_at(starts: dt.datetime, now: dt.datetime, profile: Profile) -> dt.datetime | None:
    """When to remind people (UTC): the afternoon before; None when that is past."""
    local = profile.local(starts)
    day = local.date() - dt.timedelta(days=1)
    at = dt.datetime.combine(day, REMIND_AT, tzinfo=local.tzinfo).astimezone(dt.UTC)
    return at if at > now else None


def too_late_to_remind(
    state: State, starts: dt.datetime, now: dt.datetime, profile: Profile
) -> bool:
    """Would a reminder be senseless: it does not go on, or people read it when it has begun?"""
    return state == "cancelled" or starts <= after_quiet(now, profile)
