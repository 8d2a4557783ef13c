"""Killed, stopped, locked out, out of space: answers are kept, once (faults 1-4, 39, 61-64)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bot.demo.clock import VillageClock
from bot.demo.filing import Resident, World
from bot.demo.kill import ALL_POINTS, RANDOM, KillFigures, KillRun
from bot.demo.process import BotProcess
from bot.demo.reckoning import reckon
from bot.demo.telegram import Telegram
from bot.demo.village import MORNING, Village, settings_for
from bot.service import make_store, open_store
from storage.database import Database, Unavailable
from storage.migrations import migrate
from storage.sqlite import open_sqlite

ROOT = Path(__file__).resolve().parent.parent


async def dose(address: str, folder: Path, kills: int, **more: Any) -> KillFigures:
    """A short kill run; quiet."""
    run = KillRun(kills=kills, address=address, folder=folder, tell=lambda _line: None, **more)
    return await run.play()


@pytest.mark.thorough
@pytest.mark.timeout(180)
async def test_kills_lose_nothing(tmp_path: Path) -> None:
    # The small dose for every day; `test_kills_at_all_points` and `run.py kill` do the rest.
    figures = await dose(str(tmp_path / "kill.sqlite3"), tmp_path, 4, residents=20)
    assert figures.faults == []
    assert figures.kills.total() == 4
    assert figures.kills[RANDOM] >= 2
    assert figures.found.plans >= 20
    assert figures.found.answers == 8 * figures.found.plans
    assert len(figures.found.repeated) <= 4


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_kills_at_all_points(tmp_path: Path) -> None:
    figures = await dose(str(tmp_path / "kill.sqlite3"), tmp_path, 10)
    assert figures.faults == []
    assert {how for how in figures.kills if how != RANDOM} == set(ALL_POINTS)


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.timeout(180)
async def test_kills_on_postgres_lose_nothing(tmp_path: Path, postgres_dsn: str) -> None:
    figures = await dose(postgres_dsn, tmp_path, 3, residents=20)
    assert figures.faults == []
    assert figures.found.plans >= 20


@pytest.mark.long
@pytest.mark.timeout(180)
async def test_a_bot_that_acknowledges_before_commit_is_found_out(tmp_path: Path) -> None:
    """The control: the same run must lose with the fault that most bots have."""
    run = KillRun(
        kills=3,
        address=str(tmp_path / "kill.sqlite3"),
        folder=tmp_path,
        residents=20,
        control=True,
        points=("before commit",),
        tell=lambda _line: None,
    )
    figures = await run.play()
    assert figures.found.lost
    assert figures.good, "a control run is good when it lost something"


# --- stopping ----------------------------------------------------------------------


async def bare_start() -> float:
    """The seconds that Python takes here and now to start and import: more on a busy machine."""
    began = time.perf_counter()
    python = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "import bot.service"), cwd=ROOT
    )
    await python.wait()
    return time.perf_counter() - began


@pytest.mark.thorough
@pytest.mark.timeout(120)
async def test_sigterm_under_load_stops_in_time_and_starts_again_in_time(tmp_path: Path) -> None:
    address = str(tmp_path / "stop.sqlite3")
    async with Telegram(clock=VillageClock(MORNING)) as telegram:
        settings = settings_for(telegram, address)
        await make_store(settings)
        world = World(telegram)
        bot = BotProcess(telegram, address, tmp_path)
        world.up = lambda: bot.ready
        people = [asyncio.ensure_future(Resident(world, n, "Vreewijk").live()) for n in range(20)]
        try:
            for _time in range(2):
                await bot.start()
                await asyncio.sleep(1.0)
                seconds, code = await bot.stop()
                assert seconds < 10
                assert code == 0
            await bot.start()
            again = bot.restarts[-1] / 1000
            assert again < 5.0 or again < 4 * await bare_start()
            world.stopping = True
            await asyncio.wait_for(asyncio.gather(*people), 60)
            await telegram.idle(quiet=0.3)
            await bot.stop()
        finally:
            for task in people:
                task.cancel()
            bot.kill()
        assert bot.complaints() == []
        store = await open_store(settings)
        found = await reckon(store, world, [])
        await store.close()
    assert found.faults == []
    # Whoever is asked to stop finishes and notes what is in hand: nothing is said twice.
    assert found.repeated == []
    assert world.astray == []


# --- one file, one process -----------------------------------------------------------


def environment(telegram: Telegram, database: Path) -> dict[str, str]:
    """What `python -m bot run` needs for a village."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "BOT_API_BASE_URL": telegram.base_url,
        "AANZET_DATABASE": str(database),
        "AANZET_PROFILE": "rotterdam",
    }


