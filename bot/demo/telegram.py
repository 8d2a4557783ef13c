"""A Bot API server on this machine, for one bot, as strict as Telegram.

    async with Telegram() as telegram:
        bot = Bot(telegram.token, base_url=telegram.base_url)

A request passes, in this order: the token; the signature and limits of the method (what no
correct bot sends is kept in `violations`); mishaps and pace; the hook before the effect; the
effect; the hook after it; the answer.
"""

import asyncio
from collections import Counter, deque
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl

import orjson
from aiohttp import web
from aiohttp.multipart import BodyPartReader
from telegram.constants import FileSizeLimit

from bot.demo import editing, profile, sending
from bot.demo.clock import VillageClock, instant
from bot.demo.exchange import Exchange
from bot.demo.files import Upload
from bot.demo.mishaps import CutOff, Mishaps
from bot.demo.pace import Pace
from bot.demo.published import Published, published
from bot.demo.refusal import CONFLICT_WEBHOOK, Json, Refusal, broken
from bot.demo.signatures import read, signature
from bot.demo.strict import judge
from bot.demo.webhook import Webhook

# Recognisable at a glance, and shaped like a real one so that nothing treats it differently.
DEMO_TOKEN = "1000000001:demo-no-real-token-of-a-village-000"

METHODS = {**sending.METHODS, **editing.METHODS, **profile.METHODS}
# What counts for Telegram's pace: everything that shows up in a chat.
PACED = {*sending.METHODS, "editMessageText", "editMessageCaption", "editMessageReplyMarkup"}
PACED -= {"sendChatAction"}
MOST_BODY = int(FileSizeLimit.FILESIZE_UPLOAD) + 1_000_000


class Wire(NamedTuple):
    """One request as it was answered, or (method "update") one update as it was handed over.

    `result` is what the method gave, the words of a refusal, or the JSON of the update.
    """

    at: datetime
    method: str
    values: Json
    result: Any


