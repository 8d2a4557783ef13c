"""What stands nowhere: nobody sees anything before the end, and nothing leads back after it."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.rounds.orders import NothingNow
from conversations.rounds.round import Choices
from conversations.rounds.voting import (
    ForgetVoters,
)
from conversations.talk import Screen
from storage.rounds import keys, votes
from tests.counting import counted, published
from tests.poll import Poll, here_of
from tests.rounds import DAY, NOBODY, Hall

# --- fault 49: nobody sees anything before the end --------------------------------------------


async def test_fault_49_nobody_sees_what_others_chose_while_it_runs(poll: Poll) -> None:
    await poll.votes(1, 2)
    await poll.hall.resident("max", role="member", wijk="rotterdam.lombardijen")
    await poll.chooses(3, who="bo")
    for who in ("olga", "max", "sam", "hugo", "bo", "ada"):
        for name in ("ballot", "ballot_card", "ballot_review", "vote_receipt", "votes"):
            screen = Screen(name=name, case=poll.id)
            async with poll.store.reading() as tx:
                here = await here_of(tx, poll, who)
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
    await counted(poll.hall, poll.id)
    await published(poll.hall, poll.id)
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
