"""Who works on a matter, until when it may rest and how long somebody else may take; or why not."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.matters.matter import KINDS, OPEN_STATES, Kind
from conversations.rules.holidays import holiday
from conversations.words import Day, Message, _, the

# A choice of this product: nothing rests longer than this.
LONGEST_REST = dt.timedelta(days=60)
# In the morning, when people begin.
MORNING = dt.time(8)

NOT_YOURS = _(
    "This is for whoever has the role in that wijk now. Ask {officer} for an invitation.",
    officer=the("officer"),
)
CLOSED = _("This is closed already. You cannot change it any more.")
GONE = _("This is not there any more. Look in your inbox.")


def kinds_for(wijk: str, here: Here) -> tuple[Kind, ...]:
    """The kinds of matters this person works on in a wijk, by the roles they hold now."""
    return tuple(kind for kind in KINDS if here.person.holds(wijk, *here.profile.chain(kind)))


def why_not_open(state: str) -> Message | None:
    """Only what is open can be worked on."""
    return None if state in OPEN_STATES else CLOSED


def why_not_rest(
    day: dt.date, promised: dt.datetime | None, answered: bool, here: Here
) -> Message | None:
    """A matter rests until a day ahead, and not past the day on which an answer was promised."""
    if day <= here.today:
        return _("That day is not ahead. Choose a later one.")
    if day > here.today + LONGEST_REST:
        return _("That is too far away. Choose a day within two months.")
    if promised is not None and not answered and day > here.profile.today(promised):
        until = Day(on=here.profile.today(promised))
        return _("An answer was promised by {day}. Choose an earlier day.", day=until)
    return None


def morning_of(day: dt.date, here: Here) -> dt.datetime:
    """The instant (UTC) at which people begin to work that day, by the clocks here."""
    zone = here.profile.local(here.now).tzinfo
    return dt.datetime.combine(day, MORNING, zone).astimezone(dt.UTC)


def days_to_rest(here: Here) -> tuple[dt.date, ...]:
    """The days that are offered: the next working day, next Monday, and two weeks on."""
    tomorrow = here.today + dt.timedelta(days=1)
    monday = here.today + dt.timedelta(days=8 - here.today.isoweekday())
    offered = (_at_work(tomorrow), _at_work(monday), _at_work(here.today + dt.timedelta(weeks=2)))
    return tuple(dict.fromkeys(offered))


def _at_work(day: dt.date) -> dt.date:
    """The first working day from this one on."""
    while day.isoweekday() > 5 or holiday(day) is not None:
        day += dt.timedelta(days=1)
    return day
