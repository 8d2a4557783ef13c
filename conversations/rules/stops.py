"""When a stop may be planned, moved, begun and ended; when its news goes out; what may be counted.

news      a minute after the last change, so that an undo in time is never told; by day only
eve       six o'clock on the evening before
demand    once a week, in bands; never a number under ten, nor one that others can work out
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from conversations.here import Here, Person
from conversations.hubs.place import Place
from conversations.mobile.stop import News, State, StopPlan
from conversations.profile import Profile
from conversations.rules.asking import WEEKDAYS
from conversations.rules.days import read_day
from conversations.rules.quiet import after_quiet
from conversations.rules.roles import by_operator
from conversations.rules.texts import why_not_private, why_not_this_text
from conversations.words import Message, _

GRACE = dt.timedelta(minutes=1)
EVENING = 18
# A bus that is there an hour before its time is at another stop.
EARLY = dt.timedelta(hours=1)
LONGEST = dt.timedelta(hours=14)
AHEAD = dt.timedelta(days=366)
SPOT = (2, 100)  # UTF-16 units
REASON = (2, 200)

# "13-15", "13:00 tot 15.30 uur", "van 9 t/m 12u30", "from 1:00 to 3:30"
TIMES = re.compile(
    r"(?:van|vanaf|from)?\s*(\d{1,2})(?:\s*[:.u]\s*(\d{2}))?\s*(?:uur|u|h)?"
    r"\s*(?:-|–|—|tot en met|tot|t/m|to|until|till)\s*"
    r"(\d{1,2})(?:\s*[:.u]\s*(\d{2}))?\s*(?:uur|u|h)?\.?",
    re.IGNORECASE,
)


def read_times(text: str) -> tuple[str, str] | None:
    """From when until when, as clock times; None when it is not that, or goes backward."""
    found = TIMES.fullmatch(text.strip())
    if found is None:
        return None
    one, two, three, four = (int(part or 0) for part in found.groups())
    if one > 23 or three > 24 or two > 59 or four > 59 or (three == 24 and four):
        return None
    opens, closes = f"{one:02}:{two:02}", f"{three:02}:{four:02}"
    return (opens, closes) if opens < closes else None


def read_stop_day(text: str, today: dt.date) -> dt.date | None:
    """The day that was typed; a weekday alone is the next one, today included."""
    weekday = WEEKDAYS.get(text.strip().casefold())
    if weekday is not None:
        return today + dt.timedelta(days=(weekday - today.isoweekday()) % 7)
    return read_day(text, today)


def at_clock(day: dt.date, clock: str, profile: Profile) -> dt.datetime:
    """The instant (UTC) at which clocks in the municipality show this on that day."""
    if clock == "24:00":
        day, clock = day + dt.timedelta(days=1), "00:00"
    zone = ZoneInfo(profile.timezone)
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), zone).astimezone(dt.UTC)


def midnight(day: dt.date, profile: Profile) -> dt.datetime:
    """The instant (UTC) at which a day begins in the municipality."""
    return at_clock(day, "00:00", profile)


# --- the crew --------------------------------------------------------------------------------


def drives(person: Person, place: Place | None) -> bool:
    """Is this one of the crew?  A bus of the whole municipality has a crew of all of it.

    Whoever works in the hub of one wijk does not drive the bus.
    """
    return by_operator(person) or (place is not None and person.holds(place.wijk, "hub_staff"))


def why_not_crew(person: Person, place: Place | None) -> Message | None:
    """Only the crew says where the bus is."""
    if drives(person, place):
        return None
    return _("Only the crew of the bus can do that.")


def why_not_this_spot(text: str) -> Message | None:
    """A place in words people know, on one line."""
    if "\n" in text.strip():
        return _("Write it on one line, please.")
    return why_not_private(text) or why_not_this_text(text, *SPOT)


def why_not_this_reason(text: str) -> Message | None:
    """Everybody who follows reads it."""
    return why_not_private(text) or why_not_this_text(text, *REASON)


def why_not_this_stop(plan: StopPlan, here: Here) -> Message | None:
    """A stop is ahead of us, in a wijk of ours, and not for days on end."""
    wijk = here.profile.wijk(plan.wijk)
    if wijk is None or wijk.served != "own":
        return _("I do not know that wijk.")
    if plan.ends <= here.now:
        return _("That moment is past. Choose a later one.")
    if plan.starts > here.now + AHEAD:
        return _("That is more than a year ahead. Choose an earlier day.")
    if plan.ends - plan.starts > LONGEST:
        return _("That is very long. A stop is one day at most.")
    return why_not_this_spot(plan.spot)


def why_not_change(state: State, plan: StopPlan, now: dt.datetime) -> Message | None:
    """What is over, or was called off, stays as it was; an undo may bring it back."""
    if state == "cancelled":
        return _("This stop is off already.")
    if state == "left" or plan.ends <= now:
        return _("This stop is over. Plan a new one.")
    if state == "arrived":
        return _("The bus is there now. Press that you left first.")
    return None


def why_not_arrive(state: State, plan: StopPlan, now: dt.datetime) -> Message | None:
    """The bus arrives at a planned stop, around its time."""
    if state != "planned" or plan.ends <= now:
        return _("This stop is over or off. Plan a new one.")
    if now < plan.starts - EARLY:
        return _("It is too early for this stop. Move it first if the time is wrong.")
    return None


def why_not_leave(state: State) -> Message | None:
    """Only a bus that was there can leave."""
    if state != "arrived":
        return _("I did not know that the bus was there.")
    return None


def is_here(state: State, plan: StopPlan, now: dt.datetime) -> bool:
    """Is the bus there now?  Somebody of the crew said so, it has not left, its time is not up."""
    return state == "arrived" and now < plan.ends


# --- when it is told -------------------------------------------------------------------------


def tell_at(now: dt.datetime, profile: Profile) -> dt.datetime:
    """When a change made now is told: after the time for an undo, and not at night."""
    return after_quiet(now + GRACE, profile)


def eve(plan: StopPlan, now: dt.datetime, profile: Profile) -> dt.datetime | None:
    """When to tell that it comes tomorrow; None when that evening is over."""
    day = profile.local(plan.starts).date() - dt.timedelta(days=1)
    at = max(at_clock(day, f"{EVENING}:00", profile), now + 2 * GRACE)
    return at if profile.today(at) == day and after_quiet(at, profile) == at else None


def news(
    told: tuple[State, StopPlan], stands: tuple[State, StopPlan], now: dt.datetime
) -> News | None:
    """What people who know one version must hear to know the other; nothing of what is past."""
    (knew, was), (state, plan) = told, stands
    if plan.ends <= now or state == "left":
        return None
    if state == "cancelled":
        return None if knew == "cancelled" else "off"
    if state == "arrived":
        return None if knew == "arrived" else "here"
    if knew == "cancelled":
        return "on_again"
    if knew == "arrived":
        return "not_here"
    return None if plan.same_place(was) and plan.same_time(was) else "moved"


# --- what may be counted ---------------------------------------------------------------------

BANDS = (100, 50, 20, 10)
# A band is shown when so many more than its number ask.  Whoever can add or take away up to so
# many wishes (a few accounts) and sees the band change learns a number, but never one under ten.
MARGIN = 5
COUNTED_ON, COUNTED_AT = 1, "06:00"  # Monday


def band(wishes: int) -> int | None:
    """At least so many ask, as the crew may know it; None for few or none."""
    return next((least for least in BANDS if wishes >= least + MARGIN), None)


def next_count(now: dt.datetime, profile: Profile) -> dt.datetime:
    """The next weekly moment at which wishes are counted (UTC)."""
    today = profile.today(now)
    day = today + dt.timedelta(days=(COUNTED_ON - today.isoweekday()) % 7)
    at = at_clock(day, COUNTED_AT, profile)
    return at if at > now else at_clock(day + dt.timedelta(days=7), COUNTED_AT, profile)


def why_not_wish(wijk: str, coming: bool, place: Place | None, here: Here) -> Message | None:
    """Residents ask, where no stop is planned; the crew can plan one, and is not counted."""
    known = here.profile.wijk(wijk)
    if known is None or known.served != "own":
        return _("I do not know that wijk.")
    if drives(here.person, place):
        return _("You are of the crew. You can plan a stop yourself.")
    if coming:
        return _("A stop is planned in {wijk} already. Look below.", wijk=known.name)
    return None
