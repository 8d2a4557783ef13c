"""Forged buttons of paper: every verb × everybody × every state types, ends or throws away nothing
that is not theirs.

A button only asks; what is done is done by the answer, and judged again: so each is pressed, and
answered as its reader would.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conversations import journeys
from conversations.rounds.orders import Propose
from conversations.rounds.paper_orders import BatchEntered, EnterBatch, Line
from tests.english import OMMOORD, Town
from tests.test_codes_chat import printed
from tests.voting import LOMBARDIJEN, asks, lives, open_round

STATES = (
    "prepared",
    "tested",
    "open",
    "closed",
    "closed, all in",
    "counted",
    "published",
    "stopped",
)
WHO = ("Hilde", "Zus", "Olga", "Fay", "Sam", "Anna")
ANSWERS: dict[str, tuple[str, ...]] = {
    "paper_see": (),
    "paper_enter": ("5", "1"),
    "round_paper": (),
    "round_discard": ("1", "Two batches went into one box."),
}
MAY: dict[str, dict[str, frozenset[str]]] = {
    "paper_see": {},
    "paper_enter": {"closed": frozenset({"Hilde", "Olga"})},
    "round_paper": {"closed": frozenset({"Olga"})},
    "round_discard": {"closed": frozenset({"Olga"})},
}


def test_every_verb_of_paper_has_a_row() -> None:
    ours = {verb for verb, name in journeys.VERBS.items() if name == "paper"}
    assert set(MAY) == set(ANSWERS) == ours | {"round_paper", "round_discard"}


async def changed(town: Town) -> list[Any]:
    """Everything that typing, ending and throwing away changes."""
    return [
        await town.rows("SELECT batch, entry, person FROM paper_entries ORDER BY batch, entry"),
        await town.rows("SELECT round, what FROM round_proposals ORDER BY n"),
        await town.rows("SELECT paper_done FROM rounds"),
    ]


@pytest.mark.thorough
async def test_nobody_types_or_ends_by_a_forged_button_who_may_not(
    town: Town, tmp_path: Path
) -> None:
    id = await open_round(town, level="letter", age=None, paper="coded")
    await printed(town, tmp_path)
    await lives(town, *WHO)
    for name in ("Hilde", "Hugo"):
        await town.appoint(name, "hub_staff", LOMBARDIJEN)
    await town.appoint("Zus", "hub_staff", OMMOORD)
    await town.appoint("Sam", "secretary", LOMBARDIJEN)
    await town.appoint("Fay", "officer", OMMOORD)
    store = town.village.bot.store
    async with store.transaction() as tx:
        await tx.run("UPDATE rounds SET state = 'closed' WHERE id = :id", id=id)
    for name in ("Hilde", "Hugo"):
        one = EnterBatch(id, 1, (Line(None, None),))
        assert isinstance(await asks(town, name, one), BatchEntered)
    wrong = []
    for state in STATES:
        standing, _comma, done = state.partition(",")
        async with store.transaction() as tx:
            await tx.run(
                "UPDATE rounds SET state = :s, paper_done = :done WHERE id = :id",
                s=standing,
                done="x" if done else None,
                id=id,
            )
            if standing != "prepared":
                await tx.run("UPDATE rounds SET ballots_print = NULL")
        for verb, answers in ANSWERS.items():
            for name in WHO:
                before = await changed(town)
                town[name].forges(f"c{id}:{verb}")
                await town.settle()
                assert town[name].newest.text
                try:
                    await town.do(name, *answers)
                except AssertionError:
                    pass  # nothing of the kind is asked
                did = await changed(town) != before
                if did != (name in MAY[verb].get(state, frozenset())):
                    wrong.append(f"{name} {verb} on {state}: {'done' if did else 'refused'}")
                if did:
                    async with store.transaction() as tx:
                        await tx.run("DELETE FROM round_proposals WHERE state = 'asked'")
                        await tx.run("DELETE FROM paper_entries WHERE batch = 5")
            await town.do("Anna", "/start")
            await town.later(minutes=11)
    async with store.transaction() as tx:
        await tx.run("DELETE FROM paper_entries")
        await tx.run("DELETE FROM paper_lines")
        await tx.run("UPDATE rounds SET state = 'open', paper_done = NULL WHERE id = :id", id=id)
    for name in town.village.people:
        town[name].looks()
    assert wrong == []


@pytest.mark.parametrize("state", ["open", "published"])
async def test_the_control_an_officer_is_refused_by_the_state_alone(
    town: Town, tmp_path: Path, state: str
) -> None:
    id = await open_round(town, level="letter", age=None, paper="coded")
    await printed(town, tmp_path)
    async with town.village.bot.store.transaction() as tx:
        await tx.run("UPDATE rounds SET state = :s WHERE id = :id", s=state, id=id)
    for what in ("paper", "discard"):
        done = await asks(town, "Olga", Propose(id, what, "It was typed twice.", batch=1))
        assert type(done).__name__ == "Refused"
    async with town.village.bot.store.transaction() as tx:
        await tx.run("UPDATE rounds SET state = 'open' WHERE id = :id", id=id)
