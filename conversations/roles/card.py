"""My own card: whoever works for a wijk says what residents see, from their own phone.

    /kaart → days / telephone / what people may ask / name → preview → saved
           → away: first day → first day back → who stands in → preview → saved

Leave begins and ends by itself.  Nothing is shown before it is saved.
"""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.journey import Journey
from conversations.roles.card_words import draw, question
from conversations.roles.face import (
    AwaySet,
    BackAtWork,
    CardChanged,
    CardDraft,
    ChangeCard,
    ComeBack,
    GoAway,
    StandIn,
)
from conversations.rules.days import read_day
from conversations.rules.faces import (
    card_roles,
    is_resident,
    read_days,
    why_not_away,
    why_not_my_card,
    why_not_this_name,
    why_not_this_offer,
)
from conversations.rules.telephone import read_number, why_not_this_number
from conversations.rules.texts import clean
from conversations.talk import (
    HOME,
    MENU,
    QUESTION,
    Event,
    Pressed,
    Refused,
    Say,
    Screen,
    ToPerson,
    Turn,
    Wrote,
    WroteMore,
    said,
    step,
)
from conversations.words import Day, Message, Quoted, _

MY_CARD = Screen(name="my_card")
WORKWEEK = "12345"
NO_DAY = _("I do not know that day. For example: 21 December.")


def respond(draft: CardDraft | None, event: Event, here: Here) -> Turn:
    """One event about my own card."""
    match event:
        case CardChanged():
            return Turn(notes=(_("Saved. Residents see it from now on."),), show=MY_CARD)
        case AwaySet():
            return _away(event, here)
        case BackAtWork(spare):
            says = _spared(spare, here) if spare else ()
            return Turn(notes=(_("Saved. You are at work."),), show=MY_CARD, says=says)
        case Refused(why):
            return Turn(notes=(why,), show=HOME if why_not_my_card(here.person) else MY_CARD)
    if objection := why_not_my_card(here.person):
        return Turn(notes=(objection,), show=HOME)
    match event:
        case Wrote(text) if text.startswith("/"):
            return Turn(show=MY_CARD)
        case Pressed("here") if draft is None:
            return Turn(commands=(ComeBack(),))
        case Pressed("days" | "phone" | "ask" | "name" as what) if draft is None:
            return Turn(CardDraft(what=what, asking=what), show=QUESTION)
        case Pressed("away") if draft is None:
            return Turn(CardDraft(what="away", asking="first"), show=QUESTION)
    if draft is None:
        return Turn(show=MY_CARD)
    return _answer(draft, event, here)


# --- the answers -----------------------------------------------------------------------------


def _answer(draft: CardDraft, event: Event, here: Here) -> Turn:
    match draft.asking, event:
        case _, Pressed("back"):
            return _one_back(draft)
        case "sure", Pressed("save"):
            return Turn(draft, commands=(_command(draft, here),))
        case "sure", Pressed("again"):
            return _ask(draft.but(asking="first" if draft.what == "away" else draft.what))
        case "days", Pressed("workweek"):
            return _ask(draft.but(value=WORKWEEK, asking="sure"))
        case "name", Pressed("myself"):
            return _taken(draft, here.person.name, here)
        case "days" | "phone" | "ask" | "name", Pressed("nothing"):
            return _ask(draft.but(value=None, asking="sure"))
        case "first", Pressed("today"):
            return _ask(draft.but(first=here.today, asking="back"))
        case "stand_in", Pressed("nobody"):
            return _ask(draft.but(stand_in=None, asking="sure"))
        case "stand_in", Pressed(option) if option.startswith("page:"):
            page = option.removeprefix("page:")
            return _ask(draft.but(page=int(page) if page.isdecimal() else 0))
        case "stand_in", Pressed(option) if stand_in(option, here) is not None:
            return _ask(draft.but(stand_in=option, asking="sure"))
        case "days" | "phone" | "ask" | "name", Wrote(text) | WroteMore(text):
            return _taken(draft, text, here)
        case "first" | "back", Wrote(text) | WroteMore(text):
            return _day(draft, read_day(text, here.today), here)
    missed = _("Please type your answer, or tap a button.")
    return Turn(draft, notes=(missed,), show=QUESTION, missed=True)


