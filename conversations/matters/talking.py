"""The talk about a matter, from both sides of the counter: what the store is asked, what it answers.

    WriteOn        a message of the resident or of the office; a note among colleagues
    CloseMatter    the office is done, with words
    RateMatter     solved, half or not; "not" opens it again, once, for the same person
    Reopen         open it again, once
    WithdrawMatter whoever brought it takes it back

Who hears of what is said in `thread_words.py`: `says_of(outcome)` for each outcome below, so that
a letter is the same from whatever journey the command came.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.matters.matter import Rating, Side
from conversations.talk import Shared

# The screens of one matter: of whoever brought it, and of whoever works on it (`inbox.py`).
MINE, HANDLING = "my_matter", "matter_card"


@dataclass(frozen=True, slots=True)
class WriteOn:
    """Put a message under a matter.

    `side` is the side it is written from: "resident" for whoever brought it, "office" for whoever
    has it (nobody has it yet: then the writer takes it), "note" among colleagues.  `files` are
    ids of kept files; `shared` is a photo, document or voice message that comes along now.
    `standard` is the id of a standard text (`standard.py`), said before `text` in the language of
    each reader.  `asks`: the office waits for an answer of the resident.
    """

    case: str
    text: str = ""
    side: Side = "resident"
    files: tuple[str, ...] = ()
    shared: Shared | None = None
    standard: str | None = None
    asks: bool = False


@dataclass(frozen=True, slots=True)
class WrittenOn:
    """It stands in the talk as message `n`, and is on its way.

    `brought` is who brought the matter; `files` are those ready to be seen; `checking`: a document
    goes on after it is checked.  `joined`: it came with the message before (an album), which is
    not told twice.  `promised`: a new day for an answer (UTC).  `taken`: by writing they took it.
    `others` are the matters answered with this one: (case, who brought it, message there).
    """

    case: str
    number: str
    n: int
    side: Side
    brought: str | None
    files: tuple[str, ...] = ()
    checking: bool = False
    joined: bool = False
    promised: dt.datetime | None = None
    taken: bool = False
    others: tuple[tuple[str, str | None, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CloseMatter:
    """The office is done with it, and with all that are answered with it; words are not optional.

    Either `text` or a `standard` text has to say what was done.
    """

    case: str
    text: str = ""
    standard: str | None = None


@dataclass(frozen=True, slots=True)
class MatterClosed:
    """It is closed; whoever waited for it hears the words. `others` as in `WrittenOn`."""

    case: str
    number: str
    n: int
    brought: str | None
    others: tuple[tuple[str, str | None, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RateMatter:
    """What whoever brought it thinks of the answer."""

    case: str
    rating: Rating


@dataclass(frozen=True, slots=True)
class MatterRated:
    """It is noted; `may_reopen`: it can be opened again, this once."""

    case: str
    number: str
    rating: Rating
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class Reopen:
    """It is not solved: open it again, for the same person if their role still stands."""

    case: str


@dataclass(frozen=True, slots=True)
class MatterReopened:
    """It is open again; `same`: whoever answered before has it, else everybody in the role."""

    case: str
    number: str
    owner: str | None
    same: bool
    promised: dt.datetime | None


@dataclass(frozen=True, slots=True)
class WithdrawMatter:
    """Whoever brought it takes it back."""

    case: str


@dataclass(frozen=True, slots=True)
class MatterWithdrawn:
    """It is taken back, and nobody has to do anything any more. `held`: somebody had it."""

    case: str
    number: str
    held: bool
