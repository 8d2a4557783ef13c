"""A round is counted, its result published and told: once to everybody who voted or decides.

closed → counted, or an alert → (two officers publish) → told → /stem, or the link round_…
"""

from __future__ import annotations

import re

from conversations.here import Here
from conversations.journey import Journey
from conversations.rounds import result_words
from conversations.rounds.orders import NothingNow
from conversations.rounds.results import (
    CountingFailed,
    CountRound,
    RecordKept,
    ResultTold,
    RoundCounted,
    SendRecord,
    TellResult,
    how,
    result,
)
from conversations.talk import (
    Draft,
    Event,
    PressedCase,
    Refresh,
    Refused,
    Say,
    Screen,
    ToPerson,
    ToRole,
    Turn,
    Woke,
)

LIST = Screen(name="votes")


def leads_to(payload: str) -> Screen | None:
    """What the public link of a round shows: never dead, whatever has become of the round."""
    found = re.fullmatch(r"round_([A-Za-z0-9_-]{22})", payload)
    return result(found[1]) if found else None


def respond(draft: Draft | None, event: Event, here: Here) -> Turn:
    """One event around a result; what is published is for everybody."""
    match event:
        case Woke("round_count", round):
            return Turn(commands=(CountRound(round),))
        case Woke("round_results", round):
            return Turn(commands=(TellResult(round),))
        case PressedCase(round, "round_result", page):
            return Turn(show=result(round, page or 0))
        case PressedCase(round, "round_how"):
            return Turn(show=how(round))
        case PressedCase(round, "round_record"):
            return Turn(commands=(SendRecord(round, "record"),))
        case PressedCase(round, "round_picture"):
            return Turn(commands=(SendRecord(round, "picture"),))
        case RoundCounted(round, number, wijk, _ballots):
            to = ToRole("officer", wijk, kind="round")
            counted = Say(to, result_words.counted(round, number))
            return Turn(says=(counted, Refresh(round)))
        case CountingFailed(_round, number, wijk, why, people):
            alert = result_words.not_counted(number, why)
            if not people:
                return Turn(says=(Say(ToRole("officer", wijk, kind="round"), alert),))
            return Turn(says=tuple(Say(ToPerson(person), alert) for person in people))
        case ResultTold(round, number, title, people):
            picture = result_words.picture(round, number, title)
            return Turn(
                says=tuple(
                    say
                    for person in people
                    for say in (
                        Say(ToPerson(person), picture),
                        Say(ToPerson(person), screen=result(round)),
                    )
                )
            )
        case RecordKept(round, number, title, "picture"):
            words = result_words.picture(round, number, title)
            return Turn(says=(Say(ToPerson(here.person.id), words),))
        case RecordKept(round, number, title):
            words = result_words.record(round, number)
            return Turn(says=(Say(ToPerson(here.person.id), words),))
        case NothingNow():
            return Turn()
        case Refused(why):
            return Turn(notes=(why,), show=LIST)
    return Turn(show=LIST, missed=True)


JOURNEY = Journey(
    name="result",
    respond=respond,
    draw=result_words.draw,
    screens=("round_result", "round_how"),
    verbs=("round_result", "round_how", "round_record", "round_picture"),
    moments=("round_count", "round_results"),
)
