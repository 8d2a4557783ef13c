"""Who is there for a wijk today: by the register of roles, with their cards, leave and stand-ins.

    roles (now) + cards  →  else the card of the office  →  else up the chain of the profile

A card of the store goes before one of the profile; one for the wijk before one for everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from conversations.here import Here
from conversations.roles.face import CARD_ROLES, Face, KeepNumber, NumberFound, WijkFaces
from conversations.roles.office import OfficeCard, office_id
from conversations.talk import Refused, Screen
from conversations.words import Day, Quoted, _
from storage.database import Row, Transaction, instant, moment
from storage.people import HELD_NOW

AWAY = """
    LEFT JOIN away a ON a.card = c.id AND a.ended IS NULL
        AND a.first_day <= :today AND a.back_day > :today
"""
HOLDER = f"""
    SELECT r.person, r.role, r.wijk, c.id AS card, c.id AS own, c.name, c.phone, c.days, c.ask,
           c.changed, a.back_day, a.stand_in, a.stand_in_role, a.stand_in_wijk
    FROM roles r
    LEFT JOIN cards c ON c.person = r.person
    {AWAY}
"""
OFFICE = f"""
    SELECT c.id AS card, NULL AS own, c.role, c.wijk, c.name, c.phone, c.days, c.ask, c.changed,
           a.back_day, a.stand_in, a.stand_in_role, a.stand_in_wijk
    FROM cards c
    {AWAY}
"""
GONE = _("That number is not there any more.")


async def wijk_faces(tx: Transaction, screen: Screen, here: Here) -> WijkFaces | None:
    """Everybody residents of a wijk may go to; None for something that is no wijk."""
    wijk = here.profile.wijk(screen.wijk or "")
    if wijk is None:
        return None
    faces: list[Face] = []
    for role in here.profile.faces:
        faces += await in_role(tx, role, wijk.id, here)
    if "ambassador" not in here.profile.faces:
        # Whoever was given that role and keeps a card was told that residents see it.
        kept = await in_role(tx, "ambassador", wijk.id, here)
        faces += [face for face in kept if face.own is not None and face.tells]
    first = here.profile.faces[0]
    if any(face.role == first and face.here_now is not None for face in faces):
        return WijkFaces(wijk.id, first, tuple(faces))
    for role in here.profile.chain("question"):
        if role not in here.profile.faces:
            above = await in_role(tx, role, wijk.id, here)
            if any(face.here_now is not None for face in above):
                return WijkFaces(wijk.id, first, tuple(faces), above)
    return WijkFaces(wijk.id, first, tuple(faces))


async def in_role(
    tx: Transaction, role: str, wijk: str | None, here: Here, *, stand_ins: bool = True
) -> tuple[Face, ...]:
    """Who holds a role for a wijk now; the office of the role where no person is known."""
    rows = await tx.all(
        f"""
        {HOLDER}
        WHERE r.role = :role AND (r.wijk = :wijk OR r.wijk IS NULL) AND {HELD_NOW}
        ORDER BY r.wijk IS NULL, c.name IS NULL, c.name, r.person
        """,
        role=role,
        wijk=wijk,
        **_moment(here),
    )
    office = await office_of(tx, role, wijk, here, stand_ins=stand_ins)
    holders: dict[str, Row] = {}
    for row in rows:
        holders.setdefault(row["person"], row)
    faces = [await _face(tx, row, office, here, stand_ins=stand_ins) for row in holders.values()]
    if not faces and office is not None:
        return (office,)
    # People of whom nothing is known but the role: one line is enough.
    told = [face for face in faces if face.tells or face.back is not None]
    # So are colleagues without a card of their own: each would read as the office, twice.
    return tuple(dict.fromkeys(told)) or tuple(faces[:1])


async def office_of(
    tx: Transaction, role: str, wijk: str | None, here: Here, *, stand_ins: bool = True
) -> Face | None:
    """The office of a role: the card of this wijk, else the one of the whole municipality."""
    for place in dict.fromkeys((wijk, None)):
        row = await tx.one(
            f"{OFFICE} WHERE c.id = :id", id=office_id(role, place), **_moment(here, now=False)
        )
        if row is not None:
            return await _face(tx, row, None, here, stand_ins=stand_ins)
        known = here.profile.card(role, place)
        if known is not None:
            return _told(known)
    return None


async def of_person(
    tx: Transaction,
    person: str,
    here: Here,
    *,
    stand_ins: bool = True,
    at_office: bool = True,
) -> Face | None:
    """Somebody's own card, in the first of the roles they hold now; None without such a role."""
    rows = await tx.all(
        f"{HOLDER} WHERE r.person = :person AND {HELD_NOW} ORDER BY r.wijk IS NULL, r.wijk",
        person=person,
        **_moment(here),
    )
    rows = [row for row in rows if row["role"] in CARD_ROLES]
    if not rows:
        return None
    row = min(rows, key=lambda row: CARD_ROLES.index(row["role"]))
    office = None
    if at_office:
        office = await office_of(tx, row["role"], row["wijk"], here, stand_ins=False)
    return await _face(tx, row, office, here, stand_ins=stand_ins)


