"""A round from a file that an officer wrote; refused with file, line and reason, as a whole.

    title = "Samen kiezen in Lombardijen"
    wijk = "rotterdam.lombardijen"        # or its name
    opens = 2026-06-01 09:00:00           # clock times of the municipality, without a zone
    closes = 2026-06-14 20:00:00
    ceiling_cents = 4_000_000
    choices = 3
    plans = ["BI-2026-0001", "BI-2026-0002"]

The other keys and what they mean stand with `Rules`; what is left out is its default.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from conversations.places import fold
from conversations.profile import Profile
from conversations.rounds.orders import RoundPlan
from conversations.rules.clocks import read_clock
from conversations.words import Message
from storage.profile.problem import Problem, ProfileError, explained, meant

LARGEST = 100_000  # bytes


def read_round(path: Path, profile: Profile) -> RoundPlan:
    """The round in a file.  ProfileError names everything that is wrong, with its line."""
    text = _text(path)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        reason = f"this is not TOML: {str(error).split(' (at')[0]}"
        problem = Problem(path, line, reason, "Correct the line or the one above")
        raise ProfileError([problem]) from None
    if not values:
        raise ProfileError([Problem(path, 1, "the file is empty", "Write down a round")])
    lines = _lines(text)
    problems = [*_wijk(values, lines, path, profile), *_times(values, lines, path, profile)]
    try:
        plan = RoundPlan.model_validate(values)
    except ValidationError as error:
        for where, reason, remedy in explained(error, RoundPlan):
            line = lines.get(str(where[0]), 1) if where else 1
            if line not in {problem.line for problem in problems if line > 1}:
                problems.append(Problem(path, line, reason, remedy))
        raise ProfileError(problems) from None
    problems += _plan(plan, lines, path)
    if problems:
        raise ProfileError(problems)
    return plan


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be read ({error.strerror})"
        raise ProfileError([Problem(path, None, reason, "Check the path")]) from None
    if len(raw) > LARGEST:
        problem = Problem(path, None, "the file is very large", "A round is a page at most")
        raise ProfileError([problem])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problem = Problem(path, line, "this is not UTF-8 text", "Save the file as UTF-8")
        raise ProfileError([problem]) from None


def _lines(text: str) -> dict[str, int]:
    """On which line each key stands; tomllib does not say."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if entry := re.match(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*=", line):
            found.setdefault(entry[1], number)
    return found


def _wijk(
    values: dict[str, Any], lines: dict[str, int], path: Path, profile: Profile
) -> list[Problem]:
    """The wijk by id or name; put in `values` as its id."""
    typed = values.get("wijk")
    if not isinstance(typed, str):
        return []
    for wijk in profile.own_wijken:
        if typed == wijk.id or fold(typed) == fold(wijk.name):
            values["wijk"] = wijk.id
            return []
    remedy = meant(typed, [wijk.name for wijk in profile.own_wijken], "the wijken of the profile")
    reason = f"there is no wijk {typed!r} in {profile.name}"
    return [Problem(path, lines.get("wijk", 1), reason, remedy)]


def _times(
    values: dict[str, Any], lines: dict[str, int], path: Path, profile: Profile
) -> list[Problem]:
    """Opening and closing: local, and each one instant."""
    problems = []
    for key in ("opens", "closes"):
        typed, line = values.get(key), lines.get(key, 1)
        if key not in values:
            continue
        if not isinstance(typed, dt.datetime):
            remedy = "Write it as 2026-06-14 20:00:00, without quotes"
            problems.append(Problem(path, line, f"`{key}` is no day and time", remedy))
            # Said once; what follows looks at the other keys.
            values[key] = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
            continue
        at = read_clock(typed, profile)
        if isinstance(at, Message):
            shown = {name: str(gap) for name, gap in at.gaps.items()}
            reason = at.text.format_map(shown).rstrip(".")
            reason, _stop, remedy = reason.partition(". ")
            problems.append(
                Problem(path, line, f"`{key}`: {reason}", remedy or "Leave the zone out")
            )
    return problems


def _plan(plan: RoundPlan, lines: dict[str, int], path: Path) -> list[Problem]:
    """What only shows when the keys are looked at together."""
    problems = []
    if plan.opens.tzinfo is None and plan.closes.tzinfo is None and plan.closes <= plan.opens:
        remedy = "Choose a later closing"
        problems.append(
            Problem(path, lines.get("closes", 1), "the round closes before it opens", remedy)
        )
    twice = sorted({number for number in plan.plans if plan.plans.count(number) > 1})
    if twice:
        reason = f"{', '.join(twice)} stands on the list twice"
        problems.append(Problem(path, lines.get("plans", 1), reason, "Take one of them out"))
    if (plan.ballot == "choose") != (plan.choices is not None):
        line = lines.get("choices", lines.get("ballot", 1))
        reason = '`choices` belongs to `ballot = "choose"`, and to no other'
        problems.append(Problem(path, line, reason, "Add it, or take it out"))
    return problems
