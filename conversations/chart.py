"""A picture of figures, as a value: drawn in the reader's language when it is sent."""

from __future__ import annotations

from typing import Literal

from conversations.words import Kept, Message


class Bar(Kept):
    """A figure with its name; `told` in tens, 0 for fewer than ten; `now` stands out."""

    name: Message
    told: int
    now: bool = False


class Panel(Kept):
    """Figures under a title: lying bars, or columns that are weeks; `note` is said below them."""

    title: Message
    bars: tuple[Bar, ...]
    shape: Literal["lying", "weeks"] = "lying"
    note: Message | None = None


class Chart(Kept):
    """One picture: a title, the figures to see first, and panels; `how` tells how to read it."""

    title: Message
    about: Message
    first: tuple[Bar, ...]
    panels: tuple[Panel, ...]
    fewer: Message
    how: Message
