"""Is it late, is it more, is it the button typed?  The one place that judges what came in.

A step button belongs to a turn; a text belongs to the question its writer had on
the phone.  Only what is certain counts: when an earlier life may have shown the
question, a text is its answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

import orjson

from bot.inbound import Incoming, Tapped, Unknown
from bot.letters import draw
from conversations import journeys
from conversations.here import Here
from conversations.journeys import Talk, takes_forward
from conversations.rules.codes import HIDDEN, plain_code
from conversations.rules.texts import units
from conversations.talk import (
    QUESTION,
    Event,
    Pressed,
    PressedCase,
    PressedTooLate,
    Standing,
    Step,
    Wrote,
    WroteMore,
)
from locales.render import label
from storage import outbox
from storage.chats import OpenChat
from storage.database import Transaction

# A phone cuts a text at 4,096 units; one nearly that long has a sequel on its way.
NEARLY_FULL = 3900


@dataclass(frozen=True, slots=True)
class Unseen:
    """What this instance knows of screens that nobody can have seen yet.

    `asked`: who got a screen in this batch; `undelivered`: whose screen certainly waits here;
    `me`: this life of this instance.
    """

    asked: Collection[str]
    undelivered: Callable[[str], bool]
    me: str
    now: dt.datetime

    def certainly(self, person: str) -> bool:
        """Is there a screen this person has certainly not seen?"""
        return person in self.asked or self.undelivered(person)


@dataclass(slots=True)
class Heard:
    """A free text as it arrived in parts: (message id, part, Unix second)."""

    parts: list[tuple[int, str, int]]

    @staticmethod
    def read(text: str | None) -> Heard | None:
        """What was kept with the chat, or None."""
        parts = orjson.loads(text) if text else ()
        return Heard([(int(m), str(t), int(date)) for m, t, date in parts]) if parts else None

    def kept(self) -> str:
        """As it is kept with the chat."""
        return orjson.dumps(self.parts).decode()

    @property
    def whole(self) -> str:
        """All parts in the order they were written; a cut text is joined without a seam."""
        text = ""
        for _message, part, _date in sorted(self.parts):
            seam = "" if not text or units(text) % 4096 >= NEARLY_FULL else "\n"
            text += seam + part
        return text


async def judge(
    tx: Transaction,
    incoming: Incoming,
    chat: OpenChat,
    talk: Talk,
    here: Here,
    unseen: Unseen,
) -> tuple[Event, Heard | None]:
    """The one place that says whether a tap or a text is about what stands there now."""
    event = incoming.event
    match event:
        case Unknown():
            return PressedTooLate(), None
        case Tapped(turn, option):
            fresh = turn == chat.turn or option.startswith("@")
            return (Pressed(option) if fresh else PressedTooLate()), None
        case Wrote(forwarded=True) if takes_forward(talk, here):
            return event, None  # what somebody else typed is no button and no sequel
        case Wrote(text) if text == HIDDEN or plain_code(text) is not None:
            return event, None  # a voting code is no part of another answer, and is kept nowhere
        case Wrote(text):
            heard = Heard.read(chat.heard)
            if talk.with_a_person:
                # Every message of a talk goes on as it came.
                return await _typed_button(tx, text, talk, here) or event, None
            if heard is not None and await _goes_on(tx, incoming, chat, talk, heard, unseen):
                heard.parts.append((incoming.message, text, incoming.date))
                return WroteMore(heard.whole), heard
            tapped = await _typed_button(tx, text, talk, here)
            if tapped is not None:
                return tapped, None
            draft = talk.listening_draft
            secret = draft is not None and draft.secret
            if secret or text.startswith("/"):
                return event, None
            free = talk.screen == QUESTION or journeys.begins_telling(talk, event, here)
            return event, Heard([(incoming.message, text, incoming.date)]) if free else None
    return event, None


async def _goes_on(
    tx: Transaction,
    incoming: Incoming,
    chat: OpenChat,
    talk: Talk,
    heard: Heard,
    unseen: Unseen,
) -> bool:
    """Was this text sent before the question that stands now had reached the phone?

    Only what is certain counts: when an earlier life may have shown the question, a text is
    its answer.
    """
    event = incoming.event
    if talk.screen != QUESTION or not isinstance(event, Wrote) or event.text.startswith("/"):
        return False
    last, part, date = max(heard.parts)
    if incoming.message == last + 1:
        return True  # Telegram counts on over all our chats: we said nothing in between
    if chat.shown and chat.shown_at:
        return incoming.message < chat.shown or incoming.date < chat.shown_at
    if units(part) >= NEARLY_FULL and incoming.message <= last + 3:
        return True
    person = chat.person.id
    if chat.shown:
        return False
    if unseen.certainly(person):
        return True
    # Nobody writes, reads what comes and answers that within a second.
    return incoming.date <= date and await outbox.on_its_way_elsewhere(
        tx, person, chat.turn, unseen.me, unseen.now
    )


async def _typed_button(tx: Transaction, text: str, talk: Talk, here: Here) -> Event | None:
    """A typed label counts as the tap; a number too when the buttons are the whole answer."""
    if len(text) > 64 or talk.screen is None or text.startswith("/"):
        return None
    content = await draw(tx, talk.screen, talk, here)
    buttons = [b for row in content.rows for b in row if isinstance(b, Step | Standing)]
    if content.choices and text.strip(" .)").isdecimal():
        n = int(text.strip(" .)"))
        if 1 <= n <= len(buttons):
            return _press(buttons[n - 1])
    wish = _spoken(text)
    if content.position is not None:
        # Where a phone cannot share a position, the key sends its own label as a text.
        if _spoken(label(content.position, here.person.language, here.profile)) == wish:
            return Pressed("no_position")
    for button in buttons:
        if _spoken(label(button.label, here.person.language, here.profile)) == wish:
            return _press(button)
    return None


def _press(button: Step | Standing) -> Event:
    if isinstance(button, Step):
        return Pressed(button.option)
    return PressedCase(button.case, button.verb, button.n)


def _spoken(text: str) -> str:
    """A label as somebody types it: without icon, capitals or final stop."""
    return re.sub(r"[^\w ]+", "", text.casefold()).strip()
