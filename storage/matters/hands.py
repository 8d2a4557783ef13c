"""In whose hands a matter is: one has it, the others are told who; and it rests until a day."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.matters.hands import (
    AssignMatter,
    ClaimMatter,
    Colleague,
    ColleaguesFacts,
    GiveBack,
    GivenBack,
    HeldAlready,
    MatterAssigned,
    MatterAwake,
    MatterClaimed,
    MatterOpened,
    MatterSnoozed,
    NothingToDo,
    OpenMatter,
    SnoozeMatter,
    WakeMatter,
)
from conversations.rules.hands import GONE, NOT_YOURS, morning_of, why_not_open, why_not_rest
from conversations.rules.talk import why_not_answer
from conversations.talk import Refused, Screen
from conversations.words import Day, Quoted, _
from storage import audience, cases, due, people
from storage.database import Row, Transaction, instant, moment
from storage.matters import clock, facts, leave
from storage.matters.matters import (
    acting_as,
    department_ambassador,
    matter_row,
    roles_for,
    still_works,
    works,
)

# What comes back without a promise is looked at within two days.
SOON = dt.timedelta(days=2)
# The open matters that are answered with this one.
UNDER = """
    SELECT m.case_id FROM matters m JOIN cases c ON c.id = m.case_id
    WHERE m.under = :case_id AND c.closed IS NULL ORDER BY m.case_id
"""


async def at_hand(tx: Transaction, case: str, here: Here) -> Row | Refused:
    """An open matter, held, for somebody who may work on it now; or why not."""
    row = await matter_row(tx, case)
    if row is None:
        return Refused(GONE)
    if not await works(tx, row, here):
        return Refused(NOT_YOURS)
    if why := why_not_open(row["state"]):
        return Refused(why)
    return row


async def open_matter(
    tx: Transaction, command: OpenMatter, here: Here, cause: str
) -> MatterOpened | Refused:
    """Whether somebody may begin to do something with it: to answer is for one person."""
    row = await at_hand(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    others = row["holder"] not in (None, here.person.id)
    if command.doing in ("answer", "close") and others:
        if (name := await still_has_it(tx, row, here)) is not None:
            return Refused(why_not_answer(name) or NOT_YOURS)
    return MatterOpened(row["id"], command.doing, command.person)


async def claim(
    tx: Transaction, command: ClaimMatter, here: Here, cause: str
) -> MatterClaimed | HeldAlready | Refused:
    """Take a matter: of two who reach for it at once one has it, and the other hears who."""
    row = await at_hand(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    if row["holder"] == here.person.id:
        return MatterClaimed(row["id"], again=True)
    if row["holder"] is not None and (name := await still_has_it(tx, row, here)) is not None:
        return HeldAlready(row["id"], name)
    await give_to(tx, row, here.person.id)
    await cases.happened(tx, row["id"], "taken", here, cause, role=acting_as(row, here))
    return MatterClaimed(row["id"])


async def give_back(
    tx: Transaction, command: GiveBack, here: Here, cause: str
) -> GivenBack | Refused:
    """Lay it down: it is new again for everybody in the role that has it."""
    row = await at_hand(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    if row["holder"] != here.person.id:
        return Refused(_("You do not have this. There is nothing to give back."))
    await give_to(tx, row, None)
    await cases.happened(tx, row["id"], "given_back", here, cause, role=acting_as(row, here))
    return GivenBack(row["id"])


async def assign(
    tx: Transaction, command: AssignMatter, here: Here, cause: str
) -> MatterAssigned | Refused:
    """Lay a matter in the hands of somebody who may work on it and is there today."""
    row = await at_hand(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    other = await people.look_at(tx, here, command.person)
    may = other is not None and (
        await works(tx, row, other) or department_ambassador(row["wijk"], other)
    )
    if other is None or not may:
        return Refused(_("This colleague does not have that role now. Choose somebody else."))
    who = Quoted(text=other.person.name)
    if (back := await leave.back_day(tx, command.person, here)) is not None:
        return Refused(
            _("{who} is away until {day}. Choose somebody else.", who=who, day=Day(on=back))
        )
    before = row["holder"]
    if before == command.person:
        return Refused(_("{who} has this already.", who=who))
    await give_to(tx, row, command.person)
    await cases.happened(tx, row["id"], "assigned", here, cause, role=acting_as(row, here))
    return MatterAssigned(row["id"], command.person, other.person.name, before)


async def snooze(
    tx: Transaction, command: SnoozeMatter, here: Here, cause: str
) -> MatterSnoozed | Refused:
    """Let a matter rest until the morning of a day; it comes back by itself."""
    row = await at_hand(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    promised = moment(row["promised"]) if row["promised"] else None
    if why := why_not_rest(command.day, promised, row["answered"] is not None, here):
        return Refused(why)
    wakes = morning_of(command.day, here)
    if row["holder"] is None:
        await give_to(tx, row, here.person.id)
    await tx.run(
        "UPDATE matters SET snoozed = :at, turn = 'other' WHERE case_id = :case_id",
        at=instant(wakes),
        case_id=row["id"],
    )
    await wait(tx, row["id"], wakes)
    await due.cancel(tx, row["id"], here.now, "matter_wakes")
    await due.plan(tx, "matter_wakes", row["id"], wakes, cause)
    words = command.day.isoformat()
    role = acting_as(row, here)
    await cases.happened(tx, row["id"], "snoozed", here, cause, role=role, words=words)
    return MatterSnoozed(row["id"], command.day)


async def wake(
    tx: Transaction, command: WakeMatter, here: Here, cause: str
) -> MatterAwake | NothingToDo:
    """The morning has come: it is work again, unless it was taken up or closed before."""
    row = await matter_row(tx, command.case)
    if row is None or row["closed"] is not None or row["snoozed"] is None:
        return NothingToDo()
    if moment(row["snoozed"]) > here.now or row["turn"] != "other":
        return NothingToDo()
    await work_again(tx, row, here, cause)
    await cases.happened(tx, row["id"], "awake", here, cause, role="clock")
    return MatterAwake(row["id"])


# --- parts, for whoever changes hands ---------------------------------------------------


async def give_to(tx: Transaction, row: Row, person: str | None) -> None:
    """Put a matter in the hands of a person, or of nobody; what waits goes on waiting."""
    state = row["state"]
    if state != "waiting":
        state = "new" if person is None else "taken"
    await tx.run(
        "UPDATE cases SET holder = :person, state = :state WHERE id = :id",
        person=person,
        state=state,
        id=row["id"],
    )


async def wait(tx: Transaction, case: str, until: dt.datetime) -> None:
    """An open matter waits, and is looked at again at an instant."""
    await tx.run(
        "UPDATE cases SET state = 'waiting', next_at = :until WHERE id = :id AND closed IS NULL",
        until=instant(until),
        id=case,
    )


async def work_again(tx: Transaction, row: Row, here: Here, cause: str) -> None:
    """What waited is the office's turn again: by the day that was promised, or soon."""
    await tx.run(
        "UPDATE matters SET snoozed = NULL, turn = 'office' WHERE case_id = :case_id",
        case_id=row["id"],
    )
    await tx.run(
        """
        UPDATE cases SET state = CASE WHEN holder IS NULL THEN 'new' ELSE 'taken' END
        WHERE id = :id AND closed IS NULL
        """,
        id=row["id"],
    )
    promised = moment(row["promised"]) if row["promised"] else None
    if promised is None or promised <= here.now:
        await clock.start(tx, row["id"], here, cause, promised=promised, look=here.now + SOON)
    else:
        await clock.start(tx, row["id"], here, cause, promised=promised)


