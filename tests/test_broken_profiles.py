"""A profile with a mistake is refused: file, line, reason and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage.profile.files import PROFILES
from storage.profile.municipality import builtin, load
from storage.profile.problem import ProfileError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Hendrik-Ido-Ambacht to break."""
    copy = tmp_path / "mine"
    shutil.copytree(builtin("hendrik-ido-ambacht"), copy)
    return copy


def broken(folder: Path, *overlays: Path) -> list[str]:
    """The complaints about a folder, without the folder."""
    with pytest.raises(ProfileError) as caught:
        load(folder, *overlays)
    return [line.replace(f"{folder}/", "") for line in str(caught.value).splitlines()]


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return 1 + next(n for n, line in enumerate(lines) if text in line)


def test_a_folder_of_ones_own_loads(folder: Path) -> None:
    assert load(folder).name == "Hendrik-Ido-Ambacht"


def test_an_unknown_name_lists_the_known_ones() -> None:
    for name in ("gouda", "../secrets", ""):
        with pytest.raises(ProfileError, match="rotterdam"):
            builtin(name)
    assert builtin("rotterdam") == PROFILES / "rotterdam"


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="there is no such folder"):
        load(tmp_path / "nothing")


@pytest.mark.parametrize("name", ["profile.toml", "wijken.csv", "postcodes.csv"])
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert broken(folder) == [f"{name}: the file is missing. Add it; {PROFILES} holds examples."]


@pytest.mark.parametrize("name", ["profile.toml", "wijken.csv", "postcodes.csv"])
def test_an_empty_file(folder: Path, name: str) -> None:
    (folder / name).write_text("", encoding="utf-8")
    assert any(line.startswith(f"{name}:1:") for line in broken(folder))


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        # what TOML itself refuses
        ('name = "Hendrik', "name = Hendrik", "name = Hendrik", "this is not TOML"),
        # keys and types
        ("general_desk =", "general_dest =", "general_dest", "Did you mean 'general_desk'?"),
        ("programme =", "programma =", "programma", "`programma` is not a known key"),
        ('languages = ["nl", "en"]', "languages = []", "languages", "at least 1 item"),
        ('languages = ["nl", "en"]', 'languages = "nl"', "languages", "tuple"),
        ('["nl", "en"]', '["nl", "en", "pl"]', "[words.contact]", "has no words for pl"),
        ("formal_channel = false", 'formal_channel = "perhaps"', "formal_channel", "boolean"),
        ('"civil_servant"', '"robot"', "ambassador_is", "Write 'resident', 'civil_servant'"),
        ('"Europe/Amsterdam"', '"Europe/Ambacht"', "timezone", "there is no time zone"),
        ("[words.contact]", "[words.kontact]", "[words.kontact]", "none of its words"),
        ('confirms = "secretary"', 'confirms = "boss"', "confirms", "none of its words"),
        ('question = ["contact"]', 'question = ["boss"]', "question =", "none of its words"),
        (
            "formal_channel = false",
            'small_amount_cents = "much"',
            "small_amount_cents",
            "`small_amount_cents`",
        ),
        ("formal_channel = false", "small_amount_cents = 12.5", "small_amount_cents", "integer"),
        ("formal_channel = false", 'wijken = ["x"]', "wijken", "It comes from wijken.csv"),
        ("formal_channel = false", 'sample = ["x"]', "sample", "does not belong in profile.toml"),
        ("formal_channel = false", 'border = ["3343"]', "border", "3343 is in postcodes.csv too"),
    ],
)
def test_a_mistake_in_the_toml_names_line_reason_and_remedy(
    folder: Path, old: str, new: str, at: str, says: str
) -> None:
    path = folder / "profile.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    complaints = broken(folder)
    place = f"profile.toml:{line_of(path, at)}:"
    assert any(line.startswith(place) and says in line for line in complaints), complaints


COUNCIL = '[[regimes]]\nkind = "council"\nsource = "t"\nconfidence = "ours"\n'
GATE = '[[gates]]\nsource = "t"\nconfidence = "ours"\n'
BUDGET = (
    '[[budgets]]\nwijk = "hendrik-ido-ambacht.centrum"\nyear = 2026\namount_cents = 1\n'
    'source = "t"\nconfidence = "ours"\n'
)


