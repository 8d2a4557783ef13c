"""The people of a place say what happens there: add, change with a preview, cancel.

    name → day → times → how many → what else → languages → look at it → it stands

The next question is the first one without an answer.  A change begins with all the answers as
they stand, and shows what will be different before it is kept.
"""

from __future__ import annotations

from conversations.activities import programme_staff_words
from conversations.activities.activity import (
    ActivityAdded,
    ActivityCancelled,
    ActivityChanged,
    ActivityPrepared,
    ActivityStands,
    AddActivity,
    CancelActivity,
    ChangeActivity,
    ImportedRow,
    LookUpActivity,
    PrepareActivity,
    ProgrammeImported,
)
from conversations.activities.activity_draft import QUESTIONS, ActivityDraft, Step, finished
from conversations.activities.programme_words import activity_screen, offers, when
from conversations.here import Here
from conversations.journey import Journey
from conversations.rules.activities import (
    read_languages,
    read_most,
    read_times,
    why_not_then,
    why_not_these_words,
    why_not_this_name,
)
from conversations.rules.days import read_day
from conversations.rules.texts import clean
from conversations.talk import (
    HOME,
    QUESTION,
    Event,
    Paragraph,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Say,
    Screen,
    ToSignedUp,
    Turn,
    Wrote,
    WroteMore,
    said,
)
from conversations.words import Quoted, _


def respond(draft: ActivityDraft | None, event: Event, here: Here) -> Turn:
    """One event about the programme of a place, from whoever keeps it."""
    match event:
        case ActivityPrepared(place, name):
            return ask(ActivityDraft(place=place, place_name=name), here)
        case ActivityStands():
            return ask(_as_it_stands(event, here), here)
        case ActivityAdded(item):
            return Turn(show=activity_screen(item), toast=_("It stands in the programme."))
        case ActivityChanged():
            return Turn(
                show=activity_screen(event.item),
                says=_news_of_change(event, here),
                toast=_("It is changed.") if event.changed else _("Nothing was different."),
            )
        case ActivityCancelled(item, again):
            return Turn(
                draft,
                show=activity_screen(item),
                says=_news_of_end(event),
                toast=_("It was cancelled already.")
                if again
                else _("Everybody on the list hears it."),
            )
        case ProgrammeImported(done):
            return Turn(says=tuple(say for row, one in done for say in _news_of(row, one, here)))
        case Refused(why):
            if draft is not None:
                return ask(draft, here, why)
            return Turn(notes=(why,))

        case Pressed(option) if option.startswith("add:"):
            return Turn(commands=(PrepareActivity(option.removeprefix("add:")),))
        case PressedCase(item, "activity_edit"):
            return Turn(draft, commands=(LookUpActivity(item),))
        case PressedCase(item, "activity_who"):
            return Turn(draft, show=Screen(name="activity_who", case=item))
        case PressedCase(item, "activity_off"):
            return Turn(draft, show=Screen(name="activity_off", case=item))
        case PressedCase(item, "activity_off_yes"):
            return Turn(draft, commands=(CancelActivity(item),))
        case Pressed("away"):
            return Turn(notes=(_("It is thrown away."),), show=HOME)
    if draft is None:
        return Turn(show=HOME, missed=True)
    return _answer(draft, event, here)


def ask(draft: ActivityDraft, here: Here, *notes: Paragraph) -> Turn:
    """Ask what is asked now."""
    return Turn(draft, notes=notes, show=QUESTION)


def onward(draft: ActivityDraft, here: Here, *notes: Paragraph) -> Turn:
    """The first question without an answer, or the preview."""
    missing = next((step for step in QUESTIONS if _value(draft, step) is None), Step.REVIEW)
    return ask(draft.but(asking=missing, changing=False), here, *notes)


def _value(draft: ActivityDraft, step: Step) -> object:
    return draft.opens if step is Step.TIMES else getattr(draft, step.value)


def _answer(draft: ActivityDraft, event: Event, here: Here) -> Turn:
    match draft.asking, event:
        case _, Pressed("back"):
            return _back(draft, here)
        case Step.REVIEW, Pressed("save"):
            return _save(draft, here)
        case Step.REVIEW, Pressed("change"):
            return ask(draft.but(asking=Step.CHANGE), here)
        case Step.CHANGE, Pressed(option) if option in QUESTIONS:
            return ask(draft.but(asking=Step(option), changing=True), here)
        case Step.MOST, Pressed("none"):
            return onward(draft.but(most=0), here)
        case Step.WORDS, Pressed("skip"):
            return onward(draft.but(words=""), here)
        case Step.LANGUAGES, Pressed("skip"):
            return onward(draft.but(languages=()), here)
        case _, Wrote(text) | WroteMore(text):
            return _typed(draft, text, here)
    return _again(draft, here)


