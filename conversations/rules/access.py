"""Does a place have what somebody needs?  Not known is never yes."""

from __future__ import annotations

from collections.abc import Iterable

from conversations.hubs.place import Place, YesNo

STEPS, TOILET = "steps", "toilet"


def has(place: Place, need: str) -> YesNo:
    """Whether a place is without steps, has a toilet, or (a language code) speaks a language.

    No languages told is unknown; a list without this one is no.
    """
    return answer(place.step_free, place.toilet, place.languages, need)


def answer(step_free: YesNo, toilet: YesNo, languages: tuple[str, ...], need: str) -> YesNo:
    """The same for what is told of a place, without the place."""
    if need == STEPS:
        return step_free
    if need == TOILET:
        return toilet
    if not languages:
        return "unknown"
    return "yes" if need in languages else "no"


def spoken_there(places: Iterable[Place]) -> tuple[str, ...]:
    """The languages of these places, those of the most places first."""
    counts: dict[str, int] = {}
    for place in places:
        for code in place.languages:
            counts[code] = counts.get(code, 0) + 1
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))
