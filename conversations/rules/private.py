"""What had better not be passed on: citizen and bank numbers, names of others, somebody's health.

    numbers   are left out at once and never kept (facts §7.12); the words around them stay
    names     of a third person, and words about health, are pointed out before sending, with one
              tap to leave them out; whoever means it may send them

Nothing of this leaves the machine.  It points, it does not judge: "de zieke boom" is nobody's
health, "Prins Alexander" is nobody's neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conversations.rules.spotting import typed_words
from conversations.rules.texts import numbers_we_must_not_have

LEFT_OUT = "[…]"

# Longer first, so that "mevrouw" is not read as "mev".
_TITLE = (
    r"(?:meneer|mijnheer|heer|mevrouw|juffrouw|dokter|meester|juf|dhr|mevr|mvr|mw|familie|fam|"
    r"mr|mrs|ms|miss)\.?"
)
_KIN = (
    r"(?:over|beneden|boven|onder)?(?:buurman|buurvrouw|buurjongen|buurmeisje|buren)|buur|zoon|dochter|"
    r"vriend|vriendin|collega|eigenaar|huisbaas|neighbour|neighbor|son|daughter"
)
_CALLED = r"(?:heet|heten|genaamd|naam\s+is|namelijk|called|named|name\s+is)"
_PARTS = r"(?:van\s+de[nr]?|van\s+'t|van|de|den|der|ter|ten|el|al|ben|bin|op\s+de|in\s+'t|in\s+het)"
_NAME = r"[A-ZÀ-ÖØ-ÞĆČĞİŁŚŞŠŽ][\w'’-]+"
_FULL = rf"{_NAME}(?:\s+(?:{_PARTS}\s+)?{_NAME}){{0,2}}"
_NAMES = (
    # "mevrouw De Vries", "Dhr. van den Berg", "familie Yılmaz"
    re.compile(rf"(?<!\w)(?i:{_TITLE})\s+((?:(?i:{_PARTS})\s+)?{_FULL})"),
    # "dhr jansen": after a short form a name follows, also without a capital
    re.compile(rf"(?<!\w)(?i:dhr|mevr|mvr|mw|fam)\.?\s+((?:(?i:{_PARTS})\s+)?[\w'’-]{{3,}})"),
    # "mijn buurman Ahmed", "de zoon van Karin"
    re.compile(rf"(?<!\w)(?i:{_KIN})\s+(?:(?i:van)\s+)?({_FULL})"),
    # "hij heet Kevin Bakker"
    re.compile(rf"(?<!\w)(?i:{_CALLED})\s+({_FULL})"),
    # "J. de Vries", "A.B. Jansen"
    re.compile(rf"(?<![\w.])((?:[A-Z]\.\s?){{1,3}}(?:{_PARTS}\s+)?{_NAME})"),
)
_LEADING = re.compile(rf"^(?:(?i:{_PARTS})\s+)+")
# After "buurman" or "mw", yet no name: also written with a capital.
_NO_NAME = frozenset(
    typed_words(
        "die dat van naast hier daar met heeft had was wil kan zei zegt komt loopt woont en of op"
        " in uit boven onder bij niet ook nog altijd steeds gooit zet roept schreeuwt gaat is aan"
        " de het een hij zij ze nummer hiernaast beneden overkant tegenover the has"
    )
)
_HEALTH = re.compile(
    r"(?<!\w)(?:"
    r"kanker(?:patient|patiënt)?|borstkanker|chemo\w*|tumor|diabetes|diabeet|suikerziekte|suikerpatiënt|"
    r"depressi\w*|burn-?out|psychiatri\w*|psychose|psychotisch|schizofre\w*|bipolair|borderline|adhd|autis\w*|"
    r"dement\w*|alzheimer\w*|parkinson|epilep\w*|astma\w*|copd|reuma\w*|hiv|aids|hepatitis|beroerte|"
    r"hartpatiënt|hartkwaal|hartziekte|nierpatiënt|dialyse|verslaafd\w*|verslaving|alcoholist|medicijnen|medicatie|antidepressiva|"
    r"insuline|diagnose|gehandicapt\w*|handicap|verstandelijk\s+beperkt\w*|licht\s+verstandelijk|lvb|slechtziend\w*|"
    r"doof|doofstom|zwanger|miskraam|abortus|invalide|ptss|trauma|huisarts\s+zegt|psycholoog|psychiater|ggz|"
    r"ik\s+ben\s+ziek|ernstig\s+ziek|chronisch\s+ziek\w*|"
    r"cancer|depress(?:ed|ion)|autistic|dementia|addicted|pregnant|disabled|medication|i\s+am\s+ill|mentally\s+ill"
    r")(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Noticed:
    """Pieces of a text as they stand there: names of others, and words about health."""

    names: tuple[str, ...] = ()
    health: tuple[str, ...] = ()

    @property
    def pieces(self) -> tuple[str, ...]:
        """All of it, the longest first."""
        return tuple(sorted((*self.names, *self.health), key=len, reverse=True))


def notice(text: str) -> Noticed:
    """Names of third persons and words about health, each once, in their order."""
    names = dict.fromkeys(name for _at, name in sorted(_names(text)))
    health = dict.fromkeys(found[0] for found in _HEALTH.finditer(text))
    # "Jansen" alone after "mevrouw Jansen" is one name.
    whole = [n for n in names if not any(n != other and n in other for other in names)]
    return Noticed(tuple(whole), tuple(health))


def _names(text: str) -> Iterator[tuple[int, str]]:
    for pattern in _NAMES:
        for found in pattern.finditer(text):
            name = found[1].strip(" '’-.")
            own = _LEADING.sub("", name).split()
            if own and own[0].casefold() not in _NO_NAME:
                yield found.start(1), name


def without(text: str, pieces: tuple[str, ...]) -> str:
    """The text with these pieces left out, whole words only."""
    for piece in pieces:
        text = re.sub(rf"(?<!\w){re.escape(piece)}(?!\w)", LEFT_OUT, text)
    return text


def without_numbers(text: str) -> str:
    """The text without citizen and bank numbers; the same text when there are none."""
    for start, end in reversed(numbers_we_must_not_have(text)):
        text = text[:start] + LEFT_OUT + text[end:]
    return text
