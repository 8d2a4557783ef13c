"""A list of places taken over: what differs from what is known, all of it or nothing.

A cell that is empty leaves what is known; "?" makes it unknown again.  A new id is a new place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from conversations.here import Here
from conversations.hubs.place import Place, PlaceFacts
from conversations.places import fold
from conversations.rules.typed_hours import compact, read_one_day, read_week
from conversations.words import Message
from storage.database import Transaction
from storage.hubs import place_changes, places
from storage.hubs.place_file import BadFile, Fault, Table, TableRow
from storage.profile.problem import explained, meant

UNKNOWN = ("?", "onbekend", "unknown", "-")
YES_NO = {"ja": "yes", "yes": "yes", "j": "yes", "nee": "no", "no": "no", "n": "no"}
ON_HOLIDAYS = {"open": "open", "dicht": "closed", "gesloten": "closed", "closed": "closed"}
KINDS = {
    "hub": "hub",
    "wijkhub": "hub",
    "house": "house",
    "huis": "house",
    "mobile": "mobile",
    "mobiel": "mobile",
}
GONE = {"closed": "closed", "dicht": "closed", "moved": "moved", "verhuisd": "moved"}
TEXTS = ("name", "address", "postcode", "city", "phone", "hours_note", "moved_to", "source")
# What stands in a cell when nothing is known; anything else is None.
WITHOUT = {"step_free": "unknown", "toilet": "unknown", "holidays": "unknown"}
# Our name for a field, where the list has another.
COLUMN = {"latitude": "lat", "longitude": "lon", "hours_checked": "checked", "way": "hours"}
# How cells are written that have a form of their own.
LIKE = {
    "id": "wijkhub-noord: small letters, figures and dashes, at most 40",
    "postcode": "3011 AB",
    "languages": "nl en tr",
    "confidence": "high, medium or low",
}
SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Difference:
    """A place as it is (None: it is new) and as the list has it."""

    before: PlaceFacts | None
    after: Place


@dataclass(frozen=True, slots=True)
class Compared:
    """What a list changes, in its order, and how many places stay as they are."""

    file: str
    changes: tuple[Difference, ...]
    same: int


async def compare(tx: Transaction, table: Table, here: Here) -> Compared:
    """What the list would change.  Raises BadFile with every cell that is wrong."""
    faults: list[Fault] = []
    rows = await tx.all("SELECT id, name FROM places ORDER BY name")
    by_name: dict[str, list[str]] = {}
    for known in rows:
        by_name.setdefault(fold(known["name"]), []).append(known["id"])
    ids = {known["id"] for known in rows} | {row.cells.get("id", "") for row in table.rows}
    changes: list[Difference] = []
    seen: dict[str, int] = {}
    for row in table.rows:
        id = _which(table, row, by_name, faults)
        if id is None:
            continue
        if id in seen:
            reason = f"the place {id!r} stands in row {seen[id]} too"
            faults.append(table.fault(row, None, reason, "Remove one of them"))
            continue
        seen[id] = row.number
        before = await places.by_id(tx, id, here, unsure=True)
        after = _after(table, row, id, before, ids, here, faults)
        if after is not None:
            changes.append(Difference(before, after))
    if faults:
        raise BadFile(faults)
    other = tuple(c for c in changes if c.before is None or c.before.place != c.after)
    return Compared(table.file, other, len(changes) - len(other))


async def take_over(tx: Transaction, compared: Compared, here: Here, *, cause: str) -> None:
    """Make it so; each place gets a change of its own, which can be taken back."""
    for change in compared.changes:
        after = change.after
        if change.before is None:
            await places.put(tx, after)
        await tx.hold("places", after.id)
        now = await places.by_id(tx, after.id, here, unsure=True)
        assert now is not None, "it was put there"
        if change.before is not None and now.version != change.before.version:
            reason = f"somebody changed {after.id!r} while this list was read"
            raise BadFile([Fault(compared.file, reason, "Import it once more")])
        version = await places.rewrite(tx, after)
        was = change.before.place if change.before is not None else None
        id = await place_changes.record(
            tx, now, "imported", was, after, here, cause, version=version
        )
        if was is not None and place_changes.other_hours(was, after):
            await place_changes.plan_news(tx, id, here, cause)


def differences(compared: Compared) -> list[str]:
    """What changes, a line for each place, and how many of what."""
    lines = []
    for change in compared.changes:
        what = "new"
        if change.before is not None:
            what = "; ".join(_different(change.before.place, change.after))
        lines.append(f"{change.after.id}  {change.after.name}: {what}")
    new = sum(change.before is None for change in compared.changes)
    changed = len(compared.changes) - new
    lines.append(f"{new} new, {changed} changed, {compared.same} as they were.")
    return lines


def _different(was: Place, became: Place) -> list[str]:
    found = []
    for name in Place.model_fields:
        before, after = getattr(was, name), getattr(became, name)
        if before == after:
            continue
        if name == "hours":
            before, after = compact(before, SHORT), compact(after, SHORT)
        found.append(f"{name}: {_shown(before)} → {_shown(after)}")
    return found


def _shown(value: object) -> str:
    if value is None or value in ("", ()):
        return "–"
    return " | ".join(map(str, value)) if isinstance(value, tuple) else str(value)


# --- rows --------------------------------------------------------------------------------------


def _which(
    table: Table, row: TableRow, by_name: Mapping[str, list[str]], faults: list[Fault]
) -> str | None:
    """The id of the place a row is about."""
    if id := row.cells.get("id", ""):
        return id
    name = row.cells.get("name", "")
    found = by_name.get(fold(name), [])
    match found:
        case [id]:
            return id
        case []:
            reason = f"there is no place {name!r}" if name else "it does not say which place it is"
            remedy = "Give a new place an id of small letters, figures and dashes"
            faults.append(table.fault(row, "name" if name else None, reason, remedy))
        case _:
            reason = f"several places are called {name!r}"
            faults.append(table.fault(row, "name", reason, f"Add a column id: {', '.join(found)}"))
    return None


def _after(
    table: Table,
    row: TableRow,
    id: str,
    before: PlaceFacts | None,
    ids: set[str],
    here: Here,
    faults: list[Fault],
) -> Place | None:
    """The place as the row has it, or None after noting what is wrong with it."""
    reading = _Reading(table, row, here, faults)
    values: dict[str, Any] = {"source": f"list of the operator: {table.file}", "confidence": "high"}
    if before is not None:
        values = before.place.model_dump()
    elif missing := [c for c in ("name", "kind") if not row.cells.get(c)]:
        reading.wrong(
            None, f"a new place without {' and '.join(missing)}", "Fill it in, or correct the id"
        )
        return None
    given = reading.given(None if before is None else before.place)
    values |= {"id": id, **given}
    try:
        place = Place.model_validate(values)
    except ValidationError as error:
        for where, reason, remedy in explained(error, Place):
            field = str(where[0]) if where else ""
            if field in LIKE:
                reason, remedy = "it is not written as I need it", f"Write it like {LIKE[field]}"
            reading.wrong(COLUMN.get(field, field), reason, remedy)
        return None
    if (place.latitude is None) != (place.longitude is None):
        reading.wrong("lat", "a position needs both degrees", "Fill in lat and lon, or neither")
    if place.moved_to is not None and place.moved_to not in ids:
        reading.wrong("moved_to", f"there is no place {place.moved_to!r}", "Write an id")
    if place.moved_to is not None and place.gone != "moved":
        reading.wrong("moved_to", "it moved, but gone does not say so", "Write moved in gone")
    return place


class _Reading:
    """The cells of one row, as values; what is wrong is noted with its column."""

    def __init__(self, table: Table, row: TableRow, here: Here, faults: list[Fault]) -> None:
        self.table, self.row, self.here, self.faults = table, row, here, faults

    def wrong(self, column: str | None, reason: str, remedy: str) -> None:
        self.faults.append(self.table.fault(self.row, column, reason, remedy))

    def given(self, before: Place | None) -> dict[str, Any]:
        """The fields that the row says something about."""
        found: dict[str, Any] = {}
        cells = {column: text for column, text in self.row.cells.items() if text}
        if not cells.get("id"):
            cells.pop("name", None)  # it said which place, not what it is to be called
        for column, text in cells.items():
            unknown = text.casefold() in UNKNOWN
            match column:
                case "step_free" | "toilet":
                    found[column] = "unknown" if unknown else self._word(column, text, YES_NO)
                case "holidays":
                    found[column] = "unknown" if unknown else self._word(column, text, ON_HOLIDAYS)
                case "kind":
                    found[column] = self._word(column, text, KINDS)
                case "gone":
                    found[column] = None if unknown else self._word(column, text, GONE)
                case "wijk":
                    found[column] = None if unknown else self._wijk(text)
                case "lat" | "lon":
                    name = "latitude" if column == "lat" else "longitude"
                    found[name] = None if unknown else self._degrees(column, text)
                case "aliases":
                    names = (part.strip() for part in text.split("|"))
                    found[column] = () if unknown else tuple(name for name in names if name)
                case "languages":
                    found[column] = () if unknown else tuple(text.replace(",", " ").split())
                case "postcode":
                    found[column] = None if unknown else text.upper().replace(" ", "")
                case "confidence":
                    found[column] = text.casefold()
                case _ if column in TEXTS:
                    found[column] = None if unknown else text
        self._hours(cells, found, before)
        return found

    def _hours(self, cells: Mapping[str, str], found: dict[str, Any], before: Place | None) -> None:
        """Hours in plain words, and since when they are known."""
        checked = self._day(cells["checked"]) if "checked" in cells else None
        if checked is not None:
            found["checked"] = checked
        text = cells.get("hours")
        if text is None:
            if checked is not None and before is not None and before.way != "unknown":
                found["hours_checked"] = checked
            return
        if text.casefold() in UNKNOWN:
            found |= {"way": "unknown", "hours": (), "hours_checked": None}
            return
        week = read_week(text)
        if isinstance(week, Message):
            # An operator reads English; the sentence is the one that staff read on a phone.
            gaps = {name: getattr(gap, "text", gap) for name, gap in week.gaps.items()}
            reason = week.text.format_map(gaps).rstrip(".?")
            self.wrong("hours", reason, "Write it like: Mon-Fri 9:00-17:00, Thu until 20:00")
            return
        if before is not None and (before.way, before.hours) == (week.way, week.hours):
            if checked is not None:
                found["hours_checked"] = checked
        else:
            found |= {"way": week.way, "hours": week.hours}
            found["hours_checked"] = checked or self.here.today
        if week.holidays is not None:
            found.setdefault("holidays", week.holidays)

    def _word(self, column: str, text: str, words: Mapping[str, str]) -> str | None:
        if (word := words.get(text.casefold())) is None:
            self.wrong(column, f"{text!r} is none of its words", f"Write {', '.join(words)}")
        return word or WITHOUT.get(column)

    def _wijk(self, text: str) -> str | None:
        own = self.here.profile.own_wijken
        for wijk in own:
            if text in (wijk.id, wijk.id.partition(".")[2]) or fold(text) == fold(wijk.name):
                return wijk.id
        remedy = meant(text, (wijk.name for wijk in own), "the wijken of the profile")
        self.wrong("wijk", f"there is no wijk {text!r}", remedy)
        return None

    def _degrees(self, column: str, text: str) -> float | None:
        try:
            return float(text.replace(",", "."))
        except ValueError:
            self.wrong(column, f"{text!r} are no degrees", "Write them like 51.9225")
            return None

    def _day(self, text: str) -> dt.date | None:
        day = read_one_day(text, self.here.today)
        if day is None:
            self.wrong("checked", f"{text!r} is no day", "Write it as 2026-11-22 or 22-11-2026")
        elif day > self.here.today:
            self.wrong("checked", f"{text!r} is still to come", "Write the day somebody looked")
        return day
