"""The crew of the mobile hub: we are here, we left, another time or place, off, a new stop.

    /haltes      → today and the coming days; two taps say that the bus is there, or has left
    ➕ plan      → wijk → day → times → place → preview → planned
    ✏️ move      → what is different → why → preview → moved
    🔴 call off  → why → preview → off

Each can be undone; until a minute has passed nobody has heard of it.
"""

from __future__ import annotations

import datetime as dt

from conversations import wijk
from conversations.here import Here
from conversations.hubs.place import Around, LookAround
from conversations.journey import Journey
from conversations.mobile import crew_words
from conversations.mobile.crew_draft import CrewDraft, Step, changed, missing, plan
from conversations.mobile.stop import (
    Arrive,
    CancelStop,
    Leave,
    MoveStop,
    OpenStop,
    PlanStop,
    StopKept,
    StopOpened,
    UndoStop,
)
from conversations.rules.stops import (
    read_stop_day,
    read_times,
    why_not_this_reason,
    why_not_this_spot,
    why_not_this_stop,
)
from conversations.talk import (
    QUESTION,
    Event,
    Located,
    Paragraph,
    Pressed,
    PressedCase,
    Refused,
    Screen,
    Turn,
    Wrote,
    WroteMore,
)
from conversations.words import _

COMMAND = "/haltes"
STOPS = Screen(name="crew")
DEMAND = Screen(name="demand")


def respond(draft: CrewDraft | None, event: Event, here: Here) -> Turn:
    """One event of the crew; who may is judged by the store."""
    match event:
        case StopKept(stop):
            return Turn(
                show=Screen(name="crew_stop", subject=stop),
                toast=_("Done. Until a minute has passed, nobody hears of it."),
            )
        case StopOpened(stop, to, version, was):
            return ask(CrewDraft.of(stop, to, version, was, here), here)
        case Refused(why) if draft is not None and draft.asking is Step.REVIEW:
            return ask(draft, here, why)
        case Refused(why):
            return Turn(notes=(why,), show=STOPS)
        case PressedCase(stop, "stop_here"):
            return Turn(draft, commands=(Arrive(stop),))
        case PressedCase(stop, "stop_left"):
            return Turn(draft, commands=(Leave(stop),))
        case PressedCase(stop, "stop_move"):
            return Turn(commands=(OpenStop(stop, "move"),))
        case PressedCase(stop, "stop_off"):
            return Turn(commands=(OpenStop(stop, "cancel"),))
        case PressedCase(stop, "stop_undo", int(version)):
            return Turn(draft, commands=(UndoStop(stop, version),))
        case PressedCase(stop, "stop_see"):
            return Turn(draft, show=Screen(name="crew_stop", subject=stop))
        case Wrote(text) if text.startswith(COMMAND):
            return Turn(draft, show=STOPS)
        # Buttons of the list, whatever question stands open besides.
        case Pressed("plan"):
            return ask(CrewDraft(), here)
        case Pressed("demand"):
            return Turn(draft, show=DEMAND)
        case Pressed("stops"):
            return Turn(draft, show=STOPS)
        case Pressed(option) if option.startswith("page:") and option[5:].isdecimal():
            return Turn(draft, show=STOPS.but(page=int(option[5:9])))
        case Around() if draft is not None and draft.asking is Step.WIJK:
            return _wijk(draft, event, here)
    if draft is not None:
        return answer(draft, event, here)
    return Turn(show=STOPS, missed=True)


# --- the answers -------------------------------------------------------------------------------


def answer(draft: CrewDraft, event: Event, here: Here) -> Turn:
    """An answer to the question that stands."""
    match draft.asking, event:
        case _, Pressed("back"):
            return back(draft, here)
        case Step.WIJK, Located(latitude, longitude):
            return Turn(draft, commands=(LookAround(latitude, longitude),))
        case Step.WIJK, _ if not isinstance(event, PressedCase):
            return _wijk(draft, event, here)
        case Step.SPOT, Located(latitude, longitude):
            note = _("I have the place on the map. Now in words people know, please.")
            return ask(draft.but(latitude=latitude, longitude=longitude), here, note)
        case Step.REASON, Pressed("no_reason"):
            return onward(draft.but(reason=None, reasoned=True), here)
        case Step.REVIEW, Pressed("send"):
            return _send(draft, here)
        case Step.REVIEW, Pressed("later:30" | "later:60" as option) if draft.doing == "move":
            return onward(_later(draft, int(option.partition(":")[2]), here), here)
        case Step.REVIEW, Pressed("times"):
            return ask(draft.but(asking=Step.TIMES), here)
        case Step.REVIEW, Pressed("day"):
            return ask(draft.but(asking=Step.DAY), here)
        case Step.REVIEW, Pressed("spot"):
            return ask(draft.without_place().but(asking=Step.WIJK), here)
        case _, Wrote(text) | WroteMore(text):
            return _text(draft, text, here)
    return ask(draft, here, _("Sorry, I did not get that."), missed=True)


