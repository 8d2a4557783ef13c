"""The published Bot API, as a file: every parameter, nested types, unions, stated limits.

The village works without it. When the file is there, each request is checked against it too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

SCALARS = {"Integer", "Float", "Boolean", "String", "InputFile"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a method or type."""

    name: str
    types: tuple[str, ...]
    required: bool
    literal: str | None = None
    least: int = 0
    most: int | None = None
    in_bytes: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A method or type: its fields, or the types it stands for."""

    fields: dict[str, Field]
    subtypes: tuple[str, ...]
    required: tuple[str, ...]


class Published:
    """The description of the Bot API in one file."""

    def __init__(self, path: Path) -> None:
        """Raises OSError or ValueError when the file cannot be read."""
        text = orjson.loads(path.read_bytes())
        self.version: str = text["version"]
        self._methods = {name: _shape(entry) for name, entry in text["methods"].items()}
        self._types = {name: _shape(entry) for name, entry in text["types"].items()}
        self._nested = lru_cache(maxsize=4096)(self._read_nested)

    def knows(self, method: str) -> bool:
        """Whether the method is in the description."""
        return method in self._methods

    def complaints(
        self, method: str, values: Mapping[str, Any], raw: Mapping[str, Any]
    ) -> list[str]:
        """What is wrong with a request, in words; empty when nothing is.

        `values` as read by `signatures.read`, `raw` as they came: a JSON text that came by
        before is not looked at again.
        """
        shape = self._methods[method]
        found = [f"{name} is missing" for name in shape.required if values.get(name) is None]
        for name, value in values.items():
            field = shape.fields.get(name)
            if field is None:
                if isinstance(value, (str, int, float, list, dict)):
                    found.append(f"{name} is not a parameter")
                continue
            written = raw.get(name)
            if isinstance(value, (dict, list)) and isinstance(written, str):
                found.extend(self._nested(field, written))
            else:
                found.extend(self._field(field, value, name))
        return found

    def _read_nested(self, field: Field, written: str) -> tuple[str, ...]:
        return tuple(self._field(field, orjson.loads(written), field.name))

    def _field(self, field: Field, value: Any, where: str) -> list[str]:
        found = self._any_of(field.types, value, where)
        if found or not isinstance(value, str):
            return found
        if field.literal is not None and value != field.literal:
            return [f"{where} must be {field.literal!r}"]
        size = len(value.encode()) if field.in_bytes else _units(value)
        if size < field.least or (field.most is not None and size > field.most):
            return [f"{where} has {size}, allowed are {field.least}-{field.most}"]
        return []

    def _any_of(self, types: tuple[str, ...], value: Any, where: str) -> list[str]:
        best: list[str] | None = None
        for name in types:
            found = self._one(name, value, where)
            if not found:
                return []
            if best is None or len(found) < len(best):
                best = found
        return best or []

    def _one(self, name: str, value: Any, where: str) -> list[str]:
        if name.startswith("Array of "):
            if not isinstance(value, (list, tuple)):
                return [f"{where} must be a list"]
            inner = name.removeprefix("Array of ")
            # "Array of A", "Array of B" may be mixed in one list; the caller tries each, so
            # a mixed album is judged against the family they share.
            family = self._family(inner)
            return [
                complaint
                for number, item in enumerate(value)
                for complaint in self._any_of(family, item, f"{where}[{number}]")
            ]
        if name in SCALARS:
            return [] if _scalar(name, value) else [f"{where} must be {name}"]
        shape = self._types[name]
        if shape.subtypes:
            return self._any_of(shape.subtypes, value, where)
        if not isinstance(value, dict):
            return [f"{where} must be {name}"]
        found = [f"{where}.{name} is missing" for name in shape.required if name not in value]
        for key, item in value.items():
            inside = shape.fields.get(key)
            if inside is None:
                found.append(f"{where}.{key} is not a field of {name}")
            else:
                found.extend(self._field(inside, item, f"{where}.{key}"))
        return found

    def _family(self, name: str) -> tuple[str, ...]:
        if name.startswith("InputMedia") and name in self._types:
            return self._types["InputMedia"].subtypes
        return (name,)


@lru_cache(maxsize=4)
def published(path: Path) -> Published:
    """The description in a file, read once."""
    return Published(path)


def _shape(entry: Mapping[str, Any]) -> Shape:
    fields = {field["name"]: _described(field) for field in entry.get("fields", ())}
    required = tuple(name for name, field in fields.items() if field.required)
    return Shape(fields, tuple(entry.get("subtypes", ())), required)


def _described(entry: Mapping[str, Any]) -> Field:
    words = entry["description"]
    types = tuple(entry["types"])
    literal = re.search(r"must be (\w+)\.?$", words) if entry["name"] == "type" else None
    size = re.search(r"(\d+)-(\d+) (characters|bytes)", words) if types == ("String",) else None
    return Field(
        entry["name"],
        types,
        entry["required"],
        literal[1] if literal else None,
        int(size[1]) if size else 0,
        int(size[2]) if size else None,
        bool(size) and size is not None and size[3] == "bytes",
    )


def _scalar(name: str, value: Any) -> bool:
    match name:
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case "String":
            return isinstance(value, str)
    # An uploaded file is whatever the server made of it; text is a file_id, not an upload.
    return not isinstance(value, (str, int, float, list, dict))


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
