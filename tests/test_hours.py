"""When a door is open: weeks, holidays, closures, the clock's own jumps; and never a guess."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule, tz
from holidays.countries.netherlands import Netherlands

from conversations.hubs.place import OneOff, Place, Weekly
from conversations.profile import Profile
from conversations.rules.holidays import holiday
from conversations.rules.hours import (
    BoardOutside,
    ByAppointment,
    Closed,
    NotKnown,
    Now,
    OnDay,
    OpenNow,
    OpenOn,
    OpensAgain,
    state_now,
    state_on,
    week,
)
from conversations.words import Message, Quoted
from storage.profile.municipality import builtin, load

PROFILE = load(builtin("rotterdam"))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CHECKED = dt.date(2026, 11, 1)


def at(text: str, fold: int = 0) -> dt.datetime:
    """An instant from a local day and time: "2026-11-24 10:00"."""
    local = dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold)
    return local.astimezone(dt.UTC)


def told(state: Now | OnDay) -> str:
    """A short way to write what was answered."""
    match state:
        case OpenNow(until, reason):
            return f"open until {local(until)}{because(reason)}"
        case OpensAgain(again, unsure):
            return f"opens {local(again)}" + (f" unless {unsure.text}" if unsure else "")
        case Closed(reason, again):
            return f"closed{because(reason)}" + (f" opens {local(again)}" if again else "")
        case ByAppointment(walk_in):
            return "by appointment" + (f", walk in {local(walk_in)}" if walk_in else "")
        case BoardOutside():
            return "board outside"
        case NotKnown(why, name):
            return f"not known: {why}" + (f" {name.text}" if name else "")
        case OpenOn(spans, reason):
            return " ".join(f"{one}-{other}" for one, other in spans) + because(reason)


def local(instant: dt.datetime) -> str:
    return f"{instant.astimezone(AMSTERDAM):%m-%d %H:%M}"


def because(reason: Message | None) -> str:
    if reason is None:
        return ""
    said = reason.gaps.get("reason")
    return f" ({said.text if isinstance(said, Quoted) else reason.text})"


def weekly(days: str, opens: str, closes: str, **more: Any) -> tuple[Weekly, ...]:
    return tuple(Weekly(weekday=int(d), opens=opens, closes=closes, **more) for d in days)


def hub(**more: Any) -> Place:
    """A hub with hours on Tuesday and Thursday, and Saturday in the summer half of the year."""
    facts: dict[str, Any] = {
        "id": "here",
        "kind": "hub",
        "name": "Wijkhub Hier",
        "way": "walk_in",
        "hours": (
            *weekly("24", "09:00", "12:00"),
            *weekly("24", "13:00", "17:00"),
            *weekly("6", "10:00", "14:00", since="2026-04-01", until="2026-09-30"),
        ),
        "holidays": "closed",
        "hours_checked": CHECKED,
        "source": "made up for this test",
        "confidence": "high",
    }
    return Place.model_validate({**facts, **more})


def one_off(
    kind: str, day: str, opens: str | None = None, closes: str | None = None, **more: Any
) -> OneOff:
    facts = {"kind": kind, "since": day, "until": day, "opens": opens, "closes": closes}
    return OneOff.model_validate({**facts, "told": CHECKED, **more})


# 24 November 2026 is a Tuesday.
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-24 08:59", "opens 11-24 09:00"),
        ("2026-11-24 09:00", "open until 11-24 12:00"),
        ("2026-11-24 11:59", "open until 11-24 12:00"),
        ("2026-11-24 12:00", "opens 11-24 13:00"),
        ("2026-11-24 17:00", "opens 11-26 09:00"),
        ("2026-11-28 11:00", "opens 12-01 09:00"),  # the season of Saturdays is over
        ("2026-09-26 11:00", "open until 09-26 14:00"),
        ("2026-09-30 18:00", "opens 10-01 09:00"),
    ],
)
def test_an_ordinary_week_at_its_edges(now: str, expected: str) -> None:
    checked = min(CHECKED, at(now).date())
    assert told(state_now(hub(hours_checked=checked), (), PROFILE, at(now))) == expected


CLOSED = one_off("closed", "2026-11-24", reason="ziek")
EXPLOSION = (
    one_off("open", "2026-11-26", "17:00", "20:00", reason="explosie"),
    one_off("open", "2026-11-28", "12:00", "16:00", reason="explosie"),
)
HALF = one_off("closed", "2026-11-26", "11:00", "14:00", reason="overleg")
NOT_AFTER_ALL = one_off("closed", "2026-11-28")
AN_HOUR = one_off("open", "2026-11-24", "10:00", "11:00")
LEAVE = one_off("closed", "2026-12-22", until="2027-01-03", reason="vakantie")


@pytest.mark.parametrize(
    ("now", "one_offs", "expected"),
    [
        ("2026-11-24 10:00", (CLOSED,), "closed (ziek) opens 11-26 09:00"),
        ("2026-11-24 23:59", (CLOSED,), "closed (ziek) opens 11-26 09:00"),
        ("2026-11-25 00:00", (CLOSED,), "opens 11-26 09:00"),
        ("2026-11-23 10:00", (CLOSED,), "opens 11-26 09:00"),
        # "Open until 20:00 after the explosion, Saturday 12–16"
        ("2026-11-26 16:59", EXPLOSION, "open until 11-26 20:00 (explosie)"),
        ("2026-11-26 10:00", EXPLOSION, "open until 11-26 12:00"),
        ("2026-11-26 19:59", EXPLOSION, "open until 11-26 20:00 (explosie)"),
        ("2026-11-26 20:00", EXPLOSION, "opens 11-28 12:00"),
        ("2026-11-28 12:00", EXPLOSION, "open until 11-28 16:00 (explosie)"),
        ("2026-11-28 16:00", EXPLOSION, "opens 12-01 09:00"),
        # a part of a day
        ("2026-11-26 10:59", (HALF,), "open until 11-26 11:00"),
        ("2026-11-26 11:00", (HALF,), "closed (overleg) opens 11-26 14:00"),
        ("2026-11-26 14:00", (HALF,), "open until 11-26 17:00"),
        # what is told last has the last word
        ("2026-11-28 13:00", (*EXPLOSION, NOT_AFTER_ALL), "closed opens 12-01 09:00"),
        ("2026-11-24 10:00", (CLOSED, AN_HOUR), "open until 11-24 11:00"),
        # weeks of leave, over two holidays
        ("2026-12-21 12:00", (LEAVE,), "opens 01-05 09:00"),
        ("2026-12-25 12:00", (LEAVE,), "closed (vakantie) opens 01-05 09:00"),
        ("2027-01-03 12:00", (LEAVE,), "closed (vakantie) opens 01-05 09:00"),
        ("2027-01-04 00:00", (LEAVE,), "opens 01-05 09:00"),
    ],
)
def test_closures_and_extra_openings_at_their_edges(
    now: str, one_offs: tuple[OneOff, ...], expected: str
) -> None:
    assert told(state_now(hub(), one_offs, PROFILE, at(now))) == expected


# Christmas Day 2026 is a Friday; Ascension Day 2027 (6 May) a Thursday.
@pytest.mark.parametrize(
    ("holidays", "now", "expected"),
    [
        ("closed", "2026-12-31 12:00", "opens 12-31 13:00"),
        ("closed", "2027-05-06 10:00", "closed (Ascension Day) opens 05-11 09:00"),
        ("open", "2027-05-06 10:00", "open until 05-06 12:00"),
        ("unknown", "2027-05-06 10:00", "not known: holiday Ascension Day"),
        ("unknown", "2027-05-05 10:00", "opens 05-11 09:00 unless Ascension Day"),
        ("closed", "2027-05-05 10:00", "opens 05-11 09:00"),
        ("open", "2027-05-05 10:00", "opens 05-06 09:00"),
        # a holiday on a day on which it is never open is a day like others
        ("unknown", "2026-12-25 10:00", "opens 12-29 09:00"),
    ],
)
def test_a_holiday_is_never_an_opening_that_nobody_spoke_about(
    holidays: str, now: str, expected: str
) -> None:
    place = hub(holidays=holidays, hours_checked=at(now).date())
    assert told(state_now(place, (), PROFILE, at(now))) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"way": "unknown", "hours": ()}, "not known: unknown"),
        ({"way": "walk_in", "hours": ()}, "not known: unknown"),
        ({"hours_checked": None}, "not known: stale"),
        ({"hours_checked": dt.date(2026, 7, 26)}, "not known: stale"),  # 121 days
        ({"hours_checked": dt.date(2026, 7, 27)}, "open until 11-24 12:00"),
        ({"way": "appointment", "hours": ()}, "by appointment"),
        (
            {"way": "appointment", "hours": weekly("4", "09:00", "10:00")},
            "by appointment, walk in 11-26 09:00",
        ),
        ({"way": "appointment", "hours": (), "hours_checked": None}, "not known: stale"),
        ({"way": "board_outside", "hours": ()}, "board outside"),
        ({"way": "board_outside", "hours": (), "hours_checked": None}, "not known: stale"),
        ({"hours": weekly("2", "09:00", "12:00", until="2026-11-01")}, "not known: stale"),
        ({"hours": weekly("2", "09:00", "12:00", since="2026-12-01")}, "opens 12-01 09:00"),
        ({"hours": weekly("2", "09:00", "12:00", since="2027-12-01")}, "closed"),
    ],
)
def test_what_is_unknown_old_or_different_is_said(facts: dict[str, Any], expected: str) -> None:
    assert told(state_now(hub(**facts), (), PROFILE, at("2026-11-24 10:00"))) == expected


def test_old_hours_never_open_a_door_but_a_fresh_word_of_staff_does() -> None:
    old = hub(hours_checked=dt.date(2025, 1, 1))
    today = one_off("open", "2026-11-24", "09:30", "11:00", told="2026-11-24")
    stale = one_off("open", "2026-11-24", "09:30", "11:00", told="2026-01-01")
    shut = one_off("closed", "2026-11-24", told="2026-01-01")
    now = at("2026-11-24 10:00")
    assert told(state_now(old, (), PROFILE, now)) == "not known: stale"
    assert told(state_now(old, (today,), PROFILE, now)) == "open until 11-24 11:00"
    assert told(state_now(old, (stale,), PROFILE, now)) == "not known: stale"
    # That it is shut is no promise, and is believed.
    assert told(state_now(old, (shut,), PROFILE, now)) == "closed"


@pytest.mark.parametrize(
    ("day", "holidays", "one_offs", "expected"),
    [
        ("2026-11-24", "closed", (), "09:00-12:00 13:00-17:00"),
        ("2026-11-25", "closed", (), "closed"),
        ("2026-11-24", "closed", (CLOSED,), "closed (ziek)"),
        ("2026-11-26", "closed", (HALF,), "09:00-11:00 14:00-17:00"),
        ("2026-11-26", "closed", EXPLOSION, "09:00-12:00 13:00-20:00 (explosie)"),
        ("2027-05-06", "closed", (), "closed (Ascension Day)"),
        ("2027-05-06", "unknown", (), "not known: holiday Ascension Day"),
        ("2027-05-06", "open", (), "09:00-12:00 13:00-17:00"),
    ],
)
def test_a_day_that_is_asked_about(
    day: str, holidays: str, one_offs: tuple[OneOff, ...], expected: str
) -> None:
    on = dt.date.fromisoformat(day)
    state = state_on(hub(holidays=holidays), one_offs, PROFILE, at("2026-11-24 10:00"), on)
    assert told(state) == expected


def test_the_week_that_comes_begins_today() -> None:
    days = week(hub(), (CLOSED,), PROFILE, at("2026-11-24 10:00"))
    assert [f"{day:%a} {told(state)}" for day, state in days] == [
        "Tue closed (ziek)",
        "Wed closed",
        "Thu 09:00-12:00 13:00-17:00",
        "Fri closed",
        "Sat closed",
        "Sun closed",
        "Mon closed",
    ]


# --- the clock's own jumps ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        # 28 March 2027: from 02:00 to 03:00 there is nothing; 02:30 is read as 03:30.
        (("00:00", "24:00"), at("2027-03-28 01:59"), "open until 03-29 00:00"),
        (("01:00", "02:30"), at("2027-03-28 01:59"), "open until 03-28 03:30"),
        (("02:00", "03:00"), at("2027-03-28 01:59"), "opens 04-04 02:00"),
        # 31 October 2027: 02:00 to 03:00 comes twice; a time in it is the first one.
        (("01:00", "02:30"), at("2027-10-31 02:29"), "open until 10-31 02:30"),
        (("01:00", "02:30"), at("2027-10-31 02:29", fold=1), "opens 11-07 01:00"),
        (("01:00", "03:00"), at("2027-10-31 02:59", fold=1), "open until 10-31 03:00"),
        (("22:00", "24:00"), at("2027-10-31 23:59"), "open until 11-01 00:00"),
    ],
)
def test_days_of_twenty_three_and_twenty_five_hours(
    hours: tuple[str, str], now: dt.datetime, expected: str
) -> None:
    # 28 March 2027 is Easter too.
    place = hub(hours=weekly("7", *hours), hours_checked=now.date(), holidays="open")
    assert told(state_now(place, (), PROFILE, now)) == expected


def test_past_midnight_is_one_opening() -> None:
    late = (*weekly("5", "20:00", "24:00"), *weekly("6", "00:00", "02:00"))
    place = hub(hours=late)
    assert told(state_now(place, (), PROFILE, at("2026-11-27 23:00"))) == "open until 11-28 02:00"
    assert told(state_now(place, (), PROFILE, at("2026-11-28 01:00"))) == "open until 11-28 02:00"


# --- a whole year against a calendar that the product does not use -------------------------------

NTH_DAY = {"monday": 0, "tuesday": 1, "thursday": 3, "saturday": 5}
SEASONS = (
    ("tuesday", "09:15", "12:45", "2027-01-01", "2027-12-31"),
    ("thursday", "13:00", "16:30", "2027-01-01", "2027-06-30"),
    ("thursday", "16:30", "20:00", "2027-05-01", "2027-12-31"),
    ("monday", "10:00", "11:00", "2027-03-01", "2027-11-30"),
    ("saturday", "00:00", "24:00", "2027-07-01", "2027-07-31"),
)
SHUT = (("2027-02-22", "2027-02-26"), ("2027-08-02", "2027-08-20"), ("2027-12-24", "2028-01-02"))
EXTRA = (
    ("2027-03-28", "01:30", "04:00"),
    ("2027-08-11", "19:00", "21:00"),
    ("2027-10-31", "01:00", "02:45"),
)


def oracle() -> list[tuple[dt.datetime, dt.datetime]]:
    """The openings of 2027 by dateutil's recurrence rules, as instants in order."""
    sunday = EASTER[2027]
    free = {sunday + dt.timedelta(days=n) for n in (-2, 0, 1, 39, 49, 50)} | {
        dt.date(2027, month, day) for month, day in ((1, 1), (4, 27), (12, 25), (12, 26))
    }
    shut = {
        day.date()
        for since, until in SHUT
        for day in rrule.rrule(rrule.DAILY, dtstart=midnight(since), until=midnight(until))
    }
    minutes: set[dt.datetime] = set()
    for name, opens, closes, since, until in SEASONS:
        days = rrule.rrule(
            rrule.WEEKLY,
            byweekday=NTH_DAY[name],
            dtstart=midnight(since),
            until=midnight(until),
        )
        for day in days:
            if day.date() not in free | shut:
                minutes |= every_minute(day.date(), opens, closes)
    for text, opens, closes in EXTRA:
        minutes |= every_minute(dt.date.fromisoformat(text), opens, closes)
    found: list[tuple[dt.datetime, dt.datetime]] = []
    for minute in sorted(minutes):
        if found and found[-1][1] == minute:
            found[-1] = (found[-1][0], minute + dt.timedelta(minutes=1))
        else:
            found.append((minute, minute + dt.timedelta(minutes=1)))
    return found


