"""Roles: invited, taken, confirmed by a second person, ended; and who sees what of that.

One row is one invitation and what became of it.  The link goes on leading to
its row until it is too old, so whoever opens it second is told, and so is
whoever made it; what it gives is judged from the row alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from conversations.facts import RoleFacts, RoleListFacts
from conversations.here import Held, Here, Person
from conversations.roles import (
    A_PAGE,
    FIRST_OFFICERS,
    LINK_WORKS,
    OFFICERS,
    AlreadyAnswered,
    ConfirmRole,
    EndRole,
    InvitationReused,
    InvitationStands,
    Invite,
    Invited,
    OpenInvitation,
    RefuseRole,
    RoleConfirmed,
    RoleEnded,
    RolePending,
    RoleRefused,
    TakeRole,
    by_operator,
    may_manage,
    why_not_confirm,
    why_not_end,
    why_not_invite,
    why_not_take,
)
from conversations.talk import Refused, Screen
from conversations.words import Message, _
from storage import journal, links
from storage.database import Row, Transaction, instant, moment
from storage.people import HELD_NOW

# Sixty-four things everybody can name by telephone: four of them are 24 bits.
PICTURES = (
    "🐶🐱🐭🐰🦊🐻🐼🐯🦁🐮🐷🐸🐵🐔🐧🦉"
    "🐴🐝🐞🦋🐢🐍🐙🐟🐬🐳🐘🌳🌵🌷🌻🍄"
    "🌙⭐🌈🔥🍎🍐🍋🍌🍉🍓🍒🍍🥕🌽🍞🧀"
    "🥚🍕🚗🚌🚲⛵🚀⚓🎈🎁🔔🔑⚽🎸👑🧦"
)

ROLE = """
    SELECT r.id, r.person, r.role, r.wijk, r.from_at, r.until_at, r.issued_by, r.issued_at,
           r.founding, r.confirmed_by, r.confirmed_at, r.revoked_by, p.name, b.name AS answerer,
           (SELECT MIN(a.door || ':' || a.address) FROM accounts a WHERE a.person = r.person)
               AS account
    FROM roles r
    LEFT JOIN people p ON p.id = r.person
    LEFT JOIN people b ON b.id = COALESCE(r.revoked_by, r.confirmed_by)
