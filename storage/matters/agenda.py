"""Signals as the council of a wijk sees them, and what it says of one; without a word of anybody.

Every list goes along `cases_wijk` or `agenda_wijk`: one wijk at a time.
"""

from __future__ import annotations

from conversations.deciding.review import first_wijk, why_not_look, wijken_of
from conversations.here import Here
from conversations.matters.agenda_draft import (
    LISTS,
    PER_PAGE,
    AgendaSet,
    OpenReason,
    ReasonAsked,
    SetAgenda,
    SignalFacts,
    SignalLine,
    SignalsFacts,
    TopicCount,
)
from conversations.matters.matter import MatterLine
from conversations.rules.agenda import (
    COUNCIL,
    why_not_set,
    why_not_sit,
    why_not_this_reason,
)
from conversations.talk import Refused, Screen
from conversations.words import _
from storage import cases
from storage.database import Row, Transaction, instant, moment
from storage.matters import messages
from storage.matters.matters import matter_row

GONE = _("This message is not there any more.")

# Each list by its name: the cases in it.
_OF_THE_WIJK = """
    SELECT c.id, c.number, c.state, c.wijk, c.opened, c.next_at FROM cases c
    WHERE c.wijk = :wijk AND c.kind = 'signal' AND c.state IN ({states})
"""
IN_LIST = {
    "open": _OF_THE_WIJK.format(states="'new', 'taken', 'waiting'"),
    "agenda": """
        SELECT c.id, c.number, c.state, c.wijk, c.opened, c.next_at FROM agenda g
        JOIN cases c ON c.id = g.case_id
        WHERE g.wijk = :wijk AND g.state = 'on'
    """,
    "answered": _OF_THE_WIJK.format(states="'closed', 'became'"),
}


