"""Languages that people speak at a place, by name in the reader's own language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conversations.words import Message, Several, in_context

LANGUAGE_WORDS: Mapping[str, Message] = {
    "nl": in_context("language", "Dutch"),
    "en": in_context("language", "English"),
    "tr": in_context("language", "Turkish"),
    "ar": in_context("language", "Arabic"),
    "pl": in_context("language", "Polish"),
    "uk": in_context("language", "Ukrainian"),
    "pap": in_context("language", "Papiamento"),
    "pt": in_context("language", "Portuguese"),
    "kea": in_context("language", "Cape Verdean"),
    "es": in_context("language", "Spanish"),
    "fr": in_context("language", "French"),
    "de": in_context("language", "German"),
    "zh": in_context("language", "Chinese"),
    "ti": in_context("language", "Tigrinya"),
    "so": in_context("language", "Somali"),
    "fa": in_context("language", "Persian"),
    "bg": in_context("language", "Bulgarian"),
    "ro": in_context("language", "Romanian"),
    "hi": in_context("language", "Hindi"),
    "ber": in_context("language", "Berber"),
}


def language_word(code: str) -> Message | str:
    """The name of a language; a code that we have no name for stays as it is."""
    return LANGUAGE_WORDS.get(code, code)


def spoken(codes: Iterable[str]) -> Several:
    """Languages one after another: Dutch, Turkish and Polish."""
    return Several(items=tuple(language_word(code) for code in codes))
