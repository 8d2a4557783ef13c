"""Voting under load: what a vote costs, and what happens when everybody votes at once.

    python3 run.py votes                  5,000 voters spread over a minute, sending pace off
    python3 run.py votes --at-once        the same people at once, and Telegram takes 30 a second
    python3 run.py votes --twice          1,000 accounts tap twice, two instances (votes_twice.py)

The bot is a process of its own on a fast server (`fast_telegram.py`), as in `bench.py`.  A plan
stands on every phone; each voter chooses it, looks at the ballot and casts it: three taps, each as
soon as the answer to the one before is there.  What counts is what stands in the store afterwards.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from bot.clock import SystemClock
from bot.demo import bench
from bot.demo.ballot_paper import EUROS, VOTING, Office, what_stands
from bot.demo.bench import Wrong, running, stay_on
from bot.demo.bench_store import FIRST_ACCOUNT, residents
from bot.demo.fast_telegram import FastTelegram, Heard
from bot.demo.pace import Pace
from bot.demo.process import SAMPLE
from bot.demo.telegram import DEMO_TOKEN
from bot.service import make_store, open_store
from bot.settings import Settings
from conversations.profile import Profile
from storage import due
from storage.database import Database
from storage.profile.files import PROFILES
from storage.verify import verify

How = Literal["spread", "at once"]

TAPS = ("vote_on", "vote_ballot", "vote_cast")
# What a receipt has and nothing before it: the check code.
RECEIPT = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
now = SystemClock().now
WARM = 20  # voters before the measurement, so that what is measured is warm
# What Telegram takes in a second, over all chats; whoever sends more hears 429.
TELEGRAM = 30.0
IN_TIME = 2000.0  # ms within which 95 of 100 answers come
OVER = 1.1  # of messages ÷ 30 s, in which everything has been said


@dataclass(slots=True)
class VoteFigures:
    """One run: seconds, ms, MB; CPU is the bot's own, user and system."""

    how: How
    people: int
    taps: int = 0
    toasts: int = 0  # taps that were answered
    seconds: float = 0.0
    cpu: float = 0.0  # seconds in all
    waited: list[float] = field(default_factory=list)  # from tap to answer
    blinked: list[float] = field(default_factory=list)  # from tap to toast
    memory: float = 0.0
    messages: int = 0
    refused: int = 0  # requests that heard 429
    ballots: int = 0
    voters: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def least(self) -> float:
        """In how many seconds Telegram takes so many messages."""
        return self.messages / TELEGRAM

    @property
    def wrong(self) -> list[str]:
        """Everything that may not be."""
        wrong = list(self.faults)
        if self.ballots != self.people or self.voters != self.people:
            wrong.append(f"{self.people} people, {self.ballots} ballots, {self.voters} voters")
        if self.toasts != self.taps:
            wrong.append(f"{self.taps} taps, {self.toasts} of them answered")
        return wrong

    def at(self, part: float, of: list[float]) -> float:
        """So many of all waited no longer than this, in ms."""
        return sorted(of)[min(len(of) - 1, int(len(of) * part))] if of else 0.0


