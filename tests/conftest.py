"""What every test may use: a village (bot and Telegram on this machine) and open stores."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.demo.village import Village
from bot.demo.village import village as open_village
from tests.schema import made

pytest_plugins = [
    "tests.postgres",
    "tests.stores",
    "tests.english",
    "tests.phones",
    "tests.counter",
    "tests.yard",
    "tests.forger",
    "tests.hub_town",
    "tests.post",
    "tests.telling_town",
    "tests.rounds",
    "tests.poll",
]

# The published description of the Bot API, where somebody put one beside the project.
SPEC = Path(__file__).parents[2] / "shared" / "telegram" / "bot-api.json"


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that the bot runs on where there is one for the machine (`bot/terminal.py`)."""
    if sys.platform == "win32":
        return {"asyncio": asyncio.new_event_loop}
    import uvloop

    return {"uvloop": uvloop.new_event_loop}


def pytest_make_parametrize_id(val: object) -> str | None:
    """A test is called by the beginning of a file, not by its millions of bytes."""
    return f"{val[:20]!r}…" if isinstance(val, bytes) and len(val) > 60 else None


def pytest_collection_finish(session: pytest.Session) -> None:
    """What shares something costly must share a worker; what was imported stays.

    Raises UsageError when the groups are not heeded: xdist 3.8 cannot with pytest 9.2, and says
    nothing. The collector of garbage need not look at all that was imported again and again.
    """
    if getattr(session.config.option, "loadgroup", False):
        for item in session.items:
            if item.get_closest_marker("xdist_group") and "@" not in item.nodeid:
                raise pytest.UsageError("this pytest and this xdist do not group tests together")
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def spec() -> Path | None:
    """The Bot API description to check requests against; required where the gate says so."""
    if SPEC.is_file():
        return SPEC
    if "spec" in os.environ.get("AANZET_REQUIRE", ""):
        pytest.fail(f"the Bot API description is required and is not at {SPEC}")
    return None


@pytest.fixture
async def village(tmp_path: Path, spec: Path | None) -> AsyncIterator[Village]:
    """Rotterdam with sample data on SQLite; what the bot sends is checked to the letter."""
    address = str(tmp_path / "village.sqlite3")
    async with open_village(address, spec=spec, make=made) as here:
        yield here
        assert here.telegram.violations == []
        if spec is not None:
            assert here.telegram.spec_checked > 0
