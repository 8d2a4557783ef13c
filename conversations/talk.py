"""The vocabulary of a chat: what happens, what is said, what is asked of the store.

A conversation is a function `respond(draft, event, here) → Turn`.  Events go
in; a Turn comes out: what we know now, what is said to whom, what the store is
asked to do and what is shown.  The store answers a command with an outcome,
which is one more event for the same function.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from conversations.chart import Chart
from conversations.profile import CaseKind
from conversations.words import Cell, Kept, Message, Released, _

# --- what is said -----------------------------------------------------------


class Heading(Kept):
    """A line in bold above what follows."""

    kind: Literal["heading"] = "heading"
    words: Message


class Lines(Kept):
    """Short lines that belong together, one under the other."""

    kind: Literal["lines"] = "lines"
    items: tuple[Message, ...]


class Cite(Kept):
    """Somebody's own text, in a quote block that says whose it is.

    `folds`: a phone shows three lines of it, and the rest with a tap.
    """

    kind: Literal["cite"] = "cite"
    whose: Message | None = None
    text: str
    folds: bool = False


Paragraph = Annotated[Message | Heading | Lines | Cite, Field(discriminator="kind")]


class Step(Kept):
    """A button of this turn: it is late as soon as the next question stands.

    An option that begins with @ is a shortcut to a command, such as the menu, and never late.
    """

    kind: Literal["step"] = "step"
    label: Message | str
    option: str


class Standing(Kept):
    """A button of a case: judged when pressed by role, case and state; never late by itself."""

    kind: Literal["standing"] = "standing"
    label: Message | str
    case: str
    verb: str
    n: int | None = None


class Share(Kept):
    """Opens the phone's own sharing sheet with a link to this bot and a sentence."""

    kind: Literal["share"] = "share"
    label: Message | str
    token: str
    words: Message


class Copy(Kept):
    """Puts a text (at most 256 characters) on the phone's clipboard."""

    kind: Literal["copy"] = "copy"
    label: Message | str
    text: str


Button = Annotated[Step | Standing | Share | Copy, Field(discriminator="kind")]
Row = tuple[Button, ...]


class Attached(Kept):
    """A file that goes with a message: a kept one by id, or a table or picture made for it.

    `own`: everything kept about whoever the letter is for, gathered when it is sent.  Of a
    published `round` (its id) it is made when it is sent: the record, or the picture.
    """

    file: str | None = None
    name: str | None = None
    table: tuple[tuple[Cell, ...], ...] | None = None
    chart: Chart | None = None
    own: bool = False
    round: str | None = None
    shows: Literal["record", "picture"] = "record"


class Pin(Kept):
    """A place on the map, in degrees (WGS 84): the phone shows the way; the words go beside it."""

    latitude: float
    longitude: float
    title: str
    address: str


class VCard(Kept):
    """A telephone number that a phone can keep in its address book; it has no words beside it.

    `name` is what the address book calls it, `number` as a telephone keeps it (+31…),
    `title` the role, `note` what one may ask there.
    """

    name: Message
    number: str
    organisation: str
    title: Message
    note: str | None = None


class Said(Kept):
    """The content of one message, in no language yet.

    `choices` says that the buttons are the whole answer, so a typed number counts as a tap.
    `position` is the label of a key under the input field that shares where somebody is; the
    buttons are keys there too, and the next message takes them all away (`takes_keys`).
    With a `card` the message is that card alone.  `confirms`: a button here is final, so after an
    outage it is asked again.  `private`: it tells what somebody chose or that they voted; it is
    never kept, but drawn anew for whoever sends it.
    """

    body: tuple[Paragraph, ...]
    rows: tuple[Row, ...] = ()
    choices: bool = False
    attached: Attached | None = None
    pin: Pin | None = None
    position: Message | None = None
    takes_keys: bool = False
    card: VCard | None = None
    confirms: bool = False
    private: bool = False

    def under(self, *notes: Paragraph) -> Said:
        """The same message below something that must be said first."""
        return self.but(body=(*notes, *self.body)) if notes else self

    def without_steps(self) -> Said:
        """The same without step buttons, for a message that is no turn of its reader.

        Shortcuts (`@…`: the menu, my plans) are never late and stay.
        """
        rows = tuple(
            row
            for row in self.rows
            if not any(isinstance(b, Step) and not b.option.startswith("@") for b in row)
        )
        return self if rows == self.rows else self.but(rows=rows)


def said(*body: Paragraph, rows: tuple[Row, ...] = (), choices: bool = False) -> Said:
    """A message of paragraphs with rows of buttons under it."""
    return Said(body=body, rows=rows, choices=choices)


def step(label: Message | str, option: str) -> Row:
    """One button of this turn on a row of its own."""
    return (Step(label=label, option=option),)


def standing(label: Message | str, case: str, verb: str, n: int | None = None) -> Row:
    """One button of a case on a row of its own."""
    return (Standing(label=label, case=case, verb=verb, n=n),)


# --- what is shown ----------------------------------------------------------


class Screen(Kept):
    """What a phone shows now, as a value: `name` says which, the rest which one.

    `case` is an id; `list`, `page` and `wijk` narrow a list; `subject` is what stands in a public
    link (a place, a stop), `day` a local day asked about.  Drawn again from facts whenever asked:
    after a late press, a language switch, a restart.
    """

    name: str
    case: str | None = None
    subject: str | None = None
    day: dt.date | None = None
    list: str | None = None
    page: int = 0
    wijk: str | None = None
    # A receipt is a message of its own, never written over the question before it.
    anew: bool = False
    # A receipt that is written over the question before it; what comes next stands below it.
    keeps: bool = False


