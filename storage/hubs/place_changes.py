"""Changes of places: closures, extra openings, hours, a fresh look; and taken back again.

    hold the place → may this person? → does it make sense? → rows → change → journal → news

Nothing is written over silently: what it was stands beside what it became, with who and when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from conversations.here import Here
from conversations.hubs.place import OneOff, Place, PlaceFacts
from conversations.hubs.place_change import (
    UNDO_WITHIN,
    AddOneOff,
    GiveReason,
    PlaceChanged,
    SetWeek,
    StillRight,
    TakeBack,
    TakenBack,
    What,
)
from conversations.rules.keepers import (
    why_not_change,
    why_not_keep,
    why_not_one_off,
    why_not_reason,
)
from conversations.rules.quiet import after_quiet
from conversations.rules.roles import by_operator
from conversations.talk import Refused
from conversations.words import Message, _
from storage import due, journal, outbox
from storage.database import Row, Transaction, instant
from storage.hubs import places
from storage.hubs.places import RULES

UNKNOWN = _("I do not know this place any more.")
CHANGED_SINCE = _("Somebody changed this place in the meantime. Look first, then change it again.")
# What people who follow a place want to hear.
NEWS = ("closed", "open", "week")


async def add_one_off(
    tx: Transaction, command: AddOneOff, here: Here, cause: str
) -> PlaceChanged | Refused:
    """A closure or an extra opening; the one told last has the last word."""
    facts = await _held(tx, command.place, here, cause)
    if isinstance(facts, Refused):
        return facts
    one = command.one.but(told=here.today)
    if why := why_not_one_off(one, here):
        return Refused(why)
    if facts.one_offs and facts.one_offs[-1].but(reason=one.reason, told=one.told) == one:
        return Refused(_("That is known already."))
    id = await places.put_one_off(tx, facts.place.id, one, cause=cause, now=here.now)
    change = await record(
        tx, facts, one.kind, None, one, here, cause, exception=id, version=facts.version
    )
    await plan_news(tx, change, here, cause)
    return PlaceChanged(change)


async def give_reason(
    tx: Transaction, command: GiveReason, here: Here, cause: str
) -> PlaceChanged | Refused:
    """The reason of a closure or an extra opening that still holds; the change itself stays."""
    row = await by_id(tx, command.change)
    if row is None:
        return Refused(UNKNOWN)
    facts = await _held(tx, row["place"], here, cause)
    if isinstance(facts, Refused):
        return facts
    row = await by_id(tx, command.change)
    if row is None or row["what"] not in ("closed", "open") or row["undone"] is not None:
        return Refused(_("That does not hold any more."))
    if why := why_not_reason(command.reason):
        return Refused(why)
    was = await one_off(tx, row["exception"], here)
    became = was.but(reason=command.reason)
    await tx.run(
        "UPDATE place_exceptions SET reason = :reason WHERE id = :id",
        reason=command.reason,
        id=row["exception"],
    )
    await record(
        tx, facts, "why", was, became, here, cause,
        exception=row["exception"], version=facts.version,
    )  # fmt: skip
    return PlaceChanged(command.change)


async def set_week(
    tx: Transaction, command: SetWeek, here: Here, cause: str
) -> PlaceChanged | Refused:
    """The hours of an ordinary week, instead of those that were there."""
    facts = await _held(tx, command.place, here, cause)
    if isinstance(facts, Refused):
        return facts
    if facts.version != command.version:
        return Refused(CHANGED_SINCE)
    was, week = facts.place, command.week
    became = was.but(
        way=week.way,
        hours=week.hours,
        holidays=week.holidays or was.holidays,
        hours_checked=here.today,
    )
    version = await places.rewrite(tx, became)
    change = await record(tx, facts, "week", was, became, here, cause, version=version)
    if other_hours(was, became):
        await plan_news(tx, change, here, cause)
    return PlaceChanged(change)


async def still_right(
    tx: Transaction, command: StillRight, here: Here, cause: str
) -> PlaceChanged | Refused:
    """Somebody looked at everything that is known, and it is right: it is certain, as of today."""
    facts = await _held(tx, command.place, here, cause)
    if isinstance(facts, Refused):
        return facts
    if facts.version != command.version:
        return Refused(CHANGED_SINCE)
    was = facts.place
    became = was.but(
        checked=here.today,
        hours_checked=here.today if was.way != "unknown" else was.hours_checked,
        confidence="high",
    )
    version = await places.rewrite(tx, became)
    change = await record(tx, facts, "checked", was, became, here, cause, version=version)
    return PlaceChanged(change)


async def take_back(
    tx: Transaction, command: TakeBack, here: Here, cause: str
) -> TakenBack | Refused:
    """As it was before this change, unless somebody changed the same thing after it.

    That a place is gone may be the very mistake.
    """
    row = await by_id(tx, command.change)
    if row is None:
        return Refused(UNKNOWN)
    facts = await _held(tx, row["place"], here, cause, why_not_keep)
    if isinstance(facts, Refused):
        return facts
    row = await by_id(tx, command.change)
    assert row is not None, "changes are never deleted"
    if row["undone"] is not None:
        return TakenBack(command.change)  # a double tap
    if why := why_not_undo(row, facts, here):
        return Refused(why)
    if row["exception"] is not None:
        await tx.run(
            "UPDATE place_exceptions SET undone = :now WHERE id = :id AND undone IS NULL",
            now=instant(here.now),
            id=row["exception"],
        )
    else:
        await places.rewrite(tx, Place.model_validate_json(row["was"]))
    role = _acting(facts.place, here)
    await tx.run(
        """
        UPDATE place_changes SET undone = :now, undone_by = :by, undone_role = :role
        WHERE id = :id
        """,
        now=instant(here.now),
        by=here.person.id or None,
        role=role,
        id=row["id"],
    )
    await _enter(tx, "place_undone", facts.place.id, row["id"], role, here, cause)
    await _take_back_news(tx, row, here, cause)
    return TakenBack(command.change)


def why_not_undo(row: Row, facts: PlaceFacts, here: Here) -> Message | None:
    """What is past stays, and what somebody changed after it is not swept away with it."""
    if row["what"] == "why":
        return _("Take back the change itself.")
    if row["exception"] is not None:
        one = OneOff.model_validate_json(row["became"])
        return _("That is over already.") if one.until < here.today else None
    if row["was"] is None:
        return _("A new place cannot be taken back.")
    return CHANGED_SINCE if facts.version != row["version"] else None


# --- the account of it -------------------------------------------------------------------------


async def record(
    tx: Transaction,
    facts: PlaceFacts,
    what: What,
    was: OneOff | Place | None,
    became: OneOff | Place,
    here: Here,
    cause: str,
    *,
    version: int,
    exception: str | None = None,
) -> str:
    """Write down a change of a place that is held, and enter it in the journal; answers its id."""
    id, role = tx.fresh(), _acting(facts.place, here)
    before = await tx.one(
        "SELECT MAX(n) AS n FROM place_changes WHERE place = :place", place=facts.place.id
    )
    body = became.model_dump_json()
    await tx.run(
        """
        INSERT INTO place_changes (id, place, n, what, was, became, exception, version, person,
                                   role, at, cause)
        VALUES (:id, :place, :n, :what, :was, :became, :exception, :version, :person,
                :role, :at, :cause)
        """,
        id=id,
        place=facts.place.id,
        n=((before["n"] or 0) if before else 0) + 1,
        what=what,
        was=was.model_dump_json() if was is not None else None,
        became=body,
        exception=exception,
        version=version,
        person=here.person.id or None,
        role=role,
        at=instant(here.now),
        cause=cause,
    )
    await _enter(tx, f"place_{what}", facts.place.id, body, role, here, cause)
    return id


async def by_id(tx: Transaction, change: str) -> Row | None:
    """A change as it stands in its table."""
    return await tx.one("SELECT * FROM place_changes WHERE id = :id", id=change)


async def one_off(tx: Transaction, id: str, here: Here) -> OneOff:
    """A closure or an extra opening as it reads now, its reason too."""
    row = await tx.one(
        """
        SELECT kind, since, until, opens, closes, reason, at FROM place_exceptions
        WHERE id = :id
        """,
        id=id,
    )
    assert row is not None, "a change refers to it"
    return places.one_off_of(row, here)


def other_hours(was: Place, became: Place) -> bool:
    """Did what people go by change: the hours, how to get in, what a holiday does?"""
    return (was.way, was.hours, was.holidays) != (became.way, became.hours, became.holidays)


async def _held(
    tx: Transaction,
    place: str,
    here: Here,
    cause: str,
    why_not: Callable[[Place, Here], Message | None] = why_not_change,
) -> PlaceFacts | Refused:
    """The place, held, for somebody who keeps its hours; or why not, which is accounted for."""
    await tx.hold("places", place)
    facts = await places.by_id(tx, place, here, unsure=True)
    if facts is None:
        return Refused(UNKNOWN)
    why = why_not(facts.place, here)
    if why is None:
        return facts
    await _enter(tx, "place_change_denied", place, here.person.id, "person", here, cause)
    return Refused(why)


def _acting(place: Place, here: Here) -> str:
    """The role in which somebody keeps these hours."""
    if by_operator(here.person):
        return here.person.roles[0].role
    held = (h.role for h in here.person.roles if h.wijk in (None, place.wijk))
    return next(role for role in held if role in here.profile.keeps_hours)


async def _enter(
    tx: Transaction, verb: str, place: str, content: str, role: str, here: Here, cause: str
) -> None:
    await journal.enter(
        tx,
        cause=cause,
        role=role,
        verb=verb,
        subject=place,
        rules=RULES,
        content=content,
        now=here.now,
    )


# --- news --------------------------------------------------------------------------------------


def tell_at(at: dt.datetime, here: Here) -> dt.datetime:
    """When followers hear of what is changed (or taken back) at this instant: not at night."""
    return after_quiet(at + UNDO_WITHIN, here.profile)


async def plan_news(tx: Transaction, change: str, here: Here, cause: str) -> None:
    """Followers are to hear of this change."""
    await due.plan(tx, "place_news", change, tell_at(here.now, here), cause)


async def _take_back_news(tx: Transaction, row: Row, here: Here, cause: str) -> None:
    """What was not told is not told; whoever was told hears that it is not so any more."""
    await due.cancel(tx, row["id"], here.now, "place_news")
    if row["told"] is None:
        return
    await outbox.take_back_news(tx, row["id"], here.now)
    await due.plan(tx, "place_news_over", row["id"], tell_at(here.now, here), cause)
