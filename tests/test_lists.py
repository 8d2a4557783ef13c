"""Lists: who sees what, in which order, and never by reading a whole table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from conversations import mine
from conversations.deciding import review
from conversations.deciding.review import ListMade, MakeList
from conversations.facts import ListFacts
from conversations.here import Here
from conversations.talk import (
    HOME,
    Pressed,
    Refused,
    Say,
    Screen,
    Wrote,
)
from locales.table import BOM, csv_text
from storage.database import Database, Row, Transaction
from storage.deciding import lists
from tests.register import (
    ANNA,
    CONTACT,
    EVERYBODY,
    MEMBER,
    OFFICER,
    OMMOORD,
    PROFILE,
    SECRETARY,
    ZEVENKAMP,
    fill,
    options,
    person,
    screen,
    text,
)


@pytest.fixture
async def store(store: Database) -> Database:
    """Twelve plans of Anna in Ommoord, one in Zevenkamp, one not sent yet."""
    async with store.transaction() as tx:
        await fill(tx)
    return store


async def council(store: Database, here: Here, at: Screen) -> ListFacts | None:
    async with store.transaction() as tx:
        return await lists.council_list(tx, at, here)


# --- the store of those who decide ---------------------------------------------------------


async def test_a_member_sees_first_what_waits_for_their_voice(store: Database) -> None:
    facts = await council(store, MEMBER, screen())
    assert facts is not None
    # Not the one they spoke about, not the one they stepped out of.
    assert [row.case for row in facts.rows] == ["case02", "case03", "case04", "case05"]
    assert all(row.to_do for row in facts.rows)
    assert facts.counts == {"todo": 4, "running": 7, "settled": 5, "week": 2, "mine": 1}
    words = text(review.draw(screen(), facts, MEMBER), MEMBER)
    assert "BI-2026-0002" in words


async def test_a_secretary_has_to_confirm_and_to_take_to_the_meeting(store: Database) -> None:
    facts = await council(store, SECRETARY, screen())
    assert facts is not None
    assert [(row.case, row.state) for row in facts.rows] == [
        ("case06", "meeting"),
        ("case07", "recorded"),
    ]


async def test_lists_are_newest_first_and_five_on_a_page(store: Database) -> None:
    first = await council(store, MEMBER, screen("running"))
    assert first is not None
    assert [row.case for row in first.rows] == [f"case{n:02}" for n in range(5)]
    assert (first.page, first.pages) == (0, 2)
    assert first.rows[0].title == "=Plan 0", "the newest version"
    second = await council(store, MEMBER, screen("running", 1))
    assert second is not None
    assert [row.case for row in second.rows] == ["case05", "case06"]
    beyond = await council(store, MEMBER, screen("running", 99))
    assert beyond is not None
    assert beyond.page == 1


async def test_who_reads_along_has_no_work_and_several_wijken_to_choose(store: Database) -> None:
    facts = await council(store, CONTACT, screen(wijk=OMMOORD))
    assert facts is not None
    assert facts.counts == {"running": 7, "settled": 5, "week": 2}
    drawn = review.draw(screen(wijk=OMMOORD), facts, CONTACT)
    english = person("coen", *CONTACT.person.roles, language="en")
    assert "You read along" in text(drawn, english)
    assert "wijken:0" in options(drawn)
    for page in range(8):
        choice = await council(store, OFFICER, screen("wijken", page))
        assert choice is not None
        assert choice.wijk is None
        drawn = review.draw(screen("wijken", page), choice, OFFICER)
        pressed = options(drawn)[0]
        shown = review.respond(None, Pressed(pressed), OFFICER).show
        assert shown is not None
        assert shown.wijk in [wijk.id for wijk in PROFILE.own_wijken]


async def test_where_nobody_else_can_confirm_it_is_work_for_the_next_in_the_chain(
    store: Database,
) -> None:
    async with store.transaction() as tx:
        await tx.run("UPDATE cases SET state = 'recorded' WHERE id = 'case12'")
    facts = await council(store, CONTACT, screen(wijk=ZEVENKAMP))
    assert facts is not None
    assert [row.case for row in facts.rows] == ["case12"]


async def test_an_official_who_decides_alone_has_work(store: Database) -> None:
    async with store.transaction() as tx:
        await tx.run(
            "INSERT INTO seats (decision, person, role) VALUES ('decision03', 'coen', 'manager')"
        )
    facts = await council(store, CONTACT, screen(wijk=OMMOORD))
    assert facts is not None
    assert [row.case for row in facts.rows] == ["case03"]


async def test_nobody_else_sees_anything(store: Database) -> None:
    assert await council(store, ANNA, screen(wijk=OMMOORD)) is None
    assert await council(store, MEMBER, screen(wijk=ZEVENKAMP)) is None
    assert await council(store, MEMBER, screen("running", wijk="rotterdam.nowhere")) is None
    async with store.transaction() as tx:
        made = await lists.make_list(tx, MakeList(ZEVENKAMP), MEMBER, "cause")
        assert isinstance(made, Refused)
        assert isinstance(await lists.make_list(tx, MakeList(OMMOORD), ANNA, "cause"), Refused)
    turn = review.respond(None, Wrote("/raad"), ANNA)
    assert turn.show == HOME
    assert len(turn.notes) == 3, "no, how to get in, and whom to ask"


def test_every_button_of_a_list_fits_and_leads_somewhere() -> None:
    longest = max(PROFILE.own_wijken, key=lambda wijk: len(wijk.id)).id
    counts = dict.fromkeys(review.LISTS, 12345)
    facts = ListFacts(rows=(), page=0, pages=2469, counts=counts, wijk=longest)
    for option in options(review.draw(screen(wijk=longest), facts, OFFICER)):
        assert len(f"s123456789:{option}".encode()) <= 64
        if not option.startswith("@"):
            turn = review.respond(None, Pressed(option), OFFICER)
            assert turn.show is not None or turn.commands


@pytest.mark.parametrize("option", ["", "case", "todo:x:y", "csv:0:999", "csv:0:-1", "week:²:²"])
def test_odd_buttons_lead_to_the_list(option: str) -> None:
    assert review.respond(None, Pressed(option), MEMBER).show is not None


async def test_the_spreadsheet_has_every_plan_of_the_wijk_and_no_names(store: Database) -> None:
    async with store.transaction() as tx:
        made = await lists.make_list(tx, MakeList(OMMOORD), MEMBER, "cause")
        assert isinstance(made, ListMade)
        row = await tx.one("SELECT verb, role FROM journal WHERE cause = 'cause'")
    assert row is not None
    assert (row["verb"], row["role"]) == ("list made", "member")
    assert made.name == "ommoord-2026-11-25.csv"
    assert len(made.rows) == 12, "not the one that is not sent, not the one of another wijk"
    [file] = review.respond(None, made, MEMBER).says
    assert isinstance(file, Say)
    assert file.said is not None
    assert file.said.attached is not None
    assert file.said.attached.table is not None
    text = csv_text(file.said.attached.table, "nl", MEMBER.profile)
    assert "anna" not in text.casefold()
    read = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";")
    head, *rows = list(read)
    assert head[:3] == ["nummer", "naam", "wijk"]
    assert rows[0][:6] == [
        *("BI-2026-0000", "'=Plan 0", "Ommoord", "100,00", "nu wordt er beslist", "2026-11-25"),
    ]
    assert rows[0][6:] == ["2026-12-25", "", "", "1"], "no outcome while it runs"
    assert rows[9][7:9] == ["afgewezen", "no reason\n-2+3"]


# --- never a whole table -------------------------------------------------------------------------


class Watched:
    """A transaction that writes down what it is asked."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.dialect = tx.dialect
        self.vault = tx.vault
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def one(self, sql: str, /, **named: Any) -> Row | None:
        self.asked.append((sql, named))
        return await self._tx.one(sql, **named)

    async def all(self, sql: str, /, **named: Any) -> list[Row]:
        self.asked.append((sql, named))
        return await self._tx.all(sql, **named)

    async def run(self, sql: str, /, **named: Any) -> None:
        await self._tx.run(sql, **named)

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        await self._tx.many(sql, rows)

    async def hold(self, table: str, id: str, *, shared: bool = False) -> None:
        await self._tx.hold(table, id, shared=shared)

    async def alone(self, *tables: str) -> None:
        await self._tx.alone(*tables)

    async def empty(self, table: str) -> None:
        await self._tx.empty(table)

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        return self._tx.savepoint()

    def fresh(self) -> str:
        return self._tx.fresh()


