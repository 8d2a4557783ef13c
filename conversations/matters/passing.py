"""An ambassador passes on what a neighbour said, in less than half a minute.

    forward a message, speak or type → is this right? → passed on, with a link for the neighbour
    /ambassadeur                     → what I passed on and where it stands; who wrote to me

Two taps at most when the wijk or the topic is another one.  Nobody is asked who said it, and
what Telegram tells of that was never let in.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.journey import Journey
from conversations.matters import own_wijken, passing_words
from conversations.matters.matter import MOST_TEXT, BringMatter, MatterBrought
from conversations.matters.passing_draft import (
    ROLE,
    TOGETHER,
    Choice,
    PassingDraft,
    Step,
    finished,
    likely_wijk,
    missing,
    wijken_here,
)
from conversations.matters.talking import HANDLING, MINE
from conversations.plans.plan import FileKept, KeepFile
from conversations.rules.files import why_not_this_file
from conversations.rules.kinds import OTHERS, topic_of
from conversations.rules.neighbours import without_people
from conversations.rules.private import without, without_numbers
from conversations.rules.texts import cut, units
from conversations.talk import (
    HOME,
    QUESTION,
    Event,
    Paragraph,
    Pressed,
    Refused,
    Say,
    Screen,
    Shared,
    ToHandlers,
    Turn,
    Wrote,
    WroteMore,
)
from conversations.words import Message, _, bare, the

COMMAND = "/ambassadeur"
# The buttons under the ambassador's own screens; all others answer a question.
OPENS = ("case", "talk", "asked", "pages", "list", "pass")
MINE_PASSED = Screen(name="ambassador")


def takes(here: Here) -> bool:
    """Is a forwarded message of this person something a neighbour said?"""
    return bool(wijken_here(here))


def respond(draft: PassingDraft | None, event: Event, here: Here) -> Turn:
    """One event of an ambassador; who may is judged again by the store."""
    match event:
        case MatterBrought():
            return _passed(event)
        case FileKept(file, checking) if draft is not None:
            files = draft.files if file in draft.files else (*draft.files, file)
            note = (_("I check this file first."),) if checking else ()
            return onward(draft.but(files=files), here, *note)
        case Refused(why):
            return ask(draft, here, why) if draft else Turn(notes=(why,), show=HOME)
    if not takes(here):
        return Turn(notes=not_for_you(here), show=HOME)
    match event:
        case Wrote(text, forwarded=True):
            return _take(_heard(draft, here), text, here).noting(*_let_go(draft, here))
        case Shared(forwarded=True):
            return _share(_heard(draft, here), event, here).noting(*_let_go(draft, here))
        case Wrote(text) if text.startswith(COMMAND):
            return Turn(draft, show=MINE_PASSED)
    if draft is not None and (turn := _answer(draft, event, here)) is not None:
        return turn
    match event:
        case Pressed("pass"):
            return ask(PassingDraft(wijk=likely_wijk(here)), here)
        case Pressed(option):
            return _open(draft, option)
    return Turn(draft, show=MINE_PASSED, missed=True)


def not_for_you(here: Here) -> tuple[Message, ...]:
    """A kind no, with the way on."""
    return (
        _("This part is for {role}.", role=the(ROLE)),
        _("You can tell it yourself with /vraag."),
        _("Are you {role}? Ask for a link.", role=bare(ROLE)),
    )


def _passed(event: MatterBrought) -> Turn:
    """It has a number; whoever has the role gets it with the same commit, and once."""
    card = Say(ToHandlers(event.case), screen=Screen(name=HANDLING, case=event.case))
    return Turn(
        show=Screen(name="passed", case=event.case, anew=True),
        says=() if event.again else (card,),
        toast=_("Passed on. Thank you."),
    )


def _open(draft: PassingDraft | None, option: str) -> Turn:
    """A button under one of the ambassador's own screens."""
    what, _colon, rest = option.partition(":")
    match what:
        case "case":
            return Turn(draft, show=Screen(name="passed", case=rest))
        case "talk":
            return Turn(draft, show=Screen(name=MINE, case=rest))
        case "asked":
            return Turn(draft, show=Screen(name=HANDLING, case=rest))
        case "pages" if rest.isascii() and rest.isdecimal() and len(rest) < 6:
            return Turn(draft, show=MINE_PASSED.but(page=int(rest)))
    return Turn(draft, show=MINE_PASSED)


# --- what was heard ------------------------------------------------------------------------


def _heard(draft: PassingDraft | None, here: Here) -> PassingDraft:
    """Something is forwarded: more of what was forwarded just now, or the beginning of it."""
    if draft is not None and _together(draft, here):
        return draft
    return PassingDraft(heard=here.now, wijk=likely_wijk(here))


def _together(draft: PassingDraft, here: Here) -> bool:
    """Does what is forwarded now belong to what was forwarded before?"""
    return draft.heard is not None and here.now - draft.heard < TOGETHER


