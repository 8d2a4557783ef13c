"""The menu of commands in the phone, in every language; never a reason not to start."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence

import structlog
from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import RetryAfter, TelegramError

from bot.sending import seconds
from conversations.profile import Profile
from conversations.roles.role import OFFICERS
from conversations.words import Message, _
from locales.render import words
from storage.database import Database, Unavailable
from storage.roles import staff

log = structlog.get_logger("commands")

EVERYBODY: tuple[tuple[str, Message], ...] = (
    ("start", _("Start, or see where you are")),
    ("vraag", _("Ask something, or tell what is wrong")),
    ("idee", _("Submit an initiative")),
    ("hub", _("Where to walk in, and when it is open")),
    ("mijn", _("My drafts and initiatives")),
    ("contact", _("The people for my wijk")),
    ("taal", _("Another language")),
    ("terug", _("One step back")),
    ("stop", _("Stop; what you wrote is kept")),
    ("help", _("Help, or a person to talk to")),
    ("privacy", _("What is kept about you")),
    ("settings", _("Language and wijk")),
    ("wis", _("Throw away what is not sent yet")),
)
BUS: tuple[str, Message] = ("bus", _("When the mobile hub comes to you"))
REVIEW: tuple[str, Message] = ("raad", _("Initiatives of my wijk"))
FIGURES: tuple[str, Message] = ("beeld", _("The week in figures of my wijk"))
INBOX: tuple[str, Message] = ("inbox", _("Questions, complaints and reports of my wijk"))
CARD: tuple[str, Message] = ("kaart", _("My own card, and when I am away"))
PASS_ON: tuple[str, Message] = ("ambassadeur", _("Pass on what you heard in your wijk"))
HOURS: tuple[str, Message] = ("uren", _("Opening hours of my hub"))
REVIEWERS = ("member", "chair", "secretary", "manager", "contact")
ROUNDS: tuple[str, Message] = ("rondes", _("Run voting rounds"))
PAUSE = 0.1  # seconds between calls for one chat each


def menu(
    language: str,
    profile: Profile,
    *,
    reviews: bool,
    hours: bool = False,
    passes_on: bool = False,
    rounds: bool = False,
) -> list[BotCommand]:
    """The commands with a description each (3 to 256 characters)."""
    rows = [*EVERYBODY]
    if reviews:
        rows[5:5] = [INBOX, REVIEW, FIGURES, CARD]
    if rounds:
        rows.insert(4, ROUNDS)
    if profile.has_bus:
        rows.insert(4, BUS)
    if hours:
        rows.insert(4, HOURS)
    if passes_on:
        rows.insert(1, PASS_ON)
    return [BotCommand(name, words(about, language, profile)[:256]) for name, about in rows]


async def tell(
    bot: Bot, store: Database, profile: Profile, languages: Sequence[str], now: dt.datetime
) -> None:
    """Write what differs: for everybody in each language, for reviewers in their own chat."""
    try:
        everybody = BotCommandScopeDefault()
        first = profile.languages[0]
        await _write(bot, menu(first, profile, reviews=False), everybody, None)
        for language in languages:
            if len(language) == 2:
                await _write(bot, menu(language, profile, reviews=False), everybody, language)
        async with store.reading() as tx:
            reviewers = await staff.reached_by(tx, "telegram", REVIEWERS, now)
            keepers = await staff.reached_by(tx, "telegram", profile.keeps_hours, now)
            ambassadors = await staff.reached_by(tx, "telegram", ("ambassador",), now)
            officers = await staff.reached_by(tx, "telegram", OFFICERS, now)
        reached = {**reviewers, **keepers, **ambassadors, **officers}
        for address, language in reached.items():
            chat = BotCommandScopeChat(int(address))
            wanted = menu(
                language,
                profile,
                reviews=address in reviewers,
                hours=address in keepers,
                passes_on=address in ambassadors,
                rounds=address in officers,
            )
            await _write(bot, wanted, chat, None)
            await asyncio.sleep(PAUSE)
    except Unavailable:
        log.warning("menus not written: the store is unavailable")


async def _write(
    bot: Bot, wanted: list[BotCommand], scope: BotCommandScope, language: str | None
) -> None:
    try:
        there = await bot.get_my_commands(scope=scope, language_code=language)
        if list(there) != wanted:
            await bot.set_my_commands(wanted, scope=scope, language_code=language)
    except RetryAfter as error:
        await asyncio.sleep(seconds(error))
    except TelegramError as error:
        log.warning("menu not written", why=type(error).__name__)