# What a plan may walk through: a part of the query itself, never a table or its alias.
OWN_PARTS = {"listed", "page", "CONSTANT"}


async def test_no_list_scans(store: Database) -> None:
    if store.dialect != "sqlite":
        pytest.skip("the plans are read on SQLite")
    async with store.transaction() as tx:
        watched = Watched(tx)
        for here in EVERYBODY:
            for name in (*review.LISTS, review.WIJKEN):
                await lists.council_list(watched, screen(name, wijk=OMMOORD), here)
            await lists.my_list(watched, Screen(name="mine"), here)
            await lists.wipe_facts(watched, mine.WIPE, here)
            await lists.my_plan(watched, Screen(name="my_plan", case="case02"), here)
            await lists.make_list(watched, MakeList(OMMOORD), here, tx.fresh())
        assert len(watched.asked) > 50
        for sql, named in watched.asked:
            assert not await scans(tx, sql, **named), sql
        # The test sees it when a table is read from one end to the other.
        assert await scans(tx, "SELECT 1 FROM cases c WHERE c.rules = :rules", rules="1") == {"c"}


async def scans(tx: Transaction, sql: str, **named: Any) -> set[str]:
    """The tables (or their aliases) that SQLite would read from one end to the other."""
    steps = await tx.all(f"EXPLAIN QUERY PLAN {sql}", **named)
    found = (re.match(r"SCAN ([^\s(]+)", step["detail"]) for step in steps)
    return {scanned[1] for scanned in found if scanned} - OWN_PARTS
