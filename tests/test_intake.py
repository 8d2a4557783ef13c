"""What comes in is acknowledged after the commit, done once, and blocks nobody when it fails."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from telegram import Bot
from telegram.error import Conflict

from bot import turns
from bot.clock import FollowedClock
from bot.demo.clock import VillageClock, instant
from bot.demo.groups import Group
from bot.demo.telegram import Telegram
from bot.demo.village import Village, settings_for
from bot.demo.village import village as open_village
from bot.service import make_store
from bot.settings import WebhookSettings
from conversations import journeys
from conversations.talk import Woke, Wrote
from storage import due

SECRET = "a-secret-of-the-village"
PATH = "/a-random-path"


async def rows(village: Village, sql: str) -> list[dict[str, Any]]:
    """What stands in the store."""
    async with village.bot.store.reading() as tx:
        return [dict(row) for row in await tx.all(sql)]


async def patient(village: Village, busy_timeout: int) -> None:
    """How long (ms) the bot's connection waits for a lock; a pragma of the connection."""
    async with village.bot.store.reading() as tx:
        await tx.all(f"PRAGMA busy_timeout = {busy_timeout}")


# --- once -----------------------------------------------------------------------


async def test_an_update_delivered_five_times_is_done_once(village: Village) -> None:
    anna = village["Anna"]
    village.telegram.mishaps.duplicate(5)
    anna.says("/start")
    await village.settle()
    assert len([b for b in anna.chat if not b.mine]) == 1
    assert len(await rows(village, "SELECT key FROM seen")) == 1
    assert village.telegram.updates.pending == []


async def test_two_taps_at_once_are_two_answers_and_one_step(village: Village) -> None:
    anna = village["Anna"]
    anna.says("/start")
    await village.settle()
    anna.taps_twice(anna.newest.labels[0])
    await village.settle()
    assert village.telegram.exchange.answered[anna.id] == 2
    assert len([b for b in anna.chat if not b.mine]) == 1


async def test_what_was_confirmed_at_the_end_does_not_come_again(village: Village) -> None:
    village["Anna"].says("/start")
    await village.settle()
    await village.restart()
    await village.settle()
    assert village.telegram.updates.pending == []
    assert len([b for b in village["Anna"].chat if not b.mine]) == 1


async def test_sigterm_under_load_loses_nothing(village: Village) -> None:
    people = [village[f"P{n}"] for n in range(30)]
    for person in people:
        person.says("/start")
    await asyncio.sleep(0.02)
    began = asyncio.get_running_loop().time()
    await village.restart()
    assert asyncio.get_running_loop().time() - began < 10
    await village.settle()
    for person in people:
        assert [b for b in person.chat if not b.mine], person.name
    waiting = await rows(village, "SELECT state FROM letters WHERE state = 'waiting'")
    assert waiting == []


# --- what cannot be read, and what fails -----------------------------------------


async def test_an_update_that_cannot_be_parsed_is_kept_and_blocks_nobody(village: Village) -> None:
    anna = village["Anna"]
    anna.sends_update("message", {"message_id": 1, "from": anna.user, "chat": 3})
    village["Bert"].says("/start")
    await village.settle()
    assert [b for b in village["Bert"].chat if not b.mine]
    held = await rows(village, "SELECT key, address, state FROM held")
    assert [row["address"] for row in held] == [str(anna.id)]
    assert village.telegram.updates.pending == []


