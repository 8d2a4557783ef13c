"""Letters reach phones: in order, once, at Telegram's pace, and whatever it answers."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from bot.pace import Budget, Pace
from bot.turns import Answered, Toast
from conversations.talk import (
    Heading,
    said,
    step,
)
from conversations.words import _
from storage.database import instant
from storage.outbox import PROMPT
from tests.post import Post, texts

# --- the ordinary way ---------------------------------------------------------


async def test_a_screen_arrives_and_the_chat_knows_its_number(post: Post) -> None:
    anna = await post.meet("anna")
    await post.send(post.letter("anna", said(Heading(words=_("Hello")), rows=(step("A", "a"),))))
    bubble = await anna.hears("Hello")
    await post.settled()
    chat = await post.chat("anna")
    assert (chat["shown"], chat["newest"]) == (bubble.id, bubble.id)
    assert chat["shown_at"] == bubble.json["date"]
    assert bubble.json["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert await post.states() == {"sent": 1}


async def test_a_person_gets_letters_in_order_one_at_a_time(post: Post) -> None:
    anna = await post.meet("anna")
    post.telegram.mishaps.slow(0.02, None, method="sendMessage")
    letters = [post.letter("anna", f"number {n}", kind="say") for n in range(6)]
    prompt = post.letter("anna", "a prompt", kind="say", rank=PROMPT)
    await post.send(prompt, *letters)
    await post.settled()
    # The prompt waits behind answers that came at the same moment.
    assert texts(anna) == [f"number {n}" for n in range(6)] + ["a prompt"]


async def test_people_do_not_wait_for_each_other(post: Post) -> None:
    people = [await post.meet(f"p{n}") for n in range(20)]
    post.telegram.mishaps.slow(0.2, None, method="sendMessage")
    began = asyncio.get_running_loop().time()
    await post.send(*(post.letter(f"p{n}", "hello") for n in range(20)))
    await post.settled()
    assert asyncio.get_running_loop().time() - began < 1.5
    assert all(texts(person) == ["hello"] for person in people)


async def test_every_tap_is_answered_once(post: Post) -> None:
    anna = await post.meet("anna")
    await post.send(post.letter("anna", said(_("Hello"), rows=(step("A", "a"),))))
    await anna.hears("Hello")
    taps = [anna.taps("A"), anna.taps("A")]
    toasts = [Toast(tap, _("Done") if n else None, "en") for n, tap in enumerate(taps) if tap]
    post.outbound.push([Answered(toast=toast) for toast in toasts])
    await post.settled()
    assert post.telegram.exchange.answered[anna.id] == 2
    assert anna.toasts == ["Done"]


async def test_a_newer_screen_takes_the_place_of_one_that_has_not_left(post: Post) -> None:
    anna = await post.meet("anna")
    post.telegram.mishaps.slow(0.2, method="sendMessage")
    await post.send(post.letter("anna", "first", turn=1))
    await asyncio.sleep(0.05)
    await post.send(post.letter("anna", "second", turn=2))
    assert post.outbound.undelivered("anna")
    await post.send(post.letter("anna", "receipt", turn=2, case="case1"))
    await post.send(post.letter("anna", "third", turn=3), replaced="anna")
    await post.settled()
    assert texts(anna) == ["first", "receipt", "third"]
    assert not post.outbound.undelivered("anna")


async def test_an_answer_waits_until_the_screen_it_may_belong_to_is_noted(post: Post) -> None:
    anna = await post.meet("anna")
    post.telegram.mishaps.slow(0.15, method="sendMessage")
    await post.send(post.letter("anna", "question"))
    await asyncio.sleep(0.05)
    assert not post.outbound.undelivered("anna")  # it may be there already
    await post.outbound.landed([str(anna.id)])
    assert (await post.chat("anna"))["shown"] == anna.newest.id


async def test_a_letter_for_later_waits_and_the_clock_may_jump(post: Post) -> None:
    anna = await post.meet("anna")
    later = instant(post.clock.now() + dt.timedelta(seconds=30))
    await post.send(post.letter("anna", "later", not_before=later))
    await post.send(post.letter("anna", "now", kind="say"))
    await post.settled()
    assert texts(anna) == ["now"]
    post.clock.advance(dt.timedelta(seconds=31))
    await anna.hears("later", within=3)


# --- rewriting ----------------------------------------------------------------


async def test_a_screen_rewrites_the_pressed_message(post: Post) -> None:
    anna = await post.meet("anna")
    await post.send(post.letter("anna", "first", kind="say"))
    old = await anna.hears("first")
    await post.send(post.letter("anna", "second", edits=old.id))
    await post.settled()
    assert texts(anna) == ["second"]
    await post.send(post.letter("anna", "second", edits=old.id))
    await post.settled()
    # "Message is not modified" is done.
    assert await post.states() == {"sent": 3}
    assert (await post.chat("anna"))["shown"] == old.id


async def test_a_screen_never_rewrites_a_message_above_what_was_said_since(post: Post) -> None:
    anna = await post.meet("anna")
    await post.send(post.letter("anna", said(_("first"), rows=(step("go", "go"),)), kind="say"))
    old = await anna.hears("first")
    # After a crash "again" is repeated, and lies under the message the screen was to rewrite.
    await post.send(
        post.letter("anna", "again", kind="say"), post.letter("anna", "second", edits=old.id)
    )
    await post.settled()
    assert texts(anna) == ["first", "again", "second"]
    await asyncio.sleep(0.5)
    assert not old.labels


async def test_a_refused_rewrite_is_sent_anew_but_never_a_mere_refresh(post: Post) -> None:
    anna = await post.meet("anna")
    await post.send(post.letter("anna", "screen", edits=4711))
    await post.send(post.letter("anna", "refresh", kind="edit", edits=4712))
    await post.settled()
    assert texts(anna) == ["screen"]
    assert await post.states() == {"sent": 1, "dropped": 1}


async def test_old_buttons_go_when_nobody_waits(post: Post) -> None:
    anna = await post.meet("anna")
    await post.send(post.letter("anna", said(_("first"), rows=(step("A", "a"),))))
    old = await anna.hears("first")
    await post.send(post.letter("anna", "second", retires=old.id))
    await post.settled()
    await asyncio.sleep(0.5)
    assert not old.labels


# --- restart ------------------------------------------------------------------


async def test_a_new_life_sends_what_the_old_one_left(post: Post) -> None:
    anna = await post.meet("anna")
    post.telegram.mishaps.too_many(20, chat=anna.id)
    await post.send(*(post.letter("anna", f"number {n}", kind="say") for n in range(3)))
    await post.settled()
    await post.outbound.close(1.0)
    post.clock.advance(dt.timedelta(seconds=21))
    await post.new_life(None).start()
    for n in range(3):
        await anna.hears(f"number {n}")
    await post.settled()
    assert texts(anna) == ["number 0", "number 1", "number 2"]


async def test_a_crash_before_noting_sends_at_most_one_letter_twice(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await post.meet("anna")

    async def killed(*_about: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(post.outbound.noting, "_write", killed)
    await post.send(post.letter("anna", "hello", kind="say"))
    await anna.hears("hello")
    await post.outbound.close(0.1)
    await post.new_life(None).start()
    await anna.hears("hello")
    await post.settled()
    assert texts(anna) == ["hello", "hello"]
    assert await post.states() == {"sent": 1}


async def test_our_pace_hears_no_429(post: Post) -> None:
    from bot.demo.pace import Pace as Strict

    await post.outbound.close(1.0)
    post.telegram.pace = Strict()
    await post.new_life(Pace(overall=28, burst=20, chat=20, chat_burst=5)).start()
    anna = await post.meet("anna")
    post.telegram.pace = Strict(per_chat=30, chat_burst=6)
    await post.send(*(post.letter("anna", f"n{n}", kind="say") for n in range(25)))
    await post.settled()
    while len(texts(anna)) < 25:
        await anna.hears(within=2)
    assert post.telegram.pace.refused == 0


@pytest.mark.parametrize(
    ("taken", "news", "wait"),
    [(0, False, 0.0), (60, False, 1 / 28), (25, True, 1 / 25), (24, True, 0.0)],
)
def test_the_pace_in_figures(taken: int, news: bool, wait: float) -> None:
    budget = Budget(Pace(), lambda: 1000.0)
    for chat in range(taken):
        budget.take(chat, news=news)
    assert max(budget.wait_all(news=news), 0.0) == pytest.approx(wait)


def test_a_chat_gets_five_at_once_and_then_one_a_second() -> None:
    budget = Budget(Pace(), lambda: 1000.0)
    for _n in range(5):
        assert budget.wait_chat(1) <= 0
        budget.take(1, news=False)
    assert budget.wait_chat(1) == pytest.approx(1.0)
    assert budget.wait_chat(2) <= 0
