"""When we promised an answer: by which moment, what a question does to it, and when to remind.

Source: `facts/README.md` §7.5 (terms), feature rows 58 (reminders) and 59 (the clock pauses).
The number of weeks is data of the profile.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from conversations.here import Here
from conversations.rules.holidays import holiday
from conversations.rules.quiet import after_quiet

REMIND_BEFORE = (timedelta(hours=48), timedelta(hours=4))
WORK_BEGINS = time(9)
END_OF_DAY = time(23, 59, fold=1)  # fold: where the clock goes back at night, the later 23:59


def decide_by(received: datetime, weeks: int | None, timezone: tzinfo) -> datetime | None:
    """The last minute of the local day `weeks` weeks after the day of receipt, in UTC.

    `received` is an instant (UTC or any other zone).  People read a day, so the day is
    counted on the local calendar: correct when summer time starts or ends in between.
    None when the profile does not know the term: then nothing is promised.
    Raises ValueError when `received` has no zone or `weeks` is below zero.
    """
    if received.tzinfo is None:
        raise ValueError("received must be an instant, with its zone")
    if weeks is None:
        return None
    if weeks < 0:
        raise ValueError("weeks must be zero or more")
    day = received.astimezone(timezone).date() + timedelta(weeks=weeks)
    return datetime.combine(day, END_OF_DAY, timezone).astimezone(UTC)


def answer_by(kind: str, here: Here) -> datetime | None:
    """Until when an answer is promised to what somebody brings now; None: nothing is promised.

    Working days skip weekends and public holidays, and end with the local day.  A complaint has
    the term of the law, in weeks (Awb 9:11), as the profile gives it.
    """
    terms, zone = here.profile.terms, here.profile.local(here.now).tzinfo
    assert zone is not None
    if kind == "complaint":
        return decide_by(here.now, terms.complaint_weeks, zone)
    if terms.answer_working_days is None:
        return None
    day = after_working_days(here.today, terms.answer_working_days)
    return datetime.combine(day, END_OF_DAY, zone).astimezone(UTC)


def after_working_days(day: date, days: int) -> date:
    """The day on which so many working days have passed: weekends and public holidays do not count.

    Raises ValueError when `days` is below zero.
    """
    if days < 0:
        raise ValueError("days must be zero or more")
    while days:
        day += timedelta(days=1)
        if day.isoweekday() <= 5 and holiday(day) is None:
            days -= 1
    return day


def remind_at(promised: datetime, here: Here) -> datetime:
    """When whoever has it is reminded (UTC): nine in the morning of the last working day before.

    Before a promise for a Tuesday after Easter that is the Thursday before it.
    """
    zone = here.profile.local(promised).tzinfo
    day = here.profile.today(promised) - timedelta(days=1)
    while day.isoweekday() > 5 or holiday(day) is not None:
        day -= timedelta(days=1)
    return datetime.combine(day, WORK_BEGINS, zone).astimezone(UTC)


def tell_late_at(promised: datetime, here: Here) -> datetime:
    """When a slipped promise is told (UTC): the first moment after it at which nobody sleeps."""
    return after_quiet(promised, here.profile)


def closes_after_pause(closes_at: datetime, asked_at: datetime, answered_at: datetime) -> datetime:
    """The new deadline after a question to the initiator: later by as long as the answer took.

    All three are instants with a zone.  A question asked at or after the deadline, or an
    answer dated before its question (a clock was set back), moves nothing.  Pauses must
    not overlap: with two questions open, pass the first asking and the last answer once.
    """
    if asked_at >= closes_at:
        return closes_at
    return closes_at + max(answered_at - asked_at, timedelta(0))


def reminders(closes_at: datetime) -> tuple[datetime, ...]:
    """When to remind who has not decided: 48 hours and 4 hours before, in that order.

    A moment that has passed already is the caller's to skip.
    """
    return tuple(closes_at - before for before in REMIND_BEFORE)
