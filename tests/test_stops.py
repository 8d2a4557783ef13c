"""The register of stops on both databases: authority, versions, races, news, wishes, the desk."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from bot.desk import stop_commands
from bot.desk.desk import carry_out
from bot.desk.room import Room
from bot.inbound import Tapped
from bot.turns import Answered, Turns
from conversations.here import Here, Person
from conversations.mobile.stop import (
    Arrive,
    CancelStop,
    CountWishes,
    HearOfBus,
    Leave,
    MoveStop,
    NothingToTell,
    OpenStop,
    PlanStop,
    StopKept,
    StopNews,
    StopPlan,
    TellEve,
    TellFollowers,
    TellWishers,
    UndoStop,
    WishesHeard,
    WishKept,
    WishStop,
    WithdrawWish,
)
from conversations.talk import Refused, Screen, Wrote
from storage.database import Database, fresh, instant
from storage.follows import bus
from storage.hubs import places
from storage.mobile import stop_lists
from storage.mobile.stop_file import read_stops
from storage.perform import perform
from tests.phones import OMMOORD, ROTTERDAM, ZEVENKAMP, Phones, person
from tests.stores import open_at

NOON = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)  # a Tuesday, noon on the clock
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
CREW = person("crew", ("hub_staff", None))


class Yard:
    """The store with the bus in it; whoever asks does so in a transaction of their own."""

    def __init__(self, store: Database) -> None:
        self.store = store
        self.now = NOON

    async def asks(self, command: Any, who: Person = CREW) -> Any:
        async with self.store.transaction() as tx:
            here = Here(ROTTERDAM, who, self.now)
            return await perform(tx, command, here, tx.fresh())

    async def rows(self, sql: str, **named: Any) -> list[dict[str, Any]]:
        async with self.store.reading() as tx:
            return [dict(row) for row in await tx.all(sql, **named)]

    async def resident(self, name: str) -> Person:
        async with self.store.transaction() as tx:
            await tx.run(
                "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'nl', :now)",
                id=name,
                now=instant(NOON),
            )
        return person(name)

    async def plan(self, wijk: str = OMMOORD, after: dt.timedelta = DAY) -> str:
        plan = stop(wijk, after)
        kept = await self.asks(PlanStop(plan))
        assert isinstance(kept, StopKept), kept
        return kept.stop

    async def due(self, stop: str) -> dict[str, str]:
        rows = await self.rows(
            "SELECT kind, at FROM due WHERE subject = :s AND done_at IS NULL", s=stop
        )
        return {row["kind"]: row["at"] for row in rows}


def stop(wijk: str = OMMOORD, after: dt.timedelta = DAY, spot: str = "Binnenhof") -> StopPlan:
    """Two hours, so long after noon."""
    starts = NOON + after
    return StopPlan(wijk=wijk, spot=spot, starts=starts, ends=starts + 2 * HOUR)


@pytest.fixture
async def yard(store: Database) -> Yard:
    async with store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, NOON)
    return Yard(store)


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


# --- wishes --------------------------------------------------------------------------------------


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


# --- the desk ------------------------------------------------------------------------------------


def room_of(yard: Yard) -> Room:
    turns = Turns(yard.store, ROTTERDAM, bot="aanzet_bot", me=fresh(), now=lambda: yard.now)
    pushed: list[Answered] = []
    return Room(yard.store, ROTTERDAM, turns, "aanzet_bot", lambda: yard.now, pushed.extend)


GOOD = """\ufeffdag;van;tot;wijk;plek;adres;lat;lon
2026-05-14;13:00;15:00;Ommoord;Binnenhof, bij de winkels;Binnenhof 1;51,9601;4,5502
15 mei;9.30;12:00;zevenkamp;Ambachtsplein;;;
"""


async def test_a_file_of_stops_is_planned_once(yard: Yard, tmp_path: Path) -> None:
    path = tmp_path / "haltes.csv"
    path.write_text(GOOD, encoding="utf-8")
    room = room_of(yard)
    order = {"do": "stops-import", "file": str(path)}
    dry = await carry_out(room, {**order, "dry_run": True})
    assert dry.ok, dry
    assert dry.said[-1] == "This was a dry run: nothing was planned."
    assert await yard.rows("SELECT id FROM stops") == []
    done = await carry_out(room, order)
    assert done.said == (
        "2026-05-14 13:00–15:00  Ommoord  Binnenhof, bij de winkels",
        "2026-05-15 09:30–12:00  Zevenkamp  Ambachtsplein",
        "Planned: 2. There already: 0.",
    )
    again = await carry_out(room, order)
    assert again.said == ("Planned: 0. There already: 2.",)
    rows = await yard.rows("SELECT latitude, address FROM stops ORDER BY starts")
    assert rows[0] == {"latitude": 51.9601, "address": "Binnenhof 1"}
    assert {r["role"] for r in await yard.rows("SELECT role FROM stop_versions")} == {"operator"}
    listed = await carry_out(room, {"do": "stops-list"})
    assert len(listed.said) == 2
    assert "planned    2026-05-14 13:00–15:00  Ommoord  Binnenhof, bij de winkels" in listed.said[0]


HEAD = "day,from,to,wijk,where\n"
WRONG = [
    ("", ["column `day`: this column is missing"]),
    ("day,from,to,wijk\n", ["halte.csv:1: column `where`: this column is missing"]),
    ("day,from,to,wijk,where,color\n", [":1: column `color`: this is no column here"]),
    ("day,from,to,wijk,where,where\n", [":1: column `where`: it stands here twice"]),
    (HEAD, ["there is no stop in it"]),
    (HEAD + "soon,13,15,Ommoord,Plein\n", [":2: column `day`: 'soon' is no day"]),
    (HEAD + "2026-05-14,15,13,Ommoord,Plein\n", [":2: column `from`: '15' to '13'"]),
    (
        HEAD + "2026-05-14,13,15,Omoord,Plein\n",
        [":2: column `wijk`: there is no wijk 'Omoord'. Did you mean 'Ommoord'?"],
    ),
    (HEAD + "2026-05-14,13,15,Ommoord,\n", [":2: column `where`"]),
    (HEAD + "2026-05-14,13,15,Ommoord\n", [":2: 4 cells where 5 belong"]),
    (HEAD + '2026-05-14,13,15,Ommoord,"Plein\n', [":2: not CSV"]),
    (
        "day,from,to,wijk,where,lat,lon\n2026-05-14,13,15,Ommoord,Plein,99,x\n",
        [":2: column `lat`: '99' are no degrees", ":2: column `lon`: 'x' are no degrees"],
    ),
    (HEAD + "2026-05-01,13,15,Ommoord,Plein\n", [":2: That moment is past"]),
    (
        HEAD + "2026-05-14,13,15,Ommoord,Plein\n2026-05-14,14,16,Ommoord,Markt\n",
        [":3: At that time the bus is at"],
    ),
    (
        HEAD + "soon,13,15,Ommoord,Plein\n2026-05-14,13,15,Nergens,Plein\n",
        [":2: column `day`", ":3: column `wijk`"],
    ),
]


@pytest.mark.parametrize(("text", "faults"), WRONG)
async def test_a_wrong_file_plans_nothing_and_says_row_and_column(
    yard: Yard, tmp_path: Path, text: str, faults: list[str]
) -> None:
    path = tmp_path / "halte.csv"
    path.write_text(text or "\n", encoding="utf-8")
    reply = await carry_out(room_of(yard), {"do": "stops-import", "file": str(path)})
    assert not reply.ok
    for fault in faults:
        assert fault in reply.said[0]
    assert reply.said[0].endswith("Nothing was planned.")
    assert await yard.rows("SELECT id FROM stops") == []


async def test_a_file_that_cannot_be_read_says_what_to_do(yard: Yard, tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(HEAD.encode() + b"2026-05-14,13,15,Ommoord,Caf\xe9\n")
    (tmp_path / "stops.xlsx").write_bytes(b"PK\x03\x04")
    for name, fault in (
        ("latin.csv", "this is not UTF-8 text. Save the file as UTF-8."),
        ("stops.xlsx", "Save it as CSV (UTF-8)"),
        ("none.csv", "the file cannot be read"),
    ):
        order = {"do": "stops-import", "file": str(tmp_path / name)}
        reply = await carry_out(room_of(yard), order)
        assert not reply.ok
        assert fault in reply.said[0]


async def test_the_desk_moves_and_cancels_under_the_same_rules(yard: Yard) -> None:
    room = room_of(yard)
    id = await yard.plan()
    moved = await carry_out(
        room, {"do": "stops-move", "id": id, "times": "14:00-16:00", "reason": "file"}
    )
    assert moved.ok, moved
    rows = await yard.rows("SELECT starts, spot, version FROM stops")
    assert rows == [{"starts": "2026-05-13T12:00:00.000000Z", "spot": "Binnenhof", "version": 2}]
    await carry_out(room, {"do": "stops-move", "id": id, "wijk": "Zevenkamp", "where": "Plein"})
    rows = await yard.rows("SELECT wijk, spot FROM stops")
    assert rows == [{"wijk": ZEVENKAMP, "spot": "Plein"}]
    assert "stop_news" in await yard.due(id)
    for order, line in (
        ({"do": "stops-move", "id": id}, "Nothing is different."),
        ({"do": "stops-move", "id": id, "times": "noon"}, "Write it as 13:00-15:00"),
        ({"do": "stops-move", "id": id, "times": "16-14"}, "Write it as 13:00-15:00"),
        ({"do": "stops-move", "id": id, "wijk": "Omoord"}, "Is it Ommoord"),
        ({"do": "stops-move", "id": id, "day": "2026-05-01"}, "That moment is past."),
        ({"do": "stops-move", "id": "x", "times": "1-2"}, "I do not know this stop."),
        ({"do": "stops-cancel", "id": "x"}, "I do not know this stop."),
    ):
        reply = await carry_out(room, order)
        assert not reply.ok, order
        assert line in reply.said[0], order
    assert (await carry_out(room, {"do": "stops-cancel", "id": id, "reason": "ziek"})).ok
    reply = await carry_out(room, {"do": "stops-cancel", "id": id})
    assert reply.said == ("This stop is off already.",)
    assert (await carry_out(room, {"do": "stops-demand"})).said == (
        "Nowhere many people ask for a stop yet. It is counted once a week.",
    )


def test_the_command_line_gives_these_orders() -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    app = Typer()
    stop_commands.register(
        app, lambda do, **about: asked.append((do, about)), lambda typed, option: typed
    )
    for line in (
        ["import", "x.csv", "--dry-run"],
        ["list"],
        ["move", "-hW2", "--times", "13-15", "--day", "2030-01-01"],
        ["cancel", "-hW2", "--reason", "ziek"],
        ["demand"],
    ):
        result = CliRunner().invoke(app, ["stops", *line])
        assert result.exit_code == 0, result.output
    assert [do for do, _about in asked] == [
        "stops-import", "stops-list", "stops-move", "stops-cancel", "stops-demand",
    ]  # fmt: skip
    assert asked[0][1] == {"file": str(Path("x.csv").absolute()), "dry_run": True}
    assert asked[2][1]["id"] == asked[3][1]["id"] == "-hW2"


def test_a_large_file_is_cut_in_two(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text(HEAD + "2026-05-14,13,15,Ommoord,Plein\n" * 1001, encoding="utf-8")
    with pytest.raises(Exception, match="more than 1000 rows"):
        read_stops(path, ROTTERDAM, NOON.date())
