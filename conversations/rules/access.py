"""Does a place have what somebody needs?  Not known is never yes."""

from __future__ import annotations

from collections.abc import Iterable

from conversations.hubs.place import Place, YesNo

STEPS, TOILET = "steps", "toilet"


def has(place: Place, need: str) -> YesNo:
    """Whether a place is without steps, has a toilet, or (a language code) speaks a language.

    No languages told is unknown; a list without this one is no.
    """
    if need == STEPS:
        return place.step_free
    if need == TOILET:
        return place.toilet
    if not place.languages:
        return "unknown"
    return "yes" if need in place.languages else "no"


def spoken_there(places: Iterable[Place]) -> tuple[str, ...]:
    """The languages of these places, those of the most places first."""
    counts: dict[str, int] = {}
    for place in places:
        for code in place.languages:
            counts[code] = counts.get(code, 0) + 1
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))
