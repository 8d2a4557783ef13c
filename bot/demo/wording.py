"""When words are as expected: white space counts as one space, "…" stands for anything."""

import re
from functools import lru_cache


def plain(text: str) -> str:
    """A text on one line, with single spaces."""
    return " ".join(text.split())


def matches(expected: str | re.Pattern[str], actual: str) -> bool:
    """Whether a text is the expected one.

    A pattern is searched for. In a plain string "…" stands for anything, so at the end it
    makes the string a beginning.
    """
    if isinstance(expected, re.Pattern):
        return expected.search(actual) is not None
    return _pattern(plain(expected)).fullmatch(plain(actual)) is not None


@lru_cache(maxsize=2048)
def _pattern(expected: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in expected.split("…")))
