"""Stops of the mobile hub: planned, moved, called off, begun, ended, undone by its crew.

Every change is a new version; the stop is held while it is changed.  What follows from it in time
(the evening before, the news, those who asked) is planned anew each time.
"""

from __future__ import annotations

from dataclasses import dataclass

from conversations.here import Here
from conversations.hubs.place import Place
from conversations.mobile.stop import (
    Arrive,
    CancelStop,
    Leave,
    MoveStop,
    OpenStop,
    PlanStop,
    State,
    StopKept,
    StopOpened,
    StopPlan,
    UndoStop,
    What,
)
from conversations.rules.roles import by_operator
from conversations.rules.stops import (
    eve,
    tell_at,
    why_not_arrive,
    why_not_change,
    why_not_crew,
    why_not_leave,
    why_not_this_reason,
    why_not_this_stop,
)
from conversations.talk import Refused
from conversations.words import Message, Moment, Quoted, _
from storage import due, journal
from storage.database import Row, Transaction, instant, moment
from storage.hubs import places

RULES = "stops-1"
GONE = _("I do not know this stop.")
CHANGED = _("Somebody changed this stop after that. Look at it again.")
PLAN = "wijk, spot, address, latitude, longitude, starts, ends"


@dataclass(frozen=True, slots=True)
class Held:
    """A stop that is held: nobody else changes it before we are done."""

    id: str
    place: Place
    version: int
    told: int
    state: State
    plan: StopPlan


