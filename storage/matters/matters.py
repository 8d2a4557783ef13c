"""Matters: brought once, laid before the role that has them; and who may work on one."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.matters.followed import token_of
from conversations.matters.matter import MOST_TITLE, BringMatter, Matter, MatterBrought, Spot
from conversations.rules.kinds import flag_of
from conversations.rules.matters import handlers, is_about, why_not_bring
from conversations.rules.promises import answer_by
from conversations.rules.texts import cut
from conversations.talk import Refused
from storage import cases, follows, links, people
from storage.database import Row, Transaction, instant, moment
from storage.matters import clock, leave, lines, messages, pictures
from storage.matters.around import cell_of, street_of

# The same words again within this time are the same tap, not a second trouble.
SAME_WITHIN = dt.timedelta(minutes=10)


async def bring(
    tx: Transaction, command: BringMatter, here: Here, cause: str
) -> MatterBrought | Refused:
    """Lay a matter before whoever has the role for it; brought twice it is brought once."""
    matter = command.matter
    if objection := why_not_bring(matter, here):
        return Refused(objection)
    if (same := await _the_same(tx, matter, here)) is not None:
        return await _brought(tx, same, here)
    hands = await lines.hands_for(tx, matter, here)
    if isinstance(hands, Refused):
        return hands
    owner = hands.owner
    promised = answer_by(matter.kind, here) if owner is not None else None
    case = tx.fresh()
    number = await cases.number(tx, "M", here.today.year)
    await tx.run(
        """
        INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, holder, next_at,
                           rules, opened, cause)
        VALUES (:id, :kind, :number, :person, :channel, :wijk, :state, :owner, :holder, :next_at,
                :rules, :opened, :cause)
        """,
        id=case,
        kind=matter.kind,
        number=number,
        person=here.person.id,
        channel="ambassador" if matter.passed_on else "telegram",
        wijk=matter.wijk,
        state="new" if hands.holder is None else "taken",
        # Nobody in the chain: whoever looks after the whole bot sees that it waits.
        owner=owner or "administrator",
        holder=hands.holder,
        next_at=instant(promised or here.now),
        rules=cases.RULES,
        opened=instant(here.now),
        cause=cause,
    )
    await _keep(tx, case, matter, number, promised, here)
    n = await messages.add(tx, case, matter.text, "resident", "resident", here, cause)
    await messages.give_files(tx, case, n, matter.files, here.person.id)
    await follows.follow(tx, here.person.id, follows.matter(case), here.now)
    if matter.passed_on:
        # The neighbour can see what becomes of it by a link, and is nowhere in the store.
        await links.publish(tx, token_of(case), "matter", case)
    await cases.happened(tx, case, "brought", here, cause, role="resident", words=matter.kind)
    await pictures.count_later(tx, matter.wijk, here, cause)
    if hands.holder is not None and matter.to is None:
        await cases.happened(tx, case, "laid", here, cause, role="resident", words=matter.topic)
    await clock.start(tx, case, here, cause, promised=promised)
    return MatterBrought(case, number, matter.kind, matter.wijk, owner, promised)


async def matter_row(tx: Transaction, case: str) -> Row | None:
    """A matter with its case, held: nobody else changes it before this transaction ends."""
    await tx.hold("cases", case)
    return await tx.one(
        """
        SELECT c.id, c.number, c.kind, c.person, c.wijk, c.state, c.owner, c.next_at, c.holder,
               c.opened, c.closed, m.*
        FROM cases c JOIN matters m ON m.case_id = c.id WHERE c.id = :id
        """,
        id=case,
    )


def may_work(row: Row, here: Here) -> bool:
    """Does this person hold, now, the role that has this matter, or one of its chain?

    Who merely brought it, held a role once, or has a role in another wijk, does not.  An official
    who is the ambassador of a department works on what was laid in their own hands; a neighbour
    who is one on what was written to them, also after it went up the chain or was closed.
    """
    if here.person.holds(row["wijk"], *roles_for(row, here)):
        return True
    return _ambassadors_own(row, here)


async def still_works(tx: Transaction, row: Row, here: Here) -> Here | None:
    """Whoever has it in hands, as they are now, if they may work on it still; None when it is free.

    By their own role, because they stand in, or because they keep its topic.
    """
    if row["holder"] is None:
        return None
    holder = await people.look_at(tx, here, row["holder"])
    return holder if holder is not None and await works(tx, row, holder) else None


async def works(tx: Transaction, row: Row, here: Here) -> bool:
    """May this person work on it: by their own role, or because they stand in for it today?

    Whoever stands in holds such a role themselves somewhere: leave gives no strange eyes a wijk.
    Whom a complaint may be about never works on it, whatever else they are.
    """
    if row["apart"] and is_about(row["wijk"], here):
        return False
    if may_work(row, here):
        return True
    roles = roles_for(row, here)
    if not any(held.role in roles for held in here.person.roles):
        return False
    stands_in = await leave.standing_in(tx, here)
    return any(held.role in roles and held.wijk in (None, row["wijk"]) for held in stands_in)


def roles_for(row: Row, here: Here) -> tuple[str, ...]:
    """The roles in which this person may have this matter: the one that has it, and its chain.

    What was written to one ambassador, who may be a neighbour, is no business of the others.
    """
    apart = bool(row["apart"])
    chain = handlers(row["kind"], here.profile, apart=apart)
    for_another = row["owner"] == lines.AMBASSADOR and row["holder"] not in (None, here.person.id)
    if row["owner"] is None or for_another:
        return chain
    return tuple(dict.fromkeys((row["owner"], *chain)))


def acting_as(row: Row, here: Here) -> str:
    """In which role this person works on a matter, for the account of it."""
    roles = roles_for(row, here)
    for role in roles:
        if here.person.holds(row["wijk"], role):
            return role
    if _ambassadors_own(row, here):
        return lines.AMBASSADOR
    # Whoever stands in holds such a role in another wijk.
    return next((held.role for held in here.person.roles if held.role in roles), "resident")


def _ambassadors_own(row: Row, here: Here) -> bool:
    """Does it lie in the hands of this ambassador, as their topic or as written to them?"""
    if row["holder"] is None or row["holder"] != here.person.id:
        return False
    if not here.person.holds(row["wijk"], lines.AMBASSADOR):
        return False
    left = row["owner"] is None or row["raised"]
    return here.profile.ambassador_is == "civil_servant" or bool(left)


def department_ambassador(wijk: str, here: Here) -> bool:
    """Where ambassadors are officials: is this person one, for this wijk?"""
    return here.profile.ambassador_is == "civil_servant" and here.person.holds(wijk, "ambassador")


async def _keep(
    tx: Transaction,
    case: str,
    matter: Matter,
    number: str,
    promised: dt.datetime | None,
    here: Here,
) -> None:
    spot: Spot = matter.spot
    await tx.run(
        """
        INSERT INTO matters (case_id, topic, title, place, street, latitude, longitude, cell, alias,
                             passed_on, flag, promised, turn, apart)
        VALUES (:case_id, :topic, :title, :place, :street, :latitude, :longitude, :cell, :alias,
                :passed_on, :flag, :promised, 'office', :apart)
        """,
        case_id=case,
        topic=matter.topic,
        title=cut(" ".join(matter.text.split()), MOST_TITLE),
        place=spot.words,
        street=street_of(spot),
        latitude=spot.latitude,
        longitude=spot.longitude,
        cell=cell_of(spot),
        alias=number.rpartition("-")[2],
        passed_on=int(matter.passed_on),
        flag=flag_of(matter.text),
        promised=instant(promised) if promised is not None else None,
        apart=int(matter.apart and matter.kind == "complaint"),
    )


async def _the_same(tx: Transaction, matter: Matter, here: Here) -> Row | None:
    return await tx.one(
        """
        SELECT c.id, c.number, c.kind, c.wijk, c.owner, m.promised, m.apart
        FROM cases c
        JOIN matters m ON m.case_id = c.id
        JOIN messages s ON s.case_id = c.id AND s.n = 0
        WHERE c.person = :person AND c.opened >= :since AND c.kind = :kind AND c.wijk = :wijk
          AND s.text = :text
          -- What was only said aloud or shown looks alike: then the same files make it the same.
          AND (:file = '' OR EXISTS (
            SELECT 1 FROM files f WHERE f.id = :file AND f.case_id = c.id))
        ORDER BY c.opened DESC LIMIT 1
        """,
        person=here.person.id,
        since=instant(here.now - SAME_WITHIN),
        kind=matter.kind,
        wijk=matter.wijk,
        text=matter.text,
        file=matter.files[0] if matter.files else "",
    )


async def _brought(tx: Transaction, row: Row, here: Here) -> MatterBrought:
    owner = await cases.responsible(
        tx, here, row["wijk"], row["kind"], row["owner"], apart=bool(row["apart"])
    )
    promised = moment(row["promised"]) if row["promised"] else None
    return MatterBrought(row["id"], row["number"], row["kind"], row["wijk"], owner, promised, True)
