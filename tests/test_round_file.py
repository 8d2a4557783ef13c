"""A round from a file: wrong in every way it is refused with file, line and reason, as a whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from bot.desk.desk import carry_out
from bot.desk.room import Room
from bot.turns import Answered, Turns
from conversations.rules.clocks import read_clock
from storage.database import fresh
from storage.profile.problem import ProfileError
from storage.rounds.round_file import read_round
from tests.rounds import LOMBARDIJEN, PROFILE, Hall, clock

GOOD = """\
title = "Samen kiezen"
wijk = "Lombardijen"
opens = 2026-05-13 09:00:00
closes = 2026-05-20 20:00:00
ceiling_cents = 1_000_000
choices = 2
plans = ["BI-2026-0001", "BI-2026-0002"]
"""


def wrong(path: Path, old: str, new: str) -> list[str]:
    """What is said of the good file with one thing changed."""
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(ProfileError) as refused:
        read_round(path, PROFILE)
    return str(refused.value).splitlines()


def test_a_good_file_is_a_round(tmp_path: Path) -> None:
    file = tmp_path / "round.toml"
    file.write_text(GOOD, "utf-8")
    plan = read_round(file, PROFILE)
    assert (plan.wijk, plan.choices, plan.level) == (LOMBARDIJEN, 2, "letter")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('wijk = "Lombardijen"', 'wijk = "Lombardije"', 2, "Did you mean 'Lombardijen'?"),
        ('wijk = "Lombardijen"', "wijk = 3", 2, "`wijk`"),
        ("2026-05-20 20:00:00", "2026-05-13 08:00:00", 4, "closes before it opens"),
        ("2026-05-20 20:00:00", "2026-10-25 02:30:00", 4, "comes twice"),
        ("2026-05-20 20:00:00", "2027-03-28 02:30:00", 4, "does not exist"),
        ("2026-05-13 09:00:00", "2027-03-28 02:30:00", 3, "does not exist"),
        ("2026-05-20 20:00:00", "2026-05-20 20:00:00+02:00", 4, "without a time zone"),
        ("2026-05-20 20:00:00", '"soon"', 4, "is no day and time"),
        ("2026-05-20 20:00:00", "1900000000", 4, "is no day and time"),
        ("ceiling_cents = 1_000_000\n", "", 1, "`ceiling"),
        ("1_000_000", '"a lot"', 5, "`ceiling"),
        ("1_000_000", "-1", 5, "`ceiling"),
        ("choices = 2", "choice = 2", 6, "Did you mean 'choices'?"),
        ("choices = 2", "choices = 0", 6, "`choices`"),
        ("choices = 2\n", "", 1, "`choices` belongs"),
        ("choices = 2", 'choices = 2\nballot = "basket"', 6, "`choices` belongs"),
        ("choices = 2", 'choices = 2\nballot = "dice"', 7, "`ballot`"),
        ("choices = 2", "choices = 2\nindicative = true", 7, "`indicative` is not a known key"),
        ('"BI-2026-0002"', '"BI-2026-0001"', 7, "stands on the list twice"),
        ('"BI-2026-0002"', '"plan 2"', 7, "`plans`"),
        ('["BI-2026-0001", "BI-2026-0002"]', "[]", 7, "`plans`"),
        ("choices = 2", "choices == 2", 6, "this is not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    file = tmp_path / "round.toml"
    found = wrong(file, old, new)
    assert any(one.startswith(f"{file}:{line}: ") and said in one for one in found), found


@pytest.mark.parametrize(
    "closes",
    [
        clock("2026-10-25 01:59:59"),
        clock("2026-10-25 03:00"),
        clock("2027-03-28 01:59:59"),
        clock("2027-03-28 03:00"),
    ],
)
def test_a_closing_beside_the_change_of_clocks_is_taken(
    tmp_path: Path, closes: dt.datetime
) -> None:
    file = tmp_path / "round.toml"
    file.write_text(GOOD.replace("2026-05-20 20:00:00", f"{closes}"), "utf-8")
    assert read_round(file, PROFILE).closes == closes


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (b"a = '\xff'", "not UTF-8"),
        (b"#" * 100_001, "large"),
    ],
)
def test_what_is_no_file_of_a_round_is_said_too(
    tmp_path: Path, raw: bytes | None, said: str
) -> None:
    file = tmp_path / "round.toml"
    if raw is not None:
        file.write_bytes(raw)
    with pytest.raises(ProfileError, match=said):
        read_round(file, PROFILE)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "round.toml"
    text = GOOD.replace("Lombardijen", "Nergens").replace("05-20 20:00", "10-25 02:30")
    file.write_text(text.replace("choices = 2", "choices = 99"), "utf-8")
    with pytest.raises(ProfileError) as refused:
        read_round(file, PROFILE)
    assert [problem.line for problem in refused.value.problems] == [2, 4, 6]


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-10-25 01:59", "2026-10-24T23:59Z"),
        ("2026-10-25 03:00", "2026-10-25T02:00Z"),
        ("2027-03-28 01:59", "2027-03-28T00:59Z"),
        ("2027-03-28 03:00", "2027-03-28T01:00Z"),
        ("2026-06-14 20:00", "2026-06-14T18:00Z"),
        ("2026-12-14 20:00", "2026-12-14T19:00Z"),
    ],
)
def test_a_time_of_the_clock_is_one_instant(typed: str, instant: str) -> None:
    assert read_clock(clock(typed), PROFILE) == dt.datetime.fromisoformat(instant)


@pytest.mark.parametrize("minute", range(0, 60, 15))
def test_the_hour_that_comes_twice_and_the_one_that_never_comes(minute: int) -> None:
    twice = read_clock(clock(f"2026-10-25 02:{minute:02}"), PROFILE)
    never = read_clock(clock(f"2027-03-28 02:{minute:02}"), PROFILE)
    assert "comes twice" in getattr(twice, "text", "")
    assert "does not exist" in getattr(never, "text", "")
    # Whichever of the two a careless program would have meant.
    careless = clock(f"2026-10-25 02:{minute:02}").replace(fold=1)
    assert "comes twice" in getattr(read_clock(careless, PROFILE), "text", "")


# --- the command line ------------------------------------------------------------------


def room_of(hall: Hall, pushed: list[Answered]) -> Room:
    turns = Turns(hall.store, PROFILE, bot="aanzet_bot", me=fresh(), now=lambda: hall.now)
    return Room(hall.store, PROFILE, turns, "aanzet_bot", lambda: hall.now, pushed.extend)


async def orders(hall: Hall, do: str, **about: Any) -> tuple[bool, str, int]:
    """What the desk answers, and how many letters it leads to."""
    pushed: list[Answered] = []
    reply = await carry_out(room_of(hall, pushed), {"do": do, **about})
    return reply.ok, "\n".join(reply.said), sum(len(one.letters) for one in pushed)


async def test_the_desk_prepares_shows_and_asks(hall: Hall, tmp_path: Path) -> None:
    file = tmp_path / "round.toml"
    file.write_text(GOOD, "utf-8")
    refused = await orders(hall, "rounds-prepare", file=str(file))
    assert "There is no plan BI-2026-0001 in that wijk" in refused[1].replace("\u2068", "").replace(
        "\u2069", ""
    )
    for euros in (3000, 4000):
        await hall.plan(euros)
    tried = await orders(hall, "rounds-prepare", file=str(file), dry_run=True)
    assert tried[0]
    assert "dry run: nothing was prepared" in tried[1]
    assert await hall.rows("SELECT id FROM rounds") == []
    done = await orders(hall, "rounds-prepare", file=str(file))
    assert done[0], done
    assert "Prepared: R-2026-0001." in done[1]
    assert "You can choose 2 plans." in done[1]
    listed = await orders(hall, "rounds-list")
    assert listed[1].startswith("R-2026-0001  prepared   rotterdam.lombardijen  2026-05-20 20:00")
    shown = await orders(hall, "rounds-show", number="R-2026-0001")
    [round] = await hall.rows("SELECT id, rules FROM rounds")
    assert (await hall.round(round["id"])).rules.hash in shown[1]
    not_yet = await orders(hall, "rounds-ask", number="R-2026-0001", what="open")
    assert (not_yet[0], "Two people must try" in not_yet[1], not_yet[2]) == (False, True, 0)
    for who in ("hugo", "omar"):
        await hall.tries(round["id"], who)
    asked = await orders(hall, "rounds-ask", number="R-2026-0001", what="open")
    assert asked == (True, "Asked 2 officers. Two of them must agree, on their own phones.", 2)


@pytest.mark.parametrize(
    ("do", "about", "said"),
    [
        ("rounds-show", {"number": "R-1"}, "There is no round 'R-1'"),
        ("rounds-ask", {"number": "R-1", "what": "open"}, "There is no round 'R-1'"),
        ("rounds-ask", {"number": "R-1", "what": "win"}, "rounds-ask: what:"),
        ("rounds-ask", {"number": "R-1", "what": "extend", "until": "soon"}, "is no moment"),
        ("rounds-list", {"force": True}, "rounds-list: force:"),
    ],
)
async def test_a_wrong_order_is_one_line(
    hall: Hall, do: str, about: dict[str, Any], said: str
) -> None:
    ok, line, _letters = await orders(hall, do, **about)
    assert not ok
    assert said in line


async def test_a_wrong_file_prepares_nothing(hall: Hall, tmp_path: Path) -> None:
    for euros in (3000, 4000):
        await hall.plan(euros)
    file = tmp_path / "round.toml"
    file.write_text(GOOD.replace("05-20 20:00", "10-25 02:30"), "utf-8")
    ok, line, _letters = await orders(hall, "rounds-prepare", file=str(file))
    assert not ok
    assert f"{file}:4: " in line
    assert "Nothing was prepared." in line
    for table in ("rounds", "round_proposals"):
        assert await hall.rows(f"SELECT * FROM {table}") == []
    assert await hall.rows("SELECT id FROM cases WHERE kind = 'round'") == []
