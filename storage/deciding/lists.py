"""Lists: what those who decide look through, what is mine, and a wijk as a file for a spreadsheet.

Every query goes by an index (`tests/test_lists.py` reads the plans): one wijk at a
time for those who decide, one person at a time for residents.
"""

from __future__ import annotations

import datetime as dt

from conversations.deciding.review import (
    LISTS,
    PER_PAGE,
    READERS,
    WIJKEN,
    ListMade,
    MakeList,
    decides_in,
    first_wijk,
    why_not_look,
    wijken_of,
)
from conversations.facts import (
    ListedFacts,
    ListFacts,
    MyFacts,
    MyLine,
    MyPlanFacts,
    ReviewedFacts,
    WipeFacts,
)
from conversations.here import Here
from conversations.plans.plan import PlanDraft
from conversations.rules.quorum import Outcome
from conversations.talk import Refused, Screen
from conversations.words import _
from storage import cases, journal
from storage.activities import programme_lists
from storage.database import Row, Transaction, instant, moment
from storage.deciding import seats
from storage.matters import mine as my_matters
from storage.plans import initiatives, supports
from storage.rounds import votes

# --- what those who decide look through -------------------------------------------------

# Each list by its name: the cases in it, as (id, opened).
_OF_THE_WIJK = """
    SELECT c.id, c.opened FROM cases c
    WHERE c.wijk = :wijk AND c.kind = 'initiative' AND c.number IS NOT NULL
      AND c.state IN ({states})
"""
IN_LIST = {
    "todo": """
        SELECT c.id, c.opened FROM decisions d
        JOIN seats s ON s.decision = d.id AND s.person = :me
        JOIN cases c ON c.id = d.case_id
        LEFT JOIN voices v ON v.decision = d.id AND v.person = :me
        WHERE d.wijk = :wijk AND d.state = 'running' AND s.recused IS NULL AND v.choice IS NULL
        UNION
        SELECT c.id, c.opened FROM cases c
        WHERE :confirms = 1 AND c.wijk = :wijk AND c.kind = 'initiative'
          AND c.state IN ('recorded', 'meeting')
    """,
    "running": _OF_THE_WIJK.format(states="'received', 'round', 'deciding', 'meeting'"),
    "settled": _OF_THE_WIJK.format(states="'recorded', 'granted', 'declined', 'held', 'withdrawn'"),
    "week": _OF_THE_WIJK.format(
        states="'received', 'round', 'deciding', 'meeting', 'recorded',"
        " 'granted', 'declined', 'held', 'withdrawn'"
    )
    + " AND c.opened >= :monday",
    "mine": """
        SELECT DISTINCT c.id, c.opened FROM seats s
        JOIN decisions d ON d.id = s.decision
        JOIN voices v ON v.decision = d.id AND v.person = s.person
        JOIN cases c ON c.id = d.case_id
        WHERE s.person = :me AND d.wijk = :wijk
    """,
}


