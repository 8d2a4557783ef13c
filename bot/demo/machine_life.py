"""One life of the bot in the random machine: from its start to its end, or to a crash."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from telegram import Bot, User, WebhookInfo

from bot import inbound
from bot.clock import Alarm
from bot.demo.machine_phones import BOT, Json, Phones
from bot.demo.machine_store import Fuse, Post
from bot.drain import Drain
from bot.inbound import Incoming
from bot.intake import Intake
from bot.outbound import Outbound
from bot.request import AiohttpRequest
from bot.sending import Sender
from bot.turns import Answered, Turns, nothing
from conversations.profile import Profile
from storage import files, outbox
from storage.database import Database, instant
from storage.outbox import Delivery, Letter

AGAIN = dt.timedelta(seconds=20)


class HungUp(BaseException):
    """Telegram holds the line: nothing more comes now."""


class MuteBot(Bot):
    """Python-telegram-bot's Bot, for parsing; it leaves groups without a word to anybody.

    `waiting` says how many updates wait at Telegram.
    """

    def __init__(self, waiting: Callable[[], int]) -> None:
        # Requests of our own, which open nothing until they are used: httpx reads every certificate
        # of the machine first.
        mute = AiohttpRequest()
        super().__init__(f"{BOT['id']}:{'x' * 35}", request=mute, get_updates_request=mute)
        self._bot_user = User.de_json(BOT, self)
        self._waiting = waiting

    async def get_webhook_info(self, *_about: Any, **_more: Any) -> WebhookInfo:
        """What a round that is over waits for."""
        return WebhookInfo("", has_custom_certificate=False, pending_update_count=self._waiting())

    async def leave_chat(self, *_about: Any, **_more: Any) -> bool:
        """Left."""
        return True


class Line:
    """Telegram's getUpdates: everything waiting once; a later offset confirms."""

    def __init__(self, pending: list[Json]) -> None:
        self._pending = pending
        self._given = False
        self.confirmed: list[Json] = []

    async def post(self, url: str, **_more: Any) -> list[Json]:
        """Answer one getUpdates."""
        asked = parse_qs(urlsplit(url).query)
        offset = int(asked.get("offset", ["0"])[0])
        self.confirmed += [u for u in self._pending if u["update_id"] < offset]
        self._pending[:] = [u for u in self._pending if u["update_id"] >= offset]
        if not self._given:
            self._given = True
            return list(self._pending)
        if asked["timeout"] != ["0"]:
            raise HungUp
        return []


class Listening(Turns):
    """Turns, with what each update led to."""

    def listen(self) -> list[tuple[Incoming, Answered]]:
        """Begin a new list."""
        self.answers: list[tuple[Incoming, Answered]] = []
        return self.answers

    async def take(
        self, batch: Sequence[Incoming], push: Callable[[Sequence[Answered]], None] = nothing
    ) -> list[Answered]:
        """Answer a batch."""
        answered = await super().take(batch, push)
        self.answers += zip(batch, answered, strict=True)
        return answered


