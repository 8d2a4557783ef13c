"""Figures in tens, under attack: whoever adds, subtracts and compares never learns one under ten.

The attacker here knows everything that was ever told, every relation between the figures and how
they are told.  What the rule must not do is tried as well: the same attacker breaks figures that
are only rounded, so an attack that finds nothing means something.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

import pytest

from conversations.rules.tens import (
    ABOVE,
    LEFT,
    LONG,
    Earlier,
    Split,
    Stock,
    Summed,
    tell_stock,
    tell_sum,
    tens,
)

FAR = 10**6

# --- the attacker ---------------------------------------------------------------------------


@dataclass
class Attacker:
    """Knows bounds of named figures and relations between them; draws every conclusion."""

    low: dict[str, int] = field(default_factory=dict)
    high: dict[str, int] = field(default_factory=dict)
    sums: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    most: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def reads(self, name: str, told: int | None, *, exact: bool = False) -> None:
        """A figure as it is told: in tens, exactly, or (None) not at all."""
        self.low[name] = max(self.low.get(name, 0), told or 0)
        if told is not None:
            self.high[name] = min(self.high.get(name, FAR), told if exact else told + ABOVE)

    def knows_sum(self, whole: str, parts: Iterable[str]) -> None:
        """These parts come to the whole."""
        self.sums.append((whole, tuple(parts)))

    def knows_most(self, one: str, *others: str) -> None:
        """One figure is never more than these others together."""
        self.most.append((one, others))

    def concludes(self) -> None:
        """Add and subtract until nothing new follows."""
        news = True
        while news:
            news = False
            for whole, parts in self.sums:
                news |= self._at_most(whole, parts) | self._at_least(whole, parts)
            for one, others in self.most:
                news |= self._at_most(one, others)

    def _at_most(self, one: str, others: tuple[str, ...]) -> bool:
        news = self._lowers(one, sum(self.up(other) for other in others))
        for other in others:
            rest = sum(self.up(x) for x in others) - self.up(other)
            news |= self._raises(other, self.down(one) - rest)
        return news

    def _at_least(self, one: str, others: tuple[str, ...]) -> bool:
        news = self._raises(one, sum(self.down(other) for other in others))
        for other in others:
            rest = sum(self.down(x) for x in others) - self.down(other)
            news |= self._lowers(other, self.up(one) - rest)
        return news

    def up(self, name: str) -> int:
        return self.high.get(name, FAR)

    def down(self, name: str) -> int:
        return self.low.get(name, 0)

    def _lowers(self, name: str, to: int) -> bool:
        if to >= self.up(name) or to > FAR // 2:
            return False
        self.high[name] = to
        assert self.down(name) <= to, f"{name}: what was told cannot be so"
        return True

    def _raises(self, name: str, to: int) -> bool:
        if to <= self.down(name):
            return False
        self.low[name] = to
        assert to <= self.up(name), f"{name}: what was told cannot be so"
        return True

    def left(self, name: str) -> int:
        """How many values of a figure are still possible."""
        return self.up(name) - self.down(name) + 1


# --- a wijk that lives on for weeks ---------------------------------------------------------------


@dataclass
class World:
    """What came in each week, in several ways, and how much of it was open when it ended."""

    splits: list[tuple[dict[str, int], ...]]
    # Of what came in long before, in the weeks just before and in each week: how many are open
    # at the end of each week.
    open: list[list[int]]
    late: list[int]

    def stock(self, week: int) -> tuple[int, int, int]:
        held = [row[week] for row in self.open]
        return sum(held), sum(held[: week + 1]), self.late[week]


def live(weeks: int, chance: random.Random, style: str) -> World:
    """A world by lot: `full` ones bring nearly nine of everything, and seldom close something."""
    ways = [
        [f"k{n}" for n in range(3)],
        [f"t{n}" for n in range(chance.choice((2, 3, 5, 8, 9, 10)))],
        [f"p{n}" for n in range(chance.choice((2, 3, 6)))],
    ]
    splits: list[tuple[dict[str, int], ...]] = []
    held: list[list[int]] = []
    for _before in range(LONG):
        row = [chance.choice((0, 5, 9, 18, 40)) if style != "slow" else 0]
        for _week in range(1, weeks):
            row.append(kept(row[-1], chance, style))
        held.append(row)
    for week in range(weeks):
        first = max(ways, key=len)
        if style == "full":
            some = {name: chance.choice((9, 9, 9, 8, 19, 29)) for name in first}
        elif style == "slow":
            some = dict.fromkeys(first, 0) | {first[0]: chance.choice((9, 9, 9, 8))}
        else:
            some = {name: chance.choice((0, 1, 3, 7, 9, 12, 25)) for name in first}
        total = sum(some.values())
        splits.append(
            tuple(some if way is first else spread(total, way, chance, style) for way in ways)
        )
        row = [0] * weeks
        row[week] = kept(total, chance, style)
        for later in range(week + 1, weeks):
            row[later] = kept(row[later - 1], chance, style)
        held.append(row)
    world = World(splits, held, [0] * weeks)
    world.late = [chance.randint(0, world.stock(week)[0]) for week in range(weeks)]
    return world


def kept(n: int, chance: random.Random, style: str) -> int:
    if style != "busy":
        return n - (chance.random() < 0.05 and n > 0)
    return chance.randint(0, n)


def spread(total: int, way: list[str], chance: random.Random, style: str) -> dict[str, int]:
    """The same total in another way: as evenly as it goes, or anyhow."""
    if style == "full":
        each, more = divmod(total, len(way))
        return {name: each + (n < more) for n, name in enumerate(way)}
    some = dict.fromkeys(way, 0)
    for _one in range(total):
        some[chance.choice(way)] += 1
    return some


# --- what is told of it, and what the attacker makes of that -----------------------------------

TellSum = Callable[[int, list[Split]], Summed]
TellStock = Callable[[int, int, int, int, list[Earlier | None]], Stock]


def attack(
    world: World,
    sum_up: TellSum = tell_sum,
    take_stock: TellStock = tell_stock,
    *,
    exact: bool = False,
) -> tuple[Attacker, dict[str, tuple[int, int | None]]]:
    """Publish week after week; answers the attacker, and each figure as it is and as it is told."""
    spy = Attacker()
    figures: dict[str, tuple[int, int | None]] = {}
    before: list[Earlier | None] = []

    def told(name: str, n: int, as_told: int | None) -> None:
        figures[name] = (n, as_told)
        spy.reads(name, as_told, exact=exact and as_told not in (0, None))

    for week, splits in enumerate(world.splits):
        total = sum(splits[0].values())
        summed = sum_up(total, list(splits))
        told(f"new{week}", total, summed.told)
        for way, (split, shown) in enumerate(zip(splits, summed.splits, strict=True)):
            for name, n in split.items():
                told(f"{name}/{way}/{week}", n, shown[name] if shown is not None else None)
            spy.knows_sum(f"new{week}", [f"{name}/{way}/{week}" for name in split])
        opened, old, late = world.stock(week)
        stock = take_stock(opened, old, late, summed.most, before)
        before.insert(0, Earlier(summed.most, stock.most_open, stock.most_old))
        told(f"open{week}", opened, stock.open)
        told(f"old{week}", old, stock.old)
        told(f"late{week}", late, stock.late)
        knows(spy, week)
    spy.concludes()
    return spy, figures


def knows(spy: Attacker, week: int) -> None:
    """What is always so, whatever came in and was closed."""
    spy.knows_most(f"old{week}", f"open{week}")
    spy.knows_most(f"late{week}", f"open{week}")
    cohorts = [f"c{of}/{week}" for of in range(-LONG, week + 1)]
    spy.knows_sum(f"open{week}", cohorts)
    spy.knows_sum(f"old{week}", cohorts[: week + 1])
    spy.knows_most(f"c{week}/{week}", f"new{week}")
    for of in range(-LONG, week if week else -LONG):
        spy.knows_most(f"c{of}/{week}", f"c{of}/{week - 1}")
    if week >= 1:
        spy.knows_most(f"open{week}", f"open{week - 1}", f"new{week}")
    if week >= LONG:
        spy.knows_most(f"old{week}", f"open{week - LONG}")
        spy.knows_most(f"old{week}", f"old{week - 1}", f"new{week - LONG}")
        lately = [f"new{one}" for one in range(week - LONG + 1, week + 1)]
        spy.knows_most(f"open{week}", f"old{week}", *lately)


def broken(spy: Attacker, figures: Mapping[str, tuple[int, int | None]]) -> list[str]:
    """Figures under ten of which fewer values stay possible than was promised."""
    return [
        f"{name} is {spy.down(name)} to {spy.up(name)}"
        for name, (n, _told) in figures.items()
        if n < 10 and spy.left(name) < LEFT
    ]


STYLES = ("busy", "full", "slow", "anyhow")


@pytest.mark.parametrize("style", STYLES)
def test_no_subtraction_and_no_comparison_reveals_a_figure_under_ten(style: str) -> None:
    chance = random.Random(style)
    for _world in range(25):
        spy, figures = attack(live(12, chance, style))
        assert broken(spy, figures) == []
        for name, (n, told) in figures.items():
            # What is told is true, and ten or more is never told as fewer.
            assert told is None or told <= n
            assert told != 0 or n < 10, name
            if not name.startswith(("open", "old", "late")):
                continue
            assert told is not None


def naive_sum(total: int, splits: list[Split]) -> Summed:
    told = [{name: tens(n) for name, n in split.items()} for split in splits]
    return Summed(tens(total), tuple(told), tens(total) + ABOVE)


def naive_stock(
    opened: int, old: int, late: int, most_new: int, before: list[Earlier | None]
) -> Stock:
    return Stock(tens(opened), tens(old), tens(late), tens(opened) + ABOVE, tens(old) + ABOVE)


def hidden_stock(
    opened: int, old: int, late: int, most_new: int, before: list[Earlier | None]
) -> Stock:
    def shown(n: int) -> int:
        return n if n >= 10 else 0

    return Stock(shown(opened), shown(old), shown(late), opened, old)


def hidden_sum(total: int, splits: list[Split]) -> Summed:
    """The exact figure from ten on, as many dashboards do."""

    def shown(n: int) -> int:
        return n if n >= 10 else 0

    told = [{name: shown(n) for name, n in split.items()} for split in splits]
    return Summed(shown(total), tuple(told), total)


@pytest.mark.parametrize("style", STYLES)
def test_the_same_attacker_breaks_exact_figures_with_small_ones_left_out(style: str) -> None:
    world = live(14, random.Random(style), style)
    spy, figures = attack(world, hidden_sum, hidden_stock, exact=True)
    assert broken(spy, figures) != []


def test_the_same_attacker_breaks_parts_that_are_only_rounded() -> None:
    ten_topics = {f"t{n}": 9 for n in range(10)}
    world = World([(ten_topics, {"k0": 90, "k1": 0})], [*[[0]] * LONG, [90]], [0])
    spy, figures = attack(world, naive_sum)
    assert len([one for one in broken(spy, figures) if one.startswith("t")]) == 10
    spy, figures = attack(world)
    assert broken(spy, figures) == []


def test_the_same_attacker_breaks_weeks_that_are_only_rounded() -> None:
    weeks = 12
    came: list[tuple[dict[str, int], ...]] = [
        ({"k0": 9, "k1": 0}, {"t0": 0, "t1": 9}) for _week in range(weeks)
    ]
    nothing_closed = [
        *([0] * weeks for _before in range(LONG)),
        *([0] * n + [9] * (weeks - n) for n in range(weeks)),
    ]
    world = World(came, nothing_closed, [0] * weeks)
    spy, figures = attack(world, take_stock=naive_stock)
    assert any(one.startswith("new") and "is 9 to 9" in one for one in broken(spy, figures))
    spy, figures = attack(world)
    assert broken(spy, figures) == []


# --- whoever knows the rule too ------------------------------------------------------------------


def worlds(*ways: int, most: int) -> Iterable[tuple[dict[str, int], ...]]:
    """Every way to fill two splits of these sizes that come to the same total."""
    by_total: dict[int, list[dict[str, int]]] = defaultdict(list)
    for parts in product(range(most + 1), repeat=ways[1]):
        by_total[sum(parts)].append({f"b{n}": part for n, part in enumerate(parts)})
    for parts in product(range(most + 1), repeat=ways[0]):
        one = {f"a{n}": part for n, part in enumerate(parts)}
        for other in by_total[sum(parts)]:
            yield one, other


@pytest.mark.parametrize(("one", "other", "most"), [(2, 2, 29), (3, 2, 12), (2, 3, 11)])
def test_every_picture_fits_five_worlds_for_each_figure_under_ten(
    one: int, other: int, most: int
) -> None:
    """No attack at all: every world there is, grouped by what is told of it."""
    fits: dict[object, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    whole: dict[object, set[int]] = defaultdict(set)
    for splits in worlds(one, other, most=most):
        total = sum(splits[0].values())
        told = tell_sum(total, splits)
        picture: object = (told.told, *(tuple((s or {}).items()) for s in told.splits))
        whole[picture].add(total)
        for split in splits:
            for name, n in split.items():
                fits[picture][name].add(n)
    edge = 2 * most - 20  # beyond it, some of the worlds that would fit were not tried
    for picture, figures in fits.items():
        if max(whole[picture]) > edge:
            continue
        for name, values in figures.items():
            if min(values) < 10:
                assert len(values) >= LEFT, (picture, name, values)


def test_ten_full_topics_are_told_as_eighty() -> None:
    told = tell_sum(90, [{f"t{n}": 9 for n in range(10)}])
    assert told.told == 80
    # Also with one topic empty: whoever knows the rule cannot tell the two apart.
    one_less = {f"t{n}": 9 for n in range(9)} | {"t9": 0}
    assert tell_sum(81, [one_less]).told == 80


def test_a_split_that_is_wrong_is_refused() -> None:
    with pytest.raises(ValueError, match="comes to the total"):
        tell_sum(3, [{"a": 1, "b": 1}])
    with pytest.raises(ValueError, match="two parts"):
        tell_sum(3, [{"a": 3}])
