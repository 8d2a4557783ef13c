"""The places of a profile and their hours, row by row, with the line of every mistake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from conversations.hubs.place import Place, Weekly
from conversations.places import Wijk
from storage.profile.files import Reading, Row
from storage.profile.problem import explained, meant

WEEKDAYS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "monday maandag ma mon",
            "tuesday dinsdag di tue",
            "wednesday woensdag wo wed",
            "thursday donderdag do thu",
            "friday vrijdag vr fri",
            "saturday zaterdag za sat",
            "sunday zondag zo sun",
        ),
        1,
    )
    for name in names.split()
}
# What a spreadsheet says about it, as it stands in the cell.
AS_THEY_ARE = ("id", "kind", "name", "source", "confidence")
OR_NONE = ("wijk", "address", "postcode", "city", "phone", "hours_note", "gone", "moved_to")
OR_UNKNOWN = ("step_free", "toilet", "way")


def read_places(reading: Reading, known: Mapping[str, Wijk]) -> tuple[Place, ...]:
    """The places in the order of the file; what is wrong is noted with its line."""
    rows = reading.rows.get("places.csv", [])
    hours = _read_hours(reading, {row.cells["id"] for row in rows})
    on_holidays = reading.values.get("on_holidays", "unknown")
    found: dict[str, tuple[Place, Row]] = {}
    for row in rows:
        place = read_place(reading, row, on_holidays)
        if place is None:
            continue
        place = _with_hours(place, hours.get(place.id, []), reading, row)
        if place.id in found:
            reading.wrong_row(row, f"the id {place.id!r} stands here twice", "Remove one of them")
        if place.wijk is not None and place.wijk not in known:
            remedy = meant(place.wijk, known, "wijken.csv")
            reading.wrong_row(row, f"there is no wijk {place.wijk!r}", remedy)
        found.setdefault(place.id, (place, row))
    for place, row in found.values():
        if place.moved_to is not None and place.moved_to not in found:
            remedy = meant(place.moved_to, found, "the ids in this file")
            reading.wrong_row(row, f"there is no place {place.moved_to!r}", remedy)
    return tuple(place for place, _row in found.values())


def read_place(reading: Reading, row: Row, on_holidays: str = "unknown") -> Place | None:
    """One row of a table of places, or None after noting what is wrong with it."""
    cells = row.cells
    for one, other in (("lat", "lon"), ("moved_to", "gone")):
        if cells[one] and not cells[other]:
            reading.wrong_row(row, f"`{one}` without `{other}`", f"Fill in `{other}` too")
    if cells["lon"] and not cells["lat"]:
        reading.wrong_row(row, "`lon` without `lat`", "Fill in `lat` too")
    values: dict[str, Any] = {name: cells[name] for name in AS_THEY_ARE}
    values |= {name: cells[name] or None for name in OR_NONE}
    values |= {name: cells[name] or "unknown" for name in OR_UNKNOWN}
    values |= {
        "aliases": row.many("aliases"),
        "languages": tuple(cells["languages"].split()),
        "holidays": cells["holidays"] or on_holidays,
        "latitude": _degrees(reading, row, "lat"),
        "longitude": _degrees(reading, row, "lon"),
        "checked": _day(reading, row, "checked"),
        "hours_checked": _day(reading, row, "hours_checked"),
    }
    try:
        return Place.model_validate(values)
    except ValidationError as error:
        for _where, reason, remedy in explained(error, Place):
            reading.wrong_row(row, reason, remedy)
        return None


def _with_hours(
    place: Place, hours: list[tuple[Weekly, dt.date | None]], reading: Reading, row: Row
) -> Place:
    """The place with its hours; they are as old as the row that was checked longest ago."""
    if not hours:
        return place
    if place.way == "board_outside":
        reading.wrong_row(
            row,
            "it has hours, but opens when the board stands outside",
            "Write walk_in under `way`, or take its rows out of hours.csv",
        )
    days = [day for _weekly, day in hours]
    return place.but(
        hours=tuple(weekly for weekly, _day in hours),
        way="appointment" if place.way == "appointment" else "walk_in",
        hours_checked=None if None in days else min(day for day in days if day is not None),
    )


def _read_hours(
    reading: Reading, places: set[str]
) -> dict[str, list[tuple[Weekly, dt.date | None]]]:
    found: dict[str, list[tuple[Weekly, dt.date | None]]] = {}
    for row in reading.rows.get("hours.csv", []):
        place, weekday = row.cells["place"], row.cells["weekday"].casefold()
        if place not in places:
            remedy = meant(place, places, "places.csv")
            reading.wrong_row(row, f"there is no place {place!r}", remedy)
            continue
        if weekday not in WEEKDAYS:
            reading.wrong_row(row, f"{weekday!r} is no weekday", "Write monday to sunday")
            continue
        try:
            weekly = Weekly.model_validate(
                {
                    "weekday": WEEKDAYS[weekday],
                    "opens": row.cells["opens"],
                    "closes": row.cells["closes"],
                    "since": _day(reading, row, "since"),
                    "until": _day(reading, row, "until"),
                }
            )
        except ValidationError as error:
            for _where, reason, _remedy in explained(error, Weekly):
                remedy = "Write times as 09:00, the end of a day as 24:00"
                reading.wrong_row(row, reason, remedy)
            continue
        found.setdefault(place, []).append((weekly, _day(reading, row, "checked")))
    return found


def _degrees(reading: Reading, row: Row, column: str) -> float | None:
    text = row.cells[column]
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        remedy = "Write degrees with a point: 51.9225"
        reading.wrong_row(row, f"`{column}` is not a number", remedy)
        return None


def _day(reading: Reading, row: Row, column: str) -> dt.date | None:
    text = row.cells[column]
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        reading.wrong_row(row, f"`{column}` is no day: {text!r}", "Write it as 2026-11-22")
        return None
