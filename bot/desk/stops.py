"""Orders about the stops of the mobile hub: a file of them, a list, another time or place, off.

The rules are those of the crew's phones; who follows hears it in the same way.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from bot.desk.room import Action, NotDone, Room, wijk_named
from conversations.here import Here
from conversations.mobile.stop import (
    CancelStop,
    MoveStop,
    OpenStop,
    PlanStop,
    StopFacts,
    StopOpened,
)
from conversations.rules.stops import at_clock, midnight, read_times
from conversations.talk import Refused, Screen
from conversations.words import Kept
from storage.database import Transaction
from storage.mobile import stop_lists, wishes
from storage.mobile.stop_file import StopRow, read_stops
from storage.perform import perform
from storage.profile.problem import Problem, ProfileError

SHOWN = 20  # faults of a file at once


class ImportOrder(Kept):
    """Plan the stops of this file, all or none; `dry_run` only says what it would do."""

    file: str
    dry_run: bool = False


class ListOrder(Kept):
    """List the stops from today on; `past` also those of the last month."""

    past: bool = False


class MoveOrder(Kept):
    """Another day, time or place for a stop; what is not given stays."""

    id: str
    day: dt.date | None = None
    times: str | None = None
    wijk: str | None = None
    where: str | None = None
    reason: str | None = None


class CancelOrder(Kept):
    """A stop is off."""

    id: str
    reason: str | None = None


class DemandOrder(Kept):
    """Where many people ask for a stop."""


class _OnlyLooked(Exception):
    """A dry run is over: everything goes back to how it was."""


async def import_stops(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Plan every stop of a file that is not planned yet; nothing when anything is wrong."""
    order = ImportOrder.model_validate(about)
    path = Path(order.file)
    here = room.here()
    lines: list[str] = []
    try:
        rows = await asyncio.to_thread(read_stops, path, room.profile, here.today)
        async with room.store.transaction() as tx:
            lines = await _plan(tx, rows, path, room, here)
            if order.dry_run:
                raise _OnlyLooked
    except ProfileError as error:
        found = str(error).splitlines()
        more = [f"… and {len(found) - SHOWN} more."] if len(found) > SHOWN else []
        raise NotDone("\n".join([*found[:SHOWN], *more, "Nothing was planned."])) from None
    except _OnlyLooked:
        return [*lines, "This was a dry run: nothing was planned."]
    return lines


async def _plan(
    tx: Transaction, rows: list[StopRow], path: Path, room: Room, here: Here
) -> list[str]:
    """Plan them one by one under the crew's rules. ProfileError names all that cannot be."""
    problems: list[Problem] = []
    there = {
        (stop.plan.starts, stop.plan.ends, stop.plan.wijk, stop.plan.spot)
        for stop in await stop_lists.all_ahead(tx, here, here.now)
        if stop.state == "planned"
    }
    planned: list[str] = []
    known = 0
    for row in rows:
        plan = row.command.plan
        if (plan.starts, plan.ends, plan.wijk, plan.spot) in there:
            known += 1
            continue
        outcome = await perform(tx, row.command, here, tx.fresh())
        if isinstance(outcome, Refused):
            why = room.line(outcome.why).rstrip(".")
            problems.append(Problem(path, row.line, why, "Correct this row, or take it out"))
        else:
            planned.append(_when(row.command, room))
    if problems:
        raise ProfileError(problems)
    return [*planned, f"Planned: {len(planned)}. There already: {known}."]


def _when(command: PlanStop, room: Room) -> str:
    plan = command.plan
    starts, ends = room.profile.local(plan.starts), room.profile.local(plan.ends)
    wijk = room.profile.wijk(plan.wijk)
    name = wijk.name if wijk is not None else plan.wijk
    return f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}  {name}  {plan.spot}"


async def list_stops(room: Room, about: Mapping[str, Any]) -> list[str]:
    """The stops in the order of time, with the id that `move` and `cancel` take."""
    order = ListOrder.model_validate(about)
    here = room.here()
    since = midnight(here.today - dt.timedelta(days=31 if order.past else 0), room.profile)
    async with room.store.reading() as tx:
        found = await stop_lists.all_ahead(tx, here, since)
    lines = [_line(stop, room) for stop in found]
    return lines or ["No stop is planned. Begin with: stops import FILE"]


def _line(stop: StopFacts, room: Room) -> str:
    return f"{stop.id}  {stop.state:<9}  {_when(PlanStop(stop.plan), room)}"


async def move_stop(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Another time or place; who follows hears it in a minute."""
    order = MoveOrder.model_validate(about)
    here = room.here()
    async with room.store.transaction() as tx:
        opened = await _opened(tx, order.id, "move", room, here)
        was = opened.plan
        starts, ends = room.profile.local(was.starts), room.profile.local(was.ends)
        times = f"{starts:%H:%M}", f"{ends:%H:%M}"
        if order.times is not None and (read := read_times(order.times)) is None:
            raise NotDone(f"{order.times!r} is no stretch of a day. Write it as 13:00-15:00.")
        elif order.times is not None and read is not None:
            times = read
        day = order.day or starts.date()
        changes: dict[str, Any] = {
            "starts": at_clock(day, times[0], room.profile),
            "ends": at_clock(day, times[1], room.profile),
        }
        if order.wijk is not None:
            changes["wijk"] = wijk_named(order.wijk, room.profile)
        if order.where is not None or order.wijk is not None:
            # The map goes with the words.
            changes |= {"address": None, "latitude": None, "longitude": None}
        if order.where is not None:
            changes["spot"] = " ".join(order.where.split())
        command = MoveStop(order.id, opened.version, was.but(**changes), order.reason)
        await _do(tx, command, room, here)
    return ["Done. People who follow the bus there hear it in a minute, by day."]


async def cancel_stop(room: Room, about: Mapping[str, Any]) -> list[str]:
    """A stop is off; who follows hears it in a minute."""
    order = CancelOrder.model_validate(about)
    here = room.here()
    async with room.store.transaction() as tx:
        opened = await _opened(tx, order.id, "cancel", room, here)
        await _do(tx, CancelStop(order.id, opened.version, order.reason), room, here)
    return ["Done. People who follow the bus there hear it in a minute, by day."]


async def list_demand(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Bands, as the crew sees them: never a small number."""
    DemandOrder.model_validate(about)
    async with room.store.reading() as tx:
        facts = await wishes.demand(tx, Screen(name="demand"), room.here())
    if facts is None or not facts.bands:
        return ["Nowhere many people ask for a stop yet. It is counted once a week."]
    return [f"{wijk}: {least} people or more" for wijk, least in facts.bands]


async def _opened(
    tx: Transaction, id: str, to: Literal["move", "cancel"], room: Room, here: Here
) -> StopOpened:
    outcome = await _do(tx, OpenStop(id, to), room, here)
    assert isinstance(outcome, StopOpened)
    return outcome


async def _do(tx: Transaction, command: Any, room: Room, here: Here) -> Any:
    outcome = await perform(tx, command, here, tx.fresh())
    if isinstance(outcome, Refused):
        raise NotDone(room.line(outcome.why))
    return outcome


STOPS: dict[str, Action] = {
    "stops-import": import_stops,
    "stops-list": list_stops,
    "stops-move": move_stop,
    "stops-cancel": cancel_stop,
    "stops-demand": list_demand,
}
STOP_READS = {"stops-list", "stops-demand"}
