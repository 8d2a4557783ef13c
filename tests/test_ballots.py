"""Ballots on both databases: one for each voter, by the frozen rules, and nobody's afterwards.

Every race has a control: with the constraint taken away, the same test sees two ballots.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from conversations.here import Here
from conversations.rounds.orders import CloseRound, NothingNow, RoundClosed
from conversations.rounds.round import Choices
from conversations.rounds.voting import (
    AgeAsked,
    BallotOpen,
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
from conversations.talk import Refused, Screen
from storage.database import Database, Transaction, instant
from storage.people import look_at
from storage.perform import perform
from storage.postgres import PostgresTransaction
from storage.rounds import ballots, invariants, keys, rounds, votes
from tests.rounds import DAY, HOUR, NOBODY, Hall, clock
from tests.test_lists import Watched, scans

REASON = "The letters come too late this year."
SECOND = dt.timedelta(seconds=1)


async def own_round(hall: Hall, **more: Any) -> str:
    """A round by one's own word that is open, with its exception."""
    id = await hall.prepared(level="own", **more)
    await hall.both(id, "exception", reason=REASON)
    for who in ("omar", "olga"):
        await hall.tries(id, who)
    await hall.both(id, "open")
    hall.now = (await hall.round(id)).rules.opens
    return id


class Poll:
    """A round in a hall, and people who vote in it."""

    def __init__(self, hall: Hall, id: str) -> None:
        self.hall = hall
        self.id = id
        self.store = hall.store

    async def asks(self, command: Any, who: str = "ada", **seen: Any) -> Any:
        """A command of somebody in a transaction of its own; `seen` changes what they are."""
        async with self.store.transaction() as tx:
            return await self.within(tx, command, who, **seen)

    async def within(self, tx: Transaction, command: Any, who: str = "ada", **seen: Any) -> Any:
        """The same inside a transaction that is open."""
        here = await look_at(tx, Here(self.hall.profile, NOBODY, self.hall.now), who)
        assert here is not None
        return await perform(tx, command, replace(here, **seen), tx.fresh())

    async def chooses(self, *plans: int, who: str = "ada") -> None:
        """Somebody's concept: these plans and nothing else."""
        assert isinstance(await self.asks(BeginBallot(self.id, old_enough=True), who), BallotOpen)
        for n in (1, 2, 3):
            await self.asks(ChoosePlan(self.id, n, "off"), who)
        for n in plans:
            kept = await self.asks(ChoosePlan(self.id, n, "on"), who)
            assert isinstance(kept, ConceptKept), kept

    async def votes(self, *plans: int, who: str = "ada") -> VoteCounted:
        """Somebody chooses and casts."""
        await self.chooses(*plans, who=who)
        counted = await self.asks(CastBallot(self.id), who)
        assert isinstance(counted, VoteCounted), counted
        return counted

    async def ballots(self) -> list[tuple[list[int], int]]:
        """What stands on the ballots, with how often each was replaced."""
        rows = await self.hall.rows("SELECT choices, replaced FROM ballots ORDER BY choices")
        return [(json.loads(row["choices"]), row["replaced"]) for row in rows]

    async def voters(self) -> int:
        rows = await self.hall.rows("SELECT count(*) AS n FROM participation")
        return int(rows[0]["n"])

    async def whole(self) -> list[str]:
        """What the invariants of rounds find."""
        async with self.store.reading() as tx:
            return [fault for check in invariants.CHECKS for fault in await check(tx)]

    async def closes(self) -> None:
        """The closing, with everything done that came in time."""
        round = await self.hall.round(self.id)
        self.hall.now = max(self.hall.now, round.closes + SECOND)
        async with self.store.transaction() as tx:
            await rounds.drained(tx, self.hall.now)
        assert isinstance(await self.hall.asks(CloseRound(self.id), NOBODY), RoundClosed)


@pytest.fixture
async def poll(hall: Hall) -> Poll:
    return Poll(hall, await own_round(hall))


def why(outcome: Any) -> str:
    assert isinstance(outcome, VoteRefused | Refused), outcome
    return outcome.why.text


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
            tx, Screen(name="ballot_review", case=poll.id), await _here(tx, poll)
        )
    assert facts is not None
    await poll.asks(ChoosePlan(poll.id, 2, "on"))
    assert await poll.asks(CastBallot(poll.id, facts.stamp)) == ConceptChanged(poll.id)
    assert await poll.ballots() == []


async def _here(tx: Transaction, poll: Poll, who: str = "ada") -> Here:
    here = await look_at(tx, Here(poll.hall.profile, NOBODY, poll.hall.now), who)
    assert here is not None
    return here


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


