"""A conversation and the store take turns: command, outcome, until nothing is pending."""

from __future__ import annotations

from dataclasses import replace

import structlog

from conversations import journeys
from conversations.here import Here
from conversations.journeys import Talk
from conversations.rounds.codes import Braked
from conversations.rounds.voting import VotingPaused
from conversations.talk import Event, Turn
from storage import people
from storage.database import Transaction
from storage.perform import perform

log = structlog.get_logger("turns")

# A command may lead to a command, but not without end.
MOST_COMMANDS = 8


async def converse(
    tx: Transaction, cause: str, talk: Talk, event: Event, here: Here
) -> tuple[Talk, Turn, Here]:
    """What an event leads to, inside its transaction; who it is about may have changed by it."""
    name, turn = journeys.answer(talk, event, here)
    talk = talk.after(name, turn)
    pending = list(turn.commands)
    for _round in range(MOST_COMMANDS):
        if not pending:
            return talk, turn, here
        outcome = await perform(tx, pending.pop(0), here, cause)
        # Still this person, with what they may now; the moment that counts stays.
        seen = await people.look_at(tx, here, here.person.id)
        here = replace(here, person=seen.person) if seen is not None else here
        if isinstance(outcome, VotingPaused):
            log.error("ALERT voting stands still: a secret is missing", round=outcome.round)
        if isinstance(outcome, Braked):
            log.error("ALERT wrong voting codes: none is taken for a while")
        following = journeys.outcome(talk, name, outcome, here)
        talk = talk.after(name, following)
        turn = replace(
            following,
            notes=(*turn.notes, *following.notes),
            says=(*turn.says, *following.says),
            erase=turn.erase or following.erase,
            show=following.show or turn.show,
            toast=following.toast or turn.toast,
        )
        pending.extend(following.commands)
    raise RuntimeError("a conversation asked for commands without end")
