"""What somebody would see if they did something now.

A `Phone` does it over the whole way, as everybody does.  A `Moment` asks the same bot, with its
own turns on its own store, in one transaction that is undone: hundreds of such questions leave the
chat where it was.  Both understand the same lines as a transcript.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Protocol

from bot import inbound
from bot.inbound import Incoming
from bot.keyboards import keyboard
from locales.render import message, words
from storage.database import Transaction
from storage.outbox import Letter
from tests.english import Town

_numbers = count(800_000_000, 100)
# What a phone can send beside text, as Telegram tells of it.
CONTENT: dict[str, dict[str, Any]] = {
    "(sticker)": {
        "sticker": {
            "file_id": "x",
            "file_unique_id": "x",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
    },
    "(dice)": {"dice": {"emoji": "🎲", "value": 4}},
    "(contact)": {"contact": {"phone_number": "+31600000000", "first_name": "Buurman"}},
    "(location)": {"location": {"latitude": 51.9497, "longitude": 4.5447}},
    "(poll)": {
        "poll": {
            "id": "1",
            "question": "Welke avond?",
            "options": [{"text": text, "voter_count": 0, "persistent_id": text} for text in "ab"],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
}


class Hand(Protocol):
    """Somebody who does things and looks at what comes."""

    @property
    def text(self) -> str:
        """What the newest message of the bot says."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Its buttons."""

    @property
    def toast(self) -> str:
        """The last answer to a tap that was one of words."""

    @property
    def pressable(self) -> tuple[str, tuple[str, ...]]:
        """The newest message that has buttons, and those: a file beside a screen has none."""

    async def do(self, *acts: str) -> None:
        """Lines of a transcript; `(forges data)` presses what is under an old message."""

    async def kept(self) -> dict[str, Any]:
        """Their unfinished journeys, as they are kept."""

    async def screen(self) -> str:
        """The name of the screen that is shown."""


class Phone:
    """The phone of somebody in the town."""

    def __init__(self, town: Town, name: str) -> None:
        self._town = town
        self._person = town[name]

    @property
    def text(self) -> str:
        return self._person.newest.text

    @property
    def labels(self) -> tuple[str, ...]:
        return self._person.newest.labels

    @property
    def toast(self) -> str:
        return (self._person.toasts or [""])[-1]

    @property
    def pressable(self) -> tuple[str, tuple[str, ...]]:
        found = next(b for b in reversed(self._person.chat) if not b.mine and b.labels)
        return found.text, found.labels

    async def do(self, *acts: str) -> None:
        old = next(bubble for bubble in self._person.chat if not bubble.mine)
        for act in acts:
            if act.startswith("(forges "):
                self._person.forges(act[8:-1], old)
                await self._town.settle()
            elif act.startswith("(edits "):
                mine = [b for b in self._person.chat if b.mine and "text" in b.json]
                self._person.edits(mine[-1], act[7:-1])
                await self._town.settle()
            else:
                await self._town.do(self._person.name, act)

    async def kept(self) -> dict[str, Any]:
        async with self._town.village.bot.store.reading() as tx:
            return await _kept(tx, self._person.id)

    async def screen(self) -> str:
        async with self._town.village.bot.store.reading() as tx:
            return await _screen(tx, self._person.id)


class Moment:
    """What would be, if somebody did this now; nothing of it stays."""

    def __init__(self, town: Town, name: str, tx: Transaction) -> None:
        self._bot = town.village.bot
        self._person = town[name]
        self._now = town.village.telegram.exchange.timestamp()
        self._tx = tx
        self._buttons = self._pressed = self._person.newest.json.get("reply_markup")
        self.text = self._person.newest.text
        self.labels: tuple[str, ...] = self._person.newest.labels
        self.pressable = (self.text, self.labels)
        self.toast = ""

    async def do(self, *acts: str) -> None:
        for act in acts:
            if act.startswith("[") and self._data(act[1:-1]) is None:
                continue
            read = inbound.read({"update_id": next(_numbers), **self._update(act)}, self._bot.bot)
            assert isinstance(read, Incoming), act
            answered = await self._bot.turns._answer(self._tx, read)
            if answered.toast is not None and answered.toast.words is not None:
                self.toast = words(answered.toast.words, "en", self._bot.profile)
            me = await self._tx.one(
                "SELECT person, language FROM accounts JOIN people ON id = person"
                " WHERE address = :address",
                address=str(self._person.id),
            )
            assert me is not None
            for letter in answered.letters:
                if letter.person == me["person"]:
                    self._shows(letter, me["language"])

    def _shows(self, letter: Letter, language: str) -> None:
        """A letter arrives."""
        said, profile = letter.said, self._bot.profile
        self.text = message(said, language, profile).text
        self._buttons = keyboard(said, letter.turn, language, profile, self._bot.bot.username)
        rows = (self._buttons or {}).get("inline_keyboard", ())
        self.labels = tuple(button["text"] for row in rows for button in row)
        if self.labels:
            self.pressable, self._pressed = (self.text, self.labels), self._buttons

    def _data(self, label: str) -> str | None:
        """What a button sends; None for one that the phone itself does something with."""
        rows = (self._pressed or {}).get("inline_keyboard", ())
        [button] = [b for row in rows for b in row if b["text"] == label]
        data: str | None = button.get("callback_data")
        return data

    def _update(self, act: str) -> dict[str, Any]:
        """What a phone would send for this line."""
        number = next(_numbers)
        about = {"message_id": number, "date": self._now, "chat": self._person.room.json}
        mine = {**about, "from": self._person.user}
        data = act[8:-1] if act.startswith("(forges ") else None
        if act.startswith("["):
            data = self._data(act[1:-1])
        if data is not None:
            tap = {"id": str(number), "from": self._person.user, "chat_instance": "1", "data": data}
            return {"callback_query": {**tap, "message": {**about, "message_id": 1, "text": "x"}}}
        if act.startswith("(edits "):
            return {"edited_message": {**mine, "text": act[7:-1], "edit_date": self._now}}
        return {"message": {**mine, **CONTENT.get(act, {"text": act})}}

    async def kept(self) -> dict[str, Any]:
        return await _kept(self._tx, self._person.id)

    async def screen(self) -> str:
        return await _screen(self._tx, self._person.id)


async def _kept(tx: Transaction, address: int) -> dict[str, Any]:
    rows = await tx.all(
        "SELECT journey, body FROM drafts d JOIN accounts a ON a.person = d.person"
        " WHERE a.address = :address",
        address=str(address),
    )
    return {row["journey"]: json.loads(row["body"]) for row in rows}


async def _screen(tx: Transaction, address: int) -> str:
    row = await tx.one(
        "SELECT screen FROM chats c JOIN accounts a ON a.person = c.person"
        " WHERE a.address = :address",
        address=str(address),
    )
    assert row is not None
    return str(json.loads(row["screen"])["name"])


class _Undo(Exception):
    """It has been looked at: back to how it was."""


@asynccontextmanager
async def moment(town: Town, name: str) -> AsyncIterator[Moment]:
    """This moment of somebody's chat; what is done in it is undone."""
    try:
        async with town.village.bot.store.transaction() as tx:
            yield Moment(town, name, tx)
            raise _Undo
    except _Undo:
        pass