@pytest.mark.parametrize(
    ("added", "line", "says"),
    [
        # the block begins on line 1 of what is added
        (COUNCIL, 1, "its days overlap with those of line"),
        (COUNCIL + "since = 2026-02-01\nuntil = 2026-01-01\n", 6, "it ends before it begins"),
        (COUNCIL + 'wijken = ["hendrik-ido-ambacht.oevers"]\n', 5, "there is no wijk"),
        (COUNCIL + "quorum = 0\n", 5, "`regimes.quorum`"),
        (COUNCIL + 'quorum = "most"\n', 5, "`regimes.quorum`"),
        (COUNCIL + 'quorom = "unknown"\n', 5, "Did you mean 'quorum'?"),
        (COUNCIL + 'since = "yesterday"\n', 5, "`regimes.since`"),
        (COUNCIL + "above_cents = 5\nup_to_cents = 5\n", 6, "it covers no amount at all"),
        (COUNCIL.replace("council", "single"), 1, "`single` without a role"),
        (COUNCIL.replace("council", "king"), 2, "Write 'council', 'single', 'vote' or 'unknown'"),
        ('[[regimes]]\nkind = "vote"\n', 1, "`regimes.source` is missing"),
        (GATE + 'kind = "adult"\n', 1, "`adult` without `age`"),
        (GATE + 'kind = "supporters"\n', 1, "`supporters` without `number`"),
        (GATE + 'kind = "rich"\n', 4, "none of its words"),
        (GATE + 'kind = "permits"\n' + GATE + 'kind = "permits"\n', 5, "its days overlap"),
        (BUDGET + BUDGET, 7, "a second budget"),
        (BUDGET.replace("centrum", "centrun"), 2, "Did you mean 'hendrik-ido-ambacht.centrum'?"),
        (BUDGET.replace("cents = 1", "cents = -1"), 4, "less than nothing"),
        ('[most_per_wijk_cents]\n"hendrik-ido-ambacht.west" = 1\n', 2, "there is no wijk"),
        ('[terms]\ndecide_weeks = "six"\n', 2, "`terms.decide_weeks`"),
        ("[terms]\ndecide_week = 6\n", 2, "Did you mean 'decide_weeks'?"),
        (
            '[[journey_switches]]\njourney = "vote"\non = true\nwijk = "hendrik-ido-ambacht.x"\n',
            4,
            "there is no wijk",
        ),
        ('[formal_where]\nnl = "op papier"\n', 1, "has no words for en"),
    ],
)
def test_a_mistake_in_a_block_names_its_line(
    folder: Path, added: str, line: int, says: str
) -> None:
    path = folder / "profile.toml"
    text = path.read_text(encoding="utf-8")
    # Where the overlap is not the point, the regime that is there makes room.
    if says != "its days overlap with those of line":
        text = text.replace('kind = "unknown"', 'kind = "unknown"\nuntil = 1999-12-31', 1)
    path.write_text(f"{text}\n{added}", encoding="utf-8")
    before = text.count("\n") + 1
    complaints = broken(folder)
    place = f"profile.toml:{before + line}:"
    assert any(one.startswith(place) and says in one for one in complaints), complaints


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "says"),
    [
        ("wijken.csv", "id,name", "id,nom", 1, "the columns are not"),
        ("wijken.csv", ".krommeweg,Krommeweg", ".centrum,Krommeweg", 3, "stands here twice"),
        ("wijken.csv", ".krommeweg,Krommeweg", ".krommeweg,centrum", 3, "has the same name"),
        (
            "wijken.csv",
            "hendrik-ido-ambacht.krommeweg",
            "rotterdam.krommeweg",
            3,
            "is of another municipality",
        ),
        ("wijken.csv", "Krommeweg,wijk", "Krommeweg,stad", 3, "Write 'wijk' or 'dorp'"),
        ("wijken.csv", "Krommeweg,wijk", ",wijk", 3, "`name`"),
        ("wijken.csv", "Krommeweg,wijk,", "Krommeweg,wijk,,", 3, "13 cells where 12 belong"),
        (
            "wijken.csv",
            "Krommeweg,wijk,,,,,no,own",
            "Krommeweg,wijk,,,,Zuid,no,own",
            3,
            "unsure but no buurt: Zuid",
        ),
        (
            "wijken.csv",
            "Krommeweg,wijk,,,,,no,own",
            "Krommeweg,wijk,,,,,maybe,own",
            3,
            "`has_council` is neither yes nor no",
        ),
        ("wijken.csv", "Krommeweg,wijk,,,,,no,own", "Krommeweg,wijk,,,,,no,ours", 3, "`served`"),
        ("postcodes.csv", "3343,", "33433,", 8, "`pc4`"),
        (
            "postcodes.csv",
            "krommeweg,0.91",
            "kromeweg,0.91",
            8,
            "Did you mean 'hendrik-ido-ambacht.krommeweg'?",
        ),
        ("postcodes.csv", "krommeweg,0.91", "krommeweg,most", 8, "not a number from 0 to 1"),
        ("postcodes.csv", "krommeweg,0.91", 'krommeweg,"0,91"', 8, "Write it with a point"),
        ("postcodes.csv", "krommeweg,0.91", "krommeweg,1.91", 8, "not a number from 0 to 1"),
        ("postcodes.csv", "centrum,0.19", "centrum,0.90", 2, "add up to 1.64"),
        ("postcodes.csv", "centrum,0.19,yes", "centrum,0.19,no", 3, "differs from line 2"),
        ("postcodes.csv", "3343,", "3344,", 8, "touches several wijken but nobody would be asked"),
        (
            "postcodes.csv",
            "3341,hendrik-ido-ambacht.centrum",
            "3341,hendrik-ido-ambacht.de-oevers",
            3,
            "stands twice under 3341",
        ),
        (
            "postcodes.csv",
            "hendrik-ido-ambacht.krommeweg,0.91",
            ",0.91",
            8,
            "either a wijk or an area without one",
        ),
        ("neighbours.csv", "Rotterdam,3011,", "Rotterdam,3343,", 2, "is in postcodes.csv too"),
        ("neighbours.csv", "Rotterdam,3011,", "Rotterdam,301,", 2, "`postcodes`"),
        ("neighbours.csv", "medium", "sure", 2, "`confidence` is none of its words"),
        (
            "neighbours.csv",
            '"facts/rotterdam_pc4.csv, rotterdam_wijken.csv"',
            "",
            2,
            "a fact without a source",
        ),
        ("neighbours.csv", "Rotterdam,3011", 'Rotterdam,"3011', 2, "not CSV"),
        ("neighbours.csv", 'Rotterdam,3012,,"', 'Rotterdam,3012,,x"', 3, "cells where 5 belong"),
        ("wijken.csv", "Sandelingen-Ambacht,wijk", '"Sandelingen-Ambacht,wijk', 5, "not CSV"),
    ],
)
def test_a_mistake_in_a_csv_names_its_line(
    folder: Path, name: str, old: str, new: str, line: int, says: str
) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    complaints = broken(folder)
    assert any(one.startswith(f"{name}:{line}:") and says in one for one in complaints), complaints


