"""Codes on paper, as people type them: a slip is seen, and costs nothing."""

from __future__ import annotations

import random

import pytest

from conversations.rules.codes import (
    ALPHABET,
    HIDDEN,
    LINK,
    Mistyped,
    hidden,
    link_of,
    plain_code,
    read_code,
    read_slip,
    shown,
    slip_of,
    with_check,
)

CODE = with_check(0x2A_F00D_CAFE_1234 & (1 << 55) - 1)


def test_a_code_is_read_however_it_is_typed() -> None:
    printed = shown(CODE)
    for typed in (
        printed,
        printed.lower(),
        CODE,
        printed.replace("-", " "),
        f" {printed}. ",
        printed.replace("0", "O").replace("1", "l"),
        printed.replace("0", "o").replace("1", "I"),
        f"mijn code is {printed}",
        f"Code: {printed.lower()} graag",
        printed.replace("-", "–"),
    ):
        assert read_code(typed) == CODE, typed


def test_a_code_in_a_sentence_is_read_whatever_its_signs() -> None:
    """One code in ninety has no figure in it: its voter reads it out like everybody else."""
    dice = random.Random(3)
    codes = [with_check(dice.getrandbits(55)) for _code in range(2_000)]
    assert sum(code.isalpha() for code in codes) > 10
    for code in codes:
        printed = shown(code)
        for typed in (printed, f"Mijn code is {printed}", f"1 {printed}"):
            assert read_code(typed) == code, typed
        assert read_code(f"mijn code: {printed.lower().replace('-', ' ')}") == code, printed
        assert hidden(f"Mijn code is {printed}", asked=True) == HIDDEN


@pytest.mark.parametrize(
    "text",
    [
        "Ommoord",
        "/stem",
        "hallo, ik wil stemmen",
        "3068 AB",
        "06 12345678",
        "gemeentehuis",
        "+31 6 12345678",
        "ja",
        "",
        "1 juni 2026",
    ],
)
def test_other_texts_are_no_codes(text: str) -> None:
    assert read_code(text) is None


def test_every_single_slip_is_seen() -> None:
    dice = random.Random(1)
    for _code in range(60):
        code = with_check(dice.getrandbits(55))
        for at in range(12):
            for sign in ALPHABET:
                if sign != code[at]:
                    assert not isinstance(read_code(code[:at] + sign + code[at + 1 :]), str)


def test_two_neighbours_swapped_are_seen() -> None:
    dice = random.Random(2)
    for _code in range(300):
        code = with_check(dice.getrandbits(55))
        for at in range(11):
            swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            if swapped != code:
                assert not isinstance(read_code(swapped), str)


def test_a_sign_too_few_or_too_many_is_no_guess() -> None:
    assert read_code(CODE[:-1]) == Mistyped()
    assert read_code(CODE + "7") == Mistyped()
    assert read_code("UUUU-UUUU-UUU1") == Mistyped()


def test_a_code_has_55_bits() -> None:
    with pytest.raises(ValueError, match="55"):
        with_check(1 << 55)
    assert len({with_check(n) for n in range(5000)}) == 5000


# --- typed when nobody asked for it --------------------------------------------------------


def test_a_code_that_nobody_asked_for_is_seen_as_it_is_printed() -> None:
    printed = shown(CODE)
    for typed in (
        printed,
        printed.lower(),
        CODE,
        printed.replace("-", " "),
        f"Hallo, mijn code is {printed}. Klopt dat?",
        printed.replace("-", "–"),
    ):
        assert plain_code(typed) == CODE, typed
    wrong = ("7" if CODE[0] != "7" else "8") + printed[1:]
    assert plain_code(f"code {wrong}") == Mistyped()


@pytest.mark.parametrize(
    "text",
    [
        "Bewonerszaal",
        "Speeltuin2026",
        "Het kost maar 1500 euro",
        "voor 1500 euro",
        "wood 250\npaint 60",
        "06-1234-5678-9012",
        "0612-3456-7890",
        "3068 AB Rotterdam",
    ],
)
def test_what_people_write_about_plans_is_no_code(text: str) -> None:
    assert plain_code(text) is None


def test_a_story_is_never_taken_for_a_code() -> None:
    """Three words of twelve characters are a code once in 32 times; not when nobody asked."""
    dice = random.Random(5)
    letters = "abcdefghijklmnoprstvwxyz"
    for _story in range(3000):
        words = ["".join(dice.choices(letters, k=dice.randint(2, 7))) for _word in range(20)]
        words[dice.randrange(20)] = str(dice.randint(10, 2600))
        assert plain_code(" ".join(words)) is None


def test_what_is_kept_of_a_text_has_no_code() -> None:
    printed = shown(CODE)
    token = "Ab3_" + "x" * 18
    assert hidden(f"mijn code is {printed}") == HIDDEN
    assert hidden(f"/start {LINK}{token}") == f"/start {HIDDEN}"
    assert link_of(LINK + token) == token
    assert link_of(token) is None
    assert hidden("Picnic tables") == "Picnic tables"
    typed = f"mijn code is {printed.replace('-', '')}"
    assert hidden(typed, asked=True) == HIDDEN


# --- slips -----------------------------------------------------------------------------------


def test_a_slip_number_is_read_and_a_wrong_figure_is_seen() -> None:
    for number in (1, 9, 10, 1234, 99_999):
        slip = slip_of(number)
        assert read_slip(slip) == read_slip(str(int(slip))) == slip
        for at in range(6):
            for figure in "0123456789":
                if figure != slip[at]:
                    assert read_slip(slip[:at] + figure + slip[at + 1 :]) is None
    for text in ("", "0", "000000", "1234567", "abc", "12a"):
        assert read_slip(text) is None
    for number in (0, 100_000):
        with pytest.raises(ValueError, match="99,999"):
            slip_of(number)
