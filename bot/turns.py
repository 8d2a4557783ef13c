"""One update, there and back: seen → chat → journey → store → screen → outbox → keep.

All of it in one transaction.  On SQLite a batch of updates shares one commit;
if any of them fails, all are answered anew, each in a savepoint, so that it
fails alone.  On PostgreSQL each has a transaction of its own and people go in
parallel.  Nothing here talks to the network: letters and toasts are handed over
after the commit.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from bot.converse import converse
from bot.inbound import Incoming
from bot.lateness import Heard, Unseen, judge
from bot.letters import draw, erasing, letter, to_others
from bot.noting import Noting
from bot.patience import FLOOD, Patience
from conversations import journeys
from conversations.here import Here
from conversations.journeys import Talk
from conversations.profile import Profile
from conversations.talk import (
    HOME,
    MENU,
    AskAgain,
    Command,
    Edited,
    Event,
    LeftUs,
    Located,
    Screen,
    Step,
    Turn,
    Woke,
    WroteMore,
    said,
)
from conversations.words import Message, _
from storage import chats, drafts, held, outbox, people
from storage.chats import OpenChat
from storage.database import Database, Transaction, Unavailable, instant
from storage.matters.mine import talks_with
from storage.outbox import ANSWER, CLAIM, Letter
from storage.perform import perform

log = structlog.get_logger("turns")

# Updates in one commit on SQLite: what was sent meanwhile is noted in between.
TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a tap, given once, after the commit."""

    tap: str
    words: Message | None
    language: str


@dataclass(slots=True)
class Answered:
    """What one update leads to outside the transaction."""

    letters: list[Letter] = field(default_factory=list)
    toast: Toast | None = None
    replaced: str | None = None


def nothing(answered: Sequence[Answered]) -> None:
    """For whoever only wants to know what was answered."""


