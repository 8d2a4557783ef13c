"""Voting codes in the register: one account each way, lock-outs, void and replaced, counted."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from conversations.rounds.codes import Braked, CallDesk, ClaimLink, DeskCalled, TellBrake
from conversations.rounds.desk_orders import (
    CallFound,
    CodeVoided,
    FindCall,
    FindSlip,
    LetVote,
    SlipFound,
    VoidCode,
    VoterLet,
)
from conversations.rounds.orders import CloseRound, NothingNow
from conversations.rounds.voting import (
    BallotOpen,
    BeginBallot,
    CastBallot,
    ChoosePlan,
    ClaimCode,
    CodeClaimed,
    CodeMissing,
    VoteCounted,
    VotingPaused,
)
from conversations.rules.codes import slip_of, with_check
from conversations.talk import Refused
from storage.postgres import PostgresTransaction
from storage.rounds import codes, invariants, rounds
from storage.rounds.codes import NewCode
from tests.rounds import Hall

pytestmark = pytest.mark.sqlite_daily

MINUTE = dt.timedelta(minutes=1)


def code(n: int) -> str:
    return with_check(0x0123_4567_89AB + n * 7919)


def token(n: int) -> str:
    return f"{n:022d}"


async def printed(hall: Hall, round: str, many: int = 3, level: Any = "letter") -> None:
    """Codes 1, 2, … of a print run."""
    async with hall.store.transaction() as tx:
        found = await rounds.held(tx, round)
        assert found is not None
        pepper = await codes.pepper_for_new(tx)
        first = await codes.first_free(tx, round)
        kept = [
            NewCode(
                slip_of(first + n - 1),
                codes.code_hash(pepper, code(n)),
                codes.link_hash(pepper, token(n)),
            )
            for n in range(1, many + 1)
        ]
        await codes.add(tx, found, level, "noord", kept)
        here = await _here(hall, tx)
        await codes.note_batch(tx, found, "noord", level, many, here, tx.fresh())


async def _here(hall: Hall, tx: Any) -> Any:
    from conversations.here import Here
    from tests.rounds import NOBODY

    return Here(hall.profile, NOBODY, hall.now)


async def ready(hall: Hall, level: Any = "letter", **more: Any) -> str:
    """An open round with three printed codes, for Ada and Bo."""
    round = await hall.open(level=level, **more)
    await printed(hall, round)
    return round


async def votes(hall: Hall, round: str, who: str) -> Any:
    assert isinstance(await hall.asks(BeginBallot(round), who), BallotOpen)
    await hall.asks(ChoosePlan(round, 1, "on"), who)
    return await hall.asks(CastBallot(round), who)


async def sound(hall: Hall) -> None:
    async with hall.store.reading() as tx:
        for check in invariants.CHECKS:
            assert await check(tx) == []


def why(outcome: Any) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.why.text


# --- claiming ---------------------------------------------------------------------------


async def test_a_code_is_bound_both_ways(hall: Hall) -> None:
    round = await ready(hall)
    assert isinstance(await hall.asks(BeginBallot(round), "ada"), CodeMissing)
    assert await hall.asks(ClaimCode(round, code(1)), "ada") == CodeClaimed(round)
    # The same again is the same answer.
    assert await hall.asks(ClaimCode(None, code(1)), "ada") == CodeClaimed(round)
    assert "Somebody else uses this code" in why(await hall.asks(ClaimCode(None, code(1)), "bo"))
    assert "another code" in why(await hall.asks(ClaimCode(round, code(2)), "ada"))
    assert await hall.asks(ClaimCode(round, code(2)), "bo") == CodeClaimed(round)
    rows = await hall.rows("SELECT slip, state, person, tried FROM codes ORDER BY slip")
    assert [(row["state"], row["person"], row["tried"]) for row in rows] == [
        ("claimed", "ada", 1),
        ("claimed", "bo", 0),
        ("unused", None, 0),
    ]
    # Neither of them was a wrong code.
    assert await hall.rows("SELECT person FROM code_locks") == []
    assert isinstance(await votes(hall, round, "ada"), VoteCounted)
    await sound(hall)


async def test_the_link_of_a_letter_is_the_code(hall: Hall) -> None:
    round = await ready(hall)
    assert await hall.asks(ClaimLink(token(1)), "ada") == CodeClaimed(round)
    assert "Somebody else" in why(await hall.asks(ClaimCode(None, code(1)), "bo"))
    assert "do not know this code" in why(await hall.asks(ClaimLink(token(9)), "bo"))


async def test_before_the_opening_and_after_the_closing_nothing_is_bound(hall: Hall) -> None:
    round = await hall.tested(level="letter")
    await printed(hall, round)
    assert "not started" in why(await hall.asks(ClaimCode(None, code(1)), "ada"))
    await hall.both(round, "open")
    assert "not started" in why(await hall.asks(ClaimCode(None, code(1)), "ada"))
    hall.now = (await hall.round(round)).closes
    assert "closed on" in why(await hall.asks(ClaimCode(None, code(1)), "ada"))
    assert await hall.rows("SELECT slip FROM codes WHERE state <> 'unused'") == []


async def test_one_code_two_phones_at_once(hall: Hall) -> None:
    round = await ready(hall)
    for n in (1, 2, 3):
        both = await asyncio.gather(
            hall.asks(ClaimCode(round, code(n)), await hall.resident(f"a{n}")),
            hall.asks(ClaimCode(round, code(n)), await hall.resident(f"b{n}")),
        )
        assert sorted(type(one).__name__ for one in both) == ["CodeClaimed", "Refused"]
    await sound(hall)


@pytest.mark.postgres
@pytest.mark.parametrize("store_address", ["postgres"], indirect=True)
@pytest.mark.parametrize("guarded", [True, False])
async def test_two_phones_that_both_saw_the_code_free(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """The control: where it is bound without looking whether it is still free, both have it."""
    round = await ready(hall)
    both = asyncio.Barrier(2)
    of_person = codes.of_person

    async def together(tx: Any, round: str, person: str) -> Any:
        found = await of_person(tx, round, person)
        await both.wait()  # both have read the code as unused by now
        return found

    monkeypatch.setattr(codes, "of_person", together)
    if not guarded:
        one = PostgresTransaction.one

        async def careless(self: Any, sql: str, /, **named: Any) -> Any:
            return await one(
                self, sql.replace("AND state = 'unused' RETURNING", "RETURNING"), **named
            )

        monkeypatch.setattr(PostgresTransaction, "one", careless)
    outcomes = await asyncio.gather(
        hall.asks(ClaimCode(round, code(1)), "ada"), hall.asks(ClaimCode(round, code(1)), "bo")
    )
    bound = [one for one in outcomes if isinstance(one, CodeClaimed)]
    assert (len(bound) == 1) is guarded


# --- wrong codes ------------------------------------------------------------------------


async def test_six_wrong_codes_lock_the_account_for_a_while_and_then_longer(hall: Hall) -> None:
    round = await ready(hall)
    for left in (4, 3, 2, 1):
        refused = await hall.asks(ClaimCode(round, code(50 + left)), "ada")
        assert why(refused).startswith("I do not know this code")
        assert refused.why.gaps["count"] == left
    locked = await hall.asks(ClaimCode(round, code(60)), "ada")
    assert "too many wrong codes" in why(locked)
    assert locked.why.gaps["moment"].at == hall.now + 15 * MINUTE
    # The sixth, and the right one, while it stands: neither looked at nor counted.
    for n in (61, 1):
        assert "too many wrong codes" in why(await hall.asks(ClaimCode(round, code(n)), "ada"))
    assert await hall.asks(ClaimCode(round, code(2)), "bo") == CodeClaimed(round)
    hall.now += 15 * MINUTE
    for n in range(5):
        locked = await hall.asks(ClaimCode(round, code(70 + n)), "ada")
    assert locked.why.gaps["moment"].at == hall.now + 30 * MINUTE
    hall.now += 30 * MINUTE
    assert await hall.asks(ClaimCode(round, code(1)), "ada") == CodeClaimed(round)


async def test_four_wrong_ones_a_day_never_lock(hall: Hall) -> None:
    round = await ready(hall)
    for _day in range(3):
        for n in range(4):
            assert "You can try" in why(await hall.asks(ClaimCode(round, code(90 + n)), "ada"))
        hall.now += dt.timedelta(days=1)
    assert await hall.asks(ClaimCode(round, code(1)), "ada") == CodeClaimed(round)


async def test_very_many_wrong_ones_stop_codes_in_chats_and_officers_hear_it(hall: Hall) -> None:
    round = await ready(hall, level="desk")
    for n in range(199):
        who = f"guest{n}"
        await hall.resident(who)
        assert "You can try" in why(await hall.asks(ClaimCode(round, code(1000 + n)), who))
    assert isinstance(await hall.asks(TellBrake(), ""), NothingNow)
    await hall.asks(ClaimCode(round, code(1999)), "bo")
    assert "Too many wrong codes" in why(await hall.asks(ClaimCode(round, code(1)), "ada"))
    due = await hall.rows("SELECT subject FROM due WHERE kind = 'codes_brake'")
    assert len(due) == 1
    until = hall.now + 15 * MINUTE
    assert await hall.asks(TellBrake(), "") == Braked(until)
    # The desk goes on.
    number = await calls(hall, round, "ada")
    assert isinstance(await hall.asks(LetVote(round, number), "hugo"), VoterLet)
    hall.now = until
    assert await hall.asks(ClaimCode(round, code(1)), await hall.resident("eva")) == CodeClaimed(
        round
    )


async def test_two_hundred_in_an_hour_stop_nothing(hall: Hall) -> None:
    round = await ready(hall)
    for n in range(210):
        who = f"guest{n}"
        await hall.resident(who)
        await hall.asks(ClaimCode(round, code(1000 + n)), who)
        hall.now += 18 * dt.timedelta(seconds=1)
    assert await hall.asks(ClaimCode(round, code(1)), "ada") == CodeClaimed(round)


async def test_without_the_pepper_nothing_is_wrong_and_nothing_is_taken(hall: Hall) -> None:
    round = await ready(hall)
    pepper = hall.store.vault.folder / "pepper"
    kept = pepper.read_bytes()
    pepper.unlink()
    assert await hall.asks(ClaimCode(round, code(1)), "ada") == VotingPaused(round)
    pepper.write_bytes(bytes(32))
    assert await hall.asks(ClaimCode(round, code(1)), "ada") == VotingPaused(round)
    assert "cannot look" in why(await hall.asks(ClaimCode(None, code(1)), "ada"))
    assert await hall.rows("SELECT person FROM code_locks") == []
    pepper.write_bytes(kept)
    assert await hall.asks(ClaimCode(round, code(1)), "ada") == CodeClaimed(round)


# --- at the desk --------------------------------------------------------------------------


async def calls(hall: Hall, round: str, who: str) -> str:
    """Somebody stands at the desk: the number on their phone."""
    assert await hall.asks(CallDesk(round), who) == DeskCalled(round)
    rows = await hall.rows(
        "SELECT number FROM desk_calls WHERE round = :r AND person = :p", r=round, p=who
    )
    return str(rows[0]["number"])


async def test_staff_let_somebody_vote(hall: Hall) -> None:
    round = await ready(hall, level="desk")
    number = await calls(hall, round, "ada")
    assert await calls(hall, round, "ada") == number
    assert await hall.asks(FindCall(round, number), "hugo") == CallFound(round, number)
    let = await hall.asks(LetVote(round, number), "hugo")
    assert isinstance(let, VoterLet)
    assert (let.person, let.cancelled) == ("ada", False)
    assert "do not see that number" in why(await hall.asks(LetVote(round, number), "hugo"))
    assert isinstance(await votes(hall, round, "ada"), VoteCounted)
    again = await calls(hall, round, "ada")
    assert "has a code already" in why(await hall.asks(LetVote(round, again), "hugo"))
    acts = await hall.rows("SELECT slip, what, person FROM desk_acts")
    assert acts == [{"slip": let.slip, "what": "let", "person": "hugo"}]
    journal = await hall.rows("SELECT role FROM journal WHERE verb = 'voter let by desk'")
    assert journal == [{"role": "hub_staff"}]
    await sound(hall)


async def test_who_may_help_and_whom(hall: Hall) -> None:
    round = await ready(hall, level="desk")
    await hall.resident("zus", role="hub_staff", wijk="rotterdam.ommoord")
    number = await calls(hall, round, "ada")
    for who in ("bo", "sam", "zus"):
        for command in (
            FindCall(round, number),
            LetVote(round, number),
            FindSlip(round, slip_of(1)),
            VoidCode(round, slip_of(1)),
        ):
            assert "Only" in why(await hall.asks(command, who)), who
    own = await calls(hall, round, "hugo")
    assert "your own phone" in why(await hall.asks(LetVote(round, own), "hugo"))
    hall.now += 10 * MINUTE
    assert "do not see that number" in why(await hall.asks(FindCall(round, number), "hugo"))
    assert await hall.rows("SELECT slip FROM codes WHERE state <> 'unused'") == []


async def test_where_only_letters_count_the_desk_replaces_and_adds_nobody(hall: Hall) -> None:
    round = await ready(hall)
    number = await calls(hall, round, "ada")
    refused = await hall.asks(LetVote(round, number), "hugo")
    assert "only people with a letter vote" in why(refused)
    slip = slip_of(2)
    assert await hall.asks(FindSlip(round, slip), "hugo") == SlipFound(round, slip)
    let = await hall.asks(LetVote(round, number, slip), "hugo")
    assert isinstance(let, VoterLet)
    assert "void" in why(await hall.asks(ClaimCode(round, code(2)), "bo"))
    rows = await hall.rows("SELECT level FROM codes WHERE slip = :slip", slip=let.slip)
    assert rows == [{"level": "letter"}]
    assert isinstance(await votes(hall, round, "ada"), VoteCounted)
    await sound(hall)


async def test_a_vote_with_a_stolen_letter_is_off_and_its_holder_votes(hall: Hall) -> None:
    round = await ready(hall)
    await hall.asks(ClaimCode(round, code(1)), "bo")
    assert isinstance(await votes(hall, round, "bo"), VoteCounted)
    number = await calls(hall, round, "ada")
    let = await hall.asks(LetVote(round, number, slip_of(1)), "hugo")
    assert isinstance(let, VoterLet)
    assert let.cancelled
    assert await hall.rows("SELECT * FROM ballots") == []
    assert await hall.rows("SELECT * FROM participation") == []
    assert isinstance(await hall.asks(BeginBallot(round), "bo"), CodeMissing)
    assert isinstance(await votes(hall, round, "ada"), VoteCounted)
    async with hall.store.reading() as tx:
        by_batch = {row.batch: row for row in await codes.count(tx, round)}
    noord, desk = by_batch["noord"], by_batch["desk"]
    assert (noord.made, noord.unused, noord.void, noord.cancelled) == (3, 2, 1, 1)
    assert (desk.made, desk.used) == (1, 1)
    await sound(hall)


async def test_void_once_and_not_after_the_closing(hall: Hall) -> None:
    round = await ready(hall)
    await hall.asks(ClaimCode(round, code(1)), "bo")
    done = await hall.asks(VoidCode(round, slip_of(1), "lost in the post"), "hugo")
    assert done == CodeVoided(round, slip_of(1), cancelled=False, person="bo")
    assert "void already" in why(await hall.asks(VoidCode(round, slip_of(1)), "hugo"))
    assert "no code with that slip" in why(await hall.asks(VoidCode(round, slip_of(8)), "hugo"))
    assert "BSN" in why(await hall.asks(VoidCode(round, slip_of(2), "bsn 111222333"), "hugo"))
    # Bo may give another one: the void code was not theirs any more.
    assert await hall.asks(ClaimCode(round, code(2)), "bo") == CodeClaimed(round)
    hall.now = (await hall.round(round)).closes
    assert "closed on" in why(await hall.asks(VoidCode(round, slip_of(3)), "hugo"))
    await hall.asks(CloseRound(round), "")
    await sound(hall)


async def test_without_the_secret_no_ballot_is_taken_off(hall: Hall) -> None:
    round = await ready(hall)
    await hall.asks(ClaimCode(round, code(1)), "bo")
    await votes(hall, round, "bo")
    secret = hall.store.vault.folder / f"{round}.secret"
    kept = secret.read_bytes()
    secret.unlink()
    assert "stands still" in why(await hall.asks(VoidCode(round, slip_of(1)), "hugo"))
    secret.write_bytes(kept)
    # A ballot that is not under its key: an alarm, and everything stays as it was.
    before = await hall.rows("SELECT * FROM participation")
    async with hall.store.transaction() as tx:
        await tx.run("UPDATE ballots SET ballot_key = 'elsewhere'")
    assert "stands still" in why(await hall.asks(VoidCode(round, slip_of(1)), "hugo"))
    assert await hall.rows("SELECT * FROM participation") == before
    assert await hall.rows("SELECT slip FROM desk_acts") == []


# --- verify ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ("UPDATE codes SET state = 'unused' WHERE person = 'ada'", "cannot be unused"),
        ("UPDATE codes SET person = NULL WHERE person = 'ada'", "cannot be claimed"),
        ("UPDATE codes SET state = 'claimed' WHERE person = 'bo'", "cannot be claimed"),
        ("UPDATE codes SET state = 'void' WHERE person = 'bo'", "cannot be void"),
        ("DELETE FROM codes WHERE person = 'bo'", "0 codes used in the chat and 1 votes"),
        ("DELETE FROM codes WHERE state = 'unused'", "2 codes of 3"),
    ],
)
async def test_verify_sees_a_code_that_cannot_be(hall: Hall, spoiled: str, said: str) -> None:
    round = await ready(hall)
    await hall.asks(ClaimCode(round, code(1)), "ada")
    await hall.asks(ClaimCode(round, code(2)), "bo")
    await votes(hall, round, "bo")
    await sound(hall)
    async with hall.store.transaction() as tx:
        await tx.run(spoiled)
    async with hall.store.reading() as tx:
        faults = await invariants.one_code_each(tx)
    assert any(said in fault for fault in faults), faults


async def test_without_its_index_two_codes_on_one_account_are_found(hall: Hall) -> None:
    round = await ready(hall)
    await hall.asks(ClaimCode(round, code(1)), "ada")
    twice = "UPDATE codes SET state = 'claimed', person = 'ada' WHERE state = 'unused'"
    with pytest.raises(Exception, match=r"(?i)unique"):
        async with hall.store.transaction() as tx:
            await tx.run(twice)
    async with hall.store.transaction() as tx:
        await tx.run("DROP INDEX codes_person")
        await tx.run(twice)
    async with hall.store.reading() as tx:
        assert any("ada has 3 codes" in fault for fault in await invariants.one_code_each(tx))
