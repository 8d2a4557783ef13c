"""Roles: confirmed by a second person or refused, ended; and who sees what of that."""

from __future__ import annotations

import hashlib

from conversations.facts import RoleFacts, RoleListFacts
from conversations.here import Here
from conversations.roles.role import (
    A_PAGE,
    LINK_WORKS,
    AlreadyAnswered,
    ConfirmRole,
    EndRole,
    RefuseRole,
    RoleConfirmed,
    RoleEnded,
    RoleRefused,
)
from conversations.rules.roles import by_operator, may_manage, why_not_end
from conversations.talk import Refused, Screen
from conversations.words import _
from storage import due
from storage.database import Row, Transaction, instant, moment
from storage.roles.confirmers import confirmers, not_you, waiting_for, why_not
from storage.roles.role import GONE, ROLE, enter, held_role, role_row, state_of

# Sixty-four things everybody can name by telephone: four of them are 24 bits.
PICTURES = (
    "🐶🐱🐭🐰🦊🐻🐼🐯🦁🐮🐷🐸🐵🐔🐧🦉"
    "🐴🐝🐞🦋🐢🐍🐙🐟🐬🐳🐘🌳🌵🌷🌻🍄"
    "🌙⭐🌈🔥🍎🍐🍋🍌🍉🍓🍒🍍🥕🌽🍞🧀"
    "🥚🍕🚗🚌🚲⛵🚀⚓🎈🎁🔔🔑⚽🎸👑🧦"
)


def fingerprint(role_id: str, account: str) -> str:
    """Four pictures for this account and this invitation: the same on both telephones."""
    digest = hashlib.sha256(f"{role_id}\n{account}".encode()).digest()
    return "".join(PICTURES[byte % len(PICTURES)] for byte in digest[:4])


async def confirm(
    tx: Transaction, command: ConfirmRole, here: Here, cause: str
) -> RoleConfirmed | AlreadyAnswered | Refused:
    """A second person says it is them: from now on the role counts."""
    row = await _request(tx, command.role_id, here, cause)
    if isinstance(row, Refused):
        return row
    state = state_of(row, here.now)
    if state == "ended" and row["confirmed_at"] is None and row["revoked_by"] is None:
        return Refused(_("The last day of this role is over already."))
    if state != "pending":
        return AlreadyAnswered(row["id"])
    await tx.run(
        """
        UPDATE roles SET confirmed_by = :by, confirmed_at = :now, from_at = :now WHERE id = :id
        """,
        by=here.person.id,
        now=instant(here.now),
        id=row["id"],
    )
    await enter(tx, "role_confirmed", row["id"], here.person.id, here, cause)
    waiting = await waiting_for(tx, row, here)
    return RoleConfirmed(row["id"], row["person"], row["role"], row["wijk"], waiting)


async def refuse(
    tx: Transaction, command: RefuseRole, here: Here, cause: str
) -> RoleRefused | AlreadyAnswered | Refused:
    """A second person says it is not them: the request is closed for good."""
    row = await _request(tx, command.role_id, here, cause)
    if isinstance(row, Refused):
        return row
    if state_of(row, here.now) != "pending":
        return AlreadyAnswered(row["id"])
    await _stop(tx, row, here)
    await enter(tx, "role_refused", row["id"], here.person.id, here, cause)
    return RoleRefused(row["id"], row["person"], row["role"], row["wijk"])


async def end(tx: Transaction, command: EndRole, here: Here, cause: str) -> RoleEnded | Refused:
    """Stop a role at once, or withdraw an invitation; answers what stands open on that phone."""
    row = await held_role(tx, command.role_id)
    if row is None:
        return Refused(GONE)
    if why := why_not_end(holder=row["person"], person=here.person):
        await enter(tx, "role_end_denied", row["id"], here.person.id, here, cause)
        return Refused(why)
    if state_of(row, here.now) in ("refused", "ended"):
        return Refused(_("This role has ended already."))
    await _stop(tx, row, here)
    if row["role"] == "ambassador" and row["person"] is not None:
        # What residents wrote to them is not theirs to answer any more.
        await due.plan(tx, "matter_pause", row["person"], here.now, cause)
    await enter(tx, "role_ended", row["id"], here.person.id, here, cause)
    cases = await _open_on_phone(tx, row, here) if row["person"] is not None else ()
    return RoleEnded(row["id"], row["person"], row["role"], row["wijk"], cases)


