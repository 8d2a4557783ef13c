"""A store for the benchmark: as full as after some weeks of people talking and filing plans."""

import datetime as dt
from dataclasses import dataclass

from pydantic import SecretStr

from bot.demo.telegram import DEMO_TOKEN
from bot.service import make_store, open_store
from bot.settings import Settings
from conversations.plans.plan import MYSELF, Plan
from conversations.profile import Profile
from conversations.rules.money import BudgetLine
from conversations.words import Euro
from storage.database import Transaction, fresh, instant

PORTION = 2000  # rows written at once
FIRST_ACCOUNT = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """How full the store is before anybody comes."""

    people: int
    plans: int


def _settings(address: str) -> Settings:
    return Settings(token=SecretStr(DEMO_TOKEN), database=address, pace=None)


async def plans_in(address: str) -> int:
    """How many plans with a number the store holds, read by a process that has not filed them."""
    store = await open_store(_settings(address))
    try:
        async with store.reading() as tx:
            row = await tx.one("SELECT count(*) AS n FROM cases WHERE number IS NOT NULL")
            return int(row["n"]) if row else 0
    finally:
        await store.close()


async def filled(address: str, size: Size) -> None:
    """A new store in which people have talked and filed plans in the last weeks."""
    profile = await make_store(_settings(address))
    store = await open_store(_settings(address))
    try:
        people = [fresh() for _person in range(size.people)]
        for start in range(0, size.people, PORTION):
            async with store.transaction() as tx:
                await residents(tx, people[start : start + PORTION], start)
        for start in range(0, size.plans, PORTION):
            async with store.transaction() as tx:
                numbers = range(start, min(start + PORTION, size.plans))
                await _plans(tx, people, numbers, profile)
        if store.dialect == "postgres":
            async with store.transaction() as tx:
                await tx.run("ANALYZE")
    finally:
        await store.close()


def _ago(n: int) -> str:
    """Some instant of the last six days, another for each number."""
    return instant(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=600 + n % 500_000))


async def residents(
    tx: Transaction,
    people: list[str],
    start: int,
    wijk: str = "rotterdam.ommoord",
    *,
    first: int = FIRST_ACCOUNT,
    language: str = "nl",
) -> None:
    """People who have talked: account, chat, five delivered letters, five updates done.

    Their accounts are those from `first + start` on.
    """
    rows = [
        {"id": person, "n": start + k, "address": str(first + start + k)}
        for k, person in enumerate(people)
    ]
    await tx.many(
        "INSERT INTO people (id, name, language, wijk, since)"
        " VALUES (:id, 'Bewoner', :language, :wijk, :at)",
        [{"id": row["id"], "language": language, "wijk": wijk, "at": _ago(start)} for row in rows],
    )
    await tx.many(
        "INSERT INTO accounts (door, address, person) VALUES ('telegram', :address, :id)",
        [{"id": row["id"], "address": row["address"]} for row in rows],
    )
    await tx.many(
        """
        INSERT INTO chats (person, turn, screen, shown, newest)
        VALUES (:id, 5, '{"name":"home"}', 1, 1)
        """,
        [{"id": row["id"]} for row in rows],
    )
    await tx.many(
        "INSERT INTO seen (key, at) VALUES (:key, :at)",
        [
            {"key": f"telegram:bench:{n}", "at": _ago(n)}
            for n in range(start * 5, (start + len(rows)) * 5)
        ],
    )
    await tx.many(
        """
        INSERT INTO letters (cause, n, person, rank, kind, weight, body, turn, written, not_before,
                             state, message, done)
        VALUES (:cause, 0, :id, 0, 'screen', 'must', '', 1, :at, :at, 'sent', 1, :at)
        """,
        [
            {"cause": fresh(), "id": row["id"], "at": _ago(k)}
            for row in rows
            for k in range(start * 5, start * 5 + 5)
        ],
    )


async def _plans(tx: Transaction, people: list[str], numbers: range, profile: Profile) -> None:
    """Plans in the register, each with what stands beside it there."""
    wijken = [wijk.id for wijk in profile.wijken if wijk.served == "own"]
    plan = Plan(
        wijk=wijken[0],
        title="Picknicktafels bij de speeltuin",
        story="Er is nergens een plek om te zitten tussen de huisarts en de tram.",
        place="Binnenhof",
        start=None,
        lines=(BudgetLine(what="hout", cost=Euro(cents=25_000)),),
        payee=MYSELF,
    )
    soon = instant(dt.datetime.now(dt.UTC) + dt.timedelta(days=31))
    rows = [
        {
            "id": fresh(),
            "cause": fresh(),
            "n": n + 1,
            "number": f"BI-2025-{n:05d}",
            "person": people[n * 7 % len(people)],
            "wijk": wijken[n % len(wijken)],
            "at": _ago(n),
            "soon": soon,
            "title": plan.title,
            "cost": plan.cost.cents,
            "plan": plan.model_dump_json(),
        }
        for n in numbers
    ]
    for statement in (
        """
        INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, next_at, rules,
                           opened, cause)
        VALUES (:id, 'initiative', :number, :person, 'telegram', :wijk, 'received', 'secretary',
                :soon, '1', :at, :cause)
        """,
        """
        INSERT INTO initiatives (case_id, version, title, cost, plan, at, cause)
        VALUES (:id, 1, :title, :cost, :plan, :at, :cause)
        """,
        """
        INSERT INTO case_history (case_id, n, at, person, role, what, cause)
        VALUES (:id, 0, :at, :person, 'resident', 'received', :cause)
        """,
        """
        INSERT INTO journal (cause, n, at, role, verb, subject, rules, salt, content_hash, place,
                             seal)
        VALUES (:cause, 0, :at, 'resident', 'received', :id, '1', '', '', :n, '')
        """,
        "INSERT INTO due (kind, subject, at, cause) VALUES ('overdue', :id, :soon, :cause)",
    ):
        await tx.many(statement, rows)
