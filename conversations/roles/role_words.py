"""What people read about roles: an offer, a request to confirm, how it stands, the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import cast

from conversations.facts import RoleFacts, RoleListFacts
from conversations.here import Here
from conversations.municipal_words import Role, role_word
from conversations.profile import Profile
from conversations.roles.face import CARD_ROLES
from conversations.roles.role import A_PAGE, INVITABLE, OFFICERS, Invited
from conversations.rules.roles import may_manage
from conversations.talk import (
    MENU,
    Heading,
    Lines,
    Paragraph,
    Refresh,
    Row,
    Said,
    Say,
    Screen,
    Share,
    ToPerson,
    said,
    standing,
    step,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Day, Message, Moment, Quoted, _, bare, plural


def alarm(
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


def link(invited: Invited, here: Here) -> Said:
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
            MENU,
        ),
    )


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
    return said(_("This is not there any more."), rows=(MENU,))


def _offer(facts: RoleFacts, here: Here) -> Said:
    if facts.mine:
        return _state(facts, here)
    if facts.state != "open":
        return said(
            _("This invitation does not work any more."), _("Ask for a new one."), rows=(MENU,)
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
        return said(_("You cannot see this."), rows=(MENU,))
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
            if facts.role in OFFICERS:
                rows.append(step(_("👥 All roles"), "@rollen"))
            elif facts.role in here.profile.keeps_hours:
                rows.append(step(_("🕘 Opening hours"), "@uren"))
            elif facts.role == "contact":
                rows.append(step(_("📥 Inbox"), "@inbox"))
            elif facts.role == "ambassador":
                rows.append(step(_("📣 Pass something on"), "@ambassadeur"))
            else:
                rows.append(step(_("🗳 {Council}", Council=bare("council")), "@raad"))
            if facts.role in CARD_ROLES:
                rows.append(step(_("✏️ My own card"), "@kaart"))
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
    return said(*body, rows=(*rows, MENU))


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
        return said(_("You cannot confirm this any more."), rows=(MENU,))
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
                    MENU,
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
    return said(*body, rows=(step(_("👥 All roles"), "list"), MENU))


def _sure(facts: RoleFacts, here: Here) -> Said:
    """One question before a role ends."""
    if not facts.may_end or facts.state not in ("open", "late", "pending", "confirmed"):
        return said(_("There is nothing to end here."), rows=(MENU,))
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
        return said(text, rows=(*rows, MENU))
    return said(
        Heading(words=_("Roles") if manager else _("Your roles")),
        Lines(
            items=(
                _("⏳ waits until somebody confirms"),
                _("✉️ invited, not opened yet"),
                _("⏹ tap to end a role"),
            )
        ),
        rows=(*rows, MENU),
    )


def _invite(screen: Screen, here: Here) -> Said:
    """Which role, then in which wijk; the state is in the screen itself."""
    if not may_manage(here.person):
        return said(_("Only {officers} can invite people.", officers=bare("officer")), rows=(MENU,))
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
