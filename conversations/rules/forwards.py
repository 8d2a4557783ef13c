"""Before whom a matter may be laid, for how long, and what may be said with it; or why not."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.matters.forward import DAYS
from conversations.rules.hands import morning_of
from conversations.rules.texts import clean, why_not_private, why_not_this_text
from conversations.words import Message, _

MOST_WHOM, MOST_WORDS, MOST_ANSWER = 60, 1000, 3000  # UTF-16 units
# A link dies after so many days, whatever somebody has left to answer.
LINK_LIVES = dt.timedelta(days=14)


def why_not_this_whom(text: str) -> Message | None:
    """A department or organisation is one short line."""
    if "\n" in clean(text):
        return _("The name is one short line.")
    return why_not_this_text(text, 2, MOST_WHOM) or why_not_private(text)


def why_not_these_words(text: str) -> Message | None:
    """What is asked of somebody outside says something, and holds no number we refuse."""
    return why_not_this_text(text, 3, MOST_WORDS) or why_not_private(text)


def why_not_this_answer(text: str) -> Message | None:
    """An answer says something, and holds no number we refuse."""
    return why_not_this_text(text, 1, MOST_ANSWER) or why_not_private(text)


def why_not_these_days(days: int) -> Message | None:
    """Somebody has a few days, and never longer than a link lives."""
    return None if days in DAYS else _("Choose one of the terms that I offer.")


def back_at(days: int, here: Here) -> dt.datetime:
    """When an unanswered matter returns: the morning after so many days, never after its link."""
    return min(morning_of(here.today + dt.timedelta(days=days), here), here.now + LINK_LIVES)
