"""A department or a partner answers about one matter, and sees nothing else.

link → is it for you? → what is asked → answer → it is with the municipality again
"""

from __future__ import annotations

from conversations.here import Here
from conversations.journey import Journey
from conversations.matters import partner_words
from conversations.matters.forward import (
    AnswerForward,
    ForwardAnswered,
    ForwardedFiles,
    ForwardOffered,
    ForwardTaken,
    ForwardUsed,
    SendForwarded,
    TakeForward,
)
from conversations.matters.inbox_draft import PartnerDraft
from conversations.matters.talking import HANDLING
from conversations.rules.forwards import why_not_this_answer
from conversations.talk import (
    HOME,
    QUESTION,
    Event,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Say,
    Screen,
    ToHandlers,
    Turn,
    Wrote,
    WroteMore,
)
from conversations.words import _

COMMAND = "/voorgelegd"
ASKED = Screen(name="asked")


def one(id: str) -> Screen:
    """The screen of one thing that was laid before me."""
    return Screen(name="forward", case=id)


def respond(draft: PartnerDraft | None, event: Event, here: Here) -> Turn:
    """One event about what was laid before me alone."""
    match event:
        case ForwardOffered(id):
            return Turn(draft, show=one(id))
        case ForwardTaken(id, case):
            return Turn(draft, show=one(id), says=(Refresh(case),))
        case ForwardUsed():
            return Turn(
                draft,
                notes=(
                    _("Somebody used this link before you."),
                    _("Was it for you? Ask for a new one."),
                ),
                show=HOME,
                says=(partner_words.alarm(event, here),),
            )
        case ForwardAnswered(id, case):
            told = partner_words.answered()
            card = Screen(name=HANDLING, case=case)
            return Turn(show=one(id), says=(Say(ToHandlers(case), told, card), Refresh(case)))
        case ForwardedFiles(files=files):
            none = () if files else (_("There is no photo or file that can be shown."),)
            return Turn(draft, notes=none, says=partner_words.photos(files, here))
        case Refused(why) if draft is not None:
            return Turn(notes=(why,), show=one(draft.forward))
        case Refused(why):
            return Turn(notes=(why,), show=HOME)
        case PressedCase(id, "fwd_yes"):
            return Turn(draft, commands=(TakeForward(id),))
        case PressedCase(_id, "fwd_no"):
            return Turn(draft, notes=partner_words.no(here), show=HOME)
        case PressedCase(id, "fwd_see"):
            return Turn(draft, show=one(id))
        case PressedCase(id, "fwd_answer"):
            return Turn(PartnerDraft(forward=id), show=QUESTION)
        case PressedCase(id, "fwd_files"):
            return Turn(draft, commands=(SendForwarded(id),))
        case Wrote(text) if text.startswith(COMMAND):
            return Turn(draft, show=ASKED)
    if draft is None:
        return Turn(show=ASKED)
    match event:
        case Pressed("back"):
            return Turn(show=one(draft.forward))
        case Wrote(text) | WroteMore(text):
            if objection := why_not_this_answer(text):
                return Turn(draft, notes=(objection,), show=QUESTION)
            return Turn(draft, commands=(AnswerForward(draft.forward, text.strip()),))
    note = _("Sorry, I did not get that.")
    return Turn(draft, notes=(note,), show=QUESTION, missed=True)


JOURNEY = Journey(
    name="partner",
    respond=respond,
    draw=partner_words.draw,
    screens=("asked", "forward"),
    verbs=("fwd_yes", "fwd_no", "fwd_see", "fwd_files", "fwd_answer"),
    commands=(COMMAND,),
    draft=PartnerDraft,
    question=partner_words.question,
)
