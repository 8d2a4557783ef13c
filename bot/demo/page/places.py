"""Places to pick from on the page's map, which needs no network.

The municipality's own addresses where the profile knows their positions (`places.csv`); otherwise
there is only a grid around about the middle.  No streets: we have no map.
"""

from __future__ import annotations

import csv
from pathlib import Path

from bot.demo.refusal import Json

MOST = 60  # more dots than this hide each other
LATITUDES, LONGITUDES = ("lat", "latitude"), ("lon", "longitude")


def places(profile: Path) -> list[Json]:
    """Name, latitude and longitude of what `places.csv` in this folder places; may be empty."""
    path = profile / "places.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as table:
        found = [_place(row) for row in csv.DictReader(table)]
    return [place for place in found if place is not None][:MOST]


def _place(row: dict[str, str]) -> Json | None:
    latitude = next((row[name] for name in LATITUDES if row.get(name)), None)
    longitude = next((row[name] for name in LONGITUDES if row.get(name)), None)
    try:
        assert latitude is not None
        assert longitude is not None
        return {
            "name": row.get("name", ""),
            "latitude": float(latitude),
            "longitude": float(longitude),
        }
    except (AssertionError, ValueError):
        return None
