"""What people read about places: the question where, a card, and a list to choose from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from conversations.here import Here
from conversations.hubs import access_words
from conversations.hubs.hours_words import call_first, day_words, now_words, short_words, week_words
from conversations.hubs.hub_staff_words import follows_now, on_card
from conversations.hubs.place import Kind, Place, PlaceFacts, WijkFacts
from conversations.languages import spoken
from conversations.rules.areas import rounded
from conversations.rules.hours import NotKnown, state_now
from conversations.rules.wijken import pages
from conversations.talk import (
    MENU,
    Cite,
    Heading,
    Lines,
    Paragraph,
    Pin,
    Row,
    Said,
    Screen,
    Share,
    said,
    step,
)
from conversations.wijk import BACK, Search, ask_the_municipality
from conversations.words import Day, Gap, Message, Quoted, Term, _, bare, the

OTHER = step(_("🔎 Another place"), "other")
NEAR_ME = step(_("📍 Closest to me"), "position")
# A card with more buttons than a thumb can reach helps nobody.
MOST_BUTTONS = 4
# Characters of a label that still fits when two buttons share a row.
SHORT = 20


def kind_word(kind: Kind | None) -> Term:
    """The municipality's word for this kind of place, with its article."""
    return the("house" if kind == "house" else "hub")


# --- the question ------------------------------------------------------------------------------


def question(search: Search, position: bool, here: Here) -> Said:
    """Where is it to be?  Typed, from candidates, from the list, or by sharing where one is."""
    profile = here.profile
    if position:
        return said(
            _("Share where you are with the key below. I do not keep it."),
            _("Or type your postcode or your wijk."),
            rows=(step(_("📋 Show a list"), "list"), BACK),
        ).but(position=_("📍 Share where I am"))
    if search.page is not None:
        return _list(search.page, here)
    wijken = [wijk for wijk in map(profile.wijk, search.candidates) if wijk is not None]
    if wijken:
        rows = tuple(step(wijk.name, wijk.id) for wijk in wijken if wijk.served == "own")
        return said(
            _("Which wijk do you mean?"),
            rows=(*rows, step(_("Another wijk"), "list"), BACK),
            choices=True,
        )
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
    rows += [step(_("✏️ Type it"), "type"), BACK]
    return said(_("Which wijk do you mean?"), rows=tuple(rows), choices=True)


# --- screens -----------------------------------------------------------------------------------


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """A place, the places of a wijk, or a list of places."""
    match screen.name, facts:
        case "place", PlaceFacts():
            return _card(facts, screen.day, here)
        case "wijk_card", WijkFacts():
            return _of_wijk(facts, screen.day, here)
        case "nearest" | "places", tuple() if facts:
            return _several(screen, facts, here)
    return said(
        _("I do not know this place any more."),
        ask_the_municipality(here),
        rows=(OTHER, MENU),
    )


def in_pairs(*rows: Row) -> tuple[Row, ...]:
    """Short buttons two by two: the answer above them stays on the screen."""
    paired: list[Row] = []
    room = False
    for row in rows:
        label = row[0].label
        short = len(row) == 1 and len(label if isinstance(label, str) else label.text) <= SHORT
        if short and room:
            paired[-1] += row
        else:
            paired.append(row)
        room = short and not room
    return tuple(paired)


def _card(facts: PlaceFacts, day: dt.date | None, here: Here) -> Said:
    place = facts.place
    rows: list[Row] = []
    if place.gone is None and place.kind == "mobile":
        rows.append(step(_("🚐 Where and when it stops"), "bus"))
    if place.gone is None:
        rows += [*_map(place), _week(place), (_share(place),)]
        rows += [*follows_now(facts), *on_card(place, here)]
    elif facts.moved_to is not None:
        rows.append(_to(facts.moved_to))
    return said(*about(facts, day, here), rows=(*in_pairs(*rows, OTHER), MENU))


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


def about(facts: PlaceFacts, day: dt.date | None, here: Here) -> tuple[Paragraph, ...]:
    """Everything that is known of a place, how sure it is, and whom to ask for the rest."""
    place = facts.place
    body: list[Paragraph] = [Heading(words=Message(text="{name}", gaps={"name": place.name}))]
    if place.gone is not None:
        return (*body, *_gone(facts, here))
    body.append(_address(place, here))
    if place.kind == "mobile" and place.way == "unknown":
        body.append(call_first(place, here))
    elif day is not None and day > here.today:
        body.append(Lines(items=day_words(facts, day, here)))
    else:
        body.append(Lines(items=now_words(facts, here)))
    hours = week_words(facts, here)
    if hours:
        body.append(Lines(items=hours))
    elif place.hours_note and isinstance(_state(facts, here), NotKnown):
        whose = _("This was once published. It may be different now:")
        body.append(Cite(whose=whose, text=place.hours_note))
    if access := _access(place):
        body.append(Lines(items=access))
    body.append(Lines(items=_checked(facts, bool(hours), here)))
    return tuple(body)


def _state(facts: PlaceFacts, here: Here) -> object:
    return state_now(facts.place, facts.one_offs, here.profile, here.now)


def _address(place: Place, here: Here) -> Message:
    if place.kind == "mobile":
        return _("🚐 It drives around.")
    if place.address is None:
        return _("📍 I do not know the address yet.")
    where = ", ".join(part for part in (place.address, _town(place)) if part)
    return Message(text="📍 {address}", gaps={"address": where})


def _town(place: Place) -> str:
    return " ".join(part for part in (_spaced(place.postcode), place.city) if part)


def _spaced(postcode: str | None) -> str | None:
    return f"{postcode[:4]} {postcode[-2:]}" if postcode else None


