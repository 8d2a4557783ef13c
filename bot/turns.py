"""One update, there and back: seen → chat → journey → store → screen → outbox → keep.

All of it in one transaction.  On SQLite a batch of updates shares one commit
and each has a savepoint; on PostgreSQL each has a transaction of its own and
people go in parallel.  Nothing here talks to the network: letters and toasts
are handed over after the commit.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

import orjson
import structlog

from bot.inbound import Incoming, Tapped, Unknown
from conversations import journeys
from conversations.here import Here, Person
from conversations.journeys import Talk
from conversations.profile import Profile
from conversations.rules.quiet import after_quiet, quiet
from conversations.rules.texts import units
from conversations.talk import (
    HOME,
    MENU,
    QUESTION,
    Event,
    LeftUs,
    Pressed,
    PressedCase,
    PressedTooLate,
    Refresh,
    Said,
    Say,
    Screen,
    Shared,
    Standing,
    Step,
    Turn,
    Woke,
    Wrote,
    WroteMore,
    said,
)
from conversations.words import Message, _
from locales.render import label
from storage import audience, chats, drafts, held, outbox, people, screens
from storage.chats import OpenChat
from storage.database import Database, Transaction, Unavailable, instant
from storage.outbox import ANSWER, CLAIM, NEWS, PROMPT, Letter
from storage.perform import perform

log = structlog.get_logger("turns")

# A phone cuts a text at 4,096 units; one nearly that long has a sequel on its way.
NEARLY_FULL = 3900
PATIENCE = dt.timedelta(seconds=1)
# Updates of one account within ten minutes that we still listen to (safety.md, T18).
FLOOD = 300
FLOOD_WINDOW = dt.timedelta(minutes=10)
# Above this many in ten seconds, answers to one person merge into one.
BUSY, BUSY_WINDOW = 20, 10.0
# A command may lead to a command, but not without end.
MOST_COMMANDS = 8


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


@dataclass(slots=True)
class Heard:
    """A free text as it arrived in parts: (message id, part, Unix second)."""

    parts: list[tuple[int, str, int]]

    @staticmethod
    def read(text: str | None) -> Heard | None:
        """What was kept with the chat, or None."""
        parts = orjson.loads(text) if text else ()
        return Heard([(int(m), str(t), int(date)) for m, t, date in parts]) if parts else None

    def kept(self) -> str:
        """As it is kept with the chat."""
        return orjson.dumps(self.parts).decode()

    @property
    def whole(self) -> str:
        """All parts in the order they were written; a cut text is joined without a seam."""
        text = ""
        for _message, part, _date in sorted(self.parts):
            seam = "" if not text or units(text) % 4096 >= NEARLY_FULL else "\n"
            text += seam + part
        return text


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
        paced: bool = True,
    ) -> None:
        """`paced`: merge the answers to somebody who writes faster than we may answer."""
        self._store = store
        self._profile = profile
        self._bot = bot
        self._me = me
        self._now = now
        # Is there certainly a screen on its way that this person has not seen?
        self._undelivered = undelivered
        self._paced = paced
        self._recent: dict[str, list[float]] = defaultdict(list)

    # --- batches -------------------------------------------------------------

    async def take(self, batch: Sequence[Incoming]) -> list[Answered]:
        """Answer a batch; returns after the commit.  Raises Unavailable when nothing was done."""
        if self._store.dialect == "sqlite":
            asked: set[str] = set()
            async with self._store.transaction() as tx:
                return [await self._one(tx, incoming, asked) for incoming in batch]
        lanes: dict[str, list[Incoming]] = defaultdict(list)
        for incoming in batch:
            lanes[incoming.address].append(incoming)
        done = await asyncio.gather(*(self._lane(lane) for lane in lanes.values()))
        return [answered for lane in done for answered in lane]

    async def _lane(self, lane: Sequence[Incoming]) -> list[Answered]:
        """One person's updates, strictly one after another, each in its own transaction."""
        answers = []
        asked: set[str] = set()
        for incoming in lane:
            async with self._store.transaction() as tx:
                answers.append(await self._one(tx, incoming, asked))
        return answers

    async def _one(self, tx: Transaction, incoming: Incoming, asked: set[str]) -> Answered:
        """One update; our own failure holds it and leaves everybody else alone.

        `asked`: who got a screen in this batch, which nobody can have seen before it ends.
        """
        try:
            async with tx.savepoint():
                answered = await self._answer(tx, incoming, asked)
            if answered.replaced is not None:
                asked.add(answered.replaced)
            return answered
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
                )
            return Answered(toast=_silent(incoming))

    # --- one update ----------------------------------------------------------

    async def _answer(
        self, tx: Transaction, incoming: Incoming, asked: Collection[str] = ()
    ) -> Answered:
        began = time.perf_counter()
        now = self._now()
        if await chats.seen_before(tx, incoming.key, now):
            return Answered(toast=_silent(incoming))
        chat = await chats.open_chat(tx, incoming.door, incoming.address, now)
        if chat is None:
            language = _language(incoming.language, self._profile)
            await people.welcome(tx, incoming.door, incoming.address, incoming.name, language, now)
            chat = await chats.open_chat(tx, incoming.door, incoming.address, now)
            assert chat is not None
        if chat.held and await held.queue_behind(tx, incoming.key, incoming.raw, chat, now):
            return Answered(toast=_silent(incoming))
        chat, drowned = self._flood(chat, now)
        if drowned:
            return await self._drowned(tx, chat, incoming, now)
        cause = tx.fresh()
        here = Here(self._profile, chat.person, now, self._bot)
        talk = Talk.read(chat.drafts, chat.listening, chat.screen, chat.misses)
        event, heard = await self._judge(tx, incoming, chat, talk, here, asked)
        if isinstance(event, LeftUs):
            await people.reachable(tx, chat.person.id, now)
        elif chat.unreachable:
            await people.reachable(tx, chat.person.id, None)
            await outbox.send_what_waited(tx, chat.person.id, now)
        person = chat.person.id
        if person in asked or self._undelivered(person) or not isinstance(event, WroteMore):
            stands = None
        else:
            stands = talk.screen
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
        talk, turn, here = await self._converse(tx, cause, talk, event, here)
        letters: list[Letter] = []
        number, shown, steps = chat.turn, chat.shown, chat.steps
        screen = turn.show
        if screen is not None and screen == stands and not turn.notes:
            if await self._draw(tx, screen, before, here) == await self._draw(
                tx, screen, talk, here
            ):
                screen = None
        newest = max(chat.newest, incoming.message if incoming.tap is None else 0)
        if screen is not None:
            content = await self._draw(tx, screen, talk, here)
            content = content.under(*turn.notes)
            number += 1
            edits = 0
            if incoming.tap is not None and not screen.anew and incoming.message >= chat.newest:
                edits = incoming.message
            retires = chat.shown if chat.steps and chat.shown and not edits else 0
            if chat.waiting:
                await outbox.replace_screens(tx, here.person.id, here.now)
            letters.append(
                self._letter(
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
                    wait=self._patience(incoming, event),
                )
            )
            shown, steps = 0, any(isinstance(b, Step) for row in content.rows for b in row)
        elif turn.notes:
            note = said(*turn.notes, rows=(MENU,))
            letters.append(
                self._letter(cause, 0, here.person, note, here.now, rank=ANSWER, turn=number)
            )
        others = await self._says(tx, cause, turn.says, here, but_not=screen)
        letters.extend(others)
        await outbox.put(tx, letters, self._me, instant(here.now + CLAIM))
        await self._keep(tx, cause, chat, talk, here, number, shown, steps, newest, heard)
        return Answered(
            letters=letters,
            toast=Toast(incoming.tap, turn.toast, here.person.language) if incoming.tap else None,
            replaced=here.person.id if screen is not None else None,
        )

    async def _converse(
        self, tx: Transaction, cause: str, talk: Talk, event: Event, here: Here
    ) -> tuple[Talk, Turn, Here]:
        """The conversation and the store, until no command is left."""
        name, turn = journeys.answer(talk, event, here)
        talk = talk.after(name, turn)
        pending = list(turn.commands)
        for _round in range(MOST_COMMANDS):
            if not pending:
                return talk, turn, here
            outcome = await perform(tx, pending.pop(0), here, cause)
            here = await people.look_at(tx, here, here.person.id) or here
            following = journeys.outcome(talk, name, outcome, here)
            talk = talk.after(name, following)
            turn = replace(
                following,
                notes=(*turn.notes, *following.notes),
                says=(*turn.says, *following.says),
                show=following.show or turn.show,
                toast=following.toast or turn.toast,
            )
            pending.extend(following.commands)
        raise RuntimeError("a conversation asked for commands without end")

    async def _draw(self, tx: Transaction, screen: Screen, talk: Talk, here: Here) -> Said:
        facts = await screens.facts(tx, screen, talk.listening_draft, here)
        return journeys.draw(screen, facts, talk, here)

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
            newest=newest,
            heard=heard.kept() if heard is not None else None,
            flood_since=chat.flood_since,
            flood=chat.flood,
        )

    # --- is it late, is it more, is it too much ------------------------------

    async def _judge(
        self,
        tx: Transaction,
        incoming: Incoming,
        chat: OpenChat,
        talk: Talk,
        here: Here,
        asked: Collection[str],
    ) -> tuple[Event, Heard | None]:
        """The one place that says whether a tap or a text is about what stands there now."""
        event = incoming.event
        match event:
            case Unknown():
                return PressedTooLate(), None
            case Tapped(turn, option):
                fresh = turn == chat.turn or option.startswith("@")
                return (Pressed(option) if fresh else PressedTooLate()), None
            case Wrote(text):
                heard = Heard.read(chat.heard)
                if heard is not None and await self._goes_on(
                    tx, incoming, chat, talk, heard, asked
                ):
                    heard.parts.append((incoming.message, text, incoming.date))
                    return WroteMore(heard.whole), heard
                tapped = await self._typed_button(tx, text, talk, here)
                if tapped is not None:
                    return tapped, None
                free = talk.screen == QUESTION and not text.startswith("/")
                return event, Heard([(incoming.message, text, incoming.date)]) if free else None
        return event, None

    async def _goes_on(
        self,
        tx: Transaction,
        incoming: Incoming,
        chat: OpenChat,
        talk: Talk,
        heard: Heard,
        asked: Collection[str],
    ) -> bool:
        """Was this text sent before the question that stands now had reached the phone?

        Only what is certain counts: when an earlier life may have shown the question, a text is
        its answer.
        """
        event = incoming.event
        if talk.screen != QUESTION or not isinstance(event, Wrote) or event.text.startswith("/"):
            return False
        last, part, date = max(heard.parts)
        if incoming.message == last + 1:
            return True  # Telegram counts on over all our chats: we said nothing in between
        if chat.shown and chat.shown_at:
            return incoming.message < chat.shown or incoming.date < chat.shown_at
        if units(part) >= NEARLY_FULL and incoming.message <= last + 3:
            return True
        person = chat.person.id
        if chat.shown:
            return False
        if person in asked or self._undelivered(person):
            return True
        # Nobody writes, reads what comes and answers that within a second.
        return incoming.date <= date and await outbox.on_its_way_elsewhere(
            tx, person, chat.turn, self._me, self._now()
        )

    async def _typed_button(
        self, tx: Transaction, text: str, talk: Talk, here: Here
    ) -> Event | None:
        """A typed label counts as the tap; a number too when the buttons are the whole answer."""
        if len(text) > 64 or talk.screen is None or text.startswith("/"):
            return None
        content = await self._draw(tx, talk.screen, talk, here)
        buttons = [b for row in content.rows for b in row if isinstance(b, Step | Standing)]
        if content.choices and text.strip(" .)").isdecimal():
            n = int(text.strip(" .)"))
            if 1 <= n <= len(buttons):
                return _press(buttons[n - 1])
        wish = _spoken(text)
        for button in buttons:
            if _spoken(label(button.label, here.person.language, self._profile)) == wish:
                return _press(button)
        return None

    def _patience(self, incoming: Incoming, event: Event) -> dt.timedelta:
        """How long the answer waits for more: a long text or an album comes in parts."""
        if isinstance(event, WroteMore):
            return PATIENCE
        if isinstance(event, Wrote) and units(event.text) >= NEARLY_FULL:
            return PATIENCE
        if isinstance(event, Shared) and event.album is not None:
            return PATIENCE
        if not self._paced:
            return dt.timedelta()
        moment = time.monotonic()
        recent = [t for t in self._recent[incoming.address] if moment - t < BUSY_WINDOW]
        recent.append(moment)
        self._recent[incoming.address] = recent
        if len(self._recent) > 10_000:
            self._recent.clear()
        return PATIENCE if len(recent) > BUSY else dt.timedelta()

    def _flood(self, chat: OpenChat, now: dt.datetime) -> tuple[OpenChat, bool]:
        start = instant(now - FLOOD_WINDOW)
        if chat.flood_since is None or chat.flood_since < start:
            return replace(chat, flood_since=instant(now), flood=1), False
        return replace(chat, flood=chat.flood + 1), chat.flood >= FLOOD

    async def _drowned(
        self, tx: Transaction, chat: OpenChat, incoming: Incoming, now: dt.datetime
    ) -> Answered:
        """Past the flood gate: counted, not read, and said once."""
        letters: list[Letter] = []
        if chat.flood == FLOOD + 1:
            sorry = _("You send more than I can read. Please wait ten minutes, then go on.")
            letters.append(self._letter(tx.fresh(), 0, chat.person, said(sorry), now, rank=ANSWER))
            await outbox.put(tx, letters, self._me, instant(now + CLAIM))
        await chats.count_flood(tx, chat.person.id, chat.flood_since, chat.flood)
        return Answered(letters=letters, toast=_silent(incoming))

    # --- letters to others ---------------------------------------------------

    async def _says(
        self,
        tx: Transaction,
        cause: str,
        says: Sequence[Say | Refresh],
        here: Here,
        but_not: Screen | None,
    ) -> list[Letter]:
        """Letters to others, screens drawn for each reader; refreshed cases come last, once."""
        letters: list[Letter] = []
        fresh: set[tuple[str, str]] = set()
        for say in says:
            if isinstance(say, Refresh):
                continue
            for person in await audience.people_for(tx, say.to, here):
                eyes = here if person == here.person.id else await people.look_at(tx, here, person)
                if eyes is None:
                    continue
                content = say.said
                if say.screen is not None:
                    drawn = (await self._draw(tx, say.screen, Talk(), eyes)).without_steps()
                    content = drawn.under(*say.said.body) if say.said else drawn
                    if say.screen.case:
                        fresh.add((say.screen.case, person))
                assert content is not None
                if not content.rows and content.attached is None:
                    content = content.but(rows=(MENU,))  # nobody stands before a wall
                letters.append(
                    self._letter(
                        cause,
                        len(letters) + 1,
                        eyes.person,
                        content,
                        here.now,
                        rank=NEWS if say.weight == "news" else PROMPT,
                        weight=say.weight,
                        screen=say.screen,
                        case=say.screen.case if say.screen else None,
                    )
                )
        for case in dict.fromkeys(say.case for say in says if isinstance(say, Refresh)):
            for phone in await audience.looking_at(tx, case):
                person = phone.person
                if (case, person) in fresh:
                    continue
                if person == here.person.id and but_not is not None and but_not.case == case:
                    continue
                eyes = here if person == here.person.id else await people.look_at(tx, here, person)
                if eyes is None:
                    continue
                value = Screen.model_validate_json(phone.screen)
                content = await self._draw(tx, value, Talk(), eyes)
                if phone.turn is None:
                    content = content.without_steps()
                letters.append(
                    self._letter(
                        cause,
                        len(letters) + 1,
                        eyes.person,
                        content,
                        here.now,
                        kind="edit",
                        rank=PROMPT,
                        turn=phone.turn or 0,
                        edits=phone.message,
                        screen=value,
                        case=case,
                    )
                )
        return letters

    def _letter(
        self,
        cause: str,
        n: int,
        person: Person,
        content: Said,
        now: dt.datetime,
        *,
        kind: str = "say",
        rank: int = PROMPT,
        weight: str = "must",
        turn: int = 0,
        edits: int = 0,
        retires: int = 0,
        screen: Screen | None = None,
        case: str | None = None,
        wait: dt.timedelta = dt.timedelta(),
    ) -> Letter:
        start = now + wait
        until = None
        if weight == "news":
            start = after_quiet(start, self._profile)
            until = instant(start + dt.timedelta(days=2))
        case = case or (screen.case if screen is not None else None)
        return Letter(
            cause=cause,
            n=n,
            person=person.id,
            language=person.language,
            rank=rank,
            kind=kind,
            weight=weight,
            body=content.model_dump_json(exclude_none=True),
            written_as=content,
            turn=turn,
            edits=edits,
            retires=retires,
            case=case,
            screen=screen.model_dump_json(exclude_defaults=True) if screen and case else None,
            silent=quiet(start, self._profile) and rank != ANSWER,
            written=instant(now),
            not_before=instant(start),
            until=until,
        )

    # --- what time and the desk bring ---------------------------------------

    async def wake(self, tx: Transaction, woke: Woke) -> list[Letter]:
        """A due moment, inside the transaction that marks it done."""
        cause = tx.fresh()
        here = Here(self._profile, journeys.NOBODY, self._now(), self._bot)
        _talk, turn, here = await self._converse(tx, cause, Talk(), woke, here)
        letters = await self._says(tx, cause, turn.says, here, but_not=None)
        await outbox.put(tx, letters, self._me, instant(here.now + CLAIM))
        return letters

    async def at_desk(self, tx: Transaction, event: Event, here: Here) -> tuple[Turn, list[Letter]]:
        """An event of the desk door: somebody acts without a phone, under the same rules."""
        cause = tx.fresh()
        _talk, turn, here = await self._converse(tx, cause, Talk(), event, here)
        letters = await self._says(tx, cause, turn.says, here, but_not=None)
        await outbox.put(tx, letters, self._me, instant(here.now + CLAIM))
        return turn, letters


def _language(wish: str, profile: Profile) -> str:
    """The phone's language if this bot speaks it, else the municipality's first."""
    return wish if wish in profile.languages else profile.languages[0]


def _press(button: Step | Standing) -> Event:
    if isinstance(button, Step):
        return Pressed(button.option)
    return PressedCase(button.case, button.verb, button.n)


def _spoken(text: str) -> str:
    """A label as somebody types it: without icon, capitals or final stop."""
    return re.sub(r"[^\w ]+", "", text.casefold()).strip()


def _silent(incoming: Incoming) -> Toast | None:
    return Toast(incoming.tap, None, "nl") if incoming.tap else None


__all__ = ["HOME", "Answered", "Toast", "Turns"]