def test_postcodes_with_letters_are_checked_and_used(folder: Path) -> None:
    path = folder / "postcodes6.csv"
    head = "pc6,wijk,source,confidence\n"
    row = "3341 ab,hendrik-ido-ambacht.centrum,test,high\n"
    path.write_text(head + row, encoding="utf-8")
    assert load(folder).postcodes6 == {"3341AB": "hendrik-ido-ambacht.centrum"}
    path.write_text(
        head + row + row + "3341,hendrik-ido-ambacht.centrum,t,high\n"
        "3341AC,hendrik-ido-ambacht.noord,t,high\n",
        encoding="utf-8",
    )
    complaints = broken(folder)
    assert [one.split(": ")[0] for one in complaints] == [
        "postcodes6.csv:3",
        "postcodes6.csv:4",
        "postcodes6.csv:5",
    ]


def test_not_utf8(folder: Path) -> None:
    path = folder / "wijken.csv"
    path.write_bytes(path.read_bytes() + "x,Coördinator\n".encode("latin-1"))
    (complaint,) = broken(folder)
    last = len(path.read_bytes().splitlines())
    assert complaint.startswith(f"wijken.csv:{last}:")
    assert "Save the file as UTF-8" in complaint


def test_a_byte_order_mark_is_no_mistake(folder: Path) -> None:
    for name in ("profile.toml", "wijken.csv", "postcodes.csv"):
        path = folder / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder) == load(builtin("hendrik-ido-ambacht"))


def test_several_mistakes_are_told_at_once(folder: Path) -> None:
    toml, rows = folder / "profile.toml", folder / "postcodes.csv"
    text = toml.read_text(encoding="utf-8")
    text = text.replace("general_desk", "general_dest").replace('"civil_servant"', '"robot"')
    toml.write_text(text, encoding="utf-8")
    table = rows.read_text(encoding="utf-8").replace("krommeweg,0.91", "kromeweg,0.91")
    rows.write_text(table, encoding="utf-8")
    complaints = broken(folder)
    assert {one.split(":")[0] for one in complaints} == {"profile.toml", "postcodes.csv"}
    assert len(complaints) >= 3


def test_a_mistake_in_an_overlay_names_the_overlay(folder: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "sample"
    overlay.mkdir()
    assert "nothing to lay on top" in broken(folder, overlay)[0]
    path = overlay / "profile.toml"
    path.write_text('# sample\n\nconfirms = "boss"\n', encoding="utf-8")
    (complaint,) = broken(folder, overlay)
    assert complaint.startswith(f"{path}:3:")
    path.write_text('id = "rotterdam"\n', encoding="utf-8")
    (complaint,) = broken(folder, overlay)
    assert complaint.startswith(f"{path}:1: this overlay is for another municipality")
    assert "there is no such folder" in broken(folder, tmp_path / "none")[0]
    path.write_text("[terms]\ndecide_weeks = 6\n", encoding="utf-8")
    assert load(folder, overlay).sample == ("terms.decide_weeks",)
