"""Six buttons at most: whoever looks for a place sees them at a glance, also where there is much.

The ways out (back, the menu, on with the plan) stand in their own place and are not counted in a
list; on a card they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from conversations.activities.activity import (
    PER_PAGE,
    Activity,
    ActivityFacts,
    Mine,
    MySignupsFacts,
    ProgrammeFacts,
    Standing,
)
from conversations.here import Held, Here, Person
from conversations.hubs.place import AccessFacts, Kind, Place, PlaceFacts, WijkFacts
from conversations.journeys import JOURNEYS, SCREENS
from conversations.mobile.stop import A_PAGE, NEAR_MOST, BusFacts, State, StopFacts, StopPlan
from conversations.profile import Profile
from conversations.talk import Said, Screen
from locales.render import label
from storage.profile.files import PROFILES
from storage.profile.municipality import load

NOON = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)
ROTTERDAM = load(PROFILES / "rotterdam")
WIJK = "rotterdam.ommoord"
MOST = 6


def resident(language: str = "en", *held: tuple[str, str | None]) -> Here:
    person = Person("p", "P", language, WIJK, roles=tuple(Held(*one) for one in held))
    return Here(ROTTERDAM, person, NOON, "aanzet_bot")


def count(said: Said, profile: Profile = ROTTERDAM) -> tuple[int, int]:
    """How many buttons there are, and how many besides the ways out."""
    labels = [label(button.label, "en", profile) for row in said.rows for button in row]
    inside = [one for one in labels if not one.startswith(("⬅️", "🏠", "▶️ Go on"))]
    return len(labels), len(inside)


def draw(screen: Screen, facts: object, here: Here) -> Said:
    return JOURNEYS[SCREENS[screen.name]].draw(screen, facts, here)


def place(n: int, kind: Kind = "hub", **more: object) -> PlaceFacts:
    values = {
        "id": f"{kind}{n}",
        "kind": kind,
        "name": f"Plek {n}",
        "wijk": WIJK,
        "latitude": 51.9,
        "longitude": 4.5,
        "languages": ("nl", "tr", "ar", "pl", "en", "fr"),
        "source": "test",
        "confidence": "high",
    }
    return PlaceFacts(Place.model_validate({**values, **more}))


def places(many: int, kind: Kind) -> tuple[PlaceFacts, ...]:
    return tuple(place(n, kind) for n in range(many))


@pytest.mark.parametrize("held", [(), (("hub_staff", None),)])
@pytest.mark.parametrize("kind", ["hub", "house", "mobile"])
def test_the_card_of_a_place(kind: Kind, held: tuple[tuple[str, str | None], ...]) -> None:
    said = draw(Screen(name="place", subject="p1"), place(1, kind), resident("en", *held))
    assert count(said)[0] <= MOST


@pytest.mark.parametrize("held", [(), (("hub_staff", None),)])
@pytest.mark.parametrize("hubs", [0, 1, 2, 7])
@pytest.mark.parametrize("houses", [0, 1, 3, 12])
@pytest.mark.parametrize("around", [0, 4, 9])
def test_the_card_of_a_wijk_and_what_stands_behind_it(
    hubs: int, houses: int, around: int, held: tuple[tuple[str, str | None], ...]
) -> None:
    here = resident("en", *held)
    there = places(hubs, "hub") + places(houses, "house")
    facts = WijkFacts(WIJK, there, () if hubs else places(around, "hub"), "hub")
    card = draw(Screen(name="wijk_card", wijk=WIJK), facts, here)
    assert count(card)[0] <= MOST
    assert count(draw(Screen(name="wijk_more", wijk=WIJK), facts, here))[0] <= MOST
    options = {getattr(button, "option", "") for row in card.rows for button in row}
    everything = [one for one in options if one.startswith("all:")]
    doors = sum(option.startswith("p:") for option in options)
    others = len(there) + len(facts.around) - (hubs == 1)
    # Nobody is left without a way to a place: a door of its own, or a list with all of them.
    assert doors == others or everything
    for page in range(-(-others // 5) if everything else 0):
        listed = draw(Screen(name="wijk_places", wijk=WIJK, list="hub", page=page), facts, here)
        assert count(listed)[1] <= MOST


@pytest.mark.parametrize("need", [None, "steps"])
def test_lists_of_places(need: str | None) -> None:
    three = places(3, "hub")
    nearest = Screen(name="nearest", list="p0 p1 p2", subject=need)
    assert count(draw(nearest, three, resident()))[0] <= MOST
    four = places(4, "hub")
    assert count(draw(Screen(name="places", list="p0 p1 p2 p3"), four, resident()))[0] <= MOST
    for wijk in (WIJK, None):
        for page in range(2):
            asked = Screen(name="access", wijk=wijk, subject=need, page=page)
            facts = AccessFacts(places(9, "hub"), need)
            assert count(draw(asked, facts, resident()))[1] <= MOST


def activities(many: int, **more: object) -> Iterable[ActivityFacts]:
    starts = NOON + dt.timedelta(hours=2)
    one = Activity(title="Koffie", starts=starts, ends=starts + dt.timedelta(hours=1), most=2)
    for n in range(many):
        yield ActivityFacts(id=f"a{n}", place="p1", place_name="Plek", activity=one, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("page", range(3))
@pytest.mark.parametrize("later", [True, False])
@pytest.mark.parametrize("others", [0, 3])
def test_what_happens_at_a_place(page: int, later: bool, others: int) -> None:
    rows = tuple(activities(PER_PAGE))
    facts = ProgrammeFacts(place(1).place, rows, page, 3, later, others, may_keep=False)
    assert count(draw(Screen(name="programme", subject="p1"), facts, resident()))[1] <= MOST
    mine = MySignupsFacts(rows, page, 3)
    assert count(draw(Screen(name="my_signups"), mine, resident()))[1] <= MOST


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("standing", [None, "in", "waiting", "offered"])
def test_the_card_of_an_activity(standing: Standing | None, keeps: bool) -> None:
    mine = Mine(standing, 1, NOON + dt.timedelta(hours=1)) if standing else None
    [facts] = activities(1, mine=mine, may_keep=keeps)
    buttons = count(draw(Screen(name="activity", case="a0"), facts, resident()))[0]
    # Who keeps the programme and waits for a place at the same time has one more.
    assert buttons <= MOST + (keeps and standing in ("waiting", "offered"))


def stops(many: int, state: State = "planned", **more: object) -> tuple[StopFacts, ...]:
    starts = NOON + dt.timedelta(hours=2)
    plan = StopPlan(
        wijk=WIJK,
        spot="Binnenhof",
        starts=starts,
        ends=starts + dt.timedelta(hours=2),
        latitude=51.9,
        longitude=4.5,
    )
    bus = place(0, "mobile").place
    return tuple(
        StopFacts(f"s{n}", bus, 1, state, plan, "planned", NOON, None, plan, **more)  # type: ignore[arg-type]
        for n in range(many)
    )


@pytest.mark.parametrize("held", [(), (("hub_staff", None),)])
@pytest.mark.parametrize("state", ["planned", "cancelled"])
@pytest.mark.parametrize("near", range(NEAR_MOST + 1))
@pytest.mark.parametrize("others", [0, A_PAGE])
@pytest.mark.parametrize("wished", [True, False])
def test_when_the_bus_comes(
    near: int, others: int, wished: bool, state: State, held: tuple[tuple[str, str | None], ...]
) -> None:
    here = resident("en", *held)
    bus = place(0, "mobile").place
    facts = BusFacts(bus, stops(near, state), stops(others), 3, False, wished)
    assert count(draw(Screen(name="bus", wijk=WIJK), facts, here))[0] <= MOST
    for pages in (1, 3):
        facts = BusFacts(bus, (), stops(others), pages, False, False)
        assert count(draw(Screen(name="bus"), facts, here))[1] <= MOST


@pytest.mark.parametrize("held", [(), (("hub_staff", None),)])
@pytest.mark.parametrize("state", ["planned", "arrived", "left", "cancelled"])
def test_the_card_of_a_stop(state: State, held: tuple[tuple[str, str | None], ...]) -> None:
    [stop] = stops(1, state)
    screen = Screen(name="stop", case="s0", subject="s0")
    assert count(draw(screen, stop, resident("en", *held)))[0] <= MOST
