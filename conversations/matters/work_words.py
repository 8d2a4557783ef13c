"""What more can be done with a matter, and the questions about it, for whoever works on it."""

from __future__ import annotations

from conversations.here import Here
from conversations.languages import spoken
from conversations.matters import inbox_words
from conversations.matters.cluster import SHOWN, ClusterFacts
from conversations.matters.forward import DAYS, WhomFacts
from conversations.matters.hands import CardFacts, Colleague, ColleaguesFacts
from conversations.matters.inbox_draft import InboxDraft, Step
from conversations.matters.matter import MatterFacts
from conversations.matters.standard import STANDARD, standard
from conversations.matters.thread_words import pages_of, paragraphs
from conversations.municipal_words import ROLES, role_word
from conversations.rules.hands import days_to_rest
from conversations.rules.texts import cut
from conversations.talk import (
    MENU,
    Cite,
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
from conversations.words import Day, Message, Quoted, Several, _, bare, plural

SCREENS = ("matter_more", "matter_talk", "matter_colleagues", "matter_whom", "matter_together")
MOST_NAMED = 8
MOST_SHOWN = 1200  # UTF-16 units of words that are looked over


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """More for one matter: its whole talk, colleagues, others to ask, what goes along with it."""
    match screen.name, facts:
        case "matter_more", CardFacts():
            return _more(facts, here)
        case "matter_talk", CardFacts():
            return _talk(facts.matter, screen.page)
        case "matter_colleagues", ColleaguesFacts():
            return _colleagues(facts, here)
        case "matter_whom", WhomFacts():
            return _whom(facts)
        case "matter_together", ClusterFacts():
            return _together(facts)
    return inbox_words.not_for_you()


def _to_card(case: str) -> Row:
    return standing(_("⬅️ Back"), case, "work_see")


def _more(facts: CardFacts, here: Here) -> Said:
    """What is done less often: with colleagues, with others, later, or together."""
    matter, case = facts.matter, facts.matter.case
    rows: list[Row] = []
    if matter.i_hold:
        rows.append(standing(_("↩️ Give it back"), case, "work_back"))
    elif matter.holder is not None:
        rows.append(standing(_("🙋 Take it over"), case, "work_over"))
    rows.append(standing(_("👥 Give it to a colleague"), case, "work_give"))
    rows.append(standing(_("↪️ Ask somebody outside"), case, "work_whom"))
    rows.append(standing(_("💤 Let it rest until a day"), case, "work_rest"))
    if matter.under is not None:
        rows.append(standing(_("🧺 Take it out again"), case, "work_part"))
    else:
        rows.append(standing(_("🧺 Answer several together"), case, "work_join"))
    rows.append(standing(_("📝 Note for colleagues"), case, "work_note"))
    for one in facts.asked[:3]:
        if one.over is None:
            recall = _("✖️ Take it back from {whom}", whom=Quoted(text=one.whom))
            rows.append(standing(recall, one.id, "work_recall"))
    return said(
        Heading(words=inbox_words.heading(matter)),
        *inbox_words.whose(facts, here),
        rows=(*rows, _to_card(case), MENU),
    )


def _talk(matter: MatterFacts, page: int) -> Said:
    """The whole talk, the newest page first."""
    pages = pages_of(matter.messages)
    page = min(max(page, 0), len(pages) - 1)
    body: list[Paragraph] = [Heading(words=inbox_words.heading(matter))]
    for message in pages[page]:
        if message.side == "note":
            body.append(_("📝 Only colleagues read this:"))
        body += paragraphs(message, matter)
    rows: list[Row] = []
    if len(pages) > 1:
        following = (page + 1) % len(pages)
        more = _("🕘 Earlier messages") if following else _("🕘 Newest messages")
        rows.append(step(more, f"talk:{matter.case}:{following}"))
    return said(*body, rows=(*rows, _to_card(matter.case), MENU))


def _colleagues(facts: ColleaguesFacts, here: Here) -> Said:
    case = facts.matter.case
    there = [one for one in facts.colleagues if one.back is None and not one.me][:MOST_NAMED]
    away = [one for one in facts.colleagues if one.back is not None][:MOST_NAMED]
    body: list[Paragraph] = [Heading(words=inbox_words.heading(facts.matter))]
    if there:
        body.append(_("Who gets this?"))
    else:
        body.append(_("No colleague with this role is there today."))
    if away:
        body.append(Lines(items=tuple(_away(one, here) for one in away)))
    rows = [step(_label(one), f"give:{case}:{one.person}") for one in there]
    return said(*body, rows=(*rows, _to_card(case), MENU))


def _label(one: Colleague) -> Message:
    return _("👤 {name} ({role})", name=one.name, role=_role(one.role))


def _role(role: str) -> Message:
    key = next((role_word(known) for known in ROLES if known == role), "administrator")
    return Message(text="{role}", gaps={"role": bare(key)})


def _away(one: Colleague, here: Here) -> Message:
    day = Day(on=one.back) if one.back is not None else ""
    return _("• {who} is away until {day}", who=Quoted(text=one.name), day=day)


def _whom(facts: WhomFacts) -> Said:
    """Departments and partners that are here, and a link for everybody else."""
    case = facts.matter.case
    rows: list[Row] = []
    for one in facts.keepers[:MOST_NAMED]:
        if one.back is None:
            label = _("👤 {whom} ({name})", whom=Quoted(text=one.whom), name=one.name)
            rows.append(step(label, f"to:{case}:{one.person}"))
    rows.append(step(_("🔗 Somebody else, with a link"), f"link:{case}"))
    return said(
        Heading(words=inbox_words.heading(facts.matter)),
        _("Who can help with this?"),
        _("They see only this one, and never who told it. The answer comes to you."),
        rows=(*rows, _to_card(case), MENU),
    )


def _together(facts: ClusterFacts) -> Said:
    """What goes along already, and what looks like it: one tap lets it go along."""
    matter = facts.matter
    body: list[Paragraph] = [Heading(words=inbox_words.heading(matter))]
    if matter.cluster:
        body.append(inbox_words.joined(matter.cluster))
        numbers = tuple(line.number for line in facts.together[:SHOWN])
        body.append(_("Among them: {numbers}.", numbers=Several(items=numbers)))
    rows: list[Row] = []
    if facts.near:
        body.append(_("These look like it. Tap what should get the same answer."))
        for line in facts.near:
            rows.append(step(inbox_words.label(line), f"with:{matter.case}:{line.case}"))
    else:
        body.append(_("Nothing else that is open looks like it."))
    body.append(_("You answer once. Everybody reads it under their own message."))
    if matter.cluster:
        rows.append(standing(_("✍️ Answer them all"), matter.case, "work_answer"))
    return said(*body, rows=(*rows, _to_card(matter.case), MENU))


# --- questions ----------------------------------------------------------------------------


def question(draft: InboxDraft, facts: object, here: Here) -> Said:
    """What is asked of a colleague now."""
    if not isinstance(facts, CardFacts):
        return inbox_words.not_for_you()
    match draft.asking:
        case Step.WORDS:
            return _words(draft, facts)
        case Step.STANDARD:
            rows = tuple(
                step(Message(text="📄 {words}", gaps={"words": words}), f"std:{id}")
                for id, words in STANDARD.items()
            )
            ask = _("Which text? You can add your own words to it.")
            return said(ask, rows=(*rows, BACK), choices=True)
        case Step.WHOM:
            return said(
                _("What is the department or organisation called?"),
                _("For example: Beheer, or a housing corporation."),
                rows=(BACK,),
            )
        case Step.DAYS:
            days = tuple(step(_days(days), f"days:{days}") for days in DAYS)
            return said(
                _("How long do they have?"),
                _("After that it is with you again by itself."),
                rows=(*days, BACK),
                choices=True,
            )
        case Step.DAY:
            offered = days_to_rest(here)
            rest = tuple(
                step(_("💤 {day}", day=Day(on=day)), f"rest:{n}") for n, day in enumerate(offered)
            )
            ask = _("Until which day may it rest? Tap a day, or type one.")
            return said(ask, rows=(*rest, BACK), choices=True)
    return _review(draft, facts)


def _days(days: int) -> Message:
    return plural("📅 {count} day", "📅 {count} days", days)


def _words(draft: InboxDraft, facts: CardFacts) -> Said:
    """The words themselves; for an answer also a text that is ready."""
    number = facts.matter.number
    match draft.doing:
        case "note":
            return said(
                _("What do you want to note with {number}?", number=number),
                _("Only colleagues read it."),
                rows=(BACK,),
            )
        case "forward":
            return said(
                _("What do you want to ask about {number}?", number=number),
                _("They read this and the message itself. Leave out names."),
                rows=(BACK,),
            )
        case "close":
            ask = _("What was done about {number}? Type it, or choose a text.", number=number)
        case _:
            ask = _("What do you answer to {number}? Type it, or choose a text.", number=number)
    body: list[Paragraph] = [ask]
    answered = next((one for one in facts.asked if one.answer), None)
    if answered is not None and answered.answer is not None:
        whose = _("{whom} answered:", whom=Quoted(text=answered.whom))
        body.append(Cite(whose=whose, text=cut(answered.answer, MOST_SHOWN)))
    ready = step(_("📄 Choose a text"), "standard")
    return said(*body, rows=(ready, BACK))


def _review(draft: InboxDraft, facts: CardFacts) -> Said:
    """Everything once more before it goes, and who gets it."""
    fixed = standard(draft.standard)
    body: list[Paragraph] = [Heading(words=_review_title(draft, facts))]
    if fixed is not None:
        body.append(fixed)
    if draft.text:
        body.append(Cite(text=cut(draft.text, MOST_SHOWN)))
    rows: list[Row] = []
    match draft.doing:
        case "note":
            body.append(_("Only colleagues read it."))
            rows.append(step(_("✅ Keep the note"), "send"))
        case "forward":
            body.append(_term(draft))
            rows.append(step(_("✅ Send it"), "send"))
        case "close":
            body += _readers(draft, facts)
            rows.append(step(_("🏁 Send and close"), "close"))
        case _:
            body += _readers(draft, facts)
            rows.append(step(_("✅ Send"), "send"))
            rows.append(step(_("❓ Send, and wait for an answer"), "asks"))
            if facts.matter.i_hold or facts.matter.holder is None:
                rows.append(step(_("🏁 Send and close"), "close"))
    rows.append(step(_("✏️ Change my words"), "words"))
    if draft.doing in ("answer", "close"):
        rows.append(step(_("📄 Another text"), "standard"))
        if draft.standard is not None and draft.text:
            rows.append(step(_("✖️ Only my own words"), "plain"))
    return said(*body, rows=(*rows, BACK))


def _review_title(draft: InboxDraft, facts: CardFacts) -> Message:
    number = facts.matter.number
    match draft.doing:
        case "note":
            return _("Note with {number}", number=number)
        case "forward":
            whom = Quoted(text=draft.whom or facts.whom or "")
            return _("{number} goes to {whom}", number=number, whom=whom)
        case "close":
            return _("This closes {number}", number=number)
    return _("Your answer to {number}", number=number)


def _term(draft: InboxDraft) -> Message:
    days = draft.days or DAYS[0]
    return plural(
        "They have {count} day. After that it comes back.",
        "They have {count} days. After that it comes back.",
        days,
    )


def _readers(draft: InboxDraft, facts: CardFacts) -> list[Paragraph]:
    """How many read it, and that own words are not translated."""
    found: list[Paragraph] = []
    if facts.readers > 1:
        found.append(plural("{count} person reads it.", "{count} people read it.", facts.readers))
    if draft.standard is not None and len(facts.languages) > 1:
        found.append(_("The ready text goes to each in their own language."))
    others = tuple(code for code in facts.languages if code != facts.mine)
    if draft.text and others:
        read = spoken(others)
        found.append(_("I do not translate your own words. Somebody reads {read}.", read=read))
    return found
