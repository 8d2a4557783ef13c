"""Conversations written down as chats, played against the bot and recorded from it.

    Anna: /idee
    Bot: In which wijk is your idea? [Ommoord] [Zevenkamp]
    Anna: [Ommoord]
    Bot: What is your idea called…
    Bot → Karim: A neighbour has an idea… [Read it] […]
    Anna (later 2 days): /mijn
    Bot (toast): Saved

- `[Label]` alone is a tap; `(photo)`, `(voice)`, `(blocks)`, `(twice Label)`, `(edits new text)`
  and so on (see `does`) are other things a person does.
- `Bot:` is what whoever acted last sees next, a new message or an edit in place.
- "…" in a text stands for anything. Buttons are compared when some are listed: all of them, in
  this order, unless the line ends with `[…]`. White space compares as one space.
- `(later 3 hours)` alone moves the clock; what the bot says then follows as `Bot → Anna:`.
- An indented line continues the one above; a line that begins with # is a remark.

A transcript also fails when the bot says more than it tells. Toasts only count when told.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from textwrap import dedent, wrap

from bot.demo.chats import Sighting
from bot.demo.people import Person
from bot.demo.telegram import Telegram
from bot.demo.wording import matches, plain

Settle = Callable[[], Awaitable[None]]
Cast = Mapping[str, Person] | Callable[[str], Person]

LINE = re.compile(
    r"(?P<who>[^\s:→(\[][^:→(]*?)\s*(?:→\s*(?P<to>[^:(]+?)\s*)?(?:\((?P<note>[^)]*)\))?"
    r":(?:\s(?P<what>.*))?",
    re.DOTALL,
)
LATER = re.compile(r"later (\d+) (second|minute|hour|day|week)s?")
BUTTONS = re.compile(r"(?:\s*\[[^\[\]]*\])+\s*$")
QUIET = 0.05
COLUMN = 56


class Differs(AssertionError):
    """The bot did not say what the transcript tells."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. `who` is "Bot", a person, or empty for the clock alone."""

    number: int
    who: str
    to: str | None
    note: str
    text: str
    buttons: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        to = f" → {self.to}" if self.to else ""
        buttons = "".join(f" [{label}]" for label in self.buttons)
        return f"{self.who}{to}: {self.text}{buttons}"


def read(transcript: str) -> list[Line]:
    """The lines of a transcript. Raises ValueError for one that cannot be read."""
    whole: list[tuple[int, str]] = []
    for number, row in enumerate(dedent(transcript.strip("\n")).splitlines(), 1):
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        if row[0].isspace() and whole:
            whole[-1] = (whole[-1][0], f"{whole[-1][1]}\n{row.strip()}")
        else:
            whole.append((number, row.strip()))
    return [_line(number, row) for number, row in whole]


def _line(number: int, row: str) -> Line:
    if row.startswith("(") and row.endswith(")"):
        return Line(number, "", None, row[1:-1], "")
    found = LINE.fullmatch(row)
    if found is None:
        raise ValueError(f"line {number} of the transcript is not 'Name: text': {row!r}")
    text = found["what"] or ""
    buttons: tuple[str, ...] = ()
    if found["who"] == "Bot" and (tail := BUTTONS.search(text)):
        buttons = tuple(re.findall(r"\[([^\[\]]*)\]", tail[0]))
        text = text[: tail.start()]
    return Line(number, found["who"], found["to"], found["note"] or "", text.strip(), buttons)


async def plays(
    telegram: Telegram,
    people: Cast,
    transcript: str,
    settle: Settle | None = None,
    within: float = 5.0,
) -> None:
    """Play a transcript: people do their lines, the bot must say its own and nothing else.

    `settle` waits until the bot is idle; without it 50 quiet milliseconds are idle. `within`
    is how long, in seconds, the bot may take for one line. Raises Differs (an AssertionError).
    """
    await _Play(telegram, people, settle, within).run(read(transcript))


