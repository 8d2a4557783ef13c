"""One matter before a partner: one link, one reader, that matter alone; and back unanswered."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from conversations.everywhere import FollowLink, LinkLeads, LinkUnknown
from conversations.here import Here, Person
from conversations.matters.forward import (
    AnswerForward,
    EndForward,
    ForwardAnswered,
    ForwardFacts,
    ForwardMatter,
    ForwardOffered,
    ForwardOver,
    ForwardRecalled,
    ForwardReminded,
    ForwardTaken,
    ForwardUsed,
    MatterForwarded,
    OpenForward,
    RecallForward,
    RemindForward,
    TakeForward,
)
from conversations.matters.hands import ClaimMatter, NothingToDo
from conversations.talk import Refused, Screen
from storage import due, postgres
from storage.database import Database, instant
from storage.matters import card as card_storage
from storage.matters import facts, forwards, hands, inbox, keepers
from storage.migrations import migrate
from storage.perform import perform
from tests.matters import appoint, away, does, history, meet, one, put, seen_by
from tests.phones import NOON, OMMOORD, ROTTERDAM
from tests.stores import open_at

pytestmark = pytest.mark.sqlite_daily

WORDS = "Is this lamp yours? When is it repaired?"
OFFICIALS = ROTTERDAM.but(ambassador_is="civil_servant")


async def forwarded(store: Database, days: int = 7, **more: Any) -> MatterForwarded:
    """A question in Ommoord, laid before a housing corporation by its contact, by link."""
    async with store.transaction() as tx:
        await meet(tx, "rita", "rob", "anna", "pat", "eve")
        await appoint(tx, "rita", "contact")
        await appoint(tx, "rob", "contact")
        await put(tx, one("m0", "anna", place="Binnenhof 3"), one("m1", "anna"))
    command = ForwardMatter("m0", "Woonbron", WORDS, days, **more)
    done = await does(store, "rita", command)
    assert isinstance(done, MatterForwarded), done
    return done


async def seen(store: Database, who: str, id: str, now: dt.datetime = NOON) -> ForwardFacts | None:
    async with store.reading() as tx:
        screen = Screen(name="forward", case=id)
        return await forwards.forward_facts(tx, screen, await seen_by(tx, who, now))


async def state(store: Database, case: str = "m0") -> tuple[str, str, str | None]:
    async with store.reading() as tx:
        row = await tx.one(
            "SELECT c.state, m.turn, c.holder FROM cases c JOIN matters m ON m.case_id = c.id"
            " WHERE c.id = :id",
            id=case,
        )
    assert row is not None
    return row["state"], row["turn"], row["holder"]


async def clock(store: Database, command: Any, now: dt.datetime) -> Any:
    nobody = Here(ROTTERDAM, Person(id="", name="", language="nl"), now, "")
    async with store.transaction() as tx:
        return await perform(tx, command, nobody, tx.fresh())


async def test_a_partner_answers_by_a_link_and_sees_that_one_thing(store: Database) -> None:
    done = await forwarded(store)
    assert done.token is not None
    assert await state(store) == ("waiting", "other", "rita")
    leads = await does(store, "pat", FollowLink(done.token))
    assert leads == LinkLeads("forward", done.id)
    assert await does(store, "pat", OpenForward(done.id)) == ForwardOffered(done.id, mine=False)
    # Before they say that it is for them, not a word of it.
    offer = await seen(store, "pat", done.id)
    assert offer is not None
    assert (offer.state, offer.text, offer.words, offer.place) == ("offered", "", "", None)
    assert await does(store, "pat", TakeForward(done.id)) == ForwardTaken(done.id, "m0")
    shown = await seen(store, "pat", done.id)
    assert shown is not None
    assert (shown.state, shown.words, shown.place) == ("open", WORDS, "Binnenhof 3")
    assert shown.text == "The lamp by the pond is broken"
    # That one thing: not its talk, not its card, not another one, no list of a wijk.
    async with store.reading() as tx:
        here = await seen_by(tx, "pat")
        for case in ("m0", "m1"):
            card = Screen(name="matter_card", case=case)
            assert await facts.matter_facts(tx, card, here) is None
            assert await hands.colleagues(tx, card, here) is None
            assert await card_storage.whom(tx, card, here) is None
        listed = await inbox.inbox_facts(tx, Screen(name="inbox", wijk=OMMOORD), here)
        assert (listed.wijken, listed.rows, listed.asked) == ((), (), 1)
    assert isinstance(await does(store, "pat", ClaimMatter("m0")), Refused)
    answered = await does(store, "pat", AnswerForward(done.id, "Yes. Next week."))
    assert answered == ForwardAnswered(done.id, "m0")
    assert await state(store) == ("taken", "office", "rita")
    # Once, and afterwards there is nothing to read any more.
    assert isinstance(await does(store, "pat", AnswerForward(done.id, "And more.")), Refused)
    after = await seen(store, "pat", done.id)
    assert after is not None
    assert (after.state, after.text, after.words) == ("answered", "", "")
    async with store.reading() as tx:
        told = await facts.matter_facts(tx, Screen(name="x", case="m0"), await seen_by(tx, "rita"))
        mine = await facts.matter_facts(tx, Screen(name="x", case="m0"), await seen_by(tx, "anna"))
    assert told is not None
    assert mine is not None
    assert [message.side for message in told.messages] == ["resident", "partner"]
    # The resident reads what the office makes of it.
    assert [message.side for message in mine.messages] == ["resident"]
    assert [what for _role, what in await history(store, "m0")] == [
        "forwarded",
        "forward_opened",
        "forward_answered",
    ]


async def test_a_link_is_for_one_and_dies(store: Database) -> None:
    done = await forwarded(store, 14)
    assert done.token is not None
    # Not for whoever made it, nor for whoever brought the matter.
    for who in ("rita", "anna"):
        for command in (OpenForward(done.id), TakeForward(done.id)):
            assert isinstance(await does(store, who, command), Refused)
    # Without saying yes nobody answers, whatever they send.
    assert isinstance(await does(store, "eve", AnswerForward(done.id, "Hello")), Refused)
    outcomes = await asyncio.gather(*(does(store, p, TakeForward(done.id)) for p in ("pat", "eve")))
    [taken] = [one for one in outcomes if isinstance(one, ForwardTaken)]
    [used] = [one for one in outcomes if isinstance(one, ForwardUsed)]
    assert used == ForwardUsed(done.id, "m0", "M-2026-m0", "Woonbron", "rita")
    first, second = ("pat", "eve") if outcomes[0] is taken else ("eve", "pat")
    assert await seen(store, second, done.id) is None
    assert isinstance(await does(store, second, OpenForward(done.id)), ForwardUsed)
    assert isinstance(await does(store, second, AnswerForward(done.id, "Hello")), Refused)
    # Whoever has it comes back to it by the same link.
    again = await does(store, first, OpenForward(done.id))
    assert again == ForwardOffered(done.id, mine=True)
    late = NOON + dt.timedelta(days=14)
    assert isinstance(await does(store, first, FollowLink(done.token), late), LinkUnknown)
    assert isinstance(await does(store, first, AnswerForward(done.id, "Late"), late), Refused)
    over = await seen(store, first, done.id, late)
    assert over is not None
    assert (over.state, over.text) == ("over", "")
    assert isinstance(await does(store, "pat", OpenForward("nothing")), Refused)


@pytest.mark.postgres
async def test_without_holding_it_two_have_the_same_link(
    postgres_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: who looks without touching first finds it unused, as the other does."""
    store = await open_at(postgres_dsn)
    await migrate(store, profile="rotterdam", create=True)
    try:
        done = await forwarded(store)
        together = asyncio.Barrier(2)

        async def only_pass(self: Any, table: str, id: str, *, shared: bool = False) -> None:
            return

        look = forwards._first_look

        async def look_together(*about: Any) -> Any:
            found = await look(*about)
            await together.wait()
            return found

        monkeypatch.setattr(postgres.PostgresTransaction, "hold", only_pass)
        monkeypatch.setattr(forwards, "_first_look", look_together)
        outcomes = await asyncio.gather(
            *(does(store, who, TakeForward(done.id)) for who in ("pat", "eve")),
            return_exceptions=True,
        )
        monkeypatch.undo()
        assert sum(isinstance(one, ForwardTaken) for one in outcomes) != 1
    finally:
        await store.close()


