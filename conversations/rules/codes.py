"""Voting codes as people type them: forgiving in reading, and a typing error costs nothing.

Twelve characters of Crockford's base32, eleven by chance (55 bits) and one that checks them,
shown as XXXX-XXXX-XXXX.  Capitals or not, O reads as 0, I and L as 1, spaces and dashes do not
matter (safety: rules for codes).

A code may be typed when nobody asked for it, as the title of a plan for all we know: what is
plainly one (`plain_code`) is never kept anywhere, and what is kept of a failed update has none.

Beside the code stands a slip number: it finds the code at the desk, and is worth nothing else.
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
# Three groups of four as they are printed, somewhere in a text.
_PRINTED = re.compile(
    r"(?<![0-9A-Z])[0-9A-Z]{4}[-–—][0-9A-Z]{4}[-–—][0-9A-Z]{4}(?![0-9A-Z]|[-–—][0-9A-Z])"
)
_GROUPS = re.compile(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}|[0-9A-Z]{12}")
# What stands behind ?start= on a letter: 128 random bits, and a word that tells it from others.
LINK = "stem_"
_LINK = re.compile(LINK + r"[A-Za-z0-9_-]{22}")
# What stands where a code stood.
HIDDEN = "•••"
SLIP = 6  # figures, the last one checks the others


@dataclass(frozen=True, slots=True)
class Mistyped:
    """It looks like a code, but a character is wrong or missing: nothing was guessed."""


def read_code(text: str) -> str | Mistyped | None:
    """The code in a text, as twelve characters; Mistyped when it is nearly one; None otherwise.

    A sentence with a code in it is read too: people send what stands on the letter.
    """
    typed = western(clean(text)).upper()
    whole = _BETWEEN.sub("", typed)
    nearly: Mistyped | None = None
    if _LIKE.fullmatch(whole):
        found = _read(whole)
        if isinstance(found, str):
            return found
        # Eleven figures are a telephone number, twelve letters may be a word.
        if not (whole.isalpha() or (whole.isdigit() and len(whole) != LENGTH)):
            nearly = found
    words = _BETWEEN.split(typed)
    codes: list[tuple[int, int, str]] = []
    for length in (1, 3, 2):
        for at in range(len(words) - length + 1):
            joined = "".join(words[at : at + length])
            # As it is printed. One code in ninety has no figure, and is read all the same.
            in_fours = length == 3 and all(len(word) == 4 for word in words[at : at + 3])
            figures = sum(sign.isdigit() for sign in joined)
            if len(joined) != LENGTH or not (in_fours or figures):
                continue
            found = _read(joined)
            if isinstance(found, str):
                codes.append((figures, at, found))
            elif in_fours and figures:
                nearly = found
    # "code: 4V8B JH8C EKZ4" may hold two: the word before has no figures, and it comes first.
    return max(codes)[-1] if codes else nearly


def plain_code(text: str) -> str | Mistyped | None:
    """A code that nobody asked for; stricter, because any text can stand here.

    As it is printed, anywhere in the text; or as the whole text, with a figure in it.
    """
    typed = western(clean(text)).upper()
    nearly: Mistyped | None = None
    for found in _PRINTED.findall(typed):
        code = _read(_BETWEEN.sub("", found))
        if isinstance(code, str):
            return code
        if any(sign.isdigit() for sign in found) and any(sign.isalpha() for sign in found):
            nearly = code
    whole = typed.strip(" .")
    if _GROUPS.fullmatch(whole) and any(sign.isdigit() for sign in whole):
        code = _read(whole.replace(" ", ""))
        if isinstance(code, str):
            return code
    return nearly


def link_of(payload: str) -> str | None:
    """The token of a letter in what stood behind ?start=, or None."""
    return payload.removeprefix(LINK) if _LINK.fullmatch(payload) else None


def hidden(text: str, *, asked: bool = False) -> str:
    """The same text for keeping: one with a code in it, right or nearly, says nothing any more.

    `asked`: a code was asked for, so whatever can be read as one is one.
    """
    if _LINK.search(text) is not None:
        return _LINK.sub(HIDDEN, text)
    found = read_code(text) if asked else plain_code(text)
    return HIDDEN if found is not None else text


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


# --- slips ----------------------------------------------------------------------------------


def slip_of(number: int) -> str:
    """The slip number beside the code with this number; the last figure checks the others.

    Raises ValueError when a round would have more than 99,999 codes.
    """
    if not 0 < number < 10 ** (SLIP - 1):
        raise ValueError("a round has 99,999 codes at most")
    figures = f"{number:0{SLIP - 1}d}"
    return figures + _luhn(figures)


def number_of(slip: str) -> int:
    """The number behind a slip number."""
    return int(slip[:-1])


def read_slip(text: str) -> str | None:
    """A slip number as somebody types it (a spreadsheet drops the zeros), or None."""
    typed = re.sub(r"[\s.\-]+", "", western(clean(text)))
    if not re.fullmatch(r"[0-9]{2,6}", typed):
        return None
    slip = typed.zfill(SLIP)
    return slip if _luhn(slip[:-1]) == slip[-1] and number_of(slip) else None


def _luhn(figures: str) -> str:
    """The figure by which any single slip, and nearly any swap of neighbours, is seen."""
    total = 0
    for place, figure in enumerate(reversed(figures)):
        twice = int(figure) * (2 if place % 2 == 0 else 1)
        total += twice // 10 + twice % 10
    return str(-total % 10)
