"""Before a round opens: it is written down, its plans are found, two people try it."""

from __future__ import annotations

import datetime as dt

from pydantic import ValidationError

from conversations.here import Here
from conversations.rounds.orders import (
    OpenTrial,
    PrepareRound,
    Rehearse,
    Rehearsed,
    RoundPlan,
    RoundPrepared,
    TrialOpened,
)
from conversations.rounds.round import Option, Rules
from conversations.rules.ballots import why_not_these
from conversations.rules.clocks import read_clock
from conversations.rules.rounds import (
    REHEARSALS,
    TRIERS,
    taken_back,
    why_not_change,
    why_not_officer,
    why_not_these_rules,
    why_not_try,
)
from conversations.talk import Refused
from conversations.words import Message, Quoted, _
from storage import cases
from storage.database import Row, Transaction, instant
from storage.rounds.rounds import GONE, Round, held, read, role_of

# Where a plan stands that waits for a round; advice may be asked of those the council has too.
WAITS = "round"
ADVISED = ("round", "received", "deciding", "meeting")


async def prepare(
    tx: Transaction, command: PrepareRound, here: Here, cause: str
) -> RoundPrepared | Refused:
    """Write a round down, or write it down anew as long as it is not open."""
    plan = command.plan
    if why := why_not_officer(here.person, plan.wijk):
        return Refused(why)
    before = await held(tx, command.round) if command.round is not None else None
    if command.round is not None:
        if before is None:
            return Refused(GONE)
        if why := why_not_officer(here.person, before.rules.wijk) or why_not_change(before.state):
            return Refused(why)
    opens, closes = read_clock(plan.opens, here.profile), read_clock(plan.closes, here.profile)
    if isinstance(opens, Message):
        return Refused(opens)
    if isinstance(closes, Message):
        return Refused(closes)
    if closes <= opens:
        return Refused(_("A round closes after it opens."))
    options = await _options(tx, plan)
    if isinstance(options, Message):
        return Refused(options)
    id = before.id if before is not None else tx.fresh()
    number = before.number if before is not None else "R-0"
    try:
        rules = _rules(plan, id, number, opens, closes, options)
    except ValidationError:
        return Refused(_("`choices` belongs to a ballot of the kind `choose`, and to no other."))
    if why := why_not_these_rules(rules, here):
        return Refused(why)
    if before is None:
        rules = rules.but(number=await cases.number(tx, "R", here.today.year))
        await _open_case(tx, rules, here, cause)
    await _keep(tx, rules, here, cause, again=before is not None)
    return RoundPrepared(rules.round, rules.number, rules.wijk, before is not None)


def _rules(
    plan: RoundPlan,
    id: str,
    number: str,
    opens: dt.datetime,
    closes: dt.datetime,
    options: tuple[Option, ...],
) -> Rules:
    return Rules(
        round=id,
        number=number,
        title=plan.title,
        wijk=plan.wijk,
        opens=opens,
        closes=closes,
        ceiling=plan.ceiling_cents,
        least=plan.least_cents,
        most=plan.most_cents,
        age=plan.age,
        ballot=plan.ballot,
        choices=plan.choices,
        threshold=plan.threshold,
        tie=plan.tie,
        fit=plan.fit,
        binding=plan.binding,
        level=plan.level,
        paper=plan.paper,
        options=options,
    )


async def _options(tx: Transaction, plan: RoundPlan) -> tuple[Option, ...] | Message:
    """The plans by their public numbers, in the order that was given; or what is wrong with one."""
    if len(set(plan.plans)) != len(plan.plans):
        return _("A plan stands on the list twice.")
    found: list[Option] = []
    for n, number in enumerate(plan.plans, 1):
        row = await tx.one(
            f"""
            {_PLAN} WHERE c.number = :number AND c.kind = 'initiative'
            ORDER BY i.version DESC LIMIT 1
            """,
            number=number,
        )
        if row is None or row["wijk"] != plan.wijk:
            return _("There is no plan {number} in that wijk.", number=number)
        if row["state"] not in (ADVISED if not plan.binding else (WAITS,)):
            return _("The plan {number} does not wait for a round.", number=number)
        if plan.binding and await running_elsewhere(tx, row["id"]):
            return _("The plan {number} is in another round already.", number=number)
        found.append(_option(n, row))
    return tuple(found)


_PLAN = """
    SELECT c.id, c.number, c.wijk, c.state, i.title, i.cost FROM cases c
    JOIN initiatives i ON i.case_id = c.id
"""


def _option(n: int, row: Row) -> Option:
    return Option(n=n, case=row["id"], number=row["number"], title=row["title"], cents=row["cost"])


async def running_elsewhere(tx: Transaction, case: str) -> bool:
    """Is this plan on a ballot that is not decided yet?"""
    row = await tx.one(
        """
        SELECT o.round FROM round_options o JOIN rounds r ON r.id = o.round
        WHERE o.case_id = :case_id AND r.state IN ('open', 'closed', 'counted') LIMIT 1
        """,
        case_id=case,
    )
    return row is not None


