"""Who may invite, take an invitation, confirm somebody and end a role; or why not."""

from __future__ import annotations

import datetime as dt

from conversations.here import Held, Here, Person
from conversations.roles.role import (
    EVERYWHERE,
    FIRST_OFFICERS,
    HEADS,
    IN_A_WIJK,
    INVITABLE,
    LINK_WORKS,
    OFFICERS,
    OPERATOR,
    Invite,
)
from conversations.words import Message, _, bare


def by_operator(person: Person) -> bool:
    """Is this the command line of the machine?  No phone ever is: a phone has a person."""
    return person.id == "" and person.roles == (OPERATOR,)


def may_manage(person: Person) -> bool:
    """May this person invite, and end what others hold?"""
    return by_operator(person) or person.holds(None, *OFFICERS)


def why_not_invite(invite: Invite, person: Person, officers: int, here: Here) -> Message | None:
    """Who may invite for what; the first two officers come from the command line."""
    if not may_manage(person):
        return _("Only {officers} can invite people.", officers=bare("officer"))
    if invite.role not in INVITABLE:
        return _("I do not know that role.")
    if invite.founding:
        if not by_operator(person):
            return _("The first {officers} are invited at the desk.", officers=bare("officer"))
        if invite.role != "officer":
            return _("Only {officer} can be the first.", officer=bare("officer"))
        if officers >= FIRST_OFFICERS:
            return _("There are two already. Invite without --founding.")
    if invite.wijk is None and invite.role in IN_A_WIJK:
        return _("For which wijk? This role needs one.")
    if invite.wijk is not None:
        if invite.role in EVERYWHERE:
            return _(
                "This role is for all of {place}. Leave out the wijk.", place=here.profile.name
            )
        wijk = here.profile.wijk(invite.wijk)
        if wijk is None or wijk.served != "own":
            return _("I do not know that wijk.")
    if invite.until is not None and invite.until <= here.now:
        return _("The last day of this role is over already.")
    return None


def why_not_take(
    *, issued_by: str, issued_at: dt.datetime, until: dt.datetime | None, here: Here
) -> Message | None:
    """Who may take an invitation that nobody took yet."""
    if issued_by == here.person.id:
        return _("You made this link yourself. Send it to the person it is for.")
    if issued_at + LINK_WORKS <= here.now or (until is not None and until <= here.now):
        return _("This invitation is too old. Ask for a new one.")
    return None


def why_not_confirm(
    *,
    role: str,
    wijk: str | None,
    asker: str,
    issued_by: str,
    fellow: bool,
    person: Person,
) -> Message | None:
    """A second person confirms: not who asks, not who invited.

    `fellow`: both are first officers who still wait, so they confirm each other.
    """
    if asker == person.id:
        return _("Somebody else must confirm you.")
    if issued_by == person.id:
        return _("You invited this person. Somebody else must confirm.")
    if person.holds(None, *OFFICERS) or fellow:
        return None
    heads = {Held(head, wijk) for head in HEADS}
    if role == "member" and wijk is not None and heads.intersection(person.roles):
        return None
    return _("You cannot confirm this. Only {officers} can.", officers=bare("officer"))


def why_not_end(*, holder: str | None, person: Person) -> Message | None:
    """Everybody may step down; officers may end what others hold."""
    if may_manage(person) or (holder is not None and holder == person.id):
        return None
    return _("You cannot end this role.")
