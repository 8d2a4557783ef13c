"""Lanes: the letters of each person, in order, and whose turn it is.

A lane holds one person's letters by rank and age, and at most one of them is in
flight.  A lane that must wait (patience, 429, back-off, pace) sleeps; the
others go on.  No network and no store here.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import heapq
from bisect import insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count

from bot.pace import Budget
from storage.database import instant, moment
from storage.outbox import NEWS, Letter

# Of letters that are said once one flies at a time: a crash between Telegram's ok and our note
# sends them again.  Where more wait than this, being quick is worth more.
IN_DOUBT = 1
WAITING = 4


def _order(letter: Letter) -> tuple[int, str, str, int]:
    return letter.rank, letter.written, letter.cause, letter.n


@dataclass(slots=True, eq=False)
class Lane:
    """The letters of one person, the first to go first.

    `until`: asleep until this Unix time; `landing`: screens in flight or not yet noted; `turn`:
    the newest screen's; `newest`: the newest message that went out of it; `down`: it sleeps
    because Telegram could not be reached.
    """

    person: str
    address: int | None = None
    language: str = ""
    letters: list[Letter] = field(default_factory=list)
    flying: Letter | None = None
    until: float = 0.0
    turn: int = 0
    newest: int = 0
    landing: int = 0
    landed: asyncio.Future[None] | None = None
    down: bool = False

    @property
    def empty(self) -> bool:
        """Nothing waits here and nothing is on its way."""
        return not self.letters and self.flying is None and not self.landing


def passing(letter: Letter) -> bool:
    """A screen that a newer screen makes pointless; receipts (with a case) are not."""
    return letter.kind == "screen" and letter.case is None


def once(letter: Letter) -> bool:
    """Said once in a lifetime: a prompt or a receipt, which nothing newer takes the place of."""
    return letter.kind == "say" or letter.case is not None


def below(letter: Letter, newest: int) -> Letter:
    """A screen stands below everything said since: it never rewrites a message above `newest`.

    After a crash something before it may have been said once more, and come to lie under the
    message that this screen was to rewrite.
    """
    if letter.kind != "screen" or not 0 < letter.edits < newest:
        return letter
    return replace(letter, edits=0, retires=letter.edits)


class Lanes:
    """All lanes; `wake` is called when a sleeping one can go on."""

    def __init__(
        self,
        now: Callable[[], dt.datetime],
        budget: Budget | None,
        wake: Callable[[], None],
    ) -> None:
        self._now = now
        self._budget = budget
        self._wake_up = wake
        self._ready: tuple[deque[Lane], ...] = (deque(), deque(), deque())
        self._asleep: list[tuple[float, int, Lane]] = []
        # Sent and not noted yet; lanes that wait until fewer are.
        self._doubts = 0
        self._patient: deque[Lane] = deque()
        self._number = count()
        self._timer: asyncio.TimerHandle | None = None
        self._by_person: dict[str, Lane] = {}
        self._by_address: dict[int, Lane] = {}

    def __len__(self) -> int:
        return len(self._by_person)

    @property
    def ready(self) -> int:
        """At most how many letters could go now."""
        return sum(map(len, self._ready))

    def lane(self, person: str) -> Lane | None:
        """The lane of a person who has letters."""
        return self._by_person.get(person)

    def at(self, address: int) -> Lane | None:
        """The lane behind an account."""
        return self._by_address.get(address)

    def open(self, person: str, address: int | None) -> Lane:
        """The lane of a person, new if there was none."""
        lane = self._by_person.get(person)
        if lane is None:
            lane = self._by_person[person] = Lane(person)
        if address is not None:
            lane.address = address
            self._by_address[address] = lane
        return lane

    def put(self, lane: Lane, letter: Letter) -> bool:
        """Add a letter in its place; False when a newer screen has made it pointless."""
        if passing(letter):
            if letter.turn < lane.turn:
                return False
            lane.turn = letter.turn
        insort(lane.letters, letter, key=_order)
        return True

    def leave(self, lane: Lane) -> None:
        """Forget a lane in which nothing is left."""
        if lane.empty:
            self._by_person.pop(lane.person, None)
            if lane.address is not None:
                self._by_address.pop(lane.address, None)

    # --- whose turn ----------------------------------------------------------

    def up(self, lane: Lane) -> None:
        """Put a lane where it belongs: ready, asleep, or nowhere."""
        if lane.flying is not None or lane.address is None or not lane.letters:
            return
        first, when = self._first(lane)
        if first is not None and lane.until <= 0.0:
            self._ready[first.rank].append(lane)
            return
        now = self._now().timestamp()
        when = max(when, lane.until)
        if first is not None and when <= now:
            lane.until = 0.0
            self._ready[first.rank].append(lane)
            return
        heapq.heappush(self._asleep, (max(when, now + 0.001), next(self._number), lane))
        self.look_again(self._asleep[0][0] - now)

    def _first(self, lane: Lane) -> tuple[Letter | None, float]:
        """The letter to go next, or None and the Unix time at which there will be one."""
        now = ""
        when = float("inf")
        for letter in lane.letters:
            if letter.not_before <= letter.written:
                return letter, 0.0
            now = now or instant(self._now())
            if letter.not_before <= now:
                return letter, 0.0
            when = min(when, moment(letter.not_before).timestamp())
        return None, when

    def next(self) -> Lane | None:
        """The lane whose first letter goes now (it is `flying`): answers, prompts, then news."""
        for rank, ready in enumerate(self._ready):
            while ready:
                lane = ready[0]
                first = None
                if lane.flying is None and lane.letters and lane.address is not None:
                    first, _when = self._first(lane)
                if first is None or lane.until > 0.0:
                    ready.popleft()
                    self.up(lane)
                    continue
                doubt = once(first) and self._doubts >= IN_DOUBT
                if doubt and (lane in self._patient or len(self._patient) < WAITING):
                    ready.popleft()
                    if lane not in self._patient:
                        self._patient.append(lane)
                    continue
                if self._budget is not None:
                    assert lane.address is not None
                    news = rank == NEWS
                    if (wait := self._budget.wait_all(news=news)) > 0:
                        self.look_again(wait)
                        return None
                    if (wait := self._budget.wait_chat(lane.address)) > 0:
                        ready.popleft()
                        self.sleep(lane, wait)
                        continue
                    self._budget.take(lane.address, news=news)
                ready.popleft()
                lane.letters.remove(first)
                lane.flying = first
                self._doubts += once(first)
                return lane
        return None

    def sure(self, letter: Letter) -> None:
        """What became of a letter that flew stands in the store, or it flies again."""
        if once(letter):
            self._doubts -= 1
            # All of them, for the first may have nothing to send any more; who must wait, waits on.
            waiting, self._patient = self._patient, deque()
            for lane in waiting:
                self.up(lane)

    def held_up(self) -> bool:
        """Does our pace keep everybody waiting just now?"""
        return self._budget is not None and self._budget.wait_all(news=False) > 0

    def spare(self, address: int) -> bool:
        """Take one from our pace for a cosmetic change, if there is one to spare."""
        if self._budget is None:
            return True
        if self._budget.wait_all(news=True) > 0 or self._budget.wait_chat(address) > 0:
            return False
        self._budget.take(address, news=True)
        return True

    # --- sleep ---------------------------------------------------------------

    def sleep(self, lane: Lane, seconds: float) -> None:
        """Nothing for this person for so long; everybody else goes on."""
        lane.until = self._now().timestamp() + seconds
        self.up(lane)

    def all_back(self) -> None:
        """Telegram can be reached again: whoever slept for that reason goes on at once."""
        for lane in self._by_person.values():
            if lane.down:
                lane.down = False
                lane.until = 0.0
                self.up(lane)

    def look_again(self, wait: float) -> None:
        """Look after `wait` seconds, at the latest after one: the clock may jump ahead."""
        loop = asyncio.get_running_loop()
        at = loop.time() + min(max(wait, 0.001), 1.0)
        if self._timer is not None:
            if self._timer.when() <= at:
                return
            self._timer.cancel()
        self._timer = loop.call_at(at, self._look)

    def _look(self) -> None:
        self._timer = None
        now = self._now().timestamp()
        while self._asleep and self._asleep[0][0] <= now:
            self.up(heapq.heappop(self._asleep)[2])
        if self._asleep:
            self.look_again(self._asleep[0][0] - now)
        self._wake_up()

    def stop(self) -> None:
        """No more looking."""
        if self._timer is not None:
            self._timer.cancel()
