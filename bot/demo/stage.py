"""The stage: conversations as transcripts, played with real requests, shown and judged.

    Fatima: /idee                        somebody types, taps `[Label]` or does `(photo)`
    Bot: Hoe heet uw plan?… [⬅️ Terug]   a step: what comes next on that person's phone
    Bot → Bea: …                         a step on another phone; `Bot (toast):` for a toast
    (invite member Ommoord for Bea)      the operator at the desk; the link is <Bea> from then on
    (import programme)                   the operator keeps the sample programme
    (later 2 days) (kill) (start)        the clock, and the bot's process
    (keeper green for Gijs of Groen)     the operator: Gijs keeps a topic for a department
    (Fatima keeps the link as plan)      the link on the phone is <plan> from then on
    (Aya keeps the number as one)        the newest number of a plan, or to show at a desk
    (prepare round.toml as one: <a>)     the operator: a round over these plans, open for a week
    (print 3 letters for <one> as link)  and codes for it; <link> is on the first letter
    (ask officers to open <one>)         and asks for two yeses
    (recount <one>)                      a step: its published record, counted again, twice
    (Bea's file: …BI-2026-0001…)         a step: what the newest file says
    (Fatima copied: BI-…)                a step: what the copy button gave

"…" stands for anything.  A new message that the story does not tell is a broken step too;
an older message that changes in place (a prompt with a new count) may be left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.demo.chats import Sighting, button_rows
from bot.demo.people import Person
from bot.demo.town import BotFailed, Town
from bot.demo.transcript import LATER, Line, does, read, why_not_buttons
from bot.demo.wording import matches, plain

WITHIN = 10.0  # seconds for one step; far more than it takes
ENOUGH = 3  # broken steps, after which a municipality's story is not played on
LONGEST = 230  # characters of a bubble on the screen
LONG = 1500  # and of one that is wrong
INVITE = re.compile(
    r"invite (?P<role>\w+)(?P<wijk>(?: [\w-]+)*?)(?P<founding> founding)? for (\w+)"
)
KEEPER = re.compile(r"keeper (?P<topic>\w+) for (?P<who>\w+) of (?P<department>.+)")
KEEPS = re.compile(r"(?P<who>\w+) keeps the (?P<what>link|number) as (?P<name>\w+)")
NUMBER = re.compile(r"\bBI-\d{4}-\d{4,}\b|\b\d{3} \d{3}\b")
PREPARE = re.compile(r"prepare (?P<file>[\w.-]+) as (?P<name>\w+): (?P<plans>.+)")
LETTERS = re.compile(r"print (?P<many>\d+) letters for (?P<round>\S+) as (?P<name>\w+)")
ASK = re.compile(r"ask officers to (?P<what>\w+) (?P<round>\S+)")
RECOUNT = re.compile(r"recount (?P<round>\S+)")
FILE = re.compile(r"(?P<who>\w+)'s file: (?P<text>.*)", re.DOTALL)
COPIED = re.compile(r"(?P<who>\w+) copied: (?P<text>.*)")
ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


@dataclass(slots=True)
class Board:
    """What was counted, over all municipalities."""

    steps: int = 0
    broken: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    people: int = 0
    updates: int = 0
    requests: int = 0
    described: int = 0
    letters: Counter[str] = field(default_factory=Counter)
    starts: int = 0
    violations: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Did everything go as the story tells?"""
        return not (self.broken or self.violations or self.faults) and self.steps > 0


def shown(text: str, labels: tuple[str, ...] = (), most: int = LONGEST) -> Text:
    """A bubble on one or two lines, its buttons behind it."""
    words = plain(text.translate(ISOLATES))
    if len(words) > most:  # the beginning says which, the end says what is new
        words = f"{words[: most // 3]} … {words[-2 * most // 3 :]}"
    line = Text(words)
    for label in labels:
        line.append(" ")
        line.append(f"[{label.translate(ISOLATES)}]", "cyan")
    return line


