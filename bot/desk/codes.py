"""Orders about voting codes: print new ones, make one void, replace one, count them.

A code is written to its print file and nowhere else: no answer here ever holds one.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from bot.desk.room import Action, NotDone, Room
from bot.rounds import print_file
from bot.rounds.print_file import MOST, NoFile, Printed
from bot.turns import Answered
from conversations.rounds.codes import CodeCount
from conversations.rounds.desk_orders import CodeVoided, VoidCode
from conversations.rounds.desk_words import gave_paper
from conversations.rounds.paper_orders import GivePaper, PaperGiven
from conversations.rounds.round import Level
from conversations.rules.codes import read_slip, slip_of
from conversations.talk import Refused
from conversations.words import Kept
from storage.database import Transaction
from storage.rounds import codes, overview, rounds
from storage.rounds.codes import NewCode
from storage.rounds.rounds import Round
from storage.rounds.vault import VaultError

BATCH = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class NewOrder(Kept):
    """So many new codes for a round, in a print file."""

    number: str
    many: Annotated[int, Field(ge=1, le=MOST)]
    file: str
    batch: str = "letters"
    level: Level = "letter"


class VoidOrder(Kept):
    """The code beside this slip number is worth nothing any more."""

    number: str
    slip: str
    reason: str


class ReplaceOrder(Kept):
    """Another code instead of this one, in a print file of its own."""

    number: str
    slip: str
    reason: str
    file: str


class PaperOrder(Kept):
    """A ballot without a code for whoever has this slip."""

    number: str
    slip: str


class CountOrder(Kept):
    """How many codes are where."""

    number: str


async def new(room: Room, about: Mapping[str, Any]) -> list[str]:
    """New codes: on paper and, as hashes, in the register; or neither."""
    order = NewOrder.model_validate(about)
    if BATCH.fullmatch(order.batch) is None or order.batch == "desk":
        raise NotDone("--batch: small letters, figures and dashes, and not `desk`.")
    if order.level == "own":
        raise NotDone("--level: desk or letter.")
    file = Path(order.file)
    made = await _made(room, file, order.many)
    try:
        async with room.store.transaction() as tx:
            round = await _round(tx, order.number)
            if round.rules.level == "letter" and order.level != "letter":
                raise NotDone(f"In {round.number} only codes by letter count.")
            if await codes.has_batch(tx, round.id, order.batch):
                raise NotDone(f"{round.number} has a batch {order.batch!r} already. Name another.")
            printed = await _written(tx, room, round, order.level, order.batch, file, made)
            await codes.note_batch(
                tx, round, order.batch, order.level, len(printed), room.here(), tx.fresh()
            )
    except NoFile as why:
        raise NotDone(str(why)) from None  # nothing of ours is there
    except NotDone:
        raise  # before anything was written
    except BaseException:
        print_file.drop(file)
        raise
    _keep(file)
    return [
        f"{len(printed)} codes for {round.number}, slips {printed[0].slip} to {printed[-1].slip}.",
        f"Written once: {file}. Nothing else holds these codes.",
        "Bring it to the printer, then destroy it. Beside each address goes its slip number.",
    ]


async def void(room: Room, about: Mapping[str, Any]) -> list[str]:
    """A code is void; a vote cast with it does not count any more."""
    order = VoidOrder.model_validate(about)
    async with room.store.transaction() as tx:
        round = await _round(tx, order.number)
        outcome, letters = await _void(tx, room, round, order.slip, order.reason)
    room.push([Answered(letters=letters)])
    return [_voided(outcome)]


async def replace(room: Room, about: Mapping[str, Any]) -> list[str]:
    """The same, and one new code of the same kind in a print file."""
    order = ReplaceOrder.model_validate(about)
    file = Path(order.file)
    made = await _made(room, file, 1)
    try:
        async with room.store.transaction() as tx:
            round = await _round(tx, order.number)
            old = await codes.by_slip(tx, round.id, _slip(order.slip))
            outcome, letters = await _void(tx, room, round, order.slip, order.reason)
            assert old is not None
            printed = await _written(tx, room, round, old["level"], "replaced", file, made)
            await codes.replaced(tx, old["hash"], codes.code_hash(_pepper(room), made[0][0]))
    except NoFile as why:
        raise NotDone(str(why)) from None  # nothing of ours is there
    except NotDone:
        raise  # before anything was written
    except BaseException:
        print_file.drop(file)
        raise
    _keep(file)
    room.push([Answered(letters=letters)])
    return [
        _voided(outcome),
        f"The new code is slip {printed[0].slip}. Written once: {file}. Nothing else holds it.",
    ]


async def paper(room: Room, about: Mapping[str, Any]) -> list[str]:
    """The code is for paper now, and one paper may be given."""
    order = PaperOrder.model_validate(about)
    async with room.store.transaction() as tx:
        round = await _round(tx, order.number)
        command = GivePaper(round.id, _slip(order.slip))
        outcome, letters = await room.turns.order(tx, "desk", command, room.here())
    if isinstance(outcome, Refused):
        raise NotDone(room.line(outcome.why))
    assert isinstance(outcome, PaperGiven)
    room.push([Answered(letters=letters)])
    return [room.line(gave_paper(outcome.slip, cancelled=outcome.cancelled))]


async def count(room: Room, about: Mapping[str, Any]) -> list[str]:
    """A line for each batch, and the sum: unused, on a phone, voted and void are all there are."""
    order = CountOrder.model_validate(about)
    async with room.store.reading() as tx:
        id = await overview.by_number(tx, order.number)
        rows = await codes.count(tx, id) if id is not None else []
    if id is None:
        raise NotDone(f"There is no round {order.number!r}. See: rounds list")
    if not rows:
        return [f"{order.number} has no codes. Make them with: codes new"]
    return [
        f"{'batch':<20} {'level':<7} {'made':>7} {'unused':>7} {'claimed':>7} {'voted':>7}"
        f" {'void':>7}  votes off",
        *(_counted(row) for row in (*rows, _sum(rows))),
    ]


def _counted(row: CodeCount) -> str:
    return (
        f"{row.batch:<20} {row.level:<7} {row.made:>7} {row.unused:>7} {row.claimed:>7}"
        f" {row.used:>7} {row.void:>7}  {row.cancelled}"
    )


def _sum(rows: Sequence[CodeCount]) -> CodeCount:
    def all_(what: str) -> int:
        return sum(getattr(row, what) for row in rows)

    made, unused, claimed, used, void, cancelled = map(
        all_, ("made", "unused", "claimed", "used", "void", "cancelled")
    )
    return CodeCount("all", rows[0].level, made, unused, claimed, used, void, cancelled)


# --- parts ----------------------------------------------------------------------------------


async def _made(room: Room, file: Path, many: int) -> list[tuple[str, str]]:
    """New codes, made before the register is held; first whether the file can be written."""
    if (why := print_file.why_not(file)) is not None:
        raise NotDone(why)
    if not room.bot:
        raise NotDone("The name of the bot is not known yet, and it stands in the links. Run it.")
    return await asyncio.to_thread(print_file.chance, many)


async def _round(tx: Transaction, number: str) -> Round:
    id = await overview.by_number(tx, number)
    round = await rounds.held(tx, id) if id is not None else None
    if round is None:
        raise NotDone(f"There is no round {number!r}. See: rounds list")
    if round.rules.level == "own":
        raise NotDone(f"In {round.number} people vote on their own word: it has no codes.")
    if round.state not in ("prepared", "tested", "open"):
        raise NotDone(f"{round.number} is {round.state}: its codes stand as they are.")
    return round


async def _written(
    tx: Transaction,
    room: Room,
    round: Round,
    level: Level,
    batch: str,
    file: Path,
    made: Sequence[tuple[str, str]],
) -> list[Printed]:
    """The codes with their slips: on the disk first, then in the register."""
    try:
        pepper = await codes.pepper_for_new(tx)
        first = await codes.first_free(tx, round.id)
        printed = [Printed(slip_of(first + n), code, token) for n, (code, token) in enumerate(made)]
        closes = f"{room.profile.local(round.closes):%Y-%m-%d %H:%M}"
    except (VaultError, ValueError) as why:
        raise NoFile(str(why)) from None
    await asyncio.to_thread(print_file.write, file, printed, room.bot, closes)
    kept = [
        NewCode(one.slip, codes.code_hash(pepper, one.code), codes.link_hash(pepper, one.token))
        for one in printed
    ]
    await codes.add(tx, round, level, batch, kept)
    return printed


def _pepper(room: Room) -> bytes:
    return room.store.vault.kept_pepper()


def _keep(file: Path) -> None:
    try:
        print_file.keep(file)
    except NoFile as why:
        raise NotDone(str(why)) from None


def _slip(typed: str) -> str:
    slip = read_slip(typed)
    if slip is None:
        raise NotDone(f"{typed!r} is no slip number. It has six figures.")
    return slip


async def _void(
    tx: Transaction, room: Room, round: Round, typed: str, reason: str
) -> tuple[CodeVoided, list[Any]]:
    command = VoidCode(round.id, _slip(typed), reason)
    outcome, letters = await room.turns.order(tx, "desk", command, room.here())
    if isinstance(outcome, Refused):
        raise NotDone(room.line(outcome.why))
    assert isinstance(outcome, CodeVoided)
    return outcome, letters


def _voided(outcome: CodeVoided) -> str:
    off = " The vote cast with it does not count any more." if outcome.cancelled else ""
    return f"Slip {outcome.slip} is void.{off}"


CODES: dict[str, Action] = {
    "codes-new": new,
    "codes-void": void,
    "codes-replace": replace,
    "codes-paper": paper,
    "codes-count": count,
}
CODE_READS = {"codes-count"}
