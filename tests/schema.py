"""The schema for the tests: made once by the migrations; every SQLite store begins as a copy."""

from __future__ import annotations

import tempfile
from pathlib import Path

from storage.migrations import migrate
from storage.sqlite import open_sqlite

_made: list[bytes] = []


async def laid_out(address: str) -> str:
    """The same address; where it names a file, that is now a new store with an empty schema."""
    if not address.startswith("postgresql://"):
        with Path(address).open("xb") as file:  # noqa: ASYNC230 - nobody else waits
            file.write(await _empty())
    return address


async def _empty() -> bytes:
    """What stands in the file of a store in which nothing stands but the number of its schema."""
    if not _made:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "empty.sqlite3"
            store = await open_sqlite(path, create=True)
            await migrate(store, profile="rotterdam", create=True)
            async with store.transaction() as tx:
                await tx.run("DELETE FROM meta WHERE name = 'profile'")
            await store.close()
            _made.append(path.read_bytes())
    return _made[0]
