"""Verify: what must always be true of a store, checked by reading it (safety.md, §4.2).

    I1   an update is done, held for another try, or a dead letter; nothing half, nobody waits
         for a screen that nobody sends
    I7   money granted in a wijk and year never passes its ceiling, in cents, and is granted once
    I8   at most one voice for each seat of a decision, no voice without a seat, and everything
         done about a decision was done by somebody who held a role for it at that moment
    I9   an outcome is what the frozen rules make of roster, voices and who stepped out, written
         once; what runs has its deadline before it
    I12  every filed plan has exactly one receipt: sent, waiting or impossible with a note to staff
    I13  the journal's chain is whole
    I2–I7, I9, I11, I15 of rounds: `storage/rounds/invariants.py`
    I14  an activity never has more people than places, and every offer of a place will end

Each check answers sentences, one for each fault, with the ids to look at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

import orjson

from conversations.regulation import Regime
from storage import journal
from storage.database import Transaction, instant, moment
from storage.deciding.settling import count, verdict
from storage.rounds import invariants

Check = Callable[[Transaction], Awaitable[list[str]]]

# Did this person hold a role for this wijk at that moment?  Roles are dated, so it can be asked
# years later.
HELD_THEN = """
    EXISTS (SELECT 1 FROM roles r
            WHERE r.person = {person} AND (r.wijk = d.wijk OR r.wijk IS NULL)
              AND r.confirmed_at IS NOT NULL AND r.from_at <= {at}
              AND (r.until_at IS NULL OR r.until_at > {at}) AND {role})
