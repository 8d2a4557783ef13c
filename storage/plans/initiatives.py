"""Initiatives: the plan of a resident, from concept to outcome; every version is a row."""

from __future__ import annotations

import datetime as dt

from conversations.facts import CaseFacts
from conversations.here import Here
from conversations.matters.telling_draft import TellDraft
from conversations.mine import Withdraw, Withdrawn
from conversations.plans.plan import (
    AskSupport,
    DropPlan,
    FilePlan,
    Plan,
    PlanDraft,
    PlanDropped,
    PlanFiled,
    SupportOpen,
)
from conversations.rules.money import why_not_this_total
from conversations.rules.promises import decide_by
from conversations.rules.quorum import Outcome
from conversations.talk import Refused, Screen
from conversations.words import Message, _
from storage import cases, due, links
from storage.database import Row, Transaction, instant, moment
from storage.deciding import decisions
from storage.matters import becoming
from storage.plans import supports
from storage.rounds import ballot
from storage.rounds.awards import OUTCOMES as FATES

# Without a term in the profile nobody is promised a date; the case is still looked at.
LOOK_AGAIN = dt.timedelta(weeks=6)
OPEN = ("concept", "received", "round", "deciding", "meeting", "recorded", "held")


def why_not_file(plan: Plan, here: Here) -> Message | None:
    """The final word on a plan: the same rules that were asked kindly while it was typed."""
    wijk = here.profile.wijk(plan.wijk)
    if wijk is None or wijk.served != "own":
        return _("I do not know that wijk.")
    if not here.profile.has_journey("initiative", plan.wijk, here.today):
        return _("I cannot take a plan for {place}.", place=wijk.name)
    return why_not_this_total(plan.cost, here.profile.most(plan.wijk), here.profile.name)


async def file_plan(
    tx: Transaction, command: FilePlan, here: Here, cause: str
) -> PlanFiled | Refused:
    """Put a plan in the register, give it a number and lay it before those who decide.

    Filed twice (two taps, two phones) it is filed once: the second gets the same answer.
    """
    if objection := why_not_file(command.plan, here):
        return Refused(objection)
    case = command.case
    if case is not None:
        await tx.hold("cases", case)
        row = await _case(tx, case)
        if row is None or row["person"] != here.person.id:
            return Refused(_("This plan is not here any more."))
        if row["number"] is not None:
            return await _filed(tx, row, here)
        if row["state"] != "concept":
            return Refused(_("This plan is not here any more."))
    else:
        case = await _open(tx, command.plan, "received", here, cause)
    changed = await _keep_version(tx, case, command.plan, here, cause)
    public = await cases.number(tx, "BI", here.today.year)
    # A concept that neighbours signed before is received today.
    await tx.run(
        "UPDATE cases SET number = :number, opened = :now WHERE id = :id",
        number=public,
        now=instant(here.now),
        id=case,
    )
    await tx.many(
        """
        UPDATE files SET case_id = :case_id
        WHERE id = :file AND person = :person AND case_id IS NULL
        """,
        [{"case_id": case, "file": file, "person": here.person.id} for file in command.plan.files],
    )
    await cases.happened(
        tx, case, "received", here, cause, role="resident", words=command.plan.title
    )
    if changed:
        await cases.happened(tx, case, "changed after support", here, cause, role="resident")
    weeks = here.profile.terms.decide_weeks
    zone = here.profile.local(here.now).tzinfo
    assert zone is not None
    by = decide_by(here.now, weeks, zone) or here.now + LOOK_AGAIN
    seats, owner = await decisions.open_decision(tx, case, command.plan, by, here, cause)
    await due.plan(tx, "overdue", case, by + dt.timedelta(days=1), cause)
    of = command.matter
    was = await becoming.became(tx, of, here, cause) if of is not None else None
    matter = of if was is not None else None
    return PlanFiled(case, public, seats, owner, command.plan.wijk, matter, was)


async def _filed(tx: Transaction, row: Row, here: Here) -> PlanFiled:
    """It was filed before: the same answer, and nothing is said to others again."""
    return PlanFiled(row["id"], row["number"], 0, None)


