"""Money: a pot for each wijk and year, and what was granted from it; whole cents."""

from __future__ import annotations

from conversations.here import Here
from conversations.words import Euro, Message, _
from storage.database import Transaction, instant


async def grant(tx: Transaction, case: str, wijk: str, cents: int, here: Here) -> Message | None:
    """Take money from this year's pot of a wijk, or say why it cannot be.

    The pot is held before it is counted, so two grants at once cannot pass the ceiling (I7).
    A wijk without a known ceiling has no pot to guard.
    """
    year = here.today.year
    ceiling = here.profile.budget(wijk, year)
    if ceiling is not None:
        await tx.run(
            """
            INSERT INTO budgets (wijk, year, ceiling) VALUES (:wijk, :year, :ceiling)
            ON CONFLICT (wijk, year) DO NOTHING
            """,
            wijk=wijk,
            year=year,
            ceiling=ceiling.cents,
        )
    pot = await tx.one(
        "SELECT ceiling FROM budgets WHERE wijk = :wijk AND year = :year /*+pg FOR UPDATE */",
        wijk=wijk,
        year=year,
    )
    left = None if pot is None else int(pot["ceiling"]) - await _spent(tx, wijk, year)
    if left is not None and cents > left:
        return _(
            "There is only {left} left for this year. This plan asks {cost}.",
            left=Euro(cents=left),
            cost=Euro(cents=cents),
        )
    await tx.run(
        """
        INSERT INTO grants (case_id, wijk, year, cents, at)
        VALUES (:case_id, :wijk, :year, :cents, :at)
        """,
        case_id=case,
        wijk=wijk,
        year=year,
        cents=cents,
        at=instant(here.now),
    )
    return None


async def left(tx: Transaction, wijk: str, here: Here) -> int | None:
    """Cents left in this year's pot of a wijk; None when its ceiling is not known."""
    year = here.today.year
    pot = await tx.one(
        "SELECT ceiling FROM budgets WHERE wijk = :wijk AND year = :year", wijk=wijk, year=year
    )
    known = here.profile.budget(wijk, year)
    ceiling = pot["ceiling"] if pot else known.cents if known else None
    return None if ceiling is None else int(ceiling) - await _spent(tx, wijk, year)


async def _spent(tx: Transaction, wijk: str, year: int) -> int:
    row = await tx.one(
        "SELECT COALESCE(SUM(cents), 0) AS cents FROM grants WHERE wijk = :wijk AND year = :year",
        wijk=wijk,
        year=year,
    )
    return int(row["cents"]) if row else 0
