"""A neighbour supports a plan by a shared link, and can take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conversations.facts import CaseFacts
from conversations.here import Here
from conversations.journey import Journey
from conversations.plans.initiative_words import lines_of
from conversations.plans.plan import gate
from conversations.talk import (
    HOME,
    MENU,
    Event,
    Heading,
    Paragraph,
    PressedCase,
    Refresh,
    Refused,
    Row,
    Said,
    Say,
    Screen,
    ToPerson,
    Turn,
    said,
    standing,
)
from conversations.words import Quoted, _, plural

OPEN_STATES = ("concept", "received", "round", "deciding", "meeting", "held")


@dataclass(frozen=True, slots=True)
class Support:
    """I support this plan, I live there and I am old enough."""

    case: str


@dataclass(frozen=True, slots=True)
class Supported:
    """Counted once; `count` neighbours now."""

    case: str
    initiator: str
    title: str
    count: int
    again: bool


@dataclass(frozen=True, slots=True)
class TakeBack:
    """I do not support it any more."""

    case: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """It is taken back."""

    case: str
    initiator: str
    count: int


def respond(draft: None, event: Event, here: Here) -> Turn:
    """Support, or take it back."""
    match event:
        case PressedCase(case, "support"):
            return Turn(commands=(Support(case),))
        case PressedCase(case, "unsupport"):
            return Turn(commands=(TakeBack(case),))
        case Supported(case, initiator, title, count, again):
            says: tuple[Say | Refresh, ...] = (Refresh(case),)
            if not again:
                says = (
                    Say(ToPerson(initiator), _news(case, title, count, here), weight="news"),
                    *says,
                )
            return Turn(
                show=Screen(name="support", case=case), says=says, toast=_("Thank you! It counts.")
            )
        case TakenBack(case):
            return Turn(
                show=Screen(name="support", case=case),
                says=(Refresh(case),),
                toast=_("Your support is taken back."),
            )
        case Refused(why):
            return Turn(notes=(why,), show=HOME)
    return Turn(show=HOME)


def _news(case: str, title: str, count: int, here: Here) -> Said:
    """What the initiator hears of a new signature, with the way to the plan."""
    needed = gate("supporters", here)
    words: Paragraph
    if needed is not None and needed.number:
        words = _(
            "🤝 A neighbour supports your plan {title}. Now {n} of {needed}.",
            title=Quoted(text=title),
            n=count,
            needed=needed.number,
        )
    else:
        words = plural(
            "🤝 {count} neighbour supports your plan {title}.",
            "🤝 {count} neighbours support your plan {title}.",
            count,
            title=Quoted(text=title),
        )
    return said(words, rows=(standing(_("📄 To your plan"), case, "myplan"), MENU))


def draw(screen: Screen, facts: Any, here: Here) -> Said:
    """The plan as a neighbour sees it."""
    if not isinstance(facts, CaseFacts) or facts.state in ("withdrawn", "dropped"):
        return said(_("This plan is not here any more."), rows=(MENU,))
    wijk = here.profile.wijk(facts.wijk)
    body: list[Paragraph] = [
        Heading(words=_("A plan of {name}", name=Quoted(text=facts.initiator))),
        *lines_of(facts.plan, here),
    ]
    signs = gate("supporters", here)
    if signs is not None and signs.number:
        body.append(
            _("🤝 Support: {n} of {needed} neighbours", n=facts.supporters, needed=signs.number)
        )
    rows: list[Row] = []
    if facts.mine:
        body.append(_("This is your own plan."))
    elif facts.i_support:
        body.append(_("✅ You support this plan."))
        if facts.state in OPEN_STATES:
            rows.append(standing(_("↩️ Take my support back"), facts.case, "unsupport"))
    elif facts.state in OPEN_STATES:
        name = wijk.name if wijk else ""
        if here.person.wijk is None:  # most neighbours meet us here for the first time
            body.append(
                _(
                    "I am Aan Zet, a computer program of {programme} in {place}.",
                    programme=here.profile.programme,
                    place=here.profile.name,
                )
            )
        if signs is not None and signs.age:
            body.append(
                _("Do you live in {wijk}, and are you {age} or older?", wijk=name, age=signs.age)
            )
        else:
            body.append(_("Do you live in {wijk}?", wijk=name))
        rows.append(standing(_("🤝 Yes, I support this"), facts.case, "support"))
    else:
        body.append(_("It is decided already. Support is not needed any more."))
    return said(*body, rows=(*rows, MENU))


JOURNEY = Journey(
    name="support",
    respond=respond,
    draw=draw,
    screens=("support",),
    verbs=("support", "unsupport"),
)
