"""What can go wrong between the bot and Telegram, on request.

A mishap is asked for before it happens and is used up by the requests or updates it meets:

    telegram.mishaps.fail(502, times=3, method="send*")
    telegram.mishaps.cut_after(method="sendMessage")
    telegram.mishaps.duplicate(3)

`method` is a pattern such as "send*"; `chat` limits a mishap to one chat. Times given in
seconds run by the village's clock, except delays, which really take that long.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from bot.demo.clock import VillageClock
from bot.demo.refusal import Json, Refusal, too_many

BeforeSend = Callable[[str, Json], Awaitable[None]]
AfterSend = Callable[[str, Json, Any], Awaitable[None]]

REASONS = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class CutOff(Exception):
    """The connection ends here, without an answer."""


@dataclass(slots=True, eq=False)
class Mishap:
    """One thing that will go wrong, and for how many requests or updates."""

    kind: str
    left: float
    method: str = "*"
    chat: int | None = None
    seconds: float = 0.0
    code: int = 0
    until: datetime | None = None

    def meets(self, method: str, chat: int | None, now: datetime) -> bool:
        if self.left <= 0 or (self.until is not None and now >= self.until):
            return False
        return (self.chat is None or self.chat == chat) and fnmatchcase(method, self.method)


class Mishaps:
    """The mishaps that are still to come, and the two hooks around every effect.

    `before_send` is awaited before a request changes anything, `after_send` when it has
    changed something and the bot has not yet heard so: the points where crash tests kill. A
    request that has arrived is carried out even when the bot is gone by then, as Telegram does;
    a hook that wants it otherwise raises CutOff.
    """

    def __init__(self, clock: VillageClock) -> None:
        self.before_send: BeforeSend | None = None
        self.after_send: AfterSend | None = None
        self.happened: Counter[str] = Counter()
        self._clock = clock
        self._requests: list[Mishap] = []
        self._updates: list[Mishap] = []

    # Requests of the bot

    def fail(
        self,
        code: int = 502,
        times: int | None = 1,
        *,
        seconds: float | None = None,
        method: str = "*",
        chat: int | None = None,
    ) -> None:
        """Answer `times` requests, or all for `seconds`, with a 5xx and do nothing."""
        until = None
        if seconds is not None:
            times, until = None, self._clock.now() + timedelta(seconds=seconds)
        self._ask("fail", times, method, chat, code=code, until=until)

    def never_answer(self, times: int = 1, *, method: str = "*", chat: int | None = None) -> None:
        """Let requests wait for ever, without doing what they ask."""
        self._ask("never", times, method, chat)

    def slow(
        self,
        seconds: float,
        times: int | None = 1,
        *,
        method: str = "*",
        chat: int | None = None,
    ) -> None:
        """Do what requests ask, but only after `seconds` of real time; None is always."""
        self._ask("slow", times, method, chat, seconds=seconds)

    def cut_before(self, times: int = 1, *, method: str = "*", chat: int | None = None) -> None:
        """End the connection before doing anything."""
        self._ask("cut before", times, method, chat)

    def cut_after(self, times: int = 1, *, method: str = "*", chat: int | None = None) -> None:
        """Do what is asked, then end the connection instead of answering."""
        self._ask("cut after", times, method, chat)

    def cannot_parse_entities(
        self, times: int = 1, *, method: str = "*", chat: int | None = None
    ) -> None:
        """Refuse correct entities, as Telegram has been seen to do."""
        self._ask("entities", times, method, chat)

    def too_many(self, retry_after: int, *, chat: int | None = None, method: str = "*") -> None:
        """Answer 429 from the next matching request on, until `retry_after` has passed.

        Requests that come too early hear how long is left and are counted in
        `happened["impatient"]`.
        """
        self._ask("too many", None, method, chat, seconds=retry_after)

    def _ask(
        self,
        kind: str,
        times: int | None,
        method: str,
        chat: int | None,
        *,
        seconds: float = 0.0,
        code: int = 0,
        until: datetime | None = None,
    ) -> None:
        left = math.inf if times is None else times
        self._requests.append(Mishap(kind, left, method, chat, seconds, code, until))

    @property
    def to_come(self) -> list[str]:
        """The kinds of mishaps that are still to come, or go on, in the order asked for."""
        now = self._clock.now()
        return [
            mishap.kind
            for mishap in (*self._requests, *self._updates)
            if mishap.left > 0 and not _past(mishap, now)
        ]

    def over(self) -> None:
        """Forget everything that was still to come; the hooks stay."""
        self._requests.clear()
        self._updates.clear()

    async def before(self, method: str, chat: int | None, values: Json) -> None:
        """Let happen what happens before a request has its effect.

        Raises Refusal or CutOff.
        """
        if not self._requests:
            return
        now = self._clock.now()
        self._requests = [m for m in self._requests if m.left > 0 and not _past(m, now)]
        for mishap in tuple(self._requests):
            if mishap.kind == "cut after" or not mishap.meets(method, chat, now):
                continue
            if mishap.kind == "entities" and not _has_entities(values):
                continue
            if mishap.kind == "too many" and method == "getUpdates":
                continue
            self._use(mishap)
            match mishap.kind:
                case "fail":
                    raise Refusal(mishap.code, REASONS.get(mishap.code, "Internal Server Error"))
                case "never":
                    await asyncio.Event().wait()
                case "slow":
                    await asyncio.sleep(mishap.seconds)
                case "cut before":
                    raise CutOff
                case "entities":
                    raise Refusal(400, "Bad Request: can't parse entities")
                case "too many":
                    self._refuse_for_now(mishap, now)

    def _refuse_for_now(self, mishap: Mishap, now: datetime) -> None:
        if mishap.until is None:
            mishap.until = now + timedelta(seconds=mishap.seconds)
        else:
            self.happened["impatient"] += 1
        raise too_many(max(1, math.ceil((mishap.until - now).total_seconds())))

    def after(self, method: str, chat: int | None) -> None:
        """Let happen what happens after the effect. Raises CutOff."""
        for mishap in self._requests:
            if mishap.kind == "cut after" and mishap.meets(method, chat, self._clock.now()):
                self._use(mishap)
                raise CutOff

    def _use(self, mishap: Mishap) -> None:
        mishap.left -= 1
        self.happened[mishap.kind] += 1

    # Updates for the bot

    def duplicate(
        self, times: int = 2, *, count: int = 1, kind: str = "*", chat: int | None = None
    ) -> None:
        """Deliver each of the next `count` updates `times` times under the same number."""
        self._updates.append(Mishap("duplicate", count, kind, chat, code=times))

    def two_numbers(self, *, count: int = 1, chat: int | None = None) -> None:
        """Deliver the next tap under two update numbers, with one callback id."""
        self._updates.append(Mishap("two numbers", count, "callback_query", chat))

    def delay(
        self, seconds: float, *, count: int = 1, kind: str = "*", chat: int | None = None
    ) -> None:
        """Hand over the next `count` updates later, by real time."""
        self._updates.append(Mishap("delay", count, kind, chat, seconds))

    def drop(self, *, count: int = 1, kind: str = "*", chat: int | None = None) -> None:
        """Lose the next `count` updates."""
        self._updates.append(Mishap("drop", count, kind, chat))

    def reorder(self, *, kind: str = "*", chat: int | None = None) -> None:
        """Hand over the next two updates in the wrong order."""
        self._updates.append(Mishap("reorder", 1, kind, chat))

    def for_update(self, kind: str, chat: int | None) -> Mishap | None:
        """The mishap that the next update meets, if any; it is used up."""
        if not self._updates:
            return None
        for mishap in self._updates:
            if mishap.meets(kind, chat, self._clock.now()):
                self._use(mishap)
                if mishap.left <= 0:
                    self._updates.remove(mishap)
                return mishap
        return None


def _past(mishap: Mishap, now: datetime) -> bool:
    return mishap.until is not None and now >= mishap.until


def _has_entities(values: Json) -> bool:
    return bool(values.get("entities") or values.get("caption_entities"))
