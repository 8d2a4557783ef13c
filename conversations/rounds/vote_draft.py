"""What a voter is asked in words: a code, and nothing else.  What they chose stands in no draft."""

from __future__ import annotations

from typing import ClassVar, Literal

from conversations.talk import Draft


class VoteDraft(Draft):
    """A voting code is to be typed; it is never kept here, and neither is any choice."""

    secret: ClassVar[bool] = True

    journey: Literal["vote"] = "vote"
    asking: Literal["code"] = "code"
    round: str
