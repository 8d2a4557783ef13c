"""Query plans: what every update, every letter and every second asks, goes by an index.

A resident files a plan in a store of some thousand rows, and the machinery around it takes its
turn; whatever was asked of SQLite on the way is explained by SQLite itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.demo.bench import SCRIPT, TYPED
from bot.demo.bench_store import Size, filled
from bot.inbound import Incoming, Tapped
from bot.turns import Turns
from conversations.here import Here, Person
from conversations.talk import Event, Screen, Wrote
from storage import due, held, journal, outbox
from storage.database import Transaction
from storage.deciding import dossiers
from storage.outbox import Delivery
from storage.plans import initiatives
from storage.profile.municipality import builtin, load
from storage.sqlite import Sqlite, SqliteTransaction, open_sqlite

PROFILE = load(builtin("rotterdam"))
NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
# What a statement gathers itself, and a single row of values, is no table of ours.
OWN_PARTS = ("SCAN CONSTANT", "SCAN page", "SCAN listed", "SCAN first")
# These indexes hold only what still waits to be done, which is read from its beginning.
WAITING = ("letters_next", "letters_waiting", "due_next", "journal_unsealed", "held_next")
Asked = dict[str, Mapping[str, Any]]


@pytest.fixture
async def full(tmp_path: Path) -> AsyncIterator[Sqlite]:
    """A store with 2,000 people, 10,000 delivered letters and 500 plans."""
    address = str(tmp_path / "full.sqlite3")
    await filled(address, Size(people=2000, plans=500))
    store = await open_sqlite(Path(address))
    yield store
    await store.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Every statement that is asked from now on, with the values of its last time."""
    found: Asked = {}
    query, run, many = SqliteTransaction.all, SqliteTransaction.run, SqliteTransaction.many

    async def all_(self: SqliteTransaction, sql: str, /, **named: Any) -> Any:
        found[sql] = named
        return await query(self, sql, **named)

    async def run_(self: SqliteTransaction, sql: str, /, **named: Any) -> None:
        found[sql] = named
        await run(self, sql, **named)

    async def many_(
        self: SqliteTransaction, sql: str, rows: Iterable[Mapping[str, Any]], /
    ) -> None:
        rows = list(rows)
        if rows:
            found[sql] = rows[-1]
        await many(self, sql, rows)

    monkeypatch.setattr(SqliteTransaction, "all", all_)
    monkeypatch.setattr(SqliteTransaction, "run", run_)
    monkeypatch.setattr(SqliteTransaction, "many", many_)
    return found


async def files_a_plan(store: Sqlite) -> str:
    """A resident answers every question; the id of the plan."""
    turns = Turns(store, PROFILE, bot="aanzet_bot", me="me", now=lambda: NOW, paced=False)
    turn = 0
    for n, (how, what) in enumerate(SCRIPT, 1):
        event: Event = Wrote(what) if how == TYPED else Tapped(turn, what)
        tap = None if how == TYPED else str(n)
        [answered] = await turns.take(
            [Incoming("telegram", f"test:{n}", "42", "Anna", "nl", event, n * 2, 9**9, tap)]
        )
        [letter] = answered.letters
        turn = letter.turn
        async with store.transaction() as tx:
            delivery = Delivery(letter, "sent", n * 2 + 1, 9**9)
            await outbox.note(tx, [delivery], "me", NOW)
    assert letter.case is not None
    return letter.case


async def test_a_resident_is_answered_by_indexes(full: Sqlite, asked: Asked) -> None:
    case = await files_a_plan(full)
    here = Here(PROFILE, Person("nobody", "Bo", "nl", "rotterdam.ommoord"), NOW)
    async with full.transaction() as tx:
        await initiatives.case_facts(tx, Screen(name="receipt", case=case), here)
        await dossiers.decision_facts(tx, Screen(name="dossier", case=case), here)
        await explain(tx, asked, at_least=25)


async def test_letters_and_moments_are_found_by_indexes(full: Sqlite, asked: Asked) -> None:
    await files_a_plan(full)
    asked.clear()
    async with full.transaction() as tx:
        await outbox.claim(tx, "you", NOW + dt.timedelta(days=1), all_mine=True, most=500)
        await outbox.renew(tx, "you", NOW)
        await outbox.addresses(tx, ["nobody"])
        await outbox.send_what_waited(tx, "nobody", NOW)
        await due.next_ready(tx, NOW, 1)
        await due.next_at(tx)
        await held.ready(tx, NOW, 20)
        await journal.seal(tx, NOW + dt.timedelta(days=1))
        await explain(tx, asked, at_least=9)


async def explain(tx: Transaction, asked: Asked, *, at_least: int) -> None:
    """No statement reads a table from one end to the other."""
    statements = dict(asked)
    assert len(statements) >= at_least
    for sql, named in statements.items():
        steps = await tx.all(f"EXPLAIN QUERY PLAN {sql}", **named)
        details = [step["detail"] for step in steps]
        whole = [d for d in details if d.startswith("SCAN") and not d.startswith(OWN_PARTS)]
        assert not [d for d in whole if not d.endswith(WAITING)], f"{whole}: {sql}"
