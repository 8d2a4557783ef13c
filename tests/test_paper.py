"""Ballots on paper in the register: typed twice by two people, the same, or not counted at all."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from bot.rounds import recount
from conversations.rounds.orders import Agree, NothingNow, PrepareRound, Propose, Proposed
from conversations.rounds.paper_orders import (
    AddPaper,
    BatchEntered,
    BatchOpen,
    OpenBatch,
    PaperAdded,
    ReadCode,
    UndoPaper,
)
from conversations.rounds.record import faults as record_faults
from conversations.rounds.results import CountingFailed, CountRound, RoundCounted
from conversations.rounds.round import Choices
from conversations.rounds.voting import BeginBallot, ClaimCode, CodeMissing
from conversations.rules.codes import slip_of
from conversations.talk import Refused
from storage.rounds import results
from tests.counting import published
from tests.paper import Box, added, agreed, box_of, given, why
from tests.rounds import NOBODY, Hall
from tests.test_code_register import code

pytestmark = pytest.mark.sqlite_daily


async def record_of(box: Box) -> Any:
    async with box.hall.store.reading() as tx:
        found = await results.record_of(tx, box.id)
    assert found is not None
    assert record_faults(found) == []
    return found


async def counted(box: Box) -> Any:
    """It is counted; answers its record."""
    done = await box.asks(CountRound(box.id), NOBODY)
    assert isinstance(done, RoundCounted), done
    return await record_of(box)


# --- with a code on each ----------------------------------------------------------------------


async def test_fault_46_a_paper_replaces_the_vote_in_the_chat_and_it_is_reported(
    hall: Hall,
) -> None:
    box = await box_of(hall, "coded")
    mine = await box.votes("ada", 1, 1)
    other = await box.votes("bo", 2, 1)
    assert (await box.closes()).paper
    await box.both(1, (1, (2,)), (3, (2, 3)), (None, None))
    agreed(await box.all_in())
    found = await counted(box)
    assert found.ballots == ((1,), (2,), (2, 3))
    assert found.origins == {"chat": 1, "paper": 2}
    assert (found.replaced, found.paper.replaced) == (1, 1)
    assert (found.paper.entered, found.paper.invalid, found.paper.given) == (3, 1, 0)
    assert found.codes == {"unused": 3, "claimed": 0, "used": 3, "void": 0}
    # The check code on the receipt stays in the list, for whoever changed on paper as well.
    assert {mine, other} < set(found.check_codes)
    assert (await box.states())[1] == ("used", "paper")
    assert await box.sound() == []


async def test_the_same_code_on_two_papers_is_refused_wherever_it_is(hall: Hall) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    assert isinstance(await box.types("hugo", 1, (1, (1,)), many=2), PaperAdded)
    assert "entered already" in why(await box.one("hugo", 1, 1, (1,)))
    assert isinstance(await box.one("hugo", 1, 2, (1,)), BatchEntered)
    # In another batch, by an officer.
    again = await box.types("olga", 2, (1, (1,)))
    assert "entered already" in why(again)
    assert isinstance(await box.types("olga", 2, (3, (1,))), BatchEntered)


# --- who, when, what --------------------------------------------------------------------------


async def test_what_is_refused_says_why(hall: Hall) -> None:
    box = await box_of(hall, "coded")
    hall.numbers[:] = [await hall.plan(3500)]
    elsewhere = await hall.open(choices=1)
    async with hall.store.transaction() as tx:
        await tx.run(
            "UPDATE codes SET state = 'void' WHERE slip = :s AND round = :r",
            s=slip_of(5),
            r=box.id,
        )
        await tx.run(
            "UPDATE codes SET round = :other WHERE slip = :s AND round = :r",
            s=slip_of(6),
            r=box.id,
            other=elsewhere,
        )
    early = await box.types("hugo", 1, (1, (1,)))
    assert "You enter them when voting is over" in why(early)
    await box.closes()
    nobody = await hall.asks(OpenBatch(box.id, 1, 1), NOBODY)
    assert "each under their own name" in why(nobody)
    for who in ("zus", "ada", "sam"):  # staff of another wijk, a resident, the secretary
        assert "of this wijk can do that" in why(await box.types(who, 1, (1, (1,)))), who
    for batch, many in ((0, 1), (1, 0), (1, 201), (10000, 1)):
        assert "1 to {most}" in why(await box.asks(OpenBatch(box.id, batch, many)))
    assert "Open it first" in why(await box.asks(AddPaper(box.id, 1, Choices((1,)))))
    assert isinstance(await box.asks(OpenBatch(box.id, 1, 2)), BatchOpen)
    assert "First the code" in why(await box.asks(AddPaper(box.id, 1, Choices((1,)))))
    assert "Nobody has this code" in why(await box.asks(ReadCode(box.id, 1, code(99))))
    assert "of another round" in why(await box.asks(ReadCode(box.id, 1, code(6))))
    assert "is void" in why(await box.asks(ReadCode(box.id, 1, code(5))))
    assert "no paper before" in why(await box.asks(UndoPaper(box.id, 1)))
    await box.asks(ReadCode(box.id, 1, code(1)))
    assert "No code is asked" in why(await box.asks(ReadCode(box.id, 1, code(2))))
    for crosses, said in (
        ((1, 2, 3), "You can choose {count} plan"),
        ((1, 1), "the same plan twice"),
        ((9,), "not in this round"),
        ((-1,), "not in this round"),
        ((), "not chosen anything"),
    ):
        assert said in why(await box.asks(AddPaper(box.id, 1, Choices(crosses)))), crosses
    added(await box.asks(AddPaper(box.id, 1, Choices((1,)))))
    added(await box.asks(UndoPaper(box.id, 1)))
    assert isinstance(await box.one("hugo", 1, 1, (1,)), PaperAdded)
    assert isinstance(await box.one("hugo", 1, 2, (1,)), BatchEntered)
    # The same person never types it twice, and nobody types it a third time.
    assert "Somebody else must type it" in why(await box.types("hugo", 1, (1, (1,))))
    assert (await box.types("hanna", 1, (1, (1,)), (2, (2,)))).stands == "differs"
    assert "Two people entered" in why(await box.types("omar", 1, (1, (1,))))
    assert "Two people entered" in why(await box.types("olga", 1, (1, (1,)), (2, (2,))))
    await hall.both(box.id, "discard", reason="Two batches went into one box.", batch=1)
    agreed(await box.all_in())
    await counted(box)
    await published(hall, box.id)
    assert "All paper of this round is in" in why(await box.types("hugo", 1, (1, (1,))))
    assert isinstance(await hall.asks(Propose(box.id, "paper"), "olga"), Refused)


async def test_paper_needs_codes_and_a_round_without_paper_takes_none(hall: Hall) -> None:
    await hall.prepared()
    refused = await hall.asks(PrepareRound(hall.written(level="own", paper="coded")))
    assert "Paper ballots need voting codes" in why(refused)
    box = await box_of(hall, "none")
    assert not (await box.closes()).paper
    assert "has no paper ballots" in why(await box.types("hugo", 1, (1, (1,))))
    assert "has no paper ballots" in why(await hall.asks(Propose(box.id, "paper"), "olga"))
    # And it is counted at once, as always.
    assert "round_count" in await hall.due(box.id)
    await counted(box)


# --- twice, and the same ----------------------------------------------------------------------


async def test_what_differs_blocks_the_count_until_it_is_typed_again(hall: Hall) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    assert "round_count" not in await hall.due(box.id)
    await box.types("hugo", 1, (1, (1,)), (2, (2,)), (3, (1, 2)))
    assert "not entered twice" in why(await hall.asks(Propose(box.id, "paper"), "olga"))
    done = await box.types("hanna", 1, (1, (1,)), (2, (3,)), (3, (1, 2)))
    assert done == BatchEntered(box.id, 1, "differs", (2,))
    assert "not the same twice" in why(await hall.asks(Propose(box.id, "paper"), "olga"))
    assert await box.asks(CountRound(box.id), NOBODY) == NothingNow()
    assert (await hall.round(box.id)).state == "closed"
    # Hugo looks at paper 2 alone and stays with it; then Hanna sees hers.
    assert (await box.types("hugo", 1, (2, (2,)), many=3)).stands == "differs"
    done = await box.types("hanna", 1, (2, (2,)), many=3)
    assert done == BatchEntered(box.id, 1, "same")
    assert "It is ready" in why(await box.types("hanna", 1, (2, (2,)), many=3))
    agreed(await box.all_in())
    assert "round_count" in await hall.due(box.id)
    assert (await counted(box)).ballots == ((1,), (1, 2), (2,))


async def test_41_and_42_are_blocked_and_after_correction_all_add_up(hall: Hall) -> None:
    """Feature C25: chat and paper together are the total."""
    box = await box_of(hall, "coded", codes=45)
    await box.votes("ada", 45, 3)
    await box.closes()
    papers = [(n, (1 + n % 2,)) for n in range(1, 43)]
    await box.types("hugo", 7, *papers[:41])
    done = await box.types("hanna", 7, *papers)
    assert done == BatchEntered(box.id, 7, "differs", (42,), (41, 42))
    assert "not the same twice" in why(await hall.asks(Propose(box.id, "paper"), "olga"))
    # There is one more: Hugo counts again, and types the last one.
    assert (await box.types("hugo", 7, papers[41], many=42)).stands == "same"
    agreed(await box.all_in())
    found = await counted(box)
    assert found.result.ballots == 43 == sum(found.origins.values())
    assert sum(found.codes.values()) == 45


async def test_who_counted_too_many_says_so_and_types_nothing(hall: Hall) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    await box.types("hugo", 1, (1, (1,)))
    assert (await box.types("hanna", 1, (1, (1,)), (2, (2,)))).counts == (1, 2)
    assert await box.asks(OpenBatch(box.id, 1, 1), "hanna") == BatchEntered(box.id, 1, "same")


# --- two officers -----------------------------------------------------------------------------


async def test_one_officer_alone_neither_ends_it_nor_throws_a_batch_away(hall: Hall) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    await box.both(1, (1, (1,)))
    asked = await hall.asks(Propose(box.id, "paper"), "olga")
    assert isinstance(asked, Proposed)
    assert "agree" not in type(await hall.asks(Agree(box.id, asked.n), "olga")).__name__.lower()
    assert not (await hall.round(box.id)).paper_done
    assert "can agree" in why(await hall.asks(Agree(box.id, asked.n), "hugo"))
    async with hall.store.transaction() as tx:
        await tx.run("UPDATE round_proposals SET state = 'refused'")
    no_words = await hall.asks(Propose(box.id, "discard", None, batch=1), "olga")
    assert type(no_words).__name__ == "WordsNeeded"
    wrong = await hall.asks(Propose(box.id, "discard", "It was typed twice.", batch=2), "olga")
    assert "no such batch" in why(wrong)
    agreed(await hall.both(box.id, "discard", reason="It belongs to another round.", batch=1))
    assert await hall.rows("SELECT n FROM paper_lines") == []
    [line] = await hall.rows("SELECT words FROM case_history WHERE what = 'paper thrown away'")
    assert line["words"] == "1: It belongs to another round."
    agreed(await box.all_in())
    assert (await counted(box)).ballots == ()


# --- without a code ---------------------------------------------------------------------------


async def test_void_code_the_vote_in_the_chat_is_off_and_one_paper_is_given(hall: Hall) -> None:
    box = await box_of(hall, "void_code")
    await box.votes("ada", 1, 1)
    await box.votes("bo", 2, 3)
    done = given(await box.gives(1))
    assert (done.cancelled, done.person) == (True, "ada")
    assert not given(await box.gives(3)).cancelled
    assert "given already" in why(await box.gives(1, "hanna"))
    assert isinstance(await box.asks(BeginBallot(box.id), "ada"), CodeMissing)
    assert "is void" in why(await box.asks(ClaimCode(box.id, code(1)), "ada"))
    await box.closes()
    many = await box.types("hugo", 1, (None, (2,)), (None, (2,)), (None, (2,)))
    assert "too many" in why(many)
    await box.both(1, (None, (2,)))
    assert "too many" in why(await box.types("hugo", 2, (None, (2,)), (None, (1,))))
    await box.both(2, (None, None))
    agreed(await box.all_in())
    found = await counted(box)
    assert found.ballots == ((2,), (3,))
    assert found.origins == {"chat": 1, "paper": 1}
    assert found.codes == {"unused": 3, "claimed": 0, "used": 1, "void": 2}
    assert (found.voided, found.paper.given, found.paper.entered, found.paper.invalid) == (
        1,
        2,
        2,
        1,
    )
    assert await box.sound() == []


async def test_attendance_a_code_used_in_the_chat_is_void_on_paper(hall: Hall) -> None:
    """Feature C25, row 29: a used code or a mark locks the other channel."""
    box = await box_of(hall, "attendance")
    await box.votes("ada", 1, 1)
    assert "On paper it is void" in why(await box.gives(1))
    await box.asks(ClaimCode(box.id, code(2)), "bo")
    await box.asks(BeginBallot(box.id), "bo")
    assert given(await box.gives(2)).person == "bo"
    assert await hall.rows("SELECT concept_key FROM concepts") == []
    for who in ("bo", "sam"):
        assert "for a ballot on paper" in why(await box.asks(ClaimCode(box.id, code(2)), who))
    await box.closes()
    await box.both(1, (None, (2,)))
    agreed(await box.all_in())
    found = await counted(box)
    assert found.origins == {"chat": 1, "paper": 1}
    assert found.codes["used"] == 2
    assert await box.sound() == []


@pytest.mark.parametrize("paper", ["none", "coded"])
async def test_a_desk_gives_paper_only_where_the_round_says_so(hall: Hall, paper: str) -> None:
    box = await box_of(hall, paper)
    assert "no paper is given" in why(await box.gives(1))


async def test_who_may_give_paper_and_when(hall: Hall) -> None:
    box = await box_of(hall, "void_code")
    for who in ("zus", "ada", "sam"):
        assert "of this wijk can do that" in why(await box.gives(1, who))
    await box.asks(ClaimCode(box.id, code(1)), "hugo")
    assert "your own code" in why(await box.gives(1))
    assert "no code with that slip" in why(await box.gives(99))
    await box.closes()
    assert "closed on" in why(await box.gives(2))


# --- what must not slip through ---------------------------------------------------------------


async def test_fault_47_what_was_changed_after_the_closing_is_not_sealed_anew(hall: Hall) -> None:
    box = await box_of(hall, "coded")
    await box.votes("ada", 1, 1)
    await box.closes()
    await box.both(1, (2, (2,)))
    async with hall.store.transaction() as tx:
        await tx.run("UPDATE ballots SET choices = '[3]'")
    assert "do not add up" in why(await hall.asks(Propose(box.id, "paper"), "olga"))
    # The control: put in by force, the count itself still sees it.
    async with hall.store.transaction() as tx:
        await tx.run("UPDATE rounds SET paper_done = 'x'")
    assert isinstance(await box.asks(CountRound(box.id), NOBODY), CountingFailed)


async def test_without_the_secret_nothing_is_typed_or_counted(hall: Hall) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    await box.both(1, (2, (2,)))
    file = hall.store.vault.folder / f"{box.id}.secret"
    kept = file.read_bytes()
    file.unlink()
    assert isinstance(await box.types("hugo", 2, (1, (1,))), Refused)
    agreed(await hall.both(box.id, "discard", reason="It was begun by mistake.", batch=2))
    assert "secret of this round is missing" in why(await box.all_in())
    assert len(await hall.rows("SELECT n FROM paper_lines")) == 2
    file.write_bytes(kept)
    asked = (await hall.rows("SELECT n FROM round_proposals WHERE state = 'asked'"))[0]["n"]
    agreed(await hall.asks(Agree(box.id, asked), "omar"))
    assert (await counted(box)).ballots == ((2,),)


async def test_what_was_typed_goes_and_says_nothing_of_its_order(hall: Hall) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    await box.both(1, (3, (2,)), (1, (3,)), (2, (1,)))
    agreed(await box.all_in())
    assert await hall.rows("SELECT n FROM paper_lines") == []
    where = "ctid::text" if hall.store.dialect == "postgres" else "rowid"
    rows = await hall.rows(f"SELECT ballot_key FROM ballots ORDER BY {where}")
    keys = [row["ballot_key"] for row in rows]
    assert keys == sorted(keys)
    # Who typed a batch, and how many, is kept; nothing of what.
    kept = await hall.rows("SELECT batch, person, many FROM paper_entries ORDER BY person")
    assert [tuple(row.values()) for row in kept] == [(1, "hanna", 3), (1, "hugo", 3)]


FORGED = {
    "a vote on paper that nobody entered": "UPDATE participation SET origin = 'paper'",
    "one paper more": "UPDATE rounds SET paper_entered = paper_entered + 1",
    "a code used on paper": "UPDATE codes SET origin = 'paper' WHERE origin = 'chat'",
    "a paper that is left": """
        INSERT INTO paper_lines (round, batch, entry, n, choices)
        SELECT id, 1, 1, 1, '[1]' FROM rounds
        """,
}


@pytest.mark.parametrize("what", FORGED)
async def test_forged_rows_are_seen_by_verify(hall: Hall, what: str) -> None:
    box = await box_of(hall, "coded")
    await box.votes("ada", 1, 1)
    await box.closes()
    await box.both(1, (2, (2,)))
    agreed(await box.all_in())
    assert await box.sound() == []
    async with hall.store.transaction() as tx:
        await tx.run(FORGED[what])
    assert await box.sound() != []


# --- whole rounds ---------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
async def test_generated_rounds_with_paper_are_counted_the_same_by_both(
    hall: Hall, seed: int
) -> None:
    """What was cast and typed, counted by hand, is what stands in the record."""
    dice = random.Random(seed)
    kind = ("coded", "void_code", "attendance")[seed % 3]
    box = await box_of(hall, kind, codes=12)
    crosses = ((1,), (2,), (3,), (1, 2), (2, 3))
    counts: dict[int, tuple[int, ...]] = {}
    names = [await hall.resident(f"v{n}") for n in range(1, 9)]
    for n, name in enumerate(names, 1):
        if dice.random() < 0.7:
            counts[n] = dice.choice(crosses)
            await box.votes(name, n, *counts[n])
    papers: list[tuple[int | None, tuple[int, ...] | None]] = []
    replaced = voided = 0
    for n in dice.sample(range(1, 13), 6):
        chosen = dice.choice((*crosses, None))
        if kind == "attendance" and n in counts:
            assert "On paper it is void" in why(await box.gives(n))
            continue
        if kind != "coded":
            given(await box.gives(n))
            voided += n in counts
            counts.pop(n, None)
        papers.append((n if kind == "coded" and chosen else None, chosen))
        if chosen is not None:
            replaced += kind == "coded" and n in counts
            counts[n if kind == "coded" else 100 + n] = chosen
    await box.closes()
    half = len(papers) // 2
    for batch, some in enumerate((papers[:half], papers[half:]), 1):
        if some:
            await box.both(batch, *some)
    agreed(await box.all_in())
    found = await counted(box)
    assert sorted(found.ballots) == sorted(tuple(sorted(one)) for one in counts.values())
    assert (found.paper.replaced, found.voided) == (replaced, voided)
    assert recount.recount(json.loads(found.model_dump_json())) == []
    assert sum(found.codes.values()) == 12
    assert await box.sound() == []


async def test_a_round_that_is_stopped_keeps_nothing_of_its_papers(hall: Hall) -> None:
    box = await box_of(hall, "coded")
    await box.closes()
    await box.both(1, (1, (1,)))
    agreed(await hall.both(box.id, "stop", reason="The box was open for a night."))
    assert await hall.rows("SELECT n FROM paper_lines") == []
    assert "was stopped" in why(await box.types("hugo", 2, (1, (1,))))
    assert await box.sound() == []
