"""Letters nobody is sending: of an earlier life, of another instance, or written for later."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress

from storage import outbox
from storage.database import Database, Unavailable
from storage.outbox import Letter

EVERY = 2.0  # seconds
RENEW = 20.0  # seconds between renewals of our claims, well within outbox.CLAIM
LONGEST_CATCHING_UP = 2.0  # seconds
PORTION = 500  # letters claimed at once, and the most in hand before we claim more


async def sweep(
    store: Database,
    me: str,
    now: Callable[[], dt.datetime],
    in_hand: Callable[[], int],
    take: Callable[[Sequence[Letter]], None],
    caught_up: asyncio.Event | None = None,
) -> None:
    """Claim what is free and hand it to `take`, for ever; a store that is busy is left alone.

    On SQLite there is one process: at its start every earlier claim is void.  Updates that waited
    while nobody lived are answered first (`caught_up`): a question that has its answer already
    is not asked once more.
    """
    if caught_up is not None:
        with suppress(TimeoutError):
            await asyncio.wait_for(caught_up.wait(), LONGEST_CATCHING_UP)
    loop = asyncio.get_running_loop()
    first = store.dialect == "sqlite"
    renewed = loop.time()
    while True:
        held = in_hand()
        renews = held > 0 and loop.time() - renewed > RENEW
        found: list[Letter] = []
        if renews or held < PORTION:
            try:
                async with store.transaction() as tx:
                    if renews:
                        await outbox.renew(tx, me, now())
                    if held < PORTION:
                        found = await outbox.claim(tx, me, now(), all_mine=first, most=PORTION)
                if renews:
                    renewed = loop.time()
                if held < PORTION:
                    first = first and len(found) == PORTION
            except Unavailable:
                found = []
        take(found)
        await asyncio.sleep(EVERY if len(found) < PORTION else 0.05)
