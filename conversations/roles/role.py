"""A role on its way: an invitation, a yes, a second person who confirms, an end.

What the store is asked, and what it answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.here import Held
from conversations.municipal_words import ROLES

# How long an invitation can be taken.
LINK_WORKS = dt.timedelta(hours=72)
# The first officers, made on the command line, who confirm each other.
FIRST_OFFICERS = 2
# Whoever acts from the shell of the machine; never somebody in a chat.
OPERATOR = Held("operator", None)
# Who may invite, confirm and end anywhere in the municipality.
OFFICERS = ("officer", "administrator")
# Who may confirm a member of their own wijk too.
HEADS = ("chair", "secretary")
INVITABLE = tuple(role for role in ROLES if role != "resident")
EVERYWHERE = ("officer", "administrator", "alderman")
IN_A_WIJK = ("member", "chair", "secretary")
A_PAGE = 8


@dataclass(frozen=True, slots=True)
class Invite:
    """Make a link with which one person may ask for a role; `until` is when the role ends."""

    role: str
    wijk: str | None
    until: dt.datetime | None = None
    founding: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """The link exists; its token is nowhere else.  It can be taken until `works_until`."""

    id: str
    token: str
    role: str
    wijk: str | None
    works_until: dt.datetime


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """Somebody opened the link of an invitation: look whether it is for them."""

    role_id: str


@dataclass(frozen=True, slots=True)
class InvitationStands:
    """It can be taken, or (`mine`) this person took it before."""

    id: str
    mine: bool


@dataclass(frozen=True, slots=True)
class InvitationReused:
    """It was taken by somebody else; `alert` are the persons who must know."""

    id: str
    role: str
    wijk: str | None
    alert: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeRole:
    """Yes, that is me."""

    role_id: str


@dataclass(frozen=True, slots=True)
class RolePending:
    """The link is used up.  `confirmers` may confirm; `to_confirm` are roles this person may."""

    id: str
    confirmers: tuple[str, ...]
    role: str
    wijk: str | None
    to_confirm: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmRole:
    """I compared the pictures: it is this person."""

    role_id: str


@dataclass(frozen=True, slots=True)
class RoleConfirmed:
    """The role counts from now on; `waiting` are requests that this person may now confirm."""

    id: str
    person: str
    role: str
    wijk: str | None
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefuseRole:
    """It is not this person."""

    role_id: str


@dataclass(frozen=True, slots=True)
class RoleRefused:
    """The request is closed; nothing was given."""

    id: str
    person: str
    role: str
    wijk: str | None


@dataclass(frozen=True, slots=True)
class AlreadyAnswered:
    """Somebody (perhaps this person, with a double tap) answered this request before."""

    id: str


@dataclass(frozen=True, slots=True)
class EndRole:
    """This role stops now; an invitation nobody took is withdrawn."""

    role_id: str


@dataclass(frozen=True, slots=True)
class RoleEnded:
    """It has stopped.  `cases` stand open on the phone of `person`, with buttons that are over."""

    id: str
    person: str | None
    role: str
    wijk: str | None
    cases: tuple[str, ...] = ()
