"""How fast we may send: over all chats, to one chat, and news apart.

Telegram lets a bot write about 30 messages a second, and one a second in a
chat, both with a burst.  Whoever stays below hears no 429.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages per second, and how many may go at once after a pause."""

    overall: float = 28.0
    burst: float = 60.0
    chat: float = 1.0
    chat_burst: float = 5.0
    news: float = 25.0


class Supply:
    """One allowance, kept as the moment at which it would be full again."""

    __slots__ = ("_each", "_full", "_room")

    def __init__(self, per_second: float, burst: float) -> None:
        self._each = 1.0 / per_second
        self._room = (burst - 1.0) / per_second
        self._full = 0.0

    def wait(self, now: float) -> float:
        """Seconds until one more may go; at most 0 when it may now."""
        return self._full - self._room - now

    def take(self, now: float) -> None:
        """One goes."""
        self._full = max(self._full, now) + self._each

    def rested(self, now: float) -> bool:
        """Whether nothing of it is used."""
        return self._full <= now


class Budget:
    """The allowances of one bot; `wait` before `take`."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._clock = clock
        self._all = Supply(pace.overall, pace.burst)
        self._news = Supply(pace.news, pace.news)
        self._chats: dict[int, Supply] = {}

    def wait_chat(self, chat: int) -> float:
        """Seconds until this chat may get one more."""
        supply = self._chats.get(chat)
        return supply.wait(self._clock()) if supply is not None else 0.0

    def wait_all(self, *, news: bool) -> float:
        """Seconds until anybody may get one more (a piece of news, or anything else)."""
        now = self._clock()
        wait = self._all.wait(now)
        return max(wait, self._news.wait(now)) if news else wait

    def take(self, chat: int, *, news: bool) -> None:
        """One goes to this chat."""
        now = self._clock()
        supply = self._chats.get(chat)
        if supply is None:
            if len(self._chats) >= 10_000:
                self._chats = {c: s for c, s in self._chats.items() if not s.rested(now)}
            supply = self._chats[chat] = Supply(self._pace.chat, self._pace.chat_burst)
        supply.take(now)
        self._all.take(now)
        if news:
            self._news.take(now)
