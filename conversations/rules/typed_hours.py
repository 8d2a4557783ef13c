"""Hours in plain words: "ma-vr 9:00-17:00, do tot 20:00, za 10-14 en 15-17, feestdagen dicht".

    days (ma, ma-vr, di en do, werkdagen, elke dag) · then from when to when, or dicht
    a later word about a day takes the place of an earlier one · a day nobody named is closed
    "do tot 20:00" and "do vanaf 10:00" change what was said of Thursday before

Dutch and English.  Nothing is guessed: 9-5 is asked again, and what was read is shown back
before anything is kept.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from conversations.hubs.place import OnHolidays, Way, Weekly
from conversations.rules.days import read_day
from conversations.rules.hours import MIDNIGHT, Span
from conversations.rules.texts import western
from conversations.words import Kept, Message, Quoted, _

LONGEST = 400
# A door that opens before six is more likely one of the afternoon: then it is asked.
EARLY = "06:00"
HOLIDAYS = 8  # stands among the weekdays, 1 is Monday


class Week(Kept):
    """What was said of an ordinary week; `holidays` None is not a word about them."""

    way: Way = "walk_in"
    hours: tuple[Weekly, ...] = ()
    holidays: OnHolidays | None = None


def _named(*names: str) -> Mapping[str, int]:
    return {name: n for n, words in enumerate(names, 1) for name in words.split()}


DAYS = _named(
    "ma maa maandag maandags mon monday mondays",
    "di din dinsdag dinsdags tue tues tuesday tuesdays",
    "wo woe woensdag woensdags wed wednesday wednesdays",
    "do don donderdag donderdags thu thur thurs thursday thursdays",
    "vr vri vrijdag vrijdags fri friday fridays",
    "za zat zaterdag zaterdags sat saturday saturdays",
    "zo zon zondag zondags sun sunday sundays",
    "feestdag feestdagen holiday holidays",
)
WORKDAYS, WEEKEND = (1, 2, 3, 4, 5), (6, 7)
GROUPS: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("werkdag", "werkdagen", "doordeweeks", "weekdagen", "weekdays"), WORKDAYS),
    **dict.fromkeys(("weekend", "weekends"), WEEKEND),
    **dict.fromkeys(("dagelijks", "daily", "elke", "iedere", "every"), (*WORKDAYS, *WEEKEND)),
}
CLOSED = frozenset(("dicht", "gesloten", "closed"))
TO = frozenset(("-", "tot", "to", "until", "till"))
FROM = frozenset(("vanaf", "from"))
AND = frozenset(("en", "and", "&", "+"))
# Words that say nothing more: "we zijn open van 9 tot 17 uur".
AROUND_THEM = (
    "op van om is zijn we wij uur u h de het dag dagen day days on are at ook hours o'clock"
)
AROUND = frozenset(AROUND_THEM.split())
APPOINTMENT = re.compile(r"\b(?:alleen )?op afspraak\b|\b(?:only )?by appointment\b")
BOARD = re.compile(r"\bbord\b.*\bbuiten\b|\bboard\b.*\boutside\b")
TOKEN = re.compile(
    r"(?P<time>(?<![\d.:])\d{1,2}(?:[:.u]\d{2}|h\d{2})?(?:\s?(?:am|pm)\b)?(?![\d:]))"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)|(?P<sign>[-,;\n&+])|(?P<other>[^\s.:()])"
)


class _Unread(Exception):
    """Why the words cannot be read."""

    def __init__(self, why: Message) -> None:
        self.why = why


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # day, group, time, to, from, and, comma, closed
    text: str
    days: tuple[int, ...] = ()


def read_week(text: str) -> Week | Message:
    """The hours of an ordinary week as they were typed, or what is wrong with the words."""
    plain = _plain(text)
    if len(plain) > LONGEST:
        return _("That is too long for me. Type only days and times.")
    if BOARD.search(plain):
        return Week(way="board_outside")
    way: Way = "walk_in"
    if found := APPOINTMENT.search(plain):
        way, plain = "appointment", plain[: found.start()] + plain[found.end() :]
    try:
        said = _said(list(_tokens(plain)))
        closed = said.pop(HOLIDAYS, None)
        holidays: OnHolidays | None = None
        if closed is not None:
            holidays = "open" if closed else "closed"
        if way == "walk_in" and not any(said.values()):
            return _nothing_open(bool(said))
        hours = [
            Weekly(weekday=day, opens=opens, closes=closes)
            for day in sorted(said)
            for opens, closes in said[day]
        ]
        return Week(way=way, hours=tuple(hours), holidays=holidays)
    except _Unread as unread:
        return unread.why


def read_spans(text: str) -> tuple[Span, ...] | Message:
    """The stretches of one day: "9-12 en 13-17"; none is a day on which it stays closed."""
    tokens = []
    try:
        tokens = list(_tokens(_plain(text)))
        if tokens and all(token.kind == "closed" for token in tokens):
            return ()
        if any(token.kind in ("day", "group") for token in tokens):
            return _("Only the times, please. For example: 9:00-12:00.")
        spans = _said([_Token("day", "", (1,)), *tokens])[1]
    except _Unread as unread:
        return unread.why
    return tuple(spans) if spans else _no_times()


def of_days(days: Sequence[Sequence[Span]]) -> Week | Message:
    """A week from what was said of each day, Monday first."""
    hours = [
        Weekly(weekday=n, opens=opens, closes=closes)
        for n, spans in enumerate(days, 1)
        for opens, closes in spans
    ]
    return Week(hours=tuple(hours)) if hours else _nothing_open(closed=True)


def read_one_day(text: str, today: dt.date) -> dt.date | None:
    """A day as it was typed; the name of a weekday is the next such day, today included."""
    plain = _plain(text).strip(" .,-")
    plain = re.sub(r"^(?:tot en met|tot|until|op|on|deze|this)\s+", "", plain)
    if plain in DAYS and DAYS[plain] != HOLIDAYS:
        return today + dt.timedelta(days=(DAYS[plain] - today.isoweekday()) % 7)
    return read_day(plain, today)


def compact(hours: Iterable[Weekly], names: Sequence[str]) -> str:
    """The hours in one line, in words that `read_week` reads; `names` are seven weekdays.

    Days with the same hours in a row go together.  Seasons are left out: a line has none.
    """
    by_day: dict[int, str] = {}
    for row in sorted(hours, key=lambda row: (row.weekday, row.opens)):
        span = f"{row.opens}-{row.closes}"
        before = by_day.get(row.weekday)
        by_day[row.weekday] = f"{before} & {span}" if before else span
    parts: list[list[int]] = []
    for day in sorted(by_day):
        if parts and parts[-1][-1] == day - 1 and by_day[parts[-1][0]] == by_day[day]:
            parts[-1].append(day)
        else:
            parts.append([day])
    said = []
    for days in parts:
        first, last = names[days[0] - 1], names[days[-1] - 1]
        named = first if len(days) == 1 else f"{first}-{last}"
        said.append(f"{named} {by_day[days[0]]}")
    return ", ".join(said)


# --- words and signs ---------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Small letters without accents; dashes of every sort are one, so are tot en met and t/m."""
    plain = unicodedata.normalize("NFKD", western(text).casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"[‐-―−~]", "-", plain.replace("’", "'"))
    plain = re.sub(r"\bt\s?/\s?m\b|\btot en met\b|\bthrough\b|\bthru\b", " - ", plain)
    return re.sub(r"'s\b", " ", plain)


