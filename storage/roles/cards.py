"""Cards are changed, and leave is noted; whoever has a card reads it as residents do.

Authority is judged here, inside the transaction: one's own card by the role held now, the card
of an office or of somebody else by the operator at the desk.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.here import Held, Here
from conversations.roles.face import (
    CARD_ROLES,
    AwaySet,
    BackAtWork,
    CardChanged,
    CardDraft,
    ChangeCard,
    Colleague,
    ComeBack,
    Face,
    GoAway,
    Holder,
    MyCardFacts,
    Office,
    StandIn,
    Whose,
)
from conversations.roles.faces_words import nth
from conversations.roles.office import office_id
from conversations.rules.faces import (
    card_roles,
    is_resident,
    why_not_away,
    why_not_change,
    why_not_this_name,
    why_not_this_offer,
)
from conversations.rules.roles import by_operator
from conversations.rules.stops import at_clock
from conversations.rules.telephone import read_number, why_not_this_number
from conversations.talk import Refused
from conversations.words import Message, _
from storage import due, journal
from storage.database import Row, Transaction, instant
from storage.people import HELD_NOW, look_at
from storage.roles import faces

RULES = "faces-1"
NOBODY_THERE = _("Nobody holds that role now.")


# --- changed ---------------------------------------------------------------------------------


async def change(
    tx: Transaction, command: ChangeCard, here: Here, cause: str
) -> CardChanged | Refused:
    """Put something else on a card, or take it off."""
    if why := why_not_change(command.whose, here):
        return Refused(why)
    owner = await _owner(tx, command.whose, here)
    if isinstance(owner, Refused):
        return owner
    resident = is_resident(owner.roles, here.profile)
    vouched = command.vouched and by_operator(here.person)
    for name, value in command.changes:
        if value is not None and (why := _why_not(name, value, resident, vouched)):
            return Refused(why)
    row = await _card(tx, owner, here, cause)
    now = {name: row[name] for name in ("name", "phone", "vouched", "days", "ask")}
    for name, value in command.changes:
        now[name] = value if name != "days" else value or ""
        if name == "phone":
            now["vouched"] = int(vouched)
    await tx.run(
        """
        UPDATE cards SET name = :name, phone = :phone, vouched = :vouched, days = :days,
               ask = :ask, changed = :at, cause = :cause
        WHERE id = :id
        """,
        id=row["id"],
        **now,
        at=instant(here.now),
        cause=cause,
    )
    content = "\n".join(f"{name}={value}" for name, value in command.changes)
    await _enter(tx, "card_changed", row["id"], content, here, cause)
    return CardChanged(row["id"])


def _why_not(name: str, value: str, resident: bool, vouched: bool) -> Message | None:
    match name:
        case "phone":
            number = read_number(value)
            number = number if number == value else None
            return why_not_this_number(number, resident=resident, vouched=vouched)
        case "days":
            days = set(value)
            right = days <= set("1234567") and value == "".join(sorted(days))
            return None if right else _("I do not know those days. For example: Mon, Tue.")
        case "name":
            return why_not_this_name(value)
    return why_not_this_offer(value)


async def go_away(tx: Transaction, command: GoAway, here: Here, cause: str) -> AwaySet | Refused:
    """Note when somebody is away and who stands in; it replaces what was noted before."""
    why = why_not_change(command.whose, here) or why_not_away(
        command.first, command.back, here.today
    )
    if why is not None:
        return Refused(why)
    owner = await _owner(tx, command.whose, here)
    if isinstance(owner, Refused):
        return owner
    if command.stand_in is not None and (
        why := await _why_not_stand_in(tx, command.stand_in, owner, here)
    ):
        return Refused(why)
    row = await _card(tx, owner, here, cause)
    spare = await _end(tx, row["id"], here)
    stand_in = command.stand_in or StandIn()
    await tx.run(
        """
        INSERT INTO away (id, card, first_day, back_day, stand_in, stand_in_role, stand_in_wijk,
                          cause)
        VALUES (:id, :card, :first, :back, :person, :role, :wijk, :cause)
        """,
        id=tx.fresh(),
        card=row["id"],
        first=command.first.isoformat(),
        back=command.back.isoformat(),
        person=stand_in.person,
        role=stand_in.role,
        wijk=stand_in.wijk,
        cause=cause,
    )
    if owner.person is not None and any(held.role == "ambassador" for held in owner.roles):
        # What residents wrote to them is taken over from the first day on.
        at = max(here.now, at_clock(command.first, "00:00", here.profile))
        await due.plan(tx, "matter_pause", owner.person, at, cause)
    content = f"{command.first} {command.back} {stand_in}"
    await _enter(tx, "away_set", row["id"], content, here, cause)
    spare = spare if spare != stand_in.person else None
    return AwaySet(command.first, command.back, stand_in.person, spare)


async def come_back(
    tx: Transaction, command: ComeBack, here: Here, cause: str
) -> BackAtWork | Refused:
    """The leave ends now, or does not begin."""
    if why := why_not_change(command.whose, here):
        return Refused(why)
    owner = await _owner(tx, command.whose, here)
    if isinstance(owner, Refused):
        return owner
    row = await tx.one("SELECT id FROM cards WHERE id = :id", id=owner.id)
    spare = await _end(tx, owner.id, here) if row is not None else None
    if row is not None:
        await _enter(tx, "away_ended", owner.id, "", here, cause)
    return BackAtWork(spare)


async def _end(tx: Transaction, card: str, here: Here) -> str | None:
    """End what is noted; answers the person who would still have stood in."""
    row = await tx.one(
        """
        UPDATE away SET ended = :now WHERE card = :card AND ended IS NULL
        RETURNING stand_in, back_day
        """,
        card=card,
        now=instant(here.now),
    )
    if row is None or row["back_day"] <= here.today.isoformat():
        return None
    return str(row["stand_in"]) if row["stand_in"] is not None else None


async def _why_not_stand_in(
    tx: Transaction, stand_in: StandIn, owner: _Owner, here: Here
) -> Message | None:
    """Only somebody who works for a wijk now can stand in, and not for themselves."""
    if stand_in.person is not None:
        if stand_in.person == owner.person:
            return _("You cannot stand in for yourself.")
        if await faces.of_person(tx, stand_in.person, here, stand_ins=False) is None:
            return NOBODY_THERE
        return None
    if stand_in.role not in CARD_ROLES:
        return _("This role has no card.")
    if owner.office == (stand_in.role, stand_in.wijk):
        return _("You cannot stand in for yourself.")
    if not await faces.in_role(tx, stand_in.role, stand_in.wijk, here, stand_ins=False):
        return NOBODY_THERE
    return None


# --- whose card ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose card it is: a person with the roles they hold now, or the office of a role."""

    id: str
    person: str | None
    roles: tuple[Held, ...]
    office: tuple[str, str | None] | None = None


