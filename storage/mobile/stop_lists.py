"""What the screens of the mobile hub show: when it comes, one stop, the day of its crew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from conversations.here import Here
from conversations.hubs.place import Place
from conversations.mobile.stop import (
    A_PAGE,
    NEAR_MOST,
    WEEK,
    BusFacts,
    CrewFacts,
    ShowStop,
    StopFacts,
    StopOnMap,
    StopsAround,
    StopsNear,
)
from conversations.rules.areas import meters
from conversations.rules.stops import drives, midnight
from conversations.talk import Refused, Screen
from conversations.words import _
from storage import follows
from storage.database import Row, Transaction, instant, moment
from storage.hubs import places
from storage.mobile import wishes
from storage.mobile.stops import PLAN, bus_of, plan_of, read

NEAREST = 3
# A stop farther away, in meters, is not near; neither is one seen from the sea.
NEAR = 25_000


async def stop_facts(tx: Transaction, screen: Screen, here: Here) -> StopFacts | None:
    """One stop: as it stands, what was last done to it, and what was announced at first."""
    stop = await read(tx, screen.subject or "", here)
    if stop is None:
        return None
    return await _facts(tx, stop.id, stop.place, here)


async def bus_facts(tx: Transaction, screen: Screen, here: Here) -> BusFacts:
    """The stops of a wijk and those elsewhere: of a day, or of the coming week."""
    buses = await places.of_kind(tx, "mobile", here)
    if not buses:
        return BusFacts(None)
    begins, ends = here.now, midnight(here.today + dt.timedelta(days=WEEK), here.profile)
    if screen.day is not None:
        begins = max(begins, midnight(screen.day, here.profile))
        ends = midnight(screen.day + dt.timedelta(days=1), here.profile)
    wijk = here.profile.wijk(screen.wijk or "")
    near: list[Row] = []
    if wijk is not None:
        # In one's own wijk also what is farther ahead, unless a day was asked for.
        until = ends if screen.day is not None else here.now + dt.timedelta(days=366)
        near = await tx.all(
            """
            SELECT id FROM stops
            WHERE wijk = :wijk AND ends > :begins AND starts < :until AND state <> 'left'
            ORDER BY starts, id LIMIT :most
            """,
            wijk=wijk.id,
            begins=instant(begins),
            until=instant(until),
            most=NEAR_MOST,
        )
    rows = await tx.all(
        """
        SELECT id FROM stops
        WHERE ends > :begins AND starts < :until AND state <> 'left' AND wijk <> :wijk
        ORDER BY starts, id
        """,
        begins=instant(begins),
        until=instant(ends),
        wijk=wijk.id if wijk is not None else "",
    )
    some, pages = _page(rows, screen.page)
    follow = wijk is not None and await follows.follows(tx, here.person.id, follows.bus(wijk.id))
    wished = wijk is not None and await wishes.asks(tx, here.person.id, wijk.id)
    place = buses[0].place
    return BusFacts(
        place,
        await _several(tx, near, here),
        await _several(tx, some, here),
        pages,
        follow,
        wished,
    )


async def crew_facts(tx: Transaction, screen: Screen, here: Here) -> CrewFacts:
    """Today and the coming week for whoever drives; nothing for others."""
    place = await bus_of(tx, here)
    if isinstance(place, Refused) or not drives(here.person, place):
        return CrewFacts(None)
    rows = await tx.all(
        """
        SELECT id FROM stops WHERE place = :place AND ends > :begins AND starts < :until
        ORDER BY starts, id
        """,
        place=place.id,
        begins=instant(midnight(here.today, here.profile)),
        until=instant(midnight(here.today + dt.timedelta(days=WEEK), here.profile)),
    )
    some, pages = _page(rows, screen.page)
    return CrewFacts(place, await _several(tx, some, here), pages)


async def listed(tx: Transaction, screen: Screen, here: Here) -> tuple[StopFacts, ...]:
    """The stops of a list, in its order."""
    found = [await stop_facts(tx, Screen(name="stop", subject=id), here) for id in _ids(screen)]
    return tuple(one for one in found if one is not None)


async def all_ahead(tx: Transaction, here: Here, since: dt.datetime) -> tuple[StopFacts, ...]:
    """Every stop that ends after an instant, for the desk."""
    rows = await tx.all(
        "SELECT id FROM stops WHERE ends > :since ORDER BY starts, id", since=instant(since)
    )
    return await _several(tx, rows, here)


async def show(tx: Transaction, command: ShowStop, here: Here, cause: str) -> StopOnMap | Refused:
    """A stop with its position, if it has one."""
    stop = await read(tx, command.stop, here)
    if stop is None or stop.plan.latitude is None:
        return Refused(_("I do not know where that is on the map."))
    return StopOnMap(stop.plan)


async def around(tx: Transaction, command: StopsAround, here: Here, cause: str) -> StopsNear:
    """The nearest stops of this week that are not over or off; a week has few enough to compare."""
    rows = await tx.all(
        f"""
        SELECT id, {PLAN} FROM stops
        WHERE ends > :now AND starts < :until AND latitude IS NOT NULL
          AND state IN ('planned', 'arrived')
        """,
        now=instant(here.now),
        until=instant(midnight(here.today + dt.timedelta(days=WEEK), here.profile)),
    )
    me = (command.latitude, command.longitude)
    far = [(meters(me, (r["latitude"], r["longitude"])), r["spot"], r["id"]) for r in rows]
    near = sorted(one for one in far if one[0] <= NEAR)[:NEAREST]
    return StopsNear(tuple((id, spot, distance) for distance, spot, id in near))


# --- parts -------------------------------------------------------------------------------------


def _page(rows: Sequence[Row], page: int) -> tuple[Sequence[Row], int]:
    pages = max(1, -(-len(rows) // A_PAGE))
    at = min(max(page, 0), pages - 1) * A_PAGE
    return rows[at : at + A_PAGE], pages


def _ids(screen: Screen) -> list[str]:
    return (screen.list or "").split()


async def _several(tx: Transaction, rows: Sequence[Row], here: Here) -> tuple[StopFacts, ...]:
    found = [await stop_facts(tx, Screen(name="stop", subject=row["id"]), here) for row in rows]
    return tuple(one for one in found if one is not None)


async def _facts(tx: Transaction, id: str, place: Place, here: Here) -> StopFacts:
    rows = await tx.all(
        f"""
        SELECT version, what, state, at, reason, {PLAN} FROM stop_versions
        WHERE stop = :id ORDER BY version
        """,
        id=id,
    )
    first, last = rows[0], rows[-1]
    return StopFacts(
        id=id,
        place=place,
        version=last["version"],
        state=last["state"],
        plan=plan_of(last),
        what=last["what"],
        at=moment(last["at"]),
        reason=last["reason"],
        first=plan_of(first),
        following=await follows.follows(tx, here.person.id, follows.bus(last["wijk"])),
    )
