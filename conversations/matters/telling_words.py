"""What people read at the one door: the questions, and the card with numbers."""

from __future__ import annotations

from typing import Any

from conversations.here import Here
from conversations.matters.near import NearFacts
from conversations.matters.telling_draft import (
    Step,
    TellDraft,
    plans_here,
    words_of,
)
from conversations.matters.topic import Topic
from conversations.municipal_words import role_word
from conversations.rules.emergencies import alarm
from conversations.rules.kinds import OTHERS
from conversations.rules.wijken import pages
from conversations.talk import (
    MENU,
    Attached,
    Cite,
    Heading,
    Lines,
    Paragraph,
    Row,
    Said,
    said,
    step,
)
from conversations.wijk import BACK, MOST_BUTTONS
from conversations.words import Day, Gap, Message, Quoted, Several, _, plural, the

KINDS = {
    "question": _("❓ A question"),
    "signal": _("👀 Something is wrong in the wijk"),
    "complaint": _("⚖️ A complaint about the municipality"),
    "idea": _("💡 An idea for the wijk"),
}
# Topics on one page: with "more" and "back" seven buttons are enough for a thumb.
PAGE = 5


def menu_label() -> Message:
    """What the menu calls the one door."""
    return _("💬 Ask or tell something")


# --- help at once ---------------------------------------------------------------------------------


NOW = Heading(words=_("🚨 Do you need help now? Please call."))


def is_card(note: Paragraph) -> bool:
    """Is this the beginning of a card with numbers?"""
    return note == NOW


def card(text: str, here: Here) -> tuple[Paragraph, ...]:
    """Numbers to call at once, when these words ask for help; nothing otherwise."""
    found = alarm(text, here.profile)
    if found is None:
        return ()
    lines = tuple(
        Message(
            text="☎️ {number}: {name}",
            gaps={"number": line.number, "name": line.named(here.person.language)},
        )
        for line in found.call
    )
    return (
        NOW,
        Lines(items=lines),
        _("I am a program. I call nobody. Your message goes on below."),
    )


# --- the questions --------------------------------------------------------------------------------


def question(draft: TellDraft, facts: Any, here: Here) -> Said:
    """The question that stands, with its buttons."""
    match draft.asking:
        case Step.TELL:
            return _tell(draft, here)
        case Step.KIND:
            return _kind(draft, here)
        case Step.WIJK:
            return _wijk(draft, here)
        case Step.PLACE:
            return _place(draft, here)
        case Step.POINT:
            return _point(draft, here)
        case Step.NEAR:
            return _near(draft, facts if isinstance(facts, tuple) else (), here)
        case Step.TOPIC:
            return _topics(draft, here)
        case Step.CHANGE:
            return _change(draft)
        case Step.AWAY:
            return said(
                _("Shall I throw away what you told me?"),
                rows=(step(_("🗑 Yes, throw it away"), "away"), BACK),
                choices=True,
            )
    return _review(draft, here)


def _tell(draft: TellDraft, here: Here) -> Said:
    body: list[Paragraph] = []
    if draft.begun:
        body += [_("This is what you told me:"), Cite(text=words_of(draft))]
        body.append(_("Tell it again, in your own words. The new text takes its place."))
        return said(*body, rows=(step(_("➡️ Keep my words, go on"), "keep"), BACK))
    ask = {
        "complaint": _("What went wrong between you and the municipality?"),
        "signal": _("What is wrong in the wijk?"),
    }
    example = _("For example: the street light by the school is broken.")
    if draft.wish == "complaint":
        example = _("For example: nobody called me back.")
    return said(
        ask.get(draft.wish or "", _("What do you want to ask or tell?")),
        _("Type it, send a photo, or speak. A person reads it."),
        example,
        rows=(BACK,),
    )


def _kind(draft: TellDraft, here: Here) -> Said:
    if draft.kind == "idea":
        return said(
            Heading(words=_("This sounds like an idea.")),
            _("I can make a plan of it. I keep your words."),
            rows=(
                step(_("💡 Yes, make a plan"), "plan"),
                step(_("❓ No, I have a question"), "question"),
                step(_("👀 No, something is wrong"), "signal"),
                BACK,
            ),
            choices=True,
        )
    kinds = [kind for kind in KINDS if kind != "idea" or plans_here(draft, here)]
    return said(
        _("What is it?"),
        rows=(*(step(KINDS[kind], kind) for kind in kinds), BACK),
        choices=True,
    )


