"""A programme from a spreadsheet: everything wrong is told with line and column, nothing half."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.demo.town import ROOT
from bot.demo.village import Village
from bot.desk.commands import register
from bot.desk.desk import carry_out, through_socket
from bot.turns import Answered
from conversations.rules.activities import read_languages, read_most, read_times
from conversations.talk import PressedCase
from storage.activities.programme_file import read_programme
from storage.hubs import places
from storage.profile.problem import ProfileError
from tests.phones import NOON, ROTTERDAM, Phones
from tests.test_desk import room_of

COLUMNS = "place,title,words,day,from,until,places,languages,ref,state"
KNOWN = {"lombardijen": "Wijkhub Lombardijen", "zevenkamp": "Wijkhub Zevenkamp"}
GOOD = {
    "place": "lombardijen",
    "title": "Sewing together",
    "day": "2026-05-20",
    "from": "14:00",
    "until": "16:00",
    "places": "8",
    "languages": "nl, Turks",
}


def written(folder: Path, *rows: dict[str, str], delimiter: str = ",", bom: str = "") -> Path:
    """A file with these rows."""
    path = folder / "programme.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(bom)
        table = csv.DictWriter(file, COLUMNS.split(","), restval="", delimiter=delimiter)
        table.writeheader()
        table.writerows(rows)
    return path


@pytest.mark.parametrize(("delimiter", "bom"), [(",", ""), (";", ""), (";", "\ufeff")])
def test_a_row_as_a_spreadsheet_writes_it(tmp_path: Path, delimiter: str, bom: str) -> None:
    path = written(
        tmp_path,
        {**GOOD, "words": "Bring scissors; a needle, too"},
        {**GOOD, "place": "wijkhub zevenkamp", "places": "", "from": "9:30", "state": "cancelled"},
        delimiter=delimiter,
        bom=bom,
    )
    one, other = read_programme(path, ROTTERDAM, KNOWN)
    assert (one.line, one.place, one.state) == (2, "lombardijen", "planned")
    assert (one.activity.most, one.activity.languages) == (8, ("nl", "tr"))
    assert one.activity.words == "Bring scissors; a needle, too"
    assert one.activity.starts.isoformat() == "2026-05-20T12:00:00+00:00"
    assert (other.place, other.state, other.activity.most) == ("zevenkamp", "cancelled", None)
    assert other.activity.starts.hour == 7


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"place": "lombardyen"}, "`place`: there is no place 'lombardyen'. Did you mean 'lomb"),
        ({"title": "X"}, "`title`: That is too short. Write at least 3 characters. Correct it."),
        ({"title": "x" * 90}, "`title`: That is 10 characters too long. Can you make it shorter"),
        ({"words": "bsn 123456782"}, "`words`: This looks like a citizen number (BSN)"),
        ({"day": "20-5-2026"}, "`day` is no day: '20-5-2026'. Write it as 2026-11-22."),
        ({"from": "two"}, "`from` is no time: 'two'. Write it as 14:00."),
        ({"until": "14:00"}, "`until` is not later than `from`. An activity is on one day."),
        ({"day": "2027-03-28", "from": "02:00", "until": "03:00"}, "the clock skips this time"),
        ({"places": "some"}, "`places` is no number: 'some'. Write 12, or nothing for no limit."),
        ({"places": "0"}, "`places` is no number: '0'"),
        ({"languages": "nl, Klingon"}, "`languages`: 'Klingon' is no language we know."),
        ({"state": "maybe"}, "`state` is neither: 'maybe'. Write planned or cancelled, or nothing"),
        ({"ref": "r" * 201}, "`ref` is too long"),
    ],
)
def test_a_mistake_is_told_with_line_and_column(
    tmp_path: Path, wrong: dict[str, str], says: str
) -> None:
    path = written(tmp_path, GOOD, {**GOOD, **wrong})
    with pytest.raises(ProfileError) as caught:
        read_programme(path, ROTTERDAM, KNOWN)
    assert len(caught.value.problems) == 1
    assert f"{path}:3: {says}" in str(caught.value)


def test_everything_wrong_is_told_together(tmp_path: Path) -> None:
    path = written(tmp_path, {**GOOD, "day": "soon", "from": "two", "place": "x"}, GOOD, GOOD)
    with pytest.raises(ProfileError) as caught:
        read_programme(path, ROTTERDAM, KNOWN)
    assert [problem.line for problem in caught.value.problems] == [2, 2, 2]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "there is no column `place`"),
        ("place,title,day,from\n", ":1: there is no column `until`. The columns are: place, tit"),
        ("place,title,day,from,until,plaatsen\n", "the column 'plaatsen' means nothing"),
        ("place,title,day,from,until,day\n", "the column `day` stands here twice"),
        ("place,title,day,from,until\n", "there is no activity in it. Add a row."),
        ("place,title,day,from,until\na,b\n", ":2: 2 cells where 5 belong"),
        ('place,title,day,from,until\n"a,b\n', ":2: not CSV"),
        ("place,title,day,from,until,ref\n" + "zevenkamp,Tea,2026-05-20,10:00,11:00,a\n" * 2,
         ":3: `ref` 'a' stands on line 2 too"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_programme(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "programme.csv"
    path.write_text(text)
    with pytest.raises(ProfileError) as caught:
        read_programme(path, ROTTERDAM, KNOWN)
    assert says in str(caught.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "programme.csv"
    for content, says in (
        (b"PK\x03\x04 a workbook", "this is a spreadsheet, not CSV. Save it as CSV (UTF-8) first."),
        (b"place\n\xff\xfe", ":2: this is not UTF-8 text"),
    ):
        path.write_bytes(content)
        with pytest.raises(ProfileError) as caught:
            read_programme(path, ROTTERDAM, KNOWN)
        assert says in str(caught.value)
    with pytest.raises(ProfileError, match="the file cannot be read"):
        read_programme(tmp_path / "none.csv", ROTTERDAM, KNOWN)


# --- what staff type -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:00-16:00", "14:00 16:00"),
        ("14-16", "14:00 16:00"),
        ("9.30 tot 11 uur", "09:30 11:00"),
        ("van 10u tot 12u", "10:00 12:00"),
        ("from 2 to 4", "02:00 04:00"),
        ("16:00-14:00", None),
        ("14:00-14:00", None),
        ("25:00-26:00", None),
        ("14:00", None),
        ("in the afternoon", None),
    ],
)
def test_times_as_people_type_them(typed: str, read: str | None) -> None:
    found = read_times(typed)
    assert (f"{found[0]:%H:%M} {found[1]:%H:%M}" if found else None) == read


def test_numbers_and_languages_as_people_type_them() -> None:
    assert [read_most(text) for text in ("12", "8 plekken", "geen limiet", "iedereen")] == [
        12,
        8,
        None,
        None,
    ]
    assert read_most("-1") == "-1"
    assert read_most("99999") == "99999"
    assert read_languages("Nederlands, Turks en Oekraïens") == ("nl", "tr", "uk")
    assert read_languages("nl/nl PAP") == ("nl", "pap")
    assert read_languages("Nederlands en Fries") == "Fries"


# --- at the desk ---------------------------------------------------------------------------------


async def test_an_import_tells_people_once_and_does_nothing_twice(
    phones: Phones, tmp_path: Path
) -> None:
    async with phones.store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, NOON)
    pushed: list[Answered] = []
    room = room_of(phones, pushed)

    async def keeps(*rows: dict[str, str], dry_run: bool = False) -> tuple[bool, tuple[str, ...]]:
        pushed.clear()
        order = {"do": "import-programme", "file": str(written(tmp_path, *rows))}
        reply = await carry_out(room, {**order, "dry_run": dry_run})
        await phones.deliver(pushed)
        return reply.ok, reply.said

    tea = {**GOOD, "title": "Tea", "ref": "tea-1", "places": ""}
    dry = await keeps(GOOD, tea, dry_run=True)
    assert dry == (
        True,
        (
            "line 2: new: Sewing together (lombardijen)",
            "line 3: new: Tea (lombardijen)",
            "Activities: 2 new. Messages to people: 0.",
            "This was a dry run: nothing was done.",
        ),
    )
    assert await phones.rows("SELECT id FROM activities") == []
    assert (await keeps(GOOD, tea))[1][-1] == "Activities: 2 new. Messages to people: 0."
    assert await keeps(GOOD, tea) == (True, ("Activities: 2 as it was. Messages to people: 0.",))

    [row] = await phones.rows("SELECT id FROM activities WHERE ref = 'tea-1'")
    await phones.does("Anna", PressedCase(row["id"], "join"))
    phones.heard.clear()
    later = {**tea, "from": "15:00", "until": "17:00"}
    assert (await keeps(GOOD, later, dry_run=True))[1][-2] == (
        "Activities: 1 moved, 1 as it was. Messages to people: 1."
    )
    assert phones.heard == {}
    ok, lines = await keeps(GOOD, later)
    assert ok
    assert lines == (
        "line 3: moved: Tea (lombardijen)",
        "Activities: 1 moved, 1 as it was. Messages to people: 1.",
    )
    assert "This activity has another time now." in phones.saw("Anna")
    phones.heard.clear()
    await keeps(GOOD, later)
    assert phones.heard == {}
    await keeps({**later, "state": "cancelled"})
    assert "It does not go on." in phones.saw("Anna")
    phones.heard.clear()
    assert (await keeps({**later, "state": "cancelled"}))[0]
    assert phones.heard == {}
    assert {role for role, _verb in await phones.journal(row["id"])} == {"operator", "resident"}


async def test_one_line_that_cannot_be_kept_keeps_none(phones: Phones, tmp_path: Path) -> None:
    async with phones.store.transaction() as tx:
        await places.seed(tx, ROTTERDAM, NOON)
    path = written(tmp_path, GOOD, {**GOOD, "day": "2026-05-01"}, {**GOOD, "day": "2029-05-01"})
    order = {"do": "import-programme", "file": str(path)}
    reply = await carry_out(room_of(phones, []), order)
    assert not reply.ok
    assert reply.said[0].splitlines() == [
        f"{path}:3: That time is over already. Choose a later time.",
        f"{path}:4: That is more than a year away. Is the year right?",
    ]
    assert await phones.rows("SELECT id FROM activities") == []
    assert await phones.rows("SELECT kind FROM due WHERE kind LIKE 'activity%'") == []


async def test_the_running_bot_takes_a_programme_through_its_socket(
    village: Village, tmp_path: Path
) -> None:
    order = {
        "do": "import-programme",
        "file": str(ROOT / "bot/demo/sample/rotterdam/programme.csv"),
    }
    reply = await through_socket(Path(village.settings.database), order)
    assert reply is not None
    assert reply.ok, reply.said
    assert "new." in reply.said[-1]
    order["file"] = str(tmp_path / "none.csv")
    reply = await through_socket(Path(village.settings.database), order)
    assert reply is not None
    assert not reply.ok
    assert "the file cannot be read" in reply.said[0]


def test_the_command_line_gives_the_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import typer

    asked: list[dict[str, Any]] = []
    monkeypatch.setattr("bot.desk.commands._order", lambda do, **about: asked.append(about))
    app = typer.Typer()
    register(app)
    path = str(tmp_path / "p.csv")
    result = CliRunner().invoke(app, ["programme", "import", path, "--dry-run"])
    assert result.exit_code == 0, result.output
    assert asked == [{"file": path, "dry_run": True}]
