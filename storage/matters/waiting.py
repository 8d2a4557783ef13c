"""What time brings to a matter: a reminder, a promise that slips, a day to look again.

Once reminded and still nothing: it goes up the chain of roles, a step every two working days.
The resident hears of a delay before anybody has to ask.
"""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.matters.matter import OPEN_STATES
from conversations.matters.talking import (
    AnswerLate,
    AnswerSoon,
    FileChecked,
    LookAtMatter,
    NothingDue,
    StillWaiting,
    Unreachable,
)
from conversations.rules.matters import handlers
from conversations.rules.promises import after_working_days
from conversations.rules.quiet import MORNING
from storage import audience, cases, due
from storage.database import Row, Transaction, instant, moment
from storage.matters.clock import LOOK_AGAIN
from storage.matters.matters import matter_row

# Working days until the next step up the chain.
NEXT_STEP = 2


async def look_at(
    tx: Transaction, command: LookAtMatter, here: Here, cause: str
) -> AnswerSoon | AnswerLate | StillWaiting | FileChecked | Unreachable | NothingDue:
    """A moment came: is it still so?  Only the clock asks this."""
    if here.person.id:
        return NothingDue()
    if command.what == "matter_file":
        return await _file_checked(tx, command.subject)
    case, _colon, person = command.subject.partition(":")
    row = await matter_row(tx, case)
    if row is None:
        return NothingDue()
    if command.what == "matter_unreachable":
        return await _unreachable(tx, row, person, here, cause)
    if row["state"] not in OPEN_STATES:
        return NothingDue()
    promised = moment(row["promised"]) if row["promised"] else None
    match command.what:
        case "matter_soon" if promised is not None and here.now < promised:
            return AnswerSoon(case, row["number"], promised)
        case "matter_late" if promised is not None and promised <= here.now:
            return await _late(tx, row, here, cause)
        case "matter_look" if moment(row["next_at"]) <= here.now:
            return await _still(tx, row, here, cause)
    return NothingDue()


async def _late(tx: Transaction, row: Row, here: Here, cause: str) -> AnswerLate:
    """The next role up the chain that somebody holds has it from now on; whoever took it keeps it.

    At the top it stays, and is asked again.
    """
    owner = await _above(tx, row, here)
    raised = owner is not None
    owner = owner or row["owner"]
    first = await _since_last_word(tx, row["id"], "late") == 0
    again = here.now + LOOK_AGAIN if not raised else _working_morning(here, NEXT_STEP)
    await tx.run(
        "UPDATE cases SET owner = :owner, next_at = :next_at WHERE id = :id",
        id=row["id"],
        owner=owner,
        next_at=instant(again),
    )
    await tx.run(
        "UPDATE matters SET raised = raised + :step WHERE case_id = :id",
        id=row["id"],
        step=int(raised),
    )
    what = "late" if row["promised"] else "raised"
    await due.plan(tx, "matter_late" if row["promised"] else "matter_look", row["id"], again, cause)
    await cases.happened(tx, row["id"], what, here, cause, role="system", words=owner)
    return AnswerLate(
        row["id"],
        row["number"],
        row["kind"],
        row["wijk"],
        row["person"],
        owner,
        raised,
        held=row["holder"] is not None,
        tells=row["promised"] is not None and (raised or first),
    )


async def _above(tx: Transaction, row: Row, here: Here) -> str | None:
    """The next role up the chain that somebody else than its holder has now; None at the top."""
    chain = handlers(row["kind"], here.profile, apart=bool(row["apart"]))
    held = await audience.holding(tx, row["wijk"], here)
    from_here = chain.index(row["owner"]) + 1 if row["owner"] in chain else 0
    for role in chain[from_here:]:
        if set(held.get(role, ())) - {row["holder"], row["person"]}:
            return role
    return None


async def _still(tx: Transaction, row: Row, here: Here, cause: str) -> StillWaiting | AnswerLate:
    """Nobody wrote since: reminded once, then it goes up the chain; a resident is let be."""
    reminded = await _since_last_word(tx, row["id"], "reminded")
    if reminded and row["turn"] != "resident":
        return await _late(tx, row, here, cause)
    days = here.profile.terms.question_days if row["turn"] == "resident" else LOOK_AGAIN.days
    again = here.now + dt.timedelta(days=days)
    if row["promised"] and here.now < (promised := moment(row["promised"])):
        again = min(again, promised)
    await tx.run(
        "UPDATE cases SET next_at = :next_at WHERE id = :id", id=row["id"], next_at=instant(again)
    )
    await due.plan(tx, "matter_look", row["id"], again, cause)
    await cases.happened(tx, row["id"], "reminded", here, cause, role="system")
    return StillWaiting(row["id"], row["number"], row["person"], row["turn"], reminded == 0)


async def _since_last_word(tx: Transaction, case: str, what: str) -> int:
    """How often this happened since anybody wrote under a matter."""
    row = await tx.one(
        """
        SELECT count(*) AS n FROM case_history
        WHERE case_id = :case_id AND what = :what
          AND at >= (SELECT MAX(at) FROM messages WHERE case_id = :case_id)
        """,
        case_id=case,
        what=what,
    )
    return int(row["n"]) if row else 0


def _working_morning(here: Here, days: int) -> dt.datetime:
    """Eight in the morning here, so many working days on (UTC)."""
    zone = here.profile.local(here.now).tzinfo
    day = after_working_days(here.today, days)
    return dt.datetime.combine(day, dt.time(MORNING), zone).astimezone(dt.UTC)


async def _file_checked(tx: Transaction, file: str) -> FileChecked | NothingDue:
    row = await tx.one(
        """
        SELECT f.case_id, s.side FROM files f
        JOIN messages s ON s.case_id = f.case_id AND s.n = f.message
        WHERE f.id = :file AND f.state = 'ready'
        """,
        file=file,
    )
    if row is None or row["side"] != "office":
        return NothingDue()
    people = await tx.all(
        """
        SELECT c.person FROM cases c WHERE c.id = :case_id AND c.person IS NOT NULL
        UNION SELECT c.person FROM matters m JOIN cases c ON c.id = m.case_id
            WHERE m.under = :case_id AND c.person IS NOT NULL
        ORDER BY 1
        """,
        case_id=row["case_id"],
    )
    return FileChecked(row["case_id"], tuple(r["person"] for r in people), file)


async def _unreachable(
    tx: Transaction, row: Row, person: str, here: Here, cause: str
) -> Unreachable | NothingDue:
    """Who brought it or who has it cannot be reached: the case is not lost, somebody hears it."""
    staff = person == row["holder"]
    if not staff and person != row["person"]:
        return NothingDue()
    await cases.happened(tx, row["id"], "unreachable", here, cause, role="system")
    return Unreachable(
        row["id"],
        row["number"],
        row["kind"],
        row["wijk"],
        row["owner"],
        row["alias"],
        staff,
        person,
    )
