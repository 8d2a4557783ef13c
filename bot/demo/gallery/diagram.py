"""The diagram of one journey: boxes with their buttons, lines to where a button leads.

Boxes are text in the page, so that they can be read, searched and clicked; the lines behind them
are an SVG.  Below it stands the same as a list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.demo.gallery import layout
from bot.demo.gallery.html import Child, Html, tag
from bot.demo.gallery.layout import WIDTH, Place
from bot.demo.gallery.seen import LETTER, Act, Node, Seen
from bot.demo.gallery.words import WORDS, ui
from conversations.words import Message

# Writes a sentence in every language; the style sheet shows one of them.
Says = Callable[[Message], Html]

HEAD, ROW, FOOT = 54, 26, 8  # heights in CSS pixels
HOME = Node("everywhere", "home")
MOMENT = "moment"
BACK = "⬅"
ICONS = {"type": "✍️", "command": "⌨️", "link": "🔗", "time": "⏱", "share": "📎", "tap": ""}


@dataclass(frozen=True, slots=True)
class Exit:
    """One line in a box: what somebody does there, and the places it may lead to.

    `others` are the places that show on somebody else's phone.
    """

    label: Html
    ends: tuple[Node, ...]
    others: tuple[Node, ...]
    back: bool


class Diagram:
    """One journey: its places, and the steps that begin there."""

    def __init__(self, seen: Seen, journey: str, pages: Pages) -> None:
        self._pages = pages
        self._journey = journey
        self._edges = [edge for edge in seen.edges.values() if edge.start.journey == journey]
        starts = dict.fromkeys(edge.start for edge in self._edges)
        own = [node for node in seen.nodes if node.journey == journey]
        self._nodes = [*own, *(node for node in starts if node.name == MOMENT)]
        self._exits = {node: self._ways_on(node) for node in self._nodes}
        onward: dict[tuple[Node, Node], None] = {}
        back: dict[tuple[Node, Node], None] = {}
        for node, exits in self._exits.items():
            for exit_ in exits:
                for end in (*exit_.ends, *exit_.others):
                    (back if exit_.back else onward)[node, end] = None
        only_back = [pair for pair in back if pair not in onward]
        self._down = set(layout.onward(self._nodes, [*onward, *back], only_back))
        self._layers = layout.layers(self._nodes, sorted(self._down))
        self._depth = {node: n for n, layer in enumerate(self._layers) for node in layer}

    def html(self) -> Html:
        """Lines behind boxes, in a frame that can be scrolled."""
        heights = {node: HEAD + ROW * len(self._exits[node]) + FOOT for node in self._nodes}
        places, width, height = layout.placed(self._layers, heights)
        svg = tag(
            "svg",
            list(self._lines(places)),
            width=width,
            height=height,
            viewBox=f"0 0 {width} {height}",
            aria_hidden="true",
        )
        boxes = [self._box(node, places[node]) for node in self._nodes]
        size = f"width:{width}px;height:{height}px"
        return tag(
            "div",
            tag("div", svg, boxes, class_="canvas", style=size),
            class_="diagram",
            tabindex="0",
            role="group",
            aria_labelledby=f"{self._journey}-diagram",
        )

    def _drawn(self, start: Node, end: Node) -> bool:
        """Is there a line? Only to the next layer; farther on it is named, or lines hide it all."""
        return (start, end) in self._down and self._depth[end] == self._depth[start] + 1

    def _lines(self, places: Mapping[Node, Place]) -> Iterator[Html]:
        for node, exits in self._exits.items():
            beside = 0
            for n, exit_ in enumerate(exits):
                for end in dict.fromkeys((*exit_.ends, *exit_.others)):
                    if self._drawn(node, end):
                        other = end not in exit_.ends
                        yield _line(places[node], n, places[end], beside % 5, other)
                        beside += 1

    # --- one box ------------------------------------------------------------------------------

    def _ways_on(self, node: Node) -> list[Exit]:
        """What can be done there: buttons one by one, typed answers together."""
        found: dict[str, tuple[Act, dict[Node, None], dict[Node, None]]] = {}
        for edge in self._edges:
            if edge.act.kind == "command":
                continue  # works everywhere, so it says nothing about this place
            if edge.start == node and edge.end not in (HOME, node):
                _act, ends, others = found.setdefault(_group(edge.act), (edge.act, {}, {}))
                (others if edge.elsewhere else ends)[edge.end] = None
        return [
            Exit(self._pages.does(act), tuple(ends), tuple(others), _is_back(act))
            for act, ends, others in found.values()
        ]

    def _box(self, node: Node, place: Place) -> Html:
        style = f"left:{place.x}px;top:{place.y}px;width:{WIDTH}px;height:{place.height}px"
        title: Child = tag("a", self._pages.title(node), href=f"#{node.id}")
        if node.name == MOMENT:
            title = ("⏱ ", node.part)
        rows = [
            tag(
                "li",
                tag("span", exit_.label, class_="does"),
                tag("span", list(self._marks(node, exit_)), class_="marks"),
            )
            for exit_ in self._exits[node]
        ]
        kind = {LETTER: "message", MOMENT: "moment"}.get(node.name, "screen")
        return tag(
            "div",
            tag("p", title, class_="name"),
            tag("p", tag("code", node.shown), class_="code"),
            tag("ul", rows) if rows else None,
            class_=f"box {kind}",
            style=style,
        )

    def _marks(self, node: Node, exit_: Exit) -> Iterator[Child]:
        """Where no line is drawn: back, farther on, or to another conversation."""
        for ends, letter in ((exit_.ends, ""), (exit_.others, "✉ ")):
            for end in ends:
                if self._drawn(node, end):
                    if letter:
                        yield tag("span", letter)
                    continue
                if end.journey != self._journey:
                    sign = "↗"
                else:
                    sign = "↓" if (node, end) in self._down else "↑"
                words = (letter, sign, " ", self._pages.title(end))
                yield tag("a", words, href=f"#{end.id}")

    # --- the same as a list ---------------------------------------------------------------------

    def steps(self) -> Html:
        """Every step, also those to the menu and those that stay."""
        rows = []
        for edge in self._edges:
            if edge.start == edge.end and edge.act.kind != "tap":
                continue
            to: list[Child] = [tag("a", self._pages.title(edge.end), href=f"#{edge.end.id}")]
            if edge.elsewhere:
                to = [*to, " (", ui("other phone"), ")"]
            if edge.start == edge.end:
                to = [ui("stays")]
            start: Child = self._pages.title(edge.start)
            if edge.start.name == MOMENT:
                start = ("⏱ ", edge.start.part)
            rows.append(
                tag("tr", tag("td", start), tag("td", self._pages.does(edge.act)), tag("td", to))
            )
        head = tag("tr", [tag("th", ui(key), scope="col") for key in ("from", "does", "to")])
        return tag("table", tag("thead", head), tag("tbody", rows), class_="steps")


class Pages:
    """Names of places and of what people do, in every language of the page."""

    def __init__(self, titles: Mapping[Node, Html], says: Says) -> None:
        self._titles = titles
        self._says = says
        count = Counter(titles.values())
        self._twins = {title for title, times in count.items() if times > 1}

    def title(self, node: Node) -> Child:
        """What stands at the top of it; with its name in the code when others have the same."""
        title = self._titles.get(node)
        if title is None:
            return node.shown
        return (title, f" ({node.name})") if title in self._twins else title

    def does(self, act: Act) -> Html:
        """What somebody does: a button by its words, anything else by a word of the page."""
        match act.kind:
            case "tap" if isinstance(act.words, Message):
                return self._says(act.words)
            case "tap":
                return tag("span", ui("a choice"))
            case "command":
                return tag("span", tag("code", str(act.words)))
            case "share":
                key = str(act.words) if str(act.words) in WORDS else "other"
                return tag("span", "📎 ", ui(key))
        icon = ICONS[act.kind]
        return tag("span", icon, " ", ui(act.kind))


def _is_back(act: Act) -> bool:
    """A button with the sign for "back", by which people know it too."""
    return act.kind == "tap" and isinstance(act.words, Message) and BACK in act.words.text


def _group(act: Act) -> str:
    return act.key if act.kind in ("tap", "command", "share") else act.kind


def _line(start: Place, row: int, end: Place, beside: int, other: bool) -> Html:
    """Out of the row at the side of its target, down along the box, and to the top of the next."""
    middle, target = start.x + WIDTH // 2, end.x + WIDTH // 2
    side = 1 if target >= middle else -1
    x1, y1 = (start.x + WIDTH if side > 0 else start.x), start.y + HEAD + ROW * row + ROW // 2
    out, below = x1 + side * (5 + 2 * beside), start.y + start.height
    x2, y2 = target + (side * 40 if target == middle else 0), end.y
    bend = (y2 - below) * 2 // 3
    path = (
        f"M{x1} {y1}C{out} {y1} {out} {y1} {out} {min(y1 + 10, below)}L{out} {below}"
        f"C{out} {below + bend} {x2} {y2 - bend} {x2} {y2 - 4}"
    )
    arrow = f"M{x2 - 5} {y2 - 8}L{x2} {y2 - 1}L{x2 + 5} {y2 - 8}"
    name = "line other" if other else "line"
    return tag("g", tag("path", d=path), tag("path", d=arrow, class_="arrow"), class_=name)
