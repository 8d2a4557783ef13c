"""Forged buttons of rounds: every verb × everybody × every state; a no is a no by any finger.

A cell that is not in the table changes no row anywhere and gets a kind answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversations import journeys
from conversations.rounds.orders import Propose, Proposed
from tests.english import open_town
from tests.forger import NOBODY, ZEVENKAMP, Forger, watch
from tests.rounds import LOMBARDIJEN
from tests.test_officer_chat import VillageHall, prepared

WHO = {
    "Bo": "resident",
    "Olga": "officer who asked",
    "Omar": "another officer",
    "Ada": "administrator",
    "Fay": "former officer",
    "Hugo": "staff of the hub",
    "Sam": "secretary",
    "Bea": "member",
    "Zoe": "member of another wijk",
    "Unk": "unknown",
}
ALL = frozenset(WHO.values())
OFFICERS = frozenset({"officer who asked", "another officer", "administrator"})
TRIERS = OFFICERS | {"staff of the hub", "secretary", "member"}
STATES = ("prepared", "tested", "asked", "open", "asked open", "closed", "counted", "stopped")

MAY: dict[str, dict[str, frozenset[str]]] = {
    "round_see": {},
    "round_card": {},
    # It begins a trial of one's own, and nothing else.
    "round_try": dict.fromkeys(("prepared", "tested", "asked"), TRIERS),
    # Once it is asked, the same button is a yes of whoever did not ask.
    "round_open": {"tested": OFFICERS, "asked": OFFICERS - {"officer who asked"}},
    "round_exception": {},
    # Where the reason is asked first: a draft of one's own.
    "round_extend": {"open": OFFICERS},
    "round_stop": dict.fromkeys(("prepared", "tested", "open", "closed"), OFFICERS),
    "round_publish": {"counted": OFFICERS},
    # Of rounds with paper: `test_paper_buttons.py`.
    "round_paper": {},
    "round_discard": {},
    "round_yes": dict.fromkeys(("asked", "asked open"), OFFICERS - {"officer who asked"}),
    "round_no": dict.fromkeys(("asked", "asked open"), OFFICERS),
    "round_quiet": dict.fromkeys(STATES, ALL),
}


@pytest.fixture
async def hall(tmp_path: Path, spec: Path | None) -> AsyncIterator[VillageHall]:
    """Lombardijen with everybody in it."""
    async with open_town(str(tmp_path / "wijk.sqlite3"), spec=spec) as town:
        await town.do("Bo", "/wijk", "Lombardijen", "[✅ Yes, Lombardijen]")
        for name, role, wijk in (
            ("Olga", "officer", None),
            ("Omar", "officer", None),
            ("Ada", "administrator", None),
            ("Fay", "officer", None),
            ("Hugo", "hub_staff", LOMBARDIJEN),
            ("Sam", "secretary", LOMBARDIJEN),
            ("Bea", "member", LOMBARDIJEN),
            ("Zoe", "member", ZEVENKAMP),
        ):
            await town.appoint(name, role, wijk)
        await town.do("Unk", "/start")
        hall = VillageHall(town)
        for euros in (3, 4):
            case = await town.filed("Bo", cost=f"wood {euros}.000")
            number = await town.value("SELECT number FROM cases WHERE id = :id", id=case)
            hall.numbers.append(str(number))
        yield hall


async def in_every_state(hall: VillageHall) -> dict[str, str]:
    """A round in each state; `asked` by Olga, with a number for its buttons."""
    found: dict[str, str] = {}
    hall.store.vault.pepper()  # as where a round was opened before
    for state in STATES:
        id = found[state] = await prepared(hall)
        if state == "prepared":
            continue
        for who in ("omar", "olga"):
            await hall.tries(id, who)
        if state == "asked":
            assert isinstance(await hall.asks(Propose(id, "open"), "olga"), Proposed)
        if state in ("tested", "asked"):
            continue
        # As if it had been opened and closed: each of these has the same plans on its ballot.
        standing = state.removeprefix("asked ")
        async with hall.store.transaction() as tx:
            await tx.run(
                "UPDATE rounds SET state = :s, rules_hash = 'x', secret_print = 'x' WHERE id = :id",
                id=id,
                s=standing,
            )
        if state == "asked open":
            stop = Propose(id, "stop", "Something is very wrong.")
            assert isinstance(await hall.asks(stop, "olga"), Proposed)
    return found


def test_every_verb_of_rounds_has_a_row() -> None:
    ours = {verb for verb, name in journeys.VERBS.items() if name == "officer"}
    assert set(MAY) == ours, "a new button needs a row: who may press it, and when"


async def test_nobody_does_with_a_round_what_is_not_theirs(hall: VillageHall) -> None:
    found = await in_every_state(hall)
    fay = await hall.town.id_of("Fay")
    async with hall.store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = '2026-11-24T09:15:00.000000Z' WHERE person = :fay", fay=fay
        )
        await tx.run("DELETE FROM drafts")
        await watch(tx)
    forger = Forger(hall.town)
    wrong, cells = [], 0
    for state, id in found.items():
        for verb, rows in MAY.items():
            number = ":1" if verb in ("round_yes", "round_no") else ""
            allowed = rows.get(state, NOBODY)
            for name, who in WHO.items():
                cells += 1
                changed, told = await forger.press(name, f"c{id}:{verb}{number}")
                if bool(changed) != (who in allowed):
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told:
                    wrong.append(f"{who} {verb} on {state}: no answer")
    assert wrong == []
    assert cells == len(MAY) * len(WHO) * len(STATES)
    # No round really came there: what was put by hand is taken away before all is looked over.
    async with hall.store.transaction() as tx:
        await tx.run(
            "UPDATE rounds SET state = 'prepared', rules_hash = NULL, secret_print = NULL"
            " WHERE rules_hash = 'x'"
        )


@pytest.mark.parametrize("verb", ["round_yes:9", "round_no:9", "round_open", "round_try"])
async def test_a_round_that_is_none_gets_a_kind_answer(hall: VillageHall, verb: str) -> None:
    olga = hall.town["Olga"]
    olga.looks()
    olga.forges(f"c{'x' * 22}:{verb}")
    await hall.town.settle()
    assert "I do not know this round." in olga.newest.text