def _taken(draft: CardDraft, text: str, here: Here) -> Turn:
    """A typed answer: to the preview, or asked again with the reason."""
    value: str | None = clean(text)
    objection: Message | None
    match draft.asking:
        case "days":
            days = read_days(text)
            value = "".join(map(str, days)) if days else None
            objection = None if days else _("I do not know those days. For example: Mon, Tue.")
        case "phone":
            value = read_number(text)
            resident = is_resident(card_roles(here.person), here.profile)
            objection = why_not_this_number(value, resident=resident)
        case "name":
            objection = why_not_this_name(text)
        case _:
            objection = why_not_this_offer(text)
    if objection is not None:
        return _ask(draft, objection)
    return _ask(draft.but(value=value, asking="sure"))


def _day(draft: CardDraft, day: dt.date | None, here: Here) -> Turn:
    """The first day away, or the first day back."""
    if day is None:
        return _ask(draft, NO_DAY)
    if draft.asking == "first":
        if why := why_not_away(day, None, here.today):
            return _ask(draft, why)
        return _ask(draft.but(first=day, asking="back"))
    if why := why_not_away(draft.first or here.today, day, here.today):
        return _ask(draft, why)
    return _ask(draft.but(back=day, asking="stand_in"))


def _ask(draft: CardDraft, *notes: Message) -> Turn:
    return Turn(draft, notes=notes, show=QUESTION)


def _one_back(draft: CardDraft) -> Turn:
    """One question back; before the first one stands my card."""
    match draft.asking:
        case "sure":
            return _ask(draft.but(asking="stand_in" if draft.what == "away" else draft.what))
        case "stand_in":
            return _ask(draft.but(asking="back"))
        case "back":
            return _ask(draft.but(asking="first"))
    return Turn(show=MY_CARD)


def _command(draft: CardDraft, here: Here) -> ChangeCard | GoAway:
    """The change, complete; what is missing in a leave is today and tomorrow."""
    if draft.what != "away":
        return ChangeCard(changes=((draft.what, draft.value),))
    first = draft.first or here.today
    back = draft.back or first + dt.timedelta(days=1)
    return GoAway(first, back, stand_in(draft.stand_in or "", here))


def stand_in(key: str, here: Here) -> StandIn | None:
    """What the button of a colleague stands for: a person, or a role in a wijk."""
    match key.split(":"):
        case ["p", person]:
            return StandIn(person=person)
        case ["r", role, "all"]:
            return StandIn(role=role)
        case ["r", role, n] if n.isdecimal() and int(n) < len(here.profile.own_wijken):
            return StandIn(role=role, wijk=here.profile.own_wijken[int(n)].id)
    return None


# --- who must know ---------------------------------------------------------------------------


def _away(event: AwaySet, here: Here) -> Turn:
    """Whoever stands in hears it, and whoever was to and no longer does."""
    says: tuple[Say, ...] = _spared(event.spare, here) if event.spare else ()
    if event.tell is not None:
        words = said(
            _("You stand in for {name}.", name=Quoted(text=here.person.name)),
            _(
                "From {first}. On {back} your colleague is back.",
                first=Day(on=event.first),
                back=Day(on=event.back),
            ),
            _("Residents then see your card. Is it right?"),
            rows=(step(_("✏️ My own card"), "@kaart"), MENU),
        )
        says = (*says, Say(ToPerson(event.tell), said=words))
    note = _("Saved. It begins and ends by itself.")
    return Turn(notes=(note,), show=MY_CARD, says=says)


def _spared(person: str, here: Here) -> tuple[Say, ...]:
    words = said(_("You do not stand in for {name} any more.", name=Quoted(text=here.person.name)))
    return (Say(ToPerson(person), said=words),)


JOURNEY = Journey(
    name="card",
    respond=respond,
    draw=draw,
    screens=("my_card",),
    commands=("/kaart",),
    draft=CardDraft,
    question=question,
)
