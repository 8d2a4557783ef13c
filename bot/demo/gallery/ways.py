"""What is wrong with what was seen: a screen nobody gets out of, something nobody ever saw."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, get_args

from bot.demo.gallery import examples
from bot.demo.gallery.seen import LETTER, QUESTION, Act, Card, Node, Seen
from conversations import journeys
from conversations.journey import Journey
from conversations.municipal_words import ROLES
from conversations.talk import Said, Standing, Step

HOME = Node("everywhere", "home")
MENU = "@start"


def dead_ends(seen: Seen) -> list[str]:
    """Every message without a way back or to the menu, said so that a developer finds it.

    A screen has a button to the menu, or one that leads to a place in the same conversation from
    which people can have come.  A message that comes by itself has a button from which the menu
    can be reached by tapping.  One that comes together with a screen, a file, and a place on a
    map need none.
    """
    taps: dict[Node, dict[str, set[Node]]] = {}
    steps: dict[Node, set[Node]] = {}
    for edge in seen.edges.values():
        if edge.elsewhere:
            continue
        steps.setdefault(edge.start, set()).add(edge.end)
        if edge.act.kind == "tap":
            taps.setdefault(edge.start, {}).setdefault(edge.act.key, set()).add(edge.end)
    tapped = {start: set().union(*by.values()) for start, by in taps.items()}
    found = []
    for card in seen.cards.values():
        ends = {end for key in _taps(card) for end in taps.get(card.node, {}).get(key, ())}
        if not _gets_out(card, ends, tapped, steps):
            found.append(f"{card.node.journey}, {card.node.shown}: {_first_words(card)}")
    return found


def _gets_out(
    card: Card,
    ends: set[Node],
    tapped: Mapping[Node, set[Node]],
    steps: Mapping[Node, set[Node]],
) -> bool:
    if card.node == HOME or HOME in ends or _has_menu(card):
        return True
    if card.beside or (card.node.name == LETTER and _carries(card.said)):
        return True
    if card.node.name == LETTER:
        return any(HOME in reached(end, tapped) for end in ends)
    within = {
        start: {end for end in after if end.journey == card.node.journey}
        for start, after in steps.items()
    }
    return any(end != card.node and card.node in reached(end, within) for end in ends)


def _carries(content: Said) -> bool:
    """Is it more than words and buttons: a file, a place on a map?"""
    words = {"body", "rows", "choices"}
    return any(
        name not in words and getattr(content, name) != field.default
        for name, field in type(content).model_fields.items()
    )


def _has_menu(card: Card) -> bool:
    return any(
        isinstance(button, Step) and button.option == MENU
        for row in card.said.rows
        for button in row
    )


def _taps(card: Card) -> Iterator[str]:
    for row in card.said.rows:
        for button in row:
            if isinstance(button, Step | Standing):
                yield Act("tap", button.label).key


def reached(start: Node, steps: Mapping[Node, set[Node]]) -> set[Node]:
    """Every place that can be reached from here, this one included."""
    found, waiting = {start}, deque([start])
    while waiting:
        for end in steps.get(waiting.popleft(), set()) - found:
            found.add(end)
            waiting.append(end)
    return found


def _first_words(card: Card) -> str:
    return next(iter(card.parts), "without words")[:80]


# --- what was never seen --------------------------------------------------------------------


def forgotten(seen: Seen) -> list[str]:
    """Screens, questions, buttons, due moments and roles that have no example in the gallery."""
    names = {node.name for node in seen.nodes}
    asked = {(node.journey, node.part) for node in seen.nodes if node.name == QUESTION}
    found = [
        f"screen {screen} of {journey}"
        for screen, journey in journeys.SCREENS.items()
        if screen not in names
    ]
    for name, journey in journeys.JOURNEYS.items():
        found += [
            f"question {asking or 'of the draft'} of {name}"
            for asking in _questions(journey)
            if (name, asking) not in asked
        ]
    found += [
        f"button {verb} of {j}" for verb, j in journeys.VERBS.items() if verb not in seen.verbs
    ]
    found += [
        f"moment {what} of {j}"
        for what, j in journeys.MOMENTS.items()
        if what not in seen.moments | examples.IN_CROWDS
    ]
    roles = {role for card in seen.cards.values() for role in card.roles}
    found += [f"the view of the role {role}" for role in ROLES if role not in roles]
    found += [f"a line of a story that never came about: {line}" for line in seen.unplayed]
    return found


def _questions(journey: Journey) -> Iterator[str]:
    """What the draft of a journey can be asking."""
    if journey.draft is None:
        return
    field = journey.draft.model_fields.get("asking")
    if field is None:
        yield ""
        return
    kind: Any = field.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        yield from (str(value.value) for value in kind)
    else:
        yield from (str(value) for value in get_args(kind))
