"""Quiet hours: nobody is woken for news (experience.md, R8)."""

from __future__ import annotations

import datetime as dt

from conversations.profile import Profile

EVENING, MORNING = 21, 8


def quiet(at: dt.datetime, profile: Profile) -> bool:
    """Is it night (21:00–08:00 local) at this instant?"""
    hour = profile.local(at).hour
    return hour >= EVENING or hour < MORNING


def after_quiet(at: dt.datetime, profile: Profile) -> dt.datetime:
    """The instant itself, or eight in the morning when it falls in the quiet hours (UTC)."""
    if not quiet(at, profile):
        return at
    local = profile.local(at)
    day = local.date() + dt.timedelta(days=1 if local.hour >= EVENING else 0)
    morning = dt.datetime.combine(day, dt.time(MORNING), tzinfo=local.tzinfo)
    return morning.astimezone(dt.UTC)
