"""The talk about a matter, from both sides of the counter: what is asked of the store.

    WriteOn        a message of the resident or of the office; a note among colleagues
    CloseMatter    the office is done, with words
    RateMatter     solved, half or not; "not" opens it again, once, for the same person
    Reopen         open it again, once
    WithdrawMatter whoever brought it takes it back

Who hears of each outcome is said in one place, `letters.says_of(outcome, here)`, so that a letter
is the same from whatever journey the command came.  Time brings `LookAtMatter`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from conversations.matters.matter import Kind, MatterLine, Rating, Side
from conversations.rules.private import notice
from conversations.talk import Draft, Refused, Shared

# The screens of one matter: of whoever brought it, and of whoever works on it (`inbox.py`).
MINE, HANDLING = "my_matter", "matter_card"
PER_PAGE = 5
# Where words of a resident may wait for a yes.
UNSENT = ("telling", "passing", "line", "thread")


class ThreadDraft(Draft):
    """Whoever brought a matter talks with a person: every message goes on, the bot is silent.

    `told`: that was said already.  `held` names somebody or tells of health, and waits until they
    say that it may go; `changing`: they say it in other words now.
    """

    journey: Literal["thread"] = "thread"
    case: str
    told: bool = False
    held: str = ""
    changing: bool = False

    @property
    def unsent(self) -> bool:
        """Is there a message that was not sent?"""
        return bool(self.held)

    @property
    def private(self) -> tuple[str, ...]:
        """Names of others and words about health in what waits."""
        return notice(self.held).pieces


@dataclass(frozen=True, slots=True)
class TalkOver(Refused):
    """Nothing can be written under this matter (any more)."""

    case: str = ""


@dataclass(frozen=True, slots=True)
class BeginTalk:
    """May I write under what I brought?"""

    case: str


@dataclass(frozen=True, slots=True)
class TalkBegun:
    """Yes: what comes now goes to a person."""

    case: str


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


@dataclass(frozen=True, slots=True)
class SendFiles:
    """The photos, files and voice messages of the talk, please."""

    case: str


@dataclass(frozen=True, slots=True)
class MatterFiles:
    """Their ids; `checking` says how many are not checked yet."""

    case: str
    files: tuple[str, ...]
    checking: int


@dataclass(frozen=True, slots=True)
class WipeUnsent:
    """Throw away the words and files of mine that were never sent."""


@dataclass(frozen=True, slots=True)
class UnsentWiped:
    """Their files are gone; the words go with this turn."""


@dataclass(frozen=True, slots=True)
class WipeMatters:
    """Throw away everything I asked and told that is closed."""


@dataclass(frozen=True, slots=True)
class MattersWiped:
    """It is gone: how many; `left` are still open and stay."""

    gone: int
    left: int


# --- what time brings -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LookAtMatter:
    """A reminder, a promise that slips or a day to look again: is it still so?"""

    what: str
    subject: str


@dataclass(frozen=True, slots=True)
class AnswerSoon:
    """The day of the promise is near, and nobody answered."""

    case: str
    number: str
    promised: dt.datetime


@dataclass(frozen=True, slots=True)
class AnswerLate:
    """Nobody answered in time.

    `owner` is the role that has it from now on, one higher when `raised`; `held`: somebody took
    it. `tells`: the resident has to hear of it (once a step, not every time that staff do).
    """

    case: str
    number: str
    kind: Kind
    wijk: str
    brought: str | None
    owner: str
    raised: bool
    held: bool
    tells: bool


@dataclass(frozen=True, slots=True)
class StillWaiting:
    """It lies still: for whom (`turn`). `first`: they were not reminded since the last message."""

    case: str
    number: str
    brought: str | None
    turn: str
    first: bool


@dataclass(frozen=True, slots=True)
class FileChecked:
    """A document that somebody of the office sent may be seen now."""

    case: str
    brought: tuple[str, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody blocked the bot or left Telegram: whoever brought it, or (`staff`) who has it."""

    case: str
    number: str
    kind: Kind
    wijk: str
    owner: str | None
    alias: str
    staff: bool
    person: str


@dataclass(frozen=True, slots=True)
class NothingDue:
    """It is no longer so."""


# --- my own ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MyMattersFacts:
    """A page of what I asked and told, newest first."""

    rows: tuple[MatterLine, ...]
    page: int
    pages: int
