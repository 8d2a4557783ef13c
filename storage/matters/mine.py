"""What is mine of the matters: my list, the files of a talk, and throwing away what is closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.here import Here
from conversations.matters.line_draft import LineDraft
from conversations.matters.matter import DropTold, MatterLine
from conversations.matters.passing_draft import PassingDraft
from conversations.matters.talking import (
    PER_PAGE,
    MatterFiles,
    MattersWiped,
    MyMattersFacts,
    SendFiles,
    TalkOver,
    ThreadDraft,
    UnsentWiped,
    WipeMatters,
    WipeUnsent,
)
from conversations.matters.telling_draft import TellDraft
from conversations.rules.talk import GONE
from conversations.talk import Refused, Screen
from storage import cases
from storage.database import Row, Transaction, instant, moment
from storage.matters.becoming import drop_told
from storage.matters.erasing import blank
from storage.matters.facts import matter_facts

# After this long, what somebody writes out of the blue is no answer any more.
FRESH = dt.timedelta(days=7)
DRAFTS: dict[str, type[TellDraft | PassingDraft | LineDraft]] = {
    "telling": TellDraft,
    "passing": PassingDraft,
    "line": LineDraft,
}
_MINE = """
    FROM cases c JOIN matters m ON m.case_id = c.id
    WHERE c.person = :me AND c.kind IN ('question', 'complaint', 'signal')
"""

_OVER = """
    SELECT id FROM cases
    WHERE person = :me AND kind IN ('question', 'signal') AND closed IS NOT NULL
"""

LAST_WORD = """
    SELECT c.id FROM cases c
    JOIN messages s ON s.case_id = c.id AND s.n = (
        SELECT MAX(n) FROM messages WHERE case_id = c.id AND side IN ('resident', 'office'))
    WHERE c.person = :me AND c.kind IN ('question', 'complaint', 'signal')
      AND c.closed IS NULL AND s.side = 'office' AND s.at >= :since
    ORDER BY s.at DESC LIMIT 1
"""


async def my_matters(tx: Transaction, screen: Screen, here: Here) -> MyMattersFacts:
    """A page of what I asked and told, newest first."""
    count = await count_mine(tx, here)
    pages = max(1, -(-count // PER_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    rows = await tx.all(
        f"""
        SELECT c.id, c.number, c.kind, c.wijk, c.state, c.opened, c.next_at, m.topic, m.title,
               m.turn, m.promised
        {_MINE} ORDER BY c.opened DESC, c.id DESC LIMIT :most OFFSET :skip
        """,
        me=here.person.id,
        most=PER_PAGE,
        skip=page * PER_PAGE,
    )
    return MyMattersFacts(tuple(_line(row, here) for row in rows), page, pages)


def _line(row: Row, here: Here) -> MatterLine:
    promised = moment(row["promised"]) if row["promised"] else None
    return MatterLine(
        case=row["id"],
        number=row["number"],
        kind=row["kind"],
        topic=row["topic"],
        title=row["title"],
        wijk=row["wijk"],
        state=row["state"],
        opened=moment(row["opened"]),
        # Of a resident's line: the day on which they hear, where one was promised.
        next_at=promised,
        late=promised is not None and promised < here.now,
        turn=row["turn"],
    )


async def count_mine(tx: Transaction, here: Here) -> int:
    """How many questions, complaints and signals I brought."""
    row = await tx.one(f"SELECT count(*) AS n {_MINE}", me=here.person.id)
    return int(row["n"]) if row else 0


async def has_unsent(tx: Transaction, here: Here) -> bool:
    """Is there something I told, and have not sent yet?"""
    row = await tx.one(
        "SELECT body FROM drafts WHERE person = :me AND journey = 'telling'", me=here.person.id
    )
    return row is not None and TellDraft.model_validate_json(row["body"]).begun


@dataclass(frozen=True, slots=True)
class Unsent:
    """What somebody wrote and never sent: whether there are words or files, and which files."""

    words: bool
    files: tuple[str, ...]


async def unsent(tx: Transaction, here: Here) -> Unsent:
    """The messages of mine that still wait for a yes, on whichever way they were begun."""
    rows = await tx.all(
        """
        SELECT journey, body FROM drafts
        WHERE person = :me AND journey IN ('telling', 'passing', 'line', 'thread')
        """,
        me=here.person.id,
    )
    words, files = False, tuple[str, ...]()
    for row in rows:
        if row["journey"] == "thread":
            words = words or ThreadDraft.model_validate_json(row["body"]).unsent
            continue
        draft = DRAFTS[row["journey"]].model_validate_json(row["body"])
        words = words or bool(draft.text or draft.files)
        files += draft.files
    return Unsent(words, files)


async def wipe_unsent(tx: Transaction, command: WipeUnsent, here: Here, cause: str) -> UnsentWiped:
    """Throw away the files of what was never sent; the words are gone with the drafts."""
    found = await unsent(tx, here)
    await drop_told(tx, DropTold(found.files), here, cause)
    return UnsentWiped()


async def talks_with(tx: Transaction, person: str, now: dt.datetime) -> str | None:
    """The matter of this person in which somebody of the office had the last word, just now.

    What they write out of the blue is an answer to that, sooner than something new.
    """
    row = await tx.one(LAST_WORD, me=person, since=instant(now - FRESH))
    return row["id"] if row else None


async def send_files(
    tx: Transaction, command: SendFiles, here: Here, cause: str
) -> MatterFiles | Refused:
    """The files of a talk, for whoever may read it; never one that is not checked."""
    facts = await matter_facts(tx, Screen(name="my_matter", case=command.case), here)
    if facts is None or not (facts.mine or facts.may_work):
        return TalkOver(GONE)
    ready = tuple(file for said in facts.messages for file, _kind, _name in said.files)
    return MatterFiles(facts.case, ready, sum(said.checking for said in facts.messages))


async def wipe_mine(tx: Transaction, command: WipeMatters, here: Here, cause: str) -> MattersWiped:
    """Throw away the words of every talk of mine that is over; what is worked on stays.

    A complaint stays until its time is over: it has a road of its own in the law.
    """
    rows = await tx.all(f"{_OVER} ORDER BY id", me=here.person.id)
    for row in rows:
        await tx.hold("cases", row["id"])
        await blank(tx, row["id"])
        await cases.happened(tx, row["id"], "words thrown away", here, cause, role="resident")
    return MattersWiped(len(rows), await count_mine(tx, here))


async def count_over(tx: Transaction, here: Here) -> int:
    """How many talks of mine can be thrown away."""
    row = await tx.one(f"SELECT count(*) AS n FROM ({_OVER}) AS over", me=here.person.id)
    return int(row["n"]) if row else 0
