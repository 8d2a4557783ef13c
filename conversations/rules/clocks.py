"""A day and time as clocks in the municipality show it, which is one instant or it is refused.

Twice a year the clocks change: one hour comes twice in autumn, one hour never comes in spring.
Nobody may have to guess which one a closing meant.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from conversations.profile import Profile
from conversations.words import Message, _


def read_clock(local: dt.datetime, profile: Profile) -> dt.datetime | Message:
    """The instant (UTC) of a local day and time without zone; or why it is not one instant."""
    if local.tzinfo is not None:
        return _("Give the time as clocks here show it, without a time zone.")
    zone = ZoneInfo(profile.timezone)
    first, second = (local.replace(fold=fold, tzinfo=zone).astimezone(dt.UTC) for fold in (0, 1))
    if first == second:
        return first
    shown = f"{local:%Y-%m-%d %H:%M}"
    if profile.local(first).replace(tzinfo=None, fold=0) != local.replace(fold=0):
        return _(
            "{time} does not exist: the clock skips it that night. Choose another time.", time=shown
        )
    return _("{time} comes twice: the clock goes back that night. Choose another time.", time=shown)
