"""The public holidays of the Netherlands: which day it is, in words for a resident.

The days are those of article 3 of the Algemene termijnenwet, with Easter Sunday and Whit Sunday,
and with 5 May once in five years (2025, 2030), as most employers count it.  Whether a place is open
on one is data of the profile or of the place.

Easter is reckoned by `dateutil`.  The library that knows the holidays of every country is the
oracle of the tests instead: it reads all those countries first, 12 MB of them.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from dateutil.easter import easter

from conversations.words import Message, _

# Days after Easter Sunday.
MOVING = {
    -2: _("Good Friday"),
    0: _("Easter Sunday"),
    1: _("Easter Monday"),
    39: _("Ascension Day"),
    49: _("Whit Sunday"),
    50: _("Whit Monday"),
}
FIXED = {
    (1, 1): _("New Year's Day"),
    (12, 25): _("Christmas Day"),
    (12, 26): _("the second day of Christmas"),
}


def holiday(day: dt.date) -> Message | None:
    """The name of a public holiday, or None on an ordinary day; for days since 2014."""
    return _year(day.year).get(day)


@lru_cache(maxsize=8)
def _year(year: int) -> dict[dt.date, Message]:
    # Where two fall on one day (Ascension Day on Liberation Day in 2005) the moving one names it.
    found: dict[dt.date, Message] = {}
    if year % 5 == 0:
        found[dt.date(year, 5, 5)] = _("Liberation Day")
    king = dt.date(year, 4, 27)
    # Not on a Sunday: then a day earlier.
    found[king - dt.timedelta(days=king.weekday() == 6)] = _("King's Day")
    sunday = easter(year)
    found |= {sunday + dt.timedelta(days=after): name for after, name in MOVING.items()}
    found |= {dt.date(year, *month_day): name for month_day, name in FIXED.items()}
    return found