def plan_of(row: Row) -> StopPlan:
    """Where and when, from the columns of a stop or of one of its versions."""
    return StopPlan(
        wijk=row["wijk"],
        spot=row["spot"],
        address=row["address"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        starts=moment(row["starts"]),
        ends=moment(row["ends"]),
    )


# --- what the crew does ------------------------------------------------------------------------


async def plan_stop(
    tx: Transaction, command: PlanStop, here: Here, cause: str
) -> StopKept | Refused:
    """The bus is going to stop somewhere; it can be in one place at a time."""
    place = await bus_of(tx, here, command.place)
    if isinstance(place, Refused):
        return place
    why = why_not_crew(here.person, place) or why_not_this_stop(command.plan, here)
    if why is not None:
        return Refused(why)
    await tx.hold("places", place.id)
    if why := await _elsewhere_then(tx, place.id, "", command.plan):
        return Refused(why)
    id = tx.fresh()
    held = Held(id, place, 0, 1, "planned", command.plan)
    await _keep(tx, held, "planned", "planned", command.plan, None, here, cause)
    return StopKept(id, "planned")


async def open_stop(
    tx: Transaction, command: OpenStop, here: Here, cause: str
) -> StopOpened | Refused:
    """How a stop stands, for somebody who may change it."""
    held = await _held(tx, command.stop, here)
    if isinstance(held, Refused):
        return held
    if why := why_not_change(held.state, held.plan, here.now):
        return Refused(why)
    return StopOpened(held.id, command.to, held.version, held.plan)


async def move_stop(
    tx: Transaction, command: MoveStop, here: Here, cause: str
) -> StopKept | Refused:
    """Another time or place, as long as it is planned and nobody changed it meanwhile."""
    held = await _held(tx, command.stop, here)
    if isinstance(held, Refused):
        return held
    if command.version != held.version:
        return Refused(CHANGED)
    why = why_not_change(held.state, held.plan, here.now) or why_not_this_stop(command.plan, here)
    why = why or _why_not_words(command.reason)
    if why is None and command.plan == held.plan:
        why = _("Nothing is different.")
    if why is not None:
        return Refused(why)
    await tx.hold("places", held.place.id)
    if why := await _elsewhere_then(tx, held.place.id, held.id, command.plan):
        return Refused(why)
    await _keep(tx, held, "moved", "planned", command.plan, command.reason, here, cause)
    return StopKept(held.id, "moved")


async def cancel_stop(
    tx: Transaction, command: CancelStop, here: Here, cause: str
) -> StopKept | Refused:
    """The bus does not come."""
    held = await _held(tx, command.stop, here)
    if isinstance(held, Refused):
        return held
    if command.version != held.version:
        return Refused(CHANGED)
    why = why_not_change(held.state, held.plan, here.now) or _why_not_words(command.reason)
    if why is not None:
        return Refused(why)
    await _keep(tx, held, "cancelled", "cancelled", held.plan, command.reason, here, cause)
    return StopKept(held.id, "cancelled")


async def arrive(tx: Transaction, command: Arrive, here: Here, cause: str) -> StopKept | Refused:
    """The bus is there; said twice is said once."""
    held = await _held(tx, command.stop, here)
    if isinstance(held, Refused):
        return held
    if held.state == "arrived":
        return StopKept(held.id, "arrived")
    if why := why_not_arrive(held.state, held.plan, here.now):
        return Refused(why)
    await _keep(tx, held, "arrived", "arrived", held.plan, None, here, cause)
    return StopKept(held.id, "arrived")


async def leave(tx: Transaction, command: Leave, here: Here, cause: str) -> StopKept | Refused:
    """The bus has left; said twice is said once."""
    held = await _held(tx, command.stop, here)
    if isinstance(held, Refused):
        return held
    if held.state == "left":
        return StopKept(held.id, "left")
    if why := why_not_leave(held.state):
        return Refused(why)
    await _keep(tx, held, "left", "left", held.plan, None, here, cause)
    return StopKept(held.id, "left")


async def undo_stop(
    tx: Transaction, command: UndoStop, here: Here, cause: str
) -> StopKept | Refused:
    """Back to the version before; a plan that is undone is called off."""
    held = await _held(tx, command.stop, here)
    if isinstance(held, Refused):
        return held
    last = await version_of(tx, held.id, held.version)
    if last["what"] == "undone" and command.version == held.version - 1:
        return StopKept(held.id, "undone")  # a double tap
    if command.version != held.version or last["what"] == "undone":
        return Refused(CHANGED)
    state: State = "cancelled"
    plan = held.plan
    if held.version > 1:
        before = await version_of(tx, held.id, held.version - 1)
        state, plan = before["state"], plan_of(before)
        if plan.ends <= here.now:
            return Refused(_("That moment is past. It cannot be undone any more."))
    if state != "cancelled":
        await tx.hold("places", held.place.id)
        if why := await _elsewhere_then(tx, held.place.id, held.id, plan):
            return Refused(why)
    await _keep(tx, held, "undone", state, plan, None, here, cause)
    return StopKept(held.id, "undone")


# --- parts -------------------------------------------------------------------------------------


async def bus_of(tx: Transaction, here: Here, id: str | None = None) -> Place | Refused:
    """The mobile hub, or the one with this id; one that this person drives goes before others."""
    found = [one.place for one in await places.of_kind(tx, "mobile", here)]
    for place in found:
        if id == place.id or (id is None and why_not_crew(here.person, place) is None):
            return place
    if not found:
        return Refused(_("I know of no mobile hub here."))
    return Refused(_("Only the crew of the bus can do that."))


async def version_of(tx: Transaction, stop: str, version: int) -> Row:
    """One version of a stop, which is there."""
    row = await tx.one(
        f"""
        SELECT what, state, at, reason, {PLAN} FROM stop_versions
        WHERE stop = :stop AND version = :version
        """,
        stop=stop,
        version=version,
    )
    assert row is not None
    return row


async def read(tx: Transaction, id: str, here: Here) -> Held | None:
    """A stop with its place."""
    row = await tx.one(
        f"SELECT id, place, version, told, state, {PLAN} FROM stops WHERE id = :id", id=id
    )
    if row is None:
        return None
    facts = await places.by_id(tx, row["place"], here)
    if facts is None:
        return None
    return Held(row["id"], facts.place, row["version"], row["told"], row["state"], plan_of(row))


async def _held(tx: Transaction, id: str, here: Here) -> Held | Refused:
    """The stop, held, for somebody of its crew; or why not."""
    await tx.hold("stops", id)
    held = await read(tx, id, here)
    if held is None:
        return Refused(GONE)
    if why := why_not_crew(here.person, held.place):
        return Refused(why)
    return held


async def _elsewhere_then(tx: Transaction, place: str, stop: str, plan: StopPlan) -> Message | None:
    """Is the same bus at another stop at that time?"""
    row = await tx.one(
        """
        SELECT spot, starts FROM stops
        WHERE place = :place AND ends > :starts AND starts < :ends AND id <> :stop
          AND state IN ('planned', 'arrived')
        ORDER BY starts LIMIT 1
        """,
        place=place,
        stop=stop,
        starts=instant(plan.starts),
        ends=instant(plan.ends),
    )
    if row is None:
        return None
    return _(
        "At that time the bus is at {spot}, from {moment}.",
        spot=Quoted(text=row["spot"]),
        moment=Moment(at=moment(row["starts"])),
    )


def _why_not_words(reason: str | None) -> Message | None:
    return why_not_this_reason(reason) if reason is not None else None


async def _keep(
    tx: Transaction,
    held: Held,
    what: What,
    state: State,
    plan: StopPlan,
    reason: str | None,
    here: Here,
    cause: str,
) -> None:
    """One version more, accounted for, and what is to happen because of it."""
    role = "operator" if by_operator(here.person) else "hub_staff"
    values = {
        **plan.model_dump(exclude={"starts", "ends"}),
        "starts": instant(plan.starts),
        "ends": instant(plan.ends),
        "state": state,
        "version": held.version + 1,
    }
    await tx.run(
        """
        INSERT INTO stops (id, place, version, told, state, wijk, spot, address, latitude,
                           longitude, starts, ends)
        VALUES (:id, :place, :version, :told, :state, :wijk, :spot, :address, :latitude,
                :longitude, :starts, :ends)
        ON CONFLICT (id) DO UPDATE
        SET version = excluded.version, state = excluded.state, wijk = excluded.wijk,
            spot = excluded.spot, address = excluded.address, latitude = excluded.latitude,
            longitude = excluded.longitude, starts = excluded.starts, ends = excluded.ends
        """,
        id=held.id,
        place=held.place.id,
        told=held.told,
        **values,
    )
    await tx.run(
        """
        INSERT INTO stop_versions (stop, version, at, role, what, state, wijk, spot, address,
                                   latitude, longitude, starts, ends, reason, cause)
        VALUES (:stop, :version, :at, :role, :what, :state, :wijk, :spot, :address,
                :latitude, :longitude, :starts, :ends, :reason, :cause)
        """,
        stop=held.id,
        at=instant(here.now),
        role=role,
        what=what,
        reason=reason,
        cause=cause,
        **values,
    )
    await journal.enter(
        tx,
        cause=cause,
        role=role,
        verb=f"stop_{what}",
        subject=held.id,
        rules=RULES,
        content=f"{plan.model_dump_json()}\n{reason or ''}",
        now=here.now,
    )
    await _expect(tx, held.id, held.version + 1, state, plan, here, cause)


async def _expect(
    tx: Transaction,
    id: str,
    version: int,
    state: State,
    plan: StopPlan,
    here: Here,
    cause: str,
) -> None:
    """What is to happen because of this version, instead of what was because of older ones."""
    await due.cancel(tx, id, here.now, "stop_news", "stop_eve", "stop_wishes")
    at = tell_at(here.now, here.profile)
    if version > 1:
        await due.plan(tx, "stop_news", id, at, cause)
    if state == "planned":
        await due.plan(tx, "stop_wishes", id, at, cause)
        if (evening := eve(plan, here.now, here.profile)) is not None:
            await due.plan(tx, "stop_eve", id, evening, cause)
