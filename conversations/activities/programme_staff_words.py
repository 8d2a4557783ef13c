"""What the people of a place read: the questions about an activity, its preview, and who comes."""

from __future__ import annotations

from conversations.activities.activity import Activity, ActivityFacts
from conversations.activities.activity_draft import QUESTIONS, ActivityDraft, Step, finished
from conversations.activities.programme_words import about, places, when
from conversations.here import Here
from conversations.languages import spoken
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
from conversations.words import Gap, Message, Quoted, _, plural

LABELS = {
    Step.TITLE: _("📝 Name"),
    Step.DAY: _("📅 Day"),
    Step.TIMES: _("🕐 Times"),
    Step.MOST: _("👥 How many people"),
    Step.WORDS: _("💬 What else"),
    Step.LANGUAGES: _("🗣 Languages"),
}
SKIP = step(_("➡️ Skip this"), "skip")
AWAY = step(_("🗑 Throw away"), "away")


def question(draft: ActivityDraft, here: Here) -> Said:
    """What is asked about an activity now."""
    match draft.asking:
        case Step.REVIEW:
            return _review(draft, here)
        case Step.CHANGE:
            rows = tuple(step(LABELS[one], one.value) for one in QUESTIONS)
            return said(_("What do you want to change?"), rows=(*rows, BACK), choices=True)
    words, example, rows = _asked(draft)
    number = _("Step {n} of {of}", n=QUESTIONS.index(draft.asking) + 1, of=len(QUESTIONS))
    place = Message(text="📍 {place}", gaps={"place": draft.place_name})
    body: list[Paragraph] = [Lines(items=(place, number)), Heading(words=words)]
    if example is not None:
        body.append(example)
    return said(*body, rows=(*rows, BACK))


def _asked(draft: ActivityDraft) -> tuple[Message, Message | None, tuple[Row, ...]]:
    """The words of one question, an example, and its own buttons."""
    match draft.asking:
        case Step.TITLE:
            return _("What is the activity called? One short line."), None, ()
        case Step.DAY:
            return _("On which day is it?"), _("For example: 12 May, or tomorrow."), ()
        case Step.TIMES:
            return _("From when to when?"), _("For example: 14:00-16:00."), ()
        case Step.MOST:
            unlimited = step(_("👐 Everybody can come"), "none")
            return _("How many people can come?"), _("Type a number."), (unlimited,)
        case Step.WORDS:
            example = _("For example: what to bring, and what it costs.")
            return _("What must people know about it?"), example, (SKIP,)
    return _("Which languages do people speak there?"), _("For example: Dutch, Turkish."), (SKIP,)


def _review(draft: ActivityDraft, here: Here) -> Said:
    """The activity as people will see it, and for a change what is different."""
    activity = finished(draft, here)
    change = step(_("✏️ Change something"), "change")
    if activity is None:
        return said(_("Something is still missing."), rows=(change, AWAY))
    facts = ActivityFacts("", draft.place, draft.place_name, activity)
    body: list[Paragraph] = [_("This is how people see it:")]
    body += about(activity, draft.place_name, here)
    if draft.was is None:
        body.append(places(facts))
        body.append(_("Shall I put it in the programme?"))
        return said(*body, rows=(step(_("✅ Yes, add it"), "save"), change, AWAY))
    different = _different(draft.was, activity, here)
    if not different:
        body.append(_("Nothing is different yet."))
        return said(*body, rows=(change, AWAY))
    body.append(Lines(items=(_("This will be different:"), *different)))
    if (draft.was.starts, draft.was.ends) != (activity.starts, activity.ends):
        body.append(_("People who signed up hear about the new time."))
    return said(*body, rows=(step(_("✅ Yes, change it"), "save"), change, AWAY))


def _different(was: Activity, now: Activity, here: Here) -> tuple[Message, ...]:
    """Before and after, a line for each answer that is another."""
    lines: list[Message] = []
    if was.title != now.title:
        lines.append(_from_to(Quoted(text=was.title), Quoted(text=now.title)))
    if (was.starts, was.ends) != (now.starts, now.ends):
        lines.append(_from_to(when(was, here), when(now, here)))
    if was.most != now.most:
        lines.append(_from_to(_limit(was.most), _limit(now.most)))
    if was.words != now.words:
        lines.append(_("• Other words about it."))
    if was.languages != now.languages:
        lines.append(_from_to(_languages(was), _languages(now)))
    return tuple(lines)


def _from_to(was: Gap, now: Gap) -> Message:
    return Message(text="• {was} → {now}", gaps={"was": was, "now": now})


def _limit(most: int | None) -> Message:
    if most is None:
        return _("👥 Everybody can come.")
    return plural("{count} place", "{count} places", most)


def _languages(activity: Activity) -> Gap:
    return spoken(activity.languages) if activity.languages else _("no languages told")


# --- screens -----------------------------------------------------------------------------------


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """Who comes, and the question before an activity is cancelled."""
    if not isinstance(facts, ActivityFacts) or not facts.may_keep:
        return said(_("Only people who work at this place see that."), rows=(MENU,))
    back = standing(_("⬅️ Back"), facts.id, "activity")
    if screen.name == "activity_off":
        return _sure(facts, back, here)
    return _who(facts, back, here)


def _sure(facts: ActivityFacts, back: Row, here: Here) -> Said:
    if facts.state == "cancelled":
        return said(_("🚫 This activity does not go on."), rows=(back, MENU))
    people = facts.taken + facts.waiting
    body: list[Paragraph] = [
        _("Cancel {title}?", title=Quoted(text=facts.activity.title)),
        Message(text="📅 {when}", gaps={"when": when(facts.activity, here)}),
    ]
    if people:
        body.append(plural("{count} person hears it.", "{count} people hear it.", people))
    yes = standing(_("🚫 Yes, cancel it"), facts.id, "activity_off_yes")
    return said(*body, rows=(yes, back, MENU))


def _who(facts: ActivityFacts, back: Row, here: Here) -> Said:
    """How many come, and the first names of those who agreed."""
    title = Message(text="{title}", gaps={"title": Quoted(text=facts.activity.title)})
    lines = [
        Message(text="📅 {when}", gaps={"when": when(facts.activity, here)}),
        plural("👥 {count} person comes.", "👥 {count} people come.", facts.taken),
    ]
    if facts.waiting:
        lines.append(plural("⏳ {count} person waits.", "⏳ {count} people wait.", facts.waiting))
    body: list[Paragraph] = [Heading(words=title), Lines(items=tuple(lines))]
    if facts.names:
        names = (Message(text="• {name}", gaps={"name": Quoted(text=n)}) for n in facts.names)
        body.append(Lines(items=(_("You may see these first names:"), *names)))
    elif facts.taken:
        body.append(_("Nobody showed their first name. So you see only the number."))
    return said(*body, rows=(back, MENU))