class Stage:
    """Plays the chapters of one municipality, and keeps the count."""

    def __init__(
        self, town: Town, console: Console, board: Board, within: float | None = None
    ) -> None:
        self.town = town
        self.board = board
        self.links: dict[str, str] = {}
        self._console = console
        self._within = WITHIN if within is None else within
        self._last: Person | None = None
        self._began = town.telegram.clock.now()
        self._toasts = 0
        self._broken = 0

    async def play(self, title: str, transcript: str) -> None:
        """One chapter; nothing when too much went wrong before."""
        if self._broken >= ENOUGH:
            return
        self._console.print()
        self._console.rule(Text(title, "bold"), align="left", style="dim")
        for line in read(transcript):
            try:
                await self._line(line)
            except (AssertionError, BotFailed, TimeoutError) as wrong:
                self._wrong(line.written or f"({line.note})", str(wrong).splitlines()[0])
            if self._broken >= ENOUGH:
                self._console.print("    The rest of this story is not played.", style="red")
                return
        await self._nothing_more()

    async def _line(self, line: Line) -> None:
        if line.who == "Bot":
            await self._listen(line)
        elif line.who:
            await self._act(line)
        else:
            await self._direct(line.note)

    # --- what people and the operator do ---------------------------------------------

    async def _act(self, line: Line) -> None:
        await self._nothing_more()
        person = self.town[line.who]
        text = self._named(line.text)
        self._row("", "", person.name, shown(text), "bold")
        self._last = person
        self._toasts = len(person.toasts)
        self._began = self.town.telegram.clock.now()
        does(person, text)

    async def _direct(self, note: str) -> None:
        """A line in brackets: the clock, the process, the desk, or something to look at."""
        await self._nothing_more()
        self._began = self.town.telegram.clock.now()
        if later := LATER.fullmatch(note):
            self._row("", "", "⏱", Text(f"{later[1]} {later[2]}s later"), "magenta")
            self.town.telegram.clock.advance(dt.timedelta(**{f"{later[2]}s": int(later[1])}))
            self._began = self.town.telegram.clock.now()
            return
        if invited := INVITE.fullmatch(note):
            wijk = invited["wijk"].strip() or None
            link = await self.town.invite(invited["role"], wijk, founding=bool(invited["founding"]))
            self.links[invited[4]] = link
            place = f" --wijk {wijk}" if wijk else ""
            founding = " --founding" if invited["founding"] else ""
            order = f"invite {invited['role']}{place}{founding} → a link for {invited[4]}"
            self._held("desk", Text(order))
            return
        if keeper := KEEPER.fullmatch(note):
            done = await self.town.keeper(
                keeper["topic"], self.town[keeper["who"]], keeper["department"]
            )
            order = f"keeper {keeper['topic']} <id of {keeper['who']}>"
            self._held("desk", Text(f"{order} --department {keeper['department']} → {done}"))
            return
        if keeps := KEEPS.fullmatch(note):
            kept = (links_on if keeps["what"] == "link" else numbers_on)(self.town[keeps["who"]])
            assert kept, f"{keeps['who']} sees no {keeps['what']}"
            self.links[keeps["name"]] = kept[0]
            return
        if await self._rounds(self._named(note)):
            return
        if file := FILE.fullmatch(note):
            self._look("file", file["text"], newest_file(self.town[file["who"]]))
            return
        if copied := COPIED.fullmatch(note):
            self._look("copied", copied["text"], (self.town[copied["who"]].copied or [""])[-1])
            return
        match note:
            case "import programme":
                done = await self.town.import_programme()
                self._held("desk", Text(f"programme import programme.csv → {done}"))
            case "kill":
                await self.town.bot.kill()
                self._row("", "", "✂", Text("kill -9: the bot is gone"), "magenta")
            case "stop":
                await self.town.bot.stop()
                self._row("", "", "■", Text("the bot is stopped"), "magenta")
            case "start":
                await self.town.bot.start()
                self._held("▶", Text("the bot runs again, from its database"))
            case _:
                raise ValueError(f"({note}) means nothing")

    async def _rounds(self, note: str) -> bool:
        """What an operator does with a round; was it that?"""
        if prepare := PREPARE.fullmatch(note):
            plans = prepare["plans"].split(", ")
            number = await self.town.prepare_round(prepare["file"], plans)
            self.links[prepare["name"]] = number
            self._held("desk", Text(f"rounds prepare {prepare['file']} → {number}"))
        elif letters := LETTERS.fullmatch(note):
            done, links = await self.town.print_letters(letters["round"], int(letters["many"]))
            self.links[letters["name"]] = links[0]
            self._held("desk", Text(f"codes new {letters['round']} → {done}"))
        elif ask := ASK.fullmatch(note):
            done = await self.town.ask_officers(ask["round"], ask["what"])
            self._held("desk", Text(f"rounds ask {ask['round']} {ask['what']} → {done}"))
        elif recount := RECOUNT.fullmatch(note):
            for done in await self.town.recounts(recount["round"]):
                self._held("anybody", Text(done))
        else:
            return False
        return True

    def _named(self, text: str) -> str:
        """With what was kept under a name in its place."""
        return re.sub(r"<(\w+)>", lambda name: self.links.get(name[1], name[0]), text)

    # --- what is expected ----------------------------------------------------------------

    async def _listen(self, line: Line) -> None:
        person = self.town[line.to] if line.to else self._last
        assert person is not None, "nobody has done anything yet"
        if line.note == "toast":
            await self._toast(line, person)
            return
        passed: Sighting | None = None
        while (seen := await person.sees(self._within)) is not None:
            passed = seen
            if matches(line.text, seen.text.translate(ISOLATES)):
                labels = tuple(label.translate(ISOLATES) for label in seen.labels)
                if why := why_not_buttons(line.buttons, labels):
                    self._wrong(line.written, why, shown(seen.text, seen.labels, LONG))
                else:
                    self._held(f"→ {person.name}", shown(seen.text, seen.labels), seen)
                return
            if seen.kind != "edit":  # a message that changed in place may be an older one
                break
        words = shown(passed.text, passed.labels, LONG) if passed is not None else Text("–")
        self._wrong(line.written, "it says otherwise" if passed else "nothing came", words)

    async def _toast(self, line: Line, person: Person) -> None:
        while not any(matches(line.text, said) for said in person.toasts[self._toasts :]):
            if not await person.room.change(self._within):
                self._wrong(line.written, "no such toast", Text(str(person.toasts[-1:])))
                return
        self._held(f"→ {person.name}", Text(f"💬 {line.text}", "italic"))

    def _look(self, what: str, wanted: str, found: str) -> None:
        if matches(wanted, found):
            self._held(what, shown(found))
        else:
            self._wrong(wanted, "it says otherwise", shown(found, (), LONG))

    async def _nothing_more(self) -> None:
        """The bot has said all it had to say, and nothing beside it."""
        if self.town.bot.running:
            await self.town.settle()
        for person in tuple(self.town.people.values()):
            while (seen := person.unseen()) is not None:
                await person.sees(0)
                if seen.kind == "message":
                    title = f"(nothing for {person.name})"
                    self._wrong(title, "it says more", shown(seen.text, seen.labels, LONG))

    # --- what is shown ----------------------------------------------------------------------

    def _held(self, who: str, words: Text, seen: Sighting | None = None) -> None:
        at = seen.at if seen is not None else self.town.telegram.clock.now()
        took = max(0.0, (at - self._began).total_seconds())
        self.board.steps += 1
        self.board.times.append(took)
        self._row("[green]✓[/]", f"{took * 1000:.0f} ms", who, words, "dim")

    def _wrong(self, wanted: str, why: str, seen: Text | None = None) -> None:
        self._broken += 1
        self.board.steps += 1
        self.board.broken.append(wanted)
        self._row("[red]✗[/]", "", "wanted", Text(wanted, "red"), "red")
        self._row("", "", "seen", Text(f"{why}: ", "red").append_text(seen or Text("–")), "red")

    def _row(self, mark: str, took: str, who: str, words: Text, style: str) -> None:
        row = Table.grid(padding=(0, 1))
        row.add_column(width=1)
        row.add_column(width=7, justify="right", style="dim")
        row.add_column(width=9, style=style)
        row.add_column(ratio=1)
        row.add_row(mark, took, Text(who), words)
        self._console.print(row)


def links_on(person: Person) -> list[str]:
    """The links to the bot on the newest messages that have one: in words, or behind a button."""
    for bubble in reversed(person.chat):
        addresses = [
            *bubble.text.split(),
            *(
                shared
                for row in button_rows(bubble.json)
                for button in row
                for shared in parse_qs(urlsplit(button.get("url", "")).query).get("url", ())
            ),
        ]
        if links := [address for address in addresses if "?start=" in address]:
            return links
    return []


def numbers_on(person: Person) -> list[str]:
    """The numbers on the newest message that has one: of a plan, or to show at a desk."""
    for bubble in reversed(person.chat):
        text = bubble.text.translate(ISOLATES)
        if not bubble.mine and (numbers := NUMBER.findall(text)):
            return numbers
    return []


def newest_file(person: Person) -> str:
    """The text of the newest file on somebody's phone; empty when there is none."""
    for bubble in reversed(person.chat):
        if not bubble.mine and bubble.document is not None:
            files = person.telegram.exchange.files
            found = files.by_path(files.answer(bubble.document["file_id"])["file_path"])
            return found.content.decode("utf-8-sig") if found is not None else ""
    return ""
