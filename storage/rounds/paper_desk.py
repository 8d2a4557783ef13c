"""A ballot without a code, at the desk: first the person's own code is of no use in the chat.

`void_code`: it is void, and a vote cast with it is off.  `attendance`: it is marked as used on
paper; with a code that voted in the chat there is nothing to mark (safety: fault 46, feature C25).
"""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds.paper_orders import GivePaper, PaperGiven
from conversations.talk import Refused
from conversations.words import _
from storage import journal
from storage.database import Row, Transaction
from storage.rounds import ballots, codes, rounds
from storage.rounds.desk import NO_SLIP, STANDS_STILL, make_void, role_of, why_not_now_here
from storage.rounds.rounds import RULES, Round
from storage.rounds.vault import VaultError


async def give(tx: Transaction, command: GivePaper, here: Here, cause: str) -> PaperGiven | Refused:
    """One paper for this slip, once.  The round is held alone: nobody votes with it meanwhile."""
    round = await rounds.held(tx, command.round)
    if why := why_not_now_here(round, here):
        return Refused(why)
    assert round is not None
    if round.rules.paper not in ("void_code", "attendance"):
        return Refused(_("In this round no paper is given at the desk."))
    row = await codes.by_slip(tx, round.id, command.slip)
    if row is None:
        return Refused(NO_SLIP)
    if await _given(tx, round.id, command.slip):
        return Refused(_("For this slip a paper was given already. Everybody gets one."))
    if row["state"] == "void":
        return Refused(_("This code is void already."))
    if row["person"] is not None and row["person"] == here.person.id:
        return Refused(_("That is your own code. A colleague must help you."))
    if row["state"] == "used" and round.rules.paper == "attendance":
        return Refused(
            _("With this code somebody voted in the chat. On paper it is void. Give no paper.")
        )
    try:
        async with tx.savepoint():
            if round.rules.paper == "void_code":
                cancelled = await make_void(tx, round, row, None, here, cause)
            else:
                await _marked(tx, round, row, here)
                cancelled = False
            await _noted(tx, round, row["slip"], here, cause)
    except VaultError:
        return Refused(STANDS_STILL)
    return PaperGiven(round.id, row["slip"], cancelled, row["person"])


async def _given(tx: Transaction, round: str, slip: str) -> bool:
    row = await tx.one(
        "SELECT day FROM paper_given WHERE round = :round AND slip = :slip", round=round, slip=slip
    )
    return row is not None


async def _marked(tx: Transaction, round: Round, row: Row, here: Here) -> None:
    """The code is for paper: on no phone any more, and nothing is left of a concept."""
    await ballots.drop_concept(tx, round, ballots.code_voter(tx, round, row["hash"], row["level"]))
    await tx.run(
        """
        UPDATE codes SET state = 'used', origin = 'paper', person = NULL, day = :day
        WHERE hash = :hash
        """,
        day=here.today.isoformat(),
        hash=row["hash"],
    )


async def _noted(tx: Transaction, round: Round, slip: str, here: Here, cause: str) -> None:
    await tx.run(
        """
        INSERT INTO paper_given (round, slip, person, day, cause)
        VALUES (:round, :slip, :person, :day, :cause)
        """,
        round=round.id,
        slip=slip,
        person=here.person.id or None,
        day=here.today.isoformat(),
        cause=cause,
    )
    await journal.enter(
        tx,
        cause=cause,
        role=role_of(round, here),
        verb="paper given by desk",
        subject=round.id,
        rules=RULES,
        content=slip,
        now=here.now,
    )
