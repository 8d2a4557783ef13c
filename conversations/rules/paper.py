"""Ballots on paper: when they are entered, and how crosses are typed.

Which of two ballots of one person counts (safety: T4, T6, faults 46 and 52; feature C25):

    coded        the paper has the code, and takes the place of what was voted with it in the chat
    void_code    the desk makes the code void, with the vote that was cast with it, and gives paper
    attendance   the desk marks who came: that code is for paper; a code that voted in the chat is
                 void on paper, and gets none
"""

from __future__ import annotations

import re

from conversations.rounds.round import Rules
from conversations.rules.texts import clean, western
from conversations.words import Message, _

# Papers in one batch, and batches in a round.
MOST_PAPERS = 200
MOST_BATCHES = 9999
# With so many plans the pad has a key for each; with more the numbers are typed.
ON_PAD = 12


def why_no_paper(rules: Rules) -> Message | None:
    """A ballot on paper needs codes: nothing else keeps somebody from voting twice."""
    if rules.paper != "none" and rules.level == "own":
        return _("Paper ballots need voting codes. This round has none.")
    return None


def why_not_enter(rules: Rules, state: str, *, done: bool) -> Message | None:
    """Paper is entered after the closing, and before the count."""
    if rules.paper == "none":
        return _("This round has no paper ballots.")
    if state in ("prepared", "tested", "open"):
        return _("Keep the papers closed. You enter them when voting is over.")
    if state == "stopped":
        return _("This round was stopped. Nothing is counted.")
    if state != "closed" or done:
        return _("All paper of this round is in. Nothing can be added any more.")
    return None


def read_crosses(text: str, *, yes_no: bool) -> tuple[int, ...] | None:
    """Numbers of plans as somebody types them, such as "1 4 7"; a minus means no (yes_no)."""
    typed = western(clean(text)).replace("−", "-").replace("–", "-")
    parts = [part for part in re.split(r"[\s,;.+&]+", typed) if part]
    if not parts or not all(re.fullmatch(r"-?[0-9]{1,3}", part) for part in parts):
        return None
    numbers = tuple(int(part) for part in parts)
    return numbers if all(n > 0 or (yes_no and n < 0) for n in numbers) else None


def read_number(text: str, most: int) -> int | None:
    """A number of a batch or of papers, from 1 to `most`."""
    typed = western(clean(text)).strip()
    if not re.fullmatch(r"[0-9]{1,4}", typed) or not 1 <= int(typed) <= most:
        return None
    return int(typed)
