"""Codes on paper, as people type them: a slip is seen, and costs nothing."""

from __future__ import annotations

import random

import pytest

from conversations.rules.codes import (
    ALPHABET,
    Mistyped,
    read_code,
    shown,
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
