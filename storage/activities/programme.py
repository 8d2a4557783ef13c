"""The programme: what happens at which place, kept by its people; never shown at another place.

Everybody who changes an activity holds its row first, and every version stays as a row of its own.
"""

from __future__ import annotations

from conversations.activities.activity import (
    Activity,
    ActivityAdded,
    ActivityCancelled,
    ActivityChanged,
    ActivityPrepared,
    ActivityStands,
    AddActivity,
    CancelActivity,
    ChangeActivity,
    ImportedRow,
    ImportProgramme,
    ImportRefused,
    LookUpActivity,
    PrepareActivity,
    ProgrammeImported,
)
from conversations.here import Here
from conversations.rules.activities import (
    why_not_change,
    why_not_keep,
    why_not_then,
)
from conversations.rules.roles import by_operator
from conversations.rules.signups import remind_at
from conversations.talk import Refused
from conversations.words import Message, _
from storage import due, journal
from storage.activities import signups
from storage.activities.activity import GONE, OFFER, REMINDER, activity_of, held
from storage.database import Row, Transaction, instant, moment

RULES = "1"


# --- staff ---------------------------------------------------------------------------------------


async def prepare(
    tx: Transaction, command: PrepareActivity, here: Here, cause: str
) -> ActivityPrepared | Refused:
    """May this person add something here?  Asked before anything is typed."""
    place = await _place(tx, command.place, here)
    if isinstance(place, Refused):
        return place
    return ActivityPrepared(place["id"], place["name"])


async def look_up(
    tx: Transaction, command: LookUpActivity, here: Here, cause: str
) -> ActivityStands | Refused:
    """The activity as it stands, for whoever may change it."""
    row = await held(tx, command.item)
    if row is None:
        return Refused(GONE)
    activity = activity_of(row)
    taken = await signups.taken(tx, row["id"])
    reason = why_not_keep(here.person, row["wijk"]) or why_not_change(
        activity, row["state"], activity.starts, taken, here
    )
    if reason is not None:
        return Refused(reason)
    return ActivityStands(row["id"], row["place"], row["place_name"], row["version"], activity)


async def add(
    tx: Transaction, command: AddActivity, here: Here, cause: str
) -> ActivityAdded | Refused:
    """Put an activity in the programme of a place."""
    place = await _place(tx, command.place, here)
    if isinstance(place, Refused):
        return place
    activity = command.activity
    if (reason := why_not_then(activity.starts, activity.ends, here.now)) is not None:
        return Refused(reason)
    return ActivityAdded(await _put(tx, place["id"], None, activity, here, cause))


async def change(
    tx: Transaction, command: ChangeActivity, here: Here, cause: str
) -> ActivityChanged | Refused:
    """Another version of an activity, unless somebody else changed it meanwhile."""
    row = await held(tx, command.item)
    if row is None:
        return Refused(GONE)
    if (reason := why_not_keep(here.person, row["wijk"])) is not None:
        return Refused(reason)
    if row["version"] != command.version:
        return Refused(_("Somebody else changed this meanwhile. Please look at it again."))
    return await _change(tx, row, command.activity, here, cause)


async def _change(
    tx: Transaction, row: Row, activity: Activity, here: Here, cause: str
) -> ActivityChanged | Refused:
    """Write the next version of a held row, and offer the places that it brings."""
    before = activity_of(row)
    if activity == before and row["state"] == "planned":
        return ActivityChanged(row["id"], before, moved=False, changed=False)
    taken = await signups.taken(tx, row["id"])
    reason = why_not_change(activity, row["state"], before.starts, taken, here)
    if reason is not None:
        return Refused(reason)
    version = row["version"] + 1
    await tx.run(
        """
        UPDATE activities SET title = :title, words = :words, starts = :starts, ends = :ends,
               most = :most, languages = :languages, version = :version, cause = :cause
        WHERE id = :id
        """,
        **_values(activity),
        id=row["id"],
        version=version,
        cause=cause,
    )
    await _keep_version(tx, row["id"], version, "planned", activity, here, cause)
    await enter(tx, "activity_changed", row["id"], repr(activity), here, cause)
    moved = (activity.starts, activity.ends) != (before.starts, before.ends)
    if moved:
        await due.cancel(tx, row["id"], here.now, REMINDER)
        await _plan_reminder(tx, row["id"], activity, here, cause)
        await signups.shorten_offers(tx, row["id"], activity.starts, cause)
    offered = await signups.offer_places(tx, row["id"], activity.most, activity.starts, here, cause)
    return ActivityChanged(row["id"], before, moved=moved, changed=True, offered=offered)


async def cancel(
    tx: Transaction, command: CancelActivity, here: Here, cause: str
) -> ActivityCancelled | Refused:
    """It does not go on: offers and reminders are over, the list of people stays to be told."""
    row = await held(tx, command.item)
    if row is None:
        return Refused(GONE)
    if (reason := why_not_keep(here.person, row["wijk"])) is not None:
        return Refused(reason)
    return await _cancel(tx, row, here, cause)


async def _cancel(tx: Transaction, row: Row, here: Here, cause: str) -> ActivityCancelled | Refused:
    if row["state"] == "cancelled":
        return ActivityCancelled(row["id"], again=True)
    if moment(row["ends"]) <= here.now:
        return Refused(_("This activity is over."))
    version = row["version"] + 1
    await tx.run(
        """
        UPDATE activities SET state = 'cancelled', version = :version, cause = :cause
        WHERE id = :id
        """,
        id=row["id"],
        version=version,
        cause=cause,
    )
    await _keep_version(tx, row["id"], version, "cancelled", activity_of(row), here, cause)
    await due.cancel(tx, row["id"], here.now, REMINDER, OFFER)
    await enter(tx, "activity_cancelled", row["id"], "", here, cause)
    return ActivityCancelled(row["id"], again=False)


