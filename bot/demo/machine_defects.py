"""Defects planted on purpose, in memory only: what the random machine has to find.

early-ack     updates are confirmed before they are answered
no-seen       an update that comes twice is done twice
many-voices   nothing keeps a seat from having two voices
no-role       whoever acts on a decision is not judged when it is done
late-letters  letters are written after the commit, not in it
two-ballots   nothing keeps a voter from having two ballots
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

from bot.demo import loose
from bot.inbound import Incoming
from bot.intake import PATIENCE, Intake
from bot.turns import Answered, Turns, nothing
from conversations.here import Here
from conversations.rules.quorum import Choice
from conversations.words import Message
from storage import chats, outbox
from storage.chats import OpenChat
from storage.database import Database, Row, Transaction, instant
from storage.deciding import confirmations, decisions, seats
from storage.outbox import Letter
from storage.rounds import ballots

DEFECTS = ("early-ack", "no-seen", "many-voices", "no-role", "late-letters", "two-ballots")


@contextmanager
def swapped(holder: Any, /, **others: Any) -> Iterator[None]:
    """Some names of a module or class, something else for a while."""
    before = {name: getattr(holder, name) for name in others}
    for name, other in others.items():
        setattr(holder, name, other)
    try:
        yield
    finally:
        for name, was in before.items():
            setattr(holder, name, was)


@asynccontextmanager
async def planted(defect: str | None, store: Database) -> AsyncIterator[None]:
    """The program with this defect; the store is open, and new."""
    with ExitStack() as stack:
        match defect:
            case "early-ack":
                stack.enter_context(swapped(Intake, poll=_hasty_poll))
            case "no-seen":
                stack.enter_context(
                    swapped(
                        chats,
                        open_chat=_unseen(chats.open_chat),
                        see=_never_seen,
                        seen_before=_never_seen,
                    )
                )
            case "many-voices":
                async with store.transaction() as tx:
                    for statement in _without_key(tx.dialect):
                        await tx.run(statement)
                stack.enter_context(swapped(decisions, _note_voice=_one_more_voice))
            case "no-role":
                stack.enter_context(swapped(seats, why_not_decide=_open_at_all))
                stack.enter_context(swapped(decisions, may_confirm=_anybody))
                stack.enter_context(swapped(seats, may_confirm=_anybody))
                stack.enter_context(swapped(confirmations, may_confirm=_anybody))
            case "late-letters":
                stack.enter_context(_late_letters())
            case "two-ballots":
                async with store.transaction() as tx:
                    await loose.unguarded(tx)
                stack.enter_context(
                    swapped(ballots, _count=loose.count, drop_concept=loose.keep_concept)
                )
        yield


async def _hasty_poll(self: Intake, request: Any) -> None:
    updates = await self._ask(request, 0, PATIENCE)
    if updates:
        await self._ask(request, max(update["update_id"] for update in updates) + 1, 0)
        await self._until_answered(updates)


def _unseen(open_chat: Callable[..., Awaitable[OpenChat | None]]) -> Any:
    async def opened(*about: Any, **more: Any) -> OpenChat | None:
        chat = await open_chat(*about, **more)
        return replace(chat, seen=False) if chat is not None else None

    return opened


async def _never_seen(tx: Transaction, key: str, now: dt.datetime) -> bool:
    await tx.run(
        "INSERT INTO seen (key, at) VALUES (:key, :at) ON CONFLICT (key) DO NOTHING",
        key=key,
        at=instant(now),
    )
    return False


def _without_key(dialect: str) -> tuple[str, ...]:
    if dialect == "postgres":
        return ("ALTER TABLE voices DROP CONSTRAINT voices_pkey",)
    return (
        "CREATE TABLE loose (decision TEXT, person TEXT, choice TEXT, reason TEXT, at TEXT,"
        " recorded_by TEXT, cause TEXT)",
        "DROP TABLE voices",
        "ALTER TABLE loose RENAME TO voices",
    )


async def _one_more_voice(
    tx: Transaction,
    row: Row,
    person: str,
    choice: Choice,
    reason: str | None,
    recorded_by: str | None,
    here: Here,
    cause: str,
) -> None:
    for table in ("voices", "voice_history"):
        await tx.run(
            f"""
            INSERT INTO {table} (decision, person, choice, reason, at, recorded_by, cause)
            VALUES (:decision, :person, :choice, :reason, :at, :recorded_by, :cause)
            """,  # noqa: S608 - two names of our own
            decision=row["id"],
            person=person,
            choice=choice.value,
            reason=reason,
            at=instant(here.now),
            recorded_by=recorded_by,
            cause=cause,
        )


async def _open_at_all(tx: Transaction, row: Row | None, here: Here) -> Message | None:
    if row is None:
        return seats.GONE
    if row["id"] is None:
        return seats.OVER
    seat = await seats.seat_of(tx, row["id"], here.person.id)
    return seats.CANNOT if seat is None else None


async def _anybody(tx: Transaction, wijk: str, here: Here) -> bool:
    return True


@contextmanager
def _late_letters() -> Iterator[None]:
    """Letters wait in memory until the batch is committed, and are written after it."""
    put, take = outbox.put, Turns.take
    waiting: list[tuple[Sequence[Letter], str, str]] = []
    batches = 0

    async def put_later(
        tx: Transaction, letters: Sequence[Letter], claimed_by: str, until: str
    ) -> None:
        if batches:
            waiting.append((letters, claimed_by, until))
        else:
            await put(tx, letters, claimed_by, until)

    async def take_and_write(
        self: Turns,
        batch: Sequence[Incoming],
        push: Callable[[Sequence[Answered]], None] = nothing,
    ) -> list[Answered]:
        nonlocal batches
        batches += 1
        try:
            answered = await take(self, batch)
            async with self._store.transaction() as tx:
                for letters, claimed_by, until in waiting:
                    await put(tx, letters, claimed_by, until)
            push(answered)
            return answered
        finally:
            batches -= 1
            waiting.clear()

    with swapped(outbox, put=put_later), swapped(Turns, take=take_and_write):
        yield
