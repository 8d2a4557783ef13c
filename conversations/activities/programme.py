"""What happens at a hub this week, and who comes.  Signing up takes two taps.

the card of a place → this week → an activity → I want to come → a place, or the line
somebody leaves     → the first in the line is offered the place, until a moment
that moment passes  → the next
the day before      → a reminder, with a way to stay away
"""

from __future__ import annotations

from conversations.activities import programme_staff, programme_words
from conversations.activities.activity import (
    AcceptPlace,
    ActivityPrepared,
    EndOffers,
    NameTold,
    OffersEnded,
    PlaceAccepted,
    Remind,
    Reminding,
    SignedOff,
    SignedUp,
    SignOff,
    SignUp,
    TellName,
)
from conversations.activities.programme_words import activity_screen, offers
from conversations.here import Here
from conversations.journey import Journey
from conversations.talk import (
    HOME,
    Event,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Say,
    Screen,
    ToPerson,
    ToSignedUp,
    Turn,
    Woke,
    said,
)
from conversations.words import _

MINE = Screen(name="my_signups")


def programme_screen(place: str, page: int = 0, *, later: bool = False) -> Screen:
    """What happens at a place this week, or later."""
    return Screen(name="programme", subject=place, list="later" if later else None, page=page)


def respond(draft: None, event: Event, here: Here) -> Turn:
    """Look, sign up, take or pass a place, leave; and what the clock brings."""
    match event:
        case SignedUp():
            return _signed_up(event, here)
        case SignedOff():
            return _signed_off(event)
        case PlaceAccepted(item):
            return Turn(show=activity_screen(item), toast=_("The place is yours."))
        case NameTold(item, named):
            toast = _("They see your first name.") if named else _("They see only the number.")
            return Turn(show=activity_screen(item), toast=toast)
        case OffersEnded(item, over, offered):
            return Turn(says=_ended(item, over, offered))
        case Reminding(item):
            return Turn(says=_reminder(item) if item is not None else ())
        case ActivityPrepared():
            return programme_staff.respond(None, event, here)
        case Refused(why):
            return Turn(notes=(why,))

        case PressedCase(item, "activity"):
            return Turn(show=activity_screen(item))
        case PressedCase(item, "join"):
            return Turn(commands=(SignUp(item),))
        case PressedCase(item, "leave"):
            return Turn(commands=(SignOff(item),))
        case PressedCase(item, "accept"):
            return Turn(commands=(AcceptPlace(item),))
        case PressedCase(item, "name_on" | "name_off" as verb):
            return Turn(commands=(TellName(item, verb == "name_on"),))
        case Woke("offer_over", item):
            return Turn(commands=(EndOffers(item),))
        case Woke("activity_reminder", item):
            return Turn(commands=(Remind(item),))
        case Pressed(option):
            return _pressed(option, here)
    return Turn(show=HOME, missed=True)


def _pressed(option: str, here: Here) -> Turn:
    match option.split(":"):
        case ["a", item]:
            return Turn(show=activity_screen(item))
        case ["week" | "later" as which, place, page] if _is_page(page):
            return Turn(show=programme_screen(place, int(page), later=which == "later"))
        case ["mine", page] if _is_page(page):
            return Turn(show=MINE.but(page=int(page)))
        case ["place", place]:
            return Turn(show=Screen(name="place", subject=place))
        case ["add", _place]:
            return programme_staff.respond(None, Pressed(option), here)
    return Turn(show=HOME, missed=True)


def _is_page(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 5


def _signed_up(event: SignedUp, here: Here) -> Turn:
    if event.standing == "in":
        toast = _("You are on the list.")
    elif event.standing == "waiting":
        toast = _("You are on the waiting list.")
    else:
        toast = _("There is a place for you. Do you want it?")
    others = (person for person in event.offered if person != here.person.id)
    return Turn(show=activity_screen(event.item), says=offers(event.item, others), toast=toast)


def _signed_off(event: SignedOff) -> Turn:
    """Whoever left sees it; who moved up in the line sees that, who gets a place hears it."""
    toast = _("You are off the list.") if event.was else _("You were not on the list.")
    says: list[Say | Refresh] = list(offers(event.item, event.offered))
    if event.line:
        says.append(Refresh(event.item))
    return Turn(show=activity_screen(event.item), says=tuple(says), toast=toast)


def _ended(item: str, over: tuple[str, ...], offered: tuple[str, ...]) -> tuple[Say | Refresh, ...]:
    late = said(_("The place for you went to the next person. You can sign up again."))
    says: list[Say | Refresh] = [
        Say(ToPerson(person), said=late, screen=activity_screen(item)) for person in over
    ]
    says += offers(item, offered)
    if over or offered:
        says.append(Refresh(item))
    return tuple(says)


def _reminder(item: str) -> tuple[Say, ...]:
    words = said(_("🔔 Do not forget. You signed up for this:"))
    to = ToSignedUp(item, only="in")
    return (Say(to, said=words, screen=activity_screen(item), weight="news"),)


JOURNEY = Journey(
    name="programme",
    respond=respond,
    draw=programme_words.draw,
    screens=("programme", "activity", "my_signups"),
    verbs=("activity", "join", "leave", "accept", "name_on", "name_off"),
    moments=("offer_over", "activity_reminder"),
)
