"""What the store of the town tells the page: roles, open questions, the next date, changed rows.

It reads the database through a connection of its own that cannot write, and only when the
bot has committed something since.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from bot.demo.page.hints import Known
from bot.demo.refusal import Json
from conversations.municipal_words import Role
from storage.database import instant, moment

LONGEST = 28  # characters of a value on the page

PEOPLE = """
SELECT a.address, p.language, c.listening, c.screen, d.body
FROM accounts a JOIN people p ON p.id = a.person
LEFT JOIN chats c ON c.person = a.person
LEFT JOIN drafts d ON d.person = a.person AND d.journey = c.listening
WHERE a.door = 'telegram'
"""
ROLES = """
SELECT a.address, r.role, r.wijk FROM roles r JOIN accounts a ON a.person = r.person
WHERE r.confirmed_at IS NOT NULL AND r.from_at <= :now
AND (r.until_at IS NULL OR r.until_at > :now) ORDER BY r.issued_at
"""
NEXT = "SELECT kind, at FROM due WHERE done_at IS NULL AND at > :now ORDER BY at LIMIT 1"
# How far the story of a plan has come, in numbers that only grow.
STEPS = """
SELECT (SELECT count(*) FROM cases WHERE kind = 'initiative' AND number IS NOT NULL) AS filed,
       (SELECT count(*) FROM supports) AS supported,
       (SELECT count(*) FROM voice_history) AS chosen,
       (SELECT count(*) FROM decisions WHERE settled IS NOT NULL) AS settled,
       (SELECT count(*) FROM decisions WHERE confirmed IS NOT NULL) AS confirmed
"""

Table = dict[tuple[Any, ...], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """What the store says now; `people` by the number of their account."""

    people: Mapping[int, Known] = field(default_factory=dict)
    next_date: tuple[str, str] | None = None  # what for, and the instant
    steps: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[Json, ...] = ()


class Register:
    """One look at a time; what changed is told against the look before."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        # Looked at in threads, closed from the loop: a connection must not vanish under a reader.
        self._reading = threading.Lock()
        self._version = -1
        self._tables: dict[str, Table] | None = None
        self._columns: dict[str, list[str]] = {}
        self._keys: dict[str, list[int]] = {}

    async def look(self, now: str) -> Told | None:
        """What it says at this instant; None when nothing was committed since the last look.

        Raises sqlite3.Error when the file cannot be read at this moment.
        """
        return await asyncio.to_thread(self._look, now)

    async def next_date(self, now: dt.datetime) -> dt.datetime | None:
        """When something is to happen next, after this moment; None when nothing is planned."""
        return await asyncio.to_thread(self._next_date, now)

    def _next_date(self, now: dt.datetime) -> dt.datetime | None:
        with self._reading:
            row = self._opened().execute(NEXT, {"now": instant(now)}).fetchone()
        return moment(row["at"]) if row else None

    def close(self) -> None:
        """Give the file back, when whoever reads it has finished."""
        with self._reading:
            self._closed = True
            if self._connection is not None:
                self._connection.close()

    def _opened(self) -> sqlite3.Connection:
        if self._closed:
            raise sqlite3.ProgrammingError("closed")
        if self._connection is None:
            self._connection = sqlite3.connect(
                f"file:{self._database}?mode=ro", uri=True, check_same_thread=False, timeout=1.0
            )
            self._connection.row_factory = sqlite3.Row
        return self._connection

    def _look(self, now: str) -> Told | None:
        with self._reading:
            return self._look_once(now)

    def _look_once(self, now: str) -> Told | None:
        connection = self._opened()
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return None
        connection.execute("BEGIN")
        try:
            told = self._read(connection, now)
        finally:
            connection.rollback()
        self._version = version
        return told

    def _read(self, connection: sqlite3.Connection, now: str) -> Told:
        held: dict[int, list[tuple[Role, str | None]]] = {}
        for row in connection.execute(ROLES, {"now": now}):
            held.setdefault(int(row["address"]), []).append((row["role"], row["wijk"]))
        people = {
            int(row["address"]): Known(
                row["language"], tuple(held.get(int(row["address"]), ())), _asking(row)
            )
            for row in connection.execute(PEOPLE)
        }
        due = connection.execute(NEXT, {"now": now}).fetchone()
        steps = dict(connection.execute(STEPS).fetchone())
        tables = {name: self._rows(connection, name) for name in self._names(connection)}
        before, self._tables = self._tables, tables
        changes = () if before is None else tuple(self._changed(before, tables))
        return Told(people, (due["kind"], due["at"]) if due else None, steps, changes)

    # --- rows ---------------------------------------------------------------------------------

    def _names(self, connection: sqlite3.Connection) -> list[str]:
        """The tables, with their columns and keys; asked once."""
        if not self._columns:
            found = connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            for (name,) in found.fetchall():
                about = connection.execute(f"PRAGMA table_info({name})").fetchall()
                # Contents of files are of no use here, and big.
                columns = [row["name"] for row in about if row["type"].upper() != "BLOB"]
                keys = sorted((row["pk"], row["name"]) for row in about if row["pk"])
                self._columns[name] = columns
                self._keys[name] = [columns.index(key) for _place, key in keys]
        return list(self._columns)

    def _rows(self, connection: sqlite3.Connection, table: str) -> Table:
        columns, keys = self._columns[table], self._keys[table]
        # The names come from the schema itself.
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608
        return {tuple(row[key] for key in keys): tuple(row) for row in rows}

    def _changed(self, before: dict[str, Table], after: dict[str, Table]) -> list[Json]:
        """Each row that came, changed or went: its table, its key and what changed."""
        told: list[Json] = []
        for table, rows in after.items():
            old = before[table]
            for key, row in rows.items():
                was = old.get(key)
                if was is None:
                    told.append({"table": table, "did": "new", "key": _key(key)})
                elif was != row:
                    pairs = zip(self._columns[table], was, row, strict=True)
                    what = [
                        f"{column}: {_short(a)} → {_short(b)}" for column, a, b in pairs if a != b
                    ]
                    told.append({"table": table, "did": "changed", "key": _key(key), "what": what})
            gone = (key for key in old if key not in rows)
            told += [{"table": table, "did": "gone", "key": _key(key)} for key in gone]
        return told


def _asking(row: sqlite3.Row) -> str | None:
    """The question that stands on this phone, if a text answers it."""
    if not row["body"] or not row["screen"]:
        return None
    if orjson.loads(row["screen"]).get("name") != "question":
        return None
    return str(orjson.loads(row["body"]).get("asking", row["listening"]))


def _key(values: tuple[Any, ...]) -> str:
    return " · ".join(_short(value) for value in values)


def _short(value: Any) -> str:
    text = "–" if value is None else str(value).replace("\n", " ")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
