"""What is close to a position, and in which wijk it lies.  The position itself is never kept."""

from __future__ import annotations

import math

import orjson

from conversations.here import Here
from conversations.hubs.place import (
    Around,
    LookAround,
    OnMap,
    PlacesFound,
    SeekPlace,
    ShowOnMap,
    names_of_places,
)
from conversations.places import fold
from conversations.rules import areas
from conversations.rules.access import answer
from conversations.rules.asking import NAME_ALIKE, alike
from conversations.talk import Refused
from conversations.words import _
from storage.database import Row, Transaction
from storage.hubs import places

NEAREST = 3
# Meters to look around, one after the other; who is farther away is not in this municipality.
CIRCLES = (2_000, 8_000, 25_000)
METERS_A_DEGREE = 111_000


async def look_around(tx: Transaction, command: LookAround, here: Here, cause: str) -> Around:
    """The three nearest places, those that have what is needed if any do, and the wijk where
    outlines were imported."""
    wijk = await wijk_at(tx, command.latitude, command.longitude)
    known = here.profile.wijk(wijk) if wijk is not None else None
    suiting = await _nearest(tx, command.latitude, command.longitude, command.need)
    if command.need is None or suiting:
        found = suiting
    else:
        found = await _nearest(tx, command.latitude, command.longitude, None)
    return Around(found, known.id if known is not None else None, suits=bool(suiting))


async def _nearest(
    tx: Transaction, latitude: float, longitude: float, need: str | None
) -> tuple[tuple[str, str, float], ...]:
    """What is inside a circle is nearer than anything outside it, so the first that holds enough
    will do.  With a need only what is known to have it: not known is never yes."""
    found: list[tuple[float, str, str]] = []
    for most in CIRCLES:
        north = most / METERS_A_DEGREE
        east = north / max(0.01, math.cos(math.radians(latitude)))
        rows = await tx.all(
            """
            SELECT id, name, latitude, longitude, step_free, toilet, languages FROM places
            WHERE latitude BETWEEN :south AND :north AND longitude BETWEEN :west AND :east
              AND gone IS NULL AND confidence <> 'low'
            """,
            south=latitude - north,
            north=latitude + north,
            west=longitude - east,
            east=longitude + east,
        )
        me = (latitude, longitude)
        far = [
            (areas.meters(me, (row["latitude"], row["longitude"])), row["name"], row["id"])
            for row in rows
            if need is None or _has(row, need)
        ]
        found = sorted(one for one in far if one[0] <= most)
        if len(found) >= NEAREST:
            break
    return tuple((id, name, distance) for distance, name, id in found[:NEAREST])


def _has(row: Row, need: str) -> bool:
    spoken = tuple(row["languages"].split())
    return answer(row["step_free"], row["toilet"], spoken, need) == "yes"


async def wijk_at(tx: Transaction, latitude: float, longitude: float) -> str | None:
    """The wijk that holds a position; None outside every outline, or where none was imported."""
    north, east = areas.square(longitude, latitude)
    rows = await tx.all(
        """
        SELECT a.wijk, a.outline FROM area_squares s JOIN areas a ON a.id = s.area
        WHERE s.north = :north AND s.east = :east ORDER BY a.id
        """,
        north=north,
        east=east,
    )
    for row in rows:
        if areas.within(longitude, latitude, orjson.loads(row["outline"])):
            return str(row["wijk"])
    return None


async def seek(tx: Transaction, command: SeekPlace, here: Here, cause: str) -> PlacesFound:
    """The places whose name is like what was typed; few enough names to read them all."""
    rows = await tx.all("SELECT id, name, aliases, kind, confidence FROM places ORDER BY name")
    named = (
        (row["id"], (row["name"], *row["aliases"].splitlines()))
        for row in rows
        if row["confidence"] != "low" and command.kind in (None, row["kind"])
    )
    found = alike(command.name, names_of_places(named), NAME_ALIKE) if fold(command.name) else ()
    return PlacesFound(found, command.day, command.name)


async def show_on_map(
    tx: Transaction, command: ShowOnMap, here: Here, cause: str
) -> OnMap | Refused:
    """A place with its position, if it has one and is still there."""
    facts = await places.by_id(tx, command.place, here)
    if facts is None or facts.place.latitude is None:
        return Refused(_("I do not know where that is on the map."))
    return OnMap(facts.place)
