"""From the outbox to the phones: in order for each person, people side by side.

    push (after a commit) ─────────────────► lanes ─► workers ─► Telegram ─► noting, in groups
    sweep (other lives, other instances) ──►┘

What is here is lost with the process and found again in the outbox: a letter
ends there, or it is sent once more.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
from telegram import Bot

from bot.directory import Directory
from bot.lanes import Lane, Lanes, below, passing
from bot.noting import Noting
from bot.pace import Budget, Pace
from bot.retire import OldButtons
from bot.sending import Result, Sender
from bot.sweep import sweep
from conversations.profile import Profile
from locales.render import words
from storage.database import Database, Unavailable, instant
from storage.held import where
from storage.outbox import Delivery, Letter

if TYPE_CHECKING:
    from bot.turns import Answered, Toast

log = structlog.get_logger("outbound")

IN_FLIGHT = 8  # letters at once: enough for 28 a second; few come twice when we die
SOON = dt.timedelta(seconds=50)  # a letter for later than this is left to the sweep
LONGEST_PAUSE = 60.0  # seconds between tries of a letter that must arrive
LANDING = 0.5  # seconds an answer waits for the question it may belong to
OUR_TRIES = 5  # of a letter that fails by our own fault


class Outbound:
    """Delivers letters; `start` and `close` around its life."""

    def __init__(
        self,
        store: Database,
        bot: Bot,
        profile: Profile,
        me: str,
        now: Callable[[], dt.datetime],
        pace: Pace | None,
        quiet: Callable[[], bool] = lambda: True,
    ) -> None:
        """`me` is new in every life; `quiet` says that no update is being answered just now."""
        self._store = store
        self._profile = profile
        self._me = me
        self._now = now
        self._quiet = quiet
        self._sender = Sender(store, bot, profile, now)
        self._lanes = Lanes(now, Budget(pace) if pace is not None else None, self._pump)
        self._changed = asyncio.Event()
        self._directory = Directory(store, self._met, self._changed.set)
        self._toasts: deque[Toast] = deque()
        self._old = OldButtons(self._rested, self._lanes.spare, self._sender.retire)
        self._worked = 0.0
        self._known: set[tuple[str, int]] = set()
        self.noting = Noting(store, me, now, self._noted)
        self._workers = self._starting = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._loops: list[asyncio.Task[None]] = []
        self._down = False
        self._closing = False
        self._swept = True
        self.unauthorized = asyncio.Event()

    # --- life ----------------------------------------------------------------

    async def start(self, caught_up: asyncio.Event | None = None) -> None:
        """Begin to send; what an earlier life left behind as soon as the bot has caught up."""
        known, take = self._known, self._take_over
        self._swept = False
        self._loops = [
            asyncio.create_task(self.noting.run()),
            asyncio.create_task(
                sweep(self._store, self._me, self._now, lambda: len(known), take, caught_up)
            ),
        ]

    async def close(self, within: float = 5.0) -> None:
        """Finish what is in flight (at most `within` seconds) and note it; the rest keeps."""
        self._closing = True
        self._lanes.stop()
        await self._old.close()
        await self._directory.close()
        for loop in self._loops[1:]:
            loop.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        for task in tuple(self._tasks):
            task.cancel()
        try:
            async with asyncio.timeout(within):
                while self.noting.busy:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            log.warning("not noted", letters=len(self.noting))
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, *self._tasks, return_exceptions=True)

    @property
    def busy(self) -> bool:
        """Is anything going out now, or about to?  Letters for later do not count."""
        return bool(
            not self._swept
            or self._workers
            or self._toasts
            or self.noting.busy
            or self._directory.busy
            or self._lanes.ready
        )

    async def idle(self) -> None:
        """Wait until nothing goes out."""
        while self.busy:
            self._changed.clear()
            await self._changed.wait()

    # --- in ------------------------------------------------------------------

    def push(self, answered: Sequence[Answered]) -> None:
        """Take what a commit has made necessary; called right after it."""
        self._worked = asyncio.get_running_loop().time()
        for one in answered:
            if one.toast is not None:
                self._toasts.append(one.toast)
            if one.replaced is not None:
                self._replace(one.replaced)
            for letter in one.letters:
                self._add(letter)
        self._pump()

    def post(self, letters: Sequence[Letter]) -> None:
        """Letters that no update has caused: of a due moment, the desk, another life."""
        for letter in letters:
            self._add(letter)
        self._pump()

    def _take_over(self, letters: Sequence[Letter]) -> None:
        self._swept = True
        self._changed.set()
        self.post(letters)

    def _add(self, letter: Letter) -> None:
        key = (letter.cause, letter.n)
        if key in self._known:
            return
        if letter.not_before > letter.written and letter.not_before > instant(self._now() + SOON):
            return
        person = letter.person
        lane = self._lanes.open(person, self._directory.address(person))
        if not self._lanes.put(lane, letter):
            return
        self._known.add(key)
        if lane.address is None or not letter.language:
            self._directory.ask(person)
        else:
            self._lanes.up(lane)

    def _replace(self, person: str) -> None:
        """A newer screen comes: older ones that are not on their way yet need not go."""
        lane = self._lanes.lane(person)
        if lane is None or not lane.letters:
            return
        for letter in lane.letters:
            if passing(letter):
                self._known.discard((letter.cause, letter.n))
        lane.letters = [letter for letter in lane.letters if not passing(letter)]

    # --- what turns and intake ask --------------------------------------------

    def undelivered(self, person: str) -> bool:
        """Is there a screen this person certainly has not seen?"""
        lane = self._lanes.lane(person)
        return lane is not None and any(
            letter.kind == "screen" and letter.born_here for letter in lane.letters
        )

    async def landed(self, addresses: Iterable[str]) -> None:
        """Wait (shortly) for screens on their way to these accounts, until they are noted.

        An answer may arrive before we know the number of the message it answers.
        """
        waiting = []
        for address in addresses:
            lane = self._lanes.at(int(address))
            if lane is not None and lane.landing:
                if lane.landed is None:
                    lane.landed = asyncio.get_running_loop().create_future()
                waiting.append(lane.landed)
        if waiting:
            await asyncio.wait(waiting, timeout=LANDING)

    # --- work ----------------------------------------------------------------

    def _pump(self) -> None:
        """Enough hands for what can go now."""
        if self._closing or self.unauthorized.is_set():
            return
        wanted = len(self._toasts)
        if ready := self._lanes.ready:
            wanted += 1 if self._lanes.held_up() else ready
        for _hand in range(min(wanted - self._starting, IN_FLIGHT - self._workers)):
            self._workers += 1
            self._starting += 1
            self._spawn(self._work())

    def _spawn(self, what: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self) -> None:
        """One pair of hands: toasts first, then letters, until there are none."""
        self._starting -= 1
        try:
            while not self._closing and not self.unauthorized.is_set():
                if self._toasts:
                    await self._toast(self._toasts.popleft())
                elif (lane := self._lanes.next()) is not None:
                    await self._carry(lane)
                else:
                    return
        finally:
            self._workers -= 1
            self._changed.set()

    async def _carry(self, lane: Lane) -> None:
        """The first letter of a lane goes; whatever comes of it, the lane goes on."""
        assert lane.flying is not None
        letter = below(lane.flying, lane.newest)
        screen = letter.kind == "screen"
        lane.landing += screen
        delivery: Delivery | None = None
        try:
            result = await self._deliver(letter)
            delivery = self._after(lane, letter, result)
        except Unavailable:
            self._again(lane, letter, 1.0)
        except Exception as error:
            log.error("letter failed", cause=letter.cause, n=letter.n, at=where(error))
            if letter.tries + 1 >= OUR_TRIES:
                delivery = Delivery(letter, "dropped")
            else:
                self._again(lane, replace(letter, tries=letter.tries + 1), 2.0**letter.tries)
        finally:
            lane.flying = None
            if delivery is not None:
                self.noting.add(delivery)
            else:
                self._lanes.sure(letter)
            if screen and (delivery is None or delivery.state == "waiting"):
                self._land(lane)
            self._lanes.up(lane)
            self._lanes.leave(lane)

    async def _deliver(self, letter: Letter) -> Result:
        """One letter to Telegram, now."""
        if letter.until is not None and letter.until < instant(self._now()):
            return Result("dropped")
        lane = self._lanes.lane(letter.person)
        if lane is None or lane.address is None or lane.address <= 0:
            return Result("impossible")
        return await self._sender.send(letter, lane.address, letter.language or lane.language)

    def _after(self, lane: Lane, letter: Letter, result: Result) -> Delivery | None:
        """What an attempt means for the letter and its lane; None when there is nothing to note."""
        match result.state:
            case "later":
                return self._later(lane, letter, result)
            case "unauthorized":
                if not self.unauthorized.is_set():
                    log.error("the token is refused: nothing is sent any more, everything is kept")
                    self.unauthorized.set()
                self._again(lane, letter, 0.0)
                return None
        if self._down:
            self._down = False
            self._lanes.all_back()
            self._pump()
        if result.state == "sent" and letter.retires and result.message != letter.edits:
            assert lane.address is not None
            self._old.add(lane.address, letter.retires)
        if result.state == "sent":
            lane.newest = max(lane.newest, result.message or 0)
        return Delivery(letter, result.state, result.message, result.at)

    def _later(self, lane: Lane, letter: Letter, result: Result) -> Delivery:
        """Not now: as long as Telegram says, or longer after every try in vain."""
        tries = letter.tries + 1
        wait = result.wait or min(2.0 ** (tries - 1), LONGEST_PAUSE)
        if not result.wait:
            if result.doubt and letter.weight == "news":
                return Delivery(letter, "dropped")
            lane.down = self._down = True
        if passing(letter) and letter.turn < lane.turn:
            return Delivery(letter, "replaced")
        again = replace(
            letter,
            tries=tries,
            born_here=letter.born_here and not result.doubt,
            edits=0 if result.anew else letter.edits,
        )
        self._again(lane, again, wait)
        return Delivery(letter, "waiting", again_at=self._now() + dt.timedelta(seconds=wait))

    def _again(self, lane: Lane, letter: Letter, wait: float) -> None:
        """Back to its place in the lane, which waits."""
        lane.flying = None
        if self._lanes.put(lane, letter):
            self._lanes.sleep(lane, wait)
        else:
            self._known.discard((letter.cause, letter.n))

    def _land(self, lane: Lane) -> None:
        lane.landing -= 1
        if not lane.landing and lane.landed is not None:
            lane.landed.set_result(None)
            lane.landed = None

    async def _toast(self, toast: Toast) -> None:
        text = None
        if toast.words is not None:
            try:
                text = words(toast.words, toast.language, self._profile)
            except Exception as error:
                log.error("toast failed", at=where(error))
        await self._sender.toast(toast.tap, text)

    def _rested(self) -> float:
        """For how many seconds nobody has asked for anything."""
        if self.busy or not self._quiet():
            return 0.0
        return asyncio.get_running_loop().time() - self._worked

    def _met(self, person: str, address: int, language: str) -> None:
        """Now we know where somebody is reached, and in which language."""
        if self._lanes.lane(person) is not None:
            lane = self._lanes.open(person, address)
            lane.language = language or self._profile.languages[0]
            self._lanes.up(lane)
            self._pump()

    def _noted(self, deliveries: Sequence[Delivery], well: bool) -> None:
        """How these letters ended stands in the outbox (or never will); their lanes go on."""
        if well:
            self._known.difference_update(
                (d.letter.cause, d.letter.n) for d in deliveries if d.state != "waiting"
            )
        self._changed.set()
        for delivery in deliveries:
            self._lanes.sure(delivery.letter)
            lane = self._lanes.lane(delivery.letter.person)
            if lane is not None and delivery.letter.kind == "screen":
                if delivery.state != "waiting" and lane.landing:
                    self._land(lane)
                self._lanes.leave(lane)
        self._pump()
