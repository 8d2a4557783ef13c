"""What is open as a file: a table for a spreadsheet, or a page to print; for every morning.

No name of a resident and no word of a talk stands in it beyond the first words of a message.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from bot.desk.room import NotDone, Room
from conversations.here import Here
from conversations.matters.inbox_words import topic_name
from conversations.matters.matter import MatterLine
from conversations.words import Cell, Day, Message, in_context
from locales.render import words
from locales.table import csv_text

HEADINGS: tuple[Message, ...] = (
    in_context("column", "number"),
    in_context("column", "kind"),
    in_context("column", "wijk"),
    in_context("column", "topic"),
    in_context("column", "first words"),
    in_context("column", "state"),
    in_context("column", "who has it"),
    in_context("column", "received"),
    in_context("column", "next date"),
    in_context("column", "too late"),
    in_context("column", "me too"),
)
KINDS = {
    "question": in_context("column", "question"),
    "complaint": in_context("column", "complaint"),
    "signal": in_context("column", "report"),
}
STATES = {
    "new": in_context("column", "new"),
    "taken": in_context("column", "taken"),
    "waiting": in_context("column", "waiting"),
}
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem; }
table { border-collapse: collapse; } caption { text-align: start; padding-block-end: .5rem; }
th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: start; }
tr.late th { border-inline-start: .4rem solid #b00020; }
"""


def language_of(room: Room) -> str:
    """The municipality's own: it is a list for its staff."""
    return room.profile.languages[0]


def rows_of(rows: Sequence[MatterLine], here: Here, room: Room) -> list[tuple[Cell, ...]]:
    """The lines under their headings, in no language yet."""
    found: list[tuple[Cell, ...]] = [HEADINGS]
    for row in rows:
        place = room.profile.wijk(row.wijk)
        yes = in_context("column", "yes")
        found.append(
            (
                row.number,
                KINDS[row.kind],
                place.name if place else row.wijk,
                topic_name(row.topic, here),
                row.title,
                STATES.get(row.state, row.state),
                row.holder or "",
                Day(on=here.profile.today(row.opened)),
                Day(on=here.profile.today(row.next_at)) if row.next_at else "",
                yes if row.late else "",
                row.too,
            )
        )
    return found


def as_csv(rows: Sequence[MatterLine], here: Here, room: Room) -> str:
    """A table that opens with a double click; what residents typed stays text."""
    return csv_text(rows_of(rows, here, room), language_of(room), room.profile)


def as_html(rows: Sequence[MatterLine], here: Here, room: Room) -> str:
    """One page without anything from elsewhere: to read, to search and to print."""
    language = language_of(room)

    def told(cell: Cell) -> str:
        if isinstance(cell, Message):
            return escape(words(cell, language, room.profile))
        return escape(cell.on.isoformat() if isinstance(cell, Day) else str(cell))

    table = rows_of(rows, here, room)
    head = "".join(f'<th scope="col">{told(cell)}</th>' for cell in table[0])
    body = []
    for row, line in zip(rows, table[1:], strict=True):
        first, *others = line
        cells = "".join(f"<td>{told(cell)}</td>" for cell in others)
        late = ' class="late"' if row.late else ""
        body.append(f'<tr{late}><th scope="row">{told(first)}</th>{cells}</tr>')
    title = escape(f"{room.profile.name}, {here.today.isoformat()}")
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{STYLE}</style><main>"
        f"<table><caption>{title}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></main></html>\n"
    )


def written(path: Path, text: str) -> None:
    """Put it there whole or not at all, for its owner alone. Raises NotDone."""
    temporary: str | None = None
    try:
        made, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(made, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise NotDone(f"{path} cannot be written: {error.strerror}.") from None
