"""The kill run: the real bot, killed again and again while residents file plans with it.

    python3 run.py kill --kills 200 --database postgres

Half of the kills come at random moments, half at named points around a commit and a send. Then
everything people did is compared with the register, and everything they saw with what they did.
A control run (`--control`) confirms updates before they are committed, as most bots do: it must
lose some, or the run would prove nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from bot.demo.clock import VillageClock
from bot.demo.council import appoint, cast
from bot.demo.filing import PATIENCE, Resident, World
from bot.demo.points import ACKNOWLEDGE_FIRST, POINTS
from bot.demo.process import BotProcess
from bot.demo.reckoning import Reckoning, reckon
from bot.demo.telegram import Telegram
from bot.demo.village import MORNING, settings_for
from bot.service import make_store, open_store

AFTER_SEND = "after a send"
ALL_POINTS = (*POINTS, AFTER_SEND)
RANDOM = "at random"
SENDS = ("sendMessage", "editMessageText")
LIFE = (10, 60)  # updates between a start and the next kill
LONGEST_LIFE = 8.0  # seconds
AIM = 5.0  # seconds in which an armed point must come by
MOST_REPEATED = 0.2  # messages per kill
SHORT = 50  # kills

Tell = Callable[[str], None]


@dataclass(slots=True)
class KillFigures:
    """What a run measured."""

    database: str
    control: bool
    kills: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    seconds_up: float = 0.0
    under_fire: int = 0  # updates sent between the first start and the last kill
    restarts: list[float] = field(default_factory=list)
    stop: tuple[float, int | None] = (0.0, None)
    answered: int = 0
    astray: list[str] = field(default_factory=list)
    impatient: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    found: Reckoning = field(default_factory=Reckoning)

    @property
    def per_kill(self) -> float:
        """Repeated messages for each kill."""
        return len(self.found.repeated) / max(1, self.kills.total())

    @property
    def rate_up(self) -> float:
        """Updates a second while the bot was up and hunted."""
        return self.under_fire / max(self.seconds_up, 0.1)

    @property
    def faults(self) -> list[str]:
        """Everything that may not be, but for repetitions."""
        faults = [*self.found.faults, *(f"astray: {line}" for line in self.astray)]
        faults += [f"Bot API: {line}" for line in self.violations]
        faults += [f"log: {line}" for line in self.errors]
        return [*faults, *(f"waited in vain: {line}" for line in self.impatient)]

    @property
    def good(self) -> bool:
        """Did it show what it has to show?"""
        if self.control:
            return bool(self.found.lost)
        # In a short dose a few messages more or less are chance: told, and judged in a long run.
        short = self.kills.total() < SHORT
        few = short or len(self.found.repeated) <= MOST_REPEATED * self.kills.total()
        return not self.faults and few


class KillRun:
    """One run from an empty database to the reckoning."""

    def __init__(
        self,
        *,
        kills: int,
        address: str,
        folder: Path,
        residents: int = 40,
        rate: float = 90.0,
        control: bool = False,
        points: Sequence[str] = ALL_POINTS,
        seed: int = 1,
        tell: Tell = print,
    ) -> None:
        self.kills = kills
        self.points = points
        self.residents = residents
        self.random = random.Random(seed)
        self.tell = tell
        self.telegram = Telegram(clock=VillageClock(MORNING))
        self.world = World(self.telegram, rate=rate, patience=3.0 if control else PATIENCE)
        short = kills < SHORT
        self.officials = cast(self.world, every=1, pause=0.4 if short else 2.5)
        self.address = address
        self.folder = folder
        self.figures = KillFigures(address.partition(":")[0], control)

    async def play(self) -> KillFigures:
        """Everything, start to end."""
        async with self.telegram:
            settings = settings_for(self.telegram, self.address)
            await make_store(settings)
            store = await open_store(settings)
            await appoint(store, self.officials)
            await store.close()
            words = (ACKNOWLEDGE_FIRST,) if self.figures.control else ()
            bot = BotProcess(self.telegram, self.address, self.folder, words=words)
            self.world.up = lambda: bot.ready
            tasks = self._people()
            try:
                await self._kill_again_and_again(bot, tasks)
                await self._drain(bot, tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                bot.kill()
                await bot.gone(5.0)
            store = await open_store(settings)
            try:
                found = await reckon(store, self.world, self.officials)
            finally:
                await store.close()
        figures = self.figures
        figures.found = found
        figures.restarts = bot.restarts
        figures.answered, figures.impatient = self.world.answered, self.world.impatient
        figures.astray, figures.violations = self.world.astray, self.telegram.violations
        # A control run makes its own trouble.
        figures.errors = [] if figures.control else bot.complaints()
        return figures

    def _people(self) -> list[asyncio.Task[None]]:
        """Everybody begins; one in twenty lives where there is a wijkraad that decides."""
        wijken = ["Ommoord" if n % 20 == 0 else "Vreewijk" for n in range(self.residents)]
        everybody = [Resident(self.world, n, wijk).live() for n, wijk in enumerate(wijken)]
        everybody += [official.live() for official in self.officials]
        return [asyncio.ensure_future(life) for life in everybody]

    # --- killing -------------------------------------------------------------

    async def _kill_again_and_again(
        self, bot: BotProcess, tasks: Sequence[asyncio.Task[None]]
    ) -> None:
        began = time.perf_counter()
        for n in range(self.kills):
            await bot.start()
            up = time.perf_counter()
            how = RANDOM if n % 2 == 0 else self.points[n // 2 % len(self.points)]
            await self._let_it_live()
            how = await self._kill(bot, how)
            self.figures.kills[how] += 1
            self.figures.seconds_up += time.perf_counter() - up
            if (n + 1) % 10 == 0 or n + 1 == self.kills:
                self._progress(n + 1)
            for task in tasks:
                if task.done():
                    task.result()  # a fault of the run itself
        self.figures.seconds = time.perf_counter() - began
        self.figures.under_fire = self.telegram.updates.put_count
        await bot.start()

    async def _let_it_live(self) -> None:
        """Until so many more updates were sent; on a busy machine that takes longer."""
        enough = self.telegram.updates.put_count + self.random.randint(*LIFE)
        for _glance in range(int(LONGEST_LIFE / 0.01)):
            if self.telegram.updates.put_count >= enough:
                break
            await asyncio.sleep(0.01)
        await asyncio.sleep(self.random.uniform(0, 0.1))

    async def _kill(self, bot: BotProcess, how: str) -> str:
        """Kill it as asked; answers how it really went."""
        if how == AFTER_SEND:

            async def strike(method: str, _values: Any, _result: Any) -> None:
                if method in SENDS:
                    self.telegram.mishaps.after_send = None
                    bot.kill()

            self.telegram.mishaps.after_send = strike
        elif how != RANDOM:
            bot.arm(how)
        else:
            bot.kill()
        if not await bot.gone(AIM):
            how = RANDOM
            bot.kill()
            await bot.gone(AIM)
        self.telegram.mishaps.after_send = None
        return how

    def _progress(self, kills: int) -> None:
        filed = sum(wish.number is not None for wish in self.world.wishes)
        self.tell(
            f"{kills:>4} of {self.kills} kills · {self.telegram.updates.put_count:>6} updates · "
            f"{filed:>5} plans filed · {len(self.world.astray)} astray · "
            f"{len(self.world.impatient)} impatient"
        )

    async def _drain(self, bot: BotProcess, tasks: Sequence[asyncio.Task[None]]) -> None:
        """Everybody finishes what they are at; then the bot stops as an operator stops it."""
        self.world.stopping = True
        _done, late = await asyncio.wait(tasks, timeout=90)
        for task in tasks:
            if task.done() and (error := task.exception()) is not None:
                raise error
        self.world.astray += [f"{len(late)} people could not finish"] if late else []
        self.world.astray += [f"still waiting: {task.get_coro()}" for task in late]
        with contextlib.suppress(TimeoutError):
            await self.telegram.idle(quiet=0.5, within=10.0)
        self.figures.stop = await bot.stop()


# --- the command -----------------------------------------------------------------


@contextlib.contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """An empty database of one kind, durable as a real one: its address."""
    if kind == "sqlite":
        yield str(folder / "kill.sqlite3")
        return
    from bot.demo.postgres import fresh_database, server

    with server(fsync=True) as dsn:
        yield fresh_database(dsn)


async def kill_run(
    *, kills: int, kind: str, residents: int, rate: float, control: bool, tell: Tell = print
) -> KillFigures:
    """A run on a database of its own, which goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="aanzet-kill-") as name:
        with database(kind, Path(name)) as address:
            run = KillRun(
                kills=kills,
                address=address,
                folder=Path(name),
                residents=residents,
                rate=rate,
                control=control,
                tell=tell,
            )
            figures = await run.play()
    figures.database = kind
    return figures


