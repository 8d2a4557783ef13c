"""What the village's Telegram keeps: chats, messages, taps and files of one bot.

People act on it from one side (`bot.demo.people`), the bot's requests from the other
(`sending`, `editing`, `profile`). Nothing here knows about HTTP.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from bot.demo.chats import Bubble, Chat, markup_kind, words
from bot.demo.clock import VillageClock
from bot.demo.files import Files
from bot.demo.mishaps import Mishaps
from bot.demo.refusal import STALE_TAP, Json, Refusal, bad_request, broken
from bot.demo.updates import TAP_LIFE, Updates


@dataclass(slots=True, eq=False)
class Tap:
    """A pressed button that wants an answer."""

    chat: Chat
    bubble: Bubble
    born: datetime
    answered: bool = False


class Exchange:
    """Both sides of every chat of one bot."""

    def __init__(self, bot: Json, clock: VillageClock, mishaps: Mishaps) -> None:
        """`bot` is its User object."""
        self.bot = bot
        self.clock = clock
        self.updates = Updates(clock, mishaps)
        self.files = Files()
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.answered: Counter[int] = Counter()  # taps answered, per chat
        self.profile: dict[str, Any] = {}
        self._message_ids = count(1)
        self._tap_ids = count(4_000_000_000_000_001)

    def timestamp(self) -> int:
        """Now, in the seconds Telegram writes."""
        return int(self.clock.now().timestamp())

    # Chats

    def private_chat(self, user: Json) -> Chat:
        """The chat of a person with the bot; the same one every time."""
        if user["id"] not in self.chats:
            chat = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
            self.chats[user["id"]] = Chat(chat, self.clock.now, user=user)
        return self.chats[user["id"]]

    def group_chat(self, chat_id: int, title: str, kind: str = "group") -> Chat:
        """A group, supergroup or channel; the same one every time."""
        if chat_id not in self.chats:
            self.chats[chat_id] = Chat(
                {"id": chat_id, "type": kind, "title": title}, self.clock.now
            )
        return self.chats[chat_id]

    def chat(self, chat_id: int | str) -> Chat:
        """The chat a request is about. Raises Refusal when the bot cannot know it."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def open_chat(self, chat_id: int | str) -> Chat:
        """A chat the bot may write in. Raises Refusal with Telegram's reason."""
        chat = self.chat(chat_id)
        if chat.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat.user is not None and not chat.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        if chat.user is None and not chat.member:
            raise Refusal(403, f"Forbidden: bot is not a member of the {chat.json['type']} chat")
        return chat

    # What people do

    def write(self, chat: Chat, sender: Json, content: Json) -> Bubble:
        """A person's message: put in the chat and queued for the bot."""
        chat.started = True
        message = {**self._envelope(chat, sender), **content}
        bubble = Bubble(message, mine=True)
        chat.bubbles[bubble.id] = bubble
        chat.see("said", words(message), bubble)
        self.updates.put("message", message, chat.id)
        return bubble

    def tap(self, chat: Chat, sender: Json, bubble: Bubble, data: str) -> str:
        """A pressed button: queued for the bot; the callback query's id."""
        tap_id = str(next(self._tap_ids))
        self.taps[tap_id] = Tap(chat, bubble, self.clock.now())
        query = {
            "id": tap_id,
            "from": sender,
            "message": bubble.json,
            "chat_instance": str(chat.id * 31),
            "data": data,
        }
        self.updates.put("callback_query", query, chat.id)
        return tap_id

    # What the bot does

    def post(self, chat: Chat, content: Json, values: Json) -> Bubble:
        """The bot's message, with the keyboard and reply that the request asks for."""
        message = {**self._envelope(chat, self.bot), **content}
        if values.get("protect_content"):
            message["has_protected_content"] = True
        if answered := self._answered(chat, values.get("reply_parameters")):
            message["reply_to_message"] = answered
        markup = values.get("reply_markup")
        kind = markup_kind(markup)
        if markup and kind == "inline_keyboard" and markup["inline_keyboard"]:
            message["reply_markup"] = markup
        elif kind == "keyboard":
            chat.reply_keyboard = markup
        elif kind == "remove_keyboard":
            chat.reply_keyboard = None
        bubble = Bubble(message, mine=False, keyboard=markup)
        chat.bubbles[bubble.id] = bubble
        chat.see("message", words(message), bubble)
        return bubble

    def _envelope(self, chat: Chat, sender: Json) -> Json:
        return {
            "message_id": next(self._message_ids),
            "from": sender,
            "chat": chat.json,
            "date": self.timestamp(),
        }

    def _answered(self, chat: Chat, reply: Json | None) -> Json | None:
        if not reply:
            return None
        bubble = chat.bubbles.get(reply.get("message_id", 0))
        if bubble is None or bubble.deleted:
            if reply.get("allow_sending_without_reply"):
                return None
            raise bad_request("message to be replied not found")
        return {key: value for key, value in bubble.json.items() if key != "reply_to_message"}

    def own_message(self, values: Json, purpose: str) -> tuple[Chat, Bubble]:
        """The bot's message that a request wants to change.

        `purpose` completes "message to … not found".
        """
        if "inline_message_id" in values:
            raise broken("MESSAGE_ID_INVALID")
        if values.get("chat_id") is None or values.get("message_id") is None:
            raise broken("message identifier is not specified")
        chat = self.open_chat(values["chat_id"])
        bubble = chat.bubbles.get(values["message_id"])
        if bubble is None or bubble.deleted:
            raise bad_request(f"message to {purpose} not found")
        if bubble.mine:
            raise bad_request("message can't be edited")
        return chat, bubble

    def answer(self, tap_id: str, text: str | None) -> None:
        """End a tap's spinner, once. Raises Refusal when it is too late."""
        tap = self.taps.get(tap_id)
        if tap is None or tap.answered or self.clock.now() - tap.born > TAP_LIFE:
            raise Refusal(400, STALE_TAP)
        tap.answered = True
        self.answered[tap.chat.id] += 1
        if text:
            tap.chat.see("toast", text, tap.bubble)
