"""Letters reach phones: in order, once, at Telegram's pace, and whatever it answers."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot

from bot.demo.clock import VillageClock
from bot.demo.people import Person
from bot.demo.telegram import Telegram
from bot.keyboards import keyboard
from bot.outbound import Outbound
from bot.pace import Budget, Pace
from bot.request import AiohttpRequest
from bot.turns import Answered, Toast
from conversations.talk import (
    Attached,
    Copy,
    Heading,
    Pin,
    Said,
    Share,
    Standing,
    VCard,
    said,
    step,
)
from conversations.words import _
from storage import outbox
from storage.database import fresh, instant
from storage.migrations import migrate
from storage.outbox import ANSWER, CLAIM, NEWS, PROMPT, Letter
from storage.profile.municipality import builtin, load
from storage.sqlite import Sqlite, open_sqlite

NOON = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)
ROTTERDAM = load(builtin("rotterdam"))


class Post:
    """An outbox on disk, its delivery, and people with phones."""

    def __init__(self, telegram: Telegram, store: Sqlite, bot: Bot, clock: VillageClock) -> None:
        self.telegram, self.store, self.bot, self.clock = telegram, store, bot, clock
        self.number = count(1)
        self.outbound = self.new_life(None)

    def new_life(self, pace: Pace | None) -> Outbound:
        """What starts after a restart: the same outbox, nothing in memory."""
        self.me = fresh()
        self.outbound = Outbound(self.store, self.bot, ROTTERDAM, self.me, self.clock.now, pace)
        return self.outbound

    async def meet(self, name: str, *, reachable: bool = True) -> Person:
        """Somebody who has started the bot."""
        person = Person(self.telegram, name)
        person.room.started = reachable
        async with self.store.transaction() as tx:
            at = instant(self.clock.now())
            await tx.run(
                "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'en', :at)",
                id=name,
                at=at,
            )
            await tx.run(
                "INSERT INTO accounts (door, address, person) VALUES ('telegram', :a, :id)",
                a=str(person.id),
                id=name,
            )
            await tx.run("INSERT INTO chats (person, turn) VALUES (:id, 1)", id=name)
        return person

    def letter(self, person: str, words: str | Said, **more: Any) -> Letter:
        """A letter written now; a screen unless told otherwise."""
        body = words if isinstance(words, Said) else said(_(words))
        n = next(self.number)
        at = instant(self.clock.now() + dt.timedelta(microseconds=n))
        values: dict[str, Any] = {
            "cause": fresh(),
            "n": 0,
            "person": person,
            "rank": ANSWER,
            "kind": "screen",
            "weight": "must",
            "body": body.model_dump_json(),
            "turn": 1,
            "written": at,
            "not_before": at,
            "language": "en",
        }
        return Letter(**{**values, **more})

    async def write(self, *letters: Letter) -> None:
        """Into the outbox, as a turn does it."""
        async with self.store.transaction() as tx:
            await outbox.put(tx, letters, self.me, instant(self.clock.now() + CLAIM))

    async def send(self, *letters: Letter, replaced: str | None = None) -> None:
        """Into the outbox and on their way."""
        await self.write(*letters)
        self.outbound.push([Answered(letters=list(letters), replaced=replaced)])

    async def settled(self) -> None:
        """Nothing goes out any more."""
        async with asyncio.timeout(10):
            await self.outbound.idle()

    async def states(self) -> dict[str, int]:
        """How many letters are in which state."""
        async with self.store.reading() as tx:
            rows = await tx.all("SELECT state, count(*) AS n FROM letters GROUP BY state")
        return {row["state"]: row["n"] for row in rows}

    async def chat(self, person: str) -> dict[str, Any]:
        """The chat row of somebody."""
        async with self.store.reading() as tx:
            row = await tx.one("SELECT * FROM chats WHERE person = :p", p=person)
        assert row is not None
        return dict(row)


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    clock = VillageClock(NOON)
    store = await open_sqlite(tmp_path / "post.sqlite3", create=True)
    await migrate(store, profile="rotterdam", create=True)
    async with Telegram(clock=clock) as telegram:
        request = AiohttpRequest(read_timeout=1.0)
        bot = Bot(
            telegram.token,
            base_url=telegram.base_url,
            request=request,
            get_updates_request=AiohttpRequest(),
        )
        await bot.initialize()
        post = Post(telegram, store, bot, clock)
        await post.outbound.start()
        yield post
        await post.outbound.close(1.0)
        await bot.shutdown()
        assert telegram.violations == []
    await store.close()


def texts(person: Person) -> list[str]:
    """What the bot's messages in this chat say now."""
    return [bubble.text for bubble in person.chat if not bubble.mine]


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