def percentiles(values: Sequence[float]) -> str:
    """p50 and p95."""
    if len(values) < 2:
        return " / ".join(f"{value:.0f}" for value in values)
    cuts = quantiles(values, n=100, method="inclusive")
    return f"{cuts[49]:.0f} / {cuts[94]:.0f}"


def table(figures: KillFigures) -> list[tuple[str, str]]:
    """The figures, a line each."""
    found = figures.found
    points = ", ".join(f"{n} {how}" for how, n in sorted(figures.kills.items()))
    return [
        ("kills", f"{figures.kills.total()} ({points})"),
        ("updates acknowledged", f"{found.updates} ({found.unconfirmed} not)"),
        ("updates a second", f"{figures.rate_up:.0f} while up"),
        *found.rows,
        ("answers followed by the right question", str(figures.answered)),
        ("wrong questions", str(len(figures.astray))),
        ("waited in vain", str(len(figures.impatient))),
        ("repeated messages", f"{len(found.repeated)}, {figures.per_kill:.2f} per kill"),
        ("receipts and prompts that came again later", str(len(found.said_again))),
        ("restart, ms (p50 / p95)", percentiles(figures.restarts)),
        ("stop, s", f"{figures.stop[0]:.1f} (exit code {figures.stop[1]})"),
        ("minutes", f"{figures.seconds / 60:.1f}"),
    ]


