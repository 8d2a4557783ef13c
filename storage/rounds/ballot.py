"""A plan and the round it is in: on which ballot it stands, and how it gets off."""

from __future__ import annotations

from conversations.here import Here
from conversations.words import Message, _
from storage.database import Transaction, instant


async def number_of(tx: Transaction, case: str) -> str | None:
    """The public number of the round in which people choose about this plan now."""
    row = await tx.one(
        """
        SELECT c.number FROM round_options o
        JOIN rounds r ON r.id = o.round JOIN cases c ON c.id = r.id
        WHERE o.case_id = :case_id AND r.state IN ('open', 'closed', 'counted') LIMIT 1
        """,
        case_id=case,
    )
    return str(row["number"]) if row else None


async def take_off(tx: Transaction, case: str, here: Here) -> Message | None:
    """Its maker takes a plan back: on an open ballot it stays visible as such.

    Once a round is closed its plans stay until the result is known: why not, then.
    """
    row = await tx.one(
        """
        SELECT o.round FROM round_options o JOIN rounds r ON r.id = o.round
        WHERE o.case_id = :case_id AND r.state IN ('open', 'closed', 'counted') LIMIT 1
        """,
        case_id=case,
    )
    if row is None:
        return None
    await tx.hold("rounds", row["round"], shared=True)
    off = await tx.one(
        """
        UPDATE round_options SET withdrawn = :now
        WHERE case_id = :case_id AND round = :round
          AND EXISTS (SELECT 1 FROM rounds r WHERE r.id = :round AND r.state = 'open')
        RETURNING n
        """,
        now=instant(here.now),
        case_id=case,
        round=row["round"],
    )
    if off is None:
        return _("The votes are being counted. Wait for the result, please.")
    return None
