"""The public holidays of the Netherlands: which day it is, in words for a resident.

Whether a place is open on one is data of the profile or of the place.  The days come from the
`holidays` library, which counts Good Friday, and 5 May once in five years (2025, 2030).
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from holidays.countries.netherlands import Netherlands

from conversations.words import Message, _

NAMES = {
    "nieuwjaarsdag": _("New Year's Day"),
    "goede vrijdag": _("Good Friday"),
    "eerste paasdag": _("Easter Sunday"),
    "tweede paasdag": _("Easter Monday"),
    "koningsdag": _("King's Day"),
    "bevrijdingsdag": _("Liberation Day"),
    "hemelvaartsdag": _("Ascension Day"),
    "eerste pinksterdag": _("Whit Sunday"),
    "tweede pinksterdag": _("Whit Monday"),
    "eerste kerstdag": _("Christmas Day"),
    "tweede kerstdag": _("the second day of Christmas"),
}


def holiday(day: dt.date) -> Message | None:
    """The name of a public holiday, or None on an ordinary day."""
    name = _year(day.year).get(day)
    if name is None:
        return None
    # Two holidays on one day (Ascension Day on King's Day in 2160) go by the first.
    return NAMES.get(name.split(";")[0].casefold(), _("a public holiday"))


@lru_cache(maxsize=8)
def _year(year: int) -> dict[dt.date, str]:
    return dict(Netherlands(years=year, language="nl"))  # type: ignore[no-untyped-call]
