"""The bot as an operator runs it, a process of its own, beside the local Bot API.

    python3 run.py run      with the demo's token, this machine's address and a database

It gets an environment made here and nothing of ours, so no real token can reach it.  Killing it
is a real `kill -9`; what it had written down is all that the next one has.
"""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import os
import re
import signal
import sys
import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.demo.clock import VillageClock
from bot.demo.orphan import end_with_parent
from bot.demo.people import People, Person
from bot.demo.telegram import Telegram
from bot.demo.village import MORNING, SAMPLE, settings_for
from bot.desk.desk import address_of, through_socket
from bot.service import make_store
from conversations.rounds.record import Record, faults
from storage.profile.municipality import builtin, load

ROOT = Path(__file__).parents[2]
RECOUNT = ROOT / "bot" / "rounds" / "recount.py"
PATIENCE = 20.0  # seconds for the bot to start, and for it to stop
# What a process needs of the machine; a token or an address is not among it.
FROM_OUTSIDE = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")


class BotFailed(Exception):
    """The bot does not run; with its last words."""


class BotProcess:
    """`python -m bot run`, which can be stopped, killed and started again."""

    def __init__(self, telegram: Telegram, database: Path, profile: str) -> None:
        self.telegram = telegram
        self.database = database
        self.profile = profile
        self.starts = 0
        self._log = database.with_name(database.name + ".log")
        self._process: asyncio.subprocess.Process | None = None

    @property
    def running(self) -> bool:
        """Is there a process now?"""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start, and wait until it asks for updates. Raises BotFailed."""
        config = self.database.with_name("demo.toml")
        sample = str(SAMPLE / self.profile).replace("\\", "/")
        config.write_text(
            f'overlays = ["{sample}"]\n[pace]\non = false\n[log]\nlevel = "info"\njson = true\n',
            "utf-8",
        )
        environment = {name: os.environ[name] for name in FROM_OUTSIDE if name in os.environ}
        environment |= {
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "BOT_API_BASE_URL": self.telegram.base_url,
            "AANZET_DATABASE": str(self.database),
            "AANZET_PROFILE": self.profile,
            "AANZET_CONFIG": str(config),
        }
        asked = self.telegram.counters["getUpdates"]
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                preexec_fn=end_with_parent,
                stdout=log,
                stderr=log,
                # Ctrl-C in the terminal is for the demo; the demo stops the bot itself.
                start_new_session=True,
            )
        self.starts += 1
        try:
            async with asyncio.timeout(PATIENCE):
                while self.telegram.counters["getUpdates"] == asked:
                    if not self.running:
                        raise BotFailed(self.last_words())
                    await asyncio.sleep(0.01)
        except TimeoutError:
            await self.kill()
            raise BotFailed(self.last_words()) from None

    async def stop(self) -> None:
        """Stop it as an operator does; it finishes what it has in hand."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """No time for anything, as when the power fails."""
        await self._end(getattr(signal, "SIGKILL", signal.SIGTERM))

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.send_signal(how)
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()

    def last_words(self) -> str:
        """The end of what it printed."""
        try:
            return self._log.read_text("utf-8", "replace")[-1500:].strip() or "It printed nothing."
        except OSError:
            return "It printed nothing."

    def printed(self, since: int, most: int = 64_000) -> tuple[list[str], int]:
        """The whole lines it printed after byte `since`, of the last `most` bytes, and how far
        they go."""
        try:
            with self._log.open("rb") as log:
                begin = max(since, log.seek(0, os.SEEK_END) - most)
                log.seek(begin)
                news = log.read()
        except OSError:
            return [], since
        whole = news[: news.rfind(b"\n") + 1]
        return whole.decode("utf-8", "replace").splitlines(), begin + len(whole)

    def complaints(self) -> list[str]:
        """Everything it logged as an error."""
        try:
            lines = self._log.read_text("utf-8", "replace").splitlines()
        except OSError:
            return []
        return [line for line in lines if '"level": "error"' in line or "Traceback" in line]


class Town:
    """One municipality in the demo: a Telegram, its people, a clock and the bot."""

    def __init__(self, telegram: Telegram, bot: BotProcess) -> None:
        self.telegram = telegram
        self.bot = bot
        self.people = People(telegram)

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    async def settle(self) -> None:
        """Wait until nothing is pending and nothing is said for a moment."""
        await self.telegram.idle(quiet=0.03, within=10.0)

    async def invite(self, role: str, wijk: str | None = None, *, founding: bool = False) -> str:
        """What an operator types at the desk; answers the link.  Raises BotFailed."""
        order = {"do": "invite", "role": role, "wijk": wijk, "founding": founding}
        said = await self._desk(order)
        links = [line for line in said if "?start=" in line]
        if not links:
            raise BotFailed(" ".join(said))
        return links[0]

    async def keeper(self, topic: str, who: Person, department: str) -> str:
        """An operator says who keeps a topic; the answer.  Raises BotFailed."""
        held = await self._desk({"do": "roles"})
        role = next((line.split()[0] for line in held if who.name in line.split()), "")
        order = {"do": "matter-keeper", "topic": topic, "who": role, "department": department}
        return " ".join(await self._desk(order))

    async def _desk(self, order: Mapping[str, object]) -> tuple[str, ...]:
        """What the desk says to an order.  Raises BotFailed."""
        reply = await through_socket(self.bot.database, order)
        if reply is None:
            raise BotFailed(f"nobody at {address_of(self.bot.database)}")
        if not reply.ok:
            raise BotFailed(" ".join(reply.said))
        return tuple(reply.said)

    async def prepare_round(self, file: str, plans: Sequence[str]) -> str:
        """An operator prepares the round in a sample file over these plans, open from now and for
        as many days as there; answers its number.  Raises BotFailed."""
        sample = SAMPLE / self.bot.profile
        text = (sample / file).read_text("utf-8")
        told = tomllib.loads(text)
        now = load(builtin(self.bot.profile), sample).local(self.telegram.clock.now())
        opens = now.replace(tzinfo=None, microsecond=0)
        days = told["closes"].date() - told["opens"].date()
        closes = dt.datetime.combine(opens.date() + days, told["closes"].time())
        listed = "[" + ", ".join(f'"{plan}"' for plan in plans) + "]"
        for key, value in (("opens", str(opens)), ("closes", str(closes)), ("plans", listed)):
            text = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
        ours = self.bot.database.with_name(file)
        ours.write_text(text, "utf-8")
        said = await self._desk({"do": "rounds-prepare", "file": str(ours)})
        return str(re.findall(r"R-\d{4}-\d{4,}", said[-1])[0])

    async def print_letters(self, round: str, many: int) -> tuple[str, list[str]]:
        """An operator makes voting codes for letters; the answer, and the link on each letter.
        Raises BotFailed."""
        file = self.bot.database.with_name(f"{round}-letters.csv")
        order = {"do": "codes-new", "number": round, "many": many, "file": str(file)}
        said = await self._desk(order)
        with file.open(encoding="utf-8-sig", newline="") as rows:
            links = [row["link"] for row in csv.DictReader(rows, delimiter=";")]
        return said[0], links

    async def ask_officers(self, round: str, what: str) -> str:
        """An operator asks the officers to agree; the answer.  Raises BotFailed."""
        return (await self._desk({"do": "rounds-ask", "number": round, "what": what}))[-1]

    async def recounts(self, round: str) -> tuple[str, ...]:
        """Somebody takes the record of a published round away and counts it again, with our words
        and with the counter that shares no code with us.  Raises BotFailed."""
        file = self.bot.database.with_name(f"{round}.json")
        order = {"do": "rounds-export", "number": round, "to": str(file)}
        said = [(await self._desk(order))[0].replace(f"{file.parent}{os.sep}", "")]
        record = Record.model_validate_json(file.read_text("utf-8"))
        if found := faults(record):
            raise BotFailed(" ".join(found))
        said.append(f"verify-round {file.name} → the same, rules {record.rules_hash[:12]}…")
        counter = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(RECOUNT), str(file)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        heard = (await counter.communicate())[0].decode()
        if counter.returncode:
            raise BotFailed(heard)
        return (*said, f"python3 bot/rounds/recount.py {file.name} → {heard.splitlines()[0]}")

    async def import_programme(self) -> str:
        """An operator keeps the sample programme at the desk; the last line of the answer."""
        file = SAMPLE / self.bot.profile / "programme.csv"
        return (await self._desk({"do": "import-programme", "file": str(file)}))[-1]


@asynccontextmanager
async def town(database: Path, profile: str, *, spec: Path | None = None) -> AsyncIterator[Town]:
    """A municipality with a new database at this path; the bot ends with the block."""
    clock = VillageClock(MORNING)
    async with Telegram(clock=clock, spec=spec) as telegram:
        await make_store(settings_for(telegram, str(database), profile))
        bot = BotProcess(telegram, database, profile)
        await bot.start()
        try:
            yield Town(telegram, bot)
        finally:
            await bot.stop()
