"""Everybody taps twice, and two instances both get every update: still one ballot for each.

    python3 run.py votes --twice              1,000 accounts; a ballot and a voter for each
    python3 run.py votes --twice --control    without what guards a ballot: must go wrong

Two real processes on one PostgreSQL, before the village's strict Bot API, which gives every update
to both.  The two taps of a voter are two updates with two numbers.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo import loose
from bot.demo.ballot_paper import VOTING, Office, what_stands
from bot.demo.bench_store import residents
from bot.demo.chats import Sighting
from bot.demo.clock import VillageClock
from bot.demo.people import Person
from bot.demo.points import LOOSE_BALLOTS
from bot.demo.postgres import free_port, fresh_database, server
from bot.demo.process import BotProcess
from bot.demo.telegram import Telegram
from bot.demo.twins import deadlocks
from bot.demo.village import MORNING
from bot.demo.votes import settings_at
from bot.service import make_store, open_store
from bot.settings import Settings
from storage import due
from storage.database import Database
from storage.verify import verify

FIRST_ACCOUNT = 300_000_000
AT_ONCE = 50  # voters who are in the middle of it at the same time
PATIENCE = 30.0  # seconds for an answer, on a machine with two cores and five processes
# What a voter does; the last one twice.
STEPS = ("/stem", "[🗳", "[▶️ Start]", "[⚪ Choose this plan]", "[📋 My ballot]")
CAST, RECEIPT = "[✅ Cast my vote]", "Check code: "


@dataclass(slots=True)
class TwiceFigures:
    """What a run measured."""

    control: bool
    accounts: int
    updates: int = 0  # handed over, to both together
    seconds: float = 0.0
    ballots: int = 0
    voters: int = 0
    replaced: int = 0  # ballots that say they were cast again
    receipts: int = 0  # voters who saw the check code
    codes: int = 0  # different check codes among them
    toasts: int = 0
    deadlocks: int = 0
    invariants: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Everything that may not be."""
        faults = [*self.invariants, *(f"Bot API: {line}" for line in self.violations)]
        faults += [f"log: {line}" for line in self.errors]
        for what in ("ballots", "voters", "receipts", "codes"):
            if (n := getattr(self, what)) != self.accounts:
                faults.append(f"{self.accounts} accounts, {n} {what}")
        if self.replaced:
            faults.append(f"{self.replaced} ballots were cast again by a second tap")
        if self.toasts < 2 * self.accounts:
            faults.append(f"{2 * self.accounts} taps to cast, {self.toasts} toasts in all")
        return faults + ([f"{self.deadlocks} deadlocks"] if self.deadlocks else [])

    @property
    def good(self) -> bool:
        """Did it show what it has to show?"""
        if not self.control:
            return not self.faults
        return self.ballots > self.accounts and any("I2" in line for line in self.invariants)


class Voter:
    """Somebody of the wijk, with a phone in English."""

    def __init__(self, telegram: Telegram, id: int) -> None:
        self.person = Person(telegram, f"V{id}", id=id, language="en")
        self.code: str | None = None

    async def votes(self) -> None:
        """From /stem to the receipt; the last button twice before anything can answer."""
        for step, following in zip(STEPS, (*STEPS[1:], CAST), strict=True):
            self._does(step)
            await self._until(following.strip("[]"))
        self.person.taps_twice(f"{CAST.strip('[]')}…")
        seen = await self._until(None)
        self.code = seen.text.partition(RECEIPT)[2].splitlines()[0]

    def _does(self, step: str) -> None:
        if step.startswith("["):
            self.person.taps(f"{step.strip('[]')}…")
        else:
            self.person.says(step)

    async def _until(self, label: str | None) -> Sighting:
        """Until a message has this button, or (None) is the receipt.  Raises TimeoutError."""
        while (seen := await self.person.sees(PATIENCE)) is not None:
            if label is None:
                if RECEIPT in seen.text:
                    return seen
            elif any(one.startswith(label) for one in seen.labels):
                return seen
        raise TimeoutError(f"{self.person.name} waits for {label}\n{self.person.screen()}")


