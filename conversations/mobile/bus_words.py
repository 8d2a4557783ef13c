"""What people read about the mobile hub: when it comes, the card of a stop, and its news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from conversations.here import Here
from conversations.hubs.hours_words import WEEKDAYS
from conversations.mobile.stop import WEEK, BusFacts, News, StopFacts, StopPlan
from conversations.places import Wijk
from conversations.rules.stops import drives, is_here
from conversations.talk import (
    MENU,
    Heading,
    Lines,
    Paragraph,
    Pin,
    Row,
    Said,
    Screen,
    Share,
    said,
    standing,
    step,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Day, Gap, Message, Quoted, _, bare, in_context

# The menu among them.
MOST_BUTTONS = 6
NEWS: Mapping[News, Message] = {
    "moved": _("🔁 A stop of the bus has changed. This is how it is now:"),
    "off": _("🔴 A stop of the bus is off."),
    "on_again": _("🟢 This stop of the bus is on after all."),
    "here": _("🟢 The bus is here."),
    "not_here": _("I told you that the bus was here. That was a mistake. Sorry."),
    "eve": _("🔔 The bus comes soon."),
}


def news(kind: News) -> Said:
    """What is new, above the card."""
    return said(NEWS[kind])


def fulfilled(wijk: str, here: Here) -> Said:
    """For everybody who asked for a stop, once."""
    known = here.profile.wijk(wijk)
    return said(
        _("🎉 You asked for the bus in {wijk}. It comes!", wijk=known.name if known else ""),
        _("I tell you too when something changes. Stop it with the button below."),
    )


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """When the bus comes, a stop, or the stops close by."""
    match screen.name, facts:
        case "bus", BusFacts(place=None):
            return said(
                _(
                    "I know of no mobile {hub} in {place}.",
                    hub=bare("hub"),
                    place=here.profile.name,
                ),
                ask_the_municipality(here),
                rows=(MENU,),
            )
        case "bus", BusFacts():
            return _when(screen, facts, here)
        case "stop", StopFacts():
            return card(facts, here)
        case "bus_near", tuple() if facts:
            stops = tuple(one for one in facts if isinstance(one, StopFacts))
            lines = Lines(items=tuple(line(one, here) for one in stops))
            rows = tuple(_to(one, here) for one in stops)
            title = Heading(words=_("Closest to you"))
            return said(title, lines, rows=(*rows, WHOLE_WEEK, MENU), choices=True)
    return said(
        _("I do not know this stop any more."),
        ask_the_municipality(here),
        rows=(step(_("🚐 The bus"), "@bus"), MENU),
    )


WHOLE_WEEK = step(_("📅 The whole week"), "week")


# --- when --------------------------------------------------------------------------------------


def _when(screen: Screen, facts: BusFacts, here: Here) -> Said:
    assert facts.place is not None
    wijk = here.profile.wijk(screen.wijk or "")
    body: list[Paragraph] = [Heading(words=Message(text="{name}", gaps={"name": facts.place.name}))]
    known = facts.near + facts.others
    if not known:
        body += _nothing(screen, here)
    if wijk is not None and known:
        if facts.near:
            body.append(Lines(items=(_("In {wijk}:", wijk=wijk.name), *_lines(facts.near, here))))
        else:
            body.append(_("I know of no stop in {wijk} yet.", wijk=wijk.name))
    if facts.others:
        title = _title(screen, wijk is not None, here)
        body.append(Lines(items=(title, *_lines(facts.others, here))))
    if wijk is not None and facts.wished and not _comes(facts):
        body.append(
            _(
                "🙋 You ask for a stop in {wijk}. When one is planned, I tell you.",
                wijk=wijk.name,
            )
        )
    if known and here.profile.sample:
        body.append(_("These stops are made up, as an example."))
    return said(*body, rows=(*_ways(screen, facts, wijk, here), MENU))


def _ways(screen: Screen, facts: BusFacts, wijk: Wijk | None, here: Here) -> list[Row]:
    """At most six buttons with the menu; in a list the stops, what follows and one way out."""
    assert facts.place is not None
    crew = drives(here.person, facts.place)
    ours = step(_("🚐 Our stops"), "@haltes")
    if wijk is not None:
        rest = _mine(facts, wijk.id, wijk.name)
        if facts.others or screen.day is not None:
            rest.append(WHOLE_WEEK)
        if crew:
            rest.append(ours)
        elif len(facts.near) + len(rest) + 1 < MOST_BUTTONS:
            rest.append(step(_("Another wijk"), "other"))
        stops = (facts.near or facts.others)[: MOST_BUTTONS - 1 - len(rest)]
        return [*(_to(one, here) for one in stops), *rest]
    rows = [_to(one, here) for one in facts.others]
    if facts.pages > 1:
        following = (screen.page + 1) % facts.pages
        more = _("More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, f"week:{following}"))
    elif facts.others:
        rows.append(step(_("📍 Closest to me"), "near"))
    return [*rows, ours if crew else step(_("🏘 In my wijk"), "other")]


def _comes(facts: BusFacts) -> bool:
    """Is there a stop in this wijk that goes on?"""
    return any(one.state != "cancelled" for one in facts.near)


def _mine(facts: BusFacts, wijk: str, name: str) -> list[Row]:
    """What somebody can ask for in one wijk, or end."""
    rows: list[Row] = []
    if facts.following:
        rows.append(step(_("🔕 No more messages: {wijk}", wijk=name), f"quiet:{wijk}"))
    else:
        rows.append(step(_("🔔 Tell me: {wijk}", wijk=name), f"tell:{wijk}"))
    if _comes(facts):
        return rows  # a stop is planned: nobody needs to ask for one
    if facts.wished:
        rows.append(step(_("↩️ I do not ask any more"), f"unwish:{wijk}"))
    else:
        rows.append(step(_("🙋 I ask for a stop here"), f"wish:{wijk}"))
    return rows


def _nothing(screen: Screen, here: Here) -> list[Paragraph]:
    if screen.day is not None:
        nothing = _("🚐 I know of no stop on {day}.", day=Day(on=screen.day))
    else:
        nothing = _("🚐 It drives around. I do not know yet where it stops, and when.")
    return [nothing, ask_the_municipality(here)]


def _title(screen: Screen, elsewhere: bool, here: Here) -> Message:
    if screen.day is not None and elsewhere:
        return _("Elsewhere on {day}:", day=Day(on=screen.day))
    if screen.day is not None:
        return _("On {day}:", day=Day(on=screen.day))
    return _("Elsewhere this week:") if elsewhere else _("This week:")


def _lines(stops: tuple[StopFacts, ...], here: Here) -> tuple[Message, ...]:
    return tuple(line(one, here) for one in stops)


def line(stop: StopFacts, here: Here) -> Message:
    """A stop on one line: how it stands, when and where."""
    spot = Quoted(text=stop.plan.spot)
    when = moment(stop.plan, here)
    if is_here(stop.state, stop.plan, here.now):
        until = clock(stop.plan.ends, here)
        return _("🟢 Here now, until {time}: {spot}", time=until, spot=spot)
    match stop.state:
        case "cancelled":
            return _("🔴 Off: {when}, {spot}", when=when, spot=spot)
        case "left":
            return _("⚪ Left: {when}, {spot}", when=when, spot=spot)
    changed = not (stop.plan.same_time(stop.first) and stop.plan.same_place(stop.first))
    gaps: dict[str, Gap] = {"when": when, "spot": spot}
    return Message(text="🔁 {when}, {spot}" if changed else "• {when}, {spot}", gaps=gaps)


def moment(plan: StopPlan, here: Here) -> Message:
    """A day as people say it this week, and the times."""
    return _(
        "{day} {opens} to {closes}",
        day=day_of(plan, here),
        opens=clock(plan.starts, here),
        closes=clock(plan.ends, here),
    )


def day_of(plan: StopPlan, here: Here) -> Gap:
    """Today, a weekday in the coming week, or the whole date."""
    day = here.profile.local(plan.starts).date()
    ahead = (day - here.today).days
    if ahead == 0:
        return in_context("day", "today")
    return WEEKDAYS[day.weekday()] if 0 < ahead < WEEK else Day(on=day)


def clock(at: dt.datetime, here: Here) -> str:
    """What clocks in the municipality show."""
    return f"{here.profile.local(at):%H:%M}"


def whole(plan: StopPlan, here: Here) -> Message:
    """The whole date and the times: it is still true when it is read later."""
    return _(
        "{day}, {opens} to {closes}",
        day=Day(on=here.profile.local(plan.starts).date()),
        opens=clock(plan.starts, here),
        closes=clock(plan.ends, here),
    )


def _to(stop: StopFacts, here: Here) -> Row:
    gaps: dict[str, Gap] = {"when": moment(stop.plan, here), "spot": stop.plan.spot}
    return standing(Message(text="🚐 {when}, {spot}", gaps=gaps), stop.id, "stop_card")


# --- one stop ----------------------------------------------------------------------------------


def card(stop: StopFacts, here: Here) -> Said:
    """Where, when, whether it is there now; and what one can do with it."""
    over = stop.plan.ends <= here.now or stop.state == "left"
    rows: list[Row] = []
    if stop.plan.latitude is not None and not over and stop.state != "cancelled":
        rows.append(standing(_("🗺 Show it on the map"), stop.id, "stop_map"))
    wijk = here.profile.wijk(stop.plan.wijk)
    name = wijk.name if wijk is not None else ""
    if stop.following:
        label = _("🔕 No more messages: {wijk}", wijk=name)
        rows.append(standing(label, stop.id, "stop_quiet"))
    else:
        rows.append(standing(_("🔔 Tell me: {wijk}", wijk=name), stop.id, "stop_tell"))
    if not over and stop.state != "cancelled":
        words = _("The bus: {spot}", spot=Quoted(text=stop.plan.spot))
        rows.append((Share(label=_("📤 Share this stop"), token=f"stop_{stop.id}", words=words),))
    if drives(here.person, stop.place):
        rows.append(standing(_("✏️ Change it"), stop.id, "stop_see"))
    return said(*about(stop, here), rows=(*rows, step(_("🚐 All stops"), "@bus"), MENU))


def about(stop: StopFacts, here: Here) -> tuple[Paragraph, ...]:
    """Everything that is known of a stop."""
    wijk = here.profile.wijk(stop.plan.wijk)
    where: list[Message] = [
        _("📍 {spot}, in {wijk}", spot=Quoted(text=stop.plan.spot), wijk=wijk.name if wijk else "")
    ]
    if stop.plan.address is not None:
        where.append(Message(text="{address}", gaps={"address": Quoted(text=stop.plan.address)}))
    where.append(Message(text="📅 {when}", gaps={"when": whole(stop.plan, here)}))
    body: list[Paragraph] = [
        Heading(words=Message(text="🚐 {name}", gaps={"name": stop.place.name})),
        Lines(items=tuple(where)),
        Lines(items=_state(stop, here)),
    ]
    if here.profile.sample:
        body.append(_("This stop is made up, as an example."))
    return tuple(body)


def _state(stop: StopFacts, here: Here) -> tuple[Message, ...]:
    lines: list[Message] = []
    if is_here(stop.state, stop.plan, here.now):
        lines.append(_("🟢 It is here now, until {time}.", time=clock(stop.plan.ends, here)))
    elif stop.state == "cancelled":
        lines.append(_("🔴 This stop is off."))
    elif stop.state == "left" or stop.plan.ends <= here.now:
        lines.append(_("⚪ This stop is over. The bus is not here any more."))
    elif stop.plan.starts <= here.now:
        lines.append(_("❔ It should be here now. I have not heard that it is."))
    else:
        lines.append(_("🗓 It is planned."))
    if stop.state != "cancelled" and not (
        stop.plan.same_time(stop.first) and stop.plan.same_place(stop.first)
    ):
        first = whole(stop.first, here)
        spot = Quoted(text=stop.first.spot)
        lines.append(_("🔁 This is new. First it was: {when}, {spot}.", when=first, spot=spot))
    if stop.reason is not None:
        lines.append(_("Why: {reason}", reason=Quoted(text=stop.reason)))
    return tuple(lines)


def pin(plan: StopPlan, here: Here) -> Said:
    """A stop for the phone's own map."""
    assert plan.latitude is not None
    assert plan.longitude is not None
    wijk = here.profile.wijk(plan.wijk)
    address = plan.address or (wijk.name if wijk is not None else here.profile.name)
    return said(Message(text="{name}", gaps={"name": plan.spot})).but(
        pin=Pin(latitude=plan.latitude, longitude=plan.longitude, title=plan.spot, address=address)
    )
