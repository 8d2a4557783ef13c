"""What an officer is typing about a round, or somebody's trial ballot: it counts for nothing."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from conversations.rounds.orders import What
from conversations.rounds.round import Choices, Rules
from conversations.rules.ballots import basket
from conversations.talk import Draft


class OfficerDraft(Draft):
    """A sentence or a moment that is still to be typed, or a trial ballot under these rules.

    `card` is the place of the plan that is shown, `chosen` the numbers on the ballot (a minus
    means no); `closes` is local, `batch` of papers.
    """

    journey: Literal["officer"] = "officer"
    asking: Literal["trial", "closes", "reason", "batch"]
    round: str
    what: What | None = None
    closes: dt.datetime | None = None
    batch: int | None = None
    rules: Rules | None = None
    card: int = 0
    chosen: tuple[int, ...] = ()

    @property
    def ballot(self) -> Choices:
        """The trial ballot so far."""
        return Choices(self.chosen)

    @property
    def left(self) -> int:
        """Cents that are not chosen yet, of what there is in all."""
        assert self.rules is not None
        return self.rules.ceiling - basket(self.ballot, self.rules)
