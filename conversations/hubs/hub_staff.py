"""Staff keep the hours of their hub right, from their phone.

    /uren → my places → a place → closed today                        (two taps, with undo)
                                → closed longer:  from → last day → why → sure?
                                → extra opening:  day → times → why → sure?
                                → hours of a week, typed or day by day → sure?
                                → all of it is right: checked today
                                → what was changed, by whom; each with undo

Residents see a change at once, and what is over is over by itself.  Who follows the place hears
it two minutes later, so that a mistake can be taken back before anybody hears it.
"""

from __future__ import annotations

import re

from conversations.here import Here
from conversations.hubs import hub_staff_words
from conversations.hubs.hub_staff_draft import BEFORE, FIRST, HubStaffDraft, Step
from conversations.hubs.place import OneOff
from conversations.hubs.place_change import (
    AddOneOff,
    FindPlace,
    GiveReason,
    NothingToTell,
    PlaceChanged,
    PlaceIs,
    SetWeek,
    StillRight,
    TakeBack,
    TakenBack,
    TellFollowers,
    ToTell,
)
from conversations.journey import Journey
from conversations.rules.hours import Span
from conversations.rules.keepers import why_not_one_off, why_not_reason
from conversations.rules.texts import clean
from conversations.rules.typed_hours import (
    of_days,
    read_one_day,
    read_spans,
    read_week,
)
from conversations.talk import (
    QUESTION,
    Command,
    Event,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Say,
    Screen,
    ToPerson,
    Turn,
    Woke,
    Wrote,
    WroteMore,
)
from conversations.words import Message, _

COMMAND = "/uren"
LIST = Screen(name="staff_places")


def staff_screen(place: str) -> Screen:
    """One place as those who keep its hours see it."""
    return Screen(name="staff_place", subject=place)


def respond(draft: HubStaffDraft | None, event: Event, here: Here) -> Turn:
    """One event about hours that somebody keeps; who may is for the store to say."""
    match event:
        case PlaceChanged(change):
            return Turn(show=Screen(name="staff_change", case=change))
        case PlaceIs(place, change):
            return _ask(HubStaffDraft(place=place, what="why", asking=Step.WHY, change=change))
        case TakenBack(change):
            return Turn(
                draft,
                show=Screen(name="staff_change", case=change),
                says=(Refresh(change),),
                toast=_("It is taken back."),
            )
        case ToTell(change, people, until):
            news = Screen(name="place_news", case=change)
            each = (Say(ToPerson(one), screen=news, weight="news", until=until) for one in people)
            return Turn(says=tuple(each))
        case NothingToTell():
            return Turn()
        case Refused(why):
            return Turn(draft, notes=(why,), show=QUESTION if draft is not None else LIST)
        case Woke("place_news" | "place_news_over" as what, subject):
            change, _colon, after = subject.partition(":")
            return Turn(commands=(TellFollowers(change, what == "place_news_over", after),))
        case PressedCase(change, "hours_undo"):
            return Turn(draft, commands=(TakeBack(change),))
        case Wrote(text) if text.startswith("/"):
            place = text.removeprefix(COMMAND).strip(" :")
            known = re.fullmatch(r"[a-z0-9-]{1,40}", place)
            return Turn(draft, show=staff_screen(place) if known else LIST)
        case Pressed(option):
            turn = _answered(draft, option, here) if draft is not None else None
            return turn or _pressed(draft, option, here)
        case Wrote(text) | WroteMore(text) if draft is not None:
            return _typed(draft, clean(text), here)
    if draft is None:
        return Turn(show=LIST, missed=True)
    return Turn(draft, notes=(hub_staff_words.again(draft),), show=QUESTION, missed=True)


# --- on a card ---------------------------------------------------------------------------------


def _pressed(draft: HubStaffDraft | None, option: str, here: Here) -> Turn:
    """A button of a screen: something to look at, to begin, or to do at once."""
    match option.split(":"):
        case ["page", page] if page.isdecimal() and len(page) < 6:
            return Turn(draft, show=LIST.but(page=int(page)))
        case ["past", id, page] if page.isdecimal() and len(page) < 6:
            return Turn(draft, show=Screen(name="staff_history", subject=id, page=int(page)))
        case ["change", id]:
            return Turn(draft, show=Screen(name="staff_change", case=id))
        case ["place", id]:
            return Turn(draft, show=staff_screen(id))
        case ["today", id]:
            today = OneOff(kind="closed", since=here.today, until=here.today, told=here.today)
            return Turn(commands=(AddOneOff(id, today),))
        case ["right", id, version] if version.isdecimal() and len(version) < 6:
            return Turn(commands=(StillRight(id, int(version)),))
        case ["longer", id] if _is_id(id):
            return _ask(HubStaffDraft(place=id, what="closed", asking=Step.FROM))
        case ["extra", id] if _is_id(id):
            return _ask(HubStaffDraft(place=id, what="open", asking=Step.DAY))
        case ["week", id, version] if _is_id(id) and version.isdecimal() and len(version) < 6:
            begun = HubStaffDraft(place=id, what="week", asking=Step.WEEK, seen=int(version))
            return _ask(begun)
        case ["why", change]:
            return Turn(draft, commands=(FindPlace(change),))
    if draft is not None:
        return Turn(draft, notes=(hub_staff_words.again(draft),), show=QUESTION, missed=True)
    return Turn(show=LIST, missed=True)


def _is_id(text: str) -> bool:
    return re.fullmatch(r"[a-z0-9-]{1,40}", text) is not None


# --- answers -----------------------------------------------------------------------------------


def _ask(draft: HubStaffDraft, *notes: Message, missed: bool = False) -> Turn:
    return Turn(draft, notes=notes, show=QUESTION, missed=missed)


