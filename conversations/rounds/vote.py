"""A resident votes: card by card, nothing counts before the last tap, and that can be changed.

    /stem → a round → (age, or code) → the plans, one card each → my ballot → cast → receipt

What somebody chose stands in no draft, no screen value and no letter: the store keeps it sealed,
and each card is drawn from there.  The buttons belong to the round, so an old one is judged by
how the round is now: after the closing it says when that was.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.journey import Journey
from conversations.rounds import codes, vote_words
from conversations.rounds.codes import ask
from conversations.rounds.orders import NothingNow
from conversations.rounds.vote_draft import VoteDraft
from conversations.rounds.voting import (
    AgeAsked,
    BallotOpen,
    BeginBallot,
    CastBallot,
    ChoosePlan,
    CodeMissing,
    ConceptChanged,
    ConceptKept,
    FindPhoto,
    ForgetVoters,
    Mark,
    PausedTold,
    PhotoFound,
    PlanGone,
    RemindVoters,
    TellPaused,
    VoteCounted,
    VoteRefused,
    VotersToRemind,
    VotingPaused,
    receipt,
)
from conversations.talk import (
    Event,
    Pressed,
    PressedCase,
    Refused,
    Rewrite,
    Say,
    Screen,
    ToPerson,
    ToRole,
    Turn,
    Woke,
    Wrote,
)
from conversations.words import _

COMMAND = "/stem"
LIST = Screen(name="votes")
MARKS: dict[str, Mark] = {"vote_on": "on", "vote_off": "off", "vote_no": "no"}


def respond(draft: VoteDraft | None, event: Event, here: Here) -> Turn:
    """One event of somebody who votes; whether they may is judged by the store."""
    if (turn := codes.answer(draft, event)) is not None:
        return turn
    match event:
        case Wrote(text) if text.startswith(COMMAND):
            return Turn(show=LIST)
        case PressedCase(round, "vote_see"):
            return Turn(show=ballot(round))
        case PressedCase(round, "vote_start"):
            return Turn(commands=(BeginBallot(round),))
        case PressedCase(round, "vote_age", int(n)):
            return Turn(commands=(BeginBallot(round, old_enough=n == 1),))
        case PressedCase(round, "vote_card", n):
            return Turn(show=card(round, n))
        case PressedCase(round, verb, int(n)) if verb in MARKS:
            return Turn(commands=(ChoosePlan(round, n, MARKS[verb]),))
        case PressedCase(round, "vote_photo", int(n)):
            return Turn(commands=(FindPhoto(round, n),))
        case PressedCase(round, "vote_ballot"):
            return Turn(show=review(round))
        case PressedCase(round, "vote_cast", n):
            return Turn(commands=(CastBallot(round, n),))
        case PressedCase(round, "vote_receipt"):
            return Turn(show=receipt(round))
        case PressedCase(round):
            return Turn(show=ballot(round))
        case Pressed("back") if draft is not None:
            return Turn(show=ballot(draft.round))
        case Woke("codes_brake", _subject):
            return Turn(commands=(codes.TellBrake(),))
        case Woke("round_reminder", round):
            return Turn(commands=(RemindVoters(round),))
        case Woke("round_reminding", subject):
            round, _colon, after = subject.partition(":")
            return Turn(commands=(RemindVoters(round, after),))
        case Woke("round_paused", round):
            return Turn(commands=(TellPaused(round),))
        case Woke("round_forget", round):
            return Turn(commands=(ForgetVoters(round),))
    return _outcome(draft, event, here)


def _outcome(draft: VoteDraft | None, event: Event, here: Here) -> Turn:
    """What the register answered."""
    match event:
        case BallotOpen(round):
            return Turn(show=card(round))
        case AgeAsked(round):
            return Turn(show=Screen(name="vote_age", case=round))
        case CodeMissing(round):
            return ask(VoteDraft(round=round))
        case codes.Braked(until):
            to = ToRole("officer", None, kind="round")
            return Turn(says=(Say(to, codes.braked(until)),))
        case ConceptKept(round, n):
            return Turn(show=card(round, n), toast=_("Kept. It does not count yet."))
        case ConceptChanged(round):
            note = _("Your ballot has changed. Look at it again before you cast it.")
            return Turn(notes=(note,), show=review(round))
        case PlanGone(round, why):
            note = _("Nothing was counted yet. Your other choices are kept.")
            return Turn(notes=(why, note), show=review(round))
        case VoteRefused(round, why, None):
            return Turn(show=ballot(round), toast=why)
        case VoteRefused(round, why, n):
            return Turn(notes=(why,), show=card(round, n))
        case VoteCounted(round, _code, _until, _changed, again, strip):
            if again:
                return Turn(show=receipt(round), toast=_("Your vote counts already."))
            says = (Rewrite(strip, Screen(name="ballot_stripped", case=round)),) if strip else ()
            return Turn(show=receipt(round), says=says, toast=_("Your vote counts."))
        case VotingPaused(round):
            return Turn(show=ballot(round))
        case PhotoFound(round, title, file, n):
            said = vote_words.photo(round, title, file, n)
            return Turn(says=(Say(ToPerson(here.person.id), said),))
        case VotersToRemind(round, people, closes):
            reminder = Screen(name="ballot_reminder", case=round)
            return Turn(
                says=tuple(
                    Say(ToPerson(person), screen=reminder, weight="news", until=closes)
                    for person in people
                )
            )
        case PausedTold(_round, number, wijk):
            to = ToRole("officer", wijk, kind="round")
            return Turn(says=(Say(to, vote_words.paused(number)),))
        case NothingNow():
            return Turn()
        case Refused(why) if draft is not None:
            return ask(draft, why)
        case Refused(why):
            return Turn(notes=(why,), show=LIST)
    if draft is not None:
        return ask(draft, _("Please type your code here."), missed=True)
    return Turn(show=LIST, missed=True)


def ballot(round: str) -> Screen:
    """A round for somebody who may vote: what it is about, and how far they are."""
    return Screen(name="ballot", case=round)


def card(round: str, n: int | None = None) -> Screen:
    """One plan, by its number on the ballot; without one the first as this person sees them."""
    return Screen(name="ballot_card", case=round, page=n or 0)


def review(round: str) -> Screen:
    """Everything chosen so far, and the button that makes it count."""
    return Screen(name="ballot_review", case=round)


JOURNEY = Journey(
    name="vote",
    respond=respond,
    draw=vote_words.draw,
    screens=(
        "votes",
        "ballot",
        "ballot_card",
        "ballot_review",
        "ballot_reminder",
        "ballot_stripped",
        "vote_age",
        "vote_desk",
        "vote_receipt",
    ),
    verbs=(
        "vote_see",
        "vote_start",
        "vote_age",
        "vote_card",
        "vote_on",
        "vote_off",
        "vote_no",
        "vote_photo",
        "vote_ballot",
        "vote_cast",
        "vote_receipt",
    ),
    commands=(COMMAND,),
    moments=("round_reminder", "round_reminding", "round_paused", "round_forget", "codes_brake"),
    draft=VoteDraft,
    question=vote_words.question,
)