def _access(place: Place) -> tuple[Message, ...]:
    lines: list[Message] = []
    if place.step_free != "unknown":
        yes = place.step_free == "yes"
        lines.append(_("♿ You can get in without steps.") if yes else _("♿ There are steps."))
    if place.toilet != "unknown":
        yes = place.toilet == "yes"
        lines.append(_("🚻 There is a toilet.") if yes else _("🚻 There is no toilet."))
    if place.languages:
        lines.append(_("🗣 People there speak {languages}.", languages=spoken(place.languages)))
    return tuple(lines)


def _checked(facts: PlaceFacts, hours: bool, here: Here) -> tuple[Message, ...]:
    """Since when we know it, and how sure it is."""
    place = facts.place
    lines: list[Message] = []
    if place.hours_checked is not None and (hours or place.way != "unknown"):
        lines.append(_("Hours last checked: {day}.", day=Day(on=place.hours_checked)))
    elif place.checked is not None:
        lines.append(_("Last checked: {day}.", day=Day(on=place.checked)))
    else:
        lines.append(_("I do not know when this was last checked."))
    if place.confidence == "medium":
        lines.append(_("I am not quite sure of this. Please ask to be sure."))
        if not isinstance(_state(facts, here), NotKnown):
            lines.append(call_first(place, here))
    if place.hours and "hours" in here.profile.sample:
        lines.append(_("These hours are made up, as an example."))
    return tuple(lines)


def _gone(facts: PlaceFacts, here: Here) -> tuple[Paragraph, ...]:
    if facts.moved_to is not None:
        new = facts.moved_to
        return (
            _("This place has moved. You find it here now: {name}.", name=new.name),
            _address(new, here),
        )
    if facts.place.gone == "moved":
        return (_("This place has moved. I do not know where to."), ask_the_municipality(here))
    return (
        _("This place is closed for good."),
        _("Look for another place, or ask."),
        ask_the_municipality(here),
    )


def _of_wijk(facts: WijkFacts, day: dt.date | None, here: Here) -> Said:
    """The place for a wijk: its own, else those around it, and what else there is."""
    wijk = here.profile.wijk(facts.wijk)
    if wijk is None:
        return draw(Screen(name="places"), None, here)
    wanted: Kind = "house" if facts.kind == "house" else "hub"
    own = [one for one in facts.here if one.place.kind == wanted]
    others = [one for one in facts.here if one.place.kind != wanted]
    body: list[Paragraph] = []
    rows: list[Row] = []
    if len(own) == 1:
        [first] = own
        body += about(first, day, here)
        rows += [*_map(first.place), _week(first.place), (_share(first.place),)]
        rows += [*follows_now(first), *on_card(first.place, here)]
    elif own:
        body.append(Heading(words=Message(text="{name}", gaps={"name": wijk.name})))
        others = [*own, *others]
    else:
        body.append(Heading(words=Message(text="{name}", gaps={"name": wijk.name})))
        kind = kind_word(facts.kind)
        body.append(_("I do not know {hub} of {wijk} yet.", hub=kind, wijk=wijk.name))
        body.append(ask_the_municipality(here))
        others = [*facts.around, *others]
    shown = others[:MOST_BUTTONS]
    if own and shown and len(own) == 1:
        body.append(_("There is also:"))
    elif shown and not own:
        body.append(_("You can also go here:"))
    if shown:
        body.append(Lines(items=tuple(_listed(one, here) for one in shown)))
        rows += [_to(one.place) for one in shown]
    rows.append(NEAR_ME)
    if facts.here or facts.around:
        rows.append(access_words.button(wijk.id))
    if here.profile.has_bus:
        rows.append(step(_("🚐 The bus"), f"bus:{wijk.id}"))
    return said(*body, rows=(*in_pairs(*rows, OTHER), MENU))


def _several(screen: Screen, found: Iterable[object], here: Here) -> Said:
    """Places to choose from."""
    places = [one for one in found if isinstance(one, PlaceFacts)]
    title = _("Closest to you") if screen.name == "nearest" else _("Which place do you mean?")
    lines = tuple(_listed(one, here) for one in places)
    rows = tuple(_to(one.place) for one in places)
    return said(Heading(words=title), Lines(items=lines), rows=(*rows, OTHER, MENU), choices=True)


def _listed(facts: PlaceFacts, here: Here) -> Message:
    place = facts.place
    state = short_words(facts, here)
    if place.address is None:
        return Message(text="• {name}. {state}", gaps={"name": place.name, "state": state})
    gaps: dict[str, Gap] = {"name": place.name, "address": place.address, "state": state}
    return Message(text="• {name}, {address}. {state}", gaps=gaps)


def _to(place: Place) -> Row:
    return step(f"🚪 {place.name}", f"p:{place.id}")


def _week(place: Place) -> Row:
    return step(_("📅 This week"), f"week:{place.id}")


def _map(place: Place) -> tuple[Row, ...]:
    if place.latitude is None:
        return ()
    return (step(_("🗺 Show it on the map"), f"map:{place.id}"),)


def _share(place: Place) -> Share:
    words = _("{name}: where it is and when it is open.", name=place.name)
    return Share(label=_("📤 Share this place"), token=f"hub_{place.id}", words=words)


def pin(place: Place, here: Here) -> Said:
    """A place for the phone's own map."""
    assert place.latitude is not None
    assert place.longitude is not None
    name = Message(text="{name}", gaps={"name": place.name})
    address = ", ".join(part for part in (place.address, _town(place)) if part)
    return said(name).but(
        pin=Pin(
            latitude=place.latitude,
            longitude=place.longitude,
            title=place.name,
            address=address or here.profile.name,
        )
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
