"""What is open as a file, every working day at the hour of the daily message.

Staff without Telegram find it where their operator wants it.  Only the first instance writes, and
a start after that hour writes the list of the day at once.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import tempfile
from pathlib import Path

import structlog

from bot.desk.matter_file import as_csv, as_html, written
from bot.desk.room import NotDone, Room
from bot.settings import DailyList
from conversations.rules.holidays import holiday
from conversations.rules.stops import at_clock
from storage.database import Unavailable
from storage.matters import inbox
from storage.matters.drawer import CHECKED_AT

log = structlog.get_logger("desk")

# A disk that is full or away may be there again soon.
AGAIN = dt.timedelta(minutes=10)


class Daily:
    """Writes the list when its time has come; `look` is asked every moment."""

    def __init__(self, room: Room, files: DailyList) -> None:
        self._room = room
        self._files = files
        self._next: dt.datetime | None = None

    async def look(self) -> None:
        """Is it time?  A file that cannot be written is an alert, and tried again soon."""
        if self._files == DailyList():
            return  # nobody asked for one
        here = self._room.here()
        if self._next is None:
            self._next = self._at(here.today)
        if here.now < self._next:
            return
        try:
            await self._write()
        except NotDone as error:
            log.error("ALERT the daily list is not written", why=str(error))
            self._next = here.now + AGAIN
        except Unavailable:
            self._next = here.now + AGAIN
        else:
            self._next = self._at(here.today + dt.timedelta(days=1))

    def _at(self, day: dt.date) -> dt.datetime:
        """The hour of the daily message on the first working day from this one on."""
        while day.isoweekday() > 5 or holiday(day) is not None:
            day += dt.timedelta(days=1)
        return at_clock(day, CHECKED_AT, self._room.profile)

    async def _write(self) -> None:
        here = self._room.here()
        async with self._room.store.reading() as tx:
            rows = await inbox.every_open(tx, None, here)
        for path, made in ((self._files.csv, as_csv), (self._files.html, as_html)):
            if path is not None:
                await asyncio.to_thread(written, path, made(rows, here, self._room))
        log.info("daily list written", open=len(rows))


def why_not_write_list(files: DailyList) -> str | None:
    """Why the list cannot be put where it was asked for, in one line; None when it can."""
    for path in (files.csv, files.html):
        if path is not None and (objection := _why_not(path)) is not None:
            return objection
    return None


def _why_not(path: Path) -> str | None:
    if path.is_dir():
        return f"{path} is a folder. Name a file in it."
    try:
        made, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        return f"{path} cannot be written: {error.strerror}. Check the folder and its rights."
    os.close(made)
    Path(temporary).unlink()
    return None
