"""What is due, waits to be sent or to be checked is taken one portion at a time, and none is lost.

PostgreSQL chooses how to find rows by what it last counted.  After it has counted a nearly empty
table, a condition with a portion inside it was asked anew for every row, and took all of them: of
five deadlines one was kept and four were marked as done.
"""

from __future__ import annotations

import datetime as dt

from conversations.talk import said
from conversations.words import _
from storage import due, files, outbox
from storage.database import Database, Transaction, instant
from storage.outbox import ANSWER, Letter
from storage.people import welcome

NOW = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)
FIVE = range(5)


async def counted(store: Database) -> None:
    """The database looks at its tables while nothing stands in them any more."""
    async with store.transaction() as tx:
        await deadlines(tx)
    async with store.transaction() as tx:
        await tx.run("DELETE FROM due")
    async with store.transaction() as tx:
        await tx.run("ANALYZE")


async def deadlines(tx: Transaction) -> None:
    """Five of them, a second after each other."""
    for n in FIVE:
        await due.plan(tx, "closes", f"case {n}", NOW - dt.timedelta(seconds=9 - n), "test")


async def test_what_is_due_is_taken_one_by_one_and_all_of_it(store: Database) -> None:
    await counted(store)
    async with store.transaction() as tx:
        await deadlines(tx)
    taken: list[str] = []
    for _n in FIVE:
        async with store.transaction() as tx:
            [one] = await due.next_ready(tx, NOW)
            taken.append(one.subject)
    assert taken == ["case 0", "case 1", "case 2", "case 3", "case 4"]
    async with store.transaction() as tx:
        assert await due.next_ready(tx, NOW) == []


async def test_letters_are_claimed_as_many_as_were_asked_for(store: Database) -> None:
    await counted(store)
    async with store.transaction() as tx:
        person = await welcome(tx, "telegram", "1", "Anna", "nl", NOW)
        await outbox.put(tx, [letter(person, n) for n in FIVE], "an older life", instant(NOW))
    later = NOW + dt.timedelta(days=1)
    for left in (3, 1, 0):
        async with store.transaction() as tx:
            assert len(await outbox.claim(tx, "me", later, all_mine=False, most=2)) <= 2
            assert await waiting(tx) == left


def letter(person: str, n: int) -> Letter:
    """A letter that waits."""
    body = said(_("All right.")).model_dump_json()
    at = instant(NOW)
    return Letter("c", n, person, ANSWER, "say", "must", body, 1, written=at, not_before=at)


async def waiting(tx: Transaction) -> int:
    """How many letters nobody has claimed since."""
    row = await tx.one("SELECT count(*) AS n FROM letters WHERE claimed_by <> 'me'")
    assert row is not None
    return int(row["n"])


async def test_files_are_checked_one_by_one(store: Database) -> None:
    await counted(store)
    async with store.transaction() as tx:
        person = await welcome(tx, "telegram", "1", "Anna", "nl", NOW)
        for n in FIVE:
            await held(tx, person, n)
    taken = set()
    for _n in FIVE:
        async with store.transaction() as tx:
            found = await files.next_held(tx, NOW + dt.timedelta(hours=1))
            assert found is not None
            taken.add(found.id)
    assert len(taken) == len(FIVE)


async def held(tx: Transaction, person: str, n: int) -> None:
    """A document that waits to be checked."""
    await tx.run(
        """
        INSERT INTO files (id, person, kind, file_id, unique_id, state, next_at, at)
        VALUES (:id, :person, 'document', :id, :id, 'held', :at, :at)
        """,
        id=f"file {n}",
        person=person,
        at=instant(NOW),
    )
