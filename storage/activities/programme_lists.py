"""What the screens of the programme show: the list of a place, one activity, and mine."""

from __future__ import annotations

import datetime as dt

from conversations.activities.activity import (
    PER_PAGE,
    THIS_WEEK,
    ActivityFacts,
    Mine,
    MySignupsFacts,
    ProgrammeFacts,
)
from conversations.here import Here
from conversations.rules.activities import instant_of, may_keep
from conversations.talk import Screen
from storage.activities import signups
from storage.activities.activity import activity_of
from storage.database import Row, Transaction, instant, moment
from storage.hubs import places

# An activity with its place, its counts, and how one person (:me) stands.
ACTIVITY = """
    SELECT a.id, a.place, a.title, a.words, a.starts, a.ends, a.most, a.languages, a.state,
           a.version, p.name AS place_name, p.wijk, p.confidence,
           (SELECT count(*) FROM signups s
             WHERE s.item = a.id AND s.state IN ('in', 'offered')) AS taken,
           (SELECT count(*) FROM signups s
             WHERE s.item = a.id AND s.state = 'waiting') AS waiting,
           m.state AS standing, m.until, m.named,
           (SELECT count(*) FROM signups s
             WHERE s.item = a.id AND s.state = 'waiting' AND s.n <= m.n) AS position
    FROM activities a
    JOIN places p ON p.id = a.place
    LEFT JOIN signups m ON m.item = a.id AND m.person = :me AND m.state <> 'gone'
"""
_THIS_WEEK = "a.place = :place AND a.ends > :now AND a.starts < :until"
_LATER = "a.place = :place AND a.ends > :now AND a.starts >= :until"


async def activity_facts(tx: Transaction, screen: Screen, here: Here) -> ActivityFacts | None:
    """One activity as this reader sees it; None when there is none at a place they may see."""
    row = await tx.one(f"{ACTIVITY} WHERE a.id = :item", item=screen.case or "", me=here.person.id)
    if row is None or row["confidence"] == "low":
        return None
    names = await signups.names(tx, row["id"]) if may_keep(here.person, row["wijk"]) else ()
    return _facts(row, here, names)


async def programme_facts(tx: Transaction, screen: Screen, here: Here) -> ProgrammeFacts | None:
    """A page of what happens at a place this week, or later; None when there is no such place."""
    found = await places.by_id(tx, screen.subject, here) if screen.subject else None
    if found is None:
        return None
    named = {"place": found.place.id, "now": instant(here.now), "until": instant(_week_ends(here))}
    later = screen.list == "later"
    these = _LATER if later else _THIS_WEEK
    others = _THIS_WEEK if later else _LATER
    count = await tx.one(f"SELECT count(*) AS n FROM activities a WHERE {these}", **named)
    besides = await tx.one(f"SELECT count(*) AS n FROM activities a WHERE {others}", **named)
    assert count is not None
    assert besides is not None
    pages = max(1, -(-count["n"] // PER_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    rows = await tx.all(
        f"{ACTIVITY} WHERE {these} ORDER BY a.starts, a.id LIMIT :most OFFSET :skip",
        **named,
        me=here.person.id,
        most=PER_PAGE,
        skip=page * PER_PAGE,
    )
    listed = tuple(_facts(row, here) for row in rows)
    keeps = may_keep(here.person, found.place.wijk)
    return ProgrammeFacts(found.place, listed, page, pages, later, besides["n"], keeps)


async def my_signups(tx: Transaction, screen: Screen, here: Here) -> MySignupsFacts:
    """A page of what I signed up for and is not over, the first one first."""
    mine = "m.person = :me AND m.state <> 'gone' AND a.ends > :now"
    count = await count_mine(tx, here)
    pages = max(1, -(-count // PER_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    rows = await tx.all(
        f"{ACTIVITY} WHERE {mine} ORDER BY a.starts, a.id LIMIT :most OFFSET :skip",
        me=here.person.id,
        now=instant(here.now),
        most=PER_PAGE,
        skip=page * PER_PAGE,
    )
    return MySignupsFacts(tuple(_facts(row, here) for row in rows), page, pages)


async def count_mine(tx: Transaction, here: Here) -> int:
    """For how many activities that are not over I signed up."""
    row = await tx.one(
        """
        SELECT count(*) AS n FROM signups m JOIN activities a ON a.id = m.item
        WHERE m.person = :me AND m.state <> 'gone' AND a.ends > :now
        """,
        me=here.person.id,
        now=instant(here.now),
    )
    return int(row["n"]) if row else 0


def _week_ends(here: Here) -> dt.datetime:
    """The first instant after this week: today and the six days that follow."""
    return instant_of(here.today + dt.timedelta(days=THIS_WEEK), dt.time(), here.profile)


def _facts(row: Row, here: Here, names: tuple[str, ...] = ()) -> ActivityFacts:
    mine = None
    if row["standing"] is not None:
        mine = Mine(
            standing=row["standing"],
            position=int(row["position"]) if row["standing"] == "waiting" else None,
            until=moment(row["until"]) if row["until"] else None,
            named=bool(row["named"]),
        )
    return ActivityFacts(
        id=row["id"],
        place=row["place"],
        place_name=row["place_name"],
        activity=activity_of(row),
        state=row["state"],
        taken=int(row["taken"]),
        waiting=int(row["waiting"]),
        mine=mine,
        may_keep=may_keep(here.person, row["wijk"]),
        names=names,
    )
