"""A decision about a plan: what may be asked of the store, and what it answers.

The draft holds the one sentence that is still to be typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversations.rules.quorum import Choice, Outcome
from conversations.talk import Draft


class DecideDraft(Draft):
    """A sentence that is still to be typed: why, a question, or an answer."""

    journey: Literal["decide"] = "decide"
    asking: Literal["reason", "question", "answer", "meeting", "recorded"]
    case: str
    choice: Choice | None = None
    outcome: Outcome | None = None
    member: int | None = None
    heard: str | None = None


@dataclass(frozen=True, slots=True)
class GiveVoice:
    """What I think of this plan."""

    case: str
    choice: Choice
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RecordVoice:
    """The secretary writes down what a member said; `member` is the place in the roster."""

    case: str
    member: int
    choice: Choice
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReasonNeeded:
    """The rules ask why; nothing was written yet."""

    case: str
    choice: Choice
    member: int | None = None


@dataclass(frozen=True, slots=True)
class VoiceGiven:
    """It counts; `settled` when the outcome is certain, `confirmer` the role that confirms."""

    case: str
    wijk: str
    settled: Outcome | None
    confirmer: str | None
    initiator: str
    member: str | None = None


@dataclass(frozen=True, slots=True)
class StepOut:
    """I am involved in this plan myself: I do not decide about it."""

    case: str


@dataclass(frozen=True, slots=True)
class AskInitiator:
    """A question to the person who made the plan; without `text`: may I ask one?"""

    case: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question is on its way."""

    case: str
    initiator: str


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """The initiator's answer, for the dossier; without `text`: is there something to answer?"""

    case: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class WordsNeeded:
    """Yes: now it has to be typed."""

    case: str
    asking: Literal["question", "answer"]


@dataclass(frozen=True, slots=True)
class Answered:
    """It stands in the dossier; `more` when another question is still open."""

    case: str
    more: bool


@dataclass(frozen=True, slots=True)
class Close:
    """The deadline came (`question` when the time for an answer is over)."""

    case: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """Settled at the deadline; None when there was nothing to settle (any more)."""

    case: str
    wijk: str
    settled: Outcome | None
    confirmer: str | None
    initiator: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """The record is right: this is the decision."""

    case: str


@dataclass(frozen=True, slots=True)
class BringToMeeting:
    """Do not confirm this yet: the meeting has the last word."""

    case: str


@dataclass(frozen=True, slots=True)
class BroughtToMeeting:
    """It waits for the meeting."""

    case: str
    initiator: str


@dataclass(frozen=True, slots=True)
class RecordMeeting:
    """What the meeting decided, with its reason."""

    case: str
    outcome: Outcome
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MeetingReasonNeeded:
    """A meeting's decision is recorded with its reason."""

    case: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Decided for good."""

    case: str
    wijk: str
    initiator: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Reopen:
    """A plan that was held over comes back for a decision."""

    case: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """It is before those who decide again."""

    case: str
    seats: int


@dataclass(frozen=True, slots=True)
class Remind:
    """A reminder, a promise that slips, or somebody who cannot be reached: is it still so?"""

    what: str
    subject: str


@dataclass(frozen=True, slots=True)
class Reminding:
    """It is still so; `what` says which."""

    what: str
    case: str
    wijk: str
    initiator: str
    owner: str | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """It is no longer so."""


@dataclass(frozen=True, slots=True)
class SendFiles:
    """The photos and files of a dossier, please."""

    case: str


@dataclass(frozen=True, slots=True)
class Files:
    """Their ids; `checking` says how many are not checked yet."""

    case: str
    files: tuple[str, ...]
    checking: int
