"""Who helps people to vote at a desk, or why not."""

from __future__ import annotations

from conversations.here import Person
from conversations.roles.role import OFFICERS
from conversations.rules.roles import by_operator
from conversations.words import Message, _, bare

HELPERS = ("hub_staff", *OFFICERS)


def why_not_help(person: Person, wijk: str) -> Message | None:
    """Staff of a hub of that wijk, the officers, and the command line."""
    if person.holds(wijk, *HELPERS) or by_operator(person):
        return None
    return _("Only {staff} of this wijk can do that.", staff=bare("hub_staff"))