"""
GONE = _("This invitation is not there any more.")


def fingerprint(role_id: str, account: str) -> str:
    """Four pictures for this account and this invitation: the same on both telephones."""
    digest = hashlib.sha256(f"{role_id}\n{account}".encode()).digest()
    return "".join(PICTURES[byte % len(PICTURES)] for byte in digest[:4])


# --- from invitation to role -------------------------------------------------


async def invite(tx: Transaction, command: Invite, here: Here, cause: str) -> Invited | Refused:
    """Make an invitation and its link; the token is in the answer and nowhere else."""
    if command.founding:
        await _hold_founding(tx)
    officers = len(await _holders(tx, "officer", here))
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
    await _enter(tx, "role_invited", id, f"{command.role} {command.wijk}", here, cause)
    return Invited(id, token, command.role, command.wijk, works_until)


async def open_invitation(
    tx: Transaction, command: OpenInvitation, here: Here, cause: str
) -> InvitationStands | InvitationReused | Refused:
    """Whether this person may take an invitation; a second reader of a used link is reported."""
    await tx.hold("roles", command.role_id)
    row = await _role(tx, command.role_id)
    if row is None:
        return Refused(GONE)
    return await _first_look(tx, row, here, cause)


async def take(
    tx: Transaction, command: TakeRole, here: Here, cause: str
) -> RolePending | InvitationStands | InvitationReused | Refused:
    """Use up the link: the row gets its person and waits for a second person."""
    row = await _held_role(tx, command.role_id)
    if row is None:
        return Refused(GONE)
    look = await _first_look(tx, row, here, cause)
    if not isinstance(look, InvitationStands) or look.mine:
        return look
    if row["founding"] and len(await _holders(tx, "officer", here)) >= FIRST_OFFICERS:
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
    await _enter(tx, "role_taken", row["id"], here.person.id, here, cause)
    taken = await _role(tx, command.role_id)
    assert taken is not None
    confirmers = await _confirmers(tx, taken, here)
    to_confirm = await _fellows_roles(tx, taken, here) if row["founding"] else ()
    return RolePending(row["id"], confirmers, row["role"], row["wijk"], to_confirm)


async def confirm(
    tx: Transaction, command: ConfirmRole, here: Here, cause: str
) -> RoleConfirmed | AlreadyAnswered | Refused:
    """A second person says it is them: from now on the role counts."""
    row = await _held_role(tx, command.role_id)
    if row is None or row["person"] is None:
        return Refused(GONE)
    if refused := await _not_you(tx, row, here, cause):
        return refused
    state = _state(row, here.now)
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
    await _enter(tx, "role_confirmed", row["id"], here.person.id, here, cause)
    waiting = await _waiting_for(tx, row, here)
    return RoleConfirmed(row["id"], row["person"], row["role"], row["wijk"], waiting)


async def refuse(
    tx: Transaction, command: RefuseRole, here: Here, cause: str
) -> RoleRefused | AlreadyAnswered | Refused:
    """A second person says it is not them: the request is closed for good."""
    row = await _held_role(tx, command.role_id)
    if row is None or row["person"] is None:
        return Refused(GONE)
    if refused := await _not_you(tx, row, here, cause):
        return refused
    if _state(row, here.now) != "pending":
        return AlreadyAnswered(row["id"])
    await _stop(tx, row, here)
    await _enter(tx, "role_refused", row["id"], here.person.id, here, cause)
    return RoleRefused(row["id"], row["person"], row["role"], row["wijk"])


async def end(tx: Transaction, command: EndRole, here: Here, cause: str) -> RoleEnded | Refused:
    """Stop a role at once, or withdraw an invitation; answers what stands open on that phone."""
    row = await _held_role(tx, command.role_id)
    if row is None:
        return Refused(GONE)
    if why := why_not_end(holder=row["person"], person=here.person):
        await _enter(tx, "role_end_denied", row["id"], here.person.id, here, cause)
        return Refused(why)
    if _state(row, here.now) in ("refused", "ended"):
        return Refused(_("This role has ended already."))
    await _stop(tx, row, here)
    await _enter(tx, "role_ended", row["id"], here.person.id, here, cause)
    cases = await _open_on_phone(tx, row, here) if row["person"] is not None else ()
    return RoleEnded(row["id"], row["person"], row["role"], row["wijk"], cases)


# --- for screens and the desk ----------------------------------------------------


async def role_facts(tx: Transaction, screen: Screen, here: Here) -> RoleFacts | None:
    """One role as this reader may see it; None when there is none."""
    row = await _role(tx, screen.case or "")
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
    state = _state(row, here.now)
    mine = row["person"] is not None and row["person"] == me
    answered = me != "" and me in (row["confirmed_by"], row["revoked_by"])
    may_confirm = row["person"] is not None and (answered or await _why_not(tx, row, here) is None)
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
        confirmers=len(await _confirmers(tx, row, here)) if waits else 0,
        by=row["answerer"] if may_confirm or may_manage(here.person) else None,
        until=moment(row["until_at"]) if row["until_at"] else None,
    )


def _state(row: Row, now: dt.datetime) -> str:
    """Where an invitation is: open, late, pending, confirmed, refused or ended."""
    if row["revoked_by"] is not None:
        refused = row["confirmed_at"] is None and row["revoked_by"] != row["person"]
        return "refused" if row["person"] is not None and refused else "ended"
    if row["until_at"] is not None and row["until_at"] <= instant(now):
        return "ended"
    if row["confirmed_at"] is not None:
        return "confirmed"
    if row["person"] is not None:
        return "pending"
    return "open" if moment(row["issued_at"]) + LINK_WORKS > now else "late"


# --- parts ---------------------------------------------------------------------------


async def _role(tx: Transaction, id: str) -> Row | None:
    return await tx.one(f"{ROLE} WHERE r.id = :id", id=id)


async def _held_role(tx: Transaction, id: str) -> Row | None:
    """The row, held; first officers are held together, because they are counted."""
    row = await tx.one("SELECT founding FROM roles WHERE id = :id", id=id)
    if row is None:
        return None
    if row["founding"]:
        await _hold_founding(tx)
    await tx.hold("roles", id)
    return await _role(tx, id)


async def _hold_founding(tx: Transaction) -> None:
    await tx.all("SELECT id FROM roles WHERE founding = 1 ORDER BY id /*+pg FOR UPDATE */")


async def _first_look(
    tx: Transaction, row: Row, here: Here, cause: str
) -> InvitationStands | InvitationReused | Refused:
    """An invitation as whoever comes with its link finds it."""
    if row["person"] is not None:
        if row["person"] == here.person.id:
            return InvitationStands(row["id"], mine=True)
        await _enter(tx, "role_link_reused", row["id"], here.person.id, here, cause)
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
    officers = [p for role in OFFICERS for p in await _holders(tx, role, here)]
    return tuple(p for p in dict.fromkeys(officers) if p != here.person.id)


async def _holders(tx: Transaction, role: str, here: Here) -> list[str]:
    rows = await tx.all(
        f"SELECT DISTINCT r.person FROM roles r WHERE r.role = :role AND {HELD_NOW}"
        " ORDER BY r.person",
        role=role,
        now=instant(here.now),
    )
    return [row["person"] for row in rows]


async def _confirmers(tx: Transaction, row: Row, here: Here) -> tuple[str, ...]:
    """Everybody who may confirm this request now."""
    rows = await tx.all(
        f"""
        SELECT r.person, r.role, r.wijk FROM roles r
        WHERE (r.role IN ('officer', 'administrator') OR r.role IN ('chair', 'secretary')
               AND r.wijk = :wijk) AND {HELD_NOW}
        ORDER BY r.person
        """,
        wijk=row["wijk"],
        now=instant(here.now),
    )
    may = [r["person"] for r in rows if _judge(row, Held(r["role"], r["wijk"]), r["person"])]
    if row["founding"]:
        may += await _fellows(tx, row, here)
    return tuple(dict.fromkeys(may))


def _judge(row: Row, held: Held, person: str) -> bool:
    return _why(row, Person(person, "", "", roles=(held,)), fellow=False) is None


def _why(row: Row, person: Person, *, fellow: bool) -> Message | None:
    return why_not_confirm(
        role=row["role"],
        wijk=row["wijk"],
        asker=row["person"],
        issued_by=row["issued_by"],
        fellow=fellow,
        person=person,
    )


async def _why_not(tx: Transaction, row: Row, here: Here) -> Message | None:
    fellow = bool(row["founding"]) and here.person.id in await _fellows(tx, row, here)
    return _why(row, here.person, fellow=fellow)


async def _not_you(tx: Transaction, row: Row, here: Here, cause: str) -> Refused | None:
    """Refused and noted, when this person has no say in this request."""
    if here.person.id != "" and here.person.id in (row["confirmed_by"], row["revoked_by"]):
        return None
    why = await _why_not(tx, row, here)
    if why is None:
        return None
    await _enter(tx, "role_confirm_denied", row["id"], here.person.id, here, cause)
    return Refused(why)


async def _fellows(tx: Transaction, row: Row, here: Here) -> list[str]:
    """The other first officers who wait, while there are fewer than two officers."""
    if len(await _holders(tx, "officer", here)) >= FIRST_OFFICERS:
        return []
    return [r["person"] for r in await _waiting_founders(tx, row)]


async def _fellows_roles(tx: Transaction, row: Row, here: Here) -> tuple[str, ...]:
    return tuple(r["id"] for r in await _waiting_founders(tx, row))


async def _waiting_founders(tx: Transaction, row: Row) -> list[Row]:
    return await tx.all(
        """
        SELECT id, person FROM roles
        WHERE founding = 1 AND person IS NOT NULL AND person <> :asker
          AND confirmed_at IS NULL AND revoked_by IS NULL
        ORDER BY id
        """,
        asker=row["person"],
    )


async def _waiting_for(tx: Transaction, row: Row, here: Here) -> tuple[str, ...]:
    """What waited for somebody like this new confirmer (at most a page of it)."""
    held = Held(row["role"], row["wijk"])
    rows = await tx.all(
        f"""
        {ROLE} WHERE r.person IS NOT NULL AND r.founding = 0 AND r.confirmed_at IS NULL
          AND r.revoked_by IS NULL AND (r.until_at IS NULL OR r.until_at > :now)
        ORDER BY r.issued_at, r.id
        """,
        now=instant(here.now),
    )
    return tuple(r["id"] for r in rows if _judge(r, held, row["person"]))[:A_PAGE]


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


async def _enter(tx: Transaction, verb: str, id: str, content: str, here: Here, cause: str) -> None:
    """Account for it under the role that acted; a person without one acts as a resident."""
    roles = [h.role for h in here.person.roles]
    acting = next(
        (role for role in (*OFFICERS, "operator", "chair", "secretary") if role in roles),
        "resident",
    )
    await journal.enter(
        tx,
        cause=cause,
        role=acting,
        verb=verb,
        subject=id,
        rules="roles-1",
        content=content,
        now=here.now,
    )
