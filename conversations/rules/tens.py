"""Figures in tens: under ten none is told, and none can be worked out by adding and subtracting.

    every figure     is told in tens: "20 or more" stands for 20 to 29
    under ten        only "fewer than ten", also when it is nothing at all
    parts of a sum   what came in, by kind, by topic: where all parts are nearly full, their sum
                     would tell what each of them is; then the sum is told lower
    week after week  what is open now cannot be more than what was open and what came in: where
                     it rises as fast as it can, it is told later

The promise: whatever somebody adds up, subtracts or compares with earlier weeks, and also if they
know this file, of a figure under ten at least `LEFT` values stay possible.  `tests/test_tens.py`
tries to break it.  "20 or more" is always true: what is told is never more than what is so, and
never less than ten where it is ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEP = 10
# So many values of a figure under ten stay possible, at the least.
LEFT = 5
# As much as a figure can be above what is told of it.
ABOVE = STEP - 1
# Weeks after which something is said to be open for long.
LONG = 4

Split = Mapping[str, int]


def tens(n: int) -> int:
    """What is told of a figure: 0 stands for "fewer than ten"."""
    return n - n % STEP


@dataclass(frozen=True, slots=True)
class Summed:
    """A sum and its parts as they are told; `most` is the most that the sum can be.

    A split is None where its parts cannot be told.
    """

    told: int
    splits: tuple[dict[str, int] | None, ...]
    most: int


def tell_sum(total: int, splits: Sequence[Split]) -> Summed:
    """What is told of a sum that is split in several ways, each with at least two parts.

    Raises ValueError for a split that does not come to the total.
    """
    if any(sum(split.values()) != total or len(split) < 2 for split in splits):
        raise ValueError("a split has two parts or more and comes to the total")
    told: list[dict[str, int] | None] = [
        {name: tens(n) for name, n in split.items()} for split in splits
    ]
    while True:
        # So much can be told of the sum before the parts of a split are nearly known.
        most = min((_most(split) for split in told if split is not None), default=total + STEP)
        wrong = next(
            (
                at
                for at, split in enumerate(told)
                if split is not None and sum(split.values()) > most - LEFT + 1
            ),
            None,
        )
        if wrong is None:
            break
        told[wrong] = _lower(told[wrong] or {})
    shown = min(tens(total), tens(max(most - LEFT + 1, 0)))
    return Summed(shown, tuple(told), min(shown + ABOVE, most))


def _most(split: Split) -> int:
    """The most that these parts can come to."""
    return sum(split.values()) + ABOVE * len(split)


def _lower(split: Split) -> dict[str, int] | None:
    """The largest part told ten lower, never as if it were under ten; None when none can be."""
    name = max(split, key=lambda part: split[part])
    if split[name] <= STEP:
        return None
    return {**split, name: split[name] - STEP}


@dataclass(frozen=True, slots=True)
class Earlier:
    """The most that figures of an earlier week can have been, by what was told of them."""

    new: int
    open: int
    old: int


@dataclass(frozen=True, slots=True)
class Stock:
    """What is open at the end of a week, as it is told; `most_…` as others can work it out.

    `old` of the open ones came in more than `LONG` weeks before, `late` are past their day.
    """

    open: int
    old: int
    late: int
    most_open: int
    most_old: int


def tell_stock(
    opened: int, old: int, late: int, most_new: int, before: Sequence[Earlier | None]
) -> Stock:
    """What is told of what lies there, after what was told in the weeks before.

    `most_new` is the most that came in this week; `before` are the weeks before, the last one
    first, None where nothing was told.
    """
    weeks = [*before[:LONG], *[None] * (LONG - len(before))]
    last, long_ago = weeks[0], weeks[LONG - 1]
    # What is open for long was so a week ago, or came in then; all of it was open then.
    old_by = [long_ago.open] if long_ago is not None else []
    if last is not None and long_ago is not None:
        old_by.append(last.old + long_ago.new)
    # What is open was so a week ago or came in since; or it is old, or came in lately.
    open_by = [last.open + most_new] if last is not None else []
    lately = [week.new for week in weeks[: LONG - 1] if week is not None]
    recent = sum(lately) + most_new if len(lately) == LONG - 1 else None

    told_open, told_old = tens(opened), tens(old)
    while True:
        most_old = min([told_old + ABOVE, *old_by])
        bounds = [*open_by, *([most_old + recent] if recent is not None else [])]
        lower_open = min([told_open, *(tens(bound - LEFT + 1) for bound in bounds)])
        lower_old = min([told_old, lower_open, *(tens(bound - LEFT + 1) for bound in old_by)])
        if (lower_open, lower_old) == (told_open, told_old):
            break
        told_open, told_old = lower_open, lower_old
    most_open = min([told_open + ABOVE, *bounds])
    return Stock(
        told_open, told_old, min(tens(late), told_open), most_open, min(most_old, most_open)
    )
