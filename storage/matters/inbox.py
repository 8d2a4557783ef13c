"""The inbox: what lies before whoever works for a wijk, in lists with their counts.

Every list and count is read from one index (`cases_work`, in the order of the dates); only the
few lines of a page are looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from conversations.here import Held, Here
from conversations.matters.hands import PER_PAGE, TABS, WIJKEN, InboxFacts
from conversations.matters.matter import KINDS, MatterLine
from conversations.rules.matters import handlers, is_about
from conversations.talk import Screen
from storage.database import Row, Transaction, instant, moment
from storage.matters import leave

# The open matters of one wijk that this person works on.  :question, :complaint, :signal hold the
# word itself or nothing; :apart too, for complaints about whoever reads complaints; :owner is a
# role of theirs that stands outside every chain, or nothing.
SEEN = """
    c.wijk = :wijk AND c.closed IS NULL
    AND (c.kind = :question OR c.kind = :signal
         OR (c.kind = :complaint AND NOT EXISTS (
             SELECT 1 FROM matters a WHERE a.case_id = c.id AND a.apart = 1))
         OR (c.kind = :apart AND EXISTS (
             SELECT 1 FROM matters a WHERE a.case_id = c.id AND a.apart = 1))
         OR (c.owner = :owner AND c.kind <> 'initiative'))
"""
_LATE_BY_DATE = f"SELECT c.id, c.next_at FROM cases c WHERE {SEEN} AND c.next_at <= :now"
# What was promised and not answered is late, whatever day is next for it.
_LATE_BY_PROMISE = f"""
    SELECT c.id, c.next_at FROM matters m JOIN cases c ON c.id = m.case_id
    WHERE m.answered IS NULL AND m.promised IS NOT NULL AND m.promised <= :now AND {SEEN}
"""
_OPEN = f"SELECT c.id, c.next_at FROM cases c WHERE {SEEN}"
_IN_MY_HANDS = """
    SELECT c.id, c.next_at FROM cases c
    WHERE c.holder = :me AND c.closed IS NULL AND EXISTS (
        SELECT 1 FROM roles r WHERE r.person = :me AND (r.wijk = c.wijk OR r.wijk IS NULL)
          AND r.role <> 'resident' AND r.confirmed_at IS NOT NULL AND r.from_at <= :now
          AND (r.until_at IS NULL OR r.until_at > :now))
"""
_A_PAGE = "ORDER BY next_at, id LIMIT :most OFFSET :skip"
LINES = """
    SELECT c.id, c.number, c.kind, c.wijk, c.state, c.opened, c.next_at, m.topic, m.title, m.turn,
           m.promised, m.answered, m.apart, h.name AS holder,
           (SELECT count(*) FROM too t WHERE t.case_id = c.id) AS too
"""
_LOOKED_UP = """
    JOIN cases c ON c.id = listed.id
    JOIN matters m ON m.case_id = c.id
    LEFT JOIN people h ON h.id = c.holder
    ORDER BY c.next_at, c.id
