"""Roles: somebody is invited by a link, says yes, and a second person confirms who it is.

    link opened → offer → taken (waits) → confirmed | refused → ended

A link is a wish: it names no role and gives none.  Whoever takes it gets four
pictures; whoever confirms sees the same four and compares them by telephone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

from conversations.facts import RoleFacts, RoleListFacts
from conversations.here import ROLES, Held, Here, Person
from conversations.journey import Journey
from conversations.profile import Profile, Role, role_word
from conversations.talk import (
    HOME,
    Event,
    Heading,
    Lines,
    Paragraph,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Row,
    Said,
    Say,
    Screen,
    Share,
    ToPerson,
    Turn,
    Wrote,
    said,
    standing,
    step,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Day, Message, Moment, Quoted, _, bare, plural

# How long an invitation can be taken.
LINK_WORKS = dt.timedelta(hours=72)
# The first officers, made on the command line, who confirm each other.
FIRST_OFFICERS = 2
# Whoever acts from the shell of the machine; never somebody in a chat.
OPERATOR = Held("operator", None)
# Who may invite, confirm and end anywhere in the municipality.
OFFICERS = ("officer", "administrator")
# Who may confirm a member of their own wijk too.
HEADS = ("chair", "secretary")
INVITABLE = tuple(role for role in ROLES if role != "resident")
EVERYWHERE = ("officer", "administrator", "alderman")
IN_A_WIJK = ("member", "chair", "secretary")
A_PAGE = 8

LIST = Screen(name="role_list")
INVITE = Screen(name="role_invite")


# --- what the store is asked, and what it answers -----------------------------


@dataclass(frozen=True, slots=True)
class Invite:
    """Make a link with which one person may ask for a role; `until` is when the role ends."""

    role: str
    wijk: str | None
    until: dt.datetime | None = None
    founding: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """The link exists; its token is nowhere else.  It can be taken until `works_until`."""

    id: str
    token: str
    role: str
    wijk: str | None
    works_until: dt.datetime


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """Somebody opened the link of an invitation: look whether it is for them."""

    role_id: str


@dataclass(frozen=True, slots=True)
class InvitationStands:
    """It can be taken, or (`mine`) this person took it before."""

    id: str
    mine: bool


@dataclass(frozen=True, slots=True)
class InvitationReused:
    """It was taken by somebody else; `alert` are the persons who must know."""

    id: str
    role: str
    wijk: str | None
    alert: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeRole:
    """Yes, that is me."""

    role_id: str


@dataclass(frozen=True, slots=True)
class RolePending:
    """The link is used up.  `confirmers` may confirm; `to_confirm` are roles this person may."""

    id: str
    confirmers: tuple[str, ...]
    role: str
    wijk: str | None
    to_confirm: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmRole:
    """I compared the pictures: it is this person."""

    role_id: str


@dataclass(frozen=True, slots=True)
class RoleConfirmed:
    """The role counts from now on; `waiting` are requests that this person may now confirm."""

    id: str
    person: str
    role: str
    wijk: str | None
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefuseRole:
    """It is not this person."""

    role_id: str


@dataclass(frozen=True, slots=True)
class RoleRefused:
    """The request is closed; nothing was given."""

    id: str
    person: str
    role: str
    wijk: str | None


@dataclass(frozen=True, slots=True)
class AlreadyAnswered:
    """Somebody (perhaps this person, with a double tap) answered this request before."""

    id: str


@dataclass(frozen=True, slots=True)
class EndRole:
    """This role stops now; an invitation nobody took is withdrawn."""

    role_id: str


@dataclass(frozen=True, slots=True)
class RoleEnded:
    """It has stopped.  `cases` stand open on the phone of `person`, with buttons that are over."""

    id: str
    person: str | None
    role: str
    wijk: str | None
    cases: tuple[str, ...] = ()


# --- rules ---------------------------------------------------------------------


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


# --- the conversation ------------------------------------------------------------


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
                says=_alarm(role, wijk, alert, here),
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
            return Turn(show=LIST, says=(Say(ToPerson(here.person.id), said=_link(event, here)),))
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


def _alarm(
    role: str, wijk: str | None, alert: Iterable[str], here: Here
) -> tuple[Say | Refresh, ...]:
    """Whoever invited hears that the link is in more hands than one."""
    words = said(
        Heading(words=_("An invitation was opened twice")),
        _(
            "{name} opened the link for: {role}.",
            name=Quoted(text=here.person.name),
            role=what(role, wijk, here.profile),
        ),
        _("Somebody else had taken it before. Nothing was given."),
        _("Did the wrong person take it? End it with /rollen."),
    )
    return tuple(Say(ToPerson(person), said=words) for person in alert)


def _link(invited: Invited, here: Here) -> Said:
    """The link, once: it stands nowhere else."""
    role = what(invited.role, invited.wijk, here.profile)
    return said(
        Heading(words=_("Your invitation: {role}", role=role)),
        _("Send it to one person. It works once."),
        _("It works until {moment}.", moment=Moment(at=invited.works_until)),
        _("After that somebody else confirms who it is."),
        rows=(
            (
                Share(
                    label=_("📨 Send the invitation"),
                    token=invited.token,
                    words=_("This is your invitation for {place}.", place=here.profile.name),
                ),
            ),
        ),
    )


# --- what is shown -----------------------------------------------------------------


def what(role: str, wijk: str | None, profile: Profile) -> Message:
    """A role with its place, in the municipality's own word."""
    word = bare(role_word(cast(Role, role)))
    there = profile.wijk(wijk) if wijk is not None else None
    return _("{role} ({place})", role=word, place=there.name if there else wijk or profile.name)


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """An offer, a request to confirm, the state of a role, the list, and an invitation."""
    match screen.name, facts:
        case "role_invite", _facts:
            return _invite(screen, here)
        case "role_list", RoleListFacts():
            return _list(facts, here)
        case "role_offer", RoleFacts():
            return _offer(facts, here)
        case "role_request", RoleFacts():
            return _ask(facts, here)
        case "role_end", RoleFacts():
            return _sure(facts, here)
        case _name, RoleFacts():
            return _state(facts, here)
    return said(_("This is not there any more."), rows=(_menu(),))