"""
STAFF = "r.role NOT IN ('resident', 'ambassador', 'partner', 'hub_staff')"


async def nothing_half(tx: Transaction) -> list[str]:
    """I1: no update is both done and waiting; a current screen is shown or on its way."""
    rows = await tx.all(
        "SELECT h.key FROM held h JOIN seen s ON s.key = h.key WHERE h.state = 'waiting'"
    )
    half = [f"I1: update {r['key']} is done and waits for another try" for r in rows]
    rows = await tx.all(
        """
        SELECT c.person, c.turn FROM chats c
        WHERE c.turn > 0 AND c.shown = 0
          AND NOT EXISTS (SELECT 1 FROM letters l
                          WHERE l.person = c.person AND l.turn = c.turn AND l.kind = 'screen')
          AND NOT EXISTS (SELECT 1 FROM accounts a
                          WHERE a.person = c.person AND a.unreachable_since IS NOT NULL)
        """
    )
    return half + [
        f"I1: {r['person']} waits for a screen that nobody sends (turn {r['turn']})" for r in rows
    ]


async def money_under_ceiling(tx: Transaction) -> list[str]:
    """I7: the sum granted is never above the ceiling, and what is granted is granted once."""
    rows = await tx.all(
        """
        SELECT b.wijk, b.year, b.ceiling, SUM(g.cents) AS cents FROM budgets b
        JOIN grants g ON g.wijk = b.wijk AND g.year = b.year
        GROUP BY b.wijk, b.year, b.ceiling HAVING SUM(g.cents) > b.ceiling
        """
    )
    above = [
        f"I7: {r['wijk']} {r['year']}: {r['cents']} cents granted, ceiling {r['ceiling']}"
        for r in rows
    ]
    rows = await tx.all(
        """
        SELECT c.id, c.state, g.cents FROM cases c LEFT JOIN grants g ON g.case_id = c.id
        WHERE (c.state = 'granted') <> (g.case_id IS NOT NULL)
        """
    )
    loose = [f"I7: case {r['id']} is {r['state']}, money granted: {r['cents']}" for r in rows]
    rows = await tx.all(
        """
        SELECT g.case_id, g.cents, i.cost FROM grants g
        JOIN initiatives i ON i.case_id = g.case_id AND i.version = (
            SELECT MAX(version) FROM initiatives WHERE case_id = g.case_id)
        WHERE g.cents <> i.cost
        """
    )
    return (
        above
        + loose
        + [f"I7: case {r['case_id']} asked {r['cost']} cents and got {r['cents']}" for r in rows]
    )


async def one_voice(tx: Transaction) -> list[str]:
    """I8: one voice for each seat, no voice without a seat, and the last word is what counts."""
    rows = await tx.all(
        """
        SELECT decision, person, count(*) AS n FROM voices GROUP BY decision, person
        HAVING count(*) > 1
        """
    )
    faults = [f"I8: {r['n']} voices of {r['person']} in decision {r['decision']}" for r in rows]
    rows = await tx.all(
        """
        SELECT v.decision, v.person FROM voices v
        LEFT JOIN seats s ON s.decision = v.decision AND s.person = v.person
        WHERE s.person IS NULL
        """
    )
    faults += [f"I8: {r['person']} has a voice and no seat in {r['decision']}" for r in rows]
    rows = await tx.all(
        """
        SELECT v.decision, v.person FROM voices v
        WHERE NOT EXISTS (
            SELECT 1 FROM voice_history h
            WHERE h.decision = v.decision AND h.person = v.person AND h.cause = v.cause
              AND h.choice = v.choice AND h.at = (
                SELECT MAX(at) FROM voice_history
                WHERE decision = v.decision AND person = v.person))
        """
    )
    faults += [
        f"I8: the voice of {r['person']} in {r['decision']} is not the last one of its history"
        for r in rows
    ]
    rows = await tx.all(
        """
        SELECT case_id, count(*) AS n FROM decisions WHERE state = 'running'
        GROUP BY case_id HAVING count(*) > 1
        """
    )
    return faults + [f"I8: {r['n']} decisions run on case {r['case_id']}" for r in rows]


async def done_by_role(tx: Transaction) -> list[str]:
    """I8: who spoke, recorded or confirmed held a role for it then, and was not involved."""
    own = HELD_THEN.format(
        person="v.person", at="v.at", role="r.role IN ('member', 'chair', s.role)"
    )
    theirs = HELD_THEN.format(person="v.recorded_by", at="v.at", role=STAFF)
    rows = await tx.all(
        f"""
        SELECT v.decision, COALESCE(v.recorded_by, v.person) AS person FROM voice_history v
        JOIN decisions d ON d.id = v.decision
        JOIN seats s ON s.decision = v.decision AND s.person = v.person
        WHERE (v.recorded_by IS NULL AND NOT {own})
           OR (v.recorded_by IS NOT NULL AND NOT {theirs})
           OR s.recused < v.at OR d.settled < v.at
        """
    )
    faults = [f"I8: {r['person']} could not speak in decision {r['decision']}" for r in rows]
    held = HELD_THEN.format(person="d.confirmed_by", at="d.confirmed", role=STAFF)
    rows = await tx.all(
        f"""
        SELECT d.id, d.confirmed_by FROM decisions d JOIN cases c ON c.id = d.case_id
        WHERE d.confirmed IS NOT NULL AND (NOT {held} OR d.confirmed_by = c.person)
        """
    )
    return faults + [f"I8: {r['confirmed_by']} could not confirm decision {r['id']}" for r in rows]


async def outcome_by_rule(tx: Transaction) -> list[str]:
    """I9: the outcome written is the outcome the frozen rules give, and no outcome is overdue."""
    rows = await tx.all(
        """
        SELECT id, regime, state, outcome, why, tally FROM decisions
        WHERE regime <> '{}' AND state <> 'stopped' ORDER BY id
        """
    )
    faults = []
    for row in rows:
        regime = Regime.model_validate_json(row["regime"])
        if regime.kind == "vote":
            continue  # what a round gave: `invariants.outcomes_of_rounds`
        roster, recused, voices = await count(tx, row["id"])
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
        elif orjson.loads(row["tally"] or "[]") != [
            final.tally.approve, final.tally.refuse, final.tally.hold,
        ]:  # fmt: skip
            faults.append(f"I9: decision {row['id']} was counted as {row['tally']}, wrongly")
    return faults


async def settled_once(tx: Transaction) -> list[str]:
    """I9: an outcome is written once, and what is being decided has its deadline before it."""
    rows = await tx.all(
        """
        SELECT c.id, (SELECT count(*) FROM decisions d
                      WHERE d.case_id = c.id AND d.regime <> '{}' AND d.settled IS NOT NULL) AS n,
               (SELECT count(*) FROM case_history h
                 WHERE h.case_id = c.id AND h.role = 'system'
                   AND h.what IN ('settled', 'to the meeting', 'voted')) AS told
        FROM cases c WHERE c.kind = 'initiative'
        """
    )
    faults = [
        f"I9: case {r['id']} has {r['n']} outcomes, settled {r['told']} times"
        for r in rows
        if r["n"] != r["told"]
    ]
    rows = await tx.all(
        """
        SELECT c.id, c.state FROM cases c LEFT JOIN decisions d
          ON d.case_id = c.id AND d.state = 'running'
        WHERE (c.state = 'deciding') <> (d.id IS NOT NULL)
        """
    )
    faults += [f"I9: case {r['id']} is {r['state']}, its decision is not" for r in rows]
    rows = await tx.all(
        """
        SELECT d.id FROM decisions d WHERE d.state = 'running' AND NOT EXISTS (
            SELECT 1 FROM due u WHERE u.done_at IS NULL
              AND ((d.paused IS NULL AND u.kind = 'closes' AND u.subject = d.case_id)
                OR (d.paused IS NOT NULL AND u.kind = 'question_over'
                    AND u.subject LIKE d.case_id || ':%')))
        """
    )
    return faults + [f"I9: decision {r['id']} runs and nothing will ever close it" for r in rows]


class OneReceipt:
    """I12: every filed plan has one receipt, until letters of that age are thrown away."""

    def __init__(self, since: dt.datetime) -> None:
        self._since = since

    async def __call__(self, tx: Transaction) -> list[str]:
        """What was filed before `since` is not looked at."""
        rows = await tx.all(
            """
            SELECT c.id, c.number, count(l.cause) AS n, MIN(l.state) AS state,
                   (SELECT count(*) FROM due u WHERE u.kind = 'unreachable'
                     AND u.subject = c.id || ':' || c.person) AS told
            FROM cases c
            JOIN case_history h ON h.case_id = c.id AND h.what = 'received'
            LEFT JOIN letters l ON l.cause = h.cause AND l.case_id = c.id
                 AND l.person = c.person AND l.kind = 'screen'
            WHERE c.kind = 'initiative' AND h.at > :since
            GROUP BY c.id, c.number
            """,
            since=instant(self._since),
        )
        return [f"I12: plan {r['number']} has {r['n']} receipts" for r in rows if r["n"] != 1] + [
            f"I12: plan {r['number']}: its receipt cannot arrive and staff was not told"
            for r in rows
            if r["state"] == "impossible" and not r["told"]
        ]


async def numbers_once(tx: Transaction) -> list[str]:
    """I12: a plan is received once, under one number; open cases have owner and next date."""
    rows = await tx.all(
        """
        SELECT id FROM cases WHERE closed IS NULL AND (owner IS NULL OR next_at IS NULL)
        """
    )
    faults = [f"I12: case {r['id']} lies in a drawer" for r in rows]
    rows = await tx.all(
        """
        SELECT c.id, c.number, count(h.n) AS n FROM cases c
        LEFT JOIN case_history h ON h.case_id = c.id AND h.what = 'received'
        WHERE c.kind = 'initiative' GROUP BY c.id, c.number
        HAVING count(h.n) <> CASE WHEN c.number IS NULL THEN 0 ELSE 1 END
        """
    )
    return faults + [
        f"I12: plan {r['number'] or r['id']} was received {r['n']} times" for r in rows
    ]


async def chain_whole(tx: Transaction) -> list[str]:
    """I13: places follow each other and every seal is the hash of its row and the one before."""
    wrong = await journal.broken(tx)
    return [f"I13: {wrong}"] if wrong is not None else []


async def places_not_oversold(tx: Transaction) -> list[str]:
    """I14: who comes and who was offered a place fit; every offer is going to end."""
    rows = await tx.all(
        """
        SELECT a.id, a.most, count(*) AS n FROM activities a JOIN signups s ON s.item = a.id
        WHERE s.state IN ('in', 'offered') GROUP BY a.id, a.most HAVING count(*) > a.most
        """
    )
    faults = [f"I14: activity {r['id']} has {r['n']} people and {r['most']} places" for r in rows]
    rows = await tx.all(
        """
        SELECT s.item, s.person FROM signups s JOIN activities a ON a.id = s.item
        WHERE s.state = 'offered' AND a.state = 'planned' AND NOT EXISTS (
            SELECT 1 FROM due d WHERE d.kind = 'offer_over' AND d.subject = s.item
              AND d.at >= s.until AND d.done_at IS NULL)
        """
    )
    return faults + [f"I14: nothing ends the offer of {r['item']} to {r['person']}" for r in rows]


CHECKS: tuple[Check, ...] = (
    nothing_half,
    money_under_ceiling,
    one_voice,
    done_by_role,
    outcome_by_rule,
    settled_once,
    numbers_once,
    chain_whole,
    places_not_oversold,
    *invariants.CHECKS,
)


async def verify(
    tx: Transaction, now: dt.datetime | None = None, letters_days: int = 7
) -> list[str]:
    """Everything that is wrong with a store, a sentence each; empty when all is well.

    `now` and the days that letters are kept say which receipts must still be there; a store of a
    demonstration may be ahead of the system's clock.
    """
    newest = await tx.one("SELECT MAX(at) AS at FROM journal")
    now = now or dt.datetime.now(dt.UTC)
    if newest is not None and newest["at"]:
        now = max(now, moment(newest["at"]))
    checks: tuple[Check, ...] = (*CHECKS, OneReceipt(now - dt.timedelta(days=letters_days)))
    faults = []
    for check in checks:
        faults += await check(tx)
    return faults
