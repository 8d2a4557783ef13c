"""Telegram's pace: how fast a bot may write, and what it hears when it is faster."""

import math
from collections.abc import Callable
from time import monotonic

from bot.demo.refusal import too_many


class Bucket:
    """A supply that refills steadily up to its size."""

    def __init__(self, per_second: float, size: float, now: float) -> None:
        self.per_second = per_second
        self.size = size
        self._level = size
        self._at = now

    def wait(self, now: float) -> float:
        """Seconds until one may be taken; 0 when it may now."""
        self._level = min(self.size, self._level + (now - self._at) * self.per_second)
        self._at = now
        return 0.0 if self._level >= 1 else (1 - self._level) / self.per_second

    def take(self) -> None:
        self._level -= 1


class Pace:
    """30 messages a second over all chats, one a second in each, both with a burst."""

    def __init__(
        self,
        overall: float = 30.0,
        overall_burst: float = 60.0,
        per_chat: float = 1.0,
        chat_burst: float = 5.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.refused = 0
        self._per_chat = per_chat
        self._chat_burst = chat_burst
        self._clock = clock
        self._all = Bucket(overall, overall_burst, clock())
        self._chats: dict[int, Bucket] = {}

    def check(self, chat: int) -> None:
        """Count a message to this chat. Raises Refusal (429) when it comes too early."""
        now = self._clock()
        bucket = self._chats.get(chat)
        if bucket is None:
            bucket = self._chats[chat] = Bucket(self._per_chat, self._chat_burst, now)
        wait = max(bucket.wait(now), self._all.wait(now))
        if wait > 0:
            self.refused += 1
            raise too_many(math.ceil(wait))
        bucket.take()
        self._all.take()