async def why_not_these_plans(tx: Transaction, rules: Rules) -> Message | None:
    """Are the plans still as they were when the rules were tried?"""
    for option in rules.options:
        row = await tx.one(
            f"{_PLAN} WHERE c.id = :id ORDER BY i.version DESC LIMIT 1", id=option.case
        )
        stands = row is not None and _option(option.n, row) == option
        states = ADVISED if not rules.binding else (WAITS,)
        if row is None or not stands or row["state"] not in states:
            return taken_back(option.title)
        if rules.binding and await running_elsewhere(tx, option.case):
            return _(
                "The plan {title} is in another round already.", title=Quoted(text=option.title)
            )
    return None


async def _open_case(tx: Transaction, rules: Rules, here: Here, cause: str) -> None:
    await tx.run(
        """
        INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, next_at, rules,
                           opened, cause)
        VALUES (:id, 'round', :number, NULL, :channel, :wijk, 'prepared', 'officer', :next_at,
                :rules, :opened, :cause)
        """,
        id=rules.round,
        number=rules.number,
        channel="telegram" if here.person.id else "desk",
        wijk=rules.wijk,
        next_at=instant(rules.opens),
        rules=cases.RULES,
        opened=instant(here.now),
        cause=cause,
    )


async def _keep(tx: Transaction, rules: Rules, here: Here, cause: str, *, again: bool) -> None:
    """The rules as they are now; who tried older ones has to try again."""
    await tx.run(
        """
        INSERT INTO rounds (id, wijk, state, rules, opens, closes, cause)
        VALUES (:id, :wijk, 'prepared', :rules, :opens, :closes, :cause)
        ON CONFLICT (id) DO UPDATE
        SET wijk = excluded.wijk, state = 'prepared', rules = excluded.rules,
            opens = excluded.opens, closes = excluded.closes
        """,
        id=rules.round,
        wijk=rules.wijk,
        rules=rules.canonical,
        opens=instant(rules.opens),
        closes=instant(rules.closes),
        cause=cause,
    )
    await tx.run("UPDATE cases SET wijk = :wijk WHERE id = :id", wijk=rules.wijk, id=rules.round)
    # What was asked about the rules of before is not asked any more.
    await tx.run(
        "UPDATE round_proposals SET state = 'refused' WHERE round = :id AND state = 'asked'",
        id=rules.round,
    )
    await cases.move(tx, rules.round, "prepared", owner="officer", next_at=rules.opens, here=here)
    what = "round changed" if again else "round prepared"
    await cases.happened(tx, rules.round, what, here, cause, role=role_of(here), words=rules.hash)


async def allow_own_word(tx: Transaction, round: Round, here: Here, cause: str) -> None:
    """Two officers allowed money on people's own word: from now on it is called indicative."""
    await _keep(tx, round.rules.but(indicative=True), here, cause, again=True)


async def open_trial(
    tx: Transaction, command: OpenTrial, here: Here, cause: str
) -> TrialOpened | Refused:
    """The rules as they would be frozen, for somebody who may try them."""
    round = await read(tx, command.round)
    if round is None:
        return Refused(GONE)
    if why := why_not_try(round.state, round.rules.wijk, here.person):
        return Refused(why)
    return TrialOpened(round.id, round.rules)


async def rehearse(
    tx: Transaction, command: Rehearse, here: Here, cause: str
) -> Rehearsed | Refused:
    """Somebody tried the ballot; it counts for nothing, and that they tried is what is kept."""
    round = await held(tx, command.round)
    if round is None:
        return Refused(GONE)
    if why := why_not_try(round.state, round.rules.wijk, here.person):
        return Refused(why)
    if command.rules_hash != round.rules.hash:
        return Refused(_("The rules changed meanwhile. Please try again."))
    if why := why_not_these(command.choices, round.rules):
        return Refused(why)
    await tx.run(
        """
        INSERT INTO rehearsals (round, person, rules_hash, at)
        VALUES (:round, :person, :hash, :at) ON CONFLICT (round, person, rules_hash) DO NOTHING
        """,
        round=round.id,
        person=here.person.id,
        hash=round.rules.hash,
        at=instant(here.now),
    )
    people = await rehearsed(tx, round)
    if people >= REHEARSALS and round.state == "prepared":
        await tx.run("UPDATE rounds SET state = 'tested' WHERE id = :id", id=round.id)
        await cases.move(
            tx, round.id, "tested", owner="officer", next_at=round.rules.opens, here=here
        )
    role = next(
        one.role
        for one in here.person.roles
        if one.role in TRIERS and one.wijk in (None, round.rules.wijk)
    )
    await cases.happened(tx, round.id, "round rehearsed", here, cause, role=role)
    return Rehearsed(round.id, people, people >= REHEARSALS)


async def rehearsed(tx: Transaction, round: Round) -> int:
    """How many people tried these very rules."""
    row = await tx.one(
        "SELECT count(*) AS n FROM rehearsals WHERE round = :round AND rules_hash = :hash",
        round=round.id,
        hash=round.rules.hash,
    )
    return int(row["n"]) if row else 0


async def tried(tx: Transaction, round: Round, person: str) -> bool:
    """Did this person try these very rules?"""
    row = await tx.one(
        """
        SELECT person FROM rehearsals
        WHERE round = :round AND person = :person AND rules_hash = :hash
        """,
        round=round.id,
        person=person,
        hash=round.rules.hash,
    )
    return row is not None
