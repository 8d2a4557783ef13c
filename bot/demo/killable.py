"""The real service in a process of its own that can be told to die at a named point.

    python -m bot.demo.killable [acknowledge-first] [forget-seen] [loose-ballots]

It is `python -m bot run`, whole and on its network stack; what is wrapped around it here only
watches.  A line on standard input names the point at which it dies next, by SIGKILL and without a
word; when that input ends, so does the process.  The words make the faults that a control run must
find: confirming updates before they are committed, forgetting which were done, and counting a
ballot without looking for the voter's earlier one.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from typing import Any

from bot.demo.points import (
    ACKNOWLEDGE_FIRST,
    AFTER_COMMIT,
    BEFORE_COMMIT,
    BEFORE_NOTING,
    BEFORE_SEND,
    FORGET_SEEN,
    LOOSE_BALLOTS,
)

_armed = ""
# Is this the transaction that answers updates, or one of the others?
_answering: ContextVar[bool] = ContextVar("answering", default=False)


def reach(point: str) -> None:
    """Die here, if that was asked for."""
    if point == _armed:
        os.kill(os.getpid(), signal.SIGKILL)


def listen() -> None:
    """Take orders from whoever started us; without them there is nobody to stop us: end."""
    global _armed
    for line in sys.stdin:
        _armed = line.strip()
    os.kill(os.getpid(), signal.SIGKILL)


def around(kind: type, name: str, wrapper: Callable[[Any], Any]) -> None:
    """Put something around a method."""
    setattr(kind, name, wrapper(getattr(kind, name)))


def watch_commits(transaction: Any) -> Any:
    """The points on both sides of a commit that answers updates."""

    @asynccontextmanager
    async def watched(store: Any) -> AsyncIterator[Any]:
        original: AbstractAsyncContextManager[Any] = transaction(store)
        async with original as tx:
            yield tx
            if _answering.get():
                reach(BEFORE_COMMIT)
        if _answering.get():
            reach(AFTER_COMMIT)

    return watched


def watch_answers(take: Any) -> Any:
    """Mark the transactions of `take`."""

    async def watched(*about: Any) -> Any:
        token = _answering.set(True)
        try:
            return await take(*about)
        finally:
            _answering.reset(token)

    return watched


def watched_first(point: str) -> Callable[[Any], Any]:
    """A point at the very beginning of a method."""

    def wrapper(method: Any) -> Any:
        async def watched(*about: Any, **more: Any) -> Any:
            reach(point)
            return await method(*about, **more)

        return watched

    return wrapper


def wrap() -> None:
    """Put the points around the product, which knows nothing of them."""
    from bot.noting import Noting
    from bot.sending import Sender
    from bot.turns import Turns
    from storage.sqlite import Sqlite

    around(Sqlite, "transaction", watch_commits)
    if find_spec("psycopg") is not None:
        from storage.postgres import Postgres

        around(Postgres, "transaction", watch_commits)
    around(Turns, "take", watch_answers)
    around(Sender, "send", watched_first(BEFORE_SEND))
    around(Noting, "_write", watched_first(BEFORE_NOTING))


def acknowledge_first() -> None:
    """The fault of most bots: the offset moves on before anything is committed."""
    from bot.intake import Intake

    requests: list[Any] = []

    def remember(poll: Any) -> Any:
        async def polls(intake: Any, request: Any) -> None:
            requests[:] = [request]
            await poll(intake, request)

        return polls

    def confirm(answer: Any) -> Any:
        async def answers(intake: Any, updates: Sequence[dict[str, Any]]) -> None:
            offset = max(update["update_id"] for update in updates) + 1
            await intake._ask(requests[0], offset, 0)
            await answer(intake, updates)

        return answers

    around(Intake, "poll", remember)
    around(Intake, "_until_answered", confirm)


def forget_seen() -> None:
    """The fault of the hopeful: an update that comes twice is answered twice."""
    from dataclasses import replace

    from storage import chats

    async def opened(*about: Any, **more: Any) -> Any:
        chat = await open_chat(*about, **more)
        return chat if chat is None else replace(chat, seen=False)

    async def never(*_about: Any) -> bool:
        return False

    open_chat = chats.open_chat
    for name, faulty in (("open_chat", opened), ("see", never), ("seen_before", never)):
        setattr(chats, name, faulty)  # a fault made on purpose


def loose_ballots() -> None:
    """The fault of a poll that counts taps: what was cast once can be cast again, as one more."""
    from bot.demo import loose
    from storage.rounds import ballots

    ballots._count = loose.count
    ballots.drop_concept = loose.keep_concept


def main() -> None:
    """Run the service, watched."""
    threading.Thread(target=listen, daemon=True).start()
    wrap()
    if ACKNOWLEDGE_FIRST in sys.argv[1:]:
        acknowledge_first()
    if FORGET_SEEN in sys.argv[1:]:
        forget_seen()
    if LOOSE_BALLOTS in sys.argv[1:]:
        loose_ballots()
    from bot.__main__ import app

    app(["run"])


if __name__ == "__main__":
    main()