def _answered(draft: HubStaffDraft, option: str, here: Here) -> Turn | None:
    """A button under the question; None when it is none of its buttons."""
    match draft.asking, option:
        case _, "back":
            return _back(draft)
        case Step.SURE, "save":
            return _save(draft, here)
        case Step.SURE, "again":
            return _ask(draft.but(asking=FIRST[draft.what], days=()))
        case Step.WHY, "none" if draft.what != "why":
            return _ask(draft.but(asking=Step.SURE, reason=None))
        case Step.WEEK, "days":
            return _ask(draft.but(asking=Step.WEEKDAY, days=()))
        case Step.WEEKDAY, "shut":
            return _next_day(draft, ())
        case Step.WEEKDAY, "same" if draft.days:
            return _next_day(draft, draft.days[-1])
        case ((Step.FROM | Step.LAST | Step.DAY), day) if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            return _typed(draft, day, here)
    return None


def _typed(draft: HubStaffDraft, text: str, here: Here) -> Turn:
    match draft.asking:
        case Step.FROM | Step.LAST | Step.DAY:
            return _day(draft, text, here)
        case Step.TIMES:
            return _times(draft, text, here)
        case Step.WHY:
            return _reason(draft, text)
        case Step.WEEK:
            week = read_week(text)
            if isinstance(week, Message):
                return _ask(draft, week, missed=True)
            return _ask(draft.but(week=week, asking=Step.SURE))
        case Step.WEEKDAY:
            spans = read_spans(text)
            if isinstance(spans, Message):
                return _ask(draft, spans, missed=True)
            return _next_day(draft, spans)
    return _ask(draft, hub_staff_words.again(draft), missed=True)


def _day(draft: HubStaffDraft, text: str, here: Here) -> Turn:
    day = read_one_day(text, here.today)
    if day is None:
        return _ask(draft, _("I cannot read that day. For example: 24 December."), missed=True)
    match draft.asking:
        case Step.FROM:
            found, following = draft.but(since=day, until=day), Step.LAST
        case Step.LAST:
            found, following = draft.but(until=day), Step.WHY
        case _:
            found, following = draft.but(since=day, until=day), Step.TIMES
    closed = OneOff(
        kind="closed", since=found.since or day, until=found.until or day, told=here.today
    )
    if why := why_not_one_off(closed, here):
        return _ask(draft, why)
    return _ask(found.but(asking=following))


def _times(draft: HubStaffDraft, text: str, here: Here) -> Turn:
    spans = read_spans(text)
    if isinstance(spans, Message):
        return _ask(draft, spans, missed=True)
    if len(spans) != 1:
        note = _("One time at once, please. For example: 12:00-16:00.")
        return _ask(draft, note, missed=True)
    [(opens, closes)] = spans
    found = draft.but(opens=opens, closes=closes)
    if why := why_not_one_off(_one_off(found, here), here):
        return _ask(draft, why)
    return _ask(found.but(asking=Step.WHY))


def _reason(draft: HubStaffDraft, text: str) -> Turn:
    if why := why_not_reason(text):
        return _ask(draft, why)
    if draft.what == "why":
        return Turn(draft, commands=(GiveReason(draft.change or "", text),))
    return _ask(draft.but(reason=text, asking=Step.SURE))


def _next_day(draft: HubStaffDraft, spans: tuple[Span, ...]) -> Turn:
    """The hours of one more weekday; after Sunday the week is whole."""
    days = (*draft.days, spans)
    if len(days) < 7:
        return _ask(draft.but(days=days))
    week = of_days(days)
    if isinstance(week, Message):
        return _ask(draft.but(days=(), asking=Step.WEEK), week)
    return _ask(draft.but(days=days, week=week, asking=Step.SURE))


def _back(draft: HubStaffDraft) -> Turn:
    """One step back; from the first question to the place."""
    if draft.asking is Step.WEEKDAY and draft.days:
        return _ask(draft.but(days=draft.days[:-1]))
    if draft.asking is FIRST[draft.what]:
        return Turn(show=staff_screen(draft.place))
    if draft.asking is Step.WHY:
        return _ask(draft.but(asking=Step.LAST if draft.what == "closed" else Step.TIMES))
    if draft.asking is Step.SURE and draft.what == "week":
        return _ask(draft.but(asking=Step.WEEK, days=()))
    return _ask(draft.but(asking=BEFORE[draft.asking]))


def _save(draft: HubStaffDraft, here: Here) -> Turn:
    """Everything is answered: now it may not have holes any more."""
    command: Command
    if draft.what == "week":
        if draft.week is None:
            return _ask(draft.but(asking=Step.WEEK, days=()))
        command = SetWeek(draft.place, draft.week, draft.seen)
    elif draft.since is None or (draft.what == "open" and draft.opens is None):
        return _ask(draft.but(asking=FIRST[draft.what]))
    else:
        command = AddOneOff(draft.place, _one_off(draft, here))
    return Turn(draft, commands=(command,))


def _one_off(draft: HubStaffDraft, here: Here) -> OneOff:
    since = draft.since or here.today
    return OneOff(
        kind="open" if draft.what == "open" else "closed",
        since=since,
        until=draft.until or since,
        opens=draft.opens,
        closes=draft.closes,
        reason=draft.reason,
        told=here.today,
    )


JOURNEY = Journey(
    name="hub_staff",
    respond=respond,
    draw=hub_staff_words.draw,
    screens=("staff_places", "staff_place", "staff_change", "staff_history", "place_news"),
    verbs=("hours_undo",),
    commands=(COMMAND,),
    moments=("place_news", "place_news_over"),
    draft=HubStaffDraft,
    question=hub_staff_words.question,
)