class Turns:
    """Answers updates, due moments and desk commands; the only writer of chats."""

    def __init__(
        self,
        store: Database,
        profile: Profile,
        *,
        bot: str,
        me: str,
        now: Callable[[], dt.datetime],
        undelivered: Callable[[str], bool] = lambda person: False,
        noting: Noting | None = None,
        paced: bool = True,
    ) -> None:
        """`noting`: what became of letters, to be noted with the next commit; `paced`: merge the
        answers to somebody who writes faster than we may answer.
        """
        self._store = store
        self._profile = profile
        self._bot = bot
        self._me = me
        self._now = now
        # Is there certainly a screen on its way that this person has not seen?
        self._undelivered = undelivered
        self._noting = noting or Noting(store, me, now)
        self._patience = Patience(paced)

    # --- batches -------------------------------------------------------------

    async def take(
        self, batch: Sequence[Incoming], push: Callable[[Sequence[Answered]], None] = nothing
    ) -> list[Answered]:
        """Answer a batch; returns after the commit.  `push` is given what each commit leads to.

        Raises Unavailable when the store could not: what was done stays done, the rest comes again.
        """
        done: list[Answered] = []
        if self._store.dialect == "sqlite":
            asked: set[str] = set()
            while len(done) < len(batch):
                some = await self._together(batch[len(done) : len(done) + TOGETHER], asked)
                push(some)
                done += some
            return done
        lanes: dict[str, list[Incoming]] = defaultdict(list)
        for incoming in batch:
            lanes[incoming.address].append(incoming)
        for lane in await asyncio.gather(*(self._lane(lane, push) for lane in lanes.values())):
            done += lane
        return done

    async def _together(self, some: Sequence[Incoming], asked: set[str]) -> list[Answered]:
        """The first of these, or all, in one commit, with what is to be noted by then."""
        try:
            before = frozenset(asked)
            async with AsyncExitStack() as around:
                note = await around.enter_async_context(self._noting.beside())
                tx = await around.enter_async_context(self._store.transaction())
                answers: list[Answered] = []
                for incoming in some:
                    answers.append(await self._asking(tx, incoming, asked))
                    if self._noting.urgent:
                        break
                await note(tx)
            return answers
        except Unavailable:
            raise
        except Exception as error:
            log.warning("one by one", error=type(error).__name__, at=held.where(error))
            asked.intersection_update(before)
        async with self._store.transaction() as tx:
            return [await self._one(tx, incoming, asked) for incoming in some]

    async def _lane(
        self, lane: Sequence[Incoming], push: Callable[[Sequence[Answered]], None]
    ) -> list[Answered]:
        """One person's updates, strictly one after another, each in its own transaction."""
        answers: list[Answered] = []
        asked: set[str] = set()
        try:
            for incoming in lane:
                async with self._store.transaction() as tx:
                    answered = await self._one(tx, incoming, asked)
                answers.append(answered)
        finally:
            push(answers)
        return answers

    async def _one(self, tx: Transaction, incoming: Incoming, asked: set[str]) -> Answered:
        """One update; our own failure holds it and leaves everybody else alone.

        `asked`: who got a screen in this batch, which nobody can have seen before it ends.
        """
        try:
            async with tx.savepoint():
                return await self._asking(tx, incoming, asked)
        except Unavailable:
            raise
        except Exception as error:
            log.error("held", key=incoming.key, error=type(error).__name__, at=held.where(error))
            async with tx.savepoint():
                await held.hold(
                    tx,
                    key=incoming.key,
                    door=incoming.door,
                    address=incoming.address,
                    raw=incoming.raw,
                    error=held.where(error),
                    now=self._now(),
                    arrived=incoming.arrived,
                )
            return Answered(toast=_silent(incoming))

    # --- one update ----------------------------------------------------------

    async def _asking(self, tx: Transaction, incoming: Incoming, asked: set[str]) -> Answered:
        """One update; who gets a screen by it is `asked`."""
        answered = await self._answer(tx, incoming, asked)
        if answered.replaced is not None:
            asked.add(answered.replaced)
        return answered

    async def _answer(
        self, tx: Transaction, incoming: Incoming, asked: Collection[str] = ()
    ) -> Answered:
        began = time.perf_counter()
        now = self._now()
        door, address, key = incoming.door, incoming.address, incoming.key
        chat = await chats.open_chat(tx, door, address, now, key=key)
        if chat is None:
            if await chats.seen_before(tx, key, now):
                return Answered(toast=_silent(incoming))
            language = _language(incoming.language, self._profile)
            await people.welcome(tx, door, address, incoming.name, language, now)
            chat = await chats.open_chat(tx, door, address, now, key=key)
            assert chat is not None
        elif chat.seen:
            return Answered(toast=_silent(incoming))
        else:
            await chats.see(tx, key, now)
        # What we ask ourselves has no update that could be kept and read again.
        waits = chat.held and incoming.raw is not None
        if waits and await held.queue_behind(
            tx, incoming.key, incoming.raw, chat, now, incoming.arrived
        ):
            await chats.not_done(tx, key)
            return Answered(toast=_silent(incoming))
        chat, drowned = self._patience.flood(chat, now)
        if drowned:
            return await self._drowned(tx, chat, incoming, now)
        cause = tx.fresh()
        here = Here(self._profile, chat.person, now, self._bot, heard_at(incoming))
        unseen = Unseen(asked, self._undelivered, self._me, now)
        talk = Talk.read(chat.drafts, chat.listening, chat.screen, chat.misses)
        if isinstance(incoming.event, AskAgain) and not chat.confirming:
            return Answered()  # they went on meanwhile
        event, heard = await judge(tx, incoming, chat, talk, here, unseen)
        if journeys.out_of_the_blue(talk, event):
            talk = replace(talk, human=await talks_with(tx, chat.person.id, now))
        if isinstance(event, LeftUs):
            await people.reachable(tx, chat.person.id, now)
        elif chat.unreachable:
            await people.reachable(tx, chat.person.id, None)
            await outbox.send_what_waited(tx, chat.person.id, now)
        more = isinstance(event, WroteMore) and not unseen.certainly(chat.person.id)
        stands = talk.screen if more else None
        answered = await self._play(tx, cause, chat, talk, event, here, incoming, heard, stands)
        log.info(
            "turn",
            cause=cause,
            journey=chat.listening,
            heard=type(event).__name__,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )
        return answered

    async def _play(
        self,
        tx: Transaction,
        cause: str,
        chat: OpenChat,
        talk: Talk,
        event: Event,
        here: Here,
        incoming: Incoming,
        heard: Heard | None,
        stands: Screen | None,
    ) -> Answered:
        """Journey and store take turns until nothing is pending; then screen, letters, chat.

        `stands` is a screen that may be on the phone by now: it is not sent again as it is.
        """
        before = talk
        talk, turn, here = await converse(tx, cause, talk, event, here)
        letters: list[Letter] = []
        number, shown, steps, keys = chat.turn, chat.shown, chat.steps, chat.keys
        confirming, edits = chat.confirming, 0
        screen = turn.show
        if screen is not None and screen == stands and not turn.notes:
            if await draw(tx, screen, before, here) == await draw(tx, screen, talk, here):
                screen = None
        newest = max(chat.newest, incoming.message if incoming.tap is None else 0)
        content = await draw(tx, screen, talk, here) if screen is not None else None
        stay = content.position is not None if content is not None else not turn.notes
        if keys and not stay:
            # A message that takes keys away can have no buttons, so it is one of its own.
            letters.append(self._without_keys(cause, event, here))
            keys = False
        if screen is not None and content is not None:
            content = content.under(*turn.notes)
            number += 1
            # Under a receipt that keeps its place the next thing is a message of its own.
            keeps = before.screen is not None and before.screen.keeps and screen != before.screen
            stays = screen.anew or keeps or content.position is not None or bool(letters)
            if incoming.tap is not None and not stays and incoming.message >= chat.newest:
                edits = incoming.message
            retires = chat.shown if chat.steps and chat.shown and not edits else 0
            if chat.waiting:
                await outbox.replace_screens(tx, here.person.id, here.now)
            letters.append(
                letter(
                    self._profile,
                    cause,
                    0,
                    here.person,
                    content,
                    here.now,
                    kind="screen",
                    rank=ANSWER,
                    turn=number,
                    edits=edits,
                    retires=retires,
                    screen=screen,
                    wait=self._patience.wait(incoming, event),
                )
            )
            keys = content.position is not None
            confirming = content.confirms
            shown = 0
            steps = not keys and any(isinstance(b, Step) for row in content.rows for b in row)
        elif turn.notes:
            note = said(*turn.notes, rows=(MENU,))
            letters.append(
                letter(
                    self._profile, cause, 0, here.person, note, here.now, rank=ANSWER, turn=number
                )
            )
        letters.extend(await to_others(tx, cause, turn.says, here, but_not=screen, edits=edits))
        if turn.erase and incoming.tap is None and incoming.message:
            letters.append(erasing(self._profile, cause, here, incoming.message))
        await outbox.put(tx, letters, self._me, instant(here.now + CLAIM))
        await self._keep(
            tx, cause, chat, talk, here, number, shown, steps, keys, confirming, newest, heard
        )
        return Answered(
            letters=letters,
            toast=Toast(incoming.tap, turn.toast, here.person.language) if incoming.tap else None,
            replaced=here.person.id if screen is not None else None,
        )

    def _without_keys(self, cause: str, event: Event, here: Here) -> Letter:
        """The message that takes the keys under the input field away, before anything else."""
        words = _("All right.")
        if isinstance(event, Located):
            words = _("Thank you. I do not keep where you are.")
        content = said(words).but(takes_keys=True)
        return letter(self._profile, cause, -1, here.person, content, here.now, rank=ANSWER)

    async def _keep(
        self,
        tx: Transaction,
        cause: str,
        chat: OpenChat,
        talk: Talk,
        here: Here,
        turn: int,
        shown: int,
        steps: bool,
        keys: bool,
        confirming: bool,
        newest: int,
        heard: Heard | None,
    ) -> None:
        bodies = talk.bodies()
        for journey, body in bodies.items():
            if chat.drafts.get(journey) != body:
                await chats.keep_draft(tx, here.person.id, journey, body, here.now)
        if "initiative" in talk.drafts and "initiative" not in chat.drafts:
            await drafts.plan_nudge(tx, here.person.id, here.now, cause)
        for journey in chat.drafts.keys() - bodies.keys():
            await chats.drop_draft(tx, here.person.id, journey)
        await chats.keep_chat(
            tx,
            here.person.id,
            turn=turn,
            listening=talk.listening,
            screen=talk.screen.model_dump_json(exclude_defaults=True) if talk.screen else None,
            misses=talk.misses,
            shown=shown,
            steps=steps,
            keys=keys,
            confirming=confirming,
            newest=newest,
            heard=heard.kept() if heard is not None else None,
            flood_since=chat.flood_since,
            flood=chat.flood,
        )

    async def _drowned(
        self, tx: Transaction, chat: OpenChat, incoming: Incoming, now: dt.datetime
    ) -> Answered:
        """Past the flood gate: counted, not read, and said once."""
        letters: list[Letter] = []
        if chat.flood == FLOOD + 1:
            sorry = _("You send more than I can read. Please wait ten minutes, then go on.")
            letters.append(
                letter(self._profile, tx.fresh(), 0, chat.person, said(sorry), now, rank=ANSWER)
            )
            await outbox.put(tx, letters, self._me, instant(now + CLAIM))
        await chats.count_flood(tx, chat.person.id, chat.flood_since, chat.flood)
        return Answered(letters=letters, toast=_silent(incoming))

    # --- what time and the desk bring ---------------------------------------

    async def wake(self, tx: Transaction, woke: Woke) -> list[Letter]:
        """A due moment, inside the transaction that marks it done."""
        cause = tx.fresh()
        here = Here(self._profile, journeys.NOBODY, self._now(), self._bot)
        _talk, turn, here = await converse(tx, cause, Talk(), woke, here)
        letters = await to_others(tx, cause, turn.says, here, but_not=None)
        await outbox.put(tx, letters, self._me, instant(here.now + CLAIM))
        return letters

    async def at_desk(self, tx: Transaction, event: Event, here: Here) -> tuple[Turn, list[Letter]]:
        """An event of the desk door: somebody acts without a phone, under the same rules."""
        cause = tx.fresh()
        _talk, turn, here = await converse(tx, cause, Talk(), event, here)
        letters = await to_others(tx, cause, turn.says, here, but_not=None)
        await outbox.put(tx, letters, self._me, instant(here.now + CLAIM))
        return turn, letters

    async def order(
        self, tx: Transaction, journey: str, command: Command, here: Here
    ) -> tuple[Any, list[Letter]]:
        """A command of the desk that no button stands for; its journey says who hears of it."""
        cause = tx.fresh()
        outcome = await perform(tx, command, here, cause)
        turn = journeys.outcome(Talk(), journey, outcome, here)
        letters = await to_others(tx, cause, turn.says, here, but_not=None)
        await outbox.put(tx, letters, self._me, instant(here.now + CLAIM))
        return outcome, letters


def heard_at(incoming: Incoming) -> dt.datetime | None:
    """The moment that counts for a deadline: of a message its own date, of a tap its arrival."""
    if incoming.tap is None and incoming.date and not isinstance(incoming.event, Edited):
        return dt.datetime.fromtimestamp(incoming.date, dt.UTC)
    return incoming.arrived


def _language(wish: str, profile: Profile) -> str:
    """The phone's language if this bot speaks it, else the municipality's first."""
    return wish if wish in profile.languages else profile.languages[0]


def _silent(incoming: Incoming) -> Toast | None:
    return Toast(incoming.tap, None, "nl") if incoming.tap else None


__all__ = ["HOME", "Answered", "Toast", "Turns"]