@pytest.mark.thorough
async def test_a_second_process_on_the_same_file_leaves_with_one_line(tmp_path: Path) -> None:
    database = tmp_path / "one.sqlite3"
    async with Telegram(clock=VillageClock(MORNING)) as telegram:
        await make_store(settings_for(telegram, str(database)))
        first = BotProcess(telegram, str(database), tmp_path)
        await first.start()
        try:
            polls = telegram.counters["getUpdates"]
            began = time.perf_counter()
            second = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run"),
                env=environment(telegram, database),
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            _out, said = await asyncio.wait_for(second.communicate(), 20)
            seconds = time.perf_counter() - began
            lines = [line for line in said.decode().splitlines() if "older than" not in line]
            assert second.returncode == 2
            assert len(lines) == 1, said.decode()
            assert "in use by another process" in lines[0]
            assert "stop that process first" in lines[0]
            assert seconds < 3.0 or seconds < 3 * await bare_start()
            assert telegram.refusals["409"] == 0
            assert telegram.counters["getUpdates"] <= polls + 1
            anna = Resident(World(telegram), 1, "Vreewijk")
            anna.person = anna.world.person("Anna")
            anna.person.says("/start")
            await anna.person.hears("…Anna…", within=10)
        finally:
            await first.stop()


# --- the store cannot ------------------------------------------------------------------


async def test_a_full_disk_confirms_nothing_and_loses_nothing(village: Village) -> None:
    """Fault 61, by PRAGMA max_page_count: a file system of our own cannot be mounted here."""
    anna = village["Anna"]
    anna.says("/start")
    await village.settle()
    connection: Any = village.bot.store._connection  # type: ignore[attr-defined]
    rows = list(await connection.execute_fetchall("PRAGMA page_count"))
    await connection.execute_fetchall(f"PRAGMA max_page_count = {rows[0][0] + 1}")
    people = [village[f"P{n}"] for n in range(30)]
    for person in people:
        person.says("/start")
        person.says("Ommoord")
    await asyncio.sleep(1.0)
    # What did not fit is still at Telegram, and nobody was told anything about it.
    pending = len(village.telegram.updates.pending)
    assert pending > 0
    silent = [p for p in people if not any(not b.mine for b in p.chat)]
    assert silent
    await connection.execute_fetchall("PRAGMA max_page_count = 1073741823")
    async with asyncio.timeout(20):
        while village.telegram.updates.pending:  # noqa: ASYNC110 - the bot tries again by itself
            await asyncio.sleep(0.1)
    await village.settle()
    for person in people:
        assert any(not b.mine for b in person.chat), person.name
    async with village.bot.store.reading() as tx:
        row = await tx.one("SELECT count(*) AS n FROM seen")
        held = await tx.all("SELECT key FROM held")
    assert row is not None
    assert row["n"] == 61
    assert held == []


async def too_much(store: Database) -> None:
    async with store.transaction() as tx:
        for n in range(2000):
            await tx.run("INSERT INTO seen (key, at) VALUES (:key, 'now')", key=f"{n:0500}")


async def test_a_full_disk_undoes_the_whole_transaction(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path / "small.sqlite3", create=True, max_pages=280)
    try:
        await migrate(store, profile="rotterdam", create=True)
        with pytest.raises(Unavailable):
            await too_much(store)
        async with store.reading() as tx:
            assert await tx.all("SELECT key FROM seen") == []
    finally:
        await store.close()


LOCKS = """
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(3)
other.execute("ROLLBACK")
"""


async def test_a_database_locked_by_another_process_for_three_seconds(village: Village) -> None:
    """Fault 62: the bot waits, tries again, and answers everything once."""
    other = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LOCKS, village.settings.database), stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert await other.stdout.readline() == b"locked\n"
    people = [village[f"P{n}"] for n in range(5)]
    for person in people:
        person.says("/start")
    await asyncio.sleep(2.0)
    assert not any(not b.mine for p in people for b in p.chat)
    assert len(village.telegram.updates.pending) == 5
    assert await other.wait() == 0
    for person in people:
        await person.hears("…", within=15)
    await village.settle()
    assert village.telegram.updates.pending == []
    for person in people:
        assert len([b for b in person.chat if not b.mine]) == 1
