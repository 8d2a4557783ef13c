"""When we promised an answer: by which moment, what a question does to it, and when to remind.

Source: `facts/README.md` §7.5 (terms), feature rows 58 (reminders) and 59 (the clock pauses).
The number of weeks is data of the profile.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

REMIND_BEFORE = (timedelta(hours=48), timedelta(hours=4))
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
