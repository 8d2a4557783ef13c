"""Two instances on one PostgreSQL, both given every update: nothing doubled (faults 3, 5, 40)."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from bot.demo.twins import TwinFigures, TwinRun
from storage import outbox
from storage.database import instant
from storage.leader import announce
from storage.migrations import migrate
from storage.outbox import CLAIM, NEW
from storage.people import welcome
from storage.postgres import open_postgres
from tests.stores import open_at

pytestmark = pytest.mark.postgres


async def dose(address: str, folder: Path, *, kills: int, control: bool = False) -> TwinFigures:
    """A short twin run; quiet."""
    run = TwinRun(
        address=address,
        folder=folder,
        seconds=4.0,
        kills=kills,
        residents=10,
        control=control,
        tell=lambda _line: None,
    )
    return await run.play()


@pytest.mark.thorough
@pytest.mark.timeout(180)
async def test_two_instances_double_nothing(tmp_path: Path, postgres_dsn: str) -> None:
    figures = await dose(postgres_dsn, tmp_path, kills=1)
    assert figures.faults == []
    assert figures.deadlocks == 0
    assert figures.kills == 1
    assert figures.found.plans >= 10
    assert figures.delivered > 2 * 10 * 10


@pytest.mark.long
@pytest.mark.timeout(180)
async def test_twins_that_forget_what_is_done_are_found_out(
    tmp_path: Path, postgres_dsn: str
) -> None:
    """The control: without the record of what is done the same run goes wrong."""
    figures = await dose(postgres_dsn, tmp_path, kills=0, control=True)
    assert figures.astray or figures.found.faults
    assert figures.good, "a control run is good when it went wrong"


async def test_letters_of_a_dead_instance_are_free_at_once_and_those_of_a_living_one_are_not(
    postgres_store: str,
) -> None:
    store = await open_at(postgres_store)
    await migrate(store, profile="rotterdam")
    now = dt_now()
    alive = await announce(postgres_store, "alive")
    try:
        async with store.transaction() as tx:
            person = await welcome(tx, "telegram", "1", "Anna", "nl", now)
            for me in ("alive", "dead"):
                letter = outbox.Letter(
                    cause=me,
                    n=0,
                    person=person,
                    rank=0,
                    kind="say",
                    weight="must",
                    body="{}",
                    turn=0,
                    written=instant(now),
                    not_before=instant(now),
                )
                await outbox.put(tx, [letter], me, instant(now + CLAIM))
        later = now + NEW * 2
        async with store.transaction() as tx:
            at_once = await outbox.claim(tx, "third", now, all_mine=False, most=10)
            soon = await outbox.claim(tx, "third", later, all_mine=False, most=10)
        assert [letter.cause for letter in at_once] == []
        assert [letter.cause for letter in soon] == ["dead"]
    finally:
        await alive.close()
        await store.close()


async def test_noting_and_answering_at_once_never_wait_for_each_other(postgres_store: str) -> None:
    """Both take the chat before its letters: the deadlock that the twin run found stays away."""
    store = await open_postgres(postgres_store)
    await migrate(store, profile="rotterdam")
    now = dt_now()
    try:
        async with store.transaction() as tx:
            people = [await welcome(tx, "telegram", str(n), f"P{n}", "nl", now) for n in range(6)]
            letters = [
                outbox.Letter(
                    cause=f"c{n}-{m}",
                    n=0,
                    person=person,
                    rank=0,
                    kind="screen",
                    weight="must",
                    body="{}",
                    turn=0,
                    written=instant(now),
                    not_before=instant(now),
                )
                for n, person in enumerate(people)
                for m in range(3)
            ]
            await outbox.put(tx, letters, "me", instant(now + CLAIM))

        async def note() -> None:
            for _time in range(20):
                async with store.transaction() as tx:
                    done = [outbox.Delivery(letter, "sent", 1, 1) for letter in letters]
                    await outbox.note(tx, done, "me", now)

        async def answer(person: str) -> None:
            for _time in range(20):
                async with store.transaction() as tx:
                    await tx.one(
                        "SELECT turn FROM chats WHERE person = :p /*+pg FOR UPDATE */", p=person
                    )
                    await asyncio.sleep(0)
                    await tx.run("UPDATE letters SET tries = tries + 1 WHERE person = :p", p=person)

        async with asyncio.timeout(30):
            await asyncio.gather(note(), note(), *(answer(person) for person in people))
    finally:
        await store.close()


def dt_now() -> dt.datetime:
    return dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
