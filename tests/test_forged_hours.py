"""Buttons about hours prove nothing: every verb and every change × everybody × every state.

A cell that is not in the tables changes no row anywhere and gets a kind answer.
"""

from __future__ import annotations

from typing import Any

import pytest

from conversations import journeys
from conversations.here import Here
from conversations.hubs.place import OneOff
from conversations.hubs.place_change import AddOneOff, PlaceChanged, SetWeek, StillRight
from conversations.rules.typed_hours import Week, read_week
from storage.perform import perform
from tests.english import Town
from tests.forger import Forger, town_id, watch
from tests.phones import OPERATOR

LOMBARDIJEN, ZEVENKAMP = "rotterdam.lombardijen", "rotterdam.zevenkamp"
WHO = {
    "Anna": "resident",
    "Fol": "follower",
    "Sia": "staff of the wijk",
    "Tim": "staff of everywhere",
    "Zed": "staff of another wijk",
    "Fay": "former staff",
    "Con": "contact",
    "Odo": "officer",
}
STAFF = frozenset({"staff of the wijk", "staff of everywhere"})
NOBODY: frozenset[str] = frozenset()

# A change of Lombardijen in each state.
STATES = ("closed", "opening", "week", "older week", "undone")
MAY: dict[str, dict[str, frozenset[str]]] = {
    # Not what somebody changed after it, and not twice.
    "hours_undo": dict.fromkeys(("closed", "opening", "week"), STAFF),
    "place_see": {},
    "place_quiet": dict.fromkeys(STATES, frozenset({"follower"})),
}
# Step buttons, pressed on the screen on which they would stand.
STEPS: dict[str, frozenset[str]] = {
    "today:lombardijen": STAFF,
    "right:lombardijen:3": STAFF,
    "right:lombardijen:1": NOBODY,  # a version that is not there any more
    "today:weg-is-weg": NOBODY,
    "past:lombardijen:0": NOBODY,
    "place:lombardijen": NOBODY,
}
# Drafts with everything answered: a draft proves nothing either.
DRAFTS: dict[str, frozenset[str]] = {
    '"what":"closed","since":"2026-12-24","until":"2026-12-24"': STAFF,
    '"what":"closed","since":"2026-11-01","until":"2026-11-02"': NOBODY,
    '"what":"closed","since":"2026-12-24","until":"2029-12-24"': NOBODY,
    '"what":"open","since":"2026-12-24","until":"2026-12-24","opens":"12:00","closes":"14:00"':
        STAFF,
    '"what":"open","since":"2026-12-24","until":"2026-12-26","opens":"12:00","closes":"14:00"':
        NOBODY,
    '"what":"open","since":"2026-12-24","until":"2026-12-24","opens":"14:00","closes":"12:00"':
        NOBODY,
    '"what":"week","seen":3,"week":{"hours":[{"weekday":1,"opens":"09:00","closes":"12:00"}]}':
        STAFF,
    '"what":"week","seen":2,"week":{"hours":[{"weekday":1,"opens":"09:00","closes":"12:00"}]}':
        NOBODY,
    '"what":"week","seen":3': NOBODY,
}  # fmt: skip
# A draft that is asked on, and what a refusal leaves, are no effects.
EFFECTS = {"places", "place_hours", "place_exceptions", "place_changes", "follows", "due"}


def test_every_verb_of_a_place_has_a_row() -> None:
    of_places = {v for v, name in journeys.VERBS.items() if name in ("hub", "hub_staff")}
    assert set(MAY) == of_places, "a new button needs a row: who may press it, and when"


@pytest.fixture
async def forger(town: Town) -> Forger:
    """Lombardijen with everybody around it, and somebody who presses what was never offered."""
    for name, role, wijk in (
        ("Sia", "hub_staff", LOMBARDIJEN),
        ("Tim", "hub_staff", None),
        ("Zed", "hub_staff", ZEVENKAMP),
        ("Fay", "hub_staff", LOMBARDIJEN),
        ("Con", "contact", LOMBARDIJEN),
        ("Odo", "officer", None),
    ):
        await town.appoint(name, role, wijk)
    await town.do("Anna", "/start")
    await town.do("Fol", "hub lombardijen", "[🔔 Tell me when this changes]")
    async with town.village.bot.store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = '2026-11-24T09:30:00.000000Z' WHERE person = :p",
            p=await town_id(tx, town, "Fay"),
        )
    return Forger(town)


