"""The inbox of one wijk with thousands of open signals: how long each list and a card take.

The register is filled as a busy wijk would: most is open, some waits, some is late, and beside it
stands what other wijken and other years left behind.
"""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from typing import Any

from bot.demo.postgres import fresh_database, server
from conversations.here import Held, Here, Person
from conversations.matters.hands import TABS
from conversations.matters.talking import HANDLING
from conversations.profile import Profile
from conversations.talk import Screen
from storage.database import Database, Transaction, instant
from storage.matters import card, clusters, inbox
from storage.migrations import migrate
from storage.profile.municipality import builtin, load
from storage.sqlite import open_sqlite

NOW = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)
OPEN, OTHERS = 5000, 15000
STATES = ("new", "new", "taken", "taken", "waiting")
TOPICS = ("green", "waste", "roads", "lighting", "safety", "noise", "others")

CASE = """
    INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, next_at, rules,
                       opened, closed, cause, holder)
    VALUES (:id, 'signal', :number, :person, 'telegram', :wijk, :state, :owner, :next_at, '1',
            :opened, :closed, 'bench', :holder)
"""
MATTER = """
    INSERT INTO matters (case_id, topic, title, alias, turn, promised, street, said)
    VALUES (:id, :topic, :title, :alias, 'office', :promised, :street, 1)
"""
MESSAGE = """
    INSERT INTO messages (case_id, n, at, person, side, role, language, text, cause)
    VALUES (:id, 0, :opened, :person, 'resident', 'resident', 'nl', :title, 'bench')
"""


def profile_for(profile: Profile) -> Profile:
    """The same municipality with a chain for signals, whatever its own says."""
    return profile.but(chains={**profile.chains, "signal": ("contact", "secretary")})


def contact(profile: Profile, wijk: str) -> Here:
    """Somebody who works for this wijk, now."""
    person = Person("c0", "Rita", "nl", roles=(Held("contact", wijk),))
    return Here(profile, person, NOW)


async def fill(tx: Transaction, profile: Profile, wijk: str, most: int, others: int) -> None:
    """So many open signals in one wijk, and others that are closed or elsewhere."""
    people = [f"c{n}" for n in range(4)] + [f"p{n}" for n in range(200)]
    await tx.many(
        "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'nl', :now)",
        [{"id": id, "now": instant(NOW)} for id in people],
    )
    await tx.many(
        """
        INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at, confirmed_by,
                           confirmed_at)
        VALUES (:id, :id, 'contact', :wijk, :now, 'bench', :now, 'bench', :now)
        """,
        [
            {"id": id, "wijk": wijk if id[0] == "c" else own.id, "now": instant(NOW)}
            for id, own in zip(people, cycle(profile.own_wijken), strict=False)
        ],
    )
    rows = list(_rows(profile, wijk, most, others))
    for sql in (CASE, MATTER, MESSAGE):
        await tx.many(sql, rows)


def _rows(profile: Profile, wijk: str, most: int, others: int) -> Iterator[dict[str, Any]]:
    elsewhere = [own.id for own in profile.own_wijken if own.id != wijk]
    for n in range(most + others):
        here = n < most
        state = STATES[n % len(STATES)] if here or n % 4 == 0 else "closed"
        opened = NOW - dt.timedelta(hours=n % 4000)
        # One in twenty is late, by its day or by what was promised.
        ahead = dt.timedelta(hours=(n % 400) - 20)
        yield {
            "id": f"{n:022d}",
            "number": f"M-2026-{n:05d}",
            "person": f"p{n % 200}",
            "wijk": wijk if here else elsewhere[n % len(elsewhere)],
            "state": state,
            "owner": None if state == "closed" else "contact",
            "next_at": None if state == "closed" else instant(NOW + ahead),
            "opened": instant(opened),
            "closed": instant(NOW) if state == "closed" else None,
            "holder": f"c{n % 4}" if state in ("taken", "waiting") and here else None,
            "topic": TOPICS[n % len(TOPICS)],
            "title": f"Signal {n}: the lamp by the pond is broken",
            "alias": f"{n}",
            "promised": instant(NOW + ahead) if n % 3 and state != "closed" else None,
            "street": f"straat {n % 300}",
        }


# What somebody looks at in a day, by name.
def screens(wijk: str) -> Iterator[tuple[str, Screen]]:
    """Every list, its first and its last page, a card and what looks like it."""
    for tab in TABS:
        yield f"inbox: {tab}", Screen(name="inbox", list=tab, wijk=wijk)
        yield f"inbox: {tab}, last page", Screen(name="inbox", list=tab, wijk=wijk, page=999)
    yield "card", Screen(name=HANDLING, case=f"{7:022d}")
    yield "what looks like it", Screen(name="matter_together", case=f"{7:022d}")


async def look(tx: Transaction, screen: Screen, here: Here) -> object:
    """The facts of one of these screens."""
    if screen.name == "inbox":
        return await inbox.inbox_facts(tx, screen, here)
    if screen.name == HANDLING:
        return await card.card_facts(tx, screen, here)
    return await clusters.cluster_facts(tx, screen, here)


async def timed(store: Database, here: Here, wijk: str, times: int) -> dict[str, list[float]]:
    """Milliseconds of each look, one after another, the screens in turns."""
    found: dict[str, list[float]] = {}
    for _time in range(times):
        for name, screen in screens(wijk):
            async with store.reading() as tx:
                began = time.perf_counter()
                assert await look(tx, screen, here) is not None
                found.setdefault(name, []).append((time.perf_counter() - began) * 1000)
    return found


async def main(*, postgres: bool, times: int = 20) -> None:
    """Fill a throw-away store, look at everything, and tell how long it took."""
    profile = profile_for(load(builtin("rotterdam")))
    wijk = profile.own_wijken[0].id
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store: Database
        if postgres:
            from storage.postgres import open_postgres

            store = await open_postgres(fresh_database(stack.enter_context(server())))
        else:
            store = await open_sqlite(folder / "inbox.sqlite3", create=True)
        try:
            await migrate(store, profile=profile.id, create=True)
            async with store.transaction() as tx:
                await fill(tx, profile, wijk, OPEN, OTHERS)
            async with store.transaction() as tx:
                await tx.run("ANALYZE")
            found = await timed(store, contact(profile, wijk), wijk, times)
        finally:
            await store.close()
    kind = "PostgreSQL" if postgres else "SQLite"
    print(f"{OPEN} open signals in one wijk, {OTHERS} others; {kind}; {times} looks each")
    for name, series in found.items():
        slow = sorted(series)[int(len(series) * 0.95)]
        print(f"{name:<32} {statistics.median(series):6.1f} ms   95%: {slow:6.1f} ms")
