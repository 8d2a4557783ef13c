"""Decisions: opened with a frozen roster under frozen rules, one voice for each seat.

Authority is judged here, inside the transaction, from who acts: a seat of this
very decision, or the role that confirms.
"""

from __future__ import annotations

import datetime as dt

from conversations.deciding.decision import (
    GiveVoice,
    ReasonNeeded,
    RecordVoice,
    StepOut,
    VoiceGiven,
)
from conversations.here import Here
from conversations.plans.plan import Plan
from conversations.regulation import Regime
from conversations.rules.promises import reminders
from conversations.rules.quorum import Choice
from conversations.talk import Refused
from conversations.words import _
from storage import audience, cases, due
from storage.database import Row, Transaction, instant
from storage.deciding.seats import (
    CANNOT,
    GONE,
    OVER,
    decided_by,
    may_confirm,
    regime_of,
    running,
    seat_of,
)
from storage.deciding.settling import settle_if_certain


async def open_decision(
    tx: Transaction, case: str, plan: Plan, by: dt.datetime, here: Here, cause: str
) -> tuple[int, str | None]:
    """Freeze rules and roster and lay the case before them: (seats, role that has it now).

    Whoever made the plan has no seat to decide from (Awb 2:4): stepped out at opening.
    Without a known rule or without people the case goes up the chain; (0, None) is nobody.
    Where residents choose, the plan waits for a round, and officers prepare one.
    """
    regime = here.profile.regime(plan.wijk, plan.cost, here.today)
    if regime is not None and regime.kind == "vote":
        owner = await cases.responsible(tx, here, plan.wijk, "round", "officer")
        await cases.move(tx, case, "round", owner="officer", next_at=by, here=here)
        await cases.happened(tx, case, "waits for a round", here, cause, role="system")
        return 0, owner
    maker = await _maker(tx, case)
    roster = await _roster(tx, regime, plan.wijk, here)
    if regime is None or not any(person != maker for person, _role in roster):
        owner = await cases.responsible(tx, here, plan.wijk, "initiative", here.profile.confirms)
        kept = owner or here.profile.confirms
        await cases.move(tx, case, "received", owner=kept, next_at=by, here=here)
        return 0, owner
    decision = tx.fresh()
    await tx.run(
        """
        INSERT INTO decisions (id, case_id, wijk, regime, opened, closes, state)
        VALUES (:id, :case_id, :wijk, :regime, :opened, :closes, 'running')
        """,
        id=decision,
        case_id=case,
        wijk=plan.wijk,
        regime=regime.model_dump_json(),
        opened=instant(here.now),
        closes=instant(by),
    )
    await tx.many(
        "INSERT INTO seats (decision, person, role, recused)"
        " VALUES (:decision, :person, :role, :recused)",
        [
            {
                "decision": decision,
                "person": person,
                "role": role,
                "recused": instant(here.now) if person == maker else None,
            }
            for person, role in roster
        ],
    )
    owner = regime.role or "member"
    await cases.move(tx, case, "deciding", owner=owner, next_at=by, here=here)
    await cases.happened(tx, case, "opened", here, cause, role="system")
    await due.plan(tx, "closes", case, by, cause)
    for at in reminders(by):
        if at > here.now:
            await due.plan(tx, "reminder", case, at, cause)
    return sum(person != maker for person, _role in roster), owner


async def _maker(tx: Transaction, case: str) -> str | None:
    row = await tx.one("SELECT person FROM cases WHERE id = :id", id=case)
    return row["person"] if row else None


async def _roster(
    tx: Transaction, regime: Regime | None, wijk: str, here: Here
) -> list[tuple[str, str]]:
    """Who has a seat: the members of the council, or whoever holds the one role."""
    if regime is None:
        return []
    deciding = {"council": ("member", "chair"), "single": (regime.role or "",)}
    holders = await audience.holding(tx, wijk, here)
    found: dict[str, str] = {}
    for role in deciding.get(regime.kind, ()):
        for person in holders.get(role, ()):
            found.setdefault(person, role)
    return sorted(found.items())


