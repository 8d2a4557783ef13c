"""Places are never sold twice, an offer goes to one person once; on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Iterator
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.activities.activity import (
    AcceptPlace,
    ChangeActivity,
    EndOffers,
    OffersEnded,
    PlaceAccepted,
    SignedOff,
    SignedUp,
    SignOff,
    SignUp,
    TellName,
)
from conversations.here import Here
from conversations.regulation import Retention
from conversations.rules.quiet import quiet
from conversations.rules.signups import (
    LONGEST_OFFER,
    offer_until,
    remind_at,
    standing,
    too_late_to_remind,
    why_not_sign_up,
)
from conversations.talk import PressedCase, Refused, Screen, Woke
from storage import due, postgres
from storage.activities import programme_lists
from storage.activities.programme_lists import _LATER, _THIS_WEEK, ACTIVITY
from storage.activities.signups import end_offers
from storage.database import Database, instant
from storage.hubs import places
from storage.migrations import migrate
from storage.perform import perform
from storage.pruning import prune
from storage.verify import verify
from tests.phones import NOON, ROTTERDAM, Phones
from tests.programme import activity, put, seen_by
from tests.stores import open_at

pytestmark = pytest.mark.sqlite_daily

HUB = "lombardijen"
SOON = NOON + dt.timedelta(days=3)


def here_of(id: str, now: dt.datetime = NOON) -> Here:
    return seen_by(ROTTERDAM, now, id)


async def stands(store: Database, **more: Any) -> str:
    """An activity at a hub of Rotterdam."""
    async with store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, NOON)
        return await put(tx, HUB, activity(SOON, **more), here_of(""))


async def meet(store: Database, *ids: str) -> None:
    """People whose ids are known beforehand."""
    async with store.transaction() as tx:
        for id in ids:
            await tx.run(
                "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'en', :now)",
                id=id,
                now=instant(NOON),
            )


async def does(store: Database, command: Any, id: str, now: dt.datetime = NOON) -> Any:
    async with store.transaction() as tx:
        return await perform(tx, command, here_of(id, now), tx.fresh())


async def states(store: Database, item: str) -> dict[str, str]:
    async with store.reading() as tx:
        rows = await tx.all(
            "SELECT person, state FROM signups WHERE item = :item ORDER BY n", item=item
        )
    return {row["person"]: row["state"] for row in rows}


# --- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("most", "taken", "line", "how"),
    [
        (None, 0, 0, "in"),
        (None, 400, 0, "in"),
        (1, 0, 0, "in"),
        (1, 1, 0, "waiting"),
        (8, 7, 0, "in"),
        (8, 7, 1, "waiting"),
        (8, 8, 3, "waiting"),
    ],
)
def test_who_gets_a_place(most: int | None, taken: int, line: int, how: str) -> None:
    assert standing(most, taken, line) == how


MOMENTS = st.integers(0, 31_536_000).map(lambda seconds: NOON + dt.timedelta(seconds=seconds))


@given(MOMENTS, st.timedeltas(dt.timedelta(seconds=1), dt.timedelta(days=60)))
def test_an_offer_ends_in_time_and_never_at_night(now: dt.datetime, left: dt.timedelta) -> None:
    starts = now + left
    until = offer_until(starts, now, ROTTERDAM)
    assert now < until <= starts
    assert until - now >= min(left / 2, LONGEST_OFFER) - dt.timedelta(seconds=1)
    assert until == starts or not quiet(until, ROTTERDAM)
    assert until == starts or until - now <= LONGEST_OFFER + dt.timedelta(hours=11, minutes=5)


def at(text: str) -> dt.datetime:
    """A local time in Rotterdam."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.mark.parametrize(
    ("starts", "reminds"),
    [
        ("2026-05-15 14:00", "2026-05-14 17:00"),
        ("2026-05-15 00:30", "2026-05-14 17:00"),
        # The clock goes on one hour on the day itself, and back in October.
        ("2027-03-28 14:00", "2027-03-27 17:00"),
        ("2026-10-25 14:00", "2026-10-24 17:00"),
    ],
)
def test_reminders_come_the_afternoon_before(starts: str, reminds: str) -> None:
    found = remind_at(at(starts), NOON, ROTTERDAM)
    assert found == at(reminds)
    assert remind_at(at(starts), at(reminds), ROTTERDAM) is None


