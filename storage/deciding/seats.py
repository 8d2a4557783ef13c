"""The running decision of a case, who has a seat in it, and who may confirm it.

The case is held first, so that two people who decide at the same moment are counted one
after the other.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.regulation import Regime
from conversations.talk import Refused
from conversations.words import Message, _
from storage import cases
from storage.database import Row, Transaction

CANNOT = _("You do not decide about this plan.")
GONE = _("This plan is not here any more.")
OVER = _("The decision about this plan is closed.")


async def running(tx: Transaction, case: str) -> Row | None:
    """The running decision of a case, with the case held; None when there is none."""
    await tx.hold("cases", case)
    return await tx.one(
        """
        SELECT d.id, d.case_id, d.wijk, d.regime, d.opened, d.closes, d.paused, d.state,
               c.person, c.state AS case_state, c.number
        FROM cases c LEFT JOIN decisions d ON d.case_id = c.id AND d.state = 'running'
        WHERE c.id = :case_id
        """,
        case_id=case,
    )


async def seat_of(tx: Transaction, decision: str, person: str) -> Row | None:
    """Somebody's seat in a decision."""
    return await tx.one(
        "SELECT person, role, recused FROM seats WHERE decision = :decision AND person = :person",
        decision=decision,
        person=person,
    )


async def why_not_decide(tx: Transaction, row: Row | None, here: Here) -> Message | None:
    """May this person decide on this case now?  Seat, role today, not involved, still open."""
    if row is None:
        return GONE
    if row["id"] is None:
        return OVER
    seat = await seat_of(tx, row["id"], here.person.id)
    if seat is None:
        return CANNOT
    if seat["recused"] is not None:
        return _("You stepped out of this decision.")
    if not here.person.holds(row["wijk"], seat["role"], "member", "chair"):
        return CANNOT
    return None


async def decided_by(tx: Transaction, case: str, here: Here) -> Row | Refused:
    """The running decision, with the case held, for somebody who decides about it; or why not."""
    row = await running(tx, case)
    if objection := await why_not_decide(tx, row, here):
        return Refused(objection)
    assert row is not None
    return row


def regime_of(row: Row) -> Regime:
    """The rules as they were frozen at opening."""
    return Regime.model_validate_json(row["regime"])


async def may_confirm(tx: Transaction, wijk: str, here: Here) -> bool:
    """Is this the person whose confirmation counts: the role the profile names, or up the chain?"""
    role = await cases.responsible(tx, here, wijk, "initiative", here.profile.confirms)
    return role is not None and here.person.holds(wijk, role)
