"""A matter as whoever only follows it sees it: where it stands, and nothing that anybody said.

The link to it can be shared: it shows no person and no text, so it is no secret.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from conversations.matters.matter import Kind
from conversations.talk import Screen

# What stands before the id in a link; a hub or a plan has another word there.
LINK = "matter_"


def token_of(case: str) -> str:
    """What stands behind `?start=` in the link to a matter; it leads nowhere until it is made."""
    return f"{LINK}{case}"


def followed(case: str) -> Screen:
    """The screen of whoever follows a matter."""
    return Screen(name="followed", case=case)


@dataclass(frozen=True, slots=True)
class FollowMatter:
    """I want to hear what becomes of this matter, or (`on` is false) no longer."""

    case: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class MatterFollowed:
    """It is noted."""

    case: str
    on: bool


@dataclass(frozen=True, slots=True)
class MatterState:
    """Where a matter stands.

    `title`, its first words, is only there for whoever passed it on.  `turn` is whose turn it is,
    `promised` until when an answer was promised (UTC), `agenda` what the council did with it.
    """

    case: str
    number: str
    kind: Kind
    topic: str
    wijk: str
    state: str
    turn: Literal["office", "resident", "other"]
    opened: dt.datetime
    promised: dt.datetime | None
    answered: bool
    agenda: Literal["on", "not_now", "done"] | None
    follows: bool
    title: str | None = None