async def test_unanswered_it_is_reminded_and_comes_back_with_a_log(store: Database) -> None:
    done = await forwarded(store, 3)
    await does(store, "pat", TakeForward(done.id))
    # Friday 15 May, 8 o'clock in the morning there.
    assert instant(done.until) == "2026-05-15T06:00:00.000000Z"
    async with store.transaction() as tx:
        assert await due.next_ready(tx, NOON + dt.timedelta(days=1), 9) == []
        ready = await due.next_ready(tx, done.until, 9)
    assert sorted((what.kind, what.subject) for what in ready) == [
        ("forward_over", done.id),
        ("forward_remind", done.id),
    ]
    day_before = done.until - dt.timedelta(days=1)
    reminded = await clock(store, RemindForward(done.id), day_before)
    assert reminded == ForwardReminded(done.id, "m0", "pat", "rita")
    over = await clock(store, EndForward(done.id), done.until)
    assert over == ForwardOver(done.id, "m0", "Woonbron", "pat")
    assert await clock(store, EndForward(done.id), done.until) == NothingToDo()
    assert await clock(store, RemindForward(done.id), done.until) == NothingToDo()
    assert await state(store) == ("taken", "office", "rita")
    async with store.reading() as tx:
        [line] = await forwards.of_matter(tx, "m0")
        row = await tx.one("SELECT owner, next_at FROM cases WHERE id = 'm0'")
    assert row is not None
    assert row["owner"] == "contact"
    assert row["next_at"] > instant(done.until)
    assert (line.reminded, line.over, line.answer) == (day_before, done.until, None)
    assert [pair for pair in await history(store, "m0") if pair[0] == "clock"] == [
        ("clock", "forward_reminded"),
        ("clock", "forward_back"),
    ]


