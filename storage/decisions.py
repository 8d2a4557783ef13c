"""Decisions: a frozen roster under frozen rules, one voice for each seat, settled once.

Authority is judged here, inside the transaction, from who acts: a seat of this
very decision, or the role that confirms.  The case is held first, so that two
people who decide at the same moment are counted one after the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import orjson

from conversations.decide import (
    Answered,
    AnswerQuestion,
    Asked,
    AskInitiator,
    Close,
    Closed,
    GiveVoice,
    ReasonNeeded,
    RecordVoice,
    StepOut,
    VoiceGiven,
    WordsNeeded,
)
from conversations.here import Here
from conversations.plan import Plan
from conversations.profile import Regime
from conversations.rules.promises import reminders
from conversations.rules.quorum import Choice, Outcome, Settled, settle, settle_single
from conversations.talk import Refused
from conversations.words import Message, _
from storage import audience, cases, due
from storage.database import Row, Transaction, instant, moment

CANNOT = _("You do not decide about this plan.")
GONE = _("This plan is not here any more.")
OVER = _("The decision about this plan is closed.")


# --- opening ------------------------------------------------------------------------


async def open_decision(
    tx: Transaction, case: str, plan: Plan, by: dt.datetime, here: Here, cause: str
) -> tuple[int, str | None]:
    """Freeze rules and roster and lay the case before them: (seats, role that has it now).

    Whoever made the plan has no seat to decide from (Awb 2:4): stepped out at opening.
    Without a known rule or without people the case goes up the chain; (0, None) is nobody.
    """
    regime = here.profile.regime(plan.wijk, plan.cost, here.today)
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
    found: dict[str, str] = {}
    if regime.kind == "council":
        for role in ("member", "chair"):
            for person in await audience.holding(tx, role, wijk, here):
                found.setdefault(person, role)
    elif regime.kind == "single" and regime.role is not None:
        for person in await audience.holding(tx, regime.role, wijk, here):
            found[person] = regime.role
    return sorted(found.items())


# --- voices -------------------------------------------------------------------------


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


async def give_voice(
    tx: Transaction, command: GiveVoice, here: Here, cause: str
) -> VoiceGiven | ReasonNeeded | Refused:
    """Note what somebody with a seat thinks; the last word counts, every word is kept."""
    row = await running(tx, command.case)
    if objection := await why_not_decide(tx, row, here):
        return Refused(objection)
    assert row is not None
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


def regime_of(row: Row) -> Regime:
    """The rules as they were frozen at opening."""
    return Regime.model_validate_json(row["regime"])


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
    settled, confirmer = await _settle(tx, row, here, cause, closed=False)
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
    row = await running(tx, command.case)
    if objection := await why_not_decide(tx, row, here):
        return Refused(objection)
    assert row is not None
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


# --- settling -----------------------------------------------------------------------


async def count(tx: Transaction, decision: str) -> tuple[list[str], list[str], dict[str, Choice]]:
    """Roster, who stepped out, and the voices that stand."""
    rows = await tx.all(
        """
        SELECT s.person, s.recused, v.choice FROM seats s
        LEFT JOIN voices v ON v.decision = s.decision AND v.person = s.person
        WHERE s.decision = :decision ORDER BY s.person
        """,
        decision=decision,
    )
    roster = [r["person"] for r in rows]
    recused = [r["person"] for r in rows if r["recused"] is not None]
    voices = {r["person"]: Choice(r["choice"]) for r in rows if r["choice"] is not None}
    return roster, recused, voices


def verdict(
    regime: Regime,
    roster: Sequence[str],
    recused: Sequence[str],
    voices: Mapping[str, Choice],
    *,
    closed: bool,
) -> Settled | None:
    """The outcome by the frozen rules, or None as long as it is not certain."""
    if regime.kind == "single":
        spoken = [voices[p] for p in roster if p in voices and p not in recused]
        if spoken:
            return settle_single(spoken[0])
        if closed or set(roster) <= set(recused):
            return settle(roster, recused, {}, 1, True)
        return None
    # A majority or tie rule that is not known (or that we cannot count) is left to the meeting.
    known = regime.majority == "most_votes_cast"
    return settle(roster, recused, voices, regime.quorum if known else "unknown", closed)


async def _settle(
    tx: Transaction, row: Row, here: Here, cause: str, *, closed: bool
) -> tuple[Settled | None, str | None]:
    """Settle if it is certain (or the time is over): once, with the reasons of those who won."""
    roster, recused, voices = await count(tx, row["id"])
    settled = verdict(regime_of(row), roster, recused, voices, closed=closed)
    if settled is None:
        return None, None
    winning = {
        Outcome.GRANTED: "approve",
        Outcome.DECLINED: "refuse",
        Outcome.HELD: "hold",
    }.get(settled.outcome)
    reasons = await tx.all(
        """
        SELECT DISTINCT v.reason FROM voices v
        JOIN seats s ON s.decision = v.decision AND s.person = v.person
        WHERE v.decision = :decision AND v.choice = :choice
          AND v.reason IS NOT NULL AND s.recused IS NULL
        ORDER BY v.reason
        """,
        decision=row["id"],
        choice=winning or "",
    )
    await tx.run(
        """
        UPDATE decisions SET state = 'settled', outcome = :outcome, why = :why, tally = :tally,
               settled = :now, reason = :reason
        WHERE id = :id AND state = 'running'
        """,
        id=row["id"],
        outcome=settled.outcome.value,
        why=settled.why.value if settled.why else None,
        tally=orjson.dumps(
            [settled.tally.approve, settled.tally.refuse, settled.tally.hold]
        ).decode(),
        now=instant(here.now),
        reason="\n".join(r["reason"] for r in reasons) or None,
    )
    to_meeting = settled.outcome is Outcome.MEETING
    confirmer = await cases.responsible(tx, here, row["wijk"], "initiative", here.profile.confirms)
    old = await tx.one("SELECT next_at FROM cases WHERE id = :id", id=row["case_id"])
    next_at = moment(old["next_at"]) if old and old["next_at"] else here.now
    await cases.move(
        tx,
        row["case_id"],
        "meeting" if to_meeting else "recorded",
        owner=confirmer or here.profile.confirms,
        next_at=next_at,
        here=here,
    )
    await due.cancel(tx, row["case_id"], here.now, "closes", "reminder")
    what = "to the meeting" if to_meeting else "settled"
    await cases.happened(tx, row["case_id"], what, here, cause, role="system")
    return settled, confirmer


async def close(tx: Transaction, command: Close, here: Here, cause: str) -> Closed:
    """The deadline came, or nobody waits for an answer any more."""
    row = await running(tx, command.case)
    if row is None or row["id"] is None:
        return Closed(command.case, "", None, None, "")
    nothing = Closed(command.case, row["wijk"], None, None, row["person"])
    if command.question is not None:
        over = await tx.one(
            """
            UPDATE questions SET over = :now
            WHERE id = :id AND answered IS NULL AND over IS NULL RETURNING id
            """,
            id=command.question,
            now=instant(here.now),
        )
        if over is not None:
            await cases.happened(tx, command.case, "not answered", here, cause, role="system")
            await go_on(tx, row, here, cause)
        return nothing
    if row["paused"] is not None or moment(row["closes"]) > here.now:
        return nothing
    settled, confirmer = await _settle(tx, row, here, cause, closed=True)
    outcome = settled.outcome if settled else None
    return Closed(command.case, row["wijk"], outcome, confirmer, row["person"])


# --- a question to the initiator -------------------------------------------------------


async def ask_initiator(
    tx: Transaction, command: AskInitiator, here: Here, cause: str
) -> Asked | WordsNeeded | Refused:
    """Ask the initiator; from the first open question on the clock stands still."""
    row = await running(tx, command.case)
    if objection := await why_not_decide(tx, row, here):
        return Refused(objection)
    assert row is not None
    if command.text is None:
        return WordsNeeded(command.case, "question")
    question = tx.fresh()
    over_at = here.now + dt.timedelta(days=here.profile.terms.question_days)
    await tx.run(
        """
        INSERT INTO questions (id, case_id, asked_by, text, asked, over_at)
        VALUES (:id, :case_id, :asked_by, :text, :now, :over_at)
        """,
        id=question,
        case_id=command.case,
        asked_by=here.person.id,
        text=command.text,
        now=instant(here.now),
        over_at=instant(over_at),
    )
    await tx.run(
        "UPDATE decisions SET paused = :now WHERE id = :id AND paused IS NULL",
        id=row["id"],
        now=instant(here.now),
    )
    await due.plan(tx, "question_over", f"{command.case}:{question}", over_at, cause)
    await cases.happened(tx, command.case, "asked", here, cause, role="member", words=command.text)
    return Asked(command.case, row["person"])


async def answer_question(
    tx: Transaction, command: AnswerQuestion, here: Here, cause: str
) -> Answered | WordsNeeded | Refused:
    """The initiator answers the oldest open question; with the last one the clock runs again."""
    row = await running(tx, command.case)
    if row is None or row["person"] != here.person.id:
        return Refused(GONE)
    open_ = await tx.all(
        """
        SELECT id FROM questions WHERE case_id = :case_id AND answered IS NULL ORDER BY asked, id
        """,
        case_id=command.case,
    )
    if not open_:
        return Refused(_("There is no open question about your plan."))
    if command.text is None:
        return WordsNeeded(command.case, "answer")
    await tx.run(
        "UPDATE questions SET answer = :answer, answered = :now WHERE id = :id",
        id=open_[0]["id"],
        answer=command.text,
        now=instant(here.now),
    )
    await due.cancel(tx, f"{command.case}:{open_[0]['id']}", here.now, "question_over")
    await cases.happened(
        tx, command.case, "answered", here, cause, role="resident", words=command.text
    )
    if row["id"] is not None:
        await go_on(tx, row, here, cause)
    return Answered(command.case, len(open_) > 1)


async def go_on(tx: Transaction, row: Row, here: Here, cause: str) -> None:
    """The clock runs again when no question is open: the deadline moves by the pause."""
    still = await tx.one(
        """
        SELECT count(*) AS n FROM questions
        WHERE case_id = :case_id AND answered IS NULL AND over IS NULL
        """,
        case_id=row["case_id"],
    )
    if row["paused"] is None or (still is not None and still["n"]):
        return
    closes = moment(row["closes"]) + (here.now - moment(row["paused"]))
    await tx.run(
        "UPDATE decisions SET paused = NULL, closes = :closes WHERE id = :id",
        id=row["id"],
        closes=instant(closes),
    )
    await due.cancel(tx, row["case_id"], here.now, "closes", "reminder", "overdue")
    await due.plan(tx, "closes", row["case_id"], closes, cause)
    await due.plan(tx, "overdue", row["case_id"], closes + dt.timedelta(days=1), cause)
    for at in reminders(closes):
        if at > here.now:
            await due.plan(tx, "reminder", row["case_id"], at, cause)
    await tx.run(
        "UPDATE cases SET next_at = :closes WHERE id = :id",
        id=row["case_id"],
        closes=instant(closes),
    )


async def may_confirm(tx: Transaction, wijk: str, here: Here) -> bool:
    """Is this the person whose confirmation counts: the role the profile names, or up the chain?"""
    role = await cases.responsible(tx, here, wijk, "initiative", here.profile.confirms)
    return role is not None and here.person.holds(wijk, role)
