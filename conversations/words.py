"""Sentences as values: an English sentence with named gaps, filled in when somebody reads it.

Nothing is formatted here.  `locales/render.py` turns a Message into words in
the reader's language at the moment of sending; a letter may wait for weeks.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Kept(BaseModel):
    """A value that is stored: frozen, strict about its keys, silent about its content in errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def but(self, **changes: Any) -> Self:
        """The same, with other answers; validated again, so a typo in a name fails at once."""
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self)(**{**kept, **changes})


class Released(Kept):
    """A value that outlives a release: kept with its version, upgraded when it is opened again."""

    version: int = 1

    @model_validator(mode="before")
    @classmethod
    def _open(cls, kept: Any) -> Any:
        newest = cls.model_fields["version"].default
        if isinstance(kept, dict) and kept.get("version", newest) != newest:
            return cls.upgrade(dict(kept))
        return kept

    @classmethod
    def upgrade(cls, kept: dict[str, Any]) -> dict[str, Any]:
        """An older version as the newest one understands it; there is only one so far."""
        return kept


class Euro(Kept):
    """An amount of money in whole cents."""

    kind: Literal["euro"] = "euro"
    cents: int


class Day(Kept):
    """A calendar day in the municipality."""

    kind: Literal["day"] = "day"
    on: dt.date


class Moment(Kept):
    """A UTC instant, read by people as local day and time."""

    kind: Literal["moment"] = "moment"
    at: dt.datetime


class Quoted(Kept):
    """What somebody typed, inside a sentence: isolated, never markup."""

    kind: Literal["quoted"] = "quoted"
    text: str


class Term(Kept):
    """A word of the municipality (`council`, `contact`, …); `form` is bare, the, The or many."""

    kind: Literal["term"] = "term"
    key: str
    form: Literal["bare", "the", "The", "many"] = "bare"


class Message(Kept):
    """An English sentence with gaps; `many` and `count` make a plural, `context` parts twins."""

    kind: Literal["message"] = "message"
    text: str
    gaps: dict[str, Gap] = {}
    many: str | None = None
    count: int | None = None
    context: str | None = None


class Several(Kept):
    """Items one after another, joined as the language does: a, b and c."""

    kind: Literal["several"] = "several"
    items: tuple[Gap, ...]


Tagged = Annotated[
    Euro | Day | Moment | Quoted | Term | Several | Message,
    Field(discriminator="kind"),
]
# A bare string is a proper noun: the same in every language.
Gap = int | str | Tagged
Message.model_rebuild()
Several.model_rebuild()


# What one cell of a table may hold.
Cell = int | str | Annotated[Euro | Day | Message, Field(discriminator="kind")]


def _(text: str, /, **gaps: Gap) -> Message:
    """A sentence for the catalogue: `_("In {place} …", place=…)`."""
    return Message(text=text, gaps=gaps)


def plural(one: str, many: str, count: int, /, **gaps: Gap) -> Message:
    """A sentence that counts: the language picks the form; `{count}` may stand in it."""
    return Message(text=one, many=many, count=count, gaps={"count": count, **gaps})


def in_context(context: str, text: str, /, **gaps: Gap) -> Message:
    """A short label whose translation depends on where it stands (gettext's msgctxt)."""
    return Message(text=text, context=context, gaps=gaps)


def the(key: str) -> Term:
    """The municipality's word with its article, inside a sentence."""
    return Term(key=key, form="the")


def The(key: str) -> Term:
    """The municipality's word with its article, at the start of a sentence."""
    return Term(key=key, form="The")


def bare(key: str) -> Term:
    """The municipality's word alone."""
    return Term(key=key)