class Voters:
    """People with a plan on their phone; each acts as soon as the bot has answered."""

    def __init__(self, round: str, plans: int, seed: int) -> None:
        self._round = round
        self._plans = plans
        self._random = random.Random(seed)
        self._at: dict[int, tuple[int, float]] = {}
        self._tapped: dict[str, float] = {}
        self._coming = 0
        self._over: asyncio.Future[None] | None = None
        self.telegram: FastTelegram | None = None
        self.waited: list[float] = []
        self.blinked: list[float] = []
        self.taps = 0

    async def vote(self, chats: range, over: float, within: float) -> None:
        """All of them, the first tap of each at any moment of `over` seconds. Raises Wrong."""
        loop = asyncio.get_running_loop()
        self._over = loop.create_future()
        self.waited, self.blinked, self.taps = [], [], 0
        self._coming = len(chats)
        for chat in chats:
            loop.call_later(self._random.uniform(0, over), self._begins, chat)
        self._ends()  # when nobody comes at all
        try:
            async with asyncio.timeout(over + within):
                await self._over
        except TimeoutError:
            raise Wrong(
                f"{len(self._at)} voters wait for an answer, {len(self._tapped)} for a toast"
            ) from None

    def _begins(self, chat: int) -> None:
        n = self._random.randint(1, self._plans)
        self._acts(Heard(chat, 1, "…", (f"c{self._round}:vote_on:{n}",)), 0)

    def _acts(self, heard: Heard, place: int) -> None:
        assert self.telegram is not None
        data = _button(heard, TAPS[place])
        if data is None:
            if self._over is not None and not self._over.done():
                self._over.set_exception(Wrong(f"no {TAPS[place]} under: {heard.text}"))
            return
        self.taps += 1
        moment = time.perf_counter()
        self._at[heard.chat] = place, moment
        self._tapped[self.telegram.taps(heard, data)] = moment

    def hears(self, heard: Heard) -> None:
        """The bot said something to somebody; what it tidies up in passing is no answer."""
        if heard.chat not in self._at:
            return
        place, since = self._at[heard.chat]
        last = place + 1 == len(TAPS)
        if not (RECEIPT.search(heard.text) if last else _button(heard, TAPS[place + 1])):
            return
        del self._at[heard.chat]
        self.waited.append((time.perf_counter() - since) * 1000)
        if not last:
            self._acts(heard, place + 1)
            return
        self._coming -= 1
        self._ends()

    def toasted(self, tap: str) -> None:
        """A tap was answered: the phone stops turning its little wheel."""
        if (since := self._tapped.pop(tap, None)) is not None:
            self.blinked.append((time.perf_counter() - since) * 1000)
            self._ends()

    def _ends(self) -> None:
        over = self._over
        if not self._coming and not self._tapped and over is not None and not over.done():
            over.set_result(None)


def _button(heard: Heard, verb: str) -> str | None:
    return next((data for data in heard.buttons if data.split(":")[1:2] == [verb]), None)


# --- a round in a store ------------------------------------------------------------------------


def settings_at(database: str, folder: Path) -> Settings:
    """The sample of Rotterdam, where one wijk votes; secrets in this folder."""
    return Settings(
        token=SecretStr(DEMO_TOKEN),
        database=database,
        vault=folder / "vault",
        profile=PROFILES / "rotterdam",
        overlays=(SAMPLE / "rotterdam",),
        pace=None,
    )


async def prepared(settings: Settings, people: int) -> str:
    """A new store with so many people and a round that is open to them; the round's id."""
    profile = await make_store(settings)
    store = await open_store(settings)
    try:
        return await _polling_day(store, profile, people)
    finally:
        await store.close()


async def _polling_day(store: Database, profile: Profile, people: int) -> str:
    async with store.transaction() as tx:
        await residents(tx, [tx.fresh() for _person in range(people)], 0, VOTING)
    round = await Office(store, profile, now()).opened()
    async with store.transaction() as tx:
        # Everybody heard of it long ago: what is measured are the votes.
        await due.cancel(tx, round, now(), "round_opens")
    return round


async def reckoned(settings: Settings) -> tuple[int, int, list[str]]:
    """Ballots, voters, and what `verify` finds wrong."""
    store = await open_store(settings)
    try:
        ballots, voters, _again = await what_stands(store)
        async with store.reading() as tx:
            return ballots, voters, await verify(tx, now())
    finally:
        await store.close()


# --- a run -------------------------------------------------------------------------------------


