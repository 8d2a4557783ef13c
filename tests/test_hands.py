"""A matter is in one pair of hands: claimed once, given back, assigned, at rest; both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from conversations.matters.hands import (
    AssignMatter,
    ClaimMatter,
    GiveBack,
    GivenBack,
    HeldAlready,
    MatterAssigned,
    MatterAwake,
    MatterClaimed,
    MatterSnoozed,
    NothingToDo,
    SnoozeMatter,
    WakeMatter,
)
from conversations.talk import Refused, Screen
from storage import audience, due, postgres
from storage.database import Database, instant
from storage.matters import hands, inbox
from storage.migrations import migrate
from storage.people import look_at
from tests.matters import appoint, away, does, history, meet, one, put, seen_by
from tests.phones import NOON, OMMOORD, ZEVENKAMP
from tests.stores import open_at

pytestmark = pytest.mark.sqlite_daily

TEAM = [f"r{n}" for n in range(6)]
TODAY = dt.date(2026, 5, 12)


async def team(store: Database, *cases: str) -> None:
    """Contacts of Ommoord, and matters for them."""
    async with store.transaction() as tx:
        await meet(tx, *TEAM, "anna")
        for person in TEAM:
            await appoint(tx, person, "contact")
        await put(tx, *(one(case, "anna") for case in cases))


async def case(store: Database, id: str) -> dict[str, Any]:
    async with store.reading() as tx:
        row = await tx.one(
            "SELECT c.*, m.turn, m.snoozed FROM cases c JOIN matters m ON m.case_id = c.id"
            " WHERE c.id = :id",
            id=id,
        )
    assert row is not None
    return dict(row)


# --- two at once ------------------------------------------------------------------------


async def test_of_all_who_reach_for_it_at_once_one_has_it_and_the_others_hear_who(
    store: Database,
) -> None:
    await team(store, *(f"m{n}" for n in range(5)))
    for n in range(5):
        outcomes = await asyncio.gather(*(does(store, who, ClaimMatter(f"m{n}")) for who in TEAM))
        [first] = [one for one in outcomes if isinstance(one, MatterClaimed)]
        assert first == MatterClaimed(f"m{n}")
        holder = (await case(store, f"m{n}"))["holder"]
        assert holder == TEAM[outcomes.index(first)]
        others = [one for one in outcomes if one != first]
        assert others == [HeldAlready(f"m{n}", holder)] * 5
        assert await history(store, f"m{n}") == [("contact", "taken")]


@pytest.mark.postgres
async def test_without_holding_the_matter_several_have_it(
    postgres_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: who looks without touching first finds it free, as the others do."""
    store = await open_at(postgres_dsn)
    await migrate(store, profile="rotterdam", create=True)
    try:
        await team(store, "m0")
        together = asyncio.Barrier(2)

        async def only_meet(self: Any, table: str, id: str, *, shared: bool = False) -> None:
            await together.wait()

        async def read_together(tx: Any, row: Any, here: Any) -> bool:
            await together.wait()
            return True

        monkeypatch.setattr(postgres.PostgresTransaction, "hold", only_meet)
        monkeypatch.setattr(hands, "works", read_together)
        outcomes = await asyncio.gather(*(does(store, who, ClaimMatter("m0")) for who in TEAM[:2]))
        monkeypatch.undo()
        assert outcomes == [MatterClaimed("m0")] * 2
    finally:
        await store.close()


async def test_what_somebody_held_whose_role_ended_is_free_again(store: Database) -> None:
    await team(store, "m0")
    assert isinstance(await does(store, "r0", ClaimMatter("m0")), MatterClaimed)
    assert await does(store, "r0", ClaimMatter("m0")) == MatterClaimed("m0", again=True)
    assert await does(store, "r1", ClaimMatter("m0")) == HeldAlready("m0", "r0")
    async with store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = :now WHERE person = 'r0'",
            now=instant(NOON - dt.timedelta(hours=1)),
        )
        # A letter about it goes to whoever has the role now, not to whoever had it.
        assert await audience.handlers(tx, "m0", await seen_by(tx, "r1")) == TEAM[1:]
    assert isinstance(await does(store, "r0", GiveBack("m0")), Refused)
    assert await does(store, "r1", ClaimMatter("m0")) == MatterClaimed("m0")


