"""Which wijk somebody means who types a postcode or a name.

Nobody is placed without being asked where a postcode touches several wijken,
where a name needed guessing, or where the table itself is not sure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from conversations.places import Named, Wijk, fold, folded_words
from conversations.profile import Profile
from conversations.words import Message, _

# What an AskWijk is about: a postcode over several wijken; mostly port; on the
# municipal border; a name without a wijk of its own; a gebied; a name that was guessed.
Why = Literal["split", "port", "border", "question", "gebied", "name"]


@dataclass(frozen=True, slots=True)
class OneWijk:
    """This wijk and no other."""

    wijk: Wijk


@dataclass(frozen=True, slots=True)
class AskWijk:
    """One of these, the likeliest first; empty means: show the whole list.

    `areas` are parts of it without a wijkraad, or names without an own wijk.
    """

    wijken: tuple[Wijk, ...]
    why: Why
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoCouncil:
    """Port or industry: no wijkraad was found for it."""

    area: str


@dataclass(frozen=True, slots=True)
class OtherMunicipality:
    """Not here. Without a name: a postcode we do not know, most likely of somewhere else."""

    name: str | None


@dataclass(frozen=True, slots=True)
class BadPostcode:
    """Meant as a postcode, but no Dutch postcode looks like this."""

    reason: Message


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Neither a postcode nor a name we know."""


Found = OneWijk | AskWijk | NoCouncil | OtherMunicipality | BadPostcode | NotUnderstood


@dataclass(frozen=True, slots=True)
class Gebied:
    """A part of the municipality with its wijken, for a list. No name: there are no gebieden."""

    name: str | None
    wijken: tuple[Wijk, ...]


# Longer texts are stories, not answers to "which wijk"; nothing is searched beyond this.
LONGEST = 300
ON_A_PAGE = 8
CANDIDATES = 5
# rapidfuzz ratios from 0 to 100: one wrong letter in six is about 83. Short names need more.
ALIKE, ALIKE_SHORT, AS_GOOD = 74, 80, 12
TOWN_ALIKE = 85

# Words around a name that say nothing about which wijk it is, in the languages people type.
AROUND = frozenset(
    {
        *("wijkraad", "dorpsraad", "wijk", "buurt", "dorp", "gemeente", "postcode", "mijn", "is"),
        *("ik", "woon", "wij", "we", "wonen", "kom", "in", "op", "te", "uit", "bij", "van"),
        *("i", "live", "my", "from", "at", "neighbourhood", "area"),
    }
)

_WHOLE = re.compile(r"([0-9O]{4})([A-Z]{2})?")
_WITHIN = re.compile(r"(?<![\w])([0-9O]{4})(?:\s?([A-Z]{2}))?(?![\w])")
_ALMOST = re.compile(r"[0-9]{3,6}[A-Z]{0,3}")


def read_wijk(text: str, profile: Profile) -> Found:
    """What an answer to "where do you live" means: a postcode or a name, typing errors included."""
    plain = _plain(text)
    if not plain or len(plain) > LONGEST:
        return NotUnderstood()
    squeezed = re.sub(r"[\s.\-]", "", plain).upper()
    if (whole := _WHOLE.fullmatch(squeezed)) and re.search(r"\d", squeezed):
        return _by_postcode(whole[1].replace("O", "0"), whole[2], profile)
    if _ALMOST.fullmatch(squeezed):
        return BadPostcode(
            _(
                "A postcode has four digits and two letters, for example {example}.",
                example="1234 AB",
            )
        )
    if found := _by_name(plain, profile):
        return found
    if (within := _WITHIN.search(plain.upper())) and re.search(r"\d", within[1]):
        return _by_postcode(within[1].replace("O", "0"), within[2], profile)
    return _by_likeness(_telling(plain, profile), profile)


def by_gebied(profile: Profile) -> tuple[Gebied, ...]:
    """The municipality's own wijken, gebied by gebied, at most eight together."""
    grouped: dict[str | None, list[Wijk]] = {}
    for wijk in profile.own_wijken:
        grouped.setdefault(wijk.gebied, []).append(wijk)
    return tuple(
        Gebied(name, tuple(wijken[start : start + ON_A_PAGE]))
        for name, wijken in grouped.items()
        for start in range(0, len(wijken), ON_A_PAGE)
    )


def pages(profile: Profile) -> tuple[tuple[Gebied, ...], ...]:
    """The same list in pages of at most eight wijken; a gebied stays together."""
    found: list[list[Gebied]] = []
    for gebied in by_gebied(profile):
        together = sum(len(other.wijken) for other in found[-1]) if found else ON_A_PAGE
        if together + len(gebied.wijken) > ON_A_PAGE:
            found.append([])
        found[-1].append(gebied)
    return tuple(tuple(page) for page in found)


# --- postcodes -----------------------------------------------------------------------------------


def _by_postcode(pc4: str, letters: str | None, profile: Profile) -> Found:
    if pc4.startswith("0"):
        return BadPostcode(_("A Dutch postcode never starts with 0."))
    if letters in ("SA", "SD", "SS"):
        # Never given out: the letters recall the occupation.
        return BadPostcode(_("No Dutch postcode ends in {letters}.", letters=letters))
    exact = profile.wijk(profile.postcodes6.get(pc4 + (letters or ""), ""))
    if exact is not None:
        return _placed((exact,), profile)
    if postcode := profile.postcodes.get(pc4):
        touched = _wijken((wijk for wijk, _share in postcode.wijken), profile)
        if any(wijk.served == "question" for wijk in touched):
            return _whose(touched, profile)
        if postcode.ask:
            return AskWijk(touched, "split", postcode.areas_without)
        if not touched:
            return NoCouncil(", ".join(postcode.areas_without))
        if postcode.port:
            # The people of 3089 live in Heijplaat, but the area is mostly port: ask, briefly.
            return AskWijk(touched, "port", postcode.areas_without)
        return OneWijk(touched[0])
    if pc4 in profile.border:
        return AskWijk((), "border")
    return OtherMunicipality(profile.elsewhere.get(pc4))


