"""A direct line: a resident writes to an ambassador, an ambassador to the contact of the wijk.

    /contact → ✍️ write → what do you want to say? → is this right? → sent
    /schrijf contact    → (which wijk?) → …

The answer comes back in the same talk as that to any other question.  Who is away is asked
nothing: the contact of the wijk reads it, and takes over what lay there.
"""

from __future__ import annotations

from dataclasses import replace

from conversations.here import Here
from conversations.journey import Journey
from conversations.matters import line_words, own_wijken
from conversations.matters.line_draft import (
    LineDraft,
    MayWriteTo,
    Step,
    TakenOver,
    TakeOver,
    WriteTo,
    finished,
)
from conversations.matters.matter import MOST_TEXT, BringMatter, MatterBrought
from conversations.matters.passing_draft import likely_wijk, wijken_here
from conversations.matters.talking import HANDLING, MINE
from conversations.matters.telling_words import card as help_card
from conversations.plans.plan import FileKept, KeepFile
from conversations.rules.files import why_not_this_file
from conversations.rules.private import without, without_numbers
from conversations.rules.texts import why_not_this_text
from conversations.talk import (
    HOME,
    QUESTION,
    Event,
    Paragraph,
    Pressed,
    PressedCase,
    Refused,
    Say,
    Screen,
    Shared,
    ToHandlers,
    Turn,
    Woke,
    Wrote,
    WroteMore,
)
from conversations.wijk import ask_the_municipality
from conversations.words import _

COMMAND = "/schrijf"


def respond(draft: LineDraft | None, event: Event, here: Here) -> Turn:
    """One event on the way to somebody in particular; who may is judged by the store."""
    match event:
        case Woke("matter_pause", person):
            return Turn(commands=(TakeOver(person),))
        case TakenOver(matters):
            return Turn(says=tuple(say for left in matters for say in line_words.left(left)))
        case MatterBrought(case):
            card = Say(ToHandlers(case), screen=Screen(name=HANDLING, case=case))
            return Turn(
                notes=(_("Sent. The answer comes back here."),),
                show=Screen(name=MINE, case=case, anew=True),
                says=() if event.again else (card,),
            )
        case MayWriteTo(card, wijk):
            return ask(LineDraft(to="ambassador", card=card, wijk=wijk), here)
        case FileKept(file, checking) if draft is not None:
            files = draft.files if file in draft.files else (*draft.files, file)
            note = (_("I check this file first."),) if checking else ()
            return onward(draft.but(files=files), here, *note)
        case Refused(why) if draft is not None:
            return ask(draft, here, why)
        case Refused(why):
            return Turn(notes=(why, ask_the_municipality(here)), show=HOME)
        case PressedCase(card, "write_to"):
            return Turn(draft, commands=(WriteTo(card),))
        case Wrote(text) if text.startswith(COMMAND):
            return _begin(here)
    return _answer(draft, event, here) if draft is not None else Turn(show=HOME, missed=True)


def _begin(here: Here) -> Turn:
    """An ambassador has a line of their own; a resident sees who is there for the wijk."""
    if not wijken_here(here):
        if here.person.wijk is None:
            note = _("Tap on Contact. There you see to whom you can write.")
            return Turn(notes=(note,), show=HOME)
        return Turn(show=Screen(name="faces", wijk=here.person.wijk))
    wijk = likely_wijk(here)
    asking = Step.TEXT if wijk is not None else Step.WIJK
    return ask(LineDraft(to="contact", wijk=wijk, asking=asking), here)


def _answer(draft: LineDraft, event: Event, here: Here) -> Turn:
    match draft.asking, event:
        case _, Pressed("away"):
            return Turn(notes=(_("All right. I do not send it."),), show=HOME)
        case Step.REVIEW, Pressed("send"):
            matter = finished(draft, here)
            return Turn(draft, commands=(BringMatter(matter),)) if matter else onward(draft, here)
        case Step.REVIEW, Pressed("without") if draft.text:
            return ask(draft.but(text=without(draft.text, draft.private)), here)
        case Step.REVIEW, Pressed("text" | "back"):
            return ask(draft.but(asking=Step.TEXT), here)
        case Step.TEXT | Step.WIJK, Pressed("back"):
            return Turn(show=HOME)
        case Step.WIJK, Pressed() | Wrote() | WroteMore():
            chosen = own_wijken.read(draft.choice, event, here)
            draft = draft.but(choice=chosen.choice, wijk=chosen.wijk)
            if chosen.wijk is not None:
                return onward(draft, here)
            return ask(draft, here, *chosen.notes, missed=not chosen.understood)
        case Step.TEXT | Step.REVIEW, Wrote(text) | WroteMore(text):
            return _text(draft, text, here)
        case Step.TEXT | Step.REVIEW, Shared():
            return _share(draft, event, here)
    return ask(draft, here, _("Sorry, I did not get that."), missed=True)


def _text(draft: LineDraft, text: str, here: Here) -> Turn:
    if objection := why_not_this_text(text, 1, MOST_TEXT):
        return ask(draft, here, objection)
    kept = without_numbers(text.strip())
    left_out = _("I left out a number: a BSN or a bank account. Others need not see it.")
    notes = (*help_card(kept, here), *((left_out,) if kept != text.strip() else ()))
    return onward(draft.but(text=kept), here, *notes)


def _share(draft: LineDraft, shared: Shared, here: Here) -> Turn:
    if objection := why_not_this_file(shared, len(draft.files)):
        return ask(draft, here, objection)
    keep = (KeepFile(shared, len(draft.files)),)
    if shared.caption:
        # What they wrote before stays; the words under a photo come after it.
        words = f"{draft.text}\n{shared.caption}" if draft.text else shared.caption
        return replace(_text(draft, words, here), commands=keep)
    return Turn(draft, commands=keep)


def ask(draft: LineDraft, here: Here, *notes: Paragraph, missed: bool = False) -> Turn:
    """The question that stands, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed)


def onward(draft: LineDraft, here: Here, *notes: Paragraph) -> Turn:
    """The first question without an answer, or whether it is right."""
    step = Step.REVIEW
    if draft.wijk is None:
        step = Step.WIJK
    elif not draft.text and not draft.files:
        step = Step.TEXT
    return ask(draft.but(asking=step), here, *notes)


JOURNEY = Journey(
    name="line",
    respond=respond,
    draw=line_words.draw,
    verbs=("write_to",),
    commands=(COMMAND,),
    moments=("matter_pause",),
    draft=LineDraft,
    question=line_words.question,
)
