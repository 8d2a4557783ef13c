"""Officers run rounds from their phones, and whoever works on one tries its ballot.

    /rondes → a round → try the ballot → open it → later closing, stop → publish

What needs two officers is asked of the others, who answer on phones of their own.  Preparing is
done at the desk: a file says everything at once, and is checked as a whole.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from conversations.here import Here
from conversations.journey import Journey
from conversations.rounds import officer_words
from conversations.rounds.officer_draft import OfficerDraft
from conversations.rounds.orders import (
    Agree,
    Agreed,
    CloseRound,
    Disagree,
    Dropped,
    NothingNow,
    OpenTrial,
    Propose,
    Proposed,
    Quieted,
    QuietRounds,
    Rehearse,
    Rehearsed,
    RoundClosed,
    RoundPrepared,
    StartVoting,
    StillOne,
    TellWijk,
    ToldWijk,
    TrialOpened,
    What,
    WordsNeeded,
)
from conversations.rounds.round import Choices
from conversations.rules.ballots import why_not_these
from conversations.rules.clocks import read_clock
from conversations.rules.days import read_day
from conversations.rules.paper import MOST_BATCHES, read_number
from conversations.rules.rounds import why_not_reason
from conversations.talk import (
    QUESTION,
    Event,
    Located,
    Odd,
    Paragraph,
    Pressed,
    PressedCase,
    Refresh,
    Refused,
    Say,
    Screen,
    Shared,
    ToPerson,
    ToRole,
    Turn,
    Woke,
    Wrote,
    WroteMore,
    said,
)
from conversations.words import Message, _

COMMAND = "/rondes"
LIST = Screen(name="rounds")

# What needs two officers, by its button; where a reason is needed the store says so.
ASKS: dict[str, What] = {
    "round_open": "open",
    "round_publish": "publish",
    "round_exception": "exception",
    "round_extend": "extend",
    "round_stop": "stop",
    "round_paper": "paper",
    "round_discard": "discard",
}

# "14 juni 20:00", "morgen om 20.00 uur", "12 May, 8:30"
MOMENT = re.compile(
    r"(?P<day>.+?)[,\s]+(?:om|at|tot|until)?\s*(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s*uur)?\.?",
    re.IGNORECASE,
)


def respond(draft: OfficerDraft | None, event: Event, here: Here) -> Turn:
    """One event around running a round; who may is judged by the store."""
    match event:
        case Woke("round_opens", round):
            return Turn(commands=(StartVoting(round),))
        case Woke("round_closes", round):
            return Turn(commands=(CloseRound(round),))
        case Woke("round_news", subject):
            round, _colon, n = subject.rpartition(":")
            return Turn(commands=(TellWijk(round, int(n)),))
        case PressedCase(round, "round_see"):
            return Turn(draft, show=staff(round))
        case PressedCase(round, "round_card"):
            return Turn(draft, show=Screen(name="round_card", case=round))
        case PressedCase(round, "round_try"):
            return Turn(commands=(OpenTrial(round),))
        case PressedCase(round, "round_yes", int(n)):
            return Turn(draft, commands=(Agree(round, n),))
        case PressedCase(round, "round_no", int(n)):
            return Turn(draft, commands=(Disagree(round, n),))
        case PressedCase(round, "round_quiet"):
            return Turn(draft, commands=(QuietRounds(round),))
        case PressedCase(round, verb) if verb in ASKS:
            return Turn(draft, commands=(Propose(round, ASKS[verb]),))
        case Wrote(text) if text.startswith(COMMAND):
            return Turn(draft, show=LIST)
        case Wrote() | WroteMore() | Pressed() | Shared() | Located() | Odd() if draft is not None:
            return answer(draft, event, here)
        case Pressed("rounds"):
            return Turn(draft, show=LIST)
        case Pressed(option) if option.startswith("page:") and option[5:].isdecimal():
            return Turn(draft, show=LIST.but(page=int(option[5:9])))
    return outcome(draft, event, here)


def outcome(draft: OfficerDraft | None, event: Event, here: Here) -> Turn:
    """What the register answered, and who hears of it."""
    match event:
        case TrialOpened(round, rules):
            return ask(OfficerDraft(asking="trial", round=round, rules=rules))
        case Rehearsed(round, people, enough):
            return Turn(
                notes=(officer_words.rehearsed(people, enough),),
                show=staff(round),
                says=(Refresh(round),),
            )
        case WordsNeeded(round, what):
            first: dict[What, Literal["closes", "batch"]] = {"extend": "closes", "discard": "batch"}
            return ask(OfficerDraft(asking=first.get(what, "reason"), round=round, what=what))
        case Proposed(round, _n, _what, wijk):
            to = ToRole("officer", wijk, kind="round", besides=here.person.id)
            asked = Say(to, screen=Screen(name="round_asked", case=round))
            note = _("I asked your colleagues. One of them must agree.")
            return Turn(notes=(note,), show=staff(round), says=(asked, Refresh(round)))
        case StillOne(round):
            note = _("Your yes stands. A colleague must agree, on their own phone.")
            return Turn(draft, notes=(note,), show=staff(round))
        case Agreed(round):
            return Turn(
                draft,
                show=staff(round),
                says=(*officer_words.agreed(event), Refresh(round)),
                toast=_("Done: two people agreed."),
            )
        case Dropped(round, what, asked_by):
            says: tuple[Say | Refresh, ...] = (Refresh(round),)
            if asked_by is not None and asked_by != here.person.id:
                says = (Say(ToPerson(asked_by), said(officer_words.dropped(what))), *says)
            return Turn(draft, show=staff(round), says=says, toast=_("All right: not done."))
        case RoundClosed(round, wijk, paper):
            if not paper:  # it is counted in the same moment, and that is what they hear
                return Turn(says=(Refresh(round),))
            news = Say(ToRole("officer", wijk, kind="round"), screen=staff(round), weight="news")
            typing = Say(ToRole("hub_staff", wijk, kind="round"), officer_words.type_paper(round))
            return Turn(says=(news, typing, Refresh(round)))
        case ToldWijk():
            return Turn(says=officer_words.news(event))
        case Quieted(round):
            note = _("All right. You hear no more news of rounds. You can always vote with /stem.")
            return Turn(draft, notes=(note,), show=Screen(name="round_card", case=round))
        case RoundPrepared():
            return Turn(says=(Refresh(event.round),))
        case NothingNow():
            return Turn()
        case Refused(why) if draft is not None and draft.asking == "trial":
            return Turn(notes=(why,), show=staff(draft.round))
        case Refused(why) if draft is not None:
            return ask(draft, why)
        case Refused(why):
            return Turn(notes=(why,), show=LIST)
    return Turn(draft, show=LIST, missed=True)


def staff(round: str) -> Screen:
    """A round for whoever works on it."""
    return Screen(name="round_staff", case=round)


def ask(draft: OfficerDraft, *notes: Paragraph, missed: bool = False) -> Turn:
    """The question that stands, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed)


