"""A profile read from a folder, and checked before anybody talks to it.

    profile.toml      who decides, words, amounts, terms: the fields of `Profile`
    wijken.csv        the wijken with their aliases and buurten
    postcodes.csv     which wijken four digits touch; one row per wijk or area
    neighbours.csv    optional: postcodes and names of other municipalities
    postcodes6.csv    optional: four digits and two letters, each with one wijk
    places.csv        optional: hubs, Huizen van de Wijk and the mobile hub
    hours.csv         optional: when they are open, a row for each stretch of a week
    cards.csv         optional: offices that residents may call, by role and wijk

Below it lie the topics and emergency numbers that are the same in the whole country (COUNTRY).

Money stands in whole cents under a key that ends in `_cents`.  What is wrong is
told together, with file, line, reason and remedy: first what cannot be read at
all, then what does not hold together.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import ValidationError

from conversations.profile import Profile
from storage.profile.checks import check_profile
from storage.profile.files import PROFILES, Reading, read_country, read_folder
from storage.profile.places import read_places
from storage.profile.problem import Problem, ProfileError, explained
from storage.profile.tables import (
    read_cards,
    read_neighbours,
    read_postcodes,
    read_postcodes6,
    read_wijken,
)

PROGRAM = PROFILES.parents[1]


def builtin(name: str) -> Path:
    """The folder of a municipality that comes with the program. ProfileError for another name."""
    known = sorted(path.name for path in PROFILES.iterdir() if (path / "profile.toml").is_file())
    if name in known:
        return PROFILES / name
    raise ProfileError(
        [Problem(PROFILES, None, f"there is no profile {name!r}", f"Choose {', '.join(known)}")]
    )


def load(folder: Path, *overlays: Path) -> Profile:
    """The profile in this folder, overlays on top. ProfileError names everything that is wrong."""
    # What comes with the program does not change while it runs: a hundred towns read it once.
    ours = all(path.is_relative_to(PROGRAM) for path in (folder, *overlays))
    return (_read_once if ours else _read)(folder, *overlays)


def _read(folder: Path, *overlays: Path) -> Profile:
    reading = Reading(main=folder / "profile.toml")
    read_country(reading)
    read_folder(reading, folder, overlay=False)
    for overlay in overlays:
        read_folder(reading, overlay, overlay=True)
    if reading.problems:
        raise ProfileError(reading.problems)

    wijken = read_wijken(reading)
    known = {wijk.id: wijk for wijk in wijken}
    postcodes = read_postcodes(reading, known)
    values = {
        **reading.values,
        "wijken": wijken,
        "postcodes": postcodes,
        "postcodes6": read_postcodes6(reading, known),
        "neighbours": read_neighbours(reading, postcodes),
        "places": read_places(reading, known),
        "cards": read_cards(reading, known),
        "sample": tuple(reading.sample),
    }
    profile = None
    try:
        profile = Profile.model_validate(values)
    except ValidationError as error:
        for where, reason, remedy in explained(error, Profile):
            reading.wrong(where, reason, remedy)
    if profile is not None:
        check_profile(profile, known, reading)
    if profile is None or reading.problems:
        raise ProfileError(reading.problems)
    return profile


_read_once = cache(_read)
