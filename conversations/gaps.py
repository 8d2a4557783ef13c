"""What nobody told us yet about a municipality, for the operator who can fill it in."""

from __future__ import annotations

from conversations.municipal_words import INSTITUTIONS
from conversations.profile import Profile
from conversations.regulation import Terms


def gaps(profile: Profile) -> tuple[str, ...]:
    """What is not known, in words for the operator who can fill it in."""
    own = profile.own_wijken
    found: list[str] = []
    if profile.general_number is None:
        found.append("the general telephone number")
    missing = [key for key in INSTITUTIONS if key not in profile.words]
    if missing:
        found.append(f"the words for: {', '.join(missing)} (general words are used)")
    if profile.ambassador_is == "unknown":
        found.append("whether an ambassador is a resident or a civil servant")
    open_regimes = [
        regime for regime in profile.regimes if regime.until is None and regime.kind != "unknown"
    ]
    if not open_regimes:
        found.append("who decides on initiatives (regimes)")
    for regime in open_regimes:
        if regime.kind == "council":
            found += [
                f"the {what} of the council (regimes)"
                for what in ("quorum", "majority", "tie")
                if getattr(regime, what) == "unknown"
            ]
            if not regime.reason_required_for:
                found.append("for which outcomes a reason is required (regimes)")
    if not profile.complaints_apart and profile.chain("complaint"):
        found.append("who looks at a complaint about whoever reads complaints (complaints_apart)")
    if not profile.gates:
        found.append("the conditions for an initiative (gates)")
    if profile.small_amount is None:
        found.append("up to which amount the short form is enough (small_amount_cents)")
    if profile.most_default is None:
        found.append("the highest amount of one initiative (most_default_cents)")
    elif not profile.most_per_wijk:
        found.append("which wijken chose another highest amount (most_per_wijk_cents)")
    if not profile.budgets:
        found.append("the budget per wijk and year (budgets)")
    unknown_terms = [name for name in Terms.model_fields if getattr(profile.terms, name) is None]
    if unknown_terms:
        found.append(f"the terms: {', '.join(unknown_terms)}")
    if not profile.formal_channel and not profile.formal_where:
        found.append("where an application formally goes (formal_where)")
    if profile.retention.initiatives_days is None:
        found.append("how long an initiative is kept (retention.initiatives_days)")
    found += [
        f"the office telephone of: {role} (cards.csv, or the command `card set`)"
        for role in profile.faces
        if not any(card.role == role and card.phone for card in profile.cards)
    ]
    if not profile.postcodes6:
        found.append("postcodes with letters (postcodes6.csv): split areas ask the resident")
    found += _places(profile)
    found += [
        f"which wijk serves {wijk.name} (wijken.csv)"
        for wijk in profile.wijken
        if wijk.served == "question"
    ]
    unsure = [buurt for wijk in own for buurt in wijk.unsure]
    if unsure:
        found.append(f"to check: the wijk of the buurten {', '.join(unsure)} (wijken.csv)")
    if profile.border:
        found.append(f"the wijken in the border postcodes {', '.join(profile.border)}")
    return tuple(found)


def _places(profile: Profile) -> list[str]:
    """What is not known of the places where people walk in."""
    if not profile.places:
        return ["where people can walk in (places.csv)"]
    found = []
    known = {place.wijk for place in profile.places if place.kind == "hub"}
    without = [wijk.name for wijk in profile.own_wijken if wijk.id not in known]
    if without:
        found.append(f"the hub of {len(without)} wijken (places.csv): {', '.join(without)}")
    for what, names in (
        ("the address", [p.name for p in profile.places if not p.address and p.kind != "mobile"]),
        ("the opening hours", [p.name for p in profile.places if p.way == "unknown"]),
    ):
        if names:
            shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
            found.append(f"{what} of {len(names)} places (places.csv, hours.csv): {shown}")
    if profile.on_holidays == "unknown":
        found.append("whether places open on public holidays (on_holidays)")
    return found
