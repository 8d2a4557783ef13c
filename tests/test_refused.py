"""Letters that Telegram refuses, delays or may have taken: what comes of each."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from conversations.talk import (
    Heading,
    Said,
    VCard,
    said,
)
from conversations.words import _
from storage import outbox
from storage.database import instant
from storage.outbox import NEWS, PROMPT
from tests.post import Post, texts


async def test_refused_entities_are_left_out_once(post: Post) -> None:
    anna = await post.meet("anna")
    post.telegram.mishaps.cannot_parse_entities()
    await post.send(post.letter("anna", said(Heading(words=_("Hello")))))
    await anna.hears("Hello")
    await post.settled()
    assert "entities" not in anna.newest.json
    assert texts(anna) == ["Hello"]


async def test_blocked_is_noted_kept_and_told_to_the_owner(post: Post) -> None:
    anna = await post.meet("anna")
    anna.room.blocked = True
    await post.send(post.letter("anna", "decided", kind="say", rank=PROMPT, case="case1"))
    await post.settled()
    assert await post.states() == {"impossible": 1}
    async with post.store.transaction() as tx:
        account = await tx.one("SELECT unreachable_since FROM accounts")
        due = await tx.one("SELECT kind, subject FROM due")
        assert account is not None
        assert account["unreachable_since"] is not None
        assert due is not None
        assert tuple(due) == ("unreachable", "case1:anna")
        # A day later the person is back: what waited goes out once.
        anna.room.blocked = False
        await outbox.send_what_waited(tx, "anna", post.clock.now())
    await anna.hears("decided", within=4)
    await post.settled()
    assert await post.states() == {"sent": 1}


async def test_429_keeps_one_chat_waiting_as_told_and_the_others_go_on(post: Post) -> None:
    anna, bert = await post.meet("anna"), await post.meet("bert")
    post.telegram.mishaps.too_many(30, chat=anna.id)
    await post.send(post.letter("anna", "one", kind="say"))
    await post.send(post.letter("anna", "two", kind="say"), post.letter("bert", "hello"))
    await bert.hears("hello")
    await post.settled()
    assert texts(anna) == []
    assert post.telegram.mishaps.happened["too many"] == 1
    post.clock.advance(dt.timedelta(seconds=31))
    await anna.hears("one", within=3)
    await anna.hears("two")
    assert post.telegram.mishaps.happened["impatient"] == 0


async def test_what_must_arrive_is_sent_again_after_doubt_and_news_is_not(post: Post) -> None:
    anna, bert = await post.meet("anna"), await post.meet("bert")
    post.telegram.mishaps.cut_after(method="sendMessage", chat=anna.id)
    await post.send(post.letter("anna", "receipt", case="case1"))
    await anna.hears("receipt")
    await anna.hears("receipt", within=4)
    post.telegram.mishaps.cut_after(method="sendMessage", chat=bert.id)
    await post.send(post.letter("bert", "news", kind="say", weight="news", rank=NEWS))
    await bert.hears("news")
    await post.settled()
    await asyncio.sleep(1.2)
    assert texts(bert) == ["news"]
    assert await post.states() == {"sent": 1, "dropped": 1}


async def test_what_certainly_did_not_arrive_is_sent_again_also_when_it_is_news(
    post: Post,
) -> None:
    anna = await post.meet("anna")
    post.telegram.mishaps.fail(502, times=2, method="sendMessage")
    await post.send(post.letter("anna", "news", kind="say", weight="news", rank=NEWS))
    await anna.hears("news", within=6)
    await post.settled()
    assert texts(anna) == ["news"]


async def test_after_an_outage_everything_goes_at_once_and_old_news_is_dropped(post: Post) -> None:
    people = [await post.meet(f"p{n}") for n in range(5)]
    post.telegram.mishaps.fail(500, times=None, seconds=1800, method="sendMessage")
    await post.send(*(post.letter(f"p{n}", "receipt", case=f"c{n}") for n in range(5)))
    until = instant(post.clock.now() + dt.timedelta(minutes=10))
    await post.send(
        *(post.letter(f"p{n}", "news", kind="say", rank=NEWS, until=until) for n in range(5))
    )
    await asyncio.sleep(0.3)
    post.clock.advance(dt.timedelta(seconds=1801))
    for person in people:
        await person.hears("receipt", within=4)
    await post.settled()
    assert all(texts(person) == ["receipt"] for person in people)
    assert await post.states() == {"sent": 5, "dropped": 5}


async def test_a_revoked_token_stops_everything_and_keeps_it(post: Post) -> None:
    await post.meet("anna")
    post.telegram.revoke()
    await post.send(post.letter("anna", "hello"))
    async with asyncio.timeout(3):
        await post.outbound.unauthorized.wait()
    asked = post.telegram.counters["sendMessage"]
    await asyncio.sleep(0.3)
    assert post.telegram.counters["sendMessage"] == asked
    assert await post.states() == {"waiting": 1}


async def test_a_letter_that_cannot_be_read_is_dropped_in_the_end_and_the_next_goes(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbound.OUR_TRIES", 1)
    anna = await post.meet("anna")
    await post.send(post.letter("anna", "x", body="{}"), post.letter("anna", "next", kind="say"))
    await anna.hears("next")
    await post.settled()
    assert await post.states() == {"dropped": 1, "sent": 1}


async def test_somebody_without_this_door_is_told_to_the_owner(post: Post) -> None:
    await post.meet("anna")
    async with post.store.transaction() as tx:
        await tx.run("DELETE FROM accounts")
    await post.send(post.letter("anna", "hello", kind="say"))
    await post.settled()
    assert await post.states() == {"impossible": 1}


async def test_a_number_for_somebody_who_blocked_the_bot_is_impossible_not_lost(post: Post) -> None:
    await post.meet("anna", reachable=False)
    card = VCard(name=_("A"), number="14010", organisation="R", title=_("Role"))
    await post.send(post.letter("anna", Said(body=(), card=card), kind="say"))
    await post.settled()
    assert await post.states() == {"impossible": 1}
