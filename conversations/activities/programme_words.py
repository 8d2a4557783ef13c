"""What people read about activities: the list of a place, one activity, and mine."""

from __future__ import annotations

from collections.abc import Iterable

from conversations.activities.activity import (
    Activity,
    ActivityFacts,
    Mine,
    MySignupsFacts,
    ProgrammeFacts,
)
from conversations.here import Here
from conversations.languages import spoken
from conversations.rules.signups import remind_at
from conversations.talk import (
    MENU,
    Cite,
    Heading,
    Lines,
    Paragraph,
    Row,
    Said,
    Say,
    Screen,
    Share,
    ToPerson,
    said,
    standing,
    step,
)
from conversations.wijk import ask_the_municipality
from conversations.words import Day, Gap, Message, Moment, Quoted, _, plural


def activity_screen(item: str) -> Screen:
    """The card of one activity."""
    return Screen(name="activity", case=item)


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """The list of a place, one activity, or mine."""
    match screen.name, facts:
        case "programme", ProgrammeFacts():
            return _programme(facts, here)
        case "activity", ActivityFacts():
            return _card(facts, here)
        case "my_signups", MySignupsFacts():
            return _mine(facts, here)
        case "programme", _:
            gone = _("I do not know this place any more.")
            return said(gone, ask_the_municipality(here), rows=(MENU,))
    return said(_("This activity is not here any more."), rows=(MENU,))


# --- lists ---------------------------------------------------------------------------------------


def _programme(facts: ProgrammeFacts, here: Here) -> Said:
    """This week at a place, or what comes after it."""
    place = facts.place
    if facts.later:
        title = _("📆 Later at {place}", place=place.name)
    else:
        title = _("📅 This week at {place}", place=place.name)
    body: list[Paragraph] = [Heading(words=title)]
    rows: list[Row] = []
    if facts.rows:
        body.append(Lines(items=tuple(_listed(one, here) for one in facts.rows)))
        rows += [_to(one) for one in facts.rows]
    else:
        body += _nothing(facts, here)
    if facts.page + 1 < facts.pages:
        more = _("▶️ More ({n} of {of})", n=facts.page + 2, of=facts.pages)
        which = "later" if facts.later else "week"
        rows.append(step(more, f"{which}:{place.id}:{facts.page + 1}"))
    elif facts.later:
        rows.append(step(_("📅 This week"), f"week:{place.id}:0"))
    elif facts.others:
        rows.append(step(_("📆 Later ({n})", n=facts.others), f"later:{place.id}:0"))
    elif facts.page:
        rows.append(step(_("📅 This week"), f"week:{place.id}:0"))
    if facts.may_keep and place.gone is None:
        rows.append(step(_("➕ Add an activity"), f"add:{place.id}"))
    rows.append(step(_("⬅️ About this place"), f"place:{place.id}"))
    return said(*body, rows=(*rows, MENU))


def _nothing(facts: ProgrammeFacts, here: Here) -> tuple[Paragraph, ...]:
    """Nobody told us: that is not the same as nothing, and somebody knows."""
    if facts.place.gone is not None:
        return (_("This place is closed for good."), ask_the_municipality(here))
    lines: list[Paragraph] = [_("I do not know what happens here. Nobody told me yet.")]
    if facts.others and not facts.later:
        lines = [_("I know of nothing here this week. There is something later.")]
    if facts.place.phone is not None:
        lines.append(_("Please ask. You can call: {number}.", number=facts.place.phone))
    else:
        lines.append(ask_the_municipality(here))
    return tuple(lines)


