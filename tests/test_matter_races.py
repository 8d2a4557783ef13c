"""Two at once on one matter: the second hears of the first; with controls that show the race.

Who takes a matter first is in `test_hands.py`, who opens a link first in `test_forwards.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from conversations.matters.agenda_draft import AgendaSet, SetAgenda
from conversations.matters.cluster import JoinMatter, MatterJoined
from conversations.matters.talking import MatterReopened, RateMatter, Reopen, TalkBegun
from conversations.talk import Refused
from storage import postgres
from storage.database import Database, instant
from storage.matters import agenda, clusters, ending
from storage.migrations import migrate
from tests.matters import appoint, does, history, meet, one, put
from tests.phones import NOON
from tests.stores import open_at


@dataclass(frozen=True, slots=True)
class Race:
    """Two commands of two people, what the first and the second hear, and what was noted once.

    `looks` is the room and the name of what is read before it is decided: there the control lets
    the two meet.
    """

    first: tuple[str, Any]
    second: tuple[str, Any]
    won: type
    lost: type
    noted: str
    looks: tuple[Any, str]


RACES = {
    "two members put it on the agenda": Race(
        ("bea", SetAgenda("m0", "on")),
        ("cor", SetAgenda("m0", "on")),
        AgendaSet,
        Refused,
        "agenda_on",
        (agenda, "_row"),
    ),
    "not solved, from two phones": Race(
        ("anna", RateMatter("m1", "not")),
        ("anna", Reopen("m1")),
        MatterReopened,
        TalkBegun,
        "reopened",
        (ending, "matter_row"),
    ),
    "each puts one under the other": Race(
        ("rita", JoinMatter("m2", "m3")),
        ("rob", JoinMatter("m3", "m2")),
        MatterJoined,
        Refused,
        "joined",
        (clusters, "_together"),
    ),
}


async def filled(store: Database) -> None:
    async with store.transaction() as tx:
        await meet(tx, "anna", "bea", "cor", "rita", "rob")
        for person, role in (("bea", "member"), ("cor", "member"), ("rita", "contact")):
            await appoint(tx, person, role)
        await appoint(tx, "rob", "contact")
        await put(tx, one("m0", "anna", kind="signal"))
        await put(tx, one("m1", "anna"))
        await tx.run(
            "UPDATE cases SET state = 'closed', owner = NULL, next_at = NULL, closed = :now"
            " WHERE id = 'm1'",
            now=instant(NOON),
        )
        await put(tx, *(one(id, "anna", street="vijverlaan") for id in ("m2", "m3")))


async def noted(store: Database, what: str) -> int:
    """How often the history of all matters tells this."""
    found = [await history(store, case) for case in ("m0", "m1", "m2", "m3")]
    return sum(happened == what for each in found for _role, happened in each)


def one_was_first(race: Race, outcomes: Sequence[Any]) -> bool:
    """One won, and the other was told so; nobody met a fault."""
    won = [isinstance(outcome, race.won) for outcome in outcomes]
    told = [isinstance(outcome, race.lost | Refused) for outcome in outcomes]
    return sorted(won) == sorted(told) == [False, True]


@pytest.mark.parametrize("name", RACES)
async def test_of_two_at_once_one_is_heard(store: Database, name: str) -> None:
    await filled(store)
    race = RACES[name]
    outcomes = await asyncio.gather(*(does(store, *each) for each in (race.first, race.second)))
    assert one_was_first(race, outcomes)
    assert await noted(store, race.noted) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("name", RACES)
async def test_without_holding_the_matter_both_are_heard(
    postgres_dsn: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The control: who looks without touching first finds it as it was, as the other does."""
    race = RACES[name]
    store = await open_at(postgres_dsn)
    await migrate(store, profile="rotterdam", create=True)
    try:
        await filled(store)
        together = asyncio.Barrier(2)
        room, named = race.looks
        look: Callable[..., Awaitable[Any]] = getattr(room, named)

        async def only_pass(self: Any, table: str, id: str, *, shared: bool = False) -> None:
            return

        met: set[asyncio.Task[Any] | None] = set()

        async def look_together(*about: Any) -> Any:
            found = await look(*about)
            if (me := asyncio.current_task()) not in met:
                met.add(me)
                await together.wait()
            return found

        monkeypatch.setattr(postgres.PostgresTransaction, "hold", only_pass)
        monkeypatch.setattr(room, named, look_together)
        outcomes = await asyncio.gather(
            *(does(store, *each) for each in (race.first, race.second)), return_exceptions=True
        )
        monkeypatch.undo()
        assert not one_was_first(race, outcomes)
    finally:
        await store.close()
