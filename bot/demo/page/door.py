"""The door to the page: an address on this machine, a browser if there is one, and a way out."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aiohttp import web
from pydantic import SecretStr
from rich.console import Console

from bot.demo.page.server import Pages, Screens
from bot.demo.page.world import World
from bot.demo.town import ROOT
from bot.settings import token_looks_real

PORT = 8350
TRIES = 40  # ports after the first that are tried
HOST = "127.0.0.1"
# What opens a page on this machine; a browser in a terminal would take the terminal over.
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


class NoDoor(Exception):
    """Why the page cannot be opened, in one line."""


def why_not_here(outside: Mapping[str, str] = os.environ) -> str | None:
    """What keeps the page from opening: a real token beside it; None when nothing does."""
    token = outside.get("TELEGRAM_BOT_TOKEN", "").strip()
    named = next(
        (n for n in ("TELEGRAM_BOT_TOKEN_FILE", "CREDENTIALS_DIRECTORY") if outside.get(n)), None
    )
    if named is None and token and token_looks_real(SecretStr(token)):
        named = "TELEGRAM_BOT_TOKEN"
    if named is None:
        return None
    return (
        f"{named} is set, and the page never runs beside a real token. "
        "Use python3 run.py phones, which leaves it out, or unset it."
    )


def every_screen() -> bytes:
    """The gallery as one page, made by a process of its own: it takes seconds without a pause."""
    with tempfile.TemporaryDirectory(prefix="aanzet-screens-") as folder:
        page = Path(folder) / "screens.html"
        command = [sys.executable, "-m", "bot", "screens", "--to", str(page)]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120)
        return page.read_bytes()


@asynccontextmanager
async def door(
    world: World, port: int = PORT, screens: Screens | None = None
) -> AsyncIterator[tuple[Pages, int]]:
    """Serve the page of this world on this port, or the next free one; answers which.

    `screens` draws the page with every screen, to which the page then links.  Raises NoDoor when
    no port is free.
    """
    pages = Pages(world, screens)
    runner = web.AppRunner(pages.app(), access_log=None, shutdown_timeout=0.3)
    await runner.setup()
    watching = asyncio.create_task(pages.news.watch())
    try:
        yield pages, await _listen(runner, port)
    finally:
        watching.cancel()
        pages.news.end()
        await asyncio.gather(watching, return_exceptions=True)
        await runner.cleanup()


async def _listen(runner: web.AppRunner, first: int) -> int:
    last = min(first + TRIES, 65535)
    for port in range(first, last + 1):
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            return int(runner.addresses[0][1])
    raise NoDoor(f"No port between {first} and {last} is free on this machine. Try --port.")


def shown(console: Console, wanted: int, port: int, *, browser: bool) -> None:
    """Tell the address, and open it where there is a screen."""
    if wanted not in (0, port):
        console.print(
            f"Poort {wanted} is bezet; het wordt {port}. · Port {wanted} is taken; using {port}.",
            style="yellow",
        )
    address = f"http://{HOST}:{port}/"
    console.print("\n  De telefoons staan klaar · The phones are ready:", end=" ")
    console.print(address, style=f"bold link {address}")
    console.print("  demo: geen verbinding met Telegram · no connection to Telegram\n", style="dim")
    if browser and _has_screen():
        with suppress(webbrowser.Error, OSError):
            webbrowser.open(address)


def _has_screen() -> bool:
    return os.name == "nt" or any(os.environ.get(name) for name in SCREENS)


def _end_as_with_ctrl_c() -> None:
    """SIGTERM is an end like any other: what was opened is closed."""
    task = asyncio.current_task()
    assert task is not None
    with suppress(NotImplementedError):  # Windows has Ctrl-C alone
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


async def phones(
    console: Console,
    *,
    profile: str,
    port: int = PORT,
    browser: bool = True,
    spec: Path | None = None,
) -> int:
    """A prepared town and its page, until Ctrl-C; the exit code."""
    world = World(profile, spec=spec)
    _end_as_with_ctrl_c()
    console.print("De buurt wordt klaargezet … · Preparing the neighbourhood …", style="dim")
    try:
        await world.begin()
        async with door(world, port, every_screen) as (_pages, taken):
            shown(console, port, taken, browser=browser)
            console.print("  Stoppen: Ctrl-C · Stop: Ctrl-C", style="dim")
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
    finally:
        await world.end()
    console.print("Tot ziens. · Goodbye.")
    return 0
