"""Several matters are answered together: joined, taken apart, never nested, never loose."""

from __future__ import annotations

import asyncio

import pytest

from conversations.matters import cluster
from conversations.matters.cluster import JoinMatter, MatterJoined, MatterParted, PartMatter
from conversations.talk import Refused, Screen
from storage.database import Database
from storage.matters import card, clusters
from tests.matters import appoint, does, meet, one, put, seen_by
from tests.phones import ZEVENKAMP


async def filled(store: Database) -> None:
    async with store.transaction() as tx:
        await meet(tx, "rita", "rob", "zed", "anna")
        await meet(tx, "bram", language="nl")
        for person in ("rita", "rob"):
            await appoint(tx, person, "contact")
        await appoint(tx, "zed", "contact", ZEVENKAMP)
        await appoint(tx, "rita", "contact", ZEVENKAMP)
        for n in range(5):
            who = "bram" if n % 2 else "anna"
            await put(tx, one(f"m{n}", who, street="vijverlaan" if n < 3 else "plein"))
        await put(tx, one("z0", "anna", wijk=ZEVENKAMP))


async def under(store: Database) -> dict[str, str | None]:
    async with store.reading() as tx:
        rows = await tx.all("SELECT case_id, under FROM matters ORDER BY case_id")
        loose = await tx.one(
            "SELECT count(*) AS n FROM cases WHERE closed IS NULL"
            " AND (owner IS NULL OR next_at IS NULL)"
        )
        assert loose is not None
        assert loose["n"] == 0
    return {row["case_id"]: row["under"] for row in rows if row["under"] is not None}


async def test_one_leads_and_what_goes_along_is_never_nested(store: Database) -> None:
    await filled(store)
    assert await does(store, "rita", JoinMatter("m1", "m2")) == MatterJoined("m1", "m2", 1)
    # Whatever goes along with the other goes along too.
    assert await does(store, "rita", JoinMatter("m0", "m1")) == MatterJoined("m0", "m1", 2)
    assert await under(store) == {"m1": "m0", "m2": "m0"}
    for wrong in (
        JoinMatter("m0", "m0"),
        JoinMatter("m1", "m3"),
        JoinMatter("m0", "z0"),
        JoinMatter("m0", "nothing"),
    ):
        assert isinstance(await does(store, "rita", wrong), Refused), wrong
    for stranger in ("zed", "anna"):
        assert isinstance(await does(store, stranger, JoinMatter("m0", "m3")), Refused)
        assert isinstance(await does(store, stranger, PartMatter("m1")), Refused)
    assert await does(store, "rob", PartMatter("m1")) == MatterParted("m1", "m0")
    assert isinstance(await does(store, "rob", PartMatter("m1")), Refused)
    assert await under(store) == {"m2": "m0"}
    async with store.reading() as tx:
        row = await tx.one("SELECT state, holder FROM cases WHERE id = 'm1'")
    assert row is not None
    assert (row["state"], row["holder"]) == ("taken", "rita")


async def test_the_same_street_is_offered_first_and_everybody_is_counted(store: Database) -> None:
    await filled(store)
    screen = Screen(name="x", case="m0")
    async with store.reading() as tx:
        here = await seen_by(tx, "rita")
        facts = await clusters.cluster_facts(tx, screen, here)
        assert facts is not None
        assert [line.case for line in facts.near[:2]] == ["m1", "m2"]
        assert {line.case for line in facts.near} == {"m1", "m2", "m3", "m4"}
        assert await clusters.cluster_facts(tx, screen, await seen_by(tx, "zed")) is None
    await does(store, "rita", JoinMatter("m0", "m1"))
    async with store.reading() as tx:
        shown = await card.card_facts(tx, screen, await seen_by(tx, "rita"))
        assert shown is not None
        assert (shown.readers, shown.languages) == (2, ("en", "nl"))


async def test_no_more_go_along_than_one_commit_can_tell(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(store)
    monkeypatch.setattr(clusters, "MOST_TOGETHER", 2)
    assert cluster.MOST_TOGETHER == 200
    for other in ("m1", "m2"):
        assert isinstance(await does(store, "rita", JoinMatter("m0", other)), MatterJoined)
    assert isinstance(await does(store, "rita", JoinMatter("m0", "m3")), Refused)


async def test_two_who_join_the_same_two_at_once_make_no_ring(store: Database) -> None:
    await filled(store)
    outcomes = await asyncio.gather(
        does(store, "rita", JoinMatter("m0", "m1")),
        does(store, "rob", JoinMatter("m1", "m0")),
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["MatterJoined", "Refused"]
    assert len(await under(store)) == 1
