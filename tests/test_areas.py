"""In which outline a position lies, against shapely; and files of outlines that are wrong."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import pytest

from bot.desk.desk import carry_out
from bot.desk.room import Room
from conversations.here import Here, Person
from conversations.hubs.place import Around, LookAround
from conversations.rules.areas import SQUARES, meters, rounded, square, squares, within
from conversations.talk import Located
from storage.database import Database
from storage.hubs import areas, around, places
from storage.hubs.area_file import Area, read_areas
from storage.profile.municipality import builtin, load
from storage.profile.problem import ProfileError
from tests.english import Town
from tests.phones import NOON, OMMOORD, ROTTERDAM, ZEVENKAMP, Phones

OPERATOR = Here(ROTTERDAM, Person(id="", name="", language="en"), NOON)


# --- against another map ---------------------------------------------------------------------


def star(dice: random.Random, x: float, y: float, reach: float) -> list[list[float]]:
    """A ring around a point that goes in and out: concave, never crossing itself."""
    corners = dice.randint(3, 40)
    turns = sorted(dice.uniform(0, 2 * math.pi) for _corner in range(corners))
    ring = []
    for turn in turns:
        far = reach * dice.uniform(0.3, 1.0)
        ring.append([x + far * math.cos(turn), y + far * math.sin(turn)])
    return [*ring, ring[0]]


def outline(dice: random.Random) -> list[list[list[list[float]]]]:
    """Some polygons apart from each other, many with a hole."""
    polygons = []
    for n in range(dice.randint(1, 3)):
        x, y = 4.3 + n * 0.1, 51.9
        rings = [star(dice, x, y, 0.04)]
        if dice.random() < 0.6:
            rings.append(star(dice, x, y, 0.008))
        polygons.append(rings)
    return polygons


@pytest.mark.parametrize("seed", range(40))
def test_the_same_positions_lie_inside_as_with_shapely(seed: int) -> None:
    shapely = pytest.importorskip("shapely", reason="shapely is not installed: no oracle")
    dice = random.Random(seed)
    ours = outline(dice)
    theirs = shapely.geometry.shape({"type": "MultiPolygon", "coordinates": ours})
    if not theirs.is_valid:
        # A hole that sticks out of its ring is no area; the file of an operator may hold one.
        ours = [[polygon[0]] for polygon in ours]
        theirs = shapely.geometry.shape({"type": "MultiPolygon", "coordinates": ours})
    assert theirs.is_valid
    inside = 0
    for _position in range(500):
        x, y = dice.uniform(4.24, 4.56), dice.uniform(51.85, 51.95)
        expected = bool(theirs.contains(shapely.geometry.Point(x, y)))
        assert within(x, y, ours) is expected, (x, y)
        assert not expected or square(x, y) in set(squares(ours))
        inside += expected
    assert inside


def test_a_hole_and_an_island_in_it() -> None:
    ring = [[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 9.0], [0.0, 0.0]]
    hole = [[3.0, 3.0], [6.0, 3.0], [6.0, 6.0], [3.0, 6.0], [3.0, 3.0]]
    island = [[4.0, 4.0], [5.0, 4.0], [5.0, 5.0], [4.0, 5.0], [4.0, 4.0]]
    shape = [[ring, hole], [island]]
    assert within(1, 1, shape)
    assert not within(3.5, 3.5, shape)
    assert within(4.5, 4.5, shape)
    assert not within(-1, 4.5, shape)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Rotterdam Centraal to Schiphol, and to Sydney, by other people's calculators
        ((51.9249, 4.4692), (52.3105, 4.7683), 47_500),
        ((51.9249, 4.4692), (-33.8688, 151.2093), 16_633_000),
        ((51.9249, 4.4692), (51.9249, 4.4692), 0),
        ((0, 179.9), (0, -179.9), 22_239),
    ],
)
def test_as_the_crow_flies(
    one: tuple[float, float], other: tuple[float, float], expected: float
) -> None:
    assert meters(one, other) == pytest.approx(expected, rel=0.01, abs=1)


@pytest.mark.parametrize(
    ("far", "said"), [(0, 100), (149, 100), (151, 200), (949, 900), (1240, 1000), (1260, 1500)]
)
def test_distances_people_can_use(far: float, said: int) -> None:
    assert rounded(far) == said


# --- files -----------------------------------------------------------------------------------


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(wijk: str, *rings: Any, kind: str = "Polygon", key: str = "wijk") -> dict[str, Any]:
    coordinates: Any = list(rings) if kind == "Polygon" else [list(rings)]
    return {
        "type": "Feature",
        "properties": {key: wijk},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


HOME = box(4.53, 51.95, 4.56, 51.98)
HERE_FILE = [feature("Ommoord", HOME), feature(ZEVENKAMP, box(4.56, 51.95, 4.59, 51.98))]


def written(folder: Path, *features: Any, **more: Any) -> Path:
    path = folder / "wijken.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


@pytest.mark.parametrize(
    ("wijk", "expected"),
    [
        ("Ommoord", OMMOORD),
        ("rotterdam.ommoord", OMMOORD),
        ("ommoord", OMMOORD),
        ("Spangen", "rotterdam.bospolder-spangen-tussendijken"),
    ],
)
def test_a_wijk_by_id_by_name_or_by_buurt(tmp_path: Path, wijk: str, expected: str) -> None:
    [area] = read_areas(written(tmp_path, feature(wijk, HOME)), ROTTERDAM)
    assert area.wijk == expected


@pytest.mark.parametrize(
    ("features", "says"),
    [
        ([feature("Omoord", HOME)], "feature 1: there is no wijk 'Omoord'. Did you mean"),
        ([feature("Ommoord", HOME), feature("Charlois", HOME)], "feature 2: there is no wijk"),
        ([feature("Ommoord", HOME, key="code")], "no property names its wijk. Name the property"),
        ([feature("Ommoord", box(92_000, 437_000, 93_000, 438_000))], "the Dutch grid"),
        ([feature("Ommoord", box(4.5, 91, 4.6, 92))], "a position that is nowhere on earth"),
        ([feature("Ommoord", box(4.0, 51.0, 5.5, 52.0))], "too large for a wijk"),
        ([feature("Ommoord", HOME[:-1])], "a ring that does not end where it began"),
        ([feature("Ommoord", HOME[:2])], "a ring of fewer than four positions"),
        ([feature("Ommoord", [["a", "b"]] * 4)], "a position that is no pair of numbers"),
        ([feature("Ommoord", HOME, kind="Point")], "it is no polygon but Point"),
        ([feature("Ommoord")], "a polygon without a ring"),
        ([{"type": "Feature", "properties": None, "geometry": None}], "it is no polygon but None"),
        (["x"], "it is no feature"),
        ([], "there is no area in it"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_number_and_a_remedy(
    tmp_path: Path, features: list[Any], says: str
) -> None:
    with pytest.raises(ProfileError) as caught:
        read_areas(written(tmp_path, *features), ROTTERDAM)
    assert says in str(caught.value)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    for content, says in (("{", "not JSON"), ("[]", "no FeatureCollection"), (None, "cannot be")):
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_text(content)
        with pytest.raises(ProfileError, match=says):
            read_areas(path, ROTTERDAM)
    crs = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}}
    with pytest.raises(ProfileError, match="Export as EPSG:4326"):
        read_areas(written(tmp_path, *HERE_FILE, **crs), ROTTERDAM)


# --- in the store and in a chat -------------------------------------------------------------------


async def test_a_position_has_a_wijk_after_an_import_and_not_before(
    store: Database, tmp_path: Path
) -> None:
    found = read_areas(written(tmp_path, *HERE_FILE), ROTTERDAM)
    async with store.transaction() as tx:
        assert await around.wijk_at(tx, 51.96, 4.54) is None
        await areas.replace(tx, found, OPERATOR, cause="one", role="operator")
        assert await around.wijk_at(tx, 51.96, 4.54) == OMMOORD
        assert await around.wijk_at(tx, 51.96, 4.57) == ZEVENKAMP
        assert await around.wijk_at(tx, 51.90, 4.57) is None
        assert await areas.counted(tx) == {OMMOORD: 1, ZEVENKAMP: 1}
        # The next import takes the place of this one, as a whole.
        await areas.replace(tx, found[1:], OPERATOR, cause="two", role="operator")
        assert await around.wijk_at(tx, 51.96, 4.54) is None
        verbs = await tx.all("SELECT verb FROM journal")
        assert [row["verb"] for row in verbs] == ["areas_imported", "areas_imported"]


async def test_an_operator_imports_at_the_desk(phones: Phones, tmp_path: Path) -> None:
    async with phones.store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, NOON)
    room = Room(phones.store, ROTTERDAM, phones.turns, "aanzet_bot", lambda: phones.now)
    order = {"do": "import-areas", "file": str(written(tmp_path, *HERE_FILE))}
    done = await carry_out(room, order)
    assert done.ok
    assert done.said[0] == "Areas kept: 2, of wijken: 2. Those of before are gone."
    assert "and 32 others: there a postcode is asked." in done.said[1]
    assert "You are in Ommoord now." in await phones.does("Anna", Located(51.96, 4.54))
    # A file with a mistake changes nothing, and says what to do.
    written(tmp_path, feature("Omoord", HOME))
    refused = await carry_out(room, order)
    assert not refused.ok
    assert "feature 1: there is no wijk 'Omoord'. Did you mean 'Ommoord'?" in refused.said[0]
    [kept] = await phones.rows("SELECT count(*) AS n FROM areas")
    assert kept["n"] == 2


@pytest.mark.thorough
async def test_five_thousand_areas_and_four_hundred_places_are_not_all_looked_at(
    store: Database,
) -> None:
    """How much a lookup reads does not grow with how much there is."""
    profile = load(builtin("rotterdam"))
    one = profile.places[0]
    many = tuple(
        one.but(
            id=f"plek-{n}",
            name=f"Plek {n}",
            latitude=51.85 + (n % 20) * 0.01,
            longitude=4.2 + (n // 20) * 0.02,
        )
        for n in range(400)
    )
    crowd = profile.but(places=many)
    here = Here(crowd, Person(id="", name="", language="en"), NOON)
    side = 0.004
    rows = [
        Area(
            OMMOORD,
            [[box(x, y, x + side, y + side)]],
        )
        for x in (4.2 + n * side for n in range(100))
        for y in (51.85 + n * side for n in range(50))
    ]
    async with store.transaction() as tx:
        assert await places.seed(tx, crowd, NOON) == 400
        await areas.replace(tx, rows, here, cause="many", role="operator")
        [areas_there] = await tx.all("SELECT count(*) AS n FROM areas")
        assert areas_there["n"] == 5000
        dice = random.Random(1)
        for _look in range(20):
            latitude, longitude = dice.uniform(51.86, 52.03), dice.uniform(4.21, 4.58)
            north, east = square(longitude, latitude)
            [near] = await tx.all(
                "SELECT count(*) AS n FROM area_squares WHERE north = :north AND east = :east",
                north=north,
                east=east,
            )
            # A square holds at most (0.01 / 0.004 + 2)² outlines, whatever there is elsewhere.
            assert near["n"] <= (1 / SQUARES / side + 2) ** 2
            look = LookAround(latitude, longitude)
            found = await around.look_around(tx, look, here, "look")
            assert isinstance(found, Around)
            assert len(found.places) == 3
            exact = sorted(
                meters((latitude, longitude), (p.latitude or 0, p.longitude or 0)) for p in many
            )
            assert [distance for _id, _name, distance in found.places] == pytest.approx(exact[:3])


async def test_a_position_in_a_chat_after_an_import(town: Town, tmp_path: Path) -> None:
    found = read_areas(written(tmp_path, *HERE_FILE), ROTTERDAM)
    await town.plays("""
        Anna: /wijk
        Bot: What is your postcode?…
        Anna: (location 51.9640,4.5500)
        Bot: I cannot see from here which wijk that is. Please type your postcode.…
    """)
    async with town.village.bot.store.transaction() as tx:
        await areas.replace(tx, found, OPERATOR, cause="import", role="operator")
    await town.plays("""
        Anna: (location 51.9640,4.5500)
        Bot: Your wijk is Ommoord. Is that right? [✅ Yes, Ommoord] […]
        Anna: [✅ Yes, Ommoord]
        Bot: Your wijk: Ommoord…
        Bea: (location 51.9640,4.5500)
        Bot: You are in Ommoord now. How far it is in a straight line…
            Huis van de Wijk Ommoord: about 100 meters…
        Cor: /wijk
        Bot: What is your postcode?…
        Cor: (location 51.9640,4.7000)
        Bot: I cannot see from here which wijk that is. Please type your postcode.…
    """)
