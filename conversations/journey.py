"""What a journey is: a name, a function from event to turn, and the screens it draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conversations.here import Here
from conversations.talk import Draft, Event, Said, Screen, Turn, said
from conversations.words import _


def _no_question(draft: Any, facts: Any, here: Here) -> Said:
    return said(_("Nothing is asked here."))


@dataclass(frozen=True, slots=True)
class Journey:
    """One conversation from hello to done.

    `respond(draft, event, here)` answers an event; `draw(screen, facts, here)` draws its screens;
    `question(draft, facts, here)` draws what it asks now.  `verbs` are its standing buttons,
    `commands` start it, `moments` are the due moments it answers.  `talks`: what somebody writes
    is for a person, every message one of its own, and ends when they look at something else.
    """

    name: str
    respond: Callable[[Any, Event, Here], Turn]
    draw: Callable[[Screen, Any, Here], Said]
    screens: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    draft: type[Draft] | None = None
    question: Callable[[Any, Any, Here], Said] = _no_question
    talks: bool = False