"""
Counts = dict[str, int]


async def inbox_facts(tx: Transaction, screen: Screen, here: Here) -> InboxFacts:
    """One page of one list; of the wijk asked for, the only one, or the reader's own."""
    held = await _held(tx, here)
    wijken = await wijken_of(tx, here)
    wijk = screen.wijk if screen.wijk in wijken else None
    if wijk is None and screen.list != WIJKEN:
        wijk = wijken[0] if len(wijken) == 1 else None
        wijk = here.person.wijk if here.person.wijk in wijken else wijk
    seen = _seen(wijk, held, here) if wijk is not None else {}
    counts = await _counts(tx, wijk, seen, here)
    shown = screen.list if screen.list in TABS else _first(counts)
    pages = max(1, -(-counts[shown] // PER_PAGE))
    page = min(max(screen.page, 0), pages - 1)
    rows = await _page(tx, shown, wijk, seen, page, here)
    lines = tuple(line_of(row, here) for row in rows)
    asked = await asked_of(tx, here)
    return InboxFacts(wijken, wijk, shown, lines, page, pages, counts, asked)


def _first(counts: Counts) -> str:
    """What is opened first: what is late, else what is new, else what is mine."""
    return next((tab for tab in ("late", "new", "mine") if counts[tab]), "new")


async def asked_of(tx: Transaction, here: Here) -> int:
    """How many matters are laid before this person alone, and wait for their answer."""
    row = await tx.one(
        """
        SELECT count(*) AS n FROM forwards f JOIN cases c ON c.id = f.case_id
        WHERE f.person = :me AND f.over IS NULL AND c.closed IS NULL
        """,
        me=here.person.id,
    )
    return int(row["n"]) if row else 0


async def wijken_of(tx: Transaction, here: Here) -> tuple[str, ...]:
    """The wijken in which this person works on matters today, in the order of the profile."""
    held = await _held(tx, here)
    return tuple(
        wijk.id for wijk in here.profile.own_wijken if any(_seen(wijk.id, held, here).values())
    )


async def _held(tx: Transaction, here: Here) -> tuple[Held, ...]:
    """The roles this person holds, and those they stand in for today."""
    return (*here.person.roles, *await leave.standing_in(tx, here))


def _seen(wijk: str, held: tuple[Held, ...], here: Here) -> dict[str, str]:
    """The values of SEEN for whoever holds these roles: what of this wijk is theirs to see."""
    roles = {one.role for one in held if one.wijk in (None, wijk)}
    own = {one.role for one in here.person.roles}
    found: dict[str, str] = {}
    for kind in KINDS:
        chain = set(here.profile.chain(kind))
        # Whoever stands in holds such a role themselves somewhere (`matters.works`).
        found[kind] = kind if chain & roles and chain & own else ""
    others = set(handlers("complaint", here.profile, apart=True))
    apart = others & roles and others & own and not is_about(wijk, here)
    found["apart"] = "complaint" if apart else ""
    # What nobody in a chain can have lies with whoever looks after the whole bot.
    found["owner"] = "administrator" if here.person.holds(wijk, "administrator") else ""
    return found


# --- the lists ---------------------------------------------------------------------------


async def _counts(tx: Transaction, wijk: str | None, seen: Mapping[str, str], here: Here) -> Counts:
    """How many stand in every list; what is mine is counted over all wijken."""
    mine = await tx.one(f"SELECT count(*) AS n FROM ({_IN_MY_HANDS}) mine", **_me(here))
    found = dict.fromkeys(TABS, 0) | {"mine": int(mine["n"]) if mine else 0}
    if wijk is None:
        return found
    row = await tx.one(
        f"""
        SELECT count(*) AS open,
               COALESCE(SUM(CASE WHEN c.state = 'new' THEN 1 ELSE 0 END), 0) AS new,
               COALESCE(SUM(CASE WHEN c.state = 'waiting' THEN 1 ELSE 0 END), 0) AS waiting
        FROM cases c WHERE {SEEN}
        """,
        wijk=wijk,
        **seen,
    )
    late = await tx.one(
        f"SELECT count(*) AS n FROM ({_LATE_BY_DATE} UNION {_LATE_BY_PROMISE}) late",
        wijk=wijk,
        now=instant(here.now),
        **seen,
    )
    assert row is not None
    assert late is not None
    return found | {tab: int(row[tab]) for tab in ("new", "waiting", "open")} | {"late": late["n"]}


async def _page(
    tx: Transaction,
    shown: str,
    wijk: str | None,
    seen: Mapping[str, str],
    page: int,
    here: Here,
) -> list[Row]:
    """The lines of one page, in the order of the dates."""
    limits = {"most": PER_PAGE, "skip": page * PER_PAGE}
    if shown == "mine":
        sql = f"{LINES} FROM ({_IN_MY_HANDS} {_A_PAGE}) listed {_LOOKED_UP}"
        return await tx.all(sql, **_me(here), **limits)
    if wijk is None:
        return []
    where = {"wijk": wijk, **seen, **limits}
    if shown == "late":
        late = f"{_LATE_BY_DATE} UNION {_LATE_BY_PROMISE}"
        sql = f"{LINES} FROM ({late} {_A_PAGE}) listed {_LOOKED_UP}"
        return await tx.all(sql, now=instant(here.now), **where)
    if shown == "open":
        sql = f"{LINES} FROM ({_OPEN} {_A_PAGE}) listed {_LOOKED_UP}"
        return await tx.all(sql, **where)
    sql = f"{LINES} FROM ({_OPEN} AND c.state = :state {_A_PAGE}) listed {_LOOKED_UP}"
    return await tx.all(sql, state=shown, **where)


def _me(here: Here) -> dict[str, str]:
    return {"me": here.person.id, "now": instant(here.now)}


def line_of(row: Row, here: Here) -> MatterLine:
    """A row of a list as a line: late when its day has come, or an answer was promised before."""
    next_at = moment(row["next_at"]) if row["next_at"] else None
    broken = row["promised"] is not None and row["answered"] is None
    late = next_at is not None and next_at <= here.now
    return MatterLine(
        case=row["id"],
        number=row["number"],
        kind=row["kind"],
        topic=row["topic"],
        title=row["title"],
        wijk=row["wijk"],
        state=row["state"],
        opened=moment(row["opened"]),
        next_at=next_at,
        late=late or (broken and moment(row["promised"]) <= here.now),
        holder=row["holder"],
        turn=row["turn"],
        too=row["too"],
    )


async def every_open(tx: Transaction, wijk: str | None, here: Here) -> list[MatterLine]:
    """All that is open in a wijk (None: everywhere), for the list of the desk.

    Everybody reads that list: of a complaint about one of them it tells no words.
    """
    rows = await tx.all(
        f"""
        {LINES} FROM (
            SELECT c.id, c.next_at FROM cases c
            WHERE c.wijk = COALESCE(:wijk, c.wijk) AND c.closed IS NULL AND c.kind <> 'initiative'
            ) listed {_LOOKED_UP}
        """,
        wijk=wijk,
    )
    lines = [(row, line_of(row, here)) for row in rows]
    return [replace(line, title="") if row["apart"] else line for row, line in lines]
