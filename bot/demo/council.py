"""Members who grant plans and a secretary who confirms the outcome, for the long runs."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque

from bot.demo.chats import Bubble
from bot.demo.filing import NUMBER, World
from storage.database import Database, instant
from storage.people import welcome

WIJK = "rotterdam.ommoord"
GRANT, CONFIRM = "✅ Grant", "✅ Confirm the outcome"
CASTING = (("Bea", "member"), ("Cor", "member"), ("Dia", "member"), ("Sam", "secretary"))


class Official:
    """Taps the button of one kind on part of the plans, sometimes twice at once."""

    def __init__(self, world: World, name: str, role: str, every: int, pause: float) -> None:
        """Decides on plans whose number `every` divides, and rests `pause` seconds between."""
        self.world = world
        self.role = role
        self.person = world.person(name)
        self.label = CONFIRM if role == "secretary" else GRANT
        self.taps: Counter[str] = Counter()
        self._every = every
        self._pause = pause
        self._random = random.Random(name)
        self._todo: deque[tuple[str, Bubble]] = deque()
        self._seen = 0

    async def live(self) -> None:
        """Decide until the run ends."""
        self.person.says("/start")
        while not self.world.stopping:
            self._look()
            if self._todo:
                await self._decide(*self._todo.popleft())
            await asyncio.sleep(self._pause * self._random.uniform(0.8, 1.2))

    def _look(self) -> None:
        """Take in which plans wait for this person."""
        sightings = self.person.room.sightings
        for seen in sightings[self._seen :]:
            found = NUMBER.search(seen.text)
            if not seen.spoken or seen.bubble is None or found is None:
                continue
            number = found[0]
            if self.label in seen.labels and number not in self.taps:
                if int(number.rpartition("-")[2]) % self._every == 0:
                    self.taps[number] = 0
                    self._todo.append((number, seen.bubble))
        self._seen = len(sightings)

    async def _decide(self, number: str, bubble: Bubble) -> None:
        """One tap (or two), until the bot has answered it."""
        waited = 0.0
        mark = len(self.person.room.sightings)
        self._tap(number, bubble)
        while not any(s.kind == "toast" for s in self.person.room.sightings[mark:]):
            changed = await self.person.room.change(0.5)
            # A toast is tried once; that the card shows the choice is an answer too.
            news = [s for s in self.person.room.sightings[mark:] if s.spoken and number in s.text]
            if any("Your choice" in s.text or self.label not in s.labels for s in news):
                return
            if self.label not in bubble.labels:
                return  # settled meanwhile
            waited += 0.5 if not changed and self.world.owes(self.person) else 0.0
            if waited >= self.world.patience:
                waited = 0.0
                self.world.impatient.append(f"{self.person.name}: {number}")
                self._tap(number, bubble)

    def _tap(self, number: str, bubble: Bubble) -> None:
        if self.label not in bubble.labels:
            return  # settled meanwhile
        if self._random.random() < 0.2:
            self.taps[number] += 1
            self.person.taps(self.label, bubble)
        self.taps[number] += 1
        self.person.taps(self.label, bubble)


def cast(world: World, *, every: int, pause: float) -> list[Official]:
    """The members and the secretary, not yet known to the bot."""
    return [Official(world, name, role, every, pause) for name, role in CASTING]


async def appoint(store: Database, officials: list[Official]) -> None:
    """Make them known and give them their confirmed role, before the bot starts."""
    for official in officials:
        person, now = official.person, official.world.telegram.clock.now()
        async with store.transaction() as tx:
            ours = await welcome(tx, "telegram", str(person.id), person.name, "en", now)
            await tx.run(
                """
                INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at,
                                   confirmed_by, confirmed_at)
                VALUES (:id, :person, :role, :wijk, :now, 'run', :now, 'run', :now)
                """,
                id=tx.fresh(),
                person=ours,
                role=official.role,
                wijk=WIJK,
                now=instant(now),
            )
