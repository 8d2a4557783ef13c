"""What people hear of stops: changes once they have settled, the evening before, an answered wish.

A moment that is done is done together with its letters, so nothing is told twice; what was changed
again in the meantime is told as it is by then.
"""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.mobile.stop import (
    NothingToTell,
    StopNews,
    TellEve,
    TellFollowers,
    TellWishers,
    WishesHeard,
)
from conversations.rules.quiet import quiet
from conversations.rules.stops import news, tell_at
from storage import due, follows, journal
from storage.database import Transaction, instant
from storage.mobile.stops import RULES, plan_of, read, version_of
from storage.portions import PORTION, go_on

# Whoever just heard that their wish is fulfilled need not hear at once that the bus comes.
JUST_HEARD = dt.timedelta(hours=2)


async def tell_followers(
    tx: Transaction, command: TellFollowers, here: Here, cause: str
) -> StopNews | NothingToTell:
    """What lies between what followers know and what is so now; from here on they know it."""
    if not command.rest and await _at_night(tx, "stop_news", command.stop, here, cause):
        return NothingToTell()
    await tx.hold("stops", command.stop)
    stop = await read(tx, command.stop, here)
    if stop is None:
        return NothingToTell()
    knew, after = stop.told, ""
    if command.rest:
        was, version, after = command.rest.split(":")
        # What changed since is told to everybody, whoever did not hear of this one included.
        if not stop.told == stop.version == int(version):
            return NothingToTell()
        knew = int(was)
    elif stop.told == stop.version:
        return NothingToTell()
    last = await version_of(tx, stop.id, knew)
    await tx.run("UPDATE stops SET told = version WHERE id = :id", id=stop.id)
    what = news((last["state"], plan_of(last)), (stop.state, stop.plan), here.now)
    if what is None:
        return StopNews(stop.id, None, (), stop.plan.ends)
    one, other = follows.bus(plan_of(last).wijk), follows.bus(stop.plan.wijk)
    people = await follows.portion(tx, one, after, PORTION, other)
    await go_on(tx, "stop_news", f"{stop.id}:{knew}:{stop.version}", people, here, cause)
    return StopNews(stop.id, what, people, stop.plan.ends, (one, other), not command.rest)


async def tell_eve(
    tx: Transaction, command: TellEve, here: Here, cause: str
) -> StopNews | NothingToTell:
    """It comes tomorrow, if that is still so; a change that is not told yet tells it itself."""
    stop = await read(tx, command.stop, here)
    if stop is None or stop.state != "planned" or stop.told != stop.version:
        return NothingToTell()
    if stop.plan.starts <= here.now:
        return NothingToTell()
    rows = await tx.all(
        """
        SELECT f.person FROM follows f
        WHERE f.subject = :subject AND f.person > :after AND NOT EXISTS (
            SELECT 1 FROM stop_wishes w
            WHERE w.stop = :stop AND w.person = f.person AND w.closed > :recently)
        ORDER BY f.person LIMIT :most
        """,
        subject=follows.bus(stop.plan.wijk),
        after=command.after,
        most=PORTION,
        stop=stop.id,
        recently=instant(here.now - JUST_HEARD),
    )
    people = tuple(row["person"] for row in rows)
    await go_on(tx, "stop_eve", stop.id, people, here, cause)
    return StopNews(stop.id, "eve", people, stop.plan.starts)


async def tell_wishers(
    tx: Transaction, command: TellWishers, here: Here, cause: str
) -> WishesHeard | NothingToTell:
    """Everybody who asked for a stop in this wijk hears it once, and follows the bus there.

    How many they were is said to nobody, and what was counted of them is forgotten.
    """
    if await _at_night(tx, "stop_wishes", command.stop, here, cause):
        return NothingToTell()
    await tx.hold("stops", command.stop)
    stop = await read(tx, command.stop, here)
    if stop is None or stop.state != "planned" or stop.plan.starts <= here.now:
        return NothingToTell()
    wijk = stop.plan.wijk
    rows = await tx.all(
        """
        UPDATE stop_wishes SET closed = :now, how = 'heard', stop = :stop
        WHERE id IN (SELECT id FROM stop_wishes WHERE wijk = :wijk AND closed IS NULL
                     ORDER BY person LIMIT :most)
          AND closed IS NULL RETURNING person
        """,
        now=instant(here.now),
        stop=stop.id,
        wijk=wijk,
        most=PORTION,
    )
    await tx.run("DELETE FROM stop_demand WHERE wijk = :wijk", wijk=wijk)
    if not rows:
        return NothingToTell()
    people = tuple(sorted(row["person"] for row in rows))
    await go_on(tx, "stop_wishes", stop.id, people, here, cause)
    for person in people:
        await follows.follow(tx, person, follows.bus(wijk), here.now)
    await journal.enter(
        tx,
        cause=cause,
        role="system",
        verb="wishes_heard",
        subject=stop.id,
        rules=RULES,
        content="\n".join(people),
        now=here.now,
    )
    return WishesHeard(stop.id, wijk, people, stop.plan.starts)


async def _at_night(tx: Transaction, kind: str, stop: str, here: Here, cause: str) -> bool:
    """In the quiet hours nothing is told; by the morning it may be different again."""
    if not quiet(here.now, here.profile):
        return False
    await due.plan(tx, kind, stop, tell_at(here.now, here.profile), cause)
    return True
