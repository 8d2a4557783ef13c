"""What people read about opening hours: now, on a day, and the week that comes."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.hubs.place import Place, PlaceFacts
from conversations.rules.hours import (
    BoardOutside,
    ByAppointment,
    Closed,
    NotKnown,
    Now,
    OnDay,
    OpenNow,
    OpenOn,
    OpensAgain,
    Span,
    state_now,
    state_on,
    week,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Day, Message, Several, _, in_context

WEEKDAYS = (
    in_context("weekday", "Monday"),
    in_context("weekday", "Tuesday"),
    in_context("weekday", "Wednesday"),
    in_context("weekday", "Thursday"),
    in_context("weekday", "Friday"),
    in_context("weekday", "Saturday"),
    in_context("weekday", "Sunday"),
)


def now_words(facts: PlaceFacts, here: Here) -> tuple[Message, ...]:
    """What the door does now: a line, and the way on when nobody knows."""
    match state_now(facts.place, facts.one_offs, here.profile, here.now):
        case OpenNow(until, reason):
            return (_open(until, here), *_because(reason))
        case OpensAgain(at, unsure):
            lines = [_again(at, here)]
            if unsure is not None:
                lines.append(_("On {holiday} I am not sure: please call first.", holiday=unsure))
            return tuple(lines)
        case Closed(reason, again):
            lines = [_("🔴 Closed now."), *_because(reason)]
            if again is not None:
                lines.append(_opens(again, here))
            return tuple(lines)
        case NotKnown("holiday", holiday) if holiday is not None:
            lines = [_("❔ Today is {holiday}. I do not know if it is open.", holiday=holiday)]
            return (*lines, call_first(facts.place, here))
        case state:
            return (*_without_hours(state, here), *_way_on(state, facts.place, here))


def day_words(facts: PlaceFacts, day: dt.date, here: Here) -> tuple[Message, ...]:
    """What the door does on the day that somebody asked about."""
    state = state_on(facts.place, facts.one_offs, here.profile, here.now, day)
    on = Day(on=day)
    match state:
        case OpenOn(spans, reason):
            return (_("🟢 {day}: open {hours}.", day=on, hours=_hours(spans)), *_because(reason))
        case Closed(reason):
            return (_("🔴 {day}: closed.", day=on), *_because(reason))
        case NotKnown("holiday", holiday) if holiday is not None:
            line = _("❔ {day} is {holiday}. I do not know if it is open.", day=on, holiday=holiday)
            return (line, call_first(facts.place, here))
        case _:
            return (*_without_hours(state, here), *_way_on(state, facts.place, here))


def week_words(facts: PlaceFacts, here: Here) -> tuple[Message, ...]:
    """The coming seven days, a line each; none when there are no hours to tell."""
    days = week(facts.place, facts.one_offs, here.profile, here.now)
    if not any(isinstance(state, OpenOn) for _day, state in days):
        return ()
    return tuple(_line(day, state) for day, state in days)


def usual_words(place: Place, today: dt.date) -> tuple[Message, ...]:
    """The hours of an ordinary week as they hold today, a line each day, and how to get in."""
    lines = list(_way_in(place))
    if not place.hours:
        return tuple(lines) or (_("❔ I do not know the opening hours."),)
    for n, weekday in enumerate(WEEKDAYS, 1):
        hours = _on_weekday(place, n, today)
        lines.append(_("{weekday}: {hours}", weekday=weekday, hours=hours))
    return (*lines, *_on_holidays(place))


def changed_words(was: Place, became: Place, today: dt.date) -> tuple[Message, ...]:
    """What is other about the hours of an ordinary week, before and after, a line each."""
    lines: list[Message] = []
    if was.way != became.way:
        lines += _way_in(became)
    for n, weekday in enumerate(WEEKDAYS, 1):
        before, after = _on_weekday(was, n, today), _on_weekday(became, n, today)
        if before != after:
            lines.append(
                in_context(
                    "change",
                    "{weekday}: {before} → {after}",
                    weekday=weekday,
                    before=before,
                    after=after,
                )
            )
    if was.holidays != became.holidays:
        lines += _on_holidays(became)
    return tuple(lines) or (_("The hours stayed as they were."),)


def _way_in(place: Place) -> tuple[Message, ...]:
    match place.way:
        case "appointment":
            return (_("📞 Only by appointment."),)
        case "board_outside":
            return (_("🪧 Open when the board stands outside."),)
    return ()


def _on_weekday(place: Place, weekday: int, today: dt.date) -> Several:
    spans = sorted(
        (row.opens, row.closes)
        for row in place.hours
        if row.weekday == weekday
        and (row.since is None or row.since <= today)
        and (row.until is None or today <= row.until)
    )
    return _hours(tuple(spans)) if spans else Several(items=(in_context("hours", "closed"),))


def _on_holidays(place: Place) -> tuple[Message, ...]:
    match place.holidays:
        case "closed":
            return (_("Public holidays: closed"),)
        case "open":
            return (_("Public holidays: as on other days"),)
    return ()


def short_words(facts: PlaceFacts, here: Here) -> Message:
    """What the door does now, in a few words for a list."""
    match state_now(facts.place, facts.one_offs, here.profile, here.now):
        case OpenNow(until, _reason):
            return _open(until, here)
        case OpensAgain(at, _unsure):
            return _again(at, here)
        case Closed():
            return _("🔴 Closed now.")
        case ByAppointment():
            return _("📞 Only by appointment.")
        case BoardOutside():
            return _("🪧 Open when the board stands outside.")
    return _("❔ I do not know the opening hours.")


def call_first(place: Place, here: Here) -> Message:
    """Whom to call before going: the place itself, else the municipality."""
    if place.phone is not None:
        return _("Please call before you go: {number}.", number=place.phone)
    if here.profile.general_number is not None:
        return _(
            "Please call {desk} before you go: {number}.",
            desk=here.profile.general_desk,
            number=here.profile.general_number,
        )
    return ask_the_municipality(here)


def _without_hours(state: Now | OnDay, here: Here) -> tuple[Message, ...]:
    match state:
        case ByAppointment(walk_in):
            line = _("📞 Only by appointment.")
            if walk_in is None:
                return (line,)
            return (line, _("Without an appointment: {moment}.", moment=_when(walk_in, here)))
        case BoardOutside():
            return (_("🪧 Open when the board stands outside."),)
        case NotKnown("stale"):
            return (_("❔ I am not sure of the opening hours. They were checked too long ago."),)
    return (_("❔ I do not know the opening hours."),)


def _way_on(state: Now | OnDay, place: Place, here: Here) -> tuple[Message, ...]:
    return () if isinstance(state, BoardOutside) else (call_first(place, here),)


def _because(reason: Message | None) -> tuple[Message, ...]:
    return (_("Why: {reason}", reason=reason),) if reason is not None else ()


# --- clock times -------------------------------------------------------------------------------


def _open(until: dt.datetime, here: Here) -> Message:
    local = here.profile.local(until)
    if local.date() == here.today:
        return _("🟢 Open now, until {time}.", time=_clock(local))
    if local.date() == here.today + dt.timedelta(days=1) and local.time() == dt.time():
        return _("🟢 Open now, until midnight.")
    return _("🟢 Open now, until {moment}.", moment=_when(until, here))


def _again(at: dt.datetime, here: Here) -> Message:
    return _("🔴 Closed now. {again}", again=_opens(at, here))


def _opens(at: dt.datetime, here: Here) -> Message:
    local = here.profile.local(at)
    if local.date() == here.today:
        return _("It opens today at {time}.", time=_clock(local))
    if local.date() == here.today + dt.timedelta(days=1):
        return _("It opens tomorrow at {time}.", time=_clock(local))
    return _("It opens on {moment}.", moment=_when(at, here))


def _when(at: dt.datetime, here: Here) -> Message:
    """A day with its weekday, and the time."""
    local = here.profile.local(at)
    return in_context("moment", "{day} at {time}", day=Day(on=local.date()), time=_clock(local))


def _clock(local: dt.datetime) -> str:
    return f"{local:%H:%M}"


def _hours(spans: tuple[Span, ...]) -> Several:
    return Several(
        items=tuple(_("{opens} to {closes}", opens=one, closes=other) for one, other in spans)
    )


def _line(day: dt.date, state: OnDay) -> Message:
    weekday = WEEKDAYS[day.weekday()]
    match state:
        case OpenOn(spans, reason):
            hours = _hours(spans)
            if reason is not None:
                return _("{weekday}: {hours} ({why})", weekday=weekday, hours=hours, why=reason)
            return _("{weekday}: {hours}", weekday=weekday, hours=hours)
        case Closed(reason):
            if reason is not None:
                return _("{weekday}: closed ({why})", weekday=weekday, why=reason)
            return _("{weekday}: closed", weekday=weekday)
        case ByAppointment():
            return _("{weekday}: by appointment", weekday=weekday)
    return _("{weekday}: not known", weekday=weekday)