def _wijk(draft: TellDraft, here: Here) -> Said:
    ask = _("In which wijk is it?") if draft.kind == "signal" else _("About which wijk is it?")
    search = draft.search
    if search.page is not None:
        book = pages(here.profile)
        page = max(0, min(search.page, len(book) - 1))
        rows = [step(wijk.name, wijk.id) for gebied in book[page] for wijk in gebied.wijken]
        if len(book) > 1:
            following = (page + 1) % len(book)
            more = _("More wijken ({n} of {of})", n=following + 1, of=len(book))
            rows.append(step(more, f"page{following}"))
        # A name that is typed is understood here too: a button for it would be the seventh.
        rest = () if len(rows) >= MOST_BUTTONS else (step(_("✏️ Type it"), "type"),)
        return said(ask, rows=(*rows, *rest, BACK), choices=True)
    found = [wijk for wijk in map(here.profile.wijk, search.candidates) if wijk is not None]
    if found:
        rows = [step(wijk.name, wijk.id) for wijk in found if wijk.served == "own"]
        return said(ask, rows=(*rows, step(_("Another wijk"), "list"), BACK), choices=True)
    return said(
        ask,
        _("Type its name or a postcode."),
        rows=(step(_("📋 Show a list"), "list"), BACK),
    )


def _place(draft: TellDraft, here: Here) -> Said:
    wijk = here.profile.wijk(draft.wijk or "")
    return said(
        _("Where is it in {wijk}? Type the street.", wijk=wijk.name if wijk else ""),
        _("For example: the street, and by which house or shop."),
        _("Or send the place on the map, with the paperclip 📎."),
        rows=(
            step(_("🏘 It is in another wijk"), "wijk"),
            step(_("➡️ No exact place"), "none"),
            BACK,
        ),
    )


def _point(draft: TellDraft, here: Here) -> Said:
    wijk = here.profile.wijk(draft.shown_in or "")
    body: list[Paragraph] = []
    if wijk is not None:
        body.append(_("That point is in {wijk}.", wijk=wijk.name))
    return said(
        *body,
        _("Is it there, or were you only there when you wrote?"),
        rows=(
            step(_("📍 Yes, it is there"), "there"),
            step(_("🚶 No, it is somewhere else"), "elsewhere"),
            BACK,
        ),
        choices=True,
    )


def _near(draft: TellDraft, facts: tuple[NearFacts, ...], here: Here) -> Said:
    skip = step(_("➡️ No, mine is new"), "new")
    at = draft.look if draft.look is not None else 0 if len(facts) == 1 else None
    if at is not None and at < len(facts):
        one = facts[at]
        rows: list[Row] = [step(_("🙋 Me too"), "too"), skip]
        if len(facts) > 1:
            rows.append(step(_("👀 The other ones"), "others"))
        shown = said(
            Heading(words=_("Is it this one? Somebody told us already.")),
            Lines(items=_near_line(one, here)),
            _("Me too: then you hear what happens with it."),
            rows=(*rows, BACK, MENU),
            choices=True,
        )
        return shown.but(attached=Attached(file=one.photo)) if one.photo else shown
    return said(
        Heading(words=_("Is it one of these? Others told us already.")),
        rows=(
            *(step(_near_label(one, here), str(n)) for n, one in enumerate(facts)),
            skip,
            BACK,
            MENU,
        ),
        choices=True,
    )


def _near_line(one: NearFacts, here: Here) -> tuple[Message, ...]:
    lines = [topic_line(one.topic, here)]
    if one.street:
        lines.append(Message(text="📍 {street}", gaps={"street": Quoted(text=one.street)}))
    lines.append(_("📅 Since {day}", day=Day(on=here.profile.today(one.opened))))
    lines.append(plural("🙋 {count} person has this", "🙋 {count} people have this", one.too))
    return tuple(lines)


