"""When does the mobile hub come to me?  Its stops, news of them, and a stop on request.

    /bus, a question in words → the stops of my wijk, then those elsewhere this week
    a stop, a link (stop_…)   → its card: where, when, whether it is there now, a map
    🔔 tell me                → the evening before, on arrival, and when it moves or is off
    🙋 ask for a stop         → the crew sees where many ask; when one is planned, I hear it

Nobody has to say who they are; one tap under every message ends what one tap began.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.hubs.hub import HubDraft
from conversations.journey import Journey
from conversations.mobile import bus_words
from conversations.mobile.stop import (
    CountWishes,
    HearOfBus,
    HearsOfBus,
    NothingToTell,
    ShowStop,
    StopNews,
    StopOnMap,
    TellEve,
    TellFollowers,
    TellWishers,
    WishesHeard,
    WishKept,
    WishStop,
    WithdrawWish,
    bus_screen,
    stop_screen,
)
from conversations.talk import (
    QUESTION,
    Event,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Said,
    Say,
    Screen,
    ToPerson,
    Turn,
    Woke,
    Wrote,
)
from conversations.wijk import Search
from conversations.words import _

COMMAND = "/bus"


def respond(draft: None, event: Event, here: Here) -> Turn:
    """One event about the mobile hub: asked, tapped, or what time and the store bring."""
    match event:
        case Woke("stop_news" | "stop_eve" | "stop_wishes" as what, subject):
            return Turn(commands=(_told(what, subject),))
        case Woke("count_wishes"):
            return Turn(commands=(CountWishes(),))
        case NothingToTell():
            return Turn()
        case StopNews() | WishesHeard():
            return _tell(event, here)
        case StopOnMap(plan):
            pin = Say(ToPerson(here.person.id), said=bus_words.pin(plan, here))
            return Turn(says=(pin,))
        case HearsOfBus(on, wijk, stop):
            toast = _("All right. I tell you.") if on else _("All right. No more messages.")
            show = stop_screen(stop) if stop is not None else bus_screen(wijk)
            return Turn(show=show, toast=toast)
        case WishKept(wijk, on):
            return _wished(wijk, on, here)
        case Refused(why):
            return Turn(notes=(why,), show=bus_screen(here.person.wijk))
        case PressedCase(stop, "stop_map"):
            return Turn(commands=(ShowStop(stop),))
        case PressedCase(stop, "stop_tell"):
            return Turn(commands=(HearOfBus(True, stop=stop),))
        case PressedCase(stop, "stop_quiet"):
            return Turn(commands=(HearOfBus(False, stop=stop),))
        case PressedCase(stop, "stop_card"):
            return Turn(show=stop_screen(stop))
        case Pressed(option):
            return _pressed(option, here)
        case Wrote(text) if text.startswith(COMMAND):
            return Turn(show=bus_screen(here.person.wijk))
    return Turn(show=bus_screen(here.person.wijk), missed=True)


def _pressed(option: str, here: Here) -> Turn:
    match option.split(":"):
        case ["tell", wijk]:
            return Turn(commands=(HearOfBus(True, wijk),))
        case ["quiet", wijk]:
            return Turn(commands=(HearOfBus(False, wijk),))
        case ["wish", wijk]:
            return Turn(commands=(WishStop(wijk),))
        case ["unwish", wijk]:
            return Turn(commands=(WithdrawWish(wijk),))
        case ["near"]:
            return Turn(HubDraft(kind="mobile", position=True), show=QUESTION)
        case ["other"]:
            return Turn(HubDraft(kind="mobile", search=Search()), show=QUESTION)
        case ["week"]:
            return Turn(show=bus_screen())
        case ["week", page] if page.isdecimal() and len(page) < 4:
            return Turn(show=Screen(name="bus", page=int(page)))
    return Turn(show=bus_screen(here.person.wijk), missed=True)


def _told(what: str, subject: str) -> TellFollowers | TellEve | TellWishers:
    """Whom to tell; behind the stop stands where the portion before this one ended."""
    stop, _colon, rest = subject.partition(":")
    match what:
        case "stop_eve":
            return TellEve(stop, rest)
        case "stop_wishes":
            return TellWishers(stop)
    return TellFollowers(stop, rest)


def _wished(wijk: str, on: bool, here: Here) -> Turn:
    known = here.profile.wijk(wijk)
    name = known.name if known is not None else ""
    if not on:
        note = _("All right. You do not ask for a stop in {wijk} any more.", wijk=name)
        return Turn(notes=(note,), show=bus_screen(wijk))
    notes = (
        _("Thank you. Do many people ask? Then the crew sees it. It does not see who you are."),
    )
    return Turn(notes=notes, show=bus_screen(wijk))


def _tell(news: StopNews | WishesHeard, here: Here) -> Turn:
    """Each reader gets the card as it is now, with what is new above it, and the way to stop."""
    card = Screen(name="stop", case=news.stop, subject=news.stop)
    if isinstance(news, WishesHeard):
        above: Said | None = bus_words.fulfilled(news.wijk, here)
    else:
        above = bus_words.news(news.news) if news.news is not None else None
    says = tuple(
        Say(ToPerson(person), above, card, weight="news", until=news.until)
        for person in news.people
    )
    if isinstance(news, StopNews) and (news.news == "eve" or not news.first):
        return Turn(says=says)  # nothing is different, or it was brought up to date before
    # What still stands on phones as "here now" is brought up to date without a sound.
    told = news.told if isinstance(news, StopNews) else ()
    return Turn(says=(*says, Refresh(news.stop, told)))


JOURNEY = Journey(
    name="bus",
    respond=respond,
    draw=bus_words.draw,
    screens=("bus", "stop", "bus_near"),
    verbs=("stop_map", "stop_tell", "stop_quiet", "stop_card"),
    commands=(COMMAND,),
    moments=("stop_news", "stop_eve", "stop_wishes", "count_wishes"),
)
