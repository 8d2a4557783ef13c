"""The phones of the random machine: what people send, as Telegram writes it, and what they see.

Below the network: an update is the JSON that Telegram would send, and a letter
is drawn with the words and keyboards that the bot itself would send.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.keyboards import MOST_DATA, keyboard
from bot.lanes import below
from conversations.profile import Profile
from conversations.talk import Said
from locales.render import message, units
from storage.outbox import Delivery, Letter

NAME = "aanzet_bot"
BOT = {"id": 424242, "is_bot": True, "first_name": "Aan Zet", "username": NAME}
MOST_UNITS = 4096
# In every text and name that people give: nothing of it may ever stand in a log line.
CANARY = "kanarie"

Json = dict[str, Any]


@dataclass(slots=True)
class Bubble:
    """A message on a phone: its words, label and data of each button, all `keys` counted."""

    id: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    keys: int = 0
    file: bool = False

    @property
    def asks(self) -> bool:
        """Does it carry buttons of a case, which are never late?"""
        return any(data.startswith("c") for _label, data in self.buttons)


@dataclass(slots=True)
class Phone:
    """One person's phone: what stands there, newest last."""

    id: int
    name: str
    language: str
    bubbles: dict[int, Bubble] = field(default_factory=dict)
    sent: list[int] = field(default_factory=list)
    blocked: bool = False
    links: list[str] = field(default_factory=list)

    @property
    def newest(self) -> Bubble | None:
        """The newest message of the bot, if there is one."""
        return self.bubbles[max(self.bubbles)] if self.bubbles else None

    @property
    def user(self) -> Json:
        """Telegram's User object."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": f"{self.name} {CANARY}",
            "language_code": self.language,
        }

    @property
    def chat(self) -> Json:
        """Telegram's Chat object."""
        return {"id": self.id, "type": "private", "first_name": f"{self.name} {CANARY}"}


