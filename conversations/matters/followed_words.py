"""Where a matter stands, in words that name nobody; for its ambassador and for who follows it."""

from __future__ import annotations

import datetime as dt

from conversations.here import Here
from conversations.matters.followed import MatterState
from conversations.matters.matter import OPEN_STATES
from conversations.profile import Profile
from conversations.words import Day, Gap, Message, The, _


def topic_name(topic: str, here: Here) -> Gap:
    """What it is about; a topic that the profile does not know any more has no name."""
    known = here.profile.topic(topic)
    return known.named(here.person.language) if known is not None else _("something else")


def wijk_name(wijk: str, profile: Profile) -> str:
    """The name of a wijk; its id where the profile does not know it any more."""
    known = profile.wijk(wijk)
    return known.name if known is not None else wijk


def state_word(state: str, turn: str) -> Message:
    """Where it stands, in a few words for a list."""
    match state:
        case "new":
            return _("nobody took it yet")
        case "taken":
            return _("somebody has it")
        case "waiting" if turn == "resident":
            return _("waits for an answer to a question")
        case "waiting":
            return _("waits")
        case "closed":
            return _("answered")
        case "became":
            return _("became a plan")
    return _("taken back")


def state_sentence(facts: MatterState) -> Message:
    """The same as a sentence."""
    match facts.state:
        case "new":
            return _("Nobody took it yet.")
        case "taken":
            return _("Somebody works on it.")
        case "waiting" if facts.turn == "resident":
            return _("The municipality asked something back. It waits for that answer.")
        case "waiting":
            return _("It waits for somebody else, or for a later day.")
        case "closed":
            return _("It is answered.")
        case "became":
            return _("It became a plan.")
    return _("It was taken back.")


def state_lines(facts: MatterState, here: Here) -> tuple[Message, ...]:
    """What it is about and where it stands, without a word of anybody."""
    wijk = wijk_name(facts.wijk, here.profile)
    lines: list[Message] = [
        _("🏷 About: {topic}", topic=topic_name(facts.topic, here)),
        _("🏘 In {wijk}, told on {day}.", wijk=wijk, day=_day(facts.opened, here)),
        Message(text="📍 {state}", gaps={"state": state_sentence(facts)}),
    ]
    if facts.promised is not None and not facts.answered and facts.state in OPEN_STATES:
        lines.append(_("⏳ An answer comes by {day}.", day=_day(facts.promised, here)))
        if "terms.answer_working_days" in here.profile.sample:
            lines.append(_("Note: this is an example. The day may be made up."))
    if facts.agenda is not None:
        lines.append(agenda_sentence(facts.agenda))
    return tuple(lines)


def agenda_sentence(agenda: str) -> Message:
    """What the council did with it, without its reason."""
    match agenda:
        case "on":
            return _("📌 {Council} put it on the agenda.", Council=The("council"))
        case "done":
            return _("📌 {Council} talked about it.", Council=The("council"))
    return _("📌 {Council} does not take it up now.", Council=The("council"))


def _day(at: dt.datetime, here: Here) -> Day:
    return Day(on=here.profile.today(at))
