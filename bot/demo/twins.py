"""The twin run: two instances on one PostgreSQL database, both given every update at once.

    python3 run.py twins --seconds 60 --kills 10

People tap twice, the same tap comes under two numbers, stories come in two parts, and now and
then one of the two is killed. Nothing may be doubled, lost or out of order, and no deadlock.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.clock import VillageClock
from bot.demo.council import appoint, cast
from bot.demo.filing import PATIENCE, Resident, World
from bot.demo.kill import Tell, percentiles, show
from bot.demo.points import FORGET_SEEN
from bot.demo.postgres import free_port, fresh_database, server
from bot.demo.process import BotProcess
from bot.demo.reckoning import Reckoning, reckon
from bot.demo.telegram import Telegram
from bot.demo.village import MORNING, settings_for
from bot.service import make_store, open_store


@dataclass(slots=True)
class TwinFigures:
    """What a run measured."""

    control: bool
    kills: int = 0
    seconds: float = 0.0
    delivered: int = 0  # updates handed over, to both together
    restarts: list[float] = field(default_factory=list)
    answered: int = 0
    old_buttons: int = 0
    deadlocks: int = 0
    astray: list[str] = field(default_factory=list)
    impatient: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    found: Reckoning = field(default_factory=Reckoning)

    @property
    def faults(self) -> list[str]:
        """Everything that may not be."""
        faults = [*self.found.faults, *(f"out of order: {line}" for line in self.astray)]
        faults += [f"waited in vain: {line}" for line in self.impatient]
        faults += [f"Bot API: {line}" for line in self.violations]
        faults += [f"log: {line}" for line in self.errors]
        if not self.kills:
            faults += [f"said twice: {line}" for line in self.found.said_again]
        return faults + ([f"{self.deadlocks} deadlocks"] if self.deadlocks else [])

    @property
    def good(self) -> bool:
        """Did it show what it has to show?"""
        return bool(self.found.faults or self.astray) if self.control else not self.faults


class TwinRun:
    """One run from an empty database to the reckoning."""

    def __init__(
        self,
        *,
        address: str,
        folder: Path,
        seconds: float,
        kills: int,
        residents: int = 100,
        rate: float = 90.0,
        control: bool = False,
        tell: Tell = print,
    ) -> None:
        self.address = address
        self.seconds = seconds
        self.kills = kills
        self.residents = residents
        self.tell = tell
        self.random = random.Random(kills)
        self.telegram = Telegram(clock=VillageClock(MORNING))
        self.world = World(
            self.telegram,
            rate=rate,
            double_taps=0.3,
            in_parts=0.3,
            thinks=(1.0, 1.4),  # nobody reads and answers within a second
            # What a control run breaks mends slowly; nobody has to wait for it.
            patience=3.0 if control else PATIENCE,
        )
        self.officials = cast(self.world, every=1 if seconds < 60 else 3, pause=1.0)
        self.figures = TwinFigures(control)
        words = (FORGET_SEEN,) if control else ()
        ports = [free_port() for _twin in range(2)]
        urls = [f"http://127.0.0.1:{port}/hook" for port in ports]
        self.telegram.webhooks_also = urls[1:]
        self.twins = [
            BotProcess(
                self.telegram, address, folder, words=words, port=port, url=urls[0], name=f"twin{n}"
            )
            for n, port in enumerate(ports)
        ]

    async def play(self) -> TwinFigures:
        """Everything, start to end."""
        async with self.telegram:
            settings = settings_for(self.telegram, self.address)
            await make_store(settings)
            store = await open_store(settings)
            await appoint(store, self.officials)
            await store.close()
            for twin in self.twins:
                await twin.start()
            self.world.up = lambda: any(twin.ready for twin in self.twins)
            tasks = self._people()
            try:
                await self._hunt()
                await self._drain(tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                for twin in self.twins:
                    twin.kill()
                    await twin.gone(5.0)
            store = await open_store(settings)
            try:
                found = await reckon(store, self.world, self.officials)
            finally:
                await store.close()
        return self._sum_up(found)

    def _people(self) -> list[asyncio.Task[None]]:
        wijken = ["Ommoord" if n % 4 == 0 else "Vreewijk" for n in range(self.residents)]
        everybody = [Resident(self.world, n, wijk).live() for n, wijk in enumerate(wijken)]
        everybody += [official.live() for official in self.officials]
        return [asyncio.ensure_future(life) for life in everybody]

    async def _hunt(self) -> None:
        """Let them live, and now and then kill one."""
        began = time.perf_counter()
        between = self.seconds / (self.kills + 1)
        for n in range(self.kills):
            await asyncio.sleep(between * self.random.uniform(0.7, 1.3))
            twin = self.random.choice(self.twins)
            twin.kill()
            await twin.gone(5.0)
            self.figures.kills += 1
            self.tell(f"{n + 1:>4} of {self.kills} kills · {self._told()}")
            await twin.start()
        await asyncio.sleep(max(0.0, self.seconds - (time.perf_counter() - began)))
        self.figures.seconds = time.perf_counter() - began
        self.tell(self._told())

    def _told(self) -> str:
        filed = sum(wish.number is not None for wish in self.world.wishes)
        return (
            f"{self.telegram.updates.put_count:>6} updates · {filed:>5} plans filed · "
            f"{len(self.world.astray)} out of order · {len(self.world.impatient)} impatient"
        )

    async def _drain(self, tasks: list[asyncio.Task[None]]) -> None:
        self.world.stopping = True
        _done, late = await asyncio.wait(tasks, timeout=1 if self.figures.control else 90)
        for task in tasks:
            if task.done() and (error := task.exception()) is not None:
                raise error
        if late and not self.figures.control:
            self.world.astray.append(f"{len(late)} people could not finish")
        with contextlib.suppress(TimeoutError):
            await self.telegram.idle(quiet=0.5, within=10.0)
        for twin in self.twins:
            await twin.stop()

    def _sum_up(self, found: Reckoning) -> TwinFigures:
        figures = self.figures
        figures.found = found
        figures.delivered = 2 * self.telegram.updates.put_count
        figures.restarts = [ms for twin in self.twins for ms in twin.restarts]
        figures.answered, figures.old_buttons = self.world.answered, self.world.old_buttons
        figures.astray, figures.impatient = self.world.astray, self.world.impatient
        figures.violations = self.telegram.violations
        figures.deadlocks = deadlocks(self.address)
        if not figures.control:
            figures.errors = [line for twin in self.twins for line in twin.complaints()]
        return figures


def deadlocks(address: str) -> int:
    """How many the server has seen in this database."""
    import psycopg

    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    return int(row[0]) if row else 0


# --- the command -----------------------------------------------------------------


async def twin_run(
    *, seconds: float, kills: int, residents: int, rate: float, control: bool, tell: Tell = print
) -> TwinFigures:
    """A run on a server of its own, which goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="aanzet-twins-") as name, server(fsync=True) as dsn:
        run = TwinRun(
            address=fresh_database(dsn),
            folder=Path(name),
            seconds=seconds,
            kills=kills,
            residents=residents,
            rate=rate,
            control=control,
            tell=tell,
        )
        return await run.play()


