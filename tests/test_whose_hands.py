"""In whose hands a matter stays: whoever stands in, keeps a topic or was written to counts too."""

from __future__ import annotations

import datetime as dt

from conversations.matters.cluster import JoinMatter, MatterJoined
from conversations.matters.hands import AssignMatter
from conversations.matters.talking import (
    CloseMatter,
    MatterReopened,
    RateMatter,
    WithdrawMatter,
    WriteOn,
    WrittenOn,
)
from conversations.talk import Refused
from storage.database import Database
from tests.matters import appoint, away, does, meet, one, put
from tests.phones import NOON, OMMOORD, ROTTERDAM

ZEVENKAMP = "rotterdam.zevenkamp"
OFFICIALS = ROTTERDAM.but(ambassador_is="civil_servant")
BACK = dt.date(2026, 5, 20)


async def _case(store: Database, case: str = "m0") -> dict[str, object]:
    async with store.reading() as tx:
        row = await tx.one(
            "SELECT c.state, c.owner, c.holder, m.turn, m.under FROM cases c"
            " JOIN matters m ON m.case_id = c.id WHERE c.id = :id",
            id=case,
        )
    assert row is not None
    return dict(row)


async def _roles(store: Database, case: str = "m0") -> list[str]:
    async with store.reading() as tx:
        rows = await tx.all("SELECT role FROM messages WHERE case_id = :id ORDER BY n", id=case)
    return [row["role"] for row in rows]


async def test_not_solved_comes_back_to_whoever_stands_in(store: Database) -> None:
    """And the resident reads the role they stood in for, not "administrator"."""
    async with store.transaction() as tx:
        await meet(tx, "rita", "zed", "anna")
        await appoint(tx, "rita", "contact", OMMOORD)
        await appoint(tx, "zed", "contact", ZEVENKAMP)
        await away(tx, "rita", BACK, stand_in="zed")
        await put(tx, one("m0", "anna"))
    await does(store, "zed", CloseMatter("m0", "It is repaired."))
    again = await does(store, "anna", RateMatter("m0", "not"))
    assert isinstance(again, MatterReopened)
    assert (again.same, again.owner) == (True, "contact")
    assert (await _case(store))["holder"] == "zed"
    assert await _roles(store) == ["resident", "contact"]


async def test_not_solved_comes_back_to_who_keeps_the_topic(store: Database) -> None:
    async with store.transaction() as tx:
        await meet(tx, "gro", "rita", "anna")
        await appoint(tx, "gro", "ambassador", None)
        await appoint(tx, "rita", "contact")
        await put(tx, one("m0", "anna", holder="gro", state="taken"))
    closed = CloseMatter("m0", "The tree is cut.")
    await does(store, "gro", closed, profile=OFFICIALS)
    again = await does(store, "anna", RateMatter("m0", "not"), profile=OFFICIALS)
    assert (again.same, again.owner) == (True, "contact")
    assert (await _case(store))["holder"] == "gro"
    assert await _roles(store) == ["resident", "ambassador"]


async def test_nobody_writes_over_the_head_of_who_keeps_the_topic(store: Database) -> None:
    async with store.transaction() as tx:
        await meet(tx, "gro", "rita", "anna")
        await appoint(tx, "gro", "ambassador", None)
        await appoint(tx, "rita", "contact")
        await put(tx, one("m0", "anna", holder="gro", state="taken"))
    words = WriteOn("m0", "I answer too.", "office")
    over = await does(store, "rita", words, profile=OFFICIALS)
    assert isinstance(over, Refused)
    assert "has this" in over.why.text
    note = WriteOn("m0", "Shall I?", "note")
    assert isinstance(await does(store, "rita", note, profile=OFFICIALS), WrittenOn)


async def test_what_was_written_to_a_neighbour_comes_back_to_that_neighbour(
    store: Database,
) -> None:
    """Where ambassadors are residents; and no strange matter is laid in their hands."""
    async with store.transaction() as tx:
        await meet(tx, "ans", "bas", "rita", "anna")
        await appoint(tx, "ans", "ambassador")
        await appoint(tx, "bas", "ambassador")
        await appoint(tx, "rita", "contact")
        await put(
            tx,
            one("m0", "anna", owner="ambassador", holder="ans", state="taken"),
            one("m1", "anna"),
        )
    await does(store, "ans", CloseMatter("m0", "We will look together."))
    again = await does(store, "anna", RateMatter("m0", "not"))
    assert (again.same, again.owner) == (True, "ambassador")
    assert (await _case(store))["holder"] == "ans"
    assert isinstance(await does(store, "bas", WriteOn("m0", "I?", "office")), Refused)
    assert isinstance(await does(store, "rita", AssignMatter("m1", "ans")), Refused)


async def test_a_matter_that_goes_along_stands_alone_when_the_first_is_taken_back(
    store: Database,
) -> None:
    async with store.transaction() as tx:
        await meet(tx, "rita", "rob", "anna", "bob")
        await appoint(tx, "rita", "contact")
        await appoint(tx, "rob", "contact")
        await put(tx, one("m0", "anna"), one("m1", "bob"), one("m2", "bob", holder="rob"))
    assert isinstance(await does(store, "rita", JoinMatter("m0", "m1")), MatterJoined)
    # A talk of a colleague is not taken out of their hands in passing.
    assert isinstance(await does(store, "rita", JoinMatter("m0", "m2")), Refused)
    assert (await _case(store, "m2"))["holder"] == "rob"
    await does(store, "anna", WithdrawMatter("m0"), NOON)
    left = await _case(store, "m1")
    assert (left["under"], left["state"], left["turn"]) == (None, "taken", "office")
