"""A matter is brought once, gets a number and a day, and lies with whoever has the role for it."""

from __future__ import annotations

import datetime as dt

import pytest

from conversations.rules.promises import after_working_days


@pytest.mark.parametrize(
    ("day", "days", "by"),
    [
        ("2026-05-11", 5, "2026-05-19"),  # Ascension Day (14 May) does not count, nor the weekend
        ("2026-04-02", 1, "2026-04-07"),  # Good Friday, Easter Sunday and Monday
        ("2026-12-24", 2, "2026-12-29"),
        ("2026-05-16", 0, "2026-05-16"),
        ("2026-10-23", 3, "2026-10-28"),  # the clock goes back on Sunday: days stay days
    ],
)
def test_working_days_skip_weekends_and_public_holidays(day: str, days: int, by: str) -> None:
    counted = after_working_days(dt.date.fromisoformat(day), days)
    assert counted == dt.date.fromisoformat(by)
