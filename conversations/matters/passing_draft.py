"""What an ambassador is passing on, as far as it is told; and what they see of what they passed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from conversations.here import Here
from conversations.matters.matter import Matter, MatterLine
from conversations.matters.week import Week
from conversations.places import Wijk, WijkId
from conversations.rules.private import notice
from conversations.talk import Draft
from conversations.wijk import Search
from conversations.words import Kept

ROLE = "ambassador"
PER_PAGE = 5
# What is forwarded within this time of the first message belongs together.
TOGETHER = dt.timedelta(minutes=10)


class Step(StrEnum):
    """What is asked; mostly nothing but the last."""

    TEXT = "text"
    WIJK = "wijk"
    TOPIC = "topic"
    REVIEW = "review"


class Choice(Kept):
    """Where choosing a wijk stands: a page of their own, or those that fit what was typed."""

    page: int = 0
    search: Search = Search()


class PassingDraft(Draft):
    """What was heard, on its way; nothing in it says who said it.

    `heard`: since when (UTC) it is forwarded, so that what is forwarded next belongs to it.
    """

    journey: Literal["passing"] = "passing"
    asking: Step = Step.TEXT
    text: str | None = None
    heard: dt.datetime | None = None
    files: tuple[str, ...] = ()
    wijk: WijkId | None = None
    kind: Literal["signal", "question"] = "signal"
    topic: str | None = None
    choice: Choice = Choice()

    @property
    def private(self) -> tuple[str, ...]:
        """Names of others and words about health in it."""
        return notice(self.text or "").pieces


@dataclass(frozen=True, slots=True)
class PassedFacts:
    """What this ambassador passed on, a page at a time.

    `asked` are the open matters that residents wrote to them, oldest first; `back` is the first
    day at work again of who is away today.  `week` is the last one told of
    their wijk, in tens.
    """

    rows: tuple[MatterLine, ...]
    page: int
    pages: int
    asked: tuple[MatterLine, ...] = ()
    back: dt.date | None = None
    week: Week | None = None


def wijken_here(here: Here) -> tuple[Wijk, ...]:
    """The wijken for which this person is an ambassador now, in the order of the profile."""
    return tuple(wijk for wijk in here.profile.own_wijken if here.person.holds(wijk.id, ROLE))


def likely_wijk(here: Here) -> str | None:
    """The wijk that is most likely meant: the only one, or their own; None when it is asked."""
    wijken = [wijk.id for wijk in wijken_here(here)]
    if len(wijken) == 1:
        return wijken[0]
    return here.person.wijk if here.person.wijk in wijken else None


def missing(draft: PassingDraft) -> Step:
    """The first question without an answer; at the end the confirmation."""
    if not draft.text and not draft.files:
        return Step.TEXT
    return Step.REVIEW if draft.wijk is not None else Step.WIJK


def finished(draft: PassingDraft) -> Matter | None:
    """What is passed on, if nothing is missing."""
    if missing(draft) is not Step.REVIEW or draft.wijk is None or draft.topic is None:
        return None
    return Matter(
        kind=draft.kind,
        topic=draft.topic,
        wijk=draft.wijk,
        text=draft.text or "",
        files=draft.files,
        passed_on=True,
    )
