"""A resident makes a plan and sends it.

    wijk → title → story → place → start → lines (→ four more) → payee → files → terms → review

The next question is always the first one without an answer.  Going back,
changing one answer and picking the plan up next week all follow from that.
"""

from __future__ import annotations

import datetime as dt

from conversations import wijk
from conversations.here import Here
from conversations.hubs.place import Around, LookAround
from conversations.journey import Journey
from conversations.matters.receipt_words import became_news
from conversations.plans.initiative_words import draw, expectation, nudge, question, sent_to
from conversations.plans.plan import (
    EXTRA,
    FREE,
    MYSELF,
    SPOKEN,
    AskSupport,
    DropPlan,
    FileKept,
    FilePlan,
    KeepFile,
    LetRest,
    Nudge,
    Nudging,
    PlanDraft,
    PlanDropped,
    PlanFiled,
    Step,
    SupportOpen,
    finished,
    form,
    gate,
    missing,
)
from conversations.rules.days import advice_on_start, read_day, why_not_this_start
from conversations.rules.files import why_not_this_file
from conversations.rules.money import (
    is_small,
    read_lines,
    total,
    why_not_this_line,
    why_not_this_total,
)
from conversations.rules.texts import why_not_private, why_not_this_text, why_not_this_title
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
    ToPerson,
    ToTellers,
    Turn,
    Woke,
    Wrote,
    WroteMore,
)
from conversations.words import Message, Quoted, _

RESUME = Screen(name="resume")


def respond(draft: PlanDraft | None, event: Event, here: Here) -> Turn:
    """One event on the way from an idea to a receipt."""
    match event:
        case Woke("nudge", person):
            return Turn(commands=(Nudge(person),))
        case Nudging(person, title):
            return Turn(says=(Say(ToPerson(person), nudge(person, title), weight="news"),))
        case LetRest():
            return Turn()
        case PressedCase(_, "draft_go"):
            return ask(draft, here) if draft is not None else begin(None, here)
        case PressedCase(_, "draft_later"):
            return Turn(draft, toast=_("All right. I keep it."))
        case PressedCase(_, "draft_away") if draft is not None:
            return Turn(commands=(DropPlan(draft.case),))
        case PressedCase(_, "draft_away"):
            nothing = _("You have no unfinished plan. There is nothing to throw away.")
            return Turn(notes=(nothing,), show=HOME)
        case PlanFiled():
            became: tuple[Say | Refresh, ...] = ()
            if event.matter is not None:
                news = became_news(event.matter_number or "", event.number)
                waits = ToTellers(event.matter, besides=here.person.id)
                became = (Say(waits, said=news, weight="news"), Refresh(event.matter))
            return Turn(
                show=Screen(name="receipt", case=event.case, anew=True),
                says=(*sent_to(event, here), *became),
            )
        case SupportOpen(case, token) if draft is not None:
            return Turn(draft.but(case=case, token=token), show=Screen(name="sharing", case=case))
        case FileKept(file, checking) if draft is not None:
            note = _("Kept. I check this file first.") if checking else _("Kept.")
            files = draft.files or ()
            # What comes along with another answer does not answer the question about files.
            early = draft.early or (draft.files is None and draft.asking is not Step.FILES)
            files = files if file in files else (*files, file)
            return ask(draft.but(files=files, early=early), here, note)
        case PlanDropped() if draft is not None and not draft.begun:
            return Turn(draft)  # started again: the new draft asks already
        case PlanDropped():
            return Turn(show=HOME, notes=(_("It is thrown away."),))
        case wijk.LivesIn():
            return Turn(draft)
        case Around() if draft is not None and draft.asking is Step.WIJK:
            return _wijk(draft, event, here)
        case Around():
            return Turn(draft)
        case Refused(why):
            return ask(draft, here, why) if draft else Turn(notes=(why,), show=HOME)
        case Wrote(text) if text.startswith("/idee"):
            return begin(draft, here)
        case Pressed("anew") if draft is not None and draft.begun:
            return restart(draft, here)
        case Pressed("away") if draft is not None:
            return Turn(commands=(DropPlan(draft.case),))
        case Pressed("go" | "review") if draft is not None:
            return ask(draft, here)
    if draft is None:
        return begin(None, here)
    return answer(draft, event, here)


def begin(draft: PlanDraft | None, here: Here) -> Turn:
    """Start a plan, or offer the unfinished one first."""
    if draft is not None and draft.begun:
        return Turn(draft, show=RESUME)
    if not here.profile.has_journey("initiative", here.person.wijk, here.today):
        return Turn(
            notes=(
                _("I cannot take a plan for {place}.", place=here.profile.name),
                wijk.ask_the_municipality(here),
            ),
            show=HOME,
        )
    return ask(new_draft(here), here, *expectation(here))


