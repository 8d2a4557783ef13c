"""What people read about one place: everything that is known of it, and what one can do there."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.hubs.hours_words import call_first, day_words, now_words, short_words, week_words
from conversations.hubs.hub_staff_words import follows_now, on_card
from conversations.hubs.place import Place, PlaceFacts
from conversations.languages import spoken
from conversations.rules.hours import NotKnown, state_now
from conversations.talk import (
    MENU,
    Cite,
    Heading,
    Lines,
    Paragraph,
    Pin,
    Row,
    Said,
    Share,
    said,
    step,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Day, Gap, Message, _

OTHER = step(_("🔎 Another place"), "other")
NEAR_ME = step(_("📍 Closest to me"), "position")
# Characters of a label that still fits when two buttons share a row.
SHORT = 20


def card(facts: PlaceFacts, day: dt.date | None, here: Here) -> Said:
    """The card of a place, with at most six buttons: those that people use most."""
    place = facts.place
    rows: list[Row] = []
    if place.gone is None:
        rows += looks_at(place)
        rows += [(share(place),), *follows_now(facts), *on_card(place, here)]
    elif facts.moved_to is not None:
        rows.append(to(facts.moved_to))
    if not on_card(place, here):  # whoever works there knows where else to look
        rows.append(OTHER)
    return said(*about(facts, day, here), rows=(*in_pairs(*rows), MENU))


def looks_at(place: Place) -> tuple[Row, ...]:
    """Where it is, and what happens there."""
    if place.kind == "mobile":
        return (step(_("🚐 Where and when it stops"), "bus"), _week(place))
    return (*_map(place), _week(place))


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


def listed(facts: PlaceFacts, here: Here) -> Message:
    """One line of a list: what it is called, where it is, and whether it is open."""
    place = facts.place
    state = short_words(facts, here)
    if place.address is None:
        return Message(text="• {name}. {state}", gaps={"name": place.name, "state": state})
    gaps: dict[str, Gap] = {"name": place.name, "address": place.address, "state": state}
    return Message(text="• {name}, {address}. {state}", gaps=gaps)


def to(place: Place) -> Row:
    """The way to its card."""
    return step(f"🚪 {place.name}", f"p:{place.id}")


def _week(place: Place) -> Row:
    return step(_("📅 This week"), f"week:{place.id}")


def _map(place: Place) -> tuple[Row, ...]:
    if place.latitude is None:
        return ()
    return (step(_("🗺 Show it on the map"), f"map:{place.id}"),)


def share(place: Place) -> Share:
    """A link to this card, for others."""
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
