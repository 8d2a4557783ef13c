"""Forged buttons of a desk: every verb × everybody × every state of a round changes no code.

A button here only asks; what is done is done by the answer, and judged again: so each is pressed,
and answered as its reader would.
"""

from __future__ import annotations

from typing import Any

import pytest

from conversations import journeys
from conversations.rounds.codes import CallDesk
from conversations.rules.codes import slip_of
from storage.rounds import codes, rounds
from storage.rounds.codes import NewCode
from tests.english import OMMOORD, Town
from tests.voting import LOMBARDIJEN, asks, lives, open_round

STATES = ("prepared", "tested", "open", "closed", "counted", "published", "stopped")
SLIP = slip_of(1)
# After which answers each verb would have done something; {call} is the number on Anna's phone.
ANSWERS: dict[str, tuple[str, ...]] = {
    "desk_see": (),
    "desk_let": ("{call}", "[✅ Yes, they may vote]"),
    "desk_letter": (SLIP,),
    "desk_new": ("{call}", "[✅ Yes, they may vote]"),
    "desk_void": ("[⛔ Yes, make it void]",),
    "desk_paper": ("[📄 Yes, I give a paper]",),
}
# Who may, and in which state; the code of slip 1 can be void before the opening too.
MAY: dict[str, dict[str, frozenset[str]]] = {
    "desk_see": {},
    "desk_let": {"open": frozenset({"Hilde", "Olga"})},
    "desk_letter": {},
    "desk_new": {"open": frozenset({"Hilde", "Olga"})},
    "desk_void": dict.fromkeys(("prepared", "tested", "open"), frozenset({"Hilde", "Olga"})),
    "desk_paper": {"open": frozenset({"Hilde", "Olga"})},
}
WHO = ("Hilde", "Zus", "Olga", "Sam", "Anna", "Bo")


def test_every_verb_of_a_desk_has_a_row() -> None:
    ours = {verb for verb, name in journeys.VERBS.items() if name == "desk"}
    assert set(MAY) == set(ANSWERS) == ours, "a new button needs a row: who may press it, and when"


async def changed(town: Town) -> list[Any]:
    """Everything a desk can change."""
    return [
        await town.rows("SELECT hash, state, person FROM codes ORDER BY hash"),
        await town.rows("SELECT round, slip, what FROM desk_acts ORDER BY slip, what"),
    ]


@pytest.mark.thorough
async def test_nobody_changes_a_code_by_a_forged_button_who_may_not(town: Town) -> None:
    id = await open_round(town, level="desk", paper="void_code")
    await lives(town, *WHO)
    await town.appoint("Hilde", "hub_staff", LOMBARDIJEN)
    await town.appoint("Zus", "hub_staff", OMMOORD)
    await town.appoint("Sam", "secretary", LOMBARDIJEN)
    store = town.village.bot.store
    async with store.transaction() as tx:
        round = await rounds.held(tx, id)
        assert round is not None
        pepper = await codes.pepper_for_new(tx)
        await codes.add(
            tx, round, "letter", "b", [NewCode(SLIP, codes.code_hash(pepper, "A"), None)]
        )
    await asks(town, "Anna", CallDesk(id))
    call = await town.value("SELECT number FROM desk_calls")
    wrong = []
    for state in STATES:
        async with store.transaction() as tx:
            await tx.run("UPDATE rounds SET state = :s WHERE id = :id", s=state, id=id)
        for verb, answers in ANSWERS.items():
            for name in WHO:
                before = await changed(town)
                number = f":{int(SLIP)}" if verb in ("desk_new", "desk_void", "desk_paper") else ""
                town[name].forges(f"c{id}:{verb}{number}")
                await town.settle()
                assert town[name].newest.text
                try:
                    await town.do(name, *(answer.format(call=call) for answer in answers))
                except AssertionError:
                    pass  # the button for it is not there
                done = await changed(town) != before
                if done != (name in MAY[verb].get(state, frozenset())):
                    wrong.append(f"{name} {verb} on {state}: {'done' if done else 'refused'}")
                if done:
                    async with store.transaction() as tx:
                        await tx.run("DELETE FROM desk_acts")
                        await tx.run("DELETE FROM paper_given")
                        await tx.run("DELETE FROM codes WHERE slip <> :slip", slip=SLIP)
                        await tx.run("UPDATE codes SET state = 'unused', replaced_by = NULL")
                    await asks(town, "Anna", CallDesk(id))
                    call = await town.value("SELECT number FROM desk_calls")
            await town.later(minutes=1)
            if state == "open":
                await asks(town, "Anna", CallDesk(id))
                call = await town.value("SELECT number FROM desk_calls")
    async with store.transaction() as tx:
        await tx.run("UPDATE rounds SET state = 'open' WHERE id = :id", id=id)
    for name in WHO:
        town[name].looks()
    assert wrong == []
