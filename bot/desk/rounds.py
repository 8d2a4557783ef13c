"""Orders about rounds: prepare one from a file, list them, show one, ask the officers.

The command line prepares and asks; two officers agree on their own phones.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.desk.room import Action, NotDone, Room, wrong_file
from bot.turns import Answered
from conversations.rounds.officer_words import STATES
from conversations.rounds.orders import (
    OfficerFacts,
    PrepareRound,
    Propose,
    RoundPrepared,
    What,
    WordsNeeded,
)
from conversations.rounds.rule_words import rule_lines, when
from conversations.talk import Refused, Screen
from conversations.words import Euro, Kept, Message, Moment
from storage.database import Transaction
from storage.profile.problem import ProfileError
from storage.rounds import overview
from storage.rounds.round_file import read_round


class PrepareOrder(Kept):
    """Prepare the round in this file; `number` is of one that is changed, `dry_run` only looks."""

    file: str
    number: str | None = None
    dry_run: bool = False


class ListOrder(Kept):
    """List the rounds, newest first."""


class ShowOrder(Kept):
    """One round: its rules, its hash, where it stands."""

    number: str


class AskOrder(Kept):
    """Ask the officers to agree: `until` is local, of a later closing, `batch` of papers."""

    number: str
    what: What
    reason: str | None = None
    until: str | None = None
    batch: int | None = None


class _OnlyLooked(Exception):
    """A dry run is over: everything goes back to how it was."""


async def prepare(room: Room, about: Mapping[str, Any]) -> list[str]:
    """A round in the register, or what is wrong with it; never half of one."""
    order = PrepareOrder.model_validate(about)
    try:
        plan = await asyncio.to_thread(read_round, Path(order.file), room.profile)
    except ProfileError as error:
        raise wrong_file([*str(error).splitlines(), "Nothing was prepared."]) from None
    lines: list[str] = []
    try:
        async with room.store.transaction() as tx:
            id = await round_id(tx, order.number) if order.number is not None else None
            outcome, letters = await room.turns.order(
                tx, "officer", PrepareRound(plan, id), room.here()
            )
            if isinstance(outcome, Refused):
                raise NotDone(f"{order.file}: {room.line(outcome.why)} Nothing was prepared.")
            assert isinstance(outcome, RoundPrepared)
            lines = await _shown(tx, outcome.round, room)
            if order.dry_run:
                raise _OnlyLooked
    except _OnlyLooked:
        return [*lines, "This was a dry run: nothing was prepared."]
    room.push([Answered(letters=letters)])
    done = "Changed" if outcome.again else "Prepared"
    return [*lines, f"{done}: {outcome.number}. Two people try it now on their phones: /rondes"]


async def list_rounds(room: Room, about: Mapping[str, Any]) -> list[str]:
    """One line for each round."""
    ListOrder.model_validate(about)
    here = room.here()
    lines: list[str] = []
    async with room.store.reading() as tx:
        page, pages = 0, 1
        while page < pages:
            facts = await overview.round_list(tx, Screen(name="rounds", page=page), here)
            assert facts is not None
            for row in facts.rows:
                closes = room.profile.local(row.closes)
                lines.append(
                    f"{row.number}  {row.state:<9}  {row.wijk}  {closes:%Y-%m-%d %H:%M}  "
                    f"{row.title}"
                )
            page, pages = page + 1, facts.pages
    return lines or ["There is no round. Begin with: rounds prepare FILE"]


async def show(room: Room, about: Mapping[str, Any]) -> list[str]:
    """A round as an officer sees it."""
    order = ShowOrder.model_validate(about)
    async with room.store.reading() as tx:
        return await _shown(tx, await round_id(tx, order.number), room)


async def ask(room: Room, about: Mapping[str, Any]) -> list[str]:
    """The officers get the question on their phones; two of them must agree."""
    order = AskOrder.model_validate(about)
    until = _local(order.until) if order.until is not None else None
    async with room.store.transaction() as tx:
        id = await round_id(tx, order.number)
        outcome, letters = await room.turns.order(
            tx, "officer", Propose(id, order.what, order.reason, until, order.batch), room.here()
        )
    if isinstance(outcome, Refused):
        raise NotDone(room.line(outcome.why))
    if isinstance(outcome, WordsNeeded):
        later = " --until '2026-06-14 20:00'" if order.what == "extend" else ""
        later += " --batch 3" if order.what == "discard" else ""
        raise NotDone(f"Say why, in a sentence that people can read: --reason '…'{later}")
    room.push([Answered(letters=letters)])
    if not letters:
        return ["Asked, but no officer can be reached. Invite them with: invite officer"]
    return [f"Asked {len(letters)} officers. Two of them must agree, on their own phones."]


def _local(typed: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(typed)
    except ValueError:
        raise NotDone(f"--until: {typed!r} is no moment. Write it as 2026-06-14 20:00.") from None


async def round_id(tx: Transaction, number: str) -> str:
    """The id behind a public number.  Raises NotDone."""
    id = await overview.by_number(tx, number)
    if id is None:
        raise NotDone(f"There is no round {number!r}. See: rounds list")
    return id


async def _shown(tx: Transaction, id: str, room: Room) -> list[str]:
    facts = await overview.officer_facts(tx, Screen(name="round_staff", case=id), room.here())
    assert facts is not None
    rules = facts.rules
    plans = [
        f"  {option.n}. {option.number}  {room.line(cost(option.cents))}  {option.title}"
        + ("  (taken back)" if option.n in facts.withdrawn else "")
        for option in rules.options
    ]
    state = STATES.get(facts.state, facts.state)
    return [
        f"{facts.number}: {rules.title} ({rules.wijk}), {room.line(state)}",
        *(room.line(line) for line in when(rules, Moment(at=facts.closes))),
        *(room.line(line) for line in rule_lines(rules)),
        *plans,
        f"Paper: {rules.paper}. Hash of the rules: {facts.rules_hash}",
        *_standing(facts, room),
    ]


def cost(cents: int) -> Message:
    """An amount as a line of its own."""
    return Message(text="{cost}", gaps={"cost": Euro(cents=cents)})


def _standing(facts: OfficerFacts, room: Room) -> list[str]:
    lines = []
    if facts.state in ("prepared", "tested"):
        lines.append(f"Tried by {facts.rehearsed} people; two are needed.")
    if facts.turnout is not None:
        lines.append(f"Voters so far: {facts.turnout}.")
    if facts.told is not None:
        lines.append(f"People in the wijk who were told the last news: {facts.told}.")
    if facts.proposal is not None:
        lines.append(f"Asked of the officers: {facts.proposal.what}.")
    if facts.paused:
        lines.append("NOBODY CAN VOTE: the secret of this round is missing or another one.")
    return lines


ROUNDS: dict[str, Action] = {
    "rounds-prepare": prepare,
    "rounds-list": list_rounds,
    "rounds-show": show,
    "rounds-ask": ask,
}
ROUND_READS = {"rounds-list", "rounds-show"}
