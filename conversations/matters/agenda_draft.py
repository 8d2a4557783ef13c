"""What the council sees of the signals of its wijk, and what it does with one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from conversations.matters.matter import MatterLine
from conversations.talk import Draft, Screen

PER_PAGE = 5
LISTS = ("open", "agenda", "answered")

Agenda = Literal["on", "not_now", "done"]


class AgendaDraft(Draft):
    """Why the council does not take a signal up now, on its way to who told it."""

    journey: Literal["agenda"] = "agenda"
    case: str
    number: str
    reason: str | None = None


def signal(case: str) -> Screen:
    """The screen of one signal, for those who read along."""
    return Screen(name="signal", case=case)


# --- what the store is asked, and what it answers -------------------------------------


@dataclass(frozen=True, slots=True)
class OpenReason:
    """I want to say "not now": may I, and about which number?"""

    case: str


@dataclass(frozen=True, slots=True)
class ReasonAsked:
    """Yes: why not?"""

    case: str
    number: str


@dataclass(frozen=True, slots=True)
class SetAgenda:
    """The council puts a signal on its agenda, says "not now" (with words), or talked about it."""

    case: str
    state: Agenda
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AgendaSet:
    """It is noted. `brought` is who told it, for whom this is news; None when nobody is known."""

    case: str
    number: str
    wijk: str
    state: Agenda
    reason: str | None
    brought: str | None


# --- what is known --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many signals about one subject, by where they stand."""

    topic: str
    new: int = 0
    taken: int = 0
    waiting: int = 0
    closed: int = 0

    @property
    def all(self) -> int:
        """Together."""
        return self.new + self.taken + self.waiting + self.closed


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A signal without a word of whoever told it: its street, if they named one."""

    line: MatterLine
    street: str | None
    agenda: Agenda | None


@dataclass(frozen=True, slots=True)
class SignalsFacts:
    """The signals of one wijk: how many by subject, or a page of one subject.

    `wijk` is None when there is a choice to make; `counts` are the tabs.
    """

    wijk: str | None
    shown: str = "open"
    topic: str | None = None
    topics: tuple[TopicCount, ...] = ()
    rows: tuple[SignalLine, ...] = ()
    page: int = 0
    pages: int = 1
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """One signal as the council sees it. `too` counts neighbours who say "me too".

    `may`: the reader sits in the council of this wijk; `reason` is the council's own.
    """

    case: str
    number: str
    topic: str
    wijk: str
    state: str
    turn: Literal["office", "resident", "other"]
    opened: dt.datetime
    street: str | None
    too: int
    agenda: Agenda | None
    reason: str | None
    since: dt.datetime | None
    may: bool
