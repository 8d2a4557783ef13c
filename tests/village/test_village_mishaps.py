"""Pace, requests and updates that go wrong, and the village's own clock."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from telegram import Bot, MessageEntity
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.demo.clock import instant
from bot.demo.pace import Pace
from bot.demo.people import Person
from bot.demo.telegram import Telegram
from tests.village.bots import A_OR_B, NOON, acknowledged, asked, new_bot


async def test_pace_per_chat_and_over_all(telegram: Telegram, bot: Bot) -> None:
    now = 0.0
    telegram.pace = Pace(overall=30, overall_burst=8, per_chat=1, chat_burst=5, clock=lambda: now)
    anna, karim = Person(telegram, "Anna"), Person(telegram, "Karim")
    for person in (anna, karim):
        person.says("/start")
    for _ in range(5):
        await bot.send_message(anna.id, "hi")
    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(anna.id, "hi")
    assert wait.value.retry_after == timedelta(seconds=1)
    for _ in range(3):
        await bot.send_message(karim.id, "hi")
    with pytest.raises(RetryAfter):
        await bot.send_message(karim.id, "hi")
    now = 1.0
    await bot.send_message(anna.id, "hi")


async def test_too_many_requests_for_one_chat_until_the_time_has_passed(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    karim = Person(telegram, "Karim")
    karim.says("/start")
    telegram.mishaps.too_many(300, chat=anna.id)
    for _ in range(2):
        with pytest.raises(RetryAfter) as wait:
            await bot.send_message(anna.id, "hi")
        assert wait.value.retry_after == timedelta(seconds=300)
    await bot.send_message(karim.id, "hi")
    telegram.clock.advance(timedelta(seconds=300))
    await bot.send_message(anna.id, "hi")
    assert telegram.mishaps.happened["impatient"] == 1


async def test_requests_that_go_wrong(telegram: Telegram, anna: Person) -> None:
    mishaps = telegram.mishaps

    def answers() -> int:
        return sum(not bubble.mine for bubble in anna.chat)

    async with new_bot(telegram, patience=0.15) as bot:

        async def send() -> None:
            await bot.send_message(anna.id, "hi", entities=[MessageEntity("bold", 0, 2)])

        table: list[tuple[Callable[[], None], type[TelegramError], int]] = [
            (lambda: mishaps.fail(502), NetworkError, 0),
            (lambda: mishaps.fail(500, method="send*"), NetworkError, 0),
            (mishaps.cut_before, NetworkError, 0),
            (mishaps.cut_after, NetworkError, 1),
            (mishaps.never_answer, TimedOut, 0),
            (mishaps.cannot_parse_entities, BadRequest, 0),
        ]
        for ask, error, applied in table:
            before = answers()
            ask()
            with pytest.raises(error):
                await send()
            assert answers() - before == applied
            await send()
            assert answers() - before == applied + 1
        mishaps.fail(503, seconds=1800)
        with pytest.raises(NetworkError):
            await send()
        telegram.clock.advance(timedelta(minutes=30))
        await send()
        mishaps.slow(0.05)
        started = asyncio.get_running_loop().time()
        await send()
        assert asyncio.get_running_loop().time() - started >= 0.05
    assert telegram.violations == []


async def test_updates_that_go_wrong(telegram: Telegram, bot: Bot, anna: Person) -> None:
    await acknowledged(bot)
    mishaps = telegram.mishaps
    mishaps.duplicate(3)
    number = anna.says("thrice")
    heard = [await acknowledged(bot) for _ in range(4)]
    assert [len(batch) for batch in heard] == [1, 1, 1, 0]
    assert len({batch[0].update_id for batch in heard[:3]}) == 1
    mishaps.drop()
    anna.says("lost")
    mishaps.reorder()
    anna.says("first")
    anna.says("second")
    mishaps.delay(0.05)
    anna.says("late")
    anna.says("on time")
    await asyncio.sleep(0.1)
    texts = [u.message.text for u in await acknowledged(bot) if u.message]
    assert texts == ["second", "first", "on time", "late"]
    await bot.send_message(anna.id, "A or B?", reply_markup=A_OR_B)
    mishaps.two_numbers()
    anna.taps("A")
    taps = await acknowledged(bot)
    assert len({tap.update_id for tap in taps}) == 2
    assert len({tap.callback_query.id for tap in taps if tap.callback_query}) == 1
    telegram.clock.advance(timedelta(hours=25))
    telegram.updates.repeat(700_000_001, "message", number.json, anna.id)
    assert len(await bot.get_updates(offset=taps[-1].update_id + 1, timeout=0)) == 1


async def test_hooks_stand_before_and_after_the_effect(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    told: list[tuple[str, int]] = []

    async def before(method: str, values: dict[str, Any]) -> None:
        told.append((f"before {method}", len(anna.chat)))

    async def after(method: str, values: dict[str, Any], result: Any) -> None:
        told.append((f"after {method}", len(anna.chat)))

    telegram.mishaps.before_send, telegram.mishaps.after_send = before, after
    await bot.send_message(anna.id, "hi")
    assert told == [("before sendMessage", 1), ("after sendMessage", 2)]


async def test_half_sent_requests_do_no_harm(telegram: Telegram, bot: Bot, anna: Person) -> None:
    port = int(telegram.base_url.split(":")[2].partition("/")[0])
    path = f"/bot{telegram.token}/sendMessage"
    for piece in (
        b"POST ",
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nchat_id=".encode(),
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        "Content-Length: 99\r\n\r\n--b\r\nContent-Dispo".encode(),
        b"\x00\xff\r\n\r\n",
    ):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.01)
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()
    assert (await asked(telegram, "sendMessage", chat_id=anna.id, text="still here"))[0] == 200
    await bot.send_message(anna.id, "so am I")


async def test_every_answer_tells_the_villages_time(telegram: Telegram) -> None:
    url = telegram.base_url + telegram.token + "/getMe"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        told = answer.headers["X-Village-Now"]
    assert re.fullmatch(r"2026-05-12T10:00:\d\d\.\d{6}Z", told)
    async with (
        Telegram() as real,
        aiohttp.ClientSession() as session,
        session.get(real.base_url + real.token + "/getMe") as answer,
    ):
        assert "X-Village-Now" not in answer.headers
    assert instant(NOON) == "2026-05-12T10:00:00.000000Z"
