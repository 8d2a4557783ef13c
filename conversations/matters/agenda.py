"""The wijkraad and the signals of its wijk: what there is, on the agenda, or "not now" and why.

    /raad → 📣 signals → a subject → one of them → 📌 on the agenda
                                                 → ⏳ not now → why? → who told it reads the reason

Nobody is named and nobody's words are shown: what it is about, in which street, where it stands.
"""

from __future__ import annotations

from conversations.deciding import review
from conversations.here import Here
from conversations.journey import Journey
from conversations.matters import agenda_words
from conversations.matters.agenda_draft import (
    LISTS,
    AgendaDraft,
    AgendaSet,
    OpenReason,
    ReasonAsked,
    SetAgenda,
    signal,
)
from conversations.rules.agenda import why_not_this_reason
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
    ToPerson,
    Turn,
    Wrote,
    WroteMore,
)
from conversations.words import _

COMMAND = "/signalen"


def respond(draft: AgendaDraft | None, event: Event, here: Here) -> Turn:
    """One event of somebody who looks at the signals; who may is judged by the store."""
    match event:
        case AgendaSet():
            return _set(event)
        case ReasonAsked(case, number):
            return ask(AgendaDraft(case=case, number=number), here)
        case Refused(why) if draft is not None:
            return Turn(notes=(why,), show=signal(draft.case))
        case Refused(why):
            return Turn(draft, notes=(why,), show=look(here).show)
        case PressedCase(case, "agenda_on"):
            return Turn(draft, commands=(SetAgenda(case, "on"),))
        case PressedCase(case, "agenda_done"):
            return Turn(draft, commands=(SetAgenda(case, "done"),))
        case PressedCase(case, "agenda_not"):
            return Turn(draft, commands=(OpenReason(case),))
        case Wrote(text) if text.startswith(COMMAND):
            return look(here, text.removeprefix(COMMAND).strip())
        case Pressed(option) if option.partition(":")[0] in (*LISTS, "signal", "wijken"):
            return _open(option, here)
    return _answer(draft, event, here) if draft is not None else look(here)


def look(here: Here, place: str = "") -> Turn:
    """The signals of the wijk that is most likely meant; with several wijken it asks."""
    if not review.wijken_of(here.person, here.profile):
        return Turn(notes=review.not_for_you(here), show=HOME)
    wijk = review.wijk_at(place, here) or review.first_wijk(here)
    return Turn(show=Screen(name="signals", list="open", wijk=wijk))


def _open(option: str, here: Here) -> Turn:
    """`signal:<case>`, `wijken:<page>` or `<list>:<page>:<wijk>:<topic>`."""
    match option.split(":"):
        case ["signal", case]:
            return Turn(show=signal(case))
        case ["wijken", page]:
            return Turn(show=Screen(name="signals", list="wijken", page=_number(page)))
        case [name, page, place, topic] if (wijk := review.wijk_at(place, here)) is not None:
            subject = topic if here.profile.topic(topic) is not None else None
            shown = Screen(name="signals", list=name, page=_number(page), wijk=wijk)
            return Turn(show=shown.but(subject=subject))
    return look(here)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _answer(draft: AgendaDraft, event: Event, here: Here) -> Turn:
    """The reason, and whether it is right."""
    match event:
        case Pressed("send") if draft.reason is not None:
            return Turn(draft, commands=(SetAgenda(draft.case, "not_now", draft.reason),))
        case Pressed("text"):
            return ask(draft.but(reason=None), here)
        case Pressed("back"):
            return Turn(show=signal(draft.case))
        case Wrote(text) | WroteMore(text):
            if objection := why_not_this_reason(text):
                return ask(draft, here, objection)
            return ask(draft.but(reason=text.strip()), here)
    return ask(draft, here, _("Sorry, I did not get that."), missed=True)


def _set(event: AgendaSet) -> Turn:
    """Who told it hears it, once; everybody who looks at it sees it change."""
    says: tuple[Say | Refresh, ...] = (Refresh(event.case),)
    if event.brought is not None:
        news = agenda_words.news(event)
        says = (Say(ToPerson(event.brought), said=news), *says)
    return Turn(show=signal(event.case), says=says, toast=_("Noted. Who told it hears it."))


def ask(draft: AgendaDraft, here: Here, *notes: Paragraph, missed: bool = False) -> Turn:
    """The question that stands, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed)


JOURNEY = Journey(
    name="agenda",
    respond=respond,
    draw=agenda_words.draw,
    screens=("signals", "signal"),
    verbs=("agenda_on", "agenda_not", "agenda_done"),
    commands=(COMMAND,),
    draft=AgendaDraft,
    question=agenda_words.question,
)