# --- for screens and the desk ----------------------------------------------------


async def role_facts(tx: Transaction, screen: Screen, here: Here) -> RoleFacts | None:
    """One role as this reader may see it; None when there is none."""
    row = await role_row(tx, screen.case or "")
    return await _facts(tx, row, here) if row is not None else None


async def role_list(tx: Transaction, screen: Screen, here: Here) -> RoleListFacts:
    """What waits first, then who holds what; everybody else sees their own."""
    everything = may_manage(here.person)
    current = """
        r.revoked_by IS NULL AND (r.until_at IS NULL OR r.until_at > :now)
        AND (r.person IS NOT NULL OR r.issued_at > :alive)
    """
    whose = current if everything else f"{current} AND r.person = :me"
    named = {
        "now": instant(here.now),
        "alive": instant(here.now - LINK_WORKS),
        **({} if everything else {"me": here.person.id}),
    }
    counted = await tx.one(f"SELECT count(*) AS n FROM roles r WHERE {whose}", **named)
    pages = max(1, -(-int(counted["n"] if counted else 0) // A_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    rows = await tx.all(
        f"""
        {ROLE} WHERE {whose}
        ORDER BY CASE WHEN r.confirmed_at IS NOT NULL THEN 2 WHEN r.person IS NULL THEN 1 ELSE 0
                 END, r.wijk, r.role, p.name, r.id
        LIMIT :most OFFSET :skip
        """,
        **named,
        most=A_PAGE,
        skip=page * A_PAGE,
    )
    return RoleListFacts(tuple([await _facts(tx, row, here) for row in rows]), page, pages)


async def _facts(tx: Transaction, row: Row, here: Here) -> RoleFacts:
    me = here.person.id
    state = state_of(row, here.now)
    mine = row["person"] is not None and row["person"] == me
    answered = me != "" and me in (row["confirmed_by"], row["revoked_by"])
    may_confirm = row["person"] is not None and (answered or await why_not(tx, row, here) is None)
    shows = state == "pending" and (mine or may_confirm)
    waits = mine and state == "pending"
    return RoleFacts(
        id=row["id"],
        role=row["role"],
        wijk=row["wijk"],
        person=row["person"],
        name=row["name"],
        fingerprint=fingerprint(row["id"], row["account"] or row["person"]) if shows else "",
        state=state,
        mine=mine,
        may_confirm=may_confirm,
        may_end=why_not_end(holder=row["person"], person=here.person) is None,
        founding=bool(row["founding"]),
        confirmers=len(await confirmers(tx, row, here)) if waits else 0,
        by=row["answerer"] if may_confirm or may_manage(here.person) else None,
        until=moment(row["until_at"]) if row["until_at"] else None,
    )


async def _request(tx: Transaction, role_id: str, here: Here, cause: str) -> Row | Refused:
    """The request, held, for somebody who may answer it; or why not."""
    row = await held_role(tx, role_id)
    if row is None or row["person"] is None:
        return Refused(GONE)
    return await not_you(tx, row, here, cause) or row


async def _open_on_phone(tx: Transaction, row: Row, here: Here) -> tuple[str, ...]:
    """Cases of others, and requests to confirm, that stand on the phone of who held this role."""
    rows = await tx.all(
        """
        SELECT s.case_id FROM shown s JOIN cases c ON c.id = s.case_id
        WHERE s.person = :person AND (c.person IS NULL OR c.person <> :person)
        UNION
        SELECT s.case_id FROM shown s JOIN roles r ON r.id = s.case_id
        WHERE s.person = :person AND r.confirmed_at IS NULL AND r.revoked_by IS NULL
        ORDER BY 1
        """,
        person=row["person"],
    )
    return tuple(r["case_id"] for r in rows)


async def _stop(tx: Transaction, row: Row, here: Here) -> None:
    await tx.run(
        """
        UPDATE roles SET revoked_by = :by,
               until_at = CASE WHEN until_at < :now THEN until_at ELSE :now END
        WHERE id = :id
        """,
        by="operator" if by_operator(here.person) else here.person.id,
        now=instant(here.now),
        id=row["id"],
    )
