"""What a published round means for its plans: an outcome each, to be confirmed as every decision.

An advisory round leaves its plans where they are: those who decide read the result.
"""

from __future__ import annotations

import datetime as dt

import orjson

from conversations.here import Here
from conversations.regulation import Regime
from conversations.rounds.round import Option
from conversations.rules.counting import Counted
from conversations.rules.quorum import Outcome
from conversations.words import Euro
from storage import cases, due
from storage.database import Transaction, instant
from storage.deciding.settling import to_meeting
from storage.rounds.rounds import Round

# A plan waits so long for its confirmation before somebody is asked about it; ours.
CONFIRMED_IN = dt.timedelta(days=14)

OUTCOMES = {
    "awarded": Outcome.GRANTED,
    "too_few": Outcome.DECLINED,
    "no_money": Outcome.DECLINED,
    "voted_down": Outcome.DECLINED,
    "tied": Outcome.MEETING,
}


async def settle(tx: Transaction, round: Round, here: Here, cause: str) -> tuple[str | None, int]:
    """Give every plan its outcome: (role that confirms, how many plans wait for that)."""
    wijk = round.rules.wijk
    confirmer = await cases.responsible(tx, here, wijk, "initiative", here.profile.confirms)
    if not round.rules.binding or round.result is None:
        return confirmer, 0
    waiting = 0
    for plan in round.result.plans:
        option = round.rules.option(plan.n)
        if option is None or plan.fate not in OUTCOMES:
            continue
        if await _settle(tx, round, option, plan, confirmer, here, cause):
            waiting += 1
    return confirmer, waiting


async def _settle(
    tx: Transaction,
    round: Round,
    option: Option,
    plan: Counted,
    confirmer: str | None,
    here: Here,
    cause: str,
) -> bool:
    """One plan, if it still waits for this round."""
    await tx.hold("cases", option.case)
    row = await tx.one("SELECT state FROM cases WHERE id = :id", id=option.case)
    if row is None or row["state"] != "round":
        return False
    outcome = OUTCOMES[plan.fate]
    await tx.run(
        """
        INSERT INTO decisions (id, case_id, wijk, regime, opened, closes, state, outcome, why,
                               tally, settled)
        VALUES (:id, :case_id, :wijk, :regime, :opened, :closes, 'settled', :outcome, :why,
                :tally, :now)
        """,
        id=tx.fresh(),
        case_id=option.case,
        wijk=round.rules.wijk,
        regime=_regime(round, option, here).model_dump_json(),
        opened=instant(round.rules.opens),
        closes=instant(round.closes),
        outcome=outcome.value,
        why=plan.fate,
        tally=orjson.dumps([plan.votes, plan.against, 0]).decode(),
        now=instant(here.now),
    )
    owner = confirmer or here.profile.confirms
    by = here.now + CONFIRMED_IN
    if outcome is Outcome.MEETING:
        await to_meeting(tx, option.case, owner, here, cause)
    else:
        await due.cancel(tx, option.case, here.now, "overdue")
        await cases.move(tx, option.case, "recorded", owner=owner, next_at=by, here=here)
        await due.plan(tx, "overdue", option.case, by, cause)
    await cases.happened(tx, option.case, "voted", here, cause, role="system", words=round.number)
    return True


def _regime(round: Round, option: Option, here: Here) -> Regime:
    """The rule under which residents chose; it names the round, whatever the profile says today."""
    on = here.profile.today(round.rules.closes)
    found = here.profile.regime(round.rules.wijk, Euro(cents=option.cents), on)
    source = f"round {round.number}, rules {round.rules_hash}"
    if found is not None and found.kind == "vote":
        return found.but(source=source)
    return Regime(kind="vote", source=source, confidence="ours")