async def test_nobody_opened_the_link_so_the_sender_is_reminded(store: Database) -> None:
    done = await forwarded(store)
    reminded = await clock(store, RemindForward(done.id), done.until - dt.timedelta(days=1))
    assert reminded == ForwardReminded(done.id, "m0", None, "rita")


async def test_a_recalled_one_is_gone_for_the_partner(store: Database) -> None:
    done = await forwarded(store)
    await does(store, "pat", TakeForward(done.id))
    for stranger in ("pat", "eve", "anna"):
        assert isinstance(await does(store, stranger, RecallForward(done.id)), Refused)
    # A colleague may, not only who sent it.
    assert await does(store, "rob", RecallForward(done.id)) == (
        ForwardRecalled(done.id, "m0", "pat")
    )
    assert isinstance(await does(store, "pat", AnswerForward(done.id, "Yes.")), Refused)
    assert await state(store) == ("taken", "office", "rita")
    async with store.reading() as tx:
        assert await due.next_at(tx) is not None
    assert await clock(store, EndForward(done.id), done.until) == NothingToDo()


async def test_who_may_not_lays_nothing_before_anybody(store: Database) -> None:
    async with store.transaction() as tx:
        await meet(tx, "rita", "anna", "old", "new", "pat", "loose")
        await appoint(tx, "rita", "contact")
        await appoint(tx, "old", "contact", until=NOON - dt.timedelta(days=1))
        await appoint(tx, "new", "contact", confirmed=False)
        await appoint(tx, "pat", "partner")
        await put(tx, one("m0", "anna"))
    command = ForwardMatter("m0", "Woonbron", WORDS, 7)
    for who in ("anna", "old", "new", "pat", "loose"):
        assert isinstance(await does(store, who, command), Refused)
    for wrong in (
        ForwardMatter("m0", "W", WORDS, 7),
        ForwardMatter("m0", "Woonbron", "", 7),
        ForwardMatter("m0", "Woonbron", "bsn 111222333", 7),
        ForwardMatter("m0", "Woonbron", WORDS, 30),
        ForwardMatter("m0", None, WORDS, 7),
        # Somebody without such a role gets it by link or not at all.
        ForwardMatter("m0", None, WORDS, 7, "loose"),
        ForwardMatter("m0", None, WORDS, 7, "rita"),
    ):
        assert isinstance(await does(store, "rita", wrong), Refused), wrong
    async with store.reading() as tx:
        assert await tx.all("SELECT id FROM forwards") == []
        assert await tx.all("SELECT kind FROM links") == []
    done = await does(store, "rita", ForwardMatter("m0", None, WORDS, 7, "pat"))
    assert isinstance(done, MatterForwarded)
    assert (done.person, done.token, done.whom) == ("pat", None, "pat")
    # Their role ends: then it is theirs no more.
    async with store.transaction() as tx:
        await tx.run("UPDATE roles SET until_at = :now WHERE person = 'pat'", now=instant(NOON))
    later = NOON + dt.timedelta(minutes=5)
    assert isinstance(await does(store, "pat", AnswerForward(done.id, "Yes."), later), Refused)
    gone = await seen(store, "pat", done.id, later)
    assert gone is not None
    assert (gone.state, gone.text) == ("over", "")


