"""The register of places: from the profile once, then as staff keep it; read by index."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from conversations.gaps import gaps
from conversations.here import Here, Person
from conversations.hubs.place import OneOff, PlacesFound, SeekPlace
from conversations.profile import Profile
from conversations.talk import Screen
from storage.database import Database
from storage.hubs import around, places
from storage.profile.files import COLUMNS
from storage.profile.municipality import builtin, load
from storage.profile.problem import ProfileError
from tests.phones import NOON, ROTTERDAM

TODAY = NOON.date()
HERE = Here(ROTTERDAM, Person(id="", name="", language="en"), NOON)


def here(profile: Profile) -> Here:
    return Here(profile, HERE.person, NOON)


# --- the facts -----------------------------------------------------------------------------------


def test_rotterdam_has_the_places_that_were_found_and_no_hours() -> None:
    kinds = [place.kind for place in ROTTERDAM.places]
    assert {kind: kinds.count(kind) for kind in ("hub", "house", "mobile")} == {
        "hub": 13,
        "house": 35,
        "mobile": 1,
    }
    assert all(place.source for place in ROTTERDAM.places)
    # Nobody may read an hour that nobody published.
    assert not any(place.hours for place in ROTTERDAM.places)
    assert {place.way for place in ROTTERDAM.places} == {"unknown"}
    nowhere = [p.name for p in ROTTERDAM.places if p.kind == "hub" and p.address is None]
    assert nowhere == [
        "Wijkhub Overschie",
        "Wijkhub Rozenburg",
        "Wijkhub Bergpolder",
        "Wijkhub Pendrecht en Zuidwijk",
    ]


def test_what_is_not_known_is_a_gap_for_the_operator() -> None:
    found = "\n".join(gaps(ROTTERDAM))
    assert "the hub of 26 wijken (places.csv): " in found
    assert "the opening hours of 49 places (places.csv, hours.csv): Wijkhub Lombardijen" in found
    assert "whether places open on public holidays (on_holidays)" in found
    for name in ("ridderkerk", "hendrik-ido-ambacht"):
        profile = load(builtin(name))
        assert profile.places == ()
        assert "where people can walk in (places.csv)" in gaps(profile)
        assert profile.has_journey("hub", None, TODAY)


# --- into the store ------------------------------------------------------------------------------


async def test_a_new_store_has_the_places_of_its_profile(store: Database) -> None:
    async with store.transaction() as tx:
        assert await places.seed(tx, ROTTERDAM, NOON) == len(ROTTERDAM.places)
        for place in ROTTERDAM.places:
            facts = await places.by_id(tx, place.id, HERE)
            assert facts is not None
            assert facts.place == place
            assert (facts.version, facts.one_offs) == (0, ())
        assert await tx.all("SELECT verb FROM journal") == []
        # The second start finds everything as it was.
        assert await places.seed(tx, ROTTERDAM, NOON) == 0


async def test_a_later_profile_adds_mends_and_takes_away_but_never_what_staff_changed(
    store: Database,
) -> None:
    first, second, third, *_more = ROTTERDAM.places
    async with store.transaction() as tx:
        await places.seed(tx, ROTTERDAM.but(places=(first, second, third)), NOON)
        await tx.run(
            "UPDATE places SET phone = '010 123 45 67', version = 1 WHERE id = :id", id=first.id
        )
        new = first.but(id="nieuw", name="Wijkhub Nieuw")
        moved = second.but(address="Elders 1")
        later = ROTTERDAM.but(places=(first.but(phone="0"), moved, new))
        assert await places.seed(tx, later, NOON) == 3  # one mended, one new, one gone
        there = {
            id: facts.place if (facts := await places.by_id(tx, id, here(later))) else None
            for id in (first.id, second.id, third.id, "nieuw")
        }
        assert there == {
            first.id: first.but(phone="010 123 45 67"),
            second.id: moved,
            third.id: None,
            "nieuw": new,
        }
        # A profile without any: what staff keep stays.
        await places.seed(tx, ROTTERDAM.but(places=()), NOON)
        assert await places.by_id(tx, first.id, HERE) is not None
        rows = await tx.all("SELECT role, verb, subject FROM journal ORDER BY cause")
        assert {(row["role"], row["verb"]) for row in rows} == {("operator", "places_read")}


async def test_closures_are_read_in_the_order_told_and_forgotten_when_past(
    store: Database,
) -> None:
    place = ROTTERDAM.places[0].id
    day = dt.timedelta(days=1)

    def shut(since: dt.date, until: dt.date, reason: str) -> OneOff:
        return OneOff(kind="closed", since=since, until=until, reason=reason, told=TODAY)

    told = (
        shut(TODAY + 3 * day, TODAY + 3 * day, "first"),
        shut(TODAY - 9 * day, TODAY, "second"),
        shut(TODAY - 9 * day, TODAY - 2 * day, "past"),
    )
    async with store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, NOON)
        for n, one in enumerate(told):
            now = NOON + dt.timedelta(seconds=n)
            await places.put_one_off(tx, place, one, cause="test", now=now)
        found = await places.one_offs(tx, place, HERE)
        assert [one.reason for one in found] == ["first", "second"]
        assert found == told[:2]
        # A place that somebody spoke about is not taken away with the profile's row.
        await places.seed(tx, ROTTERDAM.but(places=()), NOON)
        assert await places.by_id(tx, place, HERE) is not None


async def test_names_that_only_the_store_knows_are_found_too(store: Database) -> None:
    extra = ROTTERDAM.places[0].but(
        id="gouden-ei", name="Wijkhub Het Gouden Ei", aliases=("De Oude Bieb",)
    )
    rumour = extra.but(id="gerucht", name="Wijkhub Koekoek", aliases=(), confidence="low")
    profile = ROTTERDAM.but(places=(*ROTTERDAM.places, extra, rumour))
    async with store.transaction() as tx:
        await places.seed(tx, profile, NOON)
        for typed, expected in (
            ("gouden ei", ("gouden-ei",)),
            ("goude ei", ("gouden-ei",)),
            ("de oude bieb", ("gouden-ei",)),
            ("koekoek", ()),
            ("lombardijen", ("lombardijen",)),
            ("zeer onbekend", ()),
            ("?", ()),
        ):
            found = await around.seek(tx, SeekPlace(typed, "hub"), HERE, "ask")
            assert found == PlacesFound(expected, None, typed), typed


async def test_lookups_go_by_index(store: Database) -> None:
    """No table is read from its beginning to its end; a list of names is read from its index."""
    async with store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, NOON)
        if tx.dialect != "sqlite":
            pytest.skip("the plans are read on SQLite")
        named = {
            "place": "x", "id": "x", "wijk": "x", "kind": "hub", "today": "2026", "north": 1,
            "east": 1, "south": 1, "west": 1,
        }  # fmt: skip
        plans = {
            "a place": "SELECT name FROM places p WHERE p.id = :id",
            "of a wijk": "SELECT name FROM places p WHERE p.wijk = :wijk AND p.gone IS NULL",
            "of none": "SELECT name FROM places p WHERE p.wijk IS NULL AND p.gone IS NULL",
            "of a kind": "SELECT name FROM places p WHERE p.kind = :kind AND p.gone IS NULL",
            "hours": "SELECT opens FROM place_hours WHERE place = :place ORDER BY n",
            "one-offs": "SELECT opens FROM place_exceptions"
            " WHERE place = :place AND until >= :today AND undone IS NULL",
            "nearest": "SELECT id FROM places WHERE latitude BETWEEN :south AND :north"
            " AND longitude BETWEEN :west AND :east AND gone IS NULL AND confidence <> 'low'",
            "wijk at": "SELECT a.wijk FROM area_squares s JOIN areas a ON a.id = s.area"
            " WHERE s.north = :north AND s.east = :east ORDER BY a.id",
        }
        for what, sql in plans.items():
            rows = await tx.all(f"EXPLAIN QUERY PLAN {sql}", **named)
            plan = " / ".join(row["detail"] for row in rows)
            assert "SCAN" not in plan, f"{what}: {plan}"
        names = "SELECT id, name, aliases, kind, confidence FROM places ORDER BY name"
        [row] = await tx.all(f"EXPLAIN QUERY PLAN {names}")
        assert "COVERING INDEX places_names" in row["detail"]


async def test_a_screen_of_a_place_or_wijk_that_is_none_has_no_facts(store: Database) -> None:
    async with store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, NOON)
        assert await places.place_facts(tx, Screen(name="place"), HERE) is None
        assert await places.wijk_facts(tx, Screen(name="wijk_card", wijk="x.y"), HERE) is None
        assert await places.listed(tx, Screen(name="places", list="nowhere"), HERE) == ()


# --- files with a mistake ------------------------------------------------------------------------

GOOD = {
    "id": "week",
    "kind": "hub",
    "name": "Week",
    "wijk": "rotterdam.ommoord",
    "address": "Plein 1",
    "postcode": "3069AB",
    "lat": "51.9",
    "lon": "4.5",
    "source": "ours",
    "confidence": "high",
}
HOURS = COLUMNS["hours.csv"]
TUESDAY = "week,tuesday,09:00,12:00,,,2026-11-01,ours,high"


def overlaid(folder: Path, rows: list[dict[str, str]], hours: list[str]) -> Profile:
    """Rotterdam with these places instead of its own."""
    with (folder / "places.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, COLUMNS["places.csv"].split(","), restval="")
        table.writeheader()
        table.writerows(rows)
    (folder / "hours.csv").write_text("\n".join([HOURS, *hours]) + "\n")
    return load(builtin("rotterdam"), folder)


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    profile = overlaid(tmp_path, [GOOD], [TUESDAY, TUESDAY.replace("tuesday", "Za")])
    [place] = profile.places
    assert [row.weekday for row in place.hours] == [2, 6]
    assert (place.way, place.hours_checked) == ("walk_in", dt.date(2026, 11, 1))
    assert {"places", "hours"} <= set(profile.sample)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"id": "Week!"}, "places.csv:2: `id`: string should match pattern"),
        ({"kind": "shop"}, "places.csv:2: `kind` is none of its words"),
        ({"wijk": "rotterdam.omoord"}, "there is no wijk 'rotterdam.omoord'. Did you mean"),
        ({"postcode": "0000 XX"}, "`postcode`: string should match pattern"),
        ({"lon": ""}, "`lat` without `lon`. Fill in `lon` too"),
        ({"lat": ""}, "`lon` without `lat`. Fill in `lat` too"),
        ({"lat": "91.9"}, "`latitude`: input should be less than or equal to 90"),
        ({"lat": "51,9"}, "`lat` is not a number. Write degrees with a point"),
        ({"checked": "soon"}, "`checked` is no day: 'soon'. Write it as 2026-11-22"),
        ({"gone": "moved", "moved_to": "away"}, "there is no place 'away'"),
        ({"moved_to": "week"}, "`moved_to` without `gone`. Fill in `gone` too"),
        ({"way": "window"}, "`way` is none of its words"),
        ({"source": ""}, "a fact without a source"),
        ({"confidence": "quite"}, "`confidence` is none of its words"),
    ],
)
def test_a_mistake_in_a_place_is_told_with_its_line(
    tmp_path: Path, wrong: dict[str, str], says: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        overlaid(tmp_path, [{**GOOD, **wrong}], [])
    assert says in str(caught.value)


def test_the_same_place_twice(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"places.csv:3: the id 'week' stands here twice"):
        overlaid(tmp_path, [GOOD, GOOD], [])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("week,", "maand,", "hours.csv:2: there is no place 'maand'"),
        ("tuesday", "someday", "'someday' is no weekday. Write monday to sunday"),
        ("09:00,12:00", "9 uur,12:00", "Write times as 09:00, the end of a day as 24:00"),
        ("09:00,12:00", "12:00,09:00", "it closes before it opens; past midnight is a row of"),
        (",,,2026", ",2026-12-01,2026-11-01,2026", "it ends before it begins"),
        ("2026-11-01", "gisteren", "`checked` is no day: 'gisteren'"),
    ],
)
def test_a_mistake_in_the_hours_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        overlaid(tmp_path, [GOOD], [TUESDAY.replace(old, new, 1)])
    assert says in str(caught.value)


def test_hours_do_not_go_with_a_board_outside(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="opens when the board stands outside"):
        overlaid(tmp_path, [{**GOOD, "way": "board_outside"}], [TUESDAY])
