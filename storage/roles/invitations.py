"""Invitations: made with a link, opened, taken by one person; a second reader is reported.

The link goes on leading to its row until it is too old, so whoever opens it second
is told, and so is whoever made it; what it gives is judged from the row alone.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.roles.role import (
    FIRST_OFFICERS,
    LINK_WORKS,
    OFFICERS,
    InvitationReused,
    InvitationStands,
    Invite,
    Invited,
    OpenInvitation,
    RolePending,
    TakeRole,
)
from conversations.rules.roles import by_operator, why_not_invite, why_not_take
from conversations.talk import Refused
from conversations.words import _
from storage import links
from storage.database import Row, Transaction, instant, moment
from storage.roles.confirmers import confirmers, fellows_roles
from storage.roles.role import GONE, enter, held_role, hold_founding, holders, role_row


async def invite(tx: Transaction, command: Invite, here: Here, cause: str) -> Invited | Refused:
    """Make an invitation and its link; the token is in the answer and nowhere else."""
    if command.founding:
        await hold_founding(tx)
    officers = len(await holders(tx, "officer", here))
    if why := why_not_invite(command, here.person, officers, here):
        return Refused(why)
    id = tx.fresh()
    works_until = here.now + LINK_WORKS
    await tx.run(
        """
        INSERT INTO roles (id, role, wijk, until_at, issued_by, issued_at, founding)
        VALUES (:id, :role, :wijk, :until, :by, :now, :founding)
        """,
        id=id,
        role=command.role,
        wijk=command.wijk,
        until=instant(command.until) if command.until else None,
        by="operator" if by_operator(here.person) else here.person.id,
        now=instant(here.now),
        founding=int(command.founding),
    )
    token = await links.make(tx, "role", id, until=works_until)
    await enter(tx, "role_invited", id, f"{command.role} {command.wijk}", here, cause)
    return Invited(id, token, command.role, command.wijk, works_until)


async def open_invitation(
    tx: Transaction, command: OpenInvitation, here: Here, cause: str
) -> InvitationStands | InvitationReused | Refused:
    """Whether this person may take an invitation; a second reader of a used link is reported."""
    await tx.hold("roles", command.role_id)
    row = await role_row(tx, command.role_id)
    if row is None:
        return Refused(GONE)
    return await _first_look(tx, row, here, cause)


async def take(
    tx: Transaction, command: TakeRole, here: Here, cause: str
) -> RolePending | InvitationStands | InvitationReused | Refused:
    """Use up the link: the row gets its person and waits for a second person."""
    row = await held_role(tx, command.role_id)
    if row is None:
        return Refused(GONE)
    look = await _first_look(tx, row, here, cause)
    if not isinstance(look, InvitationStands) or look.mine:
        return look
    if row["founding"] and len(await holders(tx, "officer", here)) >= FIRST_OFFICERS:
        return Refused(_("There are two already. Ask one of them for an invitation."))
    twin = await tx.one(
        """
        SELECT id FROM roles r
        WHERE r.person = :person AND r.role = :role AND r.revoked_by IS NULL
          AND COALESCE(r.wijk, '') = COALESCE(:wijk, '')
          AND (r.until_at IS NULL OR r.until_at > :now)
        """,
        person=here.person.id,
        role=row["role"],
        wijk=row["wijk"],
        now=instant(here.now),
    )
    if twin is not None:
        return Refused(_("You have this role already, or you asked for it."))
    await tx.run(
        "UPDATE roles SET person = :person WHERE id = :id AND person IS NULL",
        person=here.person.id,
        id=row["id"],
    )
    await enter(tx, "role_taken", row["id"], here.person.id, here, cause)
    taken = await role_row(tx, command.role_id)
    assert taken is not None
    may_confirm = await confirmers(tx, taken, here)
    to_confirm = await fellows_roles(tx, taken, here) if row["founding"] else ()
    return RolePending(row["id"], may_confirm, row["role"], row["wijk"], to_confirm)


async def _first_look(
    tx: Transaction, row: Row, here: Here, cause: str
) -> InvitationStands | InvitationReused | Refused:
    """An invitation as whoever comes with its link finds it."""
    if row["person"] is not None:
        if row["person"] == here.person.id:
            return InvitationStands(row["id"], mine=True)
        await enter(tx, "role_link_reused", row["id"], here.person.id, here, cause)
        alert = await _alert(tx, row, here)
        return InvitationReused(row["id"], row["role"], row["wijk"], alert)
    if row["revoked_by"] is not None:
        return Refused(_("This invitation does not work any more. Ask for a new one."))
    why = why_not_take(
        issued_by=row["issued_by"],
        issued_at=moment(row["issued_at"]),
        until=moment(row["until_at"]) if row["until_at"] else None,
        here=here,
    )
    return Refused(why) if why is not None else InvitationStands(row["id"], mine=False)


async def _alert(tx: Transaction, row: Row, here: Here) -> tuple[str, ...]:
    """Who hears of a second reader: the issuer; for the command line, the officers."""
    issuer = await tx.one("SELECT id FROM people WHERE id = :id", id=row["issued_by"])
    if issuer is not None:
        return (str(issuer["id"]),)
    officers = [p for role in OFFICERS for p in await holders(tx, role, here)]
    return tuple(p for p in dict.fromkeys(officers) if p != here.person.id)
