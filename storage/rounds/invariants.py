"""What must always be true of rounds, checked by reading the store (safety: invariants).

I2   one ballot for a voter, found again under one key
I3   as many who took part as ballots, as long as the list of who took part is kept
I4   every ballot that counts holds to the frozen rules, and the rules to their hash
I5   no ballot changed after the closing: row, round and journal have the same print
I6   counted again, the record of a round gives the result that stands, from the ballots kept
I9   the outcome of a plan that people voted about is what the result says of it
I7   what a round gives is never more than there is, in cents
I11  every code is unused, on one account, used or void, no account has two in a round, and as
     many were used as voted with one
     paper: no code counts on paper and in the chat, and no more papers without a code count than
     the desk gave; what was typed is gone when all is in
I15  nothing of a person where a ballot is: keys only, no concept after the closing, no list of
     voters and no code of anybody once the secret is gone
"""

from __future__ import annotations

import re

import orjson
from pydantic import TypeAdapter, ValidationError

from conversations.rounds.record import Record, told
from conversations.rounds.record import faults as record_faults
from conversations.rounds.round import Choices, Rules
from conversations.rules.ballots import why_not_these
from conversations.rules.counting import Result
from storage.database import Transaction
from storage.rounds import traces
from storage.rounds.awards import OUTCOMES

KEY = re.compile(r"[0-9a-f]{64}")
_result = TypeAdapter(Result)


async def one_ballot_each(tx: Transaction) -> list[str]:
    """I2, I3: one ballot for each voter, and no ballot without one."""
    rows = await tx.all(
        """
        SELECT round, ballot_key, count(*) AS n FROM ballots
        GROUP BY round, ballot_key HAVING count(*) > 1
        """
    )
    faults = [f"I2: {r['n']} ballots under {r['ballot_key'][:16]} in {r['round']}" for r in rows]
    rows = await tx.all(
        """
        SELECT round, voter_hash, count(*) AS n FROM participation
        GROUP BY round, voter_hash HAVING count(*) > 1
        """
    )
    faults += [f"I2: {r['voter_hash'][:16]} took part {r['n']} times" for r in rows]
    rows = await tx.all(
        """
        SELECT r.id, (SELECT count(*) FROM ballots b WHERE b.round = r.id) AS ballots,
               (SELECT count(*) FROM participation p WHERE p.round = r.id) AS voters
        FROM rounds r WHERE r.secret_gone IS NULL
        """
    )
    return faults + [
        f"I3: round {r['id']} has {r['voters']} voters and {r['ballots']} ballots"
        for r in rows
        if r["voters"] != r["ballots"]
    ]


async def by_the_rules(tx: Transaction) -> list[str]:
    """I4: every ballot is one that these rules allow; the rules are those that were frozen."""
    faults = []
    for row in await tx.all("SELECT id, rules, rules_hash FROM rounds WHERE rules_hash <> ''"):
        rules = Rules.model_validate_json(row["rules"])
        if rules.hash != row["rules_hash"]:
            faults.append(f"I4: the rules of round {row['id']} are not those of their hash")
        ballots = await tx.all(
            "SELECT ballot_key, choices FROM ballots WHERE round = :round ORDER BY ballot_key",
            round=row["id"],
        )
        faults += [
            f"I4: ballot {ballot['ballot_key'][:16]} of round {row['id']} is against the rules"
            for ballot in ballots
            if _why_not(ballot["choices"], rules)
        ]
    return faults


def _why_not(body: str, rules: Rules) -> bool:
    try:
        choices = tuple(orjson.loads(body))
    except ValueError:
        return True
    if not all(isinstance(n, int) for n in choices):
        return True
    # A plan that was taken back after the cast stays on the ballot, and is not counted.
    return why_not_these(Choices(choices), rules) is not None


async def as_they_were_closed(tx: Transaction) -> list[str]:
    """I5: no ballot came, went or changed after the closing."""
    rows = await tx.all("SELECT id FROM rounds WHERE ballots_print IS NOT NULL ORDER BY id")
    return [f"I5: {wrong}" for row in rows for wrong in await traces.changed(tx, row["id"])]