def test_when_nobody_can_sign_up_or_needs_a_reminder() -> None:
    assert why_not_sign_up("planned", SOON, NOON) is None
    assert why_not_sign_up("planned", NOON, NOON) is not None
    assert why_not_sign_up("cancelled", SOON, NOON) is not None
    assert not too_late_to_remind("planned", SOON, NOON, ROTTERDAM)
    assert too_late_to_remind("cancelled", SOON, NOON, ROTTERDAM)
    midnight = at("2026-05-15 00:30")
    assert too_late_to_remind("planned", at("2026-05-15 07:59"), midnight, ROTTERDAM)
    assert not too_late_to_remind("planned", at("2026-05-15 08:01"), midnight, ROTTERDAM)


# --- the last place ------------------------------------------------------------------------------

CROWD = [f"p{n}" for n in range(8)]


async def rush(store: Database, item: str) -> dict[str, int]:
    """A crowd signs up at the same moment; how many came out how."""
    outcomes = await asyncio.gather(*(does(store, SignUp(item), id) for id in CROWD))
    found: dict[str, int] = {}
    for outcome in outcomes:
        assert isinstance(outcome, SignedUp), outcome
        found[outcome.standing] = found.get(outcome.standing, 0) + 1
    return found


async def test_the_last_places_go_to_as_many_as_there_are(store: Database) -> None:
    await meet(store, *CROWD)
    for _time in range(5):
        item = await stands(store, most=3)
        assert await rush(store, item) == {"in": 3, "waiting": 5}
        line = list((await states(store, item)).values())
        assert line == ["in"] * 3 + ["waiting"] * 5
        async with store.reading() as tx:
            assert await verify(tx, NOON) == []


