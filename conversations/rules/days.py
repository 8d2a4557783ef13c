"""Days as people write them, in Dutch and English, and when a plan may start.

Numbers are day first, as in the Netherlands: 12/5 is the twelfth of May.  A day without
a year is the next such day, today included.  What stands here is read and shown back;
the resident confirms the day in words.

Source: feature row 18 and `facts/README.md` §7.3 (start at least six weeks away: advice).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from conversations.rules.texts import clean, western
from conversations.words import Day, Message, _, plural

MONTHS = (
    "januari january jan",
    "februari february febr feb",
    "maart march mrt mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "augustus august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "december dec",
)
MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()}
WEEKDAYS = (
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "monday tuesday wednesday thursday friday saturday sunday ma di wo do vr za zo"
)
COUNTS = (
    "een one a an",
    "twee two",
    "drie three",
    "vier four",
    "vijf five",
    "zes six",
    "zeven seven",
    "acht eight",
    "negen nine",
    "tien ten",
    "elf eleven",
    "twaalf twelve",
)
COUNT = {word: number for number, words in enumerate(COUNTS, 1) for word in words.split()}
PARTS = {"begin": 1, "early": 1, "half": 15, "midden": 15, "medio": 15, "mid": 15}
YEARS = range(1900, 2200)  # anything else is a slip of the finger
NEAR = {
    **dict.fromkeys(("vandaag", "today", "nu", "now"), 0),
    **dict.fromkeys(("morgen", "tomorrow"), 1),
    **dict.fromkeys(("overmorgen", "day after tomorrow"), 2),
}


def _any(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


MONTH_NAME = rf"(?P<month>{_any(' '.join(MONTHS))})\.?"
YEAR = r"(?:,?\s*(?P<year>\d{4}|'?\d{2}))?"
DAY = r"(?P<day>\d{1,2})"
FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{DAY}\s*(?:e|ste|de|st|nd|rd|th)?\.?\s*(?:of|van)?\s*{MONTH_NAME}{YEAR}",
        rf"{MONTH_NAME}\s*(?:the)?\s*{DAY}(?:st|nd|rd|th)?(?:(?:,\s*|\s+)(?P<year>\d{{4}}))?",
        rf"{DAY}\s?[-/.]\s?(?P<number>\d{{1,2}})(?:\s?[-/.]\s?(?P<year>\d{{4}}|\d{{2}}))?\.?",
        r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})",
    )
)
PART_OF_MONTH = re.compile(
    r"(?:in\s+)?(?:the\s+)?"
    rf"(?:(?P<part>{_any(' '.join(PARTS))}|eind(?:e)?|end)[\s-]*(?:van|of)?\s*)?"
    rf"{MONTH_NAME}(?:\s*(?P<year>\d{{4}}))?"
)
FROM_NOW = re.compile(
    rf"(?:over|in)\s+(?:ongeveer\s+|about\s+)?(?P<count>\d{{1,3}}|{_any(' '.join(COUNTS))})\s+"
    r"(?:(?P<days>dag(?:en)?|days?)|(?P<weeks>we(?:ek|ken|eks))|(?P<months>maand(?:en)?|months?))"
)
SMALL_WORDS = re.compile(
    rf"^(?:(?:op|on|vanaf|per|from|starting|start|de|the|{_any(WEEKDAYS)})\b[.,]?\s*)+"
)


def read_day(text: str, today: date) -> date | None:
    """The day that was typed, seen from `today` (the local day), or None when it is not one.

    Reads "12 mei", "May 12th, 2027", "12-5-2027", "12/5", "12.05.27", "2027-05-12",
    "morgen", "over 6 weken", "in two months", "volgende week" (its Monday), "volgende
    maand" (its first), "mei" and "begin mei" (the first), "half mei" (the fifteenth),
    "eind mei" (the last day).  A year of two figures is in this century.
    A past day is returned as it is; a rule objects.  A day that is not on the calendar
    (31-2) is None, and so is a year before 1900 or after 2199.
    """
    typed = " ".join(western(clean(text)).casefold().replace("’", "'").replace("é", "e").split())
    typed = SMALL_WORDS.sub("", typed).rstrip(".!?, ")
    try:
        day = _relative(typed, today) or _on_calendar(typed, today) or _in_month(typed, today)
    except (ValueError, OverflowError):
        return None
    return day if day is not None and day.year in YEARS else None


def _relative(typed: str, today: date) -> date | None:
    if (days := NEAR.get(typed)) is not None:
        return today + timedelta(days=days)
    if typed in ("volgende week", "next week"):
        return today + timedelta(days=7 - today.weekday())
    if typed in ("volgende maand", "next month"):
        return _months_later(today.replace(day=1), 1)
    if found := FROM_NOW.fullmatch(typed):
        count = COUNT.get(found["count"]) or int(found["count"])
        if found["months"]:
            return _months_later(today, count)
        return today + timedelta(days=count if found["days"] else 7 * count)
    return None


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def _on_calendar(typed: str, today: date) -> date | None:
    for form in FORMS:
        if found := form.fullmatch(typed):
            named = found.groupdict()
            month = MONTH[named["month"]] if named.get("month") else int(named["number"])
            return _dated(int(named["day"]), month, named["year"], today)
    return None


def _in_month(typed: str, today: date) -> date | None:
    found = PART_OF_MONTH.fullmatch(typed)
    if found is None:
        return None
    month, part = MONTH[found["month"]], found["part"]
    if part is None or part in PARTS:
        return _dated(PARTS[part] if part else 1, month, found["year"], today)
    this_year = _last_day(int(found["year"] or today.year), month)
    return this_year if found["year"] or this_year >= today else _last_day(today.year + 1, month)


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    """That day of that year; without a year the next one (29 February may be eight years away).

    Raises ValueError when a given year has no such day.
    """
    if year is not None:
        figures = year.strip("'")
        return date(int(figures) + (2000 if len(figures) == 2 else 0), month, day)
    for ahead in range(9):
        try:
            candidate = date(today.year + ahead, month, day)
        except ValueError:
            continue
        if candidate >= today:
            return candidate
    return None


def earliest_start(today: date, weeks: int) -> date:
    """The first day that is `weeks` weeks away from `today`. OverflowError beyond the calendar."""
    return today + timedelta(weeks=weeks)


def why_not_this_start(start: date, today: date, lead_weeks: int | None) -> Message | None:
    """A plan starts today or later. Only the past is an objection; `lead_weeks` names a way out.

    With the profile's lead time known, the sentence names the earliest day it advises.
    """
    if start >= today:
        return None
    if lead_weeks is None:
        return _("{start} is in the past. Choose a later day.", start=Day(on=start))
    return _(
        "{start} is in the past. Choose {day} or later.",
        start=Day(on=start),
        day=Day(on=earliest_start(today, lead_weeks)),
    )


def advice_on_start(start: date, today: date, lead_weeks: int | None) -> Message | None:
    """What to say about a start that is too early; None when it is fine or no lead time is known.

    Advice, not refusal: the wijkraad decides (facts §7.3).  Whole weeks, rounded down;
    under one week it counts days.
    """
    if lead_weeks is None:
        return None
    earliest = earliest_start(today, lead_weeks)
    if start >= earliest:
        return None
    days = max((start - today).days, 0)
    if days >= 7:
        return plural(
            "Your start is in {count} week. The earliest start is {day}.",
            "Your start is in {count} weeks. The earliest start is {day}.",
            days // 7,
            day=Day(on=earliest),
        )
    if days == 0:
        return _("Your start is today. The earliest start is {day}.", day=Day(on=earliest))
    return plural(
        "Your start is in {count} day. The earliest start is {day}.",
        "Your start is in {count} days. The earliest start is {day}.",
        days,
        day=Day(on=earliest),
    )