class _Play:
    def __init__(
        self, telegram: Telegram, people: Cast, settle: Settle | None, within: float
    ) -> None:
        self.telegram = telegram
        self.people = people
        self.settle = settle
        self.within = within
        self.cast: dict[str, Person] = {}
        self.last: Person | None = None
        self.acted = 0
        self.rows: list[tuple[str, str]] = []

    async def run(self, lines: list[Line]) -> None:
        for line in lines:
            if line.who == "Bot":
                await self._listen(line)
            else:
                await self._act(line)
        await self._quiet()
        for person in self.cast.values():
            self._nothing_more(person, "the bot says more than the transcript")

    def _person(self, name: str) -> Person:
        if name not in self.cast:
            find = self.people if callable(self.people) else self.people.__getitem__
            self.cast[name] = find(name)
        return self.cast[name]

    async def _quiet(self) -> None:
        if self.settle is None:
            await self.telegram.idle(QUIET)
        else:
            await self.settle()
            await asyncio.sleep(QUIET)

    async def _act(self, line: Line) -> None:
        if line.who:
            person = self._person(line.who)
            if self.settle is not None:
                await self.settle()
            self._nothing_more(person, f"the bot said more before line {line.number}")
        if later := LATER.fullmatch(line.note):
            self.telegram.clock.advance(timedelta(**{f"{later[2]}s": int(later[1])}))
            if self.settle is not None:
                await self.settle()
        elif line.note:
            raise ValueError(f"line {line.number}: ({line.note}) means nothing")
        if not line.who:
            self.rows.append((f"({line.note})", ""))
            return
        self.last = person
        self.acted = len(person.room.sightings)
        self.rows.append((line.written, ""))
        does(person, line.text)

    async def _listen(self, line: Line) -> None:
        person = self._person(line.to) if line.to else self.last
        if person is None:
            raise ValueError(f"line {line.number}: nobody has done anything yet")
        if line.note == "toast":
            await self._toast(line, person)
            return
        seen = await person.sees(self.within)
        if seen is None:
            raise Differs(self._told(line.written, "(nothing)", person, "the bot says nothing"))
        if not matches(line.text, seen.text):
            raise Differs(self._told(line.written, _seen(seen), person, "the bot says otherwise"))
        if why := why_not_buttons(line.buttons, seen.labels):
            raise Differs(self._told(line.written, _seen(seen), person, why))
        self.rows.append((line.written, _seen(seen)))

    async def _toast(self, line: Line, person: Person) -> None:
        while True:
            toasts = [s.text for s in person.room.sightings[self.acted :] if s.kind == "toast"]
            if any(matches(line.text, toast) for toast in toasts):
                self.rows.append((line.written, "(toast)"))
                return
            if not await person.room.change(self.within):
                raise Differs(self._told(line.written, str(toasts), person, "no such toast"))

    def _nothing_more(self, person: Person, reason: str) -> None:
        if (seen := person.unseen()) is not None:
            raise Differs(self._told("(nothing)", _seen(seen), person, reason))

    def _told(self, expected: str, seen: str, person: Person, reason: str) -> str:
        rows = [*self.rows[-6:], (expected, seen)]
        lines = [reason, "", f"  {'transcript':<{COLUMN}} | what {person.name} sees"]
        for number, (left, right) in enumerate(rows):
            mark = ">" if number == len(rows) - 1 else " "
            lefts, rights = wrap(plain(left), COLUMN) or [""], wrap(plain(right), COLUMN) or [""]
            for row in range(max(len(lefts), len(rights))):
                one = lefts[row] if row < len(lefts) else ""
                two = rights[row] if row < len(rights) else ""
                lines.append(f"{mark} {one:<{COLUMN}} | {two}".rstrip())
        return "\n".join([*lines, "", f"{person.name}'s chat:", person.screen()])


def why_not_buttons(wanted: tuple[str, ...], shown: tuple[str, ...]) -> str | None:
    """What is wrong with the buttons under a message, None when nothing is."""
    if not wanted:
        return None
    if wanted[-1] == "…":
        rest = iter(shown)
        for label in wanted[:-1]:
            if not any(matches(label, found) for found in rest):
                return f"there is no button [{label}], or not in this order"
        return None
    same = len(wanted) == len(shown) and all(map(matches, wanted, shown))
    return None if same else "the buttons are different"


def does(person: Person, text: str) -> None:
    """Let a person do what a line of a transcript says."""
    if text.startswith("[") and text.endswith("]"):
        person.taps(text[1:-1])
        return
    if not (text.startswith("(") and text.endswith(")")):
        person.says(text)
        return
    what, _, rest = text[1:-1].partition(" ")
    match what:
        case "photo":
            person.sends_photo(caption=rest)
        case "document":
            person.sends_document(rest or "plan.pdf")
        case "location" if rest:
            latitude, longitude = rest.split(",")
            person.sends_location(float(latitude), float(longitude))
        case "voice" | "sticker" | "location" | "contact" | "dice" | "poll" | "album":
            getattr(person, f"sends_{what}")()
        case "blocks" | "unblocks" | "deactivates":
            getattr(person, what)()
        case "opens":
            person.opens(rest)
        case "forwards":
            person.forwards(rest)
        case "presses":
            person.presses(rest)
        case "forges":
            person.forges(rest)
        case "twice":
            person.taps_twice(rest)
        case "edits":
            mine = [bubble for bubble in person.chat if bubble.mine]
            person.edits(mine[-1], rest)
        case _:
            person.says(text)


def _seen(seen: Sighting) -> str:
    return plain(seen.text) + "".join(f" [{label}]" for label in seen.labels)


def record(*people: Person, since: int = 0) -> str:
    """What these people did and saw, in order, as a transcript that plays again.

    `since`: the `order` of the last sighting to leave out.
    """
    told = sorted(
        ((seen, person) for person in people for seen in person.room.sightings),
        key=lambda pair: pair[0].order,
    )
    lines = []
    last: Person | None = None
    before: Sighting | None = None
    for seen, person in told:
        if seen.order <= since:
            continue
        gap = _gap(before, seen)
        before = seen
        if seen.kind in ("said", "did"):
            last = person
            lines.append(f"{person.name}{gap}: " + seen.text.replace("\n", "\n    "))
        elif seen.spoken:
            to = "" if person is last and not gap else f" → {person.name}"
            lines.extend([gap.strip()] if gap else [])
            lines.append(f"Bot{to}: {_seen(seen)}")
    return "\n".join(lines)


def _gap(before: Sighting | None, seen: Sighting) -> str:
    """The note for a jump of the clock of an hour or more, in the largest whole unit."""
    if before is None:
        return ""
    # A story takes some real time too, which the note leaves out.
    passed = (seen.at - before.at) // timedelta(hours=1)
    if passed < 1:
        return ""
    return f" (later {passed // 24} days)" if passed % 24 == 0 else f" (later {passed} hours)"
