"""What a municipality laid down: who decides, on which conditions, how much, how long.

Each row says from which day to which day it is in force, where it was read and
how sure that is.  Money is whole cents (`Euro`); a dated row counts from `since`
up to and including `until`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from conversations.municipal_words import Role
from conversations.places import WijkId
from conversations.source import Confidence
from conversations.words import Euro, Kept

# What somebody who decides can say; the same words as `rules/quorum.py` keeps.
Choice = Literal["approve", "refuse", "hold"]

Journey = Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
Count = Annotated[int, Field(ge=1)]


def _not_negative(amount: Euro) -> Euro:
    if amount.cents < 0:
        raise ValueError("less than nothing")
    return amount


Amount = Annotated[Euro, AfterValidator(_not_negative)]


class Regime(Kept):
    """Who decides on an initiative, from one day to another, up to an amount.

    `council` counts the votes of a roster, `single` is one person holding
    `role`, `vote` is a round among residents.  `above` (exclusive) and `up_to`
    (inclusive) bound the amounts it covers; no `wijken` means all of them.
    """

    kind: Literal["council", "single", "vote", "unknown"]
    since: dt.date | None = None
    until: dt.date | None = None
    role: Role | None = None
    quorum: Literal["more_than_half", "unknown"] | Count = "unknown"
    majority: Literal["most_votes_cast", "majority_of_present", "unknown"] = "unknown"
    tie: Literal["meeting", "unknown"] = "unknown"
    reason_required_for: tuple[Choice, ...] = ()
    above: Amount | None = None
    up_to: Amount | None = None
    wijken: tuple[WijkId, ...] = ()
    source: str
    confidence: Confidence

    def counts_on(self, day: dt.date) -> bool:
        """Whether it is in force that day."""
        return in_force(self.since, self.until, day)

    def covers(self, wijk: str, amount: Euro) -> bool:
        """Whether this wijk and this amount fall under it."""
        return (
            (not self.wijken or wijk in self.wijken)
            and (self.above is None or amount.cents > self.above.cents)
            and (self.up_to is None or amount.cents <= self.up_to.cents)
        )


class Gate(Kept):
    """A condition the intake looks at; it advises, whoever decides decides.

    `age` is in years, `weeks` in whole weeks before the start, `number` counts
    people.  The sentence a resident reads is not here but with the rules.
    """

    kind: Literal[
        "adult",
        "lead_time",
        "supporters",
        "lives_in_wijk",
        "open_to_everyone",
        "no_politics_or_religion",
        "not_for_profit",
        "voluntary",
        "not_private",
        "not_by_entrepreneurs",
        "last_accounting_done",
        "permits",
    ]
    since: dt.date | None = None
    until: dt.date | None = None
    age: Count | None = None
    weeks: Count | None = None
    number: Count | None = None
    source: str
    confidence: Confidence


class Budget(Kept):
    """What a wijk may spend on initiatives in a calendar year."""

    wijk: WijkId
    year: Annotated[int, Field(ge=2000, le=2200)]
    amount: Amount
    source: str
    confidence: Confidence


class Terms(Kept):
    """How long things may take. None is unknown: then no term is promised.

    `question_days` is a choice of this product, not of a municipality: how long
    an initiator has to answer a question from those who decide.
    """

    decide_weeks: Count | None = None
    decide_extended_weeks: Count | None = None
    receipt_working_days: Count | None = None
    letter_working_days: Count | None = None
    payment_working_days: Count | None = None
    accounting_weeks: Count | None = None
    question_days: Count = 14
    # A first answer to a question or signal; a complaint has its own term by law (Awb 9:11).
    answer_working_days: Count | None = None
    complaint_weeks: Count | None = None


class Retention(Kept):
    """How many days something is kept. Ours but for plans, where None is not known."""

    drafts_days: Count = 30
    letters_days: Count = 7
    seen_days: Count = 8
    initiatives_days: Count | None = None
    # Questions, complaints and signals, counted from the day they were closed.
    matters_days: Count = 365


class Switch(Kept):
    """A journey switched on or off, everywhere or in one wijk, from one day to another."""

    journey: Journey
    on: bool
    wijk: WijkId | None = None
    since: dt.date | None = None
    until: dt.date | None = None


def in_force(since: dt.date | None, until: dt.date | None, day: dt.date) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)
