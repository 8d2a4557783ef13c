"""Unfinished plans that lie still: reminded of twice at most, kept thirty days, then forgotten."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.plans.plan import LetRest, Nudge, Nudging, PlanDraft
from storage import due
from storage.database import Transaction, moment

# Days of silence before the first and the second reminder.
STILL = (dt.timedelta(days=2), dt.timedelta(days=7))


async def plan_nudge(tx: Transaction, person: str, now: dt.datetime, cause: str) -> None:
    """A plan was begun: look in two days whether it lies still."""
    await due.plan(tx, "nudge", person, now + STILL[0], cause)


async def nudge(tx: Transaction, command: Nudge, here: Here, cause: str) -> Nudging | LetRest:
    """Remind somebody of a plan that lay still; a plan they worked on is looked at again later."""
    row = await tx.one(
        """
        SELECT body, touched, nudges FROM drafts
        WHERE person = :person AND journey = 'initiative'
        """,
        person=command.person,
    )
    if row is None or row["nudges"] >= len(STILL):
        return LetRest()
    still = STILL[row["nudges"]]
    ripe = moment(row["touched"]) + still
    if ripe > here.now:
        await due.plan(tx, "nudge", command.person, ripe, cause)
        return LetRest()
    await tx.run(
        """
        UPDATE drafts SET nudges = nudges + 1 WHERE person = :person AND journey = 'initiative'
        """,
        person=command.person,
    )
    if row["nudges"] + 1 < len(STILL):
        await due.plan(tx, "nudge", command.person, here.now + STILL[1], cause)
    draft = PlanDraft.model_validate_json(row["body"])
    return Nudging(command.person, draft.title)
