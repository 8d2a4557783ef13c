"""Where a signal is, so that the same trouble is found again without reading all there is."""

from __future__ import annotations

import pytest

from conversations.matters.matter import Spot
from storage.database import Database
from storage.matters import near
from storage.matters.around import cell_of, cells_around, shown_street, street_of


@pytest.mark.parametrize(
    ("words", "shown", "street"),
    [
        ("Binnenhof 12", "Binnenhof", "binnenhof"),
        ("binnenhof bij de flat", "binnenhof", "binnenhof"),
        ("bij de speeltuin in de Binnenhof", "de Binnenhof", "binnenhof"),
        ("Ommoordsehof 12a, bij de vijver", "Ommoordsehof", "ommoordsehof"),
        ("Jan van Galenstraat 3", "Jan van Galenstraat", "janvangalenstraat"),
        ("'s-Gravenweg t.h.v. nr 30", "'s-Gravenweg", "sgravenweg"),
        ("hoek Binnenhof", "Binnenhof", "binnenhof"),
        ("3068 AB", None, None),
        ("12", None, None),
    ],
)
def test_the_street_in_the_words_for_a_place(
    words: str, shown: str | None, street: str | None
) -> None:
    assert shown_street(words) == shown
    assert street_of(Spot(words=words)) == street


def test_a_point_is_near_what_lies_in_the_squares_around_it() -> None:
    here, across_the_road = Spot(latitude=51.9599, longitude=4.5501), (51.9601, 4.5499)
    other = Spot(latitude=across_the_road[0], longitude=across_the_road[1])
    assert cell_of(here) != cell_of(other)
    assert cell_of(other) in cells_around(here)
    assert len(set(cells_around(here))) == 9
    assert cells_around(Spot(words="Binnenhof")) == ()


async def test_what_is_near_is_found_by_street_and_square_alone(store: Database) -> None:
    about = {"topic": "waste", "wijk": "rotterdam.ommoord", "me": "anna", "most": 20}
    if store.dialect != "sqlite":
        pytest.skip("the plan of the other database depends on how much it holds")
    async with store.transaction() as tx:
        for sql, named in ((near._OF_STREET, {"street": "b"}), (near._OF_CELL, {"cell": "1:1"})):
            rows = await tx.all(f"EXPLAIN QUERY PLAN {sql}", **named, **about)
            plan = " / ".join(row["detail"] for row in rows)
            assert "SCAN" not in plan, plan
            assert "matters_street" in plan or "matters_cell" in plan