async def open_for_support(
    tx: Transaction, command: AskSupport, here: Here, cause: str
) -> SupportOpen | Refused:
    """Make an unfinished plan visible for neighbours, with a link of its own."""
    if objection := why_not_file(command.plan, here):
        return Refused(objection)
    case = command.case
    if case is None:
        case = await _open(tx, command.plan, "concept", here, cause)
    else:
        await tx.hold("cases", case)
        row = await _case(tx, case)
        if row is None or row["person"] != here.person.id or row["state"] != "concept":
            return Refused(_("This plan is not here any more."))
    await _keep_version(tx, case, command.plan, here, cause)
    token = await links.make(tx, "support", case)
    over = here.now + dt.timedelta(days=here.profile.retention.drafts_days)
    await due.plan(tx, "overdue", case, over, cause)
    return SupportOpen(case, token)


async def drop_plan(
    tx: Transaction, command: DropPlan, here: Here, cause: str
) -> PlanDropped | Refused:
    """Throw an unfinished plan away; who supported it sees that it is gone."""
    if command.case is not None:
        await tx.hold("cases", command.case)
        row = await _case(tx, command.case)
        if row is not None and row["person"] == here.person.id and row["state"] == "concept":
            await cases.move(
                tx, command.case, "dropped", owner=None, next_at=None, here=here, closed=True
            )
            await cases.happened(tx, command.case, "dropped", here, cause, role="resident")
    await _drop_files(tx, here.person.id)
    return PlanDropped()


async def _drop_files(tx: Transaction, person: str) -> None:
    """The files that lie here, but for those of something that was told and is not sent yet."""
    told = await tx.one(
        "SELECT body FROM drafts WHERE person = :person AND journey = 'telling'", person=person
    )
    kept = TellDraft.model_validate_json(told["body"]).files if told is not None else ()
    rows = await tx.all(
        "SELECT id FROM files WHERE person = :person AND case_id IS NULL", person=person
    )
    gone = [{"file": row["id"]} for row in rows if row["id"] not in kept]
    await tx.many("DELETE FROM file_contents WHERE file = :file", gone)
    await tx.many("DELETE FROM files WHERE id = :file AND case_id IS NULL", gone)


async def withdraw(
    tx: Transaction, command: Withdraw, here: Here, cause: str
) -> Withdrawn | Refused:
    """The initiator takes a plan back, as long as it is not decided."""
    await tx.hold("cases", command.case)
    row = await _case(tx, command.case)
    if row is None or row["person"] != here.person.id:
        return Refused(_("This plan is not here any more."))
    if row["state"] not in OPEN:
        return Refused(_("It is decided already. You cannot take it back any more."))
    if row["state"] == "round" and (why := await ballot.take_off(tx, command.case, here)):
        return Refused(why)
    await cases.move(
        tx, command.case, "withdrawn", owner=None, next_at=None, here=here, closed=True
    )
    await tx.run(
        "UPDATE decisions SET state = 'stopped' WHERE case_id = :case_id AND state = 'running'",
        case_id=command.case,
    )
    await due.cancel(tx, command.case, here.now, "closes", "reminder", "overdue")
    await cases.happened(tx, command.case, "withdrawn", here, cause, role="resident")
    # While it is being decided, those in the roster hear it already.
    owner = None if row["state"] == "deciding" else row["owner"]
    return Withdrawn(command.case, row["number"], owner, row["wijk"])


