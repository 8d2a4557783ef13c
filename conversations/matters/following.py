"""Somebody follows a matter by the link that an ambassador shared: its state, and no persons.

link → followed from now on, with where it stands → 🔕 no more of it
"""

from __future__ import annotations

from conversations.here import Here
from conversations.journey import Journey
from conversations.matters.followed import FollowMatter, MatterFollowed, MatterState, followed
from conversations.matters.followed_words import state_lines
from conversations.talk import (
    HOME,
    MENU,
    Event,
    Heading,
    Lines,
    PressedCase,
    Refused,
    Said,
    Screen,
    Turn,
    said,
    standing,
)
from conversations.wijk import ask_the_municipality
from conversations.words import _


def respond(draft: None, event: Event, here: Here) -> Turn:
    """Follow it, look at it, or hear no more of it."""
    match event:
        case MatterFollowed(case, on):
            toast = _("I tell you when something happens.") if on else _("I stay quiet about it.")
            return Turn(show=followed(case), toast=toast)
        case Refused(why):
            return Turn(notes=(why,), show=HOME)
        case PressedCase(case, "follow_see"):
            return Turn(show=followed(case))
        case PressedCase(case, "follow_on"):
            return Turn(commands=(FollowMatter(case),))
        case PressedCase(case, "follow_off"):
            return Turn(commands=(FollowMatter(case, on=False),))
    return Turn(show=HOME, missed=True)


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """Where it stands, for everybody who has the link."""
    if not isinstance(facts, MatterState):
        gone = _("This message is not there any more.")
        return said(gone, ask_the_municipality(here), rows=(MENU,))
    if facts.follows:
        row = standing(_("🔕 Tell me no more of this"), facts.case, "follow_off")
    else:
        row = standing(_("🔔 Keep me posted"), facts.case, "follow_on")
    return said(
        Heading(words=_("Message {number}", number=facts.number)),
        Lines(items=state_lines(facts, here)),
        _("You see where it stands. You do not see who told it, or what was said."),
        rows=(row, MENU),
    )


JOURNEY = Journey(
    name="following",
    respond=respond,
    draw=draw,
    screens=("followed",),
    verbs=("follow_on", "follow_off", "follow_see"),
)
