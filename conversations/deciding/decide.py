"""Those who decide get a dossier, say what they think, and it is settled once.

    prompt → approve / refuse / hold over / ask the initiator / I am involved
           → (reason) → noted → … → settled → confirmed → the initiator hears it

Results stay hidden until it is settled.  A tie or too few people is never a
silent no: it goes to the meeting.
"""

from __future__ import annotations

from conversations.deciding.decide_words import draw, question
from conversations.deciding.decision import (
    Answered,
    AnswerQuestion,
    Asked,
    AskInitiator,
    BringToMeeting,
    BroughtToMeeting,
    Close,
    Closed,
    Confirm,
    Confirmed,
    DecideDraft,
    Files,
    GiveVoice,
    MeetingReasonNeeded,
    NothingToDo,
    ReasonNeeded,
    RecordMeeting,
    RecordVoice,
    Remind,
    Reminding,
    Reopen,
    Reopened,
    SendFiles,
    StepOut,
    VoiceGiven,
    WordsNeeded,
)
from conversations.here import Here
from conversations.journey import Journey
from conversations.rules.quorum import Choice, Outcome
from conversations.rules.texts import why_not_private, why_not_this_text
from conversations.talk import (
    HOME,
    QUESTION,
    Attached,
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


def respond(draft: DecideDraft | None, event: Event, here: Here) -> Turn:
    """One event about a decision."""
    match event:
        case PressedCase(case, verb, n):
            return _pressed(case, verb, n)
        case Woke(what, subject):
            return _woke(what, subject)
        case Pressed("back"):
            return Turn(show=_behind(draft) if draft else HOME)
        case Wrote(text) | WroteMore(text) if draft is not None and not text.startswith("/"):
            return _typed(draft, text)
        case Refused(why):
            return Turn(notes=(why,), show=_behind(draft) if draft else HOME)
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


def _behind(draft: DecideDraft) -> Screen:
    """The screen from which this sentence was asked; the initiator never sees the dossier."""
    name = "question_to_you" if draft.asking == "answer" else "prompt"
    return Screen(name=name, case=draft.case)


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
            return _confirmed(event, here)
        case BroughtToMeeting(case, initiator):
            return Turn(
                show=Screen(name="dossier", case=case),
                says=(_not_yet(case, initiator), Refresh(case)),
            )
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
    to = ToRole(event.confirmer, event.wijk, besides=here.person.id)
    asked = Say(to, screen=Screen(name="to_confirm", case=event.case))
    if event.settled is not Outcome.MEETING:
        return (asked,)
    return (asked, _not_yet(event.case, event.initiator))


def _not_yet(case: str, initiator: str) -> Say:
    """It goes to the meeting: the initiator hears that this is no answer yet."""
    words = said(
        _("There is no decision about your plan yet. It goes to the meeting."),
        _("I tell you as soon as it is decided."),
    )
    return Say(ToPerson(initiator), words, Screen(name="my_plan", case=case))


def _confirmed(event: Confirmed, here: Here) -> Turn:
    case = event.case
    seats = ToSeats(case, besides=here.person.id)
    outcome = Screen(name="outcome", case=case)
    return Turn(
        show=Screen(name="dossier", case=case),
        says=(
            Say(ToPerson(event.initiator), screen=outcome),
            Say(seats, screen=Screen(name="dossier", case=case), weight="news"),
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
                Say(
                    ToPerson(event.initiator),
                    said(sorry, ask_the_municipality(here)),
                    Screen(name="my_plan", case=case),
                )
            ]
            if event.owner is not None:
                late = said(_("This plan is late. The initiator is waiting."))
                to = ToRole(event.owner, event.wijk)
                says.append(Say(to, late, Screen(name="dossier", case=case)))
            return tuple(says)
        case "waits" if event.owner is not None:
            waits = said(_("This plan waits for a round, and is in none yet or not counted."))
            to = ToRole(event.owner, event.wijk, kind="round")
            return (Say(to, waits, Screen(name="dossier", case=case), weight="news"),)
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
