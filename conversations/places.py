"""Wijken, postcodes and neighbouring municipalities, and the names people give them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from conversations.municipal_words import Name
from conversations.source import Confidence
from conversations.words import Kept

WijkId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")]
Pc4 = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}$")]
Pc6 = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}[A-Z]{2}$")]


class Wijk(Kept):
    """A wijk or dorp, with the names people give it.

    `served`: "own" is one of the municipality's own wijken; "question" is a
    name people live under without one (Donkersloot): the bot asks which of the
    own wijken serves them.  `unsure` are buurten placed here with low confidence.
    """

    id: WijkId
    name: Name
    gebied: Name | None = None
    kind: Literal["wijk", "dorp"] = "wijk"
    aliases: tuple[Name, ...] = ()
    buurten: tuple[Name, ...] = ()
    unsure: tuple[Name, ...] = ()
    has_council: bool = False
    served: Literal["own", "question"] = "own"
    source: str = ""
    confidence: Confidence = "medium"


class Postcode(Kept):
    """Which wijken four digits touch, the likeliest first, with their share of the area (0 to 1).

    `ask`: it touches several, so nobody is placed without being asked.
    `port`: more than half of it is port or industry without a wijkraad;
    `areas_without` names those parts.
    """

    pc4: Pc4
    wijken: tuple[tuple[WijkId, Annotated[float, Field(ge=0, le=1)]], ...] = ()
    ask: bool = False
    port: bool = False
    areas_without: tuple[Name, ...] = ()


class Neighbour(Kept):
    """Another municipality, as far as we know it: its postcodes and the names of its wijken."""

    name: Name
    postcodes: tuple[Pc4, ...] = ()
    names: tuple[Name, ...] = ()


class Named(Kept):
    """What a typed name stands for: wijken, an area without one, another municipality.

    `unsure`: the name was placed in its wijk with low confidence.  `town`: it is the
    name of the other municipality itself, not of one of its wijken.
    """

    wijken: tuple[WijkId, ...] = ()
    unsure: bool = False
    area: Name | None = None
    elsewhere: Name | None = None
    town: bool = False


ARTICLES = frozenset({"de", "het", "t", "the"})
# A buurt of this name (Dorp, in Hoek van Holland) says nothing when somebody types it.
COMMON_WORDS = frozenset({"dorp", "wijk", "buurt"})


def names_people_type(
    municipality: str,
    wijken: tuple[Wijk, ...],
    areas: Iterable[str],
    neighbours: Iterable[Neighbour],
) -> Mapping[str, Named]:
    """Every name people may type, folded, with what it stands for."""
    found: dict[str, Named] = {}

    def add(name: str, meaning: Named) -> None:
        key = fold(name)
        if not key or name.casefold() in COMMON_WORDS:
            return
        known = found.get(key, Named())
        found[key] = Named(
            wijken=tuple(dict.fromkeys(known.wijken + meaning.wijken)),
            unsure=known.unsure or meaning.unsure,
            area=known.area or meaning.area,
            elsewhere=known.elsewhere or meaning.elsewhere,
            town=known.town or meaning.town,
        )

    for wijk in wijken:
        for name in (wijk.name, *wijk.aliases):
            add(name, Named(wijken=(wijk.id,)))
    for wijk in wijken:
        for buurt in wijk.buurten:
            # The name of a wijk means that wijk, also where a buurt elsewhere is called so.
            if fold(buurt) not in found or buurt in wijk.unsure:
                add(buurt, Named(wijken=(wijk.id,), unsure=buurt in wijk.unsure))
    for wijk in wijken:
        if wijk.served == "own" and wijk.gebied and wijk.gebied != municipality:
            add(wijk.gebied, Named(wijken=(wijk.id,)))
    for area in areas:
        add(area, Named(area=area))
    for neighbour in neighbours:
        for name in (neighbour.name, *neighbour.names):
            if fold(name) not in found:
                add(name, Named(elsewhere=neighbour.name, town=name == neighbour.name))
    return found


def fold(text: str) -> str:
    """A name as it is compared: small letters and digits only, no accents, no articles."""
    return "".join(folded_words(text))


def folded_words(text: str) -> list[str]:
    """The words of a text without accents, capitals, punctuation and Dutch articles."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return [word for word in words if word not in ARTICLES]
