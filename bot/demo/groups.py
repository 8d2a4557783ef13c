"""Groups and channels that people add the bot to."""

from bot.demo.chats import Bubble
from bot.demo.people import Person, membership, typed
from bot.demo.telegram import Telegram


class Group:
    """A group, supergroup or channel. `chat_id` is negative, as Telegram's are."""

    def __init__(
        self,
        telegram: Telegram,
        title: str,
        chat_id: int = -1_001_000_000_001,
        kind: str = "supergroup",
    ) -> None:
        self.telegram = telegram
        self.room = telegram.exchange.group_chat(chat_id, title, kind)

    @property
    def has_bot(self) -> bool:
        return self.room.member

    def adds_bot(self, by: Person) -> None:
        """Somebody adds the bot: it hears it as a change of membership and as a message."""
        exchange = self.telegram.exchange
        self.room.member = True
        self._membership(by, "left", "member")
        if self.room.json["type"] != "channel":
            exchange.write(self.room, by.user, {"new_chat_members": [exchange.bot]})

    def removes_bot(self, by: Person) -> None:
        self.room.member = False
        self._membership(by, "member", "kicked")

    def says(self, by: Person, text: str) -> Bubble:
        """Somebody writes in the group."""
        return self.telegram.exchange.write(self.room, by.user, typed(text))

    def _membership(self, by: Person, old: str, new: str) -> None:
        exchange = self.telegram.exchange
        content = membership(exchange.bot, self.room.json, by.user, exchange.timestamp(), old, new)
        exchange.updates.put("my_chat_member", content, self.room.id)
