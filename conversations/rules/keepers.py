"""Who keeps the hours of a place, and what makes no sense about a closure; or why not."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.hubs.place import OneOff, Place
from conversations.hubs.place_change import AHEAD
from conversations.rules.hours import MIDNIGHT
from conversations.rules.roles import by_operator
from conversations.rules.texts import clean, why_not_private, why_not_this_text
from conversations.words import Day, Message, _, bare

MOST_REASON = 120  # UTF-16 units; it stands in a line of a card


def keeps(place: Place, here: Here) -> bool:
    """Does this person keep the hours of this place?"""
    return why_not_keep(place, here) is None


def why_not_keep(place: Place, here: Here) -> Message | None:
    """Staff of the wijk or of the whole municipality, by the roles that the profile names."""
    if by_operator(here.person) or here.person.holds(place.wijk, *here.profile.keeps_hours):
        return None
    return _("You cannot change this. That is for {staff}.", staff=bare("hub_staff"))


def why_not_change(place: Place, here: Here) -> Message | None:
    """A place that is gone has no hours, and the mobile hub has stops instead."""
    if place.gone is not None:
        return _("This place is not there any more. Its hours cannot change.")
    if place.kind == "mobile":
        return _("The mobile {hub} has stops. It has no opening hours.", hub=bare("hub"))
    return why_not_keep(place, here)


def why_not_one_off(one: OneOff, here: Here) -> Message | None:
    """A closure or an extra opening lies ahead, not too far, and goes forward."""
    if one.until < one.since:
        return _("The last day is before the first one.")
    if one.until < here.today:
        return _("{day} is over already.", day=Day(on=one.until))
    if one.until > here.today + dt.timedelta(days=AHEAD):
        return _("That is more than a year away. Choose an earlier day.")
    if (one.opens is None) != (one.closes is None):
        return _("From when to when? For example: 9:00-12:00.")
    if one.kind == "open" and (one.opens is None or one.since != one.until):
        return _("An extra opening is on one day, from one time to another.")
    if one.opens is not None and one.closes is not None and one.closes <= one.opens:
        return _("It ends before it begins.")
    if one.until == here.today and one.closes not in (None, MIDNIGHT):
        if f"{here.profile.local(here.now):%H:%M}" >= (one.closes or MIDNIGHT):
            return _("{time} is over already today.", time=one.closes or MIDNIGHT)
    return why_not_reason(one.reason) if one.reason else None


def why_not_reason(text: str) -> Message | None:
    """A reason is one short line that everybody may read."""
    if "\n" in clean(text):
        return _("A reason is one short line.")
    return why_not_this_text(text, 3, MOST_REASON) or why_not_private(text)


def holds_until(one: OneOff, here: Here) -> dt.datetime:
    """The instant (UTC) after which a closure or an opening is over, by the clocks here."""
    day, clock = one.until, one.closes or MIDNIGHT
    if clock == MIDNIGHT:
        day, clock = day + dt.timedelta(days=1), "00:00"
    zone = here.profile.local(here.now).tzinfo
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), zone).astimezone(dt.UTC)
