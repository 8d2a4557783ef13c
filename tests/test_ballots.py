"""Ballots on both databases: one for each voter, and only by the frozen rules."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from conversations.rounds.voting import (
    AgeAsked,
    BeginBallot,
    CastBallot,
    ChoosePlan,
    CodeMissing,
    ConceptChanged,
    ConceptKept,
    FindPhoto,
    ForgetVoters,
    PlanGone,
    RemindVoters,
    VoteCounted,
    VoteRefused,
    VotingPaused,
)
from conversations.talk import Screen
from storage.database import instant
from storage.rounds import ballots, votes
from tests.poll import REASON, SECOND, Poll, here_of, own_round, why
from tests.rounds import DAY, HOUR, NOBODY, Hall
from tests.test_lists import Watched, scans

# --- what may stand on a ballot ---------------------------------------------------------------


async def test_fault_8_twenty_votes_of_one_person_are_one_and_the_last_counts(poll: Poll) -> None:
    codes = set()
    for plan in itertools.islice(itertools.cycle((1, 2, 3)), 20):
        counted = await poll.votes(plan)
        codes.add(counted.check_code)
    assert await poll.ballots() == [([2], 19)]
    assert await poll.voters() == 1
    assert len(codes) == 1
    await poll.votes(1, 3, who="bo")
    assert await poll.ballots() == [([1, 3], 0), ([2], 19)]
    assert await poll.voters() == 2
    assert await poll.whole() == []


async def test_fault_9_as_many_as_the_rules_allow_and_no_more(hall: Hall) -> None:
    for euros in (3000, 3100, 3200, 3300):
        await hall.plan(euros)
    poll = Poll(hall, await own_round(hall, choices=3))
    await poll.chooses(1, 2, 3)
    fourth = await poll.asks(ChoosePlan(poll.id, 4, "on"))
    assert "Take one away first" in why(fourth)
    assert isinstance(fourth, VoteRefused)
    assert fourth.n == 4
    assert isinstance(await poll.asks(ChoosePlan(poll.id, 3, "on")), ConceptKept)  # twice is once
    assert "not in this round" in why(await poll.asks(ChoosePlan(poll.id, 9, "on")))
    assert "not in this round" in why(await poll.asks(ChoosePlan(poll.id, 1, "no")))
    async with hall.store.transaction() as tx:
        await tx.run("UPDATE round_options SET withdrawn = :now WHERE n = 2", now=instant(hall.now))
    gone = await poll.asks(CastBallot(poll.id))
    assert isinstance(gone, PlanGone)
    assert "taken back" in gone.why.text
    assert await poll.ballots() == []
    assert "taken back" in why(await poll.asks(ChoosePlan(poll.id, 2, "on")))
    assert isinstance(await poll.asks(CastBallot(poll.id)), VoteCounted)
    assert await poll.ballots() == [([1, 3], 0)]  # the rest was kept


async def test_an_empty_ballot_and_a_changed_one_are_not_counted(poll: Poll) -> None:
    assert "not chosen anything" in why(await poll.asks(CastBallot(poll.id)))
    await poll.chooses(1)
    async with poll.store.reading() as tx:
        facts = await votes.vote_facts(
            tx, Screen(name="ballot_review", case=poll.id), await here_of(tx, poll)
        )
    assert facts is not None
    await poll.asks(ChoosePlan(poll.id, 2, "on"))
    assert await poll.asks(CastBallot(poll.id, facts.stamp)) == ConceptChanged(poll.id)
    assert await poll.ballots() == []


async def test_who_may_not_is_told_why_and_nothing_is_kept(hall: Hall) -> None:
    poll = Poll(hall, await own_round(hall, age=12))
    await hall.resident("zoe", home="rotterdam.ommoord")
    for command in (BeginBallot(poll.id, True), ChoosePlan(poll.id, 1, "on"), CastBallot(poll.id)):
        assert "Only people from {wijk}" in why(await poll.asks(command, "zoe"))
    # Fault 57: without the yes about the age nothing is kept, and a no is kept nowhere.
    assert await poll.asks(BeginBallot(poll.id)) == AgeAsked(poll.id)
    assert await poll.asks(ChoosePlan(poll.id, 1, "on")) == AgeAsked(poll.id)
    assert "{age} or older" in why(await poll.asks(BeginBallot(poll.id, old_enough=False)))
    assert await hall.rows("SELECT * FROM concepts") == []
    unknown = await poll.asks(BeginBallot("x" * 22, True))
    assert "do not know this round" in why(unknown)
    hall.now -= HOUR
    assert "not started yet" in why(await poll.asks(BeginBallot(poll.id, True)))


async def test_a_round_with_codes_lets_nobody_choose_without_one(hall: Hall) -> None:
    poll = Poll(hall, await hall.open(level="letter"))
    for command in (BeginBallot(poll.id), ChoosePlan(poll.id, 1, "on"), CastBallot(poll.id)):
        assert await poll.asks(command) == CodeMissing(poll.id)
    async with hall.store.transaction() as tx:
        await tx.run(
            """
            INSERT INTO codes (hash, slip, round, level, batch, state, person, day)
            VALUES ('h1', '1', :round, 'letter', 'b', 'claimed', 'ada', '2026-05-12')
            """,
            round=poll.id,
        )
    await poll.votes(1)
    assert await hall.rows("SELECT state, origin FROM codes") == [
        {"state": "used", "origin": "chat"}
    ]
    assert await hall.rows("SELECT level FROM participation") == [{"level": "letter"}]
    await poll.votes(2)
    assert await poll.ballots() == [([2], 1)]


# --- fault 41: which moment counts ------------------------------------------------------------


async def test_fault_41_a_message_counts_by_its_date_and_a_tap_by_its_arrival(poll: Poll) -> None:
    closes = (await poll.hall.round(poll.id)).closes
    for who in ("ada", "bo"):
        await poll.chooses(1, who=who)
    poll.hall.now = closes + dt.timedelta(minutes=10)
    late = await poll.asks(CastBallot(poll.id), "bo", heard=closes + SECOND)
    assert "This round closed on {close}" in why(late)
    in_time = await poll.asks(CastBallot(poll.id), "ada", heard=closes - SECOND)
    assert isinstance(in_time, VoteCounted)
    assert "closed" in why(await poll.asks(CastBallot(poll.id), "bo", heard=closes))
    assert "closed" in why(await poll.asks(CastBallot(poll.id), "bo"))
    await poll.closes()
    # Whatever its date says: what is closed is closed, because all that waited was done.
    assert "closed" in why(await poll.asks(CastBallot(poll.id), "bo", heard=closes - SECOND))
    assert await poll.voters() == 1


# --- quick, however many people and rounds there are ----


async def test_voting_reads_no_table_from_one_end_to_the_other(poll: Poll) -> None:
    if poll.store.dialect != "sqlite":
        pytest.skip("the plans are read on SQLite")
    async with poll.store.transaction() as tx:
        watched = Watched(tx)
        here = await here_of(tx, poll)
        for name in ("ballot", "ballot_card", "ballot_review", "vote_receipt"):
            await votes.vote_facts(watched, Screen(name=name, case=poll.id), here)
        await votes.vote_list(watched, Screen(name="votes"), here)
        await votes.open_now(watched, Screen(name="home"), here)
        await votes.find_photo(watched, FindPhoto(poll.id, 1), here, "test")
        await votes.remind(watched, RemindVoters(poll.id), here, "test")
        await ballots.begin(watched, BeginBallot(poll.id, old_enough=True), here, "test")
        await ballots.choose(watched, ChoosePlan(poll.id, 1, "on"), here, "test")
        await ballots.cast(watched, CastBallot(poll.id), here, "test")
        assert len(watched.asked) > 30
        for sql, named in watched.asked:
            assert not await scans(tx, sql, **named), sql


# --- what verify finds ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE ballots SET choices = '[2]'", "was changed after the closing"),
        ("DELETE FROM ballots", "came or went after the closing"),
        ("UPDATE rounds SET ballots_print = 'x'", "came or went"),
        ("UPDATE journal SET content_hash = 'x' WHERE verb = 'ballots sealed'", "in the journal"),
        ("UPDATE ballots SET choices = '[1, 2, 3]'", "I4: ballot"),
        ("UPDATE ballots SET choices = '[1, 1]'", "I4: ballot"),
        ("UPDATE ballots SET choices = '[9]'", "I4: ballot"),
        ("UPDATE ballots SET choices = 'x'", "I4: ballot"),
        ("UPDATE rounds SET rules = replace(rules, '\"choices\":2', '\"choices\":3')", "I4: the"),
        ("DELETE FROM participation", "I3: round"),
        ("UPDATE participation SET voter_hash = 'ada'", "I15: a row of participation"),
        (
            "INSERT INTO concepts (round, concept_key, sealed, day)"
            " SELECT round, ballot_key, 'x', '2026-05-12' FROM ballots",
            "I15: concepts are left",
        ),
        ("UPDATE rounds SET secret_gone = '2026'", "are not forgotten"),
    ],
)
async def test_verify_finds_what_was_changed_behind_its_back(
    poll: Poll, sql: str, found: str
) -> None:
    await poll.votes(1)
    await poll.closes()
    assert await poll.whole() == []
    async with poll.store.transaction() as tx:
        await tx.run(sql)
    faults = await poll.whole()
    assert any(found in fault for fault in faults), faults


async def test_a_ballot_that_is_not_there_stops_its_voter_and_is_no_fresh_vote(poll: Poll) -> None:
    await poll.votes(1)
    async with poll.store.transaction() as tx:
        await tx.run("DELETE FROM ballots")
    await poll.chooses(2)
    assert await poll.asks(CastBallot(poll.id)) == VotingPaused(poll.id)
    assert await poll.ballots() == []


async def test_a_round_that_was_stopped_is_forgotten_too(poll: Poll) -> None:
    await poll.votes(1)
    await poll.hall.both(poll.id, "stop", reason=REASON)
    assert "was stopped" in why(await poll.asks(CastBallot(poll.id)))
    assert "round_forget" in await poll.hall.due(poll.id)
    poll.hall.now += 57 * DAY
    await poll.hall.asks(ForgetVoters(poll.id), NOBODY)
    assert await poll.voters() == 0
    assert await poll.whole() == []
