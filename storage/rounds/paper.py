"""Ballots on paper: two people type each batch from the papers, and only the same twice counts.

Nothing here counts before two officers said that all paper is in (`paper_count`).  Until then a
paper stands under the key of its ballot, never beside a code or a person; whoever typed it
stands beside the batch.  Who changes anything here holds the round alone.
"""

from __future__ import annotations

import json

from conversations.here import Here
from conversations.rounds.paper_orders import (
    AddPaper,
    BatchEntered,
    BatchOpen,
    CodeRead,
    EnterBatch,
    Line,
    LineRefused,
    OpenBatch,
    PaperAdded,
    ReadCode,
    UndoPaper,
)
from conversations.rounds.round import Choices
from conversations.rules.ballots import why_not_these
from conversations.rules.desk import why_not_help
from conversations.rules.paper import MOST_BATCHES, MOST_PAPERS, why_not_enter
from conversations.talk import Refused
from conversations.words import Message, _
from storage import journal
from storage.database import Transaction
from storage.rounds import ballots, codes, rounds
from storage.rounds.desk import STANDS_STILL, role_of
from storage.rounds.paper_batches import (
    NOT_VALID,
    Entry,
    batch_of,
    given,
    mine_of,
    needs_code,
)
from storage.rounds.rounds import GONE, RULES, Round
from storage.rounds.vault import VaultError

NOT_BEGUN = _("You did not begin with this batch. Open it first.")


# --- a batch is opened -----------------------------------------------------------------


async def open_batch(
    tx: Transaction, command: OpenBatch, here: Here, cause: str
) -> BatchOpen | BatchEntered | Refused:
    """Begin with a batch, go on, or type once more the papers that were not the same."""
    round = await rounds.held(tx, command.round)
    if why := why_not_type(round, here):
        return Refused(why)
    assert round is not None
    if why := await _opened(tx, round, command, here, cause):
        return Refused(why)
    mine = await mine_of(tx, round, command.batch, here)
    assert mine is not None
    if mine.next is None:  # there were fewer papers than this person counted first
        return await _entered(tx, round, command.batch, here, cause)
    return BatchOpen(
        round.id,
        command.batch,
        plans=len(round.rules.options),
        yes_no=round.rules.ballot == "yes_no",
        needs_code=needs_code(round, mine),
    )


async def _opened(
    tx: Transaction, round: Round, command: OpenBatch, here: Here, cause: str
) -> Message | None:
    """Mine is there now, with what is still to be typed; or why not."""
    if not 1 <= command.batch <= MOST_BATCHES or not 1 <= command.many <= MOST_PAPERS:
        return _("A batch has 1 to {most} papers, and a number.", most=MOST_PAPERS)
    batch = await batch_of(tx, round.id, command.batch)
    mine = batch.of(here.person.id) if batch is not None else None
    if batch is not None and mine is None and len(batch.entries) == 2:
        return _("Two people entered this batch already.")
    if batch is not None and batch.stands == "same":
        return _("This batch is entered twice, and it is the same. It is ready.")
    if batch is not None and mine is not None and batch.stands == "waits":
        return _("You entered this batch. Somebody else must type it now, from the papers.")
    if mine is not None and mine.next is None and batch is not None and batch.stands == "second":
        return _("You entered this batch. Somebody else is typing it now.")
    entry = mine.entry if mine is not None else 1
    if mine is None and batch is not None:
        entry = 3 - batch.entries[0].entry
    if why := await _too_many(tx, round, entry, command):
        return why
    if mine is not None and batch is not None and batch.stands == "differs":
        for n in batch.numbers:
            await _drop(tx, round, mine, n)
    if mine is not None:
        await tx.run(
            """
            UPDATE paper_entries SET many = :many
            WHERE round = :round AND batch = :batch AND entry = :entry
            """,
            many=command.many,
            round=round.id,
            batch=command.batch,
            entry=entry,
        )
        for n in mine.lines:
            if n > command.many:
                await _drop(tx, round, mine, n)
        return None
    await tx.run(
        """
        INSERT INTO paper_entries (round, batch, entry, person, many, day, cause)
        VALUES (:round, :batch, :entry, :person, :many, :day, :cause)
        """,
        round=round.id,
        batch=command.batch,
        entry=entry,
        person=here.person.id,
        many=command.many,
        day=here.today.isoformat(),
        cause=cause,
    )
    return None