async def case_facts(tx: Transaction, screen: Screen, here: Here) -> CaseFacts | None:
    """A plan as the reader may see it.

    A concept is for its maker and for whoever has the link; what is in the register is
    for its maker, its supporters and those who decide or read along.
    """
    if screen.case is None:
        return None
    row = await tx.one(
        """
        SELECT c.id, c.number, c.state, c.wijk, c.person, c.owner, c.next_at, c.opened,
               p.name AS initiator, i.version, i.plan,
               (SELECT count(*) FROM supports s
                 WHERE s.case_id = c.id AND s.withdrawn IS NULL) AS supporters,
               (SELECT count(*) FROM supports s
                 WHERE s.case_id = c.id AND s.withdrawn IS NULL AND s.person = :me) AS i_support,
               d.outcome, d.why, d.reason, d.state AS decision
        FROM cases c
        JOIN people p ON p.id = c.person
        JOIN initiatives i ON i.case_id = c.id
        LEFT JOIN decisions d ON d.case_id = c.id AND d.opened = (
            SELECT MAX(opened) FROM decisions WHERE case_id = c.id)
        WHERE c.id = :case_id
        ORDER BY i.version DESC LIMIT 1
        """,
        case_id=screen.case,
        me=here.person.id,
    )
    if row is None:
        return None
    mine = row["person"] == here.person.id
    if screen.name in ("receipt", "sharing", "my_plan", "withdraw") and not mine:
        return None
    confirmed = row["decision"] == "confirmed"
    return CaseFacts(
        case=row["id"],
        number=row["number"],
        state=row["state"],
        wijk=row["wijk"],
        person=row["person"],
        initiator=row["initiator"],
        owner=await _owner(tx, row, here),
        next_at=moment(row["next_at"]) if row["next_at"] else None,
        opened=moment(row["opened"]),
        plan=Plan.model_validate_json(row["plan"]),
        version=row["version"],
        supporters=row["supporters"],
        mine=mine,
        i_support=bool(row["i_support"]),
        voted=row["why"] if confirmed and row["why"] in FATES else None,
        round=await ballot.number_of(tx, row["id"]) if row["state"] == "round" else None,
        token=await _token(tx, row["id"], here) if screen.name == "sharing" else None,
        outcome=Outcome(row["outcome"]) if confirmed and row["outcome"] else None,
        reason=row["reason"] if confirmed else None,
    )


async def _owner(tx: Transaction, row: Row, here: Here) -> str | None:
    """The role that has it now, None when nobody holds it: then a person is told whom to ask."""
    if row["state"] == "deciding":
        return str(row["owner"])
    if row["owner"] is None:
        return None
    return await cases.responsible(tx, here, row["wijk"], "initiative", row["owner"])


async def _token(tx: Transaction, case: str, here: Here) -> str | None:
    """The token of the shared link stands in its maker's own draft; the register has its hash."""
    row = await tx.one(
        "SELECT body FROM drafts WHERE person = :person AND journey = 'initiative'",
        person=here.person.id,
    )
    if row is None:
        return None
    draft = PlanDraft.model_validate_json(row["body"])
    return draft.token if draft.case == case else None


async def _case(tx: Transaction, case: str) -> Row | None:
    return await tx.one(
        """
        SELECT id, number, person, state, wijk, owner FROM cases
        WHERE id = :id AND kind = 'initiative'
        """,
        id=case,
    )


async def _open(tx: Transaction, plan: Plan, state: str, here: Here, cause: str) -> str:
    case = tx.fresh()
    await tx.run(
        """
        INSERT INTO cases (id, kind, person, channel, wijk, state, owner, next_at, rules,
                           opened, cause)
        VALUES (:id, 'initiative', :person, 'telegram', :wijk, :state, :owner, :next_at, :rules,
                :opened, :cause)
        """,
        id=case,
        person=here.person.id,
        wijk=plan.wijk,
        state=state,
        owner="resident" if state == "concept" else here.profile.confirms,
        next_at=instant(here.now + dt.timedelta(days=here.profile.retention.drafts_days)),
        rules=cases.RULES,
        opened=instant(here.now),
        cause=cause,
    )
    return case


async def _keep_version(tx: Transaction, case: str, plan: Plan, here: Here, cause: str) -> bool:
    """A new version if anything changed; answers whether supporters signed an older one."""
    body = plan.model_dump_json()
    last = await tx.one(
        """
        SELECT version, plan FROM initiatives WHERE case_id = :case_id
        ORDER BY version DESC LIMIT 1
        """,
        case_id=case,
    )
    if last is not None and last["plan"] == body:
        return False
    await tx.run(
        """
        INSERT INTO initiatives (case_id, version, title, cost, plan, at, cause)
        VALUES (:case_id, :version, :title, :cost, :plan, :at, :cause)
        """,
        case_id=case,
        version=(last["version"] if last else 0) + 1,
        title=plan.title,
        cost=plan.cost.cents,
        plan=body,
        at=instant(here.now),
        cause=cause,
    )
    await tx.run("UPDATE cases SET wijk = :wijk WHERE id = :id", wijk=plan.wijk, id=case)
    return last is not None and await supports.count(tx, case) > 0
