"""What is right and what is wrong before the bot starts: one line for each thing looked at."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.desk.daily import why_not_write_list
from bot.request import AiohttpRequest
from bot.service import (
    ServiceError,
    open_profile,
    open_store,
    warn_about_sqlite,
    why_not_for_residents,
)
from bot.settings import DailyList, Settings, SettingsError, read_settings, token_looks_real
from conversations.gaps import gaps
from conversations.profile import Profile
from storage import migrations
from storage.database import Transaction, Unavailable
from storage.rounds import keeping
from storage.rounds.vault import VaultError

PATIENCE = 10.0  # seconds for Telegram to answer
DRIFT = 5.0  # seconds our clock may differ from Telegram's


class Findings:
    """Lines told as they are found, and how many of them are faults."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self.wrong = 0

    def good(self, what: str, words: str) -> None:
        """It is right."""
        self._tell(f"ok      {what}: {words}")

    def note(self, what: str, words: str) -> None:
        """It works, and somebody should know."""
        self._tell(f"note    {what}: {words}")

    def bad(self, what: str, words: str) -> None:
        """It does not work."""
        self.wrong += 1
        self._tell(f"WRONG   {what}: {words}")


async def examine(tell: Callable[[str], object]) -> int:
    """Look at everything that can be looked at; answers how much is wrong."""
    found = Findings(tell)
    try:
        settings = read_settings(token=False)
    except SettingsError as error:
        found.bad("settings", str(error))
        return found.wrong
    found.good("settings", f"{settings.base_url}, {settings.database_shown}")
    profile = _profile(settings, found)
    await _database(settings, profile, found)
    _webhook(settings, found)
    _daily_list(settings, found)
    await _telegram(settings, found)
    return found.wrong


def _profile(settings: Settings, found: Findings) -> Profile | None:
    try:
        profile = open_profile(settings)
    except ServiceError as error:
        for line in str(error).splitlines():
            found.bad("profile", line)
        return None
    found.good("profile", f"{profile.name}, {len(profile.wijken)} wijken, {settings.profile}")
    for gap in gaps(profile):
        found.note("profile", f"not known: {gap}")
    if profile.sample:
        about = f"sample data: {', '.join(profile.sample)}"
        if why_not_for_residents(profile, settings) is not None:
            found.bad("profile", f"{about}. Remove the sample overlay from AANZET_CONFIG")
        else:
            found.note("profile", about)
    return profile


async def _database(settings: Settings, profile: Profile | None, found: Findings) -> None:
    if not settings.postgres and (warning := warn_about_sqlite()):
        found.note("sqlite", warning)
    path = Path(settings.database)
    try:
        if settings.postgres:
            store = await open_store(settings)
        else:
            from storage.sqlite import open_sqlite

            # Reading only: the bot may be running.
            store = await open_sqlite(path, read_only=True, vault=settings.vault)
    except Exception as error:
        found.bad("database", str(error).splitlines()[0] if str(error) else type(error).__name__)
        return
    try:
        async with store.reading() as tx:
            number = await migrations.number(tx)
            row = None
            if number is not None:
                row = await tx.one("SELECT value FROM meta WHERE name = 'profile'")
            if number == migrations.files()[-1][0]:
                await _vault(tx, profile, found)
    except Unavailable as error:
        found.bad("database", f"cannot be read now ({error}). Try again, or close what locks it")
        return
    finally:
        await store.close()
    newest = migrations.files()[-1][0]
    if number is None:
        found.bad("database", "is empty. Fill it with: python3 run.py init")
    elif number > newest:
        found.bad("database", f"has schema {number}, this program knows {newest}: start the newer")
    elif profile is not None and row is not None and row["value"] != profile.id:
        found.bad("database", f"belongs to {row['value']}, the profile is {profile.id}")
    else:
        found.good("database", f"schema {number} of {newest}")


async def _vault(tx: Transaction, profile: Profile | None, found: Findings) -> None:
    """The folder of secrets: can it be written, does nobody else read it, is everything there?"""
    vault = tx.vault
    lost = await keeping.lost(tx)
    for line in lost:
        found.bad("vault", f"nobody can vote, or be counted, in {line}")
    if lost or (profile is not None and not votes_somewhere(profile) and not vault.folder.exists()):
        return
    try:
        await keeping.ready(tx)
    except VaultError as error:
        found.bad("vault", f"no round can open. {error}")
        return
    if not vault.folder.exists():
        found.good("vault", f"{vault.folder} is made when a round opens")
        return
    mode = vault.folder.stat().st_mode & 0o777
    if os.name != "nt" and mode & 0o077:
        found.bad("vault", f"others may look into {vault.folder}. Give: chmod 700 {vault.folder}")
    else:
        found.good("vault", f"{vault.folder}; back it up apart from the database")


def votes_somewhere(profile: Profile) -> bool:
    """Are there wijken where residents vote?"""
    return any(regime.kind == "vote" for regime in profile.regimes)


def _webhook(settings: Settings, found: Findings) -> None:
    if settings.webhook is None:
        found.good("updates", "long polling")
    else:
        hook = settings.webhook
        found.good("updates", f"webhook, listening on {hook.host}:{hook.port}, with a secret")


def _daily_list(settings: Settings, found: Findings) -> None:
    files = settings.daily_list
    if files == DailyList():
        return
    if objection := why_not_write_list(files):
        found.bad("daily list", objection)
    else:
        found.good("daily list", ", ".join(str(p) for p in (files.csv, files.html) if p))


async def _telegram(settings: Settings, found: Findings) -> None:
    """Is the token good, and do our clocks agree?"""
    if settings.token is None:
        found.bad("token", "TELEGRAM_BOT_TOKEN is not set. Put the token from BotFather there")
        return
    dates: list[str] = []

    def saw(headers: Any) -> None:
        if date := headers.get("Date"):
            dates.append(date)

    request = AiohttpRequest(connections=1, read_timeout=PATIENCE, saw=saw)
    bot = Bot(settings.token.get_secret_value(), base_url=settings.base_url, request=request)
    try:
        async with asyncio.timeout(PATIENCE):
            me = await bot.get_me()
        kind = "" if token_looks_real(settings.token) else " (the demo's)"
        found.good("token", f"@{me.username}{kind}")
    except InvalidToken:
        found.bad("token", "refused by Telegram (401). Copy it once more from BotFather")
    except (TelegramError, TimeoutError) as error:
        found.bad("telegram", f"cannot be reached ({type(error).__name__}). Check the network")
    finally:
        await request.shutdown()
    if dates:
        drift = abs((parsedate_to_datetime(dates[0]) - dt.datetime.now(dt.UTC)).total_seconds())
        if drift > DRIFT and not settings.demo:
            found.bad("clock", f"differs {drift:.0f} s from Telegram's. Switch on NTP")
        else:
            found.good("clock", "agrees with Telegram's")