# --- a spreadsheet -------------------------------------------------------------------------------


async def import_rows(
    tx: Transaction, command: ImportProgramme, here: Here, cause: str
) -> ProgrammeImported | ImportRefused:
    """Keep the activities of a file: all of them, or none and everything that is wrong."""
    done: list[tuple[ImportedRow, ActivityAdded | ActivityChanged | ActivityCancelled]] = []
    faults: list[tuple[int, Message]] = []
    try:
        async with tx.savepoint():
            for row in command.rows:
                outcome = await _import(tx, row, here, cause)
                if isinstance(outcome, Refused):
                    faults.append((row.line, outcome.why))
                else:
                    done.append((row, outcome))
            if faults:
                raise _NotAll
    except _NotAll:
        return ImportRefused(tuple(faults))
    return ProgrammeImported(tuple(done))


class _NotAll(Exception):
    """Some line cannot be kept, so all are undone."""


async def _import(
    tx: Transaction, row: ImportedRow, here: Here, cause: str
) -> ActivityAdded | ActivityChanged | ActivityCancelled | Refused:
    place = await _place(tx, row.place, here)
    if isinstance(place, Refused):
        return place
    there = await _same(tx, row)
    if there is None:
        reason = why_not_then(row.activity.starts, row.activity.ends, here.now)
        if reason is not None:
            return Refused(reason)
        id = await _put(tx, place["id"], row.ref, row.activity, here, cause)
        there = await held(tx, id)
        assert there is not None
        if row.state == "planned":
            return ActivityAdded(id)
    if row.state == "cancelled":
        return await _cancel(tx, there, here, cause)
    return await _change(tx, there, row.activity, here, cause)


async def _same(tx: Transaction, row: ImportedRow) -> Row | None:
    """The activity that a line is about: by the operator's own name, else title and beginning."""
    if row.ref is not None:
        found = await tx.one(
            "SELECT id FROM activities WHERE place = :place AND ref = :ref",
            place=row.place,
            ref=row.ref,
        )
    else:
        found = await tx.one(
            """
            SELECT id FROM activities
            WHERE place = :place AND ends > :starts AND starts = :starts AND title = :title
            ORDER BY state DESC, id LIMIT 1
            """,
            place=row.place,
            starts=instant(row.activity.starts),
            title=row.activity.title,
        )
    return await held(tx, found["id"]) if found is not None else None


# --- parts ---------------------------------------------------------------------------------------


async def enter(
    tx: Transaction, verb: str, item: str, content: str, here: Here, cause: str
) -> None:
    """Account for something that the people of a place or the desk did."""
    await journal.enter(
        tx,
        cause=cause,
        role="operator" if by_operator(here.person) else "hub_staff",
        verb=verb,
        subject=item,
        rules=RULES,
        content=content,
        now=here.now,
    )


async def _place(tx: Transaction, id: str, here: Here) -> Row | Refused:
    """The place, if it is still there and this person keeps its programme."""
    row = await tx.one("SELECT id, name, wijk, gone FROM places WHERE id = :id", id=id)
    if row is None:
        return Refused(_("I do not know this place any more."))
    if (reason := why_not_keep(here.person, row["wijk"])) is not None:
        return Refused(reason)
    if row["gone"] is not None:
        return Refused(_("This place is closed for good."))
    return row


def _values(activity: Activity) -> dict[str, object]:
    return {
        "title": activity.title,
        "words": activity.words,
        "starts": instant(activity.starts),
        "ends": instant(activity.ends),
        "most": activity.most,
        "languages": " ".join(activity.languages),
    }


async def _put(
    tx: Transaction, place: str, ref: str | None, activity: Activity, here: Here, cause: str
) -> str:
    """A new activity with its first version and its reminder; answers its id."""
    id = tx.fresh()
    await tx.run(
        """
        INSERT INTO activities (id, place, ref, title, words, starts, ends, most, languages, state,
                                version, cause)
        VALUES (:id, :place, :ref, :title, :words, :starts, :ends, :most, :languages, 'planned',
                1, :cause)
        """,
        **_values(activity),
        id=id,
        place=place,
        ref=ref,
        cause=cause,
    )
    await _keep_version(tx, id, 1, "planned", activity, here, cause)
    await _plan_reminder(tx, id, activity, here, cause)
    await enter(tx, "activity_added", id, repr(activity), here, cause)
    return id


async def _keep_version(
    tx: Transaction,
    item: str,
    version: int,
    state: str,
    activity: Activity,
    here: Here,
    cause: str,
) -> None:
    await tx.run(
        """
        INSERT INTO activity_versions (item, version, person, title, words, starts, ends, most,
                                       languages, state, at, cause)
        VALUES (:item, :version, :person, :title, :words, :starts, :ends, :most,
                :languages, :state, :at, :cause)
        """,
        **_values(activity),
        item=item,
        version=version,
        person=here.person.id or None,
        state=state,
        at=instant(here.now),
        cause=cause,
    )


async def _plan_reminder(
    tx: Transaction, item: str, activity: Activity, here: Here, cause: str
) -> None:
    at = remind_at(activity.starts, here.now, here.profile)
    if at is not None:
        await due.plan(tx, REMINDER, item, at, cause)
