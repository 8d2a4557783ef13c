"""Every sentence of the code, where it is said, and the catalogues that translate it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from locales.catalogues import DOMAIN

ROOT = Path(__file__).parent.parent
SOURCES = ("bot", "conversations", "locales", "storage")
# What a file that speaks takes its words from; the others need not be read.
VOICE = b"conversations.words"
KEYWORDS = {"_": None, "plural": (1, 2), "in_context": ((1, "c"), 2)}
TRANSLATORS = ("Translators:",)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, where, and what to do; a warning is only pointed out."""

    path: str
    line: int
    what: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        mark = "warning: " if self.warning else ""
        return f"{self.path}:{self.line}: {mark}{self.what}. {self.remedy}"


@dataclass(slots=True)
class Call:
    """A call of `_`, `plural` or `in_context`: its sentences and what fills its gaps."""

    path: str
    line: int
    sentences: tuple[str, ...]
    context: str | None
    gaps: set[str]
    open: bool  # more gaps arrive as **gaps
    articles: set[str] = field(default_factory=set)


def sources(root: Path) -> Iterator[tuple[str, Path]]:
    """Every Python file that may speak, with its path from the root."""
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*.py")):
            if VOICE in path.read_bytes():
                yield path.relative_to(root).as_posix(), path


def extracted(root: Path) -> Catalog:
    """The sentences of the code, none of them translated."""
    found = Catalog(project="Aan Zet", charset="utf-8", fuzzy=False)
    for name, path in sources(root):
        with path.open("rb") as file:
            for line, said, comments, context in extract(
                "python", file, KEYWORDS, TRANSLATORS, strip_comment_tags=True
            ):
                found.add(
                    said,
                    locations=[(name, line)],
                    auto_comments=comments,
                    context=context,
                )
    return found


def calls(root: Path) -> Iterator[Call | Fault]:
    """Every sentence where it is said; a fault where nobody could extract it."""
    for name, path in sources(root):
        yield from calls_in(name, path)


def calls_in(name: str, path: Path) -> Iterator[Call | Fault]:
    """The same of one file; `name` is its path from the root."""
    nodes = list(ast.walk(ast.parse(path.read_bytes(), filename=name)))
    ours = {
        alias.asname or alias.name: alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == "conversations.words"
        for alias in node.names
    }
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if ours.get(node.func.id) in KEYWORDS:
                yield _call(name, node, ours[node.func.id])


def _call(path: str, node: ast.Call, function: str) -> Call | Fault:
    texts = [_text(argument) for argument in node.args]
    literal = {"_": texts[:1], "plural": texts[:2], "in_context": texts[:2]}[function]
    said = tuple(text for text in literal if text is not None)
    if len(said) != len(literal) or not said:
        return Fault(
            path,
            node.lineno,
            f"{function}(…) of something that is no literal text",
            "Write the whole sentence here; no f-string, no variable",
        )
    context, sentences = (said[0], said[1:]) if function == "in_context" else (None, said)
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    gaps = set(named) | ({"count"} if function == "plural" else set())
    articles = {name for name, value in named.items() if _has_article(value)}
    opened = any(keyword.arg is None for keyword in node.keywords)
    return Call(path, node.lineno, sentences, context, gaps, opened, articles)


def _text(node: ast.expr) -> str | None:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None  # type: ignore[attr-defined]


def _has_article(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("the", "The")
    )


def catalogues(root: Path) -> Iterator[tuple[str, Path]]:
    """Every language with its `.po` file."""
    for path in sorted((root / "locales").glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        yield path.parts[-3], path
