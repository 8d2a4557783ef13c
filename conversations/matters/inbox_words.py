"""What whoever works for a wijk reads: the inbox, its lists, and the card of one matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from conversations.deciding.review import wijken_of
from conversations.here import Here
from conversations.languages import language_word
from conversations.matters import picture_words
from conversations.matters.forward import ForwardLine
from conversations.matters.hands import PER_PAGE, WIJKEN, CardFacts, InboxFacts
from conversations.matters.matter import KINDS, OPEN_STATES, MatterFacts, MatterLine
from conversations.matters.talking import HANDLING
from conversations.matters.thread_words import ICONS, paragraphs
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
    Step,
    said,
    standing,
    step,
)
from conversations.words import Day, Gap, Message, Quoted, _, bare, plural, the

TO_INBOX = step(_("📥 Inbox"), "@inbox")
# UTF-16 units of one message on a card; the whole talk is one tap away.
MOST_CITED = 700


def menu_label() -> Message:
    """What the menu calls it, for whoever works on matters."""
    return _("📥 Inbox")


def asked_label(count: int) -> Message:
    """The way to what waits for the answer of this person alone."""
    return _("🙋 Asked of you ({n})", n=count)


def works_on_any(here: Here) -> bool:
    """Does this person hold a role that gets questions, complaints or signals anywhere?"""
    return any(here.person.wijken_as(*here.profile.chain(kind)) for kind in KINDS)


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """A list, the choice of a wijk, or the card of a matter."""
    match screen.name, facts:
        case "inbox", InboxFacts():
            return _inbox(screen, facts, here)
        case name, CardFacts() if name == HANDLING:
            return _card(facts, here)
    return not_for_you()


def not_for_you() -> Said:
    """A kind no, with the way on."""
    return said(
        _("This is for whoever works on it. Your role may have changed."),
        _("Do you work for this wijk? Ask {officer} for a link.", officer=the("officer")),
        rows=(TO_INBOX, MENU),
    )


# --- the lists ----------------------------------------------------------------------------


def _inbox(screen: Screen, facts: InboxFacts, here: Here) -> Said:
    if not facts.wijken and not facts.asked and not facts.counts["mine"]:
        return said(
            _("This part is for people who work for a wijk. It is not for everybody."),
            _("Do you work for a wijk? Ask {officer} for a link.", officer=the("officer")),
            _("Do you want to ask or tell something yourself? Use the menu."),
            rows=(MENU,),
        )
    if facts.wijk is None and facts.wijken and (screen.list == WIJKEN or facts.shown != "mine"):
        return _which_wijk(screen, facts, here)
    wijk = here.profile.wijk(facts.wijk) if facts.wijk else None
    place = wijk.name if wijk is not None else here.profile.name
    body: list[Paragraph] = [
        Heading(words=_("📥 Inbox of {place}", place=place)),
        _title(facts.shown, facts.counts[facts.shown]),
    ]
    if facts.rows:
        body.append(Lines(items=tuple(_line(row, facts.shown, here) for row in facts.rows)))
        body.append(_("Tap one to open it."))
    rows: list[Row] = [step(label(row), f"case:{row.case}") for row in facts.rows]
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        more = _("▶️ More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, _option(facts.shown, following, facts.wijk, here)))
    rows += _tabs(facts, here)
    if facts.asked:
        rows.append(step(asked_label(facts.asked), "@voorgelegd"))
    if any(own.id == facts.wijk for own in wijken_of(here.person, here.profile)):
        rows.append(picture_words.button(facts.wijk or "", here))
    if len(facts.wijken) > 1:
        rows.append(step(_("🏘 Another wijk"), f"{WIJKEN}:0"))
    return said(*body, rows=(*rows, MENU))


def _tabs(facts: InboxFacts, here: Here) -> Iterable[Row]:
    """The other lists, two on a row, each with how many stand in it."""
    others = [tab for tab in facts.counts if tab != facts.shown]
    if facts.wijk is None:
        return
    for at in range(0, len(others), 2):
        yield tuple(
            Step(
                label=_tab(tab, facts.counts[tab]),
                option=_option(tab, 0, facts.wijk, here),
            )
            for tab in others[at : at + 2]
        )


def _option(tab: str, page: int, wijk: str | None, here: Here) -> str:
    """What a button of a list sends: a wijk by its place, because some names are long."""
    places = [own.id for own in here.profile.own_wijken]
    return f"list:{tab}:{page}:{places.index(wijk) if wijk in places else ''}"


def _tab(tab: str, count: int) -> Message:
    match tab:
        case "new":
            return _("🆕 New ({n})", n=count)
        case "mine":
            return _("🙋 Mine ({n})", n=count)
        case "waiting":
            return _("⏳ Waiting ({n})", n=count)
        case "late":
            return _("⏰ Too late ({n})", n=count)
    return _("📂 All open ({n})", n=count)


def _title(tab: str, count: int) -> Message:
    match tab:
        case "new" if not count:
            return _("There is nothing new.")
        case "mine" if not count:
            return _("Nothing is yours.")
        case "waiting" if not count:
            return _("Nothing waits.")
        case "late" if not count:
            return _("Nothing is too late.")
        case _ if not count:
            return _("Nothing is open.")
        case "new":
            return plural("{count} new. Nobody has it yet.", "{count} new. Nobody has them.", count)
        case "mine":
            return plural("{count} is yours.", "{count} are yours.", count)
        case "waiting":
            return plural("{count} waits.", "{count} wait.", count)
        case "late":
            return plural("{count} is too late.", "{count} are too late.", count)
    return plural("{count} is open.", "{count} are open.", count)


def _line(row: MatterLine, tab: str, here: Here) -> Message:
    """Where it stands: the topic, who has it, and by when."""
    topic = topic_name(row.topic, here)
    day = Day(on=here.profile.today(row.next_at)) if row.next_at is not None else ""
    if row.late and tab != "late":
        return _("• {number}: {topic}. ⏰ Since {day}", number=row.number, topic=topic, day=day)
    if row.holder is not None and tab != "mine":
        who = Quoted(text=row.holder)
        return _(
            "• {number}: {topic}. {who} has it. {day}",
            number=row.number,
            topic=topic,
            who=who,
            day=day,
        )
    return _("• {number}: {topic}. By {day}", number=row.number, topic=topic, day=day)


def label(row: MatterLine) -> Message:
    """The button of a matter: its kind, its first words, and how many have the same."""
    gaps: dict[str, Gap] = {"sign": ICONS[row.kind], "title": Quoted(text=row.title or row.number)}
    if row.too:
        return Message(text="{sign} {title} (+{too})", gaps={**gaps, "too": row.too})
    return Message(text="{sign} {title}", gaps=gaps)


def topic_name(topic: str, here: Here) -> str:
    """What a topic is called, for the reader; a topic that is gone stays as it was."""
    known = here.profile.topic(topic)
    return known.named(here.person.language) if known is not None else topic


def _which_wijk(screen: Screen, facts: InboxFacts, here: Here) -> Said:
    """The wijken somebody works for, a page at a time."""
    pages = max(1, -(-len(facts.wijken) // PER_PAGE))
    page = screen.page % pages
    rows: list[Row] = []
    for id in facts.wijken[page * PER_PAGE : (page + 1) * PER_PAGE]:
        wijk = here.profile.wijk(id)
        rows.append(step(wijk.name if wijk else id, _option("new", 0, id, here)))
    if pages > 1:
        following = (page + 1) % pages
        more = _("More wijken ({n} of {of})", n=following + 1, of=pages)
        rows.append(step(more, f"{WIJKEN}:{following}"))
    if facts.counts["mine"]:
        rows.append(step(_tab("mine", facts.counts["mine"]), _option("mine", 0, None, here)))
    return said(_("Of which wijk do you want to see the inbox?"), rows=(*rows, MENU), choices=True)


# --- one matter ---------------------------------------------------------------------------


def _card(facts: CardFacts, here: Here) -> Said:
    """One matter on the phone of everybody who works on it: what it is, who has it, by when."""
    matter = facts.matter
    first = matter.messages[0] if matter.messages else None
    newest = matter.messages[-1] if len(matter.messages) > 1 else None
    body: list[Paragraph] = [Heading(words=heading(matter)), Lines(items=about(facts, here))]
    for message in (first, newest):
        if message is not None:
            body += [_short(part) for part in paragraphs(message, matter)]
    body += whose(facts, here)
    return said(*body, rows=(*_buttons(facts), TO_INBOX, MENU))


def _short(part: Paragraph) -> Paragraph:
    """Somebody's words, no longer than a card can carry."""
    return part.but(text=cut(part.text, MOST_CITED)) if isinstance(part, Cite) else part


