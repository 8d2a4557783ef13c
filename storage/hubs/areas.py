"""The outlines of wijken: all of an operator's import, instead of the one before."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from conversations.here import Here
from conversations.rules.areas import squares
from storage import journal
from storage.database import Transaction
from storage.hubs.area_file import Area
from storage.hubs.places import RULES


async def replace(
    tx: Transaction, areas: Sequence[Area], here: Here, *, cause: str, role: str
) -> int:
    """Keep these and no others; answers how many wijken they are of."""
    await tx.run("DELETE FROM area_squares")
    await tx.run("DELETE FROM areas")
    rows, touched = [], []
    for area in areas:
        id = tx.fresh()
        outline = orjson.dumps(area.outline).decode()
        rows.append({"id": id, "wijk": area.wijk, "outline": outline})
        touched += [{"north": y, "east": x, "area": id} for y, x in squares(area.outline)]
    await tx.many("INSERT INTO areas (id, wijk, outline) VALUES (:id, :wijk, :outline)", rows)
    await tx.many(
        "INSERT INTO area_squares (north, east, area) VALUES (:north, :east, :area)", touched
    )
    wijken = {area.wijk for area in areas}
    await journal.enter(
        tx,
        cause=cause,
        role=role,
        verb="areas_imported",
        subject=here.profile.id,
        rules=RULES,
        content="\n".join(row["outline"] for row in rows),
        now=here.now,
    )
    return len(wijken)


async def counted(tx: Transaction) -> dict[str, int]:
    """How many outlines each wijk has."""
    rows = await tx.all("SELECT wijk, count(*) AS n FROM areas GROUP BY wijk ORDER BY wijk")
    return {row["wijk"]: row["n"] for row in rows}
