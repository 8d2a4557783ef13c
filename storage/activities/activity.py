"""The row of an activity: held before anybody counts its places or changes it."""

from __future__ import annotations

from conversations.activities.activity import Activity
from conversations.words import _
from storage.database import Row, Transaction, moment

GONE = _("This activity is not here any more.")
# What is due for an activity: the day before it, and when an offer of a place is over.
REMINDER, OFFER = "activity_reminder", "offer_over"


async def held(tx: Transaction, item: str) -> Row | None:
    """An activity, held until the end of the transaction, with the wijk of its place."""
    await tx.hold("activities", item)
    return await tx.one(
        """
        SELECT a.id, a.place, a.title, a.words, a.starts, a.ends, a.most, a.languages, a.state,
               a.version, p.name AS place_name, p.wijk, p.confidence
        FROM activities a JOIN places p ON p.id = a.place WHERE a.id = :item
        """,
        item=item,
    )


def activity_of(row: Row) -> Activity:
    """What stands in a row of activities."""
    return Activity(
        title=row["title"],
        words=row["words"],
        starts=moment(row["starts"]),
        ends=moment(row["ends"]),
        most=row["most"],
        languages=tuple(row["languages"].split()),
    )
