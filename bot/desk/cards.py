"""Orders about cards: who is there for which wijk, what stands on a card, who is away.

For an office nobody of whom uses the chat, and for what only the operator may vouch for: that a
mobile number belongs to an office, that somebody agreed to be named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.desk.room import Action, NotDone, Room, wijk_named
from conversations.roles.face import (
    CARD_ROLES,
    AwaySet,
    ChangeCard,
    ComeBack,
    Face,
    GoAway,
    Holder,
    Office,
    StandIn,
    Whose,
)
from conversations.roles.faces_words import title, weekdays
from conversations.rules.faces import read_days
from conversations.rules.telephone import read_number, shown, why_not_this_number
from conversations.talk import Refused
from conversations.words import Day, Kept, Message, _
from storage.perform import perform
from storage.roles import faces


class CardsOrder(Kept):
    """List who is there for one wijk or all; `gaps`: only where something is missing."""

    wijk: str | None = None
    gaps: bool = False


class WhoseOrder(Kept):
    """The card of the office of a role, or of whoever holds the role with this id."""

    role: str | None = None
    wijk: str | None = None
    holder: str | None = None


class CardOrder(WhoseOrder):
    """Change a card; an empty text takes something off it."""

    phone: str | None = None
    office_phone: bool = False
    days: str | None = None
    ask: str | None = None
    name: str | None = None
    agreed: bool = False


class AwayOrder(WhoseOrder):
    """Somebody is away from `first` and at work again on `back`."""

    first: dt.date
    back: dt.date
    stand_in: str | None = None
    stand_in_wijk: str | None = None


async def list_cards(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Who is there for each wijk, with what is missing and when it was last looked at."""
    order = CardsOrder.model_validate(about)
    here = room.here()
    wanted = wijk_named(order.wijk, room.profile) if order.wijk else None
    lines: list[str] = []
    async with room.store.reading() as tx:
        for wijk in room.profile.own_wijken:
            if wanted not in (None, wijk.id):
                continue
            for role in room.profile.faces:
                there = await faces.in_role(tx, role, wijk.id, here)
                if not there and (not order.gaps or role == room.profile.faces[0]):
                    lines.append(f"{wijk.name}  {role}  nobody, and no office is known")
                for face in there:
                    missing = missing_on(face)
                    if missing or not order.gaps:
                        lines.append("  ".join((wijk.name, *_told(face, room), *missing)))
    return lines or ["Nothing is missing."]


def missing_on(face: Face) -> tuple[str, ...]:
    """What an operator could still fill in."""
    return () if face.phone else ("no telephone",)


def _told(face: Face, room: Room) -> tuple[str, ...]:
    parts = [room.line(title(face, room.profile))]
    if face.phone:
        parts.append(shown(face.phone))
    if face.days:
        parts.append(room.line(weekdays(face.days)))
    if face.back:
        parts.append(room.line(_("away until {day}", day=Day(on=face.back))))
    if face.stands_in:
        parts.append(room.line(_("Standing in: {who}", who=title(face.stands_in, room.profile))))
    if face.checked:
        parts.append(f"checked {face.checked.isoformat()}")
    return tuple(parts)


async def change_card(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Put something on a card, under the same rules as on a phone."""
    order = CardOrder.model_validate(about)
    changes: list[tuple[Any, str | None]] = []
    if order.phone is not None:
        number = read_number(order.phone) if order.phone else None
        if order.phone and number is None:
            raise NotDone(room.line(_why_no_number()))
        changes.append(("phone", number))
    if order.days is not None:
        days = read_days(order.days) if order.days else ()
        if days is None:
            raise NotDone(f"{order.days!r} are no weekdays. Write them as: Mon, Tue, Thu.")
        changes.append(("days", "".join(map(str, days)) or None))
    if order.ask is not None:
        changes.append(("ask", order.ask.strip() or None))
    if order.name is not None:
        if order.name and not order.agreed:
            raise NotDone("Did this person agree to be named? Then add --agreed.")
        changes.append(("name", order.name.strip() or None))
    if not changes:
        raise NotDone("Nothing to change: give --phone, --days, --ask or --name.")
    command = ChangeCard(tuple(changes), _whose(order, room), order.office_phone)
    await _do(room, command)
    return ["Done. Residents see it from now on."]


def _why_no_number() -> Message:
    objection = why_not_this_number(None)
    assert objection is not None
    return objection


async def go_away(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Note leave with who stands in; it begins and ends by itself."""
    order = AwayOrder.model_validate(about)
    stand_in = None
    if order.stand_in is not None:
        wijk = order.stand_in_wijk or order.wijk
        place = wijk_named(wijk, room.profile) if wijk else None
        stand_in = StandIn(role=_role(order.stand_in), wijk=place)
    outcome = await _do(room, GoAway(order.first, order.back, stand_in, _whose(order, room)))
    assert isinstance(outcome, AwaySet)
    return ["Done. It begins and ends by itself. Tell whoever stands in."]


async def come_back(room: Room, about: Mapping[str, Any]) -> list[str]:
    """Leave is over, or does not go on."""
    order = WhoseOrder.model_validate(about)
    await _do(room, ComeBack(_whose(order, room)))
    return ["Done. Nobody stands in any more."]


async def _do(room: Room, command: Any) -> Any:
    async with room.store.transaction() as tx:
        outcome = await perform(tx, command, room.here(), tx.fresh())
    if isinstance(outcome, Refused):
        raise NotDone(room.line(outcome.why))
    return outcome


def _whose(order: WhoseOrder, room: Room) -> Whose:
    """Whose card: exactly one of a role and a holder."""
    if order.holder is not None:
        if order.role is not None:
            raise NotDone("Give a role or --holder, not both.")
        return Holder(order.holder)
    if order.role is None:
        raise NotDone(f"Whose card? Give a role ({', '.join(CARD_ROLES)}) or --holder.")
    wijk = wijk_named(order.wijk, room.profile) if order.wijk else None
    return Office(_role(order.role), wijk)


def _role(typed: str) -> str:
    if typed not in CARD_ROLES:
        raise NotDone(f"There is no card for {typed!r}. Choose from: {', '.join(CARD_ROLES)}.")
    return typed


CARDS: dict[str, Action] = {
    "card-list": list_cards,
    "card-set": change_card,
    "card-away": go_away,
    "card-back": come_back,
}
CARD_READS = {"card-list"}
