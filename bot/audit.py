"""`verify`: read the database and say everything that must be true of it and is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.service import ServiceError, open_profile, open_store
from bot.settings import Settings
from storage.database import Database, Unavailable, Unusable
from storage.migrations import files, number
from storage.sqlite import open_sqlite
from storage.verify import CHECKS, verify


class NotChecked(Exception):
    """Why the database could not be checked, in one line for the operator."""


async def _open(settings: Settings) -> Database:
    """Read-only, so that it may be done while the bot runs."""
    try:
        if settings.postgres:
            return await open_store(settings)
        return await open_sqlite(Path(settings.database), read_only=True)
    except (ServiceError, Unusable) as error:
        raise NotChecked(str(error)) from None


async def audit(settings: Settings, told: Callable[[str], None]) -> bool:
    """Tell every fault, a line each; True when there is none.  Raises NotChecked."""
    try:
        days = open_profile(settings).retention.letters_days
    except ServiceError as error:
        raise NotChecked(str(error)) from None
    store = await _open(settings)
    try:
        async with store.reading() as tx:
            if await number(tx) != files()[-1][0]:
                raise NotChecked(
                    f"{settings.database_shown} is empty, or made by another version of the "
                    "program. Look with: python3 run.py doctor"
                )
            faults = await verify(tx, letters_days=days)
    except Unavailable:
        raise NotChecked(f"{settings.database_shown} is busy. Try again.") from None
    finally:
        await store.close()
    for fault in faults:
        told(fault)
    shown = settings.database_shown
    if faults:
        told(f"{shown}: {len(faults)} faults. Keep this database as it is and ask for help.")
    else:
        told(f"{shown}: everything is as it must be ({len(CHECKS) + 1} checks).")
    return not faults
