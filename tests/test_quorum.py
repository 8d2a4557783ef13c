"""Deciding with quorum: tables for the rule, and a proof by trying every way it could still go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.rules.quorum import (
    Choice,
    Outcome,
    Quorum,
    Settled,
    Tally,
    WhyMeeting,
    needed,
    settle,
    settle_single,
)

VOICE = {"A": Choice.APPROVE, "R": Choice.REFUSE, "H": Choice.HOLD}
SEVEN = ("anna", "bas", "carla", "daan", "els", "fatima", "gijs")


def spoken(letters: str) -> dict[str, Choice]:
    """One letter per member, in the order of the roster; a dash has not spoken yet."""
    return {who: VOICE[said] for who, said in zip(SEVEN, letters, strict=False) if said != "-"}


def as_words(settled: Settled | None) -> str:
    if settled is None:
        return "open"
    return settled.outcome if settled.why is None else f"{settled.outcome}: {settled.why}"


@pytest.mark.parametrize(
    ("voices", "quorum", "now", "at_the_deadline"),
    [
        # Seven seats, more than half: three voices decide nothing, four in favour do (C27).
        ("AAA----", "more_than_half", "open", "meeting: no_quorum"),
        ("AAAA---", "more_than_half", "granted", "granted"),
        ("RRRR---", "more_than_half", "declined", "declined"),
        ("HHHH---", "more_than_half", "held", "held"),
        # A quorum is not yet a certainty: three could still answer.
        ("AAAR---", "more_than_half", "open", "granted"),
        ("AAARA--", "more_than_half", "granted", "granted"),
        ("AARR---", "more_than_half", "open", "meeting: tie"),
        ("AARH---", "more_than_half", "open", "granted"),
        # Everybody has spoken: nothing to wait for.
        ("AAARRRH", "more_than_half", "meeting: tie", "meeting: tie"),
        ("AAARRHH", "more_than_half", "granted", "granted"),
        # A fixed number.
        ("AA-----", 2, "open", "granted"),
        ("AAAA---", 5, "open", "meeting: no_quorum"),
        ("AAAAR--", 5, "granted", "granted"),
        ("-------", 1, "open", "meeting: no_quorum"),
        ("-------", 8, "meeting: no_quorum", "meeting: no_quorum"),
        # Nobody knows the quorum: the meeting decides, but everybody may speak first.
        ("AAAAAA-", "unknown", "open", "meeting: quorum_unknown"),
        ("AAAAAAA", "unknown", "meeting: quorum_unknown", "meeting: quorum_unknown"),
    ],
)
def test_seven_seats(voices: str, quorum: Quorum, now: str, at_the_deadline: str) -> None:
    assert as_words(settle(SEVEN, (), spoken(voices), quorum, closed=False)) == now
    assert as_words(settle(SEVEN, (), spoken(voices), quorum, closed=True)) == at_the_deadline


def test_a_recused_member_is_out_of_the_quorum_and_is_not_heard() -> None:
    voices = spoken("AAAR---")
    settled = settle(SEVEN, {"daan", "els"}, voices, "more_than_half", closed=False)
    assert settled == Settled(Outcome.GRANTED, None, Tally(approve=3), took_part=3, needed=3)


def test_a_voice_from_outside_the_frozen_roster_is_not_heard() -> None:
    voices = {**spoken("AAA----"), "newcomer": Choice.APPROVE}
    assert settle(SEVEN, {"stranger"}, voices, "more_than_half", closed=False) is None


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("quorum", ["more_than_half", "unknown", 3])
def test_when_everybody_is_involved_it_goes_to_the_meeting(quorum: Quorum, closed: bool) -> None:
    settled = settle(SEVEN, SEVEN, spoken("AAAAAAA"), quorum, closed)
    assert as_words(settled) == "meeting: nobody_left"


@pytest.mark.parametrize(
    ("quorum", "seated", "people"),
    [
        ("more_than_half", 7, 4),
        ("more_than_half", 6, 4),
        ("more_than_half", 5, 3),
        ("more_than_half", 1, 1),
        ("unknown", 7, None),
        (5, 7, 5),
        (5, 3, 5),
    ],
)
def test_how_many_are_needed(quorum: Quorum, seated: int, people: int | None) -> None:
    assert needed(quorum, seated) == people


@pytest.mark.parametrize("quorum", [0, -1])
def test_a_quorum_of_nobody_is_a_mistake(quorum: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        needed(quorum, 7)


@pytest.mark.parametrize(
    ("choice", "outcome"),
    [
        (Choice.APPROVE, Outcome.GRANTED),
        (Choice.REFUSE, Outcome.DECLINED),
        (Choice.HOLD, Outcome.HELD),
    ],
)
def test_one_role_decides_alone(choice: Choice, outcome: Outcome) -> None:
    settled = settle_single(choice)
    assert (settled.outcome, settled.why) == (outcome, None)
    assert (settled.took_part, settled.needed) == (1, 1)


def test_the_stored_words_stay_the_same() -> None:
    assert [*Choice] == ["approve", "refuse", "hold"]
    assert [*Outcome] == ["granted", "declined", "held", "meeting"]
    assert [*WhyMeeting] == ["tie", "no_quorum", "quorum_unknown", "nobody_left"]


# --- every way it could still go ---------------------------------------------------------------

MEMBERS = tuple("abcdef")


@dataclass(frozen=True)
class Case:
    roster: set[str]
    recused: set[str]
    voices: dict[str, Choice]
    quorum: Quorum

    def settle(self, *, closed: bool) -> Settled | None:
        return settle(self.roster, self.recused, self.voices, self.quorum, closed)

    @property
    def seated(self) -> set[str]:
        return self.roster - self.recused

    @property
    def silent(self) -> list[str]:
        return sorted(self.seated - set(self.voices))


QUORUMS: st.SearchStrategy[Quorum] = st.one_of(
    st.just("more_than_half"), st.just("unknown"), st.integers(1, 6)
)
CASES = st.builds(
    Case,
    roster=st.sets(st.sampled_from(MEMBERS), max_size=5),
    recused=st.sets(st.sampled_from(MEMBERS), max_size=2),
    voices=st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(Choice)),
    quorum=QUORUMS,
)
proven = settings(derandomize=True, deadline=None, max_examples=400)


def completions(silent: list[str], voices: Mapping[str, Choice]) -> Iterator[dict[str, Choice]]:
    """Every way the silent may still speak, or stay silent until the deadline."""
    for said in product((None, *Choice), repeat=len(silent)):
        more = {who: choice for who, choice in zip(silent, said, strict=True) if choice}
        yield {**voices, **more}


def judge(seated: set[str], voices: Mapping[str, Choice], quorum: Quorum) -> str:
    """The outcome at the deadline, written a second time in the plainest way."""
    said = [voices[who] for who in seated if who in voices]
    if not seated or quorum == "unknown":
        return "meeting"
    if quorum == "more_than_half" and not 2 * len(said) > len(seated):
        return "meeting"
    if isinstance(quorum, int) and len(said) < quorum:
        return "meeting"
    best = max(said.count(choice) for choice in Choice)
    winners = [choice for choice in Choice if said.count(choice) == best]
    names = {"approve": "granted", "refuse": "declined", "hold": "held"}
    return names[winners[0]] if len(winners) == 1 else "meeting"


@proven
@given(case=CASES)
def test_certain_is_certain_and_said_as_soon_as_it_is(case: Case) -> None:
    endings = {
        judge(case.seated, later, case.quorum) for later in completions(case.silent, case.voices)
    }
    took_part = len(case.seated & set(case.voices))
    enough = needed(case.quorum, len(case.seated))
    now, at_deadline = case.settle(closed=False), case.settle(closed=True)

    assert at_deadline is not None
    assert at_deadline.outcome == judge(case.seated, case.voices, case.quorum)
    if now is not None:
        assert endings == {now.outcome}
    else:
        assert case.silent
        quorum_spoke = enough is not None and took_part >= enough
        unreachable = enough is not None and enough > len(case.seated)
        assert len(endings) > 1 or not (quorum_spoke or unreachable)


@proven
@given(case=CASES, order=st.randoms(use_true_random=False))
def test_the_order_in_which_people_speak_does_not_matter(case: Case, order: Random) -> None:
    shuffled, members = list(case.voices.items()), sorted(case.roster)
    order.shuffle(shuffled)
    order.shuffle(members)
    for closed in (False, True):
        again = settle(members, sorted(case.recused), dict(shuffled), case.quorum, closed)
        assert again == case.settle(closed=closed)


@proven
@given(case=CASES)
def test_once_settled_every_later_voice_finds_the_same_outcome(case: Case) -> None:
    now = case.settle(closed=False)
    if now is None:
        return
    for later in completions(case.silent, case.voices):
        then = replace(case, voices=later).settle(closed=False)
        assert then is not None
        assert then.outcome == now.outcome
