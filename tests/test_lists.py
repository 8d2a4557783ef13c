"""Lists: who sees what, in which order, and never by reading a whole table."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from conversations import mine, mine_words
from conversations.deciding import review
from conversations.deciding.review import ListMade, MakeList
from conversations.facts import ListFacts, MyFacts, WipeFacts
from conversations.here import Held, Here, Person
from conversations.plans.plan import DropPlan, Plan, PlanDraft, PlanDropped
from conversations.rules.money import BudgetLine
from conversations.talk import (
    HOME,
    Pressed,
    PressedCase,
    Refused,
    Said,
    Say,
    Screen,
    Standing,
    Step,
    ToSeats,
    ToSupporters,
    Wrote,
)
from conversations.words import Euro
from locales.render import message
from locales.table import BOM, csv_text
from storage.database import Database, Row, Transaction, instant
from storage.deciding import lists
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


@pytest.fixture
async def store(store: Database) -> Database:
    """Twelve plans of Anna in Ommoord, one in Zevenkamp, one not sent yet."""
    async with store.transaction() as tx:
        await fill(tx)
    return store


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


async def council(store: Database, here: Here, at: Screen) -> ListFacts | None:
    async with store.transaction() as tx:
        return await lists.council_list(tx, at, here)


def text(said: Said, here: Here) -> str:
    return message(said, here.person.language, here.profile).text


def options(said: Said) -> list[str]:
    return [b.option for row in said.rows for b in row if isinstance(b, Step)]


# --- the store of those who decide ---------------------------------------------------------


async def test_a_member_sees_first_what_waits_for_their_voice(store: Database) -> None:
    facts = await council(store, MEMBER, screen())
    assert facts is not None
    # Not the one they spoke about, not the one they stepped out of.
    assert [row.case for row in facts.rows] == ["case02", "case03", "case04", "case05"]
    assert all(row.to_do for row in facts.rows)
    assert facts.counts == {"todo": 4, "running": 7, "settled": 5, "week": 2, "mine": 1}
    words = text(review.draw(screen(), facts, MEMBER), MEMBER)
    assert "BI-2026-0002" in words


async def test_a_secretary_has_to_confirm_and_to_take_to_the_meeting(store: Database) -> None:
    facts = await council(store, SECRETARY, screen())
    assert facts is not None
    assert [(row.case, row.state) for row in facts.rows] == [
        ("case06", "meeting"),
        ("case07", "recorded"),
    ]


async def test_lists_are_newest_first_and_five_on_a_page(store: Database) -> None:
    first = await council(store, MEMBER, screen("running"))
    assert first is not None
    assert [row.case for row in first.rows] == [f"case{n:02}" for n in range(5)]
    assert (first.page, first.pages) == (0, 2)
    assert first.rows[0].title == "=Plan 0", "the newest version"
    second = await council(store, MEMBER, screen("running", 1))
    assert second is not None
    assert [row.case for row in second.rows] == ["case05", "case06"]
    beyond = await council(store, MEMBER, screen("running", 99))
    assert beyond is not None
    assert beyond.page == 1


async def test_who_reads_along_has_no_work_and_several_wijken_to_choose(store: Database) -> None:
    facts = await council(store, CONTACT, screen(wijk=OMMOORD))
    assert facts is not None
    assert facts.counts == {"running": 7, "settled": 5, "week": 2}
    drawn = review.draw(screen(wijk=OMMOORD), facts, CONTACT)
    english = person("coen", *CONTACT.person.roles, language="en")
    assert "You read along" in text(drawn, english)
    assert "wijken:0" in options(drawn)
    for page in range(8):
        choice = await council(store, OFFICER, screen("wijken", page))
        assert choice is not None
        assert choice.wijk is None
        drawn = review.draw(screen("wijken", page), choice, OFFICER)
        pressed = options(drawn)[0]
        shown = review.respond(None, Pressed(pressed), OFFICER).show
        assert shown is not None
        assert shown.wijk in [wijk.id for wijk in PROFILE.own_wijken]


async def test_where_nobody_else_can_confirm_it_is_work_for_the_next_in_the_chain(
    store: Database,
) -> None:
    async with store.transaction() as tx:
        await tx.run("UPDATE cases SET state = 'recorded' WHERE id = 'case12'")
    facts = await council(store, CONTACT, screen(wijk=ZEVENKAMP))
    assert facts is not None
    assert [row.case for row in facts.rows] == ["case12"]


async def test_an_official_who_decides_alone_has_work(store: Database) -> None:
    async with store.transaction() as tx:
        await tx.run(
            "INSERT INTO seats (decision, person, role) VALUES ('decision03', 'coen', 'manager')"
        )
    facts = await council(store, CONTACT, screen(wijk=OMMOORD))
    assert facts is not None
    assert [row.case for row in facts.rows] == ["case03"]


async def test_nobody_else_sees_anything(store: Database) -> None:
    assert await council(store, ANNA, screen(wijk=OMMOORD)) is None
    assert await council(store, MEMBER, screen(wijk=ZEVENKAMP)) is None
    assert await council(store, MEMBER, screen("running", wijk="rotterdam.nowhere")) is None
    async with store.transaction() as tx:
        made = await lists.make_list(tx, MakeList(ZEVENKAMP), MEMBER, "cause")
        assert isinstance(made, Refused)
        assert isinstance(await lists.make_list(tx, MakeList(OMMOORD), ANNA, "cause"), Refused)
    turn = review.respond(None, Wrote("/raad"), ANNA)
    assert turn.show == HOME
    assert len(turn.notes) == 3, "no, how to get in, and whom to ask"


def test_every_button_of_a_list_fits_and_leads_somewhere() -> None:
    longest = max(PROFILE.own_wijken, key=lambda wijk: len(wijk.id)).id
    counts = dict.fromkeys(review.LISTS, 12345)
    facts = ListFacts(rows=(), page=0, pages=2469, counts=counts, wijk=longest)
    for option in options(review.draw(screen(wijk=longest), facts, OFFICER)):
        assert len(f"s123456789:{option}".encode()) <= 64
        if not option.startswith("@"):
            turn = review.respond(None, Pressed(option), OFFICER)
            assert turn.show is not None or turn.commands


@pytest.mark.parametrize("option", ["", "case", "todo:x:y", "csv:0:999", "csv:0:-1", "week:²:²"])
def test_odd_buttons_lead_to_the_list(option: str) -> None:
    assert review.respond(None, Pressed(option), MEMBER).show is not None


async def test_the_spreadsheet_has_every_plan_of_the_wijk_and_no_names(store: Database) -> None:
    async with store.transaction() as tx:
        made = await lists.make_list(tx, MakeList(OMMOORD), MEMBER, "cause")
        assert isinstance(made, ListMade)
        row = await tx.one("SELECT verb, role FROM journal WHERE cause = 'cause'")
    assert row is not None
    assert (row["verb"], row["role"]) == ("list made", "member")
    assert made.name == "ommoord-2026-11-25.csv"
    assert len(made.rows) == 12, "not the one that is not sent, not the one of another wijk"
    [file] = review.respond(None, made, MEMBER).says
    assert isinstance(file, Say)
    assert file.said is not None
    assert file.said.attached is not None
    assert file.said.attached.table is not None
    text = csv_text(file.said.attached.table, "nl", MEMBER.profile)
    assert "anna" not in text.casefold()
    read = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";")
    head, *rows = list(read)
    assert head[:3] == ["nummer", "naam", "wijk"]
    assert rows[0][:6] == [
        *("BI-2026-0000", "'=Plan 0", "Ommoord", "100,00", "nu wordt er beslist", "2026-11-25"),
    ]
    assert rows[0][6:] == ["2026-12-25", "", "", "1"], "no outcome while it runs"
    assert rows[9][7:9] == ["afgewezen", "no reason\n-2+3"]


# --- what is mine ----------------------------------------------------------------------------


async def my(store: Database, here: Here, page: int = 0) -> MyFacts:
    async with store.transaction() as tx:
        return await lists.my_list(tx, Screen(name="mine", page=page), here)


async def keep_draft(store: Database, draft: PlanDraft) -> None:
    async with store.transaction() as tx:
        await tx.run(
            "INSERT INTO drafts (person, journey, body, since, touched)"
            " VALUES ('anna', 'initiative', :body, '', '')",
            body=draft.model_dump_json(),
        )


async def test_my_plans_newest_first_with_where_they_are(store: Database) -> None:
    facts = await my(store, ANNA)
    assert not facts.draft
    assert (len(facts.rows), facts.pages) == (5, 3)
    last = await my(store, ANNA, 2)
    assert [line.case for line in last.rows] == ["case08", "case09", "case10", "case11"]
    drawn = mine_words.draw(Screen(name="mine"), facts, ANNA)
    assert "page:1" in options(drawn)
    assert text(drawn, ANNA)


async def test_the_unfinished_plan_stands_once(store: Database) -> None:
    await keep_draft(store, PlanDraft(title="Tables", case="case13"))
    facts = await my(store, ANNA)
    assert (facts.draft, facts.title) == (True, "Tables")
    pages = [await my(store, ANNA, page) for page in range(facts.pages)]
    assert "case13" not in [line.case for page in pages for line in page.rows]


async def test_plans_of_neighbours_stand_apart(store: Database) -> None:
    facts = await my(store, CONTACT)
    assert {line.case for line in facts.rows} == {"case00", "case13"}
    assert all(line.supported for line in facts.rows)
    drawn = mine_words.draw(Screen(name="mine"), facts, CONTACT)
    assert {"support:case00", "support:case13"} <= set(options(drawn))
    shown = mine.respond(None, Pressed("support:case00"), CONTACT).show
    assert shown == Screen(name="support", case="case00")


async def test_one_plan_of_mine_with_a_question_that_waits(store: Database) -> None:
    at = Screen(name="my_plan", case="case02")
    async with store.transaction() as tx:
        before = await lists.my_plan(tx, at, ANNA)
        await tx.run(
            "INSERT INTO questions (id, case_id, asked_by, text, asked, over_at)"
            " VALUES ('q', 'case02', 'mo', 'How many tables?', '2026', '2027')"
        )
        after = await lists.my_plan(tx, at, ANNA)
        assert await lists.my_plan(tx, at, CONTACT) is None, "only its maker"
    assert before is not None
    assert before.question is None
    assert after is not None
    drawn = mine_words.draw(at, after, ANNA)
    assert "How many tables?" in text(drawn, ANNA)
    verbs = [b.verb for row in drawn.rows for b in row if isinstance(b, Standing)]
    assert verbs == ["answer", "withdraw"]
    gone = mine_words.draw(at, None, CONTACT)
    assert options(gone) == ["@mijn", "@start"], "a way back and a way to the menu"


@pytest.mark.parametrize("n", range(14))
async def test_every_state_is_told_in_words(store: Database, n: int) -> None:
    for name in ("my_plan", "withdraw"):
        at = Screen(name=name, case=f"case{n:02}")
        async with store.transaction() as tx:
            facts = await lists.my_plan(tx, at, ANNA)
        for language in PROFILE.languages:
            here = person("anna", language=language)
            assert text(mine_words.draw(at, facts, here), here)


def test_taking_back_asks_first_and_everybody_hears() -> None:
    asked = mine.respond(None, PressedCase("case02", "withdraw"), ANNA)
    assert asked.show == Screen(name="withdraw", case="case02")
    assert not asked.commands
    done = mine.respond(None, PressedCase("case02", "withdrawyes"), ANNA)
    assert done.commands == (mine.Withdraw("case02"),)
    turn = mine.respond(None, mine.Withdrawn("case02", "BI-2026-0002"), ANNA)
    heard = [say.to for say in turn.says if isinstance(say, Say)]
    assert heard == [ToSeats("case02"), ToSupporters("case02")]
    assert turn.show == Screen(name="my_plan", case="case02")


async def test_wis_throws_away_the_unfinished_plan_after_a_yes(store: Database) -> None:
    assert mine.respond(None, Wrote("/wis"), ANNA).show == mine.WIPE
    async with store.transaction() as tx:
        facts = await lists.wipe_facts(tx, mine.WIPE, ANNA)
    # There is no draft any more, but neighbours can still sign the plan.
    assert facts == WipeFacts(draft=False, title=None, case="case13", supporters=1, sent=13)
    drawn = mine_words.draw(mine.WIPE, facts, ANNA)
    assert options(drawn)[0] == "wipe:case13"
    [command] = mine.respond(None, Pressed(options(drawn)[0]), ANNA).commands
    assert command == DropPlan("case13")
    turn = mine.respond(None, PlanDropped(), ANNA)
    assert turn.forget == ("initiative",)
    assert turn.show == HOME


async def test_wis_without_anything_says_what_stays_and_whom_to_ask(store: Database) -> None:
    async with store.transaction() as tx:
        facts = await lists.wipe_facts(tx, mine.WIPE, MEMBER)
    assert facts == WipeFacts(draft=False, title=None, case=None, supporters=0, sent=0)
    assert "14 010" in text(mine_words.draw(mine.WIPE, facts, MEMBER), MEMBER)


# --- never a whole table -------------------------------------------------------------------------


class Watched:
    """A transaction that writes down what it is asked."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.dialect = tx.dialect
        self.vault = tx.vault
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def one(self, sql: str, /, **named: Any) -> Row | None:
        self.asked.append((sql, named))
        return await self._tx.one(sql, **named)

    async def all(self, sql: str, /, **named: Any) -> list[Row]:
        self.asked.append((sql, named))
        return await self._tx.all(sql, **named)

    async def run(self, sql: str, /, **named: Any) -> None:
        await self._tx.run(sql, **named)

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        await self._tx.many(sql, rows)

    async def hold(self, table: str, id: str, *, shared: bool = False) -> None:
        await self._tx.hold(table, id, shared=shared)

    async def alone(self, *tables: str) -> None:
        await self._tx.alone(*tables)

    async def empty(self, table: str) -> None:
        await self._tx.empty(table)

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        return self._tx.savepoint()

    def fresh(self) -> str:
        return self._tx.fresh()


