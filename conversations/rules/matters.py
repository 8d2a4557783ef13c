"""Who may bring a matter, who works on it, and what must not be in it."""

from __future__ import annotations

from conversations.here import Here
from conversations.matters.matter import MOST_TEXT, Matter
from conversations.profile import CaseKind, Profile
from conversations.rules.texts import why_not_private, why_not_this_text
from conversations.words import Message, _, the


def why_not_bring(matter: Matter, here: Here) -> Message | None:
    """A matter lies in a wijk of this municipality, says something, and holds no number we refuse.

    Doubt is no reason: a question or complaint is taken rather than lost (fail open for contact).
    """
    wijk = here.profile.wijk(matter.wijk)
    if wijk is None or wijk.served != "own":
        return _("I do not know that wijk.")
    if not here.profile.has_journey("matter", matter.wijk, here.today):
        return _("I cannot pass that on in {place}.", place=wijk.name)
    if matter.passed_on and not here.person.holds(matter.wijk, "ambassador"):
        return _(
            "Only {role} of that wijk can pass something on. Tell it yourself with /vraag.",
            role=the("ambassador"),
        )
    if not matter.text.strip() and not matter.files:
        return _("Please tell what it is about.")
    if matter.text and (objection := why_not_this_text(matter.text, 1, MOST_TEXT)):
        return objection
    return why_not_private(matter.text)


def handlers(kind: CaseKind, profile: Profile, *, apart: bool = False) -> tuple[str, ...]:
    """The roles that may work on a matter of this kind in their wijk: its chain.

    `apart`: a complaint about whoever that chain begins with, which others look at.
    """
    if not apart:
        return profile.chain(kind)
    return tuple(role for role in profile.complaints_apart if role != profile.complaint_subject)


def is_about(wijk: str, here: Here) -> bool:
    """Could a complaint that lies apart in this wijk be about this person?"""
    subject = here.profile.complaint_subject
    return subject is not None and here.person.holds(wijk, subject)
