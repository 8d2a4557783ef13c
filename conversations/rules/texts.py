"""What people type: safe to keep and to show, of a length Telegram takes, free of certain numbers.

    clean → why_not_this_title / why_not_this_text → why_not_private → kept

`clean` keeps what a person can see and meant, emoji and Persian included, and drops
what only deceives or breaks: controls, invisible marks, reversed text, towers of accents.
Lengths are in UTF-16 units, as Telegram counts them.

Sources: fault list row 26 (`design/safety.md`), `facts/README.md` §7.12 and §6 "Privacy".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from conversations.words import Message, _, plural

LEAST_TITLE = 3
MOST_TITLE = 80
MOST_MARKS = 4  # on one letter; Hebrew, Vietnamese and Thai need three at most

ZWNJ, ZWJ = "\u200c", "\u200d"
ELLIPSIS = "…"
NEW_LINES = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Seen by nobody, used to make empty titles and to hide messages; not in Unicode's class Cf.
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0")
# In Unicode's class Cf, yet seen: Arabic and Syriac number signs.
SEEN_SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
# The flags of England, Scotland and Wales: a black flag, letters nobody sees, an end mark.
REGION_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
MARKS = frozenset({"Mn", "Me"})
JOINS_BEFORE = frozenset({"Lo", "Lm", "Mn", "Mc", "Me", "So", "Sk", "Cn"})
JOINS_AFTER = frozenset({"Lo", "So", "Sm", "Cn"})


# --- clean -----------------------------------------------------------------------------------


def clean(text: str) -> str:
    """What a person meant to write, safe to keep, to quote and to show. May be empty.

    Goes out: controls (not newline and tab), halves of characters, marks that turn the
    direction of text, zero-width characters (not the joiners emoji and Persian need),
    more than four accents on one letter.  Every sort of line end becomes a newline, every
    sort of space a space; more than two empty lines become two.  The result is NFC, and
    cleaning it again changes nothing.
    """
    sober = text if _sober_already(text) else _sobered(text)
    trimmed = "\n".join(line.rstrip() for line in sober.split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", trimmed).strip()


def _sober_already(text: str) -> bool:
    """Western text, as nearly all is: below U+0300 nothing combines, and what prints is seen."""
    return max(text, default="") < "\u0300" and text.replace("\n", "").isprintable()


def _sobered(text: str) -> str:
    """The text letter by letter, without what only deceives or breaks; NFC."""
    visible = "".join(_visible(NEW_LINES.sub("\n", text)))
    sober = "".join(_sober(unicodedata.normalize("NFC", visible)))
    return unicodedata.normalize("NFC", sober)


def _visible(text: str) -> Iterator[str]:
    """The text without what nobody can see or nobody may send; joiners are judged later."""
    at = 0
    for flag in REGION_FLAG.finditer(text):
        yield from _seen(text[at : flag.start()])
        yield flag[0]
        at = flag.end()
    yield from _seen(text[at:])


def _seen(text: str) -> Iterator[str]:
    for character in text:
        match unicodedata.category(character):
            case _ if character in "\n\t" or character in (ZWJ, ZWNJ) or character in SEEN_SIGNS:
                yield character
            case _ if character in INVISIBLE:
                continue
            case "Cc" | "Cf" | "Cs":
                continue
            case "Zs":
                yield " "
            case _ if character == "\u2800":  # an empty Braille cell: a space in disguise
                yield " "
            case "Cn" if ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef":
                continue  # never a character; other unassigned ones may be next year's emoji
            case _:
                yield character


def _sober(text: str) -> Iterator[str]:
    """The text with at most a few marks per letter, and joiners only where they join."""
    before, marks = " ", 0
    for character, after in pairwise(text + " "):
        category = unicodedata.category(character)
        if category in MARKS:
            marks += 1
            if before.isspace() or marks > MOST_MARKS:
                continue
        elif character in (ZWJ, ZWNJ):
            joined = unicodedata.category(before) in JOINS_BEFORE
            if not (joined and unicodedata.category(after) in JOINS_AFTER):
                continue
        else:
            marks = 0
        before = character
        yield character


def western(text: str) -> str:
    """The same with digits 0–9 for every script's digits, plain signs for full-width ones.

    For reading amounts, days and numbers; not for keeping.  Halves and squares stay what
    they are: "2½" never becomes 21.
    """
    return text if text.isascii() else "".join(map(_western, text))


def _western(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return character


# --- measure ---------------------------------------------------------------------------------


def units(text: str) -> int:
    """The length in UTF-16 units: an emoji counts for two or more."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, most_units: int) -> str:
    """The text, or its beginning with "…", in at most `most_units` UTF-16 units.

    A letter keeps its accents and an emoji its colour and company: it is there whole or not at all.
    With room for nothing (zero or less) the answer is empty.
    """
    if units(text) <= most_units:
        return text
    if most_units < 1:
        return ""
    room = most_units - units(ELLIPSIS)
    kept: list[str] = []
    for piece in _graphemes(text):
        room -= units(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + ELLIPSIS


def _graphemes(text: str) -> Iterator[str]:
    """What people see as one character; the common cases of Unicode's rule (UAX 29)."""
    start, flags = 0, 0
    for at in range(1, len(text)):
        before, here = text[at - 1], text[at]
        flags = flags + 1 if _is_flag_letter(before) else 0
        together = (
            unicodedata.category(here) in {"Mn", "Me", "Mc"}
            or here in (ZWJ, ZWNJ)
            or before == ZWJ
            or "\U0001f3fb" <= here <= "\U0001f3ff"  # skin colours
            or "\U000e0020" <= here <= "\U000e007f"  # the invisible letters of a region's flag
            or "\u1160" <= here <= "\u11ff"  # second and third part of a Korean syllable
            or (_is_flag_letter(here) and flags % 2 == 1)
            or (before, here) == ("\r", "\n")
        )
        if not together:
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def why_not_this_title(text: str) -> Message | None:
    """A title is one line of 3 to 80 UTF-16 units, measured after `clean`."""
    title = clean(text)
    if "\n" in title:
        return _("A title is one line.")
    return why_not_this_text(title, LEAST_TITLE, MOST_TITLE)


def why_not_this_text(text: str, least: int, most: int) -> Message | None:
    """A text has at least `least` and at most `most` UTF-16 units, measured after `clean`.

    Says how many characters too many, so that people know how much to leave out.
    """
    length = units(clean(text))
    if length < least:
        return plural(
            "That is too short. Write at least {count} character.",
            "That is too short. Write at least {count} characters.",
            least,
        )
    if length > most:
        return plural(
            "That is {count} character too long. Can you make it shorter?",
            "That is {count} characters too long. Can you make it shorter?",
            length - most,
        )
    return None


# --- numbers we must not have ----------------------------------------------------------------

SOLID = re.compile(r"(?<!\d)\d{9}(?!\d)")  # 123456782
# 1234.56.782 or 123 456 782: the longest run of figures, parted in one and the same way.
PARTED = re.compile(r"(?<!\d)(?<!\d[ .\-])\d+(?:([ .\-])\d+)(?:\1\d+)*(?![ .\-]?\d)")
FOREIGN_PHONE = re.compile(r"(?:\+|\b00)\d{1,3}[ .\-]?(?:\(0\)[ .\-]?)?\Z|\(0\)[ .\-]?\Z")
PART_OF_MORE_BEFORE = re.compile(r"(?:\d[.,\-]|[^\W\d_]|_)\Z")
PART_OF_MORE_AFTER = re.compile(r"^(?:[.,\-]\d|[^\W\d_]|_)")
IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[ .\-]?\d{2}(?:[ .\-]{0,2}[A-Z0-9]){11,30}")
IBAN_LENGTHS = {"NL": 18, "BE": 16, "DE": 22, "FR": 27, "PL": 28, "TR": 26, "PT": 25, "ES": 24}
EVERY_IBAN = range(15, 35)


def looks_like_bsn(text: str) -> bool:
    """Whether a Dutch citizen number (BSN) seems to stand in the text, also with dots or spaces.

    Nine digits that pass the elf test (AP: a BSN may only be used where a law says so).
    Not: a part of a longer number, of a telephone number, of an amount or of an IBAN.
    One in eleven other nine-digit numbers passes too, so ask, do not accuse.
    """
    return bool(_bsns(western(clean(text))))


def _bsns(plain: str) -> list[tuple[int, int]]:
    """Where citizen numbers seem to stand, as (start, end)."""
    for start, end in list(_ibans(plain)):
        # Of the same length, so that places stay the same.
        plain = plain[:start] + "\n" * (end - start) + plain[end:]
    return sorted({where for where, digits in _nine_digits(plain) if _elf_test(digits)})


def _nine_digits(plain: str) -> Iterator[tuple[tuple[int, int], str]]:
    for pattern in (SOLID, PARTED):
        for found in pattern.finditer(plain):
            before, after = plain[: found.start()], plain[found.end() :]
            digits = re.sub(r"\D", "", found[0])
            if len(digits) == 9 and not _part_of_more(before[-12:], after[:2]):
                yield found.span(), digits


def _part_of_more(before: str, after: str) -> bool:
    if FOREIGN_PHONE.search(before):
        return True
    named = before.casefold().endswith("bsn")
    return bool(not named and PART_OF_MORE_BEFORE.search(before)) or bool(
        PART_OF_MORE_AFTER.search(after)
    )


def _elf_test(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return int(digits) > 0 and total % 11 == 0


def looks_like_iban(text: str) -> bool:
    """Whether a bank account number (IBAN, any country) with true check digits is in the text."""
    return next(_ibans(western(clean(text))), None) is not None


def _ibans(plain: str) -> Iterator[tuple[int, int]]:
    """Where bank account numbers stand, as (start, end)."""
    # Letter by letter, so that places stay the same: "ß" in capitals is longer.
    capitals = (
        plain.upper()
        if plain.isascii()
        else "".join(c.upper() if len(c.upper()) == 1 else c for c in plain)
    )
    at = 0
    while found := IBAN.search(capitals, at):
        at = found.start() + 1
        country, compact = found[0][:2], ""
        for end in range(found.start(), found.end()):
            if not capitals[end].isalnum():
                continue
            compact += capitals[end]
            if len(compact) > EVERY_IBAN[-1]:
                break
            whole = end + 1 == len(capitals) or not capitals[end + 1].isalnum()
            fits = len(compact) == IBAN_LENGTHS.get(country, len(compact))
            if whole and fits and len(compact) in EVERY_IBAN and _mod_97(compact):
                yield found.start(), end + 1
                at = end + 1
                break


def _mod_97(iban: str) -> bool:
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def why_not_private(text: str) -> Message | None:
    """A citizen number or a bank account number does not belong in a free text.

    The store must not keep the text either; ask again and keep nothing of it.
    """
    if looks_like_bsn(text):
        return _("This looks like a citizen number (BSN). Please leave it out.")
    if looks_like_iban(text):
        return _("This looks like a bank account number. Please leave it out.")
    return None


def numbers_we_must_not_have(text: str) -> list[tuple[int, int]]:
    """Where citizen and bank account numbers stand in a cleaned text, as (start, end), in order."""
    plain = western(text)
    return sorted([*_bsns(plain), *_ibans(plain)])
