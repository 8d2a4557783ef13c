"""Residents who file one plan after another, and notice when the bot does anything wrong.

They type and tap as people do: after a moment of thought, about the question they see. Every
answer is unlike every other, so that each field of the register can be checked. Whoever hears
nothing for a long time while the bot is up repeats the last thing, and that is written down.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from bot.demo.chats import Bubble, Sighting
from bot.demo.people import Person
from bot.demo.telegram import Telegram

# What each question of the form says, in English; the first that fits.
QUESTIONS = {
    "postcode": "What is your postcode?",
    "wijk": "Your wijk is ",
    "title": "What is your plan called?",
    "story": "What do you want to do, and why?",
    "place": "Where is it? A street or a square.",
    "start": "When does it start?",
    "lines": "What does it cost? Write each thing",
    "payee": "Who gets the money?",
    "files": "Do you have a photo or a file?",
    "terms": "Is all of this right?",
    "review": "Your plan, before you send it",
    "receipt": "Thank you! Your plan is received.",
}
NEXT = dict(zip(QUESTIONS, list(QUESTIONS)[1:], strict=False))
NUMBER = re.compile(r"BI-\d{4}-\d+")
# Whoever answered well may not hear any of this.
COMPLAINTS = (
    "I did not",
    "did not get that",
    "I do not know",
    "cannot",
    "once more",
    "send your answer again",
    "could not be worked on",
    "more than I can read",
    "You changed an old message",
    "Do you want to go on with",
)
OLD_BUTTON = "That button is old"

PATIENCE = 10.0  # seconds of silence when the bot is up and has accepted what was sent
# Updates of one account; at 300 in ten minutes the bot stops listening to it.
ENOUGH = 200
WIJKEN = {"Ommoord": "rotterdam.ommoord", "Vreewijk": "rotterdam.vreewijk"}
FIRST_DAY = dt.date(2027, 1, 4)


@dataclass(slots=True)
class Wish:
    """One plan as its maker means it, and what became of it."""

    person: str
    wijk: str
    n: int
    word: str
    number: str | None = None

    @property
    def answers(self) -> dict[str, str]:
        """What is typed or tapped at each question; a tap stands in square brackets."""
        tap = self.n % 3 == 0
        return {
            "postcode": self.wijk,
            "wijk": f"[✅ Yes, {self.wijk}]",
            "title": f"Bankje {self.word}",
            "story": f"Wij willen een bankje.\nHet is voor {self.word} in de straat.",
            "place": f"Plein {self.word}",
            "start": "[🤷 I do not know yet]" if self.n % 4 == 0 else f"{self.day:%-d %B %Y}",
            "lines": f"hout {self.word} {self.wood}\nverf {self.word} {self.paint}",
            "payee": "[🙋 I do]" if tap else f"Stichting {self.word}",
            "files": "[➡️ No, go on]",
            "terms": "[🤔 Not all of it]" if self.n % 5 == 0 else "[✅ Yes, it is right]",
            "review": "[✅ Send]",
        }

    @property
    def day(self) -> dt.date:
        return FIRST_DAY + dt.timedelta(days=self.n % 250)

    @property
    def wood(self) -> int:
        return 10 + self.n % 37

    @property
    def paint(self) -> int:
        return 5 + self.n % 11

    @property
    def kept(self) -> dict[str, object]:
        """The fields of the register as they must be."""
        return {
            "wijk": WIJKEN[self.wijk],
            "title": self.answers["title"],
            "story": self.answers["story"],
            "place": self.answers["place"],
            "start": None if self.n % 4 == 0 else self.day.isoformat(),
            "lines": [
                [f"hout {self.word}", self.wood * 100],
                [f"verf {self.word}", self.paint * 100],
            ],
            "payee": "=" if self.n % 3 == 0 else f"Stichting {self.word}",
            "terms": "not_all" if self.n % 5 == 0 else "yes",
        }


@dataclass
class World:
    """What all people of a run share: the server, the pace, whether the bot is up, the faults."""

    telegram: Telegram
    rate: float = 90.0
    double_taps: float = 0.0  # part of the taps that come twice
    in_parts: float = 0.0  # part of the stories that are sent in two messages
    thinks: tuple[float, float] = (0.05, 0.3)  # seconds between reading and answering
    up: Callable[[], bool] = lambda: True
    stopping: bool = False
    patience: float = PATIENCE
    wishes: list[Wish] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    answered: int = 0  # answers whose next question was seen
    impatient: list[str] = field(default_factory=list)  # what nobody answered
    old_buttons: int = 0
    people: list[Person] = field(default_factory=list)
    _next: float = 0.0

    async def pace(self) -> None:
        """Wait for a place among all that is sent, `rate` a second; few places are made up for."""
        now = asyncio.get_running_loop().time()
        self._next = max(self._next + 1 / self.rate, now - 3 / self.rate)
        await asyncio.sleep(self._next - now)

    def owes(self, person: Person) -> bool:
        """Is the bot up, has it accepted everything from this person, and is it silent?"""
        pending = self.telegram.updates.pending
        return self.up() and not any(entry.chat == person.id for entry in pending)

    def person(self, name: str) -> Person:
        """Somebody new, with a phone in English."""
        somebody = Person(self.telegram, name, language="en")
        self.people.append(somebody)
        return somebody


def which(text: str) -> str | None:
    """The question that a message asks."""
    return next((name for name, words in QUESTIONS.items() if words in text), None)


def word(n: int) -> str:
    """A number in letters: no digits that look like a date, an amount or a phone number."""
    letters = "bdfgklmnprstvw"
    text = ""
    while True:
        n, rest = divmod(n, len(letters))
        text = f"{letters[rest]}{'aeiou'[rest % 5]}{text}"
        if not n:
            return f"Z{text}"


class Resident:
    """One seat at the table: when an account has said enough, the next person sits down."""

    def __init__(self, world: World, seat: int, wijk: str) -> None:
        self.world = world
        self.seat = seat
        self.wijk = wijk
        self.random = random.Random(seat)
        self.generation = 0
        self.sent = ENOUGH
        self.person: Person
        self.screen: Bubble | None = None
        self.seen = 0

    async def live(self) -> None:
        """File plans until the run ends; the one in hand is always finished."""
        while not self.world.stopping:
            if self.sent >= ENOUGH:
                self.generation += 1
                self.person = self.world.person(f"R{self.seat}-{self.generation}")
                self.sent = self.seen = 0
                self.screen = None
            await self.file()

    async def file(self) -> None:
        """One plan, from the idea to the receipt."""
        n = len(self.world.wishes) + 1
        wish = Wish(self.person.name, self.wijk, n, word(n))
        self.world.wishes.append(wish)
        step = await self.does("/idee", "", ("title", "postcode"))
        while step != "receipt":
            step = await self.does(wish.answers[step], step, (NEXT[step],))
        assert self.screen is not None
        found = NUMBER.search(self.screen.text)
        wish.number = found[0] if found else None

    async def does(self, what: str, asked: str, wanted: Collection[str]) -> str:
        """Do one thing and wait for the question that must come; repeat it when nothing comes."""
        await asyncio.sleep(self.random.uniform(*self.world.thinks))
        await self.world.pace()
        known = NUMBER.search(self.screen.text) if self.screen is not None else None
        waited, patience = 0.0, self.world.patience
        self.act(what)
        while True:
            seen = await self.next_sighting()
            if seen is None:
                waited += 0.5 if self.world.owes(self.person) else 0.0
                if waited >= patience:
                    if patience == self.world.patience:
                        self.world.impatient.append(f"{self.person.name}: {what!r}{self.tail()}")
                    waited, patience = 0.0, self.world.patience
                    self.act(what)
                continue
            if seen.kind == "toast" and OLD_BUTTON in seen.text and self.world.double_taps:
                # The second of two taps came late; if it was this one, they soon tap again.
                self.world.old_buttons += 1
                if what.startswith("["):
                    waited, patience = 0.0, 1.5
                continue
            if not seen.spoken:
                continue
            question = which(seen.text)
            if question in wanted and (question != "receipt" or NUMBER.search(seen.text) != known):
                if question == "receipt" and seen.kind == "edit":
                    continue  # an earlier receipt brought up to date
                self.screen = seen.bubble
                self.world.answered += 1
                return question or ""
            if question == asked:
                self.screen = seen.bubble
                if self.world.double_taps and what.startswith("["):
                    # Drawn again for the second of two taps: if need be they soon tap again.
                    waited, patience = 0.0, 1.5
            self.judge(seen, question, asked)

    def judge(self, seen: Sighting, question: str | None, asked: str) -> None:
        """Something else than the next question: is it a fault?"""
        complains = any(words in seen.text for words in COMPLAINTS)
        if complains or (question is not None and question not in (asked, "receipt")):
            self.astray(asked, seen)
        elif question == asked and not self.world.double_taps and seen.kind == "message":
            # The same question once more: a repetition is counted elsewhere, a note is a fault.
            if seen.text != self.screen_text:
                self.astray(asked, seen)

    def astray(self, asked: str, seen: Sighting) -> None:
        self.world.astray.append(
            f"{self.person.name} after {asked}: {seen.text[:90]!r}{self.tail()}"
        )

    def tail(self) -> str:
        """The last things on this screen, for whoever looks for the cause."""
        last = self.person.room.sightings[-7:]
        return "".join(
            f"\n     {s.at:%H:%M:%S.%f} {s.bubble.id if s.bubble else 0} {s.kind}: {s.text[-70:]!r}"
            for s in last
        )

    def act(self, what: str) -> None:
        """Type, or tap the button of the question."""
        self.screen_text = self.screen.text if self.screen is not None else ""
        self.sent += 1
        if not what.startswith("["):
            whole = "\n" not in what or which(self.screen_text) != "story"
            if whole or self.random.random() >= self.world.in_parts:
                self.person.says(what)
            else:
                for part in what.split("\n"):
                    self.sent += 1
                    self.person.says(part)
        elif self.random.random() < self.world.double_taps:
            self.sent += 1
            if self.random.random() < 0.5:
                self.world.telegram.mishaps.two_numbers(chat=self.person.id)
                self.person.taps(what[1:-1], self.screen)
            else:
                self.person.taps_twice(what[1:-1], self.screen)
        else:
            self.person.taps(what[1:-1], self.screen)

    async def next_sighting(self) -> Sighting | None:
        """The next thing on the screen; None when there is none for half a second."""
        sightings = self.person.room.sightings
        if self.seen >= len(sightings) and not await self.person.room.change(0.5):
            return None
        self.seen += 1
        return sightings[self.seen - 1]
