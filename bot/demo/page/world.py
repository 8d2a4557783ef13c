"""The world behind the page: a town, which can be thrown away for a new one."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import cached_property
from pathlib import Path

from bot.demo.page.prepared import CASTS, Cast, prepare
from bot.demo.town import BotFailed, Town, town
from bot.demo.village import SAMPLE
from conversations.profile import Profile
from storage.profile.municipality import builtin, load


class World:
    """One municipality, played in by whoever has the page open.

    It begins with a prepared town, or with one that is there already; `age` counts the worlds, so
    that a page knows that everything it shows is of an earlier one.
    """

    def __init__(self, name: str, *, spec: Path | None = None) -> None:
        """`name` is a municipality of `prepared.CASTS`."""
        self.name = name
        self.age = 0
        self.busy = ""
        self.trouble = ""
        self.new_town: list[Callable[[Town], None]] = []
        self._spec = spec
        self._town: Town | None = None
        self._open = AsyncExitStack()
        self._one_at_a_time = asyncio.Lock()

    @property
    def town(self) -> Town:
        """The town as it is now."""
        assert self._town is not None, "the world has not begun"
        return self._town

    @property
    def cast(self) -> Cast:
        """Who is in this municipality from the beginning."""
        return CASTS[self.name]

    @cached_property
    def profile(self) -> Profile:
        """The municipality's words and wijken, as the bot reads them."""
        return load(builtin(self.name), SAMPLE / self.name)

    async def begin(self, there: Town | None = None) -> None:
        """Take over the town that is there, or make one.  Raises BotFailed."""
        self._town = there or await self._prepared()
        self.age += 1

    async def end(self) -> None:
        """Stop the town, if it is ours."""
        await self._open.aclose()

    async def _prepared(self) -> Town:
        """A new town in a folder of its own; both end with us."""
        stack = AsyncExitStack()
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="aanzet-"))
            database = Path(folder) / f"{self.name}.sqlite3"
            there = await stack.enter_async_context(town(database, self.name, spec=self._spec))
            await prepare(there, self.name)
        except BaseException:
            await stack.aclose()
            raise
        self._open.push_async_exit(stack)
        return there

    # --- what may happen to the whole of it, one thing at a time -----------------------------

    async def reset(self) -> None:
        """Everybody forgets everything: a new town.  Raises BotFailed; the old one is gone."""
        async with self._one_at_a_time:
            self.busy = "reset"
            try:
                await self.town.bot.stop()
                before, self._open = self._open, AsyncExitStack()
                with suppress(OSError):
                    await before.aclose()
                await self.begin()
            finally:
                self.busy = ""
        for tell in self.new_town:
            tell(self.town)

    async def start(self) -> None:
        """Start a bot that is off."""
        await self._bot("start", self._start)

    async def restart(self) -> None:
        """Stop it as an operator does, and start it again."""
        await self._bot("restart", self._restart)

    async def kill(self) -> None:
        """As when the power fails."""
        await self._bot("kill", self.town.bot.kill)

    async def _start(self) -> None:
        if not self.town.bot.running:
            await self.town.bot.start()

    async def _restart(self) -> None:
        await self.town.bot.stop()
        await self.town.bot.start()

    async def _bot(self, what: str, do: Callable[[], Awaitable[None]]) -> None:
        async with self._one_at_a_time:
            self.busy, self.trouble = what, ""
            try:
                await do()
            except BotFailed as failed:
                self.trouble = str(failed)
                raise
            finally:
                self.busy = ""
