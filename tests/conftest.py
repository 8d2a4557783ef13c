"""What every test may use: a village (bot and Telegram on this machine) and open stores."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.village import Village
from bot.demo.village import village as open_village

pytest_plugins = ["tests.postgres", "tests.stores", "tests.english", "tests.phones", "tests.rounds"]

# The published description of the Bot API, where somebody put one beside the project.
SPEC = Path(__file__).parents[2] / "shared" / "telegram" / "bot-api.json"


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
    async with open_village(str(tmp_path / "village.sqlite3"), spec=spec) as here:
        yield here
        assert here.telegram.violations == []
        if spec is not None:
            assert here.telegram.spec_checked > 0