def _near_label(one: NearFacts, here: Here) -> Message:
    topic = _topic(one.topic, here)
    gaps: dict[str, Gap] = {
        "icon": topic.icon if topic else "📌",
        "where": one.street or (topic.named(here.person.language) if topic else ""),
        "day": Day(on=here.profile.today(one.opened)),
    }
    return Message(text="{icon} {where}, {day}", gaps=gaps)


def _topics(draft: TellDraft, here: Here) -> Said:
    topics = here.profile.topics
    count = max(1, -(-len(topics) // PAGE))
    page = draft.page % count
    rows = [
        step(topic_line(topic.id, here), f"t:{topic.id}")
        for topic in topics[page * PAGE : (page + 1) * PAGE]
    ]
    if count > 1:
        following = (page + 1) % count
        rows.append(step(_("▶️ More ({n} of {of})", n=following + 1, of=count), f"page{following}"))
    return said(_("What is it about?"), rows=(*rows, BACK), choices=True)


def _change(draft: TellDraft) -> Said:
    place = (step(_("📍 The place"), "place"),) if draft.kind == "signal" else ()
    return said(
        _("What do you want to change?"),
        _("You may also send a photo now, or type what you forgot."),
        rows=(
            step(_("💬 My words"), "text"),
            *place,
            step(_("🏘 The wijk"), "wijk"),
            step(_("🗑 Throw away"), "away"),
            BACK,
        ),
        choices=False,
    )


def _review(draft: TellDraft, here: Here) -> Said:
    """Everything in one look before anybody else sees it; kind and topic are one tap away."""
    profile = here.profile
    wijk = profile.wijk(draft.wijk or "")
    lines = [KINDS.get(draft.kind or "", KINDS["question"]), topic_line(draft.topic, here)]
    lines.append(_("🏘 Wijk: {wijk}", wijk=wijk.name if wijk else "–"))
    if draft.place:
        lines.append(_("📍 Place: {place}", place=Quoted(text=draft.place)))
    if draft.latitude is not None:
        lines.append(_("🗺 The point on the map goes along."))
    if draft.files:
        lines.append(plural("📷 {count} file", "📷 {count} files", len(draft.files)))
    body: list[Paragraph] = [Heading(words=_("Before I send it")), Lines(items=tuple(lines))]
    if draft.text:
        body.append(Cite(text=draft.text))
    elif draft.spoken:
        body.append(_("🎤 Your voice message goes along."))
    private = draft.private
    if private:
        pieces = Several(items=tuple(Quoted(text=piece) for piece in private[:4]))
        body.append(_("👁 I see a name, or something about health: {pieces}.", pieces=pieces))
    about = here.profile.complaint_subject if draft.kind == "complaint" else None
    if about is not None and draft.apart:
        body.append(_("It is about {role}. They do not get it.", role=the(role_word(about))))
    body.append(_("Who reads it sees a number, not your name. Shall I send it?"))
    rows: list[Row] = [step(_("✅ Send"), "send")]
    if private:
        rows.append(step(_("✂️ Leave that out"), "without"))
    other = step(_("🏷 Another subject"), "topic")
    if about is not None:
        role = the(role_word(about))
        other = step(_("🙅 It is about {role}", role=role), "apart")
        if draft.apart:
            other = step(_("↩️ It is not about {role}", role=role), "apart")
    rows += [
        step(_("🔀 It is something else"), "kind"),
        other,
        step(_("✏️ Change or add"), "change"),
        BACK,
    ]
    return said(*body, rows=tuple(rows), choices=True)


# --- topics ---------------------------------------------------------------------------------------


def _topic(id: str | None, here: Here) -> Topic | None:
    return here.profile.topic(id or OTHERS) or here.profile.topic(OTHERS)


def topic_line(id: str | None, here: Here) -> Message:
    """A topic with its icon, in the reader's language; a proper noun of the municipality."""
    topic = _topic(id, here)
    icon = topic.icon if topic else "📌"
    name = topic.named(here.person.language) if topic else "–"
    return Message(text="{icon} {name}", gaps={"icon": icon, "name": name})
