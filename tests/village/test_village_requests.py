"""The village's Bot API says no where Telegram says no, in Telegram's words."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
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
)
from telegram.error import BadRequest, InvalidToken

from bot.demo.files import PIXEL
from bot.demo.people import Person
from bot.demo.telegram import METHODS, Telegram
from tests.village.bots import A_OR_B, PUBLISHED, acknowledged, asked

# What a correct bot never sends


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "A", **button}]]}


def keys(*keys: Any) -> dict[str, Any]:
    return {"keyboard": [list(keys)]}


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
    ("sendVenue", {"latitude": 1, "longitude": 1, "title": "", "address": "a"}, "'title' is requ"),
    (
        "sendMessage",
        {
            "text": "hi",
            "reply_markup": keys({"text": "A", "request_location": True}),
            "chat_id": -5,
        },
        "location can be requested in private chats only",
    ),
    (
        "sendMessage",
        {
            "text": "hi",
            "reply_markup": keys({"text": "A", "request_location": True, "request_contact": True}),
        },
        "keyboard button can do only one thing",
    ),
    ("sendContact", {"phone_number": "1", "first_name": "A", "vcard": "v" * 2049}, "vCard"),
    ("sendContact", {"phone_number": "1", "first_name": "A", "vcard": "é" * 1025}, "vCard"),
    ("sendContact", {"phone_number": "", "first_name": "A"}, "'phone_number' is required"),
    ("sendContact", {"phone_number": "1", "first_name": ""}, "'first_name' is required"),
    ("sendContact", {"phone_number": "1"}, "'first_name' is required"),
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
        status, answer = await asked(telegram, method, **{**chat, **values})
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


def test_every_method_of_the_village_is_one_of_the_bot_api() -> None:
    names = {name.lower() for name in dir(Bot)}
    assert not [method for method in METHODS if method.lower() not in names]
