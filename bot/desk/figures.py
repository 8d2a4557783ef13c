"""Orders about figures: the week of each wijk, for a screen or a file; what lies in a drawer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.desk.room import Action, NotDone, Room, wijk_named
from conversations.matters import drawer as words_of_drawer
from conversations.matters import picture_words
from conversations.matters.week import Week
from conversations.words import Day, Kept, _
from locales.table import csv_text
from storage.database import Transaction
from storage.matters import drawer, pictures


class PictureOrder(Kept):
    """The figures of one wijk or of all: of the last week on the screen, or all in a file."""

    wijk: str | None = None
    csv: str | None = None
    language: str = "nl"


class DrawerOrder(Kept):
    """What lies in a drawer."""


async def picture(room: Room, about: Mapping[str, Any]) -> list[str]:
    """The last week of each wijk in a line, or every figure that was ever told as a table."""
    order = PictureOrder.model_validate(about)
    if order.language not in room.profile.languages:
        raise NotDone(f"--language: choose {', '.join(room.profile.languages)}.")
    wijk = wijk_named(order.wijk, room.profile) if order.wijk else None
    async with room.store.reading() as tx:
        told = await _told(tx, [wijk] if wijk else [own.id for own in room.profile.own_wijken])
    if not any(told):
        raise NotDone("No week was counted yet. The running bot counts on Monday at 8:05.")
    if order.csv is None:
        return [_line(weeks[0], room) for weeks in told if weeks]
    here = room.here()
    reader = replace(here, person=replace(here.person, language=order.language))
    rows = picture_words.table(tuple(week for weeks in told for week in weeks), reader)
    text = csv_text(rows, order.language, room.profile)
    try:
        await asyncio.to_thread(Path(order.csv).write_text, text, "utf-8", newline="")
    except OSError as error:
        raise NotDone(f"--csv: {order.csv} cannot be written ({error.strerror}).") from None
    return [f"{order.csv}: {len(rows) - 1} figures. The columns are explained in OPERATING.md."]


async def _told(tx: Transaction, wijken: list[str]) -> list[tuple[Week, ...]]:
    return [await pictures.every_week(tx, wijk) for wijk in wijken]


def _line(week: Week, room: Room) -> str:
    parts = [
        picture_words.name_of(week.wijk, room.here()),
        room.line(_("the week of {day}", day=Day(on=week.monday))),
    ]
    for name, n in (
        (picture_words.NEW, week.new),
        (picture_words.OPEN, week.open),
        (picture_words.OLD, week.old),
        (picture_words.LATE, week.late),
    ):
        parts.append(f"{room.line(name)}: {room.line(picture_words.told(n))}")
    return "  ".join(parts)


async def look_in_drawer(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Every open case that nobody looks after."""
    DrawerOrder.model_validate(about)
    here = room.here()
    async with room.store.reading() as tx:
        found = await drawer.forgotten(tx, here)
    lines = [room.line(words_of_drawer.line(one, here)).removeprefix("• ") for one in found]
    return lines or ["Nothing lies in a drawer: whatever is open has an owner and a next date."]


FIGURES: dict[str, Action] = {"picture": picture, "drawer": look_in_drawer}
FIGURE_READS = {"picture", "drawer"}
