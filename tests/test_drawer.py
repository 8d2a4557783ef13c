"""What lies in a drawer, on both databases; and the figures and the drawer on the command line."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from bot.desk import figure_commands
from bot.desk.desk import carry_out
from bot.desk.room import Room
from bot.turns import Turns
from conversations.here import Here
from conversations.matters import drawer as words_of_drawer
from conversations.matters.drawer import CheckDrawer, DrawerChecked, Forgotten
from conversations.matters.matter import BringMatter, Matter, MatterBrought
from conversations.matters.week import CountWeek
from locales.render import message
from locales.table import BOM
from storage.database import Database, fresh, instant
from storage.matters import drawer
from tests.phones import OMMOORD, ROTTERDAM, ZEVENKAMP
from tests.test_lists import Watched, scans
from tests.test_pictures import CLOCK, MONDAY, TUESDAY, Town, person

ANNA = person("anna")
CONTACT = person("con", ("contact", OMMOORD))
ADA = person("ada", ("administrator", None))
DAY = dt.timedelta(days=1)


@pytest.fixture
async def town(store: Database) -> Town:
    made = Town(store)
    await made.live(ANNA, CONTACT, ADA)
    return made


async def told(town: Town, wijk: str = OMMOORD) -> MatterBrought:
    """Something that Anna told; answers what she heard."""
    town.n += 1
    matter = Matter(kind="question", topic="green", wijk=wijk, text=f"Who prunes tree {town.n}?")
    found = await town.asks(BringMatter(matter), ANNA)
    assert isinstance(found, MatterBrought)
    return found


async def changes(town: Town, case: str, **to: Any) -> None:
    async with town.store.transaction() as tx:
        for column, value in to.items():
            await tx.run(f"UPDATE cases SET {column} = :value WHERE id = :id", value=value, id=case)


async def lies(town: Town) -> dict[str, str]:
    async with town.store.reading() as tx:
        found = await drawer.forgotten(tx, Here(ROTTERDAM, CLOCK, town.now))
    return {one.number: one.why for one in found}


async def test_what_somebody_looks_after_does_not_lie_there(town: Town) -> None:
    brought = await told(town)
    assert brought.owner == "contact"
    assert await lies(town) == {}
    await changes(town, brought.case, holder="con", state="taken")
    assert await lies(town) == {}


async def test_why_something_lies_there(town: Town) -> None:
    looked_after, gone, late, nobody = [await told(town) for _n in range(4)]
    nowhere = await told(town, ZEVENKAMP)
    assert nowhere.owner is None, "nobody has a role there"
    await town.live(person("dan"))
    await changes(town, gone.case, holder="dan")
    await changes(town, late.case, next_at=instant(TUESDAY - 8 * DAY))
    await changes(town, nobody.case, owner="manager")
    assert await lies(town) == {
        gone.number: "gone",
        late.number: "forgotten",
        nobody.number: "nobody",
        nowhere.number: "no_chain",
    }
    assert looked_after.number not in await lies(town)


async def test_what_is_closed_or_still_being_written_does_not_lie_there(town: Town) -> None:
    closed, concept = await told(town), await told(town)
    await town.close([closed.case])
    await changes(town, concept.case, number=None, owner="resident", next_at=instant(TUESDAY))
    town.now += 100 * DAY
    assert await lies(town) == {}


async def test_whoever_breaks_the_constraint_is_found_out(town: Town) -> None:
    if town.store.dialect != "sqlite":
        pytest.skip("the constraint can only be put aside on SQLite")
    without_owner, without_date = await told(town), await told(town)
    async with town.store.transaction() as tx:
        await tx.run("PRAGMA ignore_check_constraints = ON")
    await changes(town, without_owner.case, owner=None)
    await changes(town, without_date.case, next_at=None)
    assert await lies(town) == {without_owner.number: "no_owner", without_date.number: "no_owner"}


async def test_the_administrator_hears_it_or_else_the_officers(town: Town) -> None:
    brought = await told(town, ZEVENKAMP)
    checked = await town.asks(CheckDrawer())
    assert isinstance(checked, DrawerChecked)
    assert checked.people == ("ada",)
    assert [one.number for one in checked.found] == [brought.number]
    async with town.store.transaction() as tx:
        await tx.run("UPDATE roles SET until_at = from_at WHERE person = 'ada'")
    await town.live(person("odo", ("officer", None)))
    checked = await town.asks(CheckDrawer())
    assert checked.people == ("odo",)
    # Looking plans the next look, at ten past eight tomorrow.
    [row] = await town.rows("SELECT at FROM due WHERE kind = 'drawer'")
    assert row["at"] == "2026-05-13T06:10:00.000000Z"


def test_the_message_names_ten_and_says_how_many_more() -> None:
    some = tuple(
        Forgotten(f"M-2026-{n:04}", OMMOORD, "contact", TUESDAY, "nobody") for n in range(13)
    )
    here = Here(ROTTERDAM, ADA, TUESDAY)
    text = message(words_of_drawer.told(some, here), "nl", ROTTERDAM).text
    assert "M-2026-0009 in Ommoord: niemand is nu wijknetwerker" in text
    assert "M-2026-0010" not in text
    assert "• en nog 3" in text


async def test_only_indexes_of_what_is_open_are_read(town: Town) -> None:
    if town.store.dialect != "sqlite":
        pytest.skip("the plans are read on SQLite")
    await told(town)
    async with town.store.transaction() as tx:
        watched = Watched(tx)
        await drawer.forgotten(watched, Here(ROTTERDAM, CLOCK, town.now))
        whole = [sql for sql, named in watched.asked if await scans(tx, sql, **named)]
        [sql] = whole
        [step, *_more] = await tx.all(f"EXPLAIN QUERY PLAN {sql}")
        assert "INDEX cases_inbox" in step["detail"], step["detail"]


# --- on the command line --------------------------------------------------------------------------


def room_of(town: Town) -> Room:
    turns = Turns(town.store, ROTTERDAM, bot="aanzet_bot", me=fresh(), now=lambda: town.now)
    return Room(town.store, ROTTERDAM, turns, "aanzet_bot", lambda: town.now)


async def test_the_desk_tells_what_lies_in_a_drawer(town: Town) -> None:
    room = room_of(town)
    reply = await carry_out(room, {"do": "drawer"})
    assert reply.said == (
        "Nothing lies in a drawer: whatever is open has an owner and a next date.",
    )
    brought = await told(town, ZEVENKAMP)
    reply = await carry_out(room, {"do": "drawer"})
    assert reply.said == (f"{brought.number} in Zevenkamp: nobody here has a role for it",)


async def test_the_desk_tells_figures_and_writes_them_to_a_file(town: Town, tmp_path: Path) -> None:
    room = room_of(town)
    reply = await carry_out(room, {"do": "picture"})
    assert not reply.ok
    assert "No week was counted yet" in reply.said[0]
    await town.bring(24)
    town.now = MONDAY
    await town.asks(CountWeek(OMMOORD))
    reply = await carry_out(room, {"do": "picture", "wijk": "Ommoord"})
    assert reply.ok
    assert "New this week: 20 or more" in reply.said[0]
    assert "Later than promised: fewer than ten" in reply.said[0]
    file = tmp_path / "wijk.csv"
    reply = await carry_out(room, {"do": "picture", "csv": str(file)})
    assert reply.ok, reply.said
    text = file.read_text("utf-8")
    assert text.startswith(BOM)
    head, *rows = csv.reader(text.removeprefix(BOM).splitlines(), delimiter=";")
    assert len(rows) == 4 + 3 + len(ROTTERDAM.topics)
    assert {len(row) for row in rows} == {len(head)}
    waste = next(row for row in rows if row[head.index("part_id")] == "waste")
    assert waste[head.index("part")] == "Afval en troep"
    assert waste[head.index("at_least")] == "20"
    for order, line in (
        ({"csv": str(tmp_path / "no" / "such.csv")}, "cannot be written"),
        ({"language": "tlh"}, "--language"),
        ({"wijk": "Omoord"}, "Is it Ommoord"),
    ):
        reply = await carry_out(room, {"do": "picture", **order})
        assert not reply.ok
        assert line in reply.said[0]


def test_the_commands_pass_on_what_is_typed(tmp_path: Path) -> None:
    given: list[tuple[str, dict[str, Any]]] = []
    app = Typer()
    figure_commands.register(app, lambda do, **about: given.append((do, about)))
    for typed in (["drawer"], ["picture", "Ommoord", "--csv", str(tmp_path / "x.csv")]):
        assert CliRunner().invoke(app, typed).exit_code == 0
    assert given == [
        ("drawer", {}),
        ("picture", {"wijk": "Ommoord", "csv": str(tmp_path / "x.csv"), "language": "nl"}),
    ]
