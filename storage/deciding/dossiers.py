"""Dossiers: a case before those who decide, as one reader may see it."""

from __future__ import annotations

import orjson

from conversations.deciding.decision import Files, SendFiles
from conversations.facts import (
    DecisionFacts,
    HappenedFacts,
    QuestionFacts,
    VoiceFacts,
)
from conversations.here import Here
from conversations.rules.quorum import Choice, Outcome, Tally, needed
from conversations.talk import Refused, Screen
from storage import cases
from storage.database import Row, Transaction, moment
from storage.deciding import money
from storage.deciding.seats import CANNOT, may_confirm, regime_of
from storage.plans.initiatives import case_facts


async def decision_facts(tx: Transaction, screen: Screen, here: Here) -> DecisionFacts | None:
    """The dossier for one reader; None for whoever may not see it (any more).

    The initiator sees the questions only.  Who said what stays hidden until it is settled.
    """
    case = await case_facts(tx, screen, here)
    if case is None or screen.case is None:
        return None
    maker_only = screen.name == "question_to_you" and case.mine
    if not maker_only and not cases.may_read(case.wijk, here):
        return None
    row = await tx.one(
        """
        SELECT id, regime, state, closes, paused, outcome, why, tally FROM decisions
        WHERE case_id = :case_id ORDER BY opened DESC LIMIT 1
        """,
        case_id=screen.case,
    )
    seats = await _seats(tx, row["id"]) if row is not None else []
    me = next((s for s in seats if s["person"] == here.person.id), None)
    settled = row is not None and row["state"] in ("settled", "confirmed")
    confirmer = not maker_only and await may_confirm(tx, case.wijk, here)
    names_only = screen.name in ("seats", "seat") and confirmer
    active = [s for s in seats if s["recused"] is None]
    return DecisionFacts(
        case=case,
        decision=row["id"] if row is not None else None,
        state=row["state"] if row is not None else None,
        closes=moment(row["closes"]) if row is not None else None,
        seats=len(active),
        needed=_needed(row, len(active)),
        took_part=sum(s["choice"] is not None for s in active),
        seat=me is not None and here.person.holds(case.wijk, me["role"], "member", "chair"),
        recused=me is not None and me["recused"] is not None,
        mine=_voice(me) if me is not None else None,
        voices=tuple(_voice(s, hidden=not settled) for s in seats) if settled or names_only else (),
        tally=_tally(row) if settled and row is not None else None,
        outcome=Outcome(row["outcome"]) if settled and row is not None else None,
        why=row["why"] if settled and row is not None else None,
        may_confirm=confirmer and not case.mine,
        reason_required=(),
        questions=await _questions(tx, screen.case),
        history=await _history(tx, screen.case) if screen.name == "history" else (),
        files=await _files(tx, screen.case),
        paused=row is not None and row["paused"] is not None,
        budget_left=await money.left(tx, case.wijk, here),
    )


def _needed(row: Row | None, seated: int) -> int | None:
    if row is None or row["regime"] == "{}" or seated < 1:
        return None
    regime = regime_of(row)
    return needed(regime.quorum, seated) if regime.kind == "council" else None


async def _seats(tx: Transaction, decision: str) -> list[Row]:
    return await tx.all(
        """
        SELECT s.person, s.role, s.recused, p.name, v.choice, v.reason, v.recorded_by
        FROM seats s JOIN people p ON p.id = s.person
        LEFT JOIN voices v ON v.decision = s.decision AND v.person = s.person
        WHERE s.decision = :decision ORDER BY s.person
        """,
        decision=decision,
    )


def _voice(row: Row, *, hidden: bool = False) -> VoiceFacts:
    """A seat as it may be shown: name and whether involved; the choice only when settled or own."""
    return VoiceFacts(
        name=row["name"],
        choice=None if hidden or row["choice"] is None else Choice(row["choice"]),
        reason=None if hidden else row["reason"],
        recorded=not hidden and row["recorded_by"] is not None,
        recused=row["recused"] is not None,
    )


def _tally(row: Row) -> Tally | None:
    if not row["tally"]:
        return None
    approve, refuse, hold = orjson.loads(row["tally"])
    return Tally(approve, refuse, hold)


async def _questions(tx: Transaction, case: str) -> tuple[QuestionFacts, ...]:
    rows = await tx.all(
        "SELECT id, text, answer FROM questions WHERE case_id = :case_id ORDER BY asked, id",
        case_id=case,
    )
    return tuple(QuestionFacts(r["id"], r["text"], r["answer"]) for r in rows)


async def _history(tx: Transaction, case: str) -> tuple[HappenedFacts, ...]:
    rows = await tx.all(
        "SELECT at, what, role FROM case_history WHERE case_id = :case_id ORDER BY n",
        case_id=case,
    )
    return tuple(HappenedFacts(moment(r["at"]), r["what"], r["role"]) for r in rows)


async def _files(tx: Transaction, case: str) -> tuple[tuple[str, str, str], ...]:
    rows = await tx.all(
        "SELECT id, kind, state FROM files WHERE case_id = :case_id ORDER BY at, id",
        case_id=case,
    )
    return tuple((r["id"], r["kind"], r["state"]) for r in rows)


async def send_files(
    tx: Transaction, command: SendFiles, here: Here, cause: str
) -> Files | Refused:
    """The files of a dossier, for whoever may read it."""
    row = await tx.one("SELECT wijk FROM cases WHERE id = :id", id=command.case)
    if row is None or not cases.may_read(row["wijk"], here):
        return Refused(CANNOT)
    rows = await tx.all(
        "SELECT id, state FROM files WHERE case_id = :case_id ORDER BY at, id",
        case_id=command.case,
    )
    ready = tuple(r["id"] for r in rows if r["state"] == "ready")
    return Files(command.case, ready, sum(r["state"] == "held" for r in rows))