def heading(matter: MatterFacts) -> Message:
    """The kind and the number."""
    match matter.kind:
        case "question":
            return _("❓ Question {number}", number=matter.number)
        case "complaint":
            return _("📢 Complaint {number}", number=matter.number)
    return _("👀 Report {number}", number=matter.number)


def about(facts: CardFacts, here: Here) -> tuple[Message, ...]:
    """The short facts: topic, wijk, where, language, how many more, and what to look out for."""
    matter = facts.matter
    wijk = here.profile.wijk(matter.wijk)
    topic = topic_name(matter.topic, here)
    lines = [_("{topic}, {wijk}", topic=topic, wijk=wijk.name if wijk else matter.wijk)]
    if matter.spot.words:
        lines.append(_("📍 {where}", where=Quoted(text=matter.spot.words)))
    if matter.passed_on:
        lines.append(_("🤝 Passed on by {who}", who=the("ambassador")))
    if matter.language != here.person.language:
        language = language_word(matter.language)
        lines.append(_("🌐 The resident reads: {language}", language=language))
    if matter.too:
        same = plural("➕ {count} more has the same", "➕ {count} more have the same", matter.too)
        lines.append(same)
    if matter.cluster:
        lines.append(
            plural("🧺 {count} goes along with it", "🧺 {count} go along with it", matter.cluster)
        )
    if facts.leads is not None:
        lines.append(_("🧺 It goes along with {number}", number=facts.leads))
    if matter.flag == "objection":
        lines.append(_("⚠️ Is it an objection? That goes another way: {where}", where=_where(here)))
    if matter.flag == "woo":
        asked = _("⚠️ Are documents asked for? That goes another way: {where}", where=_where(here))
        lines.append(asked)
    return tuple(lines)