def _let_go(draft: PassingDraft | None, here: Here) -> tuple[Message, ...]:
    """What was said before and never passed on makes room, and that is said."""
    if draft is None or not (draft.text or draft.files) or _together(draft, here):
        return ()
    return (_("The message before this one was not passed on."),)


def _take(draft: PassingDraft, text: str, here: Here) -> Turn:
    """What was said: what may not be kept goes out, and a topic is proposed."""
    said = without_people(without_numbers(text))
    notes: tuple[Paragraph, ...] = ()
    if said != text:
        notes = (_("I left out numbers and names of accounts."),)
    whole = f"{draft.text}\n\n{said}" if draft.text and draft.heard else said
    if units(whole) > MOST_TEXT:
        whole = cut(whole, MOST_TEXT)
        notes = (*notes, _("That is long. I keep the first part."))
    known = here.profile.topic(draft.topic or "") is not None and draft.text is not None
    topic = draft.topic if known else proposed_topic(whole, here)
    return onward(draft.but(text=whole, topic=topic), here, *notes)


def _share(draft: PassingDraft, shared: Shared, here: Here) -> Turn:
    """A photo, a document or somebody's voice; words under it come along."""
    if objection := why_not_this_file(shared, len(draft.files)):
        return ask(draft.but(asking=missing(draft)), here, objection)
    keep = (KeepFile(shared, len(draft.files)),)
    if shared.caption:
        turn = _take(draft, shared.caption, here)
        return Turn(turn.draft, notes=turn.notes, show=turn.show, commands=keep)
    topic = draft.topic or proposed_topic("", here)
    return Turn(draft.but(topic=topic), commands=keep)


def proposed_topic(text: str, here: Here) -> str:
    """What it is likely about; the topic of whatever fits nowhere when no word says so."""
    return topic_of(text, here.profile) or OTHERS


# --- the answers ---------------------------------------------------------------------------


def _answer(draft: PassingDraft, event: Event, here: Here) -> Turn | None:
    """An answer to the question that stands; None for what is no answer to it."""
    match draft.asking, event:
        case _, Pressed(option) if option.partition(":")[0] in OPENS:
            return None
        case _, Pressed("away"):
            return Turn(notes=(_("All right. I keep nothing of it."),), show=MINE_PASSED)
        case Step.REVIEW, Pressed("send"):
            matter = finished(draft)
            return Turn(draft, commands=(BringMatter(matter),)) if matter else onward(draft, here)
        case Step.REVIEW, Pressed("signal" | "question" as kind):
            return ask(draft.but(kind=kind), here)
        case Step.REVIEW, Pressed("wijk" | "topic" as step):
            return ask(draft.but(asking=Step(step), choice=Choice()), here)
        case Step.REVIEW, Pressed("without"):
            return ask(draft.but(text=without(draft.text or "", draft.private)), here)
        case Step.REVIEW, Pressed("text"):
            return ask(draft.but(asking=Step.TEXT), here)
        case Step.TEXT, Pressed("back") if missing(draft) is Step.TEXT:
            return Turn(show=MINE_PASSED)
        case _, Pressed("back"):
            return onward(draft, here)
        case Step.TOPIC, Pressed(option) if option.startswith("page:"):
            return ask(draft.but(choice=own_wijken.read(draft.choice, event, here).choice), here)
        case Step.WIJK, Pressed() | Wrote() | WroteMore():
            return _wijk(draft, event, here)
        case Step.TOPIC, Pressed(option) if here.profile.topic(option) is not None:
            return onward(draft.but(topic=option), here)
        case Step.TEXT | Step.REVIEW, Wrote(text) | WroteMore(text):
            # Typed is in their own words: it takes the place of what stood there.
            return _take(draft.but(text=None, heard=None), text, here)
        case Step.TEXT | Step.REVIEW, Shared():
            return _share(draft, event, here)
    return ask(draft, here, _("Sorry, I did not get that."), missed=True)


def _wijk(draft: PassingDraft, event: Event, here: Here) -> Turn:
    """One of their own wijken, tapped or typed."""
    chosen = own_wijken.read(draft.choice, event, here)
    draft = draft.but(choice=chosen.choice)
    if chosen.wijk is not None:
        return onward(draft.but(wijk=chosen.wijk), here)
    return ask(draft, here, *chosen.notes, missed=not chosen.understood)


# --- where the talk goes -------------------------------------------------------------------


def ask(draft: PassingDraft, here: Here, *notes: Paragraph, missed: bool = False) -> Turn:
    """The question that stands, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed)


def onward(draft: PassingDraft, here: Here, *notes: Paragraph) -> Turn:
    """The first question without an answer, or whether it is right."""
    return ask(draft.but(asking=missing(draft)), here, *notes)


JOURNEY = Journey(
    name="passing",
    respond=respond,
    draw=passing_words.draw,
    screens=("ambassador", "passed"),
    commands=(COMMAND,),
    draft=PassingDraft,
    question=passing_words.question,
)
