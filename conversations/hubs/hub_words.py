"""What people read about places: the question where, and a list to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from conversations.here import Here
from conversations.hubs import access_words, place_words, wijk_words
from conversations.hubs.place import PlaceFacts, WijkFacts
from conversations.hubs.place_words import NEAR_ME, OTHER, listed, to
from conversations.rules.areas import rounded
from conversations.rules.wijken import pages
from conversations.talk import (
    MENU,
    Heading,
    Lines,
    Paragraph,
    Said,
    Screen,
    said,
    step,
)
from conversations.wijk import BACK, TYPE_IT, Search, ask_the_municipality, candidates
from conversations.words import Message, Quoted, _, bare, the

# --- the question ------------------------------------------------------------------------------


def question(search: Search, position: bool, need: str | None, here: Here) -> Said:
    """Where is it to be?  Typed, from candidates, from the list, or by sharing where one is."""
    profile = here.profile
    if position:
        looking = (access_words.looking_for(need),) if need is not None else ()
        return said(
            *looking,
            _("Share where you are with the key below. I do not keep it."),
            _("Or type your postcode or your wijk."),
            rows=(step(_("📋 Show a list"), "list"), BACK),
        ).but(position=_("📍 Share where I am"))
    if search.candidates:
        rows = (*candidates(search, here), BACK)
        return said(_("Which wijk do you mean?"), rows=rows, choices=True)
    if search.page is not None:
        return _list(search.page, here)
    example = f"{next(iter(profile.postcodes), '1234')} AB"
    return said(
        _("For which wijk? Type your postcode, for example {example}.", example=example),
        _("Or type the name of the wijk or of {hub}.", hub=the("hub")),
        rows=(NEAR_ME, step(_("📋 Show a list"), "list"), BACK),
    )


def _list(page: int, here: Here) -> Said:
    """One page of the wijken by gebied."""
    book = pages(here.profile)
    page = max(0, min(page, len(book) - 1))
    rows = [step(wijk.name, wijk.id) for gebied in book[page] for wijk in gebied.wijken]
    if len(book) > 1:
        following = (page + 1) % len(book)
        more = _("More wijken ({n} of {of})", n=following + 1, of=len(book))
        rows.append(step(more, f"page{following}"))
    return said(_("Which wijk do you mean?"), rows=(*rows, TYPE_IT), choices=True)


# --- screens -----------------------------------------------------------------------------------


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """A place, the places of a wijk, or a list of places."""
    match screen.name, facts:
        case "place", PlaceFacts():
            return place_words.card(facts, screen.day, here)
        case (("wijk_card" | "wijk_more" | "wijk_places" as name), WijkFacts()):
            drawn = wijk_words.draw(name, facts, screen.day, screen.page, here)
            if drawn is not None:
                return drawn
        case "nearest" | "places", tuple() if facts:
            return _several(screen, facts, here)
    return said(
        _("I do not know this place any more."),
        ask_the_municipality(here),
        rows=(OTHER, MENU),
    )


def _several(screen: Screen, found: Iterable[object], here: Here) -> Said:
    """Places to choose from; of the closest ones, those that somebody can use (`subject`)."""
    places = [one for one in found if isinstance(one, PlaceFacts)]
    near = screen.name == "nearest"
    body: list[Paragraph] = [
        Heading(words=_("Closest to you") if near else _("Which place do you mean?"))
    ]
    if near and screen.subject is not None:
        body.append(access_words.looking_for(screen.subject))
    body.append(Lines(items=tuple(listed(one, here) for one in places)))
    rows = [to(one.place) for one in places]
    if near:
        rows.append(access_words.NEAR)
    return said(*body, rows=(*rows, OTHER, MENU), choices=True)


def hello(here: Here) -> tuple[Paragraph, ...]:
    """For somebody who comes from a poster and may never have been here: what is this?"""
    if here.person.wijk is not None or here.person.elsewhere:
        return ()
    return (
        _(
            "I am Aan Zet, a computer program of {programme} in {place}.",
            programme=here.profile.programme,
            place=here.profile.name,
        ),
    )


# --- how far -----------------------------------------------------------------------------------


def distances(found: Iterable[tuple[str, str, float]]) -> Lines:
    """How far each place is, in a straight line, in numbers people can use."""
    first = _("How far it is in a straight line, as the crow flies:")
    return Lines(items=(first, *(_far(name, distance) for _id, name, distance in found)))


def _far(name: str, distance: float) -> Message:
    meters = rounded(distance)
    if meters < 1000:
        return _("{name}: about {meters} meters", name=name, meters=meters)
    whole, half = divmod(meters, 1000)
    return _("{name}: about {km} kilometers", name=name, km=f"{whole}{'½' if half else ''}")


def nowhere(named: str, here: Here) -> Message:
    """A name that nothing is called."""
    return _("I do not know {place}. Is it written right?", place=Quoted(text=named[:60]))


def port(area: str) -> Message:
    """An area where nobody lives, or hardly anybody."""
    return _(
        "{area} is a port or business area. I know no {hub} there.", area=area, hub=bare("hub")
    )


def none_such(need: str) -> tuple[Message, ...]:
    """Nothing around a position that is known to have what somebody needs."""
    return (
        access_words.looking_for(need),
        _("I know of no such place near you. Please ask these, to be sure:"),
    )


def far_away(here: Here) -> Message:
    """A position with nothing of ours around it."""
    return _(
        "I know no {hub} near there. Are you in {place}? Then type your postcode.",
        hub=bare("hub"),
        place=here.profile.name,
    )


def menu_label(here: Here) -> Message:
    """What the menu calls it."""
    return Message(text="📍 {Hub}", gaps={"Hub": bare("hub")})
