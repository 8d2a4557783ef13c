"""Confirming: what was settled becomes the decision, and money is granted under the ceiling."""

from __future__ import annotations

import datetime as dt

from conversations.deciding.decision import (
    BringToMeeting,
    BroughtToMeeting,
    Confirm,
    Confirmed,
    MeetingReasonNeeded,
    NothingToDo,
    RecordMeeting,
    Remind,
    Reminding,
    Reopen,
    Reopened,
)
from conversations.here import Here
from conversations.plans.plan import Plan
from conversations.rules.promises import decide_by
from conversations.rules.quorum import Outcome
from conversations.talk import Refused
from conversations.words import Message, _
from storage import cases, due
from storage.database import Row, Transaction, instant
from storage.deciding import decisions, money
from storage.deciding.seats import CANNOT, GONE, may_confirm
from storage.deciding.settling import to_meeting

AGAIN = dt.timedelta(days=7)


async def _latest(tx: Transaction, case: str) -> Row | None:
    """The case, held, with its newest decision and the plan as filed."""
    await tx.hold("cases", case)
    return await tx.one(
        """
        SELECT c.id AS case_id, c.wijk, c.person, c.state, c.number, i.plan, i.cost,
               d.id, d.state AS decision, d.outcome
        FROM cases c
        JOIN initiatives i ON i.case_id = c.id
        LEFT JOIN decisions d ON d.case_id = c.id AND d.opened = (
            SELECT MAX(opened) FROM decisions WHERE case_id = c.id)
        WHERE c.id = :case_id ORDER BY i.version DESC LIMIT 1
        """,
        case_id=case,
    )


async def confirm(tx: Transaction, command: Confirm, here: Here, cause: str) -> Confirmed | Refused:
    """The record is right: the outcome becomes the decision, once."""
    row = await _latest(tx, command.case)
    if row is None:
        return Refused(GONE)
    if objection := await _why_not(tx, row, here):
        return Refused(objection)
    if row["state"] != "recorded" or row["decision"] != "settled":
        return Refused(_("There is nothing to confirm any more."))
    outcome = Outcome(row["outcome"])
    if outcome is Outcome.GRANTED and (
        objection := await money.grant(tx, row["case_id"], row["wijk"], row["cost"], here)
    ):
        return Refused(objection)
    await tx.run(
        """
        UPDATE decisions SET state = 'confirmed', confirmed = :now, confirmed_by = :me
        WHERE id = :id AND state = 'settled'
        """,
        id=row["id"],
        now=instant(here.now),
        me=here.person.id,
    )
    await cases.happened(tx, command.case, "confirmed", here, cause, role=here.profile.confirms)
    await _conclude(tx, row, outcome, here, cause)
    return Confirmed(command.case, row["wijk"], row["person"], outcome)


async def bring_to_meeting(
    tx: Transaction, command: BringToMeeting, here: Here, cause: str
) -> BroughtToMeeting | Refused:
    """What was settled is not confirmed but goes to the meeting first."""
    row = await _latest(tx, command.case)
    if row is None:
        return Refused(GONE)
    if objection := await _why_not(tx, row, here):
        return Refused(objection)
    if row["state"] != "recorded":
        return Refused(_("There is nothing to confirm any more."))
    await to_meeting(tx, command.case, here.profile.confirms, here, cause)
    await cases.happened(
        tx, command.case, "to the meeting", here, cause, role=here.profile.confirms
    )
    return BroughtToMeeting(command.case, row["person"])


async def record_meeting(
    tx: Transaction, command: RecordMeeting, here: Here, cause: str
) -> Confirmed | MeetingReasonNeeded | Refused:
    """What the meeting decided: a decision of its own beside what was said here, never over it."""
    row = await _latest(tx, command.case)
    if row is None:
        return Refused(GONE)
    if objection := await _why_not(tx, row, here):
        return Refused(objection)
    if row["state"] not in ("meeting", "recorded", "received"):
        return Refused(_("There is nothing to decide any more."))
    if command.reason is None:
        return MeetingReasonNeeded(command.case, command.outcome)
    if command.outcome is Outcome.GRANTED and (
        objection := await money.grant(tx, row["case_id"], row["wijk"], row["cost"], here)
    ):
        return Refused(objection)
    await tx.run(
        """
        INSERT INTO decisions (id, case_id, wijk, regime, opened, closes, state, outcome, why,
                               settled, reason, confirmed, confirmed_by)
        VALUES (:id, :case_id, :wijk, '{}', :now, :now, 'confirmed', :outcome, 'meeting',
                :now, :reason, :now, :me)
        """,
        id=tx.fresh(),
        case_id=command.case,
        wijk=row["wijk"],
        now=instant(here.now),
        outcome=command.outcome.value,
        reason=command.reason,
        me=here.person.id,
    )
    await cases.happened(
        tx,
        command.case,
        "meeting recorded",
        here,
        cause,
        role=here.profile.confirms,
        words=command.reason,
    )
    await _conclude(tx, row, command.outcome, here, cause)
    return Confirmed(command.case, row["wijk"], row["person"], command.outcome)


