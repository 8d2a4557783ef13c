"""Outlines of wijken from a GeoJSON file (RFC 7946, WGS 84), checked before they are kept.

A feature is a Polygon or MultiPolygon with the name of its wijk among its properties: an id of
the profile, the name of a wijk, or of a buurt in one.  What is wrong is told together, with the
number of the feature and the remedy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from conversations.places import fold
from conversations.profile import Profile
from conversations.rules.areas import Outline, Polygon, Ring
from storage.profile.problem import Problem, ProfileError, meant

# Under which property the wijk stands, when the operator does not say.
PROPERTIES = ("wijk", "wijkraad", "wijknaam", "naam", "name", "statnaam", "buurtnaam")
# More is no map of a municipality.
MOST_BYTES = 200_000_000
RD = (7_000, 300_000)  # meters eastward in the Dutch grid; degrees are never so large
WIDEST = 1.0  # degrees; a wijk is no province


@dataclass(frozen=True, slots=True)
class Area:
    """A piece of a wijk on the map."""

    wijk: str
    outline: Outline


@dataclass(slots=True)
class _File:
    path: Path
    problems: list[Problem]

    def wrong(self, n: int | None, reason: str, remedy: str) -> None:
        """Note a problem with a feature, by its number in the file."""
        where = f"feature {n}: {reason}" if n is not None else reason
        self.problems.append(Problem(self.path, None, where, remedy))


def read_areas(path: Path, profile: Profile, property: str | None = None) -> list[Area]:
    """The areas of a file. ProfileError names everything that is wrong with it."""
    file = _File(path, [])
    areas = list(_areas(file, profile, property))
    if not areas and not file.problems:
        file.wrong(None, "there is no area in it", "Choose a file with polygons")
    if file.problems:
        raise ProfileError(file.problems)
    return areas


def _areas(file: _File, profile: Profile, property: str | None) -> Iterator[Area]:
    for n, feature in enumerate(_features(file), 1):
        if not isinstance(feature, Mapping):
            file.wrong(n, "it is no feature", "Write it as RFC 7946 says")
            continue
        outline = _outline(file, n, feature.get("geometry"))
        wijk = _wijk(file, n, feature.get("properties"), profile, property)
        if outline is not None and wijk is not None:
            yield Area(wijk, outline)


def _features(file: _File) -> Sequence[Any]:
    try:
        if file.path.stat().st_size > MOST_BYTES:
            file.wrong(None, "the file is larger than 200 MB", "Leave out what is not needed")
            return ()
        found = orjson.loads(file.path.read_bytes())
    except OSError as error:
        file.wrong(None, f"the file cannot be read ({error.strerror})", "Check the path")
        return ()
    except orjson.JSONDecodeError as error:
        file.wrong(None, f"this is not JSON: {error}", "Export it as GeoJSON")
        return ()
    features = found.get("features") if isinstance(found, Mapping) else None
    if not isinstance(features, list):
        file.wrong(None, "this is no FeatureCollection", "Export it as GeoJSON")
        return ()
    named = str(found.get("crs", ""))
    if named and "CRS84" not in named and "4326" not in named and "crs" in found:
        file.wrong(None, f"its coordinates are not WGS 84: {named[:80]}", "Export as EPSG:4326")
        return ()
    return features


# --- which wijk ------------------------------------------------------------------------------


def _wijk(
    file: _File, n: int, properties: Any, profile: Profile, property: str | None
) -> str | None:
    if not isinstance(properties, Mapping):
        file.wrong(n, "it has no properties", "Give it the name of its wijk")
        return None
    folded = {str(key).casefold(): key for key in properties}
    names = (property.casefold(),) if property else PROPERTIES
    key = next((folded[name] for name in names if name in folded), None)
    if key is None:
        there = ", ".join(map(str, properties)) or "none"
        remedy = f"Name the property with --property; there are: {there}"
        file.wrong(n, "no property names its wijk", remedy)
        return None
    typed = str(properties[key])
    wijk = profile.wijk(typed) or profile.wijk(f"{profile.id}.{typed}")
    if wijk is None:
        named = profile.known_as.get(fold(typed))
        ids = named.wijken if named is not None else ()
        wijk = profile.wijk(ids[0]) if len(ids) == 1 else None
    if wijk is None or wijk.served != "own":
        remedy = meant(typed, (one.name for one in profile.own_wijken), "wijken.csv")
        file.wrong(n, f"there is no wijk {typed!r}", remedy)
        return None
    return wijk.id


# --- the outline -----------------------------------------------------------------------------


def _outline(file: _File, n: int, geometry: Any) -> Outline | None:
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind not in ("Polygon", "MultiPolygon"):
        file.wrong(n, f"it is no polygon but {kind}", "Leave it out, or draw an area")
        return None
    polygons = geometry.get("coordinates")
    polygons = [polygons] if kind == "Polygon" else polygons
    if not isinstance(polygons, list) or not polygons:
        file.wrong(n, "it has no coordinates", "Leave it out, or draw an area")
        return None
    found: list[Polygon] = []
    for polygon in polygons:
        rings = [_ring(ring) for ring in polygon] if isinstance(polygon, list) else []
        if why := next((ring for ring in rings if isinstance(ring, str)), None):
            file.wrong(n, why, "Export it as GeoJSON in EPSG:4326 (WGS 84)")
            return None
        if not rings:
            file.wrong(n, "a polygon without a ring", "Leave it out, or draw an area")
            return None
        found.append([ring for ring in rings if not isinstance(ring, str)])
    return found


def _ring(ring: Any) -> Ring | str:
    """A ring as pairs of numbers, or what is wrong with it."""
    if not isinstance(ring, list) or len(ring) < 4:
        return "a ring of fewer than four positions"
    positions: list[tuple[float, float]] = []
    for position in ring:
        match position:
            case [int() | float() as x, int() | float() as y, *_]:
                if RD[0] < abs(x) < RD[1]:
                    return "its coordinates are meters (the Dutch grid), not degrees"
                if abs(x) > 180 or abs(y) > 90:
                    return "a position that is nowhere on earth"
                positions.append((float(x), float(y)))
            case _:
                return "a position that is no pair of numbers"
    for values in zip(*positions, strict=True):
        if max(values) - min(values) > WIDEST:
            return "an area of a degree or more: too large for a wijk"
    if positions[0] != positions[-1]:
        return "a ring that does not end where it began"
    return positions
