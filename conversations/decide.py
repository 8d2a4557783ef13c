"""Those who decide get a dossier, say what they think, and it is settled once.

    prompt → approve / refuse / hold over / ask the initiator / I am involved
           → (reason) → noted → … → settled → confirmed → the initiator hears it

Results stay hidden until it is settled.  A tie or too few people is never a
silent no: it goes to the meeting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversations.decide_words import draw, question
from conversations.here import Here
from conversations.journey import Journey
from conversations.rules.quorum import Choice, Outcome
from conversations.rules.texts import why_not_private, why_not_this_text
from conversations.talk import (
    HOME,
    QUESTION,
    Attached,
    Draft,
    Event,
    Paragraph,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Say,
    Screen,
    ToPerson,
    ToRole,
    ToSeats,
    ToSupporters,
    Turn,
    Woke,
    Wrote,
    WroteMore,
    said,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Message, Quoted, _

CHOICES = {"yes": Choice.APPROVE, "no": Choice.REFUSE, "hold": Choice.HOLD}
MEETING = {"mgrant": Outcome.GRANTED, "mdecline": Outcome.DECLINED, "mheld": Outcome.HELD}
RECORDED = {"recyes": Choice.APPROVE, "recno": Choice.REFUSE, "rechold": Choice.HOLD}


class DecideDraft(Draft):
    """A sentence that is still to be typed: why, a question, or an answer."""

    journey: Literal["decide"] = "decide"
    asking: Literal["reason", "question", "answer", "meeting", "recorded"]
    case: str
    choice: Choice | None = None
    outcome: Outcome | None = None
    member: int | None = None
    heard: str | None = None


# --- commands and outcomes ------------------------------------------------------


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


# --- the conversation ---------------------------------------------------------------


def respond(draft: DecideDraft | None, event: Event, here: Here) -> Turn:
    """One event about a decision."""
    match event:
        case PressedCase(case, verb, n):
            return _pressed(case, verb, n)
        case Woke(what, subject):
            return _woke(what, subject)
        case Pressed("back"):
            return _to_dossier(draft)
        case Wrote(text) | WroteMore(text) if draft is not None and not text.startswith("/"):
            return _typed(draft, text)
        case Refused(why):
            if draft is not None:
                return Turn(notes=(why,), show=Screen(name="prompt", case=draft.case))
            return Turn(notes=(why,), show=HOME)
    if draft is not None and isinstance(event, Pressed):
        return Turn(draft, show=QUESTION)
    if _is_outcome(event):
        return _outcome(draft, event, here)
    return Turn(
        draft,
        notes=(_("Please type your answer."),),
        show=QUESTION if draft else HOME,
        missed=True,
    )


def _pressed(case: str, verb: str, n: int | None) -> Turn:
    prompt = Screen(name="prompt", case=case)
    if verb in CHOICES:
        return Turn(commands=(GiveVoice(case, CHOICES[verb]),))
    if verb in MEETING:
        return Turn(commands=(RecordMeeting(case, MEETING[verb]),))
    if verb in RECORDED and n is not None:
        return Turn(commands=(RecordVoice(case, n, RECORDED[verb]),))
    match verb:
        case "ask":
            return Turn(commands=(AskInitiator(case),))
        case "answer":
            return Turn(commands=(AnswerQuestion(case),))
        case "involved":
            return Turn(show=Screen(name="involved", case=case))
        case "stepout":
            return Turn(commands=(StepOut(case),))
        case "confirm":
            return Turn(commands=(Confirm(case),))
        case "tomeeting":
            return Turn(commands=(BringToMeeting(case),))
        case "reopen":
            return Turn(commands=(Reopen(case),))
        case "seats":
            return Turn(show=Screen(name="seats", case=case))
        case "seat" if n is not None:
            return Turn(show=Screen(name="seat", case=case, page=n))
        case "history":
            return Turn(show=Screen(name="history", case=case))
        case "files":
            return Turn(commands=(SendFiles(case),))
    return Turn(show=prompt)


def _woke(what: str, subject: str) -> Turn:
    match what:
        case "closes":
            return Turn(commands=(Close(subject),))
        case "question_over":
            case, _colon, question = subject.partition(":")
            return Turn(commands=(Close(case, question),))
    return Turn(commands=(Remind(what, subject),))


def _typed(draft: DecideDraft, text: str) -> Turn:
    """A reason, a question or an answer: at most one page, and no numbers we must not have."""
    objection = why_not_private(text) or why_not_this_text(text, 3, 1500)
    if objection is not None:
        return Turn(draft, notes=(objection,), show=QUESTION)
    match draft.asking:
        case "reason" if draft.choice is not None:
            return Turn(draft, commands=(GiveVoice(draft.case, draft.choice, text),))
        case "recorded" if draft.choice is not None and draft.member is not None:
            return Turn(
                draft, commands=(RecordVoice(draft.case, draft.member, draft.choice, text),)
            )
        case "meeting" if draft.outcome is not None:
            return Turn(draft, commands=(RecordMeeting(draft.case, draft.outcome, text),))
        case "question":
            return Turn(draft, commands=(AskInitiator(draft.case, text),))
    return Turn(draft, commands=(AnswerQuestion(draft.case, text),))


def _to_dossier(draft: DecideDraft | None) -> Turn:
    return Turn(show=Screen(name="prompt", case=draft.case) if draft else HOME)


def _is_outcome(event: Event) -> bool:
    return isinstance(
        event,
        ReasonNeeded
        | WordsNeeded
        | MeetingReasonNeeded
        | VoiceGiven
        | Asked
        | Answered
        | Closed
        | Confirmed
        | BroughtToMeeting
        | Reopened
        | Reminding
        | NothingToDo
        | Files,
    )


def _outcome(draft: DecideDraft | None, event: Event, here: Here) -> Turn:
    match event:
        case ReasonNeeded(case, choice, None):
            return Turn(DecideDraft(asking="reason", case=case, choice=choice), show=QUESTION)
        case ReasonNeeded(case, choice, member):
            return Turn(
                DecideDraft(asking="recorded", case=case, choice=choice, member=member),
                show=QUESTION,
            )
        case WordsNeeded(case, asking):
            return Turn(DecideDraft(asking=asking, case=case), show=QUESTION)
        case MeetingReasonNeeded(case, outcome):
            return Turn(DecideDraft(asking="meeting", case=case, outcome=outcome), show=QUESTION)
        case VoiceGiven(case):
            says: list[Say | Refresh] = [*_settled(event, here), Refresh(case)]
            if event.member is not None:
                note = _("The record was changed: somebody wrote down your choice. Is it right?")
                says.insert(
                    0, Say(ToPerson(event.member), said(note), Screen(name="prompt", case=case))
                )
            return Turn(
                show=Screen(name="prompt", case=case), says=tuple(says), toast=_("It is noted.")
            )
        case Asked(case, initiator):
            return Turn(
                show=Screen(name="prompt", case=case),
                says=(
                    Say(ToPerson(initiator), screen=Screen(name="question_to_you", case=case)),
                    Refresh(case),
                ),
                toast=_("Your question is sent."),
            )
        case Answered(case, more):
            note = _("The initiator answered a question. You find it in the dossier.")
            show = Screen(name="question_to_you" if more else "my_plan", case=case)
            return Turn(
                notes=(_("Thank you. Your answer is in the dossier."),),
                show=show,
                says=(
                    Say(ToSeats(case), said(note), Screen(name="prompt", case=case)),
                    Refresh(case),
                ),
            )
        case Closed(case):
            return Turn(says=(*_settled(event, here), Refresh(case)))
        case Confirmed():
            return _confirmed(event)
        case BroughtToMeeting(case):
            return Turn(show=Screen(name="dossier", case=case), says=(Refresh(case),))
        case Reopened(case):
            return Turn(
                show=Screen(name="prompt", case=case),
                says=(Say(ToSeats(case), screen=Screen(name="prompt", case=case)), Refresh(case)),
            )
        case Reminding():
            return Turn(says=_reminders(event, here))
        case Files(case, files, checking):
            return _send_files(case, files, checking, here)
    return Turn()


def _settled(event: VoiceGiven | Closed, here: Here) -> tuple[Say, ...]:
    """Settled: whoever confirms it is asked; if nobody can, the initiator hears whom to ask."""
    if event.settled is None:
        return ()
    if event.confirmer is None:
        nobody = said(
            _("Your plan was discussed. There is nobody yet who can confirm it."),
            ask_the_municipality(here),
        )
        return (Say(ToPerson(event.initiator), nobody),)
    to = ToRole(event.confirmer, event.wijk)
    return (Say(to, screen=Screen(name="to_confirm", case=event.case)),)


def _confirmed(event: Confirmed) -> Turn:
    case = event.case
    outcome = Screen(name="outcome", case=case)
    return Turn(
        show=Screen(name="dossier", case=case),
        says=(
            Say(ToPerson(event.initiator), screen=outcome),
            Say(ToSeats(case), screen=Screen(name="dossier", case=case), weight="news"),
            Say(ToSupporters(case), screen=outcome, weight="news"),
            Refresh(case),
        ),
        toast=_("Confirmed."),
    )


def _reminders(event: Reminding, here: Here) -> tuple[Say | Refresh, ...]:
    case = event.case
    match event.what:
        case "reminder":
            note = _("There is still a plan that waits for you.")
            return (
                Say(
                    ToSeats(case, undecided_only=True),
                    said(note),
                    Screen(name="prompt", case=case),
                    weight="news",
                ),
            )
        case "overdue":
            sorry: Message = _("Your plan takes longer than I said. I asked what is going on.")
            says: list[Say | Refresh] = [
                Say(ToPerson(event.initiator), said(sorry, ask_the_municipality(here)))
            ]
            if event.owner is not None:
                late = said(_("This plan is late. The initiator is waiting."))
                to = ToRole(event.owner, event.wijk)
                says.append(Say(to, late, Screen(name="dossier", case=case)))
            return tuple(says)
        case "unreachable" if event.owner is not None:
            gone = said(
                _(
                    "I cannot reach {name}. Please use another way.",
                    name=Quoted(text=event.name or ""),
                )
            )
            to = ToRole(event.owner, event.wijk)
            return (Say(to, gone, Screen(name="dossier", case=case)),)
    return ()


def _send_files(case: str, files: tuple[str, ...], checking: int, here: Here) -> Turn:
    notes: list[Paragraph] = []
    if not files and not checking:
        notes.append(_("There are no files with this plan."))
    if checking:
        notes.append(_("A file is still being checked. Try again in a minute."))
    me = ToPerson(here.person.id)
    sends = tuple(
        Say(me, said(_("With the plan:")).but(attached=Attached(file=file))) for file in files
    )
    return Turn(notes=tuple(notes), show=Screen(name="dossier", case=case, anew=True), says=sends)


JOURNEY = Journey(
    name="decide",
    respond=respond,
    draw=draw,
    screens=(
        "prompt",
        "dossier",
        "history",
        "to_confirm",
        "seats",
        "seat",
        "involved",
        "question_to_you",
        "outcome",
    ),
    verbs=(
        *CHOICES,
        *MEETING,
        *RECORDED,
        "ask",
        "answer",
        "involved",
        "stepout",
        "confirm",
        "tomeeting",
        "reopen",
        "seats",
        "seat",
        "history",
        "files",
        "dossier",
    ),
    moments=("closes", "question_over", "reminder", "overdue", "unreachable"),
    draft=DecideDraft,
    question=question,
)
