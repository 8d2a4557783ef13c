"""A matter as one reader may see it: whoever brought it, whoever works on it, whoever waits too."""

from __future__ import annotations

from dataclasses import replace

from conversations.here import Here
from conversations.matters.matter import MatterFacts, MessageFacts, Spot
from conversations.talk import Screen
from storage.database import Row, Transaction, moment
from storage.follows import matter as subject_of
from storage.matters import matters, messages

_MATTER = """
    SELECT c.id, c.number, c.kind, c.person, c.wijk, c.state, c.owner, c.next_at, c.holder,
           c.opened, m.topic, m.title, m.place, m.latitude, m.longitude, m.alias, m.passed_on,
           m.flag, m.apart, m.promised, m.answered, m.turn, m.snoozed, m.under, m.rating,
           m.reopened, m.raised,
           h.name AS holder_name, k.name AS holder_card, b.language,
           (SELECT count(*) FROM too t WHERE t.case_id = c.id) AS too,
           (SELECT count(*) FROM matters u WHERE u.under = c.id) AS cluster,
           EXISTS (SELECT 1 FROM too t WHERE t.case_id = c.id AND t.person = :me) AS i_too,
           EXISTS (SELECT 1 FROM follows f WHERE f.person = :me AND f.subject = :subject) AS follows
    FROM cases c
    JOIN matters m ON m.case_id = c.id
    LEFT JOIN people h ON h.id = c.holder
    LEFT JOIN cards k ON k.person = c.holder
    LEFT JOIN people b ON b.id = c.person
    WHERE c.id = :case_id
"""


async def matter_facts(tx: Transaction, screen: Screen, here: Here) -> MatterFacts | None:
    """A matter for one reader; None for whoever has nothing to do with it.

    Whoever brought it reads the talk without the notes of colleagues; whoever may work on it
    reads all of it.  "Me too" reads the closing words; who follows it reads its state alone.
    """
    if screen.case is None:
        return None
    row = await tx.one(
        _MATTER, case_id=screen.case, me=here.person.id, subject=subject_of(screen.case)
    )
    if row is None:
        return None
    mine = row["person"] is not None and row["person"] == here.person.id
    works = await matters.works(tx, row, here)
    if not (mine or works or row["i_too"] or row["follows"]):
        return None
    talk: tuple[MessageFacts, ...] = ()
    if mine or works:
        talk = await messages.of_matter(tx, row["id"], here, office=works)
    elif row["i_too"]:
        closing = await messages.of_matter(tx, row["id"], here, office=False)
        talk = tuple(replace(said, files=()) for said in closing if said.closing)
    return _facts(row, talk, here, mine=mine, works=works)


def _facts(
    row: Row, talk: tuple[MessageFacts, ...], here: Here, *, mine: bool, works: bool
) -> MatterFacts:
    spot = Spot()
    if mine or works:
        spot = Spot(words=row["place"], latitude=row["latitude"], longitude=row["longitude"])
    closed = row["state"] == "closed"
    card = row["holder_card"]
    return MatterFacts(
        case=row["id"],
        number=row["number"],
        kind=row["kind"],
        topic=row["topic"],
        wijk=row["wijk"],
        state=row["state"],
        # The first words are somebody's own, as the talk is.
        title=row["title"] if mine or works else "",
        alias=row["alias"],
        owner=row["owner"],
        # Colleagues know each other; a resident knows who agreed to be known; a follower nobody.
        holder=row["holder_name"] if works else card if mine or row["i_too"] else None,
        opened=moment(row["opened"]),
        next_at=moment(row["next_at"]) if row["next_at"] else None,
        promised=moment(row["promised"]) if row["promised"] else None,
        answered=row["answered"] is not None,
        turn=row["turn"],
        messages=talk,
        spot=spot,
        language=row["language"] or here.profile.languages[0],
        too=row["too"],
        mine=mine,
        i_said_too=bool(row["i_too"]),
        follows=bool(row["follows"]),
        may_work=works,
        i_hold=works and row["holder"] is not None and row["holder"] == here.person.id,
        passed_on=bool(row["passed_on"]),
        flag=row["flag"] if works else None,
        snoozed=moment(row["snoozed"]) if row["snoozed"] else None,
        under=row["under"],
        cluster=row["cluster"],
        rating=row["rating"],
        may_reopen=mine and closed and row["reopened"] is None,
        apart=bool(row["apart"]),
    )
