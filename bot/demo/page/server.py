"""The pages: what a browser asks, on this machine only.

    GET  /                    the page; /site/… its parts
    GET  /happened            everything, and then what changes (server-sent events)
    GET  /everything          everything, once
    GET  /files/<file_id>     a photo, recording or file that stands in a chat
    GET  /places              what the map shows
    GET  /screens             every screen of every journey, where somebody gave us that page
    POST /phones/<id>/<verb>  what somebody does on a phone; /upload with a file as its body
    POST /town/<verb>         what happens to the town

Only this machine's own addresses are answered, and only a page from here may post: another site in
the same browser can do neither.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from aiohttp import web

from bot.demo.files import StoredFile
from bot.demo.page.hands import MOST_UPLOADED, VERBS, NotPossible, uploads
from bot.demo.page.news import News
from bot.demo.page.phone import Phone, as_bytes
from bot.demo.page.places import places
from bot.demo.page.samples import SITE
from bot.demo.page.strip import Strip
from bot.demo.page.world import World
from bot.demo.refusal import Json, Refusal
from bot.demo.town import BotFailed
from storage.profile.municipality import builtin

LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
# Only our own page sets it: a page of another site may not, without asking first.
FROM_HERE = "X-Aan-Zet"
MOST_BODY = MOST_UPLOADED + 1024
# The page takes nothing from elsewhere, and nobody may put it into a page of theirs.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# The page with every screen is one file, with its looks and its script inside.
ONE_FILE = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    "Content-Type": "text/html; charset=utf-8",
}
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif"}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Screens = Callable[[], bytes]


class Pages:
    """Answers a browser for one world."""

    def __init__(self, world: World, screens: Screens | None = None) -> None:
        """`screens` draws the page with every screen; without it there is no link to one."""
        self.world = world
        self.news = News(world, more={"screens": screens is not None})
        self._draw_screens = screens
        self._strip = Strip(world, lambda: self.news.register)

    def app(self) -> web.Application:
        """The application, ready to be served."""
        app = web.Application(middlewares=[_only_from_here], client_max_size=MOST_BODY)
        app.router.add_get("/", self._index)
        app.router.add_get("/site/{name}", self._site)
        app.router.add_get("/happened", self._happened)
        app.router.add_get("/everything", self._everything)
        app.router.add_get("/files/{file_id}", self._file)
        app.router.add_get("/places", self._places)
        app.router.add_get("/screens", self._screens)
        app.router.add_post("/phones/{phone}/upload", self._upload)
        app.router.add_post("/phones/{phone}/{verb}", self._phone)
        app.router.add_post("/town/{verb}", self._town)
        return app

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return _part("index.html")

    async def _site(self, request: web.Request) -> web.StreamResponse:
        return _part(request.match_info["name"])

    async def _everything(self, request: web.Request) -> web.StreamResponse:
        return _json(await self.news.truth())

    async def _places(self, request: web.Request) -> web.StreamResponse:
        about = {"around": self.world.cast.around, "wijk": self.world.cast.wijk}
        return _json({**about, "places": places(builtin(self.world.name))})

    async def _screens(self, request: web.Request) -> web.StreamResponse:
        if self._draw_screens is None:
            raise web.HTTPNotFound
        # Drawing them takes seconds, in which the phones go on.
        drawn = await asyncio.to_thread(self._draw_screens)
        return web.Response(body=drawn, headers=ONE_FILE)

    async def _happened(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await answer.prepare(request)
        try:
            # A page that lost us looks for us again after this many milliseconds.
            await answer.write(b"retry: 700\n\n")
            async for kind, body in self.news.listen():
                await answer.write(b"event: " + kind.encode() + b"\ndata: " + body + b"\n\n")
        except (ConnectionError, RuntimeError):
            pass  # the page was closed
        return answer

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            file = self.world.town.telegram.exchange.files.by_id(request.match_info["file_id"])
        except Refusal:
            raise web.HTTPNotFound from None
        return web.Response(body=file.content, headers={**HEADERS, **_as(file)})

    # --- what a visitor does --------------------------------------------------------------------

    async def _phone(self, request: web.Request) -> web.StreamResponse:
        act = VERBS.get(request.match_info["verb"])
        if act is None:
            raise web.HTTPNotFound
        phone, what = self._of(request), await _body(request)
        return await _done(lambda: act(phone, what))

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        phone, content = self._of(request), await request.read()
        kind, name = request.query.get("kind", ""), request.query.get("name", "")
        return await _done(lambda: uploads(phone, kind, name, request.content_type, content))

    async def _town(self, request: web.Request) -> web.StreamResponse:
        act = self._strip.verbs.get(request.match_info["verb"])
        if act is None:
            raise web.HTTPNotFound
        what = await _body(request)
        return await _done(lambda: act(what))

    def _of(self, request: web.Request) -> Phone:
        number = request.match_info["phone"]
        phone = self.news.phones.get(int(number)) if number.isdecimal() else None
        if phone is None:
            raise web.HTTPNotFound
        return phone


@web.middleware
async def _only_from_here(request: web.Request, handler: Answer) -> web.StreamResponse:
    """A name that merely points here is refused, and a post that no page of ours made."""
    host = request.host.rpartition(":")[0] or request.host
    if host not in LOOPBACK:
        raise web.HTTPForbidden(text="This page is for this machine only.")
    if request.method == "POST" and FROM_HERE not in request.headers:
        raise web.HTTPForbidden(text="Only the page itself may do this.")
    return await handler(request)


async def _body(request: web.Request) -> Json:
    try:
        what = orjson.loads(await request.read() or b"{}")
    except orjson.JSONDecodeError:
        raise web.HTTPBadRequest from None
    if not isinstance(what, dict):
        raise web.HTTPBadRequest
    return what


async def _done(act: Callable[[], Awaitable[None] | None]) -> web.Response:
    """Do it; what is not possible is answered with the reason, as a key of the page's words."""
    try:
        doing = act()
        if doing is not None:
            await doing
    except NotPossible as no:
        return _json({"no": str(no)}, status=409)
    except BotFailed as failed:
        return _json({"no": "bot_failed", "words": str(failed)[-400:]}, status=409)
    except (KeyError, TypeError, ValueError):
        return _json({"no": "not_known"}, status=400)
    return _json({})


def _json(what: Any, status: int = 200) -> web.Response:
    headers = {**HEADERS, "Content-Type": "application/json"}
    return web.Response(body=as_bytes(what), status=status, headers=headers)


def _part(name: str) -> web.Response:
    """A file of the page; there are no folders in it."""
    path = SITE / name
    kind = TYPES.get(Path(name).suffix)
    if kind is None or path.parent != SITE or not path.is_file():
        raise web.HTTPNotFound
    headers = {**HEADERS, "Content-Type": f"{kind}; charset=utf-8"}
    return web.Response(body=path.read_bytes(), headers=headers)


def _as(file: StoredFile) -> dict[str, str]:
    """Pictures and recordings are shown; everything else is only ever downloaded."""
    for begins, mime in PICTURES.items():
        if file.content.startswith(begins):
            return {"Content-Type": mime}
    if file.path.startswith("voice/"):
        return {"Content-Type": "audio/ogg"}
    return {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "attachment; filename*=UTF-8''" + quote(file.name, safe=""),
    }
