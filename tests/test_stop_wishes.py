"""Wishes for a stop on both databases: one each, answered once, and counts that betray nobody."""

from __future__ import annotations

import asyncio
import re

import pytest

from bot.inbound import Tapped
from conversations.here import Here
from conversations.mobile.stop import (
    CountWishes,
    NothingToTell,
    PlanStop,
    StopNews,
    TellEve,
    TellWishers,
    WishesHeard,
    WishKept,
    WishStop,
    WithdrawWish,
)
from conversations.talk import Refused, Wrote
from storage.follows import bus
from storage.hubs import places
from storage.perform import perform
from tests.phones import OMMOORD, ROTTERDAM, ZEVENKAMP, Phones, person
from tests.stores import open_at
from tests.yard import CREW, DAY, NOON, Yard, stop

pytestmark = pytest.mark.sqlite_daily


async def test_one_open_wish_for_each_person_and_wijk(yard: Yard) -> None:
    anna = await yard.resident("anna")
    assert await yard.asks(WishStop(OMMOORD), anna) == WishKept(OMMOORD, True)
    assert await yard.asks(WishStop(OMMOORD), anna) == WishKept(OMMOORD, True, again=True)
    assert await yard.asks(WishStop(ZEVENKAMP), anna) == WishKept(ZEVENKAMP, True)
    assert await yard.asks(WithdrawWish(OMMOORD), anna) == WishKept(OMMOORD, False)
    assert await yard.asks(WithdrawWish(OMMOORD), anna) == WishKept(OMMOORD, False, again=True)
    assert await yard.asks(WishStop(OMMOORD), anna) == WishKept(OMMOORD, True)
    assert isinstance(await yard.asks(WishStop("rotterdam.atlantis"), anna), Refused)
    # The crew plans, and its wishes would help it to count.
    assert isinstance(await yard.asks(WishStop(OMMOORD), CREW), Refused)
    rows = await yard.rows("SELECT wijk, how FROM stop_wishes ORDER BY at, wijk, how")
    assert len(rows) == 3
    # The journal knows that, not who nor where.
    for row in await yard.rows("SELECT subject FROM journal WHERE verb LIKE 'stop_wish%'"):
        assert "rotterdam" not in row["subject"]
        assert row["subject"] != "anna"


async def test_who_asked_hears_it_once_and_follows_from_then_on(yard: Yard) -> None:
    for name in ("a", "b"):
        await yard.asks(WishStop(OMMOORD), await yard.resident(name))
    await yard.asks(WithdrawWish(OMMOORD), person("b"))
    id = await yard.plan()
    told = await yard.asks(TellWishers(id))
    assert told == WishesHeard(id, OMMOORD, ("a",), NOON + DAY)
    assert await yard.asks(TellWishers(id)) == NothingToTell()
    assert await yard.rows("SELECT person, subject FROM follows") == [
        {"person": "a", "subject": bus(OMMOORD)}
    ]
    # They heard it just now: not again that evening; a stop that is there needs no wish.
    eve = await yard.asks(TellEve(id))
    assert isinstance(eve, StopNews)
    assert eve.people == ()
    assert isinstance(await yard.asks(WishStop(OMMOORD), person("b")), Refused)


@pytest.mark.race
async def test_two_stops_at_once_answer_a_wish_once(store_address: str, yard: Yard) -> None:
    await yard.asks(WishStop(OMMOORD), await yard.resident("a"))
    ids = [await yard.plan(after=DAY), await yard.plan(after=2 * DAY)]
    other = Yard(await open_at(store_address)) if "postgres" in store_address else yard
    try:
        told = await asyncio.gather(yard.asks(TellWishers(ids[0])), other.asks(TellWishers(ids[1])))
    finally:
        if other is not yard:
            await other.store.close()
    assert sorted(type(one).__name__ for one in told) == ["NothingToTell", "WishesHeard"]


async def wishes(phones: Phones, names: list[str], wijk: str, on: bool = True) -> None:
    """These people ask for a stop in a wijk, or do so no more."""
    for name in names:
        id = await phones.id_of(name)
        async with phones.store.transaction() as tx:
            command = WishStop(wijk) if on else WithdrawWish(wijk)
            await perform(tx, command, Here(ROTTERDAM, person(id), phones.now), tx.fresh())