async def _owner(tx: Transaction, whose: Whose, here: Here) -> _Owner | Refused:
    match whose:
        case Office(role, wijk):
            return _Owner(office_id(role, wijk), None, (Held(role, wijk),), (role, wijk))
        case Holder(role_id):
            row = await tx.one(
                f"SELECT r.person FROM roles r WHERE r.id = :id AND {HELD_NOW}",
                id=role_id,
                now=instant(here.now),
            )
            eyes = await look_at(tx, here, row["person"]) if row is not None else None
            if eyes is None or not card_roles(eyes.person):
                return Refused(NOBODY_THERE)
            return await _own(tx, eyes)
    return await _own(tx, here)


async def _own(tx: Transaction, here: Here) -> _Owner:
    row = await tx.one("SELECT id FROM cards WHERE person = :me", me=here.person.id)
    id = row["id"] if row is not None else tx.fresh()
    return _Owner(id, here.person.id, card_roles(here.person))


async def _card(tx: Transaction, owner: _Owner, here: Here, cause: str) -> Row:
    """The card, held; made on the first change, with what the profile knows of an office."""
    role, wijk = owner.office or (None, None)
    known = here.profile.card(role, wijk) if role is not None else None
    await tx.run(
        """
        INSERT INTO cards (id, person, role, wijk, phone, days, ask, changed, cause)
        VALUES (:id, :person, :role, :wijk, :phone, :days, :ask, :now, :cause)
        ON CONFLICT (id) DO NOTHING
        """,
        id=owner.id,
        person=owner.person,
        role=role,
        wijk=wijk,
        phone=known.phone if known else None,
        days="".join(map(str, known.days)) if known else "",
        ask=known.ask if known else None,
        now=instant(here.now),
        cause=cause,
    )
    await tx.hold("cards", owner.id)
    row = await tx.one(
        "SELECT id, name, phone, vouched, days, ask FROM cards WHERE id = :id", id=owner.id
    )
    assert row is not None
    return row


