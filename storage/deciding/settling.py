"""Settling: the voices are counted under the frozen rules, and the outcome stands once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import orjson

from conversations.deciding.decision import Close, Closed
from conversations.here import Here
from conversations.regulation import Regime
from conversations.rules.quorum import Choice, Outcome, Settled, settle, settle_single
from storage import cases, due
from storage.database import Row, Transaction, instant, moment
from storage.deciding.questions import go_on
from storage.deciding.seats import regime_of, running

# How long a case may wait for a meeting before somebody is asked about it; ours.
MEETING = dt.timedelta(days=14)


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


async def settle_if_certain(
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
    # Somebody who waited for the case began earlier than the voice that came before it.
    last = await tx.one("SELECT MAX(at) AS at FROM voices WHERE decision = :id", id=row["id"])
    settled_at = max(instant(here.now), (last["at"] if last else None) or "")
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
        now=settled_at,
        reason="\n".join(r["reason"] for r in reasons) or None,
    )
    confirmer = await cases.responsible(tx, here, row["wijk"], "initiative", here.profile.confirms)
    await due.cancel(tx, row["case_id"], here.now, "closes", "reminder")
    owner = confirmer or here.profile.confirms
    if settled.outcome is Outcome.MEETING:
        await to_meeting(tx, row["case_id"], owner, here, cause)
        await cases.happened(tx, row["case_id"], "to the meeting", here, cause, role="system")
        return settled, confirmer
    old = await tx.one("SELECT next_at FROM cases WHERE id = :id", id=row["case_id"])
    next_at = moment(old["next_at"]) if old and old["next_at"] else here.now
    await cases.move(tx, row["case_id"], "recorded", owner=owner, next_at=next_at, here=here)
    await cases.happened(tx, row["case_id"], "settled", here, cause, role="system")
    return settled, confirmer


async def to_meeting(tx: Transaction, case: str, owner: str, here: Here, cause: str) -> None:
    """The case waits for the meeting; the old promise is over, and somebody looks again in time."""
    again = here.now + MEETING
    await cases.move(tx, case, "meeting", owner=owner, next_at=again, here=here)
    await due.cancel(tx, case, here.now, "overdue")
    await due.plan(tx, "overdue", case, again, cause)


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
    settled, confirmer = await settle_if_certain(tx, row, here, cause, closed=True)
    outcome = settled.outcome if settled else None
    return Closed(command.case, row["wijk"], outcome, confirmer, row["person"])
