"""Municipalities as data: what the folders say, and what happens when one is broken."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from conversations.profile import Budget, Profile, Switch, Terms, Wijk, role_word
from conversations.words import Euro
from storage.municipality import PROFILES, ProfileError, builtin, load

ALL = ("rotterdam", "ridderkerk", "hendrik-ido-ambacht")
SAMPLE = Path(__file__).parent.parent / "bot" / "demo" / "sample"
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module", params=ALL)
def profile(request: pytest.FixtureRequest) -> Profile:
    return load(builtin(request.param))


@pytest.fixture(scope="module")
def rotterdam() -> Profile:
    return load(builtin("rotterdam"))


# --- the facts -----------------------------------------------------------------------------------


def test_rotterdam_has_exactly_39_wijkraden(rotterdam: Profile) -> None:
    assert len(rotterdam.wijken) == 39
    assert all(wijk.has_council and wijk.served == "own" for wijk in rotterdam.wijken)
    assert sorted(w.name for w in rotterdam.wijken if w.kind == "dorp") == [
        "Hoek van Holland",
        "Rozenburg",
    ]
    per_gebied: dict[str | None, int] = {}
    for wijk in rotterdam.wijken:
        per_gebied[wijk.gebied] = per_gebied.get(wijk.gebied, 0) + 1
    assert per_gebied == {
        "Charlois": 5,
        "Delfshaven": 4,
        "Feijenoord": 7,
        "Hillegersberg-Schiebroek": 2,
        "Hoek van Holland": 1,
        "Hoogvliet": 1,
        "IJsselmonde": 3,
        "Kralingen-Crooswijk": 2,
        "Noord": 3,
        "Overschie": 1,
        "Pernis": 1,
        "Prins Alexander": 6,
        "Rozenburg": 1,
        "Centrum": 2,
    }


def test_33_postcodes_touch_several_wijken_and_12_are_really_split(rotterdam: Profile) -> None:
    assert len(rotterdam.postcodes) == 76
    asked = {pc4 for pc4, postcode in rotterdam.postcodes.items() if postcode.ask}
    several = {pc4 for pc4, one in rotterdam.postcodes.items() if len(one.wijken) > 1}
    assert asked == several
    assert len(asked) == 33
    really_split = (
        "3029",
        "3032",
        "3066",
        "3067",
        "3068",
        "3069",
        "3071",
        "3072",
        "3077",
        "3083",
        "3084",
        "3085",
    )
    by_area = {pc4 for pc4 in asked if rotterdam.postcodes[pc4].wijken[1][1] >= 0.10}
    # 3029 is mostly port: its second wijk has less than a tenth of the area.
    assert by_area | {"3029"} == set(really_split)


def test_port_areas_have_no_wijkraad(rotterdam: Profile) -> None:
    port = {pc4 for pc4, postcode in rotterdam.postcodes.items() if postcode.port}
    assert port == {"3029", "3044", "3087", "3088", "3089", "3195", "3196", "3197", "3198", "3199"}
    nobody = {pc4 for pc4 in port if not rotterdam.postcodes[pc4].wijken}
    assert nobody == {"3044", "3196", "3197", "3198", "3199"}
    named = {area for one in rotterdam.postcodes.values() for area in one.areas_without}
    assert named == set(rotterdam.ports)


def test_ridderkerk_has_eight_wijken_and_a_question() -> None:
    profile = load(builtin("ridderkerk"))
    assert len(profile.own_wijken) == 8
    assert [w.name for w in profile.wijken if w.served == "question"] == ["Donkersloot"]
    assert profile.general_number is None
    assert profile.ambassador_is == "resident"
    assert not any(wijk.has_council for wijk in profile.wijken)


def test_hendrik_ido_ambacht_has_five_wijken() -> None:
    profile = load(builtin("hendrik-ido-ambacht"))
    assert [wijk.name for wijk in profile.own_wijken] == [
        "Centrum",
        "Krommeweg",
        "De Volgerlanden",
        "Sandelingen-Ambacht",
        "De Oevers",
    ]
    assert profile.general_number is None
    assert profile.ambassador_is == "civil_servant"


@pytest.mark.parametrize(
    ("day", "euros", "kind", "role"),
    [
        ("2022-03-16", 5_000, None, None),
        ("2022-06-01", 5_000, "vote", None),
        ("2022-06-01", 2_500, None, None),  # who decided on the small ones was not found
        ("2022-06-01", 20_001, None, None),
        ("2022-12-31", 20_000, "vote", None),
        ("2023-01-01", 5_000, "single", "manager"),
        ("2023-09-30", 100, "single", "manager"),
        ("2023-10-01", 100, "council", None),
        ("2026-11-22", 10_000, "council", None),
    ],
)
def test_who_decides_in_rotterdam_depends_on_the_day(
    rotterdam: Profile, day: str, euros: int, kind: str | None, role: str | None
) -> None:
    amount = Euro(cents=euros * 100)
    regime = rotterdam.regime("rotterdam.ommoord", amount, dt.date.fromisoformat(day))
    assert (regime and regime.kind, regime and regime.role) == (kind, role)


def test_the_quorum_was_not_found_so_it_is_unknown(rotterdam: Profile) -> None:
    regime = rotterdam.regime("rotterdam.ommoord", Euro(cents=100), TODAY)
    assert regime is not None
    assert (regime.quorum, regime.tie) == ("unknown", "unknown")
    assert "the quorum of the council (regimes)" in rotterdam.gaps()


@pytest.mark.parametrize("name", ["ridderkerk", "hendrik-ido-ambacht"])
def test_where_nobody_knows_who_decides_nothing_is_promised(name: str) -> None:
    profile = load(builtin(name))
    assert profile.regime(profile.wijken[0].id, Euro(cents=100), TODAY) is None
    assert profile.small_amount is None
    assert profile.most(profile.wijken[0].id) is None
    assert profile.terms == Terms()
    assert not profile.has_journey("initiative", None, TODAY)
    assert {"the general telephone number", "who decides on initiatives (regimes)"} <= set(
        profile.gaps()
    )


def test_amounts_terms_and_gates_of_rotterdam(rotterdam: Profile) -> None:
    assert rotterdam.small_amount == Euro(cents=250_000)
    assert rotterdam.most("rotterdam.ommoord") == Euro(cents=1_000_000)
    assert rotterdam.budget("rotterdam.ommoord", 2026) is None
    terms = rotterdam.terms
    assert (terms.decide_weeks, terms.decide_extended_weeks) == (6, 20)
    assert (terms.receipt_working_days, terms.accounting_weeks) == (3, 4)
    assert not rotterdam.formal_channel
    gates = {gate.kind: gate for gate in rotterdam.gates_on(TODAY)}
    assert len(gates) == 12
    assert gates["adult"].age == 18
    assert gates["lead_time"].weeks == 6
    assert (gates["supporters"].number, gates["supporters"].age) == (4, 12)
    assert "not_private" not in {g.kind for g in rotterdam.gates_on(dt.date(2023, 9, 30))}


def test_every_fact_has_a_source_and_a_confidence(profile: Profile) -> None:
    assert all(regime.source for regime in profile.regimes)
    assert all(gate.source for gate in profile.gates)
    assert all(wijk.source for wijk in profile.wijken)
    folder = builtin(profile.id)
    assert (folder / "SOURCES.md").is_file()
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                assert row["source"], path
                assert row["confidence"] in ("high", "medium", "low"), path


def test_no_postcode_is_ours_and_a_neighbours(profile: Profile) -> None:
    assert not profile.elsewhere.keys() & profile.postcodes.keys()
    assert len(profile.neighbours) == 2


# --- words, days, switches -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "form", "language", "expected"),
    [
        ("council", "bare", "nl", "wijkraad"),
        ("council", "The", "nl", "De wijkraad"),
        ("council", "The", "en", "The wijkraad"),
        ("council", "many", "en", "wijkraden"),
        ("initiative", "the", "nl", "het bewonersinitiatief"),
        ("initiative", "The", "nl", "Het bewonersinitiatief"),
        ("contact", "the", "en", "the wijknetwerker"),
        ("mandate_holder", "the", "xx", "the wijkmanager"),
        ("secretary", "The", "nl", "De secretaris"),
        (
            "formal_where",
            "bare",
            "en",
            "Mijn Rotterdam, or by mail or on paper via Opzoomer Mee or the wijknetwerker",
        ),
    ],
)
def test_role_words_have_forms(
    rotterdam: Profile, key: str, form: str, language: str, expected: str
) -> None:
    assert rotterdam.word(key, form, language) == expected


def test_each_municipality_has_its_own_contact() -> None:
    words = [load(builtin(name)).word(role_word("contact"), "the", "nl") for name in ALL]
    assert words == ["de wijknetwerker", "de wijkregisseur", "de wijkcoördinator"]


def test_a_word_that_is_no_word_is_a_mistake_of_ours(rotterdam: Profile) -> None:
    with pytest.raises(KeyError):
        rotterdam.word("burgomaster", "bare", "nl")


def test_days_are_local_days(rotterdam: Profile) -> None:
    late = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)
    assert rotterdam.today(late) == dt.date(2026, 7, 2)
    assert rotterdam.local(late).hour == 0
    with pytest.raises(ValueError, match="zone"):
        rotterdam.local(dt.datetime(2026, 7, 1))  # noqa: DTZ001  that is the point


def test_a_switch_for_a_wijk_beats_a_general_one(rotterdam: Profile) -> None:
    ommoord, last = "rotterdam.ommoord", dt.date(2026, 12, 31)
    profile = rotterdam.but(
        journey_switches=(
            Switch(journey="vote", on=True, since=TODAY),
            Switch(journey="vote", on=False, wijk=ommoord, until=last),
        )
    )
    assert profile.has_journey("vote", "rotterdam.zevenkamp", TODAY)
    assert not profile.has_journey("vote", ommoord, TODAY)
    assert profile.has_journey("vote", ommoord, dt.date(2027, 1, 1))
    assert not profile.has_journey("vote", None, dt.date(2026, 1, 1))


def test_a_wijk_may_have_its_own_most_and_budget(rotterdam: Profile) -> None:
    nesselande = "rotterdam.nesselande"
    budget = Budget(
        wijk=nesselande, year=2026, amount=Euro(cents=5), source="test", confidence="ours"
    )
    profile = rotterdam.but(most_per_wijk={nesselande: Euro(cents=2_000_000)}, budgets=(budget,))
    assert profile.most(nesselande) == Euro(cents=2_000_000)
    assert profile.most("rotterdam.ommoord") == Euro(cents=1_000_000)
    assert profile.budget(nesselande, 2026) == Euro(cents=5)
    assert profile.budget(nesselande, 2027) is None


def test_a_profile_cannot_be_changed_and_knows_its_wijken(rotterdam: Profile) -> None:
    with pytest.raises(ValidationError):
        rotterdam.name = "Elsewhere"  # type: ignore[misc]
    ommoord = rotterdam.wijk("rotterdam.ommoord")
    assert isinstance(ommoord, Wijk)
    assert ommoord.name == "Ommoord"
    assert rotterdam.wijk("rotterdam.nowhere") is None
    # Looked up on every update: made once, kept.
    assert rotterdam.known_as is rotterdam.known_as
    assert rotterdam.own_wijken is rotterdam.own_wijken


# --- sample data ---------------------------------------------------------------------------------


def test_a_pure_profile_has_no_sample_keys(profile: Profile) -> None:
    assert profile.sample == ()
    assert profile.gaps()


@pytest.mark.parametrize("name", ALL)
def test_sample_data_is_labelled_and_lets_the_story_be_played(name: str) -> None:
    overlay = SAMPLE / name
    first = (overlay / "profile.toml").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# Voorbeeldgegevens, verzonnen voor de demonstratie")
    profile = load(builtin(name), overlay)
    assert {"regimes", "budgets", "retention.initiatives_days"} <= set(profile.sample)
    for journey in ("welcome", "initiative", "support", "decide", "review", "mine"):
        assert profile.has_journey(journey, None, TODAY)
    regime = profile.regime(profile.own_wijken[0].id, Euro(cents=100), TODAY)
    assert regime is not None
    if name == "rotterdam":
        assert (regime.kind, regime.quorum, regime.tie) == ("council", "more_than_half", "meeting")
        assert profile.budget("rotterdam.ommoord", 2026) is not None
    else:
        assert (regime.kind, regime.role) == ("single", "contact")
        assert profile.small_amount is not None
        assert profile.most(profile.own_wijken[0].id) is not None


def test_an_overlay_only_sets_what_it_names(rotterdam: Profile) -> None:
    sampled = load(builtin("rotterdam"), SAMPLE / "rotterdam")
    assert sampled.terms == rotterdam.terms
    assert sampled.wijken == rotterdam.wijken
    assert sampled.regimes[:2] == tuple(
        one.but(source=two.source)
        for one, two in zip(rotterdam.regimes, sampled.regimes[:2], strict=False)
    )


# --- broken profiles -----------------------------------------------------------------------------


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
