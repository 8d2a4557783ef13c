"""What somebody types from papers: which batch, and the crosses on the paper in their hand."""

from __future__ import annotations

from typing import ClassVar, Literal

from conversations.talk import Draft


class PaperDraft(Draft):
    """One batch; `chosen` is of the paper in hand alone, and of no person.

    A code on a paper is never kept here.
    """

    secret: ClassVar[bool] = True

    journey: Literal["paper"] = "paper"
    asking: Literal["batch", "many", "sheet"]
    round: str
    batch: int | None = None
    plans: int = 0
    yes_no: bool = False
    needs_code: bool = False
    chosen: tuple[int, ...] = ()
