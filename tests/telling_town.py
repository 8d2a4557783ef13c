"""A town for the one door: who keeps what is told, and what came of it.

`conftest.py` takes the fixtures `door` and `both` in with `pytest_plugins`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.english import Town, open_town

ZEVENKAMP = "rotterdam.zevenkamp"
SENT = "[📋 Copy the number] [💡 Make a plan of it] [📄 The whole talk] [🏠 Menu]"


@pytest.fixture
async def door(town: Town) -> Town:
    """Anna and Bea live in Ommoord, and Rita reads there what people bring."""
    await town.appoint("Rita", "contact")
    for name in ("Anna", "Bea"):
        await town.do(name, "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/start")
    for everybody in town.village.people.values():
        everybody.looks()
    return town


@pytest.fixture
async def both(store_address: str, spec: Path | None) -> AsyncIterator[Town]:
    """The same town on both databases."""
    async with open_town(store_address, spec=spec) as opened:
        await opened.appoint("Rita", "contact")
        for name in ("Anna", "Bea", "Cem"):
            await opened.do(name, "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/start")
        for everybody in opened.village.people.values():
            everybody.looks()
        yield opened


async def matters(town: Town) -> list[dict[str, object]]:
    """What was brought, in order."""
    return await town.rows(
        """
        SELECT c.number, c.kind, c.wijk, c.state, c.owner, m.topic, m.place, m.flag, s.text
        FROM cases c JOIN matters m ON m.case_id = c.id
        JOIN messages s ON s.case_id = c.id AND s.n = 0 ORDER BY c.number
        """
    )
