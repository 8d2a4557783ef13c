"""Words that ask for help at once: which numbers to show, beside everything else.

A card never blocks and never delays: what was said goes its way all the same.  The words and
numbers are data (`Profile.emergencies`); here is only how they are looked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from conversations.matters.topic import Helpline
from conversations.profile import UNLESS, Profile

# Which card goes first when words of several were typed.
FIRST = ("life", "home", "despair", "police")


@dataclass(frozen=True, slots=True)
class Alarm:
    """Whom to call, the most urgent number first, each number once."""

    kinds: tuple[str, ...]
    call: tuple[Helpline, ...]


def alarm(text: str, profile: Profile) -> Alarm | None:
    """The numbers to show after these words; None when they ask for none."""
    spots = profile.alarms.spots(text)
    harmless = {
        at for spot in spots if spot.list == UNLESS for at in range(spot.at, spot.at + spot.long)
    }
    found = {spot.list for spot in spots if spot.list != UNLESS and spot.at not in harmless}
    kinds = tuple(kind for kind in FIRST if kind in found)
    if not kinds:
        return None
    call: dict[str, Helpline] = {}
    for kind in kinds:
        for one in profile.emergencies:
            if one.kind == kind:
                for line in one.call:
                    call.setdefault(line.number, line)
    return Alarm(kinds, tuple(call.values()))
