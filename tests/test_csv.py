"""A list for a spreadsheet: whatever residents type stays text (safety.md, row 28)."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from conversations.deciding.review import HEADINGS
from conversations.profile import Profile
from conversations.words import Cell
from locales.table import BOM, FORMULA, csv_text, plain
from storage.profile.municipality import builtin, load

HOSTILE = [
    '=HYPERLINK("http://evil.example";"klik")',
    "=1+1",
    "+31612345678",
    "-1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "   =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\u202e=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "'=1+1",
    'a;"=1+1";b',
    'a"\r\n=1+1',
    ";=1+1",
    '";=1+1',
]


ROTTERDAM: Profile = load(builtin("rotterdam"))


def as_csv(rows: Iterable[Iterable[Cell]]) -> str:
    return csv_text(rows, "nl", ROTTERDAM)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";"))


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_becomes_a_formula_in_a_spreadsheet(typed: str) -> None:
    rows = read(as_csv([("BI-2026-0001", typed, "100,00")]))
    assert len(rows) == 1, "one plan is one row"
    assert len(rows[0]) == 3, "and stays in its column"
    cell = rows[0][1]
    assert not cell.lstrip().startswith(FORMULA)
    assert cell[:1] not in ("\t", "\r", "\n", "\0")
    assert "\0" not in cell


@pytest.mark.parametrize("typed", ["", "Picknicktafels", "3-stappenplan", "a = b", "‘s-Gravenweg"])
def test_ordinary_names_stay_as_they_are(typed: str) -> None:
    assert plain(typed) == typed


def test_dutch_excel_opens_it_with_a_double_click() -> None:
    text = as_csv([HEADINGS, ("a", 'say "hi"', "é;€")])
    assert text.startswith(BOM)
    assert text.endswith("\r\n")
    assert '"say ""hi"""' in text
    head, row = read(text)
    assert head[:4] == ["nummer", "naam", "wijk", "bedrag"]
    assert row == ["a", 'say "hi"', "é;€"]


def test_libreoffice_sees_only_text(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed; the rule is tested above")
    source = tmp_path / "list.csv"
    source.write_text(as_csv([(typed, "x") for typed in HOSTILE]), "utf-8", newline="")
    subprocess.run(
        [
            *(office, "--headless", "--convert-to", "fods"),
            *("--infilter=CSV:59,34,76,1", "--outdir", str(tmp_path), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=100,
    )
    assert "table:formula" not in (tmp_path / "list.fods").read_text("utf-8")
