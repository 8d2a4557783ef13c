"""Staff of a wijkhub help people to vote, from their own phone and in half a minute.

    /balie → let somebody vote:  the number on their phone → is this right?
           → a letter is lost:   its slip number → a new code on their phone, or only void
           → on paper:           the slip number of their letter → a ballot without a code

Nobody here ever sees or types a voting code.  Who has a phone shows a number that works for ten
minutes; the code behind it is made and bound at once, and known to nobody.
"""

from __future__ import annotations

import re

from conversations.here import Here
from conversations.journey import Journey
from conversations.rounds import desk_words
from conversations.rounds.desk_draft import DeskDraft, Step
from conversations.rounds.desk_orders import (
    CallFound,
    CodeVoided,
    FindCall,
    FindSlip,
    LetVote,
    SlipFound,
    VoidCode,
    VoterLet,
)
from conversations.rounds.paper_orders import GivePaper, PaperGiven
from conversations.rules.codes import read_slip
from conversations.rules.desk import HELPERS
from conversations.rules.texts import clean, western
from conversations.talk import (
    QUESTION,
    Event,
    Paragraph,
    Pressed,
    PressedCase,
    Refused,
    Say,
    Screen,
    ToPerson,
    Turn,
    Wrote,
    WroteMore,
)
from conversations.words import _

COMMAND = "/balie"
LIST = Screen(name="desk")


def respond(draft: DeskDraft | None, event: Event, here: Here) -> Turn:
    """One event at the desk of a hub; who may at which round is judged by the store."""
    match event:
        case Wrote(text) if text.startswith(COMMAND):
            return Turn(show=LIST)
        case PressedCase() if not here.person.wijken_as(*HELPERS):
            return Turn(show=LIST)
        case PressedCase(round, "desk_see"):
            return Turn(show=LIST.but(case=round))
        case PressedCase(round, "desk_let"):
            return ask(DeskDraft(round=round, asking=Step.CALL))
        case PressedCase(round, "desk_letter"):
            return ask(DeskDraft(round=round, asking=Step.SLIP))
        case PressedCase(round, "desk_new", int(n)) if slip := read_slip(str(n)):
            return ask(DeskDraft(round=round, asking=Step.CALL, slip=slip))
        case PressedCase(round, "desk_void", int(n)) if slip := read_slip(str(n)):
            return ask(DeskDraft(round=round, asking=Step.VOID, slip=slip))
        case PressedCase(round, "desk_paper", int(n)) if slip := read_slip(str(n)):
            return ask(DeskDraft(round=round, asking=Step.PAPER, slip=slip))
        case SlipFound(round, slip):
            return Turn(show=Screen(name="desk_slip", case=round, subject=slip))
        case CallFound(_round, call) if draft is not None:
            return ask(draft.but(asking=Step.SURE, call=call))
        case VoterLet(round, person, slip, cancelled):
            told = desk_words.you_can_vote(cancelled=cancelled)
            news = Say(ToPerson(person), told, screen=Screen(name="ballot", case=round))
            note = desk_words.let_vote(slip, cancelled=cancelled)
            return Turn(notes=(note,), show=LIST.but(case=round), says=(news,))
        case CodeVoided(round, slip, cancelled, person):
            says = (
                () if person is None else (Say(ToPerson(person), desk_words.your_code_is_void()),)
            )
            note = desk_words.voided(slip, cancelled=cancelled)
            return Turn(notes=(note,), show=LIST.but(case=round), says=says)
        case PaperGiven(round, slip, cancelled, person):
            says = () if person is None else (Say(ToPerson(person), desk_words.on_paper()),)
            note = desk_words.gave_paper(slip, cancelled=cancelled)
            return Turn(notes=(note,), show=LIST.but(case=round), says=says)
        case Refused(why) if draft is not None:
            asking = Step.CALL if draft.asking == Step.SURE else draft.asking
            if asking in (Step.VOID, Step.PAPER):
                return Turn(notes=(why,), show=LIST.but(case=draft.round))
            return ask(draft.but(asking=asking), why)
        case Refused(why):
            return Turn(notes=(why,), show=LIST)
    return _answered(draft, event) if draft is not None else Turn(show=LIST, missed=True)


def ask(draft: DeskDraft, *notes: Paragraph, missed: bool = False) -> Turn:
    """The question that stands, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed)


def _answered(draft: DeskDraft, event: Event) -> Turn:
    match draft.asking, event:
        case Step.SURE, Pressed("back"):
            return ask(draft.but(asking=Step.CALL, call=None))
        case _, Pressed("back"):
            return Turn(show=LIST.but(case=draft.round))
        case Step.CALL, Wrote(text) | WroteMore(text):
            typed = re.sub(r"[\s.\-]+", "", western(clean(text)))
            if not re.fullmatch(r"[0-9]{6}", typed):
                return ask(draft, _("That number has six figures."), missed=True)
            return Turn(draft, commands=(FindCall(draft.round, typed),))
        case Step.SLIP, Wrote(text) | WroteMore(text):
            slip = read_slip(text)
            if slip is None:
                return ask(draft, _("That is no slip number. Look once more."), missed=True)
            return Turn(draft, commands=(FindSlip(draft.round, slip),))
        case Step.SURE, Pressed("yes") if draft.call is not None:
            return Turn(draft, commands=(LetVote(draft.round, draft.call, draft.slip),))
        case Step.VOID, Pressed("yes") if draft.slip is not None:
            return Turn(draft, commands=(VoidCode(draft.round, draft.slip),))
        case Step.PAPER, Pressed("yes") if draft.slip is not None:
            return Turn(draft, commands=(GivePaper(draft.round, draft.slip),))
    return ask(draft, _("I did not understand that. Please choose a button."), missed=True)


JOURNEY = Journey(
    name="desk",
    respond=respond,
    draw=desk_words.draw,
    screens=("desk", "desk_slip"),
    verbs=("desk_see", "desk_let", "desk_letter", "desk_new", "desk_void", "desk_paper"),
    commands=(COMMAND,),
    draft=DeskDraft,
    question=desk_words.question,
)
