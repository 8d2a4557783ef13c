"""A Message becomes words at the moment of sending, in the language of whoever reads it.

    Said → paragraphs → translated → gaps filled → plain text with entities, in UTF-16 units

Nothing here stops a letter: what cannot be said as it was meant is logged and said in English.
A gap at the start of a sentence gets its capital here, wherever a translation puts it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency

from conversations.profile import Profile
from conversations.talk import Cite, Heading, Lines, Paragraph, Said
from conversations.words import Day, Euro, Gap, Message, Moment, Quoted, Several, Term, in_context
from locales.catalogues import Catalogue, Template, catalogue, english, log

MOST_UNITS = 4096  # of one message of Telegram; 1024 under a photo
MOST_LABEL = 60  # UTF-16 units; a phone shows about thirty

ISOLATE, END_ISOLATE = "\u2068", "\u2069"
RIGHT_TO_LEFT = "\u200f"
JOINS = "\u200d "  # never left dangling before an ellipsis
ELLIPSIS = "…"
DAY_FORMATS = {"en": "EEEE d MMMM y"}
# Turns the direction of what follows, or is half a character: never from somebody's text.
UNSOUND = re.compile("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

MOMENT = in_context("moment", "{day} at {time}", day=ELLIPSIS, time=ELLIPSIS)


# --- sentences --------------------------------------------------------------------------------


def words(message: Message | str, language: str, profile: Profile) -> str:
    """A sentence in a language, its gaps filled; a bare string is a proper noun and stays."""
    if isinstance(message, str):
        return sound(message)
    return _sentence(message, catalogue(language), profile, starts=True)


def _sentence(message: Message, known: Catalogue, profile: Profile, *, starts: bool) -> str:
    parts = known.template(message)
    try:
        return _filled(parts, message, known, profile, starts)
    except KeyError as missing:
        log.error("gap without a value", sentence=message.text, gap=missing.args[0])
    return _filled(english(message), message, known, profile, starts, missing=ELLIPSIS)


def _filled(
    parts: Template,
    message: Message,
    known: Catalogue,
    profile: Profile,
    starts: bool,
    missing: str | None = None,
) -> str:
    said: list[str] = []
    for part in parts:
        if isinstance(part, str):
            said.append(part)
            continue
        if missing is not None and part.name not in message.gaps:
            said.append(missing)
            continue
        # A sentence inside a sentence starts only where its gap does.
        begins = part.starts and (starts or bool(said))
        said.append(_spoken(message.gaps[part.name], known, profile, begins))
    return "".join(said)


def _spoken(gap: Gap, known: Catalogue, profile: Profile, starts: bool) -> str:
    match gap:
        case str():
            return _apart(sound(gap)) if known.rtl else sound(gap)
        case int():
            # A year or a house number stays whole; ten thousand votes are easier with a dot.
            return str(gap) if -10_000 < gap < 10_000 else _number(gap, known.locale)
        case Term(key=key, form=form):
            return _term(key, form, known.language, profile, starts)
        case Euro(cents=cents):
            return _apart(_money(cents, known.locale)) if known.rtl else _money(cents, known.locale)
        case Quoted(text=text):
            return _isolated(text)
        case Day(on=on):
            return _opening(_day(on, known.language, known.locale), starts)
        case Moment(at=at):
            local = profile.local(at if at.tzinfo else at.replace(tzinfo=dt.UTC))
            clock = local.replace(second=0, microsecond=0, tzinfo=None)
            return _opening(_moment(clock, known), starts)
        case Several(items=items):
            return _listed(items, known, profile, starts)
        case Message():
            return _sentence(gap, known, profile, starts=starts)


def _opening(text: str, starts: bool) -> str:
    return text[:1].upper() + text[1:] if starts else text


def _term(key: str, form: str, language: str, profile: Profile, starts: bool) -> str:
    try:
        if form in ("the", "The"):
            return profile.word(key, "The" if starts else "the", language)
        return _opening(profile.word(key, form, language), starts)
    except KeyError:
        log.error("no such word in a profile", word=key)
        return key.replace("_", " ")


def _listed(items: Iterable[Gap], known: Catalogue, profile: Profile, starts: bool) -> str:
    spoken = [_spoken(item, known, profile, starts and n == 0) for n, item in enumerate(items)]
    return format_list(spoken, locale=known.locale) if len(spoken) > 1 else "".join(spoken)


@lru_cache(maxsize=8192)
def _money(cents: int, locale: Locale) -> str:
    if cents % 100:
        return format_currency(Decimal(cents) / 100, "EUR", locale=locale)
    whole = re.sub(r"[.]0+", "", locale.currency_formats["standard"].pattern)
    return format_currency(cents // 100, "EUR", format=whole, locale=locale, currency_digits=False)


@lru_cache(maxsize=1024)
def _number(number: int, locale: Locale) -> str:
    return str(locale.decimal_formats[None].apply(number, locale))


@lru_cache(maxsize=4096)
def _day(on: dt.date, language: str, locale: Locale) -> str:
    return format_date(on, DAY_FORMATS.get(language, "full"), locale=locale)


@lru_cache(maxsize=4096)
def _long_day(on: dt.date, locale: Locale) -> str:
    return format_date(on, "long", locale=locale)


def _moment(clock: dt.datetime, known: Catalogue) -> str:
    """Local day and time; every language has a clock of 24 hours, as the municipality has."""
    time = f"{clock:%H:%M}"
    day = _long_day(clock.date(), known.locale)
    gaps = {"day": day, "time": _apart(time) if known.rtl else time}
    return "".join(
        part if isinstance(part, str) else gaps.get(part.name, ELLIPSIS)
        for part in known.template(MOMENT)
    )


def _isolated(text: str) -> str:
    """Somebody's own text: it cannot turn what stands around it; line by line, as Unicode asks."""
    lines = sound(text).split("\n")
    if len(lines) == 1:
        return _apart(lines[0])
    return "\n".join(_apart(line) if line.strip() else line for line in lines)


