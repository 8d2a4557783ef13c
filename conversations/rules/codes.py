"""Voting codes as people type them: forgiving in reading, and a typing error costs nothing.

Twelve characters of Crockford's base32, eleven by chance (55 bits) and one that checks them,
shown as XXXX-XXXX-XXXX.  Capitals or not, O reads as 0, I and L as 1, spaces and dashes do not
matter (safety: rules for codes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from conversations.rules.texts import clean, western

# Crockford's base32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_FORGIVEN = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-–—_.:]+")
# What looks like an attempt: about twelve letters and figures, maybe in groups.
_LIKE = re.compile(r"[0-9A-Z]{11,13}")


@dataclass(frozen=True, slots=True)
class Mistyped:
    """It looks like a code, but a character is wrong or missing: nothing was guessed."""


def read_code(text: str) -> str | Mistyped | None:
    """The code in a text, as twelve characters; Mistyped when it is nearly one; None otherwise.

    A sentence with a code in it is read too: people send what stands on the letter.
    """
    typed = western(clean(text)).upper()
    whole = _BETWEEN.sub("", typed)
    if _LIKE.fullmatch(whole):
        found = _read(whole)
        # Eleven figures are a telephone number, twelve letters may be a word.
        plain = whole.isalpha() or (whole.isdigit() and len(whole) != LENGTH)
        return None if plain and not isinstance(found, str) else found
    words = _BETWEEN.split(typed)
    nearly: Mistyped | None = None
    for length in (1, 3, 2):
        for at in range(len(words) - length + 1):
            joined = "".join(words[at : at + length])
            if len(joined) != LENGTH or not any(sign.isdigit() for sign in joined):
                continue
            found = _read(joined)
            if isinstance(found, str):
                return found
            # Three groups of four, or one of twelve with figures in it: meant as a code.
            if length == 3 and all(len(word) == 4 for word in words[at : at + 3]):
                nearly = found
    return nearly


def _read(typed: str) -> str | Mistyped:
    code = typed.translate(_FORGIVEN)
    good = len(code) == LENGTH and all(sign in ALPHABET for sign in code)
    return code if good and code[-1] == check_sign(code[:-1]) else Mistyped()


def check_sign(signs: str) -> str:
    """The character that checks the others: any one wrong, or two neighbours swapped, is seen.

    A weighted sum over the field of 32 elements (weights 1, 2, 4, …: powers of the generator),
    so every single slip and every swap of different neighbours changes it.
    """
    total = 0
    weight = 1
    for sign in signs:
        total ^= _times(weight, ALPHABET.index(sign))
        weight = _times(weight, 2)
    return ALPHABET[total]


def _times(one: int, other: int) -> int:
    """Multiplication in GF(32), modulo x^5 + x^2 + 1."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        other >>= 1
        one <<= 1
        if one & 32:
            one ^= 0b100101
    return product


def with_check(number: int) -> str:
    """The code that stands for a number of 55 bits.  Raises ValueError outside of them."""
    if not 0 <= number < 1 << 55:
        raise ValueError("a code has 55 bits")
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH - 1)))
    return signs + check_sign(signs)


def shown(code: str) -> str:
    """As it is printed: XXXX-XXXX-XXXX."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))
