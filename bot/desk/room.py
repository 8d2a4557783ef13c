"""What an order at the desk needs, whatever it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bot.turns import Answered, Turns
from conversations.here import Here, Person
from conversations.places import fold
from conversations.profile import Profile
from conversations.roles.role import OPERATOR
from conversations.words import Message
from locales.render import words
from storage.database import Database

LANGUAGE = "en"
SHOWN = 20  # lines about a file at once


class NotDone(Exception):
    """Why an order was not carried out, in one line for whoever gave it."""


@dataclass(frozen=True, slots=True)
class Room:
    """What an order needs; `push` hands letters to a running bot, otherwise they wait for one."""

    store: Database
    profile: Profile
    turns: Turns
    bot: str
    now: Callable[[], dt.datetime]
    push: Callable[[list[Answered]], None] = lambda answered: None

    def here(self) -> Here:
        """This moment, seen by the operator."""
        operator = Person(id="", name="", language=LANGUAGE, roles=(OPERATOR,))
        return Here(self.profile, operator, self.now(), self.bot)

    def line(self, message: Message | str) -> str:
        """A sentence as the desk prints it."""
        return words(message, LANGUAGE, self.profile)


Action = Callable[[Room, Mapping[str, Any]], Awaitable[list[str]]]


def wijk_named(typed: str, profile: Profile) -> str:
    """The id of a wijk given by id or by name.  Raises NotDone with the nearest names."""
    for wijk in profile.own_wijken:
        if typed in (wijk.id, wijk.id.partition(".")[2]) or fold(typed) == fold(wijk.name):
            return wijk.id
    names = [wijk.name for wijk in profile.own_wijken]
    near = get_close_matches(typed, names, n=3, cutoff=0.5) or names[:3]
    raise NotDone(f"There is no wijk {typed!r} in {profile.name}. Is it {' or '.join(near)}?")


def wrong_file(faults: Sequence[str]) -> NotDone:
    """What is wrong with a file: the first faults, and how many more there are."""
    return NotDone("\n".join(first_lines(faults)))


def first_lines(lines: Sequence[str]) -> list[str]:
    """As many as a terminal shows at a glance, and how many more there are."""
    more = [f"… and {len(lines) - SHOWN} more."] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]
