"""Who has a card, what may stand on it, and when somebody is away; or why not."""

from __future__ import annotations

import datetime as dt
import re

from conversations.here import Held, Here, Person
from conversations.profile import Profile
from conversations.roles.face import CARD_ROLES, Holder, Office, Whose
from conversations.rules.roles import by_operator
from conversations.rules.telephone import holds_a_mobile_number
from conversations.rules.texts import clean, western, why_not_private, why_not_this_text
from conversations.words import Day, Message, _

MOST_NAME, MOST_ASK = 60, 300
LONGEST_LEAVE = dt.timedelta(days=366)

NAMES = (
    "ma maandag mon monday",
    "di dinsdag tue tues tuesday",
    "wo woensdag wed wednesday",
    "do donderdag thu thur thurs thursday",
    "vr vrijdag fri friday",
    "za zaterdag sat saturday",
    "zo zondag sun sunday",
)
WEEKDAY = {name: number for number, names in enumerate(NAMES, 1) for name in names.split()}
WEEKDAY |= {f"{name}en": number for name, number in WEEKDAY.items() if name.endswith("dag")}
WEEKDAY |= {f"{name}s": number for name, number in WEEKDAY.items() if name.endswith("day")}
UNTIL = re.compile(r"\bt\s*/\s*m\b|\btot en met\b|\btot\b|\bthrough\b|\buntil\b|\bto\b|[–—]")
SMALL = frozenset({"en", "and", "op", "on", "de", "the", "elke", "every", "alle"})
ALL_OF_THEM = {
    **dict.fromkeys(("dag", "dagen", "day", "days"), (1, 2, 3, 4, 5, 6, 7)),
    **dict.fromkeys(("werkdag", "werkdagen", "weekdays", "workdays"), (1, 2, 3, 4, 5)),
}


# --- who ---------------------------------------------------------------------------------


def card_roles(person: Person) -> tuple[Held, ...]:
    """The roles for which this person is shown with a card."""
    return tuple(held for held in person.roles if held.role in CARD_ROLES)


def why_not_my_card(person: Person) -> Message | None:
    """Only somebody who works for a wijk now has a card."""
    if card_roles(person):
        return None
    return _("Only people who work for a wijk have a card.")


def why_not_change(whose: Whose, here: Here) -> Message | None:
    """Everybody changes their own card; offices and others are changed at the desk."""
    match whose:
        case None:
            return why_not_my_card(here.person)
        case Office(role, wijk):
            if not by_operator(here.person):
                return _("You cannot change this card.")
            if role not in CARD_ROLES:
                return _("This role has no card.")
            place = here.profile.wijk(wijk) if wijk is not None else None
            if wijk is not None and (place is None or place.served != "own"):
                return _("I do not know that wijk.")
        case Holder():
            if not by_operator(here.person):
                return _("You cannot change this card.")
    return None


def is_resident(roles: tuple[Held, ...], profile: Profile) -> bool:
    """Do these roles belong to a resident, such as a wijkambassadeur in Ridderkerk?"""
    return (
        bool(roles)
        and profile.ambassador_is == "resident"
        and all(held.role == "ambassador" for held in roles)
    )


# --- what stands on it -----------------------------------------------------------------------


def read_days(text: str) -> tuple[int, ...] | None:
    """The weekdays that were typed (Monday is 1), in order; None when it is something else.

    Reads "ma di do", "maandag, dinsdag en donderdag", "ma-vr", "ma t/m do", "Monday to Friday",
    "elke dag" and "werkdagen".
    """
    typed = UNTIL.sub("-", western(clean(text)).casefold())
    found: set[int] = set()
    last: int | None = None
    through = False
    for word in re.findall(r"[^\W\d_]+|\d+|-", typed):
        if word == "-" and last is not None and not through:
            through = True
        elif word in WEEKDAY:
            day = WEEKDAY[word]
            if through and last is not None:
                found.update((last + n - 1) % 7 + 1 for n in range((day - last) % 7 + 1))
            found.add(day)
            last, through = day, False
        elif word in ALL_OF_THEM and not through:
            found.update(ALL_OF_THEM[word])
        elif word not in SMALL or through:
            return None
    return tuple(sorted(found)) if found and not through else None


def why_not_this_name(text: str) -> Message | None:
    """A name is one short line without figures."""
    if "\n" in clean(text):
        return _("A name is one line.")
    if any(letter.isdigit() for letter in text):
        return _("Please type only a name, without numbers.")
    return why_not_this_text(text, 2, MOST_NAME)


def why_not_this_offer(text: str) -> Message | None:
    """What people may ask: a few lines, without numbers that are private."""
    if holds_a_mobile_number(text):
        return _("I see a mobile number. Please leave it out.")
    return why_not_private(text) or why_not_this_text(text, 3, MOST_ASK)


# --- away -------------------------------------------------------------------------------------


def why_not_away(first: dt.date, back: dt.date | None, today: dt.date) -> Message | None:
    """Leave begins today or later, and lasts at least a day and at most a year."""
    if first < today:
        return _("{day} is in the past. Choose a later day.", day=Day(on=first))
    if back is None:
        return None
    if back <= first:
        return _("You are back after {day}. Choose a later day.", day=Day(on=first))
    if back - first > LONGEST_LEAVE:
        return _("That is more than a year. Ask for somebody else in your role.")
    return None