def _mine(facts: MySignupsFacts, here: Here) -> Said:
    """Everything I signed up for that is not over."""
    if not facts.rows:
        return said(_("You did not sign up for anything."), rows=(_my_plans(), MENU))
    rows = [_to(one) for one in facts.rows]
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        more = _("▶️ More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, f"mine:{following}"))
    return said(
        Heading(words=_("You signed up for this")),
        Lines(items=tuple(_listed(one, here, where=True) for one in facts.rows)),
        _("Tap one to see more, or to say that you cannot come."),
        rows=(*rows, _my_plans(), MENU),
    )


def _my_plans() -> Row:
    return step(_("⬅️ My plans"), "@mijn")


def _to(facts: ActivityFacts) -> Row:
    label = Message(text="📅 {title}", gaps={"title": Quoted(text=facts.activity.title)})
    return step(label, f"a:{facts.id}")


def _listed(facts: ActivityFacts, here: Here, *, where: bool = False) -> Message:
    """An activity on one line: when, what, and whether there is a place."""
    what = Quoted(text=facts.activity.title)
    then = when(facts.activity, here)
    state = _short(facts)
    if where:
        return _(
            "• {when}: {what}. {place}. {state}",
            when=then,
            what=what,
            place=facts.place_name,
            state=state,
        )
    return _("• {when}: {what}. {state}", when=then, what=what, state=state)


def _short(facts: ActivityFacts) -> Message:
    if facts.state == "cancelled":
        return _("🚫 It does not go on.")
    match facts.mine:
        case Mine("in"):
            return _("✅ You come.")
        case Mine("offered"):
            return _("🎉 There is a place for you.")
        case Mine("waiting", position) if position is not None:
            return _("⏳ You are number {n} on the waiting list.", n=position)
    return places(facts)


def places(facts: ActivityFacts) -> Message:
    """How many places are free, or how long the line is."""
    most, free = facts.activity.most, facts.free
    if most is None or free is None:
        return _("👥 Everybody can come.")
    if free:
        return plural(
            "👥 {count} place is free, of {most}.",
            "👥 {count} places are free, of {most}.",
            free,
            most=most,
        )
    if facts.waiting:
        return plural(
            "👥 All places are taken. {count} person waits.",
            "👥 All places are taken. {count} people wait.",
            facts.waiting,
        )
    return _("👥 All places are taken.")


def when(activity: Activity, here: Here) -> Message:
    """The day and the clock times of an activity."""
    starts, ends = here.profile.local(activity.starts), here.profile.local(activity.ends)
    return _(
        "{day}, {opens} to {closes}",
        day=Day(on=starts.date()),
        opens=f"{starts:%H:%M}",
        closes=f"{ends:%H:%M}",
    )


# --- one activity --------------------------------------------------------------------------------


def about(activity: Activity, place: str, here: Here) -> tuple[Paragraph, ...]:
    """What an activity is: its name, when, where, in which languages, and what is told of it."""
    lines = [
        Message(text="📅 {when}", gaps={"when": when(activity, here)}),
        Message(text="📍 {place}", gaps={"place": place}),
    ]
    if activity.languages:
        lines.append(_("🗣 People there speak {languages}.", languages=spoken(activity.languages)))
    body: list[Paragraph] = [
        Heading(words=Message(text="{title}", gaps={"title": Quoted(text=activity.title)})),
        Lines(items=tuple(lines)),
    ]
    if activity.words:
        body.append(Cite(text=activity.words))
    return tuple(body)


def _card(facts: ActivityFacts, here: Here) -> Said:
    activity = facts.activity
    body: list[Paragraph] = [*about(activity, facts.place_name, here)]
    rows: list[Row] = []
    if facts.state == "cancelled":
        body.append(_("🚫 This activity does not go on."))
    elif activity.ends <= here.now:
        body.append(_("This activity is over."))
    else:
        if facts.mine is None or facts.mine.standing != "offered":
            body.append(places(facts))
        begun = activity.starts <= here.now
        if begun:
            body.append(_("It has begun already."))
        body += _how_i_stand(facts, here)
        rows += _what_i_can(facts, begun=begun)
        if facts.may_keep and not begun:
            rows.append(standing(_("✏️ Change it"), facts.id, "activity_edit"))
        if facts.may_keep:
            rows.append(standing(_("👥 Who comes"), facts.id, "activity_who"))
            rows.append(standing(_("🚫 Cancel the activity"), facts.id, "activity_off"))
        else:
            gaps: dict[str, Gap] = {
                "title": Quoted(text=activity.title),
                "when": when(activity, here),
            }
            words = Message(text="{title}, {when}", gaps=gaps)
            share = Share(label=_("📤 Share this"), token=f"activity_{facts.id}", words=words)
            rows.append((share,))
    rows.append(step(_("📅 All activities here"), f"week:{facts.place}:0"))
    return said(*body, rows=(*rows, MENU))


def _how_i_stand(facts: ActivityFacts, here: Here) -> tuple[Paragraph, ...]:
    mine = facts.mine
    match mine:
        case Mine("in", named=named):
            lines = [_("✅ You come.")]
            if remind_at(facts.activity.starts, here.now, here.profile) is not None:
                lines.append(_("I remind you the day before."))
            if named:
                lines.append(_("The people who work there see your first name."))
            return (Lines(items=tuple(lines)),)
        case Mine("waiting", position) if position is not None:
            return (
                _("⏳ You are number {n} on the waiting list.", n=position),
                _("I tell you when there is a place for you."),
            )
        case Mine("offered", until=until) if until is not None:
            return (
                _("🎉 There is a place for you. Do you want it?"),
                _(
                    "Say so before {moment}. Then it goes to the next person.",
                    moment=Moment(at=until),
                ),
            )
    return ()


def _what_i_can(facts: ActivityFacts, *, begun: bool) -> tuple[Row, ...]:
    mine = facts.mine
    cannot = standing(_("❌ I cannot come"), facts.id, "leave")
    match mine:
        case Mine("in", named=True):
            hide = standing(_("🙈 Do not show my first name"), facts.id, "name_off")
            return (hide, cannot)
        case Mine("in") if facts.may_keep:
            return (cannot,)  # who works there needs no list to be known
        case Mine("in"):
            show = standing(_("🙋 They may see my first name"), facts.id, "name_on")
            return (show, cannot)
        case Mine("waiting"):
            off = standing(_("❌ Take me off the waiting list"), facts.id, "leave")
            # Only for who blocked the bot when a place came free.
            join = standing(_("✍️ I want to come"), facts.id, "join")
            return (join, off) if facts.free and not begun else (off,)
        case Mine("offered"):
            yes = standing(_("✅ Yes, I come"), facts.id, "accept")
            return (yes, standing(_("❌ No, thank you"), facts.id, "leave"))
    if begun:
        return ()
    if facts.free is None or facts.free:
        return (standing(_("✍️ I want to come"), facts.id, "join"),)
    return (standing(_("⏳ Put me on the waiting list"), facts.id, "join"),)


def offers(item: str, persons: Iterable[str]) -> tuple[Say, ...]:
    """Each of them hears, once, that a place came free; the card says until when."""
    return tuple(Say(ToPerson(person), screen=activity_screen(item)) for person in persons)
