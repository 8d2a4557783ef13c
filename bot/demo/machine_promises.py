"""What must hold after every step of the random machine, whatever happened in it."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from bot import clock as clock_module
from bot.demo.machine_defects import swapped
from bot.demo.machine_phones import CANARY, Phone
from bot.demo.machine_store import Post
from bot.inbound import Incoming
from bot.turns import Answered
from conversations.profile import Profile
from conversations.talk import LeftUs
from locales.render import words
from storage import held
from storage.database import Transaction
from storage.verify import verify

OURS = ("bot.", "conversations.", "locales.", "storage.")


class Broken(AssertionError):
    """A promise that was not kept."""


class Ears(logging.Handler):
    """Hears every log line and every failure of ours, with its traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.failures: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """A line of the standard library's kind."""
        self.lines.append(record.getMessage())

    def debug(self, event: str, **about: Any) -> None:
        """A line of structlog's kind."""
        self.lines.append(f"{event} {about}")

    info = warning = error = debug

    def _where(self, error: BaseException) -> str:
        place: str = self._real_where(error)
        self.failures.append("".join(traceback.format_exception(error)))
        return place

    @contextmanager
    def open(self) -> Iterator[None]:
        """Listen, in every module that logs."""
        self._real_where = held.where
        root = logging.getLogger()
        with ExitStack() as stack:
            for name, module in tuple(sys.modules.items()):
                if name.startswith(OURS) and hasattr(module, "log"):
                    stack.enter_context(swapped(module, log=self))
            stack.enter_context(swapped(held, where=self._where))
            stack.enter_context(swapped(clock_module, where=self._where))
            root.addHandler(self)
            stack.callback(root.removeHandler, self)
            yield


class Promises:
    """Checks; raises Broken with what is wrong."""

    def __init__(self, profile: Profile, ears: Ears) -> None:
        self._profile = profile
        self._ears = ears
        self.done: set[str] = set()
        self._judged: set[str] = set()

    async def answered(
        self,
        tx: Transaction,
        incoming: Incoming,
        answered: Answered,
        person: str,
        last: Incoming,
    ) -> None:
        """One tap one toast; one update one answer, and nothing the second time.

        `last`: what the same person sent last in this batch.
        """
        toast = answered.toast
        if incoming.tap is not None and (toast is None or toast.tap != incoming.tap):
            raise Broken(f"tap {incoming.key} got no toast of its own")
        if incoming.tap is None and toast is not None:
            raise Broken(f"{incoming.key} is no tap and got a toast")
        if toast is not None and toast.words is not None:
            text = words(toast.words, toast.language, self._profile)
            if not 1 <= len(text) <= 200:
                raise Broken(f"a toast of {len(text)} characters")
        if incoming.key in self.done:
            if answered.letters:
                raise Broken(f"I1: {incoming.key} came a second time and was answered again")
            return
        self.done.add(incoming.key)
        heard = any(letter.person == person for letter in answered.letters)
        heard = heard or (toast is not None and toast.words is not None)
        if heard or isinstance(incoming.event, LeftUs):
            return
        # A late part of an answer may change nothing on the screen: then it stands with the other
        # parts, as long as nothing came after it.
        if last is not incoming and incoming.tap is None:
            return
        row = await tx.one("SELECT heard FROM chats WHERE person = :person", person=person)
        if row is None or f"[{incoming.message}," not in (row["heard"] or ""):
            raise Broken(f"{type(incoming.event).__name__} {incoming.key} led to no answer")

    async def acknowledged(self, tx: Transaction, keys: list[str]) -> None:
        """I1: what Telegram was told is done, is done or held."""
        for key in keys:
            row = await tx.one(
                """
                SELECT (SELECT count(*) FROM seen WHERE key = :key)
                     + (SELECT count(*) FROM held WHERE key = :key) AS n
                """,
                key=key,
            )
            if row is None or row["n"] == 0:
                raise Broken(f"I1: {key} was acknowledged and is lost")

    def heard(self) -> None:
        """Nothing failed, and nothing that people said stands in a log line."""
        if self._ears.failures:
            raise Broken(f"held or put off by our own fault:\n{self._ears.failures[0]}")
        for line in self._ears.lines:
            if CANARY in line.casefold():
                raise Broken(f"somebody's text in a log line: {line}")
        self._ears.lines.clear()

    async def no_dead_end(self, tx: Transaction, phone: Phone, person: str, post: Post) -> None:
        """The newest message has a button, or a question stands that a text answers."""
        if phone.blocked or post.lanes.get(person):
            return
        bubbles = [b for b in phone.bubbles.values() if not b.file]
        if not bubbles or bubbles[-1].keys:
            return
        row = await tx.one(
            "SELECT listening, screen FROM chats WHERE person = :person", person=person
        )
        if row is None or not row["listening"] or '"question"' not in (row["screen"] or ""):
            raise Broken(f"a dead end for {phone.name}: {bubbles[-1].text!r}")

    async def confirmed_by_right(self, tx: Transaction) -> None:
        """Who confirmed, or wrote down somebody's voice, held the role whose word counts then."""
        rows = await tx.all(
            """
            SELECT 'c' || d.id AS id, d.wijk, d.confirmed_by AS person, d.confirmed AS at
            FROM decisions d WHERE d.confirmed IS NOT NULL
            UNION ALL
            SELECT 'v' || v.cause, d.wijk, v.recorded_by, v.at FROM voice_history v
            JOIN decisions d ON d.id = v.decision WHERE v.recorded_by IS NOT NULL
            """
        )
        for row in rows:
            if row["id"] in self._judged:
                continue
            self._judged.add(row["id"])
            if row["person"] not in await self._may_confirm(tx, row["wijk"], row["at"]):
                raise Broken(f"{row['person']} acted without the role ({row['id']})")

    async def _may_confirm(self, tx: Transaction, wijk: str, at: str) -> set[str]:
        chain = (self._profile.confirms, *self._profile.chain("initiative"))
        for role in dict.fromkeys(chain):
            rows = await tx.all(
                """
                SELECT person FROM roles WHERE role = :role AND (wijk = :wijk OR wijk IS NULL)
                  AND confirmed_at IS NOT NULL AND from_at <= :at
                  AND (until_at IS NULL OR until_at > :at)
                """,
                role=role,
                wijk=wijk,
                at=at,
            )
            if rows:
                return {row["person"] for row in rows}
        return set()

    async def everything(self, tx: Transaction, now: Any) -> None:
        """What `verify` says of a store, and of ours that nothing was held."""
        faults = await verify(tx, now)
        if faults:
            raise Broken("\n".join(faults))
        row = await tx.one("SELECT count(*) AS n FROM held")
        if row is not None and row["n"]:
            raise Broken(f"{row['n']} updates are held")