async def monday(phones: Phones) -> None:
    """The weekly count comes."""
    async with phones.store.transaction() as tx:
        await perform(tx, CountWishes(), Here(ROTTERDAM, person(""), phones.now), tx.fresh())


@pytest.fixture
async def crew_phones(phones: Phones) -> Phones:
    async with phones.store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, phones.now)
    await phones.appoint("Dora", "hub_staff", None)
    return phones


async def tapped_demand(phones: Phones, name: str) -> str:
    """The button of a step, as the phone that shows it would send it."""
    rows = await phones.rows("SELECT turn FROM chats WHERE person = :p", p=await phones.id_of(name))
    return await phones.does(name, Tapped(rows[0]["turn"], "demand"))


async def test_the_crew_cannot_subtract_its_way_to_a_small_number(crew_phones: Phones) -> None:
    """Somebody of the crew watches every screen while people ask, one by one, and withdraw."""
    phones = crew_phones

    async def crew_sees() -> str:
        await phones.does("Dora", Wrote("/haltes"))
        text = await tapped_demand(phones, "Dora")
        return re.sub(r"Counted on [^.]*\.", "", text)

    nothing = await crew_sees()
    assert "Nowhere many people ask for a stop yet." in nothing
    names = [f"r{n}" for n in range(26)]
    # One by one within a week: no screen tells the difference, whoever asks at which moment.
    for name in names[:14]:
        await wishes(phones, [name], OMMOORD)
        assert await crew_sees() == nothing
    await wishes(phones, names[:3], ZEVENKAMP)
    # Fourteen and three: after the count they look like none at all, and there is no total.
    await monday(phones)
    assert await crew_sees() == nothing
    await wishes(phones, [names[14]], OMMOORD)
    assert await crew_sees() == nothing
    await monday(phones)
    ten = await crew_sees()
    assert "Ommoord: 10 people or more" in ten
    assert "Zevenkamp" not in ten
    assert set(re.findall(r"\d+", ten)) == {"10"}
    # One who takes it back, or ten more who ask: nothing is seen of it until the next count.
    await wishes(phones, [names[0]], OMMOORD, on=False)
    assert await crew_sees() == ten
    await monday(phones)
    assert await crew_sees() == nothing  # fourteen others: not a number under ten
    await wishes(phones, names[15:], OMMOORD)
    await monday(phones)
    assert "Ommoord: 20 people or more" in await crew_sees()
    # A planned stop answers them; how many they were is said to nobody.
    async with phones.store.transaction() as tx:
        here = Here(ROTTERDAM, CREW, phones.now)
        kept = await perform(tx, PlanStop(stop()), here, tx.fresh())
        await perform(tx, TellWishers(kept.stop), here, tx.fresh())
    assert await crew_sees() == nothing


async def test_only_the_crew_sees_where_people_ask(crew_phones: Phones) -> None:
    phones = crew_phones
    await wishes(phones, [f"r{n}" for n in range(20)], OMMOORD)
    await monday(phones)
    await phones.appoint("Hub", "hub_staff", OMMOORD)
    for name in ("Resi", "Hub"):
        await phones.does(name, Wrote("/haltes"))
        text = await tapped_demand(phones, name)
        assert "This is for the crew of the bus." in text
        assert "Ommoord" not in text


async def test_the_weekly_count_goes_on_as_long_as_somebody_asks(yard: Yard) -> None:
    anna = await yard.resident("anna")
    await yard.asks(WishStop(OMMOORD), anna)
    [first] = await yard.rows("SELECT at FROM due WHERE kind = 'count_wishes'")
    assert first["at"] == "2026-05-18T04:00:00.000000Z"
    yard.now = NOON + 7 * DAY
    await yard.asks(CountWishes())
    assert len(await yard.rows("SELECT at FROM due WHERE kind = 'count_wishes'")) == 2
    await yard.asks(WithdrawWish(OMMOORD), anna)
    yard.now = NOON + 14 * DAY
    await yard.asks(CountWishes())
    assert len(await yard.rows("SELECT at FROM due WHERE kind = 'count_wishes'")) == 2
