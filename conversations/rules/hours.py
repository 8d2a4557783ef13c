"""Is it open now, when does it open again, and what about tomorrow?  Never a guess.

    an ordinary week → without holidays → one-off closures and openings, in the order told

Clock times are of the municipality; a time the clock skips or shows twice when summer time
begins or ends is read as calendars do (RFC 5545 §3.3.5).  What nobody checked for longer than
the profile allows, and hours on a holiday nobody spoke about, are not known: then nobody is
told that a door is open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from conversations.hubs.place import OneOff, Place
from conversations.profile import Profile
from conversations.rules.holidays import holiday
from conversations.words import Message, Quoted

# How far ahead is looked for the next opening, in days: a long summer and a bit.
AHEAD = 70
MIDNIGHT = "24:00"
Span = tuple[str, str]  # two clock times


@dataclass(frozen=True, slots=True)
class OpenNow:
    """Open, until this instant (UTC); `reason` when it is an extra opening."""

    until: dt.datetime
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class OpensAgain:
    """Shut by its ordinary hours; open again at this instant (UTC).

    `unsure` is a holiday before that, on which it may be open: nobody said so.
    """

    at: dt.datetime
    unsure: Message | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """Shut for a reason, or for as long as can be seen; `again` (UTC) when that is known."""

    reason: Message | None = None
    again: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ByAppointment:
    """Only after a call; `walk_in` (UTC) is the next moment without one."""

    walk_in: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class BoardOutside:
    """Open whenever the board stands outside."""


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Nobody can say: it was never told, it was checked too long ago, or it is a holiday."""

    why: Literal["unknown", "stale", "holiday"] = "unknown"
    holiday: Message | None = None


Now = OpenNow | OpensAgain | Closed | ByAppointment | BoardOutside | NotKnown


@dataclass(frozen=True, slots=True)
class OpenOn:
    """The stretches of a day, in order, as clock times."""

    spans: tuple[Span, ...]
    reason: Message | None = None


OnDay = OpenOn | Closed | ByAppointment | BoardOutside | NotKnown


def state_now(place: Place, one_offs: Sequence[OneOff], profile: Profile, now: dt.datetime) -> Now:
    """What the door does at this instant; `now` carries its zone."""
    book = _Book(place, one_offs, profile, now)
    today = profile.today(now)
    if (span := book.around(now)) is not None:
        return OpenNow(span[1], book.lengthened(span))
    again, unsure = book.next_after(now)
    if (shut := book.closing(now)) is not None:
        return Closed(_said(shut), again)
    on_day = book.shut_on(today)
    match on_day:
        case Closed(None) if again is not None:
            return OpensAgain(again, unsure)
        case Closed(reason):
            return Closed(reason, again)
        case ByAppointment():
            return ByAppointment(again)
    return on_day


def state_on(
    place: Place, one_offs: Sequence[OneOff], profile: Profile, now: dt.datetime, day: dt.date
) -> OnDay:
    """What the door does on a local day, as far as it is known at this instant."""
    book = _Book(place, one_offs, profile, now)
    if spans := book.spans(day):
        told = [one for one in book.on(day) if one.kind == "open"]
        return OpenOn(tuple(spans), _said(told[-1]) if told else None)
    shut = [one for one in book.on(day) if one.kind == "closed"]
    if shut and (shut[-1].opens is None or (book.ordinary(day) and not book.stale)):
        return Closed(_said(shut[-1]))
    return book.shut_on(day)


def week(
    place: Place, one_offs: Sequence[OneOff], profile: Profile, now: dt.datetime
) -> tuple[tuple[dt.date, OnDay], ...]:
    """The next seven days, today first; empty when there are no hours to show."""
    if place.way != "walk_in" and not one_offs and not place.hours:
        return ()
    today = profile.today(now)
    days = (today + dt.timedelta(days=n) for n in range(7))
    return tuple((day, state_on(place, one_offs, profile, now, day)) for day in days)


