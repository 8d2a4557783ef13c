"""A result as a picture, in pixels, as wide as a phone shows it.

    ┌───────────────────────────┐
    │ Samen kiezen              │   what, and what it is worth
    ├───────────────────────────┤
    │ 128 people voted …        │   who, and the money
    │ title, cost               │
    │ ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓  84       │   chosen: dark; the others pale
    │ title, cost               │
    │ ░░░░░░░░  31              │
    │ the reason it was not     │
    ├───────────────────────────┤
    │ hash                      │
    └───────────────────────────┘

All bars are on one scale, from zero.  For a language that is read from the right, everything
stands mirrored.  Nothing is only in the picture: the message with it says the same in words.
"""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image, ImageDraw

from bot.poster.lettering import Weight, fitted, has
from conversations.here import Here, Person
from conversations.profile import Profile
from conversations.rounds.result_words import (
    MARKS,
    TAKEN_BACK,
    in_all,
    name_of,
    result_of,
    standing_of,
)
from conversations.rounds.results import ResultFacts
from conversations.rounds.rule_words import FATES
from conversations.rules.counting import Counted
from conversations.words import Message
from locales.catalogues import catalogue
from locales.render import words

WIDTH, MARGIN, GAP = 1080, 48, 20
INNER = WIDTH - 2 * MARGIN
TITLE, LINE, PLAN, FOOT = 130, 52, 168, 70  # heights
FIGURE = 190  # for the number after a bar
MOST = 10  # plans in a picture; all of them stand in the words
COLOUR, PALE = "#00506b", "#b9d3dc"
INK, GREY, WHITE = "#111111", "#4a4a4a", "#ffffff"


def draw(facts: ResultFacts, language: str, profile: Profile) -> bytes:
    """The picture as a PNG.  Raises Unprintable for words that cannot be drawn."""
    nobody = Person(id="", name="", language=language)
    here = Here(profile, nobody, dt.datetime.min.replace(tzinfo=dt.UTC))
    lines = [*in_all(facts, here), *standing_of(facts, here)]
    plans = facts.result.plans[:MOST]
    height = TITLE + 2 * GAP + LINE * len(lines) + PLAN * len(plans) + FOOT
    page = Page(height, language, profile)
    page.box(0, 0, WIDTH, TITLE, COLOUR)
    page.text(facts.rules.title, MARGIN, 12, INNER, 64, 52, weight="Bold", colour=WHITE)
    page.text(result_of(facts.number), MARGIN, 76, INNER, 42, 32, colour=WHITE)
    top = TITLE + GAP
    for line in lines:
        page.text(line, MARGIN, top, INNER, LINE, 34)
        top += LINE
    top += GAP
    most = max((plan.votes for plan in plans), default=0)
    for plan in plans:
        page.plan(plan, facts, most, top)
        top += PLAN
    short = (facts.rules_hash[:16], facts.seal[:16])
    page.text("  ·  ".join(short), MARGIN, top, INNER, FOOT, 26, colour=GREY)
    file = io.BytesIO()
    page.image.save(file, "PNG", optimize=True)
    return file.getvalue()


class Page:
    """A white page; whatever is placed on it is mirrored when it is read from the right."""

    def __init__(self, height: int, language: str, profile: Profile) -> None:
        self.rtl = catalogue(language).rtl
        self.image = Image.new("RGB", (WIDTH, height), WHITE)
        self._draw = ImageDraw.Draw(self.image)
        self._language, self._profile = language, profile

    def box(self, start: float, top: float, wide: float, high: float, colour: str) -> None:
        """A filled field."""
        left = WIDTH - start - wide if self.rtl else start
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
    ) -> None:
        """Words in the middle of a box, at its beginning, as large as fits."""
        spoken = said if isinstance(said, str) else words(said, self._language, self._profile)
        letters = fitted(plain(spoken), (wide, high), (size, 14), weight, rtl=self.rtl)
        left = WIDTH - start - wide if self.rtl else start
        x = left + wide if self.rtl else left
        y = top + (high - letters.height) / 2 + letters.above
        for n, line in enumerate(letters.lines):
            self._draw.text(
                (round(x), round(y + n * letters.leading)),
                line,
                fill=colour,
                font=letters.font,
                anchor="rs" if self.rtl else "ls",
                direction=letters.direction,
            )

    def plan(self, plan: Counted, facts: ResultFacts, most: int, top: float) -> None:
        """Its name and cost, its votes as a bar, and why it was not chosen."""
        chosen = plan.fate == "awarded"
        name = name_of(plan, facts.rules)
        self.text(name, MARGIN, top, INNER, 60, 38, weight="Bold" if chosen else "Regular")
        long = (INNER - FIGURE) * plan.votes / max(most, 1)
        if long >= 1:
            self.box(MARGIN, top + 64, long, 44, COLOUR if chosen else PALE)
        figure = f"{plan.votes}"
        if facts.rules.ballot == "yes_no":
            figure = f"{plan.votes} – {plan.against}"
        self.text(figure, MARGIN + long + GAP, top + 64, FIGURE - GAP, 44, 38, weight="Bold")
        reason = TAKEN_BACK if plan.fate == "withdrawn" else FATES[plan.fate]
        self.text(reason, MARGIN, top + 112, INNER, 42, 28, colour=GREY)


def plain(spoken: str) -> str:
    """The words without signs that the typeface does not hold, such as emoji in a title."""
    marks = "".join(MARKS.values())
    kept = (sign for sign in spoken if sign == " " or (sign not in marks and has(sign)))
    return " ".join("".join(kept).split()) or "–"
