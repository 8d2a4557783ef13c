"""The office of a role, whoever holds it: a telephone, days, what one may ask there.

A profile may give some (`cards.csv`); the operator changes them while the bot runs.  It names
nobody: a person is named on their own card, and only after their own yes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Annotated

from pydantic import Field, StringConstraints

from conversations.municipal_words import Role
from conversations.places import WijkId
from conversations.source import Confidence
from conversations.words import Kept

Weekday = Annotated[int, Field(ge=1, le=7)]  # Monday is 1


class OfficeCard(Kept):
    """What residents may know of an office; no wijk is the whole municipality.

    `phone` as it is dialled here; `checked` is the day on which somebody looked whether it is so.
    """

    role: Role
    wijk: WijkId | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9]{5,11}$")] | None = None
    days: tuple[Weekday, ...] = ()
    ask: Annotated[str, StringConstraints(min_length=3, max_length=300)] | None = None
    checked: dt.date | None = None
    source: str = ""
    confidence: Confidence = "medium"

    @property
    def id(self) -> str:
        """What its buttons call it."""
        return office_id(self.role, self.wijk)


def office_id(role: str, wijk: str | None) -> str:
    """The id of the card of an office: always the same, and of the length of our other ids."""
    return hashlib.sha256(f"{role} {wijk or ''}".encode()).hexdigest()[:22]