@pytest.mark.postgres
async def test_without_holding_the_activity_places_are_sold_twice(
    postgres_store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: who counts without touching first counts the same free places."""
    store = await open_at(postgres_store)
    await migrate(store, profile="rotterdam")
    try:
        await meet(store, *CROWD)
        item = await stands(store, most=3)
        together = asyncio.Barrier(len(CROWD))

        async def only_meet(self: Any, table: str, id: str, *, shared: bool = False) -> None:
            await together.wait()

        monkeypatch.setattr(postgres.PostgresTransaction, "hold", only_meet)
        found = await rush(store, item)
        monkeypatch.undo()
        assert found["in"] > 3
        async with store.reading() as tx:
            [fault] = await verify(tx, NOON)
        assert fault.startswith(f"I14: activity {item} has ")
    finally:
        await store.close()


async def test_two_who_leave_at_once_make_two_offers(store: Database) -> None:
    await meet(store, *CROWD)
    for _time in range(5):
        item = await stands(store, most=2)
        for id in CROWD[:5]:
            await does(store, SignUp(item), id)
        outcomes = await asyncio.gather(
            *(does(store, SignOff(item), id) for id in ("p0", "p1", "p0"))
        )
        offered = [id for outcome in outcomes for id in outcome.offered]
        assert sorted(offered) == ["p2", "p3"]
        assert list((await states(store, item)).values()) == (
            ["gone", "gone", "offered", "offered", "waiting"]
        )


@pytest.mark.race
async def test_an_offer_ends_once_however_often_the_clock_strikes(
    store_address: str, store: Database
) -> None:
    """Two instances wake for the same moment, and the last taker comes at that moment too."""
    second = await open_at(store_address) if store.dialect == "postgres" else store
    try:
        await meet(store, *CROWD)
        item = await stands(store, most=1)
        for id in CROWD[:3]:
            await does(store, SignUp(item), id)
        await does(store, SignOff(item), "p0")
        async with store.reading() as tx:
            [row] = await tx.all("SELECT until FROM signups WHERE state = 'offered'")
        late = dt.datetime.fromisoformat(row["until"])
        outcomes = await asyncio.gather(
            does(store, EndOffers(item), "", late),
            does(second, EndOffers(item), "", late),
            does(store, AcceptPlace(item), "p1", late),
            does(second, EndOffers(item), "", late),
        )
        ended = [one for one in outcomes if isinstance(one, OffersEnded)]
        assert sorted(id for one in ended for id in one.over) == ["p1"]
        assert sorted(id for one in ended for id in one.offered) == ["p2"]
        assert any(isinstance(one, Refused) for one in outcomes)
        assert await states(store, item) == {"p0": "gone", "p1": "gone", "p2": "offered"}
    finally:
        if second is not store:
            await second.close()


async def test_what_is_not_committed_never_happened(store: Database) -> None:
    """Killed between leaving and the offer to the next: neither is there; again, both once."""
    await meet(store, *CROWD)
    item = await stands(store, most=1)
    for id in CROWD[:2]:
        await does(store, SignUp(item), id)

    async def leaves_and_dies() -> None:
        async with store.transaction() as tx:
            left = await perform(tx, SignOff(item), here_of("p0"), tx.fresh())
            assert left.offered == ("p1",)
            raise RuntimeError("the power fails")

    with pytest.raises(RuntimeError):
        await leaves_and_dies()
    assert await states(store, item) == {"p0": "in", "p1": "waiting"}
    again = await does(store, SignOff(item), "p0")
    assert isinstance(again, SignedOff)
    assert again.offered == ("p1",)
    assert await does(store, SignOff(item), "p0") == SignedOff(item, None)
    async with store.reading() as tx:
        [row] = await tx.all("SELECT count(*) AS n FROM due WHERE kind = 'offer_over'")
        assert row["n"] == 1


# --- against a model -----------------------------------------------------------------------------


class Model:
    """What a patient person with a sheet of paper would do."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.coming: list[str] = []
        self.offered: list[str] = []
        self.line: list[str] = []

    def fill(self) -> None:
        while self.line and len(self.coming) + len(self.offered) < self.most:
            self.offered.append(self.line.pop(0))

    def does(self, what: str, who: str) -> None:
        known = who in self.coming + self.offered + self.line
        if what == "join" and not known:
            full = len(self.coming) + len(self.offered) >= self.most
            (self.line if full or self.line else self.coming).append(who)
        elif what == "leave":
            for where in (self.coming, self.offered, self.line):
                if who in where:
                    where.remove(who)
        elif what == "accept" and who in self.offered:
            self.offered.remove(who)
            self.coming.append(who)
        elif what == "late":
            self.offered.clear()
        elif what == "more":
            self.most += 1
        self.fill()

    def stands(self) -> dict[str, str]:
        return {
            **dict.fromkeys(self.coming, "in"),
            **dict.fromkeys(self.offered, "offered"),
            **dict.fromkeys(self.line, "waiting"),
        }


def some_steps(seed: int) -> Iterator[tuple[str, str]]:
    chance = random.Random(seed)
    for _n in range(120):
        what = chance.choices(("join", "leave", "accept", "late", "more"), (8, 5, 5, 1, 0.5))[0]
        yield what, chance.choice(CROWD)


@pytest.mark.parametrize("seed", range(4))
async def test_the_list_is_what_a_sheet_of_paper_would_be(store: Database, seed: int) -> None:
    await meet(store, *CROWD)
    item = await stands(store, most=2)
    model, now, version = Model(2), NOON, count(1)
    for what, who in some_steps(seed):
        now += dt.timedelta(seconds=30)
        model.does(what, who)
        match what:
            case "join":
                await does(store, SignUp(item), who, now)
            case "leave":
                await does(store, SignOff(item), who, now)
            case "accept":
                await does(store, AcceptPlace(item), who, now)
            case "late":
                async with store.transaction() as tx:
                    await tx.run(
                        "UPDATE signups SET until = :now WHERE state = 'offered'", now=instant(now)
                    )
                    await end_offers(tx, EndOffers(item), here_of("", now), tx.fresh())
            case "more":
                more = activity(SOON, most=model.most)
                async with store.transaction() as tx:
                    desk = seen_by(ROTTERDAM, now, "p0", ("hub_staff", None))
                    command = ChangeActivity(item, next(version), more)
                    done = await perform(tx, command, desk, tx.fresh())
                    assert not isinstance(done, Refused)
        found = {p: s for p, s in (await states(store, item)).items() if s != "gone"}
        assert found == model.stands(), (what, who)
    async with store.reading() as tx:
        assert await verify(tx, NOON) == []


# --- authority, privacy, and what is looked up ---------------------------------------------------


async def test_nobody_changes_the_list_of_another_person(store: Database) -> None:
    await meet(store, "anna", "bea")
    item = await stands(store)
    await does(store, SignUp(item), "anna")
    assert await does(store, SignOff(item), "bea") == SignedOff(item, None)
    assert isinstance(await does(store, AcceptPlace(item), "bea"), Refused)
    assert isinstance(await does(store, TellName(item, True), "bea"), Refused)
    assert isinstance(await does(store, AcceptPlace(item), "anna"), PlaceAccepted)
    for command in (SignUp("x"), SignOff("x"), AcceptPlace("x")):
        assert isinstance(await does(store, command, "anna"), Refused)
    assert await states(store, item) == {"anna": "in"}


async def test_who_may_read_names_and_only_those_that_were_shown(store: Database) -> None:
    await meet(store, "anna", "bea")
    item = await stands(store)
    for id in ("anna", "bea"):
        await does(store, SignUp(item), id)
    await does(store, TellName(item, True), "anna")
    wijk = "rotterdam.lombardijen"
    readers = {
        (): (),
        (("hub_staff", "rotterdam.ommoord"),): (),
        (("officer", None),): (),
        (("hub_staff", wijk),): ("anna",),
        (("hub_staff", None),): ("anna",),
    }
    async with store.reading() as tx:
        for held, names in readers.items():
            here = seen_by(ROTTERDAM, NOON, "reader", *held)
            facts = await programme_lists.activity_facts(
                tx, Screen(name="activity", case=item), here
            )
            assert facts is not None
            assert facts.names == names, held
            assert facts.may_keep == bool(names)


async def test_the_list_goes_some_days_after_the_activity(store: Database) -> None:
    await meet(store, "anna")
    item = await stands(store)
    await does(store, SignUp(item), "anna")
    ended = SOON + dt.timedelta(hours=2)
    async with store.transaction() as tx:
        assert (await prune(tx, Retention(), ended + dt.timedelta(days=6)))["signups"] == 0
        assert (await prune(tx, Retention(), ended + dt.timedelta(days=8)))["signups"] == 1
    assert await states(store, item) == {}


async def test_a_place_with_a_programme_is_not_forgotten(store: Database) -> None:
    await stands(store)
    fewer = ROTTERDAM.but(places=tuple(p for p in ROTTERDAM.places if p.id != HUB))
    async with store.transaction() as tx:
        await places.seed(tx, fewer, NOON)
        assert await places.by_id(tx, HUB, here_of("anna")) is not None


async def test_lists_and_counts_go_by_indexes(store: Database) -> None:
    if store.dialect != "sqlite":
        pytest.skip("SQLite explains its plans in words")
    await meet(store, *CROWD)
    item = await stands(store)
    asked = {
        "week": f"{ACTIVITY} WHERE {_THIS_WEEK} ORDER BY a.starts, a.id",
        "later": f"{ACTIVITY} WHERE {_LATER} ORDER BY a.starts, a.id",
        "one": f"{ACTIVITY} WHERE a.id = :item",
        "mine": f"{ACTIVITY} WHERE m.person = :me AND m.state <> 'gone'"
        " AND a.ends > :now ORDER BY a.starts, a.id",
        "line": "SELECT person FROM signups WHERE item = :item AND state = 'waiting' ORDER BY n",
        "pruned": "SELECT s.item FROM activities a JOIN signups s ON s.item = a.id"
        " WHERE a.ends < :now",
    }
    named = {
        "place": HUB, "now": instant(NOON), "until": instant(SOON), "me": "p0", "item": item,
    }  # fmt: skip
    async with store.reading() as tx:
        for what, sql in asked.items():
            plan = [row["detail"] for row in await tx.all(f"EXPLAIN QUERY PLAN {sql}", **named)]
            assert not [step for step in plan if step.startswith("SCAN")], f"{what}: {plan}"


# --- on phones, both databases -------------------------------------------------------------------


async def test_offer_acceptance_and_the_clock_on_phones(phones: Phones) -> None:
    store = phones.store
    phones.now = NOON
    item = await stands(store, most=1)
    for name in ("Bea", "Anna", "Cor"):
        await phones.does(name, PressedCase(item, "join"))
    assert phones.verbs("Cor") == {"leave"}
    await phones.does("Bea", PressedCase(item, "leave"))
    assert phones.verbs("Anna") == {"accept", "leave"}
    assert "number 1 on the waiting list" in phones.saw("Cor")
    phones.now += dt.timedelta(days=1, hours=1)
    async with store.transaction() as tx:
        taken = await due.next_ready(tx, phones.now, 10)
        assert [(one.kind, one.subject) for one in taken] == [("offer_over", item)]
    letters = await wake(phones, item)
    assert sorted(letters) == ["Anna", "Cor"]
    assert await wake(phones, item) == []
    said = await phones.does("Cor", PressedCase(item, "accept"))
    assert "✅ You come." in said
    assert (await phones.journal(item))[-1] == ("resident", "place_accepted")


async def wake(phones: Phones, item: str) -> list[str]:
    """The clock strikes for an activity; whom something was said."""
    async with phones.store.transaction() as tx:
        letters = await phones.turns.wake(tx, Woke("offer_over", item))
    return [await phones.name_of(x.person) for x in letters if x.kind == "say"]