async def number_of(
    tx: Transaction, command: KeepNumber, here: Here, cause: str
) -> NumberFound | Refused:
    """The number behind a button, if residents may see it today."""
    face: Face | None = None
    row = await tx.one("SELECT person, role, wijk FROM cards WHERE id = :id", id=command.card)
    if row is not None and row["person"] is not None:
        face = await of_person(tx, row["person"], here)
    elif row is not None:
        face = await office_of(tx, row["role"], row["wijk"], here)
    else:
        known = next((card for card in here.profile.cards if card.id == command.card), None)
        if known is not None and here.profile.card(known.role, known.wijk) is not None:
            face = _told(known)
    if face is None or face.phone is None:
        return Refused(GONE)
    if face.back is not None:
        who = Quoted(text=face.name) if face.name else _("This colleague")
        return Refused(_("{who} is away until {day}.", who=who, day=Day(on=face.back)))
    return NumberFound(face)


# --- parts ---------------------------------------------------------------------------------------


def _moment(here: Here, *, now: bool = True) -> dict[str, str]:
    today = {"today": here.today.isoformat()}
    return {**today, "now": instant(here.now)} if now else today


async def _face(
    tx: Transaction, row: Row, office: Face | None, here: Here, *, stand_ins: bool
) -> Face:
    """One card with its leave, at its office."""
    changed = here.profile.today(moment(row["changed"])) if row["changed"] else None
    face = Face(
        role=row["role"],
        wijk=row["wijk"],
        card=row["card"],
        own=row["own"],
        name=row["name"],
        phone=row["phone"],
        days=tuple(int(day) for day in row["days"] or ""),
        ask=row["ask"],
        checked=changed,
        back=dt.date.fromisoformat(row["back_day"]) if row["back_day"] else None,
        stands_in=await stands_in(tx, row, here) if stand_ins and row["back_day"] else None,
    )
    return face.at(office)


def _told(card: OfficeCard) -> Face:
    """An office as the municipality told of it; with less certainty people are asked to check."""
    return Face(
        role=card.role,
        wijk=card.wijk,
        card=card.id,
        phone=card.phone,
        days=card.days,
        ask=card.ask,
        checked=card.checked,
        sure=card.confidence != "medium",
    )


async def stands_in(tx: Transaction, row: Mapping[str, Any], here: Here) -> Face | None:
    """Who stands in today: nobody who is away too, nobody whose role has ended."""
    faces: tuple[Face | None, ...] = ()
    if row["stand_in"] is not None:
        faces = (await of_person(tx, row["stand_in"], here, stand_ins=False),)
    elif row["stand_in_role"] is not None:
        role, wijk = row["stand_in_role"], row["stand_in_wijk"]
        faces = await in_role(tx, role, wijk, here, stand_ins=False)
    return next((face for face in faces if face is not None and face.back is None), None)
