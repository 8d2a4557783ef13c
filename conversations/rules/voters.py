"""Who may vote in a round, by their own word; codes are the store's."""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds.round import Rules
from conversations.words import Message, _


def why_not_vote(rules: Rules, here: Here) -> Message | None:
    """Only people of the wijk vote; whoever has a code has shown that already.

    The age is asked once as yes or no, and only the yes is kept with the draft: no birth date.
    """
    wijk = here.profile.wijk(rules.wijk)
    name = wijk.name if wijk else ""
    if rules.level != "own":
        return None
    if here.person.wijk is None and not here.person.elsewhere:
        return _("Only people from {wijk} vote in this round. Where do you live?", wijk=name)
    if here.person.wijk != rules.wijk:
        return _("Only people from {wijk} vote in this round.", wijk=name)
    return None