async def _enter(
    tx: Transaction, verb: str, card: str, content: str, here: Here, cause: str
) -> None:
    """Account for it under the role that acted."""
    mine = card_roles(here.person)
    await journal.enter(
        tx,
        cause=cause,
        role=mine[0].role if mine else "operator",
        verb=verb,
        subject=card,
        rules=RULES,
        content=content,
        now=here.now,
    )


# --- for my own phone ------------------------------------------------------------------------


async def my_card(tx: Transaction, draft: CardDraft | None, here: Here) -> MyCardFacts | None:
    """My card, my leave and (when it is asked) who could stand in; None without such a role."""
    own = await faces.of_person(tx, here.person.id, here, at_office=False)
    if own is None:
        return None
    row = await tx.one(
        """
        SELECT a.first_day, a.back_day, a.stand_in, a.stand_in_role, a.stand_in_wijk
        FROM cards c JOIN away a ON a.card = c.id AND a.ended IS NULL
        WHERE c.person = :me AND a.back_day > :today
        """,
        me=here.person.id,
        today=here.today.isoformat(),
    )
    asks = draft is not None and draft.what == "away"
    return MyCardFacts(
        own=own,
        office=await faces.office_of(tx, own.role, own.wijk, here, stand_ins=False),
        roles=card_roles(here.person),
        first=dt.date.fromisoformat(row["first_day"]) if row else None,
        back=dt.date.fromisoformat(row["back_day"]) if row else None,
        stands_in=await faces.stands_in(tx, row, here) if row else None,
        colleagues=await _colleagues(tx, own, here) if asks else (),
    )


async def _colleagues(tx: Transaction, face: Face, here: Here) -> tuple[Colleague, ...]:
    """Who could stand in: the same role in other wijken, near ones first, and up the chain."""
    rows = await tx.all(
        f"""
        SELECT DISTINCT r.person, r.wijk FROM roles r
        WHERE r.role = :role AND r.person <> :me AND {HELD_NOW}
        """,
        role=face.role,
        me=here.person.id,
        now=instant(here.now),
    )
    found: dict[str, Face] = {}
    for row in rows:
        colleague = await faces.of_person(tx, row["person"], here, stand_ins=False)
        if colleague is not None:
            found.setdefault(f"p:{row['person']}", colleague)
    offices = await tx.all(
        "SELECT wijk FROM cards WHERE role = :role AND person IS NULL", role=face.role
    )
    known = {row["wijk"] for row in offices}
    known |= {card.wijk for card in here.profile.cards if card.role == face.role}
    for wijk in known - {row["wijk"] for row in rows} - {face.wijk, None}:
        office = await faces.office_of(tx, face.role, wijk, here, stand_ins=False)
        if office is not None:
            found[_key(face.role, wijk, here)] = office
    near = sorted(found, key=lambda key: (*_distance(found[key], face, here), key))
    for role in here.profile.chain("question"):
        above = await faces.in_role(tx, role, face.wijk, here, stand_ins=False)
        if role != face.role and above:
            found[_key(role, face.wijk, here)] = above[0]
    everybody = dict.fromkeys((*near, *found))
    return tuple(Colleague(key, found[key]) for key in everybody)


def _key(role: str, wijk: str | None, here: Here) -> str:
    """What the button of a role in a wijk sends."""
    return f"r:{role}:{'all' if wijk is None else nth(wijk, here)}"


def _distance(one: Face, other: Face, here: Here) -> tuple[bool, int]:
    """The same gebied first, then the order of the profile."""
    there, mine = (here.profile.wijk(face.wijk or "") for face in (one, other))
    same = there is not None and mine is not None and there.gebied == mine.gebied
    return not same, nth(there.id, here) if there is not None else 0