def midnight(day: str) -> dt.datetime:
    """The beginning of a local day, without a zone, as dateutil wants it."""
    return dt.datetime.fromisoformat(day)


def every_minute(day: dt.date, opens: str, closes: str) -> set[dt.datetime]:
    """The instants of each minute between two clock times, by dateutil's own reading of a zone."""
    zone = tz.gettz("Europe/Amsterdam")

    def instant(clock: str) -> dt.datetime:
        on = day + dt.timedelta(days=1) if clock == "24:00" else day
        time = dt.time() if clock == "24:00" else dt.time.fromisoformat(clock)
        return tz.resolve_imaginary(dt.datetime.combine(on, time, zone)).astimezone(dt.UTC)

    first, last = instant(opens), instant(closes)
    return {
        first + dt.timedelta(minutes=n) for n in range((last - first) // dt.timedelta(minutes=1))
    }


def test_a_whole_year_of_irregular_hours_against_another_calendar() -> None:
    place = hub(
        hours=tuple(
            Weekly(
                weekday=NTH_DAY[name] + 1,
                opens=opens,
                closes=closes,
                since=dt.date.fromisoformat(since),
                until=dt.date.fromisoformat(until),
            )
            for name, opens, closes, since, until in SEASONS
        )
    )
    one_offs = tuple(one_off("closed", since, until=until) for since, until in SHUT) + tuple(
        one_off("open", day, opens, closes) for day, opens, closes in EXTRA
    )
    believing = PROFILE.but(hours_fresh_days=500)
    openings = oracle()
    assert len(openings) > 100

    # Every edge of the year, and a minute on either side of it, is judged like the other calendar.
    moments = {
        edge + dt.timedelta(minutes=by)
        for opening in openings
        for edge in opening
        for by in (-1, 0, 1)
    } | {at("2027-01-01 00:00") + dt.timedelta(hours=7 * n) for n in range(1250)}
    wrong = []
    for now in sorted(moments):
        around = next((o for o in openings if o[0] <= now < o[1]), None)
        after = next((o[0] for o in openings if o[0] > now), None)
        state = state_now(place, one_offs, believing, now)
        if around is not None:
            right = isinstance(state, OpenNow) and state.until == around[1]
        else:
            right = not isinstance(state, OpenNow)
            if after is not None and after - now < dt.timedelta(days=60):
                next_one = (
                    state.at if isinstance(state, OpensAgain) else getattr(state, "again", None)
                )
                right = right and next_one == after
        if not right:
            wrong.append((local(now), told(state), around and local(around[1])))
    assert wrong == []


# --- holidays ------------------------------------------------------------------------------------


# From a printed table: the product reckons Easter with dateutil.
EASTER = {
    day.year: day
    for day in map(
        dt.date.fromisoformat,
        (
            *("2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01"),
            *("2030-04-21", "2031-04-13", "2032-03-28", "2033-04-17", "2034-04-09", "2035-03-25"),
        ),
    )
}


@pytest.mark.parametrize("year", EASTER)
def test_holidays_are_those_of_the_calendar(year: int) -> None:
    sunday = EASTER[year]
    king = dt.date(year, 4, 27)
    days = {
        dt.date(year, 1, 1): "New Year's Day",
        sunday - dt.timedelta(days=2): "Good Friday",
        sunday: "Easter Sunday",
        sunday + dt.timedelta(days=1): "Easter Monday",
        king - dt.timedelta(days=king.weekday() == 6): "King's Day",
        sunday + dt.timedelta(days=39): "Ascension Day",
        sunday + dt.timedelta(days=49): "Whit Sunday",
        sunday + dt.timedelta(days=50): "Whit Monday",
        dt.date(year, 12, 25): "Christmas Day",
        dt.date(year, 12, 26): "the second day of Christmas",
    }
    if year % 5 == 0:
        days.setdefault(dt.date(year, 5, 5), "Liberation Day")
    found = {}
    day = dt.date(year, 1, 1)
    while day.year == year:
        if (name := holiday(day)) is not None:
            found[day] = name.text
        day += dt.timedelta(days=1)
    assert found == days


def test_holidays_are_those_of_the_library_of_all_countries() -> None:
    years = range(2014, 2101)
    theirs = set(Netherlands(years=years))
    first = dt.date(2014, 1, 1)
    days = (first + dt.timedelta(days=n) for n in range((dt.date(2101, 1, 1) - first).days))
    assert {day for day in days if holiday(day) is not None} == theirs


def test_freshness_is_the_municipalitys_choice() -> None:
    strict: Profile = PROFILE.but(hours_fresh_days=7)
    assert told(state_now(hub(), (), strict, at("2026-11-24 10:00"))) == "not known: stale"
