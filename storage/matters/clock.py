"""The clock of a matter: what was promised, when somebody is reminded, when somebody looks again.

    bring  ─ start ─► matter_soon (the working day before) ─► matter_late
    answer ─ start ─► matter_look
    close  ─ stop

What each moment does is in `waiting.py`.
"""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.rules.promises import remind_at, tell_late_at
from storage import due
from storage.database import Transaction, instant

MOMENTS = ("matter_soon", "matter_late", "matter_look")
# Without a term nobody is promised a day; the matter is still looked at.
LOOK_AGAIN = dt.timedelta(days=7)


async def start(
    tx: Transaction,
    case: str,
    here: Here,
    cause: str,
    *,
    promised: dt.datetime | None = None,
    look: dt.datetime | None = None,
) -> None:
    """From now on this is what was promised, or (`look`) when somebody looks at it again.

    What was planned before makes no sense any more.
    """
    await stop(tx, case, here.now)
    if look is None and promised is None:
        look = here.now + LOOK_AGAIN
    await tx.run(
        "UPDATE cases SET next_at = :next_at WHERE id = :id",
        id=case,
        next_at=instant(min(at for at in (promised, look) if at is not None)),
    )
    await tx.run(
        "UPDATE matters SET promised = :promised WHERE case_id = :id",
        id=case,
        promised=instant(promised) if promised is not None else None,
    )
    if promised is not None:
        soon = remind_at(promised, here)
        if soon > here.now:
            await due.plan(tx, "matter_soon", case, soon, cause)
        await due.plan(tx, "matter_late", case, tell_late_at(promised, here), cause)
    if look is not None:
        await due.plan(tx, "matter_look", case, look, cause)


async def stop(tx: Transaction, case: str, now: dt.datetime) -> None:
    """Nothing is to happen by itself any more."""
    await due.cancel(tx, case, now, *MOMENTS)
