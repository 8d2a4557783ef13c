"""How the work of reading a text grows with its length, whatever else the machine has to do."""

from __future__ import annotations

import time
from collections.abc import Callable

SHORT, LONG = 5_000, 20_000
# Four times as long is four times the work, or sixteen where every piece looks at all the others.
TOO_MUCH = 10.0
# So little that a busy machine cannot be what makes it look that good: no need to look again.
LITTLE = 5.0


def growth(read: Callable[[str], object], piece: str) -> float:
    """How many times the work a text of these pieces takes when it is four times as long.

    In time of the processor, the best of several: another process costs it nothing.
    """
    texts = [(piece * length)[:length] for length in (SHORT, LONG)]
    short = long = 1 << 62
    for again in range(5):
        # The two in turns, so that a slower spell of the machine is there for both.
        short, long = (
            min(best, _work(read, t)) for best, t in zip((short, long), texts, strict=True)
        )
        if again and long / short < LITTLE:
            break
    return long / short


def _work(read: Callable[[str], object], text: str) -> int:
    before = time.process_time_ns()
    read(text)
    return max(1, time.process_time_ns() - before)