# --- what Telegram refuses ----------------------------------------------------


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


# --- tables -------------------------------------------------------------------


def test_buttons_say_what_they_send() -> None:
    message = said(
        _("Hello"),
        rows=(
            step("Yes", "yes"),
            (
                Standing(label="No", case="c" * 22, verb="no"),
                Standing(label="2", case="c" * 22, verb="take", n=2),
            ),
            (Share(label="Tell", token="i_x", words=_("A plan & more")),),
            (Copy(label="Copy", text="x" * 300),),
        ),
    )
    markup = keyboard(message, 7, "en", ROTTERDAM, "zet_bot")
    assert markup is not None
    rows = markup["inline_keyboard"]
    assert rows[0] == [{"text": "Yes", "callback_data": "s7:yes"}]
    assert [b["callback_data"] for b in rows[1]] == [f"c{'c' * 22}:no", f"c{'c' * 22}:take:2"]
    assert rows[2][0]["url"] == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fzet_bot%3Fstart%3Di_x"
        "&text=A%20plan%20%26%20more"
    )
    assert len(rows[3][0]["copy_text"]["text"]) == 256


def test_a_button_that_sends_too_much_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="64"):
        keyboard(said(_("x"), rows=(step("x", "x" * 64),)), 1, "en", ROTTERDAM, "b")


async def test_a_made_text_goes_as_a_file(post: Post) -> None:
    anna = await post.meet("anna")
    content = Said(body=(_("The list"),), attached=Attached(name="lijst.csv", table=(("a", "b"),)))
    await post.send(post.letter("anna", content, kind="say"))
    await post.settled()
    document = anna.newest.json["document"]
    assert document["file_name"] == "lijst.csv"
    assert anna.newest.json["caption"] == "The list"


async def test_a_place_goes_as_a_venue_for_the_phones_own_map(post: Post) -> None:
    anna = await post.meet("anna")
    pin = Pin(latitude=51.96, longitude=4.55, title="Wijkhub Week", address="Weekplein 1")
    content = said(_("Wijkhub Week"), rows=(step("Menu", "@start"),)).but(pin=pin)
    await post.send(post.letter("anna", content, kind="say"))
    await post.settled()
    venue = anna.newest.venue
    assert venue is not None
    assert (venue["title"], venue["address"]) == ("Wijkhub Week", "Weekplein 1")
    assert venue["location"] == {"latitude": 51.96, "longitude": 4.55}
    assert anna.newest.labels == ("Menu",)


async def test_keys_for_a_position_come_and_go(post: Post) -> None:
    anna = await post.meet("anna")
    asks = said(_("Where?"), rows=(step("List", "list"),)).but(position=_("Share"))
    await post.send(post.letter("anna", asks))
    await post.settled()
    assert anna.reply_keyboard == [["Share"], ["List"]]
    [[share], [other]] = (anna.room.reply_keyboard or {})["keyboard"]
    assert share == {"text": "Share", "request_location": True}
    assert other == {"text": "List"}
    await post.send(post.letter("anna", said(_("All right.")).but(takes_keys=True), kind="say"))
    await post.settled()
    assert anna.reply_keyboard == []
    assert post.telegram.violations == []


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


async def test_a_number_arrives_as_a_contact_alone_and_once(post: Post) -> None:
    anna = await post.meet("anna")
    card = VCard(
        name=_("Wijkregisseur"), number="+31180000001", organisation="Ridderkerk", title=_("Role")
    )
    await post.send(post.letter("anna", Said(body=(), card=card), kind="say"))
    await post.settled()
    assert texts(anna) == ["(contact Wijkregisseur, +31180000001)"]
    assert anna.newest.contact is not None
    assert anna.newest.contact["vcard"].startswith("BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert await post.states() == {"sent": 1}
    assert post.telegram.counters["sendMessage"] == 0


async def test_a_number_for_somebody_who_blocked_the_bot_is_impossible_not_lost(post: Post) -> None:
    await post.meet("anna", reachable=False)
    card = VCard(name=_("A"), number="14010", organisation="R", title=_("Role"))
    await post.send(post.letter("anna", Said(body=(), card=card), kind="say"))
    await post.settled()
    assert await post.states() == {"impossible": 1}
