"""The queue of updates: numbers, confirmation by offset, expiry, one poller at a time.

An update stays until a later offset confirms it, a webhook accepts it, or it is too old:
Telegram keeps taps for 150 seconds and everything else for 24 hours.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from telegram import Update
from telegram.constants import PollingLimit

from bot.demo.clock import VillageClock
from bot.demo.mishaps import Mishaps
from bot.demo.refusal import CONFLICT_POLLER, Json, Refusal

TAP_LIFE = timedelta(seconds=150)
LIFE = timedelta(hours=24)
# Only delivered when asked for by name.
BY_NAME_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}
KINDS = frozenset(str(kind) for kind in Update.ALL_TYPES)


@dataclass(slots=True, eq=False)
class Entry:
    """One delivery of an update that is still to be made or confirmed."""

    update_id: int
    kind: str
    chat: int
    body: bytes
    born: datetime
    again: bool = False  # a repetition, which an offset from before it does not confirm
    handed: int = 0


class Updates:
    """The updates of one bot."""

    def __init__(self, clock: VillageClock, mishaps: Mishaps, first: int = 700_000_001) -> None:
        self.allowed: frozenset[str] = frozenset()  # empty: all but BY_NAME_ONLY
        self.pending: list[Entry] = []
        self.put_count = 0
        self.filtered: Counter[str] = Counter()
        self.expired: Counter[str] = Counter()
        # Where a new update goes besides the queue: the webhooks.
        self.listeners: list[Callable[[Entry], None]] = []
        self._clock = clock
        self._mishaps = mishaps
        self._next = first
        self._held: tuple[str, Json, int] | None = None
        self._poll: asyncio.Future[str] | None = None

    def put(self, kind: str, content: Json, chat: int) -> int | None:
        """Queue something that happened in a chat; the update's number, None if it is not
        wanted or did not arrive (yet)."""
        if kind in BY_NAME_ONLY and kind not in self.allowed:
            self.filtered[kind] += 1
            return None
        if self.allowed and kind in KINDS and kind not in self.allowed:
            self.filtered[kind] += 1
            return None
        if self._held is not None:
            held, self._held = self._held, None
            number = self._arrive(kind, content, chat)
            self._arrive(*held)
            return number
        mishap = self._mishaps.for_update(kind, chat)
        if mishap is None:
            return self._arrive(kind, content, chat)
        match mishap.kind:
            case "drop":
                return None
            case "delay":
                loop = asyncio.get_running_loop()
                loop.call_later(mishap.seconds, self._arrive, kind, content, chat)
                return None
            case "reorder":
                self._held = (kind, content, chat)
                return None
            case "two numbers":
                self._arrive(kind, content, chat)
            case "duplicate":
                number = self._arrive(kind, content, chat)
                for _ in range(mishap.code - 1):
                    self.repeat(number, kind, content, chat)
                return number
        return self._arrive(kind, content, chat)

    def repeat(self, number: int, kind: str, content: Json, chat: int) -> None:
        """Deliver an update once more under the number it had, however long ago that was."""
        self._queue(number, kind, content, chat, again=True)

    def renumber(self, first: int) -> None:
        """Continue with another number, as Telegram may after a quiet week."""
        self._next = first

    def _arrive(self, kind: str, content: Json, chat: int) -> int:
        number = self._next
        self._next += 1
        self._queue(number, kind, content, chat)
        return number

    def _queue(self, number: int, kind: str, content: Json, chat: int, again: bool = False) -> None:
        body = orjson.dumps({"update_id": number, kind: content})
        entry = Entry(number, kind, chat, body, self._clock.now(), again)
        self.put_count += 1
        self.pending.append(entry)
        for listener in tuple(self.listeners):
            listener(entry)
        self._wake("update")

    def _wake(self, why: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(why)

    def wake(self) -> None:
        """Answer a waiting getUpdates now, with whatever there is."""
        self._wake("clock")

    def is_expired(self, entry: Entry) -> bool:
        """Whether Telegram would no longer deliver this."""
        life = TAP_LIFE if entry.kind == "callback_query" else LIFE
        return self._clock.now() - entry.born > life

    def purge(self) -> None:
        """Forget what is too old to be delivered."""
        if self.pending and any(map(self.is_expired, self.pending)):
            for entry in filter(self.is_expired, self.pending):
                self.expired[entry.kind] += 1
            self.pending = [entry for entry in self.pending if not self.is_expired(entry)]

    def done(self, entry: Entry) -> None:
        """A webhook has accepted this."""
        if entry in self.pending:
            self.pending.remove(entry)

    def clear(self) -> None:
        """Forget everything that is pending."""
        self.pending.clear()

    def allow(self, kinds: list[str] | None) -> None:
        """Remember which kinds the bot wants; None leaves it, an empty list is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    async def get(self, offset: int | None, limit: int | None, patience: float) -> list[bytes]:
        """The updates from `offset` on, as JSON; waits up to `patience` seconds for the first.

        Raises Refusal when another getUpdates comes meanwhile.
        """
        self._wake("conflict")
        self._confirm(offset)
        found = self._take(limit)
        if found or patience <= 0:
            return found
        poll: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            async with asyncio.timeout(patience):
                why = await poll
        except TimeoutError:
            return []
        finally:
            if self._poll is poll:
                self._poll = None
        if why == "conflict":
            raise Refusal(409, CONFLICT_POLLER)
        return self._take(limit)

    def _confirm(self, offset: int | None) -> None:
        self.purge()
        if not offset:
            return
        if offset < 0:
            self.pending = self.pending[offset:]
            return
        if self.pending:
            self.pending = [
                entry
                for entry in self.pending
                if entry.update_id >= offset or (entry.again and not entry.handed)
            ]

    def _take(self, limit: int | None) -> list[bytes]:
        most = min(max(limit or PollingLimit.MAX_LIMIT, 1), PollingLimit.MAX_LIMIT)
        found: dict[int, bytes] = {}
        for entry in self.pending:
            if len(found) == most:
                break
            # A repetition comes in an answer of its own, after the first was confirmed.
            if entry.update_id not in found:
                found[entry.update_id] = entry.body
                entry.handed += 1
        return list(found.values())
