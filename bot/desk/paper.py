"""An order about paper: a batch of ballots that somebody typed into a file.

    code;plans          where papers have codes; otherwise the one column `plans`
    7QX2-…;1 4          the numbers with a cross; for yes and no a minus means no
    ;x                  not valid

Both people of a batch may use a file, or one of them the chat.  No line that is printed here ever
holds a code or a cross.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from bot.desk.room import Action, NotDone, Room, wrong_file
from bot.desk.rounds import round_id
from bot.turns import Answered
from conversations.here import Here
from conversations.places import fold
from conversations.rounds.paper_orders import BatchEntered, EnterBatch, Line, LineRefused
from conversations.rounds.paper_words import entered
from conversations.rounds.round import Choices
from conversations.rules.codes import read_code
from conversations.rules.desk import HELPERS
from conversations.rules.paper import MOST_BATCHES, MOST_PAPERS, read_crosses
from conversations.talk import Refused
from conversations.words import Kept, Message
from storage.database import Transaction
from storage.people import look_at
from storage.rounds import results, rounds

LARGEST = 100_000  # bytes
NOT_VALID = "x"


class PaperOrder(Kept):
    """One batch of a round, as this person typed it."""

    number: str
    file: str
    batch: Annotated[int, Field(ge=1, le=MOST_BATCHES)]
    by: str


async def paper(room: Room, about: Mapping[str, Any]) -> list[str]:
    """The whole batch, or nothing of it."""
    order = PaperOrder.model_validate(about)
    text = await asyncio.to_thread(_text, Path(order.file))
    async with room.store.transaction() as tx:
        id = await round_id(tx, order.number)
        round = await rounds.read(tx, id)
        assert round is not None
        here = await _by(tx, room, order.by, round.rules.wijk)
        lines = _lines(text, order.file, yes_no=round.rules.ballot == "yes_no")
        command = EnterBatch(id, order.batch, lines)
        outcome, letters = await room.turns.order(tx, "paper", command, here)
    if isinstance(outcome, LineRefused):
        assert isinstance(outcome.why, Message)
        raise NotDone(f"{order.file}: paper {outcome.n}: {room.line(outcome.why)} Nothing is kept.")
    if isinstance(outcome, Refused):
        raise NotDone(f"{room.line(outcome.why)} Nothing is kept.")
    assert isinstance(outcome, BatchEntered)
    room.push([Answered(letters=letters)])
    return [f"{len(lines)} papers.", room.line(entered(outcome))]


async def _by(tx: Transaction, room: Room, name: str, wijk: str) -> Here:
    """Whoever typed it, with the roles they hold now.  Raises NotDone."""
    found: dict[str, Here] = {}
    names = []
    for person in await results.holding(tx, wijk, HELPERS, room.here()):
        here = await look_at(tx, room.here(), person)
        if here is None:
            continue
        names.append(here.person.name)
        if name == person or fold(name) == fold(here.person.name):
            found[person] = here
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise NotDone(f"--by: {name!r} is the name of {len(found)} people. See: roles")
    there = ", ".join(sorted(set(names))) or "nobody"
    raise NotDone(f"--by: {name!r} cannot enter paper there. Who can: {there}.")


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotDone(f"{path} cannot be read ({error.strerror}).") from None
    if len(raw) > LARGEST:
        raise NotDone(f"{path} is too large: a batch has {MOST_PAPERS} papers at most.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotDone(f"{path} is no UTF-8 text. Save it as CSV, UTF-8.") from None


def _lines(text: str, file: str, *, yes_no: bool) -> tuple[Line, ...]:
    """Every paper in the file; NotDone names each line that cannot be read."""
    head = text.partition("\n")[0]
    try:
        table = csv.reader(io.StringIO(text), delimiter=";" if ";" in head else ",", strict=True)
        rows = [(table.line_num, [cell.strip() for cell in row]) for row in table if any(row)]
    except csv.Error as error:
        raise NotDone(f"{file}: this is no CSV ({error}).") from None
    columns = [cell.casefold() for cell in rows[0][1]] if rows else []
    if columns not in (["plans"], ["code", "plans"]):
        raise NotDone(f"{file}:1: the first line is `plans`, or `code;plans`.")
    if not 1 <= len(rows) - 1 <= MOST_PAPERS:
        raise NotDone(f"{file}: a batch has 1 to {MOST_PAPERS} papers, a line each.")
    faults: list[str] = []
    lines: list[Line] = []
    for at, row in rows[1:]:
        if len(row) != len(columns):
            faults.append(f"{file}:{at}: {len(row)} columns; the first line has {len(columns)}")
            continue
        typed = dict(zip(columns, row, strict=True))
        crosses = None if typed["plans"].casefold() == NOT_VALID else _crosses(typed, yes_no)
        code = read_code(typed["code"]) if typed.get("code") else None
        if typed.get("code") and not isinstance(code, str):
            faults.append(f"{file}:{at}: one character of this code is not right")
        elif crosses == ():
            faults.append(f"{file}:{at}: type the numbers with a cross (1 4), or x: not valid")
        else:
            kept = code if isinstance(code, str) else None
            lines.append(Line(kept, Choices(crosses) if crosses is not None else None))
    if faults:
        raise wrong_file([*faults, "Nothing is kept."])
    return tuple(lines)


def _crosses(typed: Mapping[str, str], yes_no: bool) -> tuple[int, ...]:
    return read_crosses(typed["plans"], yes_no=yes_no) or ()


PAPER: dict[str, Action] = {"rounds-paper": paper}
