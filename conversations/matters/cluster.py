"""Several matters about the same thing, answered together: one leads, the others go along.

What the store is asked, and what it answers.  Whoever waits for any of them gets the answer to
the one that leads, each in their own language.
"""

from __future__ import annotations

from dataclasses import dataclass

from conversations.matters.matter import MatterFacts, MatterLine

# A choice of this product: so many matters go along with one at most.
MOST_TOGETHER = 200
SHOWN = 5


@dataclass(frozen=True, slots=True)
class JoinMatter:
    """Let `other`, and all that goes along with it, go along with `case`."""

    case: str
    other: str


@dataclass(frozen=True, slots=True)
class MatterJoined:
    """They are answered together from now on; `together` counts those that go along."""

    case: str
    other: str
    together: int


@dataclass(frozen=True, slots=True)
class PartMatter:
    """This one is about something else after all: it stands by itself again."""

    case: str


@dataclass(frozen=True, slots=True)
class MatterParted:
    """It is work of its own again; `was` led it."""

    case: str
    was: str


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What goes along with a matter, and what looks like it: same street first, then same topic."""

    matter: MatterFacts
    together: tuple[MatterLine, ...]
    near: tuple[MatterLine, ...]
