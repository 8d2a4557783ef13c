"""Verify: what must always be true of a store, checked by reading it (safety.md, §4.2).

    I1   an update is done, held for another try, or a dead letter; nothing half
    I7   money granted in a wijk and year never passes its ceiling, in cents
    I8   at most one voice for each seat of a decision, and no voice without a seat
    I9   an outcome is what the frozen rules make of roster, voices and who stepped out
    I12  every filed plan has exactly one receipt: sent, waiting or impossible
    I13  the journal's chain is whole

Each check answers sentences, one for each fault, with the ids to look at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from conversations.profile import Regime
from storage.database import Transaction
from storage.decisions import count, verdict
from storage.journal import FIRST_SEAL, seal_of

Check = Callable[[Transaction], Awaitable[list[str]]]


async def nothing_half(tx: Transaction) -> list[str]:
    """I1: no update is both done and waiting, and every letter's person exists."""
    rows = await tx.all(
        "SELECT h.key FROM held h JOIN seen s ON s.key = h.key WHERE h.state = 'waiting'"
    )
    return [f"I1: update {r['key']} is done and waits for another try" for r in rows]


async def money_under_ceiling(tx: Transaction) -> list[str]:
    """I7: the sum granted is never above the ceiling."""
    rows = await tx.all(
        """
        SELECT b.wijk, b.year, b.ceiling, SUM(g.cents) AS cents FROM budgets b
        JOIN grants g ON g.wijk = b.wijk AND g.year = b.year
        GROUP BY b.wijk, b.year, b.ceiling HAVING SUM(g.cents) > b.ceiling
        """
    )
    return [
        f"I7: {r['wijk']} {r['year']}: {r['cents']} cents granted, ceiling {r['ceiling']}"
        for r in rows
    ]


async def one_voice(tx: Transaction) -> list[str]:
    """I8: one voice for each seat, no voice without a seat, one seat for each person."""
    rows = await tx.all(
        """
        SELECT decision, person, count(*) AS n FROM voices GROUP BY decision, person
        HAVING count(*) > 1
        """
    )
    twice = [f"I8: {r['n']} voices of {r['person']} in decision {r['decision']}" for r in rows]
    rows = await tx.all(
        """
        SELECT v.decision, v.person FROM voices v
        LEFT JOIN seats s ON s.decision = v.decision AND s.person = v.person
        WHERE s.person IS NULL
        """
    )
    loose = [f"I8: {r['person']} has a voice and no seat in {r['decision']}" for r in rows]
    rows = await tx.all(
        """
        SELECT case_id, count(*) AS n FROM decisions WHERE state = 'running'
        GROUP BY case_id HAVING count(*) > 1
        """
    )
    return twice + loose + [f"I8: {r['n']} decisions run on case {r['case_id']}" for r in rows]


async def outcome_by_rule(tx: Transaction) -> list[str]:
    """I9: the outcome written is the outcome the frozen rules give, and no outcome is overdue."""
    rows = await tx.all(
        """
        SELECT id, regime, state, outcome, why FROM decisions
        WHERE regime <> '{}' AND state <> 'stopped' ORDER BY id
        """
    )
    faults = []
    for row in rows:
        roster, recused, voices = await count(tx, row["id"])
        regime = Regime.model_validate_json(row["regime"])
        certain = verdict(regime, roster, recused, voices, closed=False)
        if row["state"] == "running":
            if certain is not None:
                faults.append(f"I9: decision {row['id']} is certain and still runs")
            continue
        final = certain or verdict(regime, roster, recused, voices, closed=True)
        if final is None or final.outcome.value != row["outcome"]:
            faults.append(
                f"I9: decision {row['id']} says {row['outcome']}, the rules say otherwise"
            )
    return faults


async def one_receipt(tx: Transaction) -> list[str]:
    """I12: every filed plan has one receipt letter, unless letters of that age were pruned."""
    rows = await tx.all(
        """
        SELECT c.id, c.number, count(l.cause) AS n FROM cases c
        LEFT JOIN letters l ON l.case_id = c.id AND l.screen LIKE '%"receipt"%'
             AND l.person = c.person AND l.kind = 'screen'
        WHERE c.number IS NOT NULL AND c.kind = 'initiative'
          AND c.opened >= (SELECT COALESCE(MIN(written), '9') FROM letters)
        GROUP BY c.id, c.number HAVING count(l.cause) <> 1
        """
    )
    return [f"I12: plan {r['number']} has {r['n']} receipts" for r in rows]


async def numbers_once(tx: Transaction) -> list[str]:
    """I12: no plan was filed twice from one draft, and open cases have owner and next date."""
    rows = await tx.all(
        """
        SELECT id FROM cases WHERE closed IS NULL AND (owner IS NULL OR next_at IS NULL)
        """
    )
    return [f"I12: case {r['id']} lies in a drawer" for r in rows]


async def chain_whole(tx: Transaction) -> list[str]:
    """I13: places follow each other and every seal is the hash of its row and the one before."""
    rows = await tx.all(
        """
        SELECT place, seal, cause, n, at, role, verb, subject, rules, salt, content_hash
        FROM journal WHERE place IS NOT NULL ORDER BY place
        """
    )
    before, place = FIRST_SEAL, 0
    for row in rows:
        place += 1
        if row["place"] != place:
            return [f"I13: the journal misses row {place}"]
        if row["seal"] != seal_of(before, dict(row)):
            return [f"I13: row {place} of the journal was changed (case {row['subject']})"]
        before = row["seal"]
    return []


CHECKS: tuple[Check, ...] = (
    nothing_half,
    money_under_ceiling,
    one_voice,
    outcome_by_rule,
    one_receipt,
    numbers_once,
    chain_whole,
)


async def verify(tx: Transaction) -> list[str]:
    """Everything that is wrong with a store, a sentence each; empty when all is well."""
    faults = []
    for check in CHECKS:
        faults += await check(tx)
    return faults
