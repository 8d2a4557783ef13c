"""PostgreSQL for the tests: one throw-away server a session, an empty database for each test.

`conftest.py` takes these fixtures in with `pytest_plugins = ["tests.postgres"]`.
"""

import os
from collections.abc import Iterator

import pytest

from bot.demo.postgres import NoPostgres, fresh_database, server


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
