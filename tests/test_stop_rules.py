"""Stops of the mobile hub as rules: times, evenings, news, and what may be counted."""

from __future__ import annotations

import datetime as dt

import pytest

from conversations.here import Here
from conversations.mobile.stop import State, StopPlan
from conversations.rules.stops import (
    BANDS,
    MARGIN,
    band,
    drives,
    eve,
    is_here,
    news,
    next_count,
    read_stop_day,
    read_times,
    tell_at,
    why_not_arrive,
    why_not_change,
    why_not_this_stop,
)
from tests.phones import OMMOORD, OPERATOR, ROTTERDAM, ZEVENKAMP, person

BUS = next(place for place in ROTTERDAM.places if place.kind == "mobile")


def at(text: str) -> dt.datetime:
    """A local moment as an instant."""
    zone = ROTTERDAM.local(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).tzinfo
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


def stop(since: str, until: str, wijk: str = OMMOORD, spot: str = "Binnenhof") -> StopPlan:
    return StopPlan(wijk=wijk, spot=spot, starts=at(since), ends=at(until))


PLAN = stop("2026-11-25 13:00", "2026-11-25 15:00")


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("13:00 to 15:00", ("13:00", "15:00")),
        ("13-15", ("13:00", "15:00")),
        ("van 9.30 tot 12 uur", ("09:30", "12:00")),
        ("9u30 – 12u", ("09:30", "12:00")),
        ("9:00 t/m 24:00", ("09:00", "24:00")),
        ("15-13", None),
        ("13-13", None),
        ("25-26", None),
        ("9:60-10", None),
        ("24:30-25", None),
        ("one o'clock", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(text: str, times: tuple[str, str] | None) -> None:
    assert read_times(text) == times


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("dinsdag", "2026-11-24"),
        ("Woensdag", "2026-11-25"),
        ("monday", "2026-11-30"),
        ("morgen", "2026-11-25"),
        ("26 nov", "2026-11-26"),
    ],
)
def test_a_weekday_is_the_next_one(text: str, day: str) -> None:
    assert read_stop_day(text, dt.date(2026, 11, 24)) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("planned_at", "plan", "told_at"),
    [
        ("2026-11-24 10:00", PLAN, "2026-11-24 18:00"),
        ("2026-11-20 10:00", PLAN, "2026-11-24 18:00"),
        # Planned on the evening itself: still that evening, if it is not night.
        ("2026-11-24 19:30", PLAN, "2026-11-24 19:32"),
        ("2026-11-24 20:59", PLAN, None),
        ("2026-11-25 09:00", PLAN, None),
        # Over the change of clocks it is six o'clock on both sides.
        (
            "2026-10-20 10:00",
            stop("2026-10-25 13:00", "2026-10-25 15:00"),
            "2026-10-24 18:00",
        ),
        ("2026-10-20 10:00", stop("2026-10-26 00:30", "2026-10-26 02:00"), "2026-10-25 18:00"),
    ],
)
def test_the_evening_before(planned_at: str, plan: StopPlan, told_at: str | None) -> None:
    assert eve(plan, at(planned_at), ROTTERDAM) == (at(told_at) if told_at else None)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:01"),
        ("2026-11-24 20:59", "2026-11-25 08:00"),
        ("2026-11-25 03:00", "2026-11-25 08:00"),
        ("2026-11-25 07:59", "2026-11-25 08:00"),
    ],
)
def test_news_comes_after_a_minute_and_never_at_night(now: str, told: str) -> None:
    assert tell_at(at(now), ROTTERDAM) == at(told)


LATER = stop("2026-11-25 14:00", "2026-11-25 16:00")
ELSEWHERE = stop("2026-11-25 13:00", "2026-11-25 15:00", ZEVENKAMP)


@pytest.mark.parametrize(
    ("knew", "stands", "now", "told"),
    [
        (("planned", PLAN), ("planned", PLAN), "2026-11-24 10:00", None),
        (("planned", PLAN), ("planned", LATER), "2026-11-24 10:00", "moved"),
        (("planned", PLAN), ("planned", ELSEWHERE), "2026-11-24 10:00", "moved"),
        (("planned", PLAN), ("cancelled", PLAN), "2026-11-24 10:00", "off"),
        (("planned", PLAN), ("cancelled", LATER), "2026-11-24 10:00", "off"),
        (("cancelled", PLAN), ("cancelled", PLAN), "2026-11-24 10:00", None),
        (("cancelled", PLAN), ("planned", PLAN), "2026-11-24 10:00", "on_again"),
        (("planned", PLAN), ("arrived", PLAN), "2026-11-25 13:05", "here"),
        (("planned", PLAN), ("arrived", LATER), "2026-11-25 14:05", "here"),
        (("arrived", PLAN), ("arrived", PLAN), "2026-11-25 13:05", None),
        (("arrived", PLAN), ("planned", PLAN), "2026-11-25 13:05", "not_here"),
        (("arrived", PLAN), ("left", PLAN), "2026-11-25 14:05", None),
        (("planned", PLAN), ("left", PLAN), "2026-11-25 13:05", None),
        # What is past is told to nobody.
        (("planned", PLAN), ("cancelled", PLAN), "2026-11-25 15:00", None),
        (("planned", PLAN), ("arrived", PLAN), "2026-11-25 15:00", None),
        (("planned", LATER), ("planned", PLAN), "2026-11-25 15:30", None),
    ],
)
def test_what_is_news(
    knew: tuple[State, StopPlan], stands: tuple[State, StopPlan], now: str, told: str | None
) -> None:
    assert news(knew, stands, at(now)) == told


