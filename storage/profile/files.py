"""The files of a profile as they stand in their folder, with the line of every fact.

Overlays are folders laid on top (sample data, an operator's own): tables are merged, lists
and CSV files replaced; what they set is listed in `Profile.sample`.  What cannot be read is
noted, and reading goes on: an operator hears everything at once.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from conversations.source import Confidence
from storage.profile.problem import Problem, Where

PROFILES = Path(__file__).parents[1] / "profiles"
# Under every municipality: what is the same in the whole country, unless a profile says otherwise.
COUNTRY = PROFILES / "nederland"

# These come from the CSV files, or are found out here.
NOT_IN_TOML = {
    "wijken": "wijken.csv",
    "postcodes": "postcodes.csv",
    "postcodes6": "postcodes6.csv",
    "neighbours": "neighbours.csv",
    "places": "places.csv",
    "cards": "cards.csv",
    "sample": "no file: it is found out on loading",
}
COLUMNS: Mapping[str, str] = {
    "wijken.csv": (
        "id,name,kind,gebied,aliases,buurten,unsure,has_council,served,source,confidence,note"
    ),
    "postcodes.csv": "pc4,wijk,share,ask,port,area_without,source,confidence,note",
    "neighbours.csv": "municipality,pc4,name,source,confidence",
    "postcodes6.csv": "pc6,wijk,source,confidence",
    "places.csv": (
        "id,kind,name,aliases,wijk,address,postcode,city,lat,lon,phone,step_free,toilet,languages,"
        "way,holidays,hours_note,checked,hours_checked,gone,moved_to,source,confidence,note"
    ),
    "hours.csv": "place,weekday,opens,closes,since,until,checked,source,confidence",
    "cards.csv": "role,wijk,phone,days,ask,checked,source,confidence",
}
REQUIRED = ("profile.toml", "wijken.csv", "postcodes.csv")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a CSV file, by column."""

    file: Path
    line: int
    cells: Mapping[str, str]

    def many(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds a list: `one | two`."""
        return tuple(part.strip() for part in self.cells[column].split("|") if part.strip())


@dataclass(slots=True)
class Reading:
    """What has been read so far, where it stood, and what was wrong with it."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Where, tuple[Path, int]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    sample: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    main: Path = Path()

    def wrong(self, where: Where, reason: str, remedy: str) -> None:
        """Note a problem in profile.toml, at the nearest place that stands in a file."""
        for length in range(len(where), 0, -1):
            if place := self.places.get(where[:length]):
                self.problems.append(Problem(*place, reason, remedy))
                return
        self.problems.append(Problem(self.main, 1, reason, remedy))

    def wrong_row(self, row: Row, reason: str, remedy: str) -> None:
        """Note a problem in a line of a CSV file."""
        self.problems.append(Problem(row.file, row.line, reason, remedy))


def read_folder(reading: Reading, folder: Path, *, overlay: bool) -> None:
    if not folder.is_dir():
        reading.problems.append(
            Problem(folder, None, "there is no such folder", "Check the path of the profile")
        )
        return
    present = [name for name in ("profile.toml", *COLUMNS) if (folder / name).is_file()]
    if not overlay:
        for name in REQUIRED:
            if name not in present:
                remedy = f"Add it; {PROFILES} holds examples"
                reading.problems.append(Problem(folder / name, None, "the file is missing", remedy))
    elif not present:
        reading.problems.append(
            Problem(folder, None, "nothing to lay on top", "Add a profile.toml to the folder")
        )
    for name in present:
        text = _text(reading, folder / name)
        if text is None:
            continue
        if name == "profile.toml":
            _read_toml(reading, folder / name, text, overlay=overlay)
        else:
            reading.rows[name] = list(_read_csv(reading, folder / name, text))
            if overlay:
                reading.sample.append(name.removesuffix(".csv"))


def read_country(reading: Reading) -> None:
    """What every profile stands on: topics and emergency numbers. A list above replaces a list."""
    for path in sorted(COUNTRY.glob("*.toml")):
        text = _text(reading, path)
        if text is not None:
            _read_toml(reading, path, text, overlay=False)


def _text(reading: Reading, path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        reading.problems.append(
            Problem(path, line, "this is not UTF-8 text", "Save the file as UTF-8")
        )
    except OSError as error:
        reason = f"the file cannot be read ({error.strerror})"
        reading.problems.append(Problem(path, None, reason, "Check its permissions"))
    return None


def _read_toml(reading: Reading, path: Path, text: str, *, overlay: bool) -> None:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        reason = f"this is not TOML: {str(error).split(' (at')[0]}"
        reading.problems.append(Problem(path, line, reason, "Correct the line or the one above"))
        return
    lines = _toml_lines(text)
    for key in sorted(NOT_IN_TOML.keys() & values.keys()):
        reason = f"`{key}` does not belong in profile.toml"
        remedy = f"It comes from {NOT_IN_TOML[key]}"
        reading.problems.append(Problem(path, lines.get((key,), 1), reason, remedy))
        del values[key]
    if overlay and values.get("id", reading.values.get("id")) != reading.values.get("id"):
        reason = "this overlay is for another municipality"
        remedy = f"Lay it on {values['id']!r}, or leave `id` out"
        reading.problems.append(Problem(path, lines.get(("id",), 1), reason, remedy))
        return
    values = _money(values)
    for where in [w for w in reading.places if w[0] in values and len(w) > 1]:
        # A list is replaced as a whole; so are the places of what stood in it.
        if isinstance(values[str(where[0])], list):
            del reading.places[where]
    reading.places |= {where: (path, line) for where, line in lines.items()}
    if overlay:
        reading.sample += [".".join(keys) for keys in _leaves(values) if keys[0] != "sources"]
    reading.values = _merged(reading.values, values)


def _money(value: Any) -> Any:
    """`most_cents = 1` as the model has it: `most = {cents = 1}`; a table of cents likewise."""
    if isinstance(value, list):
        return [_money(item) for item in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, inner in value.items():
        if not key.endswith("_cents"):
            found[key] = _money(inner)
        elif isinstance(inner, dict):
            found[key.removesuffix("_cents")] = {k: {"cents": v} for k, v in inner.items()}
        else:
            found[key.removesuffix("_cents")] = {"cents": inner}
    return found


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _leaves(values: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, value in values.items():
        if isinstance(value, dict) and value and set(value) != {"cents"}:
            yield from ((key, *rest) for rest in _leaves(value))
        else:
            yield (key,)


_KEY = r'(?:[A-Za-z0-9_-]+|"[^"]*"|\'[^\']*\')'
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_ENTRY = re.compile(rf"\s*({_DOTTED})\s*=")


def _toml_lines(text: str) -> dict[Where, int]:
    """On which line each key stands; tomllib does not say."""
    lines: dict[Where, int] = {}
    table: Where = ()
    counts: dict[Where, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _keys(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, number)
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            where = table
            for key in _keys(entry[1]):
                where = (*where, key)
                lines.setdefault(where, number)
    return lines


def _keys(dotted: str) -> Where:
    keys = re.findall(_KEY, dotted)
    return tuple(key.strip("\"'").removesuffix("_cents") for key in keys)


def _read_csv(reading: Reading, path: Path, text: str) -> Iterator[Row]:
    columns = COLUMNS[path.name].split(",")
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    try:
        header = next(lines, [])
        if header != columns:
            reason = f"the columns are not {','.join(columns)}"
            reading.problems.append(Problem(path, 1, reason, "Put this first line back"))
            return
        before = lines.line_num
        for cells in lines:
            line, before = before + 1, lines.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                reason = f"{len(cells)} cells where {len(columns)} belong"
                remedy = "Put a cell that holds a comma between double quotes"
                reading.problems.append(Problem(path, line, reason, remedy))
                continue
            values = (cell.strip() for cell in cells)
            row = Row(path, line, dict(zip(columns, values, strict=True)))
            if not row.cells["source"]:
                reading.wrong_row(row, "a fact without a source", "Say where it was read")
            if row.cells["confidence"] not in get_args(Confidence):
                remedy = f"Write {', '.join(get_args(Confidence))}"
                reading.wrong_row(row, "`confidence` is none of its words", remedy)
            yield row
    except csv.Error as error:
        # A quote that is never closed swallows the rest: what counts is where the row began.
        remedy = "Check the double quotes on this line"
        reading.problems.append(Problem(path, before + 1, f"not CSV: {error}", remedy))