class Phones:
    """All phones, and Telegram's numbers for updates, messages and taps."""

    def __init__(self, profile: Profile, now: Callable[[], dt.datetime]) -> None:
        self._profile = profile
        self._now = now
        self._updates = count(700_000_001)
        self._messages = count(1)
        self._taps = count(4_000_000_001)
        self.by_id: dict[int, Phone] = {}
        self.faults: list[str] = []
        self.links: list[str] = []

    def add(self, name: str, language: str = "nl") -> Phone:
        """One more person with a phone."""
        phone = Phone(100_001 + len(self.by_id), name, language)
        self.by_id[phone.id] = phone
        return phone

    # --- what people do ---

    def _second(self) -> int:
        return int(self._now().timestamp())

    def _update(self, kind: str, content: Json) -> Json:
        return {"update_id": next(self._updates), kind: content}

    def message(self, phone: Phone, content: Json, chat: Json | None = None) -> Json:
        """Somebody sends a message with this content."""
        id = next(self._messages)
        if chat is None:
            phone.sent.append(id)
        about = {
            "message_id": id,
            "date": self._second(),
            "from": phone.user,
            "chat": chat or phone.chat,
        }
        return self._update("message", {**about, **content})

    def text(self, phone: Phone, text: str) -> Json:
        """Somebody types; a command is marked as one, as a phone does."""
        content: Json = {"text": text}
        if text.startswith("/"):
            length = units(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.message(phone, content)

    def edited(self, phone: Phone, text: str) -> Json:
        """Somebody changes an earlier message of theirs."""
        about = {
            "message_id": phone.sent[-1] if phone.sent else next(self._messages),
            "date": self._second() - 60,
            "edit_date": self._second(),
            "from": phone.user,
            "chat": phone.chat,
            "text": text,
        }
        return self._update("edited_message", about)

    def tap(self, phone: Phone, bubble: Bubble | None, data: str) -> Json:
        """Somebody presses a button (or says so: the data may be anything)."""
        about: Json = {
            "id": str(next(self._taps)),
            "from": phone.user,
            "chat_instance": f"{phone.id}",
            "data": data,
        }
        if bubble is not None:
            about["message"] = {
                "message_id": bubble.id,
                "date": self._second() - 10,
                "from": BOT,
                "chat": phone.chat,
                "text": bubble.text or "…",
            }
        return self._update("callback_query", about)

    def member(self, phone: Phone, *, blocks: bool) -> Json:
        """Somebody blocks the bot, or lets it in again."""
        old, new = ("member", "kicked") if blocks else ("kicked", "member")
        statuses = {
            "member": {"user": BOT, "status": "member"},
            "kicked": {"user": BOT, "status": "kicked", "until_date": 0},
        }
        return self._update(
            "my_chat_member",
            {
                "chat": phone.chat,
                "from": phone.user,
                "date": self._second(),
                "old_chat_member": statuses[old],
                "new_chat_member": statuses[new],
            },
        )

    def in_group(self, phone: Phone, text: str) -> Json:
        """Somebody says something in a group the bot was put in."""
        group = {"id": -1_001_000_000_001, "type": "supergroup", "title": CANARY}
        return self.message(phone, {"text": text}, group)

    # --- what people see ---

    def erase(self, letter: Letter, address: int) -> None:
        """A message of somebody goes out of their chat: a code stood in it."""
        phone = self.by_id[address]
        phone.sent = [id for id in phone.sent if id != letter.edits]

    def deliver(self, letter: Letter, content: Said, address: int, language: str) -> Delivery:
        """Put a letter on a phone as the bot's sender would; answers how it ended."""
        phone = self.by_id[address]
        if phone.blocked:
            gone = "dropped" if letter.kind == "edit" else "impossible"
            return Delivery(letter, gone)
        letter = below(letter, max(phone.bubbles, default=0))
        text = message(content, language, self._profile).text
        rows = keyboard(content, letter.turn, language, self._profile, NAME)
        keys = [b for row in (rows or {}).get("inline_keyboard", ()) for b in row]
        buttons = tuple((b["text"], b["callback_data"]) for b in keys if "callback_data" in b)
        self._check(text, buttons, keys)
        self._keep_links(text, keys)
        # A file, a pin and a number come beside the screen, which keeps its buttons.
        file = any(one is not None for one in (content.attached, content.pin, content.card))
        if letter.edits in phone.bubbles and not file:
            bubble = phone.bubbles[letter.edits]
            bubble.text, bubble.buttons, bubble.keys = text, buttons, len(keys)
            return Delivery(letter, "sent", letter.edits, self._second())
        if letter.kind == "edit":
            return Delivery(letter, "dropped")
        id = next(self._messages)
        phone.bubbles[id] = Bubble(id, text, buttons, len(keys), file)
        if len(phone.bubbles) > 60:
            del phone.bubbles[min(phone.bubbles)]
        return Delivery(letter, "sent", id, self._second())

    def _check(self, text: str, buttons: tuple[tuple[str, str], ...], keys: list[Json]) -> None:
        """What Telegram would refuse."""
        if not text or units(text) > MOST_UNITS:
            self.faults.append(f"a message of {units(text)} units")
        for label, data in buttons:
            if not 1 <= len(data.encode()) <= MOST_DATA:
                self.faults.append(f"a button sends {len(data.encode())} bytes")
            if not label.strip():
                self.faults.append(f"a button without a word: {data}")
        if len(keys) > 100:
            self.faults.append(f"a message with {len(keys)} buttons")

    def _keep_links(self, text: str, keys: list[Json]) -> None:
        """Links that somebody may pass on."""
        shared = [key.get("url", "").replace("%3F", "?").replace("%3D", "=") for key in keys]
        for word in [*text.split(), *shared]:
            if "?start=" in word:
                token = word.partition("?start=")[2].partition("&")[0]
                if token and token not in self.links:
                    self.links = [*self.links[-20:], token]
