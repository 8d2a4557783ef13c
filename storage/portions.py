"""Big fan-outs go in portions with a cursor, each in a transaction of its own.

Drawing a message for somebody costs about a millisecond: five thousand at once would keep everybody
else waiting for seconds.  A moment that has more people to tell than this plans itself again, with
the last person it told behind its subject (`<subject>:<person>`).
"""

from __future__ import annotations

from collections.abc import Sequence

from conversations.here import Here
from storage import due
from storage.database import Transaction

# People who are told in one transaction.
PORTION = 150


async def go_on(
    tx: Transaction, kind: str, subject: str, people: Sequence[str], here: Here, cause: str
) -> None:
    """Plan the next portion, unless this one (people in the order of their ids) was the last."""
    if len(people) == PORTION:
        await due.plan(tx, kind, f"{subject}:{people[-1]}", here.now, cause)
