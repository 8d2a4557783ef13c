"""Finding words of a list in what people type: whole words, parts of words, a letter off.

A municipality writes its lists as people type: `lamp` is that word alone, `afval*` begins a word,
`*overlast` ends one, `gat in de weg` stands in a row.  A long word may have one letter wrong,
missing, doubled or swapped.  A word that only says where something is ("bij de speeltuin")
weighs half.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA


def typed_words(text: str) -> list[str]:
    """The words of a text in small letters, without accents and signs; articles stay."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "".join(letter if letter.isalnum() else " " for letter in plain).split()


# "bij de speeltuin ligt glas" is about the glass.
WHERE = frozenset(
    typed_words(
        "bij naast op in voor tegenover achter langs rond rondom aan onder tussen vlakbij near at"
        " on beside behind opposite"
    )
)
BETWEEN = frozenset(typed_words("de het een die dat deze dit onze mijn the a my our"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A word of a list that stands in a text, from word `at`, `long` words; `weight` in letters."""

    list: str
    typed: str
    at: int
    long: int
    weight: float


class Spotter:
    """Looks for the words of several lists at once; made once, asked often.

    `least_alike` letters must a word have before one of them may be off.
    """

    def __init__(self, lists: Mapping[str, Iterable[str]], least_alike: int) -> None:
        self._least = least_alike
        self._whole: dict[str, list[str]] = {}
        # By the letter at which looking for them begins: a text is long, and so are the lists.
        self._begins: dict[str, list[tuple[str, str]]] = {}
        self._ends: dict[str, list[tuple[str, str]]] = {}
        self._rows: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, words in lists.items():
            for word in words:
                self._learn(name, word)
        self._long: dict[tuple[str, int], list[str]] = {}
        for word in self._whole:
            if len(word) >= least_alike:
                for length in (len(word) - 1, len(word), len(word) + 1):
                    self._long.setdefault((word[0], length), []).append(word)

    def _learn(self, name: str, word: str) -> None:
        parts = tuple(
            "".join(typed_words(part)) + "*" * part.endswith("*") for part in word.split()
        )
        if len(parts) > 1:
            self._rows.setdefault(parts[0][0], []).append((parts, name))
        elif word.startswith("*"):
            self._ends.setdefault(parts[0][-1], []).append((parts[0], name))
        elif word.endswith("*"):
            self._begins.setdefault(parts[0][0], []).append((parts[0][:-1], name))
        else:
            self._whole.setdefault(parts[0], []).append(name)

    def spots(self, text: str) -> list[Spot]:
        """What stands in the text, in its order; one word may stand for several lists."""
        words = typed_words(text)
        found = [spot for at in range(len(words)) for spot in self._at(words, at)]
        rows = [spot for spot in found if spot.long > 1]
        return [spot for spot in found if not any(_inside(spot, row) for row in rows)]

    def _at(self, words: list[str], at: int) -> Iterator[Spot]:
        half = 0.5 if _says_where(words, at) else 1.0
        word = words[at]
        for row, name in self._rows.get(word[0], ()):
            if self._stands(row, words, at):
                typed = " ".join(words[at : at + len(row)])
                letters = sum(len(part.rstrip("*")) for part in row)
                yield Spot(name, typed, at, len(row), letters * half)
        best: dict[str, int] = {}
        for name in self._whole.get(word, ()):
            best[name] = len(word)
        for start, name in self._begins.get(word[0], ()):
            if word.startswith(start):
                best[name] = max(best.get(name, 0), len(start))
        for end, name in self._ends.get(word[-1], ()):
            if word.endswith(end):
                best[name] = max(best.get(name, 0), len(end))
        for known in () if best else self._meant(word):
            for name in self._whole[known]:
                best[name] = len(known)
        for name, letters in best.items():
            yield Spot(name, word, at, 1, letters * half)

    def _meant(self, word: str) -> Iterable[str]:
        """The known words that an unknown one is a typing error of."""
        if len(word) < self._least:
            return ()
        return [
            known
            for known in self._long.get((word[0], len(word)), ())
            if OSA.distance(known, word, score_cutoff=1) <= 1
        ]

    def _stands(self, row: tuple[str, ...], words: list[str], at: int) -> bool:
        if at + len(row) > len(words):
            return False
        return all(
            word.startswith(part[:-1]) if part.endswith("*") else self._alike(part, word)
            for part, word in zip(row, words[at:], strict=False)
        )

    def _alike(self, part: str, word: str) -> bool:
        if part == word:
            return True
        long = min(len(part), len(word)) >= self._least
        return long and part[0] == word[0] and OSA.distance(part, word, score_cutoff=1) <= 1


def _says_where(words: list[str], at: int) -> bool:
    before = words[max(0, at - 2) : at]
    return bool(before) and (
        before[-1] in WHERE or (before[-1] in BETWEEN and len(before) > 1 and before[0] in WHERE)
    )


def _inside(spot: Spot, other: Spot) -> bool:
    """Is this a part of a longer row of words of the same list?"""
    return (
        other.long > spot.long
        and other.list == spot.list
        and other.at <= spot.at
        and spot.at + spot.long <= other.at + other.long
    )


def spotter_of(least_alike: int, **lists: str) -> Spotter:
    """A spotter of lists that are written as one text each, the words parted by commas."""
    return Spotter(
        {
            name: tuple(" ".join(word.split()) for word in words.split(",") if word.strip())
            for name, words in lists.items()
        },
        least_alike,
    )
