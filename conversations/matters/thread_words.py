"""What somebody reads of what they asked or told: the list, one talk, an answer, its end."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.here import Here
from conversations.matters import telling_words
from conversations.matters.letters import who
from conversations.matters.matter import OPEN_STATES, Kind, MatterFacts, MatterLine, MessageFacts
from conversations.matters.standard import standard
from conversations.matters.talking import MyMattersFacts, ThreadDraft
from conversations.rules.matters import handlers
from conversations.rules.texts import cut, units
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
from conversations.wijk import ask_the_municipality
from conversations.words import Day, Message, Moment, Quoted, Several, _, plural

# UTF-16 units of a talk that stand on one page; a message of Telegram holds 4,096.
A_PAGE = 2600
ICONS: dict[Kind, str] = {"question": "❓", "complaint": "📢", "signal": "👀"}
YOUR: dict[Kind, Message] = {
    "question": _("Your question"),
    "complaint": _("Your complaint"),
    "signal": _("Your report"),
}
SOLVED = {
    "solved": _("You said: it is solved. Thank you."),
    "half": _("You said: it is half solved. Thank you."),
    "not": _("You said: it is not solved. Thank you for telling."),
}


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """My list, one talk of it, an answer, its end, and the question before I take it back."""
    match screen.name, facts:
        case "my_matters", MyMattersFacts():
            return _list(facts, here)
        case "my_matter", MatterFacts():
            return _talk(facts, screen.page, here)
        case "matter_news", MatterFacts(mine=True):
            return _news(facts, screen.page, here)
        case "matter_closed", MatterFacts():
            return _closed(facts, here)
        case "matter_back", MatterFacts(mine=True):
            return _sure(facts)
    return said(_("This is not here any more."), rows=(_back(), MENU))


def question(draft: ThreadDraft, facts: object, here: Here) -> Said:
    """Whom they talk with now, and how the bot is reached again."""
    if not isinstance(facts, MatterFacts):
        return said(_("This is not here any more."), rows=(_back(), MENU))
    if draft.unsent:
        return _held(draft)
    rows = (step(_("⬅️ Back"), "back"), MENU)
    if draft.told:
        silent = _("From now on I am silent while you two talk. You can just go on.")
        return said(
            _("✅ I passed it on to {who}.", who=_who_has(facts)),
            *_promise(facts, here),
            *_nobody(facts, here),
            silent,
            _("With /menu you talk with me again."),
            rows=rows,
        )
    # What they answer stays in sight, also where this question replaces it.
    last = facts.messages[-1] if facts.messages else None
    before = paragraphs(last, facts) if last is not None and last.side == "office" else []
    return said(
        Heading(words=_title(facts)),
        *before,
        _("What do you want to tell {who}?", who=_who_has(facts)),
        _("Type it, or send a photo, a file or a voice message."),
        rows=rows,
    )


def _held(draft: ThreadDraft) -> Said:
    """What names somebody or tells of health, before it goes."""
    if draft.changing:
        return said(
            _("This is what you wrote:"),
            Cite(text=cut(draft.held, A_PAGE)),
            _("Type it again, in other words. The new text takes its place."),
            rows=(step(_("⬅️ Back"), "back"), MENU),
        )
    body: list[Paragraph] = [
        Heading(words=_("Shall I send this?")),
        Cite(text=cut(draft.held, A_PAGE)),
    ]
    rows: list[Row] = [step(_("✅ Send it like this"), "send")]
    if draft.private:
        pieces = Several(items=tuple(Quoted(text=piece) for piece in draft.private[:4]))
        body.append(_("👁 I see a name, or something about health: {pieces}.", pieces=pieces))
        rows.append(step(_("✂️ Leave that out"), "without"))
    rows += [step(_("✏️ Change it"), "change"), step(_("🗑 Do not send it"), "away"), MENU]
    return said(*body, rows=tuple(rows))


# --- my list -----------------------------------------------------------------------------


def _back() -> Row:
    return step(_("📋 My questions"), "@mijn matters")


def _list(facts: MyMattersFacts, here: Here) -> Said:
    if not facts.rows:
        return said(
            _("You have not asked or told anything yet."),
            rows=(step(_("⬅️ Back"), "@mijn"), MENU),
        )
    rows = [step(_label(line), f"matter:{line.case}") for line in facts.rows]
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        more = _("▶️ More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, f"page:{following}"))
    return said(
        Heading(words=_("What you asked and told")),
        Lines(items=tuple(_summary(line, here) for line in facts.rows)),
        _("Tap one to read the talk."),
        rows=(*rows, step(_("⬅️ Back"), "@mijn"), MENU),
    )


def _label(line: MatterLine) -> Message:
    return _titled(line.kind, line.title or line.number)


def _titled(kind: Kind, title: str) -> Message:
    return Message(text="{sign} {title}", gaps={"sign": ICONS[kind], "title": Quoted(text=title)})


def _summary(line: MatterLine, here: Here) -> Message:
    title = Quoted(text=line.title or line.number)
    where = SHORT[line.turn] if line.state in OPEN_STATES else ENDED.get(line.state, CLOSED)
    if line.state == "new" and line.turn == "office":
        where = _("It is received.")  # nobody took it: nobody is looking at it yet
    if line.next_at is None or line.late or line.state not in OPEN_STATES:
        return _("• {title}. {where}", title=title, where=where)
    day = Day(on=here.profile.today(line.next_at))
    return _("• {title}. {where} You hear by {day}.", title=title, where=where, day=day)


CLOSED = _("It is answered.")
ENDED = {
    "closed": CLOSED,
    "withdrawn": _("You took it back."),
    "became": _("It became a plan."),
}
SHORT = {
    "office": _("It is being looked at."),
    "resident": _("There is a question for you."),
    "other": _("A colleague is asked about it."),
}


# --- one talk ----------------------------------------------------------------------------


def _title(facts: MatterFacts) -> Message:
    if not facts.title:
        return Message(text="{number}", gaps={"number": facts.number})
    return _titled(facts.kind, facts.title)


def _who_has(facts: MatterFacts) -> Message:
    """Who has it now, by name where they agreed; who had the last word when it is closed."""
    last = next((m for m in reversed(facts.messages) if m.side == "office"), None)
    name = facts.holder or (last.name if last is not None else None)
    role = last.role if last is not None and facts.holder is not None else facts.owner
    found = who(role or (last.role if last is not None else None), name)
    return Message(text="{who}", gaps={"who": found})


def _where(facts: MatterFacts, here: Here) -> tuple[Paragraph, ...]:
    """In whose hands it is, in one sentence; and whom to ask when that is nobody."""
    if facts.state not in OPEN_STATES:
        return (ENDED.get(facts.state, CLOSED),)
    if nobody := _nobody(facts, here):
        return nobody
    if facts.turn == "resident":
        return (_("{Who} waits for your answer.", Who=_who_has(facts)),)
    if facts.turn == "other":
        return (_("{Who} asked a colleague about it.", Who=_who_has(facts)),)
    if facts.holder is not None or facts.answered:
        return (_("{Who} is working on it.", Who=_who_has(facts)),)
    if facts.state == "new":
        return (_("It is with {who}.", who=_who_has(facts)),)
    return (_("{Who} took it up.", Who=_who_has(facts)),)


def _nobody(facts: MatterFacts, here: Here) -> tuple[Message, ...]:
    """That nobody holds a role for it, with the way on; nothing where somebody does."""
    chain = handlers(facts.kind, here.profile, apart=facts.apart)
    if facts.owner != "administrator" or "administrator" in chain:
        return ()
    nobody = _("Nobody has this role in your wijk now. So I cannot say when you hear.")
    return (nobody, ask_the_municipality(here))


def _promise(facts: MatterFacts, here: Here) -> tuple[Message, ...]:
    """The day before which they hear, as long as it lies ahead."""
    if facts.promised is None or facts.promised < here.now or facts.state not in OPEN_STATES:
        return ()
    return (_("You hear by: {day}", day=Day(on=here.profile.today(facts.promised))),)


def _talk(facts: MatterFacts, page: int, here: Here) -> Said:
    """Where it is, and the newest page of the talk; the state alone for who only follows it."""
    if not facts.mine:
        return _closed(facts, here) if facts.state == "closed" else _state(facts, here)
    pages = pages_of(facts.messages)
    page = min(max(page, 0), len(pages) - 1)
    lines = (
        _("Number: {number}", number=facts.number),
        _("Sent on: {day}", day=Day(on=here.profile.today(facts.opened))),
        *_promise(facts, here),
    )
    body: list[Paragraph] = [Heading(words=_title(facts))]
    if page == 0:
        body += [*_where(facts, here), Lines(items=lines)]
    for message in pages[page]:
        body += paragraphs(message, facts)
    rows: list[Row] = []
    if facts.state in OPEN_STATES:
        rows.append(standing(_("✍️ Write a message"), facts.case, "talk_on"))
    elif facts.state == "closed":
        rows += _rating(facts)
        if facts.rating is not None:
            body.append(SOLVED[facts.rating])
        if facts.rating == "not" and facts.mine:
            rows.append(step(telling_words.menu_label(), "@vraag"))
        body += _ombudsman(facts, here)
    if any(message.files or message.checking for message in facts.messages):
        rows.append(standing(_("📎 Photos and files"), facts.case, "talk_files"))
    if len(pages) > 1:
        following = (page + 1) % len(pages)
        more = _("🕘 Earlier messages") if following else _("🕘 Newest messages")
        rows.append(standing(more, facts.case, "talk_see", following or None))
    if facts.state in OPEN_STATES:
        rows.append(standing(_("↩️ Take it back"), facts.case, "talk_drop"))
    return said(*body, rows=(*rows, _back(), MENU))


def pages_of(messages: Sequence[MessageFacts]) -> list[list[MessageFacts]]:
    """The talk in pages that fit in a message of a phone, newest page first."""
    pages: list[list[MessageFacts]] = [[]]
    room = A_PAGE
    for message in reversed(messages):
        length = units(message.text) + 120
        if pages[-1] and length > room:
            pages.append([])
            room = A_PAGE
        pages[-1].insert(0, message)
        room -= length
    return pages


def paragraphs(message: MessageFacts, facts: MatterFacts) -> list[Paragraph]:
    """One message: whose it is and when, the standard text, the words, and how many files."""
    at = Moment(at=message.at)
    if message.side == "resident" and facts.mine:
        whose = _("You, {moment}:", moment=at)
    elif message.side == "resident":
        whose = _("Resident {alias}, {moment}:", alias=facts.alias, moment=at)
    else:
        whose = _("{Who}, {moment}:", Who=who(message.role, message.name), moment=at)
    fixed = standard(message.standard)
    body: list[Paragraph] = []
    if fixed is not None:
        body += [Lines(items=(whose, fixed))]
        if message.text:
            body.append(Cite(text=message.text))
    elif message.text:
        body.append(Cite(whose=whose, text=message.text))
    else:
        body.append(whose)
    if message.files:
        body.append(
            plural("📎 {count} photo or file", "📎 {count} photos or files", len(message.files))
        )
    if message.checking:
        body.append(_("📎 A file is still being checked."))
    return body


def _news(facts: MatterFacts, n: int, here: Here) -> Said:
    """A message of the office, where it waits to be read."""
    message = next((m for m in facts.messages if m.n == n and m.side == "office"), None)
    if message is None:
        return _talk(facts, 0, here)
    body: list[Paragraph] = [
        Heading(
            words=_("💬 An answer about {title}", title=Quoted(text=facts.title or facts.number))
        ),
        *paragraphs(message, facts),
    ]
    rows: list[Row] = []
    if facts.state in OPEN_STATES:
        if facts.turn == "resident":
            body.append(_("{Who} waits for your answer.", Who=_who_has(facts)))
        rows.append(standing(_("✍️ Answer"), facts.case, "talk_on"))
    rows.append(standing(_("📄 The whole talk"), facts.case, "talk_see"))
    return said(*body, rows=(*rows, MENU))


# --- how it ended -------------------------------------------------------------------------


def _closing(facts: MatterFacts) -> list[Paragraph]:
    message = next((m for m in reversed(facts.messages) if m.closing), None)
    return paragraphs(message, facts) if message is not None else []


def _closed(facts: MatterFacts, here: Here) -> Said:
    """The closing words; whoever brought it says whether it is solved."""
    if facts.state != "closed":
        return _opened(facts, here) if facts.mine else _state(facts, here)
    if not facts.mine:
        first = _("There is an answer to {number}. You said: me too.", number=facts.number)
        if not facts.i_said_too:
            first = _("{number} is answered.", number=facts.number)
            look = standing(_("👀 Where it stands"), facts.case, "follow_see")
            return said(first, rows=(look, MENU))
        return said(first, *_closing(facts), rows=(MENU,))
    yours = _("{your} is answered: {title}", your=YOUR[facts.kind], title=_title(facts))
    body: list[Paragraph] = [Heading(words=yours), *_closing(facts)]
    if facts.rating is None:
        body.append(_("Is it solved?"))
    else:
        body.append(SOLVED[facts.rating])
    see = standing(_("📄 The whole talk"), facts.case, "talk_see")
    return said(*body, *_ombudsman(facts, here), rows=(*_rating(facts), see, MENU))


def _ombudsman(facts: MatterFacts, here: Here) -> tuple[Paragraph, ...]:
    """After a complaint somebody else may look (Awb title 9.2); the municipality tells who."""
    if facts.kind != "complaint" or facts.state != "closed" or facts.rating == "solved":
        return ()
    return (
        _("Not happy with this answer? You can go to the ombudsman. That is free."),
        ask_the_municipality(here),
    )


def _opened(facts: MatterFacts, here: Here) -> Said:
    """The closing words of a matter that is open again."""
    rows = (
        standing(_("✍️ Write a message"), facts.case, "talk_on"),
        standing(_("📄 The whole talk"), facts.case, "talk_see"),
        MENU,
    )
    return said(Heading(words=_title(facts)), *_closing(facts), _("It is open again."), rows=rows)


def _rating(facts: MatterFacts) -> tuple[Row, ...]:
    """Three answers under the closing words; after "half" it can be opened again, once."""
    if facts.rating is None:
        return (
            standing(_("👍 Yes, it is solved"), facts.case, "talk_solved"),
            standing(_("🤝 Half"), facts.case, "talk_half"),
            standing(_("👎 No, it is not solved"), facts.case, "talk_not"),
        )
    if facts.rating == "half" and facts.may_reopen:
        return (standing(_("🔁 Open it again"), facts.case, "talk_again"),)
    return ()


def _state(facts: MatterFacts, here: Here) -> Said:
    """For who said "me too" or follows it: where it is, and nobody's words."""
    first = _("You follow {number}.", number=facts.number)
    if facts.i_said_too:
        first = _("You said: me too, to {number}.", number=facts.number)
    return said(first, *_where(facts, here), rows=(MENU,))


def _sure(facts: MatterFacts) -> Said:
    if facts.state not in OPEN_STATES:
        see = standing(_("📄 The whole talk"), facts.case, "talk_see")
        return said(_("It is closed already. You cannot take it back any more."), rows=(see, MENU))
    return said(
        _("Do you want to take back {title}?", title=Quoted(text=facts.title or facts.number)),
        _("Then nobody looks at it any more. You cannot undo this."),
        rows=(
            standing(_("↩️ Yes, take it back"), facts.case, "talk_drop_yes"),
            standing(_("⬅️ No, keep it"), facts.case, "talk_see"),
        ),
    )
