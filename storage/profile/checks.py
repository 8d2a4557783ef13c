"""Whether the facts of a profile hold together: every wijk exists, no two rules on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from conversations.places import Wijk
from conversations.profile import Profile
from conversations.regulation import Gate, Regime, Switch
from storage.profile.files import Reading
from storage.profile.problem import Where, meant

NEEDS = {"adult": "age", "lead_time": "weeks", "supporters": "number"}


def check_profile(profile: Profile, known: Mapping[str, Wijk], reading: Reading) -> None:
    try:
        ZoneInfo(profile.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        reading.wrong(
            ("timezone",), f"there is no time zone {profile.timezone!r}", "Write Europe/Amsterdam"
        )
    _check_words(profile, reading)
    _check_wijken(profile, known, reading)
    _check_dates(profile, reading)
    _check_topics(profile, reading)
    for pc4 in profile.border:
        if pc4 in profile.postcodes:
            reading.wrong(
                ("border",), f"{pc4} is in postcodes.csv too", "Leave it out of one of the two"
            )


def _check_words(profile: Profile, reading: Reading) -> None:
    tables: list[tuple[Where, Mapping[str, Any]]] = [
        (("words", key), forms) for key, forms in profile.words.items()
    ]
    if profile.formal_where:
        tables.append((("formal_where",), profile.formal_where))
    for where, by_language in tables:
        missing = [language for language in profile.languages if language not in by_language]
        if missing:
            reading.wrong(
                where,
                f"`{'.'.join(map(str, where))}` has no words for {', '.join(missing)}",
                "Give them for every language in `languages`",
            )


def _check_wijken(profile: Profile, known: Mapping[str, Wijk], reading: Reading) -> None:
    named: list[tuple[Where, str]] = [(("most_per_wijk", w), w) for w in profile.most_per_wijk]
    for n, regime in enumerate(profile.regimes):
        named += [(("regimes", n, "wijken"), wijk) for wijk in regime.wijken]
    named += [(("budgets", n, "wijk"), b.wijk) for n, b in enumerate(profile.budgets)]
    named += [
        (("journey_switches", n, "wijk"), switch.wijk)
        for n, switch in enumerate(profile.journey_switches)
        if switch.wijk
    ]
    for where, wijk in named:
        if wijk not in known:
            reading.wrong(where, f"there is no wijk {wijk!r}", meant(wijk, known, "wijken.csv"))


def _check_topics(profile: Profile, reading: Reading) -> None:
    """Somebody's words always fit somewhere: the last topic is for what fits nowhere else."""
    seen: set[str] = set()
    for n, topic in enumerate(profile.topics):
        if topic.id in seen:
            reading.wrong(("topics", n), f"a second topic {topic.id!r}", "Remove one of them")
        seen.add(topic.id)
    if "matter" in profile.journeys and (not profile.topics or profile.topics[-1].id != "others"):
        reading.wrong(
            ("topics",), "the last topic is not `others`", "Add it: what fits nowhere goes there"
        )


def _check_dates(profile: Profile, reading: Reading) -> None:
    dated: list[tuple[Where, Regime | Gate | Switch]] = [
        *((("regimes", n), regime) for n, regime in enumerate(profile.regimes)),
        *((("gates", n), gate) for n, gate in enumerate(profile.gates)),
        *((("journey_switches", n), switch) for n, switch in enumerate(profile.journey_switches)),
    ]
    for where, row in dated:
        if row.since and row.until and row.until < row.since:
            reading.wrong(
                (*where, "until"), "it ends before it begins", "Put `until` after `since`"
            )
        match row:
            case Regime(kind="single", role=None):
                reading.wrong(where, "`single` without a role", "Say which `role` decides")
            case Regime(above=above, up_to=up_to) if above and up_to:
                if up_to.cents <= above.cents:
                    reading.wrong(
                        (*where, "up_to"),
                        "it covers no amount at all",
                        "Make `up_to_cents` more than `above_cents`",
                    )
            case Gate(kind=kind) if kind in NEEDS and getattr(row, NEEDS[kind]) is None:
                reading.wrong(
                    where, f"`{kind}` without `{NEEDS[kind]}`", f"Add `{NEEDS[kind]}`, a number"
                )
    for (where, one), (later, other) in combinations(dated, 2):
        if _both_hold(one, other):
            line = reading.places.get(where, (None, 0))[1]
            reading.wrong(
                later,
                f"its days overlap with those of line {line}",
                "End the earlier one with `until`, the day before the later one begins",
            )
    seen: set[tuple[str, int]] = set()
    for n, budget in enumerate(profile.budgets):
        if (budget.wijk, budget.year) in seen:
            reading.wrong(
                ("budgets", n),
                f"a second budget for {budget.wijk} in {budget.year}",
                "Keep one of them",
            )
        seen.add((budget.wijk, budget.year))


def _both_hold(one: Regime | Gate | Switch, other: Regime | Gate | Switch) -> bool:
    """Whether two rows speak about the same thing on the same day."""
    day, last = dt.date.min, dt.date.max
    if (one.until or last) < (other.since or day) or (other.until or last) < (one.since or day):
        return False
    match one, other:
        case Regime(), Regime():
            same_wijk = (
                bool(set(one.wijken) & set(other.wijken))
                if one.wijken and other.wijken
                else one.wijken == other.wijken
            )
            return same_wijk and _amounts_meet(one, other)
        case Gate(), Gate():
            return one.kind == other.kind
        case Switch(), Switch():
            return (one.journey, one.wijk) == (other.journey, other.wijk)
    return False


def _amounts_meet(one: Regime, other: Regime) -> bool:
    low = max(row.above.cents if row.above else -1 for row in (one, other))
    return all(row.up_to is None or low < row.up_to.cents for row in (one, other))
