"""One door: somebody tells what is the matter, in their own words, by voice or with a photo.

    words → what is it? → where? → is it one of these? → before sending → a number

Kind and topic are proposed; a question is only asked where the words say too little.  Words that
ask for help at once bring a card with numbers, and the talk goes on.  What was said is never
asked twice, and goes with a plan, with "me too" or with the matter.
"""

from __future__ import annotations

from dataclasses import replace

from conversations import wijk
from conversations.here import Here
from conversations.hubs import hub_words
from conversations.hubs.place import Around, LookAround
from conversations.journey import Journey
from conversations.matters import receipt_words
from conversations.matters import telling_words as words
from conversations.matters.becoming import PlanBegun, PlanFrom, PlanOf, PlanWaits, draft_of
from conversations.matters.matter import (
    MOST_TEXT,
    BringMatter,
    DropTold,
    MatterBrought,
    ToldDropped,
)
from conversations.matters.near import (
    NearFound,
    SaidToo,
    SayToo,
    TakeTooBack,
    TooTakenBack,
)
from conversations.matters.talking import HANDLING
from conversations.matters.telling_draft import (
    MOST_PLACE,
    Step,
    TellDraft,
    finished,
    missing,
    proposed,
)
from conversations.matters.telling_way import ask, back, following, looking_at, onward
from conversations.matters.telling_where import at_place, in_wijk, nowhere, there
from conversations.plans.initiative_words import expectation
from conversations.plans.plan import FileKept, KeepFile
from conversations.rules.emergencies import alarm
from conversations.rules.files import why_not_this_file
from conversations.rules.kinds import OTHERS, Brought, tells
from conversations.rules.plain import not_known, yes_or_no
from conversations.rules.private import without, without_numbers
from conversations.rules.texts import cut, units, why_not_private
from conversations.rules.wijken import NotUnderstood, read_wijk
from conversations.talk import (
    HOME,
    QUESTION,
    Event,
    Located,
    Odd,
    Paragraph,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Say,
    Screen,
    Shared,
    ToHandlers,
    Turn,
    Wrote,
    WroteMore,
)
from conversations.words import _

# The commands, and the kind each of them means.
COMMANDS: dict[str, Brought | None] = {
    "/vraag": None,
    "/melding": "signal",
    "/klacht": "complaint",
}
SHORT_WIJK = 3  # words: more than these are no name of a wijk


def hears(event: Event, listening: str | None, at_menu: bool, here: Here) -> bool:
    """Is this, sent while nothing was asked, something to pass on?

    With another journey open it is so at the menu only, and where it is surely no answer to it.
    """
    if not here.profile.has_journey("matter", here.person.wijk, here.today):
        return False
    match event:
        case Wrote(text) | WroteMore(text):
            if alarm(text, here.profile) is not None:
                return True
            if len(text.split()) <= SHORT_WIJK:
                if not isinstance(read_wijk(text, here.profile), NotUnderstood):
                    return False
            free = listening in (None, JOURNEY.name) or at_menu
            return free and tells(text, here.profile)
        case Shared(caption=caption):
            return listening in (None, JOURNEY.name) or (
                at_menu and caption is not None and tells(caption, here.profile)
            )
    return False


