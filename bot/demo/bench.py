"""What an answer costs: residents file plans, in a closed loop, with the real bot beside them.

The bot runs as a process of its own (`python -m bot run`), durable, its sending pace off, against
the fast server of `fast_telegram.py`.  A resident answers as soon as the bot has asked; whoever
is done is followed by somebody new, so that nobody meets the flood gate.  Only whole
conversations count.  CPU is the process's own, user and system, from /proc.
"""

import asyncio
import contextlib
import dataclasses
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from bot.demo.bench_store import Size, filled, plans_in
from bot.demo.fast_telegram import FastTelegram, Heard
from bot.demo.postgres import NoPostgres, server
from bot.demo.telegram import DEMO_TOKEN

HERE = Path(__file__).parents[2]
WARM = 20  # residents before the measurement, so that what is measured is warm
PROCESSORS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []

# What a resident answers, question after question: typed, or the option of a button.
TYPED, TAPPED = "typed", "tapped"
SCRIPT = (
    (TYPED, "/idee"),
    (TYPED, "Ommoord"),
    (TAPPED, "rotterdam.ommoord"),
    (TYPED, "Picknicktafels bij de speeltuin"),
    (TYPED, "Er is nergens een plek om te zitten tussen de huisarts en de tram."),
    (TYPED, "Binnenhof, bij de winkels"),
    (TAPPED, "later"),
    (TYPED, "hout 250\nverf 60"),
    (TAPPED, "self"),
    (TAPPED, "none"),
    (TAPPED, "yes"),
    (TAPPED, "send"),
)


SMALL = Size(100, 20)
GROWN = Size(100_000, 20_000)


@dataclass(frozen=True, slots=True)
class Figures:
    """One run: CPU in µs per answered update, latency in ms, memory in MB (the most there was)."""

    residents: int
    updates: int
    filed: int
    per_second: float
    cpu: float
    p50: float
    p95: float
    p99: float
    memory: float


class Wrong(Exception):
    """The bot did something else than answer: no figure is worth anything then."""


# --- residents -------------------------------------------------------------------------------


class Load:
    """So many residents at once, each a new person for every plan."""

    def __init__(self) -> None:
        self._telegram: FastTelegram | None = None
        self._next = 2_000_000_000
        self._at: dict[int, tuple[int, float]] = {}
        self._coming = False
        self._over: asyncio.Future[None] | None = None
        self.waited: list[float] = []
        self.filed = 0

    async def run(self, telegram: FastTelegram, residents: int, seconds: float) -> None:
        """Nobody begins after so many seconds; everybody finishes. Raises Wrong."""
        loop = asyncio.get_running_loop()
        self._telegram, self._coming = telegram, True
        self._over = over = loop.create_future()
        self.waited, self.filed = [], 0
        for _resident in range(residents):
            self._comes()
        loop.call_later(seconds, self._nobody_new)
        try:
            async with asyncio.timeout(seconds + 60):
                await over
        except TimeoutError:
            raise Wrong(f"{len(self._at)} residents wait for an answer") from None

    @property
    def waiting(self) -> frozenset[int]:
        """Who waits for an answer."""
        return frozenset(self._at)

    def _nobody_new(self) -> None:
        self._coming = False

    def _comes(self) -> None:
        self._next += 1
        self._answers(self._next, 0, None)

    def _answers(self, chat: int, question: int, heard: Heard | None) -> None:
        assert self._telegram is not None
        self._at[chat] = question, time.perf_counter()
        how, what = SCRIPT[question]
        if how == TYPED:
            self._telegram.says(chat, what)
            return
        buttons = heard.buttons if heard is not None else ()
        button = next((b for b in buttons if b.partition(":")[2] == what), None)
        if heard is None or button is None:
            self._fails(Wrong(f"no button {what!r} under: {heard.text if heard else ''}"))
        else:
            self._telegram.taps(heard, button)

    def hears(self, heard: Heard) -> None:
        """The bot said something to somebody."""
        if heard.chat not in self._at:
            return
        question, since = self._at.pop(heard.chat)
        self.waited.append(time.perf_counter() - since)
        if question + 1 < len(SCRIPT):
            self._answers(heard.chat, question + 1, heard)
            return
        self.filed += 1
        if self._coming:
            self._comes()
        elif not self._at and self._over is not None and not self._over.done():
            self._over.set_result(None)

    def _fails(self, error: Wrong) -> None:
        if self._over is not None and not self._over.done():
            self._over.set_exception(error)


