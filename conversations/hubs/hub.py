"""Where is my hub, and is it open?  Nobody has to say who they are.

    a question in words → which kind, where, which day → a card, or one question back
    /hub, the menu      → the place of my wijk, or: for which wijk?
    a shared position   → the nearest three, as the crow flies; it is never kept
    a link (hub_…)      → that card, also when the place has moved

What was asked besides (a day, a kind of place) is remembered while we ask where.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from conversations.activities.programme_words import activity_screen
from conversations.here import Here
from conversations.hubs import access_words, hub_words, place_words
from conversations.hubs.place import (
    Around,
    Kind,
    LookAround,
    OnMap,
    PlacesFound,
    SeekPlace,
    ShowOnMap,
)
from conversations.hubs.place_change import FindPlace, Follow, Followed, PlaceIs
from conversations.journey import Journey
from conversations.mobile.stop import StopsAround, StopsNear, bus_screen, stop_screen
from conversations.profile import Profile
from conversations.rules.asking import Asked, read_question
from conversations.rules.wijken import (
    AskWijk,
    BadPostcode,
    NoCouncil,
    NotUnderstood,
    OneWijk,
    OtherMunicipality,
)
from conversations.talk import (
    HOME,
    QUESTION,
    Draft,
    Event,
    Located,
    Paragraph,
    Pressed,
    PressedCase,
    Refused,
    Say,
    Screen,
    ToPerson,
    Turn,
    Wrote,
    WroteMore,
)
from conversations.wijk import Search, ask_the_municipality, other_municipality, page_of
from conversations.words import _

COMMAND = "/hub"
MOST_FOUND = 4


class HubDraft(Draft):
    """Somebody is telling which place they mean; `kind`, `day` and `need` (what the place must
    have) were told before."""

    journey: Literal["hub"] = "hub"
    search: Search = Search()
    position: bool = False
    kind: Kind | None = None
    day: dt.date | None = None
    need: str | None = None


def place_screen(id: str, day: dt.date | None = None) -> Screen:
    """The card of one place."""
    return Screen(name="place", subject=id, day=day)


def wijk_screen(wijk: str, kind: Kind | None = None, day: dt.date | None = None) -> Screen:
    """The places for somebody of a wijk; of the mobile one, when it comes there."""
    if kind == "mobile":
        return bus_screen(wijk, day)
    return Screen(name="wijk_card", wijk=wijk, list=kind, day=day)


def leads_to(payload: str, profile: Profile) -> Screen | None:
    """What a public link shows: readable, for everybody, and never dead; None for other links."""
    if found := re.fullmatch(r"hub_([a-z0-9-]{1,40})", payload):
        return place_screen(found[1])
    if found := re.fullmatch(r"stop_([A-Za-z0-9_-]{22})", payload):
        return stop_screen(found[1])
    if found := re.fullmatch(r"activity_([A-Za-z0-9_-]{22})", payload):
        return activity_screen(found[1])
    if found := re.fullmatch(r"wijk_([a-z0-9-]{1,58})", payload):
        wijk = profile.wijk(f"{profile.id}.{found[1]}")
        return wijk_screen(wijk.id) if wijk is not None and wijk.served == "own" else None
    return None


def respond(draft: HubDraft | None, event: Event, here: Here) -> Turn:
    """One event about places: asked, chosen, shared, or answered by the store."""
    asking = draft or HubDraft()
    match event:
        case PlacesFound():
            return _found(asking, event, here)
        case Around():
            return _around(asking, event, here)
        case StopsNear(stops):
            return _stops_near(asking, stops)
        case OnMap(place):
            pin = Say(ToPerson(here.person.id), said=place_words.pin(place, here))
            return Turn(draft, says=(pin,))
        case Followed(place, on):
            return Turn(
                draft,
                notes=() if on else (_("All right. I do not tell you about this place any more."),),
                show=place_screen(place),
                toast=_("I tell you when something changes.") if on else None,
            )
        case PlaceIs(place):
            return Turn(draft, show=place_screen(place))
        case PressedCase(change, "place_see"):
            return Turn(draft, commands=(FindPlace(change),))
        case PressedCase(change, "place_quiet"):
            return Turn(draft, commands=(Follow(change=change, on=False),))
        case Refused(why):
            return Turn(draft, notes=(why,))
        case Wrote(text) if text.startswith(COMMAND):
            words = text.removeprefix(COMMAND).strip()
            return _asks(HubDraft(), words, here) if words else _begin(Asked(), here)
        case Wrote(text) | WroteMore(text):
            return _asks(asking, text, here)
        case Located(latitude, longitude) if asking.kind == "mobile":
            return Turn(asking, commands=(StopsAround(latitude, longitude),))
        case Located(latitude, longitude):
            return Turn(asking, commands=(LookAround(latitude, longitude, asking.need),))
        case Pressed(option):
            return _pressed(draft, asking, option, here)
    return Turn(asking, notes=(_not_understood(),), show=QUESTION, missed=True)


def _pressed(draft: HubDraft | None, asking: HubDraft, option: str, here: Here) -> Turn:
    match option.partition(":"):
        case "back", _, _:
            return Turn(show=HOME)
        case "p", _, id:
            return Turn(show=place_screen(id, asking.day))
        case "bus", _, wijk_id:
            return Turn(show=bus_screen(wijk_id or here.person.wijk))
        case "week", _, id:
            return Turn(draft, show=Screen(name="programme", subject=id))
        case "access", _, "":
            return Turn(draft, show=Screen(name="access"))
        case "access", _, slug if around := access_words.of_slug(slug, here):
            return Turn(draft, show=Screen(name="access", wijk=around))
        case "more" | "all" | "wijk" as what, _, rest:
            return Turn(draft, show=_around_wijk(what, rest.split(":"), here))
        case "map", _, id:
            return Turn(draft, commands=(ShowOnMap(id),))
        case "follow" | "quiet" as what, _, id:
            return Turn(draft, commands=(Follow(id, on=what == "follow"),))
        case "other" | "type", _, _:
            return _ask(asking.but(search=Search(), position=False, need=None))
        case "position", _, need:
            return _ask(asking.but(search=Search(), position=True, need=need or None))
        case "no_position", _, _:
            note = _("Your phone cannot share that here. That is fine: type your postcode.")
            return _ask(asking.but(search=Search(), position=False), note)
        case "list", _, _:
            return _ask(asking.but(search=Search(page=0), position=False))
    if option.startswith("page"):
        return _ask(asking.but(search=asking.search.but(page=page_of(option)), position=False))
    wijk = here.profile.wijk(option)
    if wijk is not None and wijk.served == "own":
        return Turn(show=wijk_screen(wijk.id, asking.kind, asking.day))
    return Turn(asking, notes=(_not_understood(),), show=QUESTION, missed=True)


def _around_wijk(what: str, rest: list[str], here: Here) -> Screen:
    """More about the places of a wijk: what else can be done, all of them, or back to its card."""
    screens = {"more": "wijk_more", "all": "wijk_places", "wijk": "wijk_card"}
    match rest:
        case [slug, "hub" | "house" as kind, *page] if wijk := access_words.of_slug(slug, here):
            n = int(page[0][:3]) if page and page[0].isascii() and page[0].isdecimal() else 0
            return Screen(name=screens[what], wijk=wijk, list=kind, page=n)
    return HOME


def _ask(asking: HubDraft, *notes: Paragraph, missed: bool = False) -> Turn:
    return Turn(asking, notes=notes, show=QUESTION, missed=missed)


def _not_understood() -> Paragraph:
    return _("I did not understand that. Please type your postcode.")


def _asks(asking: HubDraft, text: str, here: Here) -> Turn:
    """A question in words; what it leaves out was asked before."""
    asked = read_question(text, here.profile, here.today, expected=True)
    if asked is None:
        return _ask(asking, _not_understood(), missed=True)
    kind, day = asked.kind or asking.kind, asked.day or asking.day
    asking = HubDraft(kind=kind, day=day)
    if asked.places and kind != "mobile":
        return _found(asking, PlacesFound(asked.places, day), here)
    match asked.where:
        case None:
            return _begin(Asked(kind, day=day, nearby=asked.nearby), here)
        case OneWijk(wijk) | AskWijk((wijk,), "name", ()):
            return Turn(show=wijk_screen(wijk.id, kind, day))
        case AskWijk((), _, _):
            return _ask(asking.but(search=Search(page=0)))
        case AskWijk(wijken, _, _):
            return _ask(asking.but(search=Search(candidates=tuple(w.id for w in wijken))))
        case NoCouncil(area):
            return _ask(asking, hub_words.port(area), ask_the_municipality(here))
        case OtherMunicipality(name):
            return _ask(asking, other_municipality(name, here))
        case BadPostcode(reason):
            return _ask(asking, reason, missed=True)
        case NotUnderstood() if kind == "mobile":
            return Turn(show=bus_screen(None, day))
        case NotUnderstood():
            return Turn(asking, commands=(SeekPlace(asked.left or text, kind, day),))


def _begin(asked: Asked, here: Here) -> Turn:
    """Nothing was said about where: my own wijk, or the question."""
    if not here.profile.has_journey("hub", here.person.wijk, here.today):
        cannot = _("I cannot do that for {place}.", place=here.profile.name)
        return Turn(notes=(cannot, ask_the_municipality(here)), show=HOME)
    if asked.kind == "mobile":
        return Turn(show=bus_screen(here.person.wijk, asked.day))
    if asked.nearby:
        return _ask(HubDraft(kind=asked.kind, day=asked.day, position=True))
    wijk = here.profile.wijk(here.person.wijk) if here.person.wijk else None
    if wijk is not None:
        return Turn(show=wijk_screen(wijk.id, asked.kind, asked.day))
    return _ask(HubDraft(kind=asked.kind, day=asked.day))


def _found(asking: HubDraft, found: PlacesFound, here: Here) -> Turn:
    match found.places:
        case (id,):
            return Turn(show=place_screen(id, found.day))
        case (_, *_):
            some = " ".join(found.places[:MOST_FOUND])
            return Turn(show=Screen(name="places", list=some, day=found.day))
    return _ask(asking, hub_words.nowhere(found.named or "", here), missed=True)


def _around(asking: HubDraft, around: Around, here: Here) -> Turn:
    """The nearest places; those that have what is needed, or else the nearest to ask."""
    if not around.places:
        return _ask(asking.but(position=False, need=None), hub_words.far_away(here))
    notes: list[Paragraph] = []
    known = here.profile.wijk(around.wijk) if around.wijk is not None else None
    if known is not None:
        notes.append(_("You are in {wijk} now.", wijk=known.name))
    need = asking.need
    if need is not None and not around.suits:
        notes += hub_words.none_such(need)
        need = None
    notes.append(hub_words.distances(around.places))
    ids = " ".join(id for id, _name, _distance in around.places)
    nearest = Screen(name="nearest", list=ids, day=asking.day, subject=need)
    return Turn(notes=tuple(notes), show=nearest)


def _stops_near(asking: HubDraft, stops: tuple[tuple[str, str, float], ...]) -> Turn:
    """The nearest stops of the mobile hub; the distances are said once."""
    if not stops:
        note = _("I know of no stop near there this week.")
        return Turn(notes=(note,), show=bus_screen(None, asking.day))
    ids = " ".join(id for id, _spot, _distance in stops)
    return Turn(notes=(hub_words.distances(stops),), show=Screen(name="bus_near", list=ids))


JOURNEY = Journey(
    name="hub",
    respond=respond,
    draw=hub_words.draw,
    screens=("place", "wijk_card", "wijk_more", "wijk_places", "nearest", "places"),
    verbs=("place_see", "place_quiet"),
    commands=(COMMAND,),
    draft=HubDraft,
    question=lambda draft, facts, here: hub_words.question(
        draft.search, draft.position, draft.need, here
    ),
)
