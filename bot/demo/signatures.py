"""What python-telegram-bot knows about every method: the check that is always made.

Its method signatures name the parameters and say which are required. Whatever stands after the
asterisk (time-outs, api_kwargs, …) is its own and never goes over the wire.
"""

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

import orjson
import telegram

from bot.demo.refusal import Json, broken

# The library also takes a Venue, Contact or Location in their place, so its signatures call
# these optional; Telegram does not.
ALSO_REQUIRED = {
    "sendVenue": {"latitude", "longitude", "title", "address"},
    "sendLocation": {"latitude", "longitude"},
    "sendContact": {"phone_number", "first_name"},
}
# An empty address is how a webhook is taken away.
MAY_BE_EMPTY = {"url"}
# Named without a capital, so not recognisable as an alias.
PLAIN_NAMES = ("close",)


class Kind(StrEnum):
    """How a parameter is written in a form."""

    TEXT = "text"
    NUMBER = "number"
    NUMBER_OR_TEXT = "number or text"
    FRACTION = "fraction"
    TRUTH = "truth"
    FILE = "file"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Signature:
    """One method: its Bot API name, its parameters and those it cannot do without."""

    name: str
    kinds: dict[str, Kind]
    required: frozenset[str]


def _names() -> dict[str, str]:
    aliases = [name for name in dir(telegram.Bot) if re.fullmatch(r"[a-z]+([A-Z]\w*)+", name)]
    return {name.lower(): name for name in (*aliases, *PLAIN_NAMES)}


NAMES = _names()


@cache
def signature(method: str) -> Signature | None:
    """The signature of a Bot API method, in any capitals; None when there is no such method."""
    name = NAMES.get(method.lower())
    if name is None:
        return None
    api = {
        parameter.name: parameter
        for parameter in inspect.signature(getattr(telegram.Bot, name)).parameters.values()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.name != "self"
    }
    return Signature(
        name,
        {key: _kind(parameter.annotation) for key, parameter in api.items()},
        frozenset(key for key, parameter in api.items() if parameter.default is parameter.empty)
        | ALSO_REQUIRED.get(name, set()),
    )


def _kind(annotation: object) -> Kind:
    written = annotation if isinstance(annotation, str) else str(annotation)
    words = set(re.findall(r"\w+", written))
    if "FileInput" in words:
        return Kind.FILE
    if "Sequence" in words or "list" in words or "tuple" in words:
        return Kind.JSON
    if words & {"int", "timedelta", "datetime"}:
        return Kind.NUMBER_OR_TEXT if "str" in words else Kind.NUMBER
    if "float" in words:
        return Kind.FRACTION
    if "bool" in words:
        return Kind.TRUTH
    return Kind.TEXT if "str" in words else Kind.JSON


def read(known: Signature, raw: Mapping[str, Any]) -> Json:
    """The parameters of a request as values instead of strings.

    Raises Refusal for an unknown, missing or unreadable parameter. Uploaded files pass as they
    are. What comes out of JSON may be shared between requests: never change it in place.
    """
    kinds = known.kinds
    values: Json = {}
    for name, value in raw.items():
        kind = kinds.get(name)
        if kind is None:
            # A file that another parameter points at with attach://name.
            if not isinstance(value, (str, int, float, bool, list, dict)) and value is not None:
                values[name] = value
                continue
            raise broken(f"unknown parameter {name!r}")
        values[name] = _value(name, kind, value)
    for name in known.required:
        if values.get(name) is None or (values[name] == "" and name not in MAY_BE_EMPTY):
            if name == "text":
                raise broken("message text is empty")
            raise broken(f"parameter {name!r} is required")
    return values


def _value(name: str, kind: Kind, raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    match kind:
        case Kind.NUMBER if re.fullmatch(r"-?\d+", raw):
            return int(raw)
        case Kind.NUMBER_OR_TEXT:
            return int(raw) if re.fullmatch(r"-?\d+", raw) else raw
        case Kind.FRACTION if re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", raw):
            return float(raw)
        case Kind.TRUTH if raw.lower() in ("true", "false", "1", "0"):
            return raw.lower() in ("true", "1")
        case Kind.JSON:
            try:
                return parsed(raw)
            except orjson.JSONDecodeError as wrong:
                raise broken(f"can't parse {name} JSON object") from wrong
        case Kind.TEXT | Kind.FILE:
            return raw
    raise broken(f"parameter {name!r} is not a {kind}: {raw[:40]!r}")


@lru_cache(maxsize=2048)
def parsed(raw: str) -> Any:
    """JSON text as a value, remembered: the same keyboard comes by many times."""
    return orjson.loads(raw)
