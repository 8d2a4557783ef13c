"""Money as people write it: what is read, what is asked again, and how lines add up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.rules.money import (
    BudgetLine,
    is_small,
    read_euro,
    read_lines,
    total,
    why_not_this_line,
    why_not_this_total,
)
from conversations.words import Euro
from tests.growth import TOO_MUCH, growth

steady = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("25.000", 2_500_000),
        ("25,000", 2_500_000),
        ("€ 2.500,-", 250_000),
        ("€2.500,=", 250_000),
        ("€ 250,--", 25_000),
        ("2500.-", 250_000),
        ("2500,50", 250_050),
        ("2500.5", 250_050),
        ("1,250.00", 125_000),
        ("1.250,00", 125_000),
        ("€ 2 500", 250_000),
        ("€\u00a02.500", 250_000),
        ("250 euro", 25_000),
        ("250 EURO!", 25_000),
        ("2.500 euro's", 250_000),
        ("2.500 euro’s", 250_000),
        ("250eur", 25_000),
        ("EUR 250", 25_000),
        ("0,01", 1),
        ("ongeveer 250 euro", 25_000),
        ("Het kost in totaal € 1.250,50 incl. btw.", 125_050),
        ("About 300", 30_000),
        ("٢٥٠٠", 250_000),
        ("٢٬٥٠٠٫٥٠", 250_050),
        ("２５００", 250_000),
        ("99.999.999", 9_999_999_900),
    ],
)
def test_an_amount_is_read(typed: str, cents: int) -> None:
    assert read_euro(typed) == Euro(cents=cents)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "€",
        "ja",
        "2k",
        "2½",
        "tweeduizend",
        "0",
        "€ 0,00",
        "-250",
        "- 250",
        "€ -5",
        "−5",
        "250 of 300",
        "tussen 100 en 200",
        "100-200",
        "100 200",
        "€ 12 50",
        "250 euro per persoon",
        "$250",
        "10%",
        "0,500",
        "12.5000",
        "1.250.00",
        "1'250",
        "12-5-2027",
        "123456782",
        "1" * 5000,
        "9" * 40 + ",00",
    ],
)
def test_what_is_not_one_clear_amount_is_asked_again(typed: str) -> None:
    assert read_euro(typed) is None


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("verf – 300", [("verf", 300_00)]),
        ("verf-300", [("verf", 300_00)]),
        ("Planken: € 120,50", [("Planken", 120_50)]),
        ("10 stoelen 250", [("10 stoelen", 250_00)]),
        ("huur zaal   75 euro", [("huur zaal", 75_00)]),
        ("3x bank = 900", [("3x bank", 900_00)]),
        ("mix 30", [("mix", 30_00)]),
        ("posters A3 30", [("posters A3", 30_00)]),
        ("Springkussen kost € 195,-", [("Springkussen", 195_00)]),
        ("verf ongeveer 300 euro", [("verf", 300_00)]),
        ("verf........300,-", [("verf", 300_00)]),
        ("verf (300)", [("verf", 300_00)]),
        ("covid-19 tests 20", [("covid-19 tests", 20_00)]),
        ("huur zaal 12 mei 75 euro", [("huur zaal 12 mei", 75_00)]),
        ("10 stoelen, wit, 250", [("10 stoelen, wit", 250_00)]),
        ("koffie en thee 40", [("koffie en thee", 40_00)]),
        ("€ 300 verf", [("verf", 300_00)]),
        ("300 euro voor verf", [("verf", 300_00)]),
        ("banken 3 x € 300 = € 900", [("banken 3 x € 300", 900_00)]),
        ("verf 10 € 250", [("verf 10", 250_00)]),
        ("verf 300; kwast 5,50", [("verf", 300_00), ("kwast", 5_50)]),
        (
            "- verf 300\r\n• kwast 5\n\n3) planken 20",
            [("verf", 300_00), ("kwast", 5_00), ("planken", 20_00)],
        ),
        ("verf 30, kwast 5 en lak 7", [("verf", 30_00), ("kwast", 5_00), ("lak", 7_00)]),
        ("دهان ٣٠٠", [("دهان", 300_00)]),
        ("verf 300\nTotaal: 300", [("verf", 300_00)]),
        ("Totaal onderhoud 300", [("Totaal onderhoud", 300_00)]),
    ],
)
def test_budget_lines_are_read(typed: str, lines: list[tuple[str, int]]) -> None:
    read = read_lines(typed)
    assert [(line.what, line.cost.cents) for line in read.lines] == lines
    assert read.not_understood == ()


@pytest.mark.parametrize(
    "typed",
    [
        "verf",
        "300",
        "€ 120,50",
        "10 stoelen",
        "verf 5 liter",
        "10 stoelen à 25",
        "10 stoelen van 25",
        "stoelen 10 x 25",
        "stoelen 25 per stuk",
        "stoelen € 12,50 x 10",
        "korting -50",
        "verf 2 500",
        "verf 100 - 200",
        "verf tussen 100 en 200",
        "verf 30 + 40",
        "verf 2k",
        "verf 0",
        "zaal 12-5-2027",
        "verf 123456782",
    ],
)
def test_what_could_be_read_in_two_ways_is_given_back_as_typed(typed: str) -> None:
    read = read_lines(f"lak 7\n{typed}")
    assert [line.what for line in read.lines] == ["lak"]
    assert read.not_understood == (typed,)


def test_nothing_typed_is_nothing_read() -> None:
    assert read_lines(" \n;\n ") == read_lines("")
    assert read_lines("").lines == ()
    assert total(()) == Euro(cents=0)


def test_lines_add_up_to_the_cent() -> None:
    assert total(read_lines("verf 0,10\nlak 0,20\nkwast 2.500").lines) == Euro(cents=250_030)


@pytest.mark.parametrize(
    ("what", "cents", "objection"),
    [
        ("Planken", 1, None),
        ("x" * 80, 1, None),
        ("x" * 82, 1, "This line is {count} characters too long. Can you make it shorter?"),
        ("🎨" * 41, 1, "Write what it is for, and then the amount."),
        ("  ", 1, "Write what it is for, and then the amount."),
        ("3x", 0, "An amount must be more than zero."),
    ],
)
def test_a_line_says_what_is_wrong_with_it(what: str, cents: int, objection: str | None) -> None:
    message = why_not_this_line(BudgetLine(what=what, cost=Euro(cents=cents)))
    assert objection == (message and (message.many or message.text))


def test_a_plan_costs_at_most_what_the_place_allows() -> None:
    most = Euro(cents=1_000_000)
    assert why_not_this_total(most, most, "Ommoord") is None
    assert why_not_this_total(Euro(cents=10**12), None, "Ommoord") is None
    message = why_not_this_total(Euro(cents=1_000_001), most, "Ommoord")
    assert message is not None
    assert message.text.format(place="Ommoord", most="€ 10.000,00") == (
        "In Ommoord a plan can cost at most € 10.000,00."
    )
    assert message.gaps == {"place": "Ommoord", "most": most}


@pytest.mark.parametrize(
    ("cents", "small", "answer"),
    [(250_000, 250_000, True), (250_001, 250_000, False), (0, 250_000, True), (1, None, False)],
)
def test_2500_euro_is_small_and_one_cent_more_is_not(
    cents: int, small: int | None, answer: bool
) -> None:
    threshold = None if small is None else Euro(cents=small)
    assert is_small(Euro(cents=cents), threshold) is answer


AMOUNTS = st.integers(1, 9_999_999_999)


def dutch(cents: int) -> str:
    return f"{cents / 100:,.2f}".translate(str.maketrans(".,", ",."))


@steady
@given(cents=AMOUNTS)
def test_every_amount_is_read_back_as_written_in_dutch_and_english(cents: int) -> None:
    for written in (dutch(cents), f"{cents / 100:,.2f}", f"{cents // 100},{cents % 100:02}"):
        assert read_euro(f"€ {written}") == Euro(cents=cents)
        read = read_lines(f"verf: {written}")
        assert [line.cost.cents for line in read.lines] == [cents]


@steady
@given(text=st.text(st.sampled_from("0123456789 .,-–€xkà=;\nabe½+/'"), max_size=40))
def test_whatever_is_typed_nothing_breaks_and_no_amount_is_zero(text: str) -> None:
    amount = read_euro(text)
    assert amount is None or 0 < amount.cents < 10**10
    for line in read_lines(text).lines:
        assert 0 < line.cost.cents < 10**10
        assert line.what.strip() == line.what != ""


@pytest.mark.parametrize("piece", ["1", "1.111", "€ ", "1 ", "verf 30, ", "a x 1 ", "€1 = ", "'-"])
def test_a_text_four_times_as_long_is_about_four_times_the_work(piece: str) -> None:
    def read(text: str) -> None:
        read_euro(text)
        read_lines(text)

    assert growth(read, piece) < TOO_MUCH