def sound(text: str) -> str:
    """The text without what turns the direction of others' words, and without half characters."""
    return text if text.isascii() else UNSOUND.sub("", text)


def _apart(text: str) -> str:
    return f"{ISOLATE}{text}{END_ISOLATE}"


# --- messages ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of the text that looks different; offset and length in UTF-16 units."""

    kind: Literal["bold", "blockquote", "expandable_blockquote"]
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a phone shows, and what never holds markup."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(slots=True)
class _Piece:
    """A paragraph in words; below it a quote between isolates, which may be shortened."""

    text: str
    bold: bool = False
    quote: str | None = None
    folds: bool = False


def message(said: Said, language: str, profile: Profile, most: int = MOST_UNITS) -> Rendered:
    """The words of a message and where they are bold or quoted, never longer than `most`."""
    known = catalogue(language)
    pieces = [piece for body in said.body if (piece := _piece(body, known, profile))]
    if not pieces:
        log.error("message without words")
        return Rendered(ELLIPSIS)
    rendered = _joined(pieces)
    if units(rendered.text) > most:
        cites = [piece for piece in pieces if piece.quote is not None]
        _shorten(cites, units(rendered.text) - most)
        rendered = _cut(_joined(pieces), most)
    return rendered


def _piece(paragraph: Paragraph, known: Catalogue, profile: Profile) -> _Piece | None:
    match paragraph:
        case Heading(words=heading):
            piece = _Piece(_paragraph(heading, known, profile), bold=True)
        case Lines(items=items):
            lines = (_paragraph(item, known, profile) for item in items)
            piece = _Piece("\n".join(line for line in lines if line))
        case Cite(whose=whose, text=text, folds=folds):
            above = _paragraph(whose, known, profile) if whose else ""
            quote = _isolated(sound(text).strip())
            piece = _Piece(above, quote=quote if visible(quote) else None, folds=folds)
        case Message():
            piece = _Piece(_paragraph(paragraph, known, profile))
    return piece if piece.quote is not None or visible(piece.text) else None


def _paragraph(message: Message, known: Catalogue, profile: Profile) -> str:
    text = _sentence(message, known, profile, starts=True).strip()
    if not known.rtl:
        return text
    return "\n".join(_rightward(line) for line in text.split("\n"))


def _rightward(line: str) -> str:
    """A line of a right-to-left language begins so, whatever its first character is."""
    if not line or unicodedata.bidirectional(line[0]) in ("R", "AL"):
        return line
    return RIGHT_TO_LEFT + line


def _joined(pieces: Iterable[_Piece]) -> Rendered:
    text: list[str] = []
    entities: list[Entity] = []
    at = 0
    for piece in pieces:
        if text:
            text.append("\n\n")
            at += 2
        if piece.text:
            length = units(piece.text)
            if piece.bold:
                entities.append(Entity("bold", at, length))
            text.append(piece.text)
            at += length
        if piece.quote is not None:
            if piece.text:
                text.append("\n")
                at += 1
            length = units(piece.quote)
            kind: Literal["blockquote", "expandable_blockquote"] = "blockquote"
            if piece.folds:
                kind = "expandable_blockquote"
            entities.append(Entity(kind, at, length))
            text.append(piece.quote)
            at += length
    return Rendered("".join(text), tuple(entities))


def _shorten(cites: list[_Piece], excess: int) -> None:
    """Take so much off the quotes, the longest first; afterwards those are about as long."""
    lengths = sorted(units(piece.quote or "") for piece in cites)
    left = sum(lengths) - excess
    for n, length in enumerate(lengths):
        share = left // (len(lengths) - n)
        if length > share:
            for piece in cites:
                piece.quote = _shortened_quote(piece.quote or "", share)
            return
        left -= length


def _shortened_quote(quote: str, most: int) -> str:
    """A quote in at most so many units (three at least), its last line closed again."""
    if units(quote) <= most:
        return quote
    kept = shortened(quote, max(most - 1, 1))[:-1].rstrip("\n" + JOINS + ISOLATE + END_ISOLATE)
    return f"{kept or ISOLATE}{ELLIPSIS}{END_ISOLATE}"


def _cut(rendered: Rendered, most: int) -> Rendered:
    """The last resort, when the words themselves are too long."""
    if units(rendered.text) <= most:
        return rendered
    log.error("message too long without its quotes", units=units(rendered.text))
    text = shortened(rendered.text, most)
    length = units(text)
    return Rendered(
        text,
        tuple(
            Entity(entity.kind, entity.offset, min(entity.length, length - entity.offset))
            for entity in rendered.entities
            if entity.offset < length
        ),
    )


def label(label: Message | str, language: str, profile: Profile) -> str:
    """The words on a button, on one line."""
    text = " ".join(words(label, language, profile).split())
    return shortened(text, MOST_LABEL) if text else ELLIPSIS


# --- lengths ----------------------------------------------------------------------------------


def units(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 units; most emoji are two."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, most: int) -> str:
    """The text in at most so many UTF-16 units, with … where it was cut; no half characters."""
    if units(text) <= most:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)]
    return kept.decode("utf-16-le", "ignore").rstrip(JOINS) + ELLIPSIS


def visible(text: str) -> bool:
    """Whether anything of it can be seen."""
    return any(_seen(text))


def _seen(text: str) -> Iterator[bool]:
    return (letter.isprintable() and not letter.isspace() for letter in text)
