"""PostgreSQL for the tests: one throw-away server a session, and databases on it.

A new database costs a tenth of a second and the migrations three more, so most tests are given
the same one, emptied: the schema is there and nothing else, and nobody is connected to it.

`conftest.py` takes these fixtures in with `pytest_plugins = ["tests.postgres"]`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.postgres import NoPostgres, fresh_database, server
from storage.migrations import migrate

if TYPE_CHECKING:
    import psycopg

# Everybody else is sent away, so that nothing of the test before waits or writes on; then every
# row goes, whatever refers to it, but for the number of the schema.
EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM %I', name)
            || CASE name WHEN 'meta' THEN ' WHERE name <> ''schema''' ELSE '' END;
    END LOOP;
END $$;
"""
# Another answer when anything of the schema was added, taken away or made anew.
SHAPE = """
SELECT count(*), max(oid::bigint), (SELECT count(*) FROM pg_attribute),
       (SELECT count(*) FROM pg_constraint), (SELECT max(oid::bigint) FROM pg_constraint)
FROM pg_class
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Two of the workers have them all, a file to either: two servers, each with one schema."""
    for item in items:
        if item.get_closest_marker("postgres"):
            either = sum(item.path.name.encode()) % 2
            item.add_marker(pytest.mark.xdist_group(f"postgres {either}"))
            # Races, and what has no twin on SQLite, are asked every day.
            own = {mark.name for mark in getattr(item.obj, "pytestmark", ())}
            if item.get_closest_marker("sqlite_daily") and not own & {"postgres", "race"}:
                item.add_marker(pytest.mark.thorough)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server that lives as long as this test run.

    Where there is none the test is skipped, with the reason; with `postgres` in AANZET_REQUIRE it
    fails instead.
    """
    try:
        pytest.importorskip("psycopg", reason="psycopg is not installed")
        running = server()
        dsn = running.__enter__()
    except (NoPostgres, pytest.skip.Exception) as missing:
        if "postgres" in os.environ.get("AANZET_REQUIRE", ""):
            pytest.fail(f"AANZET_REQUIRE asks for PostgreSQL: {missing}", pytrace=False)
        pytest.skip(str(missing))
    try:
        yield dsn
    finally:
        running.__exit__(None, None, None)


@pytest.fixture
def postgres_dsn(postgres_server: str) -> str:
    """The address of a new, empty database."""
    return fresh_database(postgres_server)


@pytest.fixture(scope="session")
def emptied(postgres_server: str) -> Iterator[Emptied]:
    """The database that most tests have, one after the other."""
    with ExitStack() as stack:
        yield Emptied(postgres_server, stack)


@pytest.fixture
def postgres_store(emptied: Emptied) -> str:
    """The address of a database with the schema and nothing in it."""
    return emptied.address()


class Emptied:
    """A database with the schema and nothing in it."""

    def __init__(self, server: str, stack: ExitStack) -> None:
        self._server = server
        self._stack = stack
        self._shape: Any = None
        self._admin: psycopg.Connection | None = None
        self._dsn = ""

    def address(self) -> str:
        """Where it is, emptied now; a new one when a test left another schema behind."""
        if self._admin is None or self._admin.execute(SHAPE).fetchone() != self._shape:
            import psycopg

            self._dsn = fresh_database(self._server)
            asyncio.run(_lay_out(self._dsn))
            connection = psycopg.connect(self._dsn, autocommit=True)
            self._admin = self._stack.enter_context(connection)
            self._shape = self._admin.execute(SHAPE).fetchone()
        self._admin.execute(EMPTY)
        return self._dsn


async def _lay_out(address: str) -> None:
    from storage.postgres import open_postgres

    store = await open_postgres(address)
    await migrate(store, profile="rotterdam", create=True)
    await store.close()
