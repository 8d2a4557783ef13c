"""Forged buttons of activities: every verb × everybody × every state; and step buttons of staff.

A cell that is not in the table changes no row anywhere and gets a kind answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversations import journeys
from tests.english import OMMOORD, Town, open_town
from tests.forger import NOBODY, ZEVENKAMP, Forger, watch
from tests.hub_town import TUESDAY, with_hubs
from tests.test_programme_chat import planned

WHO = {
    "Karim": "resident",
    "Bea": "coming",
    "Cor": "coming too",
    "Anna": "waiting",
    "Dia": "offered",
    "Lou": "left",
    "Hub": "staff",
    "Hus": "staff of the municipality",
    "Zus": "staff of another wijk",
    "Fay": "former staff",
    "Sam": "secretary",
    "Odo": "officer",
    "Unk": "unknown",
}
ALL = frozenset(WHO.values())
LISTED = frozenset({"coming", "coming too", "waiting", "offered"})
STAFF = frozenset({"staff", "staff of the municipality"})
STATES = ("open", "full", "begun", "cancelled", "over")

MAY: dict[str, dict[str, frozenset[str]]] = {
    "activity": {},
    # Who waits while a place is free was away when it came free: it is offered now.
    "join": {"open": (ALL - LISTED) | {"waiting"}, "full": ALL - LISTED},
    "leave": dict.fromkeys(STATES, LISTED),
    "accept": dict.fromkeys(("open", "full"), frozenset({"offered"})),
    "name_on": dict.fromkeys(STATES, LISTED),
    "name_off": dict.fromkeys(STATES, LISTED),
    # It begins a draft of one's own, and nothing else.
    "activity_edit": dict.fromkeys(("open", "full"), STAFF),
    "activity_who": {},
    "activity_off": {},
    "activity_off_yes": dict.fromkeys(("open", "full", "begun"), STAFF),
}


@pytest.fixture
async def hubs(tmp_path: Path, spec: Path | None) -> AsyncIterator[Town]:
    """Rotterdam with made-up hubs, on a Tuesday morning at half past ten."""
    address = str(tmp_path / "hubs.sqlite3")
    async with open_town(address, spec=spec, start=TUESDAY) as town:
        await with_hubs(town)
        yield town


def test_every_verb_of_activities_has_a_row() -> None:
    ours = {v for v, name in journeys.VERBS.items() if name in ("programme", "programme_staff")}
    assert set(MAY) == ours, "a new button needs a row: who may press it, and when"


async def with_everybody(town: Town) -> dict[str, str]:
    """An activity in each state, with the same people on its list."""
    roles = {
        "Hub": ("hub_staff", OMMOORD),
        "Hus": ("hub_staff", None),
        "Zus": ("hub_staff", ZEVENKAMP),
        "Fay": ("hub_staff", OMMOORD),
        "Sam": ("secretary", OMMOORD),
        "Odo": ("officer", None),
    }
    for name, (role, wijk) in roles.items():
        await town.appoint(name, role, wijk)
    for name in WHO:
        await town.do(name, "/start")
    items = {state: await planned(town, title=f"Now {state}", most=4) for state in STATES}
    stands = {"Bea": "in", "Cor": "in", "Anna": "waiting", "Dia": "offered", "Lou": "gone"}
    async with town.village.bot.store.transaction() as tx:
        for state, item in items.items():
            for n, (name, standing) in enumerate(stands.items()):
                await tx.run(
                    "INSERT INTO signups (item, person, state, n, until, at, cause)"
                    " VALUES (:i, (SELECT person FROM accounts WHERE address = :a), :s, :n,"
                    " CASE WHEN :s = 'offered' THEN '2026-11-25T09:00:00.000000Z' END,"
                    " '2026-11-24T09:00:00.000000Z', 'test')",
                    i=item,
                    a=str(town[name].id),
                    s=standing,
                    n=n,
                )
            await tx.run(
                "INSERT INTO due (kind, subject, at, cause)"
                " VALUES ('offer_over', :i, '2026-11-25T09:00:00.000000Z', 'test')",
                i=item,
            )
            change = {
                "full": "most = 3",
                "cancelled": "state = 'cancelled'",
                "begun": "starts = '2026-11-24T09:00:00.000000Z'",
                "over": "starts = '2026-11-23T09:00:00.000000Z',"
                " ends = '2026-11-23T10:00:00.000000Z'",
            }.get(state)
            if change is not None:
                await tx.run(f"UPDATE activities SET {change} WHERE id = :i", i=item)
        await tx.run(
            "UPDATE roles SET until_at = '2026-11-24T09:15:00.000000Z' WHERE person ="
            " (SELECT person FROM accounts WHERE address = :a)",
            a=str(town["Fay"].id),
        )
        await tx.run("DELETE FROM drafts")
        await watch(tx)
    return items


async def test_nobody_does_with_an_activity_what_is_not_theirs(hubs: Town) -> None:
    items = await with_everybody(hubs)
    forger = Forger(hubs)
    wrong, cells = [], 0
    for state, item in items.items():
        for verb, rows in MAY.items():
            allowed = rows.get(state, NOBODY)
            for name, who in WHO.items():
                cells += 1
                changed, told = await forger.press(name, f"c{item}:{verb}")
                if bool(changed) != (who in allowed):
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told:
                    wrong.append(f"{who} {verb} on {state}: no answer")
                if verb == "activity_who" and "first name" in told and who not in STAFF:
                    wrong.append(f"{who} reads who comes")
    assert wrong == []
    assert cells == len(MAY) * len(WHO) * len(STATES)


@pytest.mark.parametrize("data", ["c{gone}:join", "c{case}:activity_off_yes", "c{case}:leave"])
async def test_an_activity_that_is_none_gets_a_kind_answer(hubs: Town, data: str) -> None:
    await hubs.appoint("Hub", "hub_staff", OMMOORD)
    hubs["Hub"].looks()
    hubs["Hub"].forges(data.format(gone="x" * 22, case="y" * 22))
    await hubs.settle()
    assert "This activity is not here any more." in hubs["Hub"].newest.text