def restart(draft: PlanDraft, here: Here) -> Turn:
    """Start again: the old plan is thrown away, its signatures with it."""
    fresh = new_draft(here)
    commands = (DropPlan(draft.case),) if draft.case else ()
    turn = ask(fresh, here, *expectation(here))
    return Turn(turn.draft, notes=turn.notes, show=turn.show, commands=commands)


def new_draft(here: Here) -> PlanDraft:
    """An empty plan; the wijk is known if the person told it before."""
    draft = PlanDraft(wijk=here.person.wijk)
    return draft.but(asking=missing(draft, here) or Step.REVIEW)


# --- the answers --------------------------------------------------------------


def answer(draft: PlanDraft, event: Event, here: Here) -> Turn:
    """An answer to the question that stands; free text is the last resort."""
    match draft.asking, event:
        case Step.WIJK, Located(latitude, longitude):
            return Turn(draft, commands=(LookAround(latitude, longitude),))
        case Step.WIJK, _ if event != Pressed("back"):
            return _wijk(draft, event, here)
        case _, Pressed("back"):
            return back(draft, here)
        case _, WroteMore(text):
            return _more(draft, text, here)
        case Step.REVIEW, Pressed("send"):
            plan = finished(draft, here)
            if plan is None:
                return onward(draft, here)
            return Turn(draft, commands=(FilePlan(plan, draft.case, draft.matter),))
        case Step.REVIEW, Pressed("support"):
            plan = finished(draft, here)
            if plan is None:
                return onward(draft, here)
            return Turn(draft, commands=(AskSupport(plan, draft.case),))
        case Step.REVIEW, Pressed("change"):
            return ask(draft.but(asking=Step.CHANGE), here)
        case Step.REVIEW, Pressed("away"):
            return Turn(draft, commands=(DropPlan(draft.case),))
        case Step.REVIEW, Pressed("later"):
            days = here.profile.retention.drafts_days
            kept = _("Your plan is kept for {days} days. Find it with /mijn.", days=days)
            return Turn(draft, notes=(kept,), show=HOME)
        case Step.CHANGE, Pressed(option) if option in form(draft, here):
            return ask(draft.but(asking=Step(option), changing=True), here)
        case Step.CHANGE, Pressed():
            return ask(draft.but(asking=Step.REVIEW), here)
        case Step.START, Pressed("later"):
            return onward(draft.but(start="later", last=None), here)
        case Step.PAYEE, Pressed("self"):
            return onward(draft.but(payee=MYSELF, last=None), here)
        case Step.FILES, Pressed("enough" | "none"):
            return onward(draft.but(files=draft.files or (), early=False, last=None), here)
        case Step.TERMS, Pressed("yes" | "not_all" as declared):
            return onward(draft.but(terms=declared, last=None), here)
        case Step.PERMITS, Pressed("unknown"):
            return onward(draft.but(permits="?", last=None), here)
        case _, Shared():
            return _shared(draft, event, here)
        case _, Wrote(text):
            return _text(draft, draft.asking, text, here)
        case _, Located():
            note = _("I do not use the place of your phone. Please type the place.")
            return ask(draft, here, note, missed=True)
        case _, Odd():
            note = _("I cannot use that here. Please type your answer or tap a button.")
            return ask(draft, here, note, missed=True)
    return ask(draft, here, _("Sorry, I did not get that."), missed=True)


def _wijk(draft: PlanDraft, event: Event, here: Here) -> Turn:
    heard = wijk.listen(draft.search, event, here)
    if heard.elsewhere:
        return Turn(
            notes=(
                _("A plan is for the wijk where you live."),
                _("Please ask your own municipality what is possible there."),
            ),
            show=HOME,
            commands=(wijk.LiveIn(None),),
        )
    if heard.wijk is not None:
        commands = () if here.person.wijk else (wijk.LiveIn(heard.wijk.id),)
        turn = onward(draft.but(wijk=heard.wijk.id, search=wijk.Search()), here)
        return Turn(turn.draft, notes=turn.notes, show=turn.show, commands=commands)
    return ask(draft.but(search=heard.search), here, *heard.notes, missed=not heard.understood)


def _text(draft: PlanDraft, step: Step, text: str, here: Here) -> Turn:
    """A typed answer to a question: taken, or sent back with the reason."""
    taken = take(draft, step, text, here)
    if isinstance(taken, Message):
        # More of it, sent before this reached the phone, belongs here and not one question back.
        return ask(draft.but(last=step), here, taken, missed=step not in FREE)
    return onward(taken.but(last=step), here, *remarks(taken, step, here))


