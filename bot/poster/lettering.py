"""Letters on a poster: wrapped, and shrunk until they fit; from the left or from the right.

One typeface holds Latin, Cyrillic, Greek and Arabic (fonts/SOURCES.md), so that a line may mix
them.  Raqm, inside Pillow, shapes and orders them; for that it needs FriBiDi of the system.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageDraw, ImageFont, features

from locales.render import END_ISOLATE, ISOLATE

FONTS = Path(__file__).parent / "fonts"
Weight = Literal["Regular", "Bold"]

# A line may end after a blank, and inside a word after a hyphen or slash with three letters before.
MAY_BREAK = re.compile(r"(?:(?<= )|(?<=\w\w\w[-–/]))(?=\S)")
SMALLER = 0.97  # of the size before, until it fits


@dataclass(frozen=True, slots=True)
class Proportions:
    """How high letters reach above the baseline and how deep below it, in sizes; and the lines."""

    above: float
    below: float
    leading: float


# Capitals are 0.71 high; Arabic with its marks reaches higher and deeper.
FROM_LEFT = Proportions(above=0.80, below=0.26, leading=1.16)
FROM_RIGHT = Proportions(above=1.02, below=0.40, leading=1.42)


class Unprintable(Exception):
    """Why this text cannot stand on a poster, in one line with the remedy."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """Lines in one size, as they fit in a box."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont
    proportions: Proportions
    direction: str | None

    @property
    def above(self) -> float:
        """From the top to the first baseline, in pixels."""
        return self.proportions.above * self.font.size

    @property
    def leading(self) -> float:
        """From one baseline to the next, in pixels."""
        return self.proportions.leading * self.font.size

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last, in pixels."""
        below = self.proportions.below * self.font.size
        return self.above + (len(self.lines) - 1) * self.leading + below

    def draw(
        self,
        on: ImageDraw.ImageDraw,
        at: tuple[float, float],
        side: Literal["l", "m", "r"],
        fill: str,
    ) -> None:
        """Put them on a picture; `at` is the top of their left, middle or right `side`."""
        x, top = at
        for n, line in enumerate(self.lines):
            on.text(
                (round(x), round(top + self.above + n * self.leading)),
                line,
                fill=fill,
                font=self.font,
                anchor=f"{side}s",
                direction=self.direction,
            )


@lru_cache(maxsize=512)
def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """The typeface of all posters, at a size in pixels."""
    return ImageFont.truetype(FONTS / f"PosterSans-{weight}.ttf", size)


def direction_of(words: str, rtl: bool) -> str | None:
    """The direction for Pillow: a sentence runs as its language does, a bare name as it is written.

    None leaves it to the machine that cannot tell, and need not for letters from the left.
    """
    if not features.check("raqm"):
        return None
    return "rtl" if rtl and runs_left(words) else "ltr"


def runs_left(words: str) -> bool:
    """Is there a letter that is written from right to left?"""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words)


def fitted(
    words: str,
    box: tuple[float, float],
    sizes: tuple[float, float],
    weight: Weight,
    *,
    rtl: bool,
    whole: bool = False,
) -> Lettering:
    """The words as large as the box (width, height) allows, between two sizes, all in pixels.

    `whole` ones stay on one line.  Raises Unprintable when the smallest size does not fit either.
    """
    (width, height), (most, least) = box, sizes
    if objection := why_unprintable(words):
        raise Unprintable(objection)
    direction = direction_of(words, rtl)
    proportions = FROM_RIGHT if direction == "rtl" else FROM_LEFT
    size = most
    while size >= least:
        typeface = font(weight, int(size))
        lines = (words,) if whole else wrapped(words, width, typeface, direction)
        found = Lettering(lines, typeface, proportions, direction)
        widest = max(typeface.getlength(line, direction=direction) for line in lines)
        if widest <= width and found.height <= height:
            return found if whole else replace(found, lines=balanced(words, width, found))
        size *= SMALLER
    raise Unprintable(f"This does not fit on a poster: “{words}”. Make it shorter.")


def wrapped(
    words: str, width: float, typeface: ImageFont.FreeTypeFont, direction: str | None
) -> tuple[str, ...]:
    """The words in lines of at most this width, as far as their parts allow."""
    lines = [""]
    for part in pieces(words):
        longer = (lines[-1] + part).rstrip()
        if lines[-1] and typeface.getlength(longer, direction=direction) > width:
            lines.append("")
        lines[-1] += part
    return tuple(line.rstrip() for line in lines)


def balanced(words: str, width: float, found: Lettering) -> tuple[str, ...]:
    """The same number of lines, about equally long: no word is left alone on the last one."""
    lines = found.lines
    for percent in range(95, 45, -5) if len(lines) > 1 else ():
        narrower = wrapped(words, width * percent / 100, found.font, found.direction)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def pieces(words: str) -> list[str]:
    """The words in parts that stay whole; what stands between isolates is one of them."""
    found: list[str] = []
    for part in MAY_BREAK.split(words):
        if found and found[-1].count(ISOLATE) > found[-1].count(END_ISOLATE):
            found[-1] += part
        else:
            found.append(part)
    return found


def why_unprintable(words: str) -> str | None:
    """Why this machine or typeface cannot letter these words, with the remedy; None when it can."""
    if runs_left(words) and not features.check("raqm"):
        return (
            "Arabic letters need FriBiDi, which this machine lacks. "
            "On Debian: apt-get install libfribidi0"
        )
    missing = sorted({letter for letter in words if letter.isprintable() and not has(letter)})
    if missing:
        return (
            f"The typeface of the posters lacks {' '.join(missing[:5])}. "
            "bot/poster/fonts/SOURCES.md tells how to add letters."
        )
    return None


@lru_cache(maxsize=4096)
def has(letter: str) -> bool:
    """Has the typeface this letter? An unknown one looks as a character that can never be."""
    drawn, nothing = (font("Bold", 64).getmask(one) for one in (letter, "\U0010ffff"))
    return drawn.size != nothing.size or bytes(drawn) != bytes(nothing)