def table(figures: TwinFigures) -> list[tuple[str, str]]:
    """The figures, a line each."""
    found = figures.found
    return [
        ("updates, each to both", f"{found.updates} ({found.unconfirmed} not accepted)"),
        ("updates a second", f"{found.updates / max(figures.seconds, 0.1):.0f}"),
        ("kills of one of them", str(figures.kills)),
        ("taps that came late", str(figures.old_buttons)),
        *found.rows,
        ("answers followed by the right question", str(figures.answered)),
        ("out of order", str(len(figures.astray))),
        ("waited in vain", str(len(figures.impatient))),
        ("deadlocks", str(figures.deadlocks)),
        ("said twice", str(len(found.said_again))),
        ("restart, ms (p50 / p95)", percentiles(figures.restarts)),
    ]


def twins_command(seconds: float, kills: int, residents: int, rate: float, control: bool) -> int:
    """Run, show, and the exit code."""
    from bot.terminal import running

    print(f"Two instances for {seconds:g} s, {kills} kills, {residents} residents …")
    figures = running(
        twin_run(seconds=seconds, kills=kills, residents=residents, rate=rate, control=control)
    )
    title = "two instances" + (", forgetting which updates were done" if control else "")
    show(title, table(figures), figures.faults if not control else figures.faults[:5])
    if control:
        print(
            "The control run went wrong, as it must."
            if figures.good
            else "The control run went well: this run would not find a bot that answers twice."
        )
    elif figures.good:
        print("Nothing lost, nothing doubled, nobody out of order.")
    return 0 if figures.good else 1
