"""A voting code reaches the bot: typed when it was asked, typed out of the blue, or by a link.

    the question for a code → typed, or “I am at the wijkhub” → a number for whoever sits there
    anything that is plainly a code, at any moment
    t.me/<bot>?start=stem_…

Part of the vote journey.  The message a code came in is taken out of the chat, and the code goes
no further than the command: no draft, screen or letter ever holds it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from conversations.rounds.round import Level
from conversations.rounds.vote_draft import VoteDraft
from conversations.rounds.voting import BeginBallot, ClaimCode, CodeClaimed
from conversations.rules.codes import HIDDEN, Mistyped, link_of, plain_code, read_code
from conversations.talk import (
    MENU,
    QUESTION,
    Event,
    Opened,
    Paragraph,
    Pressed,
    Said,
    Screen,
    Shared,
    Turn,
    Wrote,
    WroteMore,
    said,
)
from conversations.words import Moment, The, _

LIST = Screen(name="votes")
NOT_RIGHT = _("One character of this code is not right. Look once more. It costs nothing.")
ONCE_MORE = _("Something went wrong here, and I keep no codes. Please send your code once more.")

NOT_PASSED_ON = _(
    "In that message stands a voting code. It is only for whoever got it. I do not keep it."
)


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """Bind the code of this letter to my account; answered as ClaimCode is."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CallDesk:
    """I stand at a desk: give me a number that they can type."""

    round: str


@dataclass(frozen=True, slots=True)
class DeskCalled:
    """The number stands; the screen shows it for as long as it works."""

    round: str


@dataclass(frozen=True, slots=True)
class CallFacts:
    """The number on the phone of whoever stands at a desk, and until when it works (UTC)."""

    round: str
    number: str
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class TellBrake:
    """So many wrong codes came in that none is taken for a while: the officers hear it."""


@dataclass(frozen=True, slots=True)
class Braked:
    """Codes are not taken in chats until then (UTC)."""

    until: dt.datetime


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How many codes of one batch are where: `made` is the sum of the others.

    `cancelled` are votes that stopped counting because their code was made void.
    """

    batch: str
    level: Level
    made: int
    unused: int
    claimed: int
    used: int
    void: int
    cancelled: int


def answer(draft: VoteDraft | None, event: Event) -> Turn | None:
    """Anything about giving a code; None when it is about something else."""
    match event:
        case Opened(payload) if token := link_of(payload):
            return Turn(commands=(ClaimLink(token),), erase=True)
        case Opened(payload) if HIDDEN in payload:
            note = _("Please open the link of your letter once more.")
            return Turn(notes=(note,), show=LIST, erase=True)
        case Pressed("desk") if draft is not None:
            return Turn(draft, commands=(CallDesk(draft.round),))
        case DeskCalled(round):
            return Turn(show=Screen(name="vote_desk", case=round))
        case CodeClaimed(round):
            # The same note for a typed code and a link: neither is a tap, which could be toasted.
            note = _("✅ Your code is right. It belongs to this account now.")
            return Turn(notes=(note,), commands=(BeginBallot(round),))
        case Shared() if draft is not None:
            # A picture of the letter, most likely: the code stands in it.
            note = _("I only read a code that you type. What you sent goes out of this chat.")
            return ask(draft, note, missed=True, erase=True)
        case Wrote(text) | WroteMore(text) if draft is not None and not text.startswith("/"):
            return _typed(draft, text)
        case Wrote(text) | WroteMore(text) | Opened(text):
            return _unasked(text)
    return None


def ask(draft: VoteDraft, *notes: Paragraph, missed: bool = False, erase: bool = False) -> Turn:
    """The question for the code, with something said first."""
    return Turn(draft, notes=notes, show=QUESTION, missed=missed, erase=erase)


def _typed(draft: VoteDraft, text: str) -> Turn:
    """A code as people type it; a typing error costs nothing."""
    match read_code(text):
        case str(code):
            return Turn(draft, commands=(ClaimCode(draft.round, code),), erase=True)
        case Mistyped():
            return ask(draft, NOT_RIGHT, erase=True)
    if HIDDEN in text:
        return ask(draft, ONCE_MORE, erase=True)
    return ask(draft, _("I see no code in that. It has 12 letters and figures."), missed=True)


def _unasked(text: str) -> Turn | None:
    match plain_code(text):
        case str(code):
            return Turn(commands=(ClaimCode(None, code),), erase=True)
        case Mistyped():
            return Turn(notes=(NOT_RIGHT,), show=LIST, erase=True)
    if text == HIDDEN:  # it failed by our fault, and was kept without the code that stood in it
        return Turn(notes=(ONCE_MORE,), show=LIST, erase=True)
    return None


def is_code(event: Event) -> bool:
    """Is this plainly about a voting code, whatever else is being asked?"""
    match event:
        case Wrote(text) | WroteMore(text):
            return text == HIDDEN or plain_code(text) is not None
        case Opened(payload):
            link = link_of(payload) is not None or HIDDEN in payload
            return link or plain_code(payload) is not None
    return False


def braked(until: dt.datetime) -> Said:
    """For the officers: what is going on, and what they can do."""
    words = _(
        "⚠️ More than 200 wrong voting codes came in within a minute. I take no codes in chats"
        " until {moment}. {Hub} can still help people to vote.",
        moment=Moment(at=until),
        Hub=The("hub"),
    )
    return said(words, rows=(MENU,))
