"""The register of rounds, on both databases: before it opens, and while it runs."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from conversations.here import Here
from conversations.mine import Withdraw, Withdrawn
from conversations.regulation import Switch
from conversations.rounds.orders import (
    Agree,
    Agreed,
    CloseRound,
    Disagree,
    Dropped,
    NothingNow,
    OfficerFacts,
    OpenTrial,
    PrepareRound,
    Propose,
    Proposed,
    Rehearse,
    Rehearsed,
    RoundPrepared,
    StillOne,
    TellWijk,
    ToldWijk,
    TrialOpened,
    WordsNeeded,
)
from conversations.rounds.round import Choices
from conversations.rules.counting import count
from conversations.talk import Refused, Screen
from storage.database import instant
from storage.people import look_at
from storage.rounds import keeping, overview, rounds
from storage.rounds.vault import VaultError
from tests.phones import OPERATOR as DESK
from tests.rounds import DAY, LOMBARDIJEN, NOBODY, NOON, PROFILE, Hall, beside, clock, count_as

pytestmark = pytest.mark.sqlite_daily

WHY = "The school was closed for a week."


def why(outcome: Any) -> str:
    """The sentence of a refusal."""
    assert isinstance(outcome, Refused), outcome
    return outcome.why.text


# --- a plan waits for a round ----------------------------------------------------------------


async def test_where_residents_choose_a_plan_waits_for_a_round(hall: Hall) -> None:
    number = await hall.plan(3000)
    [case] = await hall.rows("SELECT * FROM cases WHERE number = :n", n=number)
    assert (case["state"], case["owner"]) == ("round", "officer")
    assert await hall.rows("SELECT id FROM decisions") == []
    small = await hall.plan(2000)
    [case] = await hall.rows("SELECT state FROM cases WHERE number = :n", n=small)
    assert case["state"] == "received"  # small ones go to the wijkraad, which is not there


# --- preparing -------------------------------------------------------------------------------


async def test_a_round_is_written_down_once_and_changed_until_it_opens(hall: Hall) -> None:
    id = await hall.prepared()
    round = await hall.round(id)
    assert (round.number, round.state) == ("R-2026-0001", "prepared")
    assert round.rules.opens == dt.datetime(2026, 5, 13, 7, tzinfo=dt.UTC)
    assert [option.number for option in round.rules.options] == hall.numbers
    again = await hall.asks(PrepareRound(hall.written(choices=1), id))
    assert again == RoundPrepared(id, "R-2026-0001", LOMBARDIJEN, again=True)
    assert (await hall.round(id)).rules.choices == 1
    assert await hall.rows("SELECT count(*) AS n FROM rounds") == [{"n": 1}]


@pytest.mark.parametrize("who", ["ada", "sam", "hugo"])
async def test_only_officers_prepare_and_ask(hall: Hall, who: str) -> None:
    id = await hall.tested()
    assert "Only {officers}" in why(await hall.asks(PrepareRound(hall.written()), who))
    assert "Only {officers}" in why(await hall.asks(PrepareRound(hall.written(), id), who))
    assert "Only {officers}" in why(await hall.asks(Propose(id, "open"), who))
    asked = await hall.asks(Propose(id, "open"), "olga")
    assert "Only {officers}" in why(await hall.asks(Agree(id, asked.n), who))
    assert "Only {officers}" in why(await hall.asks(Disagree(id, asked.n), who))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"wijk": "rotterdam.atlantis"}, "There is no plan {number} in that wijk"),
        ({"plans": ("BI-2026-0999",)}, "There is no plan {number} in that wijk"),
        ({"plans": ("BI-2026-0001", "BI-2026-0001")}, "stands on the list twice"),
        ({"closes": clock("2026-05-13 09:00")}, "closes after it opens"),
        ({"opens": clock("2026-05-01 00:00"), "closes": clock("2026-05-02 00:00")}, "is past"),
        ({"closes": clock("2026-10-01 00:00")}, "longer than three months"),
        ({"choices": 4}, "more choices than plans"),
        ({"choices": None}, "`choices` belongs"),
        ({"ceiling_cents": 400_000}, "In this round that is {least} to {most}"),
        ({"most_cents": 300_000}, "In this round that is {least} to {most}"),
        ({"least_cents": 300_001}, "In this round that is {least} to {most}"),
        ({"closes": clock("2026-10-25 02:30")}, "comes twice"),
        ({"closes": clock("2027-03-28 02:30")}, "does not exist"),
        ({"opens": clock("2027-03-28 02:30")}, "does not exist"),
        ({"closes": NOON + 8 * DAY}, "without a time zone"),
        ({"binding": False}, "no advisory vote"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_kept(
    hall: Hall, more: dict[str, Any], said: str
) -> None:
    for euros in (3000, 4000, 5000):
        await hall.plan(euros)
    assert said in why(await hall.asks(PrepareRound(hall.written(**more))))
    assert await hall.rows("SELECT id FROM rounds") == []
    assert await hall.rows("SELECT id FROM cases WHERE kind = 'round'") == []
    assert await hall.rows("SELECT name FROM counters WHERE name LIKE 'R-%'") == []


async def test_rounds_are_only_where_the_rules_of_that_day_say_so(hall: Hall) -> None:
    for euros in (3000, 4000):
        await hall.plan(euros)
    last = tuple(
        regime.but(until=dt.date(2026, 5, 19)) if regime.kind == "vote" else regime
        for regime in PROFILE.regimes
    )
    hall.profile = PROFILE.but(regimes=last)
    assert "do not vote about {amount}" in why(await hall.asks(PrepareRound(hall.written())))
    sooner = hall.written(closes=clock("2026-05-19 20:00"))
    assert isinstance(await hall.asks(PrepareRound(sooner)), RoundPrepared)


async def test_an_advisory_round_is_beside_the_council_and_decides_nothing(hall: Hall) -> None:
    ommoord = "rotterdam.ommoord"
    await hall.resident("bea", role="member", wijk=ommoord)
    for euros in (3000, 4000):
        await hall.plan(euros, wijk=ommoord)
    switch = Switch(journey="advisory_round", on=True, wijk=ommoord)
    hall.profile = PROFILE.but(journey_switches=(switch,))
    id = await hall.open(wijk=ommoord, binding=False, level="own")
    result = count((await hall.round(id)).rules, [Choices((1,))])
    await count_as(hall, id, result)
    assert await hall.both(id, "publish") == Agreed(id, "publish", ommoord, "member", 0)
    assert {r["state"] for r in await hall.rows("SELECT state FROM decisions")} == {"running"}


# --- the rehearsal (a round cannot be opened before two people tried its ballot) -----------


async def test_without_two_rehearsals_a_round_does_not_open(hall: Hall) -> None:
    id = await hall.prepared()
    assert "Two people must try" in why(await hall.asks(Propose(id, "open")))
    assert await hall.tries(id, "olga") == Rehearsed(id, 1, False)
    assert await hall.tries(id, "olga", 2) == Rehearsed(id, 1, False)  # the same person again
    assert "Two people must try" in why(await hall.asks(Propose(id, "open")))
    assert await hall.tries(id, "hugo") == Rehearsed(id, 2, True)
    assert (await hall.round(id)).state == "tested"
    assert isinstance(await hall.asks(Propose(id, "open")), Proposed)


async def test_other_rules_ask_for_other_rehearsals(hall: Hall) -> None:
    id = await hall.tested()
    old = (await hall.round(id)).rules.hash
    asked = await hall.asks(Propose(id, "open"))
    assert isinstance(await hall.asks(PrepareRound(hall.written(choices=1), id)), RoundPrepared)
    assert (await hall.round(id)).state == "prepared"
    # What was asked about the rules of before is not agreed to any more.
    assert "answered already" in why(await hall.asks(Agree(id, asked.n), "omar"))
    assert "Two people must try" in why(await hall.asks(Propose(id, "open")))
    assert "changed meanwhile" in why(await hall.asks(Rehearse(id, old, Choices((1,))), "hugo"))
    assert "You can choose" in why(await hall.tries(id, "hugo", 1, 2))


async def test_a_rehearsal_is_of_people_who_work_on_it_with_a_phone(hall: Hall) -> None:
    id = await hall.prepared()
    for who in ("ada", NOBODY):
        assert "Only people who work on" in why(await hall.asks(OpenTrial(id), who))
        hash = (await hall.round(id)).rules.hash
        assert "Only people who work on" in why(
            await hall.asks(Rehearse(id, hash, Choices((1,))), who)
        )
    opened = await hall.asks(OpenTrial(id), "sam")
    assert opened == TrialOpened(id, (await hall.round(id)).rules)
    # A trial leaves nothing of what was chosen.
    await hall.tries(id, "sam", 3)
    for table in ("ballots", "concepts", "participation"):
        assert await hall.rows(f"SELECT * FROM {table}") == []


# --- opening: two officers, and everything freezes -------------------------------------------


async def test_two_officers_open_and_the_rules_freeze(hall: Hall) -> None:
    id = await hall.tested()
    rules = (await hall.round(id)).rules
    asked = await hall.asks(Propose(id, "open"), "olga")
    assert await hall.asks(Agree(id, asked.n), "olga") == StillOne(id, asked.n)
    assert (await hall.round(id)).state == "tested"
    assert await hall.asks(Agree(id, asked.n), "omar") == Agreed(id, "open", LOMBARDIJEN)
    round = await hall.round(id)
    assert (round.state, round.rules, round.rules_hash) == ("open", rules, rules.hash)
    async with hall.store.reading() as tx:
        assert len(rounds.secret_of(tx, round)) == 32
    options = await hall.rows("SELECT n, case_id, version, cents FROM round_options ORDER BY n")
    assert [row["cents"] for row in options] == [300_000, 400_000, 500_000]
    assert await hall.due(id) == ["round_opens", "round_reminder", "round_closes"]
    verbs = await hall.rows(
        "SELECT verb FROM journal WHERE subject = :id ORDER BY at, cause", id=id
    )
    assert sorted(row["verb"] for row in verbs).count("round open agreed") == 2
    assert "answered already" in why(await hall.asks(Agree(id, asked.n), "omar"))


async def test_the_command_line_asks_and_never_agrees(hall: Hall) -> None:
    id = await hall.tested()
    # Nobody at all is not the command line.
    assert "Only {officers}" in why(await hall.asks(Propose(id, "open"), NOBODY))
    asked = await hall.asks(Propose(id, "open"), DESK)
    assert asked == Proposed(id, 1, "open", LOMBARDIJEN)
    assert "is asked already" in why(await hall.asks(Propose(id, "open"), DESK))
    assert "Only {officers}" in why(await hall.asks(Agree(id, 1), DESK))
    assert await hall.asks(Agree(id, 1), "olga") == StillOne(id, 1)
    assert isinstance(await hall.asks(Propose(id, "open"), "omar"), Agreed)


async def test_a_yes_counts_as_long_as_its_officer_is_one(hall: Hall) -> None:
    id = await hall.tested()
    asked = await hall.asks(Propose(id, "open"), "olga")
    async with hall.store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = :now WHERE id = 'olga-officer'", now=instant(hall.now)
        )
    assert await hall.asks(Agree(id, asked.n), "omar") == StillOne(id, asked.n)
    await hall.resident("otto", role="officer")
    assert isinstance(await hall.asks(Agree(id, asked.n), "otto"), Agreed)


async def test_a_no_takes_it_off_the_table_and_old_yeses_with_it(hall: Hall) -> None:
    id = await hall.tested()
    asked = await hall.asks(Propose(id, "open"), "olga")
    assert await hall.asks(Disagree(id, asked.n), "omar") == Dropped(id, "open", "olga")
    assert "answered already" in why(await hall.asks(Agree(id, asked.n), "omar"))
    again = await hall.asks(Propose(id, "open"), "omar")
    assert again == Proposed(id, 2, "open", LOMBARDIJEN)
    assert (await hall.round(id)).state == "tested"


async def test_two_officers_at_once_open_it_once(store_address: str, hall: Hall) -> None:
    """Both agree at the same moment: on PostgreSQL in two transactions."""
    id = await hall.tested()
    asked = await hall.asks(Propose(id, "open"), DESK)
    other = await beside(store_address, hall)
    try:
        done = await asyncio.gather(
            hall.asks(Agree(id, asked.n), "olga"), other.asks(Agree(id, asked.n), "omar")
        )
    finally:
        if other is not hall:
            await other.store.close()
    assert sorted(type(one).__name__ for one in done) == ["Agreed", "StillOne"]
    assert len(await hall.rows("SELECT n FROM round_options")) == 3


async def test_a_plan_that_was_taken_back_is_not_frozen(hall: Hall) -> None:
    id = await hall.tested()
    asked = await hall.asks(Propose(id, "open"), "olga")
    case = (await hall.round(id)).rules.options[1].case
    assert isinstance(await hall.asks(Withdraw(case), "ada"), Withdrawn)
    assert "not waiting for a round" in why(await hall.asks(Agree(id, asked.n), "omar"))
    assert (await hall.round(id)).state == "tested"


async def test_a_plan_is_in_one_round_at_a_time(hall: Hall) -> None:
    await hall.open()
    assert "in another round already" in why(await hall.asks(PrepareRound(hall.written())))


async def test_a_secret_that_cannot_be_kept_opens_nothing(hall: Hall) -> None:
    id = await hall.tested()
    folder = hall.store.vault.folder
    if folder.exists():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file stands where the folder belongs")
    # The first officer hears it already, not only the second.
    assert "cannot be kept on this machine" in why(await hall.asks(Propose(id, "open")))
    folder.unlink()
    asked = await hall.asks(Propose(id, "open"))
    assert isinstance(asked, Proposed)
    folder.write_text("there it is again")
    assert "cannot be kept on this machine" in why(await hall.asks(Agree(id, asked.n), "omar"))
    assert (await hall.round(id)).state == "tested"
    assert await hall.rows("SELECT n FROM round_options") == []
    folder.unlink()
    assert isinstance(await hall.asks(Agree(id, asked.n), "omar"), Agreed)


async def test_no_round_opens_with_another_pepper_than_the_one_in_use(hall: Hall) -> None:
    """With a new one every vote in a round that runs would be a second ballot."""
    await hall.open()
    for euros in (3000, 4000):
        await hall.plan(euros)
    id = await hall.tested(plans=tuple(hall.numbers[-2:]), opens=clock("2026-05-14 09:00"))
    pepper = hall.store.vault.folder / "pepper"
    kept = pepper.read_bytes()
    pepper.unlink()
    assert "cannot be kept on this machine" in why(await hall.asks(Propose(id, "open")))
    assert not pepper.exists(), "no new one was made"
    async with hall.store.reading() as tx:
        [line] = await keeping.lost(tx)
    assert line.startswith("R-2026-0001: The pepper is not in")
    pepper.write_bytes(kept)
    assert isinstance(await hall.asks(Propose(id, "open")), Proposed)


# --- money without a code --------------------------------------------------------------------


async def test_money_on_ones_own_word_needs_an_exception_and_is_indicative(hall: Hall) -> None:
    id = await hall.prepared(level="own")
    for who in ("hugo", "olga"):
        await hall.tries(id, who)
    assert "Money needs a code" in why(await hall.asks(Propose(id, "open")))
    assert await hall.asks(Propose(id, "exception")) == WordsNeeded(id, "exception")
    assert "too short" in why(await hall.asks(Propose(id, "exception", "so")))
    assert isinstance(await hall.both(id, "exception", reason=WHY), Agreed)
    round = await hall.round(id)
    assert (round.state, round.rules.indicative) == ("prepared", True)
    assert "Two people must try" in why(await hall.asks(Propose(id, "open")))
    for who in ("hugo", "olga"):
        await hall.tries(id, who)
    assert isinstance(await hall.both(id, "open"), Agreed)
    assert "no exception" in why(await hall.asks(Propose(id, "exception", WHY)))


async def test_a_file_cannot_call_itself_an_exception(hall: Hall) -> None:
    id = await hall.prepared(level="own")
    await hall.both(id, "exception", reason=WHY)
    # Written down anew it is a round without the exception.
    await hall.asks(PrepareRound(hall.written(level="own"), id))
    assert not (await hall.round(id)).rules.indicative


# --- while it is open: only later, and only by two -------------------------------------------


async def test_after_the_opening_nothing_changes_but_the_closing(hall: Hall) -> None:
    id = await hall.open()
    before = (await hall.rows("SELECT rules, rules_hash, closes FROM rounds"))[0]
    for more in (
        {"choices": 1},
        {"ceiling_cents": 900_000},
        {"opens": clock("2026-05-14 09:00")},
        {"closes": clock("2026-05-21 20:00")},
        {"paper": "coded"},
    ):
        outcome = await hall.asks(PrepareRound(hall.written(**more), id))
        assert "are frozen" in why(outcome)
    assert "no exception" in why(await hall.asks(Propose(id, "exception", WHY)))
    assert "open already" in why(await hall.asks(Propose(id, "open")))
    assert (await hall.rows("SELECT rules, rules_hash, closes FROM rounds"))[0] == before


async def test_two_officers_close_it_later_with_a_reason_and_the_wijk_hears(hall: Hall) -> None:
    id = await hall.open()
    hash = (await hall.round(id)).rules_hash
    later = clock("2026-05-21 20:00")
    assert await hall.asks(Propose(id, "extend", None, later)) == WordsNeeded(id, "extend")
    assert "Until when?" in why(await hall.asks(Propose(id, "extend", WHY)))
    for wrong, said in (
        (clock("2026-05-20 19:00"), "Choose a later moment"),
        (clock("2026-06-20 00:00"), "more than four weeks"),
    ):
        assert said in why(await hall.asks(Propose(id, "extend", WHY, wrong)))
    asked = await hall.asks(Propose(id, "extend", WHY, later), "olga")
    assert await hall.asks(Agree(id, asked.n), "olga") == StillOne(id, asked.n)
    # Another moment is another question.
    other = Propose(id, "extend", WHY, clock("2026-05-22 20:00"))
    assert "Something is asked" in why(await hall.asks(other, "omar"))
    assert isinstance(await hall.asks(Agree(id, asked.n), "omar"), Agreed)
    round = await hall.round(id)
    assert round.closes == dt.datetime(2026, 5, 21, 18, tzinfo=dt.UTC)
    assert (round.rules_hash, round.rules.hash) == (hash, hash)
    assert "round_closes" in await hall.due(id)
    told = await hall.asks(TellWijk(id, 1), NOBODY)
    assert isinstance(told, ToldWijk)
    assert (told.what, set(told.people) >= {"ada", "bo"}) == ("extended", True)
    # The old moment closes nothing.
    hall.now = dt.datetime(2026, 5, 20, 18, tzinfo=dt.UTC)
    assert await hall.asks(CloseRound(id), NOBODY) == NothingNow()


async def test_a_closing_is_extended_to_one_moment_of_the_clock(hall: Hall) -> None:
    hall.now = dt.datetime(2026, 10, 12, 10, tzinfo=dt.UTC)
    id = await hall.open(opens=clock("2026-10-13 09:00"), closes=clock("2026-10-24 20:00"))
    twice = Propose(id, "extend", WHY, clock("2026-10-25 02:30"))
    assert "comes twice" in why(await hall.asks(twice))
    assert isinstance(
        await hall.both(id, "extend", reason=WHY, closes=clock("2026-10-25 03:30")), Agreed
    )
    assert (await hall.round(id)).closes == dt.datetime(2026, 10, 25, 2, 30, tzinfo=dt.UTC)


async def test_a_round_that_is_over_is_not_extended(hall: Hall) -> None:
    id = await hall.open()
    later = clock("2026-05-21 20:00")
    asked = await hall.asks(Propose(id, "extend", WHY, later), "olga")
    hall.now = (await hall.round(id)).closes
    assert "not open" in why(await hall.asks(Agree(id, asked.n), "omar"))


async def test_two_officers_stop_a_round_and_its_plans_wait_again(hall: Hall) -> None:
    id = await hall.open()
    assert await hall.asks(Propose(id, "stop")) == WordsNeeded(id, "stop")
    assert isinstance(await hall.both(id, "stop", reason=WHY), Agreed)
    assert (await hall.round(id)).state == "stopped"
    assert await hall.due(id) == ["round_forget"]
    told = await hall.asks(TellWijk(id, 1), NOBODY)
    assert isinstance(told, ToldWijk)
    assert told.what == "stopped"
    assert "stopped already" in why(await hall.asks(Propose(id, "stop", WHY)))
    assert isinstance(await hall.asks(PrepareRound(hall.written())), RoundPrepared)


# --- who sees what ---------------------------------------------------------------------------


async def _facts(hall: Hall, id: str, who: str) -> tuple[Any, Any]:
    async with hall.store.reading() as tx:
        here = await look_at(tx, Here(hall.profile, NOBODY, hall.now), who)
        assert here is not None
        return (
            await rounds.round_facts(tx, Screen(name="round_card", case=id), here),
            await overview.officer_facts(tx, Screen(name="round_staff", case=id), here),
        )


async def test_nobody_sees_what_others_chose_and_few_how_many(hall: Hall) -> None:
    id = await hall.tested()
    assert await _facts(hall, id, "ada") == (None, None)
    card, staff = await _facts(hall, id, "sam")
    assert card is not None
    assert (staff.officer, staff.proposal) == (False, None)
    await hall.both(id, "open")
    async with hall.store.transaction() as tx:
        await tx.run(
            "INSERT INTO participation (round, voter_hash, level, origin, day)"
            " VALUES (:id, 'x', 'letter', 'chat', '2026-05-13')",
            id=id,
        )
    for who, turnout in (("ada", None), ("hugo", None), ("sam", 1), ("olga", 1)):
        card, _staff = await _facts(hall, id, who)
        assert (card.turnout, card.state, card.voted) == (turnout, "open", False), who


async def test_a_missing_or_foreign_secret_pauses_the_voting(hall: Hall) -> None:
    id = await hall.open()
    assert not (await _facts(hall, id, "ada"))[0].paused
    file = hall.store.vault.folder / f"{id}.secret"
    kept = file.read_bytes()
    for broken in (b"", b"x" * 32, None):
        file.unlink()
        if broken is not None:
            file.write_bytes(broken)
        card, _staff = await _facts(hall, id, "ada")
        assert card.paused
        round = await hall.round(id)
        async with hall.store.reading() as tx:
            with pytest.raises(VaultError):
                rounds.secret_of(tx, round)
        file.write_bytes(kept)
    card, staff = await _facts(hall, id, "olga")
    assert not card.paused
    assert isinstance(staff, OfficerFacts)


async def test_the_list_is_of_the_rounds_one_works_on(hall: Hall) -> None:
    id = await hall.prepared()
    async with hall.store.reading() as tx:
        here = Here(hall.profile, NOBODY, hall.now)
        seen = {}
        for who in ("olga", "sam", "ada"):
            mine = await look_at(tx, here, who)
            assert mine is not None
            seen[who] = await overview.round_list(tx, Screen(name="rounds"), mine)
    for who in ("olga", "sam"):
        facts = seen[who]
        assert facts is not None
        assert [line.id for line in facts.rows] == [id]
    assert seen["ada"] is None
