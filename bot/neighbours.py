"""Whoever said it first is not kept: a forwarded message comes in without its maker.

What Telegram tells of the neighbour (name, account, id, number) is taken out before anything
looks at the update, keeps it or puts it aside after a failure.  That it was forwarded stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conversations.rules.neighbours import without_people

# Where the Bot API tells of somebody else than who sends this.
ORIGIN = "forward_origin"
_OLDER = (
    "forward_from",
    "forward_from_chat",
    "forward_from_message_id",
    "forward_signature",
    "forward_sender_name",
    "forward_date",
)
_OTHER = ("reply_to_message", "external_reply", "quote", "via_bot")
_ENTITIES = ("entities", "caption_entities")
_WORDS = ("text", "caption")
# Things that are somebody: what is left of them is what python-telegram-bot wants to see.
_NOBODY: dict[str, dict[str, Any]] = {
    "contact": {"phone_number": "0", "first_name": "-"},
    "story": {"chat": {"id": 0, "type": "private"}, "id": 0},
}


def unnamed(data: dict[str, Any]) -> dict[str, Any]:
    """The update without anybody but whoever sent it; the same object when there is nobody else.

    Total: what has another shape than expected is left to whoever parses it.  Doing it twice
    changes nothing.
    """
    for kind in ("message", "edited_message"):
        about = data.get(kind)
        if isinstance(about, dict) and _tells(about):
            data = {**data, kind: _unnamed(about)}
    return data


def mentions(message: Mapping[str, Any]) -> bool:
    """Is somebody mentioned in this text whose account Telegram tells beside it?"""
    return any(
        isinstance(entity, dict) and "user" in entity
        for part in _ENTITIES
        if isinstance(message.get(part), list)
        for entity in message[part]
    )


def _tells(message: Mapping[str, Any]) -> bool:
    return mentions(message) or not message.keys().isdisjoint((ORIGIN, *_OLDER, *_OTHER, *_NOBODY))


def _unnamed(message: dict[str, Any]) -> dict[str, Any]:
    forwarded = not message.keys().isdisjoint((ORIGIN, *_OLDER))
    names = tuple(_names(message)) if forwarded else ()
    kept = {key: value for key, value in message.items() if key not in (*_OLDER, *_OTHER)}
    if forwarded:
        kept[ORIGIN] = {"type": "hidden_user", "date": message.get("date"), "sender_user_name": ""}
        for part in _WORDS:
            if isinstance(kept.get(part), str):
                kept[part] = without_people(kept[part], names)
        # They are counted in letters of the text as it was.
        kept = {key: value for key, value in kept.items() if key not in _ENTITIES}
        for part, file in tuple(kept.items()):
            if isinstance(file, dict) and isinstance(file.get("file_name"), str):
                kept[part] = {**file, "file_name": without_people(file["file_name"], names)}
    kept |= {part: nobody for part, nobody in _NOBODY.items() if part in kept}
    for part in _ENTITIES:
        if mentions(kept) and isinstance(kept.get(part), list):
            kept[part] = [e for e in kept[part] if not (isinstance(e, dict) and "user" in e)]
    return kept


def _names(message: Mapping[str, Any]) -> Iterator[str]:
    """Every name of whoever said it first; a channel's title is no name of a person."""
    origin = message.get(ORIGIN)
    told = origin if isinstance(origin, dict) else {}
    people = (told.get("sender_user"), message.get("forward_from"))
    for person in people:
        if isinstance(person, dict):
            for part in ("first_name", "last_name", "username"):
                yield from _text(person.get(part))
    yield from _text(told.get("sender_user_name"))
    yield from _text(told.get("author_signature"))
    yield from _text(message.get("forward_sender_name"))
    yield from _text(message.get("forward_signature"))


def _text(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