async def changes(town: Town) -> dict[str, str]:
    """A change in each state; the place has had three of its hours, so its version is 3."""
    bot = town.village.bot
    # The operator makes them: whoever presses made none of them.
    at = Here(bot.profile, OPERATOR, town.village.clock.now())
    day = at.today
    found: dict[str, str] = {}

    async def make(state: str, command: Any) -> None:
        async with bot.store.transaction() as tx:
            made = await perform(tx, command, at, tx.fresh())
        assert isinstance(made, PlaceChanged), made
        found[state] = made.change

    shut = OneOff(kind="closed", since=day, until=day, told=day)
    weekly = read_week("ma 9-17")
    assert isinstance(weekly, Week)
    await make("undone", AddOneOff("lombardijen", shut.but(reason="a mistake")))
    town["Tim"].forges(f"c{found['undone']}:hours_undo")
    await town.settle()
    await make("closed", AddOneOff("lombardijen", shut))
    extra = shut.but(kind="open", opens="18:00", closes="20:00")
    await make("opening", AddOneOff("lombardijen", extra))
    await make("first", StillRight("lombardijen", 0))
    for state, version in (("older week", 1), ("week", 2)):
        await make(state, SetWeek("lombardijen", weekly, version))
    del found["first"]
    for everybody in town.village.people.values():
        everybody.looks()
    return found


async def test_nobody_takes_back_by_a_forged_button_what_is_not_theirs(forger: Forger) -> None:
    town = forger.town
    made = await changes(town)
    assert set(made) == set(STATES)
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    wrong = []
    for state, change in made.items():
        for verb, rows in MAY.items():
            for name, who in WHO.items():
                changed, told = await forger.press(name, f"c{change}:{verb}")
                may = who in rows.get(state, NOBODY)
                if bool(changed & EFFECTS) != may:
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told:
                    wrong.append(f"{who} {verb} on {state}: no answer")
                if "Sia" in told and who not in STAFF:
                    wrong.append(f"{who} {verb} on {state}: reads who did it")
    assert wrong == []


async def test_nobody_changes_hours_by_a_forged_step(forger: Forger) -> None:
    """On the card of the place, and on that of its staff, whoever looks at it."""
    town = forger.town
    await changes(town)
    async with town.village.bot.store.transaction() as tx:
        await tx.run("UPDATE place_exceptions SET undone = '2026-11-24T09:30:00.000000Z'")
        await watch(tx)
    wrong = []
    for screen in ("staff_place", "staff_places", "staff_change", "place_news"):
        for option, allowed in STEPS.items():
            for name, who in WHO.items():
                turn = await stand(town, name, f'{{"name":"{screen}","subject":"lombardijen"}}')
                changed, told = await forger.press(name, f"s{turn}:{option}")
                if bool(changed & EFFECTS) != (who in allowed):
                    wrong.append(f"{who} {option} on {screen}: changes {sorted(changed)}")
                if not told:
                    wrong.append(f"{who} {option} on {screen}: no answer")
    assert wrong == []


async def test_nobody_saves_hours_without_a_role(forger: Forger) -> None:
    """Everybody has a change ready, and presses save."""
    town = forger.town
    await changes(town)
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    wrong = []
    for body, allowed in DRAFTS.items():
        for name, who in WHO.items():
            turn = await stand(town, name, '{"name":"question"}', body)
            changed, told = await forger.press(name, f"s{turn}:save")
            if bool(changed & EFFECTS) != (who in allowed):
                wrong.append(f"{who} saves {body}: changes {sorted(changed) or 'nothing'}")
            if not told:
                wrong.append(f"{who} saves {body}: no answer")
    assert wrong == []


async def stand(town: Town, name: str, screen: str, draft: str | None = None) -> int:
    """Put somebody before a screen, perhaps with a draft that is ready; answers the turn."""
    async with town.village.bot.store.transaction() as tx:
        me = await town_id(tx, town, name)
        await tx.run("DELETE FROM drafts WHERE person = :me", me=me)
        if draft is not None:
            await tx.run(
                "INSERT INTO drafts (person, journey, body, since, touched) VALUES"
                " (:me, 'hub_staff', :body, '2026-11-24', '2026-11-24')",
                me=me,
                body='{"version":1,"journey":"hub_staff","place":"lombardijen","asking":"sure",'
                + f"{draft}}}",
            )
        await tx.run(
            "UPDATE chats SET listening = :listening, screen = :screen WHERE person = :me",
            me=me,
            listening="hub_staff" if draft is not None else None,
            screen=screen,
        )
        row = await tx.one("SELECT turn FROM chats WHERE person = :me", me=me)
        if await tx.one("SELECT name FROM sqlite_temp_master WHERE name = 'touched'"):
            await tx.run("DELETE FROM touched")
    assert row is not None
    return int(row["turn"])
