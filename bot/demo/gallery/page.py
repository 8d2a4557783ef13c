"""The gallery as one HTML page: no other host, no other file, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import inspect
from collections.abc import Iterator
from pathlib import Path

from bot import commands
from bot.demo.gallery.bubble import bubble, plain
from bot.demo.gallery.choices import choices, own_name
from bot.demo.gallery.diagram import Diagram, Pages
from bot.demo.gallery.html import Child, Html, tag, text
from bot.demo.gallery.seen import Act, Card, Node, Seen
from bot.demo.gallery.sentences import Sentence, Sentences, of_card, shown_in
from bot.demo.gallery.ways import dead_ends, forgotten
from bot.demo.gallery.words import LANGUAGES, WORDS, ui
from conversations import journeys
from conversations.journey import Journey
from conversations.municipal_words import ROLES
from conversations.profile import Profile
from conversations.talk import Heading, Lines, Paragraph
from conversations.words import Message
from locales.catalogues import ENGLISH, catalogue

HERE = Path(__file__).parent


class Page:
    """Writes what was seen, in every language that the sentences have."""

    def __init__(self, seen: Seen, sentences: Sentences) -> None:
        self._seen = seen
        self._sentences = sentences
        self._languages = sentences.languages
        self._first = next(iter(seen.profiles))
        self._titles = {node: self._says(_title(seen.of(node)[0][0])) for node in seen.nodes}
        self._pages = Pages(self._titles, self._says)
        self._leads: dict[tuple[Node, str], str] = {}
        for edge in seen.edges.values():
            if not edge.elsewhere or edge.act.kind == "link":
                self._leads.setdefault((edge.start, edge.act.key), edge.end.id)

    def html(self) -> Html:
        """The whole page."""
        script, style = _file("page.js"), _file("page.css") + self._style()
        policy = (
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
            f"form-action 'none'; script-src '{_hash(script)}'"
        )
        head = tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", http_equiv="Content-Security-Policy", content=policy),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("title", WORDS["title"][0]),
            tag("style", Html(style)),
        )
        main = tag(
            "main",
            self._faults(),
            [self._journey(journey) for journey in journeys.JOURNEYS.values()],
            self._phone_menu(),
            self._left(),
            tag("p", ui("nothing"), id="nothing", hidden=True),
            id="screens",
            tabindex="-1",
        )
        body = tag(
            "body",
            tag("a", ui("skip"), class_="skip", href="#screens"),
            self._top(),
            main,
            tag("script", Html(script)),
        )
        html = tag(
            "html", head, body, lang=LANGUAGES[0], data_ui=LANGUAGES[0], data_say=self._languages[0]
        )
        return Html(f"<!doctype html>\n{html}\n")

    def _style(self) -> str:
        """Which language is shown is one rule for each."""
        rules = [
            f':root:not([data-say="{language}"]) .say > [data-language="{language}"],'
            f':root[data-hide~="{language}"] .phone[data-language="{language}"],'
            f':root[data-hide~="{language}"] .column[data-language="{language}"]'
            "{display:none}"
            for language in self._languages
        ]
        rules += [
            f':root:not([data-ui="{language}"]) .ui > [lang="{language}"]{{display:none}}'
            for language in LANGUAGES
        ]
        return "\n".join(rules)

    # --- the top ----------------------------------------------------------------------------

    def _top(self) -> Html:
        seen, sentences = self._seen, self._sentences
        cards = sum(len(seen.of(node)[0]) for node in seen.nodes)
        shown = len(shown_in(seen) & set(sentences.all))
        counts = ui(
            "counts", nodes=len(seen.nodes), cards=cards, shown=shown, all=len(sentences.all)
        )
        translated = [
            tag(
                "li",
                ui(
                    "translated",
                    language=own_name(language),
                    n=sentences.count(language),
                    all=len(sentences.all),
                ),
                " ",
                tag("code", sentences.paths[language]),
            )
            for language in self._languages
            if language in sentences.paths
        ]
        return tag(
            "header",
            tag("h1", ui("title")),
            tag("p", ui("demo"), class_="demo"),
            tag("p", ui("about")),
            tag("p", counts),
            tag("ul", translated, class_="plain"),
            tag("noscript", tag("p", ui("no script"))),
            choices(seen, self._languages),
            self._contents(),
        )

    def _contents(self) -> Html:
        items = [
            tag(
                "li",
                tag("a", tag("b", name), href=f"#journey-{name}"),
                tag(
                    "ul",
                    [
                        tag("li", tag("a", self._titles[node], href=f"#{node.id}"))
                        for node in self._seen.nodes
                        if node.journey == name
                    ],
                ),
            )
            for name in journeys.JOURNEYS
        ]
        end = tag("li", tag("a", ui("left"), href="#left"))
        return tag(
            "details",
            tag("summary", ui("contents")),
            tag("nav", tag("ul", items, end), aria_label="Inhoud / Contents"),
            class_="contents",
        )

    def _faults(self) -> Html | None:
        """What the tests would say; it should never be seen."""
        found = [
            tag("section", tag("h2", ui(title)), tag("ul", [tag("li", line) for line in lines]))
            for title, lines in (
                ("no way out", dead_ends(self._seen)),
                ("forgotten", forgotten(self._seen)),
            )
            if lines
        ]
        return tag("div", found, class_="faults") if found else None

    # --- one journey ----------------------------------------------------------------------------

    def _journey(self, journey: Journey) -> Html:
        name = journey.name
        nodes = [node for node in self._seen.nodes if node.journey == name]
        diagram = Diagram(self._seen, name, self._pages)
        begins: list[Child] = []
        if journey.commands:
            codes = [tag("code", command) for command in journey.commands]
            begins.append(tag("li", ui("begins"), ": ", _spaced(codes)))
        if journey.moments:
            codes = [tag("code", moment) for moment in journey.moments]
            begins.append(tag("li", ui("by time"), ": ", _spaced(codes)))
        return tag(
            "section",
            tag("h2", name),
            tag("p", _about(journey), lang=ENGLISH, class_="about"),
            tag("ul", begins, class_="plain") if begins else None,
            tag("h3", ui("diagram"), id=f"{name}-diagram"),
            tag("p", ui("diagram note"), class_="note"),
            diagram.html(),
            tag("details", tag("summary", ui("as list")), diagram.steps()),
            [self._place(node) for node in nodes],
            self._toasts(name),
            class_="journey",
            id=f"journey-{name}",
            data_journey=name,
        )

    def _place(self, node: Node) -> Html:
        cards, rest = self._seen.of(node)
        more = tag("p", ui("more alike", n=rest), class_="note") if rest else None
        return tag(
            "section",
            tag("h3", self._titles[node], " ", tag("code", node.shown)),
            [self._card(card, f"{node.id}-{n}") for n, card in enumerate(cards, 1)],
            more,
            class_="place",
            id=node.id,
        )

    def _card(self, card: Card, id: str) -> Html:
        profile = self._seen.profiles[card.municipality]
        about: list[Child] = [
            tag("li", ui(role), class_="role") for role in ROLES if role in card.roles
        ]
        if card.municipality != self._first:
            about.append(tag("li", profile.name, class_="town"))
        if card.came_by is not None:
            about.append(tag("li", ui("after"), ": ", self._pages.does(card.came_by)))

        def leads(act: Act) -> str | None:
            return self._leads.get((card.node, act.key))

        return tag(
            "article",
            tag("ul", about, class_="seen"),
            tag(
                "div",
                [bubble(card, language, profile, leads) for language in self._languages],
                class_="phones",
            ),
            self._references(of_card(card, self._sentences)),
            class_="card",
            id=id,
            data_journey=card.node.journey,
            data_roles=" ".join(sorted(card.roles)),
            data_town=card.municipality,
        )

    def _references(self, sentences: tuple[Sentence, ...]) -> Html:
        """Where a translator finds each sentence of the message."""
        rows = [
            tag(
                "li",
                tag("span", " · ".join(sentence.english), lang=ENGLISH),
                [tag("br"), _spaced(list(self._where(sentence)))],
            )
            for sentence in sentences
        ]
        summary = tag("summary", ui("sentences"), f" ({len(rows)})")
        return tag("details", summary, tag("ol", rows), class_="references")

    def _where(self, sentence: Sentence) -> Iterator[Html]:
        for language, known in self._sentences.translated.items():
            there = known.get(sentence.key)
            if there is None or not there.done:
                yield tag("strong", language, ": ", ui("no translation"), class_="missing")
            else:
                yield tag("code", f"{self._sentences.paths[language]}:{there.line}")
        for file in sentence.files:
            yield tag("code", file)

    def _toasts(self, name: str) -> Html | None:
        toasts = [toast for (journey, _text), toast in self._seen.toasts.items() if journey == name]
        if not toasts:
            return None
        profile = self._seen.profiles[self._first]
        items = [
            tag("li", [plain(toast, language, profile) for language in self._languages])
            for toast in toasts
        ]
        return tag(
            "section",
            tag("h3", ui("toasts")),
            tag("ul", items, class_="toasts"),
            class_="place",
        )

    # --- what stands on no screen ---------------------------------------------------------------

    def _phone_menu(self) -> Html:
        profile = self._seen.profiles[self._first]
        tables = [
            tag("div", tag("h3", ui(who)), self._menu(profile, reviews=reviews))
            for who, reviews in (("everybody", False), ("deciders", True))
        ]
        return tag("section", tag("h2", ui("phone menu")), tables, class_="journey", id="menu")

    def _menu(self, profile: Profile, *, reviews: bool) -> Html:
        menus = [commands.menu(language, profile, reviews=reviews) for language in self._languages]
        rows = [
            tag(
                "tr",
                tag("th", tag("code", f"/{row[0].command}"), scope="row"),
                [
                    _cell(command.description, language)
                    for command, language in zip(row, self._languages, strict=True)
                ],
            )
            for row in zip(*menus, strict=True)
        ]
        return tag("div", tag("table", tag("tbody", rows)), class_="table", tabindex="0")

    def _left(self) -> Html:
        rows = []
        for sentence in self._sentences.left(self._seen):
            cells = []
            for language in self._languages:
                there = self._sentences.translated.get(language, {}).get(sentence.key)
                forms = there.forms if there is not None else ()
                if language == ENGLISH and language not in self._sentences.paths:
                    forms = sentence.english
                cells.append(_cell(" · ".join(filter(None, forms)), language))
            where = tag("td", _spaced(list(self._where(sentence))), class_="where")
            rows.append(tag("tr", cells, where))
        return tag(
            "section",
            tag("h2", ui("left")),
            tag("p", ui("left note"), class_="note"),
            tag("div", tag("table", tag("tbody", rows)), class_="table", tabindex="0"),
            class_="journey",
            id="left",
        )

    def _says(self, message: Message, profile: Profile | None = None) -> Html:
        """A sentence in every language; the style sheet shows the first one chosen."""
        town = profile or self._seen.profiles[self._first]
        spoken = [plain(message, language, town) for language in self._languages]
        return tag("span", spoken, class_="say")


def _title(card: Card) -> Message:
    """What stands at the top of a screen: its heading, or its first sentence."""
    body = card.core.body
    heading = next((part.words for part in body if isinstance(part, Heading)), None)
    return heading or next(filter(None, map(_sentence, body)), Message(text=card.node.shown))


def _sentence(paragraph: Paragraph) -> Message | None:
    match paragraph:
        case Message():
            return paragraph
        case Lines(items=(first, *_rest)):
            return first
    return None


def _about(journey: Journey) -> str:
    """The first sentence of the journey's own file."""
    module = inspect.getmodule(journey.respond)
    return ((module.__doc__ if module else None) or journey.name).strip().split("\n\n")[0]


def _cell(words: str, language: str) -> Html:
    direction = "rtl" if catalogue(language).rtl else "ltr"
    return tag("td", words, lang=language, dir=direction, class_="column", data_language=language)


def _spaced(items: list[Html]) -> list[Child]:
    return [text((" " if n else "", item)) for n, item in enumerate(items)]


def _file(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
