"""People with a phone: they type, tap and send things, and see what the bot answers.

What a person does is there at once (it is queued for the bot); what they see is waited for:

    anna = Person(telegram, "Anna")
    anna.says("/idee")
    question = await anna.hears("In which wijk…")
    anna.taps("Ommoord")
"""

import re
from collections.abc import Iterator, Mapping
from itertools import count
from urllib.parse import parse_qs, urlsplit
from zlib import crc32

from telegram.constants import MessageLimit

from bot.demo.chats import Bubble, Sighting, button_rows
from bot.demo.files import PIXEL, media_json
from bot.demo.refusal import Json
from bot.demo.strict import units
from bot.demo.telegram import Telegram
from bot.demo.wording import matches, plain

Wanted = str | re.Pattern[str]

COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?")
_albums = count(14_000_000_000_000_001)
_polls = count(5_000_000_000_000_001)


def cut(text: str, most: int = MessageLimit.MAX_TEXT_LENGTH) -> list[str]:
    """A text in the parts in which a phone sends it: at most `most` UTF-16 units each, cut at
    a line or word where there is one in the last half."""
    parts = []
    while units(text) > most:
        end = 0
        room = int(most)
        while end < len(text) and room - (2 if ord(text[end]) > 0xFFFF else 1) >= 0:
            room -= 2 if ord(text[end]) > 0xFFFF else 1
            end += 1
        at = max(text.rfind("\n", end // 2, end), text.rfind(" ", end // 2, end))
        end = at if at > 0 else end
        parts.append(text[:end])
        text = text[end:].lstrip() if at > 0 else text[end:]
    return [*parts, text]


def typed(text: str) -> Json:
    """The content of a message that somebody types, commands marked."""
    commands = [
        {
            "type": "bot_command",
            "offset": units(text[: found.start()]),
            "length": units(found[0]),
        }
        for found in COMMAND.finditer(text)
    ]
    return {"text": text, "entities": commands} if commands else {"text": text}


class Person:
    """Somebody with Telegram. The id follows from the name, so it is the same in every run."""

    def __init__(
        self,
        telegram: Telegram,
        name: str,
        *,
        id: int | None = None,
        language: str | None = "nl",
    ) -> None:
        self.telegram = telegram
        self.name = name
        self.id = id if id is not None else 100_000_000 + crc32(name.encode()) % 900_000_000
        self.user: Json = {"id": self.id, "is_bot": False, "first_name": name}
        if language is not None:
            self.user["language_code"] = language
        self.room = telegram.exchange.private_chat(self.user)
        self.copied: list[str] = []
        self._heard = 0

    # What is on the screen

    @property
    def chat(self) -> list[Bubble]:
        """The messages that are there now, oldest first."""
        return list(self.room.visible())

    @property
    def newest(self) -> Bubble:
        """The newest message of the bot. Raises AssertionError when there is none."""
        for bubble in reversed(self.room.bubbles.values()):
            if not bubble.mine and not bubble.deleted:
                return bubble
        raise AssertionError(f"{self.name} has no message of the bot")

    @property
    def toasts(self) -> list[str]:
        """Everything the bot ever answered to a tap, oldest first."""
        return [seen.text for seen in self.room.sightings if seen.kind == "toast"]

    @property
    def reply_keyboard(self) -> list[list[str]]:
        """The labels of the keyboard under the input field."""
        rows = (self.room.reply_keyboard or {}).get("keyboard", ())
        return [[key if isinstance(key, str) else key["text"] for key in row] for row in rows]

    def screen(self, last: int = 12) -> str:
        """The last messages in words, for people who read a failed test."""
        lines = []
        for bubble in self.chat[-last:]:
            who = self.name if bubble.mine else "Bot"
            buttons = "".join(f" [{label}]" for label in bubble.labels)
            lines.append(f"  {bubble.id:>5} {who}: {plain(bubble.text)}{buttons}")
        return "\n".join(lines) or "  (an empty chat)"

    # Hearing

    async def hears(self, wanted: Wanted = "…", within: float = 5.0) -> Bubble:
        """Wait for the next unseen message or edit that matches; earlier ones count as seen.

        Raises AssertionError, with the chat, when it does not come `within` seconds.
        """
        skipped = []
        while (seen := await self.sees(within)) is not None:
            if matches(wanted, seen.text):
                assert seen.bubble is not None
                return seen.bubble
            skipped.append(plain(seen.text)[:80])
        raise AssertionError(
            f"{self.name} waited {within:g} s for {_shown(wanted)}\n"
            f"unseen until then: {skipped or 'nothing'}\n"
            f"{self.name}'s chat:\n{self.screen()}"
        )

    async def sees(self, within: float = 5.0) -> Sighting | None:
        """The next unseen message or edit, whatever it says; None when there is none."""
        while True:
            if (seen := self.unseen()) is not None:
                self._heard = self.room.sightings.index(seen, self._heard) + 1
                return seen
            if not await self.room.change(within):
                return None

    def unseen(self) -> Sighting | None:
        """The first message or edit that was not heard yet; it stays unseen."""
        sightings = self.room.sightings
        while self._heard < len(sightings) and not sightings[self._heard].spoken:
            self._heard += 1
        return sightings[self._heard] if self._heard < len(sightings) else None

    def looks(self) -> None:
        """Take in everything on the screen: nothing is unseen any more."""
        self._heard = len(self.room.sightings)

    # Doing

    def says(self, text: str) -> Bubble:
        """Type and send; the last message it became. A long text goes in several parts.

        Nothing is taken out of the text: Telegram drops some control characters, so a bot
        that copes here copes there.
        """
        if self.room.blocked:
            if not text.startswith("/start"):
                raise RuntimeError(f"{self.name} blocked the bot; a phone asks to unblock first")
            self.unblocks()
        return [self.sends(typed(part)) for part in cut(text)][-1]

    def sends(self, content: Json) -> Bubble:
        """Send a message with any content of the Bot API's Message."""
        return self.telegram.exchange.write(self.room, self.user, content)

    def sends_update(self, kind: str, content: Json) -> int | None:
        """Let any update reach the bot, as if it came from this chat."""
        return self.telegram.updates.put(kind, content, self.id)

    def taps(self, label: Wanted, message: Bubble | None = None) -> str | None:
        """Press an inline button: on the newest message that has it, or on `message`.

        The callback query's id; None for a button that only copies text (see `copied`) or
        opens an address. Raises AssertionError when there is no such button.
        """
        return self.touches(*self._button(label, message))

    def touches(self, bubble: Bubble, button: Json) -> str | None:
        """Press this inline button, found on this message; answers as `taps` does."""
        self.room.see("did", f"[{button['text']}]", bubble)
        if "copy_text" in button:
            self.copied.append(button["copy_text"]["text"])
            return None
        if "callback_data" not in button:
            return None
        return self._tap(bubble, button["callback_data"])

    def taps_twice(self, label: Wanted, message: Bubble | None = None) -> None:
        """Press a button two times before anything can answer."""
        bubble, button = self._button(label, message)
        self.room.see("did", f"[{button['text']}]", bubble)
        self._tap(bubble, button["callback_data"])
        self._tap(bubble, button["callback_data"])

    def forges(self, data: str, message: Bubble | None = None) -> str:
        """Press a button that was never there."""
        return self._tap(message or self.newest, data)

    def presses(self, label: str) -> Bubble:
        """Press a button of the keyboard under the input field: its label is sent as text."""
        labels = [found for row in self.reply_keyboard for found in row if matches(label, found)]
        if not labels:
            raise AssertionError(f"no key {label!r} in {self.reply_keyboard}")
        return self.says(labels[0])

    def _tap(self, bubble: Bubble, data: str) -> str:
        return self.telegram.exchange.tap(self.room, self.user, bubble, data)

    def _button(self, label: Wanted, message: Bubble | None) -> tuple[Bubble, Json]:
        bubbles = [message] if message is not None else reversed(self.chat)
        for bubble in bubbles:
            for row in button_rows(bubble.json):
                for button in row:
                    if matches(label, button["text"]):
                        return bubble, button
        raise AssertionError(
            f"{self.name} sees no button {_shown(label)}\n{self.name}'s chat:\n{self.screen()}"
        )

    def edits(self, message: Bubble, text: str) -> None:
        """Change one's own message, or its caption."""
        old = {k: v for k, v in message.json.items() if k not in ("entities", "caption_entities")}
        now = {"edit_date": self.telegram.exchange.timestamp()}
        new = {"caption": text} if "caption" in old or "text" not in old else typed(text)
        message.json = {**old, **now, **new}
        self.telegram.updates.put("edited_message", message.json, self.id)

    def opens(self, link: str) -> Bubble:
        """Follow a t.me link with a start parameter, or a bare parameter."""
        payload = parse_qs(urlsplit(link).query).get("start", [""])[0] if "/" in link else link
        return self.says(f"/start {payload}".strip())

    def forwards(
        self, text: str, from_name: str = "Buurvrouw", *, sender: Json | None = None, **more: object
    ) -> Bubble:
        """Forward a message of somebody who hides their account, or (`sender`) does not.

        `more`: a photo or a document that was in it; the text stands under that.
        """
        date = self.telegram.exchange.timestamp() - 3600
        origin: Json = {"type": "hidden_user", "date": date, "sender_user_name": from_name}
        if sender is not None:
            origin = {"type": "user", "date": date, "sender_user": sender}
        words = {"caption": text} if more else typed(text)
        return self.sends({**words, **more, "forward_origin": origin})

    # Things

    def sends_photo(self, content: bytes = PIXEL, caption: str = "") -> Bubble:
        return self._sends_file("photo", content, "", "", caption)

    def sends_document(
        self,
        name: str = "plan.pdf",
        content: bytes = b"%PDF-1.4 village",
        mime: str = "application/pdf",
        caption: str = "",
        size: int | None = None,
    ) -> Bubble:
        """`size`: what Telegram says it measures, for a file too big to make."""
        return self._sends_file("document", content, name, mime, caption, size)

    def sends_voice(self, content: bytes = b"OggS village", seconds: int = 3) -> Bubble:
        file = self.telegram.exchange.files.keep("voice", content)
        return self.sends(media_json("voice", file, duration=seconds))

    def sends_sticker(self) -> Bubble:
        return self._sends_file("sticker", b"RIFF village", "", "image/webp", "")

    def sends_location(self, latitude: float = 51.9497, longitude: float = 4.5447) -> Bubble:
        return self.sends({"location": {"latitude": latitude, "longitude": longitude}})

    def sends_contact(self, name: str = "Buurman", phone: str = "+31600000000") -> Bubble:
        return self.sends({"contact": {"phone_number": phone, "first_name": name}})

    def sends_dice(self, value: int = 4) -> Bubble:
        return self.sends({"dice": {"emoji": "🎲", "value": value}})

    def sends_poll(self, question: str = "Welke avond?", *options: str) -> Bubble:
        answers = [
            {"text": text, "voter_count": 0, "persistent_id": str(number)}
            for number, text in enumerate(options or ("maandag", "dinsdag"))
        ]
        flags = ("is_closed", "allows_multiple_answers", "allows_revoting", "members_only")
        poll = {
            "id": str(next(_polls)),
            "question": question,
            "options": answers,
            "total_voter_count": 0,
            "is_anonymous": True,
            "type": "regular",
            **dict.fromkeys(flags, False),
        }
        return self.sends({"poll": poll})

    def sends_album(self, *photos: bytes, caption: str = "", kind: str = "photo") -> list[Bubble]:
        """Several photos at once: one update each, held together by a media_group_id."""
        album = {"media_group_id": str(next(_albums))}
        sent = []
        for number, content in enumerate(photos or (PIXEL, PIXEL, PIXEL)):
            file = self.telegram.exchange.files.keep(kind, content, f"foto {number + 1}.jpg")
            words = {"caption": caption} if caption and number == 0 else {}
            sent.append(self.sends({**media_json(kind, file), **album, **words}))
        return sent

    def _sends_file(
        self,
        kind: str,
        content: bytes,
        name: str,
        mime: str,
        caption: str,
        size: int | None = None,
    ) -> Bubble:
        file = self.telegram.exchange.files.keep(kind, content, name, mime, size)
        words = {"caption": caption} if caption else {}
        return self.sends({**media_json(kind, file), **words})

    # Coming and going

    def blocks(self) -> None:
        """Stop the bot; it hears so, and 403 from then on."""
        self.room.blocked = True
        self._membership("member", "kicked")

    def unblocks(self) -> None:
        """Let the bot write again; it hears so."""
        self.room.blocked = False
        self._membership("kicked", "member")

    def deactivates(self) -> None:
        """Delete the account: nobody tells the bot until it writes."""
        self.room.deactivated = True

    def _membership(self, old: str, new: str) -> None:
        exchange = self.telegram.exchange
        exchange.updates.put(
            "my_chat_member",
            membership(exchange.bot, self.room.json, self.user, exchange.timestamp(), old, new),
            self.id,
        )


def membership(bot: Json, chat: Json, by: Json, date: int, old: str, new: str) -> Json:
    """A ChatMemberUpdated about the bot: its status in a chat went from `old` to `new`."""

    def status(name: str) -> Json:
        return {"user": bot, "status": name, **({"until_date": 0} if name == "kicked" else {})}

    return {
        "chat": chat,
        "from": by,
        "date": date,
        "old_chat_member": status(old),
        "new_chat_member": status(new),
    }


def _shown(wanted: Wanted) -> str:
    return f"/{wanted.pattern}/" if isinstance(wanted, re.Pattern) else f"“{wanted}”"


class People(Mapping[str, Person]):
    """Everybody in the village, by first name; whoever is asked for is there."""

    def __init__(self, telegram: Telegram, language: str | None = "nl") -> None:
        self._telegram = telegram
        self._language = language
        self._people: dict[str, Person] = {}

    def __getitem__(self, name: str) -> Person:
        if name not in self._people:
            self._people[name] = Person(self._telegram, name, language=self._language)
        return self._people[name]

    def __call__(self, name: str) -> Person:
        return self[name]

    def add(self, name: str, language: str | None) -> Person:
        """Somebody new, whose phone speaks this language.  Raises ValueError for a name in use."""
        if name in self._people:
            raise ValueError(f"{name} is there already")
        self._people[name] = Person(self._telegram, name, language=language)
        return self._people[name]

    def __contains__(self, name: object) -> bool:
        # Asking who is there makes nobody appear.
        return name in self._people

    def __iter__(self) -> Iterator[str]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)
