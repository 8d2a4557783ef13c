"""A message as it looks on a phone, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.demo.gallery.html import Child, Html, tag, text
from bot.demo.gallery.seen import Act, Card
from bot.demo.gallery.words import ui
from conversations.profile import Profile
from conversations.talk import Attached, Button, Said
from conversations.words import Kept, Message
from locales import render
from locales.catalogues import catalogue
from locales.table import csv_text

MOST_ROWS = 4  # of a table that is shown
DIRECTION = {True: "rtl", False: "ltr"}

# Where a button leads, as the id of a place on the page; None when it leads nowhere.
Leads = Callable[[Act], str | None]


def bubble(card: Card, language: str, profile: Profile, leads: Leads) -> Html:
    """The message with its buttons; a button is a link to the message that it leads to."""
    said = card.in_language(language)
    return tag(
        "div",
        tag("div", list(_words(said, language, profile)), class_="bubble"),
        _attached(said.attached, language, profile) if said.attached else None,
        [_row(row, language, profile, leads) for row in said.rows],
        list(_else(said, language, profile)),
        class_="phone",
        lang=language,
        dir=DIRECTION[catalogue(language).rtl],
        data_language=language,
    )


def plain(message: Message | str, language: str, profile: Profile) -> Html:
    """One sentence in its language and direction."""
    return tag(
        "span",
        render.words(message, language, profile),
        lang=language,
        dir=DIRECTION[catalogue(language).rtl],
        data_language=language,
    )


def _words(said: Said, language: str, profile: Profile) -> Iterator[Child]:
    """The text with its bold and quoted stretches, which are counted in UTF-16 units."""
    rendered = render.message(said, language, profile)
    units = rendered.text.encode("utf-16-le")

    def stretch(start: int, end: int) -> str:
        return units[2 * start : 2 * end].decode("utf-16-le")

    at = 0
    block = False  # a quote stands on lines of its own, without the line ends around it
    for entity in sorted(rendered.entities, key=lambda entity: entity.offset):
        end = entity.offset + entity.length
        quote = entity.kind.endswith("blockquote")
        before = stretch(at, entity.offset)
        before = before.removeprefix("\n") if block else before
        yield before.removesuffix("\n") if quote else before
        yield tag("q" if quote else "b", stretch(entity.offset, end))
        at, block = end, quote
    rest = stretch(at, len(units) // 2)
    yield rest.removeprefix("\n") if block else rest


def _row(row: tuple[Button, ...], language: str, profile: Profile, leads: Leads) -> Html:
    return tag("div", [_button(b, language, profile, leads) for b in row], class_="keys")


def _button(button: Button, language: str, profile: Profile, leads: Leads) -> Html:
    label = render.label(button.label, language, profile)
    kind = "link" if button.kind == "share" else "tap"
    end = leads(Act(kind, button.label))
    if end is None:
        return tag("span", label, class_="key")
    return tag("a", label, class_="key", href=f"#{end}")


def _attached(attached: Attached, language: str, profile: Profile) -> Html:
    """The file that goes along; a table with its first rows."""
    name = tag("p", "📎 ", attached.name or ui("file"), class_="file")
    if attached.table is None:
        return name
    rows = csv_text(attached.table[: 1 + MOST_ROWS], language, profile).lstrip("\ufeff")
    cells = [[cell.strip('"') for cell in row.split('";"')] for row in rows.splitlines()]
    head, body = cells[0], cells[1:]
    table = tag(
        "table",
        tag("thead", tag("tr", [tag("th", cell, scope="col") for cell in head])),
        tag("tbody", [tag("tr", [tag("td", cell) for cell in row]) for row in body]),
    )
    return text((name, tag("div", table, class_="table", tabindex="0")))


# What a message may hold and is shown above; anything newer is named, never left out silently.
SHOWN = frozenset({"body", "rows", "choices", "attached"})


def _else(said: Said, language: str, profile: Profile) -> Iterator[Html]:
    for name in type(said).model_fields:
        value = getattr(said, name)
        if name in SHOWN or value in (None, (), False):
            continue
        if isinstance(value, Message):
            yield tag("p", "⌨️ ", render.label(value, language, profile), class_="file")
        else:
            parts = value if isinstance(value, Kept) else ()
            texts = [text for _name, text in parts if isinstance(text, str)]
            words = f": {' · '.join(texts)}" if texts else ""
            yield tag("p", f"📎 {name.replace('_', ' ')}{words}", class_="file")