class Life:
    """The bot from its start to its end."""

    def __init__(
        self, me: str, fuse: Fuse, profile: Profile, bot: Bot, phones: Phones, now: Any
    ) -> None:
        self.fuse = fuse
        self._me = me
        self._now = now
        self._bot = bot
        self._phones = phones
        self.post = Post(now)
        self.turns = Listening(
            fuse, profile, bot=bot.username, me=me, now=now, undelivered=self.post.undelivered
        )
        outbound = cast(Outbound, self.post)
        self.intake = Intake(fuse, bot, self.turns, outbound, me, now)
        self._sender = Sender(cast(Database, fuse), bot, profile, now)
        self.drain = Drain(cast(Database, fuse), bot, now)
        self.alarm = Alarm(fuse, self.turns, self.post.post, now, profile.retention)

    async def poll(self, pending: list[Json], confirmed: list[str]) -> None:
        """Take what waits at Telegram; what is confirmed goes from it, also when we die."""
        line = Line(pending)
        try:
            await self.intake.poll(cast(AiohttpRequest, line))
        except HungUp:
            pass
        finally:
            confirmed += [self.key(u) for u in line.confirmed if self.is_ours(u)]

    async def hook(self, updates: list[Json], confirmed: list[str]) -> None:
        """The same by webhook: 200 after the commit."""
        await self.intake.answer(updates)
        confirmed += [self.key(u) for u in updates if self.is_ours(u)]

    def key(self, update: Json) -> str:
        """What an update is known by."""
        return f"telegram:{self._bot.id}:{update['update_id']}"

    def is_ours(self, update: Json) -> bool:
        """Is it something we answer to?"""
        return isinstance(inbound.read(update, self._bot), Incoming)

    async def sweep(self, *, first: bool = False) -> None:
        """Letters nobody is sending: of an earlier life, or written for later."""
        all_mine = first and self.fuse.dialect == "sqlite"
        async with self.fuse.transaction() as tx:
            if not first:
                await outbox.renew(tx, self._me, self._now())
            found = await outbox.claim(tx, self._me, self._now(), all_mine=all_mine, most=500)
        self.post.post(found)

    async def deliver(self, rng: random.Random, slow: float) -> set[str]:
        """Letters arrive; with chance `slow` somebody's wait. Answers who got something."""
        now = self._now()
        ended: list[Delivery] = []
        reached: set[str] = set()
        where: dict[str, tuple[str | None, str]] = {}
        stamp = instant(now)
        for person, lane in list(self.post.lanes.items()):
            if rng.random() < slow or self.post.asleep.get(person, "") > stamp:
                continue
            if person not in where:
                async with self.fuse.reading() as tx:
                    where |= await outbox.addresses(tx, [person])
            address, language = where[person]
            for letter in [o for o in lane if o.not_before <= max(stamp, o.written)]:
                lane.remove(letter)
                delivery = await self._one(letter, address, language, rng, now)
                self.fuse.burn()
                ended.append(delivery)
                reached.add(person)
                if delivery.state == "waiting":
                    again = replace(letter, tries=letter.tries + 1, born_here=False)
                    lane.insert(0, again)
                    self.post.asleep[person] = instant(delivery.again_at or now)
                    break
            if not lane:
                del self.post.lanes[person]
        if ended:
            async with self.fuse.transaction() as tx:
                await outbox.note(tx, ended, self._me, now)
        return reached

    async def _one(
        self,
        letter: Letter,
        address: str | None,
        language: str,
        rng: random.Random,
        now: dt.datetime,
    ) -> Delivery:
        if letter.until is not None and letter.until < instant(now):
            return Delivery(letter, "dropped")
        if address is None:
            return Delivery(letter, "impossible")
        trouble = rng.random()
        if trouble < 0.01:  # Telegram says: not now
            return Delivery(letter, "waiting", again_at=now + AGAIN)
        if letter.erases:
            self._phones.erase(letter, int(address))
            return Delivery(letter, "sent", 0, 0)
        said = await self._sender.content(letter)
        if said is None:
            return Delivery(letter, "dropped")
        delivery = self._phones.deliver(letter, said, int(address), letter.language or language)
        if trouble < 0.015 and letter.weight == "must":  # it arrived, and nobody told us
            return Delivery(letter, "waiting", again_at=now + AGAIN)
        return delivery

    async def check_file(self, rng: random.Random) -> None:
        """The worker looks at one document that waits."""
        async with self.fuse.transaction() as tx:
            file = await files.next_held(tx, self._now())
            if file is None:
                return
            if rng.random() < 0.6:
                await files.make_ready(tx, file.id, b"clean", None, self._now())
            else:
                await files.refuse(tx, file.id, "wrong_kind", self._now())

    async def look(self) -> None:
        """What the clock does every second."""
        await self.drain.look()
        await self.alarm.catch_up()
        await self.alarm._seal()
