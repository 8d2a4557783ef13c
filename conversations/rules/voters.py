"""Who may vote in a round, by their own word; codes are the store's."""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds.round import Rules
from conversations.words import Message, _


def why_not_vote(rules: Rules, here: Here) -> Message | None:
    """Only people of the wijk vote; whoever has a code has shown that already."""
    wijk = here.profile.wijk(rules.wijk)
    name = wijk.name if wijk else ""
    if rules.level != "own":
        return None
    if here.person.wijk is None and not here.person.elsewhere:
        return _("Only people from {wijk} vote in this round. Where do you live?", wijk=name)
    if here.person.wijk != rules.wijk:
        return _("Only people from {wijk} vote in this round.", wijk=name)
    return None


def asks_age(rules: Rules) -> bool:
    """Is an age asked?  A code from a desk or a letter says it already."""
    return rules.age is not None and rules.level == "own"


def why_not_young(rules: Rules, old_enough: bool) -> Message | None:
    """Asked as yes or no, and never a birth date."""
    if old_enough or rules.age is None:
        return None
    return _("For this round you must be {age} or older. You can look at the plans.", age=rules.age)
