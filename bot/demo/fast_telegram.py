"""A Bot API that believes everything: fast, for measuring the bot, and no judge of what it sends.

    telegram = FastTelegram(hears)      # `hears` is called with every message as it is shown
    await telegram.start()
    telegram.says(chat, "/idee")

The village's own server checks every request and costs more than the bot does; here the bot is
to be the slower party.  Given a pace, it says 429 as Telegram does.  Loopback only.
"""

import asyncio
import re
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl

import orjson

from bot.demo.pace import Pace
from bot.demo.refusal import Refusal

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_BOT = {
    "id": 1_000_000_001,
    "is_bot": True,
    "first_name": "Aan Zet",
    "username": "aanzet_bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
MOST = 100  # updates in one answer


class Heard(NamedTuple):
    """A message as a phone shows it, with the data behind each of its buttons."""

    chat: int
    message: int
    text: str
    buttons: tuple[str, ...]


class FastTelegram:
    """One bot's updates and messages; whoever is `hears` plays everybody else."""

    def __init__(
        self,
        hears: Callable[[Heard], None],
        *,
        toasted: Callable[[str], object] = str,
        pace: Pace | None = None,
    ) -> None:
        """`toasted` is called with the number of every tap that was answered."""
        self._hears = hears
        self._toasted = toasted
        self._pace = pace
        self._updates: deque[tuple[int, bytes]] = deque()
        self._next_update = self._next_message = self._next_tap = 1
        self._poller: tuple[Connection, asyncio.TimerHandle] | None = None
        self._answering = False
        self._server: asyncio.Server | None = None
        self.calls: Counter[str] = Counter()
        self.shown = 0  # messages that came onto a phone, or were changed there
        self.last_shown = 0.0  # when, by this process's own clock
        self.polled = asyncio.Event()

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), "127.0.0.1", 0)

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot puts before the token."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/bot"

    # --- people ---

    def says(self, chat: int, text: str) -> None:
        """Somebody types a text, or a command."""
        words: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            words["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        about = {"message_id": self._message(), "date": int(time.time()), "chat": _chat(chat)}
        self._push({"message": {**about, "from": _user(chat), **words}})

    def taps(self, heard: Heard, data: str) -> str:
        """Somebody taps a button under a message; the number of the tap."""
        tap, self._next_tap = self._next_tap, self._next_tap + 1
        about = {"message_id": heard.message, "date": int(time.time()), "text": heard.text}
        number = str(4_000_000_000_000_000_000 + tap)
        self._push(
            {
                "callback_query": {
                    "id": number,
                    "from": _user(heard.chat),
                    "message": {**about, "chat": _chat(heard.chat), "from": _BOT},
                    "chat_instance": str(heard.chat),
                    "data": data,
                }
            }
        )
        return number

    def _message(self) -> int:
        number, self._next_message = self._next_message, self._next_message + 1
        return number

    def _push(self, update: dict[str, Any]) -> None:
        number, self._next_update = self._next_update, self._next_update + 1
        self._updates.append((number, orjson.dumps({"update_id": number, **update})))
        if self._poller is not None and not self._answering:
            # With the next turn of the loop: what happens at once travels together.
            self._answering = True
            asyncio.get_running_loop().call_soon(self._answer_poll)

    # --- the bot ---

    def request(self, connection: "Connection", method: str, values: dict[str, Any]) -> None:
        """One request of the bot, answered now or, for getUpdates, when there is something."""
        self.calls[method] += 1
        match method:
            case "getUpdates":
                self._poll(connection, int(values.get("offset", 0)), int(values.get("timeout", 0)))
            case "sendMessage" | "editMessageText" if (no := self._too_fast(values)) is not None:
                connection.refuse(no)
            case "sendMessage":
                connection.answer(self._show(values, self._message()))
            case "editMessageText":
                connection.answer(self._show(values, int(values["message_id"])))
            case "answerCallbackQuery":
                self._toasted(str(values["callback_query_id"]))
                connection.answer(True)
            case "getWebhookInfo":
                connection.answer({"url": "", "pending_update_count": len(self._updates)})
            case "getMe":
                connection.answer(_BOT)
            case _:
                connection.answer(True)

    def _too_fast(self, values: dict[str, Any]) -> Refusal | None:
        if self._pace is None:
            return None
        try:
            self._pace.check(int(values["chat_id"]))
        except Refusal as no:
            return no
        return None

    def _show(self, values: dict[str, Any], number: int) -> dict[str, Any]:
        self.shown += 1
        self.last_shown = time.perf_counter()
        chat, text, markup = int(values["chat_id"]), values["text"], values.get("reply_markup")
        if isinstance(markup, str):
            markup = orjson.loads(markup)
        rows = (markup or {}).get("inline_keyboard", ())
        data = tuple(b["callback_data"] for row in rows for b in row if "callback_data" in b)
        # A person answers before the bot knows the number of its own message, as on a slow line.
        self._hears(Heard(chat, number, text, data))
        about = {"message_id": number, "date": int(time.time()), "from": _BOT, "text": text}
        return {**about, "chat": _chat(chat)}

    def _poll(self, connection: "Connection", offset: int, patience: int) -> None:
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()
        timer = asyncio.get_running_loop().call_later(patience, self._answer_poll)
        self._poller = connection, timer
        self.polled.set()
        if self._updates or not patience:
            self._answer_poll()

    def _answer_poll(self) -> None:
        self._answering = False
        if self._poller is not None:
            (connection, timer), self._poller = self._poller, None
            timer.cancel()
            some = [raw for _number, raw in tuple(self._updates)[:MOST]]
            connection.answer_raw(b'{"ok":true,"result":[%b]}' % b",".join(some))

    def lost(self, connection: "Connection") -> None:
        """The bot hung up."""
        if self._poller is not None and self._poller[0] is connection:
            self._poller[1].cancel()
            self._poller = None


class Connection(asyncio.Protocol):
    """Just enough HTTP/1.1 for the bot's requests: a length, no chunks, no files."""

    def __init__(self, telegram: FastTelegram) -> None:
        self._telegram = telegram
        self._came = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no asyncio.Transport, though they do the same.
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, _error: Exception | None) -> None:
        self._transport = None
        self._telegram.lost(self)

    def data_received(self, data: bytes) -> None:
        self._came += data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = self._came[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._came) < whole:
                return
            body, self._came = self._came[end + 4 : whole], self._came[whole:]
            address, _mark, query = head.split(b" ", 2)[1].partition(b"?")
            method = address.rpartition(b"/")[2].decode()
            if body.startswith(b"{"):
                values = orjson.loads(body)
            else:
                values = dict(parse_qsl((body or query).decode()))
            self._telegram.request(self, method, values)

    def answer(self, result: Any) -> None:
        """`result` as the Bot API wraps it."""
        self.answer_raw(orjson.dumps({"ok": True, "result": result}))

    def refuse(self, no: Refusal) -> None:
        """A refusal as the Bot API words it."""
        self.answer_raw(orjson.dumps(no.answer()), b"%d Refused" % no.code)

    def answer_raw(self, body: bytes, status: bytes = b"200 OK") -> None:
        """A body as it is."""
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (status, len(body), body)
            )


def _user(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Bewoner", "language_code": "nl"}


def _chat(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Bewoner"}
