"""What a colleague has told of what they do with a matter: an answer, a closing, a question on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from conversations.matters.forward import DAYS
from conversations.talk import Draft


class Step(StrEnum):
    """What is asked."""

    WORDS = "words"
    STANDARD = "standard"
    WHOM = "whom"
    DAYS = "days"
    DAY = "day"
    REVIEW = "review"


class InboxDraft(Draft):
    """An answer, a note, closing words, something to lay before a partner, or a day of rest."""

    journey: Literal["inbox"] = "inbox"
    doing: Literal["answer", "note", "close", "forward", "rest"] = "answer"
    asking: Step = Step.WORDS
    case: str
    standard: str | None = None
    text: Annotated[str, Field(max_length=4096)] = ""
    # Before whom: somebody with a role, or the name that goes with a link.
    person: str | None = None
    whom: str | None = None
    days: Literal[3, 7, 14] | None = None


class PartnerDraft(Draft):
    """The answer of a department or partner to what was laid before them."""

    journey: Literal["partner"] = "partner"
    forward: str


def missing(draft: InboxDraft) -> Step | None:
    """The first question without an answer; None when it can be looked over."""
    if draft.doing == "rest":
        return Step.DAY
    if draft.doing == "forward" and draft.whom is None and draft.person is None:
        return Step.WHOM
    if not draft.text and draft.standard is None:
        return Step.WORDS
    if draft.doing == "forward" and draft.days not in DAYS:
        return Step.DAYS
    return None
