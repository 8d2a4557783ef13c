"""The door for Telegram's own calls: 200 only after the commit, 503 when the store cannot.

Listens on this machine by default; a proxy with a certificate stands before it.
The path is random and every call carries a secret; without one it never opens.
"""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

import orjson
import structlog
from aiohttp import web

from bot.intake import Intake
from storage.database import Unavailable

log = structlog.get_logger("webhook")

MOST_BODY = 128 * 1024  # bytes; an update is a few kilobytes
TOGETHER = 100  # updates in one commit
STOPPING = 3.0  # seconds for calls in hand when we stop


class Webhook:
    """Serves one address; `grouped` lets all calls in hand share one commit (SQLite)."""

    def __init__(self, intake: Intake, *, secret: str, path: str, grouped: bool) -> None:
        """Raises ValueError without a secret."""
        if not secret:
            raise ValueError("a webhook needs a secret")
        self._intake = intake
        self._secret = secret.encode()
        self._path = path
        self._grouped = grouped
        self._waiting: list[tuple[dict[str, Any], asyncio.Future[None]]] = []
        self._group: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> None:
        """Begin to listen. Raises OSError when the address is taken."""
        app = web.Application(client_max_size=MOST_BODY)
        app.router.add_route("*", self._path, self._call)
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=STOPPING
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._runner is not None
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """No more calls; those in hand get their answer."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        if given is None:
            return web.Response(status=401)
        if not hmac.compare_digest(given.encode(), self._secret):
            return web.Response(status=403)
        # A compressed body may be a bomb; Telegram sends none.
        if request.content_type != "application/json" or "Content-Encoding" in request.headers:
            return web.Response(status=415)
        if (request.content_length or 0) > MOST_BODY:
            return web.Response(status=413)
        try:
            update = orjson.loads(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        except orjson.JSONDecodeError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        try:
            await (self._together(update) if self._grouped else self._intake.answer([update]))
        except Unavailable as error:
            log.error("ALERT store unavailable: nothing is confirmed", why=str(error))
            return web.Response(status=503, headers={"Retry-After": "1"})
        return web.Response()

    async def _together(self, update: dict[str, Any]) -> None:
        """Whatever waits is answered together; a lone update does not wait for company."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((update, done))
        if self._group is None or self._group.done():
            self._group = asyncio.create_task(self._answer_waiting())
        await done

    async def _answer_waiting(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            failed: Exception | None = None
            try:
                await self._intake.answer([update for update, _done in group])
            except Exception as error:
                failed = error
            for _update, done in group:
                if done.done():
                    continue
                if failed is None:
                    done.set_result(None)
                else:
                    done.set_exception(failed)
