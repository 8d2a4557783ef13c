"""What the crew of the mobile hub reads: its stops, the questions, a preview of every change."""

from __future__ import annotations

from conversations.here import Here
from conversations.mobile.bus_words import about, line, moment, whole
from conversations.mobile.crew_draft import CrewDraft, Step, changed, plan
from conversations.mobile.stop import CrewFacts, DemandFacts, StopFacts, StopPlan, What
from conversations.rules.stops import drives, why_not_arrive, why_not_change, why_not_leave
from conversations.rules.wijken import pages
from conversations.talk import (
    MENU,
    Heading,
    Lines,
    Paragraph,
    Row,
    Said,
    Screen,
    said,
    standing,
    step,
)
from conversations.wijk import BACK
from conversations.words import Day, Gap, Message, Quoted, _

STOPS = step(_("🚐 Our stops"), "stops")


def menu_label() -> Message:
    """What the menu calls it, for the crew alone."""
    return _("🚐 Our stops")


# --- screens -----------------------------------------------------------------------------------


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """The stops of the coming days, one of them, or where people ask for more."""
    match facts:
        case CrewFacts(place=None):
            pass
        case CrewFacts():
            return _stops(screen, facts, here)
        case StopFacts() if drives(here.person, facts.place):
            return _one(facts, here)
        case DemandFacts():
            return _demand(facts, here)
    return said(
        _("This is for the crew of the bus."),
        rows=(step(_("🚐 The bus"), "@bus"), MENU),
    )


