"""What an ambassador reads: is this right, passed on, and where everything stands."""

from __future__ import annotations

from conversations.here import Here
from conversations.matters import own_wijken
from conversations.matters.followed import MatterState, token_of
from conversations.matters.followed_words import (
    state_lines,
    state_word,
    topic_name,
    wijk_name,
)
from conversations.matters.matter import MatterLine
from conversations.matters.passing_draft import (
    ROLE,
    PassedFacts,
    PassingDraft,
    Step,
    wijken_here,
)
from conversations.matters.telling_words import card
from conversations.matters.week import NO_PART, Week
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
    Share,
    said,
    step,
)
from conversations.wijk import BACK
from conversations.words import Day, Gap, Message, Quoted, Several, The, _, the

MOST_SHOWN = 600
# So many buurten are named where something was heard.
MOST_PARTS = 5


def menu_label() -> Message:
    """What the menu calls it, for ambassadors alone."""
    return _("📣 Pass something on")


# --- questions -----------------------------------------------------------------------------


def question(draft: PassingDraft, facts: object, here: Here) -> Said:
    """What is asked of the ambassador now."""
    match draft.asking:
        case Step.TEXT:
            return said(
                _("What did you hear? Forward the message, type it or say it."),
                _("Please leave the name of your neighbour out."),
                rows=(BACK,),
            )
        case Step.WIJK:
            return own_wijken.question(_("In which wijk is it?"), draft.choice, here)
        case Step.TOPIC:
            return _topic(draft, here)
    return _review(draft, here)


def _review(draft: PassingDraft, here: Here) -> Said:
    """All of it on one screen; mostly one tap is enough."""
    body: list[Paragraph] = [
        *card(draft.text or "", here),
        Heading(words=_("Shall I pass this on?")),
    ]
    if draft.text:
        body.append(Cite(text=cut(draft.text, MOST_SHOWN)))
    lines: list[Message] = [
        _("🏘 Wijk: {wijk}", wijk=wijk_name(draft.wijk or "", here.profile)),
        _("🏷 About: {topic}", topic=topic_name(draft.topic or "", here)),
    ]
    if draft.kind == "question":
        lines.append(_("❓ It is a question."))
    if draft.files:
        lines.append(_("📎 Files: {n}", n=len(draft.files)))
    body += [Lines(items=tuple(lines)), _("I keep nothing about your neighbour.")]
    if draft.kind == "question":
        other = step(_("📣 It is not a question"), "signal")
    else:
        other = step(_("❓ It is a question"), "question")
    rows: list[Row] = [
        step(_("✅ Pass it on"), "send"),
        step(_("🏷 Another subject"), "topic"),
        other,
        # Typing takes the place of what stands there, with and without this button.
        step(_("✏️ Other words"), "text"),
        step(_("🗑 Do not pass it on"), "away"),
    ]
    if draft.private:
        pieces = Several(items=tuple(Quoted(text=piece) for piece in draft.private))
        body.append(_("👁 I see a name, or something about health: {pieces}.", pieces=pieces))
        rows[3] = step(_("✂️ Leave that out"), "without")
    if len(wijken_here(here)) > 1:
        rows.insert(1, step(_("🏘 Another wijk"), "wijk"))
    return said(*body, rows=tuple(rows), choices=True)


def _topic(draft: PassingDraft, here: Here) -> Said:
    topics = here.profile.topics
    rows: list[Row] = []
    for topic in topics[own_wijken.on_page(len(topics), draft.choice.page)]:
        name = topic.named(here.person.language)
        rows.append(step(f"{topic.icon} {name}", topic.id))
    rows += own_wijken.more(len(topics), draft.choice.page)
    return said(_("What is it about?"), rows=(*rows, BACK), choices=True)


