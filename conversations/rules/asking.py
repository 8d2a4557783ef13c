"""Questions about places in people's own words: "is de wijkhub in lombardijn morgen open?"

    words of a kind (hub, huis van de wijk, bus) · of a day (morgen, zaterdag, koningsdag) ·
    of asking (waar, wanneer, open) · what is left says where: a postcode, a wijk, a name

No guessing beyond spelling: what is left and means nothing is given back as it was typed.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from conversations.hubs.place import Kind
from conversations.places import fold
from conversations.profile import Profile
from conversations.rules.days import MONTHS, read_day
from conversations.rules.holidays import holiday
from conversations.rules.wijken import (
    AskWijk,
    BadPostcode,
    Found,
    NotUnderstood,
    OneWijk,
    read_wijk,
)

# Longer texts are stories.
LONGEST = 160
LONGEST_SURE = 90
# rapidfuzz ratios from 0 to 100.
KIND_ALIKE, NAME_SURE, NAME_ALIKE = 80, 88, 76


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KIND_PHRASES: Sequence[tuple[tuple[str, ...], Kind]] = (
    (("huis", "van", "de", "wijk"), "house"),
    (("huizen", "van", "de", "wijk"), "house"),
    (("huis", "vd", "wijk"), "house"),
    (("huis", "v", "d", "wijk"), "house"),
    (("community", "centre"), "house"),
    (("community", "center"), "house"),
    (("mobiele", "wijkhub"), "mobile"),
    (("mobiele", "wijk", "hub"), "mobile"),
    (("mobiele", "hub"), "mobile"),
    (("mobile", "hub"), "mobile"),
    (("wijk", "hub"), "hub"),
    (("wijk", "hubs"), "hub"),
)
KIND_WORDS: Mapping[str, Kind] = {
    **dict.fromkeys(_words("hub hubs wijkhub wijkhubs inlooppunt inlooppunten inloophub"), "hub"),
    **dict.fromkeys(_words("huisvandewijk wijkhuis wijkhuizen buurthuis buurthuizen"), "house"),
    **dict.fromkeys(_words("bus busje wijkbus hubbus mobiel mobiele"), "mobile"),
}
# A word so near to one of these is one with a typing error.
FUZZY_KINDS: Mapping[str, Kind] = {"wijkhub": "hub", "wijkhubs": "hub", "inlooppunt": "hub"}

OPENING = _words(
    "open opens opening openingstijd openingstijden openingsuren opengaan geopend dicht gesloten"
    " sluit sluiten closed close closes hours tijden"
)
# Words around a name, in the languages people type, that say nothing about which place it is.
ASKING = _words(
    "waar wanneer hoe laat tot welke wat wie is zijn er of ook nog al weer dan daar kan kun kunnen"
    " mag moet ga gaat gaan kom komt komen langs naar heen vind vinden zoek zoeken staat rijdt"
    " rijden stopt ligt zit adres route locatie plek geef toon zien graag alsjeblieft aub hallo hoi"
    " goedemorgen goedemiddag dag ik we wij u jullie mijn mij me je jij jou onze ons zich deze die"
    " dit dat het de een in op te bij aan van voor uur om vanaf met wel niet weten willen wil weet"
    " heeft hebben dichtstbijzijnde dichtstbij dichtbij buurt omgeving eigen heet s t"
    " ochtend middag avond"
    " where when what time which how late until is are am the a an my our near nearest closest"
    " around there does do can i we you come comes go going find show please address hello hi at"
    " on for to of in and en visit stand stands here hier morning afternoon evening"
)
QUESTION_WORDS = _words(
    "waar wanneer is zijn hoe welke kan where when what how is are does can which"
)
HERE = _words("hier here buurt nearest closest dichtstbijzijnde dichtstbij dichtbij near")

TODAY = _words("vandaag today nu now vanochtend vanmiddag vanavond tonight")
TOMORROW = _words("morgen tomorrow morgenochtend morgenmiddag morgenavond")
WEEKDAYS: Mapping[str, int] = {
    name: n
    for n, names in enumerate(
        (
            "maandag monday",
            "dinsdag tuesday",
            "woensdag wednesday",
            "donderdag thursday",
            "vrijdag friday",
            "zaterdag saturday weekend",
            "zondag sunday",
        ),
        1,
    )
    for name in names.split()
}
# Of these a word with a typing error is still meant: rapidfuzz ratio from 0 to 100, six letters up.
OFTEN_MISSPELT = (
    *(
        "wanneer",
        "openingstijden",
        "dichtstbijzijnde",
        "gesloten",
        "vandaag",
        "morgen",
        "overmorgen",
    ),
    *("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    *("koningsdag", "nieuwjaarsdag", "tomorrow", "saturday"),
)
MISSPELT = 84
# What people call a holiday, and the sentence of ours that it stands for.
HOLIDAYS: Mapping[tuple[str, ...], str] = {
    ("eerste", "kerstdag"): "Christmas Day",
    ("tweede", "kerstdag"): "the second day of Christmas",
    ("christmas", "day"): "Christmas Day",
    ("boxing", "day"): "the second day of Christmas",
    ("eerste", "paasdag"): "Easter Sunday",
    ("tweede", "paasdag"): "Easter Monday",
    ("easter", "monday"): "Easter Monday",
    ("goede", "vrijdag"): "Good Friday",
    ("good", "friday"): "Good Friday",
    ("eerste", "pinksterdag"): "Whit Sunday",
    ("tweede", "pinksterdag"): "Whit Monday",
    ("kings", "day"): "King's Day",
    ("nieuwjaarsdag",): "New Year's Day",
    ("koningsdag",): "King's Day",
    ("hemelvaartsdag",): "Ascension Day",
    ("hemelvaart",): "Ascension Day",
    ("bevrijdingsdag",): "Liberation Day",
    ("kerst",): "Christmas Day",
    ("christmas",): "Christmas Day",
    ("pasen",): "Easter Sunday",
    ("easter",): "Easter Sunday",
    ("pinksteren",): "Whit Sunday",
}
DATE = re.compile(
    rf"\b\d{{1,2}}(?:\s?(?:e|st|nd|rd|th))?\s+(?:{'|'.join(' '.join(MONTHS).split())})\b\.?"
    r"|(?<![\d-])\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?(?![\d-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about places: what for (None: any), where, which day (None: now).

    `places` are ids of places that were named; `nearby` asks for what is close to somebody; `left`
    is what was typed besides, when it means nothing to us.
    """

    kind: Kind | None = None
    where: Found | None = None
    places: tuple[str, ...] = ()
    day: dt.date | None = None
    nearby: bool = False
    left: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it was typed, and as it is compared."""

    typed: str
    bare: str


def read_question(
    text: str, profile: Profile, today: dt.date, *, expected: bool = False
) -> Asked | None:
    """What a text asks about places, or None when it is not about them.

    `expected`: it answers our question where somebody wants to go, so any place or wijk will do.
    """
    if len(text) > LONGEST:
        return None
    day, text = _dated(text, today)
    words = [_Word(word, _meant(_bare(word))) for word in re.findall(r"[^\s,;!?()\"]+", text)]
    words = [word for word in words if word.bare]
    if not words:
        return None
    day, words = _day(day, words, today)
    kind, words = _kind(words, profile)
    opening = any(word.bare in OPENING for word in words)
    nearby = any(word.bare in HERE for word in words)
    spoken = [word for word in words if word.bare not in OPENING | ASKING]
    left = " ".join(word.typed for word in spoken).strip(" .")
    if not left:
        about = kind is not None or opening
        return Asked(kind, day=day, nearby=nearby) if about or expected else None
    where, places = _where(left, kind, profile)
    if kind is None and not opening and not expected:
        # A wijk alone is another question; the name of a place can be no other.
        return Asked(places=places, day=day) if places and _exactly(left, profile) else None
    known = bool(places) or not isinstance(where, NotUnderstood)
    if kind is None and not known and not expected:
        return None
    return Asked(kind, where, places, day, nearby, "" if known else left)


def surely_asks(text: str, profile: Profile, today: dt.date) -> bool:
    """Is this a question about a place, whatever else was being asked?

    Short, begins with a word of asking, ends with a question mark, and names a kind of place.
    """
    plain = text.strip()
    if not plain.endswith("?") or len(plain) > LONGEST_SURE or "\n" in plain:
        return False
    words = [_Word(word, _bare(word)) for word in plain.split()]
    if not words or words[0].bare not in QUESTION_WORDS:
        return False
    kind, _left = _kind(words, profile)
    asked = read_question(plain, profile, today)
    return kind is not None and asked is not None and not asked.left


# --- days --------------------------------------------------------------------------------------


def _dated(text: str, today: dt.date) -> tuple[dt.date | None, str]:
    """A day that was written as a date, and the text without it."""
    found = DATE.search(text)
    if found is None:
        return None, text
    day = read_day(found[0], today)
    return (day, f"{text[: found.start()]} {text[found.end() :]}") if day else (None, text)


def _day(
    day: dt.date | None, words: list[_Word], today: dt.date
) -> tuple[dt.date | None, list[_Word]]:
    for phrase, name in HOLIDAYS.items():
        if (at := _at(phrase, words)) is not None:
            return _next_holiday(name, today), words[:at] + words[at + len(phrase) :]
    left: list[_Word] = []
    for n, word in enumerate(words):
        if word.bare in TODAY:
            day = day or today
        elif word.bare == "overmorgen":
            day = day or today + dt.timedelta(days=2)
        elif word.bare in TOMORROW and not (n and words[n - 1].bare == "goede"):
            day = day or today + dt.timedelta(days=1)
        elif word.bare in WEEKDAYS:
            ahead = (WEEKDAYS[word.bare] - today.isoweekday()) % 7
            day = day or today + dt.timedelta(days=ahead)
        else:
            left.append(word)
    return day, left


def _next_holiday(name: str, today: dt.date) -> dt.date | None:
    for n in range(400):
        day = today + dt.timedelta(days=n)
        found = holiday(day)
        if found is not None and found.text == name:
            return day
    return None


# --- kinds -------------------------------------------------------------------------------------


def _kind(words: list[_Word], profile: Profile) -> tuple[Kind | None, list[_Word]]:
    """Which kind of place is named, and the words without it."""
    for phrase, kind in KIND_PHRASES:
        if (at := _at(phrase, words)) is not None:
            _other, others = _kind(words[:at] + words[at + len(phrase) :], profile)
            return kind, others
    kinds: dict[str, Kind] = {**KIND_WORDS, **dict.fromkeys(_own_words(profile), "hub")}
    found: Kind | None = None
    left: list[_Word] = []
    for word in words:
        meant = kinds.get(word.bare) or _likely_kind(word.bare)
        if meant is None:
            left.append(word)
        elif found is None or meant == "mobile":
            found = meant  # a mobile hub is the mobile one, in any order
    return found, left


def _own_words(profile: Profile) -> set[str]:
    """The municipality's own word for a hub, in its languages."""
    return {
        _bare(profile.word("hub", form, language))
        for form in ("bare", "many")
        for language in profile.languages
    } - {""}


