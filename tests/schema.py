"""Stores for the tests: the program makes each kind once, and every test on SQLite has a copy."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import replace
from pathlib import Path

from bot.service import make_store
from bot.settings import Settings
from storage.migrations import migrate
from storage.sqlite import open_sqlite

_made: dict[Hashable, bytes] = {}


async def laid_out(path: Path) -> None:
    """A new store in this file: the schema, and nothing else but its number."""

    async def make(path: Path) -> None:
        store = await open_sqlite(path, create=True)
        await migrate(store, profile="rotterdam", create=True)
        async with store.transaction() as tx:
            await tx.run("DELETE FROM meta WHERE name = 'profile'")
        await store.close()

    await _copy(path, "schema", make)


async def made(settings: Settings) -> None:
    """What `make_store` makes: a municipality's new store, before its bot runs."""

    async def make(path: Path) -> None:
        await make_store(replace(settings, database=str(path)))

    if settings.postgres:
        await make_store(settings)
    else:
        about = (settings.profile, settings.overlays)
        await _copy(Path(settings.database), about, make)


async def _copy(path: Path, about: Hashable, make: Callable[[Path], Awaitable[None]]) -> None:
    if about not in _made:
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder) / "first.sqlite3"
            await make(first)
            _made[about] = first.read_bytes()
    with path.open("xb") as file:
        file.write(_made[about])
