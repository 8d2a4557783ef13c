"""`python3 run.py screens`: the gallery as a file, and what is wrong with what it shows."""

from __future__ import annotations

from collections.abc import Iterable

from bot.demo.gallery import sentences
from bot.demo.gallery.page import Page
from bot.demo.gallery.stage import look_around
from bot.demo.gallery.ways import dead_ends, forgotten
from bot.demo.village import SAMPLE
from locales.catalogues import ENGLISH, catalogue_files

# Goes first: a wijkraad that decides with quorum shows more than one person who does.
FIRST = "rotterdam"


class NoSuchLanguage(Exception):
    """There is no catalogue of it; the message names those there are."""


def municipalities() -> tuple[str, ...]:
    """Every municipality with sample data, the one that shows most first."""
    there = {path.name for path in SAMPLE.iterdir() if path.is_dir()}
    return tuple(sorted(there, key=lambda name: (name != FIRST, name)))


async def gallery(also: Iterable[str] = ()) -> tuple[str, list[str]]:
    """The page as HTML, and what is wrong.  `also`: languages that are not complete yet.

    Takes some seconds of CPU, without a pause.  Raises NoSuchLanguage.
    """
    there = {ENGLISH, *catalogue_files()}
    for language in also:
        if language not in there:
            raise NoSuchLanguage(f"there is no catalogue {language!r}: {', '.join(sorted(there))}")
    seen = await look_around(municipalities())
    wrong = [f"no way out: {line}" for line in dead_ends(seen)]
    wrong += [f"never seen: {line}" for line in forgotten(seen)]
    return Page(seen, sentences.read(also)).html(), wrong
