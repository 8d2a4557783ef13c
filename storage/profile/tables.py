"""The tables of a profile: its wijken, its postcodes and its neighbours, row by row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from conversations.places import Neighbour, Postcode, Wijk
from conversations.roles.office import OfficeCard
from conversations.rules.faces import read_days
from conversations.rules.telephone import is_mobile, read_number
from storage.profile.files import Reading, Row
from storage.profile.problem import explained, meant

Model = TypeVar("Model", bound=BaseModel)


def read_wijken(reading: Reading) -> tuple[Wijk, ...]:
    found: dict[str, Wijk] = {}
    names: dict[str, str] = {}
    home = reading.values.get("id")
    for row in reading.rows.get("wijken.csv", []):
        cells = {column: row.cells[column] for column in ("id", "name", "source")}
        wijk = _row_as(
            Wijk,
            reading,
            row,
            **cells,
            kind=row.cells["kind"] or "wijk",
            gebied=row.cells["gebied"] or None,
            aliases=row.many("aliases"),
            buurten=row.many("buurten"),
            unsure=row.many("unsure"),
            has_council=_yes(reading, row, "has_council"),
            served=row.cells["served"],
            confidence=row.cells["confidence"],
        )
        if wijk is None:
            continue
        if home and not wijk.id.startswith(f"{home}."):
            reading.wrong_row(
                row, f"the id {wijk.id!r} is of another municipality", f"Begin it with '{home}.'"
            )
        if wijk.id in found:
            reading.wrong_row(row, f"the id {wijk.id!r} stands here twice", "Remove one of them")
        elif wijk.name.casefold() in names:
            other = names[wijk.name.casefold()]
            reading.wrong_row(row, f"{other!r} has the same name", "Give one of them another name")
        if strange := set(wijk.unsure) - set(wijk.buurten):
            reading.wrong_row(
                row, f"unsure but no buurt: {', '.join(sorted(strange))}", "Add it to `buurten`"
            )
        found.setdefault(wijk.id, wijk)
        names.setdefault(wijk.name.casefold(), wijk.id)
    return tuple(found.values())


def read_postcodes(reading: Reading, known: Mapping[str, Wijk]) -> dict[str, Postcode]:
    by_pc4: dict[str, list[Row]] = {}
    for row in reading.rows.get("postcodes.csv", []):
        by_pc4.setdefault(row.cells["pc4"], []).append(row)
    found: dict[str, Postcode] = {}
    for pc4, rows in by_pc4.items():
        first = rows[0]
        wijken: list[tuple[str, float]] = []
        areas: list[str] = []
        total = 0.0
        for row in rows:
            wijk, area = row.cells["wijk"], row.cells["area_without"]
            for column in ("ask", "port"):
                if row.cells[column] != first.cells[column]:
                    reading.wrong_row(
                        row,
                        f"`{column}` differs from line {first.line} of the same postcode",
                        "Write the same in every row of a postcode",
                    )
            share = _share(reading, row)
            total += share
            if bool(wijk) == bool(area):
                reading.wrong_row(
                    row,
                    "a row names either a wijk or an area without one",
                    "Fill in `wijk` or `area_without`, not both",
                )
            elif area:
                areas.append(area)
            elif _known_wijk(reading, row, wijk, known):
                if any(wijk == other for other, _ in wijken):
                    reading.wrong_row(
                        row, f"{wijk!r} stands twice under {pc4}", "Remove one of the rows"
                    )
                wijken.append((wijk, share))
        # Shares are rounded when they are computed; a little over 1 is no mistake.
        if total > 1.02:
            reading.wrong_row(
                first,
                f"the shares of {pc4} add up to {total:.3f}",
                "They share one area: at most 1",
            )
        ask = _yes(reading, first, "ask")
        several = len(wijken) > 1 or any(known[wijk].served != "own" for wijk, _ in wijken)
        if several and not ask:
            reading.wrong_row(
                first,
                f"{pc4} touches several wijken but nobody would be asked",
                "Write yes under `ask`, or leave out the edges that are not real",
            )
        postcode = _row_as(
            Postcode,
            reading,
            first,
            pc4=pc4,
            wijken=tuple(wijken),
            ask=ask,
            port=_yes(reading, first, "port"),
            areas_without=tuple(areas),
        )
        if postcode is not None:
            found[pc4] = postcode
    return found


def read_postcodes6(reading: Reading, known: Mapping[str, Wijk]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in reading.rows.get("postcodes6.csv", []):
        pc6 = row.cells["pc6"].replace(" ", "").upper()
        if not re.fullmatch(r"[1-9][0-9]{3}[A-Z]{2}", pc6):
            reading.wrong_row(row, f"{pc6!r} is no postcode", "Write it as 1234AB")
        elif pc6 in found:
            reading.wrong_row(row, f"{pc6} stands here twice", "Remove one of the rows")
        elif _known_wijk(reading, row, row.cells["wijk"], known):
            found[pc6] = row.cells["wijk"]
    return found


def read_neighbours(reading: Reading, ours: Mapping[str, Postcode]) -> tuple[Neighbour, ...]:
    postcodes: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    for row in reading.rows.get("neighbours.csv", []):
        name, pc4, wijk = (row.cells[column] for column in ("municipality", "pc4", "name"))
        checked = _row_as(
            Neighbour,
            reading,
            row,
            name=name,
            postcodes=(pc4,) if pc4 else (),
            names=(wijk,) if wijk else (),
        )
        if checked is None:
            continue
        if pc4 in ours:
            reading.wrong_row(
                row, f"{pc4} is in postcodes.csv too", "A postcode belongs to one of the two"
            )
        postcodes.setdefault(name, []).extend(checked.postcodes)
        names.setdefault(name, []).extend(checked.names)
    return tuple(
        Neighbour(name=name, postcodes=tuple(postcodes[name]), names=tuple(names[name]))
        for name in postcodes
    )


def read_cards(reading: Reading, known: Mapping[str, Wijk]) -> tuple[OfficeCard, ...]:
    found: dict[tuple[str, str], OfficeCard] = {}
    for row in reading.rows.get("cards.csv", []):
        role, wijk, phone, days, ask, checked, source, confidence = row.cells.values()
        number = read_number(phone) if phone else None
        weekdays = read_days(days) if days else ()
        if wijk and not _known_wijk(reading, row, wijk, known):
            continue
        if phone and number is None:
            reading.wrong_row(row, f"{phone!r} is no Dutch number", "Write it as 010 213 10 55")
        elif number and is_mobile(number):
            reading.wrong_row(
                row, "a mobile number may be private", "Give a number of the office, or none"
            )
        if weekdays is None:
            reading.wrong_row(row, f"{days!r} are no weekdays", "Write them as: ma, di, do")
        if (role, wijk) in found:
            reading.wrong_row(row, f"{role} stands twice for {wijk or 'all'}", "Remove one of them")
        card = _row_as(
            OfficeCard,
            reading,
            row,
            role=role,
            wijk=wijk or None,
            phone=number,
            days=weekdays or (),
            ask=ask or None,
            checked=checked or None,
            source=source,
            confidence=confidence,
        )
        if card is not None:
            found.setdefault((role, wijk), card)
    return tuple(found.values())


def _known_wijk(reading: Reading, row: Row, wijk: str, known: Mapping[str, Wijk]) -> bool:
    if wijk in known:
        return True
    reading.wrong_row(row, f"there is no wijk {wijk!r}", meant(wijk, known, "wijken.csv"))
    return False


def _share(reading: Reading, row: Row) -> float:
    try:
        share = float(row.cells["share"])
    except ValueError:
        share = -1.0
    if 0 <= share <= 1:
        return share
    reading.wrong_row(row, "`share` is not a number from 0 to 1", "Write it with a point: 0.62")
    return 0.0


def _yes(reading: Reading, row: Row, column: str) -> bool:
    value = row.cells[column]
    if value not in ("yes", "no"):
        reading.wrong_row(row, f"`{column}` is neither yes nor no", "Write yes or no")
    return value == "yes"


def _row_as(model: type[Model], reading: Reading, row: Row, **values: Any) -> Model | None:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        for _, reason, remedy in explained(error, model):
            reading.wrong_row(row, reason, remedy)
        return None
