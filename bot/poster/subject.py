"""What a poster is about: a hub, a wijk or a round; and the link that opens its card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, get_args

from bot.desk.room import NotDone, wijk_named
from conversations.hubs.place import Place
from conversations.places import Wijk, fold
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


def of_place(place: Place) -> PosterSubject:
    """The poster of a place where people walk in.

    Its address only when that is sure: a card in the chat can say "ask to be sure", paper cannot.
    """
    town = " ".join(part for part in (_spaced(place.postcode), place.city) if part)
    sure = place.address is not None and place.confidence in ("high", "ours")
    address = tuple(part for part in (place.address, town) if part) if sure else ()
    return PosterSubject("hub", place.name, f"hub_{place.id}", address)


def _spaced(postcode: str | None) -> str | None:
    return f"{postcode[:4]} {postcode[-2:]}" if postcode else None


def every_subject(profile: Profile) -> tuple[PosterSubject, ...]:
    """Everything this municipality can hang a poster for, and may show."""
    there = (place for place in profile.places if place.shown and place.gone is None)
    return (*map(of_place, there), *map(of_wijk, profile.own_wijken))


def place_named(which: str, profile: Profile) -> Place:
    """The place with this id or name. Raises NoPoster with the nearest names."""
    shown = {place.id: place for place in profile.places if place.shown}
    ids = (which,) if which in shown else profile.place_names.get(fold(which), ())
    if len(ids) > 1:
        raise NoPoster(f"{which!r} may be several. Give the id: {' or '.join(sorted(ids))}.")
    if not ids:
        if not shown:
            raise NoPoster(
                f"There is no hub {which!r}: the profile of {profile.name} names none yet. "
                "Add it to places.csv, or hang up a poster of the wijk: poster wijk NAME"
            )
        names = [place.name for place in shown.values()]
        near = get_close_matches(which, names, n=3, cutoff=0.5) or names[:3]
        raise NoPoster(f"There is no hub {which!r} in {profile.name}. Is it {' or '.join(near)}?")
    place = shown[ids[0]]
    if place.gone is not None:
        where = f" Make one of {place.moved_to}." if place.moved_to else ""
        raise NoPoster(f"{place.name} has {place.gone}: no new poster of it.{where}")
    return place


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
            return of_place(place_named(which, profile))
        case "round":
            raise NoPoster(
                f"There is no round {which!r}: no round has been opened in {profile.name}. "
                "Open it first; its poster is made with the id it then has."
            )
    raise NoPoster(f"There are no posters of a {kind!r}. Choose {', '.join(KINDS)}.")
