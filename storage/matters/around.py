"""Where matters lie, so that the same trouble is found again: a street, a square of the map."""

from __future__ import annotations

import re

from conversations.matters.matter import Spot
from conversations.places import fold

# Degrees: a square of about 220 by 140 metres at 52 degrees north.
SIDE = 0.002
# "Ommoordsehof 12a, bij de vijver": the first words up to a number are the street.
_STREET = re.compile(r"^\s*([^\d,;(]{4,60}?)\s*(?:\d.*)?$", re.DOTALL)
# "Binnenhof bij de flat", "bij de speeltuin in de Binnenhof": what parts a street from a landmark.
_PARTED = re.compile(
    r"(?:^|\s+)(?:bij|naast|tegenover|voor|achter|naar|hoek(?:\s+van)?|ter\s+hoogte\s+van|t\.?h\.?v\.?"
    r"|in|op|aan|langs|near|by|opposite|next\s+to|behind|at)(?=\s)",
    re.IGNORECASE,
)


def street_of(spot: Spot) -> str | None:
    """The street in the words for a place, folded; None when there is none to see."""
    street = shown_street(spot.words)
    return (fold(street) or None) if street is not None else None


def shown_street(words: str | None) -> str | None:
    """The street as it was typed, without house number and landmarks."""
    if words is None:
        return None
    parts = _PARTED.split(words.split(",")[0])
    # Who begins with a landmark ends with the street.
    street = parts[0] if parts[0].strip() else parts[-1]
    found = _STREET.match(street)
    return found[1].strip() or None if found else None


def cells_around(spot: Spot) -> tuple[str, ...]:
    """The square of a point and the eight around it; none without a point."""
    if spot.latitude is None or spot.longitude is None:
        return ()
    north, east = int(spot.latitude // SIDE), int(spot.longitude // SIDE)
    return tuple(f"{north + y}:{east + x}" for y in (-1, 0, 1) for x in (-1, 0, 1))


def cell_of(spot: Spot) -> str | None:
    """The square of the map that a point lies in; None without a point."""
    if spot.latitude is None or spot.longitude is None:
        return None
    return f"{int(spot.latitude // SIDE)}:{int(spot.longitude // SIDE)}"