# What a plan may walk through: a part of the query itself, never a table or its alias.
OWN_PARTS = {"listed", "page", "CONSTANT"}


async def test_no_list_scans(store: Database) -> None:
    if store.dialect != "sqlite":
        pytest.skip("the plans are read on SQLite")
    async with store.transaction() as tx:
        watched = Watched(tx)
        for here in EVERYBODY:
            for name in (*review.LISTS, review.WIJKEN):
                await lists.council_list(watched, screen(name, wijk=OMMOORD), here)
            await lists.my_list(watched, Screen(name="mine"), here)
            await lists.wipe_facts(watched, mine.WIPE, here)
            await lists.my_plan(watched, Screen(name="my_plan", case="case02"), here)
            await lists.make_list(watched, MakeList(OMMOORD), here, tx.fresh())
        assert len(watched.asked) > 50
        for sql, named in watched.asked:
            assert not await scans(tx, sql, **named), sql
        # The test sees it when a table is read from one end to the other.
        assert await scans(tx, "SELECT 1 FROM cases c WHERE c.rules = :rules", rules="1") == {"c"}


async def scans(tx: Transaction, sql: str, **named: Any) -> set[str]:
    """The tables (or their aliases) that SQLite would read from one end to the other."""
    steps = await tx.all(f"EXPLAIN QUERY PLAN {sql}", **named)
    found = (re.match(r"SCAN ([^\s(]+)", step["detail"]) for step in steps)
    return {scanned[1] for scanned in found if scanned} - OWN_PARTS
