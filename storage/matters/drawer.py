"""What lies in a drawer: open cases whose role nobody holds, whose taker left, or long overdue."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.journeys import NOBODY
from conversations.matters.drawer import FORGOTTEN, CheckDrawer, DrawerChecked, Forgotten, Why
from conversations.municipal_words import ROLES
from conversations.profile import CaseKind, Profile
from conversations.rules.stops import at_clock
from storage import audience, due
from storage.database import Row, Transaction, instant, moment
from storage.people import HELD_NOW
from storage.roles.role import holders

CHECKED_AT = "08:10"
# What waits for a resident lies with a person, not with a role.
OFFICES = tuple(role for role in ROLES if role != "resident")
# Who hears it: whoever looks after the bot; without one, whoever looks after the roles.
KEEPERS = ("administrator", "officer")


async def begin(tx: Transaction, profile: Profile, now: dt.datetime) -> None:
    """From the first start on it is looked through every morning."""
    await _tomorrow(tx, Here(profile, NOBODY, now), "start")


async def _tomorrow(tx: Transaction, here: Here, cause: str) -> None:
    at = at_clock(here.today, CHECKED_AT, here.profile)
    if at <= here.now:
        at = at_clock(here.today + dt.timedelta(days=1), CHECKED_AT, here.profile)
    await due.plan(tx, "drawer", here.profile.id, at, cause)


async def check(tx: Transaction, command: CheckDrawer, here: Here, cause: str) -> DrawerChecked:
    """Look through it, and again tomorrow."""
    await _tomorrow(tx, here, cause)
    found = await forgotten(tx, here)
    for role in KEEPERS:
        if people := await holders(tx, role, here):
            return DrawerChecked(found, tuple(people))
    return DrawerChecked(found, ())


async def forgotten(tx: Transaction, here: Here) -> tuple[Forgotten, ...]:
    """Every open case that nobody looks after, each once, the longest waiting first.

    What a resident is still writing has no number and is nobody else's.
    """
    found: dict[str, tuple[Row, Why]] = {}

    def lies(rows: list[Row], why: Why) -> None:
        for row in rows:
            found.setdefault(row["id"], (row, why))

    lies(await _without_date(tx), "no_owner")
    # The whole index of what is open is read, once a day: also of a wijk the profile lost.
    pairs = await tx.all("SELECT DISTINCT wijk, owner FROM cases WHERE closed IS NULL")
    for pair in pairs:
        if pair["owner"] is None:
            lies(await _without_owner(tx, pair["wijk"]), "no_owner")
            continue
        held = await audience.holding(tx, pair["wijk"], here)
        if pair["owner"] in OFFICES and pair["owner"] not in held:
            lies(await _of_role(tx, pair), "nobody")
        elif pair["owner"] == "administrator":
            rows = await _of_role(tx, pair)
            lies([row for row in rows if not _in_chain(row, here)], "no_chain")
    lies(await _taken_by_nobody(tx, here), "gone")
    lies(await _long_over(tx, here), "forgotten")
    waiting = sorted(found.values(), key=lambda one: (one[0]["next_at"] or "", one[0]["number"]))
    return tuple(
        Forgotten(
            row["number"],
            row["wijk"],
            row["owner"],
            moment(row["next_at"]) if row["next_at"] else None,
            why,
        )
        for row, why in waiting
    )


def _in_chain(row: Row, here: Here) -> bool:
    kind: CaseKind = row["kind"]
    return "administrator" in here.profile.chain(kind)


# The store refuses these two; what was changed by hand is found all the same.


async def _without_date(tx: Transaction) -> list[Row]:
    return await tx.all(
        """
        SELECT id, number, kind, wijk, owner, next_at FROM cases
        WHERE closed IS NULL AND number IS NOT NULL AND next_at IS NULL
        """
    )


async def _without_owner(tx: Transaction, wijk: str) -> list[Row]:
    return await tx.all(
        """
        SELECT id, number, kind, wijk, owner, next_at FROM cases
        WHERE closed IS NULL AND number IS NOT NULL AND wijk = :wijk AND owner IS NULL
        """,
        wijk=wijk,
    )


async def _of_role(tx: Transaction, pair: Row) -> list[Row]:
    return await tx.all(
        """
        SELECT id, number, kind, wijk, owner, next_at FROM cases
        WHERE closed IS NULL AND number IS NOT NULL AND wijk = :wijk AND owner = :owner
        """,
        wijk=pair["wijk"],
        owner=pair["owner"],
    )


async def _taken_by_nobody(tx: Transaction, here: Here) -> list[Row]:
    return await tx.all(
        f"""
        SELECT c.id, c.number, c.kind, c.wijk, c.owner, c.next_at FROM cases c
        WHERE c.closed IS NULL AND c.holder IS NOT NULL AND c.number IS NOT NULL
          AND NOT EXISTS (
            SELECT 1 FROM roles r
            WHERE r.person = c.holder AND (r.wijk = c.wijk OR r.wijk IS NULL) AND {HELD_NOW})
        """,
        now=instant(here.now),
    )


async def _long_over(tx: Transaction, here: Here) -> list[Row]:
    return await tx.all(
        """
        SELECT id, number, kind, wijk, owner, next_at FROM cases
        WHERE closed IS NULL AND number IS NOT NULL AND next_at < :before
        """,
        before=instant(here.now - FORGOTTEN),
    )
