"""What is on somebody's phone, as values that a browser draws: the truth, whenever it is asked."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson

from bot.demo.chats import MEDIA, Bubble, button_rows
from bot.demo.exchange import Exchange
from bot.demo.people import Person
from bot.demo.profile import get_my_commands
from bot.demo.refusal import Json
from bot.demo.updates import TAP_LIFE

TYPING = 5.0  # seconds that "typing" stands, as on a phone
# What of a message travels as it is.
AS_IT_IS = (
    *("text", "caption", "entities", "caption_entities", "date", "edit_date"),
    *("venue", "contact", "location", "dice", "poll", "has_protected_content"),
)


def bubble_json(bubble: Bubble) -> Json:
    """One message; a deleted one is only its number."""
    if bubble.deleted:
        return {"id": bubble.id, "gone": True}
    message = bubble.json
    told: Json = {"id": bubble.id, "mine": bubble.mine}
    told |= {name: message[name] for name in AS_IT_IS if name in message}
    if media := next((name for name in MEDIA if name in message), None):
        about = message[media][-1] if media == "photo" else message[media]
        told["media"] = {"kind": media, **about}
    if rows := button_rows(message):
        told["buttons"] = [[_button(button) for button in row] for row in rows]
    if bubble.reactions:
        told["reactions"] = list(bubble.reactions)
    if answered := message.get("reply_to_message"):
        told["answers"] = answered.get("text", answered.get("caption", "…"))[:80]
    if "forward_origin" in message:
        told["forwarded"] = message["forward_origin"].get("sender_user_name", "")
    return told


def _button(button: Json) -> Json:
    """What a button says and what kind it is; what it sends back stays with the bot."""
    kind = next((name for name in ("url", "copy_text", "callback_data") if name in button), "other")
    told = {"text": button["text"], "kind": kind, "style": button.get("style", "")}
    if kind == "url":
        told["url"] = button["url"]
    if kind == "copy_text":
        told["copy"] = button["copy_text"]["text"]
    return told


def commands(exchange: Exchange, person: Person) -> list[Json]:
    """What this person's menu button shows: their chat's commands, else their language's."""
    language = person.user.get("language_code", "")
    own = {"type": "chat", "chat_id": person.id}
    for scope, code in ((own, language), (own, ""), (None, language), (None, "")):
        if found := get_my_commands(exchange, {"scope": scope, "language_code": code}):
            return found
    return []


class Phone:
    """One person's phone: what stands on it, what is new, and what is still on its way."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.taps: dict[str, tuple[int, int, int]] = {}  # tap → message, row, column
        self.read_to = 0
        self._shown: dict[int, tuple[Json, bool, tuple[str, ...]]] = {}
        self._seen = -1
        self._toasted = len(person.room.sightings)
        self._actions = len(person.room.actions)
        self._typing: tuple[float, int] = (0.0, 0)  # until when, and the sightings at its start
        self._menu: tuple[list[Any], list[Json]] = ([None], [])

    def all(self) -> list[Json]:
        """Every message that stands there, oldest first."""
        return [bubble_json(bubble) for bubble in self.person.room.visible()]

    def news(self) -> list[Json]:
        """The messages that came or changed since this was asked last."""
        room = self.person.room
        if len(room.sightings) == self._seen:
            return []
        self._seen = len(room.sightings)
        told = []
        for number, bubble in room.bubbles.items():
            before = self._shown.get(number)
            # A message that changes is replaced as a whole, never altered.
            if before is None or before[0] is not bubble.json or before[1:] != _state(bubble):
                self._shown[number] = (bubble.json, *_state(bubble))
                if before is not None or not bubble.deleted:
                    told.append(bubble_json(bubble))
        return told

    def toasts(self) -> list[str]:
        """What the bot answered to taps since this was asked last."""
        sightings = self.person.room.sightings
        fresh = [seen.text for seen in sightings[self._toasted :] if seen.kind == "toast"]
        self._toasted = len(sightings)
        return fresh

    def about(self, exchange: Exchange, waiting: Counter[int], now: float) -> Json:
        """What stands around the messages; `now` in seconds of the machine's own clock."""
        room = self.person.room
        return {
            "started": room.started,
            "blocked": room.blocked,
            "keyboard": room.reply_keyboard,
            "waiting": waiting[self.person.id],
            "spinning": self._spinning(exchange),
            "typing": self._is_typing(now),
            "unread": sum(
                1 for seen in room.sightings if seen.kind == "message" and seen.order > self.read_to
            ),
        }

    def read(self) -> None:
        """Somebody looked at it: nothing is unread."""
        sightings = self.person.room.sightings
        self.read_to = sightings[-1].order if sightings else 0

    def commands(self, exchange: Exchange) -> list[Json]:
        """What the bot set for this person's menu button."""
        # Looked up again only when the bot changed something of its profile.
        state = list(exchange.profile.values())
        if state != self._menu[0]:
            self._menu = (state, commands(exchange, self.person))
        return self._menu[1]

    def _spinning(self, exchange: Exchange) -> list[tuple[int, int, int]]:
        """The pressed buttons that wait for an answer."""
        for tap_id in tuple(self.taps):
            tap = exchange.taps.get(tap_id)
            if tap is None or tap.answered or exchange.clock.now() - tap.born > TAP_LIFE:
                del self.taps[tap_id]
        return list(self.taps.values())

    def _is_typing(self, now: float) -> bool:
        room = self.person.room
        if len(room.actions) > self._actions:
            self._actions = len(room.actions)
            self._typing = (now + TYPING, len(room.sightings))
        until, since = self._typing
        return now < until and not any(seen.spoken for seen in room.sightings[since:])


def _state(bubble: Bubble) -> tuple[bool, tuple[str, ...]]:
    return bubble.deleted, bubble.reactions


def as_bytes(what: Any) -> bytes:
    """A value as it travels to the page."""
    return orjson.dumps(what, default=str)