def _menu() -> Row:
    return step(_("🏠 Menu"), "@start")


def _offer(facts: RoleFacts, here: Here) -> Said:
    if facts.mine:
        return _state(facts, here)
    if facts.state != "open":
        return said(
            _("This invitation does not work any more."), _("Ask for a new one."), rows=(_menu(),)
        )
    return said(
        Heading(words=_("An invitation for you")),
        _("You are asked as: {role}.", role=what(facts.role, facts.wijk, here.profile)),
        _("Is that right? Then somebody else checks it first."),
        rows=(
            standing(_("✅ Yes, that is me"), facts.id, "take"),
            standing(_("No"), facts.id, "not_me"),
        ),
    )


def _state(facts: RoleFacts, here: Here) -> Said:
    """How it stands, for whoever has or asked for the role."""
    role = what(facts.role, facts.wijk, here.profile)
    if not facts.mine:
        return said(_("You cannot see this."), rows=(_menu(),))
    rows: list[Row] = []
    body: list[Paragraph]
    match facts.state:
        case "pending":
            body = [
                Heading(words=_("You asked for: {role}", role=role)),
                _("It does not count yet. A second person confirms this."),
            ]
            body += _whom_we_asked(facts, here)
        case "confirmed":
            body = [
                Heading(words=_("You have a role: {role}", role=role)),
                _("It is confirmed. You can begin."),
            ]
            if facts.until is not None:
                last = here.profile.today(facts.until - dt.timedelta(seconds=1))
                body.append(_("The last day is {day}.", day=Day(on=last)))
            rows.append(step(_("🗳 {Council}", Council=bare("council")), "@raad"))
            rows.append(standing(_("I want to stop"), facts.id, "role_end"))
        case "refused":
            body = [
                Heading(words=_("Not confirmed: {role}", role=role)),
                _("Somebody checked it and said no."),
                _("Is that a mistake? Ask the person who invited you."),
                ask_the_municipality(here),
            ]
        case _:
            body = [
                Heading(words=_("This role has ended: {role}", role=role)),
                _("Its buttons do not work any more."),
                ask_the_municipality(here),
            ]
    return said(*body, rows=(*rows, _menu()))


def _whom_we_asked(facts: RoleFacts, here: Here) -> list[Paragraph]:
    pictures: list[Paragraph] = [
        _("These are your four pictures: {pictures}", pictures=facts.fingerprint),
        _("Somebody may call you and ask for them."),
    ]
    if facts.confirmers:
        asked = plural(
            "I asked {count} person to confirm.",
            "I asked {count} people to confirm.",
            facts.confirmers,
        )
        return [asked, *pictures]
    if facts.founding:
        return [_("The other first person must open their link too."), *pictures]
    return [_("But nobody can confirm it now."), ask_the_municipality(here), *pictures]


