"""A closing around both clock changes, in the chat: one instant, or refused with the reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.demo.wording import plain
from tests.english import Town, open_town
from tests.rounds import clock
from tests.test_result_chat import over
from tests.voting import counts, open_round, read, voted

SUMMER, WINTER = dt.timedelta(hours=2), dt.timedelta(hours=1)


def utc(local: str, ahead: dt.timedelta) -> dt.datetime:
    return (clock(local) - ahead).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("night", "why", "before", "after"),
    [
        ("2026-10-25", "comes twice", SUMMER, WINTER),
        ("2027-03-28", "does not exist", WINTER, SUMMER),
    ],
)
async def test_a_round_is_extended_to_a_night_in_which_the_clocks_change(
    tmp_path: Path, night: str, why: str, before: dt.timedelta, after: dt.timedelta
) -> None:
    day = clock(f"{night} 10:00")
    start = (day - dt.timedelta(days=4)).replace(tzinfo=dt.UTC)
    async with open_town(str(tmp_path / "night.sqlite3"), start=start) as town:
        id = await open_round(town, closes=day.replace(hour=20) - dt.timedelta(days=2))
        await voted(town, "Anna")
        shown = f"{day:%-d %B %Y} at "
        await town.do("Olga", "/rondes", "[🗳 R…]", "[🕐 Close later]")
        for inside in ("02:00", "02:30", "02:59"):
            await town.do("Olga", f"{day:%-d %B %Y} {inside}")
            assert why in town["Olga"].newest.text
            assert "Until when can people vote?" in town["Olga"].newest.text
        # A minute before the hour, and then its very end.
        await extended(town, f"{day:%-d %B %Y} 01:59", f"{shown}01:59")
        assert (await read(town, id)).closes == utc(f"{night} 01:59", before)
        await town.do("Olga", "/rondes", "[🗳 R…]", "[🕐 Close later]")
        await extended(town, f"{day:%-d %B %Y} 03:00", f"{shown}03:00")
        closes = (await read(town, id)).closes
        assert closes == utc(f"{night} 03:00", after)
        await one_second_before_and_after(town, id, closes, f"{shown}03:00")


async def extended(town: Town, typed: str, shown: str) -> None:
    """Olga asks for it, Omar sees the same moment and agrees."""
    await town.do("Olga", typed, "The school was closed for a week.")
    assert shown in plain(town["Omar"].newest.text)
    await town.do("Omar", "[✅ Yes, I agree]")
    await town.later(minutes=1)
    look(town)


async def one_second_before_and_after(town: Town, id: str, closes: dt.datetime, shown: str) -> None:
    """A vote a second before the closing counts; it then closes, and says when it did."""
    anna = town["Anna"]
    await town.do("Anna", "/stem", "[🗳…]", "[✏️ Change…]", "[▶️]", "[⚪ Choose…]", "[📋 My ballot]")
    ballot = anna.newest
    clock_ = town.village.clock
    clock_.advance(closes - dt.timedelta(seconds=1) - clock_.now())
    anna.taps("✅ Cast…", ballot)
    await town.settle()
    assert await town.value("SELECT replaced FROM ballots") == 1
    assert (await read(town, id)).state == "open"
    look(town)
    await over(town, id)
    assert (await read(town, id)).state in ("closed", "counted")
    await town.do("Anna", "/stem", "[🗳…]")
    assert shown in plain(anna.newest.text)
    assert await counts(town) == (1, 1)
    assert (await read(town, id)).closes == closes
    look(town)


def look(town: Town) -> None:
    for everybody in town.village.people.values():
        everybody.looks()
