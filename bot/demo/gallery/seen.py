"""What was seen: messages on a phone, which are alike, and what led from one to another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from pydantic import BaseModel

from conversations.profile import Profile
from conversations.talk import Button, Paragraph, Said, Screen
from conversations.words import Message, Quoted, Term

QUESTION = "question"
LETTER = "letter"


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A place in a conversation: a screen by name, a question of a draft, or a message.

    `part` says which question (the draft's `asking`) or which message (its first sentence).
    """

    journey: str
    name: str
    part: str = ""

    @property
    def id(self) -> str:
        """A name for anchors: letters, digits and dashes."""
        part = _short(self.part) if self.name == LETTER else self.part
        return "-".join(word for word in (self.journey, self.name, part) if word)

    @property
    def shown(self) -> str:
        """How a developer finds it: the name in the code."""
        if self.name == LETTER:
            return "message"
        return f"{self.name}: {self.part}" if self.part else self.name


@lru_cache(maxsize=512)
def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def message_node(journey: str, said: Said) -> Node:
    """A message that is no screen, known by its first sentence."""
    first = next(messages_in(said), None)
    return Node(journey, LETTER, first.text if first else "")


@dataclass(frozen=True, slots=True)
class Sight:
    """A message on somebody's phone.

    `own` when it is the screen that answers what they did; `turn` dates its step buttons;
    `changed` when an older message became this.
    """

    name: str
    node: Node
    said: Said
    message: int
    turn: int
    screen: Screen | None
    own: bool
    changed: bool = False


# How somebody gets on: what the edge of a diagram says.
Kind = str  # tap, type, share, command, link, time


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does (or time brings): a button by its words, or what is typed."""

    kind: Kind
    words: Message | str

    @property
    def key(self) -> str:
        """The same for buttons that differ only in somebody's name or title."""
        return f"{self.kind} {like(self.words)}"


@dataclass(frozen=True, slots=True)
class Edge:
    """One step: from where, by what, to where; `elsewhere` when it shows on another phone."""

    start: Node
    act: Act
    end: Node
    elsewhere: bool = False


@dataclass
class Card:
    """A message as the page shows it, with who saw it and how they came there."""

    node: Node
    said: Said
    core: Said  # the screen itself, without what is said above it
    municipality: str
    came_by: Act | None
    # Where the message differs by the language of the reader, beyond its words.
    by_language: dict[str, Said] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    # It never came without a screen under it, on the same phone in the same step.
    beside: bool = False

    @cached_property
    def core_like(self) -> str:
        """Which other screens are like the screen itself."""
        return alike(self.core)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its different sentences and buttons."""
        return parts_of(self.said)

    def in_language(self, language: str) -> Said:
        """The message as a reader of this language gets it."""
        return self.by_language.get(language, self.said)


@dataclass(slots=True, repr=False)  # asyncio would write all of it down, when it ends
class Seen:
    """Everything that was seen in all municipalities."""

    cards: dict[tuple[Node, str], Card] = field(default_factory=dict)
    edges: dict[tuple[Node, str, Node, bool], Edge] = field(default_factory=dict)
    toasts: dict[tuple[str, str], Message] = field(default_factory=dict)
    verbs: set[str] = field(default_factory=set)
    moments: set[str] = field(default_factory=set)
    profiles: dict[str, Profile] = field(default_factory=dict)
    # Lines of stories, and whether they could be played in any municipality.
    lines: dict[str, bool] = field(default_factory=dict)
    tries: int = 0

    @property
    def unplayed(self) -> tuple[str, ...]:
        """Lines of stories that never came about."""
        return tuple(line for line, played in self.lines.items() if not played)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every place, in the order in which it was first seen."""
        return tuple(dict.fromkeys(node for node, _like in self.cards))

    def of(self, node: Node) -> tuple[tuple[Card, ...], int]:
        """The cards of one place that each show something new, and how many more there are.

        The screen itself goes before the same with something said above it.
        """
        shown: list[Card] = []
        known: set[str] = set()
        rest = 0
        here = [card for (place, _like), card in self.cards.items() if place == node]
        for card in sorted(here, key=lambda card: card.said != card.core):
            if shown and known.issuperset(card.parts):
                rest += 1
            else:
                known.update(card.parts)
                shown.append(card)
        return tuple(shown), rest


# --- which messages are alike --------------------------------------------------------------


def like(value: Message | str) -> str:
    """A sentence without what differs from person to person: names, amounts, days, titles."""
    if isinstance(value, str):
        return "…"
    parts = [value.context or "", value.text]
    if value.many is not None:
        parts.append("1" if value.count == 1 else "n")
    for name, gap in sorted(value.gaps.items()):
        if isinstance(gap, Message):
            parts.append(f"{name}={like(gap)}")
    return "|".join(parts)


def parts_of(said: Said) -> tuple[str, ...]:
    """The different sentences and buttons of a message, each once, in reading order."""
    parts = [line for paragraph in said.body for line in _lines(paragraph)]
    parts += [f"[{button_like(button)}]" for row in said.rows for button in row]
    if said.attached is not None:
        parts.append("table" if said.attached.table else "file")
    return tuple(dict.fromkeys(parts))


def alike(said: Said) -> str:
    """Two messages with the same answer differ only in names, numbers and the length of a list."""
    return "\n".join(sorted(parts_of(said)))


def button_like(button: Button) -> str:
    """A button without whose it is."""
    return f"{button.kind} {like(button.label)} {getattr(button, 'verb', '')}"


def _lines(paragraph: Paragraph) -> Iterator[str]:
    match paragraph.kind:
        case "message":
            yield like(paragraph)
        case "heading":
            yield f"# {like(paragraph.words)}"
        case "lines":
            yield from (like(item) for item in paragraph.items)
        case "cite":
            yield f"> {like(paragraph.whose) if paragraph.whose else ''}"


def messages_in(value: Any) -> Iterator[Message]:
    """Every sentence in a value, also inside gaps, in reading order."""
    match value:
        case Message():
            yield value
            for gap in value.gaps.values():
                yield from messages_in(gap)
        case Quoted() | Term() | str() | int() | None:
            return
        case BaseModel():
            for name in type(value).model_fields:
                yield from messages_in(getattr(value, name))
        case tuple() | list():
            for item in value:
                yield from messages_in(item)
        case dict():
            for item in value.values():
                yield from messages_in(item)
