"""What a neighbour said, without who said it: names, numbers and accounts go out.

An ambassador passes on what was said, not who said it.  It is looked at by the bot before
anything is kept, so that nobody has to remember to take it out later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from conversations.rules.telephone import MOBILE_INSIDE

LEFT_OUT = "[…]"

# Where somebody can be found: mail, a chat, an account; a number here or abroad.
_FOUND_AT = re.compile(
    r"[\w.+\-]+@[\w\-]+\.[\w.\-]*\w"
    r"|tg://\S+"
    r"|(?:https?://)?(?:t|wa|telegram)\.me/\S+"
    r"|(?<![\w@])@\w{4,32}"
)
_NUMBERS = (
    MOBILE_INSIDE,
    re.compile(r"(?<![\d+])(?:\+|00)[1-9]\d{0,2}(?:[ .()\-]*\d){6,12}(?!\d)"),
    re.compile(r"(?<![\d\-])0\d{2}[ .\-]?\d{3}[ .\-]?\d{2}[ .\-]?\d{2}(?!\d)"),
    re.compile(r"(?<![\d\-])0\d{3}[ .\-]?\d{2,3}[ .\-]?\d{2}[ .\-]?\d{0,2}(?<=\d)(?![\d\-])"),
)
# Parts of a name that say nothing about who it is.
_BETWEEN = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "het",
        "ter",
        "ten",
        "el",
        "la",
        "le",
        "da",
        "di",
        "bin",
        "uit",
        "op",
    ]
)
# Names that are ordinary words too: out only as they stand in the name.
_ORDINARY = frozenset(
    [
        "ben",
        "wil",
        "roos",
        "storm",
        "bloem",
        "boom",
        "berg",
        "bos",
        "kok",
        "mei",
        "bas",
        "lente",
        "beer",
    ]
)


def without_people(text: str, names: Iterable[str] = ()) -> str:
    """The text with `[…]` for these names, for telephone numbers, mail and account names.

    Names of more letters go out in capitals or not; it rather takes out a word too many.
    """
    for pattern in (_FOUND_AT, *_NUMBERS, *_patterns(names)):
        text = pattern.sub(LEFT_OUT, text)
    return re.sub(rf"{re.escape(LEFT_OUT)}(?:[ ,]*{re.escape(LEFT_OUT)})+", LEFT_OUT, text)


def _patterns(names: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """A name as a whole, then every word of it."""
    wholes = [name.strip() for name in names if name.strip()]
    parts = [part for name in wholes for part in re.findall(r"[^\W\d_]+", name)]
    for word in dict.fromkeys((*wholes, *parts)):
        folded = word.casefold()
        if folded in _BETWEEN or len(word) < 2:
            continue
        exactly = len(word) == 2 or folded in _ORDINARY
        yield re.compile(
            rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", 0 if exactly else re.IGNORECASE
        )
