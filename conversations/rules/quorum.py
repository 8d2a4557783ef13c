"""Who wins when a wijkraad decides: whose voice counts, how many are needed, what is certain.

    roster (frozen when the case opened) − recused = seated
    voices of the seated                           = took part

Settled at once when nothing can change it any more; otherwise at the deadline.
A tie, too few voices or an unknown quorum goes to the meeting: never a silent refusal.

Source: feature rows 58, 60 and C27; `facts/README.md` §3 "The wijkraad".  The
quorum itself was not found there, so it is data of the profile, or "unknown".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Quorum = Literal["more_than_half", "unknown"] | int
"""How many of the seated must take part: more than half, a number (1 or more), or not known."""


class Choice(StrEnum):
    """What a member says about a plan; the values are stored."""

    APPROVE = "approve"
    REFUSE = "refuse"
    HOLD = "hold"


class Outcome(StrEnum):
    """How a case ends; the values are stored. `meeting` means: people settle it, not this rule."""

    GRANTED = "granted"
    DECLINED = "declined"
    HELD = "held"
    MEETING = "meeting"


class WhyMeeting(StrEnum):
    """Why a case goes to the meeting; the values are stored."""

    TIE = "tie"
    NO_QUORUM = "no_quorum"
    QUORUM_UNKNOWN = "quorum_unknown"
    NOBODY_LEFT = "nobody_left"


OUTCOME_OF = {
    Choice.APPROVE: Outcome.GRANTED,
    Choice.REFUSE: Outcome.DECLINED,
    Choice.HOLD: Outcome.HELD,
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Voices that count, in people."""

    approve: int = 0
    refuse: int = 0
    hold: int = 0

    @property
    def took_part(self) -> int:
        """How many people spoke; holding over is taking part."""
        return self.approve + self.refuse + self.hold

    def ranked(self) -> tuple[tuple[int, Choice], ...]:
        """Most voices first; among equals the order means nothing."""
        pairs = (
            (self.approve, Choice.APPROVE),
            (self.refuse, Choice.REFUSE),
            (self.hold, Choice.HOLD),
        )
        return tuple(sorted(pairs, key=lambda pair: -pair[0]))


@dataclass(frozen=True, slots=True)
class Settled:
    """An outcome, and the figures people need to check it.

    `why` is given only with `Outcome.MEETING`; `needed` is None when the quorum is unknown.
    """

    outcome: Outcome
    why: WhyMeeting | None
    tally: Tally
    took_part: int
    needed: int | None


def needed(quorum: Quorum, seated: int) -> int | None:
    """How many people must take part, out of `seated` people; None when nobody knows.

    A fixed number stays that number, also when recusals make it impossible to reach.
    Raises ValueError for a number below 1: a quorum of nobody is a mistake in the profile.
    """
    match quorum:
        case "unknown":
            return None
        case "more_than_half":
            return seated // 2 + 1
        case int(people) if people >= 1:
            return people
    raise ValueError("a quorum is at least one person")


def tally(seated: Collection[str], voices: Mapping[str, Choice]) -> Tally:
    """Count the voices of the seated; anybody else's is not heard."""
    counted = Counter(voices[member] for member in set(seated) if member in voices)
    return Tally(counted[Choice.APPROVE], counted[Choice.REFUSE], counted[Choice.HOLD])


def settle(
    roster: Collection[str],
    recused: Collection[str],
    voices: Mapping[str, Choice],
    quorum: Quorum,
    closed: bool,
) -> Settled | None:
    """The outcome, or None while the case is still open.

    `roster` is the list of member ids frozen when the case opened; `recused` are
    those who said "I am involved"; `voices` holds each member's last word, given in
    time; `closed` says the deadline has passed.  With `closed` there is always an
    outcome.  An id that is not on the roster is ignored, wherever it stands.

    Settled before the deadline when the quorum has taken part and the leading choice
    has more voices than the next one could still get; when everybody has spoken; or
    when a fixed quorum can no longer be reached.
    Raises ValueError for a quorum below 1.
    """
    seated = set(roster) - set(recused)
    counted = tally(seated, voices)
    enough = needed(quorum, len(seated))
    silent = len(seated) - counted.took_part

    def ends(outcome: Outcome, why: WhyMeeting | None = None) -> Settled:
        return Settled(outcome, why, counted, counted.took_part, enough)

    if not seated:
        return ends(Outcome.MEETING, WhyMeeting.NOBODY_LEFT)
    over = closed or silent == 0
    if enough is None:
        return ends(Outcome.MEETING, WhyMeeting.QUORUM_UNKNOWN) if over else None
    if counted.took_part < enough:
        lost = over or enough > len(seated)
        return ends(Outcome.MEETING, WhyMeeting.NO_QUORUM) if lost else None

    (most, leading), (second, _), _ = counted.ranked()
    if most > second + (0 if over else silent):
        return ends(OUTCOME_OF[leading])
    return ends(Outcome.MEETING, WhyMeeting.TIE) if over else None


def settle_single(choice: Choice) -> Settled:
    """The outcome where one role decides alone (the `single` regime): what that person says."""
    counted = tally({"only"}, {"only": choice})
    return Settled(OUTCOME_OF[choice], None, counted, took_part=1, needed=1)
