"""Changes of places in the store, on both databases: authority, history, news, two at once."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from conversations.here import Here, Person
from conversations.hubs.place import OneOff, Place
from conversations.hubs.place_change import (
    AHEAD,
    UNDO_WITHIN,
    AddOneOff,
    Follow,
    Followed,
    GiveReason,
    NothingToTell,
    PlaceChanged,
    SetWeek,
    StillRight,
    TakeBack,
    TakenBack,
    TellFollowers,
    ToTell,
)
from conversations.rules.keepers import holds_until, keeps, why_not_one_off
from conversations.rules.typed_hours import Week, read_week
from conversations.talk import Refused, Screen
from storage import due
from storage.database import Database, Transaction, Unavailable
from storage.hubs import place_history, places
from storage.perform import perform
from tests.phones import NOON, OPERATOR, ROTTERDAM, person

pytestmark = pytest.mark.sqlite_daily

TODAY = NOON.date()
PLACE = ROTTERDAM.places[0].id  # Wijkhub Lombardijen
LOMBARDIJEN = "rotterdam.lombardijen"
STAFF = person("sia", ("hub_staff", LOMBARDIJEN))


def here(who: Person = STAFF, now: dt.datetime = NOON, **profile: Any) -> Here:
    return Here(ROTTERDAM.but(**profile), who, now)


def shut(days: int = 0, **more: Any) -> OneOff:
    day = TODAY + dt.timedelta(days=days)
    return OneOff(kind="closed", since=day, until=day, told=TODAY, **more)


async def begin(tx: Transaction) -> None:
    """The places of Rotterdam, and people who may be named."""
    await places.seed(tx, ROTTERDAM, NOON)
    for who in ("sia", "tim", "anna"):
        await tx.run(
            "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'en', '2026')", id=who
        )


async def do(
    tx: Transaction, command: Any, who: Person = STAFF, now: dt.datetime = NOON, **more: Any
) -> Any:
    return await perform(tx, command, here(who, now, **more), tx.fresh())


def week(words: str) -> Week:
    found = read_week(words)
    assert isinstance(found, Week)
    return found


# --- who may -----------------------------------------------------------------------------------

WHO: dict[str, tuple[Person, tuple[str, ...], bool]] = {
    "staff of the wijk": (STAFF, ("hub_staff",), True),
    "staff of everywhere": (person("x", ("hub_staff", None)), ("hub_staff",), True),
    "staff of another wijk": (
        person("x", ("hub_staff", "rotterdam.ommoord")), ("hub_staff",), False,
    ),
    "a contact, where staff keep hours": (person("x", ("contact", None)), ("hub_staff",), False),
    "a contact, where contacts do too": (
        person("x", ("contact", LOMBARDIJEN)), ("hub_staff", "contact"), True,
    ),
    "an administrator, where the profile says": (
        person("x", ("administrator", None)), ("administrator",), True,
    ),
    "staff, where only administrators may": (STAFF, ("administrator",), False),
    "a resident": (person("x"), ("hub_staff",), False),
    "the operator": (OPERATOR, ("hub_staff",), True),
    "somebody who calls themselves operator": (
        person("x", ("operator", None)), ("hub_staff",), False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_who_keeps_the_hours_of_a_place(who: str) -> None:
    somebody, roles, may = WHO[who]
    assert keeps(ROTTERDAM.places[0], here(somebody, keeps_hours=roles)) is may


async def test_authority_is_judged_again_where_it_is_written(store: Database) -> None:
    async with store.transaction() as tx:
        await begin(tx)
        made = await do(tx, AddOneOff(PLACE, shut()))
        commands = (
            AddOneOff(PLACE, shut(1)),
            SetWeek(PLACE, week("ma 9-12"), 0),
            StillRight(PLACE, 0),
            GiveReason(made.change, "no reason"),
            TakeBack(made.change),
        )
        for who in ("staff of another wijk", "a resident"):
            for command in commands:
                assert isinstance(await do(tx, command, WHO[who][0]), Refused), (who, command)
        rows = await tx.all("SELECT verb, count(*) AS n FROM journal GROUP BY verb ORDER BY verb")
        assert [(r["verb"], r["n"]) for r in rows] == [
            ("place_change_denied", 10),
            ("place_closed", 1),
        ]
        assert [
            r["version"]
            for r in await tx.all("SELECT version FROM places WHERE id = :id", id=PLACE)
        ] == [0]


# --- what makes sense --------------------------------------------------------------------------

SENSE: dict[str, tuple[OneOff, str | None]] = {
    "today": (shut(), None),
    "yesterday": (shut(-1), "{day} is over already."),
    "in a year": (shut(AHEAD), None),
    "later": (shut(AHEAD + 1), "That is more than a year away. Choose an earlier day."),
    "backwards": (
        shut().but(until=TODAY - dt.timedelta(days=1)), "The last day is before the first one.",
    ),
    "half a time": (shut(opens="10:00"), "From when to when? For example: 9:00-12:00."),
    "ends before it begins": (shut(1, opens="12:00", closes="10:00"), "It ends before it begins."),
    "over an hour ago": (shut(opens="09:00", closes="11:00"), "{time} is over already today."),
    "still going on": (shut(opens="09:00", closes="12:30"), None),
    "open all day": (shut().but(kind="open"), "An extra opening is on one day, from one time"),
    "open for two days": (
        shut(1, opens="10:00", closes="12:00").but(kind="open", since=TODAY),
        "An extra opening is on one day, from one time to another.",
    ),
    "a reason on two lines": (shut(reason="one\ntwo"), "A reason is one short line."),
    "a long reason": (shut(reason="x" * 121), "too long"),
    "a BSN in it": (shut(reason="111222333"), "This looks like a citizen number (BSN)."),
}  # fmt: skip


@pytest.mark.parametrize("what", SENSE)
def test_a_closure_or_an_opening_makes_sense(what: str) -> None:
    one, says = SENSE[what]
    why = why_not_one_off(one, here())  # it is twelve o'clock there
    if says is None:
        assert why is None
    else:
        assert why is not None
        assert says in why.text or says in str(why.many)


def test_a_moment_is_over_by_the_clocks_of_the_municipality() -> None:
    closed = OneOff(
        kind="closed", since=dt.date(2027, 3, 28), until=dt.date(2027, 3, 28), told=TODAY
    )
    # Summer time began that night: the day has 23 hours.
    assert holds_until(closed, here()) == dt.datetime(2027, 3, 28, 22, tzinfo=dt.UTC)
    opening = closed.but(kind="open", opens="12:00", closes="16:00")
    assert holds_until(opening, here()) == dt.datetime(2027, 3, 28, 14, tzinfo=dt.UTC)


async def test_places_that_are_gone_or_drive_around_have_no_hours(store: Database) -> None:
    mobile = next(place.id for place in ROTTERDAM.places if place.kind == "mobile")
    everywhere = person("sia", ("hub_staff", None))
    async with store.transaction() as tx:
        await begin(tx)
        assert "has stops" in (await do(tx, AddOneOff(mobile, shut()), everywhere)).why.text
        await tx.run("UPDATE places SET gone = 'closed' WHERE id = :id", id=PLACE)
        assert "not there any more" in (await do(tx, AddOneOff(PLACE, shut()))).why.text
        assert isinstance(await do(tx, AddOneOff("nowhere", shut())), Refused)
        assert isinstance(await do(tx, TakeBack("A" * 22)), Refused)


# --- history -----------------------------------------------------------------------------------


async def test_every_change_keeps_what_it_was_and_what_it_became(store: Database) -> None:
    async with store.transaction() as tx:
        await begin(tx)
        before = await places.by_id(tx, PLACE, here())
        assert before is not None
        closed = await do(tx, AddOneOff(PLACE, shut()))
        await do(tx, GiveReason(closed.change, "a leak"))
        weekly = await do(tx, SetWeek(PLACE, week("ma 9-12, feestdagen dicht"), 0))
        await do(tx, StillRight(PLACE, 1), OPERATOR)
        facts = await place_history.history(tx, Screen(name="staff_history", subject=PLACE), here())
        assert facts is not None
        told = [(c.what, c.name, c.undone) for c in facts.rows]
        assert told == [
            ("checked", None, None),
            ("week", "sia", None),
            ("why", "sia", None),
            ("closed", "sia", None),
        ]
        change = facts.rows[1]
        assert change.was == before.place
        assert isinstance(change.became, Place)
        assert change.became.hours == week("ma 9-12").hours
        assert change.became.holidays == "closed"
        assert change.became.hours_checked == TODAY
        why = facts.rows[2]
        assert isinstance(why.was, OneOff)
        assert isinstance(why.became, OneOff)
        assert (why.was.reason, why.became.reason) == (None, "a leak")
        # The newest of what can be taken back; an older one would sweep away the newer.
        assert [c.may_undo for c in facts.rows] == [True, False, False, True]
        again = await do(tx, TakeBack(weekly.change))
        assert isinstance(again, Refused)
        # Nobody else reads who did it.
        assert (
            await place_history.history(
                tx, Screen(name="staff_history", subject=PLACE), here(person("anna"))
            )
            is None
        )
        rows = await tx.all(
            "SELECT role, verb FROM journal WHERE subject = :id ORDER BY at, cause, n", id=PLACE
        )
        assert {(r["role"], r["verb"]) for r in rows} == {
            ("hub_staff", "place_closed"),
            ("hub_staff", "place_why"),
            ("hub_staff", "place_week"),
            ("operator", "place_checked"),
        }


async def test_taken_back_is_as_it_was_and_twice_is_once(store: Database) -> None:
    async with store.transaction() as tx:
        await begin(tx)
        before = await places.by_id(tx, PLACE, here())
        made = await do(tx, SetWeek(PLACE, week("ma 9-12"), 0))
        assert isinstance(await do(tx, TakeBack(made.change)), TakenBack)
        after = await places.by_id(tx, PLACE, here())
        assert before is not None
        assert after is not None
        assert after.place == before.place
        # It counts on, so that whoever still has the old hours on the phone is not believed.
        assert after.version == 2
        assert isinstance(await do(tx, TakeBack(made.change)), TakenBack)
        assert isinstance(await do(tx, SetWeek(PLACE, week("di 9-12"), 0)), Refused)
        verbs = [r["verb"] for r in await tx.all("SELECT verb FROM journal ORDER BY at, cause, n")]
        assert sorted(verbs) == ["place_undone", "place_week"]


async def test_what_is_past_is_not_taken_back(store: Database) -> None:
    async with store.transaction() as tx:
        await begin(tx)
        made = await do(tx, AddOneOff(PLACE, shut()))
        later = NOON + dt.timedelta(days=1)
        assert (await do(tx, TakeBack(made.change), now=later)).why.text == "That is over already."


# --- news --------------------------------------------------------------------------------------


async def test_a_change_is_told_once_and_only_while_it_is_news(store: Database) -> None:
    later = NOON + UNDO_WITHIN
    async with store.transaction() as tx:
        await begin(tx)
        made = await do(tx, AddOneOff(PLACE, shut()))
        [planned] = await due.next_ready(tx, later)
        assert (planned.kind, planned.subject, planned.at) == ("place_news", made.change, later)
        told = await do(tx, TellFollowers(made.change), now=later)
        assert told == ToTell(made.change, (), dt.datetime(2026, 5, 12, 22, tzinfo=dt.UTC))
        assert await do(tx, TellFollowers(made.change), now=later) == NothingToTell()
        assert await do(tx, TellFollowers(made.change, over=True), now=later) == NothingToTell()
        await do(tx, TakeBack(made.change), now=later)
        [planned] = await due.next_ready(tx, later + UNDO_WITHIN)
        assert (planned.kind, planned.subject) == ("place_news_over", made.change)
        over = await do(tx, TellFollowers(made.change, over=True), now=later)
        assert isinstance(over, ToTell)


@pytest.mark.parametrize("why", ["taken back", "its moment passed", "the place is gone"])
async def test_no_news_any_more(store: Database, why: str) -> None:
    now = NOON + UNDO_WITHIN
    async with store.transaction() as tx:
        await begin(tx)
        made = await do(tx, AddOneOff(PLACE, shut()))
        if why == "taken back":
            await do(tx, TakeBack(made.change))
            assert await due.next_ready(tx, now) == []
        if why == "its moment passed":
            now += dt.timedelta(days=1)
        if why == "the place is gone":
            await tx.run("UPDATE places SET gone = 'closed' WHERE id = :id", id=PLACE)
        assert await do(tx, TellFollowers(made.change), now=now) == NothingToTell()
        assert await tx.all("SELECT id FROM place_changes WHERE told IS NOT NULL") == []


async def test_the_same_hours_again_are_no_news(store: Database) -> None:
    async with store.transaction() as tx:
        await begin(tx)
        await do(tx, SetWeek(PLACE, week("ma 9-12"), 0))
        await do(tx, SetWeek(PLACE, week("ma 9-12"), 1))
        await do(tx, StillRight(PLACE, 2))
        assert len(await due.next_ready(tx, NOON + UNDO_WITHIN, 9)) == 1


async def test_following_and_stopping(store: Database) -> None:
    anna = person("anna")
    async with store.transaction() as tx:
        await begin(tx)
        made = await do(tx, AddOneOff(PLACE, shut()))
        for _twice in range(2):
            assert await do(tx, Follow(PLACE), anna) == Followed(PLACE, True)
        assert len(await tx.all("SELECT subject FROM follows")) == 1
        for _twice in range(2):
            assert await do(tx, Follow(change=made.change, on=False), anna) == Followed(
                PLACE, False
            )
        assert await tx.all("SELECT subject FROM follows") == []
        assert isinstance(await do(tx, Follow("nowhere"), anna), Refused)
        assert isinstance(await do(tx, Follow(change="A" * 22, on=False), anna), Refused)


# --- two at once -------------------------------------------------------------------------------


async def test_two_who_save_at_once_do_not_overwrite_each_other(store: Database) -> None:
    """Both saw version 0; one of them hears that the other was first, and it is one of the two."""
    async with store.transaction() as tx:
        await begin(tx)
    both = (person("sia", ("hub_staff", None)), person("tim", ("hub_staff", None)))

    async def save(who: Person, words: str) -> Any:
        while True:
            try:
                async with store.transaction() as tx:
                    return await do(tx, SetWeek(PLACE, week(words), 0), who)
            except Unavailable:
                await asyncio.sleep(0.01)

    found = await asyncio.gather(save(both[0], "ma 9-12"), save(both[1], "di 9-12"))
    assert sorted(type(one).__name__ for one in found) == ["PlaceChanged", "Refused"]
    async with store.reading() as tx:
        facts = await places.by_id(tx, PLACE, here())
        rows = await tx.all("SELECT n, person FROM place_changes")
    winner = next(n for n, one in enumerate(found) if isinstance(one, PlaceChanged))
    assert [(row["n"], row["person"]) for row in rows] == [(1, both[winner].id)]
    assert facts is not None
    assert facts.place.hours == week(("ma 9-12", "di 9-12")[winner]).hours


async def test_changes_are_looked_up_by_index(store: Database) -> None:
    async with store.transaction() as tx:
        if tx.dialect != "sqlite":
            pytest.skip("the plans are read on SQLite")
        plans = {
            "a change": f"{place_history.CHANGE} WHERE c.id = :id",
            "the history": f"{place_history.CHANGE} WHERE c.place = :id ORDER BY c.n DESC LIMIT 6",
            "how many": "SELECT count(*) AS n FROM place_changes WHERE place = :id",
            "when it is told": "SELECT at FROM due WHERE subject = :id AND kind = 'place_news'",
            "who was told": "SELECT f.person FROM shown s JOIN follows f ON f.person = s.person"
            " AND f.subject = :id WHERE s.case_id = :id",
            "news to take back": "SELECT 1 FROM letters WHERE case_id = :id AND weight = 'news'",
        }
        for what, sql in plans.items():
            rows = await tx.all(f"EXPLAIN QUERY PLAN {sql}", id="x")
            plan = " | ".join(row["detail"] for row in rows)
            assert "SCAN" not in plan, f"{what}: {plan}"
