"""When nobody can object any more: who took part is forgotten, and nobody can find out again."""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds.orders import NothingNow
from conversations.rounds.voting import ForgetVoters, receipt
from storage import cases, due
from storage.database import Transaction, instant
from storage.rounds import rounds, traces


async def forget(tx: Transaction, command: ForgetVoters, here: Here, cause: str) -> NothingNow:
    """The list of who took part and the round's secret are destroyed, once; ballots stay.

    A round without its result waits: without the secret nobody could object any more.
    """
    round = await rounds.held(tx, command.round)
    if round is None or round.state in ("prepared", "tested", "open"):
        return NothingNow()
    if round.state in ("closed", "counted"):
        await due.plan(tx, "round_forget", round.id, here.now + rounds.LATER, cause)
        return NothingNow()
    gone = await tx.one(
        """
        UPDATE rounds SET secret_gone = :now WHERE id = :round AND secret_gone IS NULL
        RETURNING id
        """,
        now=instant(here.now),
        round=round.id,
    )
    if gone is None:
        return NothingNow()
    await traces.drop_voters(tx, round.id)
    await tx.run("UPDATE codes SET person = NULL WHERE round = :round", round=round.id)
    shown = receipt(round.id).model_dump_json(exclude_defaults=True)
    await tx.run("UPDATE chats SET screen = NULL WHERE screen = :receipt", receipt=shown)
    await cases.happened(tx, round.id, "voters forgotten", here, cause, role="system")
    # Last of all: if this is undone, the secret is gone all the same, and nobody needs it.
    tx.vault.destroy(round.id)
    return NothingNow()
