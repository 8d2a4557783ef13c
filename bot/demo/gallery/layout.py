"""Where the boxes of a diagram stand: in layers, so that a conversation runs from top to bottom.

A line that would close a circle goes back; all the others go down.  A box stands one layer below
the lowest box that leads to it, and near the middle of those.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
Pair = tuple[T, T]

WIDTH = 256  # of a box, in CSS pixels
GAP_X, GAP_Y = 30, 48
MOST_BESIDE = 4  # boxes next to one another; more go on the next line
MARGIN = 12


@dataclass(frozen=True, slots=True)
class Place:
    """The upper left corner of a box, and its height."""

    x: int
    y: int
    height: int


def onward(
    nodes: Sequence[T], pairs: Iterable[Pair[T]], backward: Iterable[Pair[T]] = ()
) -> list[Pair[T]]:
    """The steps that go down; every other one closes a circle.

    Near the first box goes first.  Then what jumps up, from a box with few ways on before one
    with many (a list of everything), and what is meant as a step back (`backward`) last.
    """
    known = set(nodes)
    steps = [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1] and known.issuperset(pair)]
    distance = _distance(nodes, steps)
    order = {node: n for n, node in enumerate(nodes)}
    last = set(backward)

    ways = Counter(start for start, _end in steps)

    def turn(pair: Pair[T]) -> tuple[bool, int, int, int, int]:
        start, end = pair
        jumps = ways[start] if distance[end] < distance[start] else 0
        return pair in last, jumps, distance[start], order[start], order[end]

    down: dict[T, list[T]] = {}
    kept: list[Pair[T]] = []
    for start, end in sorted(steps, key=turn):
        if not _reaches(down, end, start):
            down.setdefault(start, []).append(end)
            kept.append((start, end))
    return kept


def _distance(nodes: Sequence[T], steps: Sequence[Pair[T]]) -> dict[T, int]:
    after: dict[T, list[T]] = {}
    for start, end in steps:
        after.setdefault(start, []).append(end)
    found = dict.fromkeys(nodes[:1], 0)
    waiting = deque(found)
    while waiting:
        here = waiting.popleft()
        for end in after.get(here, ()):
            if end not in found:
                found[end] = found[here] + 1
                waiting.append(end)
    far = len(nodes)
    return {node: found.get(node, far) for node in nodes}


def _reaches(down: Mapping[T, Sequence[T]], start: T, end: T) -> bool:
    waiting, found = [start], {start}
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        for there in down.get(here, ()):
            if there not in found:
                found.add(there)
                waiting.append(there)
    return False


def layers(nodes: Sequence[T], down: Sequence[Pair[T]]) -> list[list[T]]:
    """The boxes of each layer, from left to right."""
    before: dict[T, list[T]] = {}
    after: dict[T, list[T]] = {}
    for start, end in down:
        before.setdefault(end, []).append(start)
        after.setdefault(start, []).append(end)
    depth: dict[T, int] = {}

    def deep(node: T) -> int:
        if node not in depth:
            depth[node] = 1 + max((deep(start) for start in before.get(node, ())), default=-1)
        return depth[node]

    for node in nodes:
        deep(node)
    for node in nodes:
        if node not in before and after.get(node):  # what comes by itself stands just above
            depth[node] = max(0, min(depth[end] for end in after[node]) - 1)
    found: list[list[T]] = [[] for _layer in range(1 + max(depth.values(), default=-1))]
    for node in nodes:
        found[depth[node]].append(node)
    column: dict[T, float] = {}
    for layer in found:
        layer.sort(key=lambda node: _middle(before.get(node, ()), column))
        for n, node in enumerate(layer):
            column[node] = n - (len(layer) - 1) / 2
    return found


def _middle(nodes: Sequence[T], column: Mapping[T, float]) -> float:
    known = [column[node] for node in nodes if node in column]
    return sum(known) / len(known) if known else 0.0


def placed(
    layered: Sequence[Sequence[T]], heights: Mapping[T, int]
) -> tuple[dict[T, Place], int, int]:
    """Every box in its place, and the width and height of the whole."""
    rows = [
        layer[at : at + MOST_BESIDE]
        for layer in layered
        for at in range(0, len(layer), MOST_BESIDE)
    ]
    widest = max((len(row) for row in rows), default=1)
    width = widest * (WIDTH + GAP_X) - GAP_X + 2 * MARGIN
    places: dict[T, Place] = {}
    y = MARGIN
    for row in rows:
        x = (width - len(row) * (WIDTH + GAP_X) + GAP_X) // 2
        for node in row:
            places[node] = Place(x, y, heights[node])
            x += WIDTH + GAP_X
        y += max(heights[node] for node in row) + GAP_Y
    return places, width, y - GAP_Y + MARGIN