async def signals(tx: Transaction, screen: Screen, here: Here) -> SignalsFacts | None:
    """The signals of one wijk by subject, or a page of one subject; None without a right to look.

    Facts without a wijk ask which one.
    """
    if not wijken_of(here.person, here.profile):
        return None
    wijk = screen.wijk or first_wijk(here)
    if wijk is None or screen.list == "wijken":
        return SignalsFacts(wijk=None)
    if why_not_look(here.person, wijk) is not None or here.profile.wijk(wijk) is None:
        return None
    counts = {name: await _how_many(tx, name, wijk) for name in LISTS}
    shown = screen.list if screen.list in counts else "open"
    if screen.subject is None:
        topics = await _by_topic(tx, shown, wijk)
        return SignalsFacts(wijk, shown, topics=topics, counts=counts)
    row = await tx.one(
        f"""
        SELECT count(*) AS n FROM ({IN_LIST[shown]}) AS listed
        JOIN matters m ON m.case_id = listed.id WHERE m.topic = :topic
        """,
        wijk=wijk,
        topic=screen.subject,
    )
    pages = max(1, -(-int(row["n"] if row else 0) // PER_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    rows = await tx.all(
        f"""
        SELECT listed.id, listed.number, listed.state, listed.wijk, listed.opened,
               listed.next_at, m.topic, m.turn, m.street, a.state AS agenda
        FROM ({IN_LIST[shown]}) AS listed
        JOIN matters m ON m.case_id = listed.id
        LEFT JOIN agenda a ON a.case_id = listed.id
        WHERE m.topic = :topic
        ORDER BY listed.opened DESC, listed.id DESC LIMIT :most OFFSET :skip
        """,
        wijk=wijk,
        topic=screen.subject,
        most=PER_PAGE,
        skip=page * PER_PAGE,
    )
    listed = tuple(_line(row) for row in rows)
    return SignalsFacts(wijk, shown, screen.subject, (), listed, page, pages, counts)


async def _how_many(tx: Transaction, name: str, wijk: str) -> int:
    row = await tx.one(f"SELECT count(*) AS n FROM ({IN_LIST[name]}) AS listed", wijk=wijk)
    return int(row["n"]) if row else 0


async def _by_topic(tx: Transaction, name: str, wijk: str) -> tuple[TopicCount, ...]:
    """How many about each subject, most first."""
    rows = await tx.all(
        f"""
        SELECT m.topic, listed.state, count(*) AS n FROM ({IN_LIST[name]}) AS listed
        JOIN matters m ON m.case_id = listed.id
        GROUP BY m.topic, listed.state ORDER BY m.topic, listed.state
        """,
        wijk=wijk,
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        state = row["state"] if row["state"] in ("new", "taken", "waiting") else "closed"
        counts = found.setdefault(row["topic"], {})
        counts[state] = counts.get(state, 0) + row["n"]
    every = (TopicCount(topic, **counts) for topic, counts in found.items())
    return tuple(sorted(every, key=lambda count: (-count.all, count.topic)))


def _line(row: Row) -> SignalLine:
    line = MatterLine(
        case=row["id"],
        number=row["number"],
        kind="signal",
        topic=row["topic"],
        # The first words are somebody's own: the council does not see them.
        title="",
        wijk=row["wijk"],
        state=row["state"],
        opened=moment(row["opened"]),
        next_at=moment(row["next_at"]) if row["next_at"] else None,
        turn=row["turn"],
    )
    return SignalLine(line, row["street"], row["agenda"])


async def signal(tx: Transaction, screen: Screen, here: Here) -> SignalFacts | None:
    """One signal, for those who decide or read along in its wijk."""
    row = await tx.one(
        """
        SELECT c.id, c.number, c.kind, c.wijk, c.state, c.opened, m.topic, m.turn, m.street,
               a.state AS agenda, a.reason, a.at,
               (SELECT count(*) FROM too t WHERE t.case_id = c.id) AS too
        FROM cases c
        JOIN matters m ON m.case_id = c.id
        LEFT JOIN agenda a ON a.case_id = c.id
        WHERE c.id = :case_id
        """,
        case_id=screen.case or "",
    )
    if row is None or row["kind"] != "signal":
        return None
    if why_not_look(here.person, row["wijk"]) is not None:
        return None
    return SignalFacts(
        case=row["id"],
        number=row["number"],
        topic=row["topic"],
        wijk=row["wijk"],
        state=row["state"],
        turn=row["turn"],
        opened=moment(row["opened"]),
        street=row["street"],
        too=row["too"],
        agenda=row["agenda"],
        reason=row["reason"],
        since=moment(row["at"]) if row["at"] else None,
        may=why_not_sit(here.person, row["wijk"]) is None,
    )


async def open_reason(
    tx: Transaction, command: OpenReason, here: Here, cause: str
) -> ReasonAsked | Refused:
    """May this person say "not now" of this signal?"""
    row = await _row(tx, command.case, "not_now", here)
    return row if isinstance(row, Refused) else ReasonAsked(row["id"], row["number"])


async def set_agenda(
    tx: Transaction, command: SetAgenda, here: Here, cause: str
) -> AgendaSet | Refused:
    """Note what the council says of a signal, once; of two who say the same the second hears it.

    The words come into the talk too, so that who told it finds them back under the matter.
    """
    row = await _row(tx, command.case, command.state, here)
    if isinstance(row, Refused):
        return row
    reason = command.reason if command.state == "not_now" else None
    if command.state == "not_now" and (objection := why_not_this_reason(reason or "")):
        return Refused(objection)
    await tx.run(
        """
        INSERT INTO agenda (case_id, wijk, state, reason, person, at)
        VALUES (:case_id, :wijk, :state, :reason, :person, :at)
        ON CONFLICT (case_id) DO UPDATE
        SET state = excluded.state, reason = excluded.reason, person = excluded.person,
            at = excluded.at
        """,
        case_id=row["id"],
        wijk=row["wijk"],
        state=command.state,
        reason=reason,
        person=here.person.id,
        at=instant(here.now),
    )
    role = next(role for role in COUNCIL if here.person.holds(row["wijk"], role))
    if reason is not None:
        await messages.add(tx, row["id"], reason, "office", role, here, cause)
    verb = f"agenda_{command.state}"
    await cases.happened(tx, row["id"], verb, here, cause, role=role, words=reason)
    return AgendaSet(row["id"], row["number"], row["wijk"], command.state, reason, row["person"])


async def _row(tx: Transaction, case: str, to: str, here: Here) -> Row | Refused:
    """A signal, held, of which this person may say this now; or why not."""
    row = await matter_row(tx, case)
    if row is None:
        return Refused(GONE)
    if why := why_not_sit(here.person, row["wijk"]):
        return Refused(why)
    now = await tx.one("SELECT state FROM agenda WHERE case_id = :case_id", case_id=row["id"])
    if why := why_not_set(row["kind"], row["state"], now["state"] if now else None, to):
        return Refused(why)
    return row
