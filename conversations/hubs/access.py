"""Which places near my wijk can I get into, have a toilet, or speak my language?

the places of a wijk → what do you need? → who has it, and of whom nobody told us
the nearest places   → what do you need? → where are you? → the nearest ones that have it
"""

from __future__ import annotations

from conversations.here import Here
from conversations.hubs import access_words
from conversations.hubs.hub import HubDraft
from conversations.journey import Journey
from conversations.talk import HOME, QUESTION, Event, Pressed, Screen, Turn
from conversations.words import _


def access_screen(wijk: str, need: str | None = None, page: int = 0) -> Screen:
    """The question what somebody needs, or (`need`) the places around a wijk that have it."""
    return Screen(name="access", wijk=wijk, subject=need, page=page)


def respond(draft: None, event: Event, here: Here) -> Turn:
    """One choice: what is needed, more languages, another need, or a place."""
    match event:
        case Pressed(option):
            match option.split(":"):
                case ["p", id]:
                    return Turn(show=Screen(name="place", subject=id))
                case ["for", "", need] if need:
                    return _nearest(need)
                case ["more", "", page] if page.isascii() and page.isdecimal():
                    return Turn(show=Screen(name="access", page=int(page[:3])))
                case ["all", ""]:
                    return _nearest(None)
                case ["for", slug, need] if wijk := access_words.of_slug(slug, here):
                    return Turn(show=access_screen(wijk, need or None))
                case ["more", slug, page] if page.isascii() and page.isdecimal():
                    if wijk := access_words.of_slug(slug, here):
                        return Turn(show=access_screen(wijk, page=int(page[:3])))
                case ["all", slug] if wijk := access_words.of_slug(slug, here):
                    return Turn(show=Screen(name="wijk_card", wijk=wijk))
    return Turn(notes=(_("I did not understand that. Please choose a button."),), show=HOME)


def _nearest(need: str | None) -> Turn:
    """Where somebody is was not kept, so it is asked again."""
    return Turn(HubDraft(position=True, need=need), show=QUESTION)


JOURNEY = Journey(name="access", respond=respond, draw=access_words.draw, screens=("access",))
