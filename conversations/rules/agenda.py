"""Who puts a signal on the agenda of the council, when, and with which words; or why not."""

from __future__ import annotations

from conversations.here import Person
from conversations.matters.matter import OPEN_STATES
from conversations.rules.telephone import holds_a_mobile_number
from conversations.rules.texts import why_not_private, why_not_this_text
from conversations.words import Message, _, the

# The council as it sits; officials read along.
COUNCIL = ("member", "chair", "secretary")
LEAST_REASON, MOST_REASON = 5, 500


def why_not_sit(person: Person, wijk: str) -> Message | None:
    """Only the council of that wijk says what is on its agenda."""
    if person.holds(wijk, *COUNCIL):
        return None
    return _("Only {council} of that wijk decides about its agenda.", council=the("council"))


def why_not_set(kind: str, state: str, now: str | None, to: str) -> Message | None:
    """A signal that is open; what was said once is not said again."""
    if kind != "signal":
        return _("Only signals come on the agenda.")
    if now == to:
        return _("That was said already. You see it below.")
    if to == "done":
        return None if now == "on" else _("It is not on the agenda.")
    if state not in OPEN_STATES:
        return _("This is closed already. It cannot come on the agenda.")
    return None


def why_not_this_reason(text: str) -> Message | None:
    """A few words that whoever told it will read."""
    if holds_a_mobile_number(text):
        return _("I see a mobile number. Please leave it out.")
    return why_not_private(text) or why_not_this_text(text, LEAST_REASON, MOST_REASON)
