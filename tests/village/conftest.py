"""A local Telegram, a bot that talks to it, and Anna, who pressed start."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.demo.clock import VillageClock
from bot.demo.people import Person
from bot.demo.telegram import Telegram
from tests.village.bots import NOON, PUBLISHED, new_bot


@pytest.fixture(autouse=True)
def _seconds_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    # Otherwise python-telegram-bot warns at every RetryAfter, and a warning is an error here.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with Telegram(clock=VillageClock(NOON), spec=PUBLISHED) as telegram:
        yield telegram


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    async with new_bot(telegram) as bot:
        yield bot


@pytest.fixture
def anna(telegram: Telegram) -> Person:
    anna = Person(telegram, "Anna")
    anna.says("/start")
    return anna
