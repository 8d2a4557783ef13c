"""The figures of a week: counted once, kept in tens, and seen by who works in the wijk.

Nothing is kept that was not told: from this table nobody learns a figure under ten either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from conversations.deciding.review import READERS, why_not_look
from conversations.here import Here
from conversations.matters.matter import KINDS
from conversations.matters.week import (
    NO_PART,
    SHOWN,
    WEEK,
    CountWeek,
    NothingToCount,
    OpenPicture,
    PictureFacts,
    PictureOpened,
    Week,
    WeekBefore,
    WeekCounted,
)
from conversations.places import Wijk
from conversations.rules import weeks
from conversations.rules.tens import LONG, Stock, Summed, tell_stock, tell_sum
from conversations.talk import Refused, Screen
from conversations.words import _
from storage import cases, due, follows, journal
from storage.database import Row, Transaction, instant
from storage.matters.around import part_of
from storage.people import HELD_NOW

# A table for a spreadsheet holds so many weeks at the most.
MOST_WEEKS = 260
GONE = _("These figures are not there any more.")


async def count_later(tx: Transaction, wijk: str, here: Here, cause: str) -> None:
    """A matter was brought in this wijk: its week is counted when it is over."""
    await due.plan(tx, "week_picture", wijk, weeks.next_count(here), cause)


async def count_week(
    tx: Transaction, command: CountWeek, here: Here, cause: str
) -> WeekCounted | NothingToCount:
    """Count the last week that is over, once; from then on every week."""
    wijk = here.profile.wijk(command.wijk)
    if wijk is None or wijk.served != "own" or here.person.id:
        return NothingToCount()
    await count_later(tx, wijk.id, here, cause)
    monday = weeks.week_over(here)
    summed = await _brought(tx, wijk, monday, here)
    stock = await _stock(tx, wijk.id, monday, summed, here)
    kinds, topics, parts = summed.splits
    week = Week(
        wijk=wijk.id,
        monday=monday,
        new=summed.told,
        kinds=kinds,
        topics=topics,
        parts=parts,
        open=stock.open,
        old=stock.old,
        late=stock.late,
        most_new=summed.most,
        most_open=stock.most_open,
        most_old=stock.most_old,
    )
    if not await _keep(tx, week, here, cause) or not week.shows_something:
        return NothingToCount()
    return WeekCounted(wijk.id, await _people(tx, wijk.id, here))


async def picture_facts(tx: Transaction, screen: Screen, here: Here) -> PictureFacts | None:
    """The last week that was counted of a wijk, for whoever may look there."""
    wijk = here.profile.wijk(screen.wijk or "")
    if wijk is None or why_not_look(here.person, wijk.id) is not None:
        return None
    found = await tx.all(
        """
        SELECT id, monday, body FROM pictures WHERE wijk = :wijk
        ORDER BY monday DESC LIMIT :most
        """,
        wijk=wijk.id,
        most=SHOWN,
    )
    if not found:
        return PictureFacts(wijk.id)
    by_monday = {week.monday: week for week in map(_week, found)}
    last = _week(found[0])
    before = []
    for n in range(1, SHOWN):
        monday = last.monday - n * WEEK
        known = by_monday.get(monday)
        before.append(WeekBefore(monday=monday, new=known.new if known is not None else None))
    quiet = await follows.follows(tx, here.person.id, follows.no_picture(wijk.id))
    hears = not quiet and _hears_by_role(wijk.id, here)
    return PictureFacts(wijk.id, found[0]["id"], last, tuple(before), hears)


async def open_picture(
    tx: Transaction, command: OpenPicture, here: Here, cause: str
) -> PictureOpened | Refused:
    """What a button under a picture asks; whoever lost the role since is told so."""
    row = await tx.one("SELECT wijk FROM pictures WHERE id = :id", id=command.picture)
    if row is None:
        return Refused(GONE)
    wijk = str(row["wijk"])
    if objection := why_not_look(here.person, wijk):
        return Refused(objection)
    if command.want == "words":
        return PictureOpened(wijk, "words")
    if command.want == "csv":
        told = await every_week(tx, wijk)
        await _account(tx, "figures_taken", wijk, here, cause)
        return PictureOpened(wijk, "csv", told)
    quiet = follows.no_picture(wijk)
    if command.want == "quiet":
        await follows.follow(tx, here.person.id, quiet, here.now)
    elif not _hears_by_role(wijk, here):
        return Refused(
            _("I send figures to people with a role in one wijk. With /beeld you see them.")
        )
    else:
        await follows.unfollow(tx, here.person.id, quiet)
    return PictureOpened(wijk, command.want)


async def last_week(tx: Transaction, wijk: str) -> Week | None:
    """The last week that was counted of a wijk: what was told, so in tens and never under ten."""
    row = await tx.one(
        "SELECT monday, body FROM pictures WHERE wijk = :wijk ORDER BY monday DESC LIMIT 1",
        wijk=wijk,
    )
    return _week(row) if row is not None else None


async def every_week(tx: Transaction, wijk: str) -> tuple[Week, ...]:
    """All weeks of a wijk that were counted, the last one first."""
    rows = await tx.all(
        """
        SELECT monday, body FROM pictures WHERE wijk = :wijk
        ORDER BY monday DESC LIMIT :most
        """,
        wijk=wijk,
        most=MOST_WEEKS,
    )
    return tuple(_week(row) for row in rows)


# --- counting ----------------------------------------------------------------------------


async def _brought(tx: Transaction, wijk: Wijk, monday: dt.date, here: Here) -> Summed:
    """What came in in a week, as it is told: in all, and by kind, topic and buurt."""
    begins, ends = weeks.bounds(monday, here)
    rows = await tx.all(
        """
        SELECT c.kind, m.topic, m.place, count(*) AS n FROM cases c
        JOIN matters m ON m.case_id = c.id
        WHERE c.wijk = :wijk AND c.kind IN ('question', 'complaint', 'signal')
          AND c.opened >= :begins AND c.opened < :ends
        GROUP BY c.kind, m.topic, m.place
        """,
        wijk=wijk.id,
        begins=instant(begins),
        ends=instant(ends),
    )
    topics = [topic.id for topic in here.profile.topics]
    others = topics[-1] if topics else ""
    by_kind = _counted(KINDS, ((row["kind"], row["n"]) for row in rows))
    by_topic = _counted(
        topics,
        ((row["topic"] if row["topic"] in topics else others, row["n"]) for row in rows),
    )
    by_part = _counted(
        (*wijk.buurten, NO_PART) if len(wijk.buurten) > 1 else (),
        ((part_of(row["place"], wijk) or NO_PART, row["n"]) for row in rows),
    )
    ways = [by_kind, by_topic, by_part]
    split = [way for way in ways if len(way) > 1]
    told = tell_sum(sum(row["n"] for row in rows), split)
    # A way that has one part, or none, says nothing beside the sum.
    found = iter(told.splits)
    return Summed(
        told.told, tuple(next(found) if len(way) > 1 else None for way in ways), told.most
    )


def _counted(names: Iterable[str], found: Iterable[tuple[str, int]]) -> dict[str, int]:
    counted = dict.fromkeys(names, 0)
    if counted:
        for name, n in found:
            counted[name] += n
    return counted


async def _stock(tx: Transaction, wijk: str, monday: dt.date, summed: Summed, here: Here) -> Stock:
    """What of all that was brought before the end of the week is still open."""
    _begins, ends = weeks.bounds(monday, here)
    long_ago, _end = weeks.bounds(monday - (LONG - 1) * WEEK, here)
    row = await tx.one(
        """
        SELECT count(*) AS opened,
               COALESCE(SUM(CASE WHEN COALESCE(m.reopened, c.opened) < :long_ago
                                 THEN 1 ELSE 0 END), 0) AS old,
               COALESCE(SUM(CASE WHEN m.promised < :ends AND m.answered IS NULL
                                 THEN 1 ELSE 0 END), 0) AS late
        FROM cases c JOIN matters m ON m.case_id = c.id
        WHERE c.wijk = :wijk AND c.closed IS NULL AND c.opened < :ends
        """,
        wijk=wijk,
        ends=instant(ends),
        long_ago=instant(long_ago),
    )
    assert row is not None
    earlier = await tx.all(
        """
        SELECT monday, body FROM pictures WHERE wijk = :wijk AND monday < :monday
        ORDER BY monday DESC LIMIT :most
        """,
        wijk=wijk,
        monday=monday.isoformat(),
        most=LONG,
    )
    known = {week.monday: week.bounds for week in map(_week, earlier)}
    before = [known.get(monday - n * WEEK) for n in range(1, LONG + 1)]
    return tell_stock(int(row["opened"]), int(row["old"]), int(row["late"]), summed.most, before)


async def _keep(tx: Transaction, week: Week, here: Here, cause: str) -> bool:
    """Keep what is told of a week; false when it was told before, and stays as it was."""
    kept = await tx.one(
        """
        INSERT INTO pictures (id, wijk, monday, counted, body)
        VALUES (:id, :wijk, :monday, :now, :body)
        ON CONFLICT (wijk, monday) DO NOTHING RETURNING id
        """,
        id=tx.fresh(),
        wijk=week.wijk,
        monday=week.monday.isoformat(),
        now=instant(here.now),
        body=week.model_dump_json(),
    )
    if kept is None:
        return False
    await _account(tx, "week_counted", week.wijk, here, cause, week.model_dump_json())
    return True


def _week(row: Row) -> Week:
    return Week.model_validate_json(row["body"])


# --- who sees it ---------------------------------------------------------------------------

# Whoever looks after the whole municipality would get one for every wijk.
EVERY_WEEK = ("member", "chair", "secretary", "manager", "contact")


def _hears_by_role(wijk: str, here: Here) -> bool:
    return any(held.wijk == wijk and held.role in EVERY_WEEK for held in here.person.roles)


async def _people(tx: Transaction, wijk: str, here: Here) -> tuple[str, ...]:
    """Who has a role in this wijk and did not say that every week is too much."""
    rows = await tx.all(
        f"""
        SELECT DISTINCT r.person FROM roles r
        WHERE r.wijk = :wijk AND r.person IS NOT NULL
          AND r.role IN ('member', 'chair', 'secretary', 'manager', 'contact') AND {HELD_NOW}
          AND NOT EXISTS (
            SELECT 1 FROM follows f WHERE f.person = r.person AND f.subject = :quiet)
        ORDER BY r.person
        """,
        wijk=wijk,
        quiet=follows.no_picture(wijk),
        now=instant(here.now),
    )
    return tuple(row["person"] for row in rows)


async def _account(
    tx: Transaction, verb: str, wijk: str, here: Here, cause: str, content: str = ""
) -> None:
    role = next((role for role in READERS if here.person.holds(wijk, role)), "clock")
    await journal.enter(
        tx,
        cause=cause,
        role=role,
        verb=verb,
        subject=wijk,
        rules=cases.RULES,
        content=content,
        now=here.now,
    )
