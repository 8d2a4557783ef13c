"""What is read on a direct line: to whom it goes, is it right, and who has it now."""

from __future__ import annotations

from conversations.here import Here
from conversations.matters import own_wijken
from conversations.matters.followed_words import wijk_name
from conversations.matters.line_draft import Left, LineDraft, Step, Whom
from conversations.matters.talking import HANDLING
from conversations.rules.texts import cut
from conversations.talk import (
    MENU,
    Cite,
    Heading,
    Lines,
    Paragraph,
    Refresh,
    Row,
    Said,
    Say,
    Screen,
    ToHandlers,
    ToPerson,
    said,
    step,
)
from conversations.wijk import BACK
from conversations.words import Day, Gap, Message, Quoted, Several, The, _, the

MOST_SHOWN = 600


def question(draft: LineDraft, facts: object, here: Here) -> Said:
    """What is asked of whoever writes."""
    whom = facts if isinstance(facts, Whom) else Whom(None)
    match draft.asking:
        case Step.WIJK:
            return own_wijken.question(_("About which wijk is it?"), draft.choice, here)
        case Step.TEXT:
            return said(
                *_reader(draft, whom),
                _("What do you want to say? You may type, say it, or send a photo."),
                rows=(BACK,),
            )
    body: list[Paragraph] = [
        Heading(words=_("Shall I send this?")),
        *((Cite(text=cut(draft.text, MOST_SHOWN)),) if draft.text else ()),
    ]
    lines: list[Message] = [
        _("✍️ To: {who}", who=_who(draft, whom)),
        _("🏘 Wijk: {wijk}", wijk=wijk_name(draft.wijk or "", here.profile)),
    ]
    if draft.files:
        lines.append(_("📎 Files: {n}", n=len(draft.files)))
    body.append(Lines(items=tuple(lines)))
    rows: list[Row] = [
        step(_("✅ Send"), "send"),
        step(_("✏️ Other words"), "text"),
        step(_("🗑 Do not send it"), "away"),
    ]
    if draft.private:
        pieces = Several(items=tuple(Quoted(text=piece) for piece in draft.private[:4]))
        body.append(_("👁 I see a name, or something about health: {pieces}.", pieces=pieces))
        rows.insert(1, step(_("✂️ Leave that out"), "without"))
    return said(*body, rows=tuple(rows), choices=True)


def _reader(draft: LineDraft, whom: Whom) -> tuple[Message, ...]:
    """Who reads it, and that neither sees the other's account."""
    quiet = _("They do not see your account or your number.")
    if draft.to == "contact" or whom.face is None:
        return (_("{Who} reads this.", Who=The(draft.to)), quiet)
    if whom.instead and whom.face.back is not None:
        who = _who(draft, Whom(whom.face))
        return (
            _("{who} is away until {day}.", who=who, day=Day(on=whom.face.back)),
            _("{Contact} reads your message now.", Contact=The("contact")),
        )
    along = _("{Contact} can read along.", Contact=The("contact"))
    return (_("{who} reads this.", who=_who(draft, whom)), along, quiet)


def _who(draft: LineDraft, whom: Whom) -> Gap:
    """By name if they agreed to be named; else the role."""
    if whom.face is not None and whom.face.name and not whom.instead:
        return Quoted(text=whom.face.name)
    return the("contact" if whom.instead else draft.to)


def left(one: Left) -> tuple[Say | Refresh, ...]:
    """Whoever takes over gets it, and whoever waits hears it once."""
    says: list[Say | Refresh] = [
        Say(ToHandlers(one.case), screen=Screen(name=HANDLING, case=one.case))
    ]
    if one.brought is not None:
        news = said(
            _(
                "{Role} is not there for a while. {Contact} has your message {number} now.",
                Role=The("ambassador"),
                Contact=The("contact"),
                number=one.number,
            )
        )
        says.append(Say(ToPerson(one.brought), said=news))
    return tuple(says)


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """This journey has no screens of its own."""
    return said(_("Nothing is asked here."), rows=(MENU,))
