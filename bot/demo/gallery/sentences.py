"""The sentences of the catalogues, and where a translator finds each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import read_po

from bot.demo.gallery.seen import Card, Seen, messages_in
from conversations.words import Message
from locales.catalogues import ENGLISH, catalogue_files, ids, languages, strings
from locales.sentences import ROOT

Key = tuple[str | None, str]  # context and English sentence


@dataclass(frozen=True, slots=True)
class Translation:
    """What a catalogue says: every form (empty where it is missing), and the line it stands on."""

    forms: tuple[str, ...]
    line: int

    @property
    def done(self) -> bool:
        """Is it all translated?"""
        return all(self.forms)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One English sentence, its plural, and the files of the program that say it."""

    key: Key
    english: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(slots=True)
class Sentences:
    """All sentences, with their translation in each language but English."""

    languages: tuple[str, ...]
    paths: dict[str, str] = field(default_factory=dict)
    all: dict[Key, Sentence] = field(default_factory=dict)
    translated: dict[str, dict[Key, Translation]] = field(default_factory=dict)

    def count(self, language: str) -> int:
        """How many sentences this language has."""
        if language == ENGLISH:
            return len(self.all)
        known = self.translated[language]
        return sum(key in known and known[key].done for key in self.all)

    def left(self, seen: Seen) -> list[Sentence]:
        """What stands on no screen that was seen, in the order of the program's files."""
        shown = shown_in(seen)
        rest = [sentence for key, sentence in self.all.items() if key not in shown]
        return sorted(rest, key=lambda sentence: sentence.files)


def read(also: Iterable[str] = ()) -> Sentences:
    """The catalogues of every complete language, and of those asked for although they are not."""
    found = Sentences(tuple(dict.fromkeys((*languages(), *also))))
    files = catalogue_files()
    for language in found.languages:
        path = files.get(language)
        if path is None:
            continue
        found.paths[language] = _shown(path)
        found.translated[language] = {}
        with path.open("rb") as file:
            entries = read_po(file)
        for entry in entries:
            if not entry.id:
                continue
            english = ids(entry)
            key = (entry.context, english[0])
            said = strings(entry)
            forms = said if not entry.fuzzy else ("",) * len(said)
            found.translated[language][key] = Translation(forms, entry.lineno or 0)
            where = tuple(sorted({path for path, _line in entry.locations}))
            found.all.setdefault(key, Sentence(key, english, where))
    return found


def _shown(path: Path) -> str:
    try:
        return path.relative_to(ROOT).as_posix()
    except ValueError:
        return path.name


def key_of(message: Message) -> Key:
    """How a catalogue knows this sentence."""
    return message.context, message.text


def of_card(card: Card, sentences: Sentences) -> tuple[Sentence, ...]:
    """The sentences of a message, in reading order; what is only a gap has no translation."""
    keys = dict.fromkeys(key_of(message) for message in messages_in(card.said))
    return tuple(sentences.all[key] for key in keys if key in sentences.all)


def shown_in(seen: Seen) -> set[Key]:
    """Every sentence that was seen."""
    cards = {
        key_of(message)
        for card in seen.cards.values()
        for said in (card.said, *card.by_language.values())
        for message in messages_in(said)
    }
    return cards | {key_of(toast) for toast in seen.toasts.values()}
