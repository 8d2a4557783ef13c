"""Orders about places: their hours, a list to import, and what is not known or too old.

The same rules as on a phone, told in the same words; the journal says `operator`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.desk.room import Action, NotDone, Room
from bot.turns import Answered
from conversations.hubs.hours_words import now_words
from conversations.hubs.hub_staff_words import one_off_words, what_words
from conversations.hubs.place import OneOff, PlaceFacts
from conversations.hubs.place_change import AddOneOff, PlaceChanged, SetWeek, StillRight
from conversations.places import fold
from conversations.rules.typed_hours import compact, read_spans, read_week
from conversations.talk import PressedCase, Refused, Screen
from conversations.words import Kept, Message, Moment, _
from storage.database import Transaction
from storage.hubs import place_gaps, place_history, place_import, places
from storage.hubs.place_file import BadFile, read_table
from storage.perform import perform

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHOWN = 40  # faults of a file at once


class PlaceOrder(Kept):
    """About one place, by its id or name; for a list also about all."""

    place: str | None = None


class CloseOrder(Kept):
    """It is closed from one day up to and including another; by default today."""

    place: str
    since: dt.date | None = None
    until: dt.date | None = None
    reason: str | None = None


class OpenOrder(Kept):
    """It is open besides its hours: a day, and times as somebody types them."""

    place: str
    day: dt.date
    times: str
    reason: str | None = None


class SetOrder(Kept):
    """The hours of an ordinary week, as somebody types them."""

    place: str
    words: str


class UndoOrder(Kept):
    """Take a change back."""

    id: str


class FileOrder(Kept):
    """A list of places in this file."""

    file: str


class GapsOrder(Kept):
    """What is not known, and what is too old to be told."""


# --- hours -------------------------------------------------------------------------------------


async def list_hours(room: Room, about: Mapping[str, Any]) -> list[str]:
    """The hours as they are known, with closures and extra openings; one place or all."""
    order = PlaceOrder.model_validate(about)
    here = room.here()
    async with room.store.reading() as tx:
        if order.place is not None:
            return _told(await _named(tx, order.place, room), room, whole=True)
        lines: list[str] = []
        for row in await tx.all("SELECT id FROM places ORDER BY name"):
            facts = await places.by_id(tx, row["id"], here, unsure=True)
            if facts is not None and facts.place.gone is None:
                lines += _told(facts, room)
    return lines or ["There are no places. Add them: places import FILE"]


def _told(facts: PlaceFacts, room: Room, *, whole: bool = False) -> list[str]:
    place = facts.place
    hours = compact(place.hours, WEEKDAYS) or place.way.replace("_", " ")
    checked = f"checked {place.hours_checked}" if place.hours_checked else "never checked"
    lines = ["  ".join((place.id, place.name, hours, checked))]
    ahead = [line for one in facts.one_offs for line in one_off_words(one)]
    lines += [f"    {room.line(line)}" for line in ahead]
    if whole:
        lines += [f"    {room.line(line)}" for line in now_words(facts, room.here())]
    return lines


async def close(room: Room, about: Mapping[str, Any]) -> list[str]:
    """A closure; afterwards the usual hours come back by themselves."""
    order = CloseOrder.model_validate(about)
    today = room.here().today
    since = order.since or today
    one = OneOff(
        kind="closed",
        since=since,
        until=order.until or since,
        reason=_line(order.reason),
        told=today,
    )
    async with room.store.transaction() as tx:
        facts = await _named(tx, order.place, room)
        return await _done(tx, AddOneOff(facts.place.id, one), room)


async def open_extra(room: Room, about: Mapping[str, Any]) -> list[str]:
    """An extra opening on one day."""
    order = OpenOrder.model_validate(about)
    spans = read_spans(order.times)
    if isinstance(spans, Message):
        raise NotDone(room.line(spans))
    if len(spans) != 1:
        raise NotDone("One time at once, for example: 12:00-16:00.")
    [(opens, closes)] = spans
    one = OneOff(
        kind="open",
        since=order.day,
        until=order.day,
        opens=opens,
        closes=closes,
        reason=_line(order.reason),
        told=room.here().today,
    )
    async with room.store.transaction() as tx:
        facts = await _named(tx, order.place, room)
        return await _done(tx, AddOneOff(facts.place.id, one), room)


async def set_hours(room: Room, about: Mapping[str, Any]) -> list[str]:
    """The hours of an ordinary week, instead of those that were there."""
    order = SetOrder.model_validate(about)
    week = read_week(order.words)
    if isinstance(week, Message):
        raise NotDone(room.line(week))
    async with room.store.transaction() as tx:
        facts = await _named(tx, order.place, room)
        return await _done(tx, SetWeek(facts.place.id, week, facts.version), room)


async def checked(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Somebody looked: what is known of this place is right today."""
    order = PlaceOrder.model_validate(about)
    async with room.store.transaction() as tx:
        facts = await _named(tx, order.place or "", room)
        return await _done(tx, StillRight(facts.place.id, facts.version), room)


