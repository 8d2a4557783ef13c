"""Matters that are answered together: one leads, the others go along and come apart again."""

from __future__ import annotations

from conversations.here import Here
from conversations.matters.cluster import (
    MOST_TOGETHER,
    SHOWN,
    ClusterFacts,
    JoinMatter,
    MatterJoined,
    MatterParted,
    PartMatter,
)
from conversations.matters.matter import MatterLine
from conversations.rules.talk import NOT_YOURS, why_not_answer
from conversations.talk import Refused, Screen
from conversations.words import _
from storage import cases
from storage.database import Row, Transaction
from storage.matters import facts, hands
from storage.matters.inbox import LINES, line_of
from storage.matters.matters import acting_as

_AND_MORE = """
    FROM cases c JOIN matters m ON m.case_id = c.id LEFT JOIN people h ON h.id = c.holder
"""
_ALONE = (
    "c.closed IS NULL AND c.kind <> 'initiative' AND m.under IS NULL AND m.apart = 0"
    " AND c.id <> :case_id"
)


async def join(
    tx: Transaction, command: JoinMatter, here: Here, cause: str
) -> MatterJoined | Refused:
    """Let one matter go along with another of the same wijk; whoever joins may work on both."""
    if command.case == command.other:
        return Refused(_("That is the same message. Choose another one."))
    # Always in the same order, so that two who join the same two do not wait for each other.
    held: dict[str, Row] = {}
    for case in sorted((command.case, command.other)):
        row = await hands.at_hand(tx, case, here)
        if isinstance(row, Refused):
            return row
        held[case] = row
    leads, other = held[command.case], held[command.other]
    if leads["wijk"] != other["wijk"]:
        return Refused(_("These are in two wijken. Answer each by itself."))
    if leads["under"] is not None:
        return Refused(_("This one goes along with another. Open that one first."))
    theirs = other["holder"] not in (None, here.person.id, leads["holder"])
    if theirs and (name := await hands.still_has_it(tx, other, here)) is not None:
        # Somebody talks with that resident: it is not taken out of their hands in passing.
        return Refused(why_not_answer(name) or NOT_YOURS)
    together = await _together(tx, leads["id"]) + 1 + await _together(tx, other["id"])
    if together > MOST_TOGETHER:
        return Refused(_("{most} at once is the most. Answer these first.", most=MOST_TOGETHER))
    if leads["holder"] is None:
        await hands.give_to(tx, leads, here.person.id)
    # Whatever goes along with the other one goes along with the one that leads.
    await tx.run(
        """
        UPDATE cases SET state = 'waiting', holder = :holder
        WHERE id IN (SELECT case_id FROM matters WHERE under = :other OR case_id = :other)
        """,
        holder=leads["holder"] or here.person.id,
        other=other["id"],
    )
    await tx.run(
        """
        UPDATE matters SET under = :leads, turn = 'other' WHERE under = :other OR case_id = :other
        """,
        leads=leads["id"],
        other=other["id"],
    )
    role = acting_as(leads, here)
    await cases.happened(tx, other["id"], "joined", here, cause, role=role, words=leads["number"])
    return MatterJoined(leads["id"], other["id"], await _together(tx, leads["id"]))


async def part(
    tx: Transaction, command: PartMatter, here: Here, cause: str
) -> MatterParted | Refused:
    """Let a matter stand by itself again: it is work, with its own next date."""
    row = await hands.at_hand(tx, command.case, here)
    if isinstance(row, Refused):
        return row
    if row["under"] is None:
        return Refused(_("This one stands by itself already."))
    await tx.run("UPDATE matters SET under = NULL WHERE case_id = :case_id", case_id=row["id"])
    await hands.work_again(tx, row, here, cause)
    await cases.happened(tx, row["id"], "parted", here, cause, role=acting_as(row, here))
    return MatterParted(row["id"], row["under"])


async def _together(tx: Transaction, case: str) -> int:
    row = await tx.one("SELECT count(*) AS n FROM matters WHERE under = :case_id", case_id=case)
    return int(row["n"]) if row else 0


async def cluster_facts(tx: Transaction, screen: Screen, here: Here) -> ClusterFacts | None:
    """What goes along with a matter, and what could: for whoever works on it."""
    matter = await facts.matter_facts(tx, screen, here)
    if matter is None or not matter.may_work:
        return None
    together = await tx.all(
        f"{LINES} {_AND_MORE} WHERE m.under = :case_id ORDER BY c.opened, c.id LIMIT :most",
        case_id=matter.case,
        most=SHOWN,
    )
    row = await tx.one(
        "SELECT street, topic FROM matters WHERE case_id = :case_id", case_id=matter.case
    )
    assert row is not None
    near: dict[str, MatterLine] = {}
    if row["street"] is not None:
        found = await tx.all(
            f"""
            {LINES} {_AND_MORE} WHERE m.street = :street AND c.wijk = :wijk AND {_ALONE}
            ORDER BY c.opened DESC, c.id LIMIT :most
            """,
            street=row["street"],
            wijk=matter.wijk,
            case_id=matter.case,
            most=SHOWN,
        )
        near = {one["id"]: line_of(one, here) for one in found}
    if len(near) < SHOWN:
        found = await tx.all(
            f"""
            {LINES} {_AND_MORE} WHERE c.wijk = :wijk AND m.topic = :topic AND {_ALONE}
            ORDER BY c.next_at, c.id LIMIT :most
            """,
            topic=row["topic"],
            wijk=matter.wijk,
            case_id=matter.case,
            most=SHOWN,
        )
        near |= {one["id"]: line_of(one, here) for one in found}
    return ClusterFacts(
        matter,
        tuple(line_of(one, here) for one in together),
        tuple(near.values())[:SHOWN],
    )
