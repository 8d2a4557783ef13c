"""The lists of the wijkraad and of an ambassador, on both databases, with 5,000 open signals."""

from __future__ import annotations

import time

import pytest

from conversations.here import Held, Here, Person
from conversations.matters.agenda_draft import (
    LISTS,
    SetAgenda,
    SignalFacts,
    SignalsFacts,
    signal,
)
from conversations.matters.followed import FollowMatter, followed, token_of
from conversations.matters.line_draft import LineDraft, TakeOver, WriteTo
from conversations.talk import Screen
from storage import links
from storage.database import Database, Transaction, instant
from storage.matters import agenda, lines, passing
from tests.phones import NOON, OMMOORD, ROTTERDAM
from tests.test_lists import Watched, scans

TOPICS = ("waste", "green", "street", "traffic")
STATES = ("new", "taken", "waiting")


def here_as(id: str, *roles: tuple[str, str | None]) -> Here:
    """This noon, as somebody with these roles."""
    held = tuple(Held(*role) for role in roles)
    return Here(ROTTERDAM, Person(id, id, "en", OMMOORD, roles=held), NOON)


BEA = here_as("bea", ("member", OMMOORD))
ANS = here_as("ans", ("ambassador", OMMOORD))


async def fill(tx: Transaction, count: int, *, kind: str = "signal") -> None:
    """So many open signals of Ommoord, passed on by Ans; every tenth is on the agenda."""
    for person in ("ans", "bea"):
        await tx.run(
            "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'nl', '')"
            " ON CONFLICT (id) DO NOTHING",
            id=person,
        )
    at = instant(NOON)
    rows = [
        {
            "id": f"{kind}{n:05}",
            "number": f"{kind}-{n:05}",
            "kind": kind,
            "wijk": OMMOORD,
            "state": STATES[n % 3],
            "at": at,
            "topic": TOPICS[n % 4],
        }
        for n in range(count)
    ]
    await tx.many(
        """
        INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, next_at, rules,
                           opened, cause)
        VALUES (:id, :kind, :number, 'ans', 'ambassador', :wijk, :state, 'contact', :at, '1',
                :at, 'x')
        """,
        [{k: row[k] for k in row if k != "topic"} for row in rows],
    )
    await tx.many(
        """
        INSERT INTO matters (case_id, topic, title, street, alias, passed_on, turn)
        VALUES (:id, :topic, 'Somebody said so', 'binnenhof', :id, 1, 'office')
        """,
        [{"id": row["id"], "topic": row["topic"]} for row in rows],
    )
    if kind == "signal":
        await tx.many(
            """
            INSERT INTO agenda (case_id, wijk, state, person, at)
            VALUES (:id, :wijk, 'on', 'bea', :at)
            """,
            [{"id": row["id"], "wijk": OMMOORD, "at": at} for row in rows[::10]],
        )


async def test_what_the_council_sees(store: Database) -> None:
    async with store.transaction() as tx:
        await fill(tx, 24)
        await fill(tx, 5, kind="question")
        await tx.run("UPDATE cases SET state = 'closed', closed = 'x' WHERE id = 'signal00001'")
        seen: dict[str, SignalsFacts] = {}
        for name in LISTS:
            shown = Screen(name="signals", list=name, wijk=OMMOORD)
            found = await agenda.signals(tx, shown, BEA)
            assert isinstance(found, SignalsFacts)
            seen[name] = found
        assert seen["open"].counts == {"open": 23, "agenda": 3, "answered": 1}
        waste = next(count for count in seen["open"].topics if count.topic == "waste")
        assert (waste.new, waste.taken, waste.waiting) == (2, 2, 2)
        # Questions and complaints are between somebody and the municipality.
        assert sum(count.all for count in seen["open"].topics) == 23
        page = await agenda.signals(
            tx, Screen(name="signals", list="open", wijk=OMMOORD, subject="waste", page=1), BEA
        )
        assert isinstance(page, SignalsFacts)
        assert (page.page, page.pages, len(page.rows)) == (1, 2, 1)
        assert page.rows[0].line.title == ""
        one = await agenda.signal(tx, signal("signal00000"), BEA)
        assert isinstance(one, SignalFacts)
        assert one.may
        assert await agenda.signal(tx, signal("question00000"), BEA) is None


@pytest.mark.parametrize("store_address", ["sqlite"], indirect=True)
async def test_five_thousand_signals_are_looked_up_and_never_scanned(store: Database) -> None:
    async with store.transaction() as tx:
        await fill(tx, 5000)
        await links.publish(tx, token_of("signal00000"), "matter", "signal00000")
        watched = Watched(tx)
        looked: Transaction = watched
        began = time.perf_counter()
        for name in LISTS:
            for subject in (None, "waste"):
                shown = Screen(name="signals", list=name, wijk=OMMOORD, subject=subject)
                assert await agenda.signals(looked, shown, BEA) is not None
        listed = time.perf_counter() - began
        await agenda.signal(looked, signal("signal00000"), BEA)
        await agenda.set_agenda(looked, SetAgenda("signal00001", "on"), BEA, "x")
        await passing.passed(looked, Screen(name="ambassador", page=3), ANS)
        await passing.one_passed(looked, Screen(name="passed", case="signal00000"), ANS)
        await passing.followed(looked, followed("signal00000"), BEA)
        await passing.follow(looked, FollowMatter("signal00000"), BEA, "x")
        await passing.follow(looked, FollowMatter("signal00000", on=False), BEA, "x")
        await lines.write_to(looked, WriteTo("A" * 22), BEA, "x")
        await lines.whom(looked, LineDraft(to="ambassador", card="A" * 22, wijk=OMMOORD), BEA)
        await lines.take_over(looked, TakeOver("ans"), here_as(""), "x")
        assert len(watched.asked) > 35
        for sql, named in watched.asked:
            if not sql.strip().startswith("SELECT"):
                continue
            assert not await scans(tx, sql, **named), sql
        assert await scans(tx, "SELECT 1 FROM matters m WHERE m.title = :t", t="x") == {"m"}
    # Six pages, each with its counts; a person who waits would notice half a second.
    assert listed < 3.0
