"""Municipalities as data: what the folders say, and what happens when one is broken."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from pydantic import ValidationError

from conversations.gaps import gaps
from conversations.municipal_words import role_word
from conversations.places import Wijk
from conversations.profile import Profile
from conversations.regulation import Budget, Switch, Terms
from conversations.words import Euro
from storage.profile.municipality import builtin, load

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
    assert "the quorum of the council (regimes)" in gaps(rotterdam)


@pytest.mark.parametrize("name", ["ridderkerk", "hendrik-ido-ambacht"])
def test_where_nobody_knows_who_decides_nothing_is_promised(name: str) -> None:
    profile = load(builtin(name))
    assert profile.regime(profile.wijken[0].id, Euro(cents=100), TODAY) is None
    assert profile.small_amount is None
    assert profile.most(profile.wijken[0].id) is None
    assert profile.terms == Terms()
    assert not profile.has_journey("initiative", None, TODAY)
    assert {"the general telephone number", "who decides on initiatives (regimes)"} <= set(
        gaps(profile)
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
    assert gaps(profile)


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