class _Book:
    """The hours of one place as they are believed at one instant."""

    def __init__(
        self, place: Place, one_offs: Sequence[OneOff], profile: Profile, now: dt.datetime
    ) -> None:
        self.place = place
        self.one_offs = one_offs
        self.zone = ZoneInfo(profile.timezone)
        self.today = profile.today(now)
        self.fresh = dt.timedelta(days=profile.hours_fresh_days)
        self.stale = not self._believed(place.hours_checked)

    def _believed(self, told: dt.date | None) -> bool:
        return told is not None and self.today - told <= self.fresh

    # --- one day ------------------------------------------------------------------------

    def ordinary(self, day: dt.date) -> list[Span]:
        """The hours of an ordinary week on this day, holidays and one-offs aside."""
        return _together(
            (row.opens, row.closes)
            for row in self.place.hours
            if row.weekday == day.isoweekday()
            and (row.since is None or row.since <= day)
            and (row.until is None or day <= row.until)
        )

    def on(self, day: dt.date) -> list[OneOff]:
        """The one-offs of this day, in the order they were told."""
        return [one for one in self.one_offs if one.since <= day <= one.until]

    def spans(self, day: dt.date) -> list[Span]:
        """When it is open on this day, as far as that is believed."""
        spans: list[Span] = []
        # Hours of a place that only opens after a call are the hours without one.
        if self.place.way in ("walk_in", "appointment") and not self.stale:
            if holiday(day) is None or self.place.holidays == "open":
                spans = self.ordinary(day)
        for one in self.on(day):
            stretch = (one.opens or "00:00", one.closes or MIDNIGHT)
            if one.kind == "closed":
                spans = _without(spans, stretch)
            elif self._believed(one.told):
                spans = _together([*spans, stretch])
        return spans

    def shut_on(self, day: dt.date) -> Closed | ByAppointment | BoardOutside | NotKnown:
        """Why nothing is open on this day, one-offs aside."""
        place = self.place
        if place.way == "unknown" or (place.way == "walk_in" and not place.hours):
            return NotKnown()
        if self.stale:
            return NotKnown("stale")
        if place.way == "appointment":
            return ByAppointment()
        if place.way == "board_outside":
            return BoardOutside()
        named = holiday(day)
        if named is not None and self.ordinary(day) and place.holidays != "open":
            return Closed(named) if place.holidays == "closed" else NotKnown("holiday", named)
        if all(row.until is not None and row.until < day for row in place.hours):
            return NotKnown("stale")  # a season that ended: nobody told what comes after it
        return Closed()

    # --- instants -----------------------------------------------------------------------

    def at(self, day: dt.date, clock: str) -> dt.datetime:
        """The instant (UTC) at which the clock shows this on this day."""
        if clock == MIDNIGHT:
            day, clock = day + dt.timedelta(days=1), "00:00"
        local = dt.datetime.combine(day, dt.time.fromisoformat(clock), self.zone)
        return local.astimezone(dt.UTC)

    def instants(self, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
        """The stretches of a day as instants; one the clock skips altogether is none."""
        found = [(self.at(day, opens), self.at(day, closes)) for opens, closes in self.spans(day)]
        return [(opens, closes) for opens, closes in found if opens < closes]

    def around(self, now: dt.datetime) -> tuple[dt.datetime, dt.datetime] | None:
        """The stretch that holds this instant, joined over midnight; None when it is shut."""
        day = now.astimezone(self.zone).date()
        for opens, closes in self.instants(day):
            if opens <= now < closes:
                following = day
                while closes == self.at(following, MIDNIGHT) and following < day + _days(7):
                    following += _days(1)
                    begins = [span for span in self.instants(following) if span[0] == closes]
                    if not begins:
                        break
                    closes = begins[0][1]
                return opens, closes
        return None

    def lengthened(self, stretch: tuple[dt.datetime, dt.datetime]) -> Message | None:
        """Why this stretch is longer than usual, when somebody said so."""
        day = stretch[0].astimezone(self.zone).date()
        told = [
            one
            for one in self.on(day)
            if one.kind == "open" and one.opens is not None and one.closes is not None
            if self.at(day, one.opens) < stretch[1] and self.at(day, one.closes) > stretch[0]
        ]
        return _said(told[-1]) if told else None

    def next_after(self, now: dt.datetime) -> tuple[dt.datetime | None, Message | None]:
        """When it certainly opens next, None when that is not seen from here.

        With it the first holiday before that on which it may be open, but nobody said so.
        """
        day = now.astimezone(self.zone).date()
        unsure: Message | None = None
        for n in range(AHEAD):
            following = day + _days(n)
            for opens, _closes in self.instants(following):
                if opens > now:
                    return opens, unsure
            if unsure is None and isinstance(shut := self.shut_on(following), NotKnown):
                unsure = shut.holiday
        return None, unsure

    def closing(self, now: dt.datetime) -> OneOff | None:
        """The one-off that shuts the door at this instant."""
        local = now.astimezone(self.zone)
        clock = f"{local:%H:%M}"
        told = [
            one
            for one in self.on(local.date())
            if one.kind == "closed" and (one.opens or "00:00") <= clock < (one.closes or MIDNIGHT)
        ]
        return told[-1] if told else None


def _days(n: int) -> dt.timedelta:
    return dt.timedelta(days=n)


def _said(one: OneOff) -> Message | None:
    """The reason in the words of who gave it, or none."""
    if not one.reason:
        return None
    return Message(text="{reason}", gaps={"reason": Quoted(text=one.reason)})


def _together(spans: Iterable[Span]) -> list[Span]:
    """Stretches in order, those that touch or overlap as one."""
    found: list[Span] = []
    for opens, closes in sorted(spans):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(closes, found[-1][1]))
        else:
            found.append((opens, closes))
    return found


def _without(spans: Iterable[Span], shut: Span) -> list[Span]:
    """What is left of the stretches when one is taken out."""
    left: list[Span] = []
    for opens, closes in spans:
        left += [
            (one, other)
            for one, other in ((opens, min(closes, shut[0])), (max(opens, shut[1]), closes))
            if one < other
        ]
    return left
