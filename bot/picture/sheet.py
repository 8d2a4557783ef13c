"""A white sheet for figures, as wide as a phone shows it; mirrored for who reads from the right."""

from __future__ import annotations

import io
from typing import Literal

from PIL import Image, ImageDraw

from bot.poster.lettering import Weight, fitted
from conversations.profile import Profile
from conversations.words import Message
from locales.catalogues import catalogue
from locales.render import words

WIDTH, MARGIN, GAP = 1080, 48, 20
INNER = WIDTH - 2 * MARGIN
COLOUR = "#00506b"
INK, GREY, WHITE = "#111111", "#4a4a4a", "#ffffff"
SMALLEST = 14  # of letters
# Flat colours and the edges of letters: as good as all colours, in a third of the bytes.
COLOURS = 64


class Sheet:
    """What is placed on it is told by where it begins, as somebody reads."""

    def __init__(self, height: int, language: str, profile: Profile) -> None:
        self.rtl = catalogue(language).rtl
        self._image = Image.new("RGB", (WIDTH, height), WHITE)
        self._draw = ImageDraw.Draw(self._image)
        self._language, self._profile = language, profile

    def spoken(self, said: Message | str) -> str:
        """The words as they are drawn."""
        return said if isinstance(said, str) else words(said, self._language, self._profile)

    def box(self, start: float, top: float, wide: float, high: float, colour: str) -> None:
        """A filled field."""
        left = self._left(start, wide)
        self._draw.rectangle((left, top, left + wide - 1, top + high - 1), fill=colour)

    def text(
        self,
        said: Message | str,
        start: float,
        top: float,
        wide: float,
        high: float,
        size: float,
        *,
        weight: Weight = "Regular",
        colour: str = INK,
        centred: bool = False,
    ) -> None:
        """Words in the middle of a box, as large as fits; at its beginning, or centred.

        Raises Unprintable when they do not fit, or when the typeface lacks a sign of them.
        """
        letters = fitted(self.spoken(said), (wide, high), (size, SMALLEST), weight, rtl=self.rtl)
        left = self._left(start, wide)
        x = left + wide / 2 if centred else left + wide if self.rtl else left
        side: Literal["l", "m", "r"] = "m" if centred else "r" if self.rtl else "l"
        letters.draw(self._draw, (x, top + (high - letters.height) / 2), side, colour)

    def png(self) -> bytes:
        """The picture as a file."""
        file = io.BytesIO()
        self._image.quantize(COLOURS).save(file, "PNG", optimize=True)
        return file.getvalue()

    def _left(self, start: float, wide: float) -> float:
        return WIDTH - start - wide if self.rtl else start
