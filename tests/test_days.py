"""Days as people write them, and when a plan may start."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.rules.days import advice_on_start, earliest_start, read_day, why_not_this_start
from conversations.rules.plans import advice
from conversations.words import Day, Message

TODAY = date(2026, 11, 22)  # a Sunday
steady = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        # A day without a year is the next such day, today included.
        ("12 mei", "2027-05-12"),
        ("22 november", "2026-11-22"),
        ("21 november", "2027-11-21"),
        ("1 dec.", "2026-12-01"),
        ("12/5", "2027-05-12"),
        ("5/12", "2026-12-05"),
        ("12-5", "2027-05-12"),
        ("May 12", "2027-05-12"),
        ("29 februari", "2028-02-29"),
        # With a year; a past day is a rule's business.
        ("12 mei 2027", "2027-05-12"),
        ("12 MEI 2027.", "2027-05-12"),
        ("12 mei '27", "2027-05-12"),
        ("12 mei 27", "2027-05-12"),
        ("12-5-2027", "2027-05-12"),
        ("12 - 5 - 2027", "2027-05-12"),
        ("12.05.27", "2027-05-12"),
        ("2027-05-12", "2027-05-12"),
        ("May 12th, 2027", "2027-05-12"),
        ("the 12th of May 2027", "2027-05-12"),
        ("1-1-2020", "2020-01-01"),
        ("١٢-٥-٢٠٢٧", "2027-05-12"),
        ("１２ mei", "2027-05-12"),
        # With words around it.
        ("op zaterdag 12 mei", "2027-05-12"),
        ("vanaf 12 mei", "2027-05-12"),
        ("12e mei", "2027-05-12"),
        # Seen from today.
        ("vandaag", "2026-11-22"),
        ("Morgen!", "2026-11-23"),
        ("overmorgen", "2026-11-24"),
        ("tomorrow", "2026-11-23"),
        ("over 6 weken", "2027-01-03"),
        ("over zes weken", "2027-01-03"),
        ("in 6 weeks", "2027-01-03"),
        ("over een week", "2026-11-29"),
        ("over één maand", "2026-12-22"),
        ("in 3 months", "2027-02-22"),
        ("over 10 dagen", "2026-12-02"),
        ("volgende week", "2026-11-23"),
        ("volgende maand", "2026-12-01"),
        ("next month", "2026-12-01"),
        # Months and parts of months.
        ("mei", "2027-05-01"),
        ("in mei", "2027-05-01"),
        ("mei 2027", "2027-05-01"),
        ("november", "2027-11-01"),
        ("begin juni", "2027-06-01"),
        ("half juni", "2027-06-15"),
        ("mid-June", "2027-06-15"),
        ("eind juni", "2027-06-30"),
        ("eind november", "2026-11-30"),
        ("end of February 2028", "2028-02-29"),
    ],
)
def test_a_day_is_read(typed: str, iso: str) -> None:
    assert read_day(typed, TODAY) == date.fromisoformat(iso)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12",
        "ooit",
        "in de zomer",
        "31-2",
        "31 februari 2027",
        "29-2-2027",
        "12-13-2027",
        "99/99",
        "0-0",
        "12 mei 20270",
        "12 mei 0000",
        "1-1-1500",
        "in 99999 weeks",
        "over ² weken",
        "12 mei of 13 mei",
        "zaterdag",
    ],
)
def test_what_is_not_a_day_is_asked_again(typed: str) -> None:
    assert read_day(typed, TODAY) is None


def test_a_month_later_never_falls_off_the_end_of_a_month() -> None:
    assert read_day("over een maand", date(2027, 1, 31)) == date(2027, 2, 28)


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"


@steady
@given(day=DAYS, today=DAYS)
def test_every_day_is_read_back_and_without_year_it_is_the_next_one(day: date, today: date) -> None:
    month = MONTHS.split()[day.month - 1]
    for written in (
        f"{day.day}-{day.month}-{day.year}",
        f"{day:%d.%m.%y}",
        f"{day.day} {month} {day.year}",
        day.isoformat(),
    ):
        assert read_day(written, today) == day
    upcoming = read_day(f"{day.day} {month}", today)
    assert upcoming is not None
    assert (upcoming.day, upcoming.month) == (day.day, day.month)
    assert today <= upcoming <= today + timedelta(days=8 * 366)


@pytest.mark.thorough
@steady
@given(text=st.text(max_size=30), today=st.dates())
def test_whatever_is_typed_nothing_breaks(text: str, today: date) -> None:
    for typed in (text, f"over {text} weken", f"{text} mei", "over 999 maanden", "eind december"):
        day = read_day(typed, today)
        assert day is None or 1900 <= day.year < 2200


def words(message: Message | None) -> str | None:
    """The English sentence, with days as ISO dates."""
    if message is None:
        return None
    text = message.many if message.many and message.count != 1 else message.text
    gaps = {
        k: gap.on.isoformat() if isinstance(gap, Day) else gap for k, gap in message.gaps.items()
    }
    return text.format(**gaps)


@pytest.mark.parametrize(
    ("start", "lead_weeks", "objection"),
    [
        ("2026-11-22", 6, None),
        ("2026-11-23", 6, None),
        ("2026-11-21", 6, "2026-11-21 is in the past. Choose 2027-01-03 or later."),
        ("2026-11-21", None, "2026-11-21 is in the past. Choose a later day."),
    ],
)
def test_only_the_past_is_an_objection(
    start: str, lead_weeks: int | None, objection: str | None
) -> None:
    assert words(why_not_this_start(date.fromisoformat(start), TODAY, lead_weeks)) == objection


@pytest.mark.parametrize(
    ("days_away", "advised"),
    [
        (0, "Your start is today. The earliest start is 2027-01-03."),
        (1, "Your start is in 1 day. The earliest start is 2027-01-03."),
        (6, "Your start is in 6 days. The earliest start is 2027-01-03."),
        (7, "Your start is in 1 week. The earliest start is 2027-01-03."),
        (41, "Your start is in 5 weeks. The earliest start is 2027-01-03."),
        (42, None),
    ],
)
def test_too_early_is_advice(days_away: int, advised: str | None) -> None:
    start = TODAY + timedelta(days=days_away)
    assert words(advice_on_start(start, TODAY, 6)) == advised
    assert advice_on_start(start, TODAY, None) is None


def test_six_weeks_are_forty_two_days() -> None:
    assert earliest_start(TODAY, 6) - TODAY == timedelta(days=42)


def test_a_plan_in_order_gets_no_advice() -> None:
    found = advice(
        today=TODAY,
        start=date(2027, 5, 12),
        lead_weeks=6,
        adult=True,
        adult_from=18,
        supporters=4,
        supporters_needed=4,
        open_to_everyone=True,
        permits_known=True,
    )
    assert found == ()


def test_a_municipality_that_asks_nothing_advises_nothing() -> None:
    assert advice(today=TODAY, start=TODAY, adult=False) == ()


def test_advice_names_the_way_out() -> None:
    found = advice(
        today=TODAY,
        start=date(2026, 12, 20),
        lead_weeks=6,
        adult=False,
        adult_from=18,
        supporters=3,
        supporters_needed=4,
        open_to_everyone=False,
        permits_known=False,
    )
    assert [words(message) for message in found] == [
        "The rules ask for an age of 18. Ask an adult to send it with you.",
        "3 of 4 neighbours signed. Share your link to ask 1 more.",
        "Your start is in 4 weeks. The earliest start is 2027-01-03.",
        "Everybody in the wijk must be able to join. Can you open it up?",
        "You may need a permit. Ask your municipality before you start.",
    ]