async def _too_many(
    tx: Transaction, round: Round, entry: int, command: OpenBatch
) -> Message | None:
    """Ballots without a code are never more than the desk gave."""
    if round.rules.paper == "coded":
        return None
    row = await tx.one(
        """
        SELECT coalesce(sum(many), 0) AS n FROM paper_entries
        WHERE round = :round AND entry = :entry AND batch <> :batch
        """,
        round=round.id,
        entry=entry,
        batch=command.batch,
    )
    before = int(row["n"]) if row else 0
    there = await given(tx, round.id)
    if before + command.many > there:
        return _(
            "The desk gave {given} papers, and {before} are entered. {many} more is too many.",
            given=there,
            before=before,
            many=command.many,
        )
    return None


# --- paper after paper -------------------------------------------------------------------


async def read_code(
    tx: Transaction, command: ReadCode, here: Here, cause: str
) -> CodeRead | Refused:
    """The code on the paper in somebody's hand; what is kept of it is the key of its ballot."""
    found = await _typing(tx, command.round, command.batch, here)
    if isinstance(found, Refused):
        return found
    round, mine = found
    if mine.next is None or not needs_code(round, mine):
        return Refused(_("No code is asked now."))
    why = await _code(tx, round, mine, command.code)
    return Refused(why) if why is not None else CodeRead(round.id, command.batch)


async def _code(tx: Transaction, round: Round, mine: Entry, code: str) -> Message | None:
    """Note it for the next paper, or why not."""
    assert mine.next is not None
    try:
        row = await codes.by_code(tx, code)
        if row is None:
            return _("Nobody has this code. Look once more, or put this paper apart: not valid.")
        if row["round"] != round.id:
            return _("This code is of another round. Put this paper apart: not valid.")
        if row["state"] == "void":
            return _("This code is void. Put this paper apart: not valid.")
        key = ballots.code_voter(tx, round, row["hash"], row["level"]).ballot_key
    except VaultError:
        return STANDS_STILL
    twice = await tx.one(
        """
        SELECT batch, n FROM paper_lines
        WHERE round = :round AND entry = :entry AND ballot_key = :key LIMIT 1
        """,
        round=round.id,
        entry=mine.entry,
        key=key,
    )
    if twice is not None:
        return _(
            "This code is entered already: batch {batch}, paper {n}. Nothing changed.",
            batch=twice["batch"],
            n=twice["n"],
        )
    await _keep(tx, round, mine, mine.next, key, None)
    return None


async def add(
    tx: Transaction, command: AddPaper, here: Here, cause: str
) -> PaperAdded | BatchEntered | Refused:
    """The crosses on the paper in somebody's hand; after the last one both are compared."""
    found = await _typing(tx, command.round, command.batch, here)
    if isinstance(found, Refused):
        return found
    round, mine = found
    if why := await _crosses(tx, round, mine, command.choices):
        return Refused(why)
    after = await mine_of(tx, round, command.batch, here)
    assert after is not None
    if after.next is not None:
        return PaperAdded(round.id, command.batch, needs_code(round, after))
    return await _entered(tx, round, command.batch, here, cause)


async def _crosses(
    tx: Transaction, round: Round, mine: Entry, choices: Choices | None
) -> Message | None:
    """Note them for the next paper, or why not.  What was taken back meanwhile may have a cross."""
    if mine.next is None:
        return _("All papers of this batch are in.")
    key = mine.lines.get(mine.next, (None, None))[0]
    if choices is None:
        await _keep(tx, round, mine, mine.next, None, NOT_VALID)
        return None
    if why := why_not_these(choices, round.rules):
        return why
    if round.rules.paper == "coded" and key is None:
        return _("First the code on this paper.")
    await _keep(tx, round, mine, mine.next, key, json.dumps(sorted(choices.of)))
    return None


async def undo(tx: Transaction, command: UndoPaper, here: Here, cause: str) -> PaperAdded | Refused:
    """The last paper of mine goes, or the code that stands without crosses."""
    found = await _typing(tx, command.round, command.batch, here)
    if isinstance(found, Refused):
        return found
    round, mine = found
    if mine.next is None:
        return Refused(_("All papers of this batch are in."))
    begun = mine.next in mine.lines
    last = mine.next if begun else max((n for n in mine.lines if n < mine.next), default=None)
    if last is None:
        return Refused(_("There is no paper before this one."))
    await _drop(tx, round, mine, last)
    after = await mine_of(tx, round, command.batch, here)
    assert after is not None
    return PaperAdded(round.id, command.batch, needs_code(round, after))


