"""What changed since a moment ago, told to every page that is open; and everything, when asked.

A page that opens, or comes back, gets the whole truth first and then only what changes.  Everything
told can be told twice without harm.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from bot.commands import REVIEWERS, menu
from bot.demo.clock import instant
from bot.demo.page.hints import Known, example, hint
from bot.demo.page.phone import Phone, as_bytes
from bot.demo.page.register import Register, Told
from bot.demo.page.strip import LANGUAGES, role_in, roles
from bot.demo.page.wire import Log, Tap, verdict
from bot.demo.page.world import World
from bot.demo.refusal import Json
from bot.demo.town import Town

GLANCE = 0.06  # seconds between looks
READ = 0.3  # seconds between looks into the log
KEPT = 150  # lines of each kind that a page gets when it opens
BEHIND = 2000  # events that one page may be behind before it has to ask for everything

Event = tuple[str, bytes]


class News:
    """Watches one world for all pages."""

    def __init__(self, world: World, more: Json | None = None) -> None:
        """`more` is told along with everything."""
        self.world = world
        self._more = more or {}
        self.phones: dict[int, Phone] = {}
        self.told = Told()
        self.register: Register
        self._tap: Tap
        self._log: Log
        self._pages: set[asyncio.Queue[Event | None]] = set()
        self._lines: dict[str, deque[Json]] = {
            kind: deque(maxlen=KEPT) for kind in ("wire", "rows", "log")
        }
        self._about: dict[int, Json] = {}
        self._seen_town: Json = {}
        self._before: dict[str, int] = {}
        self._looked = 0.0
        self._away: set[int] = set()
        self._anew = False
        self._enter(world.town)
        world.new_town.append(self._enter)

    def _enter(self, town: Town) -> None:
        """A new town: every page begins anew."""
        if self.phones:
            self.register.close()
        self.phones = {}
        self.told = Told()
        self.register = Register(town.bot.database)
        self._tap, self._log = Tap(town.telegram), Log(town.bot)
        self._about, self._before, self._looked = {}, {}, 0.0
        for lines in self._lines.values():
            lines.clear()
        self._meet()
        for phone in self.phones.values():
            phone.read()
        front = set(self.world.cast.order) - set(self.world.cast.away)
        self._away = {n for n, phone in self.phones.items() if phone.person.name not in front}
        self._anew = True

    def _meet(self) -> None:
        for person in self.world.town.people.values():
            if person.id not in self.phones:
                self.phones[person.id] = Phone(person)

    # --- everything -----------------------------------------------------------------------------

    def everything(self) -> Json:
        """The whole truth, for a page that opens."""
        self._meet()
        order = {name: n for n, name in enumerate(self.world.cast.order)}
        people = sorted(
            self.phones.values(), key=lambda phone: order.get(phone.person.name, len(order))
        )
        return {
            **self._more,
            "age": self.world.age,
            "place": self.world.profile.name,
            "programme": self.world.profile.programme,
            "zone": self.world.profile.timezone,
            "bot": self.world.town.telegram.exchange.bot["username"],
            "roles": roles(self.world),
            "wijken": [{"id": w.id, "name": w.name} for w in self.world.profile.own_wijken],
            "wijk": self.world.cast.wijk,
            "languages": LANGUAGES,
            "town": self._town(),
            "phones": [
                {**self._phone(phone), "bubbles": phone.all(), "all": True} for phone in people
            ],
            **{kind: list(lines) for kind, lines in self._lines.items()},
        }

    def _town(self) -> Json:
        town = self.world.town
        mishaps = town.telegram.mishaps
        return {
            # The page counts on from the machine's own clock, which is the same one.
            "ahead": round(town.telegram.clock.offset.total_seconds() * 1000),
            "runs": town.bot.running,
            "starts": town.bot.starts,
            "busy": self.world.busy,
            "trouble": self.world.trouble,
            "next": self.told.next_date,
            "to_come": mishaps.to_come,
            "happened": dict(mishaps.happened),
            "steps": {name: n - self._before.get(name, n) for name, n in self.told.steps.items()},
            "verdict": verdict(town.telegram),
        }

    def _phone(self, phone: Phone) -> Json:
        town, person = self.world.town, phone.person
        known = self.told.people.get(person.id, Known())
        wijk = self.world.profile.wijk
        return {
            "id": person.id,
            "name": person.name,
            "language": known.language or person.user.get("language_code", ""),
            "away": person.id in self._away,
            "roles": [
                {
                    "role": role,
                    "words": {code: role_in(self.world, role, code) for code in ("nl", "en")},
                    "place": there.name if place and (there := wijk(place)) else "",
                }
                for role, place in known.roles
            ],
            "hint": hint(person, known, runs=town.bot.running),
            "example": example(known, self.world.cast.wijk),
            "commands": self._commands(phone, known),
            **phone.about(town.telegram.exchange, self._waiting(), self._now()),
        }

    def _commands(self, phone: Phone, known: Known) -> list[Json]:
        """What the menu button shows: what the bot set, or would have set outside a demo."""
        if set_by_bot := phone.commands(self.world.town.telegram.exchange):
            return set_by_bot
        reviews = any(role in REVIEWERS for role, _wijk in known.roles)
        language = known.language or self.world.profile.languages[0]
        return self._menus(language, reviews)

    @lru_cache(maxsize=32)  # noqa: B019 - as many as languages, and one of us
    def _menus(self, language: str, reviews: bool) -> list[Json]:
        found = menu(language, self.world.profile, reviews=reviews)
        return [{"command": one.command, "description": one.description} for one in found]

    def _waiting(self) -> Counter[int]:
        """How many messages of each phone the bot has not confirmed."""
        return Counter(entry.chat for entry in self.world.town.telegram.updates.pending)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    # --- what changed ---------------------------------------------------------------------------

    async def truth(self) -> Json:
        """Everything at this moment; the other pages have heard what is new in it."""
        if self.world.busy != "reset":
            await self.look()
        return self.everything()

    async def listen(self) -> AsyncIterator[Event]:
        """For one page: everything, and then what changes, until the page is too far behind."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        queue.put_nowait(("everything", as_bytes(await self.truth())))
        self._pages.add(queue)
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self._pages.discard(queue)

    def end(self) -> None:
        """No page hears anything more."""
        self.register.close()
        for queue in self._pages:
            queue.put_nowait(None)

    def _tell(self, kind: str, what: Any) -> None:
        event = (kind, as_bytes(what))
        for queue in tuple(self._pages):
            queue.put_nowait(event if queue.qsize() < BEHIND else None)

    async def watch(self) -> None:
        """Look again and again, while a page is open; until cancelled."""
        while True:
            await asyncio.sleep(GLANCE)
            if not self._pages:  # the town goes on without us as long as nobody looks
                continue
            if self.world.busy == "reset":
                self._tell_town()
                continue
            if self._anew:
                self._anew = False
                self._tell("everything", await self.truth())
            await self.look()

    async def look(self) -> None:
        """One look at everything; tells what is new."""
        # First the store: what it says belongs to the messages that were sent after it.
        await self._look_into_the_store()
        if self._now() - self._looked > READ:
            self._looked = self._now()
            self._lines_of("log", self._log.news())
        self._meet()
        changed = []
        for number, phone in self.phones.items():
            about, bubbles = self._phone(phone), phone.news()
            if bubbles or about != self._about.get(number):
                self._about[number] = about
                changed.append({**about, "bubbles": bubbles, "toasts": phone.toasts()})
        if changed:
            self._tell("phones", changed)
        self._tell_town()
        self._lines_of("wire", self._tap.news())

    def _tell_town(self) -> None:
        if (town := self._town()) != self._seen_town:
            self._seen_town = town
            self._tell("town", town)

    async def _look_into_the_store(self) -> None:
        register = self.register
        with suppress(sqlite3.Error):  # busy, or gone with a town that ends: the next look tells
            told = await register.look(instant(self.world.town.telegram.clock.now()))
            if told is not None and register is self.register:
                self.told = told
                self._before = self._before or dict(told.steps)
                at = instant(self.world.town.telegram.clock.now())
                self._lines_of("rows", [{"at": at, **row} for row in told.changes])

    def _lines_of(self, kind: str, lines: list[Json]) -> None:
        if lines:
            self._lines[kind].extend(lines)
            self._tell(kind, lines)