def _likely_kind(word: str) -> Kind | None:
    if len(word) < 6:
        return None
    likely = process.extractOne(word, list(FUZZY_KINDS), scorer=fuzz.ratio, score_cutoff=KIND_ALIKE)
    return FUZZY_KINDS[likely[0]] if likely else None


def _at(phrase: tuple[str, ...], words: Sequence[_Word]) -> int | None:
    """Where these words stand in a row."""
    bare = tuple(word.bare for word in words)
    for n in range(len(bare) - len(phrase) + 1):
        if bare[n : n + len(phrase)] == phrase:
            return n
    return None


# --- where -------------------------------------------------------------------------------------


def alike(left: str, names: Mapping[str, tuple[str, ...]], enough: float) -> tuple[str, ...]:
    """The places whose name is most like what was typed; none when nothing is like it."""
    key = fold(left)
    if key in names:
        return names[key]
    if len(key) < 4:
        return ()
    near = process.extractOne(key, list(names), scorer=fuzz.ratio, score_cutoff=enough)
    return names[near[0]] if near else ()


def _exactly(left: str, profile: Profile) -> bool:
    key = fold(left)
    return key in profile.place_names and key not in profile.known_as


def _where(left: str, kind: Kind | None, profile: Profile) -> tuple[Found, tuple[str, ...]]:
    """The wijk or the places that the words stand for; a wijk goes before a name like it."""
    found = read_wijk(left, profile)
    names, kinds = profile.place_names, {place.id: place.kind for place in profile.places}
    if isinstance(found, OneWijk | BadPostcode):
        return found, ()
    named = tuple(id for id in names.get(fold(left), ()) if kind in (None, kinds[id]))
    if named and (kind is not None or not isinstance(found, AskWijk)):
        return found, named
    if isinstance(found, AskWijk):
        return found, ()
    return found, alike(left, names, NAME_ALIKE if kind else NAME_SURE)


def _meant(word: str) -> str:
    """The word of asking that was meant, where it is one letter off."""
    if len(word) < 6:
        return word
    near = process.extractOne(word, OFTEN_MISSPELT, scorer=fuzz.ratio, score_cutoff=MISSPELT)
    return near[0] if near else word


def _bare(word: str) -> str:
    """A word in small letters and digits, without accents; articles stay."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if letter.isalnum())
