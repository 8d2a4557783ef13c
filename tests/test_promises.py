"""By when somebody decides, what a question does to that, and when to remind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.rules.promises import closes_after_pause, decide_by, reminders

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
steady = settings(derandomize=True, deadline=None)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("received", "by"),
    [
        # Winter, summer: 23:59 in the Netherlands.
        ("2026-11-22 10:00", "2027-01-03 22:59"),
        ("2027-06-01 10:00", "2027-07-13 21:59"),
        # Over the start of summer time (28 March 2027) and over its end (31 October 2027).
        ("2027-03-01 10:00", "2027-04-12 21:59"),
        ("2027-10-01 10:00", "2027-11-12 22:59"),
        # Ending on the very days on which the clock changes.
        ("2027-02-14 10:00", "2027-03-28 21:59"),
        ("2027-09-19 10:00", "2027-10-31 22:59"),
        # Just before and just after midnight in the Netherlands: another day of receipt.
        ("2026-11-22 22:59", "2027-01-03 22:59"),
        ("2026-11-22 23:00", "2027-01-04 22:59"),
        ("2027-06-01 22:00", "2027-07-14 21:59"),
    ],
)
def test_six_weeks_end_with_the_local_day(received: str, by: str) -> None:
    assert decide_by(utc(received), 6, AMSTERDAM) == utc(by)


def test_an_unknown_term_promises_nothing() -> None:
    assert decide_by(utc("2026-11-22 10:00"), None, AMSTERDAM) is None


def test_a_moment_without_a_zone_is_not_a_moment() -> None:
    with pytest.raises(ValueError, match="zone"):
        decide_by(datetime(2026, 11, 22, 10), 6, AMSTERDAM)  # noqa: DTZ001


def test_a_term_is_not_negative() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        decide_by(utc("2026-11-22 10:00"), -1, AMSTERDAM)


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@steady
@given(received=MOMENTS, weeks=st.integers(0, 30), hours=st.integers(-12, 12))
def test_the_promise_is_a_local_day_at_23_59_whatever_the_zone_of_receipt(
    received: datetime, weeks: int, hours: int
) -> None:
    by = decide_by(received, weeks, AMSTERDAM)
    assert by is not None
    local = by.astimezone(AMSTERDAM)
    assert (local.hour, local.minute, local.second) == (23, 59, 0)
    assert local.date() - received.astimezone(AMSTERDAM).date() == timedelta(weeks=weeks)
    assert by.tzinfo is UTC
    elsewhere = received.astimezone(timezone(timedelta(hours=hours)))
    assert decide_by(elsewhere, weeks, AMSTERDAM) == by


@pytest.mark.parametrize(
    ("asked", "answered", "closes"),
    [
        ("2026-12-01 10:00", "2026-12-03 12:30", "2027-01-06 01:29"),
        ("2026-12-01 10:00", "2026-12-01 10:00", "2027-01-03 22:59"),
        ("2026-12-01 10:00", "2026-11-01 10:00", "2027-01-03 22:59"),  # a clock set back
        ("2027-01-03 22:59", "2027-01-09 10:00", "2027-01-03 22:59"),  # asked too late
        ("2027-01-03 22:58", "2027-01-04 22:58", "2027-01-04 22:59"),
    ],
)
def test_the_clock_stands_still_while_the_initiator_is_asked(
    asked: str, answered: str, closes: str
) -> None:
    closes_at = utc("2027-01-03 22:59")
    assert closes_after_pause(closes_at, utc(asked), utc(answered)) == utc(closes)


def test_reminders_come_48_and_4_hours_before() -> None:
    assert reminders(utc("2027-01-03 22:59")) == (utc("2027-01-01 22:59"), utc("2027-01-03 18:59"))
