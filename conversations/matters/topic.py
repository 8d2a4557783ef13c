"""What a matter can be about, and which words ask for help at once; data of a municipality."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from conversations.municipal_words import Language, Name, in_language
from conversations.words import Kept

Id = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,20}$")]
# Lower case, as people type it; `rules/kinds.py` says how it is looked for.
Typed = Annotated[str, StringConstraints(min_length=2, max_length=40)]


class Topic(Kept):
    """One subject, such as green or waste; `words` are what people type when they mean it.

    `others` is the topic of whatever fits nowhere.
    """

    id: Id
    icon: Annotated[str, StringConstraints(min_length=1, max_length=8)] = "📌"
    name: dict[Language, Name]
    words: tuple[Typed, ...] = ()

    def named(self, language: str) -> str:
        """Its name in this language."""
        return in_language(self.name, language)


class Helpline(Kept):
    """Whom to call when it cannot wait; `number` as it is dialled."""

    name: dict[Language, Name]
    number: Annotated[str, StringConstraints(pattern=r"^[0-9 -]{3,14}$")]
    free: bool = False

    def named(self, language: str) -> str:
        """Its name in this language."""
        return in_language(self.name, language)


class Emergency(Kept):
    """Words after which a card with numbers is shown; the message goes its way all the same.

    `unless`: rows of words in which one of them means something harmless.
    """

    kind: Literal["life", "home", "despair", "police"]
    words: Annotated[tuple[Typed, ...], Field(min_length=1)]
    unless: tuple[Typed, ...] = ()
    call: Annotated[tuple[Helpline, ...], Field(min_length=1)]
    source: str