def respond(draft: TellDraft | None, event: Event, here: Here) -> Turn:
    """One event on the way from a sentence to a number."""
    match event:
        case MatterBrought():
            receipt = Screen(name="matter_receipt", case=event.case, anew=True)
            card = Screen(name=HANDLING, case=event.case)
            letters = () if event.again else (Say(ToHandlers(event.case), screen=card),)
            return Turn(show=receipt, says=letters)
        case SaidToo(case):
            return Turn(show=Screen(name="matter_too", case=case, anew=True), says=(Refresh(case),))
        case TooTakenBack():
            return _taken_back(event, here)
        case PlanBegun():
            note = _("I took your words along. You do not have to type them again.")
            return Turn(
                draft_of(event, here),
                notes=(note, *expectation(here)),
                show=QUESTION,
                forget=(JOURNEY.name,),
            )
        case PlanWaits():
            wait = _("You have an unfinished plan. Send it or throw it away first: /idee.")
            return _again(draft, here, wait, _("I keep what you told me now."))
        case ToldDropped():
            return Turn(show=HOME, notes=(_("It is thrown away."),))
        case Pressed(option) if draft is None and option.startswith("live:"):
            return Turn(commands=(wijk.LiveIn(option.removeprefix("live:")),))
        case wijk.LivesIn():
            thanks = _("Thank you. I remember your wijk.")
            return Turn(draft, notes=(thanks,), show=HOME)
        case PressedCase(case, "plan_of"):
            return Turn(draft, commands=(PlanOf(case),))
        case PressedCase(case, "untoo"):
            return Turn(draft, commands=(TakeTooBack(case),))
        case Refused(why) if draft is not None and draft.asking is Step.NEAR:
            return ask(draft.but(near=(), look=None, asking=Step.REVIEW), here, why)
        case Refused(why):
            return _again(draft, here, why)
        case Wrote(text) if (word := text.split()[0]) in COMMANDS:
            return _command(draft, COMMANDS[word], text.partition(" ")[2].strip(), here)
    if draft is None:
        if not here.profile.has_journey("matter", here.person.wijk, here.today):
            return _closed(here)
        fresh = TellDraft(wijk=here.person.wijk)
        return _hello(answer(fresh, event, here), here)
    return answer(draft, event, here)


def _command(draft: TellDraft | None, wish: Brought | None, text: str, here: Here) -> Turn:
    if not here.profile.has_journey("matter", here.person.wijk, here.today):
        return _closed(here)
    if draft is not None and draft.begun:
        note = _("You did not send this yet.")
        return heard(draft, text, here, note) if text else ask(draft, here, note)
    fresh = TellDraft(wish=wish, wijk=here.person.wijk)
    turn = heard(fresh, text, here) if text else ask(fresh, here)
    return _hello(turn, here)


def _hello(turn: Turn, here: Here) -> Turn:
    """Who never was here reads what this is; numbers to call stand above everything."""
    hello = hub_words.hello(here)
    urgent = any(words.is_card(note) for note in turn.notes)
    return replace(turn, notes=(*turn.notes, *hello)) if urgent else turn.noting(*hello)


def _closed(here: Here) -> Turn:
    cannot = _("I cannot pass that on in {place}.", place=here.profile.name)
    return Turn(notes=(cannot, wijk.ask_the_municipality(here)), show=HOME)


def _again(draft: TellDraft | None, here: Here, *notes: Paragraph) -> Turn:
    if draft is None:
        return Turn(notes=notes, show=HOME)
    return ask(draft, here, *notes)


def _taken_back(event: TooTakenBack, here: Here) -> Turn:
    told = TellDraft(
        text=event.text,
        files=event.files,
        kind="signal",
        topic=event.topic,
        wijk=event.wijk,
        declined=(event.case,),
    )
    note = _("All right. Then I send yours as a new one.")
    # No refresh: it would write over this very question, which took the place of the receipt.
    return onward(told, here, note)


# --- the answers ---------------------------------------------------------------------------------


