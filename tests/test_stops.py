"""The register of stops on both databases: authority, versions, races, news, lookups."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from conversations.here import Here, Person
from conversations.mobile.stop import (
    Arrive,
    CancelStop,
    HearOfBus,
    Leave,
    MoveStop,
    NothingToTell,
    OpenStop,
    PlanStop,
    StopKept,
    StopNews,
    TellEve,
    TellFollowers,
    UndoStop,
)
from conversations.talk import Refused, Screen
from storage.database import instant
from storage.hubs import places
from storage.mobile import stop_lists
from tests.phones import OMMOORD, ROTTERDAM, ZEVENKAMP, person
from tests.stores import open_at
from tests.yard import CREW, DAY, HOUR, NOON, Yard, stop

pytestmark = pytest.mark.sqlite_daily

# --- the crew ------------------------------------------------------------------------------------

OTHERS = [
    person("resident"),
    person("hub of one wijk", ("hub_staff", OMMOORD)),
    person("officer", ("officer", None)),
    person("secretary", ("secretary", OMMOORD)),
    person("false operator", ("operator", None)),
]


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: who.id)
async def test_nobody_else_changes_a_stop_by_any_command(yard: Yard, who: Person) -> None:
    id = await yard.plan(after=HOUR)
    before = await yard.rows("SELECT * FROM stop_versions")
    journal = await yard.rows("SELECT count(*) AS n FROM journal")
    for command in (
        PlanStop(stop(after=3 * DAY)),
        PlanStop(stop(after=3 * DAY), "mobiel"),
        OpenStop(id, "move"),
        MoveStop(id, 1, stop(after=5 * HOUR)),
        CancelStop(id, 1),
        Arrive(id),
        Leave(id),
        UndoStop(id, 1),
    ):
        outcome = await yard.asks(command, who)
        assert isinstance(outcome, Refused), command
        assert "Only the crew" in outcome.why.text
    assert await yard.rows("SELECT * FROM stop_versions") == before
    assert await yard.rows("SELECT count(*) AS n FROM journal") == journal


async def test_every_change_is_a_version_and_stands_in_the_journal(yard: Yard) -> None:
    id = await yard.plan(after=HOUR)
    later = stop(after=2 * HOUR)
    assert await yard.asks(MoveStop(id, 1, later, "file")) == StopKept(id, "moved")
    yard.now += 2 * HOUR
    assert await yard.asks(Arrive(id)) == StopKept(id, "arrived")
    assert await yard.asks(Arrive(id)) == StopKept(id, "arrived")
    assert await yard.asks(UndoStop(id, 3)) == StopKept(id, "undone")
    assert await yard.asks(UndoStop(id, 3)) == StopKept(id, "undone")
    assert isinstance(await yard.asks(UndoStop(id, 4)), Refused)
    assert isinstance(await yard.asks(UndoStop(id, 1)), Refused)
    assert await yard.asks(Arrive(id)) == StopKept(id, "arrived")
    assert isinstance(await yard.asks(MoveStop(id, 5, stop(after=3 * HOUR))), Refused)
    assert await yard.asks(Leave(id)) == StopKept(id, "left")
    rows = await yard.rows(
        "SELECT version, what, state, role, reason FROM stop_versions ORDER BY version"
    )
    assert [(r["version"], r["what"], r["state"], r["reason"]) for r in rows] == [
        (1, "planned", "planned", None),
        (2, "moved", "planned", "file"),
        (3, "arrived", "arrived", None),
        (4, "undone", "planned", None),
        (5, "arrived", "arrived", None),
        (6, "left", "left", None),
    ]
    assert {r["role"] for r in rows} == {"hub_staff"}
    verbs = await yard.rows(
        "SELECT verb FROM journal WHERE subject = :id ORDER BY at, cause", id=id
    )
    assert sorted(v["verb"] for v in verbs) == sorted(f"stop_{r['what']}" for r in rows)


async def test_a_stop_that_somebody_changed_must_be_looked_at_again(yard: Yard) -> None:
    id = await yard.plan()
    await yard.asks(MoveStop(id, 1, stop(after=DAY + HOUR)))
    for command in (MoveStop(id, 1, stop(after=2 * DAY)), CancelStop(id, 1)):
        outcome = await yard.asks(command)
        assert isinstance(outcome, Refused)
        assert "Somebody changed this stop" in outcome.why.text


async def test_one_bus_is_at_one_place_at_a_time(yard: Yard) -> None:
    first = await yard.plan()
    outcome = await yard.asks(PlanStop(stop(ZEVENKAMP, DAY + HOUR)))
    assert isinstance(outcome, Refused)
    assert "At that time the bus is at" in outcome.why.text
    # Where one ends the next may begin; what is off is in nobody's way.
    second = await yard.plan(ZEVENKAMP, DAY + 2 * HOUR)
    assert isinstance(await yard.asks(MoveStop(second, 1, stop(after=DAY))), Refused)
    await yard.asks(CancelStop(first, 1))
    assert await yard.asks(MoveStop(second, 1, stop(after=DAY))) == StopKept(second, "moved")
    # Bringing the first one back would put the bus in two places.
    assert isinstance(await yard.asks(UndoStop(first, 2)), Refused)


@pytest.mark.race
async def test_two_of_the_crew_at_once_plan_one_stop(store_address: str, yard: Yard) -> None:
    """Both look, both write: on PostgreSQL in two transactions at the same time."""
    other = Yard(await open_at(store_address)) if "postgres" in store_address else yard
    try:
        outcomes = await asyncio.gather(
            *(one.asks(PlanStop(stop(spot=f"Hoek {n}"))) for n, one in enumerate((yard, other)))
        )
    finally:
        if other is not yard:
            await other.store.close()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "StopKept"]
    assert len(await yard.rows("SELECT id FROM stops")) == 1


async def test_a_place_with_stops_stays_when_the_profile_forgets_it(yard: Yard) -> None:
    id = await yard.plan()
    async with yard.store.transaction() as tx:
        await places.seed(tx, ROTTERDAM.but(places=()), NOON)
        facts = await stop_lists.stop_facts(
            tx, Screen(name="stop", subject=id), Here(ROTTERDAM, CREW, NOON)
        )
    assert facts is not None


# --- news ----------------------------------------------------------------------------------------


async def test_what_is_to_happen_follows_the_last_version(yard: Yard) -> None:
    id = await yard.plan(after=2 * DAY)
    minute = instant(NOON + dt.timedelta(minutes=1))
    evening = instant(NOON + DAY + 6 * HOUR)
    assert await yard.due(id) == {"stop_wishes": minute, "stop_eve": evening}
    await yard.asks(MoveStop(id, 1, stop(after=3 * DAY)))
    assert await yard.due(id) == {
        "stop_wishes": minute,
        "stop_eve": instant(NOON + 2 * DAY + 6 * HOUR),
        "stop_news": minute,
    }
    # Back to where it was: the evening that was given up is planned again.
    await yard.asks(UndoStop(id, 2))
    assert (await yard.due(id))["stop_eve"] == evening
    await yard.asks(CancelStop(id, 3))
    assert await yard.due(id) == {"stop_news": minute}


async def test_followers_of_both_wijken_hear_it_once(yard: Yard) -> None:
    for name, wijken in (("a", (OMMOORD,)), ("b", (ZEVENKAMP,)), ("c", (OMMOORD, ZEVENKAMP))):
        who = await yard.resident(name)
        for wijk in wijken:
            await yard.asks(HearOfBus(True, wijk), who)
    id = await yard.plan()
    await yard.asks(MoveStop(id, 1, stop(ZEVENKAMP)))
    told = await yard.asks(TellFollowers(id))
    assert isinstance(told, StopNews)
    assert (told.news, told.people) == ("moved", ("a", "b", "c"))
    assert await yard.asks(TellFollowers(id)) == NothingToTell()


async def test_an_evening_that_is_not_so_any_more_is_no_news(yard: Yard) -> None:
    await yard.asks(HearOfBus(True, OMMOORD), await yard.resident("a"))
    id = await yard.plan()
    told = await yard.asks(TellEve(id))
    assert isinstance(told, StopNews)
    assert (told.news, told.people, told.until) == ("eve", ("a",), NOON + DAY)
    await yard.asks(MoveStop(id, 1, stop(after=2 * DAY)))
    assert await yard.asks(TellEve(id)) == NothingToTell()  # the change tells it by itself
    await yard.asks(TellFollowers(id))
    yard.now += 3 * DAY
    assert await yard.asks(TellEve(id)) == NothingToTell()


async def test_at_night_the_moment_is_put_off(yard: Yard) -> None:
    id = await yard.plan()
    await yard.asks(CancelStop(id, 1))
    yard.now = NOON + 12 * HOUR
    assert await yard.asks(TellFollowers(id)) == NothingToTell()
    assert (await yard.due(id))["stop_news"] <= instant(NOON + DAY)
    assert await yard.rows("SELECT told FROM stops") == [{"told": 1}]


async def test_lookups_go_by_index(yard: Yard) -> None:
    if yard.store.dialect != "sqlite":
        pytest.skip("the plans are read on SQLite")
    named = {
        "id": "x", "wijk": "x", "begins": "2", "until": "3", "now": "2", "place": "x",
        "starts": "2", "ends": "3", "stop": "x", "person": "x", "subject": "x", "recently": "1",
        "one": "x", "other": "y", "most": 4,
    }  # fmt: skip
    plans = {
        "one": "SELECT id FROM stops WHERE id = :id",
        "versions": "SELECT what FROM stop_versions WHERE stop = :id ORDER BY version",
        "of a wijk": "SELECT id FROM stops WHERE wijk = :wijk AND ends > :begins"
        " AND starts < :until AND state <> 'left' ORDER BY starts, id LIMIT :most",
        "of a week": "SELECT id FROM stops WHERE ends > :begins AND starts < :until"
        " AND state <> 'left' AND wijk <> :wijk ORDER BY starts, id",
        "of the crew": "SELECT id FROM stops WHERE place = :place AND ends > :begins"
        " AND starts < :until ORDER BY starts, id",
        "elsewhere": "SELECT spot FROM stops WHERE place = :place AND ends > :starts"
        " AND starts < :ends AND id <> :stop AND state IN ('planned', 'arrived')",
        "my wish": "SELECT id FROM stop_wishes WHERE person = :person AND wijk = :wijk"
        " AND closed IS NULL",
        "wishes": "UPDATE stop_wishes SET closed = :now, how = 'heard', stop = :stop"
        " WHERE wijk = :wijk AND closed IS NULL RETURNING person",
        "eve": "SELECT f.person FROM follows f WHERE f.subject = :subject AND NOT EXISTS ("
        "SELECT 1 FROM stop_wishes w WHERE w.stop = :stop AND w.person = f.person"
        " AND w.closed > :recently)",
        "followers": "SELECT person FROM follows WHERE subject = :one"
        " UNION SELECT person FROM follows WHERE subject = :other ORDER BY person",
    }
    async with yard.store.reading() as tx:
        for what, sql in plans.items():
            rows = await tx.all(f"EXPLAIN QUERY PLAN {sql}", **named)
            steps = [row["detail"] for row in rows]
            looks = [s for s in steps if s.startswith(("SCAN", "SEARCH"))]
            assert looks, what
            wrong = [s for s in looks if s.startswith("SCAN") and "SUBQUERY" not in s]
            assert not wrong, f"{what}: {steps}"
