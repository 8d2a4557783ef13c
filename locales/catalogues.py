"""The sentences of each language, read from its `.po` file as it is at first use.

English needs none, because the conversations are written in it.  Nothing here stops a
letter: a translation that is missing or wrong is logged and the English sentence is said.
`python -m locales check` finds it earlier.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

import structlog
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from conversations.words import Message

log = structlog.get_logger("words")

ENGLISH = "en"
ALWAYS = ("nl", ENGLISH)  # `python -m locales check` keeps Dutch complete
DOMAIN = "aanzet"
# English as it is written in Europe: day before month, a clock of 24 hours.
FORMATS = {"en": "en_GB"}
SENTENCE_START = re.compile(r"(?:^|[.!?…][\"”’)]*\s|\n)\W*$")


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap in a sentence; `starts`: a sentence begins with it."""

    name: str
    starts: bool


Template = tuple[str | Slot, ...]


@lru_cache(maxsize=8192)
def template(text: str) -> Template:
    """A sentence cut at its gaps. ValueError for stray braces and anything but plain names."""
    parts: list[str | Slot] = []
    before = ""
    for literal, name, form, conversion in Formatter().parse(text):
        if literal:
            parts.append(literal)
            before += literal
        if name is not None:
            if form or conversion or not name.isidentifier():
                raise ValueError(f"not a plain gap: {{{name}}}")
            parts.append(Slot(name, SENTENCE_START.search(before) is not None))
            before += "x"
    return tuple(parts)


def _lenient(text: str) -> Template:
    try:
        return template(text)
    except ValueError:
        log.error("sentence cannot be read", sentence=text)
        return (text,)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language, and how it counts, writes days and money, and runs.

    `complete` says that every sentence it knows has its translation.
    """

    language: str
    locale: Locale
    rtl: bool
    sentences: dict[tuple[str | None, str], tuple[Template, ...]]
    form: Callable[[int], int]
    complete: bool

    def template(self, message: Message) -> Template:
        """The translated sentence, in the right plural form; English when there is none."""
        known = self.sentences.get((message.context, message.text))
        if known is None:
            return english(message)
        if message.many is None or len(known) == 1:
            return known[0]
        return known[min(self.form(message.count or 0), len(known) - 1)]


def english(message: Message) -> Template:
    """The sentence as it was written."""
    one = message.many is None or message.count == 1
    return _lenient(message.text if one or message.many is None else message.many)


_folders: list[Path] = [Path(__file__).parent]


def also_in(folder: Path) -> None:
    """Look in this folder too for `<language>/LC_MESSAGES/aanzet.po`; it goes before the others."""
    _folders.insert(0, folder)
    _forget()


def no_longer_in(folder: Path) -> None:
    """Look there no more."""
    _folders.remove(folder)
    _forget()


def _forget() -> None:
    for cached in (catalogue, languages):
        cached.cache_clear()


def catalogue_files() -> dict[str, Path]:
    """The `.po` file of each language that has one."""
    found: dict[str, Path] = {}
    for folder in reversed(_folders):
        for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
            found[path.parts[-3].replace("_", "-")] = path
    return found


@lru_cache(maxsize=128)
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; of the language without its region; English words at last."""
    path = catalogue_files().get(language)
    base, _dash, region = language.partition("-")
    if path is None and region:
        return catalogue(base)
    if path is None:
        # Words in English, so direction, days, amounts and terms as English has them too.
        locale = _locale(ENGLISH)
        return Catalogue(ENGLISH, locale, False, {}, _english_form, language == ENGLISH)
    with path.open("rb") as file:
        entries = read_po(file)
    sentences: dict[tuple[str | None, str], tuple[Template, ...]] = {}
    complete = True
    for entry in entries:
        if not entry.id:
            continue
        known_as, said = ids(entry)[0], strings(entry)
        if entry.fuzzy or not all(said):
            complete = False
            continue
        sentences[entry.context, known_as] = tuple(map(_lenient, said))
    locale = _locale(language)
    rtl = locale.text_direction == "rtl"
    try:
        form = plural_form(entries)
    except ValueError:
        log.error("plural forms cannot be read", language=language)
        form, complete = _english_form, False
    return Catalogue(language, locale, rtl, sentences, form, complete)


def ids(entry: Entry) -> tuple[str, ...]:
    """The English of an entry: one sentence, or one and many."""
    return (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)


def strings(entry: Entry) -> tuple[str, ...]:
    """The translation of an entry: one sentence, or one for each form of its language."""
    said = entry.string
    return (said or "",) if isinstance(said, str) or said is None else tuple(said)


def plural_form(entries: Catalog) -> Callable[[int], int]:
    """Which form a number takes, as the header of the catalogue says. ValueError for nonsense."""
    return gettext.c2py(entries.plural_expr)


def _english_form(count: int) -> int:
    return int(count != 1)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(FORMATS.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FORMATS[ENGLISH])


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages that can be offered: Dutch, English, and every other complete catalogue."""
    others = {name for name in catalogue_files() if catalogue(name).complete} - set(ALWAYS)
    return (*ALWAYS, *sorted(others))