def answer(draft: TellDraft, event: Event, here: Here) -> Turn:
    """An answer to the question that stands; other words are added to what was told."""
    match draft.asking, event:
        case _, Shared():
            return _shared(draft, event, here)
        case _, Located(latitude, longitude):
            shown = draft.but(shown=(latitude, longitude), shown_in=None)
            return Turn(shown, commands=(LookAround(latitude, longitude),))
        case _, Around(wijk=found):
            return ask(draft.but(asking=Step.POINT, shown_in=found), here)
        case _, FileKept(file, checking):
            return _kept(draft, file, checking, here)
        case _, NearFound(cases):
            return onward(
                draft.but(near=tuple(case for case in cases if case not in draft.declined)), here
            )
        case _, Pressed("back"):
            return back(draft, here)
        case _, WroteMore(text):
            return _more(draft, text, here)
        case Step.TELL, Pressed("keep") if draft.begun:
            return onward(draft, here)
        case Step.KIND, Pressed("plan"):
            return _plan(draft, here)
        case Step.KIND, Pressed("question" | "complaint" | "signal" as kind):
            return onward(draft.but(kind=kind), here)
        case Step.KIND, Pressed("idea"):
            return ask(draft.but(kind="idea"), here)
        case Step.WIJK, Pressed() | Wrote():
            return in_wijk(draft, event, here)
        case Step.PLACE, Pressed("wijk"):
            return ask(draft.but(asking=Step.WIJK, search=wijk.Search(page=0)), here)
        case Step.PLACE, Pressed("none"):
            return nowhere(draft, here)
        case Step.PLACE, Wrote(text) if not_known(text):
            note = _("All right. I send it without an exact place.")
            return nowhere(draft, here, note)
        case Step.PLACE, Wrote(text) if units(text) <= MOST_PLACE:
            return at_place(draft, text, here)
        case Step.POINT, Pressed("there"):
            return there(draft, here)
        case Step.POINT, Pressed("elsewhere"):
            return ask(draft.but(shown=None, shown_in=None, asking=following(draft)), here)
        case Step.NEAR, Pressed(option) if option in ("0", "1", "2") and draft.near:
            return ask(draft.but(look=int(option)), here)
        case Step.NEAR, Pressed("too") if (case := looking_at(draft)) is not None:
            return Turn(draft, commands=(SayToo(case, draft.text, draft.files),))
        case Step.NEAR, Pressed("others"):
            return ask(draft.but(look=None), here)
        case Step.NEAR, Pressed("new"):
            declined = (*draft.declined, *(draft.near or ()))
            new = draft.but(near=(), look=None, declined=declined, asking=Step.REVIEW)
            return ask(new, here)
        case Step.REVIEW, Pressed(option):
            return _review(draft, option, here)
        case Step.REVIEW, Wrote(text) if (yes := yes_or_no(text)) is not None:
            return _review(draft, "send" if yes else "change", here)
        case Step.TOPIC, Pressed(option) if option.startswith("t:"):
            topic = here.profile.topic(option[2:])
            return onward(draft.but(topic=topic.id if topic else OTHERS), here)
        case Step.TOPIC, Pressed(option) if option.startswith("page") and option[4:].isdecimal():
            return ask(draft.but(page=int(option[4:8])), here)
        case Step.CHANGE, Pressed(option):
            return _change(draft, option, here)
        case Step.AWAY, Pressed("away"):
            return Turn(draft, commands=(DropTold(draft.files),))
        case Step.KIND, Wrote(text) if not_known(text):
            note = _("All right. I call it a question. You can change that.")
            return onward(draft.but(kind="question"), here, note)
        case _, Wrote(text) if not_known(text):
            return ask(draft, here, _("Please tap a button here."), missed=True)
        case _, Wrote(text):
            return heard(draft, text, here)
        case _, Odd():
            note = _("I cannot use that here. Please type your answer or tap a button.")
            return ask(draft, here, note, missed=True)
    return ask(draft, here, _("Sorry, I did not get that."), missed=True)