def show(title: str, rows: Sequence[tuple[str, str]], faults: Sequence[str]) -> None:
    """Print a table of figures, and the first faults."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    sheet = Table(title=title, show_header=False)
    for row in rows:
        sheet.add_row(*row)
    console.print(sheet)
    for line in faults[:20]:
        console.print(f"✗ {line}", markup=False, highlight=False)


def kill_command(kills: int, kind: str, residents: int, rate: float, control: bool) -> int:
    """Run, show, and the exit code."""
    from bot.terminal import running

    print(
        f"{kills} kills on {kind}, {residents} residents, about {rate:g} updates a second …",
        flush=True,
    )
    figures = running(
        kill_run(kills=kills, kind=kind, residents=residents, rate=rate, control=control)
    )
    title = f"kill run on {kind}" + (", acknowledging before commit" if control else "")
    faults = (
        [] if control else [*figures.faults, *(f"repeated: {r}" for r in figures.found.repeated)]
    )
    show(title, table(figures), faults)
    if control:
        lost = len(figures.found.lost)
        print(
            f"The control run lost {lost} acknowledged updates, as it must."
            if lost
            else "The control run lost nothing: this run would not find a bot that loses answers."
        )
    elif figures.good:
        print("Nothing lost, nothing doubled.")
    return 0 if figures.good else 1
