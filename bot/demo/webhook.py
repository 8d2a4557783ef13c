"""Delivery by webhook: in order within a chat, chats side by side, again until accepted."""

import asyncio
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

import aiohttp

from bot.demo.refusal import Json, bad_request
from bot.demo.updates import Entry, Updates

LOCAL = {"127.0.0.1", "localhost", "::1"}
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0


class Webhook:
    """One address of the bot, and what is on its way there."""

    def __init__(
        self,
        url: str,
        updates: Updates,
        *,
        secret: str | None = None,
        connections: int = 40,
        done: Callable[[Entry], None] | None = None,
    ) -> None:
        """`done` is called for everything the bot has accepted.

        Raises Refusal for an address outside this machine: the village never leaves it.
        """
        if urlsplit(url).scheme not in ("http", "https") or urlsplit(url).hostname not in LOCAL:
            raise bad_request("bad webhook: the village only delivers on this machine")
        self.url = url
        self.secret = secret
        self.connections = connections
        self.delivered = 0
        self.last_error: str | None = None
        self.last_error_date = 0
        self._updates = updates
        self._done = done
        self._chats: dict[int, deque[Entry]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(connections)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections),
            timeout=aiohttp.ClientTimeout(total=60),
        )

    def feed(self, entry: Entry) -> None:
        """Deliver this after everything that came before it in the same chat."""
        waiting = self._chats.get(entry.chat)
        if waiting is not None:
            waiting.append(entry)
            return
        self._chats[entry.chat] = deque([entry])
        task = asyncio.get_running_loop().create_task(self._run(entry.chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop delivering; what was not accepted stays pending."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    async def _run(self, chat: int) -> None:
        waiting = self._chats[chat]
        while waiting:
            await self._deliver(waiting[0])
            waiting.popleft()
        del self._chats[chat]

    async def _deliver(self, entry: Entry) -> None:
        pause = FIRST_PAUSE
        while not self._updates.is_expired(entry):
            async with self._slots:
                accepted = await self._post(entry)
            if accepted:
                self.delivered += 1
                if self._done is not None:
                    self._done(entry)
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _post(self, entry: Entry) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        entry.handed += 1
        try:
            async with self._session.post(self.url, data=entry.body, headers=headers) as answer:
                await answer.read()
                if 200 <= answer.status < 300:
                    return True
                self.last_error = f"Wrong response from the webhook: {answer.status}"
        except (aiohttp.ClientError, TimeoutError, OSError) as wrong:
            self.last_error = f"Connection failed: {type(wrong).__name__}"
        self.last_error_date = int(entry.born.timestamp())
        return False

    def info(self) -> Json:
        """The part of WebhookInfo that this address knows."""
        told: Json = {"url": self.url, "max_connections": self.connections}
        if self.last_error is not None:
            told["last_error_date"] = self.last_error_date
            told["last_error_message"] = self.last_error
        return told