# --- who may ----------------------------------------------------------------------------

STRANGERS = {
    "resident": (),
    "former": (("contact", OMMOORD, "over"),),
    "pending": (("contact", OMMOORD, "waits"),),
    "elsewhere": (("contact", ZEVENKAMP, "stands"),),
    "member": (("member", OMMOORD, "stands"),),
    "ambassador": (("ambassador", OMMOORD, "stands"),),
    "partner": (("partner", OMMOORD, "stands"),),
    "officer": (("officer", None, "stands"),),
}
COMMANDS = (
    ClaimMatter("m0"),
    GiveBack("m0"),
    AssignMatter("m0", "r1"),
    AssignMatter("m0", "stranger"),
    SnoozeMatter("m0", TODAY + dt.timedelta(days=2)),
)


@pytest.mark.parametrize("who", STRANGERS)
async def test_who_has_no_role_there_now_changes_nothing(store: Database, who: str) -> None:
    await team(store, "m0")
    async with store.transaction() as tx:
        await meet(tx, "stranger")
        for role, wijk, how in STRANGERS[who]:
            until = NOON - dt.timedelta(days=1) if how == "over" else None
            await appoint(tx, "stranger", role, wijk, until=until, confirmed=how != "waits")
    before = await case(store, "m0")
    for command in COMMANDS:
        outcome = await does(store, "stranger", command)
        assert isinstance(outcome, Refused), command
        assert "has the role in that wijk now" in outcome.why.text
    # And nobody can lay it in their hands either.
    given = await does(store, "r0", AssignMatter("m0", "stranger"))
    assert isinstance(given, Refused)
    assert await case(store, "m0") == before
    assert await history(store, "m0") == []
    async with store.reading() as tx:
        facts = await inbox.inbox_facts(
            tx, Screen(name="inbox", wijk=OMMOORD), await seen_by(tx, "stranger")
        )
        card = await hands.colleagues(
            tx, Screen(name="x", case="m0"), await seen_by(tx, "stranger")
        )
    assert facts.rows == ()
    assert OMMOORD not in facts.wijken
    assert card is None


async def test_who_brought_it_does_not_work_on_it(store: Database) -> None:
    await team(store, "m0")
    for command in COMMANDS:
        assert isinstance(await does(store, "anna", command), Refused)


async def test_what_is_closed_is_not_taken(store: Database) -> None:
    await team(store, "m0")
    async with store.transaction() as tx:
        await tx.run(
            "UPDATE cases SET state = 'closed', owner = NULL, next_at = NULL, closed = :now",
            now=instant(NOON),
        )
    for command in COMMANDS:
        outcome = await does(store, "r0", command)
        assert isinstance(outcome, Refused)
        assert outcome.why.text.startswith("This is closed already.")
    assert isinstance(await does(store, "r0", ClaimMatter("nothing")), Refused)


# --- laid in other hands ------------------------------------------------------------------


async def test_given_back_it_is_new_again_for_everybody(store: Database) -> None:
    await team(store, "m0")
    await does(store, "r0", ClaimMatter("m0"))
    assert isinstance(await does(store, "r1", GiveBack("m0")), Refused)
    assert await does(store, "r0", GiveBack("m0")) == GivenBack("m0")
    now = await case(store, "m0")
    assert (now["state"], now["holder"], now["owner"]) == ("new", None, "contact")
    assert now["next_at"] is not None


async def test_a_matter_is_laid_in_the_hands_of_a_colleague_who_is_there(store: Database) -> None:
    await team(store, "m0")
    async with store.transaction() as tx:
        await away(tx, "r2", dt.date(2026, 5, 20))
    await does(store, "r0", ClaimMatter("m0"))
    assert await does(store, "r0", AssignMatter("m0", "r1")) == (
        MatterAssigned("m0", "r1", "r1", "r0")
    )
    gone = await does(store, "r0", AssignMatter("m0", "r2"))
    assert isinstance(gone, Refused)
    assert gone.why.text.startswith("{who} is away until {day}.")
    assert isinstance(await does(store, "r0", AssignMatter("m0", "r1")), Refused)
    # Anybody in the role takes over, and it is written down.
    assert isinstance(await does(store, "r3", AssignMatter("m0", "r3")), MatterAssigned)
    assert [what for _role, what in await history(store, "m0")] == ["taken", "assigned", "assigned"]