@pytest.mark.parametrize(
    ("state", "now", "here"),
    [
        ("planned", "2026-11-25 14:00", False),
        ("arrived", "2026-11-25 12:30", True),  # a little early
        ("arrived", "2026-11-25 14:59", True),
        ("arrived", "2026-11-25 15:00", False),
        ("left", "2026-11-25 14:00", False),
        ("cancelled", "2026-11-25 14:00", False),
    ],
)
def test_now_here(state: State, now: str, here: bool) -> None:
    assert is_here(state, PLAN, at(now)) is here


@pytest.mark.parametrize(
    ("state", "now", "arrives", "changes"),
    [
        ("planned", "2026-11-25 11:59", False, True),
        ("planned", "2026-11-25 12:00", True, True),
        ("planned", "2026-11-25 14:59", True, True),
        ("planned", "2026-11-25 15:00", False, False),
        ("arrived", "2026-11-25 14:00", False, False),
        ("left", "2026-11-25 14:00", False, False),
        ("cancelled", "2026-11-25 14:00", False, False),
    ],
)
def test_what_can_be_done_with_a_stop(state: State, now: str, arrives: bool, changes: bool) -> None:
    assert (why_not_arrive(state, PLAN, at(now)) is None) is arrives
    assert (why_not_change(state, PLAN, at(now)) is None) is changes


@pytest.mark.parametrize(
    ("plan", "fits"),
    [
        (PLAN, True),
        (stop("2026-11-20 13:00", "2026-11-20 15:00"), False),
        (stop("2026-11-24 09:00", "2026-11-24 10:30"), True),  # it began already
        (stop("2028-11-20 13:00", "2028-11-20 15:00"), False),
        (stop("2026-11-25 08:00", "2026-11-26 08:00"), False),
        (stop("2026-11-25 13:00", "2026-11-25 15:00", "rotterdam.atlantis"), False),
        (stop("2026-11-25 13:00", "2026-11-25 15:00", spot="x"), False),
        (stop("2026-11-25 13:00", "2026-11-25 15:00", spot="bij 111222333"), False),
    ],
)
def test_which_stops_fit(plan: StopPlan, fits: bool) -> None:
    here = Here(ROTTERDAM, OPERATOR, at("2026-11-24 10:00"))
    assert (why_not_this_stop(plan, here) is None) is fits


def test_who_drives() -> None:
    assert drives(OPERATOR, BUS)
    assert drives(person("a", ("hub_staff", None)), BUS)
    # The hub of one wijk has no say over a bus of them all; a bus of one wijk has its own crew.
    assert not drives(person("a", ("hub_staff", OMMOORD)), BUS)
    assert drives(person("a", ("hub_staff", OMMOORD)), BUS.but(wijk=OMMOORD))
    assert not drives(person("a", ("hub_staff", ZEVENKAMP)), BUS.but(wijk=OMMOORD))
    for role in ("officer", "secretary", "contact", "administrator", "member"):
        assert not drives(person("a", (role, None)), BUS), role
    assert not drives(person("a", ("operator", None)), BUS)
    assert not drives(person("a", ("hub_staff", None)), None)


# --- counting ------------------------------------------------------------------------------------


def test_a_band_is_true_and_never_of_a_number_under_ten() -> None:
    assert [band(n) for n in range(10 + MARGIN)] == [None] * (10 + MARGIN)
    for wishes in range(500):
        least = band(wishes)
        assert least is None or (least >= 10 and wishes >= least + MARGIN)
    assert [band(n) for n in (15, 24, 25, 54, 55, 104, 105)] == [10, 10, 20, 20, 50, 50, 100]


@pytest.mark.parametrize("mine", range(1, MARGIN + 1))
def test_whoever_adds_or_takes_away_a_few_wishes_learns_no_number_under_ten(mine: int) -> None:
    """The subtraction: how many others can there be, given the bands with and without mine?

    Every pair of bands that somebody with a few accounts can see leaves either numbers that are
    all ten or more, or all numbers from none up.
    """
    seen: dict[tuple[int | None, ...], set[int]] = {}
    for others in range(200):
        bands = tuple(band(others + n) for n in range(mine + 1))
        seen.setdefault(bands, set()).add(others)
    for bands, possible in seen.items():
        hidden = all(one is None for one in bands)
        if hidden:
            assert possible >= set(range(10)), bands
        else:
            assert min(possible) >= 10, bands


def test_the_margin_is_what_keeps_the_subtraction_from_working() -> None:
    """The control: bands that begin at their own number do give a number under ten away."""

    def bare(n: int) -> int | None:
        return next((least for least in BANDS if n >= least), None)

    gives_away = [n for n in range(50) if bare(n) is None and bare(n + 1) is not None]
    assert gives_away == [9]


@pytest.mark.parametrize(
    ("now", "counted"),
    [
        ("2026-11-24 10:30", "2026-11-30 06:00"),
        ("2026-11-30 05:59", "2026-11-30 06:00"),
        ("2026-11-30 06:00", "2026-12-07 06:00"),
        ("2026-10-20 10:00", "2026-10-26 06:00"),  # clocks change in between
    ],
)
def test_wishes_are_counted_on_mondays(now: str, counted: str) -> None:
    assert next_count(at(now), ROTTERDAM) == at(counted)