async def vote_run(
    how: How, people: int, *, seconds: float = 60.0, postgres: bool = False
) -> VoteFigures:
    """So many people vote, spread over so many seconds or at once. Raises Wrong."""
    figures = VoteFigures(how, people)
    slow = how == "at once"
    with tempfile.TemporaryDirectory(prefix="aanzet-votes-") as name:
        folder = Path(name)
        with bench.database(folder, postgres=postgres) as address:
            settings = settings_at(address, folder)
            warm = 0 if slow else WARM
            round = await prepared(settings, people + warm)
            voters = Voters(round, len(EUROS), people)
            # Telegram's own allowance, with a burst that is smaller than ours: 429 is met.
            pace = Pace(TELEGRAM, TELEGRAM) if slow else None
            telegram = FastTelegram(voters.hears, toasted=voters.toasted, pace=pace)
            voters.telegram = telegram
            config = f'overlays = ["{SAMPLE / "rotterdam"}"]\n[pace]\non = {str(slow).lower()}\n'
            await telegram.start()
            try:
                async with running(address, telegram, folder, config) as process:
                    await voters.vote(range(FIRST_ACCOUNT, FIRST_ACCOUNT + warm), 0.5, 60)
                    await asyncio.sleep(0.3)
                    chats = range(FIRST_ACCOUNT + warm, FIRST_ACCOUNT + warm + people)
                    said, cpu, began = telegram.shown, process.cpu, time.perf_counter()
                    # Messages at 30 a second take minutes; whoever waits much longer is lost.
                    within = 60 + (people * 8 / TELEGRAM if slow else 0)
                    await voters.vote(chats, 0.0 if slow else seconds, within)
                    await _quiet(telegram)
                    figures.seconds = telegram.last_shown - began
                    figures.cpu, figures.memory = process.cpu - cpu, process.memory
                    figures.messages = telegram.shown - said
                    figures.refused = pace.refused if pace is not None else 0
            finally:
                await telegram.stop()
            ballots, took_part, figures.faults = await reckoned(settings)
            figures.ballots, figures.voters = ballots - warm, took_part - warm
    figures.waited, figures.blinked = voters.waited, voters.blinked
    figures.taps, figures.toasts = voters.taps, len(voters.blinked)
    return figures


async def _quiet(telegram: FastTelegram) -> None:
    """Until nothing has been said for two seconds: the last tidying up counts too."""
    while True:
        rest = telegram.last_shown + 2.0 - time.perf_counter()
        if rest <= 0:
            return
        await asyncio.sleep(rest)


def table(figures: VoteFigures) -> list[tuple[str, str]]:
    """The figures, a line each."""
    percentiles = [figures.at(part, figures.waited) for part in (0.5, 0.95, 0.99)]
    rows = [
        ("voters / taps", f"{figures.people:,} / {figures.taps:,}"),
        ("ballots / took part", f"{figures.ballots:,} / {figures.voters:,}"),
        ("from tap to answer, ms (p50 / p95 / p99)", _told(percentiles)),
        (
            "from tap to toast, ms (p50 / p95 / most)",
            _told([figures.at(part, figures.blinked) for part in (0.5, 0.95, 1.0)]),
        ),
        ("taps without a toast", str(figures.taps - figures.toasts)),
        (
            "CPU, ms for each vote (for each tap)",
            f"{figures.cpu / figures.people * 1e3:.1f}"
            f" ({figures.cpu / max(figures.taps, 1) * 1e3:.2f})",
        ),
        ("memory, MB", f"{figures.memory:.0f}"),
        ("messages", f"{figures.messages:,}"),
        ("seconds until the last of them", f"{figures.seconds:.1f}"),
    ]
    if figures.how == "at once":
        over = figures.seconds / max(figures.least, 0.1)
        rows.append(("messages ÷ 30, s", f"{figures.least:.1f}: it took {over:.2f} of that"))
        rows.append(("requests that heard 429", str(figures.refused)))
    return rows


def _told(values: list[float]) -> str:
    return " / ".join(f"{value:,.0f}" for value in values)


def why_not_good(figures: VoteFigures) -> list[str]:
    """What is wrong, and which aim is missed."""
    wrong = figures.wrong
    if figures.how == "spread" and figures.at(0.95, figures.waited) > IN_TIME:
        wrong.append("95 of 100 answers took more than two seconds")
    if figures.how == "at once" and figures.seconds > figures.least * OVER:
        wrong.append("it took more than a tenth longer than Telegram's pace asks")
    return wrong


async def command(how: How, people: int, seconds: float, *, postgres: bool) -> int:
    """Run, show, and the exit code. Raises Wrong."""
    from bot.demo.kill import show

    if sys.platform != "linux":
        raise Wrong("votes reads CPU time from /proc, which only Linux has.")
    stay_on(0, 0)
    when = f"spread over {seconds:g} s, sending pace off" if how == "spread" else "at once"
    print(f"{people:,} voters {when} …", flush=True)
    figures = await vote_run(how, people, seconds=seconds, postgres=postgres)
    store = "PostgreSQL, fsync on" if postgres else "SQLite, synchronous=FULL"
    wrong = why_not_good(figures)
    show(f"{people:,} voters {when}, {store}", table(figures), wrong)
    if not wrong:
        print("Nothing lost, nothing doubled, every tap answered.")
    return 1 if wrong else 0