def _ask(facts: RoleFacts, here: Here) -> Said:
    """The request, for who may confirm; for anybody else only that it is over."""
    role = what(facts.role, facts.wijk, here.profile)
    name = Quoted(text=facts.name or "?")
    body: list[Paragraph] = [Heading(words=_("Who is this? {role}", role=role))]
    if not facts.may_confirm:
        return said(_("You cannot confirm this any more."), rows=(_menu(),))
    match facts.state:
        case "pending":
            body += [
                _("{name} opened the invitation and wants to begin.", name=name),
                _("Four pictures of this account: {pictures}", pictures=facts.fingerprint),
                _("Call this person. Ask which four pictures they see."),
            ]
            return said(
                *body,
                rows=(
                    standing(_("✅ It is right"), facts.id, "role_ok"),
                    standing(_("❌ It is not right"), facts.id, "role_wrong"),
                ),
            )
        case "confirmed":
            body.append(_("✅ {name} is confirmed.", name=name))
        case "refused":
            body.append(_("❌ {name} is not confirmed.", name=name))
        case _:
            body.append(_("This request is over."))
    if facts.by is not None:
        body.append(_("Answered by {name}.", name=Quoted(text=facts.by)))
    return said(*body, rows=(step(_("👥 All roles"), "list"), _menu()))


def _sure(facts: RoleFacts, here: Here) -> Said:
    """One question before a role ends."""
    if not facts.may_end or facts.state not in ("open", "late", "pending", "confirmed"):
        return said(_("There is nothing to end here."), rows=(_menu(),))
    role = what(facts.role, facts.wijk, here.profile)
    body: list[Paragraph] = [Heading(words=_("End this role? {role}", role=role))]
    if facts.mine:
        body.append(_("This is your own role."))
    elif facts.name is not None:
        body.append(_("It is the role of {name}.", name=Quoted(text=facts.name)))
    else:
        body.append(_("Nobody took this invitation yet."))
    body.append(_("It ends at once."))
    return said(
        *body,
        rows=(
            standing(_("⏹ Yes, end it"), facts.id, "role_end_yes"),
            step(_("No, go back"), "list"),
        ),
    )


def _list(facts: RoleListFacts, here: Here) -> Said:
    """What waits first, then who holds what; for most people only their own."""
    manager = may_manage(here.person)
    rows: list[Row] = []
    for row in facts.rows:
        role = what(row.role, row.wijk, here.profile)
        name = Quoted(text=row.name or "?")
        match row.state:
            case "pending" if row.may_confirm:
                rows.append(
                    standing(_("⏳ {name} · {role}", name=name, role=role), row.id, "role_see")
                )
            case "pending":
                rows.append(
                    standing(_("⏳ {name} · {role}", name=name, role=role), row.id, "role_end")
                )
            case "open":
                rows.append(standing(_("✉️ Not opened · {role}", role=role), row.id, "role_end"))
            case _:
                rows.append(
                    standing(_("⏹ {name} · {role}", name=name, role=role), row.id, "role_end")
                )
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        label = _("More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(label, f"page:{following}"))
    if manager:
        rows.append(step(_("➕ Invite somebody"), "invite"))
    if not facts.rows:
        text = _("Nobody has a role yet.") if manager else _("You have no role here.")
        return said(text, rows=(*rows, _menu()))
    return said(
        Heading(words=_("Roles") if manager else _("Your roles")),
        Lines(
            items=(
                _("⏳ waits until somebody confirms"),
                _("✉️ invited, not opened yet"),
                _("⏹ tap to end a role"),
            )
        ),
        rows=(*rows, _menu()),
    )


def _invite(screen: Screen, here: Here) -> Said:
    """Which role, then in which wijk; the state is in the screen itself."""
    if not may_manage(here.person):
        return said(
            _("Only {officers} can invite people.", officers=bare("officer")), rows=(_menu(),)
        )
    back = step(_("⬅️ Back"), "list")
    role = screen.list
    if role is None:
        roles = tuple(
            step(Message(text="{role}", gaps={"role": bare(role_word(cast(Role, r)))}), f"as:{r}")
            for r in INVITABLE
        )
        return said(_("For which role do you invite?"), rows=(*roles, back), choices=True)
    wijken = here.profile.own_wijken
    pages = -(-len(wijken) // A_PAGE)
    page = min(screen.page, pages - 1)
    rows = [
        step(wijken[n].name, f"in:{role}:{n}")
        for n in range(page * A_PAGE, min(len(wijken), (page + 1) * A_PAGE))
    ]
    if pages > 1:
        following = (page + 1) % pages
        label = _("More wijken ({n} of {of})", n=following + 1, of=pages)
        rows.append(step(label, f"as:{role}:{following}"))
    return said(_("In which wijk?"), rows=(*rows, back), choices=True)


JOURNEY = Journey(
    name="roles",
    respond=respond,
    draw=draw,
    screens=("role_offer", "role_request", "role_state", "role_list", "role_end", "role_invite"),
    verbs=("take", "not_me", "role_ok", "role_wrong", "role_see", "role_end", "role_end_yes"),
    commands=("/rollen",),
)
