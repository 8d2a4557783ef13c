"""The people behind a wijk: what residents may see of them, and what they change themselves.

A card belongs to a person (one each, whatever roles they hold) or to the office of a role.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from conversations.here import Held
from conversations.talk import Draft

# Who may be shown with a card: people who work for a wijk.
CARD_ROLES = ("contact", "manager", "secretary", "chair", "ambassador", "hub_staff", "alderman")
FACES_A_PAGE = 4
COLLEAGUES_A_PAGE = 4


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody, or the office of a role, as residents may see it.

    `card` is the id behind its number, `own` of the card of this very person; `phone` as it is
    dialled here; `days` are weekdays (Monday is 1); `back` is the first day at work again for who
    is away today, with who `stands_in`.
    """

    role: str
    wijk: str | None
    card: str | None = None
    name: str | None = None
    phone: str | None = None
    days: tuple[int, ...] = ()
    ask: str | None = None
    checked: dt.date | None = None
    sure: bool = True
    back: dt.date | None = None
    stands_in: Face | None = None
    own: str | None = None

    @property
    def tells(self) -> bool:
        """Is there anything to show but a role?"""
        return bool(self.name or self.phone or self.days or self.ask)

    @property
    def here_now(self) -> Face | None:
        """Who is there today: this one, or who stands in; None when nobody is."""
        return self if self.back is None else self.stands_in

    def at(self, office: Face | None) -> Face:
        """The same at its office: whose number is not known is called there.

        Days and a name are never the office's: they say when this very person is there.
        """
        if office is None:
            return self
        found = self if self.ask else replace(self, ask=office.ask)
        if self.phone is not None or office.phone is None:
            return found
        return replace(
            found,
            card=office.card,
            phone=office.phone,
            checked=office.checked,
            sure=office.sure,
        )


@dataclass(frozen=True, slots=True)
class WijkFaces:
    """Who is there for a wijk.

    `first` is the role people go to first; when nobody is there in it, `instead` are those
    further up the chain.
    """

    wijk: str
    first: str
    faces: tuple[Face, ...]
    instead: tuple[Face, ...] = ()

    @property
    def nobody(self) -> bool:
        """Does nobody hold the first role?"""
        return not any(face.role == self.first for face in self.faces)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who could stand in: `key` is what the button sends."""

    key: str
    face: Face


@dataclass(frozen=True, slots=True)
class MyCardFacts:
    """My own card, and the office that is called where it has no number.

    `first` and `back` are of my leave, now or later, with who `stands_in`.
    """

    own: Face
    office: Face | None
    roles: tuple[Held, ...]
    first: dt.date | None = None
    back: dt.date | None = None
    stands_in: Face | None = None
    colleagues: tuple[Colleague, ...] = ()


# --- what the store is asked, and what it answers -------------------------------------


@dataclass(frozen=True, slots=True)
class Office:
    """The card of the office of a role; no wijk is the whole municipality."""

    role: str
    wijk: str | None


@dataclass(frozen=True, slots=True)
class Holder:
    """The card of whoever holds this row of the register of roles."""

    role_id: str


Whose = Office | Holder | None  # None: my own


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who stands in: a person, or whoever holds a role in a wijk."""

    person: str | None = None
    role: str | None = None
    wijk: str | None = None


Field = Literal["name", "phone", "days", "ask"]


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """Show something else; None shows nothing of it.  Days are figures: 124.

    `vouched`: the operator says that a mobile number is one of the office.
    """

    changes: tuple[tuple[Field, str | None], ...]
    whose: Whose = None
    vouched: bool = False


@dataclass(frozen=True, slots=True)
class CardChanged:
    """It is shown from now on."""

    card: str


@dataclass(frozen=True, slots=True)
class GoAway:
    """Not at work from `first`, at work again on `back`."""

    first: dt.date
    back: dt.date
    stand_in: StandIn | None = None
    whose: Whose = None


@dataclass(frozen=True, slots=True)
class AwaySet:
    """It is noted.  `tell` is the person who stands in, `spare` the one who no longer does."""

    first: dt.date
    back: dt.date
    tell: str | None = None
    spare: str | None = None


@dataclass(frozen=True, slots=True)
class ComeBack:
    """The leave is over, or does not go on."""

    whose: Whose = None


@dataclass(frozen=True, slots=True)
class BackAtWork:
    """It is noted; `spare` is the person who no longer stands in."""

    spare: str | None = None


@dataclass(frozen=True, slots=True)
class KeepNumber:
    """Give me the number of this card for my own telephone."""

    card: str


@dataclass(frozen=True, slots=True)
class NumberFound:
    """Whose number it is; it has a phone."""

    face: Face


class CardDraft(Draft):
    """A change of one's own card that is not saved yet.  Any answer may still be missing."""

    journey: Literal["card"] = "card"
    what: Literal["name", "phone", "days", "ask", "away"]
    asking: Literal["name", "phone", "days", "ask", "first", "back", "stand_in", "sure"]
    value: str | None = None
    first: dt.date | None = None
    back: dt.date | None = None
    stand_in: str | None = None
    page: int = 0