# --- the bot as a process --------------------------------------------------------------------


class Process:
    """What the kernel knows about the bot's process."""

    def __init__(self, pid: int) -> None:
        self._proc = Path("/proc") / str(pid)

    @property
    def cpu(self) -> float:
        """Seconds, user and system, of all its threads."""
        fields = (self._proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """The most it ever had in memory, in MB."""
        lines = (self._proc / "status").read_text().splitlines()
        peak = next(line for line in lines if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024


@contextlib.asynccontextmanager
async def running(
    database: str, telegram: FastTelegram, folder: Path, config: str = "[pace]\non = false\n"
) -> AsyncIterator[Process]:
    """The real bot on this database until the block ends; `config` is what AANZET_CONFIG says."""
    settings = folder / "bench.toml"
    settings.write_text(config)
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "PYTHONPATH": str(HERE),
        "TELEGRAM_BOT_TOKEN": DEMO_TOKEN,
        "BOT_API_BASE_URL": telegram.base_url,
        "AANZET_DATABASE": database,
        "AANZET_PROFILE": "rotterdam",
        "AANZET_CONFIG": str(settings),
        "AANZET_VAULT": str(folder / "vault"),
    }
    log = folder / "bot.log"
    with log.open("wb") as lines:
        command = (sys.executable, "-m", "bot", "run")
        bot = await asyncio.create_subprocess_exec(
            *command, env=environment, cwd=folder, stdout=lines, stderr=lines
        )
        try:
            stay_on(bot.pid, 1)
            async with asyncio.timeout(30):
                await telegram.polled.wait()
            yield Process(bot.pid)
        except TimeoutError:
            words = log.read_text(errors="replace")[-500:]
            raise Wrong(f"the bot does not come: {words}") from None
        finally:
            if bot.returncode is None:
                bot.terminate()
            await bot.wait()


def stay_on(process: int, processor: int) -> None:
    """One processor drives the load, another runs the bot, where there are two."""
    if len(PROCESSORS) > 1:
        os.sched_setaffinity(process, {PROCESSORS[processor]})


@contextlib.contextmanager
def database(folder: Path, *, postgres: bool) -> Iterator[str]:
    """An address for a database of this run alone."""
    if postgres:
        with server(fsync=True) as address:
            yield address
    else:
        yield str(folder / "bench.sqlite3")


async def measure(
    residents: int, size: Size, *, seconds: float, warm: float = 1.0, postgres: bool = False
) -> Figures:
    """One run with a bot and a store of its own. Raises Wrong."""
    with tempfile.TemporaryDirectory(prefix="aanzet-bench-") as name:
        folder = Path(name)
        with database(folder, postgres=postgres) as address:
            await filled(address, size)
            load = Load()
            telegram = FastTelegram(load.hears)
            await telegram.start()
            try:
                async with running(address, telegram, folder) as process:
                    await load.run(telegram, WARM, warm)
                    filed = load.filed
                    await asyncio.sleep(0.3)
                    cpu, began = process.cpu, time.perf_counter()
                    await load.run(telegram, residents, seconds)
                    took = time.perf_counter() - began
                    await asyncio.sleep(0.3)  # what is noted after the last answer counts too
                    cpu, memory = process.cpu - cpu, process.memory
            finally:
                await telegram.stop()
            filed += load.filed
            if (kept := await plans_in(address) - size.plans) != filed:
                raise Wrong(f"{filed} plans were filed, {kept} are in the store")
            waited = sorted(load.waited)
            n = len(waited)
            return Figures(
                residents=residents,
                updates=n,
                filed=load.filed,
                per_second=n / took,
                cpu=cpu / n * 1e6,
                p50=waited[n // 2] * 1e3,
                p95=waited[n * 95 // 100] * 1e3,
                p99=waited[n * 99 // 100] * 1e3,
                memory=memory,
            )


# --- the table -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Series:
    """The same run several times, told as medians with the least and the most."""

    name: str
    runs: tuple[Figures, ...]

    def median(self, of: str) -> float:
        """The median of one figure."""
        return float(statistics.median(getattr(run, of) for run in self.runs))

    def told(self, of: str, digits: int = 0) -> str:
        """The median, and from what to what."""
        values = sorted(float(getattr(run, of)) for run in self.runs)
        least, middle, most = (
            f"{value:,.{digits}f}" for value in (values[0], self.median(of), values[-1])
        )
        return middle if least == most else f"{middle} ({least}–{most})"


async def measured(
    rounds: list[tuple[str, int, Size]],
    *,
    repeats: int,
    seconds: float,
    postgres: bool,
    tell: Callable[[str], None],
) -> list[Series]:
    """Every run so many times, taking turns, so that a busy machine is unkind to all alike."""
    stay_on(0, 0)
    found: dict[str, list[Figures]] = {name: [] for name, _residents, _size in rounds}
    for repeat in range(repeats):
        for name, residents, size in rounds:
            figures = await measure(residents, size, seconds=seconds, postgres=postgres)
            found[name].append(figures)
            tell(f"{repeat + 1}/{repeats} {name}: {figures.cpu:,.0f} µs CPU per answered update")
    return [Series(name, tuple(runs)) for name, runs in found.items()]


def as_values(series: list[Series], *, postgres: bool) -> dict[str, Any]:
    """Everything that was measured, for a program."""
    return {
        "store": "postgres" if postgres else "sqlite",
        "pace": "off",
        "series": [
            {"name": s.name, "runs": [dataclasses.asdict(run) for run in s.runs]} for s in series
        ],
    }


def show(series: list[Series], *, postgres: bool) -> None:
    """The table, with what one must know to read it."""
    from rich.console import Console
    from rich.table import Table

    store = "PostgreSQL, fsync on" if postgres else "SQLite, synchronous=FULL"
    table = Table(title=f"Answered updates, {store}, sending pace off", title_justify="left")
    for heading in ("", "µs CPU each", "updates/s", "p50 ms", "p95 ms", "p99 ms", "MB", "plans"):
        table.add_column(heading, justify="left" if not heading else "right")
    for s in series:
        told = [s.told("cpu"), s.told("per_second"), s.told("p50", 1), s.told("p95", 1)]
        told += [s.told("p99", 1), s.told("memory"), s.told("filed")]
        table.add_row(s.name, *told)
    console = Console()
    console.print(table)
    console.print(
        "Medians (least–most). CPU is the bot's own; every plan counted was found in the store."
    )


ROUNDS = [
    ("1 resident", 1, SMALL),
    ("50 residents", 50, SMALL),
    ("500 residents", 500, SMALL),
]
GROWTH = [
    ("50 residents, 100 people in the store", 50, SMALL),
    ("50 residents, 100,000 people, 20,000 plans", 50, GROWN),
]


def more_each(series: list[Series]) -> float:
    """How much more an answer costs in the last series than in the first: 0.1 is ten per cent."""
    return series[-1].median("cpu") / series[0].median("cpu") - 1


async def main(*, short: bool, grown: bool, postgres: bool, as_json: bool) -> None:
    """Measure and tell; progress goes to stderr. Raises Wrong."""
    if sys.platform != "linux":
        raise Wrong("bench reads CPU time from /proc, which only Linux has.")

    def tell(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    try:
        series = await measured(
            GROWTH if grown else ROUNDS,
            repeats=1 if short else 3,
            seconds=1.5 if short else 5.0,
            postgres=postgres,
            tell=tell,
        )
    except NoPostgres as error:
        raise Wrong(str(error)) from None
    if as_json:
        print(
            orjson.dumps(as_values(series, postgres=postgres), option=orjson.OPT_INDENT_2).decode()
        )
        return
    show(series, postgres=postgres)
    if grown:
        print(f"An answer costs {more_each(series):+.1%} in the grown store.")
