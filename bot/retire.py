"""Old buttons are taken off their messages when nobody waits for anything: cosmetics, one try."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

LIFE = 20.0  # seconds; after that it is not worth a request
BREATH = 0.2  # seconds without any work before we look after old buttons


class OldButtons:
    """Messages whose buttons have grown old; `rested` says for how many seconds nothing was done.

    `spare` takes one request from our pace if there is one to spare; `retire` is that request.
    """

    def __init__(
        self,
        rested: Callable[[], float],
        spare: Callable[[int], bool],
        retire: Callable[[int, int], Awaitable[None]],
    ) -> None:
        self._rested = rested
        self._spare = spare
        self._retire = retire
        self._old: deque[tuple[float, int, int]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    def add(self, address: int, message: int) -> None:
        """This message in this chat is no longer the current one."""
        self._old.append((asyncio.get_running_loop().time(), address, message))
        self._later()

    def _later(self) -> None:
        if self._timer is None and not self._closed:
            self._timer = asyncio.get_running_loop().call_later(BREATH, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._rested() < BREATH:
            self._later()
        elif self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while self._old and self._rested() >= BREATH:
            since, address, message = self._old.popleft()
            if asyncio.get_running_loop().time() - since < LIFE and self._spare(address):
                await self._retire(address, message)
        if self._old:
            self._later()

    async def close(self) -> None:
        """What is left stays as it is."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
