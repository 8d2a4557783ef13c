"""A plan on its way: the draft with holes, the finished plan without, and the form between them.

The form follows the amount: up to the profile's small amount the short one,
above it four questions more.  Crossing the line loses no answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from conversations.here import Here
from conversations.regulation import Gate
from conversations.rules.money import BudgetLine, is_small, total
from conversations.talk import Draft, Shared
from conversations.wijk import Search
from conversations.words import Euro, Released

# A payee who is the applicant; anything else is the name of an association or foundation.
MYSELF = "="
# An answer that was spoken: the voice message is with the files.
SPOKEN = "🎤"


class Step(StrEnum):
    """The questions of the form, in their order."""

    WIJK = "wijk"
    TITLE = "title"
    STORY = "story"
    PLACE = "place"
    START = "start"
    LINES = "lines"
    ORIGIN = "origin"
    PEOPLE = "people"
    STEPS = "steps"
    PERMITS = "permits"
    PAYEE = "payee"
    FILES = "files"
    TERMS = "terms"
    CHANGE = "change"
    REVIEW = "review"


# The extra questions above the small amount.
EXTRA = (Step.ORIGIN, Step.PEOPLE, Step.STEPS, Step.PERMITS)
# The questions of every plan.
ALWAYS = tuple(s for s in Step if s not in (*EXTRA, Step.CHANGE, Step.REVIEW, Step.TERMS))
# Questions that are answered in free text, with the least and most of it (UTF-16 units).
FREE = {
    Step.STORY: (10, 3000),
    Step.PLACE: (2, 300),
    Step.ORIGIN: (5, 1500),
    Step.PEOPLE: (2, 1500),
    Step.STEPS: (5, 2000),
    Step.PERMITS: (2, 1000),
}


class PlanDraft(Draft):
    """What we know so far. Any answer may still be missing.

    `start` is a day, "later" when not known yet; `last` is the question that was answered in
    text last, so that a late part finds its place; `changing` means: back to the summary next.
    `early`: files came along with other answers, the question about them is still to come.
    `case` and `token` exist once neighbours were asked to support it; `matter` is the signal that
    it was begun with.
    """

    journey: Literal["initiative"] = "initiative"
    asking: Step = Step.WIJK
    changing: bool = False
    last: Step | None = None
    search: Search = Search()
    wijk: str | None = None
    title: str | None = None
    story: str | None = None
    place: str | None = None
    start: dt.date | Literal["later"] | None = None
    lines: tuple[BudgetLine, ...] | None = None
    origin: str | None = None
    people: str | None = None
    steps: str | None = None
    permits: str | None = None
    payee: str | None = None
    files: tuple[str, ...] | None = None
    early: bool = False
    terms: Literal["yes", "not_all"] | None = None
    case: str | None = None
    token: str | None = None
    matter: str | None = None

    @property
    def cost(self) -> Euro:
        """The sum of the lines so far."""
        return total(self.lines or ())

    @property
    def begun(self) -> bool:
        """Is there anything worth keeping yet?"""
        return self.title is not None or self.story is not None or bool(self.files)


class Plan(Released):
    """A finished plan, as it is filed. Nothing the form asks may be missing."""

    wijk: str
    title: str
    story: str
    place: str
    start: dt.date | None
    lines: tuple[BudgetLine, ...]
    origin: str | None = None
    people: str | None = None
    steps: str | None = None
    permits: str | None = None
    payee: str
    files: tuple[str, ...] = ()
    terms: Literal["yes", "not_all"] | None = None

    @property
    def cost(self) -> Euro:
        """The sum of the lines: what is asked for."""
        return total(self.lines)


def form(draft: PlanDraft, here: Here) -> tuple[Step, ...]:
    """The questions this plan has to answer, in order, without the summary."""
    steps: list[Step] = list(ALWAYS)
    if draft.lines and not is_small(draft.cost, here.profile.small_amount):
        at = steps.index(Step.PAYEE)
        steps[at:at] = EXTRA
    if declared(here):
        steps.append(Step.TERMS)
    return tuple(steps)


def missing(draft: PlanDraft, here: Here) -> Step | None:
    """The first question without an answer, or None when the plan is complete."""
    return next(
        (
            s
            for s in form(draft, here)
            if getattr(draft, s.value) is None or (s is Step.FILES and draft.early)
        ),
        None,
    )


def finished(draft: PlanDraft, here: Here) -> Plan | None:
    """The plan, if nothing is missing; only the questions of today's form go along."""
    if missing(draft, here) is not None:
        return None
    asked = form(draft, here)
    extra = {s.value: getattr(draft, s.value) for s in EXTRA if s in asked}
    return Plan(
        wijk=draft.wijk or "",
        title=draft.title or "",
        story=draft.story or "",
        place=draft.place or "",
        start=draft.start if isinstance(draft.start, dt.date) else None,
        lines=draft.lines or (),
        payee=draft.payee or MYSELF,
        files=draft.files or (),
        terms=draft.terms,
        **extra,
    )


def declared(here: Here) -> tuple[Gate, ...]:
    """The conditions a resident looks at before sending; amounts and dates are checked apart."""
    kinds = (
        "adult",
        "lives_in_wijk",
        "open_to_everyone",
        "voluntary",
        "not_for_profit",
        "not_private",
        "not_by_entrepreneurs",
        "no_politics_or_religion",
        "last_accounting_done",
    )
    return tuple(g for g in here.profile.gates_on(here.today) if g.kind in kinds)


def gate(kind: str, here: Here) -> Gate | None:
    """The condition of one kind in force today, if the municipality has it."""
    return next((g for g in here.profile.gates_on(here.today) if g.kind == kind), None)


# --- what the store is asked, and what it answers -----------------------------


@dataclass(frozen=True, slots=True)
class FilePlan:
    """Send this plan; `case` exists when neighbours supported it before, `matter` is the signal
    that it was begun with.
    """

    plan: Plan
    case: str | None
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class PlanFiled:
    """It is in the register.  `owner` is the role that has it now, None when nobody has; `matter`
    is the signal that became this plan, with its number.
    """

    case: str
    number: str
    seats: int
    owner: str | None
    wijk: str | None = None
    matter: str | None = None
    matter_number: str | None = None


@dataclass(frozen=True, slots=True)
class AskSupport:
    """Open this unfinished plan for signatures; the link is for the neighbours."""

    plan: Plan
    case: str | None


@dataclass(frozen=True, slots=True)
class SupportOpen:
    """Neighbours can sign now, with this token in a link."""

    case: str
    token: str


@dataclass(frozen=True, slots=True)
class KeepFile:
    """Keep a photo, file or voice message with this plan."""

    shared: Shared
    already: int


@dataclass(frozen=True, slots=True)
class FileKept:
    """It is kept; a document is checked first."""

    file: str
    checking: bool


@dataclass(frozen=True, slots=True)
class Nudge:
    """Has this person an unfinished plan that lay still, and were they not reminded twice?"""

    person: str


@dataclass(frozen=True, slots=True)
class Nudging:
    """Yes: remind them kindly, once more."""

    person: str
    title: str | None


@dataclass(frozen=True, slots=True)
class LetRest:
    """No: nothing is said."""


@dataclass(frozen=True, slots=True)
class DropPlan:
    """Throw this unfinished plan away, with the signatures on it."""

    case: str | None


@dataclass(frozen=True, slots=True)
class PlanDropped:
    """It is gone."""
