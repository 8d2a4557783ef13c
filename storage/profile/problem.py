"""What is wrong with a municipality's profile: where it stands, why, and what to do about it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from conversations.matters.topic import Emergency, Topic
from conversations.regulation import Budget, Gate, Regime, Switch

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a folder: where, why, and what to do about it."""

    file: Path
    line: int | None
    reason: str
    remedy: str

    def __str__(self) -> str:
        """The line an operator reads; editors jump to `file:line`."""
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        stop = "" if self.remedy.endswith("?") else "."
        return f"{place}: {self.reason}. {self.remedy}{stop}"


class ProfileError(Exception):
    """A profile that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


# What pydantic adds to a place that is no key of ours.
_NO_KEY = re.compile(r"[\[(]|^constrained-")


def explained(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[Where, str, str]]:
    told: set[Where] = set()
    for one in error.errors(include_url=False, include_context=True, include_input=False):
        # Where pydantic tried several types it adds their names: one complaint is enough.
        tried = (n for n, part in enumerate(one["loc"]) if _NO_KEY.search(str(part)))
        where = one["loc"][: next(tried, None)]
        if where in told:
            continue
        told.add(where)
        key = ".".join(part for part in where if isinstance(part, str)).replace(".cents", "_cents")
        match one["type"]:
            case "missing":
                yield where, f"`{key}` is missing", "Add it"
            case "extra_forbidden":
                fields = _fields(model, where[:-1])
                remedy = meant(str(where[-1]), fields, "the keys a profile has")
                yield where, f"`{key}` is not a known key", remedy
            case "literal_error":
                yield where, f"`{key}` is none of its words", f"Write {one['ctx']['expected']}"
            case _:
                yield where, f"`{key}`: {one['msg'][:1].lower()}{one['msg'][1:]}", "Correct it"


def _fields(model: type[BaseModel], where: Where) -> Iterable[str]:
    """The keys allowed at this place, as far as the model tells."""
    tables: Mapping[str, type[BaseModel]] = {
        key: info.annotation
        for key, info in model.model_fields.items()
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)
    }
    lists: Mapping[str, type[BaseModel]] = {
        "regimes": Regime,
        "gates": Gate,
        "budgets": Budget,
        "journey_switches": Switch,
        "topics": Topic,
        "emergencies": Emergency,
    }
    for part in where:
        if isinstance(part, str) and (inner := tables.get(part) or lists.get(part)):
            return inner.model_fields
    return model.model_fields


def meant(word: str, known: Iterable[str], where: str) -> str:
    near = difflib.get_close_matches(word, list(known), 1, 0.6)
    return f"Did you mean {near[0]!r}?" if near else f"Correct it, or see {where}"