async def _why_not(tx: Transaction, row: Row, here: Here) -> Message | None:
    if not await may_confirm(tx, row["wijk"], here):
        return CANNOT
    if row["person"] == here.person.id:
        return _("It is your own plan. Somebody else must confirm it.")
    return None


async def _pay(tx: Transaction, row: Row, outcome: Outcome, here: Here) -> Message | None:
    """A grant takes its money; every other outcome costs nothing."""
    if outcome is not Outcome.GRANTED:
        return None
    return await money.grant(tx, row["case_id"], row["wijk"], row["cost"], here)


async def _conclude(tx: Transaction, row: Row, outcome: Outcome, here: Here, cause: str) -> None:
    """The case as the outcome leaves it: closed, or waiting for another time."""
    state = {
        Outcome.GRANTED: "granted",
        Outcome.DECLINED: "declined",
        Outcome.HELD: "held",
        Outcome.MEETING: "meeting",
    }[outcome]
    await due.cancel(tx, row["case_id"], here.now, "overdue", "closes", "reminder")
    by = _by(here)
    await cases.move(
        tx,
        row["case_id"],
        state,
        owner=here.profile.confirms,
        next_at=by,
        here=here,
        closed=state in ("granted", "declined"),
    )
    if state == "held":
        await due.plan(tx, "overdue", row["case_id"], by, cause)


def _by(here: Here) -> dt.datetime:
    zone = here.profile.local(here.now).tzinfo
    assert zone is not None
    return decide_by(here.now, here.profile.terms.decide_weeks or 6, zone) or here.now


async def reopen(tx: Transaction, command: Reopen, here: Here, cause: str) -> Reopened | Refused:
    """A plan that was held over is laid before them again, under today's rules."""
    row = await _latest(tx, command.case)
    if row is None:
        return Refused(GONE)
    if objection := await _why_not(tx, row, here):
        return Refused(objection)
    if row["state"] != "held":
        return Refused(_("This plan is not held over."))
    await cases.happened(tx, command.case, "reopened", here, cause, role=here.profile.confirms)
    await due.cancel(tx, command.case, here.now, "overdue")
    plan = Plan.model_validate_json(row["plan"])
    seats, _owner = await decisions.open_decision(tx, command.case, plan, _by(here), here, cause)
    return Reopened(command.case, seats)


async def remind(
    tx: Transaction, command: Remind, here: Here, cause: str
) -> Reminding | NothingToDo:
    """Is it still so?  A reminder for a settled case, a late letter for a closed one: nothing."""
    case, _colon, person = command.subject.partition(":")
    row = await _latest(tx, case)
    if row is None:
        return NothingToDo()
    owner = await cases.responsible(tx, here, row["wijk"], "initiative", here.profile.confirms)
    name = None
    if command.what == "reminder" and row["decision"] != "running":
        return NothingToDo()
    if command.what == "overdue" and row["state"] == "concept":
        await _concept_over(tx, row, here, cause)
        return NothingToDo()
    if command.what == "overdue" and row["state"] == "round":
        # Nothing was promised: whoever prepares rounds hears that it still waits.
        await due.plan(tx, "overdue", case, here.now + dt.timedelta(weeks=6), cause)
        officer = await cases.responsible(tx, here, row["wijk"], "round", "officer")
        return Reminding("waits", case, row["wijk"], row["person"], officer, name)
    if command.what == "overdue":
        if row["state"] in ("granted", "declined", "withdrawn", "dropped", "concept"):
            return NothingToDo()
        await due.plan(tx, "overdue", case, here.now + AGAIN, cause)
    if command.what == "unreachable":
        who = await tx.one("SELECT name FROM people WHERE id = :id", id=person)
        name = who["name"] if who else ""
        await cases.happened(tx, case, "unreachable", here, cause, role="system")
    return Reminding(command.what, case, row["wijk"], row["person"], owner, name)


async def _concept_over(tx: Transaction, row: Row, here: Here, cause: str) -> None:
    """A plan that was shared and never sent goes with its draft; until then, look again later."""
    draft = await tx.one(
        "SELECT touched FROM drafts WHERE person = :person AND journey = 'initiative'",
        person=row["person"],
    )
    if draft is not None:
        await due.plan(tx, "overdue", row["case_id"], here.now + AGAIN, cause)
        return
    await cases.move(
        tx, row["case_id"], "dropped", owner=None, next_at=None, here=here, closed=True
    )
    await cases.happened(tx, row["case_id"], "dropped", here, cause, role="system")
