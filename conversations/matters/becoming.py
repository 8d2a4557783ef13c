"""From words to a plan without typing them again: an idea that was told, a signal that was sent."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.here import Here
from conversations.plans.plan import FREE, PlanDraft, Step, missing
from conversations.rules.texts import cut, units


@dataclass(frozen=True, slots=True)
class PlanFrom:
    """Begin a plan with what was told; `files` are kept files of this person."""

    wijk: str | None
    text: str | None
    place: str | None
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanOf:
    """Begin a plan with the words and files of a matter of mine, open till the plan is sent."""

    case: str


@dataclass(frozen=True, slots=True)
class PlanBegun:
    """Nothing stands in the way; `matter` is what it comes from, once that was sent."""

    wijk: str | None
    text: str | None
    place: str | None
    files: tuple[str, ...]
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class PlanWaits:
    """There is an unfinished plan already: that one goes first, nothing is thrown away."""


def draft_of(begun: PlanBegun, here: Here) -> PlanDraft:
    """The unfinished plan, with everything in it that was told."""
    least, most = FREE[Step.STORY]
    story = begun.text if begun.text and units(begun.text) >= least else None
    draft = PlanDraft(
        wijk=begun.wijk or here.person.wijk,
        story=cut(story, most) if story else None,
        place=begun.place,
        files=begun.files or None,
        early=bool(begun.files),
        matter=begun.matter,
    )
    return draft.but(asking=missing(draft, here) or Step.REVIEW)
