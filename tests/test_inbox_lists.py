"""The lists of the inbox: who sees what, in which order, and fast with thousands open."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from bot.demo import bench_inbox
from conversations.here import Here
from conversations.matters.hands import TABS, InboxFacts
from conversations.talk import Screen
from storage.database import Database, Transaction
from storage.matters import inbox
from tests.matters import appoint, meet, one, put, seen_by
from tests.phones import NOON, OMMOORD, ROTTERDAM, ZEVENKAMP
from tests.test_lists import Watched

DAY = dt.timedelta(days=1)


async def fill(store: Database) -> None:
    """Something of everything in Ommoord, and some in Zevenkamp."""
    async with store.transaction() as tx:
        await meet(tx, "rita", "rob", "anna", "sam", "both", "ada")
        await appoint(tx, "rita", "contact")
        await appoint(tx, "rob", "contact")
        await appoint(tx, "sam", "secretary")
        await appoint(tx, "both", "contact")
        await appoint(tx, "both", "contact", ZEVENKAMP)
        await appoint(tx, "ada", "administrator", None)
        await put(
            tx,
            one("new1", "anna", next_at=NOON + 3 * DAY),
            one("new2", "anna", next_at=NOON + 2 * DAY),
            one("mine", "anna", holder="rita", state="taken", next_at=NOON + DAY),
            one("robs", "anna", holder="rob", state="taken", next_at=NOON + 4 * DAY),
            one("waits", "anna", holder="rita", state="waiting", next_at=NOON + 5 * DAY),
            one("late1", "anna", next_at=NOON - DAY),
            # Promised, not answered, and looked at again later: it is late all the same.
            one("late2", "anna", holder="rob", state="taken", next_at=NOON + DAY, promised=NOON),
            one("zev", "anna", wijk=ZEVENKAMP),
            one("nobody", "anna", kind="signal", owner="administrator", wijk=ZEVENKAMP),
            one("gone", "anna"),
        )
        await tx.run(
            "UPDATE cases SET state = 'closed', closed = next_at, owner = NULL, next_at = NULL"
            " WHERE id = 'gone'"
        )


async def listed(tx: Transaction, who: str, tab: str, **more: Any) -> InboxFacts:
    screen = Screen(name="inbox", list=tab, **more)
    return await inbox.inbox_facts(tx, screen, await seen_by(tx, who))


async def test_every_list_has_its_own_in_the_order_of_the_dates(store: Database) -> None:
    await fill(store)
    async with store.reading() as tx:
        for tab, cases in {
            "new": ["late1", "new2", "new1"],
            "mine": ["mine", "waits"],
            "waiting": ["waits"],
            "late": ["late1", "late2"],
            "open": ["late1", "late2", "mine", "new2", "new1"],
        }.items():
            facts = await listed(tx, "rita", tab)
            assert [row.case for row in facts.rows] == cases, tab
        assert facts.counts == {"new": 3, "mine": 2, "waiting": 1, "late": 2, "open": 7}
        assert (facts.pages, facts.wijk, facts.wijken) == (2, OMMOORD, (OMMOORD,))
        second = await listed(tx, "rita", "open", page=1)
        assert [row.case for row in second.rows] == ["robs", "waits"]
        assert [row.late for row in facts.rows] == [True, True, False, False, False]
        # What is late is opened first, without being asked.
        first = await inbox.inbox_facts(tx, Screen(name="inbox"), await seen_by(tx, "rita"))
        assert first.shown == "late"


async def test_who_works_where(store: Database) -> None:
    await fill(store)
    async with store.reading() as tx:
        facts = await listed(tx, "both", "new")
        # Two wijken: there is a choice to make, and nothing is shown before.
        assert (facts.wijk, facts.rows, facts.wijken) == (None, (), (OMMOORD, ZEVENKAMP))
        zevenkamp = await listed(tx, "both", "new", wijk=ZEVENKAMP)
        assert [row.case for row in zevenkamp.rows] == ["nobody", "zev"]
        # A wijk of somebody else is no wijk of mine.
        other = await listed(tx, "rita", "new", wijk=ZEVENKAMP)
        assert (other.wijk, [row.case for row in other.rows]) == (
            OMMOORD,
            ["late1", "new2", "new1"],
        )
        # What nobody in a chain can have lies before whoever looks after the bot, and only that.
        ada = await listed(tx, "ada", "open", wijk=ZEVENKAMP)
        assert [row.case for row in ada.rows] == ["nobody"]
        anna = await listed(tx, "anna", "open", wijk=OMMOORD)
        assert (anna.rows, anna.wijken) == ((), ())


# --- five thousand ------------------------------------------------------------------------

PROFILE = bench_inbox.profile_for(ROTTERDAM)


@pytest.fixture
async def crowded(store: Database) -> tuple[Database, Here]:
    async with store.transaction() as tx:
        await bench_inbox.fill(tx, PROFILE, OMMOORD, 5000, 5000)
    async with store.transaction() as tx:
        await tx.run("ANALYZE")
    return store, bench_inbox.contact(PROFILE, OMMOORD)


async def whole_reads(tx: Transaction, sql: str, **named: Any) -> set[str]:
    """The tables that the database would read from one end to the other for a statement."""
    if tx.dialect == "sqlite":
        steps = await tx.all(f"EXPLAIN QUERY PLAN {sql}", **named)
        found = (
            re.match(r"SCAN (\w+)(?! USING COVERING INDEX \w+ \()", s["detail"]) for s in steps
        )
        return {scan[1] for scan in found if scan} - {"listed", "late", "mine", "CONSTANT"}
    steps = await tx.all(f"EXPLAIN {sql}", **named)
    lines = [str(next(iter(step.values()))) for step in steps]
    return {
        scan[1]
        for line in lines
        if (scan := re.search(r"Seq Scan on (cases|matters|messages)", line))
    }


@pytest.mark.thorough
async def test_five_thousand_open_in_one_wijk_are_never_read_one_by_one(
    crowded: tuple[Database, Here],
) -> None:
    store, here = crowded
    async with store.transaction() as tx:
        watched = Watched(tx)
        for _name, screen in bench_inbox.screens(OMMOORD):
            await bench_inbox.look(watched, screen, here)
        facts = await inbox.inbox_facts(tx, Screen(name="inbox", list="open", wijk=OMMOORD), here)
        assert facts.counts["open"] == 5000
        assert facts.counts["new"] + facts.counts["waiting"] == 3000
        assert facts.counts["late"] > 100
        assert facts.pages == 1000
        seen = dict(watched.asked)
        assert len(seen) > 12
        for sql, named in seen.items():
            assert not await whole_reads(tx, sql, **named), sql
        # The control: this does read a whole table, and is seen to.
        control = "SELECT count(*) AS n FROM cases c WHERE c.rules = :rules"
        assert await whole_reads(tx, control, rules="1")


@pytest.mark.thorough
async def test_every_list_is_there_in_an_instant(crowded: tuple[Database, Here]) -> None:
    """Generous, because machines are shared; the figures are in the README, by `bench --inbox`."""
    store, here = crowded
    found = await bench_inbox.timed(store, here, OMMOORD, 3)
    assert set(found) >= {f"inbox: {tab}" for tab in TABS}
    assert {name: min(series) for name, series in found.items() if min(series) > 150} == {}
