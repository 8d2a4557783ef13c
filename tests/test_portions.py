"""Many people hear of one thing: in portions, everybody once, nobody twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from bot.clock import Alarm
from conversations.here import Here
from conversations.hubs.place import OneOff
from conversations.hubs.place_change import AddOneOff, PlaceChanged, TakeBack, TakenBack
from conversations.mobile.stop import CancelStop, PlanStop, StopKept, StopPlan, UndoStop
from conversations.talk import Command
from storage import outbox
from storage.database import Database
from storage.follows import bus
from storage.hubs import places
from storage.outbox import Letter
from storage.perform import perform
from storage.portions import PORTION
from tests.phones import NOON, OMMOORD, OPERATOR, ROTTERDAM, Phones

pytestmark = pytest.mark.sqlite_daily

MANY = 2 * PORTION + 7
PLACE = next(place.id for place in ROTTERDAM.places if place.kind == "house")
MINUTES = dt.timedelta(minutes=3)


class Crowd:
    """People who all follow one place and the bus in one wijk."""

    def __init__(self, store: Database) -> None:
        self.phones = Phones(store)
        self.letters: list[Letter] = []
        self.transactions = 0

    async def gathers(self) -> None:
        ids = [{"id": f"p{n:04}"} for n in range(MANY)]
        async with self.phones.store.transaction() as tx:
            await places.seed(tx, ROTTERDAM, NOON)
            await tx.many(
                "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'nl', 'x')", ids
            )
            await tx.many(
                "INSERT INTO accounts (door, address, person) VALUES ('telegram', :id, :id)", ids
            )
            await tx.many("INSERT INTO chats (person, turn) VALUES (:id, 0)", ids)
            for subject in (f"place:{PLACE}", bus(OMMOORD)):
                await tx.many(
                    "INSERT INTO follows (person, subject, since) VALUES (:id, :subject, 'x')",
                    [{**one, "subject": subject} for one in ids],
                )

    async def does(self, command: Command) -> object:
        async with self.phones.store.transaction() as tx:
            here = Here(ROTTERDAM, OPERATOR, self.phones.now)
            return await perform(tx, command, here, tx.fresh())

    async def hears(self) -> Counter[str]:
        """What everybody is told a little later: how many letters each person gets."""
        self.phones.now += MINUTES
        alarm = Alarm(
            self.phones.store,
            self.phones.turns,
            self._posted,
            lambda: self.phones.now,
            ROTTERDAM.retention,
        )
        self.letters.clear()
        self.transactions = 0
        await alarm.catch_up()
        told = Counter(letter.person for letter in self.letters if letter.kind == "say")
        letters = list(self.letters)
        async with self.phones.store.transaction() as tx:
            sent = [
                outbox.Delivery(one, "sent", 1 + n + self.phones.now.minute * 10_000, 1)
                for n, one in enumerate(letters)
            ]
            await outbox.note(tx, sent, "town", self.phones.now)
        return told

    def _posted(self, letters: list[Letter]) -> None:
        assert len(letters) <= PORTION
        self.letters += letters
        self.transactions += 1


@pytest.fixture
async def crowd(store: Database) -> Crowd:
    crowd = Crowd(store)
    await crowd.gathers()
    return crowd


async def test_news_of_a_place_reaches_everybody_once_and_so_does_that_it_is_not_so(
    crowd: Crowd,
) -> None:
    shut = OneOff(kind="closed", since=NOON.date(), until=NOON.date(), told=NOON.date())
    made = await crowd.does(AddOneOff(PLACE, shut))
    assert isinstance(made, PlaceChanged)
    told = await crowd.hears()
    assert len(told) == MANY
    assert set(told.values()) == {1}
    assert crowd.transactions >= 3
    assert isinstance(await crowd.does(TakeBack(made.change)), TakenBack)
    told = await crowd.hears()
    assert len(told) == MANY
    assert set(told.values()) == {1}
    assert await crowd.hears() == Counter()


async def test_news_of_a_stop_reaches_everybody_once_and_no_phone_is_written_over(
    crowd: Crowd,
) -> None:
    starts = NOON + dt.timedelta(hours=60)
    plan = StopPlan(
        wijk=OMMOORD, spot="Binnenhof", starts=starts, ends=starts + dt.timedelta(hours=2)
    )
    kept = await crowd.does(PlanStop(plan=plan))
    assert isinstance(kept, StopKept)
    assert await crowd.hears() == Counter()
    for command in (CancelStop(kept.stop, 1, None), UndoStop(kept.stop, 2)):
        assert isinstance(await crowd.does(command), StopKept)
        told = await crowd.hears()
        assert len(told) == MANY
        assert set(told.values()) == {1}
        assert {letter.kind for letter in crowd.letters} == {"say"}


async def test_a_change_between_two_portions_is_told_to_everybody_as_it_is_now(
    crowd: Crowd,
) -> None:
    starts = NOON + dt.timedelta(hours=60)
    plan = StopPlan(
        wijk=OMMOORD, spot="Binnenhof", starts=starts, ends=starts + dt.timedelta(hours=2)
    )
    kept = await crowd.does(PlanStop(plan=plan))
    assert isinstance(kept, StopKept)
    await crowd.hears()
    await crowd.does(CancelStop(kept.stop, 1, None))
    crowd.phones.now += MINUTES
    alarm = Alarm(
        crowd.phones.store,
        crowd.phones.turns,
        crowd._posted,
        lambda: crowd.phones.now,
        ROTTERDAM.retention,
    )
    await alarm._one()
    first = {letter.person for letter in crowd.letters}
    assert len(first) == PORTION
    assert isinstance(await crowd.does(UndoStop(kept.stop, 2)), StopKept)
    told = await crowd.hears()
    assert len(told) == MANY
    assert set(told.values()) == {1}