def _tokens(plain: str) -> Iterator[_Token]:
    for found in TOKEN.finditer(plain):
        text = found[0]
        match found.lastgroup:
            case "time":
                yield _Token("time", _clock(text))
            case "sign" if text in ",;\n":
                yield _Token("comma", text)
            case "other":
                raise _Unread(_not_read(text))
            case _ if text in DAYS:
                yield _Token("day", text, (DAYS[text],))
            case _ if text in GROUPS:
                yield _Token("group", text, GROUPS[text])
            case _ if text in TO:
                yield _Token("to", text)
            case _ if text in FROM:
                yield _Token("from", text)
            case _ if text in AND:
                yield _Token("and", text)
            case _ if text in CLOSED:
                yield _Token("closed", text)
            case _ if text in ("open", "geopend"):
                yield _Token("open", text)
            case _ if text not in AROUND:
                raise _Unread(_not_read(text))


def _clock(text: str) -> str:
    """A time as the store has it: 09:00, 09:30, 17:30 for "9", "9.30" and "5.30 pm"."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.uh](\d{2}))?\s?(am|pm)?", text)
    assert found is not None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] is not None:
        if not 1 <= hour <= 12:
            raise _Unread(_no_clock(text))
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise _Unread(_no_clock(text))
    return f"{hour:02}:{minute:02}"


# --- sentences ---------------------------------------------------------------------------------


def _said(tokens: list[_Token]) -> dict[int, list[Span]]:
    """The stretches of every day that was named, in order; none when it stays closed."""
    said: dict[int, list[Span]] = {}
    at = 0
    while at < len(tokens):
        if tokens[at].kind in ("comma", "and", "open") or _kinds(tokens, at, "from", "day"):
            at += 1
            continue
        days, at = _days(tokens, at)
        at = _hours(tokens, at, days, said)
    return said


def _days(tokens: list[_Token], at: int) -> tuple[tuple[int, ...], int]:
    """The days that stand here: one, from one to another, or several."""
    days: list[int] = []
    while at < len(tokens) and tokens[at].kind in ("day", "group"):
        first = tokens[at].days
        at += 1
        if _kinds(tokens, at, "to", "day") and len(first) == 1:
            last = tokens[at + 1].days[0]
            if HOLIDAYS in (first[0], last):
                raise _Unread(_not_read(tokens[at + 1].text))
            # From Friday to Monday goes over the weekend.
            first = tuple((first[0] - 1 + n) % 7 + 1 for n in range((last - first[0]) % 7 + 1))
            at += 2
        days += first
        if at + 1 < len(tokens) and tokens[at].kind in ("and", "comma"):
            if tokens[at + 1].kind in ("day", "group"):
                at += 1
    if not days:
        raise _Unread(_("On which days? For example: Mon-Fri 9:00-17:00."))
    return tuple(dict.fromkeys(days)), at


def _hours(
    tokens: list[_Token], at: int, days: tuple[int, ...], said: dict[int, list[Span]]
) -> int:
    """What is said of these days; answers where the next days begin."""
    if _kinds(tokens, at, "closed") or _kinds(tokens, at, "open", "closed"):
        said.update((day, []) for day in days)
        return at + 1
    if HOLIDAYS in days and (at == len(tokens) or tokens[at].kind in ("open", "comma")):
        # On holidays as on other days; hours of their own they cannot have.
        said[HOLIDAYS] = [("00:00", MIDNIGHT)]
        return at + 1
    while _kinds(tokens, at, "open"):
        at += 1
    if HOLIDAYS in days:
        raise _Unread(_("For holidays type only open or closed."))
    if _kinds(tokens, at, "to", "time"):
        for day in days:
            spans = said.get(day) or _unsaid(tokens[at + 1].text)
            said[day] = [*spans[:-1], _forward(spans[-1][0], tokens[at + 1].text)]
        return at + 2
    if _kinds(tokens, at, "from", "time") and not _kinds(tokens, at + 2, "to", "time"):
        for day in days:
            spans = said.get(day) or _unsaid(tokens[at + 1].text)
            said[day] = [_forward(tokens[at + 1].text, spans[0][1]), *spans[1:]]
        return at + 2
    spans, at = _spans(tokens, at)
    said.update((day, list(spans)) for day in days)
    return at


def _spans(tokens: list[_Token], at: int) -> tuple[list[Span], int]:
    spans: list[Span] = []
    while True:
        start = at + 1 if _kinds(tokens, at, "from") else at
        if not _kinds(tokens, start, "time", "to", "time"):
            break
        span = _forward(tokens[start].text, tokens[start + 2].text)
        if spans and span[0] < spans[-1][1]:
            raise _Unread(_("Two times of one day run into each other: {time}.", time=span[0]))
        spans.append(span)
        at = start + 3
        # "9-12 en 13-17", "9-12, 13-17": another stretch of the same days.
        more = at + 1 if _kinds(tokens, at, "and") or _kinds(tokens, at, "comma") else at
        if not (_kinds(tokens, more, "time") or _kinds(tokens, more, "from", "time")):
            break
        at = more
    if not spans:
        raise _Unread(_no_times())
    return spans, at


def _forward(opens: str, closes: str) -> Span:
    """From one time to another of the same day."""
    if closes == "00:00":
        closes = MIDNIGHT
    if closes <= opens:
        raise _Unread(
            _(
                "{opens} to {closes} ends before it begins. Type 17:00 for 5.",
                opens=opens,
                closes=closes,
            )
        )
    if opens < EARLY:
        raise _Unread(_("Is {time} in the night? In the afternoon 2 is 14:00.", time=opens))
    return opens, closes


def _unsaid(time: str) -> list[Span]:
    raise _Unread(_("From when to when? I only read {time}.", time=time))


def _kinds(tokens: list[_Token], at: int, *kinds: str) -> bool:
    """Do tokens of these kinds stand here in a row?"""
    return tuple(token.kind for token in tokens[at : at + len(kinds)]) == kinds


# --- what is wrong -----------------------------------------------------------------------------


def _not_read(word: str) -> Message:
    return _(
        "I do not understand {word}. Type it like this: Mon-Fri 9:00-17:00.",
        word=Quoted(text=word[:30]),
    )


def _no_clock(text: str) -> Message:
    return _("{time} is not on the clock.", time=text)


def _no_times() -> Message:
    return _("From when to when? For example: 9:00-12:00.")


def _nothing_open(closed: bool) -> Message:
    if closed:
        return _("Then it never opens. Is it closed for a time? Use that button.")
    return _("On which days? For example: Mon-Fri 9:00-17:00.")
