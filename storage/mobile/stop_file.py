"""Stops of the mobile hub from a table (CSV): a row each, checked before anything is planned.

    day,from,to,wijk,where[,address,lat,lon,place]      with , or ; between; Dutch headings too

Everything that is wrong is told together, with the row, the column and the remedy.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from conversations.mobile.stop import PlanStop, StopPlan
from conversations.places import fold
from conversations.profile import Profile
from conversations.rules.days import read_day
from conversations.rules.stops import at_clock, read_times
from storage.profile.problem import Problem, ProfileError, meant

REQUIRED = ("day", "from", "to", "wijk", "where")
COLUMNS = (*REQUIRED, "address", "lat", "lon", "place")
DUTCH: Mapping[str, str] = {
    "dag": "day",
    "datum": "day",
    "van": "from",
    "tot": "to",
    "plek": "where",
    "waar": "where",
    "adres": "address",
}
MOST_BYTES = 1_000_000
MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class StopRow:
    """A row of the file that can be planned."""

    line: int
    command: PlanStop


@dataclass(slots=True)
class _File:
    path: Path
    problems: list[Problem]

    def wrong(self, line: int | None, column: str | None, reason: str, remedy: str) -> None:
        """Note a problem with a cell, a row or the whole file."""
        where = f"column `{column}`: {reason}" if column is not None else reason
        self.problems.append(Problem(self.path, line, where, remedy))


def read_stops(path: Path, profile: Profile, today: dt.date) -> list[StopRow]:
    """The stops of a file in the order of time. ProfileError names everything that is wrong."""
    file = _File(path, [])
    rows = sorted(_rows(file, profile, today), key=lambda row: row.command.plan.starts)
    if not rows and not file.problems:
        file.wrong(None, None, "there is no stop in it", "Put one row for each stop below line 1")
    if file.problems:
        raise ProfileError(file.problems)
    return rows


def _rows(file: _File, profile: Profile, today: dt.date) -> Iterator[StopRow]:
    for line, cells in _cells(file):
        before = len(file.problems)
        day = read_day(cells["day"], today)
        if day is None:
            file.wrong(line, "day", f"{cells['day']!r} is no day", "Write it as 2030-03-31")
        times = read_times(f"{cells['from']} - {cells['to']}")
        if times is None:
            between = f"{cells['from']!r} to {cells['to']!r} is no stretch of a day"
            file.wrong(line, "from", between, "Write times as 13:00, the earlier one first")
        wijk = _wijk(file, line, cells["wijk"], profile)
        position = _position(file, line, cells)
        if day is None or times is None or wijk is None or len(file.problems) > before:
            continue
        try:
            plan = StopPlan(
                wijk=wijk,
                spot=" ".join(cells["where"].split()),
                address=cells["address"] or None,
                latitude=position[0] if position else None,
                longitude=position[1] if position else None,
                starts=at_clock(day, times[0], profile),
                ends=at_clock(day, times[1], profile),
            )
        except ValidationError as error:
            for one in error.errors(include_input=False, include_url=False):
                column = {"spot": "where", "latitude": "lat", "longitude": "lon"}
                name = str(one["loc"][0]) if one["loc"] else "from"
                file.wrong(line, column.get(name, name), one["msg"], "Correct it")
            continue
        yield StopRow(line, PlanStop(plan, cells["place"] or None))


def _wijk(file: _File, line: int, typed: str, profile: Profile) -> str | None:
    for wijk in profile.own_wijken:
        if typed in (wijk.id, wijk.id.partition(".")[2]) or fold(typed) == fold(wijk.name):
            return wijk.id
    remedy = meant(typed, [wijk.name for wijk in profile.own_wijken], "wijken.csv")
    file.wrong(line, "wijk", f"there is no wijk {typed!r}", remedy)
    return None


def _position(file: _File, line: int, cells: Mapping[str, str]) -> tuple[float, float] | None:
    if not cells["lat"] and not cells["lon"]:
        return None
    found = []
    for column, most in (("lat", 90), ("lon", 180)):
        try:
            degrees = float(cells[column].replace(",", "."))
        except ValueError:
            degrees = float("nan")
        if not abs(degrees) <= most:
            reason = f"{cells[column]!r} are no degrees"
            file.wrong(line, column, reason, "Write degrees as 51.9225, or leave both empty")
        found.append(degrees)
    return found[0], found[1]


def _cells(file: _File) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows below the heading by column; columns that may be left out are empty."""
    text = _text(file)
    if text is None:
        return
    heading = text.splitlines()[0] if text.strip() else ""
    between = ";" if heading.count(";") > heading.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    before = 0
    try:
        names = [_column(name) for name in next(lines, [])]
        if not _right(file, names):
            return
        before = lines.line_num
        for n, cells in enumerate(lines):
            line, before = before + 1, lines.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if n >= MOST_ROWS:
                file.wrong(line, None, f"more than {MOST_ROWS} rows", "Cut the file in two")
                return
            if len(cells) != len(names):
                reason = f"{len(cells)} cells where {len(names)} belong"
                remedy = f"Put a cell that holds a {between} between double quotes"
                file.wrong(line, None, reason, remedy)
                continue
            values = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
            yield line, {column: values.get(column, "") for column in COLUMNS}
    except csv.Error as error:
        file.wrong(before + 1, None, f"not CSV: {error}", "Check the double quotes on this line")


def _column(name: str) -> str:
    plain = name.strip().casefold()
    return DUTCH.get(plain, plain)


def _right(file: _File, names: list[str]) -> bool:
    for name in REQUIRED:
        if name not in names:
            remedy = f"The first line is {','.join(COLUMNS)}; the last four may be left out"
            file.wrong(1, name, "this column is missing", remedy)
    for name in names:
        if name not in COLUMNS:
            file.wrong(1, name, "this is no column here", meant(name, COLUMNS, "the first line"))
        elif names.count(name) > 1 and not any(p.reason.endswith("twice") for p in file.problems):
            file.wrong(1, name, "it stands here twice", "Take one away")
    return not file.problems


def _text(file: _File) -> str | None:
    if file.path.suffix.casefold() in (".xlsx", ".xls", ".ods"):
        remedy = "Save it as CSV (UTF-8) in the spreadsheet program"
        file.wrong(None, None, "this is a spreadsheet, not CSV", remedy)
        return None
    try:
        if file.path.stat().st_size > MOST_BYTES:
            file.wrong(None, None, "the file is larger than 1 MB", "Cut it in two")
            return None
        return file.path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = f"the file cannot be read ({error.strerror})"
        file.wrong(None, None, reason, "Check the path")
    except UnicodeDecodeError:
        file.wrong(None, None, "this is not UTF-8 text", "Save the file as UTF-8")
    return None