async def undo(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Take a change back; who was told of it hears so, and what is on phones changes."""
    order = UndoOrder.model_validate(about)
    async with room.store.transaction() as tx:
        turn, letters = await room.turns.at_desk(
            tx, PressedCase(order.id, "hours_undo"), room.here()
        )
        if turn.notes:
            raise NotDone(" ".join(room.line(n) for n in turn.notes if isinstance(n, Message)))
        lines = await _account(tx, order.id, room)
    room.push([Answered(letters=letters)])
    return lines


async def _done(tx: Transaction, command: Any, room: Room) -> list[str]:
    outcome = await perform(tx, command, room.here(), tx.fresh())
    if isinstance(outcome, Refused):
        raise NotDone(room.line(outcome.why))
    assert isinstance(outcome, PlaceChanged)
    lines = await _account(tx, outcome.change, room)
    return [*lines, f"Take it back with: hours undo {outcome.change}"]


async def _account(tx: Transaction, change: str, room: Room) -> list[str]:
    """What a change says, and when followers hear it."""
    facts = await place_history.change(tx, Screen(name="staff_change", case=change), room.here())
    assert facts is not None, "it was just made"
    lines = [facts.facts.place.name, *(room.line(line) for line in what_words(facts))]
    if facts.tell_at is not None:
        told = _(
            "People who follow this place hear it at {moment}.", moment=Moment(at=facts.tell_at)
        )
        lines.append(room.line(told))
    return lines


def _line(reason: str | None) -> str | None:
    return (reason.strip() or None) if reason is not None else None


async def _named(tx: Transaction, typed: str, room: Room) -> PlaceFacts:
    """A place given by id or by name.  Raises NotDone with the nearest names."""
    facts = await places.by_id(tx, typed, room.here(), unsure=True)
    if facts is not None:
        return facts
    rows = await tx.all("SELECT id, name FROM places ORDER BY name")
    same = [row["id"] for row in rows if fold(row["name"]) == fold(typed)]
    if len(same) == 1:
        found = await places.by_id(tx, same[0], room.here(), unsure=True)
        assert found is not None
        return found
    if len(same) > 1:
        raise NotDone(f"Several places are called {typed!r}. Give the id: {', '.join(same)}.")
    known = [word for row in rows for word in (row["id"], row["name"])]
    near = get_close_matches(typed, known, n=3, cutoff=0.5)
    hint = f"Is it {' or '.join(near)}?" if near else "See them with: hours list"
    raise NotDone(f"There is no place {typed!r}. {hint}")


# --- a list of places ----------------------------------------------------------------------------


async def compare_file(room: Room, about: Mapping[str, Any]) -> list[str]:
    """What importing this file would change; nothing is done."""
    order = FileOrder.model_validate(about)
    async with room.store.reading() as tx:
        compared = await _compared(tx, order.file, room)
    return [*place_import.differences(compared), "Nothing was done: this was --dry-run."]


async def import_file(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Everything in this file, or nothing when one cell is wrong."""
    order = FileOrder.model_validate(about)
    async with room.store.transaction() as tx:
        compared = await _compared(tx, order.file, room)
        await place_import.take_over(tx, compared, room.here(), cause=tx.fresh())
    return place_import.differences(compared)


async def _compared(tx: Transaction, file: str, room: Room) -> place_import.Compared:
    try:
        table = await asyncio.to_thread(read_table, Path(file))
        return await place_import.compare(tx, table, room.here())
    except BadFile as bad:
        more = [f"… and {len(bad.faults) - SHOWN} more."] if len(bad.faults) > SHOWN else []
        lines = [str(fault) for fault in bad.faults[:SHOWN]]
        raise NotDone("\n".join([*lines, *more, "Nothing was done."])) from None


async def gaps(room: Room, about: Mapping[str, Any]) -> list[str]:
    """What an operator can complete, place by place."""
    GapsOrder.model_validate(about)
    async with room.store.reading() as tx:
        return await place_gaps.gaps(tx, room.here())


PLACE_ORDERS: dict[str, Action] = {
    "hours-list": list_hours,
    "hours-close": close,
    "hours-open": open_extra,
    "hours-set": set_hours,
    "hours-checked": checked,
    "hours-undo": undo,
    "places-compare": compare_file,
    "places-import": import_file,
    "places-gaps": gaps,
}
PLACE_READS = {"hours-list", "places-compare", "places-gaps"}
