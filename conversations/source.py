"""Where a fact about a municipality was read, and how sure it is."""

from __future__ import annotations

from typing import Literal

from conversations.words import Kept

# How sure a fact is: read in a primary text; second-hand or computed; weak; a choice of ours.
Confidence = Literal["high", "medium", "low", "ours"]


class Source(Kept):
    """Where a fact was read and how sure it is."""

    source: str
    confidence: Confidence
