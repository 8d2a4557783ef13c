"""The buttons of a message, as Telegram wants them.

The only place that writes what a button sends back; `inbound.read` reads it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from conversations.profile import Profile
from conversations.talk import Button, Copy, Said, Share, Standing, Step
from conversations.words import Message
from locales.render import label, words

MOST_DATA = 64  # bytes of a button's data
MOST_COPIED = 256  # characters


def keyboard(
    said: Said, turn: int, language: str, profile: Profile, bot: str
) -> dict[str, Any] | None:
    """The buttons of a message as Telegram's InlineKeyboardMarkup, None when there are none.

    Raises ValueError when a button would send more than 64 bytes.  Where a position is asked they
    are keys under the input field, which send their own label; a message that takes those away has
    no buttons.
    """
    if said.takes_keys:
        return {"remove_keyboard": True}
    if said.position is not None:
        return _keys(said, said.position, language, profile)
    if not said.rows:
        return None
    rows = [[_button(b, turn, language, profile, bot) for b in row] for row in said.rows]
    return {"inline_keyboard": rows}


def _keys(said: Said, position: Message, language: str, profile: Profile) -> dict[str, Any]:
    """Keys under the input field, put away by the phone after one use."""
    share = {"text": label(position, language, profile), "request_location": True}
    others = [[{"text": label(b.label, language, profile)} for b in row] for row in said.rows]
    return {
        "keyboard": [[share], *others],
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "is_persistent": False,
    }


def _button(button: Button, turn: int, language: str, profile: Profile, bot: str) -> dict[str, Any]:
    text = label(button.label, language, profile)
    match button:
        case Step(option=option):
            return {"text": text, "callback_data": _data(f"s{turn}:{option}")}
        case Standing(case=case, verb=verb, n=n):
            end = "" if n is None else f":{n}"
            return {"text": text, "callback_data": _data(f"c{case}:{verb}{end}")}
        case Share(token=token, words=sentence):
            link = quote(f"https://t.me/{bot}?start={token}", safe="")
            about = quote(words(sentence, language, profile), safe="")
            return {"text": text, "url": f"https://t.me/share/url?url={link}&text={about}"}
        case Copy(text=copied):
            return {"text": text, "copy_text": {"text": copied[:MOST_COPIED]}}


def _data(data: str) -> str:
    if len(data.encode()) > MOST_DATA:
        raise ValueError(f"a button sends {len(data.encode())} bytes, Telegram takes {MOST_DATA}")
    return data