def heard(draft: TellDraft, text: str, here: Here, *notes: Paragraph) -> Turn:
    """Words of somebody: what it is about, or more of it. Nothing of them gets lost."""
    safe = without_numbers(text)
    if objection := why_not_private(safe):
        return ask(draft, here, *notes, objection)
    if safe != text:
        notes = (*notes, _("I left out a number: a BSN or a bank account. Others need not see it."))
    if draft.asking is Step.TELL:
        whole = safe
    else:
        whole = f"{draft.text}\n{safe}" if draft.text else safe
        if draft.text:
            notes = (*notes, _("I added it to what you told."))
    if units(whole) > MOST_TEXT:
        whole = cut(whole, MOST_TEXT)
        long = _("Your text is too long for one message. I keep the first part.")
        notes = (*notes, long, _("You can send the rest after this."))
    told = proposed(draft.but(text=whole, last="text"), here)
    return onward(told, here, *words.card(text, here), *notes)


def _more(draft: TellDraft, text: str, here: Here) -> Turn:
    """More of the previous answer: the whole of it replaces what we had."""
    if draft.last == "text":
        stands = draft.asking
        turn = heard(draft.but(asking=Step.TELL), text, here)
        told = turn.draft
        if isinstance(told, TellDraft) and stands is not Step.TELL and not turn.commands:
            # The words may say by now what had to be asked; otherwise the question stays.
            keep = told.but(asking=stands) if missing(told) is not None else told
            return Turn(keep, notes=turn.notes, show=QUESTION)
        return turn
    if draft.last == "place" and units(text) <= MOST_PLACE:
        return at_place(draft, " ".join(text.split()), here)
    return heard(draft, text, here)


def _shared(draft: TellDraft, shared: Shared, here: Here) -> Turn:
    """A photo, file or voice message is welcome at any question, with the words under it."""
    already = len(draft.files)
    notes: tuple[Paragraph, ...] = ()
    if shared.caption:
        turn = heard(draft, shared.caption, here)
        notes = turn.notes
        draft = turn.draft if isinstance(turn.draft, TellDraft) else draft
    if objection := why_not_this_file(shared, already):
        return onward(draft, here, *notes, objection)
    if shared.what == "voice":
        draft = draft.but(spoken=True)
    return Turn(draft, notes=notes, show=QUESTION, commands=(KeepFile(shared, already),))


def _kept(draft: TellDraft, file: str, checking: bool, here: Here) -> Turn:
    note = _("Kept. I check this file first.") if checking else _("Kept.")
    files = draft.files if file in draft.files else (*draft.files, file)
    told = proposed(draft.but(files=files), here)
    if draft.asking is Step.TELL:
        return onward(told, here, note)
    return ask(told, here, note)


def _review(draft: TellDraft, option: str, here: Here) -> Turn:
    match option:
        case "send":
            matter = finished(draft)
            return Turn(draft, commands=(BringMatter(matter),)) if matter else onward(draft, here)
        case "without" if draft.text:
            return ask(draft.but(text=without(draft.text, draft.private)), here)
        case "apart" if draft.kind == "complaint":
            return ask(draft.but(apart=not draft.apart), here)
        case "kind":
            return ask(draft.but(asking=Step.KIND), here)
        case "topic":
            return ask(draft.but(asking=Step.TOPIC, page=0), here)
        case "change":
            return ask(draft.but(asking=Step.CHANGE), here)
    return ask(draft, here, missed=True)


def _change(draft: TellDraft, option: str, here: Here) -> Turn:
    match option:
        case "text":
            return ask(draft.but(asking=Step.TELL), here)
        case "place":
            return ask(draft.but(asking=Step.PLACE), here)
        case "wijk":
            return ask(draft.but(asking=Step.WIJK, search=wijk.Search()), here)
        case "away":
            return ask(draft.but(asking=Step.AWAY), here)
    return ask(draft, here, missed=True)


def _plan(draft: TellDraft, here: Here) -> Turn:
    return Turn(draft, commands=(PlanFrom(draft.wijk, draft.text, draft.place, draft.files),))


JOURNEY = Journey(
    name="telling",
    respond=respond,
    draw=receipt_words.draw,
    screens=("matter_receipt", "matter_too"),
    verbs=("plan_of", "untoo"),
    commands=tuple(COMMANDS),
    draft=TellDraft,
    question=words.question,
)
