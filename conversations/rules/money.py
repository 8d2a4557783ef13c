"""Money as people write it: "€ 2.500,-", "2500,50", "1,250.00"; and a budget, line by line.

Read strictly: what could be two amounts, or a price per piece, is not understood, so the
bot asks instead of being wrong by a factor of ten.

Source: `facts/README.md` §3 "Current rules" and §7.2, §7.4. Amounts are data of the profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from conversations.rules.texts import clean, units, western
from conversations.words import Euro, Kept, Message, _, plural

MOST_DIGITS = 8  # before the comma: a citizen number of nine digits is never an amount
MOST_WHAT = 80  # UTF-16 units

NUMBER = r"""
    (?: [1-9]\d{0,2} (?:\.\d{3})+ (?:,\d{1,2})?     # 1.250  1.250,00
      | [1-9]\d{0,2} (?:,\d{3})+  (?:\.\d{1,2})?    # 1,250  1,250.00
      | \d+ (?:[.,]\d{1,2})?                        # 2500  2500,50  2500.50
    )
"""
SPACED = r"[1-9]\d{0,2}(?:[ ]\d{3})+(?:[.,]\d{1,2})?"  # 2 500: only after a €
DASH = r"(?:[.,][ ]?[-–—=]{1,2}(?!\d))?"  # the Dutch ",-" for no cents
SIGN = r"(?:€|(?:euro(?:'?s)?|eur)\b\.?)"
# An amount stands alone: no digit, letter, sign or percent sign is glued to it.
ALONE_BEFORE = r"(?<![^\W_])(?<![%$£+*/^_'])(?<!(?<!\.)[.,])(?<!\d[-–—])"
ALONE_AFTER = r"(?![\w%$£*/^])(?![.,'–—-]\d)"
AMOUNT = re.compile(
    rf"""
    (?: (?<![^\W_]) {SIGN} [ ]{{0,3}} (?: (?P<spaced>{SPACED}) | (?P<marked>{NUMBER}) )
      | {ALONE_BEFORE} (?P<bare>{NUMBER})
    )
    {DASH} (?: [ ]{{0,3}} (?P<after>{SIGN}) (?![ ]?\d) )?
    {ALONE_AFTER}
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What may stand around an amount without changing it.
# fmt: off
SMALL_WORDS = frozenset((
    "a", "about", "alles", "all", "approx", "approximately", "around", "at", "bedrag", "btw",
    "budget", "ca", "circa", "cost", "costs", "dat", "de", "denk", "het", "hooguit", "i", "ik",
    "in", "incl", "including", "inclusief", "is", "it", "kost", "kosten", "max", "maximaal",
    "maximum", "most", "of", "ongeveer", "plusminus", "rond", "roughly", "samen", "some", "that",
    "the", "think", "together", "total", "totaal", "vat", "we", "will", "worden", "wordt",
    "zo'n", "zo", "zon",
))
# fmt: on
SMALL_SIGNS = " \n~±=:.!,()'"
TOTALS = frozenset(("totaal", "subtotaal", "total", "subtotal", "samen", "together"))
ROUND_TOTALS = frozenset(("alles", "all", "in", "het", "the", "is", "dus", "kosten", "costs"))
TOTAL_AFTER = re.compile(r"(?:=|\b(?:is|totaal|total|samen|together)\b)[ :]*$", re.IGNORECASE)
TIMES = re.compile(r"(?:(?<![^\W\d_])[xà]|[×*@]|\b(?:keer|maal|times|per|a))[ ]*$", re.IGNORECASE)
COUNTED = re.compile(r"^\d+(?:[.,]\d+)?\s*[x×]?\s")
EACH = re.compile(r"\b(?:van|of)[ ]*$", re.IGNORECASE)
BULLET = re.compile(r"^(?:[-–—*•·]+\s*|\d{1,2}[.)]\s+)")
EDGE = " .,:;=-–—•·~±"
LOOSE_END = re.compile(r"\b(?:ongeveer|circa|ca|about|kost(?:en)?|costs?|is)$", re.IGNORECASE)
RANGE = re.compile(r"\d\s*(?:en|and|of|or|tot|to|plus|[-/–—+&])\s*$", re.IGNORECASE)
PER_PIECE = re.compile(r"\s*(?:per|each|a piece|ieder|elk|p\.?/?st)\b", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
SEVERAL = re.compile(r",\s+|\s+(?:en|and|\+|&|plus)\s+", re.IGNORECASE)


class BudgetLine(Kept):
    """One thing the plan needs, in the resident's words, and what it costs in all."""

    what: str
    cost: Euro


@dataclass(frozen=True, slots=True)
class ReadLines:
    """What was read from one message: lines in their order, and the pieces nobody could read."""

    lines: tuple[BudgetLine, ...] = ()
    not_understood: tuple[str, ...] = ()


def read_euro(text: str) -> Euro | None:
    """The one amount in the text, or None: no amount, two amounts, zero, negative or absurd.

    Dutch and English habits, and digits of every script: "25.000", "€ 2.500,-", "2500,50",
    "1,250.00", "€ 2 500", "ongeveer 250 euro".  A separator followed by three digits parts
    thousands; followed by one or two, cents.  Not "2k", not "tweeduizend".
    """
    plain = _plain(text).strip()
    found = list(AMOUNT.finditer(plain))
    if len(found) != 1:
        return None
    before, after = plain[: found[0].start()], plain[found[0].end() :]
    if re.search(r"[-−–—]\s*$", before) or not _only_small_words(f"{before}\n{after}"):
        return None
    return _amount(found[0])


def read_lines(text: str) -> ReadLines:
    """The budget lines in one message, split at newlines and semicolons; what is left as typed.

    The amount is the last one on its line: "verf – 300", "10 stoelen 250", "3x bank = 900".
    With a € it may also stand first: "€ 300 verf".  "verf 30, kwast 5" is two lines.
    A price per piece ("10 stoelen à 25"), a range and a minus ("korting -50") are not
    understood: only the resident can say what they add up to.  A line that only names the
    total is left out, because we add up ourselves.
    """
    lines: list[BudgetLine] = []
    strange: list[str] = []
    for piece in re.split(r"[\n;]+", clean(text)):
        typed = piece.strip()
        if not typed:
            continue
        read = _read_several(typed)
        lines.extend(line for line in read if not _only_a_total(line))
        if not read:
            strange.append(typed)
    return ReadLines(tuple(lines), tuple(strange))


def _read_several(typed: str) -> tuple[BudgetLine, ...]:
    """One line as typed; or more, when every part of it would be a line by itself."""
    if len(parts := SEVERAL.split(typed)) > 1:
        several = tuple(line for part in parts if (line := _read_line(part)))
        if len(several) == len(parts):
            return several
    return (line,) if (line := _read_line(typed)) else ()


def _read_line(typed: str) -> BudgetLine | None:
    plain = BULLET.sub("", _plain(typed))
    found = list(AMOUNT.finditer(plain))
    marked = [amount for amount in found if _marked(amount)]
    if not found:
        return None
    last = (marked or found)[-1]
    before, after = plain[: last.start()], plain[last.end() :]
    if len(marked) > 1 and not TOTAL_AFTER.search(before):
        return None
    if not _certain(plain, last):
        return None
    if _only_small_words(after):
        what = LOOSE_END.sub("", before.strip(EDGE).rstrip(EDGE + "(")).strip(EDGE)
    elif marked and not (before.strip(EDGE) or last["spaced"] or re.search(r"\d", after)):
        what = re.sub(r"^\s*(?:voor|for)\s", "", after, flags=re.IGNORECASE).strip(EDGE)
    else:
        return None
    cost = _amount(last)
    if cost is None or not any(character.isalpha() for character in what):
        return None
    return BudgetLine(what=" ".join(what.split()), cost=cost)


def _only_a_total(line: BudgetLine) -> bool:
    words = set(WORD.findall(line.what.casefold()))
    return bool(words & TOTALS) and words <= TOTALS | ROUND_TOTALS


def _certain(plain: str, amount: re.Match[str]) -> bool:
    """Whether the amount is what the line costs in all.

    Not a minus, a price per piece, one end of a range or half of a number ("2 500").
    """
    before, after = plain[: amount.start()], plain[amount.end() :]
    return not (
        re.search(r"(?:^|\s)[-−]$", before)
        or TIMES.search(before)
        or (COUNTED.match(plain) and EACH.search(before))
        or RANGE.search(before)
        or (amount["bare"] and re.search(r"\b\d+ $", before))
        or PER_PIECE.match(after)
    )


def _only_small_words(text: str) -> bool:
    """Whether nothing in the text changes the amount it stands around."""
    words = WORD.findall(text.casefold())
    return SMALL_WORDS.issuperset(words) and not WORD.sub("", text).strip(SMALL_SIGNS)


def _plain(text: str) -> str:
    """The text with western digits and separators, every space a space."""
    plain = western(clean(text)).replace("٫", ",").replace("٬", ".").replace("\t", " ")
    return plain.replace("’", "'")


def _marked(found: re.Match[str]) -> bool:
    return found["bare"] is None or found["after"] is not None


def _amount(found: re.Match[str]) -> Euro | None:
    return _euro(found["spaced"] or found["marked"] or found["bare"])


def _euro(number: str) -> Euro | None:
    cents = re.search(r"[.,](\d{1,2})$", number)
    whole = re.sub(r"\D", "", number[: cents.start()] if cents else number)
    if len(whole) > MOST_DIGITS:
        return None
    amount = int(whole) * 100 + (int(cents[1].ljust(2, "0")) if cents else 0)
    return Euro(cents=amount) if amount > 0 else None


def total(lines: Iterable[BudgetLine]) -> Euro:
    """What the lines cost together; no lines cost €0,00."""
    return Euro(cents=sum(line.cost.cents for line in lines))


def why_not_this_line(line: BudgetLine) -> Message | None:
    """A line names something, in at most 80 UTF-16 units, and costs more than nothing."""
    what = clean(line.what)
    if not any(character.isalpha() for character in what):
        return _("Write what it is for, and then the amount.")
    if (over := units(what) - MOST_WHAT) > 0:
        return plural(
            "This line is {count} character too long. Can you make it shorter?",
            "This line is {count} characters too long. Can you make it shorter?",
            over,
        )
    if line.cost.cents <= 0:
        return _("An amount must be more than zero.")
    return None


def why_not_this_total(total: Euro, most: Euro | None, place: str) -> Message | None:
    """A plan costs at most `most` in `place` (a wijk or municipality); None: no limit is known.

    Source: facts §7.2, the maximum per application, dated data of the profile.
    """
    if most is not None and total.cents > most.cents:
        return _("In {place} a plan can cost at most {most}.", place=place, most=most)
    return None


def is_small(total: Euro, small: Euro | None) -> bool:
    """Whether the short form will do: up to and including `small`. Unknown: the full form.

    Source: facts §7.4, "≤ €2.500: short version": €2.500,00 is small, €2.500,01 is not.
    """
    return small is not None and total.cents <= small.cents
