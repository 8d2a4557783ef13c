"""What is mine: plans, drafts, what neighbours asked of me; and throwing it away."""

from __future__ import annotations

import pytest

from conversations import mine, mine_words
from conversations.facts import MyFacts, WipeFacts
from conversations.here import Here
from conversations.plans.plan import DropPlan, PlanDraft, PlanDropped
from conversations.talk import (
    HOME,
    Pressed,
    PressedCase,
    Say,
    Screen,
    Standing,
    ToSeats,
    ToSupporters,
    Wrote,
)
from storage.database import Database
from storage.deciding import lists
from tests.register import ANNA, CONTACT, MEMBER, PROFILE, fill, options, person, text

pytestmark = pytest.mark.sqlite_daily


@pytest.fixture
async def store(store: Database) -> Database:
    """Twelve plans of Anna in Ommoord, one in Zevenkamp, one not sent yet."""
    async with store.transaction() as tx:
        await fill(tx)
    return store


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
