"""The file of `/mijngegevens`: what is kept about whoever asks, to read and to take along."""

from __future__ import annotations

import orjson

from conversations.matters.standard import standard
from conversations.profile import Profile
from conversations.words import _
from locales.render import words
from storage.own_data import Data

NAME = "mijn-gegevens.json"
ABOUT = (
    _("This is everything that I keep about you."),
    _("Times are in UTC. Amounts are in cents."),
    _("Photos and files you find with /mijn."),
    _("What you did in a role stands with the case, in the register."),
)


def as_json(data: Data, language: str, profile: Profile) -> bytes:
    """The data with what it means on top; a standard text stands there in words."""
    for message in data["messages"]:
        fixed = standard(message.pop("standard"))
        if fixed is not None:
            said = words(fixed, language, profile)
            message["text"] = f"{said}\n{message['text']}" if message["text"] else said
    about = [words(line, language, profile) for line in ABOUT]
    return orjson.dumps(
        {"about": about, "municipality": profile.name, **data}, option=orjson.OPT_INDENT_2
    )
