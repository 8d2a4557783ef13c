"""What people do in the village: tap, block, join groups, send everything there is."""

from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden

from bot.demo.files import PIXEL
from bot.demo.groups import Group
from bot.demo.people import People, Person, cut
from bot.demo.telegram import Telegram
from tests.village.bots import A_OR_B, acknowledged


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
