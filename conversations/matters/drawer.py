"""Nothing lies in a drawer: every morning somebody hears which open cases nobody looks after.

The store refuses an open case without owner or next date.  What it cannot refuse is found here:
nobody holds the role any more, whoever took it has gone, or the next date is long over.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from conversations.here import Here
from conversations.journey import Journey
from conversations.municipal_words import ROLES, Role, role_word
from conversations.talk import MENU, Event, Heading, Lines, Said, Say, Screen, ToPerson, Turn, Woke
from conversations.talk import said as saying
from conversations.words import Day, Message, Term, _

# So many are named; the command line names them all.
NAMED = 10
# A next date that is over so long was forgotten.
FORGOTTEN = dt.timedelta(days=7)

Why = Literal["no_owner", "nobody", "no_chain", "gone", "forgotten"]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """An open case that nobody looks after: its number and wijk, who should have it, and why."""

    number: str
    wijk: str
    owner: str | None
    next_at: dt.datetime | None
    why: Why


@dataclass(frozen=True, slots=True)
class CheckDrawer:
    """Look through everything that is open; only the clock asks this."""


@dataclass(frozen=True, slots=True)
class DrawerChecked:
    """What lies there, and who is to hear it."""

    found: tuple[Forgotten, ...]
    people: tuple[str, ...]


def respond(draft: None, event: Event, here: Here) -> Turn:
    """Every morning, and only when there is something to say."""
    match event:
        case Woke("drawer"):
            return Turn(commands=(CheckDrawer(),))
        case DrawerChecked(found, people) if found:
            letter = told(found, here)
            says = tuple(Say(ToPerson(person), said=letter, weight="news") for person in people)
            return Turn(says=says)
    return Turn()


def told(found: tuple[Forgotten, ...], here: Here) -> Said:
    """The message: the first ones by number, never what is in them."""
    lines = [line(one, here) for one in found[:NAMED]]
    if len(found) > NAMED:
        lines.append(_("• and {n} more", n=len(found) - NAMED))
    return saying(
        Heading(words=_("These lie in a drawer")),
        _("Nobody looks after them now. Somebody waits for an answer."),
        Lines(items=tuple(lines)),
        _("Give somebody the role with /rollen. Or ask who has it to look."),
        rows=(MENU,),
    )


def line(one: Forgotten, here: Here) -> Message:
    """One case and what is wrong with it."""
    wijk = here.profile.wijk(one.wijk)
    return _(
        "• {number} in {wijk}: {why}",
        number=one.number,
        wijk=wijk.name if wijk is not None else one.wijk,
        why=_why(one, here),
    )


def _why(one: Forgotten, here: Here) -> Message:
    match one.why:
        case "no_owner":
            return _("it has no owner or no next date")
        case "no_chain":
            return _("nobody here has a role for it")
        case "gone":
            return _("who took it has no role any more")
        case "forgotten" if one.next_at is not None:
            return _("the next date was {day}", day=Day(on=here.profile.today(one.next_at)))
    return _("nobody is {role} now", role=_role(one.owner))


def _role(owner: str | None) -> Term | str:
    known: Role | None = next((role for role in ROLES if role == owner), None)
    return Term(key=role_word(known)) if known is not None else str(owner)


def _draw(screen: Screen, facts: object, here: Here) -> Said:
    return saying(_("Nothing is asked here."), rows=(MENU,))


JOURNEY = Journey(name="drawer", respond=respond, draw=_draw, moments=("drawer",))