# --- faults 5, 6, 7: races --------------------------------------------------------------------


@asynccontextmanager
async def no_constraint(store: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The control: no unique ballot, and a count that looks first and writes then."""
    async with store.transaction() as tx:
        for table in ("participation", "ballots"):
            await tx.run(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
    both = asyncio.Barrier(2)

    async def look_then_write(
        tx: Transaction, round: Any, voter: ballots.Voter, choices: Choices, here: Here
    ) -> None:
        there = await ballots.took_part(tx, round, voter)
        async with asyncio.timeout(5):
            await both.wait()
        if there:
            return
        await tx.run(
            "INSERT INTO participation (round, voter_hash, level, origin, day)"
            " VALUES (:r, :v, 'own', 'chat', '2026-05-13')",
            r=round.id,
            v=voter.hash,
        )
        await tx.run(
            "INSERT INTO ballots (round, ballot_key, choices) VALUES (:r, :k, :c)",
            r=round.id,
            k=voter.ballot_key,
            c=json.dumps(list(choices.of)),
        )

    with monkeypatch.context() as patch:
        patch.setattr(ballots, "_count", look_then_write)
        yield


async def at_once(poll: Poll) -> list[Any]:
    """Fault 5: the same tap twice within milliseconds, in two transactions."""
    await poll.chooses(1)
    casts = (poll.asks(CastBallot(poll.id)) for _tap in range(2))
    return list(await asyncio.gather(*casts))


async def test_fault_5_two_casts_at_once_are_one_ballot(poll: Poll) -> None:
    one, other = await at_once(poll)
    assert isinstance(one, VoteCounted)
    assert isinstance(other, VoteCounted)
    assert one.check_code == other.check_code
    assert len(await poll.ballots()) == 1
    assert await poll.voters() == 1
    assert await poll.whole() == []


async def two_phones(poll: Poll, barrier: asyncio.Barrier | None = None) -> list[Any]:
    """Fault 6: two phones of one account, each with a choice of its own, cast at once."""

    async def phone(plan: int) -> Any:
        async with poll.store.transaction() as tx:
            await poll.within(tx, ChoosePlan(poll.id, plan, "on"))
            if barrier is not None:
                await barrier.wait()
            return await poll.within(tx, CastBallot(poll.id))

    await poll.asks(BeginBallot(poll.id, old_enough=True))
    return list(await asyncio.gather(phone(1), phone(2)))


async def test_fault_6_two_phones_at_once_are_one_ballot_that_was_replaced(poll: Poll) -> None:
    outcomes = await two_phones(poll)
    assert all(isinstance(one, VoteCounted) for one in outcomes)
    [(choices, replaced)] = await poll.ballots()
    # The second phone's tap may come upon the first one's concept or after its cast.
    assert choices in ([1], [2], [1, 2])
    assert replaced == 1
    assert len({one.check_code for one in outcomes}) == 1
    assert await poll.voters() == 1
    assert await poll.whole() == []


@pytest.mark.postgres
@pytest.mark.parametrize("store_address", ["postgres"], indirect=True)
async def test_control_without_the_constraint_two_casts_are_two_ballots(
    poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with no_constraint(poll.store, monkeypatch):
        await at_once(poll)
    assert len(await poll.ballots()) == 2
    faults = await poll.whole()
    assert any(fault.startswith("I2: 2 ballots") for fault in faults)
    assert any("took part 2 times" in fault for fault in faults)


@pytest.mark.postgres
@pytest.mark.parametrize("store_address", ["postgres"], indirect=True)
async def test_fault_7_many_accounts_tap_twice_at_once(poll: Poll) -> None:
    names = [f"r{n}" for n in range(60)]
    for name in names:
        await poll.hall.resident(name)
        await poll.chooses(1, who=name)
    taps = (poll.asks(CastBallot(poll.id), name) for name in (*names, *names))
    outcomes = await asyncio.gather(*taps)
    assert all(isinstance(one, VoteCounted) for one in outcomes)
    assert await poll.ballots() == [([1], 0)] * 60
    assert await poll.voters() == 60


@pytest.mark.postgres
@pytest.mark.parametrize("store_address", ["postgres"], indirect=True)
@pytest.mark.parametrize("held", [True, False])
async def test_a_ballot_is_in_before_the_closing_or_sees_it(
    poll: Poll, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    """The control, without holding the round: the two run into each other."""
    if not held:

        async def nothing(self: Any, table: str, id: str, *, shared: bool = False) -> None:
            return

        monkeypatch.setattr(PostgresTransaction, "hold", nothing)
    await poll.chooses(1)
    inside, go = asyncio.Event(), asyncio.Event()
    counting = ballots._count

    async def slowly(*about: Any) -> None:
        inside.set()
        await go.wait()
        await counting(*about)

    monkeypatch.setattr(ballots, "_count", slowly)
    # A message from before the closing, still being worked on when the closing comes.
    in_time = (await poll.hall.round(poll.id)).closes - SECOND
    voter = asyncio.create_task(poll.asks(CastBallot(poll.id), heard=in_time))
    await inside.wait()
    closer = asyncio.create_task(poll.closes())
    await asyncio.sleep(0.5)
    assert not (held and closer.done())
    go.set()
    ends = await asyncio.gather(voter, closer, return_exceptions=True)
    failed = [end for end in ends if isinstance(end, BaseException)]
    assert (not failed and await poll.whole() == []) is held, failed


@pytest.mark.postgres
@pytest.mark.parametrize("store_address", ["postgres"], indirect=True)
@pytest.mark.parametrize("locked", [True, False])
async def test_a_closing_loses_no_ballot_of_another_round(
    poll: Poll, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """The control, without the lock before the rewriting: the other round's voter is lost."""
    poll.hall.numbers.clear()
    other = Poll(poll.hall, await own_round(poll.hall, closes=clock("2026-05-21 20:00")))
    await poll.votes(1)
    await other.chooses(1, who="bo")
    if not locked:

        async def together(self: Any, *tables: str) -> None:
            return

        monkeypatch.setattr(PostgresTransaction, "alone", together)
    inside, go = asyncio.Event(), asyncio.Event()
    counting = ballots._count

    async def slowly(*about: Any) -> None:
        await counting(*about)
        inside.set()
        await go.wait()

    monkeypatch.setattr(ballots, "_count", slowly)
    voter = asyncio.create_task(other.asks(CastBallot(other.id), "bo"))
    await inside.wait()
    closer = asyncio.create_task(poll.closes())
    await asyncio.sleep(0.5)
    assert not closer.done()
    go.set()
    await asyncio.gather(voter, closer)
    assert (await poll.whole() == []) is locked
    assert await poll.voters() == (2 if locked else 1)


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


# --- fault 49: nobody sees anything before the end --------------------------------------------


async def test_fault_49_nobody_sees_what_others_chose_while_it_runs(poll: Poll) -> None:
    await poll.votes(1, 2)
    await poll.hall.resident("max", role="member", wijk="rotterdam.lombardijen")
    await poll.chooses(3, who="bo")
    for who in ("olga", "max", "sam", "hugo", "bo", "ada"):
        for name in ("ballot", "ballot_card", "ballot_review", "vote_receipt", "votes"):
            screen = Screen(name=name, case=poll.id)
            async with poll.store.reading() as tx:
                here = await _here(tx, poll, who)
                gather = votes.vote_list if name == "votes" else votes.vote_facts
                facts: Any = await gather(tx, screen, here)
            if name == "votes":
                continue
            # Their own concept at most; what was cast is shown to nobody, not even to ada.
            wanted = Choices((3,)) if who == "bo" else None
            assert facts.concept == wanted, (who, name)
            assert facts.voted == (who == "ada")
            assert (facts.check_code is not None) == (who == "ada")


# --- fault 50, and the closing ----------------------------------------------------------------


async def place_of(hall: Hall, table: str, key: str) -> list[str]:
    """The keys of a table in every order that the database knows, one after another."""
    if hall.store.dialect == "sqlite":
        rows = await hall.rows(f"SELECT {key} AS key FROM {table} ORDER BY rowid")
        return [row["key"] for row in rows]
    rows = await hall.rows(f"SELECT {key} AS key, xmin::text AS xmin FROM {table} ORDER BY ctid")
    # One transaction wrote them all: xmin says nothing either.
    assert len({row["xmin"] for row in rows}) <= 1
    return [row["key"] for row in rows]


async def test_at_the_closing_no_row_tells_any_more_when_it_came(poll: Poll) -> None:
    names = [f"r{n:02}" for n in range(30)]
    for name in names:
        await poll.hall.resident(name)
        await poll.votes(1, who=name)
    await poll.chooses(1, who="bo")
    places = {"participation": "voter_hash", "ballots": "ballot_key"}
    for table, key in places.items():
        before = await place_of_unsorted(poll.hall, table, key)
        assert before != sorted(before), "the control: before, the order of voting stands there"
    await poll.closes()
    for table, key in places.items():
        after = await place_of(poll.hall, table, key)
        assert after == sorted(after)
        assert len(after) == 30
    assert await poll.hall.rows("SELECT * FROM concepts") == []
    assert await poll.hall.rows("SELECT * FROM ballot_messages") == []
    assert await poll.whole() == []


async def place_of_unsorted(hall: Hall, table: str, key: str) -> list[str]:
    """The keys as they lie in the file."""
    place = "rowid" if hall.store.dialect == "sqlite" else "ctid"
    return [r["key"] for r in await hall.rows(f"SELECT {key} AS key FROM {table} ORDER BY {place}")]


async def test_fault_50_after_the_destruction_nothing_leads_from_a_ballot_to_a_person(
    poll: Poll,
) -> None:
    people = [f"r{n:02}" for n in range(20)]
    for n, name in enumerate(people):
        await poll.hall.resident(name)
        await poll.votes(1 + n % 3, who=name)
    vault = poll.store.vault
    print_ = (await poll.hall.round(poll.id)).secret_print
    assert print_ is not None
    secret = vault.secret(poll.id, print_)
    found = await _linked(poll, secret, people)
    assert found == 20, "the control: with the secret everybody is found"
    await poll.closes()
    # Not before the result is there, and nobody can object any more.
    await poll.hall.asks(ForgetVoters(poll.id), NOBODY)
    assert await poll.voters() == 20
    async with poll.store.transaction() as tx:
        await tx.run("UPDATE rounds SET state = 'published' WHERE id = :id", id=poll.id)
    poll.hall.now += 56 * DAY
    assert "round_forget" in await poll.hall.due(poll.id)
    assert await poll.hall.asks(ForgetVoters(poll.id), NOBODY) == NothingNow()
    await poll.store.scrub()
    assert await poll.voters() == 0
    assert len(await poll.ballots()) == 20
    assert not (vault.folder / f"{poll.id}.secret").exists()
    assert await _linked(poll, b"", people) == 0
    for folder_file in vault.folder.iterdir():  # all keys that are left
        assert await _linked(poll, folder_file.read_bytes(), people) == 0
    ordered = await place_of(poll.hall, "ballots", "ballot_key")
    assert ordered == sorted(ordered)
    assert await poll.whole() == []
    assert await poll.hall.asks(ForgetVoters(poll.id), NOBODY) == NothingNow()  # once


async def _linked(poll: Poll, key: bytes, people: list[str]) -> int:
    """How many ballots are found from the people, with this key and the pepper."""
    pepper = poll.store.vault.pepper()
    there = {row["ballot_key"] for row in await poll.hall.rows("SELECT ballot_key FROM ballots")}
    tries = {
        keys.ballot_key(with_, keys.voter_hash(by, poll.id, "own", person))
        for person in people
        for with_ in (key, pepper, b"")
        for by in (key, pepper, b"")
    }
    return len(there & tries)


@pytest.mark.parametrize("store_address", ["sqlite"], indirect=True)
async def test_fault_50_the_file_itself_has_no_concept_and_no_voter_any_more(poll: Poll) -> None:
    await poll.votes(1)
    [row] = await poll.hall.rows("SELECT voter_hash FROM participation")
    await poll.chooses(2, who="bo")
    [concept] = await poll.hall.rows("SELECT concept_key FROM concepts")
    path = next(
        path for path in poll.store.vault.folder.parent.iterdir() if path.suffix == ".sqlite3"
    )

    def bytes_of() -> bytes:
        wal = path.with_name(path.name + "-wal")
        return path.read_bytes() + (wal.read_bytes() if wal.exists() else b"")

    assert concept["concept_key"].encode() in bytes_of()
    await poll.closes()
    await poll.store.scrub()
    assert concept["concept_key"].encode() not in bytes_of()
    assert row["voter_hash"].encode() in bytes_of()
    async with poll.store.transaction() as tx:
        await tx.run("UPDATE rounds SET state = 'published' WHERE id = :id", id=poll.id)
    await poll.hall.asks(ForgetVoters(poll.id), NOBODY)
    await poll.store.scrub()
    assert row["voter_hash"].encode() not in bytes_of()


# --- quick, however many people and rounds there are ----


async def test_voting_reads_no_table_from_one_end_to_the_other(poll: Poll) -> None:
    if poll.store.dialect != "sqlite":
        pytest.skip("the plans are read on SQLite")
    async with poll.store.transaction() as tx:
        watched = Watched(tx)
        here = await _here(tx, poll)
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
