"""Whose letter goes next: one prompt or receipt at a time, and nobody is forgotten over it."""

from __future__ import annotations

import datetime as dt
from itertools import count

from bot.lanes import Lane, Lanes
from storage.outbox import Letter

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
_numbers = count(1)


def lanes() -> Lanes:
    return Lanes(lambda: NOW, None, lambda: None)


def writes(all: Lanes, person: str, rank: int = 1, kind: str = "say") -> Letter:
    """A letter for somebody, in their lane."""
    letter = Letter("c", next(_numbers), person, rank, kind, "must", "", 0)
    lane = all.open(person, ord(person))
    all.put(lane, letter)
    all.up(lane)
    return letter


def flies(all: Lanes) -> Letter | None:
    """What leaves now."""
    lane = all.next()
    return lane.flying if lane is not None else None


def lands(all: Lanes, letter: Letter) -> Lane:
    """It arrived; what became of it is not noted yet."""
    lane = all.lane(letter.person)
    assert lane is not None
    lane.flying = None
    all.up(lane)
    return lane


def test_one_prompt_is_in_doubt_at_a_time() -> None:
    all = lanes()
    first, second = writes(all, "A"), writes(all, "B")
    assert flies(all) is first
    lands(all, first)
    assert flies(all) is None
    all.sure(first)
    assert flies(all) is second


def test_an_answer_waits_for_no_doubt() -> None:
    all = lanes()
    prompt, second = writes(all, "A"), writes(all, "B")
    assert flies(all) is prompt
    assert flies(all) is None
    answer = writes(all, "B", rank=0, kind="screen")
    assert flies(all) is answer
    lands(all, answer)
    lands(all, prompt)
    all.sure(prompt)
    assert flies(all) is second


def test_where_many_wait_being_quick_is_worth_more() -> None:
    all = lanes()
    letters = [writes(all, person) for person in "ABCDEF"]
    assert flies(all) is letters[0]
    assert flies(all) is letters[5], "four wait already"
    assert flies(all) is None


def test_a_lane_that_needs_no_waking_keeps_nobody_asleep() -> None:
    """Seen as a confirmation that stayed away: the one that was woken had nothing to wait for."""
    all = lanes()
    prompt, second, third = writes(all, "A"), writes(all, "B"), writes(all, "C")
    assert flies(all) is prompt
    assert flies(all) is None, "B and C wait"
    lane = all.lane("B")
    assert lane is not None
    lane.letters.remove(second)  # a newer screen took its place
    lands(all, prompt)
    all.sure(prompt)
    assert flies(all) is third
