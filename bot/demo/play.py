"""After the story: a person at the terminal plays on, as any of the people.

    Fatima> /idee          what is typed is sent
    Fatima> 2              taps the second button; [Ja] taps the button that begins so
    Fatima> (photo)        also (voice), (document plan.pdf), (sticker), (location), (blocks) …
    Fatima> /wie Bea       go on as somebody else, or as somebody new
    Fatima> /klok 2 dagen  the clock; /kill and /herstart the bot; /nodig member Ommoord invites

Whatever anybody newly receives is shown at once, on whose phone it is.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import sys
from collections.abc import Awaitable, Callable

from rich.console import Console
from rich.text import Text

from bot.demo.chats import Sighting
from bot.demo.people import Person
from bot.demo.stage import ISOLATES, shown
from bot.demo.town import BotFailed, Town
from bot.demo.transcript import does

GLANCE = 0.08  # seconds between looks at everybody's phone
STILL = 0.25  # seconds without news before the prompt comes back
PATIENCE = 1.6  # seconds to wait for an answer; an album is collected for one
HELP = (
    ("tekst", "sturen", "text: send it"),
    ("1 · [Ja]", "op een knop tikken", "tap a button"),
    ("(photo) (voice)", "iets anders sturen", "send something else"),
    ("t.me-link", "een link openen", "open a link"),
    ("/wie Bea", "verder als Bea; zonder naam: wie er zijn", "go on as Bea; who is there"),
    ("/klok 2 dagen", "de tijd vooruit", "move the clock"),
    ("/nodig member Ommoord", "iemand uitnodigen", "invite somebody: the link is for /wie"),
    ("/kill  /herstart", "de bot doden, weer starten", "kill the bot, start it again"),
    ("/einde", "stoppen (ook Ctrl-D)", "stop"),
)
UNITS = (
    ("second", "sec"),
    ("minute", "min"),
    ("hour", "uur|uren|hour"),
    ("day", "dag|day"),
    ("week", "week|weken"),
)


class Play:
    """The terminal as a phone that goes from hand to hand."""

    def __init__(
        self,
        town: Town,
        console: Console,
        who: str,
        next_line: Callable[[], Awaitable[str | None]] | None = None,
    ) -> None:
        self.town = town
        self.me: Person = town[who]
        self._console = console
        self._next_line = next_line or Keyboard().line
        self._told = {name: len(person.room.sightings) for name, person in town.people.items()}
        self._prompted = False
        self._news = 0

    async def run(self) -> None:
        """Until /einde, Ctrl-D or Ctrl-C."""
        self._console.print()
        self._console.rule("[bold]Speel verder · Play on[/]", align="left", style="dim")
        self._help()
        self._phone()
        watching = asyncio.create_task(self._watch())
        try:
            while True:
                self._prompt()
                line = await self._next_line()
                self._prompted = False
                if line is None or line.strip() in ("/einde", "/end", "/quit"):
                    break
                if line.strip():
                    await self._do(line.strip())
        except asyncio.CancelledError:
            # Ctrl-C is an end like any other; a cancellation from elsewhere goes on.
            task = asyncio.current_task()
            if not sys.stdin.isatty() or task is None or task.uncancel() > 0:
                raise
            self._console.print()
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        self._console.print("Tot ziens. · Goodbye.")

    def moves(self, town: Town) -> None:
        """Go on in another town, as the person of the same name; the first one is gone."""
        self.town = town
        self.me = town[self.me.name]
        self._told = {name: len(person.room.sightings) for name, person in town.people.items()}
        self._note("Een nieuwe buurt; alles begint opnieuw. · A new town; everything begins anew.")

    # --- one line -----------------------------------------------------------------------

    async def _do(self, line: str) -> None:
        before = self._news
        word, _space, rest = line.partition(" ")
        try:
            match word:
                case "/wie" | "/who":
                    self._who(rest.strip())
                    return
                case "/klok" | "/clock":
                    self._clock(rest)
                case "/kill":
                    await self.town.bot.kill()
                    self._note(
                        "kill -9. De bot is weg; berichten wachten. · It is gone; letters wait."
                    )
                    return
                case "/herstart" | "/restart":
                    await self.town.bot.stop()
                    await self.town.bot.start()
                    self._note("De bot draait weer. · The bot runs again.")
                case "/nodig" | "/invite":
                    await self._invite(rest.split())
                    return
                case "?":
                    self._help()
                    return
                case _:
                    if line == "/help":
                        self._help()
                    self._act(line)
        except (AssertionError, BotFailed, RuntimeError, ValueError) as wrong:
            self._note(str(wrong).splitlines()[0])
            return
        await self._wait(before)

    def _act(self, line: str) -> None:
        """Type, tap, or do something else."""
        bubble = next((b for b in reversed(self.me.chat) if not b.mine), None)
        labels = bubble.labels if bubble is not None else ()
        if line.isdecimal() and 1 <= int(line) <= len(labels):
            self.me.taps(labels[int(line) - 1], bubble)
        elif line.startswith("[") and line.endswith("]"):
            wanted = line[1:-1].casefold()
            found = [
                label
                for bubble in reversed(self.me.chat)
                for label in bubble.labels
                if wanted in label.translate(ISOLATES).casefold()
            ]
            if not found:
                raise ValueError(f"Die knop is er niet. · There is no such button: {line}")
            self.me.taps(found[0])
        elif "t.me/" in line and "start=" in line and " " not in line:
            self.me.opens(line)
        else:
            does(self.me, line)

    def _who(self, name: str) -> None:
        if not name:
            self._note("Wie er zijn · Who is there: " + ", ".join(self.town.people))
            return
        if re.fullmatch(r"[^\W\d_][\w' -]{0,30}", name) is None:
            self._note("Een naam, alstublieft. · A name, please: /wie Bea")
            return
        new = name not in self.town.people
        self.me = self.town[name]
        self._told.setdefault(name, 0)
        if new:
            self._note(f"{name} is nieuw. Begin met /start. · {name} is new here: try /start")
        else:
            self._phone()

    def _clock(self, rest: str) -> None:
        found = re.fullmatch(r"\s*(\d{1,3})\s*([a-zë]+)\s*", rest.casefold())
        unit = next((u for u, words in UNITS if found and re.match(words, found[2])), None)
        if found is None or unit is None:
            raise ValueError("Zo: /klok 2 dagen, /klok 3 uur. · Like this: /clock 2 days")
        self.town.telegram.clock.advance(dt.timedelta(**{f"{unit}s": int(found[1])}))
        now = self.town.telegram.clock.now()
        self._note(f"Het is nu {now:%d-%m-%Y %H:%M} UTC. · It is {now:%Y-%m-%d %H:%M} UTC now.")

    async def _invite(self, words: list[str]) -> None:
        if not words:
            raise ValueError("Zo: /nodig member Ommoord. · Like this: /invite member Ommoord")
        link = await self.town.invite(words[0], " ".join(words[1:]) or None)
        self._note(f"{link}\n  Open hem als iemand anders. · Open it as somebody else: /wie …")

    async def _wait(self, before: int) -> None:
        """Until the answer has come and nothing followed it for a moment."""
        loop = asyncio.get_running_loop()
        end, still = loop.time() + PATIENCE, loop.time() + STILL
        seen = before
        while loop.time() < end and not (seen > before and loop.time() > still):
            await asyncio.sleep(GLANCE / 2)
            if self._news != seen:
                seen, still = self._news, loop.time() + STILL
                end = max(end, still + STILL)

    # --- what is shown --------------------------------------------------------------------

    async def _watch(self) -> None:
        """Show what anybody newly receives, also while nobody types."""
        while True:
            for name, person in tuple(self.town.people.items()):
                sightings = person.room.sightings
                for seen in sightings[self._told.get(name, 0) :]:
                    self._show(person, seen)
                self._told[name] = len(sightings)
            await asyncio.sleep(GLANCE)

    def _show(self, person: Person, seen: Sighting) -> None:
        if seen.kind in ("said", "did", "bare", "deleted"):
            return
        again = self._prompted
        if again:
            self._console.print()
        self._news += 1
        if seen.kind in ("toast", "reaction"):
            self._console.print(Text(f"  → {person.name}: 💬 {seen.text}", "italic"))
        elif person is self.me:
            self._bubble(seen.text, seen.labels)
        else:
            mark = "" if seen.kind == "message" else " (bijgewerkt · changed)"
            head = Text(f"  → {person.name}{mark}: ", "magenta")
            self._console.print(head.append_text(shown(seen.text, seen.labels)))
        if again:
            self._prompt()

    def _phone(self) -> None:
        """The newest message on this person's phone."""
        for bubble in reversed(self.me.chat):
            if not bubble.mine:
                self._bubble(bubble.text, bubble.labels)
                return
        self._note("Begin met /start. · Begin with /start.")

    def _bubble(self, text: str, labels: tuple[str, ...]) -> None:
        self._console.print(Text("  Aan Zet", "bold green"))
        for line in text.translate(ISOLATES).splitlines():
            self._console.print(Text(f"  │ {line}"))
        row = Text("   ")
        for n, label in enumerate(labels, 1):
            row.append(f" {n} ", "bold")
            row.append(f"[{label.translate(ISOLATES)}]", "cyan")
        if labels:
            self._console.print(row)

    def _note(self, words: str) -> None:
        self._console.print(Text(f"  {words}", "yellow"))

    def _help(self) -> None:
        for what, dutch, english in HELP:
            line = Text(f"  {what:<22}", "bold").append(f" {dutch} ", "default")
            self._console.print(line.append(f"· {english}", "dim"))

    def _prompt(self) -> None:
        down = "" if self.town.bot.running else " (bot dood · bot dead)"
        self._console.print(Text(f"{self.me.name}{down}> ", "bold"), end="")
        self._console.file.flush()
        self._prompted = True


class Keyboard:
    """Lines from the terminal without a thread, so that Ctrl-C and Ctrl-D end cleanly."""

    async def line(self) -> str | None:
        """The next line; None at the end of the input."""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        loop.add_reader(sys.stdin.fileno(), ready.set)
        try:
            await ready.wait()
        finally:
            loop.remove_reader(sys.stdin.fileno())
        line = sys.stdin.readline()
        return line.rstrip("\n") if line else None