def _where(here: Here) -> Gap:
    """Where formal letters go, as far as the municipality said."""
    return bare("formal_where") if here.profile.formal_where else here.profile.general_desk


def whose(facts: CardFacts, here: Here) -> list[Paragraph]:
    """In whose hands it is, what it waits for, and by when."""
    matter = facts.matter
    if matter.state not in OPEN_STATES:
        return [_("This is closed.")]
    found: list[Paragraph] = []
    if matter.i_hold:
        found.append(_("🙋 You have this."))
    elif matter.holder is not None:
        found.append(_("🙋 {who} has this.", who=Quoted(text=matter.holder)))
    else:
        found.append(_("🆕 Nobody has this yet."))
    found += _waits(facts, here)
    day = _day(matter.promised, here)
    if day is not None and not matter.answered:
        late = matter.promised is not None and matter.promised <= here.now
        found.append(
            _("⏰ An answer was promised by {day}.", day=day)
            if late
            else _("Answer by: {day}", day=day)
        )
    return found


def _waits(facts: CardFacts, here: Here) -> list[Paragraph]:
    matter = facts.matter
    found: list[Paragraph] = []
    for one in facts.asked[:3]:
        found.append(asking(one, here))
    if matter.snoozed is not None and matter.turn == "other":
        day = Day(on=here.profile.today(matter.snoozed))
        found.append(_("💤 It rests until {day}.", day=day))
    elif matter.turn == "resident":
        found.append(_("⏳ The resident has to answer."))
    return found


def asking(line: ForwardLine, here: Here) -> Message:
    """One line of the log of asking: whom, and what came of it."""
    whom = Quoted(text=line.whom)
    if line.answered is not None:
        day = Day(on=here.profile.today(line.answered))
        return _("↪️ {whom} answered on {day}.", whom=whom, day=day)
    if line.over is not None:
        day = Day(on=here.profile.today(line.over))
        if not line.opened:
            return _("↪️ {whom}: nobody opened the link, back on {day}.", whom=whom, day=day)
        if line.reminded is not None:
            return _("↪️ {whom}: reminded, no answer, back on {day}.", whom=whom, day=day)
        return _("↪️ {whom}: no answer, back on {day}.", whom=whom, day=day)
    day = Day(on=here.profile.today(line.until))
    if not line.opened:
        return _("↪️ {whom} did not open the link yet. Until {day}.", whom=whom, day=day)
    if line.reminded is not None:
        return _("↪️ {whom} was reminded. Until {day}.", whom=whom, day=day)
    return _("↪️ {whom} has it until {day}.", whom=whom, day=day)


def _day(at: dt.datetime | None, here: Here) -> Day | None:
    return Day(on=here.profile.today(at)) if at is not None else None


def _buttons(facts: CardFacts) -> list[Row]:
    """The likeliest first; the rest is one tap away."""
    matter = facts.matter
    case = matter.case
    rows: list[Row] = []
    if matter.state in OPEN_STATES:
        if facts.leads is not None and matter.under is not None:
            rows.append(standing(_("🧺 Open the one it goes along with"), matter.under, "work_see"))
        if matter.holder is None:
            rows.append(standing(_("🙋 I take it"), case, "work_take"))
        if matter.holder is None or matter.i_hold:
            rows.append(standing(_("✍️ Answer"), case, "work_answer"))
        if matter.i_hold:
            rows.append(standing(_("🏁 Close it"), case, "work_close"))
    if any(message.files or message.checking for message in matter.messages):
        rows.append(standing(_("📎 Photos and files"), case, "work_files"))
    if len(matter.messages) > 1:
        rows.append(standing(_("📄 The whole talk"), case, "work_talk"))
    if matter.state in OPEN_STATES:
        rows.append(standing(_("⋯ More"), case, "work_more"))
    return rows


# --- letters to colleagues -----------------------------------------------------------------


def given_back(here: Here) -> Said:
    """Above the card: it is free again."""
    return said(_("↩️ {name} gave this back. Who takes it?", name=Quoted(text=here.person.name)))


def laid_in_your_hands(here: Here) -> Said:
    """Above the card: it is yours now."""
    return said(_("🙋 {name} gave this to you.", name=Quoted(text=here.person.name)))


def taken_over(name: str) -> Said:
    """Above the card: it is not yours any more."""
    return said(_("{name} has this from now on.", name=Quoted(text=name)))


def rests(day: dt.date) -> Message:
    """It is put off."""
    return _("💤 It rests until {day}. Then I show it again.", day=Day(on=day))


def awake() -> Said:
    """Above the card: the day has come."""
    return said(_("⏰ This rested until today. Here it is again."))


def joined(together: int) -> Message:
    """How many get the same answer now."""
    return plural("🧺 {count} goes along with it.", "🧺 {count} go along with it.", together)
