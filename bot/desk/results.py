"""Orders about results: count without keeping it, once a round is over; export what is published.

Before the closing nobody sees anything of a count, and before the publication nobody takes a
record away: not even here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.desk.room import Action, NotDone, Room
from bot.desk.rounds import round_id
from bot.rounds.pabulib import pabulib
from conversations.rounds.round import Rules
from conversations.rules.counting import Counted
from conversations.words import Euro, Kept, Message
from storage.rounds import results, rounds


class TallyOrder(Kept):
    """Count a round that is over, and keep nothing."""

    number: str


class ExportOrder(Kept):
    """The record of a published round in a new file; `pabulib` for researchers."""

    number: str
    to: str
    pabulib: bool = False


async def tally(room: Room, about: Mapping[str, Any]) -> list[str]:
    """What the count gives, and whether everything adds up; nothing changes."""
    order = TallyOrder.model_validate(about)
    async with room.store.reading() as tx:
        round = await rounds.read(tx, await round_id(tx, order.number))
        assert round is not None
        if round.state in ("prepared", "tested", "open"):
            raise NotDone(
                f"{round.number} is not over. Nobody sees anything of the count before that."
            )
        if round.state == "stopped":
            raise NotDone(f"{round.number} was stopped. Nothing is counted.")
        if round.awaits_paper:
            raise NotDone(f"{round.number} has paper that is not all in. It is counted after that.")
        kept = await results.record_of(tx, round.id)
        if round.secret_gone and kept is not None:
            raise NotDone(
                f"{round.number} is counted, and its secret is destroyed: nobody can object any "
                f"more. Count its record: export --round {round.number}, then verify-round."
            )
        try:
            record, result = await results.assembled(tx, round)
        except results.Uncountable as error:
            raise NotDone(f"{error} Do not publish. See: verify") from None
    lines = [
        f"{round.number}: {round.rules.title}. {result.ballots} ballots "
        f"({record.origins['chat']} chat, {record.origins['paper']} paper), "
        f"{record.replaced} replaced, {record.voided} void.",
        *(_line(plan, round.rules, room) for plan in result.plans),
        f"Together {_euro(result.awarded, room)} of {_euro(round.rules.ceiling, room)}.",
    ]
    if kept is not None and (kept.result, kept.ballots) != (record.result, record.ballots):
        raise NotDone("\n".join([*lines, "THIS IS NOT WHAT WAS COUNTED BEFORE. See: verify"]))
    return [*lines, "It adds up. This was a dry run: nothing was kept."]


def _line(plan: Counted, rules: Rules, room: Room) -> str:
    option = rules.option(plan.n)
    assert option is not None
    against = f" yes, {plan.against} no" if rules.ballot == "yes_no" else ""
    drawn = ", by lot" if plan.drawn else ""
    return (
        f"  {plan.votes:>5}{against}  {plan.fate}{drawn}  {option.number}  "
        f"{_euro(plan.cents, room)}  {option.title}"
    )


def _euro(cents: int, room: Room) -> str:
    return room.line(Message(text="{cost}", gaps={"cost": Euro(cents=cents)}))


async def export(room: Room, about: Mapping[str, Any]) -> list[str]:
    """A published round as a file that anyone can count again; it names nobody."""
    order = ExportOrder.model_validate(about)
    async with room.store.reading() as tx:
        round = await rounds.read(tx, await round_id(tx, order.number))
        assert round is not None
        if round.state != "published":
            raise NotDone(
                f"{round.number} is not published. Before that nothing of its ballots goes out."
            )
        text = await results.text_of(tx, round.id)
        record = await results.record_of(tx, round.id)
    assert text is not None
    assert record is not None
    if order.pabulib:
        text = pabulib(record, room.profile)
    try:
        await asyncio.to_thread(_write, Path(order.to), text)
    except OSError as error:
        raise NotDone(f"--to: {order.to} cannot be written ({error.strerror}).") from None
    lines = [f"Written: {order.to}, {record.result.ballots} ballots, nobody by name."]
    if not order.pabulib:
        lines.append(f"Count it again: verify-round {order.to}, or bot/rounds/recount.py alone.")
    return lines


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


RESULTS: dict[str, Action] = {"rounds-tally": tally, "rounds-export": export}
RESULT_READS = {"rounds-tally", "rounds-export"}
