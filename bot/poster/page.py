"""Where everything stands on the sheet: A4, in millimetres from the side where reading begins.

    ┌───────────────────────────┐
    │ municipality    programme │   a panel in the one colour,
    │ the question?             │   to be read from the other side of the street
    │ Scan the code.            │
    ├───────────────────────────┤
    │ name, address             │
    │ ▓▓▓▓▓▓▓▓▓   1 step        │   the code: half the width of the sheet,
    │ ▓▓▓▓▓▓▓▓▓   2 step        │   to be scanned from two metres
    │ ▓▓▓▓▓▓▓▓▓   3 step        │
    ├───────────────────────────┤
    │ the link, the number, …   │
    └───────────────────────────┘

For a language that is read from the right, everything stands mirrored, except the code.
"""

from __future__ import annotations

from collections.abc import Sequence

import segno
from PIL import Image, ImageDraw

from bot.poster.lettering import Lettering, Weight, fitted, font
from bot.poster.words import Poster

DPI = 300
WIDTH, HEIGHT = 210.0, 297.0  # A4
MARGIN = 14.0  # no printer reaches the edge
# The rule of thumb is a tenth of the distance: 10 cm for one metre, and phones do better.
CODE = 104.0
QUIET, SPACE = 4, 12.0  # white around a code: modules that belong there, millimetres there are
COLOUR, PALE, BLACK, WHITE = "#00506b", "#cfe6ee", "#000000", "#ffffff"


def pixels(mm: float) -> int:
    """Millimetres on paper as pixels."""
    return round(mm / 25.4 * DPI)


def draw(poster: Poster) -> Image.Image:
    """The sheet as a picture. Raises Unprintable for words that do not fit."""
    sheet = Sheet(poster.rtl)
    inner = WIDTH - 2 * MARGIN
    sheet.panel(MARGIN, MARGIN, inner, 81, COLOUR)
    at, wide = MARGIN + 9, inner - 18
    sheet.text(poster.municipality, at, 19, wide * 0.48, 8, 6.4, 4, weight="Bold", colour=WHITE)
    sheet.text(poster.programme, at + wide / 2, 19, wide / 2, 8, 6.4, 4, colour=WHITE, far=True)
    sheet.text(
        poster.question, at, 29, wide, 45, 21.5, 12, weight="Bold", colour=WHITE, middle=True
    )
    sheet.text(poster.scan, at, 75, wide, 17, 14, 8, weight="Bold", colour=PALE)

    name = 15.0 if poster.address else 20.0
    sheet.text(poster.name, MARGIN, 101, inner, name, 17, 5, weight="Bold", middle=True)
    if poster.address:
        sheet.text(", ".join(poster.address), MARGIN, 115, inner, 7, 6.2, 3.4, name=True)

    code = 133.0
    beside = sheet.code(poster.link, MARGIN, code)
    sheet.steps(poster.steps, MARGIN + beside, code, inner - beside, CODE)

    sheet.rule(MARGIN, 249.5, inner)
    sheet.text(poster.no_camera, MARGIN, 251, inner, 7.2, 4.9, 3.2, low=True)
    sheet.text(
        poster.typed, MARGIN, 258.2, inner, 7, 5.6, 2.4, weight="Bold", name=True, whole=True
    )
    sheet.text(poster.no_telegram, MARGIN, 265.5, inner, 7.2, 4.9, 3.2, weight="Bold")
    sheet.text(poster.program, MARGIN, 272, inner, 6.6, 4.9, 3.2)
    sheet.text(poster.languages, MARGIN, 278.2, inner, 6.8, 4.9, 3.2)
    return sheet.image


class Sheet:
    """A white page; whatever is placed on it is mirrored when it is read from the right."""

    def __init__(self, rtl: bool) -> None:
        self.rtl = rtl
        self.image = Image.new("RGB", (pixels(WIDTH), pixels(HEIGHT)), WHITE)
        self._draw = ImageDraw.Draw(self.image)

    def _left(self, start: float, wide: float) -> float:
        """The left edge of what begins at `start` and is so wide, in millimetres."""
        return WIDTH - start - wide if self.rtl else start

    def panel(self, start: float, top: float, wide: float, high: float, colour: str) -> None:
        """A rounded field."""
        left = self._left(start, wide)
        box = (pixels(left), pixels(top), pixels(left + wide), pixels(top + high))
        self._draw.rounded_rectangle(box, pixels(5), fill=colour)

    def rule(self, start: float, top: float, wide: float) -> None:
        """A thin line."""
        left = self._left(start, wide)
        box = (pixels(left), pixels(top), pixels(left + wide), pixels(top + 0.5))
        self._draw.rectangle(box, fill=COLOUR)

    def text(
        self,
        words: str,
        start: float,
        top: float,
        wide: float,
        high: float,
        most: float,
        least: float,
        *,
        weight: Weight = "Regular",
        colour: str = BLACK,
        far: bool = False,
        low: bool = False,
        middle: bool = False,
        name: bool = False,
        whole: bool = False,
    ) -> None:
        """Words in a box, as large as fits between `most` and `least` millimetres.

        They stand at its top, or `low` at its bottom, or in the `middle`; `far`: against the side
        where reading ends.  A `name` runs as it is written; what is `whole` stays on one line.
        """
        letters = fitted(
            words,
            (pixels(wide), pixels(high)),
            (pixels(most), pixels(least)),
            weight,
            rtl=self.rtl and not name,
            whole=whole,
        )
        spare = pixels(high) - letters.height
        down = spare if low else spare / 2 if middle else 0
        self._letter(letters, self._left(start, wide), wide, pixels(top) + down, colour, far)

    def _letter(
        self, letters: Lettering, left: float, wide: float, top: float, colour: str, far: bool
    ) -> None:
        from_right = self.rtl != far
        x = pixels(left + wide) if from_right else pixels(left)
        letters.draw(self._draw, (x, top), "r" if from_right else "l", colour)

    def code(self, link: str, start: float, top: float) -> float:
        """The code, whole pixels a module; answers its width with the white beside it, in mm.

        A quarter of it may be torn or scribbled on (level Q), or more where that costs nothing.
        """
        modules = [list(row) for row in segno.make(link, error="q", micro=False).matrix]
        one = min(pixels(CODE) // len(modules), pixels(SPACE) // QUIET)
        side = one * len(modules)
        x0, y0 = pixels(self._left(start, side / DPI * 25.4)), pixels(top)
        for y, row in enumerate(modules):
            for x, dark in enumerate(row):
                if dark:
                    at = (x0 + x * one, y0 + y * one)
                    self._draw.rectangle((*at, at[0] + one - 1, at[1] + one - 1), fill=BLACK)
        return (side + QUIET * one) / DPI * 25.4

    def steps(
        self, steps: Sequence[str], start: float, top: float, wide: float, high: float
    ) -> None:
        """Numbered steps under each other, all in one size, in the height of the code."""
        each, dot = high / len(steps), 13.0
        room = each - dot - 4.5
        box, sizes = (pixels(wide), pixels(room)), (pixels(7.2), pixels(4))
        same = min(fitted(step, box, sizes, "Regular", rtl=self.rtl).font.size for step in steps)
        for n, step in enumerate(steps):
            at = top + n * each
            left = self._left(start, dot)
            centre = (pixels(left + dot / 2), pixels(at + dot / 2))
            self._draw.circle(centre, pixels(dot / 2), fill=COLOUR)
            number = font("Bold", pixels(8))
            self._draw.text(centre, str(n + 1), fill=WHITE, font=number, anchor="mm")
            self.text(step, start, at + dot + 1.5, wide, room, same / DPI * 25.4, 4)