async def part_all(tx: Transaction, case: str, here: Here, cause: str) -> None:
    """What went along with a matter that ends without an answer stands by itself again."""
    rows = await tx.all(UNDER, case_id=case)
    for row in rows:
        one = await matter_row(tx, row["case_id"])
        if one is None:
            continue
        await tx.run("UPDATE matters SET under = NULL WHERE case_id = :id", id=one["id"])
        await work_again(tx, one, here, cause)
        await cases.happened(tx, one["id"], "parted", here, cause, role="system")


async def still_has_it(tx: Transaction, row: Row, here: Here) -> str | None:
    """The first name of who has it, if they may work on it still; None when it is free."""
    holder = await still_works(tx, row, here)
    return holder.person.name if holder is not None else None


# --- who may have it ----------------------------------------------------------------------


async def colleagues(tx: Transaction, screen: Screen, here: Here) -> ColleaguesFacts | None:
    """Everybody who may work on a matter, whoever is away among them; in the order of the chain."""
    matter = await facts.matter_facts(tx, screen, here)
    if matter is None or not matter.may_work:
        return None
    row = await tx.one(
        """
        SELECT c.kind, c.wijk, c.owner, c.holder, m.apart FROM cases c
        JOIN matters m ON m.case_id = c.id WHERE c.id = :id
        """,
        id=matter.case,
    )
    assert row is not None
    holders = await audience.holding(tx, matter.wijk, here)
    about = holders.get(here.profile.complaint_subject or "", ()) if row["apart"] else ()
    found: dict[str, Colleague] = {}
    for role in roles_for(row, here):
        for person in holders.get(role, ()):
            if person not in found and person not in about:
                found[person] = await _colleague(tx, person, role, here)
    return ColleaguesFacts(matter, tuple(found.values()))


async def _colleague(tx: Transaction, person: str, role: str, here: Here) -> Colleague:
    row = await tx.one("SELECT name FROM people WHERE id = :id", id=person)
    assert row is not None
    back = await leave.back_day(tx, person, here)
    return Colleague(person, row["name"], role, me=person == here.person.id, back=back)
