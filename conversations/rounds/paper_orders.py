"""Ballots on paper: what the store is asked, what it answers, what is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from conversations.rounds.round import Choices, Rules

# How a batch stands: one person types it, waits for the second one, who types it; the same or not.
Stands = Literal["first", "waits", "second", "same", "differs"]


# --- what is asked ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GivePaper:
    """I saw who this is: their code is for paper now, and they get a ballot without a code."""

    round: str
    slip: str


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """I begin with a batch, go on with it, or type once more what was not the same."""

    round: str
    batch: int
    many: int


@dataclass(frozen=True, slots=True)
class ReadCode:
    """This code stands on the paper in my hand: twelve characters, as `read_code` answers them."""

    round: str
    batch: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AddPaper:
    """These crosses stand on it; None: it is not valid."""

    round: str
    batch: int
    choices: Choices | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class UndoPaper:
    """The last paper I typed was wrong: take it back."""

    round: str
    batch: int


@dataclass(frozen=True, slots=True)
class Line:
    """One paper in a file; `choices` None: it is not valid."""

    code: str | None = field(repr=False)
    choices: Choices | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class EnterBatch:
    """A whole batch from a file, instead of what I typed of it before."""

    round: str
    batch: int
    lines: tuple[Line, ...] = field(repr=False)


# --- what is answered ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaperGiven:
    """They may have a paper ballot.  `cancelled`: their vote in the chat is off.

    `person` had the code on their phone.
    """

    round: str
    slip: str
    cancelled: bool
    person: str | None = None


@dataclass(frozen=True, slots=True)
class BatchOpen:
    """Type paper after paper: `plans` can have a cross (yes_no: a yes or a no).

    `needs_code`: the code on the paper comes first.
    """

    round: str
    batch: int
    plans: int
    yes_no: bool
    needs_code: bool


@dataclass(frozen=True, slots=True)
class CodeRead:
    """The code is right; now its crosses."""

    round: str
    batch: int


@dataclass(frozen=True, slots=True)
class PaperAdded:
    """It is kept; the next one, with its code first where `needs_code`."""

    round: str
    batch: int
    needs_code: bool


@dataclass(frozen=True, slots=True)
class BatchEntered:
    """My papers are in.  `waits`: somebody else types them now; `differs`: see `numbers`.

    `counts`: how many papers the first and the second person counted, when that differs.
    """

    round: str
    batch: int
    stands: Stands
    numbers: tuple[int, ...] = ()
    counts: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class LineRefused:
    """Nothing of the file was kept: the paper with this number is not right."""

    n: int
    why: object


# --- what a screen is drawn from -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch: how it stands, which papers differ, and whether the reader typed it.

    `many` are the counts of those who typed it.
    """

    batch: int
    stands: Stands
    many: tuple[int, ...]
    numbers: tuple[int, ...] = ()
    mine: bool = False


@dataclass(frozen=True, slots=True)
class PaperLine:
    """The paper of one round: `given` ballots without a code, None where papers have codes."""

    id: str
    number: str
    title: str
    kind: Literal["none", "coded", "void_code", "attendance"]
    batches: tuple[BatchLine, ...]
    given: int | None
    done: bool
    officer: bool

    @property
    def ready(self) -> bool:
        """Is every batch entered twice and the same?"""
        return all(line.stands == "same" for line in self.batches)


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The rounds somebody may enter paper for now."""

    rounds: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """The paper in the hand of whoever types: number `n` of `many` in its batch."""

    n: int
    many: int
    needs_code: bool
    rules: Rules
