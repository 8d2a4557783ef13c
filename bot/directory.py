"""Where people are reached and what they speak: asked together, addresses remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from storage import outbox
from storage.database import Database, Unavailable

MOST = 50_000  # addresses remembered
NOWHERE = -1  # the address of somebody who does not use this door


class Directory:
    """Looks people up; `found` is called with person, address (or NOWHERE) and language.

    `rested` is called when nobody is left to be looked up.
    """

    def __init__(
        self,
        store: Database,
        found: Callable[[str, int, str], None],
        rested: Callable[[], None],
    ) -> None:
        self._store = store
        self._found = found
        self._rested = rested
        self._addresses: dict[str, int] = {}
        self._asked: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Is somebody being looked up?"""
        return self._task is not None and not self._task.done()

    def address(self, person: str) -> int | None:
        """Where this person is reached, as far as we remember."""
        return self._addresses.get(person)

    def ask(self, person: str) -> None:
        """Look this person up, with everybody else who is asked for now."""
        self._asked.add(person)
        if not self.busy:
            self._task = asyncio.create_task(self._look_up())
            self._task.add_done_callback(lambda _task: self._rested())

    async def _look_up(self) -> None:
        while self._asked:
            people, self._asked = tuple(self._asked), set()
            try:
                async with self._store.reading() as tx:
                    found = await outbox.addresses(tx, people)
            except Unavailable:
                self._asked.update(people)
                await asyncio.sleep(0.5)
                continue
            if len(self._addresses) > MOST:
                self._addresses.clear()
            for person, (address, language) in found.items():
                number = int(address) if address is not None else NOWHERE
                if number != NOWHERE:
                    self._addresses[person] = number
                self._found(person, number, language)

    async def close(self) -> None:
        """Nobody is looked up any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
