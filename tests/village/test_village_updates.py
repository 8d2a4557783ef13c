"""Updates stay until they are confirmed, by polling and by webhook."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict

from bot.demo.people import Person
from bot.demo.telegram import Telegram
from tests.village.bots import A_OR_B, acknowledged, new_bot

# The queue


async def test_updates_stay_until_an_offset_confirms_them(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    for number in range(4):
        anna.says(str(number))
    first = await bot.get_updates(timeout=0, limit=2)
    assert [u.message.text for u in first if u.message] == ["/start", "0"]
    assert await bot.get_updates(timeout=0, limit=2) == first
    rest = await bot.get_updates(offset=first[-1].update_id + 1, timeout=0)
    assert [u.message.text for u in rest if u.message] == ["1", "2", "3"]
    assert (await bot.get_webhook_info()).pending_update_count == 3
    last = await bot.get_updates(offset=-1, timeout=0)
    assert [u.message.text for u in last if u.message] == ["3"]
    assert len(telegram.updates.pending) == 1
    assert await bot.get_updates(offset=last[0].update_id + 1, timeout=0) == ()
    assert telegram.updates.pending == []


async def test_a_waiting_poll_is_answered_at_once(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    await acknowledged(bot)
    started = asyncio.get_running_loop().time()
    waiting = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    anna.says("hello")
    assert len(await waiting) == 1
    await acknowledged(bot)
    waiting = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    telegram.clock.advance(timedelta(hours=1))
    assert await waiting == ()
    assert asyncio.get_running_loop().time() - started < 2


async def test_a_second_poller_ends_the_first(telegram: Telegram, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    async with new_bot(telegram) as other:
        assert await other.get_updates(timeout=0) == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_allowed_updates_are_remembered(telegram: Telegram, bot: Bot, anna: Person) -> None:
    await acknowledged(bot)
    await bot.get_updates(allowed_updates=["message"], timeout=0)
    message = anna.says("one")
    anna.edits(message, "two")
    assert [u.message is not None for u in await acknowledged(bot)] == [True]
    assert telegram.updates.filtered["edited_message"] == 1
    await bot.get_updates(allowed_updates=[], timeout=0)
    anna.edits(message, "three")
    assert [u.edited_message is not None for u in await acknowledged(bot)] == [True]
    assert anna.sends_update("message_reaction", {}) is None


async def test_taps_wait_150_seconds_and_messages_a_day(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    await bot.send_message(anna.id, "A or B?", reply_markup=A_OR_B)
    anna.taps("A")
    telegram.clock.advance(timedelta(seconds=140))
    assert len(await bot.get_updates(timeout=0)) == 2
    telegram.clock.advance(timedelta(seconds=20))
    assert [u.callback_query for u in await bot.get_updates(timeout=0)] == [None]
    telegram.clock.advance(timedelta(hours=24))
    assert await bot.get_updates(timeout=0) == ()
    assert telegram.updates.expired == {"callback_query": 1, "message": 1}


# Webhooks


Seen = Callable[[dict[str, Any], str], Awaitable[int]]


async def listening(seen: Seen, secret: str = "s3cret") -> tuple[web.AppRunner, str]:
    async def hook(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == secret
        return web.Response(status=await seen(orjson.loads(await request.read()), request.path))

    app = web.Application()
    app.router.add_post("/{name}", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


async def test_a_webhook_gets_each_chat_in_order_and_again_until_accepted(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    heard: list[tuple[str, str]] = []
    karim = Person(telegram, "Karim")
    refused = 0

    async def seen(update: dict[str, Any], path: str) -> int:
        nonlocal refused
        message = update["message"]
        if message["text"] == "1" and path == "/one" and refused < 2:
            refused += 1
            return 503
        heard.append((path, message["from"]["first_name"] + message["text"]))
        return 200

    runner, url = await listening(seen)
    telegram.webhooks_also = [f"{url}/two"]
    await bot.set_webhook(f"{url}/one", secret_token="s3cret")
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates(timeout=0)
    for number in range(3):
        anna.says(str(number))
        karim.says(str(number + 10))
    await telegram.idle(0.05)
    for path in ("/one", "/two"):
        told = [text for where, text in heard if where == path]
        assert [t for t in told if "Anna" in t] == ["Anna/start", "Anna0", "Anna1", "Anna2"]
        assert [t for t in told if "Karim" in t] == ["Karim10", "Karim11", "Karim12"]
    info = await bot.get_webhook_info()
    assert info.pending_update_count == 0
    assert info.last_error_message == "Wrong response from the webhook: 503"
    # Karim did not wait for Anna's refused message.
    one = [text for where, text in heard if where == "/one"]
    assert one.index("Karim12") < one.index("Anna2")
    await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == ()
    await runner.cleanup()


async def test_the_village_delivers_nowhere_else(telegram: Telegram, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="only delivers on this machine"):
        await bot.set_webhook("https://example.org/hook")