def _stops(screen: Screen, facts: CrewFacts, here: Here) -> Said:
    body: list[Paragraph] = [Heading(words=_("Our stops"))]
    if facts.stops:
        body.append(Lines(items=tuple(line(one, here) for one in facts.stops)))
    else:
        body.append(_("No stop is planned this week."))
    rows: list[Row] = []
    for one in facts.stops:
        rows.append(_next(one, here))
    if facts.pages > 1:
        following = (screen.page + 1) % facts.pages
        more = _("More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, f"page:{following}"))
    rows.append(step(_("➕ Plan a stop"), "plan"))
    rows.append(step(_("🙋 Where people ask for a stop"), "demand"))
    return said(*body, rows=(*rows, MENU))


def _next(stop: StopFacts, here: Here) -> Row:
    """The likeliest thing to do with a stop, in one tap; otherwise its card."""
    spot = stop.plan.spot
    if why_not_leave(stop.state) is None:
        return standing(_("👋 We left: {spot}", spot=spot), stop.id, "stop_left")
    if why_not_arrive(stop.state, stop.plan, here.now) is None:
        return standing(_("🟢 We are here: {spot}", spot=spot), stop.id, "stop_here")
    gaps: dict[str, Gap] = {"when": moment(stop.plan, here), "spot": spot}
    return standing(Message(text="✏️ {when}, {spot}", gaps=gaps), stop.id, "stop_see")


def _one(stop: StopFacts, here: Here) -> Said:
    """A stop with everything its crew can do with it now."""
    rows: list[Row] = []
    if why_not_arrive(stop.state, stop.plan, here.now) is None:
        rows.append(standing(_("🟢 We are here"), stop.id, "stop_here"))
    if why_not_leave(stop.state) is None:
        rows.append(standing(_("👋 We left"), stop.id, "stop_left"))
    if why_not_change(stop.state, stop.plan, here.now) is None:
        rows.append(standing(_("🕐 Another time or place"), stop.id, "stop_move"))
        rows.append(standing(_("🔴 Call it off"), stop.id, "stop_off"))
    if stop.what != "undone" and stop.plan.ends > here.now:
        rows.append(standing(_("↩️ Undo"), stop.id, "stop_undo", stop.version))
    local = here.profile.local(stop.at)
    at: Gap = f"{local:%H:%M}"
    if local.date() != here.today:
        at = _("{day}, {time}", day=Day(on=local.date()), time=at)
    return said(*about(stop, here), _done(stop.what, at), rows=(*rows, STOPS, MENU))


def _done(what: What, at: Gap) -> Message:
    """What was last done to a stop, and when."""
    match what:
        case "planned":
            return _("Planned at {moment}.", moment=at)
        case "moved":
            return _("Changed at {moment}.", moment=at)
        case "cancelled":
            return _("Called off at {moment}.", moment=at)
        case "arrived":
            return _("You came at {moment}.", moment=at)
        case "left":
            return _("You left at {moment}.", moment=at)
    return _("Undone at {moment}.", moment=at)


def _demand(facts: DemandFacts, here: Here) -> Said:
    """Bands, by name; a wijk that is not here has few or none."""
    body: list[Paragraph] = [Heading(words=_("Where people ask for a stop"))]
    if facts.bands:
        lines = (_("{wijk}: {n} people or more", wijk=wijk, n=least) for wijk, least in facts.bands)
        body.append(Lines(items=tuple(lines)))
    else:
        body.append(_("Nowhere many people ask for a stop yet."))
    if facts.counted is not None:
        body.append(_("Counted on {day}.", day=Day(on=facts.counted)))
    body.append(_("I count once a week. I never show small numbers, and never who asks."))
    return said(*body, rows=(step(_("➕ Plan a stop"), "plan"), STOPS, MENU))


# --- questions ---------------------------------------------------------------------------------


def question(draft: CrewDraft, facts: object, here: Here) -> Said:
    """What is asked of the crew now."""
    match draft.asking:
        case Step.WIJK:
            return _wijk(draft, here)
        case Step.DAY:
            return said(_("On which day? For example: tomorrow, or 12 May."), rows=(BACK,))
        case Step.TIMES:
            return said(_("From when until when? For example: 13:00 to 15:00."), rows=(BACK,))
        case Step.SPOT:
            return said(
                _("Where exactly? For example: the square, by the shops."),
                _("You can send the place on the map first, with the paperclip."),
                rows=(BACK,),
            )
        case Step.REASON:
            return said(
                _("Why? One short line. People who follow the bus read it."),
                rows=(step(_("➡️ No reason"), "no_reason"), BACK),
            )
    return _review(draft, here)


def _wijk(draft: CrewDraft, here: Here) -> Said:
    search = draft.search
    if search.page is not None:
        book = pages(here.profile)
        page = max(0, min(search.page, len(book) - 1))
        rows = [step(w.name, w.id) for gebied in book[page] for w in gebied.wijken]
        if len(book) > 1:
            following = (page + 1) % len(book)
            more = _("More wijken ({n} of {of})", n=following + 1, of=len(book))
            rows.append(step(more, f"page{following}"))
        rows += [step(_("✏️ Type it"), "type"), BACK]
        return said(_("In which wijk does the bus stop?"), rows=tuple(rows), choices=True)
    found = [w for w in map(here.profile.wijk, search.candidates) if w is not None]
    if found:
        rows = [step(w.name, w.id) for w in found if w.served == "own"]
        return said(
            _("In which wijk does the bus stop?"),
            rows=(*rows, step(_("Another wijk"), "list"), BACK),
            choices=True,
        )
    return said(
        _("In which wijk does the bus stop?"),
        _("Type its name or a postcode."),
        rows=(step(_("📋 Show a list"), "list"), BACK),
    )


def _review(draft: CrewDraft, here: Here) -> Said:
    """What it is going to be, before anybody hears of it."""
    whole_plan = plan(draft, here)
    if whole_plan is None:
        return said(_("From when until when? For example: 13:00 to 15:00."), rows=(BACK,))
    lines = Lines(items=_told(whole_plan, here))
    why = (_("Why: {reason}", reason=Quoted(text=draft.reason)),) if draft.reason else ()
    hear = _("People who follow the bus there hear it.")
    match draft.doing:
        case "cancel":
            return said(
                Heading(words=_("Shall I call this stop off?")),
                lines,
                *why,
                hear,
                rows=(step(_("🔴 Yes, call it off"), "send"), BACK),
                choices=True,
            )
        case "move" if not changed(draft, here):
            return said(
                Heading(words=_("What is different?")),
                lines,
                rows=(
                    step(_("⏰ Half an hour later"), "later:30"),
                    step(_("⏰ One hour later"), "later:60"),
                    *_changes(),
                    BACK,
                ),
                choices=True,
            )
        case "move":
            assert draft.was is not None
            was = Lines(items=(_("First it was:"), *_told(draft.was, here)))
            return said(
                Heading(words=_("Is this right?")),
                lines,
                was,
                *why,
                hear,
                rows=(step(_("✅ Save"), "send"), *_changes(), BACK),
                choices=True,
            )
    return said(
        Heading(words=_("Is this right?")),
        lines,
        _("Whoever asked for a stop there hears it."),
        rows=(step(_("✅ Plan it"), "send"), *_changes(), BACK),
        choices=True,
    )


def _changes() -> tuple[Row, ...]:
    return (
        step(_("🕐 Other times"), "times"),
        step(_("📅 Another day"), "day"),
        step(_("📍 Another place"), "spot"),
    )


def _told(stop: StopPlan, here: Here) -> tuple[Message, ...]:
    wijk = here.profile.wijk(stop.wijk)
    return (
        Message(text="📅 {when}", gaps={"when": whole(stop, here)}),
        _("📍 {spot}, in {wijk}", spot=Quoted(text=stop.spot), wijk=wijk.name if wijk else ""),
    )