# --- the answers ----------------------------------------------------------------------


def answer(draft: OfficerDraft, event: Event, here: Here) -> Turn:
    """An answer to the question that stands."""
    match draft.asking, event:
        case "reason", Pressed("back") if draft.what == "extend":
            return ask(draft.but(asking="closes"))
        case "reason", Pressed("back") if draft.what == "discard":
            return ask(draft.but(asking="batch"))
        case _, Pressed("back"):
            return Turn(show=staff(draft.round))
        case "trial", Pressed(option):
            return trial(draft, option)
        case "batch", Wrote(text) | WroteMore(text):
            batch = read_number(text, MOST_BATCHES)
            if batch is None:
                return ask(draft, _("Type one number, such as 3."), missed=True)
            return ask(draft.but(batch=batch, asking="reason"))
        case "closes", Wrote(text) | WroteMore(text):
            return _closes(draft, text, here)
        case "reason", Wrote(text) | WroteMore(text) if draft.what is not None:
            reason = " ".join(text.split())
            if why := why_not_reason(reason):
                return ask(draft, why)
            asked = Propose(draft.round, draft.what, reason, draft.closes, draft.batch)
            return Turn(draft, commands=(asked,))
    return ask(draft, _("Please tap a button here."), missed=True)


def _closes(draft: OfficerDraft, text: str, here: Here) -> Turn:
    unread = _("I cannot read that. Type it like this: 14 June 20:00.")
    found = MOMENT.fullmatch(text.strip())
    day = read_day(found["day"].strip(), here.today) if found is not None else None
    if found is None or day is None:
        return ask(draft, unread, missed=True)
    try:
        local = dt.datetime.combine(day, dt.time(int(found["hour"]), int(found["minute"])))
    except ValueError:
        return ask(draft, unread, missed=True)
    if isinstance(why := read_clock(local, here.profile), Message):
        return ask(draft, why)
    return ask(draft.but(closes=local, asking="reason"))


def trial(draft: OfficerDraft, option: str) -> Turn:
    """A tap on the trial ballot, under the rules as they would be frozen."""
    rules = draft.rules
    assert rules is not None
    plans = len(rules.options)
    n = rules.options[draft.card % plans].n
    match option:
        case "next" | "before":
            step = 1 if option == "next" else -1
            return ask(draft.but(card=(draft.card + step) % plans))
        case "pick" | "no":
            others = tuple(one for one in draft.chosen if abs(one) != n)
            wanted = n if option == "pick" else -n
            if wanted in draft.chosen:
                return ask(draft.but(chosen=others))
            if why := why_not_these(Choices((*others, wanted)), rules):
                return ask(draft, why)
            return ask(draft.but(chosen=(*others, wanted)))
        case "cast":
            if why := why_not_these(draft.ballot, rules):
                return ask(draft, why)
            return Turn(draft, commands=(Rehearse(draft.round, rules.hash, draft.ballot),))
    return ask(draft, _("Please tap a button here."), missed=True)


JOURNEY = Journey(
    name="officer",
    respond=respond,
    draw=officer_words.draw,
    screens=("rounds", "round_staff", "round_asked", "round_card"),
    verbs=(
        "round_see",
        "round_card",
        "round_try",
        "round_open",
        "round_exception",
        "round_extend",
        "round_stop",
        "round_paper",
        "round_discard",
        "round_publish",
        "round_yes",
        "round_no",
        "round_quiet",
    ),
    commands=(COMMAND,),
    moments=("round_opens", "round_closes", "round_news"),
    draft=OfficerDraft,
    question=officer_words.question,
)
