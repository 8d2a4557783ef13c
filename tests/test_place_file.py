"""A list of places from a spreadsheet: every mistake at its cell, and all of it or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.desk.desk import carry_out, through_socket
from bot.desk.room import Room
from bot.turns import Answered
from conversations.here import Here
from conversations.hubs.place import Weekly
from storage import due
from storage.database import Database
from storage.hubs import place_gaps, places
from storage.hubs.place_file import BadFile, read_table
from tests.english import open_town
from tests.hub_town import TUESDAY, with_hubs
from tests.phones import NOON, OPERATOR, ROTTERDAM, Phones

pytestmark = pytest.mark.sqlite_daily

HERE = Here(ROTTERDAM, OPERATOR, NOON)
GOOD = (
    "id;naam;soort;wijk;adres;postcode;openingstijden;telefoon;toilet;opmerking\r\n"
    'lombardijen;;;;;;"ma-vr 9:00-17:00; do tot 20:00";010 123 45 67;ja;gebeld\r\n'
    "\r\n"
    "nieuw;Wijkhub Nieuw;hub;Ommoord;Café 1;3069 aa;;;;\r\n"
)


def room_of(phones: Phones, pushed: list[Answered] | None = None) -> Room:
    push = (pushed if pushed is not None else []).extend
    return Room(phones.store, ROTTERDAM, phones.turns, "aanzet_bot", lambda: phones.now, push)


async def seeded(store: Database) -> None:
    async with store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, NOON)


def file(folder: Path, content: str | bytes, name: str = "lijst.csv") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8-sig"))
    return str(path)


async def imports(phones: Phones, path: str, do: str = "places-import") -> tuple[bool, list[str]]:
    reply = await carry_out(room_of(phones), {"do": do, "file": path})
    return reply.ok, "\n".join(reply.said).splitlines()


# --- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("cp1252"),
        GOOD.encode("utf-16"),
        ("sep=;\r\n" + GOOD).encode(),
        GOOD.replace(";", "\t").replace('"ma-vr 9:00-17:00\t', '"ma-vr 9:00-17:00;').encode(),
        GOOD.replace(";", ",").encode(),
        GOOD.replace("\r\n", "\n").encode(),
    ],
    ids=["utf-8", "bom", "cp1252", "utf-16", "sep", "tabs", "commas", "unix"],
)
def test_a_list_as_any_spreadsheet_saves_it(tmp_path: Path, content: bytes) -> None:
    table = read_table(Path(file(tmp_path, content)))
    assert [row.number for row in table.rows] == [2, 4]
    assert table.rows[0].cells["phone"] == "010 123 45 67"
    assert table.rows[1].cells["address"] == "Café 1"
    assert "note" not in table.rows[0].cells
    assert table.headings["hours"] == "G (openingstijden)"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            b"PK\x03\x04rest",
            "this is an Excel file (.xlsx) or another packed one, not CSV. In Excel",
        ),
        (
            b"\xd0\xcf\x11\xe0rest",
            "this is an old Excel file (.xls), not CSV. In Excel",
        ),
        (b"", "the file is empty"),
        ("id;naam;kleur\nx;y;z\n", "row 1, column C: I do not know a column 'kleur'."),
        (
            "id;adress\nx;y\n",
            "row 1, column B: I do not know a column 'adress'. Did you mean",
        ),
        ("id;naam;name\nx;y;z\n", "row 1, column C: the column 'name' stands here twice"),
        ("adres;plaats\nx;y\n", "row 1: no column says which place it is"),
        ('id;naam\nx;"y\n', "this is not CSV"),
        ("id;naam\nx;y;z\n", "row 2: 3 cells where 2 belong"),
    ],
)
def test_a_file_that_is_no_list(tmp_path: Path, content: str | bytes, says: str) -> None:
    with pytest.raises(BadFile) as bad:
        read_table(Path(file(tmp_path, content)))
    assert says in str(bad.value)


# --- taking over -------------------------------------------------------------------------------


async def test_a_list_is_shown_first_then_taken_over_and_then_it_is_so(
    phones: Phones, tmp_path: Path
) -> None:
    await seeded(phones.store)
    path = file(tmp_path, GOOD)
    lines = [
        "lombardijen  Wijkhub Lombardijen: phone: – → 010 123 45 67; toilet: unknown → yes;"
        " way: unknown → walk_in; hours: – → Mon-Wed 09:00-17:00, Thu 09:00-20:00,"
        " Fri 09:00-17:00; hours_checked: – → 2026-05-12",
        "nieuw  Wijkhub Nieuw: new",
        "1 new, 1 changed, 0 as they were.",
    ]
    ok, said = await imports(phones, path, "places-compare")
    assert (ok, said) == (True, [*lines, "Nothing was done: this was --dry-run."])
    assert await phones.rows("SELECT id FROM place_changes") == []
    assert await imports(phones, path) == (True, lines)
    assert await imports(phones, path) == (True, ["0 new, 0 changed, 2 as they were."])
    async with phones.store.transaction() as tx:
        old = await places.by_id(tx, "lombardijen", HERE)
        new = await places.by_id(tx, "nieuw", HERE)
        planned = await due.next_ready(tx, NOON.replace(year=2027), 9)
    assert old is not None
    assert new is not None
    assert Weekly(weekday=4, opens="09:00", closes="20:00") in old.place.hours
    assert old.place.address == "Dantestraat 454"  # a column that is not filled in stays
    assert (new.place.wijk, new.place.postcode) == ("rotterdam.ommoord", "3069AA")
    assert new.place.source == "list of the operator: lijst.csv"
    # Other hours are news for who follows; a new place has no followers.
    assert [one.kind for one in planned] == ["place_news"]
    assert [verb for _role, verb in await phones.journal("lombardijen")] == ["place_imported"]
    assert await phones.journal("nieuw") == [("operator", "place_imported")]


async def test_a_change_of_a_list_is_taken_back_place_by_place(
    phones: Phones, tmp_path: Path
) -> None:
    await seeded(phones.store)
    await imports(phones, file(tmp_path, "id;gone;phone\nlombardijen;dicht;?\n"))
    [change] = await phones.rows("SELECT id FROM place_changes")
    pushed: list[Answered] = []
    room = room_of(phones, pushed)
    reply = await carry_out(room, {"do": "hours-undo", "id": change["id"]})
    assert reply.ok, reply.said
    async with phones.store.reading() as tx:
        facts = await places.by_id(tx, "lombardijen", HERE)
    assert facts is not None
    assert facts.place == next(p for p in ROTTERDAM.places if p.id == "lombardijen")


WRONG = """\
id;naam;soort;wijk;postcode;lat;lon;openingstijden;nagekeken;toilet;feestdagen;gone;moved_to
lombardijen;;;Omoord;3011;51,9;;ma 9-5;morgen;misschien;soms;;
zevenkamp;;;;;x;4,5;;31 februari;;;;nergens
ZEVEN;Wijkhub Zeven;hub;;;;;;;;;;
zeven;Wijkhub Zeven;;;;;;;;;;;
lombardijen;;;;;;;;;;;;
;Wijkhub Bestaatniet;;;;;;;;;;;
;;hub;;;;;;;;;;
"""
SAYS = """\
lijst.csv, row 2, column D (wijk): there is no wijk 'Omoord'. Did you mean 'Ommoord'?
lijst.csv, row 2, column J (toilet): 'misschien' is none of its words. Write ja, yes, j, nee, no, n.
lijst.csv, row 2, column K (feestdagen): 'soms' is none of its words. Write open, dicht, gesloten, \
closed.
lijst.csv, row 2, column I (nagekeken): 'morgen' is still to come. Write the day somebody looked.
lijst.csv, row 2, column H (openingstijden): 09:00 to 05:00 ends before it begins. Type 17:00 for \
5. Write it like: Mon-Fri 9:00-17:00, Thu until 20:00.
lijst.csv, row 2, column E (postcode): it is not written as I need it. Write it like 3011 AB.
lijst.csv, row 3, column F (lat): 'x' are no degrees. Write them like 51.9225.
lijst.csv, row 3, column I (nagekeken): '31 februari' is no day. Write it as 2026-11-22 or \
22-11-2026.
lijst.csv, row 3, column F (lat): a position needs both degrees. Fill in lat and lon, or neither.
lijst.csv, row 3, column M (moved_to): there is no place 'nergens'. Write an id.
lijst.csv, row 3, column M (moved_to): it moved, but gone does not say so. Write moved in gone.
lijst.csv, row 4, column A (id): it is not written as I need it. Write it like wijkhub-noord: \
small letters, figures and dashes, at most 40.
lijst.csv, row 5: a new place without kind. Fill it in, or correct the id.
lijst.csv, row 6: the place 'lombardijen' stands in row 2 too. Remove one of them.
lijst.csv, row 7, column B (naam): there is no place 'Wijkhub Bestaatniet'. Give a new place an \
id of small letters, figures and dashes.
lijst.csv, row 8: it does not say which place it is. Give a new place an id of small letters, \
figures and dashes.
Nothing was done.
"""


async def test_every_mistake_is_told_with_row_column_and_remedy_and_nothing_is_done(
    phones: Phones, tmp_path: Path
) -> None:
    await seeded(phones.store)
    before = await phones.rows("SELECT * FROM places ORDER BY id")
    ok, said = await imports(phones, file(tmp_path, WRONG))
    assert not ok
    assert said == SAYS.splitlines()
    assert await phones.rows("SELECT * FROM places ORDER BY id") == before
    assert await phones.rows("SELECT id FROM place_changes") == []


async def test_a_place_is_found_by_its_name_too(phones: Phones, tmp_path: Path) -> None:
    await seeded(phones.store)
    path = file(tmp_path, "Naam,Telefoon\nwijkhub LOMBARDIJEN,010 123 45 67\n")
    ok, said = await imports(phones, path)
    assert ok
    assert said[0] == "lombardijen  Wijkhub Lombardijen: phone: – → 010 123 45 67"


# --- orders about hours ------------------------------------------------------------------------


async def orders(phones: Phones, **order: str) -> str:
    phones.now += dt.timedelta(seconds=1)  # the journal tells the order of what was ordered
    reply = await carry_out(room_of(phones), order)
    return ("" if reply.ok else "NOT DONE ") + "\n".join(reply.said)


async def test_hours_from_the_command_line(phones: Phones) -> None:
    await seeded(phones.store)
    said = await orders(
        phones, do="hours-set", place="Wijkhub Lombardijen", words="ma-vr 9-17, do tot 20"
    )
    assert "Thursday: closed → 09:00 to 20:00" in said
    said = await orders(phones, do="hours-close", place="lombardijen", reason="lekkage")
    assert "🔴 Closed: Tuesday 12 May 2026." in said
    change = said.rpartition("hours undo ")[2]
    said = await orders(
        phones, do="hours-open", place="lombardijen", day="2026-05-16", times="12-16"
    )
    assert "🟢 Extra open: Saturday 16 May 2026, 12:00 to 16:00." in said
    listed = await orders(phones, do="hours-list", place="lombardijen")
    assert "Mon-Wed 09:00-17:00, Thu 09:00-20:00, Fri 09:00-17:00" in listed
    assert "🔴 Closed: Tuesday 12 May 2026." in listed
    said = await orders(phones, do="hours-undo", id=change)
    assert "↩️ Taken back" in said
    assert "Closed" not in await orders(phones, do="hours-list", place="lombardijen")
    assert "all of it was right" in await orders(phones, do="hours-checked", place="lombardijen")
    verbs = sorted(verb for _role, verb in await phones.journal("lombardijen"))
    assert verbs == ["place_checked", "place_closed", "place_open", "place_undone", "place_week"]
    assert {role for role, _verb in await phones.journal("lombardijen")} == {"operator"}


@pytest.mark.parametrize(
    ("order", "line"),
    [
        (
            {"do": "hours-close", "place": "lombardyen"},
            "There is no place 'lombardyen'. Is it",
        ),
        (
            {"do": "hours-close", "place": "lombardijen", "until": "2026-05-01"},
            "The last day",
        ),
        ({"do": "hours-set", "place": "lombardijen", "words": "ma 9-5"}, "09:00 to 05:00 ends"),
        (
            {"do": "hours-open", "place": "lombardijen", "day": "2026-05-16", "times": "laat"},
            "I do",
        ),
        (
            {"do": "hours-open", "place": "lombardijen", "day": "2026-05-01", "times": "9-12"},
            "Friday",
        ),
        ({"do": "hours-undo", "id": "A" * 22}, "I do not know this place any more."),
        ({"do": "hours-close", "place": "mobiele-wijkhub"}, "has stops. It has no opening hours."),
        ({"do": "hours-list", "place": "zzzz"}, "See them with: hours list"),
        ({"do": "places-import", "file": "/nowhere/x.csv"}, "the file cannot be read"),
    ],
)
async def test_a_wrong_order_is_one_line_and_changes_nothing(
    phones: Phones, order: dict[str, str], line: str
) -> None:
    await seeded(phones.store)
    said = await orders(phones, **order)
    assert said.startswith("NOT DONE ")
    assert line in said
    assert await phones.rows("SELECT id FROM place_changes") == []


async def test_gaps_name_what_an_operator_can_complete(phones: Phones, tmp_path: Path) -> None:
    await seeded(phones.store)
    await imports(
        phones,
        file(
            tmp_path,
            "id;openingstijden;nagekeken;feestdagen\nlombardijen;ma 9-12;1-1-2026;\n"
            "zevenkamp;ma 9-12;20-1-2026;dicht\n",
        ),
    )
    async with phones.store.reading() as tx:
        lines = await place_gaps.gaps(tx, HERE)
    told = "\n".join(lines)
    assert (
        "lombardijen  Wijkhub Lombardijen: hours checked 2026-01-01, too old since 2026-05-01"
        in told
    )
    assert (
        "zevenkamp  Wijkhub Zevenkamp: hours checked 2026-01-20, too old after 2026-05-20" in told
    )
    assert "lombardijen  Wijkhub Lombardijen: what holidays do, telephone, step-free" in told
    assert "rozenburg  Wijkhub Rozenburg: address, position, opening hours, telephone" in told
    assert "No hub is known of 26 wijken: " in lines[-1]
    # What an operator reads on paper is what the command says.
    assert (await orders(phones, do="places-gaps")).splitlines()[-1] == lines[-1]


async def test_a_running_bot_takes_orders_and_tells_followers(
    tmp_path: Path, spec: Path | None
) -> None:
    database = tmp_path / "hubs.sqlite3"
    async with open_town(str(database), spec=spec, start=TUESDAY) as town:
        await with_hubs(town)
        await town.do("Anna", "hub week", "[🔔 Tell me when this changes]")
        reply = await through_socket(
            database, {"do": "hours-close", "place": "week", "reason": "a leak"}
        )
        assert reply is not None
        assert reply.ok, reply.said
        change = reply.said[-1].rpartition(" ")[2]
        await town.plays("""
            (later 3 minutes)
            Bot → Anna: Wijkhub Week 🔴 Closed: Tuesday 24 November 2026. Why: ‹a leak›…
        """)
        path = file(tmp_path, "id;openingstijden\nweek;di 10-12\n")
        imported = await through_socket(database, {"do": "places-import", "file": path})
        assert imported is not None
        assert imported.ok, imported.said
        undone = await through_socket(database, {"do": "hours-undo", "id": change})
        assert undone is not None
        assert undone.ok, undone.said
        await town.plays("""
            Bot → Anna: Wijkhub Week ↩️ This is not so any more:…
            (later 3 minutes)
            Bot → Anna: Wijkhub Week 🕘 The opening hours changed: Monday: closed Tuesday: 10:00 to
                12:00…
            Bot → Anna: Wijkhub Week ↩️ This is not so any more:…
        """)
