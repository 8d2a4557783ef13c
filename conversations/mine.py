"""My plans: where each stands, who has it, what comes next; take one back; throw one away.

/mijn → a plan → take it back → sure? → withdrawn
/wis  → sure?  → the unfinished plan is gone
/mijngegevens → a file with everything that is kept about me
"""

from __future__ import annotations

from dataclasses import dataclass

from conversations.here import Here
from conversations.journey import Journey
from conversations.matters.talking import (
    UNSENT,
    MattersWiped,
    UnsentWiped,
    WipeMatters,
    WipeUnsent,
)
from conversations.mine_words import draw, own_data, refused_file
from conversations.plans.plan import DropPlan, PlanDropped
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
    ToRole,
    ToSeats,
    ToSupporters,
    Turn,
    Woke,
    Wrote,
    said,
)
from conversations.words import _, plural

MINE = Screen(name="mine")
WIPE = Screen(name="wipe")


# --- what the store is asked, and what it answers -------------------------------------


@dataclass(frozen=True, slots=True)
class Withdraw:
    """I take my plan back."""

    case: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It is taken back.  `owner` is the role that had it, where no roster was deciding."""

    case: str
    number: str | None
    owner: str | None = None
    wijk: str | None = None


@dataclass(frozen=True, slots=True)
class TellRefusedFile:
    """A file turned out to be something we cannot keep: who must hear of it?"""

    file: str


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """Whose file it was, its name, and why (a key of WHY_REFUSED)."""

    person: str
    name: str | None
    why: str


@dataclass(frozen=True, slots=True)
class NothingToTell:
    """The file is gone, or was all right after all."""


# --- the conversation ---------------------------------------------------------------------


def respond(draft: None, event: Event, here: Here) -> Turn:
    """Look, take back, throw away."""
    match event:
        case Withdrawn():
            return _withdrawn(event, here)
        case PlanDropped():
            return Turn(
                forget=("initiative",),
                notes=(_("Your unfinished plan is thrown away."),),
                show=HOME,
            )
        case UnsentWiped():
            note = _("The message that was not sent is thrown away.")
            return Turn(forget=UNSENT, notes=(note,), show=HOME)
        case MattersWiped(gone):
            note = plural("{count} talk is thrown away.", "{count} talks are thrown away.", gone)
            return Turn(notes=(note,), show=HOME)
        case RefusedFile(person, name, why):
            return Turn(says=(Say(ToPerson(person), said=refused_file(name, why)),))
        case NothingToTell():
            return Turn()
        case Refused(why):
            return Turn(notes=(why,), show=MINE)
        case Woke("file_refused", file):
            return Turn(commands=(TellRefusedFile(file),))
        case Woke("file_ready", case):
            return Turn(says=(Refresh(case),))
        case Wrote(text) if text.startswith("/wis"):
            return Turn(show=WIPE)
        case Wrote(text) if text.startswith("/mijngegevens"):
            return Turn(
                says=(Say(ToPerson(here.person.id), said=own_data(here)),), toast=_("It comes now.")
            )
        case Wrote("/mijn matters"):
            return Turn(show=Screen(name="my_matters"))
        case PressedCase(case, "myplan"):
            return Turn(show=Screen(name="my_plan", case=case))
        case PressedCase(case, "withdraw"):
            return Turn(show=Screen(name="withdraw", case=case))
        case PressedCase(case, "withdrawyes"):
            return Turn(commands=(Withdraw(case),))
        case Pressed(option):
            return _pressed(option)
    return Turn(show=MINE)


def _pressed(option: str) -> Turn:
    what, _colon, rest = option.partition(":")
    match what:
        case "case":
            return Turn(show=Screen(name="my_plan", case=rest))
        case "support":
            return Turn(show=Screen(name="support", case=rest))
        case "page" if rest.isascii() and rest.isdecimal() and len(rest) < 6:
            return Turn(show=Screen(name="mine", page=int(rest)))
        case "matters":
            return Turn(show=Screen(name="my_matters"))
        case "signups":
            return Turn(show=Screen(name="my_signups"))
        case "talks":
            return Turn(commands=(WipeMatters(),))
        case "unsent":
            return Turn(commands=(WipeUnsent(),))
        case "wipe":
            return Turn(commands=(DropPlan(rest or None),))
    return Turn(show=MINE)


def _withdrawn(event: Withdrawn, here: Here) -> Turn:
    """The initiator sees it; those who decide and the neighbours hear it."""
    if event.number is None:
        return Turn(notes=(_("Your plan is taken back."),), show=MINE, says=(Refresh(event.case),))
    news = said(_("The resident took plan {number} back.", number=event.number))
    thanks = said(
        _("The plan {number} was taken back.", number=event.number),
        _("Thank you for your support."),
    )
    says: list[Say | Refresh] = [
        Say(ToSeats(event.case), said=news, weight="news"),
        Say(ToSupporters(event.case), said=thanks, weight="news"),
        Refresh(event.case),
    ]
    if event.owner is not None:
        says.insert(0, Say(ToRole(event.owner, event.wijk), said=news, weight="news"))
    note = _(
        "Your plan {number} is taken back. Nobody decides about it any more.", number=event.number
    )
    return Turn(
        notes=(note,),
        show=Screen(name="my_plan", case=event.case),
        says=tuple(says),
        toast=_("It is taken back."),
    )


JOURNEY = Journey(
    name="mine",
    respond=respond,
    draw=draw,
    screens=("mine", "my_plan", "withdraw", "wipe"),
    verbs=("myplan", "withdraw", "withdrawyes"),
    commands=("/mijn", "/wis", "/mijngegevens"),
    moments=("file_refused", "file_ready"),
)