class TwiceRun:
    """One run from an empty database to the count of what stands in it."""

    def __init__(self, address: str, folder: Path, accounts: int, *, control: bool = False) -> None:
        self.telegram = Telegram(clock=VillageClock(MORNING))
        self.figures = TwiceFigures(control, accounts)
        self._address = address
        self._settings: Settings = settings_at(address, folder)
        self._folder = folder
        self._voters = [Voter(self.telegram, FIRST_ACCOUNT + n) for n in range(accounts)]
        ports = [free_port() for _twin in range(2)]
        urls = [f"http://127.0.0.1:{port}/hook" for port in ports]
        self.telegram.webhooks_also = urls[1:]
        words = (LOOSE_BALLOTS,) if control else ()
        self._twins = [
            BotProcess(
                self.telegram, address, folder, words=words, port=port, url=urls[0], name=f"poll{n}"
            )
            for n, port in enumerate(ports)
        ]

    async def play(self) -> TwiceFigures:
        """Everything, start to end."""
        figures = self.figures
        async with self.telegram:
            await self._prepare()
            try:
                for twin in self._twins:
                    await twin.start()
                began = time.perf_counter()
                await self._vote()
                with contextlib.suppress(TimeoutError):
                    await self.telegram.idle(quiet=0.5, within=30.0)
                figures.seconds = time.perf_counter() - began
                for twin in self._twins:
                    await twin.stop()
            finally:
                for twin in self._twins:
                    twin.kill()
                    await twin.gone(5.0)
        await self._reckon()
        return figures

    async def _prepare(self) -> None:
        profile = await make_store(self._settings)
        store = await open_store(self._settings)
        try:
            async with store.transaction() as tx:
                people = [tx.fresh() for _voter in self._voters]
                await residents(tx, people, 0, VOTING, first=FIRST_ACCOUNT, language="en")
            round = await Office(store, profile, MORNING).opened()
            async with store.transaction() as tx:
                await due.cancel(tx, round, MORNING, "round_opens")
                if self.figures.control:
                    await loose.unguarded(tx)
        finally:
            await store.close()

    async def _vote(self) -> None:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(voter: Voter) -> None:
            async with places:
                try:
                    await voter.votes()
                except TimeoutError as error:
                    self.figures.errors.append(str(error))

        await asyncio.gather(*(one(voter) for voter in self._voters))

    async def _reckon(self) -> None:
        figures, telegram = self.figures, self.telegram
        store: Database = await open_store(self._settings)
        try:
            figures.ballots, figures.voters, figures.replaced = await what_stands(store)
            async with store.reading() as tx:
                figures.invariants = await verify(tx, telegram.clock.now())
        finally:
            await store.close()
        codes = [voter.code for voter in self._voters if voter.code]
        figures.receipts, figures.codes = len(codes), len(set(codes))
        figures.toasts = sum(len(voter.person.toasts) for voter in self._voters)
        figures.updates = 2 * telegram.updates.put_count
        figures.violations = telegram.violations
        figures.deadlocks = deadlocks(self._address)
        figures.errors += [line for twin in self._twins for line in twin.complaints()]


# --- the command -----------------------------------------------------------------


async def twice_run(accounts: int, *, control: bool) -> TwiceFigures:
    """A run on a server of its own, which goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="aanzet-votes-") as name, server(fsync=True) as dsn:
        run = TwiceRun(fresh_database(dsn), Path(name), accounts, control=control)
        return await run.play()


def table(figures: TwiceFigures) -> list[tuple[str, str]]:
    """The figures, a line each."""
    return [
        ("accounts, two taps each", str(figures.accounts)),
        ("updates, each to both", str(figures.updates)),
        ("seconds", f"{figures.seconds:.0f}"),
        ("ballots", str(figures.ballots)),
        ("took part", str(figures.voters)),
        ("ballots cast again", str(figures.replaced)),
        ("receipts / different check codes", f"{figures.receipts} / {figures.codes}"),
        ("deadlocks", str(figures.deadlocks)),
        ("invariants broken", str(len(figures.invariants))),
    ]


async def command(accounts: int, *, control: bool) -> int:
    """Run, show, and the exit code."""
    from bot.demo.kill import show

    print(f"{accounts:,} accounts tap twice, two instances both hear it …", flush=True)
    figures = await twice_run(accounts, control=control)
    title = "double taps, two instances" + (", ballots without a guard" if control else "")
    show(title, table(figures), figures.faults[:5] if control else figures.faults)
    if control:
        print(
            "The control run went wrong, as it must."
            if figures.good
            else "The control run went well: this run would not find a vote that counts twice."
        )
    elif figures.good:
        print("One ballot for each.")
    return 0 if figures.good else 1
