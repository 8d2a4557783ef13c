"""A resident tells what is the matter, in their own words, and a person gets it."""

from __future__ import annotations

import pytest

from tests.english import Town


async def home(town: Town, *names: str) -> None:
    """People who live in Ommoord, and somebody who reads there what they bring."""
    for name in names:
        await town.do(name, "/wijk", "Ommoord", "[✅ Yes, Ommoord]")


async def test_a_broken_light_in_a_sentence_a_street_and_a_tap(town: Town) -> None:
    await town.appoint("Rita", "contact")
    await home(town, "Anna")
    await town.plays("""
        Anna: de lantaarn brand niet al 3 weken
        Bot: ?
    """)
