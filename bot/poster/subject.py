"""What a poster is about: a hub, a wijk or a round; and the link that opens its card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from bot.desk import NotDone, wijk_named
from conversations.places import Wijk
from conversations.profile import Profile

Kind = Literal["hub", "wijk", "round"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What Telegram takes after ?start=, and what it calls a bot.
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
BOT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")


class NoPoster(Exception):
    """Why there is no such poster, in one line for the operator, with the remedy."""


@dataclass(frozen=True, slots=True)
class PosterSubject:
    """One thing to hang a poster for; `payload` opens its card and never dies.

    `address` has the lines as people write them, none when it is not known.
    Raises NoPoster for a payload that Telegram would refuse.
    """

    kind: Kind
    name: str
    payload: str
    address: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not PAYLOAD.fullmatch(self.payload):
            raise NoPoster(
                f"{self.payload} cannot stand in a link: Telegram takes at most 64 letters, "
                "digits, _ and -. Give it a shorter id in the profile."
            )

    def link(self, bot: str) -> str:
        """The address in the code; `bot` is its name without @."""
        return f"https://t.me/{bot}?start={self.payload}"


def of_wijk(wijk: Wijk) -> PosterSubject:
    """The poster of a wijk."""
    return PosterSubject("wijk", wijk.name, f"wijk_{wijk.id.partition('.')[2]}")


def every_subject(profile: Profile) -> tuple[PosterSubject, ...]:
    """Everything this municipality can hang a poster for."""
    return tuple(map(of_wijk, profile.own_wijken))


def subject_named(kind: str, which: str, profile: Profile) -> PosterSubject:
    """The subject with this id or name. Raises NoPoster with what there is instead."""
    match kind:
        case "wijk":
            try:
                wijk = profile.wijk(wijk_named(which, profile))
            except NotDone as error:
                raise NoPoster(str(error)) from None
            assert wijk is not None
            return of_wijk(wijk)
        case "hub":
            raise NoPoster(
                f"There is no hub {which!r}: the profile of {profile.name} names none yet. "
                "A poster of its wijk works today: poster wijk NAME"
            )
        case "round":
            raise NoPoster(
                f"There is no round {which!r}: no round has been opened in {profile.name}. "
                "Open it first; its poster is made with the id it then has."
            )
    raise NoPoster(f"There are no posters of a {kind!r}. Choose {', '.join(KINDS)}.")
