"""A number for the address book of a phone, as a vCard 3.0 (RFC 2426) that Telegram takes.

It fits in 2048 bytes whatever somebody wrote: what one may ask is shortened first.
"""

from __future__ import annotations

from collections.abc import Iterator

from conversations.profile import Profile
from conversations.talk import VCard
from locales.render import shortened, sound, words

MOST_BYTES = 2048
MOST_NAME = 64  # UTF-16 units of a contact's first name
LINE = 75  # bytes; longer lines go on after a line end and a space
ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200f"))
ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": ""})


def first_name(card: VCard, language: str, profile: Profile) -> str:
    """What the address book calls it; marks for reading direction do not belong in a name."""
    name = " ".join(words(card.name, language, profile).translate(ISOLATES).split())
    return shortened(name, MOST_NAME)


def vcard_text(card: VCard, language: str, profile: Profile) -> str:
    """The card in at most 2048 bytes of UTF-8."""
    note = sound(card.note or "").translate(ISOLATES)
    text = _text(card, note, language, profile)
    while len(text.encode()) > MOST_BYTES and note:
        note = shortened(note, len(note) * 2 // 3) if len(note) > 3 else ""
        text = _text(card, note, language, profile)
    return text


def _text(card: VCard, note: str, language: str, profile: Profile) -> str:
    name = first_name(card, language, profile)
    title = words(card.title, language, profile).translate(ISOLATES)
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:;{_plain(name)};;;",
        f"FN:{_plain(name)}",
        f"ORG:{_plain(shortened(card.organisation, MOST_NAME))}",
        f"TITLE:{_plain(shortened(title, MOST_NAME))}",
        f"TEL;TYPE=WORK,VOICE:{card.number}",
        *([f"NOTE:{_plain(note)}"] if note else []),
        "END:VCARD",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _plain(value: str) -> str:
    """A value in which nothing means something to whoever reads the card."""
    return value.translate(ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 bytes, never in the middle of a character."""
    piece, room = "", LINE
    for letter in line:
        size = len(letter.encode("utf-8", "replace"))
        if size > room:
            yield piece
            piece, room = " ", LINE - 1
        piece += letter
        room -= size
    yield piece
