"""Transcripts play, are recorded, and fail where the bot differs."""

import asyncio
import re
from datetime import timedelta

import pytest
from telegram import Bot

from bot.demo.people import People, Person
from bot.demo.telegram import Telegram
from bot.demo.transcript import Differs, plays, record
from tests.village.bots import A_OR_B, NOON, acknowledged


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
