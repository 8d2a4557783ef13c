"""What staff at a desk are asked: the number on a phone, a slip number, and whether it is right."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from conversations.talk import Draft


class Step(StrEnum):
    SLIP = "slip"
    CALL = "call"
    SURE = "sure"
    VOID = "void"
    PAPER = "paper"


class DeskDraft(Draft):
    """Somebody at the desk of one round; `slip` is of a code that is void after this.

    `call` is the number on a phone.  Neither is a code, and neither is worth anything elsewhere.
    """

    journey: Literal["desk"] = "desk"
    asking: Step
    round: str
    slip: str | None = None
    call: str | None = None
