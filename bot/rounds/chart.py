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

from bot.picture.sheet import COLOUR, GAP, GREY, INNER, MARGIN, WHITE, WIDTH, Sheet
from bot.poster.lettering import has
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

TITLE, LINE, PLAN, FOOT = 130, 52, 168, 70  # heights
FIGURE = 190  # for the number after a bar
MOST = 10  # plans in a picture; all of them stand in the words
PALE = "#b9d3dc"


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
    return page.png()


class Page(Sheet):
    """A result, laid out."""

    def spoken(self, said: Message | str) -> str:
        """The words that the typeface holds: titles are people's own, emoji and all."""
        return plain(super().spoken(said))

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
