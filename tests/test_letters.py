"""Letters with voting codes: a page each, for nobody by name, written once."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.rounds import letters
from bot.rounds.letters import Letter
from bot.rounds.print_file import Printed
from bot.rounds.print_file import keep as kept
from bot.rounds.print_file import write as print_them
from conversations.rules.codes import with_check
from storage.profile.files import PROFILES
from storage.profile.municipality import load

ROTTERDAM = load(PROFILES / "rotterdam")


def printed(folder: Path, many: int = 3) -> Path:
    file = folder / "codes.csv"
    codes = [Printed(f"{n:06}", with_check(n), f"token{n}") for n in range(many)]
    print_them(file, codes, "aanzet_bot", "2026-06-14 20:00")
    kept(file)
    return file


def test_a_page_for_each_code_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "letters.pdf"
    found = letters.read(printed(tmp_path))
    assert [one.slip for one in found] == ["000000", "000001", "000002"]
    letters.write(file, found, "R-2026-0001", ROTTERDAM)
    assert file.read_bytes().count(b"/Type /Page\n") == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_letters_are_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "letters.pdf"
    file.write_text("somebody's")
    with pytest.raises(FileExistsError):
        letters.write(file, letters.read(printed(tmp_path)), "R-2026-0001", ROTTERDAM)
    assert file.read_text() == "somebody's"


def test_a_code_is_in_no_trace_of_a_letter() -> None:
    code = with_check(7)
    assert code not in repr(Letter("000018", code, f"https://t.me/x?start={code}", "2026-06-14"))


@pytest.mark.parametrize("there", ["letters.pdf", "no/letters.pdf", "many"])
def test_what_cannot_be_printed_is_said_before_there_are_codes(tmp_path: Path, there: str) -> None:
    (tmp_path / "letters.pdf").touch()
    many = "501" if there == "many" else "3"
    to = tmp_path / ("new.pdf" if there == "many" else there)
    words = ["codes", "new", "R-2026-0001", "--many", many, "--file", str(tmp_path / "c.csv")]
    done = CliRunner().invoke(app, [*words, "--letters", str(to)])
    assert done.exit_code == 2
    assert "--letters" in done.output + (done.stderr or "")
    assert not (tmp_path / "c.csv").exists()
