"""A round closes once, and what it means for its plans and its wijk, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from conversations.deciding.decision import Confirm, Confirmed
from conversations.here import Here
from conversations.mine import Withdraw, Withdrawn
from conversations.rounds.orders import (
    Agreed,
    CloseRound,
    NothingNow,
    Propose,
    QuietRounds,
    RoundClosed,
    StartVoting,
    TellWijk,
    ToldWijk,
)
from conversations.rounds.round import Choices
from conversations.rules.counting import count
from conversations.talk import Refused, Screen
from storage.rounds import overview, rounds
from tests.rounds import DAY, HOUR, LOMBARDIJEN, NOBODY, Hall, beside, clock, count_as, drained

pytestmark = pytest.mark.sqlite_daily

WHY = "The school was closed for a week."


def why(outcome: Any) -> str:
    """The sentence of a refusal."""
    assert isinstance(outcome, Refused), outcome
    return outcome.why.text


# --- the closing -----------------------------------------------------------------------------


async def test_a_round_closes_at_its_moment_when_nothing_waits_once(hall: Hall) -> None:
    id = await hall.open()
    closes = (await hall.round(id)).closes
    hall.now = closes - dt.timedelta(microseconds=1)
    assert await hall.asks(CloseRound(id), NOBODY) == NothingNow()
    async with hall.store.reading() as tx:
        assert not await rounds.to_drain(tx, hall.now)
    hall.now = closes
    # Something may still wait at Telegram that was sent in time: it stays open, and is looked at.
    assert await hall.asks(CloseRound(id), NOBODY) == NothingNow()
    assert (await hall.round(id)).state == "open"
    assert "round_closes" in await hall.due(id)
    async with hall.store.transaction() as tx:
        in_time = await rounds.open_for(tx, id, closes - dt.timedelta(seconds=1))
        late = await rounds.open_for(tx, id, closes)
    assert not isinstance(in_time, Refused)
    assert "closed on" in why(late)
    await drained(hall)
    assert await hall.asks(CloseRound(id), NOBODY) == RoundClosed(id, LOMBARDIJEN)
    assert await hall.asks(CloseRound(id), NOBODY) == NothingNow()
    assert (await hall.due(id)).count("round_count") == 1
    async with hall.store.transaction() as tx:
        assert "closed on" in why(await rounds.open_for(tx, id, closes - HOUR))


async def test_what_was_drained_before_an_extension_does_not_close_it(hall: Hall) -> None:
    id = await hall.open()
    closes = (await hall.round(id)).closes
    hall.now = closes - HOUR
    async with hall.store.transaction() as tx:
        await rounds.drained(tx, hall.now)  # nothing to note: it is not over
    assert (await hall.round(id)).drained is None


async def test_telegram_keeps_nothing_longer_than_a_day(hall: Hall) -> None:
    """If nobody can look whether something waits, it closes when nothing can come any more."""
    id = await hall.open()
    hall.now = (await hall.round(id)).closes + DAY
    assert await hall.asks(CloseRound(id), NOBODY) == NothingNow()
    hall.now += 2 * HOUR
    assert isinstance(await hall.asks(CloseRound(id), NOBODY), RoundClosed)


async def test_two_instances_close_a_round_once(store_address: str, hall: Hall) -> None:
    id = await hall.open()
    hall.now = (await hall.round(id)).closes
    await drained(hall)
    other = await beside(store_address, hall)
    try:
        done = await asyncio.gather(
            hall.asks(CloseRound(id), NOBODY), other.asks(CloseRound(id), NOBODY)
        )
    finally:
        if other is not hall:
            await other.store.close()
    assert sorted(type(one).__name__ for one in done) == ["NothingNow", "RoundClosed"]


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (clock("2026-10-25 01:59:59"), clock("2026-10-24 23:59:59")),
        (clock("2026-10-25 03:00"), clock("2026-10-25 02:00")),
        (clock("2027-03-28 01:59:59"), clock("2027-03-28 00:59:59")),
        (clock("2027-03-28 03:00"), clock("2027-03-28 01:00")),
        (clock("2026-12-31 23:59:59"), clock("2026-12-31 22:59:59")),
    ],
)
async def test_around_the_clock_changes_a_round_closes_at_the_announced_instant(
    hall: Hall, local: dt.datetime, utc: dt.datetime
) -> None:
    utc = utc.replace(tzinfo=dt.UTC)
    hall.now = utc - 5 * DAY
    opens = (local - dt.timedelta(days=3)).replace(hour=9, minute=0, second=0)
    id = await hall.open(opens=opens, closes=local)
    assert (await hall.round(id)).closes == utc
    hall.now = utc - dt.timedelta(seconds=1)
    assert await hall.asks(CloseRound(id), NOBODY) == NothingNow()
    hall.now = utc
    await drained(hall)
    assert isinstance(await hall.asks(CloseRound(id), NOBODY), RoundClosed)


# --- counted, published, confirmed -----------------------------------------------------------


async def test_a_published_round_gives_each_plan_an_outcome_to_be_confirmed(hall: Hall) -> None:
    id = await hall.open(ceiling_cents=700_000, threshold=1)
    rules = (await hall.round(id)).rules
    result = count(rules, [Choices((1, 2)), Choices((1,))])
    assert "not counted yet" in why(await hall.asks(Propose(id, "publish")))
    await count_as(hall, id, result)
    assert (await hall.round(id)).result == result
    assert await hall.both(id, "publish") == Agreed(id, "publish", LOMBARDIJEN, "secretary", 3)
    assert await hall.due(id) == ["round_results"] or "round_results" in await hall.due(id)
    stand = await hall.rows(
        """
        SELECT c.state, d.state AS decision, d.outcome, d.why FROM decisions d
        JOIN cases c ON c.id = d.case_id ORDER BY c.number
        """
    )
    assert [(row["state"], row["decision"], row["outcome"], row["why"]) for row in stand] == [
        ("recorded", "settled", "granted", "awarded"),
        ("recorded", "settled", "granted", "awarded"),
        ("recorded", "settled", "declined", "too_few"),
    ]
    for option in rules.options:
        done = await hall.asks(Confirm(option.case), "sam")
        assert isinstance(done, Confirmed), done
    grants = await hall.rows("SELECT SUM(cents) AS cents FROM grants")
    assert grants == [{"cents": 700_000}]
    assert "published already" in why(await hall.asks(Propose(id, "publish")))


async def test_a_tie_without_a_rule_goes_to_the_meeting(hall: Hall) -> None:
    id = await hall.open(ceiling_cents=600_000, tie="none")
    result = count((await hall.round(id)).rules, [Choices((1, 2))])
    await count_as(hall, id, result)
    await hall.both(id, "publish")
    rows = await hall.rows("SELECT state FROM cases WHERE kind = 'initiative' ORDER BY number")
    assert [row["state"] for row in rows] == ["meeting", "meeting", "recorded"]


async def test_a_plan_leaves_an_open_ballot_and_not_a_closed_one(hall: Hall) -> None:
    id = await hall.open()
    one, other, _third = (option.case for option in (await hall.round(id)).rules.options)
    assert isinstance(await hall.asks(Withdraw(one), "ada"), Withdrawn)
    assert (await hall.round(id)).withdrawn == (1,)
    hall.now = (await hall.round(id)).closes
    await drained(hall)
    await hall.asks(CloseRound(id), NOBODY)
    assert "are being counted" in why(await hall.asks(Withdraw(other), "ada"))
    assert (await hall.round(id)).withdrawn == (1,)


# --- what the wijk hears ---------------------------------------------------------------------


async def test_the_wijk_hears_of_the_opening_in_portions_each_once(hall: Hall) -> None:
    for n in range(230):
        await hall.resident(f"n{n:03}")
    await hall.resident("far", home="rotterdam.ommoord")
    id = await hall.open()
    await hall.asks(QuietRounds(id), "bo")
    await hall.asks(StartVoting(id), NOBODY)
    heard: list[str] = []
    for _portion in range(5):
        told = await hall.asks(TellWijk(id, 1), NOBODY)
        if isinstance(told, NothingNow):
            break
        assert isinstance(told, ToldWijk)
        assert told.until == (await hall.round(id)).closes
        heard += told.people
    assert len(heard) == len(set(heard)) == 230 + 5  # everybody who lives there but bo
    assert not {"far", "bo"} & set(heard)
    async with hall.store.reading() as tx:
        here = Here(hall.profile, NOBODY, hall.now)
        assert await overview.officer_facts(tx, Screen(name="round_staff", case=id), here) is None


async def test_an_opening_is_no_news_when_the_round_was_stopped(hall: Hall) -> None:
    id = await hall.open()
    await hall.asks(StartVoting(id), NOBODY)
    await hall.both(id, "stop", reason=WHY)
    told = await hall.asks(TellWijk(id, 1), NOBODY)
    assert isinstance(told, ToldWijk)
    assert told.people == ()
