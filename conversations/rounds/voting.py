"""Voting: what the store is asked and what it answers; no answer holds a choice that counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeepConcept:
    """Remember what I chose; it does not count yet."""

    round: str
    choices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConceptKept:
    """It is remembered, sealed."""

    round: str
    choices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CastBallot:
    """Count what I chose: the concept that is kept."""

    round: str


@dataclass(frozen=True, slots=True)
class VoteCounted:
    """It counts.  `changed` an earlier one, or (`again`) it counted already and stays as it was.

    `check_code` stands in the published list, without choices; `until` (UTC) it can be changed.
    """

    round: str
    check_code: str
    until: dt.datetime
    changed: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class CodeMissing:
    """This round asks for a code, and this account has given none yet."""

    round: str


@dataclass(frozen=True, slots=True)
class ClaimCode:
    """Bind a voting code to my account: twelve characters, as `read_code` answers them.

    `round` is the one that asked for it; None when it was typed out of the blue.  The store
    answers CodeClaimed, or Refused: unknown, somebody else's, a second one, locked for a while.
    """

    round: str | None
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeClaimed:
    """The code is bound to this account: its round can be voted in now."""

    round: str


@dataclass(frozen=True, slots=True)
class VotingPaused:
    """Nobody can vote now: the secret of the round is not there.  An operator is told."""

    round: str
