"""Wishes: who asks for a stop of the mobile hub in a wijk, and what the crew may know of it.

The crew sees bands that are counted once a week, each well above its number; never who, never how
many, never a sum of several wijken.
"""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.mobile.stop import (
    CountWishes,
    DemandFacts,
    HearOfBus,
    HearsOfBus,
    NothingToTell,
    WishKept,
    WishStop,
    WithdrawWish,
)
from conversations.rules.stops import band, drives, next_count, why_not_wish
from conversations.talk import Refused, Screen
from conversations.words import _
from storage import due, follows, journal
from storage.database import Transaction, instant, moment
from storage.hubs import places
from storage.mobile.stops import GONE, RULES


async def wish(tx: Transaction, command: WishStop, here: Here, cause: str) -> WishKept | Refused:
    """One open wish for each person and wijk; the same again is the same."""
    buses = await places.of_kind(tx, "mobile", here)
    if not buses:
        return Refused(_("I know of no mobile hub here."))
    coming = await tx.one(
        """
        SELECT id FROM stops
        WHERE wijk = :wijk AND ends > :now AND state IN ('planned', 'arrived') LIMIT 1
        """,
        wijk=command.wijk,
        now=instant(here.now),
    )
    for bus in buses:
        if why := why_not_wish(command.wijk, coming is not None, bus.place, here):
            return Refused(why)
    id = tx.fresh()
    row = await tx.one(
        """
        INSERT INTO stop_wishes (id, person, wijk, at, cause)
        VALUES (:id, :person, :wijk, :at, :cause)
        ON CONFLICT (person, wijk) WHERE closed IS NULL DO NOTHING RETURNING id
        """,
        id=id,
        person=here.person.id,
        wijk=command.wijk,
        at=instant(here.now),
        cause=cause,
    )
    if row is not None:
        await _account(tx, "stop_wished", id, here, cause)
        at = next_count(here.now, here.profile)
        await due.plan(tx, "count_wishes", here.profile.id, at, cause)
    return WishKept(command.wijk, True, row is None)


async def withdraw(
    tx: Transaction, command: WithdrawWish, here: Here, cause: str
) -> WishKept | Refused:
    """It is asked for no more; not asked for at all is the same."""
    row = await tx.one(
        """
        UPDATE stop_wishes SET closed = :now, how = 'withdrawn'
        WHERE person = :person AND wijk = :wijk AND closed IS NULL RETURNING id
        """,
        now=instant(here.now),
        person=here.person.id,
        wijk=command.wijk,
    )
    if row is not None:
        await _account(tx, "stop_wish_withdrawn", row["id"], here, cause)
    return WishKept(command.wijk, False, row is None)


async def count_wishes(
    tx: Transaction, command: CountWishes, here: Here, cause: str
) -> NothingToTell:
    """The weekly count: only bands are kept, and only until the next one."""
    rows = await tx.all(
        "SELECT wijk, count(*) AS n FROM stop_wishes WHERE closed IS NULL GROUP BY wijk"
    )
    await tx.run("DELETE FROM stop_demand")
    bands = [(row["wijk"], band(row["n"])) for row in rows]
    await tx.many(
        "INSERT INTO stop_demand (wijk, band, counted) VALUES (:wijk, :band, :now)",
        [
            {"wijk": wijk, "band": least, "now": instant(here.now)}
            for wijk, least in bands
            if least is not None
        ],
    )
    if rows:
        at = next_count(here.now, here.profile)
        await due.plan(tx, "count_wishes", here.profile.id, at, cause)
    return NothingToTell()


async def demand(tx: Transaction, screen: Screen, here: Here) -> DemandFacts | None:
    """Where enough people ask, for the crew; an order by number would tell more, so by name."""
    buses = await places.of_kind(tx, "mobile", here)
    if not any(drives(here.person, bus.place) for bus in buses):
        return None
    rows = await tx.all("SELECT wijk, band, counted FROM stop_demand")
    named = []
    counted: dt.date | None = None
    for row in rows:
        wijk = here.profile.wijk(row["wijk"])
        if wijk is not None:
            named.append((wijk.name, row["band"]))
            counted = here.profile.today(moment(row["counted"]))
    return DemandFacts(tuple(sorted(named)), counted)


async def asks(tx: Transaction, person: str, wijk: str) -> bool:
    """Does this person ask for a stop there now?"""
    row = await tx.one(
        """
        SELECT id FROM stop_wishes
        WHERE person = :person AND wijk = :wijk AND closed IS NULL
        """,
        person=person,
        wijk=wijk,
    )
    return row is not None


async def hear_of_bus(
    tx: Transaction, command: HearOfBus, here: Here, cause: str
) -> HearsOfBus | Refused:
    """Hear of the bus in a wijk from now on, or no more."""
    wijk = command.wijk
    if command.stop is not None:
        row = await tx.one("SELECT wijk FROM stops WHERE id = :id", id=command.stop)
        if row is None:
            return Refused(GONE)
        wijk = str(row["wijk"])
    known = here.profile.wijk(wijk or "")
    if known is None or known.served != "own":
        return Refused(_("I do not know that wijk."))
    subject = follows.bus(known.id)
    if command.on:
        await follows.follow(tx, here.person.id, subject, here.now)
    else:
        await follows.unfollow(tx, here.person.id, subject)
    return HearsOfBus(command.on, known.id, command.stop)


async def _account(tx: Transaction, verb: str, id: str, here: Here, cause: str) -> None:
    """That somebody asked, or did so no more: neither who nor where."""
    await journal.enter(
        tx,
        cause=cause,
        role="resident",
        verb=verb,
        subject=id,
        rules=RULES,
        content=id,
        now=here.now,
    )
