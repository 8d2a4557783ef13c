"""A store for the tests, on both databases: an open one with the schema, for Rotterdam.

The migrations make it once a session; every test begins with a copy, or on PostgreSQL with the
same one emptied.  `conftest.py` takes it in with `pytest_plugins = [..., "tests.stores"]`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrations import migrate
from storage.sqlite import open_sqlite
from tests.schema import laid_out

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def store_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a test's own store is: a file to be made, or a database with an empty schema."""
    if request.param == "sqlite":
        return str(tmp_path / "aanzet.sqlite3")
    return str(request.getfixturevalue("postgres_store"))


@pytest.fixture
async def store(store_address: str, tmp_path: Path) -> AsyncIterator[Database]:
    """An open store with the schema, for the profile `rotterdam`, with a vault of its own."""
    if "://" not in store_address:
        await laid_out(Path(store_address))
    opened = await open_at(store_address)
    opened.vault.folder = tmp_path / "vault"
    await migrate(opened, profile="rotterdam")
    try:
        yield opened
    finally:
        await opened.close()


async def open_at(address: str) -> Database:
    """Open a store by address: for a second instance on PostgreSQL, or after a restart."""
    if address.startswith("postgresql://"):
        from storage.postgres import open_postgres

        return await open_postgres(address)
    return await open_sqlite(Path(address), create=True)
