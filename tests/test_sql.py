"""Every statement of the project prepares on SQLite and on PostgreSQL, as it stands in the code."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from storage.database import for_postgres
from storage.migrations import migrate
from storage.sqlite import open_sqlite
from tests.source import ROOT, files, one_reader, tree

DOES = ("one", "all", "run", "many")
WORDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class Statements(ast.NodeVisitor):
    """The SQL that is passed to a transaction, constants of the module put in."""

    def __init__(self, path: Path, known: dict[str, str]) -> None:
        self.path = path
        self.known = known
        self.local: dict[str, list[str]] = {}
        self.found: list[tuple[str, str]] = []
        self.unread: list[str] = []

    def texts(self, node: ast.expr) -> list[str] | None:
        """What an expression may be, as text; None when only running it tells."""
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.Name(id=name):
                return self.local.get(name) or ([self.known[name]] if name in self.known else None)
            case ast.JoinedStr(values=parts):
                return self.joined(list(parts))
            case ast.FormattedValue(value=inner):
                return self.texts(inner)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.joined([left, right])
            case ast.IfExp(body=body, orelse=other):
                one, two = self.texts(body), self.texts(other)
                return None if one is None or two is None else one + two
        return None

    def joined(self, parts: list[ast.expr]) -> list[str] | None:
        texts = [""]
        for part in parts:
            more = self.texts(part)
            if more is None:
                return None
            texts = [text + rest for text in texts for rest in more]
        return texts

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        before, self.local = self.local, dict(self.local)
        for inner in ast.walk(node):
            if isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Name):
                texts = self.texts(inner.value)
                if texts is not None:
                    self.local[inner.targets[0].id] = texts
        self.generic_visit(node)
        self.local = before

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        match node.func:
            case ast.Attribute(attr=verb, value=ast.Name(id="tx")) if verb in DOES and node.args:
                texts = self.texts(node.args[0])
                where = f"{self.path.relative_to(ROOT)}:{node.lineno}"
                if texts is None:
                    self.unread.append(where)
                else:
                    self.found += [(where, text) for text in texts]


def constants(path: Path, tree: ast.Module) -> dict[str, str]:
    """The texts that stand at the top of a module, f-strings of them too."""
    known: dict[str, str] = {}
    reader = Statements(path, known)
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            texts = reader.texts(node.value)
            if texts:
                known[node.targets[0].id] = texts[0]
    return known


@cache
def collected() -> tuple[list[tuple[str, str]], list[str]]:
    """Every statement with its place, and the places where it is put together while running."""
    modules = {
        path: tree(path)
        for part in ("storage", "bot")
        for path in files(part)
        if "demo" not in path.parts
    }
    known = {path: constants(path, module) for path, module in modules.items()}
    shared = {name: text for texts in known.values() for name, text in texts.items()}
    found: list[tuple[str, str]] = []
    unread: list[str] = []
    for path, module in modules.items():
        reader = Statements(path, {**shared, **known[path]})
        reader.visit(module)
        found += reader.found
        unread += reader.unread
    return found, unread


def only_sqlite(sql: str) -> bool:
    """Pragmas and savepoints belong to one database."""
    return not sql.strip().upper().startswith(WORDS) or "sqlite_" in sql


def gaps(sql: str) -> Iterator[str]:
    """The names of the values a statement waits for."""
    yield from re.findall(r"(?<![:\w]):([a-z_][a-z0-9_]*)", re.sub(r"'[^']*'", "''", sql))


@one_reader
def test_statements_are_found() -> None:
    statements, unread = collected()
    assert len(statements) > 100
    # Put together while it runs: prepared by the tests of that file instead.
    assert {where.partition(":")[0] for where in unread} <= {
        "storage/deciding/lists.py",
        "storage/matters/agenda.py",
        "storage/migrations.py",
        "storage/own_data.py",
        "storage/sqlite.py",
        "storage/postgres.py",
        "storage/roles/roles.py",
        "storage/verify.py",
    }, unread


@one_reader
def test_a_portion_that_is_taken_is_chosen_once() -> None:
    """Inside IN (…) PostgreSQL may choose anew for every row, and take them all (`test_due.py`)."""
    taken = [sql for _where, sql in collected()[0] if "LIMIT" in sql and "SKIP LOCKED" in sql]
    assert len(taken) >= 3
    assert [sql for sql in taken if "AS MATERIALIZED" not in sql] == []


@one_reader
async def test_every_statement_prepares_on_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite3"
    store = await open_sqlite(path, create=True)
    await migrate(store, profile="rotterdam", create=True)
    await store.close()
    with sqlite3.connect(path) as connection:
        wrong = []
        for where, sql in collected()[0]:
            if sql.strip().upper().startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLL")):
                continue
            if "FOR UPDATE" in for_postgres(sql) and "/*+pg" not in sql:
                continue  # a statement for PostgreSQL alone
            try:
                connection.execute(f"EXPLAIN {sql}", dict.fromkeys(gaps(sql), 1))
            except sqlite3.Error as error:
                if "pg_" not in sql:
                    wrong.append(f"{where}: {error}")
    connection.close()
    assert wrong == []


@pytest.mark.postgres
async def test_every_statement_prepares_on_postgresql(postgres_dsn: str) -> None:
    import psycopg

    from storage.postgres import open_postgres

    store = await open_postgres(postgres_dsn)
    await migrate(store, profile="rotterdam", create=True)
    await store.close()
    wrong = []
    async with await psycopg.AsyncConnection.connect(postgres_dsn, autocommit=True) as connection:
        for n, (where, sql) in enumerate(collected()[0]):
            if only_sqlite(sql):
                continue
            names = list(dict.fromkeys(gaps(sql)))
            text = for_postgres(sql)
            for place, name in enumerate(names, 1):
                text = text.replace(f"%({name})s", f"${place}")
            try:
                await connection.execute(f"PREPARE s{n} AS {text.replace('%%', '%')}".encode())
            except psycopg.Error as error:
                wrong.append(f"{where}: {str(error).splitlines()[0]}")
    # A value whose type cannot be told without it is given one when it is sent.
    assert [w for w in wrong if "could not determine data type" not in w] == []
