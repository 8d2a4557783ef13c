"""What whoever looks at the page can choose: words, a conversation, a role, languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from babel import Locale

from bot.demo.gallery.html import Html, tag
from bot.demo.gallery.seen import Seen
from bot.demo.gallery.words import LANGUAGES, WORDS, ui
from conversations import journeys
from conversations.everywhere import OWN_NAMES
from conversations.municipal_words import ROLES


def choices(seen: Seen, languages: Sequence[str]) -> Html:
    """The form; `page.js` acts on it, and says how many messages fit."""
    roles = {role for card in seen.cards.values() for role in card.roles}
    known = [(str(role), " / ".join(WORDS[role])) for role in ROLES if role in roles]
    search = tag(
        "label", ui("search"), tag("input", type="search", id="search", autocomplete="off")
    )
    return tag(
        "form",
        tag("h2", ui("filters")),
        tag(
            "div",
            search,
            _select("journey", ((name, name) for name in journeys.JOURNEYS)),
            _select("role", known),
            _select("town", ((name, town.name) for name, town in seen.profiles.items())),
            class_="choices",
        ),
        tag(
            "div",
            _languages("languages", "language", languages, languages),
            _languages("page language", "ui", LANGUAGES, LANGUAGES[:1]),
            class_="choices",
        ),
        tag("p", role="status", id="count"),
        role="search",
        id="filters",
    )


def own_name(language: str) -> str:
    """A language in its own script."""
    name = Locale.parse(language.replace("-", "_")).get_language_name()
    return OWN_NAMES.get(language) or (name or language).capitalize()


def _select(name: str, options: Iterable[tuple[str, str]]) -> Html:
    """One of several.  An option is plain text, so it is written in both languages at once."""
    everything = tag("option", " / ".join(WORDS["everything"]), value="")
    some = [tag("option", words, value=value) for value, words in options]
    return tag("label", ui(name), tag("select", everything, some, id=name))


def _languages(title: str, name: str, languages: Sequence[str], on: Sequence[str]) -> Html:
    """Several at once where all begin chosen, one otherwise."""
    kind = "checkbox" if len(on) == len(languages) else "radio"
    boxes = [
        tag(
            "label",
            tag("input", type=kind, name=name, value=language, checked=language in on),
            " ",
            tag("span", own_name(language), lang=language),
        )
        for language in languages
    ]
    return tag("fieldset", tag("legend", ui(title)), boxes)
