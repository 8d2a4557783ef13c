"""Roles: somebody is invited by a link, says yes, and a second person confirms who it is.

    link opened → offer → taken (waits) → confirmed | refused → ended

A link is a wish: it names no role and gives none.  Whoever takes it gets four
pictures; whoever confirms sees the same four and compares them by telephone.
"""

from __future__ import annotations

from dataclasses import replace

from conversations.here import Here
from conversations.journey import Journey
from conversations.roles.role import (
    EVERYWHERE,
    INVITABLE,
    AlreadyAnswered,
    ConfirmRole,
    EndRole,
    InvitationReused,
    InvitationStands,
    Invite,
    Invited,
    RefuseRole,
    RoleConfirmed,
    RoleEnded,
    RolePending,
    RoleRefused,
    TakeRole,
)
from conversations.roles.role_words import alarm, draw, link, what
from conversations.talk import (
    HOME,
    Event,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Say,
    Screen,
    ToPerson,
    Turn,
    Wrote,
)
from conversations.words import _

LIST = Screen(name="role_list")
INVITE = Screen(name="role_invite")


def respond(draft: object, event: Event, here: Here) -> Turn:
    """An invitation from link to end, and the list of roles."""
    match event:
        case InvitationStands(role, mine):
            return Turn(show=Screen(name="role_state" if mine else "role_offer", case=role))
        case InvitationReused(_id, role, wijk, alert):
            return Turn(
                notes=(
                    _("Somebody used this invitation before you."),
                    _("Was it for you? Ask for a new one."),
                ),
                show=HOME,
                says=alarm(role, wijk, alert, here),
            )
        case RolePending(role_id, confirmers, _role, _wijk, to_confirm):
            asked = [_request(role_id, person) for person in confirmers]
            asked += [_request(other, here.person.id) for other in to_confirm]
            return Turn(show=Screen(name="role_state", case=role_id), says=tuple(asked))
        case RoleConfirmed(role_id, person, waiting=waiting):
            answered = _answered(role_id, person)
            asked = [_request(other, person) for other in waiting]
            return replace(answered, says=(*answered.says, *asked))
        case RoleRefused(role_id, person):
            return _answered(role_id, person)
        case AlreadyAnswered(role_id):
            return Turn(
                show=Screen(name="role_request", case=role_id),
                toast=_("This was answered already."),
            )
        case RoleEnded():
            return _ended(event, here)
        case Invited():
            return Turn(show=LIST, says=(Say(ToPerson(here.person.id), said=link(event, here)),))
        case Refused(why):
            return Turn(notes=(why,))

        case PressedCase(role_id, "take"):
            return Turn(commands=(TakeRole(role_id),))
        case PressedCase(_role_id, "not_me"):
            return Turn(notes=(_("All right. Nothing changes."),), show=HOME)
        case PressedCase(role_id, "role_ok"):
            return Turn(commands=(ConfirmRole(role_id),))
        case PressedCase(role_id, "role_wrong"):
            return Turn(commands=(RefuseRole(role_id),))
        case PressedCase(role_id, "role_see"):
            return Turn(show=Screen(name="role_request", case=role_id))
        case PressedCase(role_id, "role_end"):
            return Turn(show=Screen(name="role_end", case=role_id))
        case PressedCase(role_id, "role_end_yes"):
            return Turn(commands=(EndRole(role_id),))

        case Wrote(text) if text.startswith("/"):
            return Turn(show=LIST)
        case Pressed("list"):
            return Turn(show=LIST)
        case Pressed("invite"):
            return Turn(show=INVITE)
        case Pressed(option):
            return _pressed(option, here)
    return Turn(show=LIST, missed=True)


def _pressed(option: str, here: Here) -> Turn:
    """Paging, and the two steps of an invitation: which role, in which wijk."""
    match option.split(":"):
        case ["page", page] if page.isdecimal():
            return Turn(show=LIST.but(page=int(page)))
        case ["as", role] if role in EVERYWHERE:
            return Turn(commands=(Invite(role, None),))
        case ["as", role] if role in INVITABLE:
            return Turn(show=INVITE.but(list=role))
        case ["as", role, page] if role in INVITABLE and page.isdecimal():
            return Turn(show=INVITE.but(list=role, page=int(page)))
        case ["in", role, n] if role in INVITABLE and n.isdecimal():
            wijken = here.profile.own_wijken
            if int(n) < len(wijken):
                return Turn(commands=(Invite(role, wijken[int(n)].id),))
    return Turn(show=LIST, missed=True)


def _answered(role_id: str, person: str) -> Turn:
    """Whoever answered sees it, whoever asked hears it, other prompts are refreshed."""
    return Turn(
        show=Screen(name="role_request", case=role_id),
        says=(
            Say(ToPerson(person), screen=Screen(name="role_state", case=role_id)),
            Refresh(role_id),
        ),
    )


def _request(role_id: str, person: str) -> Say:
    return Say(ToPerson(person), screen=Screen(name="role_request", case=role_id))


def _ended(ended: RoleEnded, here: Here) -> Turn:
    """Both hear it, and prompts on the phone of whoever held it become a notice."""
    says: list[Say | Refresh] = []
    if ended.person is not None and ended.person != here.person.id:
        state = Screen(name="role_state", case=ended.id)
        says.append(Say(ToPerson(ended.person), screen=state))
    says += [Refresh(case) for case in dict.fromkeys((ended.id, *ended.cases))]
    role = what(ended.role, ended.wijk, here.profile)
    if ended.person is None:
        note = _("The invitation does not work any more: {role}.", role=role)
    else:
        note = _("This role has ended: {role}.", role=role)
    return Turn(notes=(note,), show=LIST, says=tuple(says))


JOURNEY = Journey(
    name="roles",
    respond=respond,
    draw=draw,
    screens=("role_offer", "role_request", "role_state", "role_list", "role_end", "role_invite"),
    verbs=("take", "not_me", "role_ok", "role_wrong", "role_see", "role_end", "role_end_yes"),
    commands=("/rollen",),
)
