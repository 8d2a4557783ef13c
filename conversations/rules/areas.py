"""Outlines on the map: in which one a position lies, and how far two positions are apart.

Coordinates are degrees (WGS 84), longitude first, as in GeoJSON (RFC 7946).  An outline is a
list of polygons, each a ring followed by its holes; a ring ends where it began.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

Position = Sequence[float]  # longitude, latitude
Ring = Sequence[Position]
Polygon = Sequence[Ring]
Outline = Sequence[Polygon]

EARTH = 6_371_000  # meters, mean radius
# How many squares there are in a degree; one is about 1.1 by 0.7 km in the Netherlands.
SQUARES = 100
Square = tuple[int, int]  # counted northward and eastward


def within(longitude: float, latitude: float, outline: Outline) -> bool:
    """Does this position lie in the outline?  A hole is outside; on the line either may be true."""
    return any(
        _in_ring(longitude, latitude, polygon[0])
        and not any(_in_ring(longitude, latitude, hole) for hole in polygon[1:])
        for polygon in outline
    )


def _in_ring(x: float, y: float, ring: Ring) -> bool:
    """Go east from the position and count the sides that are crossed: odd is inside."""
    inside = False
    for one, other in pairwise(ring):
        if (one[1] > y) is not (other[1] > y):
            crossed = one[0] + (y - one[1]) / (other[1] - one[1]) * (other[0] - one[0])
            if crossed > x:
                inside = not inside
    return inside


def square(longitude: float, latitude: float) -> Square:
    """The square of a hundredth of a degree that holds a position."""
    return math.floor(latitude * SQUARES), math.floor(longitude * SQUARES)


def squares(outline: Outline) -> Iterator[Square]:
    """The squares that the outline may touch: those of the box around each polygon, once."""
    found: set[Square] = set()
    for polygon in outline:
        ring = polygon[0]
        south, west = square(min(p[0] for p in ring), min(p[1] for p in ring))
        north, east = square(max(p[0] for p in ring), max(p[1] for p in ring))
        found |= {(y, x) for y in range(south, north + 1) for x in range(west, east + 1)}
    return iter(sorted(found))


def meters(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far apart two positions (latitude, longitude) are as the crow flies (haversine)."""
    (south, west), (north, east) = (tuple(map(math.radians, place)) for place in (one, other))
    across = math.sin((north - south) / 2) ** 2
    across += math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, across)))


def rounded(distance: float) -> int:
    """A distance people can use, in meters: by 100 up to a kilometer, then by 500."""
    step = 100 if distance < 1000 else 500
    return max(step, round(distance / step) * step)
