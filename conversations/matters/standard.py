"""Standard texts of the office: each reader reads them in their own language.

Kept by id with a message; what the colleague adds is in their own words, below it.
"""

from __future__ import annotations

from collections.abc import Mapping

from conversations.words import Message, _

STANDARD: Mapping[str, Message] = {
    "looking": _("Thank you. I am looking at it."),
    "passed": _("I passed it on to a colleague who knows about this."),
    "visit": _("I am going to have a look on the spot."),
    "done": _("It is done. Thank you for telling."),
    "not_ours": _("This is not something the municipality can do."),
}


def standard(id: str | None) -> Message | None:
    """A standard text by its id; None when it is no longer there."""
    return STANDARD.get(id or "")
