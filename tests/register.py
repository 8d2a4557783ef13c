"""A register with a plan in every state, and the people who look at it."""

from __future__ import annotations

import datetime as dt

from conversations.here import Held, Here, Person
from conversations.plans.plan import Plan
from conversations.rules.money import BudgetLine
from conversations.talk import (
    Said,
    Screen,
    Step,
)
from conversations.words import Euro
from locales.render import message
from storage.database import Transaction, instant
from storage.profile.municipality import builtin, load

PROFILE = load(builtin("rotterdam"))
NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)  # a Wednesday
OMMOORD, ZEVENKAMP = "rotterdam.ommoord", "rotterdam.zevenkamp"
MONTH = 30


def person(name: str, *roles: Held, language: str = "nl") -> Here:
    return Here(PROFILE, Person(name, name.title(), language, OMMOORD, roles=roles), NOW)


ANNA = person("anna")
MEMBER = person("mo", Held("member", OMMOORD))
SECRETARY = person("sara", Held("secretary", OMMOORD))
CONTACT = person("coen", Held("contact", OMMOORD), Held("contact", ZEVENKAMP))
OFFICER = person("otto", Held("officer", None))
EVERYBODY = (ANNA, MEMBER, SECRETARY, CONTACT, OFFICER)


async def fill(tx: Transaction) -> None:
    for here in EVERYBODY:
        await tx.run(
            "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'nl', '')",
            id=here.person.id,
        )
        for held in here.person.roles:
            await tx.run(
                """
                INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at,
                                   confirmed_by, confirmed_at)
                VALUES (:id, :person, :role, :wijk, '2020', 'x', '2020', 'y', '2020')
                """,
                id=tx.fresh(),
                person=here.person.id,
                role=held.role,
                wijk=held.wijk,
            )
    states = [
        *("deciding", "deciding", "deciding", "deciding", "deciding", "deciding"),
        *("meeting", "recorded", "granted", "declined", "held", "withdrawn"),
    ]
    for n, state in enumerate(states):
        await plan(tx, n, state, OMMOORD, NOW - dt.timedelta(days=n * 2))
    await plan(tx, 12, "deciding", ZEVENKAMP, NOW)
    await plan(tx, 13, "concept", OMMOORD, NOW)
    # Mo spoke about plan 0 and stepped out of plan 1.
    await tx.run(
        "INSERT INTO voices (decision, person, choice, at, cause)"
        " VALUES ('decision00', 'mo', 'approve', '2026', 'x')"
    )
    await tx.run(
        "UPDATE seats SET recused = '2026' WHERE decision = 'decision01' AND person = 'mo'"
    )
    for case in ("case00", "case13"):
        await tx.run(
            "INSERT INTO supports (case_id, person, version, at)"
            " VALUES (:case_id, 'coen', 1, '2026')",
            case_id=case,
        )


async def plan(tx: Transaction, n: int, state: str, wijk: str, at: dt.datetime) -> None:
    case, decision = f"case{n:02}", f"decision{n:02}"
    sent = state != "concept"
    closed = state in ("granted", "declined", "withdrawn")
    await tx.run(
        """
        INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, next_at, rules,
                           opened, closed, cause)
        VALUES (:id, 'initiative', :number, 'anna', 'telegram', :wijk, :state, :owner, :next_at,
                '1', :at, :closed, 'x')
        """,
        id=case,
        number=f"BI-2026-{n:04}" if sent else None,
        wijk=wijk,
        state=state,
        owner=None if closed else "secretary",
        next_at=None if closed else instant(at + dt.timedelta(days=MONTH)),
        at=instant(at),
        closed=instant(at) if closed else None,
    )
    body = Plan(
        wijk=wijk,
        title=f"=Plan {n}",
        story="There is nowhere to sit.",
        place="Binnenhof",
        start=None,
        lines=(BudgetLine(what="wood", cost=Euro(cents=10_000 + n)),),
        payee="=",
    )
    for version in (1, 2):
        await tx.run(
            """
            INSERT INTO initiatives (case_id, version, title, cost, plan, at, cause)
            VALUES (:id, :version, :title, :cost, :plan, :at, 'x')
            """,
            id=case,
            version=version,
            title=body.title if version == 2 else "old name",
            cost=body.cost.cents,
            plan=body.model_dump_json(),
            at=instant(at),
        )
    if not sent:
        return
    outcome = {"granted": "granted", "declined": "declined", "held": "held", "meeting": "meeting"}
    running = state == "deciding"
    stopped = state == "withdrawn"
    await tx.run(
        """
        INSERT INTO decisions (id, case_id, wijk, regime, opened, closes, state, outcome, reason)
        VALUES (:id, :case_id, :wijk, '{}', :at, :closes, :state, :outcome, :reason)
        """,
        id=decision,
        case_id=case,
        wijk=wijk,
        at=instant(at),
        closes=instant(at + dt.timedelta(days=MONTH)),
        state="running" if running else "stopped" if stopped else "settled",
        outcome=None if running or stopped else outcome.get(state, "granted"),
        reason="no reason\n-2+3" if state == "declined" else None,
    )
    await tx.run(
        "INSERT INTO seats (decision, person, role) VALUES (:decision, 'mo', 'member')",
        decision=decision,
    )


def screen(name: str = "todo", page: int = 0, wijk: str | None = None) -> Screen:
    return Screen(name="council", list=name, page=page, wijk=wijk)


def text(said: Said, here: Here) -> str:
    return message(said, here.person.language, here.profile).text


def options(said: Said) -> list[str]:
    return [b.option for row in said.rows for b in row if isinstance(b, Step)]