async def as_it_was_told(tx: Transaction) -> list[str]:
    """I6: the record holds, counted again; result and ballots are still those of the record."""
    rows = await tx.all(
        """
        SELECT r.id, r.result, p.record FROM rounds r LEFT JOIN round_records p ON p.round = r.id
        WHERE r.state IN ('counted', 'published') ORDER BY r.id
        """
    )
    faults = []
    for row in rows:
        if row["record"] is None:
            faults.append(f"I6: round {row['id']} has a result and no record")
            continue
        try:
            record = Record.model_validate_json(row["record"])
            same = told(_result.validate_json(row["result"])) == record.result
        except ValidationError:
            faults.append(f"I6: the record of round {row['id']} cannot be read")
            continue
        faults += [f"I6: round {row['id']}: {fault}" for fault in record_faults(record)]
        if not same:
            faults.append(f"I6: the result of round {row['id']} is not that of its record")
        if tuple(map(tuple, await _kept(tx, row["id"]))) != record.ballots:
            faults.append(f"I6: the ballots of round {row['id']} are not those of its record")
    return faults


async def _kept(tx: Transaction, round: str) -> list[list[int]]:
    rows = await tx.all("SELECT choices FROM ballots WHERE round = :round", round=round)
    try:
        return sorted(sorted(int(n) for n in orjson.loads(row["choices"])) for row in rows)
    except (ValueError, TypeError):
        return []  # I4 names the ballot


async def within_the_money(tx: Transaction) -> list[str]:
    """I7: a result gives at most what there is, and to nobody twice."""
    faults = []
    for row in await tx.all("SELECT id, rules, result FROM rounds WHERE result IS NOT NULL"):
        rules = Rules.model_validate_json(row["rules"])
        result = _result.validate_json(row["result"])
        given = [line for line in result.plans if line.fate == "awarded"]
        cents = sum(option.cents for line in given if (option := rules.option(line.n)) is not None)
        if cents > rules.ceiling or cents != result.awarded:
            faults.append(f"I7: round {row['id']} gives {cents} cents of {rules.ceiling}")
    return faults


async def outcomes_of_rounds(tx: Transaction) -> list[str]:
    """I9: a decision by vote belongs to a published round, with its outcome and its votes."""
    rows = await tx.all(
        """
        SELECT d.id, d.outcome, d.why, d.tally, o.n, r.result
        FROM decisions d LEFT JOIN round_options o ON o.case_id = d.case_id
          AND EXISTS (SELECT 1 FROM rounds p WHERE p.id = o.round AND p.state = 'published'
                      AND p.opens = d.opened)
        LEFT JOIN rounds r ON r.id = o.round
        WHERE d.regime LIKE '%"kind":"vote"%' ORDER BY d.id
        """
    )
    faults = []
    for row in rows:
        plans = _result.validate_json(row["result"]).plans if row["result"] else ()
        plan = next((plan for plan in plans if plan.n == row["n"]), None)
        if plan is None:
            faults.append(f"I9: decision {row['id']} is by vote, and no published round has it")
            continue
        said = (row["outcome"], row["why"], orjson.loads(row["tally"] or "[]"))
        if said != (OUTCOMES[plan.fate].value, plan.fate, [plan.votes, plan.against, 0]):
            faults.append(f"I9: decision {row['id']} says {row['outcome']}, the round otherwise")
    return faults


async def nobody_in_it(tx: Transaction) -> list[str]:
    """I15: keys and nothing else; and what was to go is gone."""
    faults = []
    for row in await tx.all(
        """
        SELECT round, voter_hash AS key, 'participation' AS place FROM participation
        UNION ALL SELECT round, ballot_key, 'ballots' FROM ballots
        UNION ALL SELECT round, concept_key, 'concepts' FROM concepts
        """
    ):
        if not KEY.fullmatch(row["key"]):
            faults.append(f"I15: a row of {row['place']} in round {row['round']} has no key")
    rows = await tx.all(
        """
        SELECT DISTINCT c.round FROM concepts c JOIN rounds r ON r.id = c.round
        WHERE r.state <> 'open'
        """
    )
    faults += [f"I15: concepts are left in round {r['round']}" for r in rows]
    rows = await tx.all(
        """
        SELECT r.id FROM rounds r WHERE r.secret_gone IS NOT NULL
          AND (EXISTS (SELECT 1 FROM participation p WHERE p.round = r.id)
            OR EXISTS (SELECT 1 FROM codes c WHERE c.round = r.id AND c.person IS NOT NULL))
        """
    )
    return faults + [f"I15: voters of round {r['id']} are not forgotten" for r in rows]


