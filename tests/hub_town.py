"""A town with made-up hubs, one for each kind of hours, on a Tuesday morning.

`conftest.py` takes the fixture `hubs` in with `pytest_plugins`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.english import Town, open_town

HUBS = Path(__file__).parent / "hubs"
TUESDAY = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)  # half past ten on the clock


@pytest.fixture
async def hubs(tmp_path: Path, spec: Path | None) -> AsyncIterator[Town]:
    """Rotterdam with made-up hubs, on a Tuesday morning."""
    async with open_town(str(tmp_path / "hubs.sqlite3"), spec=spec, start=TUESDAY) as town:
        await with_hubs(town)
        yield town


async def with_hubs(town: Town) -> None:
    """The same bot with the hubs of this folder: a profile that changed is read again at start."""
    village = town.village
    overlays = (*village.settings.overlays, HUBS)
    village.settings = dataclasses.replace(village.settings, overlays=overlays)
    await village.restart()
