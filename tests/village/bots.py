"""A bot of python-telegram-bot over its own transport, and requests by hand that it never sends."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.request import HTTPXRequest

from bot.demo.telegram import Telegram

BESIDE = Path(__file__).parents[3] / "shared" / "telegram" / "bot-api.json"
SPEC = Path(os.environ.get("AANZET_BOT_API_SPEC", BESIDE))
PUBLISHED = SPEC if SPEC.exists() else None
NOON = datetime(2026, 5, 12, 10, tzinfo=UTC)
A_OR_B = InlineKeyboardMarkup(
    [[InlineKeyboardButton("A", callback_data="a"), InlineKeyboardButton("B", callback_data="b")]]
)


def new_bot(telegram: Telegram, patience: float = 5.0) -> Bot:
    # verify=False: there is no TLS here, and reading the certificates costs 30 ms a bot.
    def transport() -> HTTPXRequest:
        return HTTPXRequest(read_timeout=patience, httpx_kwargs={"verify": False})

    return Bot(
        telegram.token,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        request=transport(),
        get_updates_request=transport(),
    )


async def asked(telegram: Telegram, method: str, **values: Any) -> tuple[int, dict[str, Any]]:
    """A request by hand, as JSON: its status and answer."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(telegram.base_url + telegram.token + "/" + method, json=values) as answer,
    ):
        return answer.status, orjson.loads(await answer.read())


async def acknowledged(bot: Bot) -> list[Update]:
    updates = await bot.get_updates(timeout=0)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return list(updates)
