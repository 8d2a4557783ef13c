"""Hours as people type them, and what is asked again because it may mean something else."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.hubs.place import Weekly
from conversations.rules.typed_hours import (
    Week,
    compact,
    of_days,
    read_one_day,
    read_spans,
    read_week,
)
from conversations.words import Message, Quoted

SHORT = ("ma", "di", "wo", "do", "vr", "za", "zo")
TUESDAY = dt.date(2026, 11, 24)


def told(typed: str) -> str:
    """A short way to write what was read."""
    week = read_week(typed)
    if isinstance(week, Message):
        gaps = {n: g.text if isinstance(g, Quoted) else g for n, g in week.gaps.items()}
        return week.text.format_map(gaps)
    parts: list[str] = [] if week.way == "walk_in" else [week.way]
    parts += [compact(week.hours, SHORT)] if week.hours else []
    parts += [f"holidays {week.holidays}"] if week.holidays else []
    return " | ".join(parts)


READ = {
    "ma-vr 9:00-17:00": "ma-vr 09:00-17:00",
    "ma-vr 9:00-17:00, do tot 20:00": "ma-wo 09:00-17:00, do 09:00-20:00, vr 09:00-17:00",
    "ma t/m do 9-17, do vanaf 10": "ma-wo 09:00-17:00, do 10:00-17:00",
    "maandag tot en met vrijdag van 9 tot 17 uur": "ma-vr 09:00-17:00",
    "Maandag t / m Woensdag 09.30 – 12.00 uur": "ma-wo 09:30-12:00",
    "di en do 9-12 en 13-17": "di 09:00-12:00 & 13:00-17:00, do 09:00-12:00 & 13:00-17:00",
    "di 9-12, 13-17; wo 9-12": "di 09:00-12:00 & 13:00-17:00, wo 09:00-12:00",
    "ma, wo en vr: 9.00 - 12.30 uur": "ma 09:00-12:30, wo 09:00-12:30, vr 09:00-12:30",
    "ma 9-12 di 13-17": "ma 09:00-12:00, di 13:00-17:00",
    "elke dag 9u30-17u00, zo dicht": "ma-za 09:30-17:00",
    "werkdagen 9-17, weekend gesloten": "ma-vr 09:00-17:00",
    "vr-ma 10-12": "ma 10:00-12:00, vr-zo 10:00-12:00",
    "We zijn open van maandag tot en met donderdag van 9 tot 17 uur, en vrijdag vanaf 10 tot 12":
        "ma-do 09:00-17:00, vr 10:00-12:00",
    "ma-vr 9-17\nza 10-14\nfeestdagen dicht": "ma-vr 09:00-17:00, za 10:00-14:00 | holidays closed",
    "ma 9-17, feestdagen open": "ma 09:00-17:00 | holidays open",
    "Mon-Fri 9am-5pm; Sat 10 to 2 pm": "ma-vr 09:00-17:00, za 10:00-14:00",
    "Monday through Thursday 9:00-17:00, Friday closed": "ma-do 09:00-17:00",
    "daily 12-20": "ma-zo 12:00-20:00",
    "vr 20-0": "vr 20:00-24:00",
    "vr 20:00-24:00": "vr 20:00-24:00",
    "ma-vr ９：００-１７：００": "ma-vr 09:00-17:00",
    # The last word about a day counts.
    "ma-vr 9-17, wo 9-12": "ma-di 09:00-17:00, wo 09:00-12:00, do-vr 09:00-17:00",
    "ma-vr 9-17, wo dicht": "ma-di 09:00-17:00, do-vr 09:00-17:00",
    "alleen op afspraak": "appointment",
    "Op afspraak; inloop di 9-12": "I do not understand inloop. Type it like this:"
        " Mon-Fri 9:00-17:00.",
    "op afspraak, di 9-12": "appointment | di 09:00-12:00",
    "Open als het bord buiten staat": "board_outside",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "means"), READ.items(), ids=list(READ))
def test_hours_in_plain_words(typed: str, means: str) -> None:
    assert told(typed) == means


AGAIN = {
    "ma 9-5": "09:00 to 05:00 ends before it begins. Type 17:00 for 5.",
    "ma 17-9": "17:00 to 09:00 ends before it begins. Type 17:00 for 5.",
    "ma 9-9": "09:00 to 09:00 ends before it begins. Type 17:00 for 5.",
    "ma 2-4": "Is 02:00 in the night? In the afternoon 2 is 14:00.",
    "ma 25-26": "25 is not on the clock.",
    "ma 9:70-10": "9:70 is not on the clock.",
    "ma 13pm-14": "13pm is not on the clock.",
    "ma 9-12 en 11-13": "Two times of one day run into each other: 11:00.",
    "do tot 20:00": "From when to when? I only read 20:00.",
    "do vanaf 10:00": "From when to when? I only read 10:00.",
    "9-12": "On which days? For example: Mon-Fri 9:00-17:00.",
    "ma": "From when to when? For example: 9:00-12:00.",
    "ma 9": "From when to when? For example: 9:00-12:00.",
    "": "On which days? For example: Mon-Fri 9:00-17:00.",
    "ma dicht": "Then it never opens. Is it closed for a time? Use that button.",
    "ma half tien - 12": "I do not understand half. Type it like this: Mon-Fri 9:00-17:00.",
    "feestdagen 9-12": "For holidays type only open or closed.",
    "ma-feestdagen 9-12": "I do not understand feestdagen. Type it like this: Mon-Fri 9:00-17:00.",
    "ma 9-12 !": "I do not understand !. Type it like this: Mon-Fri 9:00-17:00.",
    "ma " * 200: "That is too long for me. Type only days and times.",
}


@pytest.mark.parametrize(("typed", "says"), AGAIN.items(), ids=list(AGAIN))
def test_what_may_mean_something_else_is_asked_again(typed: str, says: str) -> None:
    assert told(typed) == says


@given(st.text(max_size=60))
def test_any_text_is_hours_or_a_sentence(typed: str) -> None:
    assert isinstance(read_week(typed), Week | Message)
    assert isinstance(read_spans(typed), tuple | Message)
    read_one_day(typed, TUESDAY)


minutes = st.integers(6 * 60, 24 * 60)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Weekly, ...]:
    """Any week that opens at six or later, each day in at most three stretches."""
    rows = []
    for day in range(1, 8):
        edges = sorted(draw(st.sets(minutes, max_size=6)))
        for opens, closes in zip(edges[::2], edges[1::2], strict=False):
            one, other = (f"{m // 60:02}:{m % 60:02}" for m in (opens, closes))
            rows.append(Weekly(weekday=day, opens=one, closes=other))
    return tuple(rows)


@given(weeks())
def test_what_is_written_is_read_back(hours: tuple[Weekly, ...]) -> None:
    week = read_week(compact(hours, SHORT))
    if not hours:
        assert isinstance(week, Message)
        return
    assert week == Week(hours=hours)
    days = [
        tuple((row.opens, row.closes) for row in hours if row.weekday == n) for n in range(1, 8)
    ]
    assert of_days(days) == week


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("vandaag", "2026-11-24"),
        ("morgen", "2026-11-25"),
        ("dinsdag", "2026-11-24"),
        ("op zaterdag", "2026-11-28"),
        ("Monday", "2026-11-30"),
        ("tot en met zondag", "2026-11-29"),
        ("24 december", "2026-12-24"),
        ("t/m 1 januari", "2027-01-01"),
        ("1-1-2027", "2027-01-01"),
        ("2026-12-24", "2026-12-24"),
        ("feestdagen", None),
        ("31 februari", None),
        ("ooit", None),
    ],
)
def test_one_day_as_it_is_typed(typed: str, day: str | None) -> None:
    found = read_one_day(typed, TUESDAY)
    assert (found.isoformat() if found else None) == day
