"""The project's own source, parsed once for every test that reads it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# The tests that read it all go to one worker, so that it is parsed once.
one_reader = pytest.mark.xdist_group("source")


@cache
def files(part: str) -> list[Path]:
    """The Python files of one part, without what tools leave behind."""
    return sorted(p for p in (ROOT / part).rglob("*.py") if "__pycache__" not in p.parts)


@cache
def tree(path: Path) -> ast.Module:
    """What a file says, as Python reads it."""
    return ast.parse(path.read_text())
