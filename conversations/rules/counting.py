"""Counting: from ballots to awards, by the frozen rules and nothing else.

A vote is counted for each plan on a ballot.  Plans stand in order of their votes (yes_no: of
their yes votes, and only where there are more yes than no), and are awarded from the top as long
as the money lasts.  Whoever repeats this from the published export must find the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from conversations.rounds.round import Choices, Option, Rules

Fate = Literal["awarded", "too_few", "no_money", "tied", "withdrawn", "voted_down"]


@dataclass(frozen=True, slots=True)
class Counted:
    """One plan in the result: its votes, and why it was awarded or not.

    `drawn` when its place among as many votes was found by lot.
    """

    n: int
    votes: int
    against: int
    cents: int
    fate: Fate
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """All plans in the order of the result, and what was awarded together, in cents."""

    plans: tuple[Counted, ...]
    ballots: int
    awarded: int


def count(
    rules: Rules,
    ballots: Sequence[Choices],
    *,
    withdrawn: Collection[int] = (),
    lot: str = "",
) -> Result:
    """Count every ballot and award by the frozen rules; never above the ceiling.

    `lot` is what the draw hangs on: published with the result, and not known to anybody before
    the closing.  The order of the ballots makes no difference.
    """
    votes = _votes(rules, ballots)
    standing = [option for option in rules.options if option.n not in withdrawn]
    ranked, fates = _ranked(rules, standing, votes)
    left = rules.ceiling
    stopped = waiting = False
    drawn: set[int] = set()
    order: list[int] = []
    for _many, group in groupby(ranked, key=lambda option: votes[option.n][0]):
        together = list(group)
        if waiting:
            # The money waits for the meeting: fewer votes do not go before more.
            fates.update((o.n, "tied" if o.cents <= left else "no_money") for o in together)
            order += [option.n for option in together]
            continue
        if len(together) > 1 and not stopped and sum(o.cents for o in together) > left:
            if rules.tie == "none":
                fates.update((option.n, "tied") for option in together)
                order += [option.n for option in together]
                stopped = rules.fit == "stop"
                waiting = not stopped
                continue
            by_lot = sorted(together, key=lambda option: _draw(rules, lot, option.n))
            if rules.tie == "cheaper":
                together = sorted(by_lot, key=lambda option: option.cents)
                same = [o.cents for o in together]
                drawn |= {o.n for o in together if same.count(o.cents) > 1}
            else:
                together = by_lot
                drawn |= {option.n for option in together}
        for option in together:
            fits = not stopped and option.cents <= left
            fates[option.n] = "awarded" if fits else "no_money"
            left -= option.cents if fits else 0
            stopped = stopped or (not fits and rules.fit == "stop")
            order.append(option.n)
    order += [option.n for option in rules.options if option.n not in order]
    fates.update((n, "withdrawn") for n in withdrawn)
    return Result(
        plans=tuple(_counted(rules, n, votes, fates, drawn) for n in order),
        ballots=len(ballots),
        awarded=rules.ceiling - left,
    )


def _votes(rules: Rules, ballots: Iterable[Choices]) -> dict[int, tuple[int, int]]:
    """Votes for and against, by the number of the plan."""
    votes = {option.n: [0, 0] for option in rules.options}
    for ballot in ballots:
        for n in ballot.of:
            votes[abs(n)][n < 0] += 1
    return {n: (one, other) for n, (one, other) in votes.items()}


def _ranked(
    rules: Rules, standing: Sequence[Option], votes: dict[int, tuple[int, int]]
) -> tuple[list[Option], dict[int, Fate]]:
    """The plans that may be awarded, most votes first; and the fate of those that may not."""
    fates: dict[int, Fate] = {}
    for option in standing:
        yes, no = votes[option.n]
        if rules.ballot == "yes_no" and yes <= no:
            fates[option.n] = "voted_down"
        elif yes < max(rules.threshold, 1):
            fates[option.n] = "too_few"
    ranked = [option for option in standing if option.n not in fates]
    return sorted(ranked, key=lambda option: (-votes[option.n][0], option.n)), fates


def _draw(rules: Rules, lot: str, n: int) -> str:
    """The place of a plan in the draw: nobody can choose it, everybody can compute it."""
    return hashlib.sha256(f"{rules.hash}\n{lot}\n{n}".encode()).hexdigest()


def _counted(
    rules: Rules,
    n: int,
    votes: dict[int, tuple[int, int]],
    fates: dict[int, Fate],
    drawn: Collection[int],
) -> Counted:
    option = rules.option(n)
    assert option is not None
    yes, no = votes[n]
    return Counted(n, yes, no, option.cents, fates[n], n in drawn)
