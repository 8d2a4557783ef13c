"""The village's Bot API says no where Telegram says no, in Telegram's words.

Everything goes through python-telegram-bot's own Bot over its own transport, except what it
would never send.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.demo.clock import VillageClock, instant
from bot.demo.files import PIXEL
from bot.demo.groups import Group
from bot.demo.pace import Pace
from bot.demo.people import People, Person, cut
from bot.demo.telegram import METHODS, Telegram
from bot.demo.transcript import Differs, plays, record

BESIDE = Path(__file__).parents[2] / "shared" / "telegram" / "bot-api.json"
SPEC = Path(os.environ.get("AANZET_BOT_API_SPEC", BESIDE))
PUBLISHED = SPEC if SPEC.exists() else None
NOON = datetime(2026, 5, 12, 10, tzinfo=UTC)
A_OR_B = InlineKeyboardMarkup(
    [[InlineKeyboardButton("A", callback_data="a"), InlineKeyboardButton("B", callback_data="b")]]
)


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


# What a correct bot never sends


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "A", **button}]]}


def entity(kind: str, offset: int, length: int) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length}


BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"text": "hi", "colour": "red"}, "unknown parameter 'colour'"),
    ("sendMessage", {}, "message text is empty"),
    ("sendMessage", {"text": " \n "}, "message text is empty"),
    ("sendMessage", {"text": "é" * 4097}, "message is too long"),
    ("sendMessage", {"text": "😀" * 2049}, "message is too long"),
    ("sendPhoto", {"photo": "x", "caption": "a" * 1025}, "message caption is too long"),
    ("sendPhoto", {}, "'photo' is required"),
    ("sendPhoto", {"photo": "never-given-out"}, "wrong file identifier"),
    ("sendVenue", {"latitude": 1, "longitude": 1, "title": "t"}, "'address' is required"),
    ("sendVenue", {"latitude": 91, "longitude": 1, "title": "t", "address": "a"}, "coordinates"),
    ("sendContact", {"phone_number": "1", "first_name": "A", "vcard": "v" * 2049}, "vCard"),
    ("sendMessage", {"text": "hi", "entities": [entity("bold", 1, 2)]}, "ends after the end"),
    ("sendMessage", {"text": "😀", "entities": [entity("bold", 1, 1)]}, "middle of a UTF-16"),
    ("sendMessage", {"text": "a😀", "entities": [entity("bold", 0, 2)]}, "middle of a UTF-16"),
    ("sendMessage", {"text": "hi", "entities": [entity("loud", 0, 1)]}, "unsupported entity"),
    ("sendMessage", {"text": "hi", "entities": [entity("text_link", 0, 1)]}, "has no URL"),
    ("sendMessage", {"text": "hi", "entities": "bold"}, "can't parse entities JSON"),
    (
        "sendMessage",
        {"text": "abcd", "entities": [entity("bold", 0, 3), entity("italic", 2, 2)]},
        "crosses",
    ),
    (
        "sendMessage",
        {"text": "abcd", "entities": [entity("code", 0, 4), entity("bold", 1, 2)]},
        "overlap",
    ),
    ("sendMessage", {"text": "hi", "reply_markup": keyboard()}, "text buttons are unallowed"),
    (
        "sendMessage",
        {"text": "hi", "reply_markup": keyboard(callback_data="é" * 32 + "x")},
        "BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"text": "hi", "reply_markup": keyboard(callback_data="")},
        "BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {"text": "hi", "reply_markup": keyboard(copy_text={"text": "x" * 257})},
        "BUTTON_COPY_TEXT_INVALID",
    ),
    ("sendMessage", {"text": "hi", "reply_markup": keyboard(url="nowhere")}, "Wrong HTTP URL"),
    ("sendMessage", {"text": "hi", "reply_markup": "{"}, "can't parse reply_markup JSON"),
    ("sendMessage", {"text": "hi", "reply_markup": {"buttons": []}}, "reply keyboard markup"),
    ("sendMediaGroup", {"media": [{"type": "photo", "media": "x"}]}, "wrong number of messages"),
    ("setMyCommands", {"commands": [{"command": "Idee", "description": "i"}]}, "COMMAND_INVALID"),
    ("setMyName", {"name": "n" * 65}, "name is too long"),
    ("setMyDescription", {"description": "d" * 513}, "description is too long"),
    ("setMessageReaction", {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "🧀"}]}, ""),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "t" * 201}, "MESSAGE_TOO_LONG"),
    ("sendChatAction", {"action": "dancing"}, "wrong parameter action"),
    ("editMessageText", {"text": "hi"}, "message identifier is not specified"),
]
CHATLESS = {"setMyCommands", "setMyName", "setMyDescription", "answerCallbackQuery"}


async def test_what_a_correct_bot_never_sends_is_refused_and_remembered(
    telegram: Telegram, anna: Person
) -> None:
    for number, (method, values, reason) in enumerate(BROKEN, 1):
        chat = {} if method in CHATLESS else {"chat_id": anna.id}
        status, answer = await asked(telegram, method, **chat, **values)
        assert status == answer["error_code"] == 400, (method, values, answer)
        assert answer["description"].startswith("Bad Request: "), answer
        assert reason in answer["description"], (method, values, answer)
        assert len(telegram.violations) == number, (method, values)
    assert not [bubble for bubble in anna.chat if not bubble.mine]


NESTED: list[tuple[str, dict[str, Any], str]] = [
    (
        "sendMessage",
        {"text": "hi", "reply_markup": keyboard(callback_data="a", glow=True)},
        "reply_markup.inline_keyboard[0][0].glow is not a field",
    ),
    (
        "sendMessage",
        {"text": "hi", "entities": [{**entity("bold", 0, 1), "weight": 700}]},
        "entities[0].weight is not a field",
    ),
    ("sendMessage", {"text": "hi", "disable_notification": 3}, "must be Boolean"),
    ("sendMessage", {"text": "hi", "reply_parameters": {}}, "message_id is missing"),
    ("setMyCommands", {"commands": [], "scope": {"type": "moon"}}, "scope.type must be"),
]


@pytest.mark.skipif(PUBLISHED is None, reason="the published Bot API is not on this machine")
async def test_nested_types_are_checked_against_the_published_bot_api(
    telegram: Telegram, anna: Person
) -> None:
    for number, (method, values, reason) in enumerate(NESTED, 1):
        chat = {} if method in CHATLESS else {"chat_id": anna.id}
        status, answer = await asked(telegram, method, **chat, **values)
        assert status == 400, (values, answer)
        assert reason in answer["description"], answer
        assert telegram.spec_checked == number
    assert len(telegram.violations) == len(NESTED)


async def test_markup_in_the_text_works_but_is_remembered(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "<b>hi</b>", parse_mode="HTML")
    assert sent.text == "hi"
    assert "parse_mode" in anna.telegram.violations[0]


async def test_a_form_and_a_multipart_request_are_judged_the_same(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    with pytest.raises(BadRequest, match="Unknown parameter 'colour'"):
        await bot.send_message(anna.id, "hi", api_kwargs={"colour": "red"})
    with pytest.raises(BadRequest, match="Unknown parameter 'colour'"):
        await bot.send_document(anna.id, b"%PDF", api_kwargs={"colour": "red"})
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(anna.id, b"not a picture")
    assert len(telegram.violations) == 2


async def test_unknown_methods_and_wrong_tokens(telegram: Telegram) -> None:
    status, _ = await asked(telegram, "sendGold", chat_id=1)
    assert status == 404
    assert telegram.violations == ["sendGold: unknown method"]
    wrong = Bot("1000000001:wrong", base_url=telegram.base_url)
    with pytest.raises(InvalidToken):
        await wrong.initialize()
    await wrong.shutdown()


async def test_a_revoked_token_is_worth_nothing(telegram: Telegram, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    telegram.revoke()
    with pytest.raises(InvalidToken):
        await waiting
    with pytest.raises(InvalidToken):
        await bot.get_me()


# Everything our bot may send arrives, and python-telegram-bot understands the answer


async def test_every_method_gives_what_python_telegram_bot_expects(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    me = anna.id
    first = await bot.send_message(me, "hello", reply_markup=A_OR_B)
    bold = [MessageEntity("bold", 2, 2)]
    second = await bot.send_message(me, "  fat  ", entities=bold, protect_content=True)
    assert (second.text, second.entities[0].offset) == ("fat", 0)
    assert second.message_id == first.message_id + 1
    answer = await bot.send_message(me, "re", reply_to_message_id=first.message_id)
    assert answer.reply_to_message == first
    photo = await bot.send_photo(me, PIXEL, caption="a picture")
    assert (await bot.send_photo(me, photo.photo[-1].file_id)).photo
    document = await bot.send_document(me, b"%PDF plan", filename="plan.pdf")
    assert document.document is not None
    assert document.document.file_name == "plan.pdf"
    file = await document.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"%PDF plan"
    assert (await bot.send_voice(me, b"OggS")).voice
    venue = await bot.send_venue(me, 51.9, 4.5, "Huis van de Wijk", "Briandplaats 9")
    assert venue.venue is not None
    assert anna.newest.text == "(venue Huis van de Wijk, Briandplaats 9)"
    assert (await bot.send_contact(me, "14010", "Wijkregisseur", vcard="BEGIN:VCARD")).contact
    assert (await bot.send_location(me, 51.9, 4.5)).location
    album = await bot.send_media_group(me, [InputMediaPhoto(PIXEL), InputMediaPhoto(PIXEL)])
    assert len({message.media_group_id for message in album}) == 1
    assert await bot.send_chat_action(me, "typing")
    assert await bot.edit_message_caption(me, photo.message_id, caption="another")
    assert await bot.edit_message_reply_markup(me, first.message_id)
    assert (await bot.copy_message(me, me, first.message_id)).message_id > album[-1].message_id
    assert (await bot.forward_message(me, me, first.message_id)).forward_origin
    mine = anna.chat[0]
    assert await bot.set_message_reaction(me, mine.id, [ReactionTypeEmoji("👀")])
    assert mine.reactions == ("👀",)
    assert await bot.delete_message(me, first.message_id)
    assert (await bot.get_chat(me)).first_name == "Anna"
    copy = InlineKeyboardButton("copy", copy_text=CopyTextButton("BI-2026-0001"))
    await bot.send_message(me, "number", reply_markup=InlineKeyboardMarkup([[copy]]))
    anna.taps("copy")
    assert anna.copied == ["BI-2026-0001"]
    where = ReplyKeyboardMarkup([[KeyboardButton("Here", request_location=True)]])
    await bot.send_message(me, "where?", reply_markup=where)
    assert anna.reply_keyboard == [["Here"]]
    assert telegram.violations == []


async def test_the_bots_own_profile(telegram: Telegram, bot: Bot, anna: Person) -> None:
    await bot.set_my_commands([BotCommand("idee", "Een idee")], language_code="nl")
    await bot.set_my_commands([("raad", "Raad")], scope=BotCommandScopeChat(anna.id))
    assert await bot.get_my_commands() == ()
    assert (await bot.get_my_commands(language_code="nl"))[0].command == "idee"
    assert (await bot.get_my_commands(scope=BotCommandScopeChat(anna.id)))[0].command == "raad"
    await bot.delete_my_commands(language_code="nl")
    assert await bot.get_my_commands(language_code="nl") == ()
    await bot.set_my_name("Aan Zet Ommoord", "nl")
    assert (await bot.get_my_name("nl")).name == "Aan Zet Ommoord"
    assert (await bot.get_my_name()).name == "Aan Zet"
    await bot.set_my_description("Wat de bot doet")
    assert (await bot.get_my_description()).description == "Wat de bot doet"
    await bot.set_my_short_description("Kort")
    assert (await bot.get_my_short_description()).short_description == "Kort"
    assert await bot.set_chat_menu_button()
    assert telegram.violations == []
    assert telegram.counters["setMyCommands"] == 2


@pytest.mark.skipif(PUBLISHED is None, reason="the published Bot API is not on this machine")
async def test_every_request_of_a_whole_run_is_checked_against_the_published_bot_api(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    await bot.send_message(anna.id, "hi", reply_markup=A_OR_B)
    await acknowledged(bot)
    assert telegram.spec_checked == telegram.counters.total() > 3


# Editing and answering


async def test_edits_that_change_nothing_or_nobody(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    sent = await bot.send_message(anna.id, "hello", reply_markup=A_OR_B)
    number = sent.message_id
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("hello", anna.id, number, reply_markup=A_OR_B)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(anna.id, number, reply_markup=A_OR_B)
    edited = await bot.edit_message_text("hello", anna.id, number)
    assert edited.reply_markup is None  # type: ignore[union-attr]
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", anna.id, 999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", anna.id, anna.chat[0].id)
    photo = await bot.send_photo(anna.id, PIXEL)
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        await bot.edit_message_text("x", anna.id, photo.message_id)
    keys = await bot.send_message(
        anna.id, "keys", reply_markup=ReplyKeyboardMarkup([[KeyboardButton("K")]])
    )
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", anna.id, keys.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(anna.id, 999)
    telegram.clock.advance(timedelta(hours=49))
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(anna.id, number)
    assert telegram.violations == []


async def test_a_tap_is_answered_once_and_in_time(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    await bot.send_message(anna.id, "A or B?", reply_markup=A_OR_B)
    first, second = anna.taps("A"), anna.taps("B")
    assert first is not None
    assert second is not None
    await bot.answer_callback_query(first, "noted")
    assert anna.toasts == ["noted"]
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(first)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("123")
    telegram.clock.advance(timedelta(seconds=151))
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(second)


# Who may be written to


async def test_people_who_cannot_be_reached(telegram: Telegram, bot: Bot) -> None:
    people = People(telegram)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(12345, "hi")
    stranger = people["Karim"]
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "hi")
    stranger.says("hello")
    await bot.send_message(stranger.id, "hi")
    stranger.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(stranger.id, "hi")
    stranger.unblocks()
    await bot.send_message(stranger.id, "hi")
    stranger.deactivates()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(stranger.id, "hi")
    kinds = [update.my_chat_member for update in await acknowledged(bot)]
    assert [m.new_chat_member.status for m in kinds if m] == ["kicked", "member"]


async def test_groups_come_and_go(telegram: Telegram, bot: Bot, anna: Person) -> None:
    group = Group(telegram, "Wijkraad")
    with pytest.raises(Forbidden, match="not a member of the supergroup"):
        await bot.send_message(group.room.id, "hi")
    group.adds_bot(anna)
    group.says(anna, "/idee@aanzet_demo_bot")
    assert await bot.leave_chat(group.room.id)
    assert not group.has_bot
    updates = await acknowledged(bot)
    assert [u.effective_chat.type for u in updates if u.effective_chat] == [
        "private",
        *["supergroup"] * 3,
    ]


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


# Pace and mishaps


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


# People


async def test_a_long_text_is_sent_in_parts(telegram: Telegram, bot: Bot, anna: Person) -> None:
    text = "woord " * 1700
    anna.says(text)
    parts = [u.message.text for u in (await acknowledged(bot))[1:] if u.message and u.message.text]
    assert len(parts) == 3
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")
    assert [len(part) for part in cut("😀" * 4100)] == [2048, 2048, 4]


async def test_whatever_people_send_python_telegram_bot_can_read(
    telegram: Telegram, bot: Bot, anna: Person
) -> None:
    anna.sends_photo(caption="the playground")
    anna.sends_document(size=25_000_000)
    anna.sends_voice()
    anna.sends_sticker()
    anna.sends_location()
    anna.sends_contact()
    anna.sends_dice()
    anna.sends_poll()
    anna.sends_album(caption="three")
    anna.forwards("look at this", "Buurman")
    anna.opens("https://t.me/aanzet_demo_bot?start=hub-ommoord")
    messages = [u.message for u in await acknowledged(bot) if u.message][1:]
    assert len(messages) == 13
    photo, document = messages[0], messages[1]
    assert await (await photo.photo[-1].get_file()).download_as_bytearray() == PIXEL
    assert document.document
    with pytest.raises(BadRequest, match="File is too big"):
        await document.document.get_file()
    assert len({message.media_group_id for message in messages[8:11]}) == 1
    assert messages[-1].text == "/start hub-ommoord"
    assert messages[-1].entities[0].length == len("/start")
    assert telegram.violations == []


# Transcripts


async def answering(bot: Bot, also: Person | None = None) -> None:
    """A small bot: asks A or B, and edits the question into the answer."""
    offset = None
    while True:
        for update in await bot.get_updates(offset=offset, timeout=5):
            offset = update.update_id + 1
            if query := update.callback_query:
                await query.answer("noted")
                await query.edit_message_text(f"You chose\n{query.data}.")
                if also is not None:
                    await bot.send_message(also.id, "Anna chose.")
            elif message := update.message:
                await bot.send_message(
                    message.chat.id, f"A or B, {message.text}?", reply_markup=A_OR_B
                )


STORY = """
    # Anna chooses, Karim hears of it, and two days pass.
    Anna: hello
    Bot: A or B, …? [A] [B]
    Anna: [B]
    Bot (toast): noted
    Bot: You chose b.
    Bot → Karim: Anna…
    Anna (later 2 days): again
      and again
    Bot: A or B, again… [B] […]
