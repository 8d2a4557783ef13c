"""Reading what staff type about an activity, and what it must be like.

Times are clock times of one day ("14:00-16:00", "2 tot 4"), languages are names or codes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from conversations.activities.activity import (
    LEAST_TITLE,
    MOST_PLACES,
    MOST_TITLE,
    MOST_WORDS,
    Activity,
    State,
)
from conversations.here import Here, Person
from conversations.places import fold
from conversations.profile import Profile
from conversations.rules.roles import by_operator
from conversations.rules.texts import clean, western, why_not_private, why_not_this_text
from conversations.words import Message, _, plural

# Farther ahead is a slip of the finger in the year.
FARTHEST = dt.timedelta(days=400)
KEEPERS = ("hub_staff",)
NO_LIMIT = frozenset(
    ("geen", "geen limiet", "onbeperkt", "iedereen", "none", "no limit", "unlimited", "everybody")
)

LANGUAGES: Mapping[str, str] = {
    name: code
    for code, names in {
        "nl": "nederlands dutch",
        "en": "engels english",
        "tr": "turks turkish turkce",
        "ar": "arabisch arabic",
        "pl": "pools polish polski",
        "uk": "oekraiens ukrainian",
        "pap": "papiaments papiamento papiamentu",
        "pt": "portugees portuguese",
        "kea": "kaapverdiaans kriolu creools",
        "es": "spaans spanish espanol",
        "fr": "frans french",
        "de": "duits german",
        "zh": "chinees chinese",
        "ti": "tigrinya",
        "so": "somalisch somali",
        "fa": "farsi perzisch persian",
        "bg": "bulgaars bulgarian",
        "ro": "roemeens romanian",
        "hi": "hindi hindoestaans",
        "ber": "berbers tamazight berber",
    }.items()
    for name in (code, *names.split())
}


def may_keep(person: Person, wijk: str | None) -> bool:
    """May this person keep the programme of a place in this wijk (None: of no wijk)?"""
    return by_operator(person) or person.holds(wijk, *KEEPERS)


def why_not_keep(person: Person, wijk: str | None) -> Message | None:
    """Only the people of a place say what happens there."""
    if may_keep(person, wijk):
        return None
    return _("Only people who work at this place can do that.")


# --- reading ---------------------------------------------------------------------------------

_CLOCK = r"(\d{1,2})(?:\s*[:.u]\s*(\d{2}))?\s*(?:u(?:ur)?)?"
_TIMES = re.compile(
    rf"(?:van|from)?\s*{_CLOCK}\s*(?:-|–|—|tot|t/m|to|until|till)\s*{_CLOCK}", re.IGNORECASE
)


def read_times(text: str) -> tuple[dt.time, dt.time] | None:
    """Begin and end on one day, as "14:00-16:00", "14-16", "10.30 tot 12 uur"; None otherwise."""
    found = _TIMES.fullmatch(western(clean(text)).strip(" ."))
    if found is None:
        return None
    try:
        opens = dt.time(int(found[1]), int(found[2] or 0))
        closes = dt.time(int(found[3]), int(found[4] or 0))
    except ValueError:
        return None
    return (opens, closes) if opens < closes else None


def read_most(text: str) -> int | str | None:
    """How many people fit: a number, None for no limit, or the text when it is neither."""
    typed = western(clean(text)).casefold().strip(" .")
    if typed in NO_LIMIT:
        return None
    found = re.fullmatch(r"(\d{1,5})(?:\s*(?:plekken|plaatsen|mensen|places|people))?", typed)
    if found and 1 <= int(found[1]) <= MOST_PLACES:
        return int(found[1])
    return text


def read_languages(text: str) -> tuple[str, ...] | str:
    """The codes of the languages in a text, or the first word that names none we know."""
    found: list[str] = []
    for word in re.split(r"[\s,;/&+]+|\ben\b|\band\b", clean(text)):
        if not word:
            continue
        code = LANGUAGES.get(fold(word))
        if code is None:
            return word
        found.append(code)
    return tuple(dict.fromkeys(found))


def instant_of(day: dt.date, clock: dt.time, profile: Profile) -> dt.datetime:
    """The instant (UTC) at which clocks in the municipality show this."""
    local = dt.datetime.combine(day, clock, ZoneInfo(profile.timezone))
    return local.astimezone(dt.UTC)


# --- what it must be like ------------------------------------------------------------------------


def why_not_this_name(text: str) -> Message | None:
    """The name of an activity is one line without anybody's number in it."""
    if "\n" in clean(text):
        return _("A title is one line.")
    return why_not_this_text(text, LEAST_TITLE, MOST_TITLE) or why_not_private(text)


def why_not_these_words(text: str) -> Message | None:
    """What is told about it may be some lines."""
    return why_not_this_text(text, 1, MOST_WORDS) or why_not_private(text)


def why_not_then(starts: dt.datetime, ends: dt.datetime, now: dt.datetime) -> Message | None:
    """An activity begins later than now, before it ends, and within about a year."""
    if starts <= now:
        return _("That time is over already. Choose a later time.")
    if starts - now > FARTHEST:
        return _("That is more than a year away. Is the year right?")
    if ends <= starts:
        return _("It ends before it begins. Please look at the times.")
    return None


def why_not_change(
    activity: Activity, state: State, begins: dt.datetime, taken: int, here: Here
) -> Message | None:
    """An activity can be changed until it begins; nobody who has a place loses it by a change."""
    if state == "cancelled":
        return _("This activity does not go on.")
    if begins <= here.now:
        return _("This activity has begun already. You can no longer change it.")
    if (reason := why_not_then(activity.starts, activity.ends, here.now)) is not None:
        return reason
    if activity.most is not None and activity.most < taken:
        return plural(
            "{count} person has a place already. Choose that number or more.",
            "{count} people have a place already. Choose that number or more.",
            taken,
        )
    return None