async def council_list(tx: Transaction, screen: Screen, here: Here) -> ListFacts | None:
    """A page of a list of one wijk; None when this person may not look there.

    Facts without a wijk ask which one.  Who only reads along has nothing to do and no say.
    """
    if not wijken_of(here.person, here.profile):
        return None
    wijk = screen.wijk or first_wijk(here)
    if wijk is None or screen.list == WIJKEN:
        return ListFacts(rows=(), page=0, pages=1, counts={}, wijk=None)
    if why_not_look(here.person, wijk) is not None or here.profile.wijk(wijk) is None:
        return None
    named = {
        "wijk": wijk,
        "me": here.person.id,
        "monday": instant(_monday(here)),
        "confirms": int(await seats.may_confirm(tx, wijk, here)),
    }
    works = named["confirms"] or decides_in(here.person, wijk) or await _sits(tx, wijk, here)
    counts = {}
    for name in LISTS if works else LISTS[1:-1]:
        # A list that is empty for everybody else would only be in the way.
        counts[name] = await _count(tx, IN_LIST[name], **named)
    shown = screen.list if screen.list in counts else next(iter(counts))
    pages = max(1, -(-counts[shown] // PER_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    todo = {row["id"] for row in await tx.all(IN_LIST["todo"], **named)} if works else set()
    rows = await tx.all(
        f"""
        SELECT c.id, c.number, c.state, c.wijk, c.opened, c.next_at, i.title, i.cost
        FROM (SELECT id, opened FROM ({IN_LIST[shown]}) AS listed
              ORDER BY opened DESC, id DESC LIMIT :most OFFSET :skip) AS page
        JOIN cases c ON c.id = page.id
        JOIN initiatives i ON i.case_id = c.id AND i.version = (
            SELECT MAX(version) FROM initiatives WHERE case_id = c.id)
        ORDER BY c.opened DESC, c.id DESC
        """,
        **named,
        most=PER_PAGE,
        skip=page * PER_PAGE,
    )
    listed = tuple(_listed(row, row["id"] in todo) for row in rows)
    return ListFacts(rows=listed, page=page, pages=pages, counts=counts, wijk=wijk)


def _listed(row: Row, to_do: bool) -> ListedFacts:
    return ListedFacts(
        case=row["id"],
        number=row["number"],
        title=row["title"],
        cents=row["cost"],
        state=row["state"],
        wijk=row["wijk"],
        at=moment(row["opened"]),
        next_at=moment(row["next_at"]) if row["next_at"] else None,
        to_do=to_do,
    )


async def _sits(tx: Transaction, wijk: str, here: Here) -> bool:
    """Does this person decide on anything in this wijk (an official with a mandate does)?"""
    row = await tx.one(
        """
        SELECT s.person FROM seats s JOIN decisions d ON d.id = s.decision
        WHERE s.person = :me AND d.wijk = :wijk LIMIT 1
        """,
        me=here.person.id,
        wijk=wijk,
    )
    return row is not None


async def _count(tx: Transaction, listed: str, **named: object) -> int:
    row = await tx.one(f"SELECT count(*) AS n FROM ({listed}) AS listed", **named)
    return int(row["n"]) if row else 0


def _monday(here: Here) -> dt.datetime:
    """The start of this week in the municipality."""
    local = here.profile.local(here.now)
    day = local.date() - dt.timedelta(days=local.weekday())
    return dt.datetime.combine(day, dt.time(), tzinfo=local.tzinfo)


# --- what is mine ---------------------------------------------------------------------------

_MINE = """
    SELECT c.id, 0 AS part, c.opened AS at FROM cases c
    WHERE c.person = :me AND c.kind = 'initiative' AND c.state <> 'dropped' AND c.id <> :but_not
    UNION ALL
    SELECT s.case_id AS id, 1 AS part, s.at FROM supports s JOIN cases c ON c.id = s.case_id
    WHERE s.person = :me AND s.withdrawn IS NULL AND c.state <> 'dropped'
      AND (c.person IS NULL OR c.person <> :me)
"""


async def my_list(tx: Transaction, screen: Screen, here: Here) -> MyFacts:
    """My unfinished plan, my plans, then the plans of neighbours that I support."""
    draft = await _draft(tx, here)
    begun = draft is not None and draft.begun
    named: dict[str, object] = {
        "me": here.person.id,
        # The unfinished plan stands above the list, also when neighbours can sign it already.
        "but_not": draft.case if draft is not None and draft.case and begun else "",
    }
    count = await _count(tx, _MINE, **named)
    pages = max(1, -(-count // PER_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    rows = await tx.all(
        f"""
        SELECT c.id, c.state, c.wijk, c.owner, c.next_at, i.title, page.part
        FROM (SELECT id, part, at FROM ({_MINE}) AS listed
              ORDER BY part, at DESC, id DESC LIMIT :most OFFSET :skip) AS page
        JOIN cases c ON c.id = page.id
        JOIN initiatives i ON i.case_id = c.id AND i.version = (
            SELECT MAX(version) FROM initiatives WHERE case_id = c.id)
        ORDER BY page.part, page.at DESC, c.id DESC
        """,
        **named,
        most=PER_PAGE,
        skip=page * PER_PAGE,
    )
    lines = tuple(
        MyLine(
            case=row["id"],
            title=row["title"],
            state=row["state"],
            wijk=row["wijk"],
            owner=row["owner"],
            next_at=moment(row["next_at"]) if row["next_at"] else None,
            supported=row["part"] == 1,
        )
        for row in rows
    )
    title = draft.title if draft and begun else None
    signups = await programme_lists.count_mine(tx, here)
    told = await my_matters.count_mine(tx, here)
    unsent = await my_matters.has_unsent(tx, here)
    mine = await votes.vote_list(tx, screen, here)
    return MyFacts(begun, title, lines, page, pages, signups, told, unsent, mine.rounds)


async def my_plan(tx: Transaction, screen: Screen, here: Here) -> MyPlanFacts | None:
    """One plan of mine, with the oldest question that waits for my answer."""
    plan = await initiatives.case_facts(tx, screen, here)
    if plan is None or not plan.mine:
        return None
    row = await tx.one(
        """
        SELECT text FROM questions WHERE case_id = :case_id AND answered IS NULL AND over IS NULL
        ORDER BY asked, id LIMIT 1
        """,
        case_id=plan.case,
    )
    return MyPlanFacts(plan, row["text"] if row else None)


async def wipe_facts(tx: Transaction, screen: Screen, here: Here) -> WipeFacts:
    """What can be thrown away, and how many plans stay."""
    draft = await _draft(tx, here)
    row = await tx.one(
        """
        SELECT (SELECT count(*) FROM cases
                 WHERE person = :me AND kind = 'initiative' AND number IS NOT NULL) AS sent,
               (SELECT id FROM cases
                 WHERE person = :me AND kind = 'initiative' AND state = 'concept'
                 ORDER BY opened DESC, id DESC LIMIT 1) AS concept,
               (SELECT count(*) FROM cases
                 WHERE person = :me AND kind IN ('question', 'complaint', 'signal')
                   AND closed IS NULL) AS open_now,
               (SELECT count(*) FROM cases
                 WHERE person = :me AND kind = 'complaint' AND closed IS NOT NULL) AS complaints
        """,
        me=here.person.id,
    )
    assert row is not None
    case = draft.case if draft is not None and draft.case else row["concept"]
    return WipeFacts(
        draft=draft is not None,
        title=draft.title if draft is not None else None,
        case=case,
        supporters=await supports.count(tx, case) if case else 0,
        sent=row["sent"],
        talks=await my_matters.count_over(tx, here),
        open=row["open_now"],
        complaints=row["complaints"],
        unsent=(await my_matters.unsent(tx, here)).words,
    )


async def _draft(tx: Transaction, here: Here) -> PlanDraft | None:
    row = await tx.one(
        "SELECT body FROM drafts WHERE person = :me AND journey = 'initiative'",
        me=here.person.id,
    )
    return PlanDraft.model_validate_json(row["body"]) if row else None


# --- a list for a spreadsheet ------------------------------------------------------------------

MOST_ROWS = 5000


async def make_list(
    tx: Transaction, command: MakeList, here: Here, cause: str
) -> ListMade | Refused:
    """Everything of one wijk that was ever received, newest first, without names of people."""
    wijk = here.profile.wijk(command.wijk)
    if wijk is None:
        return Refused(_("I do not know that wijk."))
    if objection := why_not_look(here.person, wijk.id):
        return Refused(objection)
    rows = await tx.all(
        """
        SELECT c.number, i.title, i.cost, c.state, c.opened, c.next_at,
               d.closes, d.state AS decision, d.outcome, d.reason,
               (SELECT count(*) FROM supports s
                 WHERE s.case_id = c.id AND s.withdrawn IS NULL) AS supporters
        FROM cases c
        JOIN initiatives i ON i.case_id = c.id AND i.version = (
            SELECT MAX(version) FROM initiatives WHERE case_id = c.id)
        LEFT JOIN decisions d ON d.case_id = c.id AND d.opened = (
            SELECT MAX(opened) FROM decisions WHERE case_id = c.id)
        WHERE c.wijk = :wijk AND c.kind = 'initiative' AND c.number IS NOT NULL
        ORDER BY c.opened DESC, c.id DESC LIMIT :most
        """,
        wijk=wijk.id,
        most=MOST_ROWS,
    )
    made = tuple(_reviewed(row, here) for row in rows)
    await journal.enter(
        tx,
        cause=cause,
        role=next(role for role in READERS if here.person.holds(wijk.id, role)),
        verb="list made",
        subject=wijk.id,
        rules=cases.RULES,
        content=repr(made),
        now=here.now,
    )
    return ListMade(wijk.id, f"{wijk.id.partition('.')[2]}-{here.today.isoformat()}.csv", made)


def _reviewed(row: Row, here: Here) -> ReviewedFacts:
    until = row["closes"] or row["next_at"]
    # While it runs nobody knows how it stands; a stopped decision has no outcome.
    settled = row["decision"] in ("settled", "confirmed")
    return ReviewedFacts(
        number=row["number"],
        title=row["title"],
        cents=row["cost"],
        state=row["state"],
        received=here.profile.today(moment(row["opened"])),
        until=here.profile.today(moment(until)) if until else None,
        outcome=Outcome(row["outcome"]) if settled else None,
        reason=row["reason"] if settled else None,
        supporters=row["supporters"],
    )
