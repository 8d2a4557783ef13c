"""What came in: the only place that knows what an Update looks like.  Pure and total."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Chat, ChatMember, Message, Update

from bot.neighbours import mentions, unnamed
from conversations.rules.codes import HIDDEN, plain_code
from conversations.rules.texts import clean
from conversations.talk import (
    CameBack,
    Edited,
    Event,
    LeftUs,
    Located,
    Odd,
    Opened,
    PressedCase,
    Shared,
    Wrote,
)

# What a message can be instead of words.
_NO_WORDS = ("photo", "document", "voice", "venue", "location", "contact")
# The updates we ask Telegram for; everything else is acknowledged and not looked at.
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(frozen=True, slots=True)
class Tapped:
    """A step button as it came in: of which turn, which option; `turns` judges lateness."""

    turn: int
    option: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A tap on something that is no button of ours (old format, forged)."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody put the bot in a group or channel: it leaves, and answers nothing there."""

    chat: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that happened at a door.

    `key` is unique for the update; `address` the account that acts; `message` the id of what they
    wrote or of the words whose button they tapped (0 under a picture or a place, which words
    cannot take the place of); `date` Telegram's Unix second; `tap` the
    callback to answer; `raw` the update as it came, kept when we fail; `arrived` when we got it
    for the first time (UTC).
    """

    door: str
    key: str
    address: str
    name: str
    language: str
    event: Event
    message: int = 0
    date: int = 0
    tap: str | None = None
    raw: dict[str, Any] | None = None
    arrived: dt.datetime | None = None


def read(data: dict[str, Any], bot: Bot) -> Incoming | Leave | None:
    """What somebody did, or None when it is nothing we answer to.

    Raises what python-telegram-bot raises when it cannot parse the update: the caller holds it.
    """
    if (plain := _plain(data, bot)) is not None:
        return plain
    data = unnamed(data)
    update = Update.de_json(data, bot)
    chat, user = update.effective_chat, update.effective_user
    if chat is None:
        return None
    if chat.type != Chat.PRIVATE:
        return _leave(update, chat)
    if user is None or user.is_bot:
        return None
    event, message, date, tap = _event(update, bot)
    if event is None:
        return None
    return Incoming(
        door="telegram",
        key=f"telegram:{bot.id}:{update.update_id}",
        address=str(user.id),
        name=_name(user.first_name),
        language=_language(user.language_code),
        event=event,
        message=message,
        date=date,
        tap=tap,
        raw=data,
    )


# A message with nothing but these is a text that somebody typed in a private chat.
_OF_A_TEXT = frozenset({"message_id", "from", "chat", "date", "text", "entities"})


def _plain(data: dict[str, Any], bot: Bot) -> Incoming | None:
    """A typed text or a tapped button, by far the most there is; None leaves it to the library.

    Making the library's objects, and those of the whole message under a tapped button, costs ten
    times the CPU of looking at six values.  `tests/test_inbound.py` holds that both read the same.
    """
    match data:
        case {"update_id": int(number), "message": {"text": str(text)} as message, **more}:
            if more or not _OF_A_TEXT.issuperset(message) or mentions(message):
                return None
            about, event, tap = message, _text(text, bot), None
        case {"update_id": int(number), "callback_query": {"data": str(words)} as query, **more}:
            if more or not isinstance(query.get("message"), dict):
                return None
            about, event, tap = query["message"], _tap(words), query.get("id")
            message = {**about, "from": query.get("from")}
            if any(kind in about for kind in _NO_WORDS):
                message["message_id"] = 0
        case _:
            return None
    match message:
        case {
            "message_id": int(id),
            "date": int(date),
            "chat": {"type": Chat.PRIVATE},
            "from": {"id": int(user), "is_bot": False, "first_name": str(name), **rest},
        } if (tap is None) is (about is message):
            return Incoming(
                door="telegram",
                key=f"telegram:{bot.id}:{number}",
                address=str(user),
                name=_name(name),
                language=_language(rest.get("language_code", "")),
                event=event,
                message=id,
                date=date if tap is None else 0,
                tap=tap,
                raw=data,
            )
    return None


def _name(first: str) -> str:
    return clean(first)[:40].strip() or "buur"


def _language(code: object) -> str:
    return code.split("-")[0] if isinstance(code, str) else ""


def who(data: dict[str, Any]) -> str | None:
    """The account behind an update that could not be parsed, as far as it can be seen."""
    for kind in WANTED:
        part = data.get(kind)
        if isinstance(part, dict):
            user = part.get("from")
            if isinstance(user, dict) and isinstance(user.get("id"), int):
                return str(user["id"])
    return None


def _leave(update: Update, chat: Chat) -> Leave | None:
    member = update.my_chat_member
    if member is not None and member.new_chat_member.status in (
        ChatMember.LEFT,
        ChatMember.BANNED,
    ):
        return None
    return Leave(chat.id)


def _event(update: Update, bot: Bot) -> tuple[Event | None, int, int, str | None]:
    """The event, the message it is about, its date and the tap to answer."""
    query, message, member = update.callback_query, update.message, update.my_chat_member
    if query is not None:
        under = query.message
        wordless = any(getattr(under, kind, None) for kind in _NO_WORDS)
        about = under.message_id if under is not None and not wordless else 0
        return _tap(query.data or ""), about, 0, query.id
    if message is not None:
        return _message(message, bot), message.message_id, _seconds(message.date), None
    if update.edited_message is not None:
        edited = update.edited_message
        at = _seconds(edited.edit_date or edited.date)
        if _gives_code(edited.text):
            # A slip that somebody put right; the message with the code leaves the chat.
            return _text(edited.text or "", bot), edited.message_id, at, None
        return Edited(), edited.message_id, at, None
    if member is not None:
        gone = member.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        return (LeftUs() if gone else CameBack()), 0, _seconds(member.date), None
    return None, 0, 0, None


def _gives_code(text: str | None) -> bool:
    """Is this plainly a voting code, or what is kept of one that failed?"""
    return text is not None and (text == HIDDEN or plain_code(text) is not None)


def _seconds(at: dt.datetime | None) -> int:
    return int(at.timestamp()) if at is not None else 0


def _tap(data: str) -> Event:
    """`s<turn>:<option>` or `c<case>:<verb>[:<n>]`; anything else is an unknown button."""
    if data.startswith("s"):
        turn, colon, option = data[1:].partition(":")
        if colon and turn.isascii() and turn.isdigit() and len(turn) < 10 and option:
            return Tapped(int(turn), option)
    if data.startswith("c"):
        parts = data[1:].split(":")
        if len(parts) in (2, 3) and all(parts) and len(parts[0]) == 22:
            n = parts[2] if len(parts) == 3 else None
            if n is None:
                return PressedCase(parts[0], parts[1])
            if n.isascii() and n.isdigit() and len(n) < 10:
                return PressedCase(parts[0], parts[1], int(n))
    return Unknown()


def _message(message: Message, bot: Bot) -> Event | None:
    forwarded = message.forward_origin is not None
    if message.text is not None:
        if forwarded and (words := clean(message.text)):
            # Somebody else typed it: a command or a link in it is a text.
            return Wrote(words, forwarded=True)
        return _text(message.text, bot)
    caption = clean(message.caption) if message.caption else None
    if caption and _gives_code(caption):
        # Whatever it stands under: a code is kept with no file, and both leave the chat.
        return Wrote(caption, forwarded=forwarded)
    album = message.media_group_id
    if message.photo:
        best = message.photo[-1]
        return Shared(
            "photo",
            best.file_id,
            best.file_unique_id,
            best.file_size,
            caption=caption,
            album=album,
            forwarded=forwarded,
        )
    if message.animation is not None:
        return Odd("animation")
    if message.document is not None:
        d = message.document
        name = clean(d.file_name)[:100] if d.file_name else None
        return Shared(
            "document",
            d.file_id,
            d.file_unique_id,
            d.file_size,
            name,
            d.mime_type,
            caption,
            album,
            forwarded,
        )
    if message.voice is not None:
        v = message.voice
        return Shared(
            "voice",
            v.file_id,
            v.file_unique_id,
            v.file_size,
            mime=v.mime_type,
            caption=caption,
            forwarded=forwarded,
        )
    if message.venue is not None or message.location is not None:
        place = message.location or (message.venue.location if message.venue else None)
        return Located(place.latitude, place.longitude) if place is not None else Odd("location")
    for what in (
        "sticker", "video", "video_note", "audio", "contact", "dice", "poll", "game", "story",
    ):  # fmt: skip
        if getattr(message, what, None):
            return Odd(what)
    if any(getattr(message, service, None) for service in _SERVICE):
        return None
    return Odd("other")


# Messages that no person typed: nothing to answer.
_SERVICE = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "chat_background_set",
    "write_access_allowed",
    "boost_added",
    "connected_website",
)


def _text(text: str, bot: Bot) -> Event:
    """A link, a command (without this bot's name) or a cleaned text."""
    words = clean(text)
    if not words:
        return Odd("empty")
    if words.startswith("/"):
        command, _, rest = words.partition(" ")
        name, at, to = command.partition("@")
        if at and to.casefold() == (bot.username or "").casefold():
            words = f"{name} {rest}".strip()
            command = name
        if command.casefold() == "/start" and rest.strip():
            return Opened(rest.strip()[:64])
    return Wrote(words)