async def test_whoever_stands_in_works_on_it_and_gets_the_letters(store: Database) -> None:
    await team(store, "m0")
    async with store.transaction() as tx:
        await meet(tx, "sub", "friend")
        await appoint(tx, "sub", "contact", ZEVENKAMP)
        await appoint(tx, "friend", "hub_staff", OMMOORD)
    assert isinstance(await does(store, "sub", ClaimMatter("m0")), Refused)
    await does(store, "r0", ClaimMatter("m0"))
    async with store.transaction() as tx:
        await away(tx, "r0", dt.date(2026, 5, 20), "sub")
        await away(tx, "r1", dt.date(2026, 5, 20), "friend")
        assert await audience.handlers(tx, "m0", await seen_by(tx, "r2")) == ["sub"]
        facts = await inbox.inbox_facts(tx, Screen(name="inbox"), await seen_by(tx, "sub"))
        assert facts.wijken == (OMMOORD, ZEVENKAMP)
    assert isinstance(await does(store, "sub", AssignMatter("m0", "sub")), MatterAssigned)
    # Leave does not give the wijk to somebody who has no such role anywhere.
    assert isinstance(await does(store, "friend", ClaimMatter("m0")), Refused)
    # Back again: what the stand-in took stays theirs to answer only while they stand in.
    back = dt.datetime(2026, 5, 21, 10, tzinfo=dt.UTC)
    assert isinstance(await does(store, "sub", GiveBack("m0"), back), Refused)
    assert isinstance(await does(store, "r0", ClaimMatter("m0"), back), MatterClaimed)


# --- at rest ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "promised", "why"),
    [
        (0, None, "not ahead"),
        (-1, None, "not ahead"),
        (61, None, "too far away"),
        (3, 2, "An answer was promised"),
        (2, 2, None),
        (60, None, None),
    ],
)
async def test_until_when_a_matter_may_rest(
    store: Database, days: int, promised: int | None, why: str | None
) -> None:
    await team(store)
    promise = NOON + dt.timedelta(days=promised) if promised else None
    async with store.transaction() as tx:
        await put(tx, one("m0", "anna", promised=promise))
    outcome = await does(store, "r0", SnoozeMatter("m0", TODAY + dt.timedelta(days=days)))
    if why is None:
        assert isinstance(outcome, MatterSnoozed)
    else:
        assert isinstance(outcome, Refused)
        assert why in outcome.why.text


async def test_what_rests_comes_back_by_itself_once(store: Database) -> None:
    await team(store, "m0")
    day = TODAY + dt.timedelta(days=2)
    assert await does(store, "r0", SnoozeMatter("m0", day)) == MatterSnoozed("m0", day)
    now = await case(store, "m0")
    assert (now["state"], now["holder"], now["turn"]) == ("waiting", "r0", "other")
    # 8 o'clock in the morning there is 6 o'clock UTC in summer.
    assert now["next_at"] == "2026-05-14T06:00:00.000000Z"
    morning = dt.datetime(2026, 5, 14, 6, tzinfo=dt.UTC)
    async with store.transaction() as tx:
        [woken] = await due.next_ready(tx, morning, 5)
        assert (woken.kind, woken.subject) == ("matter_wakes", "m0")
        clock = await look_at(tx, await seen_by(tx, "r0", morning), "r0")
        assert clock is not None
        assert await hands.wake(tx, WakeMatter("m0"), clock, "clock") == MatterAwake("m0")
        assert await hands.wake(tx, WakeMatter("m0"), clock, "clock") == NothingToDo()
    now = await case(store, "m0")
    assert (now["state"], now["turn"], now["snoozed"]) == ("taken", "office", None)


async def test_put_off_twice_it_wakes_on_the_later_day(store: Database) -> None:
    await team(store, "m0")
    await does(store, "r0", SnoozeMatter("m0", TODAY + dt.timedelta(days=2)))
    await does(store, "r0", SnoozeMatter("m0", TODAY + dt.timedelta(days=9)))
    async with store.transaction() as tx:
        early = NOON + dt.timedelta(days=3)
        assert await due.next_ready(tx, early, 5) == []
        here = await seen_by(tx, "r0", early)
        assert await hands.wake(tx, WakeMatter("m0"), here, "clock") == NothingToDo()