async def _entered(tx: Transaction, round: Round, n: int, here: Here, cause: str) -> BatchEntered:
    """One person is through: the journal has it, and the two are compared."""
    batch = await batch_of(tx, round.id, n)
    assert batch is not None
    mine = batch.of(here.person.id)
    assert mine is not None
    await journal.enter(
        tx,
        cause=cause,
        role=role_of(round, here),
        verb="paper entered",
        subject=round.id,
        rules=RULES,
        content=f"{n} {mine.entry} {mine.many}",
        now=here.now,
    )
    differs = batch.stands == "differs"
    return BatchEntered(
        round.id,
        n,
        batch.stands,
        batch.numbers if differs else (),
        batch.counts if differs else None,
    )


# --- a file ------------------------------------------------------------------------------


class _NotThis(Exception):
    """A paper of a file is refused, and everything goes back to how it was."""

    def __init__(self, n: int, why: Message) -> None:
        super().__init__()
        self.n = n
        self.why = why


async def enter(
    tx: Transaction, command: EnterBatch, here: Here, cause: str
) -> BatchEntered | LineRefused | Refused:
    """A whole batch by one person, instead of what they typed of it before; or nothing of it."""
    round = await rounds.held(tx, command.round)
    if why := why_not_type(round, here):
        return Refused(why)
    assert round is not None
    try:
        async with tx.savepoint():
            opened = OpenBatch(round.id, command.batch, len(command.lines))
            if why := await _opened(tx, round, opened, here, cause):
                return Refused(why)
            mine = await mine_of(tx, round, command.batch, here)
            assert mine is not None
            for n in mine.lines:
                await _drop(tx, round, mine, n)
            for n, line in enumerate(command.lines, 1):
                await _line(tx, round, command.batch, here, n, line)
    except _NotThis as error:
        return LineRefused(error.n, error.why)
    return await _entered(tx, round, command.batch, here, cause)


async def _line(tx: Transaction, round: Round, batch: int, here: Here, n: int, line: Line) -> None:
    mine = await mine_of(tx, round, batch, here)
    assert mine is not None
    if line.choices is not None and round.rules.paper == "coded":
        if line.code is None:
            raise _NotThis(n, _("First the code on this paper."))
        if why := await _code(tx, round, mine, line.code):
            raise _NotThis(n, why)
        mine = await mine_of(tx, round, batch, here)
        assert mine is not None
    elif line.code is not None and round.rules.paper != "coded":
        raise _NotThis(n, _("In this round papers have no code."))
    if why := await _crosses(tx, round, mine, line.choices):
        raise _NotThis(n, why)


# --- parts ----------------------------------------------------------------------------------


def why_not_type(round: Round | None, here: Here) -> Message | None:
    """Who enters paper in this round, and when: staff of a hub of that wijk, and the officers."""
    if round is None:
        return GONE
    if not here.person.id:
        return _("Papers are entered by two people, each under their own name.")
    if why := why_not_help(here.person, round.rules.wijk):
        return why
    return why_not_enter(round.rules, round.state, done=round.paper_done)


async def _typing(
    tx: Transaction, id: str, batch: int, here: Here
) -> tuple[Round, Entry] | Refused:
    round = await rounds.held(tx, id)
    if why := why_not_type(round, here):
        return Refused(why)
    assert round is not None
    mine = await mine_of(tx, round, batch, here)
    return (round, mine) if mine is not None else Refused(NOT_BEGUN)


async def _keep(
    tx: Transaction, round: Round, mine: Entry, n: int, key: str | None, choices: str | None
) -> None:
    await tx.run(
        """
        INSERT INTO paper_lines (round, batch, entry, n, ballot_key, choices)
        VALUES (:round, :batch, :entry, :n, :key, :choices)
        ON CONFLICT (round, batch, entry, n) DO UPDATE
        SET ballot_key = excluded.ballot_key, choices = excluded.choices
        """,
        round=round.id,
        batch=mine.batch,
        entry=mine.entry,
        n=n,
        key=key,
        choices=choices,
    )


async def _drop(tx: Transaction, round: Round, mine: Entry, n: int) -> None:
    await tx.run(
        """
        DELETE FROM paper_lines
        WHERE round = :round AND batch = :batch AND entry = :entry AND n = :n
        """,
        round=round.id,
        batch=mine.batch,
        entry=mine.entry,
        n=n,
    )