async def give_voice(
    tx: Transaction, command: GiveVoice, here: Here, cause: str
) -> VoiceGiven | ReasonNeeded | Refused:
    """Note what somebody with a seat thinks; the last word counts, every word is kept."""
    row = await decided_by(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    if command.reason is None and needs_reason(row, command.choice):
        return ReasonNeeded(command.case, command.choice)
    await _note_voice(tx, row, here.person.id, command.choice, command.reason, None, here, cause)
    seat = await seat_of(tx, row["id"], here.person.id)
    role = seat["role"] if seat else "member"
    await cases.happened(tx, command.case, "voice", here, cause, role=role)
    return await _after_voice(tx, row, here, cause, None)


async def record_voice(
    tx: Transaction, command: RecordVoice, here: Here, cause: str
) -> VoiceGiven | ReasonNeeded | Refused:
    """The secretary notes the choice of a member without Telegram; marked, and theirs to change."""
    row = await running(tx, command.case)
    if row is None:
        return Refused(GONE)
    if row["id"] is None:
        return Refused(OVER)
    if not await may_confirm(tx, row["wijk"], here):
        return Refused(CANNOT)
    if row["person"] == here.person.id:
        return Refused(_("It is your own plan. Somebody else must confirm it."))
    seats = await tx.all(
        "SELECT person, recused FROM seats WHERE decision = :decision ORDER BY person",
        decision=row["id"],
    )
    if not 0 <= command.member < len(seats) or seats[command.member]["recused"] is not None:
        return Refused(_("That person does not decide about this plan."))
    member = seats[command.member]["person"]
    if command.reason is None and needs_reason(row, command.choice):
        return ReasonNeeded(command.case, command.choice, command.member)
    await _note_voice(tx, row, member, command.choice, command.reason, here.person.id, here, cause)
    await cases.happened(
        tx, command.case, "voice recorded", here, cause, role=here.profile.confirms
    )
    return await _after_voice(tx, row, here, cause, member)


def needs_reason(row: Row, choice: Choice) -> bool:
    """Do the frozen rules ask a reason for this choice?"""
    return choice.value in regime_of(row).reason_required_for


async def _note_voice(
    tx: Transaction,
    row: Row,
    person: str,
    choice: Choice,
    reason: str | None,
    recorded_by: str | None,
    here: Here,
    cause: str,
) -> None:
    values = {
        "decision": row["id"],
        "person": person,
        "choice": choice.value,
        "reason": reason,
        "at": instant(here.now),
        "recorded_by": recorded_by,
        "cause": cause,
    }
    await tx.run(
        """
        INSERT INTO voices (decision, person, choice, reason, at, recorded_by, cause)
        VALUES (:decision, :person, :choice, :reason, :at, :recorded_by, :cause)
        ON CONFLICT (decision, person) DO UPDATE
        SET choice = excluded.choice, reason = excluded.reason, at = excluded.at,
            recorded_by = excluded.recorded_by, cause = excluded.cause
        """,
        **values,
    )
    await tx.run(
        """
        INSERT INTO voice_history (decision, person, choice, reason, at, recorded_by, cause)
        VALUES (:decision, :person, :choice, :reason, :at, :recorded_by, :cause)
        """,
        **values,
    )


async def _after_voice(
    tx: Transaction, row: Row, here: Here, cause: str, member: str | None
) -> VoiceGiven:
    settled, confirmer = await settle_if_certain(tx, row, here, cause, closed=False)
    return VoiceGiven(
        row["case_id"],
        row["wijk"],
        settled.outcome if settled else None,
        confirmer,
        row["person"],
        member,
    )


async def step_out(
    tx: Transaction, command: StepOut, here: Here, cause: str
) -> VoiceGiven | Refused:
    """Leave the decision because one is involved; quorum and outcome are counted anew."""
    row = await decided_by(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    await tx.run(
        """
        UPDATE seats SET recused = :now
        WHERE decision = :decision AND person = :person AND recused IS NULL
        """,
        now=instant(here.now),
        decision=row["id"],
        person=here.person.id,
    )
    await cases.happened(tx, command.case, "recused", here, cause, role="member")
    return await _after_voice(tx, row, here, cause, None)
