"""What staff read while they keep hours, and what followers read when something changes."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.hubs.hours_words import WEEKDAYS, changed_words, now_words, usual_words
from conversations.hubs.hub_staff_draft import HubStaffDraft, Step
from conversations.hubs.place import OneOff, Place, PlaceFacts
from conversations.hubs.place_change import A_PAGE, ChangeFacts, HistoryFacts, KeptFacts, StaffFacts
from conversations.rules.keepers import keeps
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
from conversations.wijk import BACK, ask_the_municipality
from conversations.words import Day, Message, Moment, Quoted, _, bare

TODAY, TOMORROW = _("📅 Today"), _("📅 Tomorrow")


def named(place: Place) -> Heading:
    """The name of a place above what follows."""
    return Heading(words=Message(text="{name}", gaps={"name": place.name}))


def on_card(place: Place, here: Here) -> tuple[Row, ...]:
    """The way to the hours on the card of residents, for who keeps them."""
    if place.gone is not None or place.kind == "mobile" or not keeps(place, here):
        return ()
    return (step(_("🕘 Change the hours"), f"@uren:{place.id}"),)


# --- questions ---------------------------------------------------------------------------------


def again(draft: HubStaffDraft) -> Message:
    """An answer that fits no question of ours."""
    if draft.asking is Step.SURE:
        return _("I did not understand that. Please choose a button.")
    return _("I did not understand that. Please type your answer.")


def question(draft: HubStaffDraft, facts: object, here: Here) -> Said:
    """The question as it stands, below the name of the place."""
    above = (named(facts.facts.place),) if isinstance(facts, StaffFacts) else ()
    body, rows = _asked(draft, facts, here)
    return said(*above, *body, rows=(*rows, BACK))


def _asked(
    draft: HubStaffDraft, facts: object, here: Here
) -> tuple[tuple[Paragraph, ...], tuple[Row, ...]]:
    today = here.today
    tomorrow = today + dt.timedelta(days=1)
    match draft.asking:
        case Step.FROM:
            asked = _("From which day is it closed? Choose, or type a day.")
            return (asked,), _days((TODAY, today), (TOMORROW, tomorrow))
        case Step.LAST:
            since = draft.since or today
            sunday = since + dt.timedelta(days=7 - since.isoweekday())
            asked = _("What is the last day that it is closed?")
            only = _("📅 Only {day}", day=Day(on=since))
            choices = _days((only, since), *(((_date(sunday), sunday),) if sunday > since else ()))
            return (asked,), choices
        case Step.DAY:
            saturday = today + dt.timedelta(days=(6 - today.isoweekday()) % 7)
            asked = _("On which day is it open besides the usual hours? Choose, or type a day.")
            days = [(TODAY, today), (TOMORROW, tomorrow)]
            if saturday > tomorrow:
                days.append((_date(saturday), saturday))
            return (asked,), _days(*days)
        case Step.TIMES:
            day = Day(on=draft.since or today)
            return (_("{day}: from when to when? For example: 12:00-16:00.", day=day),), ()
        case Step.WHY:
            asked = _("Why? Residents read it. Type one short line, without names.")
            rows: tuple[Row, ...] = ()
            if draft.what != "why":
                rows = (step(_("➡️ Without a reason"), "none"),)
            return (asked,), rows
        case Step.WEEK:
            asked = _("What are the hours of an ordinary week? Type them like this:")
            example = _("Mon-Fri 9:00-17:00, Thu until 20:00, holidays closed")
            more = _("A day that you do not name is closed.")
            rows = (step(_("📅 Day by day"), "days"),)
            return (asked, Lines(items=(example,)), more, *_known(facts, here)), rows
        case Step.WEEKDAY:
            return _weekday(draft)
    return _preview(draft, facts, here)


def _days(*choices: tuple[Message, dt.date]) -> tuple[Row, ...]:
    return tuple(step(label, day.isoformat()) for label, day in choices)


def _date(day: dt.date) -> Message:
    return Message(text="📅 {day}", gaps={"day": Day(on=day)})


def _weekday(draft: HubStaffDraft) -> tuple[tuple[Paragraph, ...], tuple[Row, ...]]:
    n = len(draft.days)
    asked = _("{weekday}: from when to when? For example: 9-12 and 13-17.", weekday=WEEKDAYS[n])
    rows = [step(_("🚫 Closed"), "shut")]
    if n:
        rows.append(step(_("🔁 The same as on {weekday}", weekday=WEEKDAYS[n - 1]), "same"))
    return (asked,), tuple(rows)


def _known(facts: object, here: Here) -> tuple[Paragraph, ...]:
    """The hours that are known now."""
    if not isinstance(facts, StaffFacts):
        return ()
    return (_("Now I say:"), Lines(items=usual_words(facts.facts.place, here.today)))


def _preview(
    draft: HubStaffDraft, facts: object, here: Here
) -> tuple[tuple[Paragraph, ...], tuple[Row, ...]]:
    """What residents will read, before it is kept."""
    body: list[Paragraph] = []
    if draft.what == "week" and draft.week is not None:
        week = draft.week
        body += _known(facts, here)
        body.append(_("From now on I say:"))
        if isinstance(facts, StaffFacts):
            place = facts.facts.place
            after = place.but(
                way=week.way, hours=week.hours, holidays=week.holidays or place.holidays
            )
            body.append(Lines(items=usual_words(after, here.today)))
    else:
        one = OneOff(
            kind="open" if draft.what == "open" else "closed",
            since=draft.since or here.today,
            until=draft.until or draft.since or here.today,
            opens=draft.opens,
            closes=draft.closes,
            reason=draft.reason,
            told=here.today,
        )
        body.append(Lines(items=one_off_words(one)))
        if one.kind == "closed":
            body.append(_("After that the usual hours come back by themselves."))
    body.append(_("Is this right? Everybody can read it."))
    rows = (step(_("✅ Yes, save it"), "save"), step(_("✏️ Change it"), "again"))
    return tuple(body), rows


def one_off_words(one: OneOff) -> tuple[Message, ...]:
    """A closure or an extra opening in a line, and why."""
    since, until = Day(on=one.since), Day(on=one.until)
    if one.kind == "open" or one.opens is not None:
        times = {"opens": one.opens or "00:00", "closes": one.closes or "24:00"}
        if one.kind == "open":
            line = _("🟢 Extra open: {day}, {opens} to {closes}.", day=since, **times)
        else:
            line = _("🔴 Closed: {day}, {opens} to {closes}.", day=since, **times)
    elif one.since == one.until:
        line = _("🔴 Closed: {day}.", day=since)
    else:
        line = _("🔴 Closed: {day} up to and including {last}.", day=since, last=until)
    if one.reason is None:
        return (line,)
    return (line, _("Why: {reason}", reason=Quoted(text=one.reason)))


# --- screens -----------------------------------------------------------------------------------


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """The places somebody keeps, one of them, a change, the history, and news for followers."""
    match screen.name, facts:
        case "staff_places", KeptFacts() if facts.places:
            return _places(facts, here)
        case "staff_place", StaffFacts():
            return _place(facts, here)
        case "staff_change", ChangeFacts(keeps=True):
            return _change(facts, here)
        case "staff_history", HistoryFacts():
            return _history(facts, here)
        case "place_news", ChangeFacts():
            return _news(facts, here)
    return said(
        _("You keep no opening hours here. That is for {staff}.", staff=bare("hub_staff")),
        ask_the_municipality(here),
        rows=(MENU,),
    )


def _places(facts: KeptFacts, here: Here) -> Said:
    if facts.pages == 1 and len(facts.places) == 1:
        return _place(StaffFacts(facts.places[0]), here)
    rows = [step(f"🚪 {one.place.name}", f"place:{one.place.id}") for one in facts.places]
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        more = _("More places ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, f"page:{following}"))
    return said(_("Of which place?"), rows=(*rows, MENU), choices=True)


def _place(facts: StaffFacts, here: Here) -> Said:
    """What residents read now, and everything that can be changed."""
    place, version = facts.facts.place, facts.facts.version
    body: list[Paragraph] = [named(place), Lines(items=now_words(facts.facts, here))]
    body.append(Lines(items=usual_words(place, here.today)))
    ahead = [line for one in facts.facts.one_offs for line in one_off_words(one)]
    if ahead:
        body.append(Lines(items=tuple(ahead)))
    body.append(_checked(place))
    if not place.shown:
        body.append(_("⚠️ Residents do not see this place yet. Nobody is sure of it."))
    rows = [
        step(_("🔴 Closed today"), f"today:{place.id}"),
        step(_("📅 Closed for longer"), f"longer:{place.id}"),
        step(_("🟢 Extra opening"), f"extra:{place.id}"),
        step(_("🕘 Hours of the week"), f"week:{place.id}:{version}"),
        step(_("✅ I looked: all of it is right"), f"right:{place.id}:{version}"),
        step(_("📜 What was changed"), f"past:{place.id}:0"),
    ]
    return said(*body, rows=(*rows, MENU))


def _checked(place: Place) -> Message:
    if place.hours_checked is not None:
        return _("Hours last checked: {day}.", day=Day(on=place.hours_checked))
    return _("Nobody checked the hours yet.")


def _change(facts: ChangeFacts, here: Here) -> Said:
    """A change, what came of it, and the way to take it back."""
    place = facts.facts.place
    body: list[Paragraph] = [named(place)]
    rows: list[Row] = []
    if facts.undone is not None:
        body.append(Lines(items=what_words(facts)))
        body.append(_("Residents read this again:"))
        body.append(Lines(items=now_words(facts.facts, here)))
    else:
        body.append(_("✅ Saved. Residents read it from now on:"))
        body.append(Lines(items=_result(facts, here)))
        if facts.tell_at is not None:
            when = Moment(at=facts.tell_at)
            body.append(_("People who follow this place hear it at {moment}.", moment=when))
        if facts.may_undo:
            rows.append(standing(_("↩️ Take it back"), facts.id, "hours_undo"))
            if isinstance(facts.became, OneOff) and facts.became.reason is None:
                rows.append(step(_("💬 Say why"), f"why:{facts.id}"))
    rows.append(step(_("🕘 Hours of this place"), f"place:{place.id}"))
    return said(*body, rows=(*rows, MENU))


def _result(facts: ChangeFacts, here: Here) -> tuple[Message, ...]:
    if isinstance(facts.became, OneOff):
        return one_off_words(facts.became)
    return (*now_words(facts.facts, here), *usual_words(facts.became, here.today))


def _undone(facts: ChangeFacts) -> Message:
    assert facts.undone is not None
    when = Moment(at=facts.undone)
    if facts.by is None:
        return _("↩️ Taken back on {moment}.", moment=when)
    return _("↩️ Taken back by {name} on {moment}.", name=Quoted(text=facts.by), moment=when)


def _history(facts: HistoryFacts, here: Here) -> Said:
    """The newest changes, each with its way back."""
    body: list[Paragraph] = [named(facts.place)]
    rows: list[Row] = []
    for n, change in enumerate(facts.rows, 1 + facts.page * A_PAGE):
        body.append(Lines(items=(_who(n, change), *what_words(change))))
        rows.append(step(_("🔎 Number {n}", n=n), f"change:{change.id}"))
    if not facts.rows:
        body.append(_("Nobody changed anything yet."))
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        more = _("More changes ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, f"past:{facts.place.id}:{following}"))
    rows.append(step(_("🕘 Hours of this place"), f"place:{facts.place.id}"))
    return said(*body, rows=(*rows, MENU))


def _who(n: int, change: ChangeFacts) -> Message:
    when = Moment(at=change.at)
    if change.name is None:
        return _("{n}. The operator, {moment}:", n=n, moment=when)
    return _("{n}. {name}, {moment}:", n=n, name=Quoted(text=change.name), moment=when)


def what_words(change: ChangeFacts) -> tuple[Message, ...]:
    """What a change was, in one or a few lines: before and after."""
    lines: tuple[Message, ...]
    match change.what, change.was, change.became:
        case "why", _was, OneOff(reason=str(reason)):
            lines = (_("💬 The reason was added: {reason}", reason=Quoted(text=reason)),)
        case _what, _was, OneOff() as one:
            lines = one_off_words(one)
        case "checked", _was, _became:
            lines = (_("✅ Somebody looked: all of it was right."),)
        case "week", Place() as was, Place() as became:
            lines = (_("🕘 Hours of the week:"), *changed_words(was, became, change.at.date()))
        case _:
            lines = (_("📄 Changed with a list of the operator."),)
    if change.undone is not None:
        lines = (*lines, _undone(change))
    return lines


def _news(facts: ChangeFacts, here: Here) -> Said:
    """Somebody follows this place: what changed, without who changed it, and how to stop."""
    body: list[Paragraph] = [named(facts.facts.place)]
    if facts.undone is not None:
        body.append(_("↩️ This is not so any more:"))
        body.append(Lines(items=_told(facts, here)))
        body.append(_("It is as before:"))
        body.append(Lines(items=now_words(facts.facts, here)))
    else:
        body.append(Lines(items=_told(facts, here)))
    rows = (
        standing(_("🚪 Look at this place"), facts.id, "place_see"),
        standing(_("🔕 Stop these messages"), facts.id, "place_quiet"),
    )
    return said(*body, rows=(*rows, MENU))


def _told(facts: ChangeFacts, here: Here) -> tuple[Message, ...]:
    if isinstance(facts.became, OneOff):
        return one_off_words(facts.became)
    return (_("🕘 The opening hours changed:"), *usual_words(facts.became, here.today))


def follows_now(facts: PlaceFacts) -> tuple[Row, ...]:
    """The button to hear of changes of a place, or to hear no more of them."""
    place = facts.place
    if facts.followed:
        return (step(_("🔕 Stop telling me"), f"quiet:{place.id}"),)
    if place.gone is not None or place.kind == "mobile":
        return ()
    return (step(_("🔔 Tell me when this changes"), f"follow:{place.id}"),)