async def one_code_each(tx: Transaction) -> list[str]:
    """I11: a code is in one state, on one account, and counted once."""
    rows = await tx.all(
        """
        SELECT c.round, c.slip, c.state FROM codes c JOIN rounds r ON r.id = c.round
        WHERE (c.state = 'unused' AND (c.person IS NOT NULL OR c.origin IS NOT NULL))
           OR (c.state = 'claimed' AND c.origin IS NOT NULL)
           OR (c.state = 'claimed' AND c.person IS NULL AND r.secret_gone IS NULL)
           OR (c.state = 'used' AND (c.origin IS NULL OR c.day IS NULL))
           OR (c.state = 'void' AND c.person IS NOT NULL)
           OR (c.state <> 'void' AND c.replaced_by IS NOT NULL)
        """
    )
    faults = [f"I11: slip {r['slip']} of round {r['round']} cannot be {r['state']}" for r in rows]
    rows = await tx.all(
        """
        SELECT round, person, count(*) AS n FROM codes
        WHERE person IS NOT NULL AND state <> 'void'
        GROUP BY round, person HAVING count(*) > 1
        """
    )
    faults += [f"I11: {r['person']} has {r['n']} codes in round {r['round']}" for r in rows]
    rows = await tx.all(
        """
        SELECT r.id,
               (SELECT count(*) FROM codes c
                 WHERE c.round = r.id AND c.state = 'used' AND c.origin = 'chat') AS used,
               (SELECT count(*) FROM participation p
                 WHERE p.round = r.id AND p.level <> 'own' AND p.origin = 'chat') AS voted
        FROM rounds r WHERE r.secret_print IS NOT NULL AND r.secret_gone IS NULL
        """
    )
    faults += [
        f"I11: round {r['id']} has {r['used']} codes used in the chat and {r['voted']} votes"
        for r in rows
        if r["used"] != r["voted"]
    ]
    rows = await tx.all(
        """
        SELECT b.round, b.batch, b.made,
               (SELECT count(*) FROM codes c WHERE c.round = b.round AND c.batch = b.batch) AS kept
        FROM code_batches b
        """
    )
    return faults + [
        f"I11: batch {r['batch']} of round {r['round']} has {r['kept']} codes of {r['made']}"
        for r in rows
        if r["made"] != r["kept"]
    ]


async def paper_once(tx: Transaction) -> list[str]:
    """I11: what counts from paper was given or has its code, and nothing typed is left of it."""
    rows = await tx.all(
        """
        SELECT r.id, r.rules, r.paper_entered, r.paper_invalid, r.paper_done, r.secret_gone,
               (SELECT count(*) FROM participation p
                 WHERE p.round = r.id AND p.origin = 'paper') AS voted,
               (SELECT count(*) FROM codes c
                 WHERE c.round = r.id AND c.state = 'used' AND c.origin = 'paper') AS used,
               (SELECT count(*) FROM paper_given g WHERE g.round = r.id) AS given,
               (SELECT count(*) FROM paper_lines l WHERE l.round = r.id) AS lines
        FROM rounds r WHERE r.rules_hash <> ''
        """
    )
    faults = []
    for row in rows:
        kind = Rules.model_validate_json(row["rules"]).paper
        entered = (row["paper_entered"] or 0) - (row["paper_invalid"] or 0)
        if row["secret_gone"] is None and row["voted"] != entered:
            faults.append(f"I11: {entered} papers of round {row['id']} count, {row['voted']} voted")
        allowed = row["used"] if kind == "coded" else row["given"]
        if entered > allowed:
            faults.append(f"I11: round {row['id']} counts {entered} papers, {allowed} may")
        if kind == "coded" and row["used"] != entered:
            faults.append(f"I11: round {row['id']} has {row['used']} codes on {entered} papers")
        if kind == "attendance" and row["used"] != row["given"]:
            faults.append(f"I11: round {row['id']} has {row['used']} marks, {row['given']} given")
        if row["lines"] and row["paper_done"] is not None:
            faults.append(f"I15: what was typed from papers of round {row['id']} is left")
    return faults


CHECKS = (
    one_ballot_each,
    by_the_rules,
    as_they_were_closed,
    as_it_was_told,
    within_the_money,
    outcomes_of_rounds,
    one_code_each,
    paper_once,
    nobody_in_it,
)
