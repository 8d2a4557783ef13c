"""Places and their hours: from the profile once, then as staff keep them; found by id and wijk.

What the profile says is put in at the first start, and again when the profile changes; a place
that staff added or changed (`version` above 0) is theirs and stays as it is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from conversations.here import Here
from conversations.hubs.place import Kind, OneOff, Place, PlaceFacts, Weekly, WijkFacts
from conversations.profile import Profile
from conversations.talk import Screen
from storage import follows, journal
from storage.database import Row, Transaction, instant, moment

RULES = "1"
# Past closures are history; a phone may still show yesterday's card.
LOOK_BACK = dt.timedelta(days=1)
COLUMNS = """
    p.id, p.kind, p.name, p.aliases, p.wijk, p.address, p.postcode, p.city, p.latitude,
    p.longitude, p.phone, p.step_free, p.toilet, p.languages, p.way, p.holidays, p.hours_note,
    p.checked, p.hours_checked, p.source, p.confidence, p.gone, p.moved_to, p.version
"""


# --- from the profile ----------------------------------------------------------------------------


async def seed(tx: Transaction, profile: Profile, now: dt.datetime) -> int:
    """Put in what the profile has and nobody changed; answers how many places are new or other.

    Nothing happens when the profile's places are those of last time.  What a new store begins
    with is no change; a later one is accounted for.
    """
    said = [place.model_dump_json() for place in profile.places]
    print_of_it = hashlib.sha256("\n".join(said).encode()).hexdigest()
    known = await tx.one("SELECT value FROM meta WHERE name = 'places'")
    if known is None and not said:
        return 0
    # Another instance that starts at the same moment waits here, and finds it done.
    other = await tx.one(
        """
        INSERT INTO meta (name, value) VALUES ('places', :value)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        WHERE meta.value <> excluded.value
        RETURNING name
        """,
        value=print_of_it,
    )
    if other is None:
        return 0
    changed = await _forget(tx, {place.id for place in profile.places})
    for place in profile.places:
        changed += await put(tx, place)
    if known is not None:
        await journal.enter(
            tx,
            cause=tx.fresh(),
            role="operator",
            verb="places_read",
            subject=profile.id,
            rules=RULES,
            content="\n".join(said),
            now=now,
        )
    return changed


async def _forget(tx: Transaction, said: set[str]) -> int:
    """A place that the profile says no more, and of which staff never said a word, is no place.

    One that closed or moved is said to have done so (`gone`), so that its link tells it.
    """
    rows = await tx.all(
        """
        SELECT id FROM places WHERE version = 0
          AND NOT EXISTS (SELECT 1 FROM place_exceptions e WHERE e.place = places.id)
          AND NOT EXISTS (SELECT 1 FROM stops s WHERE s.place = places.id)
          AND NOT EXISTS (SELECT 1 FROM activities a WHERE a.place = places.id)
        """
    )
    gone = [{"id": row["id"]} for row in rows if row["id"] not in said]
    await tx.many("DELETE FROM place_hours WHERE place = :id", gone)
    await tx.many("DELETE FROM places WHERE id = :id", gone)
    return len(gone)


async def put(tx: Transaction, place: Place) -> bool:
    """One place of the profile, unless staff changed it; answers whether it stands so now."""
    row = await tx.one(
        """
        INSERT INTO places (id, kind, name, aliases, wijk, address, postcode, city, latitude,
                            longitude, phone, step_free, toilet, languages, way, holidays,
                            hours_note, checked, hours_checked, source, confidence, gone,
                            moved_to, version)
        VALUES (:id, :kind, :name, :aliases, :wijk, :address, :postcode, :city, :latitude,
                :longitude, :phone, :step_free, :toilet, :languages, :way, :holidays,
                :hours_note, :checked, :hours_checked, :source, :confidence, :gone,
                :moved_to, 0)
        ON CONFLICT (id) DO UPDATE
        SET kind = excluded.kind, name = excluded.name, aliases = excluded.aliases,
            wijk = excluded.wijk, address = excluded.address, postcode = excluded.postcode,
            city = excluded.city, latitude = excluded.latitude, longitude = excluded.longitude,
            phone = excluded.phone, step_free = excluded.step_free, toilet = excluded.toilet,
            languages = excluded.languages, way = excluded.way, holidays = excluded.holidays,
            hours_note = excluded.hours_note, checked = excluded.checked,
            hours_checked = excluded.hours_checked, source = excluded.source,
            confidence = excluded.confidence, gone = excluded.gone, moved_to = excluded.moved_to
        WHERE places.version = 0
        RETURNING id
        """,
        **_values(place),
    )
    if row is None:
        return False
    await put_hours(tx, place.id, place.hours)
    return True


async def rewrite(tx: Transaction, place: Place) -> int:
    """A place as staff say it is; answers its new version.  From now on it is theirs.

    Who may, and the account of it, are the caller's.
    """
    row = await tx.one(
        """
        UPDATE places
        SET kind = :kind, name = :name, aliases = :aliases, wijk = :wijk, address = :address,
            postcode = :postcode, city = :city, latitude = :latitude, longitude = :longitude,
            phone = :phone, step_free = :step_free, toilet = :toilet, languages = :languages,
            way = :way, holidays = :holidays, hours_note = :hours_note, checked = :checked,
            hours_checked = :hours_checked, source = :source, confidence = :confidence,
            gone = :gone, moved_to = :moved_to, version = version + 1
        WHERE id = :id
        RETURNING version
        """,
        **_values(place),
    )
    assert row is not None, "the caller looked"
    await put_hours(tx, place.id, place.hours)
    return int(row["version"])


def _values(place: Place) -> dict[str, object]:
    return {
        **place.model_dump(exclude={"hours", "aliases", "languages", "checked", "hours_checked"}),
        "aliases": "\n".join(place.aliases),
        "languages": " ".join(place.languages),
        "checked": place.checked.isoformat() if place.checked else None,
        "hours_checked": place.hours_checked.isoformat() if place.hours_checked else None,
    }


async def put_hours(tx: Transaction, place: str, hours: Sequence[Weekly]) -> None:
    """The hours of an ordinary week, instead of those that were there."""
    await tx.run("DELETE FROM place_hours WHERE place = :place", place=place)
    await tx.many(
        """
        INSERT INTO place_hours (place, n, weekday, opens, closes, since, until)
        VALUES (:place, :n, :weekday, :opens, :closes, :since, :until)
        """,
        [
            {
                "place": place,
                "n": n,
                "weekday": row.weekday,
                "opens": row.opens,
                "closes": row.closes,
                "since": row.since.isoformat() if row.since else None,
                "until": row.until.isoformat() if row.until else None,
            }
            for n, row in enumerate(hours)
        ],
    )


async def put_one_off(
    tx: Transaction, place: str, one: OneOff, *, cause: str, now: dt.datetime
) -> str:
    """A closure or an extra opening; answers its id.  Who may, and the journal, are the caller's.

    `told` is not kept: it is the local day of `now`.
    """
    id = tx.fresh()
    await tx.run(
        """
        INSERT INTO place_exceptions (id, place, kind, since, until, opens, closes, reason, at,
                                      cause)
        VALUES (:id, :place, :kind, :since, :until, :opens, :closes, :reason, :at, :cause)
        """,
        id=id,
        place=place,
        kind=one.kind,
        since=one.since.isoformat(),
        until=one.until.isoformat(),
        opens=one.opens,
        closes=one.closes,
        reason=one.reason,
        at=instant(now),
        cause=cause,
    )
    return id


# --- looked up ---------------------------------------------------------------------------------


async def by_id(tx: Transaction, id: str, here: Here, *, unsure: bool = False) -> PlaceFacts | None:
    """One place with its hours and what happens there now; None when there is none.

    What is weakly known is only for staff (`unsure`), never for a resident.
    """
    rows = await tx.all(f"SELECT {COLUMNS} FROM places p WHERE p.id = :id", id=id)
    found = await _facts(tx, rows, here, unsure=unsure)
    if not found:
        return None
    [facts] = found
    if facts.place.moved_to is None:
        return facts
    there = await by_id(tx, facts.place.moved_to, here)
    return PlaceFacts(
        facts.place, facts.one_offs, facts.version, there.place if there is not None else None
    )


async def by_ids(tx: Transaction, ids: Iterable[str], here: Here) -> tuple[PlaceFacts, ...]:
    """Several places in the order asked; what is not there is left out."""
    found = [await by_id(tx, id, here) for id in ids]
    return tuple(facts for facts in found if facts is not None)


async def of_wijk(tx: Transaction, wijk: str | None, here: Here) -> tuple[PlaceFacts, ...]:
    """The places of a wijk (None: of no wijk, such as the mobile hub) that are still there."""
    if wijk is None:
        sql = f"SELECT {COLUMNS} FROM places p WHERE p.wijk IS NULL AND p.gone IS NULL"
        rows = await tx.all(sql)
    else:
        sql = f"SELECT {COLUMNS} FROM places p WHERE p.wijk = :wijk AND p.gone IS NULL"
        rows = await tx.all(sql, wijk=wijk)
    found = await _facts(tx, rows, here)
    return tuple(sorted(found, key=lambda one: (one.place.kind, one.place.name)))


async def of_kind(tx: Transaction, kind: str, here: Here) -> tuple[PlaceFacts, ...]:
    """The places of a kind that are still there, by name."""
    rows = await tx.all(
        f"SELECT {COLUMNS} FROM places p WHERE p.kind = :kind AND p.gone IS NULL ORDER BY p.name",
        kind=kind,
    )
    return await _facts(tx, rows, here)


async def names(tx: Transaction) -> dict[str, str]:
    """The names of all places that are still there, by id."""
    rows = await tx.all("SELECT id, name FROM places WHERE gone IS NULL ORDER BY id")
    return {row["id"]: row["name"] for row in rows}


# --- for a screen ------------------------------------------------------------------------------


async def place_facts(tx: Transaction, screen: Screen, here: Here) -> PlaceFacts | None:
    """The card of one place."""
    found = await by_id(tx, screen.subject, here) if screen.subject else None
    return await _followed(tx, found, here) if found is not None else None


async def _followed(tx: Transaction, facts: PlaceFacts, here: Here) -> PlaceFacts:
    return replace(
        facts, followed=await follows.follows(tx, here.person.id, f"place:{facts.place.id}")
    )


async def listed(tx: Transaction, screen: Screen, here: Here) -> tuple[PlaceFacts, ...]:
    """The places of a list, in its order."""
    return await by_ids(tx, (screen.list or "").split(), here)


async def wijk_facts(tx: Transaction, screen: Screen, here: Here) -> WijkFacts | None:
    """What a wijk has, and where it lacks the wanted kind, what its gebied has of it."""
    wijk = here.profile.wijk(screen.wijk or "")
    if wijk is None:
        return None
    wanted: Kind = "house" if screen.list == "house" else "hub"
    own = tuple([await _followed(tx, one, here) for one in await of_wijk(tx, wijk.id, here)])
    around: list[PlaceFacts] = []
    if wijk.gebied is not None and not any(one.place.kind == wanted for one in own):
        for other in here.profile.own_wijken:
            if other.gebied == wijk.gebied and other.id != wijk.id:
                there = await of_wijk(tx, other.id, here)
                around += [one for one in there if one.place.kind == wanted]
    return WijkFacts(wijk.id, own, tuple(around), wanted)


async def _facts(
    tx: Transaction, rows: Sequence[Row], here: Here, *, unsure: bool = False
) -> tuple[PlaceFacts, ...]:
    found = []
    for row in rows:
        place = _place(row, await _hours(tx, row["id"]))
        if place.shown or unsure:
            found.append(PlaceFacts(place, await one_offs(tx, place.id, here), row["version"]))
    return tuple(found)


def _place(row: Row, hours: tuple[Weekly, ...]) -> Place:
    values = {name: row[name] for name in Place.model_fields if name != "hours"}
    return Place.model_validate(
        {
            **values,
            "aliases": tuple(row["aliases"].splitlines()),
            "languages": tuple(row["languages"].split()),
            "hours": hours,
        }
    )


async def _hours(tx: Transaction, place: str) -> tuple[Weekly, ...]:
    rows = await tx.all(
        """
        SELECT weekday, opens, closes, since, until FROM place_hours
        WHERE place = :place ORDER BY n
        """,
        place=place,
    )
    return tuple(Weekly.model_validate(dict(row)) for row in rows)


async def one_offs(tx: Transaction, place: str, here: Here) -> tuple[OneOff, ...]:
    """The closures and extra openings that are not past, in the order they were told."""
    rows = await tx.all(
        """
        SELECT kind, since, until, opens, closes, reason, at FROM place_exceptions
        WHERE place = :place AND until >= :today AND undone IS NULL ORDER BY at, id
        """,
        place=place,
        today=(here.today - LOOK_BACK).isoformat(),
    )
    return tuple(one_off_of(row, here) for row in rows)


def one_off_of(row: Row, here: Here) -> OneOff:
    """A closure or an extra opening from its row."""
    return OneOff(
        kind=row["kind"],
        since=dt.date.fromisoformat(row["since"]),
        until=dt.date.fromisoformat(row["until"]),
        opens=row["opens"],
        closes=row["closes"],
        reason=row["reason"],
        told=here.profile.today(moment(row["at"])),
    )
