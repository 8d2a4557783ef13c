"""Stops from the desk: a file, row by row, and the same rules as on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from bot.desk import stop_commands
from bot.desk.desk import carry_out
from bot.desk.room import Room
from bot.turns import Answered, Turns
from storage.database import fresh
from storage.mobile.stop_file import read_stops
from tests.phones import ROTTERDAM, ZEVENKAMP
from tests.yard import NOON, Yard

pytestmark = pytest.mark.sqlite_daily


def room_of(yard: Yard) -> Room:
    turns = Turns(yard.store, ROTTERDAM, bot="aanzet_bot", me=fresh(), now=lambda: yard.now)
    pushed: list[Answered] = []
    return Room(yard.store, ROTTERDAM, turns, "aanzet_bot", lambda: yard.now, pushed.extend)


GOOD = """\ufeffdag;van;tot;wijk;plek;adres;lat;lon
2026-05-14;13:00;15:00;Ommoord;Binnenhof, bij de winkels;Binnenhof 1;51,9601;4,5502
15 mei;9.30;12:00;zevenkamp;Ambachtsplein;;;
"""


async def test_a_file_of_stops_is_planned_once(yard: Yard, tmp_path: Path) -> None:
    path = tmp_path / "haltes.csv"
    path.write_text(GOOD, encoding="utf-8")
    room = room_of(yard)
    order = {"do": "stops-import", "file": str(path)}
    dry = await carry_out(room, {**order, "dry_run": True})
    assert dry.ok, dry
    assert dry.said[-1] == "This was a dry run: nothing was planned."
    assert await yard.rows("SELECT id FROM stops") == []
    done = await carry_out(room, order)
    assert done.said == (
        "2026-05-14 13:00–15:00  Ommoord  Binnenhof, bij de winkels",
        "2026-05-15 09:30–12:00  Zevenkamp  Ambachtsplein",
        "Planned: 2. There already: 0.",
    )
    again = await carry_out(room, order)
    assert again.said == ("Planned: 0. There already: 2.",)
    rows = await yard.rows("SELECT latitude, address FROM stops ORDER BY starts")
    assert rows[0] == {"latitude": 51.9601, "address": "Binnenhof 1"}
    assert {r["role"] for r in await yard.rows("SELECT role FROM stop_versions")} == {"operator"}
    listed = await carry_out(room, {"do": "stops-list"})
    assert len(listed.said) == 2
    assert "planned    2026-05-14 13:00–15:00  Ommoord  Binnenhof, bij de winkels" in listed.said[0]


HEAD = "day,from,to,wijk,where\n"
WRONG = [
    ("", ["column `day`: this column is missing"]),
    ("day,from,to,wijk\n", ["halte.csv:1: column `where`: this column is missing"]),
    ("day,from,to,wijk,where,color\n", [":1: column `color`: this is no column here"]),
    ("day,from,to,wijk,where,where\n", [":1: column `where`: it stands here twice"]),
    (HEAD, ["there is no stop in it"]),
    (HEAD + "soon,13,15,Ommoord,Plein\n", [":2: column `day`: 'soon' is no day"]),
    (HEAD + "2026-05-14,15,13,Ommoord,Plein\n", [":2: column `from`: '15' to '13'"]),
    (
        HEAD + "2026-05-14,13,15,Omoord,Plein\n",
        [":2: column `wijk`: there is no wijk 'Omoord'. Did you mean 'Ommoord'?"],
    ),
    (HEAD + "2026-05-14,13,15,Ommoord,\n", [":2: column `where`"]),
    (HEAD + "2026-05-14,13,15,Ommoord\n", [":2: 4 cells where 5 belong"]),
    (HEAD + '2026-05-14,13,15,Ommoord,"Plein\n', [":2: not CSV"]),
    (
        "day,from,to,wijk,where,lat,lon\n2026-05-14,13,15,Ommoord,Plein,99,x\n",
        [":2: column `lat`: '99' are no degrees", ":2: column `lon`: 'x' are no degrees"],
    ),
    (HEAD + "2026-05-01,13,15,Ommoord,Plein\n", [":2: That moment is past"]),
    (
        HEAD + "2026-05-14,13,15,Ommoord,Plein\n2026-05-14,14,16,Ommoord,Markt\n",
        [":3: At that time the bus is at"],
    ),
    (
        HEAD + "soon,13,15,Ommoord,Plein\n2026-05-14,13,15,Nergens,Plein\n",
        [":2: column `day`", ":3: column `wijk`"],
    ),
]


@pytest.mark.parametrize(("text", "faults"), WRONG)
async def test_a_wrong_file_plans_nothing_and_says_row_and_column(
    yard: Yard, tmp_path: Path, text: str, faults: list[str]
) -> None:
    path = tmp_path / "halte.csv"
    path.write_text(text or "\n", encoding="utf-8")
    reply = await carry_out(room_of(yard), {"do": "stops-import", "file": str(path)})
    assert not reply.ok
    for fault in faults:
        assert fault in reply.said[0]
    assert reply.said[0].endswith("Nothing was planned.")
    assert await yard.rows("SELECT id FROM stops") == []


async def test_a_file_that_cannot_be_read_says_what_to_do(yard: Yard, tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(HEAD.encode() + b"2026-05-14,13,15,Ommoord,Caf\xe9\n")
    (tmp_path / "stops.xlsx").write_bytes(b"PK\x03\x04")
    for name, fault in (
        ("latin.csv", "this is not UTF-8 text. Save the file as UTF-8."),
        ("stops.xlsx", "Save it as CSV (UTF-8)"),
        ("none.csv", "the file cannot be read"),
    ):
        order = {"do": "stops-import", "file": str(tmp_path / name)}
        reply = await carry_out(room_of(yard), order)
        assert not reply.ok
        assert fault in reply.said[0]


async def test_the_desk_moves_and_cancels_under_the_same_rules(yard: Yard) -> None:
    room = room_of(yard)
    id = await yard.plan()
    moved = await carry_out(
        room, {"do": "stops-move", "id": id, "times": "14:00-16:00", "reason": "file"}
    )
    assert moved.ok, moved
    rows = await yard.rows("SELECT starts, spot, version FROM stops")
    assert rows == [{"starts": "2026-05-13T12:00:00.000000Z", "spot": "Binnenhof", "version": 2}]
    await carry_out(room, {"do": "stops-move", "id": id, "wijk": "Zevenkamp", "where": "Plein"})
    rows = await yard.rows("SELECT wijk, spot FROM stops")
    assert rows == [{"wijk": ZEVENKAMP, "spot": "Plein"}]
    assert "stop_news" in await yard.due(id)
    for order, line in (
        ({"do": "stops-move", "id": id}, "Nothing is different."),
        ({"do": "stops-move", "id": id, "times": "noon"}, "Write it as 13:00-15:00"),
        ({"do": "stops-move", "id": id, "times": "16-14"}, "Write it as 13:00-15:00"),
        ({"do": "stops-move", "id": id, "wijk": "Omoord"}, "Is it Ommoord"),
        ({"do": "stops-move", "id": id, "day": "2026-05-01"}, "That moment is past."),
        ({"do": "stops-move", "id": "x", "times": "1-2"}, "I do not know this stop."),
        ({"do": "stops-cancel", "id": "x"}, "I do not know this stop."),
    ):
        reply = await carry_out(room, order)
        assert not reply.ok, order
        assert line in reply.said[0], order
    assert (await carry_out(room, {"do": "stops-cancel", "id": id, "reason": "ziek"})).ok
    reply = await carry_out(room, {"do": "stops-cancel", "id": id})
    assert reply.said == ("This stop is off already.",)
    assert (await carry_out(room, {"do": "stops-demand"})).said == (
        "Nowhere many people ask for a stop yet. It is counted once a week.",
    )


def test_the_command_line_gives_these_orders() -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    app = Typer()
    stop_commands.register(
        app, lambda do, **about: asked.append((do, about)), lambda typed, option: typed
    )
    for line in (
        ["import", "x.csv", "--dry-run"],
        ["list"],
        ["move", "-hW2", "--times", "13-15", "--day", "2030-01-01"],
        ["cancel", "-hW2", "--reason", "ziek"],
        ["demand"],
    ):
        result = CliRunner().invoke(app, ["stops", *line])
        assert result.exit_code == 0, result.output
    assert [do for do, _about in asked] == [
        "stops-import", "stops-list", "stops-move", "stops-cancel", "stops-demand",
    ]  # fmt: skip
    assert asked[0][1] == {"file": str(Path("x.csv").absolute()), "dry_run": True}
    assert asked[2][1]["id"] == asked[3][1]["id"] == "-hW2"


def test_a_large_file_is_cut_in_two(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text(HEAD + "2026-05-14,13,15,Ommoord,Plein\n" * 1001, encoding="utf-8")
    with pytest.raises(Exception, match="more than 1000 rows"):
        read_stops(path, ROTTERDAM, NOON.date())