async def test_a_poisoned_update_becomes_a_dead_letter_with_an_apology(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bert = village["Anna"], village["Bert"]
    anna.says("/start")
    await village.settle()
    real: Callable[..., Any] = journeys.answer

    def poisoned(talk: Any, event: Any, here: Any) -> Any:
        if event == Wrote("poison"):
            raise RuntimeError("our own fault")
        return real(talk, event, here)

    monkeypatch.setattr(journeys, "answer", poisoned)
    anna.looks()
    anna.says("poison")
    anna.says("/help")
    bert.says("/start")
    await village.settle()
    assert [b for b in bert.chat if not b.mine]
    tried = "SELECT tries, error, state FROM held WHERE tries > 0"
    assert [row["tries"] for row in await rows(village, tried)] == [1]
    assert anna.unseen() is None  # the rest of this person's updates queue behind it
    for seconds in (1, 5, 25):
        village.clock.advance(dt.timedelta(seconds=seconds + 0.1))
        await asyncio.sleep(0.7)
        await village.settle()
    dead = await rows(village, tried)
    assert [(row["tries"], row["state"]) for row in dead] == [(4, "dead")]
    assert "test_intake.py" in dead[0]["error"]
    assert "our own fault" not in dead[0]["error"]
    await asyncio.sleep(0.7)
    await village.settle()
    said = [seen.text for seen in anna.room.sightings if seen.kind == "message"]
    assert any("onze fout" in text or "our fault" in text for text in said)
    assert len(await rows(village, "SELECT key FROM held")) == 1
    # What waited behind it was answered, not only let go.
    assert "/taal" in anna.newest.text


@pytest.mark.parametrize("known", [True, False])
async def test_what_waits_behind_a_failure_is_answered_in_its_order(
    village: Village, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    anna = village["Anna"]
    if known:
        anna.says("/start")
        await village.settle()
    heard: list[str] = []
    real: Callable[..., Any] = journeys.answer

    def listening(talk: Any, event: Any, here: Any) -> Any:
        if isinstance(event, Wrote):
            heard.append(event.text)
        return real(talk, event, here)

    monkeypatch.setattr(journeys, "answer", lambda *about: 1 / 0)
    for text in ("/start", "/help", "/hub"):
        anna.says(text)
    await village.settle()
    assert len(await rows(village, "SELECT key FROM held")) == 3
    monkeypatch.setattr(journeys, "answer", listening)
    # Telegram gives one of them once more, which changes nothing.
    village.telegram.mishaps.duplicate(2)
    anna.says("/taal")
    await village.settle()
    village.clock.advance(dt.timedelta(seconds=1.1))
    await asyncio.sleep(0.7)
    await village.settle()
    assert heard == ["/start", "/help", "/hub", "/taal"]
    assert await rows(village, "SELECT key FROM held") == []
    assert len(await rows(village, "SELECT key FROM seen")) == 4 + known


# --- the store ------------------------------------------------------------------


async def test_while_the_store_is_locked_nothing_is_confirmed_and_then_all_is_done_once(
    village: Village,
) -> None:
    anna = village["Anna"]
    await patient(village, 50)
    with closing(sqlite3.connect(village.settings.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        anna.says("/start")
        await asyncio.sleep(0.5)
        assert len(village.telegram.updates.pending) == 1
        assert [b for b in anna.chat if not b.mine] == []
        other.execute("ROLLBACK")
    await anna.hears(within=8)
    await village.settle()
    assert len([b for b in anna.chat if not b.mine]) == 1
    await asyncio.sleep(0.1)
    assert village.telegram.updates.pending == []


async def test_a_full_disk_stops_confirming_until_there_is_space(village: Village) -> None:
    anna = village["Anna"]
    anna.says("/start")
    await village.settle()
    async with village.bot.store.reading() as tx:
        pages = await tx.one("PRAGMA page_count")
        assert pages is not None
        await tx.all(f"PRAGMA max_page_count = {pages['page_count']}")
    people = [village[f"P{n}"] for n in range(40)]
    for person in people:
        person.says("/start")
    await asyncio.sleep(0.5)
    assert village.telegram.updates.pending
    async with village.bot.store.reading() as tx:
        await tx.all("PRAGMA max_page_count = 1000000")
    async with asyncio.timeout(15):
        while village.telegram.updates.pending:  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.1)
    await village.settle()
    for person in people:
        assert len([b for b in person.chat if not b.mine]) == 1, person.name


# --- polling --------------------------------------------------------------------


async def test_another_poller_is_survived(village: Village) -> None:
    telegram = village.telegram
    async with Bot(telegram.token, base_url=telegram.base_url) as other:
        await other.get_updates(timeout=0)  # the bot's own poll ends with 409
        try:
            await other.get_updates(timeout=1)
        except Conflict:
            pass
    village["Anna"].says("/start")
    await village["Anna"].hears(within=10)


async def test_a_broken_answer_and_silence_are_survived(village: Village) -> None:
    village.telegram.mishaps.fail(502, times=2, method="getUpdates")
    village.telegram.updates.wake()
    village["Anna"].says("/start")
    await village["Anna"].hears(within=10)


async def test_a_revoked_token_ends_the_polling_and_says_so_once(village: Village) -> None:
    village.telegram.revoke()
    async with asyncio.timeout(5):
        await village.bot.outbound.unauthorized.wait()
    asked = village.telegram.counters["getUpdates"]
    await asyncio.sleep(0.3)
    assert village.telegram.counters["getUpdates"] == asked


async def test_the_bot_leaves_groups_and_says_nothing_there(village: Village) -> None:
    group = Group(village.telegram, "Straat")
    group.adds_bot(village["Anna"])
    await village.settle()
    group.says(village["Anna"], "/start")
    await village.settle()
    assert not group.has_bot
    assert [b for b in group.room.visible() if not b.mine] == []
    assert await rows(village, "SELECT key FROM seen") == []


@pytest.mark.parametrize("kind", ["inline_query", "poll", "channel_post", "edited_channel_post"])
async def test_updates_nobody_asked_for_are_acknowledged(village: Village, kind: str) -> None:
    village["Anna"].says("/start")
    await village.settle()
    village.telegram.updates.allow([])
    village["Anna"].sends_update(kind, {"id": "1"})
    village["Anna"].says("/help")
    await village.settle()
    assert village.telegram.updates.pending == []


# --- webhook --------------------------------------------------------------------


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[Village]:
    """A village whose Telegram calls the bot."""
    clock = VillageClock(dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC))
    async with Telegram(clock=clock) as telegram:
        settings = settings_for(telegram, str(tmp_path / "hooked.sqlite3"))
        await make_store(settings)
        port = _free_port()
        webhook = WebhookSettings(
            url=f"http://127.0.0.1:{port}{PATH}", secret=SecretStr(SECRET), port=port, path=PATH
        )
        here = Village(telegram, replace(settings, webhook=webhook), clock)
        await here.start()
        try:
            yield here
        finally:
            await here.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def test_a_conversation_by_webhook(hooked: Village) -> None:
    people = [hooked[f"P{n}"] for n in range(20)]
    for person in people:
        person.says("/start")
    await hooked.settle()
    for person in people:
        assert len([b for b in person.chat if not b.mine]) == 1
    assert hooked.telegram.counters["getUpdates"] == 0


@pytest.mark.parametrize(
    ("method", "headers", "body", "status"),
    [
        ("POST", {}, b"{}", 401),
        ("POST", {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, b"{}", 403),
        ("GET", {"X-Telegram-Bot-Api-Secret-Token": SECRET}, b"", 405),
        (
            "POST",
            {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "text/plain"},
            b"{}",
            415,
        ),
        (
            "POST",
            {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Encoding": "gzip"},
            b"\x1f\x8b bomb",
            415,
        ),
        ("POST", {"X-Telegram-Bot-Api-Secret-Token": SECRET}, b"x" * 1_000_000, 413),
        ("POST", {"X-Telegram-Bot-Api-Secret-Token": SECRET}, b"{", 400),
        ("POST", {"X-Telegram-Bot-Api-Secret-Token": SECRET}, b"[]", 400),
        ("POST", {"X-Telegram-Bot-Api-Secret-Token": SECRET}, b'{"update_id": 1}', 200),
    ],
)
async def test_who_does_not_speak_as_telegram_is_refused(
    hooked: Village, method: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    webhook = hooked.settings.webhook
    assert webhook is not None
    sound = {"Content-Type": "application/json", **headers}
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        try:
            async with session.request(method, webhook.url, data=body, headers=sound) as answer:
                assert answer.status == status
        except aiohttp.ClientOSError:
            assert status == 413  # cut while we were still sending
    assert await rows(hooked, "SELECT key FROM seen") == []


async def test_503_until_the_store_is_back_and_then_once(hooked: Village) -> None:
    anna = hooked["Anna"]
    await patient(hooked, 50)
    with closing(sqlite3.connect(hooked.settings.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        anna.says("/start")
        await asyncio.sleep(0.5)
        other.execute("ROLLBACK")
    await anna.hears(within=8)
    await hooked.settle()
    assert len([b for b in anna.chat if not b.mine]) == 1


# --- PostgreSQL ------------------------------------------------------------------


@pytest.mark.postgres
async def test_the_same_conversation_on_postgresql(postgres_dsn: str) -> None:
    async with open_village(postgres_dsn) as village:
        people = [village[f"P{n}"] for n in range(10)]
        for person in people:
            person.says("/start")
        await village.settle()
        for person in people:
            person.taps(person.newest.labels[0])
        await village.settle()
        for person in people:
            assert len([b for b in person.chat if not b.mine]) == 1
            assert village.telegram.exchange.answered[person.id] == 1
        await village.restart()
        people[0].says("/help")
        await people[0].hears(within=8)


# --- time -----------------------------------------------------------------------


async def test_what_is_due_is_done_once_and_a_failure_does_not_stop_the_rest(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []

    async def wake(_self: Any, _tx: Any, woke: Woke) -> list[Any]:
        woken.append(woke.subject)
        if woke.subject == "bad" and woken.count("bad") == 1:
            raise RuntimeError("our own fault")
        return []

    monkeypatch.setattr(turns.Turns, "wake", wake)
    now = village.clock.now()
    async with village.bot.store.transaction() as tx:
        await due.plan(tx, "closes", "bad", now - dt.timedelta(seconds=2), "c")
        await due.plan(tx, "reminder", "first", now - dt.timedelta(seconds=3), "c")
        await due.plan(tx, "closes", "later", now + dt.timedelta(hours=1), "c")
    async with asyncio.timeout(10):
        while woken.count("bad") < 2 or "first" not in woken:
            await asyncio.sleep(0.05)
            village.clock.advance(dt.timedelta(seconds=5))
    await village.later(hours=2)
    assert sorted(woken) == ["bad", "bad", "first", "later"]


def test_the_followed_clock_takes_the_time_from_answers() -> None:
    clock = FollowedClock()
    before = clock.now()
    clock.saw({})
    ahead = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    clock.saw({"X-Village-Now": instant(ahead)})
    assert dt.timedelta(days=2.9) < clock.now() - before < dt.timedelta(days=3.1)