def _wijk(draft: CrewDraft, event: Event, here: Here) -> Turn:
    heard = wijk.listen(draft.search, event, here)
    found = heard.wijk.id if heard.wijk is not None else None
    if found is None and len(heard.search.candidates) == 1:
        [found] = heard.search.candidates  # the crew knows its wijken: no need to ask twice
    if found is not None:
        return onward(draft.but(wijk=found, search=wijk.Search()), here)
    if heard.elsewhere:
        return ask(draft, here, _("The bus only stops in {place}.", place=here.profile.name))
    return ask(draft.but(search=heard.search), here, *heard.notes, missed=not heard.understood)


def _text(draft: CrewDraft, text: str, here: Here) -> Turn:
    match draft.asking:
        case Step.DAY:
            day = read_stop_day(text, here.today)
            if day is None:
                unknown = _("I do not know that day. Type it like this: 12 May.")
                return ask(draft, here, unknown, missed=True)
            if day < here.today:
                return ask(draft, here, _("That moment is past. Choose a later one."))
            return onward(draft.but(day=day), here)
        case Step.TIMES:
            times = read_times(text)
            if times is None:
                unread = _("I cannot read that. Type it like this: 13:00 to 15:00.")
                return ask(draft, here, unread, missed=True)
            return onward(draft.but(opens=times[0], closes=times[1]), here)
        case Step.SPOT:
            if why := why_not_this_spot(text):
                return ask(draft, here, why)
            return onward(draft.but(spot=text.strip()), here)
        case Step.REASON:
            if why := why_not_this_reason(text):
                return ask(draft, here, why)
            return onward(draft.but(reason=" ".join(text.split()), reasoned=True), here)
    return ask(draft, here, _("Please tap a button here."), missed=True)


def _later(draft: CrewDraft, minutes: int, here: Here) -> CrewDraft:
    """The same stop so many minutes later, as long as it stays one day."""
    whole = plan(draft, here)
    if whole is None:
        return draft
    by = dt.timedelta(minutes=minutes)
    starts, ends = here.profile.local(whole.starts + by), here.profile.local(whole.ends + by)
    if ends.date() != starts.date():
        return draft
    return draft.but(day=starts.date(), opens=f"{starts:%H:%M}", closes=f"{ends:%H:%M}")


def _send(draft: CrewDraft, here: Here) -> Turn:
    whole = plan(draft, here)
    if whole is None or missing(draft, here) is not None:
        return onward(draft, here)
    if draft.doing != "cancel" and (why := why_not_this_stop(whole, here)):
        return ask(draft, here, why)
    match draft.doing, draft.stop:
        case "move", str(stop):
            return Turn(draft, commands=(MoveStop(stop, draft.was_version, whole, draft.reason),))
        case "cancel", str(stop):
            return Turn(draft, commands=(CancelStop(stop, draft.was_version, draft.reason),))
    return Turn(draft, commands=(PlanStop(whole),))


# --- where the talk goes -----------------------------------------------------------------------


def ask(draft: CrewDraft, here: Here, *notes: Paragraph, missed: bool = False) -> Turn:
    """The question that stands, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed)


def onward(draft: CrewDraft, here: Here) -> Turn:
    """The first question without an answer, or the preview."""
    return ask(draft.but(asking=missing(draft, here) or Step.REVIEW), here)


def back(draft: CrewDraft, here: Here) -> Turn:
    """One question back; from the first one, or from a preview, to the stops."""
    if draft.doing != "plan":
        if draft.asking is Step.REVIEW or draft.doing == "cancel" or not changed(draft, here):
            return Turn(show=STOPS)
        return ask(draft.but(asking=Step.REVIEW), here)
    steps = list(Step)[: list(Step).index(draft.asking)]
    before = [step for step in steps if step is not Step.REASON]
    return ask(draft.but(asking=before[-1]), here) if before else Turn(show=STOPS)


JOURNEY = Journey(
    name="crew",
    respond=respond,
    draw=crew_words.draw,
    screens=("crew", "crew_stop", "demand"),
    verbs=("stop_see", "stop_here", "stop_left", "stop_move", "stop_off", "stop_undo"),
    commands=(COMMAND,),
    draft=CrewDraft,
    question=crew_words.question,
)
