"""HTML from values: whatever is put in is escaped, unless it was made here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Union


class Html(str):
    """Markup that was made here."""

    __slots__ = ()


Child = Union[str, int, None, "Iterable[Child]"]
# What may stand without an end.
VOID = frozenset({"meta", "input", "br", "hr", "link"})


def tag(_name: str, *children: Child, **attributes: str | int | bool | None) -> Html:
    """An element; `class_` and `data_role` are written class and data-role, None is left out."""
    parts = [f"<{_name}"]
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        written = name.rstrip("_").replace("_", "-")
        parts.append(f" {written}" if value is True else f' {written}="{escape(str(value))}"')
    parts.append(">")
    if _name not in VOID:
        parts.append(text(children))
        parts.append(f"</{_name}>")
    return Html("".join(parts))


def text(child: Child) -> Html:
    """One thing or many, escaped where it is not markup."""
    if child is None:
        return Html()
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return Html(escape(child, quote=False))
    if isinstance(child, int):
        return Html(str(child))
    return Html("".join(text(one) for one in child))
