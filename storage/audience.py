"""Who a letter is for: a person, whoever holds a role, the seats of a decision, the supporters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from conversations.here import Here
from conversations.rules.matters import handlers as chain_of
from conversations.talk import (
    Audience,
    ToHandlers,
    ToPerson,
    ToRole,
    ToSeats,
    ToSignedUp,
    ToSupporters,
    ToTellers,
)
from storage.database import Transaction, instant
from storage.matters import leave
from storage.people import HELD_NOW
from storage.portions import PORTION

# Roles that hear of things and decide nothing in it: during leave whoever stands in hears too.
# Who decides or confirms has a seat or a role, and nobody can stand in for that.
RECEIVE_ONLY = ("contact", "ambassador", "hub_staff")


async def people_for(tx: Transaction, to: Audience, here: Here) -> list[str]:
    """Our ids of everybody a letter is for, each once."""
    match to:
        case ToPerson(person):
            return [person]
        case ToRole(role, wijk, kind, besides):
            holders = await holding(tx, wijk, here)
            rung = first_held(holders, (role, *here.profile.chain(kind)))
            found = list(holders.get(rung or "", ()))
            if rung in RECEIVE_ONLY:
                found += [
                    one for one in await _stand_ins(tx, found, wijk, here) if one not in found
                ]
            return [person for person in found if person != besides]
        case ToSeats(case, undecided_only, besides):
            # Whose role ended keeps the seat in the count, but is not asked any more.
            rows = await tx.all(
                f"""
                SELECT s.person, v.choice FROM decisions d
                JOIN seats s ON s.decision = d.id
                LEFT JOIN voices v ON v.decision = s.decision AND v.person = s.person
                WHERE d.case_id = :case_id AND d.opened = (
                    SELECT MAX(opened) FROM decisions WHERE case_id = :case_id)
                  AND s.recused IS NULL AND EXISTS (
                    SELECT 1 FROM roles r
                    WHERE r.person = s.person AND r.role IN (s.role, 'member', 'chair')
                      AND (r.wijk = d.wijk OR r.wijk IS NULL) AND {HELD_NOW})
                ORDER BY s.person
                """,
                case_id=case,
                now=instant(here.now),
            )
            return [
                r["person"]
                for r in rows
                if r["person"] != besides and not (undecided_only and r["choice"])
            ]
        case ToSupporters(case):
            rows = await tx.all(
                """
                SELECT person FROM supports WHERE case_id = :case_id AND withdrawn IS NULL
                ORDER BY person
                """,
                case_id=case,
            )
            return [r["person"] for r in rows]
        case ToSignedUp(item, only):
            rows = await tx.all(
                """
                SELECT person FROM signups
                WHERE item = :item AND state <> 'gone' AND state = COALESCE(:only, state)
                ORDER BY n
                """,
                item=item,
                only=only,
            )
            return [r["person"] for r in rows]
        case ToTellers(case, besides):
            return [p for p in await tellers(tx, case) if p != besides]
        case ToHandlers(case, besides):
            return [p for p in await handlers(tx, case, here) if p != besides]


async def tellers(tx: Transaction, case: str) -> list[str]:
    """Who waits for the answer to a matter: who brought or follows it, and who said "me too".

    What is answered with it has its own tellers, who read it under their own matter.
    """
    rows = await tx.all(
        """
        SELECT f.person FROM follows f WHERE f.subject = :subject
        UNION SELECT t.person FROM too t WHERE t.case_id = :case_id
        ORDER BY 1
        """,
        subject=f"matter:{case}",
        case_id=case,
    )
    return [row["person"] for row in rows]


async def handlers(tx: Transaction, case: str, here: Here) -> list[str]:
    """Who took a matter, if their role still stands; else everybody in the role that has it.

    Whoever is away today is passed over for who stands in.
    """
    row = await tx.one(
        """
        SELECT c.kind, c.wijk, c.owner, c.holder, m.apart FROM cases c
        LEFT JOIN matters m ON m.case_id = c.id WHERE c.id = :id
        """,
        id=case,
    )
    if row is None:
        return []
    holders = await holding(tx, row["wijk"], here)
    apart = bool(row["apart"])
    chain = (row["owner"], *chain_of(row["kind"], here.profile, apart=apart))
    everybody = list(holders.get(first_held(holders, chain) or "", ()))
    if apart:
        about = holders.get(here.profile.complaint_subject or "", ())
        everybody = [person for person in everybody if person not in about]
    # An ambassador keeps what lies in their own hands, also after it went up.
    chain = (*chain, "ambassador")
    if any(row["holder"] in holders.get(role, ()) for role in chain):
        others = [person for person in everybody if person != row["holder"]]
        there = await leave.at_work(tx, [row["holder"]], here, or_all=False)
        return there or await leave.at_work(tx, others or [row["holder"]], here)
    return await leave.at_work(tx, everybody, here)


async def holding(tx: Transaction, wijk: str | None, here: Here) -> dict[str, list[str]]:
    """Everybody who holds a role for a wijk now (or for the whole municipality), by role."""
    rows = await tx.all(
        f"""
        SELECT DISTINCT r.role, r.person FROM roles r
        WHERE (r.wijk = :wijk OR r.wijk IS NULL) AND r.person IS NOT NULL AND {HELD_NOW}
        ORDER BY r.role, r.person
        """,
        wijk=wijk,
        now=instant(here.now),
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["role"], []).append(row["person"])
    return found


def first_held(holders: Mapping[str, object], chain: Iterable[str]) -> str | None:
    """The first role of a chain that somebody holds; None when nobody holds any."""
    return next((role for role in chain if role in holders), None)


@dataclass(frozen=True, slots=True)
class Looking:
    """A phone that shows a case: `turn` dates its step buttons, None when they are old anyway."""

    person: str
    message: int
    screen: str
    turn: int | None


async def _stand_ins(
    tx: Transaction, away: Iterable[str], wijk: str | None, here: Here
) -> list[str]:
    """Who stands in today for those of these people who are on leave, and may read along for this
    wijk by a role of their own: standing in gives nobody a right that the register does not."""
    found: list[str] = []
    for person in away:
        rows = await tx.all(
            f"""
            SELECT DISTINCT r.person FROM cards c
            JOIN away a ON a.card = c.id AND a.ended IS NULL
                AND a.first_day <= :today AND a.back_day > :today
            JOIN roles r ON r.person = a.stand_in
                AND (r.wijk = :wijk OR r.wijk IS NULL) AND {HELD_NOW}
                AND r.role IN ('member', 'chair', 'secretary', 'manager', 'contact', 'officer',
                               'administrator')
            WHERE c.person = :person ORDER BY r.person
            """,
            person=person,
            wijk=wijk,
            today=here.today.isoformat(),
            now=instant(here.now),
        )
        found += [row["person"] for row in rows]
    return list(dict.fromkeys(found))


async def shown_on(tx: Transaction, case: str, person: str) -> int:
    """The message that shows a case on somebody's phone; 0 when none does."""
    row = await tx.one(
        "SELECT message FROM shown WHERE case_id = :case_id AND person = :person",
        case_id=case,
        person=person,
    )
    return int(row["message"]) if row is not None else 0


async def looking_at(
    tx: Transaction, case: str, besides: Sequence[str] = (), after: str = ""
) -> list[Looking]:
    """On whose phone this case is shown, and not written over by another screen since: the first
    portion of them behind `after`, without whoever follows one of `besides` (two at most)."""
    one, other = (*besides, "", "")[:2]
    rows = await tx.all(
        """
        SELECT s.person, s.message, s.screen, c.turn, c.screen AS current FROM shown s
        JOIN chats c ON c.person = s.person
        WHERE s.case_id = :case_id AND s.person > :after
          AND (c.shown <> s.message OR c.screen = s.screen)
          AND NOT EXISTS (SELECT 1 FROM follows f
                          WHERE f.person = s.person AND f.subject IN (:one, :other))
        ORDER BY s.person LIMIT :most
        """,
        case_id=case,
        after=after,
        one=one,
        other=other,
        most=PORTION,
    )
    return [
        Looking(
            r["person"],
            r["message"],
            r["screen"],
            r["turn"] if r["current"] == r["screen"] else None,
        )
        for r in rows
    ]