# --- screens -------------------------------------------------------------------------------


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """What I passed on, or one of these."""
    match facts:
        case PassedFacts():
            return _list(facts, here)
        case MatterState(title=str(title)):
            return _one(facts, title, screen, here)
    return said(
        _("This part is for {role}.", role=the(ROLE)),
        _("You can tell it yourself with /vraag."),
        rows=(MENU,),
    )


def _one(facts: MatterState, title: str, screen: Screen, here: Here) -> Said:
    """One of mine: its number, where it stands, and the link for the neighbour."""
    body: list[Paragraph] = []
    if screen.anew:
        body.append(_("Thank you. It is passed on."))
    body.append(Heading(words=_("Message {number}", number=facts.number)))
    if title:
        body.append(Cite(text=title))
    body.append(Lines(items=state_lines(facts, here)))
    if screen.anew:
        body.append(_("Share the link: your neighbour sees where it stands, and no names."))
    words = _("Here you see where it stands: {number}.", number=facts.number)
    link = Share(label=_("🔗 Link for your neighbour"), token=token_of(facts.case), words=words)
    return said(
        *body,
        rows=(
            (link,),
            step(_("💬 Read and answer"), f"talk:{facts.case}"),
            step(_("📣 What I passed on"), "list"),
            MENU,
        ),
    )


def _list(facts: PassedFacts, here: Here) -> Said:
    body: list[Paragraph] = [Heading(words=_("What you passed on"))]
    if facts.back is not None:
        body.append(
            _(
                "You are away until {day}. {Contact} reads what people write to you.",
                day=Day(on=facts.back),
                Contact=The("contact"),
            )
        )
    if facts.rows:
        body.append(Lines(items=tuple(_line(row, here) for row in facts.rows)))
    else:
        body.append(_("Nothing yet. Forward me a message, or tap the first button."))
    if facts.asked:
        body.append(Lines(items=(_("People wrote to you:"), *(_asked(r) for r in facts.asked))))
    body += _coverage(facts.week)
    rows: list[Row] = [step(menu_label(), "pass")]
    rows += [step(_label("📣", row), f"case:{row.case}") for row in facts.rows]
    rows += [step(_label("✉️", row), f"asked:{row.case}") for row in facts.asked]
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        more = _("▶️ More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, f"pages:{following}"))
    rows.append(step(_("✍️ Write to {contact}", contact=the("contact")), "@schrijf contact"))
    rows.append(step(_("🏖 My card, and when I am away"), "@kaart"))
    return said(*body, rows=(*rows, MENU))


def _coverage(week: Week | None) -> tuple[Paragraph, ...]:
    """From which buurten something was heard, as the week in figures told it; never under ten."""
    if week is None or week.parts is None:
        return ()
    heard = {name: n for name, n in week.parts.items() if name != NO_PART}
    told = sorted(((n, name) for name, n in heard.items() if n), reverse=True)
    if not told:
        return ()
    lines = [_("📍 Where it was, in the week of {day}:", day=Day(on=week.monday))]
    for n, name in told[:MOST_PARTS]:
        gaps: dict[str, Gap] = {"part": name, "n": _("{n} or more", n=n)}
        lines.append(Message(text="• {part}: {n}", gaps=gaps))
    if len(told) < len(heard):
        lines.append(_("Each of the others: fewer than ten"))
    return (Lines(items=tuple(lines)),)


def _line(row: MatterLine, here: Here) -> Message:
    gaps: dict[str, Gap] = {
        "number": row.number,
        "topic": topic_name(row.topic, here),
        "state": state_word(row.state, row.turn),
    }
    return Message(text="• {number} · {topic}: {state}", gaps=gaps)


def _asked(row: MatterLine) -> Message:
    return Message(
        text="• {number}: {state}",
        gaps={"number": row.number, "state": state_word(row.state, row.turn)},
    )


def _label(sign: str, row: MatterLine) -> Message:
    title: Gap = Quoted(text=row.title) if row.title else row.number
    return Message(text="{sign} {title}", gaps={"sign": sign, "title": title})
