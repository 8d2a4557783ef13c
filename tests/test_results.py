"""A round is counted once, from its own rows, and what does not add up is not counted."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.desk.desk import carry_out
from bot.desk.room import Room
from bot.rounds import recount
from bot.rounds.pabulib import pabulib
from bot.turns import Turns
from conversations.here import Here
from conversations.rounds import record as records
from conversations.rounds.orders import CloseRound, NothingNow, Propose
from conversations.rounds.record import Record
from conversations.rounds.results import (
    CountingFailed,
    CountRound,
    RecordKept,
    ResultFacts,
    ResultTold,
    RoundCounted,
    SendRecord,
    TellResult,
    how,
    result,
)
from conversations.rounds.round import Choices, RoundFacts
from conversations.talk import Refused
from storage import journal
from storage.database import fresh
from storage.people import look_at
from storage.rounds import keys, result_news, results
from storage.verify import verify
from tests.counting import closed, counted, opened, published, votes
from tests.rounds import DAY, HOUR, LOMBARDIJEN, NOBODY, PROFILE, Hall
from tests.stores import open_at
from tests.test_recount import generated

pytestmark = pytest.mark.sqlite_daily


async def three_voters(hall: Hall, **more: Any) -> tuple[str, dict[str, str]]:
    """A round over plans of €3,000, €4,000 and €5,000 with €10,000, and three check codes."""
    id = await opened(hall, **more)
    cleo = await hall.resident("cleo")
    codes = {
        "ada": await votes(hall, id, "ada", 1, 2),
        "bo": await votes(hall, id, "bo", 2),
        "cleo": await votes(hall, id, cleo, 1),
    }
    return id, codes


async def record(hall: Hall, id: str) -> Record:
    async with hall.store.reading() as tx:
        found = await results.record_of(tx, id)
    assert found is not None
    return found


async def facts(hall: Hall, id: str, who: str) -> Any:
    """What somebody sees of a result."""
    async with hall.store.reading() as tx:
        here = await look_at(tx, Here(hall.profile, NOBODY, hall.now), who)
        assert here is not None
        return await result_news.shown(tx, result(id), here)


async def faults(hall: Hall) -> list[str]:
    """What `verify` says, of rounds alone: these plans were filed by no chat."""
    async with hall.store.reading() as tx:
        found = await verify(tx, hall.now)
    return [fault for fault in found if not fault.startswith("I12")]


# --- counting ------------------------------------------------------------------------------


async def test_stored_ballots_become_a_record_that_both_counters_count_again(hall: Hall) -> None:
    id, codes = await three_voters(hall)
    await votes(hall, id, "bo", 1)  # the last one counts
    assert await hall.asks(CountRound(id), NOBODY) == NothingNow()  # it is not over
    await closed(hall, id)
    done = await counted(hall, id)
    assert done == RoundCounted(id, "R-2026-0001", LOMBARDIJEN, 3)
    found = await record(hall, id)
    assert found.ballots == ((1,), (1,), (1, 2))
    assert set(found.check_codes) == set(codes.values())
    assert (found.origins, found.levels["own"]) == ({"chat": 3, "paper": 0}, 3)
    assert (found.replaced, found.voided) == (1, 0)
    assert found.closed == (await hall.round(id)).closes
    assert records.faults(found) == []
    assert recount.recount(json.loads(found.model_dump_json())) == []
    plans = {plan.n: (plan.votes, plan.fate) for plan in found.result.plans}
    assert plans == {1: (3, "awarded"), 2: (1, "awarded"), 3: (0, "too_few")}
    assert found.result.awarded == 700_000 <= found.rules.ceiling
    assert await faults(hall) == []


async def test_no_person_and_no_key_stands_in_a_record(hall: Hall) -> None:
    id, _codes = await three_voters(hall)
    await closed(hall, id)
    await counted(hall, id)
    text = (await record(hall, id)).model_dump_json()
    kept = await hall.rows(
        "SELECT voter_hash AS k FROM participation UNION ALL SELECT ballot_key FROM ballots"
        " UNION ALL SELECT id FROM people"
    )
    assert len(kept) > 6
    assert [row["k"] for row in kept if f'"{row["k"]}"' in text] == []


@pytest.mark.race
async def test_a_round_is_counted_once_by_two_instances(store_address: str, hall: Hall) -> None:
    id, _codes = await three_voters(hall)
    await closed(hall, id)
    both = [hall]
    if store_address.startswith("postgresql"):
        other = Hall(await open_at(store_address))
        other.store.vault.folder = hall.store.vault.folder
        other.now = hall.now
        both.append(other)
    else:
        both.append(hall)
    try:
        done = await asyncio.gather(*(one.asks(CountRound(id), NOBODY) for one in both))
    finally:
        if both[1] is not hall:
            await both[1].store.close()
    assert sorted(type(one).__name__ for one in done) == ["NothingNow", "RoundCounted"]
    assert await hall.rows("SELECT count(*) AS n FROM round_records") == [{"n": 1}]


async def test_an_empty_round_has_a_result_too(hall: Hall) -> None:
    id = await opened(hall)
    await closed(hall, id)
    await counted(hall, id)
    found = await record(hall, id)
    assert (found.result.ballots, found.result.awarded) == (0, 0)
    assert {plan.fate for plan in found.result.plans} == {"too_few"}


# --- one changed byte ------------------------------------------------------------------------

CHANGES = {
    "another plan on a ballot": "UPDATE ballots SET choices = '[3]' WHERE choices = '[2]'",
    "a plan that is not there": "UPDATE ballots SET choices = '[9]' WHERE choices = '[2]'",
    "a ballot that cannot be read": "UPDATE ballots SET choices = '[2' WHERE choices = '[2]'",
    "a ballot that is no list": "UPDATE ballots SET choices = '2' WHERE choices = '[2]'",
    "how often it was replaced": "UPDATE ballots SET replaced = 1 WHERE choices = '[2]'",
    "a ballot less": "DELETE FROM ballots WHERE choices = '[2]'",
    "somebody who took part": """
        UPDATE participation SET voter_hash = 'f' || substr(voter_hash, 2)
        WHERE voter_hash = (SELECT min(voter_hash) FROM participation)
        """,
    "nobody there any more": """
        DELETE FROM participation
        WHERE voter_hash = (SELECT min(voter_hash) FROM participation)
        """,
    "a line of the journal": """
        UPDATE journal SET role = 'x' WHERE verb = 'ballots sealed'
        """,
}


@pytest.mark.parametrize("what", CHANGES)
async def test_one_changed_byte_and_nothing_is_counted(hall: Hall, what: str) -> None:
    id, _codes = await three_voters(hall)
    await closed(hall, id)
    async with hall.store.transaction() as tx:
        await journal.seal(tx, hall.now + HOUR)
        await tx.run(CHANGES[what])
    failed = await hall.asks(CountRound(id), NOBODY)
    assert failed == CountingFailed(id, "R-2026-0001", LOMBARDIJEN, "changed", ("olga", "omar")), (
        what
    )
    assert (await hall.round(id)).state == "closed"
    assert await hall.rows("SELECT round FROM round_records") == []
    told = await hall.asks(Propose(id, "publish"), "olga")
    assert isinstance(told, Refused)


async def test_without_its_secret_it_waits_and_is_counted_when_it_is_back(hall: Hall) -> None:
    id, _codes = await three_voters(hall)
    await closed(hall, id)
    file = hall.store.vault.folder / f"{id}.secret"
    kept = file.read_bytes()
    file.unlink()
    failed = await hall.asks(CountRound(id), NOBODY)
    assert isinstance(failed, CountingFailed)
    assert failed.why == "secret"
    assert "round_count" in await hall.due(id)
    hall.now += HOUR
    assert await hall.asks(CountRound(id), NOBODY) == NothingNow()  # heard today
    hall.now += DAY
    assert isinstance(await hall.asks(CountRound(id), NOBODY), CountingFailed)
    file.write_bytes(kept)
    await counted(hall, id)


async def test_a_result_that_is_changed_afterwards_is_found_by_verify(hall: Hall) -> None:
    id, _codes = await three_voters(hall)
    await closed(hall, id)
    await counted(hall, id)
    assert await faults(hall) == []
    for sql, said in (
        (
            "UPDATE rounds SET result = replace(result, '700000', '700001')",
            f"I6: the result of round {id} is not that of its record",
        ),
        (
            "UPDATE round_records SET record = replace(record, '\"votes\":2', '\"votes\":3')",
            f"I6: round {id}: Plan",
        ),
        ("UPDATE round_records SET record = '{'", f"I6: the record of round {id} cannot be read"),
        ("DELETE FROM round_records", f"I6: round {id} has a result and no record"),
    ):
        found = await after(hall, sql)
        assert [fault for fault in found if fault.startswith(said)], (said, found)


class Undone(Exception):
    """Everything goes back to how it was."""


async def after(hall: Hall, sql: str) -> list[str]:
    """What `verify` would say after this."""
    found: list[str] = []
    try:
        async with hall.store.transaction() as tx:
            await tx.run(sql)
            found = await verify(tx, hall.now)
            raise Undone
    except Undone:
        return found


# --- telling ---------------------------------------------------------------------------------


async def test_it_is_published_once_and_everybody_who_voted_hears_it_once(hall: Hall) -> None:
    id = await opened(hall)
    names = [f"v{n:03}" for n in range(230)]
    for name in names:
        await hall.resident(name)
    pepper = hall.store.vault.pepper()
    secret = hall.store.vault.secret(id, (await hall.round(id)).secret_print or "")
    voters = [*names[::2], "sam", "ada"]  # the secretary votes too, and hears it once
    async with hall.store.transaction() as tx:
        for name in voters:
            voter = keys.voter_hash(pepper, id, "own", name)
            await tx.run(
                "INSERT INTO participation (round, voter_hash, level, origin, day)"
                " VALUES (:id, :voter, 'own', 'chat', '2026-05-13')",
                id=id,
                voter=voter,
            )
            await tx.run(
                "INSERT INTO ballots (round, ballot_key, choices) VALUES (:id, :key, '[1]')",
                id=id,
                key=keys.ballot_key(secret, voter),
            )
        # Who moved away since still voted.
        await tx.run("UPDATE people SET wijk = 'rotterdam.ommoord' WHERE id = 'v004'")
    await closed(hall, id)
    await counted(hall, id)
    assert await hall.asks(TellResult(id), NOBODY) == NothingNow()  # not published
    await published(hall, id)
    heard: list[str] = []
    for _portion in range(9):
        told = await hall.asks(TellResult(id), NOBODY)
        if isinstance(told, NothingNow):
            break
        assert isinstance(told, ResultTold)
        heard += told.people
        hall.now += dt.timedelta(seconds=4)
    assert len(heard) == len(set(heard))
    assert set(heard) == {*voters, "olga", "omar"}
    assert await hall.asks(TellResult(id), NOBODY) == NothingNow()
    [row] = await hall.rows("SELECT told, told_all FROM round_records")
    assert row["told"] == len(heard)
    assert row["told_all"] is not None
    assert isinstance(await hall.asks(Propose(id, "publish"), "olga"), Refused)
    assert await hall.asks(CountRound(id), NOBODY) == NothingNow()
    assert await hall.asks(CloseRound(id), NOBODY) == NothingNow()


async def test_voters_with_a_code_are_found_by_it(hall: Hall) -> None:
    id = await hall.open(paper="coded")
    pepper = hall.store.vault.pepper()
    secret = hall.store.vault.secret(id, (await hall.round(id)).secret_print or "")
    async with hall.store.transaction() as tx:
        for person, state, slip in (("ada", "used", 1), ("bo", "claimed", 2), (None, "used", 3)):
            await tx.run(
                "INSERT INTO codes (hash, slip, round, level, batch, state, person, origin, day)"
                " VALUES (:hash, :slip, :id, 'letter', 'b', :state, :person, :origin, :day)",
                day="2026-05-13",
                origin={"claimed": None}.get(state, "chat" if person else "paper"),
                hash=f"h{slip}",
                slip=str(slip),
                id=id,
                state=state,
                person=person,
            )
            if state == "used":
                voter = keys.voter_hash(pepper, id, "code", f"h{slip}")
                await tx.run(
                    "INSERT INTO participation (round, voter_hash, level, origin, day)"
                    " VALUES (:id, :voter, 'letter', :origin, '2026-05-13')",
                    id=id,
                    voter=voter,
                    origin="chat" if person else "paper",
                )
                await tx.run(
                    "INSERT INTO ballots (round, ballot_key, choices) VALUES (:id, :key, '[1]')",
                    id=id,
                    key=keys.ballot_key(secret, voter),
                )
        await tx.run(
            "INSERT INTO codes (hash, slip, round, level, batch, state, origin)"
            " VALUES ('h4', '4', :id, 'letter', 'b', 'void', 'chat')",
            id=id,
        )
    await closed(hall, id)
    async with hall.store.transaction() as tx:
        await tx.run("UPDATE rounds SET paper_done = '2026-05-20', paper_entered = 1")
    await counted(hall, id)
    found = await record(hall, id)
    assert found.origins == {"chat": 1, "paper": 1}
    assert found.codes == {"unused": 0, "claimed": 1, "used": 2, "void": 1}
    assert found.voided == 1
    await published(hall, id)
    told = await hall.asks(TellResult(id), NOBODY)
    assert isinstance(told, ResultTold)
    assert set(told.people) == {"ada", "sam", "olga", "omar"}


# --- who sees what, when -----------------------------------------------------------------------


async def test_before_the_publication_nobody_sees_anything_of_it(hall: Hall) -> None:
    id, codes = await three_voters(hall)
    for step in (None, closed, counted):
        if step is not None:
            await step(hall, id)
        for who in ("ada", "sam", "olga"):
            assert isinstance(await facts(hall, id, who), RoundFacts), who
            for file in ("record", "picture"):
                refused = await hall.asks(SendRecord(id, file), who)
                assert isinstance(refused, Refused)
    await published(hall, id)
    mine = await facts(hall, id, "ada")
    assert isinstance(mine, ResultFacts)
    assert (mine.mine, mine.listed, mine.chat, mine.confirmed) == (codes["ada"], True, 3, False)
    other = await facts(hall, id, "olga")
    assert (other.mine, other.listed) == (None, False)
    done = await hall.asks(SendRecord(id, "record"), "ada")
    assert done == RecordKept(id, "R-2026-0001", "Samen kiezen", "record")
    assert how(id).case == id


async def test_nobody_has_a_check_code_when_the_secret_is_gone(hall: Hall) -> None:
    id, _codes = await three_voters(hall)
    await closed(hall, id)
    await counted(hall, id)
    await published(hall, id)
    hall.store.vault.destroy(id)
    assert (await facts(hall, id, "ada")).mine is None


# --- the desk ----------------------------------------------------------------------------------


def room(hall: Hall) -> Room:
    turns = Turns(hall.store, PROFILE, bot="aanzet_bot", me=fresh(), now=lambda: hall.now)
    return Room(hall.store, PROFILE, turns, "aanzet_bot", lambda: hall.now)


async def told(hall: Hall, do: str, **about: Any) -> tuple[bool, str]:
    reply = await carry_out(room(hall), {"do": do, **about})
    return reply.ok, "\n".join(reply.said)


async def test_the_desk_sees_no_count_before_the_end_and_exports_what_is_published(
    hall: Hall, tmp_path: Path
) -> None:
    id, codes = await three_voters(hall)
    number, file = "R-2026-0001", tmp_path / "round.json"
    ok, said = await told(hall, "rounds-tally", number=number)
    assert (ok, said) == (
        False,
        "R-2026-0001 is not over. Nobody sees anything of the count before that.",
    )
    ok, said = await told(hall, "rounds-export", number=number, to=str(file))
    assert not ok
    assert "is not published" in said
    await closed(hall, id)
    ok, said = await told(hall, "rounds-tally", number=number)
    assert ok, said
    assert "3 ballots (3 chat, 0 paper), 0 replaced, 0 void." in said
    assert "Together €7,000 of €10,000." in said
    assert (await hall.round(id)).state == "closed"
    await counted(hall, id)
    ok, said = await told(hall, "rounds-export", number=number, to=str(file))
    assert not ok
    await published(hall, id)
    ok, said = await told(hall, "rounds-export", number=number, to=str(file))
    assert ok, said
    text = file.read_text("utf-8")
    assert records.faults(Record.model_validate_json(text)) == []
    assert recount.main(str(file)) == 0
    assert all(f'"{code}"' in text for code in codes.values())
    ok, said = await told(hall, "rounds-export", number=number, to=str(file))
    assert not ok  # never over something that is there
    assert "cannot be written" in said
    ok, said = await told(hall, "rounds-tally", number="R-2026-0009")
    assert "There is no round" in said


async def test_a_tally_of_changed_ballots_is_refused_by_name(hall: Hall) -> None:
    id, _codes = await three_voters(hall)
    await closed(hall, id)
    async with hall.store.transaction() as tx:
        await tx.run("UPDATE ballots SET choices = '[3]' WHERE choices = '[2]'")
        row = await tx.one("SELECT ballot_key FROM ballots WHERE choices = '[3]'")
    assert row is not None
    ok, said = await told(hall, "rounds-tally", number="R-2026-0001")
    assert not ok
    assert f"ballot {row['ballot_key'][:16]}" in said
    assert any(row["ballot_key"][:16] in fault for fault in await faults(hall))


# --- researchers -------------------------------------------------------------------------------


def read_back(text: str) -> tuple[dict[str, str], list[dict[str, str]], list[dict[str, str]]]:
    """A .pb file as its format says: three sections, each with its columns."""
    sections: dict[str, list[list[str]]] = {}
    for row in csv.reader(io.StringIO(text), delimiter=";"):
        if row in (["META"], ["PROJECTS"], ["VOTES"]):
            rows = sections[row[0]] = []
        else:
            rows.append(row)
    meta, projects, ballots = (sections[name] for name in ("META", "PROJECTS", "VOTES"))
    assert meta[0] == ["key", "value"]
    return (
        {row[0]: row[1] for row in meta[1:]},
        [dict(zip(projects[0], row, strict=True)) for row in projects[1:]],
        [dict(zip(ballots[0], row, strict=True)) for row in ballots[1:]],
    )


@pytest.mark.parametrize("seed", range(60))
def test_pabulib_is_read_back_as_the_same_round(seed: int) -> None:
    record = generated(seed)
    meta, projects, ballots = read_back(pabulib(record, PROFILE))
    rules = record.rules
    assert {"description", "country", "unit", "instance", "num_projects", "num_votes"} < set(meta)
    assert (int(meta["num_projects"]), int(meta["num_votes"])) == (
        len(rules.options),
        len(record.ballots),
    )
    assert round(float(meta["budget"]) * 100) == rules.ceiling
    assert meta["vote_type"] in ("approval", "scoring")
    assert (meta["date_begin"], meta["date_end"]) == ("01.06.2026", "14.06.2026")
    assert {p["project_id"]: round(float(p["cost"]) * 100) for p in projects} == {
        str(option.n): option.cents for option in rules.options
    }
    chosen = {str(p.n) for p in record.result.plans if p.fate == "awarded"}
    assert {p["project_id"] for p in projects if p["selected"] == "1"} == chosen
    assert len({b["voter_id"] for b in ballots}) == len(ballots)
    again = []
    for ballot in ballots:
        named = [int(n) for n in ballot["vote"].split(",")]
        signs = [int(n) for n in ballot.get("points", ",".join("1" for _n in named)).split(",")]
        again.append(tuple(n * sign for n, sign in zip(named, signs, strict=True)))
    assert tuple(again) == record.ballots
    assert all(Choices(ballot).of for ballot in again)


def test_a_title_with_the_marks_of_the_format_stays_one_field() -> None:
    record = generated(3)
    option = record.rules.options[0].but(title='A "park"; VOTES')
    rules = record.rules.but(options=(option, *record.rules.options[1:]))
    _meta, projects, _ballots = read_back(pabulib(record.but(rules=rules), PROFILE))
    assert projects[0]["name"] == 'A "park"; VOTES'
