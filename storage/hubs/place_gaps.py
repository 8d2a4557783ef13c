"""What is not known of the places, and what nobody checked for too long: for the operator."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.hubs.place import PlaceFacts
from storage.database import Transaction
from storage.hubs import places

SOON = 30  # days before hours are too old to be told


async def gaps(tx: Transaction, here: Here) -> list[str]:
    """A line for each place that lacks something, the old ones first; then wijken without a hub."""
    old, soon, lacking = [], [], []
    with_hub = set()
    for row in await tx.all("SELECT id FROM places ORDER BY name"):
        facts = await places.by_id(tx, row["id"], here, unsure=True)
        if facts is None or facts.place.gone is not None:
            continue
        place = facts.place
        if place.kind == "hub":
            with_hub.add(place.wijk)
        line = f"{place.id}  {place.name}: "
        if place.hours_checked is not None:
            over = place.hours_checked + dt.timedelta(days=here.profile.hours_fresh_days)
            if over < here.today:
                old.append(f"{line}hours checked {place.hours_checked}, too old since {over}")
            elif over <= here.today + dt.timedelta(days=SOON):
                soon.append(f"{line}hours checked {place.hours_checked}, too old after {over}")
        if missing := _missing(facts):
            lacking.append(line + ", ".join(missing))
    without = [w.name for w in here.profile.own_wijken if w.id not in with_hub]
    lines: list[str] = []
    for heading, found in (
        ("Residents are told to call first, because nobody checked the hours for too long:", old),
        (f"Too old within {SOON} days:", soon),
        ("Not known:", lacking),
    ):
        if found:
            lines += [heading, *(f"  {line}" for line in found)]
    if without:
        lines.append(f"No hub is known of {len(without)} wijken: {', '.join(without)}")
    return lines or ["Nothing is missing, and everything was checked."]


def _missing(facts: PlaceFacts) -> list[str]:
    place = facts.place
    mobile = place.kind == "mobile"
    found = {
        "address": place.address is None and not mobile,
        "position": place.latitude is None and not mobile,
        "opening hours": place.way == "unknown" and not mobile,
        "what holidays do": place.holidays == "unknown" and bool(place.hours),
        "telephone": place.phone is None,
        "step-free": place.step_free == "unknown",
        "toilet": place.toilet == "unknown",
        "languages": not place.languages,
    }
    missing = [what for what, lacks in found.items() if lacks]
    if place.confidence == "low":
        missing.append("residents do not see it (confidence low)")
    if place.confidence == "medium":
        missing.append("residents read “ask to be sure” (confidence medium)")
    return missing
