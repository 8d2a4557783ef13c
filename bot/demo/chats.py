"""A chat as both sides see it: messages, buttons, what was edited, removed or said in a toast."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from bot.demo.refusal import Json

# One order over all chats, so that a conversation of several people can be told as it went.
_order = count(1)

MEDIA = ("photo", "document", "voice", "video", "audio", "sticker", "animation", "video_note")


def words(message: Json) -> str:
    """A message in one text, as a transcript writes it: cards and files in round brackets."""
    if "text" in message:
        return str(message["text"])
    caption = message.get("caption", "")
    match message:
        case {"venue": {"title": title, "address": address}}:
            return f"(venue {title}, {address})"
        case {"contact": {"first_name": first, "phone_number": phone, **more}}:
            name = f"{first} {more.get('last_name', '')}".strip()
            return f"(contact {name}, {phone})"
        case {"location": {"latitude": latitude, "longitude": longitude}}:
            return f"(location {latitude}, {longitude})"
        case {"document": {"file_name": name}}:
            return f"(document {name}) {caption}".strip()
        case {"dice": {"emoji": emoji}}:
            return f"(dice {emoji})"
        case {"poll": {"question": question}}:
            return f"(poll {question})"
    kind = next((name for name in MEDIA if name in message), "message")
    return f"({kind}) {caption}".strip()


def button_rows(message: Json) -> tuple[tuple[Json, ...], ...]:
    """The inline buttons under a message, row by row."""
    markup = message.get("reply_markup") or {}
    return tuple(tuple(row) for row in markup.get("inline_keyboard", ()))


@dataclass(slots=True, eq=False)
class Bubble:
    """One message in a chat."""

    json: Json
    mine: bool  # written by the person, not by the bot
    keyboard: Json | None = None  # the reply_markup it was sent with, of whatever kind
    deleted: bool = False
    reactions: tuple[str, ...] = ()

    @property
    def id(self) -> int:
        return int(self.json["message_id"])

    @property
    def text(self) -> str:
        """What it says now; see `words` for messages that are not text."""
        return words(self.json)

    @property
    def entities(self) -> list[Json]:
        """The MessageEntity objects of its text or caption."""
        return list(self.json.get("entities") or self.json.get("caption_entities") or ())

    @property
    def buttons(self) -> tuple[tuple[str, ...], ...]:
        """The labels of the inline buttons, row by row."""
        return tuple(tuple(str(b["text"]) for b in row) for row in button_rows(self.json))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the inline buttons in reading order."""
        return tuple(label for row in self.buttons for label in row)

    @property
    def venue(self) -> Json | None:
        return self.json.get("venue")

    @property
    def contact(self) -> Json | None:
        return self.json.get("contact")

    @property
    def document(self) -> Json | None:
        return self.json.get("document")

    @property
    def photo(self) -> list[Json] | None:
        return self.json.get("photo")


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """Something that appeared on a person's screen, as it was at that moment.

    kind: "said" or "did" by the person; "message", "edit", "bare" (an edit that only took the
    buttons away), "deleted", "toast" or "reaction" by the bot.
    """

    order: int
    at: datetime
    kind: str
    text: str
    bubble: Bubble | None = None
    json: Json = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(str(b["text"]) for row in button_rows(self.json) for b in row)

    @property
    def spoken(self) -> bool:
        """Whether the bot said something with it that a person reads in the chat."""
        return self.kind in ("message", "edit")


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat (with `user`) or a group."""

    json: Json
    now: Callable[[], datetime]
    user: Json | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    member: bool = False  # the bot, in a group
    bubbles: dict[int, Bubble] = field(default_factory=dict)
    sightings: list[Sighting] = field(default_factory=list)
    reply_keyboard: Json | None = None
    actions: list[str] = field(default_factory=list)  # "typing" and the like
    _waiting: set[asyncio.Future[None]] = field(default_factory=set)

    @property
    def id(self) -> int:
        return int(self.json["id"])

    def visible(self) -> Iterator[Bubble]:
        """The messages that are there now, oldest first."""
        return (bubble for bubble in self.bubbles.values() if not bubble.deleted)

    def see(self, kind: str, text: str, bubble: Bubble | None = None) -> Sighting:
        """Put something on the screen and wake whoever watches it."""
        sighting = Sighting(
            next(_order), self.now(), kind, text, bubble, bubble.json if bubble else {}
        )
        self.sightings.append(sighting)
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()
        return sighting

    async def change(self, within: float) -> bool:
        """Wait until something appears; False when nothing did in `within` seconds."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            async with asyncio.timeout(within):
                await future
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True


def markup_kind(markup: Any) -> str | None:
    """Which of the four kinds of reply_markup this is, None for none."""
    if not isinstance(markup, dict):
        return None
    for kind in ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply"):
        if kind in markup:
            return kind
    return None
