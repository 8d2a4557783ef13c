"""What ambassadors passed on, and who follows it: where it stands, and never who said it."""

from __future__ import annotations

from conversations.here import Here
from conversations.matters.followed import FollowMatter, MatterFollowed, MatterState, token_of
from conversations.matters.matter import MatterLine
from conversations.matters.passing_draft import PER_PAGE, PassedFacts, likely_wijk, wijken_here
from conversations.talk import Refused, Screen
from conversations.words import _
from storage import follows, links
from storage.database import Row, Transaction, moment
from storage.matters import pictures
from storage.roles import faces

MOST_ASKED = 5

_LINE = """
    SELECT c.id, c.number, c.kind, m.topic, m.title, c.wijk, c.state, c.opened, c.next_at, m.turn
    FROM cases c JOIN matters m ON m.case_id = c.id
"""


async def passed(tx: Transaction, screen: Screen, here: Here) -> PassedFacts | None:
    """What this ambassador passed on, newest first; None for whoever is no ambassador now."""
    if not wijken_here(here):
        return None
    me = here.person.id
    row = await tx.one(
        """
        SELECT count(*) AS n FROM cases c JOIN matters m ON m.case_id = c.id
        WHERE c.person = :me AND m.passed_on = 1
        """,
        me=me,
    )
    count = int(row["n"]) if row else 0
    pages = max(1, -(-count // PER_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    rows = await tx.all(
        f"""
        {_LINE} WHERE c.person = :me AND m.passed_on = 1
        ORDER BY c.opened DESC, c.id DESC LIMIT :most OFFSET :skip
        """,
        me=me,
        most=PER_PAGE,
        skip=page * PER_PAGE,
    )
    asked = await tx.all(
        f"""
        {_LINE} WHERE c.holder = :me AND c.closed IS NULL AND c.owner = 'ambassador'
        ORDER BY c.next_at, c.id LIMIT :most
        """,
        me=me,
        most=MOST_ASKED,
    )
    face = await faces.of_person(tx, me, here, stand_ins=False)
    wijk = likely_wijk(here)
    return PassedFacts(
        rows=tuple(_line(row) for row in rows),
        page=page,
        pages=pages,
        asked=tuple(_line(row) for row in asked),
        back=face.back if face is not None else None,
        week=await pictures.last_week(tx, wijk) if wijk is not None else None,
    )


def _line(row: Row) -> MatterLine:
    return MatterLine(
        case=row["id"],
        number=row["number"],
        kind=row["kind"],
        topic=row["topic"],
        title=row["title"],
        wijk=row["wijk"],
        state=row["state"],
        opened=moment(row["opened"]),
        next_at=moment(row["next_at"]) if row["next_at"] else None,
        turn=row["turn"],
    )


async def one_passed(tx: Transaction, screen: Screen, here: Here) -> MatterState | None:
    """One of my own, with its first words; None for somebody else's."""
    row = await _row(tx, screen.case or "", here)
    if row is None or not row["passed_on"] or row["person"] != here.person.id:
        return None
    return _state(row, title=row["title"])


async def followed(tx: Transaction, screen: Screen, here: Here) -> MatterState | None:
    """Where a matter stands, for who has the link to it or waits for it; without a word of it."""
    row = await _row(tx, screen.case or "", here)
    if row is None:
        return None
    if not row["follows"] and not await links.is_public(tx, token_of(row["id"])):
        return None
    return _state(row, title=None)


async def follow(
    tx: Transaction, command: FollowMatter, here: Here, cause: str
) -> MatterFollowed | Refused:
    """Hear of it from now on, or no more; a matter can only be followed by a link that was made."""
    subject = follows.matter(command.case)
    if not command.on:
        mine = await tx.one(
            "SELECT 1 AS one FROM cases WHERE id = :id AND person = :me",
            id=command.case,
            me=here.person.id,
        )
        if mine is not None:
            return Refused(_("You told this yourself. I tell you what becomes of it."))
        await follows.unfollow(tx, here.person.id, subject)
        return MatterFollowed(command.case, on=False)
    if not await links.is_public(tx, token_of(command.case)):
        return Refused(_("This message is not there any more."))
    await follows.follow(tx, here.person.id, subject, here.now)
    return MatterFollowed(command.case, on=True)


async def _row(tx: Transaction, case: str, here: Here) -> Row | None:
    return await tx.one(
        """
        SELECT c.id, c.number, c.kind, c.person, c.wijk, c.state, c.opened, m.topic, m.title,
               m.turn, m.promised, m.answered, m.passed_on, a.state AS agenda,
               EXISTS (SELECT 1 FROM follows f
                       WHERE f.person = :me AND f.subject = :subject) AS follows
        FROM cases c
        JOIN matters m ON m.case_id = c.id
        LEFT JOIN agenda a ON a.case_id = c.id
        WHERE c.id = :case_id
        """,
        case_id=case,
        me=here.person.id,
        subject=follows.matter(case),
    )


def _state(row: Row, *, title: str | None) -> MatterState:
    return MatterState(
        case=row["id"],
        number=row["number"],
        kind=row["kind"],
        topic=row["topic"],
        wijk=row["wijk"],
        state=row["state"],
        turn=row["turn"],
        opened=moment(row["opened"]),
        promised=moment(row["promised"]) if row["promised"] else None,
        answered=row["answered"] is not None,
        agenda=row["agenda"],
        follows=bool(row["follows"]),
        title=title,
    )