# --- departments ------------------------------------------------------------------------


async def test_a_topic_reaches_its_keeper_and_their_deputy(store: Database) -> None:
    async with store.transaction() as tx:
        await meet(tx, "gro", "dep", "loose")
        for who in ("gro", "dep"):
            await appoint(tx, who, "ambassador", None)
        here = await seen_by(tx, "gro", profile=OFFICIALS)
        for who in ("gro", "loose"):
            await keepers.keep(tx, "green", who, "Beheer", here)
        assert await keepers.keeper_for(tx, "green", OMMOORD, here) == "gro"
        assert await keepers.keeper_for(tx, "waste", OMMOORD, here) is None
        # Where ambassadors are residents nothing is laid in their hands.
        residents = await seen_by(tx, "gro", profile=ROTTERDAM)
        assert await keepers.keeper_for(tx, "green", OMMOORD, residents) is None
        await away(tx, "gro", dt.date(2026, 5, 20), "dep")
        assert await keepers.keeper_for(tx, "green", OMMOORD, here) == "dep"
        await keepers.let_go(tx, "green", "gro")
        # Who keeps a topic without the role keeps nothing.
        assert await keepers.keeper_for(tx, "green", OMMOORD, here) is None


async def test_the_keeper_works_on_what_was_laid_in_their_hands_and_nothing_else(
    store: Database,
) -> None:
    async with store.transaction() as tx:
        await meet(tx, "gro", "rita", "anna")
        await appoint(tx, "gro", "ambassador", None)
        await appoint(tx, "rita", "contact")
        await put(tx, one("m0", "anna", holder="gro", state="taken"), one("m1", "anna"))
        here = await seen_by(tx, "gro", profile=OFFICIALS)
        mine = await inbox.inbox_facts(tx, Screen(name="inbox"), here)
        assert [row.case for row in mine.rows] == ["m0"]
        assert (mine.wijken, mine.wijk) == ((), None)
        # Whoever coordinates sees all that is open, and who has it.
        contact = await seen_by(tx, "rita", profile=OFFICIALS)
        every = await inbox.inbox_facts(tx, Screen(name="inbox", list="open"), contact)
        assert [(row.case, row.holder) for row in every.rows] == [("m0", "gro"), ("m1", None)]
    gives = await does(store, "gro", ClaimMatter("m0"), profile=OFFICIALS)
    assert gives.again
    assert isinstance(await does(store, "gro", ClaimMatter("m1"), profile=OFFICIALS), Refused)
    # The same person in a municipality where ambassadors are residents.
    assert isinstance(await does(store, "gro", ClaimMatter("m0"), profile=ROTTERDAM), Refused)
