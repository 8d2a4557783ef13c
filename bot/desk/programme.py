"""The order about what happens at the places: a file of activities.

The rules are those of the phones of staff; who signed up hears it in the same way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.desk.room import Action, Room, first_lines, wrong_file
from bot.turns import Answered
from conversations.activities.activity import (
    ActivityAdded,
    ActivityCancelled,
    ActivityChanged,
    ImportProgramme,
    ImportRefused,
    ProgrammeImported,
)
from conversations.words import Kept
from storage.activities.programme_file import read_programme
from storage.hubs import places
from storage.profile.problem import ProfileError


class ProgrammeOrder(Kept):
    """Keep the activities in this file; `dry_run` looks what would be different."""

    file: str
    dry_run: bool = False


async def import_programme(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Activities from a file; who signed up for one that moves or is cancelled hears it."""
    order = ProgrammeOrder.model_validate(about)
    async with room.store.reading() as tx:
        known = await places.names(tx)
    try:
        rows = await asyncio.to_thread(read_programme, Path(order.file), room.profile, known)
    except ProfileError as error:
        raise wrong_file(str(error).splitlines()) from None
    lines: list[str] = []
    try:
        async with room.store.transaction() as tx:
            outcome, letters = await room.turns.order(
                tx, "programme_staff", ImportProgramme(rows), room.here()
            )
            if isinstance(outcome, ImportRefused):
                faults = (f"{order.file}:{n}: {room.line(why)}" for n, why in outcome.faults)
                raise wrong_file(list(faults))
            lines = _imported(outcome, len(letters), dry=order.dry_run)
            if order.dry_run:
                raise _DryRun
    except _DryRun:
        return lines
    room.push([Answered(letters=letters)])
    return lines


class _DryRun(Exception):
    """Only a look: everything is undone."""


def _imported(done: ProgrammeImported, letters: int, *, dry: bool) -> list[str]:
    """A line for each activity that is another than before, and the sum of it."""
    counts = dict.fromkeys(("new", "changed", "moved", "cancelled", "as it was"), 0)
    lines = []
    for row, one in done.done:
        match one:
            case ActivityAdded():
                what = "new"
            case ActivityChanged(changed=True, moved=moved):
                what = "moved" if moved else "changed"
            case ActivityCancelled(again=False):
                what = "cancelled"
            case _:
                what = "as it was"
        counts[what] += 1
        if what != "as it was":
            lines.append(f"line {row.line}: {what}: {row.activity.title} ({row.place})")
    told = f"Activities: {', '.join(f'{n} {what}' for what, n in counts.items() if n)}."
    news = f"Messages to people: {letters}."
    tried = ["This was a dry run: nothing was done."] if dry else []
    return [*first_lines(lines), f"{told} {news}", *tried]


PROGRAMME: dict[str, Action] = {
    "import-programme": import_programme,
}
