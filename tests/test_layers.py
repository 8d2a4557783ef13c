"""Imports point one way; clocks, chance and the environment stay at the edge; tables say whose."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.source import ROOT, files, one_reader, tree

pytestmark = one_reader

OURS = ("bot", "conversations", "locales", "storage", "tests")
# What each part may take from the others.
MAY = {
    "conversations": set(),
    "locales": {"conversations"},
    "storage": {"conversations"},
    "bot": {"conversations", "locales", "storage"},
}
# Libraries of others, per part; everything else is the standard library.
LIBRARIES = {
    "conversations": {"dateutil", "pydantic", "rapidfuzz"},
    "locales": {"babel", "pydantic", "structlog"},
    "storage": {
        "aiosqlite",
        "cryptography",
        "locales",
        "orjson",
        "psycopg",
        "psycopg_pool",
        "pydantic",
        "structlog",
    },
}
EXCEPTIONS: set[tuple[str, str]] = set()


def name_of(path: Path) -> str:
    """A file as people name it."""
    return str(path.relative_to(ROOT))


@dataclass(slots=True)
class Said:
    """What a file says that is of interest here, each with its line."""

    # Every module, wherever it is imported, and every name that is taken from one.
    imports: list[tuple[int, str]] = field(default_factory=list)
    uses: list[tuple[int, str]] = field(default_factory=list)  # `os.environ`, `dt.datetime.now`
    waits: list[int] = field(default_factory=list)  # where something is async


@cache
def said(path: Path) -> Said:
    """What a file says."""
    found = Said()
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=names):
                found.imports += [(node.lineno, name.name) for name in names]
            case ast.ImportFrom(module=str(module), level=0, names=names):
                found.imports.append((node.lineno, module))
                found.imports += [(node.lineno, f"{module}.{name.name}") for name in names]
            case ast.Attribute():
                found.uses.append((node.lineno, dotted(node)))
            case ast.AsyncFunctionDef() | ast.Await():
                found.waits.append(node.lineno)
    return found


def dotted(node: ast.expr) -> str:
    """A name with its dots; what is no name, such as a call, is a gap in it."""
    match node:
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value)}.{attr}"
        case ast.Name(id=name):
            return name
    return "…"


@pytest.mark.parametrize("part", MAY)
def test_imports_point_one_way(part: str) -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {module}"
        for path in files(part)
        for line, module in said(path).imports
        if (top := module.partition(".")[0]) in OURS
        and top != part
        and top not in MAY[part]
        and (name_of(path), top) not in EXCEPTIONS
    ]
    assert wrong == []


def test_no_import_goes_in_a_circle() -> None:
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for part in MAY
        for path in files(part)
    }
    needs: dict[str, set[str]] = {}
    for module, path in modules.items():
        taken = {name for _line, name in said(path).imports if name in modules}
        # `from bot.demo import kill` is about the file, not about the folder above it.
        above = {name for name in taken if any(one.startswith(f"{name}.") for one in taken)}
        needs[module] = taken - above - {module}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as circle:
        pytest.fail(" imports ".join(reversed(circle.args[1])))


@pytest.mark.parametrize("part", LIBRARIES)
def test_only_these_libraries(part: str) -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {module}"
        for path in files(part)
        for line, module in said(path).imports
        if (top := module.partition(".")[0]) not in sys.stdlib_module_names
        and top not in OURS
        and top not in LIBRARIES[part]
    ]
    assert wrong == []


def test_telegram_stays_in_bot() -> None:
    wrong = [
        f"{name_of(path)}:{line}"
        for part in ("conversations", "locales", "storage")
        for path in files(part)
        for line, module in said(path).imports
        if module.partition(".")[0] == "telegram"
    ]
    assert wrong == []


def test_nothing_of_telegram_ext() -> None:
    everywhere = [path for part in OURS for path in files(part)]
    wrong = [
        f"{name_of(path)}:{line}"
        for path in everywhere
        for line, module in said(path).imports
        if module.startswith("telegram.ext")
    ]
    assert wrong == []


NOW = re.compile(
    r"(^|\.)(datetime|date)\.(now|utcnow|today)$|^time\.(time|monotonic|perf_counter)$"
)
CHANCE = re.compile(r"^(random|secrets|uuid)\.|^os\.urandom$")
# A new id is made by the door: `storage/database.py` alone makes them; the vault makes secrets.
MAKES_CHANCE = ("storage/database.py", "storage/rounds/vault.py")
# The operator's check of a store that stands still: without a bot there is nobody to ask the time.
ASKS_THE_TIME = "storage/verify.py"


def test_conversations_and_storage_know_no_clock_and_no_chance() -> None:
    wrong = []
    for part in ("conversations", "storage"):
        for path in files(part):
            for line, used in said(path).uses:
                if NOW.search(used) and name_of(path) == ASKS_THE_TIME:
                    continue
                if NOW.search(used) or (CHANCE.search(used) and name_of(path) not in MAKES_CHANCE):
                    wrong.append(f"{name_of(path)}:{line} uses {used}")
            for line, module in said(path).imports:
                if module.partition(".")[0] in ("random", "uuid"):
                    wrong.append(f"{name_of(path)}:{line} imports {module}")
    assert wrong == []


def test_conversations_open_no_file_and_no_network() -> None:
    doors = {
        "asyncio",
        "io",
        "os",
        "pathlib",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
        "urllib",
    }
    wrong = [
        f"{name_of(path)}:{line} imports {module}"
        for path in files("conversations")
        for line, module in said(path).imports
        if module.partition(".")[0] in doors
    ]
    wrong += [
        f"{name_of(path)}:{line} is async"
        for path in files("conversations")
        for line in said(path).waits
    ]
    assert wrong == []


def test_the_environment_is_read_in_one_place() -> None:
    """`bot/settings.py` reads it; the demo hands it on to programs that it starts.

    python-telegram-bot has one switch that can only be set there (`bot/sending.py`).
    """
    allowed = {"bot/settings.py"}
    wrong = [
        f"{name_of(path)}:{line} uses {used}"
        for part in ("bot", "conversations", "locales", "storage")
        for path in files(part)
        for line, used in said(path).uses
        if re.match(r"os\.(environ|getenv|putenv)", used)
        and name_of(path) not in allowed
        and not (name_of(path) == "bot/sending.py" and used.startswith("os.environ"))
        and not name_of(path).startswith("bot/demo/")
    ]
    assert wrong == []


def test_no_file_grows_beyond_a_head() -> None:
    """About four hundred lines fit; one that stops fitting is split by subject, tests too."""
    most = 500
    long = [
        f"{name_of(path)} has {n} lines"
        for part in OURS
        for path in files(part)
        if (n := path.read_text().count("\n")) > most
    ]
    assert long == []


# --- tables ---------------------------------------------------------------------


RETENTIONS = {"forever", "person", "draft", "seen", "letter", "case", "record"}


def tables() -> Iterator[tuple[str, str, str]]:
    """Every table: its name, the comment above it, and its columns."""
    for path in sorted((ROOT / "storage" / "schema").glob("*.sql")):
        found = re.finditer(
            r"(?P<comment>(?:^--[^\n]*\n)+)CREATE TABLE (?P<name>\w+) \((?P<columns>.*?)^\);",
            path.read_text(),
            re.MULTILINE | re.DOTALL,
        )
        for one in found:
            yield one["name"], one["comment"], one["columns"]


def test_every_table_says_what_it_is_whose_it_is_and_how_long_it_is_kept() -> None:
    made = re.findall(
        r"^CREATE TABLE (\w+)",
        "".join(p.read_text() for p in (ROOT / "storage" / "schema").glob("*.sql")),
        re.MULTILINE,
    )
    told = {name: (comment, columns) for name, comment, columns in tables()}
    assert set(made) == set(told)
    for name, (comment, columns) in told.items():
        declared = re.search(r"-- person: (\w+); retention: (\w+)\n$", comment)
        assert declared, f"{name} does not declare `person:` and `retention:`"
        person, retention = declared.groups()
        assert retention in RETENTIONS, f"{name}: {retention}"
        assert comment.count("\n") >= 2, f"{name} has no sentence"
        if person != "none":
            assert re.search(rf"^\s*{person} ", columns, re.MULTILINE), f"{name} has no {person}"
        elif name not in ("initiatives", "journal"):
            assert not re.search(r"^\s*person ", columns, re.MULTILINE), f"{name} names a person"


def test_the_schema_is_for_both_databases() -> None:
    for path in (ROOT / "storage" / "schema").glob("*.sql"):
        text = re.sub(r"--[^\n]*", "", path.read_text())
        for word in ("AUTOINCREMENT", "SERIAL", "BOOLEAN", "DATETIME", "JSON", "NOW()"):
            assert word not in text.upper().split(), f"{path.name}: {word}"
