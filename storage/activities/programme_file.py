"""A programme as a spreadsheet: a CSV file with a row for each activity, checked before it is kept.

Between the cells stands a comma or a semicolon, as the spreadsheet likes it; the first line names
the columns, in any order.  What is wrong is told together, with the line and the column.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from conversations.activities.activity import Activity, ImportedRow, State
from conversations.places import fold
from conversations.profile import Profile
from conversations.rules.activities import (
    instant_of,
    read_languages,
    read_most,
    why_not_these_words,
    why_not_this_name,
)
from conversations.rules.texts import clean
from conversations.words import Message
from storage.profile.problem import Problem, ProfileError, meant

REQUIRED = ("place", "title", "day", "from", "until")
# Words about it, how many people (empty is no limit), languages, the operator's own name for the
# activity, and `planned` or `cancelled`.
OPTIONAL = ("words", "places", "languages", "ref", "state")
STATES = ("planned", "cancelled")
MOST_BYTES = 5_000_000
MOST_ROWS = 5_000


@dataclass(slots=True)
class _File:
    path: Path
    profile: Profile
    known: Mapping[str, str]
    problems: list[Problem]

    def wrong(self, line: int | None, reason: str, remedy: str) -> None:
        self.problems.append(Problem(self.path, line, reason, remedy))


def read_programme(
    path: Path, profile: Profile, known: Mapping[str, str]
) -> tuple[ImportedRow, ...]:
    """The rows of a file; `known` are the names of the places by id.

    ProfileError names everything that is wrong with it.
    """
    file = _File(path, profile, known, [])
    rows = [row for line, cells in _lines(file) if (row := _row(file, line, cells)) is not None]
    if not rows and not file.problems:
        file.wrong(None, "there is no activity in it", "Add a row")
    refs: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.ref is None:
            continue
        first = refs.setdefault((row.place, row.ref), row.line)
        if first != row.line:
            file.wrong(row.line, f"`ref` {row.ref!r} stands on line {first} too", "Change one")
    if file.problems:
        raise ProfileError(file.problems)
    return tuple(rows)


def _lines(file: _File) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by column, each with its line."""
    text = _text(file)
    if text is None:
        return
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        if not _good_header(file, header):
            return
        before = reader.line_num
        for n, cells in enumerate(reader):
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if n >= MOST_ROWS:
                file.wrong(line, f"more than {MOST_ROWS} rows", "Cut the file in two")
                return
            if len(cells) != len(header):
                reason = f"{len(cells)} cells where {len(header)} belong"
                remedy = f"Put a cell that holds a {delimiter!r} between double quotes"
                file.wrong(line, reason, remedy)
                continue
            yield line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    except csv.Error as error:
        file.wrong(before + 1, f"not CSV: {error}", "Check the double quotes on this line")


def _text(file: _File) -> str | None:
    try:
        if file.path.stat().st_size > MOST_BYTES:
            file.wrong(None, "the file is larger than 5 MB", "Is this the right file?")
            return None
        content = file.path.read_bytes()
    except OSError as error:
        file.wrong(None, f"the file cannot be read ({error.strerror})", "Check the path")
        return None
    if content.startswith(b"PK\x03\x04"):
        file.wrong(None, "this is a spreadsheet, not CSV", "Save it as CSV (UTF-8) first")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        file.wrong(line, "this is not UTF-8 text", "Save it as CSV (UTF-8)")
        return None


def _good_header(file: _File, header: list[str]) -> bool:
    every = (*REQUIRED, *OPTIONAL)
    before = len(file.problems)
    for name in REQUIRED:
        if name not in header:
            file.wrong(1, f"there is no column `{name}`", f"The columns are: {', '.join(every)}")
    for n, name in enumerate(header):
        if name not in every:
            file.wrong(
                1, f"the column {name!r} means nothing", meant(name, every, ", ".join(every))
            )
        elif name in header[:n]:
            file.wrong(1, f"the column `{name}` stands here twice", "Remove one of them")
    return len(file.problems) == before


def _row(file: _File, line: int, cells: Mapping[str, str]) -> ImportedRow | None:
    """One row, or None after noting everything that is wrong with it."""
    before = len(file.problems)
    place = _place(file, line, cells["place"])
    _sentence(file, line, "title", why_not_this_name(cells["title"]))
    words = cells.get("words", "")
    if words:
        _sentence(file, line, "words", why_not_these_words(words))
    day = _day(file, line, cells["day"])
    opens, closes = (_clock(file, line, cells, column) for column in ("from", "until"))
    if opens is not None and closes is not None and closes <= opens:
        file.wrong(line, "`until` is not later than `from`", "An activity is on one day")
    typed = cells.get("places", "")
    most = read_most(typed) if typed else None
    if isinstance(most, str):
        file.wrong(line, f"`places` is no number: {typed!r}", "Write 12, or nothing for no limit")
    languages = read_languages(cells.get("languages", ""))
    if isinstance(languages, str):
        remedy = "Write names or codes: Dutch, tr"
        file.wrong(line, f"`languages`: {languages!r} is no language we know", remedy)
    state = cells.get("state", "") or "planned"
    if state not in STATES:
        remedy = f"Write {' or '.join(STATES)}, or nothing"
        file.wrong(line, f"`state` is neither: {state!r}", remedy)
    ref = cells.get("ref", "")
    if len(ref) > 200:
        file.wrong(line, "`ref` is too long", "Keep it under 200 characters")
    if len(file.problems) > before or place is None or day is None:
        return None
    assert opens is not None
    assert closes is not None
    assert not isinstance(most, str)
    assert not isinstance(languages, str)
    starts, ends = (instant_of(day, clock, file.profile) for clock in (opens, closes))
    if ends <= starts:
        file.wrong(line, "the clock skips this time on that day", "Choose another time")
        return None
    activity = Activity(
        title=clean(cells["title"]),
        words=clean(words) or None,
        starts=starts,
        ends=ends,
        most=most,
        languages=languages,
    )
    return ImportedRow(line, place, ref or None, activity, cast(State, state))


def _sentence(file: _File, line: int, column: str, reason: Message | None) -> None:
    if reason is None:
        return
    gaps = {name: gap for name, gap in reason.gaps.items() if isinstance(gap, int | str)}
    text = reason.many if reason.many is not None and reason.count != 1 else reason.text
    file.wrong(line, f"`{column}`: {text.format(**gaps).rstrip('.?!')}", "Correct it")


def _place(file: _File, line: int, typed: str) -> str | None:
    """The id of a place that is given by id or by name."""
    if typed in file.known:
        return typed
    named = [id for id, name in file.known.items() if fold(name) == fold(typed)]
    if len(named) == 1:
        return named[0]
    remedy = meant(typed, (*file.known, *file.known.values()), "the ids in places.csv")
    file.wrong(line, f"`place`: there is no place {typed!r}", remedy)
    return None


def _day(file: _File, line: int, typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        file.wrong(line, f"`day` is no day: {typed!r}", "Write it as 2026-11-22")
        return None


def _clock(file: _File, line: int, cells: Mapping[str, str], column: str) -> dt.time | None:
    typed = cells[column]
    try:
        return dt.time.fromisoformat(typed.zfill(5))
    except ValueError:
        file.wrong(line, f"`{column}` is no time: {typed!r}", "Write it as 14:00")
        return None