class Telegram:
    """The server. Everything the tests ask of it is an attribute of it."""

    def __init__(
        self,
        token: str = DEMO_TOKEN,
        *,
        clock: VillageClock | None = None,
        spec: Path | None = None,
        pace: Pace | None = None,
        port: int = 0,
        username: str = "aanzet_demo_bot",
        name: str = "Aan Zet",
    ) -> None:
        """`spec` is the published Bot API as JSON, if there is one; `port` 0 takes a free one.

        Given a `clock`, every answer tells the bot the village's time in X-Village-Now.
        """
        self.token = token
        self.clock = clock or VillageClock()
        self.mishaps = Mishaps(self.clock)
        self.pace = pace
        self.violations: list[str] = []
        self.counters: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.wire: deque[Wire] = deque(maxlen=2000)
        self.spec_checked = 0
        self.webhooks_also: list[str] = []
        self.exchange = Exchange(_bot(token, username, name), self.clock, self.mishaps)
        self.updates = self.exchange.updates
        self.last_traffic = 0.0
        self._spec: Published | None = published(spec) if spec is not None else None
        self._tells_time = clock is not None
        self._revoked = False
        self._port = port
        self._webhooks: list[Webhook] = []
        self._runner: web.ServerRunner | None = None
        self._open: set[asyncio.Task[Any]] = set()

    # Life

    async def __aenter__(self) -> Self:
        server = web.Server(
            self._answer,
            request_factory=_request,
            access_log=None,  # the address of a request contains the token
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.clock.watch(self.updates.wake)
        return self

    async def __aexit__(self, *wrong: object) -> None:
        self.clock.unwatch(self.updates.wake)
        self.updates.wake()
        await self._end_webhooks()
        # Requests that a mishap leaves waiting would hold up the end.
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot puts before the token."""
        return f"http://127.0.0.1:{self._port}/bot"

    @property
    def base_file_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/file/bot"

    def revoke(self) -> None:
        """From now on the token is worth nothing: 401 for every request."""
        self._revoked = True
        self.updates.wake()

    async def idle(self, quiet: float = 0.05, within: float = 5.0) -> None:
        """Wait until nothing is pending and nothing was asked for `quiet` seconds.

        Raises TimeoutError after `within` seconds.
        """
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(within):
            started = loop.time()
            while True:
                rest = max(self.last_traffic, started) + quiet - loop.time()
                if rest <= 0 and not self.updates.pending:
                    return
                await asyncio.sleep(max(rest, 0.005))

    # Requests

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            return await self._route(request)
        except CutOff:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        finally:
            self._open.discard(task)

    async def _route(self, request: web.BaseRequest) -> web.StreamResponse:
        head, _, rest = request.path.lstrip("/").partition("/")
        if head == "file":
            return self._file(rest)
        if not head.startswith("bot") or not rest or "/" in rest:
            return self._response(Refusal(404, "Not Found"))
        if head[3:] != self.token or self._revoked:
            return self._response(Refusal(401, "Unauthorized"))
        raw: Json = {}
        name = rest
        try:
            raw = await _parameters(request)
            known = signature(rest)
            if known is None:
                self.violations.append(f"{rest}: unknown method")
                raise Refusal(404, "Not Found: method not found")
            name = known.name
            self.counters[name] += 1
            values = read(known, raw)
            self._check(name, values, raw)
            result = await self._perform(name, values)
        except Refusal as no:
            self.refusals[f"{no.code}"] += 1
            if no.broken:
                self.violations.append(f"{name}: {no.description}")
            self._note(name, raw, no.description)
            return self._response(no)
        if isinstance(result, bytes):
            return self._response(result)
        self._note(name, values, result)
        return self._response(b'{"ok":true,"result":' + orjson.dumps(result) + b"}")

    def _check(self, name: str, values: Json, raw: Json) -> None:
        if "parse_mode" in values:
            self.violations.append(f"{name}: parse_mode, where entities are wanted")
        try:
            judge(values, raw)
        except (AttributeError, KeyError, TypeError, ValueError) as wrong:
            # Something of a shape that Telegram would not know how to read either.
            raise broken(f"can't parse the request: {wrong!r}") from wrong
        if self._spec is not None and self._spec.knows(name):
            self.spec_checked += 1
            if complaints := self._spec.complaints(name, values, raw):
                raise broken("; ".join(complaints))

    async def _perform(self, name: str, values: Json) -> Any:
        chat = values.get("chat_id")
        await self.mishaps.before(name, chat, values)
        if name == "getUpdates":
            return await self._get_updates(values)
        if self.pace is not None and name in PACED:
            self.pace.check(chat or 0)
        acts = not name.startswith("get")
        if acts and self.mishaps.before_send is not None:
            await self.mishaps.before_send(name, values)
        if name in METHODS:
            result = self._effect(name, values)
        else:
            result = await self._webhook_method(name, values)
        if acts and self.mishaps.after_send is not None:
            await self.mishaps.after_send(name, values, result)
        self.mishaps.after(name, chat)
        return result

    def _effect(self, name: str, values: Json) -> Any:
        try:
            return METHODS[name](self.exchange, values)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as wrong:
            raise broken(f"can't parse the request: {wrong!r}") from wrong

    async def _get_updates(self, values: Json) -> bytes:
        if self._webhooks:
            raise Refusal(409, CONFLICT_WEBHOOK)
        self.updates.allow(values.get("allowed_updates"))
        bodies = await self.updates.get(
            values.get("offset"), values.get("limit"), float(values.get("timeout") or 0)
        )
        if self._revoked:
            raise Refusal(401, "Unauthorized")
        for body in bodies:
            self._note("update", {}, body)
        self.mishaps.after("getUpdates", None)
        return b'{"ok":true,"result":[' + b",".join(bodies) + b"]}"

    def _note(self, name: str, values: Json, result: Any) -> None:
        if name != "getUpdates":
            self.last_traffic = asyncio.get_running_loop().time()
        self.wire.append(Wire(self.clock.now(), name, values, result))

    def _response(self, what: Refusal | bytes) -> web.Response:
        headers = self._headers("application/json")
        if isinstance(what, bytes):
            return web.Response(body=what, headers=headers)
        if what.retry_after is not None:
            headers["Retry-After"] = str(what.retry_after)
        return web.Response(body=orjson.dumps(what.answer()), status=what.code, headers=headers)

    def _headers(self, content_type: str) -> dict[str, str]:
        headers = {"Content-Type": content_type}
        if self._tells_time:
            headers["X-Village-Now"] = instant(self.clock.now())
        return headers

    def _file(self, rest: str) -> web.Response:
        head, _, path = rest.partition("/")
        if head != f"bot{self.token}" or self._revoked:
            return self._response(Refusal(401, "Unauthorized"))
        file = self.exchange.files.by_path(path)
        if file is None:
            return self._response(Refusal(404, "Not Found"))
        return web.Response(body=file.content, headers=self._headers("application/octet-stream"))

    # Webhooks

    async def _webhook_method(self, name: str, values: Json) -> Any:
        match name:
            case "setWebhook":
                return await self._set_webhook(values)
            case "deleteWebhook":
                if values.get("drop_pending_updates"):
                    self.updates.clear()
                await self._end_webhooks()
                return True
            case "getWebhookInfo":
                self.updates.purge()
                told: Json = self._webhooks[0].info() if self._webhooks else {"url": ""}
                told["has_custom_certificate"] = False
                told["pending_update_count"] = len(self.updates.pending)
                if self.updates.allowed:
                    told["allowed_updates"] = sorted(self.updates.allowed)
                return told
        self.violations.append(f"{name}: not built in this village")
        raise Refusal(404, f"Not Found: {name} is not built in this village")

    async def _set_webhook(self, values: Json) -> bool:
        secret = values.get("secret_token")
        await self._end_webhooks()
        self.updates.allow(values.get("allowed_updates"))
        if values.get("drop_pending_updates"):
            self.updates.clear()
        if not values["url"]:
            return True
        connections = values.get("max_connections") or 40
        for place, url in enumerate((values["url"], *self.webhooks_also)):
            webhook = Webhook(
                url,
                self.updates,
                secret=secret,
                connections=connections,
                done=self.updates.done if place == 0 else None,
            )
            self._webhooks.append(webhook)
            for entry in tuple(self.updates.pending):
                webhook.feed(entry)
            self.updates.listeners.append(webhook.feed)
        self.updates.wake()
        return True

    async def _end_webhooks(self) -> None:
        self.updates.listeners.clear()
        ending, self._webhooks = self._webhooks, []
        for webhook in ending:
            await webhook.close()


def _bot(token: str, username: str, name: str) -> Json:
    can = ("can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business")
    return {
        "id": int(token.partition(":")[0]),
        "is_bot": True,
        "first_name": name,
        "username": username,
        "can_join_groups": True,
        **dict.fromkeys((*can, "has_main_web_app"), False),
    }


def _request(*parts: Any) -> web.BaseRequest:
    message, payload, protocol, writer, task = parts
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message, payload, protocol, writer, task, loop, client_max_size=MOST_BODY
    )


async def _parameters(request: web.BaseRequest) -> Json:
    """The parameters of a request, from the address and the body in any of the three forms.

    Raises Refusal for a body that cannot be read.
    """
    raw: Json = dict(request.query) if request.query_string else {}
    if not request.can_read_body:
        return raw
    try:
        match request.content_type:
            case "multipart/form-data":
                reader = await request.multipart()
                async for part in reader:
                    assert isinstance(part, BodyPartReader)
                    content = bytes(await part.read())
                    if part.filename is None:
                        raw[part.name or ""] = content.decode()
                    else:
                        mime = part.headers.get("Content-Type", "application/octet-stream")
                        raw[part.name or ""] = Upload(part.filename, mime, content)
            case "application/json":
                raw.update(orjson.loads(await request.read()))
            case _:
                body = (await request.read()).decode()
                raw.update(parse_qsl(body, keep_blank_values=True))
    except (TypeError, ValueError, AssertionError) as wrong:
        raise broken(f"can't read the request: {type(wrong).__name__}") from wrong
    return raw
