"""A message to somebody in particular, as far as it is told: to whom, what, with which files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from conversations.here import Here
from conversations.matters.matter import Matter
from conversations.matters.passing_draft import Choice
from conversations.places import WijkId
from conversations.roles.face import Face
from conversations.rules.private import notice
from conversations.talk import Draft


class Step(StrEnum):
    """What is asked."""

    WIJK = "wijk"
    TEXT = "text"
    REVIEW = "review"


class LineDraft(Draft):
    """Words for somebody; `card` is whose, where they are shown with one."""

    journey: Literal["line"] = "line"
    to: Literal["contact", "ambassador"]
    asking: Step = Step.TEXT
    card: str | None = None
    wijk: WijkId | None = None
    text: str | None = None
    files: tuple[str, ...] = ()
    choice: Choice = Choice()

    @property
    def private(self) -> tuple[str, ...]:
        """Names of others and words about health in it."""
        return notice(self.text or "").pieces


def finished(draft: LineDraft, here: Here) -> Matter | None:
    """The message, if nothing is missing; it is a question of the one door like any other."""
    if draft.wijk is None or not (draft.text or draft.files):
        return None
    return Matter(
        kind="question",
        topic=here.profile.topics[-1].id,
        wijk=draft.wijk,
        text=draft.text or "",
        files=draft.files,
        to=draft.to,
        card=draft.card,
    )


# --- what the store is asked, and what it answers -------------------------------------


@dataclass(frozen=True, slots=True)
class WriteTo:
    """May I write to whoever has this card, about which wijk?"""

    card: str


@dataclass(frozen=True, slots=True)
class MayWriteTo:
    """Yes: an ambassador of this wijk, whose card it is."""

    card: str
    wijk: str


@dataclass(frozen=True, slots=True)
class Whom:
    """Who will read it, as residents may see them; `face` None: whoever has the role.

    `instead`: the one it was meant for is away, so the contact of the wijk reads it.
    """

    face: Face | None
    instead: bool = False


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Somebody is away, or has no such role any more: what do they leave behind?"""

    person: str


@dataclass(frozen=True, slots=True)
class Left:
    """One matter that somebody else has now; `brought` is who waits for the answer."""

    case: str
    number: str
    brought: str | None


@dataclass(frozen=True, slots=True)
class TakenOver:
    """All of them, in the hands of the role that comes next."""

    matters: tuple[Left, ...]
