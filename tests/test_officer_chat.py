"""Officers run a round from their phones: the trial, two yeses, a later closing, and it closes."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from conversations.here import Person
from conversations.rounds.orders import PrepareRound
from conversations.talk import Refused
from tests.english import Town, open_town
from tests.rounds import LOMBARDIJEN, PROFILE, Hall, clock
from tests.test_anytime_chat import anything

OPENS, CLOSES = clock("2026-11-25 09:00"), clock("2026-12-02 20:00")


class VillageHall(Hall):
    """The same register, in a village where people have phones."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.village.bot.store)
        self.town = town
        self.profile = PROFILE
        self.now = town.village.clock.now()

    async def asks(self, command: Any, who: str | Person = "olga") -> Any:
        """A command of somebody with a phone here."""
        self.now = self.town.village.clock.now()
        if isinstance(who, str):
            who = await self.town.id_of(who.capitalize())
        return await super().asks(command, who)


@pytest.fixture
async def wijk(tmp_path: Path, spec: Path | None) -> AsyncIterator[VillageHall]:
    """Three plans of Bo wait in Lombardijen; two officers and a hub worker have phones too."""
    async with open_town(str(tmp_path / "wijk.sqlite3"), spec=spec) as town:
        hall = VillageHall(town)
        for name in ("Olga", "Omar"):
            await town.appoint(name, "officer", None)
        await town.appoint("Hugo", "hub_staff", LOMBARDIJEN)
        await town.do("Bo", "/wijk", "Lombardijen", "[✅ Yes, Lombardijen]")
        for euros in (3, 4, 5):
            case = await town.filed("Bo", cost=f"wood {euros}.000")
            number = await town.value("SELECT number FROM cases WHERE id = :id", id=case)
            hall.numbers.append(str(number))
        yield hall


async def prepared(hall: VillageHall, **more: object) -> str:
    """A round over these plans, from tomorrow for a week."""
    values = {"opens": OPENS, "closes": CLOSES, **more}
    done = await hall.asks(PrepareRound(hall.written(**values)))
    assert not isinstance(done, Refused), done
    for person in hall.town.village.people.values():
        person.looks()
    return str(done.round)


async def test_two_try_two_agree_and_the_wijk_hears(wijk: VillageHall) -> None:
    town = wijk.town
    id = await prepared(wijk)
    await town.do("Olga", "/rondes", "[🗳 R-2026-0001]")
    olga = town["Olga"]
    assert "State: prepared" in olga.newest.text
    assert "You can choose 2 plans." in olga.newest.text
    assert "🔓 Open this round" not in olga.newest.labels
    await town.do("Olga", "[🧪 Try the ballot]", "[⚪ Choose this plan]", "[▶️]")
    assert "1 of 2 chosen." in olga.newest.text
    await town.do("Olga", "[⚪ Choose this plan]", "[▶️]", "[⚪ Choose this plan]")
    # A third one where two is the most: this is how a wrong rule is found.
    assert "You can choose 2 plans. Take one away first." in olga.newest.text
    await town.do("Olga", "[🧪 Cast the trial ballot]")
    assert "One more person must try it" in olga.newest.text
    await town.do("Hugo", "/rondes", "[🗳 R…]", "[🧪 Try the ballot]", "[🧪 Cast the trial ballot]")
    assert "You have not chosen anything yet." in town["Hugo"].newest.text
    await town.do("Hugo", "[⚪ Choose this plan]", "[🧪 Cast the trial ballot]")
    assert "the round can be opened" in town["Hugo"].newest.text
    assert "🔓 Open this round" not in town["Hugo"].newest.labels
    await town.do("Olga", "/rondes", "[🗳 R…]", "[🔓 Open this round]")
    assert "I asked your colleagues." in olga.newest.text
    omar = town["Omar"]
    assert "Open this round?" in omar.newest.text
    assert "Olga" in omar.newest.text
    await town.do("Omar", "[✅ Yes, I agree]")
    assert "State: open" in omar.newest.text
    assert (await wijk.round(id)).state == "open"
    bo = town["Bo"]
    bo.looks()
    await town.later(days=1)
    assert "You can vote now about plans in your wijk." in bo.newest.text
    await town.do("Bo", "[🔕 No more news of rounds]")
    assert "You hear no more news of rounds." in bo.newest.text


