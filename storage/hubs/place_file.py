"""A list of places as a spreadsheet saves it: read to the cell, with every mistake at its place.

CSV with semicolons, commas or tabs; UTF-8, or what an older Excel writes.  The first row names the
columns, in Dutch or English, in any order; a column that is not there is not changed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from conversations.places import fold
from storage.profile.problem import meant

MOST_BYTES = 5_000_000  # more is no list of places
# What a heading may say, folded, and what it is to us; "" is read by people only.
HEADINGS: Mapping[str, str] = {
    name: column
    for column, names in {
        "id": "id code",
        "kind": "kind soort type",
        "name": "name naam",
        "aliases": "aliases anderenamen",
        "wijk": "wijk wijkid",
        "address": "address adres straat",
        "postcode": "postcode",
        "city": "city plaats stad woonplaats",
        "lat": "lat latitude breedtegraad",
        "lon": "lon lng longitude lengtegraad",
        "phone": "phone telephone telefoon telefoonnummer",
        "step_free": "stepfree drempelvrij zonderdrempel",
        "toilet": "toilet wc",
        "languages": "languages talen",
        "holidays": "holidays feestdagen onholidays",
        "hours": "hours uren openingstijden openingsuren tijden",
        "hours_note": "hoursnote openingstijdenpublicatie",
        "checked": "checked nagekeken gecontroleerd",
        "gone": "gone weg vervallen",
        "moved_to": "movedto verhuisdnaar",
        "source": "source bron",
        "confidence": "confidence zekerheid",
        "": "note notes opmerking opmerkingen",
    }.items()
    for name in names.split()
}
SHEETS = {
    b"PK\x03\x04": "an Excel file (.xlsx) or another packed one",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)",
}
AS_CSV = "In Excel or LibreOffice: Save as, “CSV UTF-8”, and import that file"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a list: where, why, and what to do about it."""

    file: str
    reason: str
    remedy: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """The line an operator reads."""
        parts = [self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        stop = "" if self.remedy.endswith("?") else "."
        return f"{', '.join(parts)}: {self.reason}. {self.remedy}{stop}"


class BadFile(Exception):
    """A list that cannot be taken over, with everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by column, with the number it has in a spreadsheet."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A list that could be read; `headings` are the columns as the file names them."""

    file: str
    headings: Mapping[str, str]
    rows: tuple[TableRow, ...]

    def fault(self, row: TableRow, column: str | None, reason: str, remedy: str) -> Fault:
        """Something wrong in a cell, or (None) with a row."""
        return Fault(
            self.file, reason, remedy, row.number, self.headings.get(column, column)
            if column is not None else None,
        )  # fmt: skip


def read_table(path: Path) -> Table:
    """The list in a file.  Raises BadFile with everything that keeps it from being read."""
    text = _text(path)
    text, separator = _separated(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        rows += lines
    except csv.Error as error:
        fault = Fault(path.name, f"this is not CSV: {error}", "Check the double quotes in this row")
        raise BadFile([Fault(fault.file, fault.reason, fault.remedy, len(rows) + 1)]) from None
    if not rows:
        raise BadFile([Fault(path.name, "the file is empty", "Save the list once more")])
    columns = _columns(path.name, rows[0])
    faults: list[Fault] = []
    found = list(_rows(path.name, rows, columns, faults))
    if faults:
        raise BadFile(faults)
    return Table(
        path.name, {c: f"{_letter(n)} ({rows[0][n].strip()})" for n, c in columns}, tuple(found)
    )


def _text(path: Path) -> str:
    def bad(reason: str, remedy: str) -> BadFile:
        return BadFile([Fault(path.name, reason, remedy)])

    try:
        if path.stat().st_size > MOST_BYTES:
            raise bad("the file is too large for a list of places", "Is it the right one?")
        content = path.read_bytes()
    except OSError as error:
        remedy = "Check its path and permissions; a running bot reads it itself"
        raise bad(f"the file cannot be read ({error.strerror})", remedy) from None
    for magic, kind in SHEETS.items():
        if content.startswith(magic):
            raise bad(f"this is {kind}, not CSV", AS_CSV)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel in the Netherlands calls CSV, without more.
        return content.decode("cp1252", "replace")


def _separated(text: str) -> tuple[str, str]:
    """The text, and what stands between its cells; Excel may say so itself (`sep=;`)."""
    first, _end, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return rest, first.strip()[4]
    return text, max(";,\t", key=first.count)


def _columns(file: str, heading: list[str]) -> list[tuple[int, str]]:
    """Which column is what."""
    faults: list[Fault] = []
    columns: list[tuple[int, str]] = []
    for n, cell in enumerate(heading):
        said = cell.strip()
        column = HEADINGS.get(fold(said))
        if not said or column == "":
            continue
        if column is None:
            remedy = meant(said, HEADINGS, "OPERATING.md, or call it note")
            faults.append(Fault(file, f"I do not know a column {said!r}", remedy, 1, _letter(n)))
        elif column in (known for _n, known in columns):
            faults.append(
                Fault(file, f"the column {said!r} stands here twice", "Remove one", 1, _letter(n))
            )
        else:
            columns.append((n, column))
    if not faults and not {"id", "name"} & {column for _n, column in columns}:
        remedy = "Name the columns in the first row; one of them is id or name"
        faults.append(Fault(file, "no column says which place it is", remedy, 1))
    if faults:
        raise BadFile(faults)
    return columns


def _rows(
    file: str, rows: list[list[str]], columns: list[tuple[int, str]], faults: list[Fault]
) -> Iterator[TableRow]:
    width = len(rows[0])
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[width:]):
            remedy = "Put a cell that holds the separator between double quotes"
            faults.append(Fault(file, f"{len(row)} cells where {width} belong", remedy, number))
            continue
        cells = {column: row[n].strip() if n < len(row) else "" for n, column in columns}
        yield TableRow(number, cells)


def _letter(n: int) -> str:
    """What a spreadsheet calls its column: A, B, … Z, AA."""
    return (_letter(n // 26 - 1) if n >= 26 else "") + chr(65 + n % 26)