# --- names ---------------------------------------------------------------------------------------


def _by_name(text: str, profile: Profile) -> Found | None:
    """A name typed as it is written, capitals and accents aside; inside a sentence it is asked."""
    known = profile.known_as
    for key in (fold(text), _telling(text, profile)):
        if named := known.get(key):
            return _meaning(named, profile)

    words = folded_words(text)
    found: list[Named] = []
    left: list[str] = []
    while words:
        for length in range(min(6, len(words)), 0, -1):
            if named := known.get("".join(words[:length])):
                found.append(named)
                words = words[length:]
                break
        else:
            left.append(words.pop(0))
    if not found:
        return None
    # In a story a name may stand for anything ("a playground with sand" is not Het Zand): what
    # is said besides it makes the difference between an answer and a suggestion.
    story = bool(set(left) - _around(profile))
    wijken = _wijken((wijk for named in found for wijk in named.wijken), profile)
    areas = tuple(dict.fromkeys(named.area for named in found if named.area))
    towns = [named.elsewhere for named in found if named.elsewhere and (named.town or not story)]
    if towns and not (story and wijken):
        return OtherMunicipality(towns[0])
    if any(wijk.served == "question" for wijk in wijken):
        return _whose(wijken, profile)
    if not wijken and areas and not story:
        return NoCouncil(areas[0])
    return AskWijk(wijken, "name", areas) if wijken or areas else None


def _by_likeness(typed: str, profile: Profile) -> Found:
    """A name with typing errors: never more than a suggestion."""
    if not 3 <= len(typed) <= 50:
        return NotUnderstood()
    known = profile.known_as
    enough = ALIKE if len(typed) > 5 else ALIKE_SHORT
    scores = {
        key: score
        for key, score, _n in process.extract(
            typed, known.keys(), scorer=fuzz.ratio, score_cutoff=enough, limit=20
        )
    }
    if len(typed) >= 4:
        # The beginning of a name is a good sign too: "katen".
        scores |= {key: 95.0 for key in known if key.startswith(typed)}
    if not scores:
        return NotUnderstood()
    best = max(scores.values())
    near = [
        known[key]
        for key in sorted(scores, key=lambda key: -scores[key])
        if scores[key] > best - AS_GOOD
    ]
    if near[0].elsewhere:
        return OtherMunicipality(near[0].elsewhere) if best >= TOWN_ALIKE else NotUnderstood()
    wijken = _wijken((wijk for named in near for wijk in named.wijken), profile)
    if any(wijk.served == "question" for wijk in wijken):
        return _whose(wijken, profile)
    areas = tuple(dict.fromkeys(named.area for named in near if named.area))
    if not wijken and not areas:
        return NotUnderstood()
    return AskWijk(wijken[:CANDIDATES], "name", areas)


def _meaning(named: Named, profile: Profile) -> Found:
    wijken = _wijken(named.wijken, profile)
    if not wijken:
        return NoCouncil(named.area) if named.area else OtherMunicipality(named.elsewhere)
    if named.unsure:
        return AskWijk(wijken, "name")
    return _placed(wijken, profile)


def _placed(wijken: tuple[Wijk, ...], profile: Profile) -> Found:
    if any(wijk.served == "question" for wijk in wijken):
        return _whose(wijken, profile)
    return OneWijk(wijken[0]) if len(wijken) == 1 else AskWijk(wijken, "gebied")


def _whose(touched: Sequence[Wijk], profile: Profile) -> AskWijk:
    """A name without a wijk of its own: any of the own wijken may serve it, the nearest first."""
    names = tuple(wijk.name for wijk in touched if wijk.served == "question")
    ids = {wijk.id for wijk in touched if wijk.served == "question"}
    near = dict.fromkeys(wijk for wijk in touched if wijk.served == "own")
    for postcode in profile.postcodes.values():
        if ids & {wijk for wijk, _share in postcode.wijken}:
            beside = _wijken((wijk for wijk, _share in postcode.wijken), profile)
            near |= dict.fromkeys(wijk for wijk in beside if wijk.served == "own")
    return AskWijk(tuple(near | dict.fromkeys(profile.own_wijken)), "question", names)


def _wijken(ids: Iterable[str], profile: Profile) -> tuple[Wijk, ...]:
    return tuple(wijk for wijk in map(profile.wijk, dict.fromkeys(ids)) if wijk is not None)


# --- letters -------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Full-width and other digits as 0 to 9, without control and direction marks, on one line."""
    letters = []
    # Cut before looking: a story of ten thousand letters is not read to its end here.
    for letter in unicodedata.normalize("NFKC", text[: LONGEST + 100]):
        category = unicodedata.category(letter)
        if category == "Nd":
            letters.append(str(unicodedata.digit(letter)))
        elif category == "Cc":
            letters.append(" ")
        elif category != "Cf":
            letters.append(letter)
    return " ".join("".join(letters).split())


def _telling(text: str, profile: Profile) -> str:
    """The text without the words that surround a name: "ik woon in wijk Ommoord" → "ommoord"."""
    around = _around(profile)
    return "".join(word for word in folded_words(text) if word not in around)


def _around(profile: Profile) -> frozenset[str]:
    return AROUND | frozenset(folded_words(profile.name))