def _more(draft: PlanDraft, text: str, here: Here) -> Turn:
    """More of the previous answer: the whole of it replaces what we had, the question stays."""
    if draft.last is None or draft.last is draft.asking:
        return _text(draft, draft.asking, text, here)
    taken = take(draft, draft.last, text, here)
    if isinstance(taken, Message):
        # The whole does not fit: ask that question again rather than keep a torn-off part.
        return ask(draft.but(asking=draft.last), here, taken)
    return ask(taken.but(asking=draft.asking), here)


def take(draft: PlanDraft, step: Step, text: str, here: Here) -> PlanDraft | Message:
    """The draft with this answer in it, or the sentence that says why it cannot be."""
    if objection := why_not_private(text):
        return objection
    match step:
        case Step.TITLE:
            return why_not_this_title(text) or draft.but(title=text.strip())
        case Step.START:
            start = read_day(text, here.today)
            if start is None:
                return _("I do not know that day. Type it like this: 12 May.")
            return why_not_this_start(start, here.today, None) or draft.but(start=start)
        case Step.LINES:
            return _lines(draft, text, here)
        case Step.PAYEE:
            return why_not_this_text(text, 2, 120) or draft.but(payee=text.strip())
        case _ if step in FREE:
            least, most = FREE[step]
            return why_not_this_text(text, least, most) or draft.but(**{step.value: text.strip()})
    return _("Please tap a button here.")


def _lines(draft: PlanDraft, text: str, here: Here) -> PlanDraft | Message:
    read = read_lines(text)
    if read.not_understood:
        return _(
            "I cannot read this: {line}. Write what it is and what it costs: paint 300.",
            line=Quoted(text=read.not_understood[0][:80]),
        )
    if not read.lines:
        return _("Write what you need and what it costs. For example: paint 300.")
    for line in read.lines:
        if objection := why_not_this_line(line):
            return objection
    most = here.profile.most(draft.wijk or "")
    if objection := why_not_this_total(total(read.lines), most, here.profile.name):
        return objection
    return draft.but(lines=read.lines)


def remarks(draft: PlanDraft, step: Step, here: Here) -> tuple[Paragraph, ...]:
    """What is worth saying right after an answer: a sum, an early start, the longer form."""
    if step is Step.LINES:
        notes: list[Paragraph] = [_("Together that is {cost}.", cost=draft.cost)]
        small = here.profile.small_amount
        if small is not None and not is_small(draft.cost, small):
            if any(getattr(draft, s.value) is None for s in EXTRA):
                notes.append(_("Above {small} I ask four things more.", small=small))
        return tuple(notes)
    if step is Step.START and isinstance(draft.start, dt.date):
        lead = gate("lead_time", here)
        advice = advice_on_start(draft.start, here.today, lead.weeks if lead else None)
        return (advice,) if advice else ()
    return ()


def _shared(draft: PlanDraft, shared: Shared, here: Here) -> Turn:
    """A photo, file or voice message is welcome at any question."""
    already = len(draft.files or ())
    if objection := why_not_this_file(shared, already):
        return ask(draft, here, objection)
    text = shared.caption or (SPOKEN if shared.what == "voice" else None)
    if shared.caption and draft.asking in FREE:
        taken = take(draft, draft.asking, shared.caption, here)
        if isinstance(taken, Message):
            return Turn(draft, notes=(taken,), commands=(KeepFile(shared, already),))
    if text is not None and draft.asking in FREE:
        kept = draft.but(**{draft.asking.value: text, "last": None})
        turn = onward(kept, here)
        return Turn(turn.draft, commands=(KeepFile(shared, already),))
    return Turn(draft, commands=(KeepFile(shared, already),))


# --- where the talk goes --------------------------------------------------------


def ask(draft: PlanDraft, here: Here, *notes: Paragraph, missed: bool = False) -> Turn:
    """The question that stands, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed)


def onward(draft: PlanDraft, here: Here, *notes: Paragraph) -> Turn:
    """The first question without an answer, or the summary."""
    return ask(draft.but(asking=missing(draft, here) or Step.REVIEW, changing=False), here, *notes)


def back(draft: PlanDraft, here: Here) -> Turn:
    """One question back; from the first one to the menu, with the plan kept."""
    if draft.asking is Step.CHANGE or draft.changing:
        return ask(draft.but(asking=Step.REVIEW, changing=False, last=None), here)
    steps = [*form(draft, here), Step.REVIEW]
    at = steps.index(draft.asking) if draft.asking in steps else len(steps) - 1
    if at == 0 or (at == 1 and here.person.wijk is not None):
        return Turn(draft, notes=(_("This was the first question."),), show=HOME)
    return ask(draft.but(asking=steps[at - 1], last=None), here)


JOURNEY = Journey(
    name="initiative",
    respond=respond,
    draw=draw,
    screens=("resume", "receipt", "sharing"),
    commands=("/idee",),
    verbs=("draft_go", "draft_later", "draft_away"),
    moments=("nudge",),
    draft=PlanDraft,
    question=question,
)