HOME = Screen(name="home")
QUESTION = Screen(name="question")
# The way to the menu, in the same place on every screen.
MENU = step(_("🏠 Menu"), "@start")


# --- to whom ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToPerson:
    """One person, by our own id."""

    person: str


@dataclass(frozen=True, slots=True)
class ToRole:
    """Whoever holds a role in a wijk now; up the profile's chain when nobody does.

    `besides`: somebody who sees it already, by what they did.
    """

    role: str
    wijk: str | None
    kind: CaseKind = "initiative"
    besides: str | None = None


@dataclass(frozen=True, slots=True)
class ToSeats:
    """Everybody in the frozen roster of a case's running decision, but not `besides`."""

    case: str
    undecided_only: bool = False
    besides: str | None = None


@dataclass(frozen=True, slots=True)
class ToSupporters:
    """Everybody who supports an initiative now."""

    case: str


@dataclass(frozen=True, slots=True)
class ToSignedUp:
    """Everybody on the list of an activity, or (`only`) those who have a place."""

    item: str
    only: Literal["in"] | None = None


@dataclass(frozen=True, slots=True)
class ToTellers:
    """Everybody who waits for the answer to a matter.

    Who brought it, who said "me too", and who follows it; but not `besides`.
    """

    case: str
    besides: str | None = None


@dataclass(frozen=True, slots=True)
class ToHandlers:
    """Whoever took a matter, as long as they may; otherwise everybody in the role that has it."""

    case: str
    besides: str | None = None


Audience = ToPerson | ToRole | ToSeats | ToSupporters | ToSignedUp | ToTellers | ToHandlers
Weight = Literal["must", "news"]


@dataclass(frozen=True, slots=True)
class Say:
    """A message to somebody else, or beside the screen.

    `screen` is drawn for each reader inside the transaction and remembered
    under its case, so that it can be brought up to date weeks later.  `must`
    arrives even after doubt (a double is harmless); `news` is dropped when old
    and waits for the morning; after `until` it makes no sense any more.
    """

    to: Audience
    said: Said | None = None
    screen: Screen | None = None
    weight: Weight = "must"
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """Bring every shown message of this case up to date, on whose phone it may be.

    `besides`: not for those who follow one of these, because they have just heard it; `after`: the
    last person whose phone is up to date, where there are more than go in one portion; `but_not`:
    somebody whose own message it is about.
    """

    case: str
    besides: tuple[str, ...] = ()
    after: str = ""
    but_not: str | None = None


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Show something else in older messages on the phone of whoever acts, by their numbers."""

    messages: tuple[int, ...]
    screen: Screen


# --- what happened ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wrote:
    """A text, cleaned of controls; never empty.

    `forwarded`: somebody else said it; who, was never let in.
    """

    text: str
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class WroteMore:
    """More of the previous answer (a long text in parts): the whole of it so far, in order."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A step button of the current turn, or its label or number typed."""

    option: str


@dataclass(frozen=True, slots=True)
class PressedTooLate:
    """A step button of an older turn, or something that is no button of ours."""


@dataclass(frozen=True, slots=True)
class PressedCase:
    """A standing button; who may do it is judged by the store."""

    case: str
    verb: str
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A link to the bot with what stood behind `?start=`; a wish, never authority."""

    payload: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A photo, document or voice message; sizes in bytes. `forwarded`: somebody else made it."""

    what: Literal["photo", "document", "voice"]
    file_id: str
    unique_id: str
    size: int | None
    name: str | None = None
    mime: str | None = None
    caption: str | None = None
    album: str | None = None
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """A position in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Edited:
    """An earlier message was changed on the phone; the stored answer stays as it was."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Something a chat can hold and we cannot use: a sticker, a dice, a contact, a poll."""

    what: str


@dataclass(frozen=True, slots=True)
class CameBack:
    """The person unblocked the bot."""


@dataclass(frozen=True, slots=True)
class LeftUs:
    """The person blocked the bot."""


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The bot was away so long that a tap may be lost: a final question is asked once more."""


@dataclass(frozen=True, slots=True)
class Woke:
    """A due moment came: `what` for a subject (a case, a draft's person)."""

    what: str
    subject: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The store's answer to a command that may not be done: why, and the way on."""

    why: Message


# Journeys define their own commands and outcomes; both are plain classes.
Event = Any
Command = Any


# --- what comes of it -------------------------------------------------------


class Draft(Released):
    """What we know so far in one journey.  Any answer may still be missing.

    `secret`: what is typed now is kept nowhere, not even beside the chat for its next part.
    """

    secret: ClassVar[bool] = False

    journey: str

    @property
    def unsent(self) -> bool:
        """Is there something in it that would be lost, also where looking away ends a talk?"""
        return False


@dataclass(frozen=True, slots=True)
class Turn:
    """One event answered.

    `draft`    what we know now; None when this journey has nothing (more) to remember
    `notes`    said above the screen, in the same message
    `show`     the screen from now on; None leaves the phone as it is
    `says`     messages to others, and refreshes of what others look at
    `commands` what the store must do before anything of this is said
    `toast`    the small answer to a tap
    `missed`   we did not understand; the second time a person is offered
    `forget`   other journeys whose drafts are thrown away
    `erase`    what was just written goes out of the chat: it held a secret
    """

    draft: Draft | None = None
    notes: tuple[Paragraph, ...] = ()
    show: Screen | None = None
    says: tuple[Say | Refresh | Rewrite, ...] = ()
    commands: tuple[Command, ...] = ()
    toast: Message | None = None
    missed: bool = False
    forget: tuple[str, ...] = ()
    erase: bool = False

    def noting(self, *notes: Paragraph) -> Turn:
        """The same turn with something said first."""
        return replace(self, notes=(*notes, *self.notes))
