"""The way through what is told: the next question without an answer, and one question back."""

from __future__ import annotations

from conversations import wijk
from conversations.here import Here
from conversations.matters.near import LookNear
from conversations.matters.telling_draft import Step, TellDraft, missing
from conversations.rules.kinds import OTHERS
from conversations.talk import HOME, QUESTION, Paragraph, Turn
from conversations.words import _


def ask(draft: TellDraft, here: Here, *notes: Paragraph, missed: bool = False) -> Turn:
    """The question that stands, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed)


def onward(draft: TellDraft, here: Here, *notes: Paragraph) -> Turn:
    """The first question without an answer, or what it looks like before sending."""
    step = following(draft)
    if step is Step.NEAR and draft.near is None:
        look = LookNear(draft.topic or OTHERS, draft.wijk or "", draft.spot)
        waiting = draft.but(asking=Step.REVIEW)
        return Turn(waiting, notes=notes, show=QUESTION, commands=(look,))
    return ask(draft.but(asking=step), here, *notes)


def following(draft: TellDraft) -> Step:
    """The question that comes next: a missing answer, what is like it, or before sending."""
    if draft.near and draft.kind == "signal" and missing(draft) is None:
        return Step.NEAR
    return missing(draft) or Step.REVIEW


def back(draft: TellDraft, here: Here) -> Turn:
    """One question back; from the first one to the menu, with everything kept."""
    match draft.asking:
        case Step.NEAR if draft.look is not None:
            return ask(draft.but(look=None), here)
        case Step.TOPIC | Step.CHANGE:
            return ask(draft.but(asking=Step.REVIEW), here)
        case Step.AWAY:
            return ask(draft.but(asking=Step.CHANGE), here)
        case Step.POINT:
            return ask(draft.but(asking=Step.PLACE, shown=None, shown_in=None), here)
        case Step.NEAR:
            return ask(draft.but(asking=Step.PLACE), here)
        case Step.REVIEW if draft.kind == "signal":
            return ask(draft.but(asking=Step.PLACE), here)
        case Step.PLACE | Step.KIND | Step.REVIEW | Step.WIJK if draft.begun:
            return ask(draft.but(asking=Step.TELL, search=wijk.Search()), here)
    kept = (_("I keep what you told me. Find it with /vraag."),) if draft.begun else ()
    return Turn(draft if draft.begun else None, notes=kept, show=HOME)


def looking_at(draft: TellDraft) -> str | None:
    """The open signal that stands on the phone; the only one there is, or the one they chose."""
    near = draft.near or ()
    at = draft.look if draft.look is not None else 0 if len(near) == 1 else None
    return near[at] if at is not None and at < len(near) else None