"""
DIFFERENT = {
    "Anna: hello\nBot: C or D?": "the bot says otherwise",
    "Anna: hello": "the bot says more",
    "Anna: hello\nBot: A or B…\nBot: And C?": "the bot says nothing",
    "Anna: hello\nBot: A or B… [A]": "the buttons are different",
    "Anna: hello\nBot: A or B… [B] [A] […]": "there is no button [A]",
    "Anna: hello\nBot: A or B…\nAnna: [C]": "sees no button “C”",
    "Anna: hello\nAnna: hello": "the bot said more before line 2",
    "Anna: hello\nBot: A or B…\nAnna: [A]\nBot (toast): no": "no such toast",
}


async def test_transcripts_play_and_are_recorded(telegram: Telegram, bot: Bot) -> None:
    people = People(telegram)
    people["Karim"].says("/start")
    await acknowledged(bot)
    task = asyncio.create_task(answering(bot, people["Karim"]))
    await plays(telegram, people, STORY)
    told = record(people["Anna"])
    assert told.splitlines()[:4] == [
        "Anna: hello",
        "Bot: A or B, hello? [A] [B]",
        "Anna: [B]",
        "Bot: You chose b.",
    ]
    assert telegram.clock.now() - NOON > timedelta(days=2)
    assert "Anna (later 2 days): again" in told
    people["Karim"].looks()
    await plays(telegram, people, told)
    task.cancel()


async def test_transcripts_fail_where_the_bot_differs(telegram: Telegram, bot: Bot) -> None:
    people = People(telegram)
    task = asyncio.create_task(answering(bot))

    async def settle() -> None:
        await telegram.idle(0.02)

    for transcript, reason in DIFFERENT.items():
        with pytest.raises(AssertionError, match=re.escape(reason)):
            await plays(telegram, people, transcript, settle, within=0.05)
        await settle()
        people["Anna"].looks()
    with pytest.raises(ValueError, match="line 1 of the transcript"):
        await plays(telegram, people, "who says this")
    with pytest.raises(AssertionError, match="Anna's chat"):
        await people["Anna"].hears("never said", within=0.02)
    task.cancel()
    assert issubclass(Differs, AssertionError)


def test_every_method_of_the_village_is_one_of_the_bot_api() -> None:
    names = {name.lower() for name in dir(Bot)}
    assert not [method for method in METHODS if method.lower() not in names]