async def opened(hall: VillageHall) -> str:
    """A round that runs."""
    id = await prepared(hall)
    for who in ("omar", "olga"):
        await hall.tries(id, who)
    await hall.both(id, "open")
    await hall.town.later(days=1)
    hall.now = hall.town.village.clock.now()
    for person in hall.town.village.people.values():
        person.looks()
    return id


async def test_a_later_closing_step_by_step(wijk: VillageHall) -> None:
    id = await opened(wijk)
    town, olga = wijk.town, wijk.town["Olga"]
    await town.do("Olga", "/rondes", "[🗳 R…]", "[🕐 Close later]")
    for typed, said in (
        ("soon", "I cannot read that."),
        ("28 March 2027 02:30", "does not exist"),
        ("3 December 25:00", "I cannot read that."),
    ):
        await town.do("Olga", typed)
        assert said in olga.newest.text, typed
        assert "Until when can people vote?" in olga.newest.text
    await town.do("Olga", "1 December 20:00", "The school was closed for a week.")
    assert "Choose a later moment." in olga.newest.text
    await town.do("Olga", "/terug", "3 December 20:00", "no")
    assert "too short" in olga.newest.text
    await town.do("Olga", "The school was closed for a week.")
    assert "I asked your colleagues." in olga.newest.text
    omar = town["Omar"]
    assert "Close this round later?" in omar.newest.text
    assert "The school was closed for a week." in omar.newest.text
    bo = town["Bo"]
    bo.looks()
    await town.do("Omar", "[✅ Yes, I agree]")
    await town.later(minutes=1)
    assert "You can vote longer: this round closes later." in bo.newest.text
    assert (await wijk.round(id)).closes == dt.datetime(2026, 12, 3, 19, tzinfo=dt.UTC)


async def test_a_no_is_heard_by_whoever_asked(wijk: VillageHall) -> None:
    id = await opened(wijk)
    town = wijk.town
    await town.do("Olga", "/rondes", "[🗳 R…]", "[⛔ Stop this round]", "Something is very wrong.")
    await town.do("Omar", "[❌ No, do not do it]")
    assert "A colleague said no: the round goes on." in town["Olga"].newest.text
    assert (await wijk.round(id)).state == "open"


async def test_a_round_closes_when_telegram_has_nothing_more(wijk: VillageHall) -> None:
    id = await opened(wijk)
    town = wijk.town
    await town.village.stop()
    # Somebody says something in time, and the bot is not there to hear it.
    town["Bo"].says("hello")
    town.village.clock.advance(dt.timedelta(days=10))
    await town.village.start()
    async with asyncio.timeout(20):
        while True:
            wijk.store = town.village.bot.store
            if (await wijk.round(id)).state != "open":
                break
            await asyncio.sleep(0.05)
    round = await wijk.round(id)
    assert round.state in ("closed", "counted")
    assert round.drained is not None
    assert round.drained >= round.closes
    assert town.village.telegram.updates.pending == []
    await town.village.stop()


async def test_a_plan_under_a_vote_tells_its_maker_that_it_waits(wijk: VillageHall) -> None:
    town = wijk.town
    bo = await town.plan("Bo", cost="wood 6.000")
    await town.do("Bo", "[✅ Send]")
    assert "It waits for the next one." in bo.newest.text
    assert "You hear from me before" not in bo.newest.text
    await town.do("Bo", "/mijn")
    assert "It waits for a round." in bo.newest.text


async def test_anything_at_every_question_of_an_officer(wijk: VillageHall) -> None:
    town = wijk.town
    id = await prepared(wijk)
    await town.do("Olga", "/rondes", "[🗳 R…]", "[🧪 Try the ballot]", "[⚪ Choose this plan]")
    await anything(town, "Olga")
    await town.do("Olga", "[🧪 Cast the trial ballot]")
    await wijk.tries(id, "omar")
    await wijk.both(id, "open")
    await town.later(days=1)
    await town.do("Olga", "/rondes", "[🗳 R…]", "[🕐 Close later]")
    await anything(town, "Olga")
    await town.do("Olga", "3 December 20:00")
    await anything(town, "Olga")
    await town.do("Olga", "The school was closed for a week.")
    assert "I asked your colleagues." in town["Olga"].newest.text
