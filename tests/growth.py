"""How the work of reading a text grows with its length, whatever else the machine has to do."""

from __future__ import annotations

import time
from collections.abc import Callable

SHORT, LONG = 5_000, 20_000
# Four times as long is four times the work, or sixteen where every piece looks at all the others.
TOO_MUCH = 10.0


def growth(read: Callable[[str], object], piece: str) -> float:
    """How many times the work a text of these pieces takes when it is four times as long.

    In time of the processor, the best of several: another process costs it nothing.
    """
    texts = [(piece * length)[:length] for length in (SHORT, LONG)]
    # The two in turns, so that a slower spell of the machine is there for both.
    tries = [[_work(read, text) for text in texts] for _try in range(5)]
    short, long = min(short for short, _long in tries), min(long for _short, long in tries)
    return long / short


def _work(read: Callable[[str], object], text: str) -> int:
    before = time.process_time_ns()
    read(text)
    return max(1, time.process_time_ns() - before)