def _typed(draft: ActivityDraft, text: str, here: Here) -> Turn:
    match draft.asking:
        case Step.TITLE:
            if (reason := why_not_this_name(text)) is not None:
                return _again(draft, here, reason)
            return onward(draft.but(title=clean(text)), here)
        case Step.DAY:
            day = read_day(text, here.today)
            if day is None:
                return _again(draft, here, _("I do not know that day. Type it as: 12 May."))
            if day < here.today:
                return _again(draft, here, _("That day is past. Choose a later day."))
            return _then(draft.but(day=day), here)
        case Step.TIMES:
            times = read_times(text)
            if times is None:
                return _again(draft, here, _("I do not understand that. Type it as: 14:00-16:00."))
            return _then(draft.but(opens=times[0], closes=times[1]), here)
        case Step.MOST:
            most = read_most(text)
            if isinstance(most, str):
                return _again(draft, here, _("Please type a number, for example 12."))
            return onward(draft.but(most=most or 0), here)
        case Step.WORDS:
            if (reason := why_not_these_words(text)) is not None:
                return _again(draft, here, reason)
            return onward(draft.but(words=clean(text)), here)
        case Step.LANGUAGES:
            spoken = read_languages(text)
            if isinstance(spoken, str):
                unknown = _("I do not know the language {word}.", word=Quoted(text=spoken[:40]))
                return _again(draft, here, unknown)
            return onward(draft.but(languages=spoken), here)
    return _again(draft, here)


def _then(draft: ActivityDraft, here: Here) -> Turn:
    """A day and times together must be possible; otherwise the times are asked again."""
    activity = finished(draft, here)
    if draft.opens is None or draft.day is None:
        return onward(draft, here)
    if activity is None:
        reason = _("It ends before it begins. Please look at the times.")
    else:
        objection = why_not_then(activity.starts, activity.ends, here.now)
        if objection is None:
            return onward(draft, here)
        reason = objection
    return ask(draft.but(opens=None, closes=None, asking=Step.TIMES), here, reason)


def _again(draft: ActivityDraft, here: Here, reason: Paragraph | None = None) -> Turn:
    note = reason if reason is not None else _("I did not understand that.")
    return Turn(draft, notes=(note,), show=QUESTION, missed=reason is None)


def _back(draft: ActivityDraft, here: Here) -> Turn:
    if draft.changing or draft.asking is Step.CHANGE:
        return onward(draft, here)
    order = (*QUESTIONS, Step.REVIEW)
    at = order.index(draft.asking)
    if at == 0 or (draft.asking is Step.REVIEW and draft.item is not None):
        return Turn(draft, show=HOME)
    return ask(draft.but(asking=order[at - 1]), here)


def _save(draft: ActivityDraft, here: Here) -> Turn:
    activity = finished(draft, here)
    if activity is None:
        return onward(draft, here)
    if draft.item is not None and draft.seen is not None:
        return Turn(draft, commands=(ChangeActivity(draft.item, draft.seen, activity),))
    return Turn(draft, commands=(AddActivity(draft.place, activity),))


def _as_it_stands(stands: ActivityStands, here: Here) -> ActivityDraft:
    """A draft with every answer, for changing what exists."""
    activity = stands.activity
    starts, ends = here.profile.local(activity.starts), here.profile.local(activity.ends)
    return ActivityDraft(
        asking=Step.REVIEW,
        place=stands.place,
        place_name=stands.name,
        item=stands.item,
        seen=stands.version,
        was=activity,
        title=activity.title,
        day=starts.date(),
        opens=starts.time(),
        closes=ends.time(),
        most=activity.most or 0,
        words=activity.words or "",
        languages=activity.languages,
    )


# --- who hears of it -----------------------------------------------------------------------------


def _news_of(
    row: ImportedRow, one: ActivityAdded | ActivityChanged | ActivityCancelled, here: Here
) -> tuple[Say | Refresh, ...]:
    match one:
        case ActivityChanged():
            return _news_of_change(one, here)
        case ActivityCancelled():
            return _news_of_end(one)
    return ()


def _news_of_change(event: ActivityChanged, here: Here) -> tuple[Say | Refresh, ...]:
    """Another time is told to everybody on the list, once; other words are only shown."""
    if not event.changed:
        return ()
    says: list[Say | Refresh] = []
    card = activity_screen(event.item)
    if event.moved:
        words = said(
            _("🕐 This activity has another time now."),
            _("It was: {when}.", when=when(event.before, here)),
        )
        # Whoever is offered a place because of it hears both in one message.
        says.append(Say(ToSignedUp(event.item), said=words, screen=card))
    else:
        says += offers(event.item, event.offered)
    return (*says, Refresh(event.item))


def _news_of_end(event: ActivityCancelled) -> tuple[Say | Refresh, ...]:
    if event.again:
        return ()
    words = said(_("You signed up for this. It does not go on."))
    card = activity_screen(event.item)
    return (Say(ToSignedUp(event.item), said=words, screen=card), Refresh(event.item))


JOURNEY = Journey(
    name="programme_staff",
    respond=respond,
    draw=programme_staff_words.draw,
    screens=("activity_off", "activity_who"),
    verbs=("activity_edit", "activity_who", "activity_off", "activity_off_yes"),
    draft=ActivityDraft,
    question=lambda draft, facts, here: programme_staff_words.question(draft, here),
)
