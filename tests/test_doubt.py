"""What a crash or a failing store leaves in doubt: no answer goes astray, nothing is kept back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import orjson
import pytest

from bot.demo.filing import which
from bot.demo.people import Person
from bot.demo.village import Village
from bot.inbound import Incoming
from bot.service import open_store
from bot.turns import TOGETHER, Answered, Turns
from conversations.talk import Wrote
from storage import chats
from storage.database import Database, Transaction, Unavailable


class Failing:
    """A store whose second transaction cannot be had."""

    dialect = "sqlite"

    def __init__(self, store: Database) -> None:
        self._store = store
        self._begun = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        self._begun += 1
        if self._begun == 2:
            raise Unavailable("full")
        async with self._store.transaction() as tx:
            yield tx


async def test_what_was_committed_before_the_store_failed_is_said(village: Village) -> None:
    """A batch has several commits; what one of them led to goes out although the next one fails."""
    bot = village.bot
    store = cast(Database, Failing(bot.store))
    turns = Turns(store, bot.profile, bot="aanzet", me=bot.me, now=village.clock.now)
    batch = [
        Incoming("telegram", f"key {n}", str(900_000 + n), "Piet", "nl", Wrote("/start"))
        for n in range(TOGETHER + 3)
    ]
    pushed: list[Answered] = []
    with pytest.raises(Unavailable):
        await turns.take(batch, pushed.extend)
    assert len(pushed) == TOGETHER
    assert all(answered.letters for answered in pushed)
    assert len(await turns.take(batch, pushed.extend)) == len(batch)
    assert sum(bool(answered.letters) for answered in pushed) == len(batch), "each once"


# --- what a crash leaves in doubt ----------------------------------------------------


async def cut_off_before_noting(village: Village) -> None:
    """Stop as a crash would: what was sent in the end was never noted."""
    await village.stop()
    store = await open_store(village.settings)
    async with store.reading() as tx:
        waiting = await tx.all("SELECT kind FROM letters WHERE state = 'waiting'")
    await store.close()
    assert [row["kind"] for row in waiting] == ["screen"]


async def lose_the_note(village: Village, anna: Person) -> None:
    """Anna answers; the next question reaches her, and that is all."""

    async def never(*_about: object) -> None:
        raise RuntimeError("died here")

    setattr(village.bot.outbound.noting, "_write", never)  # noqa: B010 - the crash
    anna.says("Bankje")
    await village.settle()
    assert "story" in (which(anna.newest.text) or "")


async def title_and_story(village: Village) -> tuple[str | None, str | None]:
    async with village.bot.store.reading() as tx:
        rows = await tx.all("SELECT body FROM drafts WHERE journey = 'initiative'")
    draft = orjson.loads(rows[0]["body"])
    return draft["title"], draft["story"]


STORY = "Er is nergens een plek om te zitten."


@pytest.fixture
async def anna(village: Village) -> Person:
    """Somebody who is asked for the name of her plan."""
    somebody = Person(village.telegram, "Anna", language="en")
    for what in ("/idee", "Ommoord", "1"):
        somebody.says(what)
        await village.settle()
    return somebody


async def test_an_answer_given_while_the_bot_was_dead_counts(
    village: Village, anna: Person
) -> None:
    """Killed between Telegram's ok and our note: no answer goes astray, nothing is asked twice."""
    await lose_the_note(village, anna)
    await cut_off_before_noting(village)
    anna.says(STORY)
    await village.start()
    await village.settle()
    assert await title_and_story(village) == ("Bankje", STORY)
    assert [which(b.text) for b in anna.chat if not b.mine].count("story") == 1


async def test_an_answer_older_than_the_repeated_question_counts(
    village: Village, anna: Person
) -> None:
    """The question came twice; what was typed between the two answers the first."""
    await lose_the_note(village, anna)
    await cut_off_before_noting(village)
    village.telegram.mishaps.delay(1.5)
    anna.says(STORY)
    await village.start()
    anna.looks()
    await anna.hears("…why?…", within=5)
    await asyncio.sleep(1.6)
    await village.settle()
    assert await title_and_story(village) == ("Bankje", STORY)


async def test_a_late_part_does_not_ask_the_same_question_again(
    village: Village, anna: Person
) -> None:
    """Two messages, one answer; the question that stands already is not sent once more."""
    anna.says("Bankje")
    await village.settle()
    anna.says(STORY)
    village.telegram.mishaps.delay(0.7)
    anna.says("Ook niet bij de bus.")
    await village.settle()
    assert which(anna.newest.text) == "place"
    await asyncio.sleep(0.8)
    await village.settle()
    assert await title_and_story(village) == ("Bankje", f"{STORY}\nOok niet bij de bus.")
    assert [which(b.text) for b in anna.chat if not b.mine].count("place") == 1
    anna.says("Binnenhof")
    await village.settle()
    assert which(anna.newest.text) == "start"


# --- what fails in one commit with others ----------------------------------------------


async def test_a_write_that_fails_takes_nobody_else_with_it(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight people share a commit; one of them breaks a rule of the store: only that one waits."""
    keep = chats.keep_chat

    async def faulty(tx: Transaction, person: str, **chat: Any) -> None:
        row = await tx.one("SELECT name FROM people WHERE id = :id", id=person)
        if row is not None and row["name"] == "Fout":
            chat["steps"] = 7  # CHECK (steps IN (0, 1))
        await keep(tx, person, **chat)

    monkeypatch.setattr(chats, "keep_chat", faulty)
    bot = village.bot
    turns = Turns(bot.store, bot.profile, bot="aanzet", me=bot.me, now=village.clock.now)
    batch = [
        Incoming("telegram", f"key {n}", str(910_000 + n), name, "nl", Wrote("/start"), raw={})
        for n, name in enumerate(["Piet", "Fout", "Sara", "Piet", "Fout", "Bea"])
    ]
    answered = await turns.take(batch)
    assert [len(one.letters) for one in answered] == [1, 0, 1, 1, 0, 1]
    async with bot.store.reading() as tx:
        held = await tx.all("SELECT address, error FROM held ORDER BY address")
        done = await tx.all("SELECT key FROM seen WHERE key LIKE 'key %' ORDER BY key")
    assert [row["address"] for row in held] == ["910001", "910004"]
    assert all(row["error"].startswith("IntegrityError") for row in held)
    assert [row["key"] for row in done] == ["key 0", "key 2", "key 3", "key 5"]
    monkeypatch.undo()
    again = await turns.take(batch)
    assert [len(one.letters) for one in again] == [0, 1, 0, 0, 1, 0], "each is answered once"
