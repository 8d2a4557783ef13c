"""What a department or partner reads of the one matter laid before them; what the sender reads."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.here import Here
from conversations.languages import language_word
from conversations.matters.forward import (
    Asked,
    ForwardFacts,
    ForwardUsed,
    MatterForwarded,
)
from conversations.matters.inbox_draft import PartnerDraft
from conversations.matters.talking import HANDLING
from conversations.talk import (
    MENU,
    Attached,
    Cite,
    Heading,
    Lines,
    Paragraph,
    Refresh,
    Said,
    Say,
    Screen,
    Share,
    ToPerson,
    said,
    standing,
)
from conversations.wijk import BACK
from conversations.words import Day, Message, Quoted, _, plural


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """What was laid before me: the list, an offer, the one thing itself, or that it is over."""
    match facts:
        case Asked():
            return _asked(facts, here)
        case ForwardFacts(state="offered"):
            return _offer(facts, here)
        case ForwardFacts(state="open"):
            return _open(facts, here)
        case ForwardFacts(state="answered"):
            return said(_("Your answer has arrived. Thank you."), rows=(MENU,))
    return said(
        _("This is not with you any more. Thank you."),
        _("Is there something to add? Ask whoever sent it for a new link."),
        rows=(MENU,),
    )


def question(draft: PartnerDraft, facts: object, here: Here) -> Said:
    """The one question to a partner."""
    if not isinstance(facts, ForwardFacts) or facts.state != "open":
        return draw(Screen(name="forward"), facts, here)
    return said(
        _("What is your answer about {number}?", number=facts.number),
        _("The municipality reads it. The resident does not see it as it is."),
        rows=(BACK,),
    )


def _asked(facts: Asked, here: Here) -> Said:
    if not facts.lines:
        return said(_("Nothing waits for your answer."), rows=(MENU,))
    lines = tuple(
        _(
            "• {number}: answer before {day}",
            number=line.number,
            day=Day(on=here.profile.today(line.until)),
        )
        for line in facts.lines
    )
    rows = tuple(
        standing(
            Message(text="↪️ {title}", gaps={"title": Quoted(text=line.title or line.number)}),
            line.id,
            "fwd_see",
        )
        for line in facts.lines
    )
    return said(Heading(words=_("Asked of you")), Lines(items=lines), rows=(*rows, MENU))


def _offer(facts: ForwardFacts, here: Here) -> Said:
    """Before somebody says that it is for them, not a word of what it is about."""
    whom, place = Quoted(text=facts.whom), here.profile.name
    return said(
        Heading(words=_("A question for {whom}", whom=whom)),
        _("Somebody of {place} asks {whom} for help with one message.", place=place, whom=whom),
        _("Do you answer for {whom}? Then it is yours, and the link is used up.", whom=whom),
        rows=(
            standing(_("✅ Yes, show it"), facts.id, "fwd_yes"),
            standing(_("❌ No, it is not for me"), facts.id, "fwd_no"),
            MENU,
        ),
    )


def _open(facts: ForwardFacts, here: Here) -> Said:
    """The one thing: what is asked, what the resident wrote, where, and until when."""
    wijk = here.profile.wijk(facts.wijk)
    lines = [_("{number}, {wijk}", number=facts.number, wijk=wijk.name if wijk else facts.wijk)]
    if facts.place:
        lines.append(_("📍 {where}", where=Quoted(text=facts.place)))
    if facts.asked_in != here.person.language:
        lines.append(_("🌐 Written in: {language}", language=language_word(facts.asked_in)))
    if facts.files:
        lines.append(plural("📎 {count} photo or file", "📎 {count} photos or files", facts.files))
    day = Day(on=here.profile.today(facts.until))
    body: list[Paragraph] = [
        Heading(words=_("A question for {whom}", whom=Quoted(text=facts.whom))),
        Cite(whose=_("The municipality asks:"), text=facts.words),
        Cite(whose=_("The resident wrote:"), text=facts.text) if facts.text else Lines(items=()),
        Lines(items=tuple(lines)),
        _("Please answer before {day}.", day=day),
    ]
    photo = (standing(_("📎 Photos and files"), facts.id, "fwd_files"),) if facts.files else ()
    return said(
        *(part for part in body if not (isinstance(part, Lines) and not part.items)),
        rows=(*photo, standing(_("✍️ Answer"), facts.id, "fwd_answer"), MENU),
    )


def photos(files: Sequence[str], here: Here) -> tuple[Say, ...]:
    """The photos and files of the one matter, to whoever answers about it."""
    me = ToPerson(here.person.id)
    return tuple(
        Say(me, said(_("📎 With the messages:")).but(attached=Attached(file=file)))
        for file in files
    )


# --- what the sender reads -------------------------------------------------------------------


def link(done: MatterForwarded, here: Here) -> Said:
    """The link, once: it stands nowhere else."""
    assert done.token is not None
    asks = _("{place} asks for your help with one message.", place=here.profile.name)
    return said(
        Heading(words=_("Your link for {whom}", whom=Quoted(text=done.whom))),
        _("Send it to one person. Whoever opens it first has it."),
        _("They see only {number}.", number=done.number),
        _("It works until {day}, or until it is used.", day=Day(on=here.profile.today(done.until))),
        rows=(
            (
                Share(
                    label=_("📨 Send the link"),
                    token=done.token,
                    words=asks,
                ),
            ),
            standing(_("📥 Open {number}", number=done.number), done.case, "work_see"),
            MENU,
        ),
    )


def sent_on(done: MatterForwarded, here: Here) -> Message:
    """Above the card: where it is now."""
    day = Day(on=here.profile.today(done.until))
    return _("↪️ {whom} has it until {day}.", whom=Quoted(text=done.whom), day=day)


def reminders(id: str, case: str, person: str | None, asked_by: str) -> tuple[Say | Refresh, ...]:
    """The day before: whoever has it, or whoever sent a link that nobody opened."""
    if person is not None:
        soon = said(_("⏰ Tomorrow the time for your answer is over."))
        return (
            Say(ToPerson(person), soon, Screen(name="forward", case=id), weight="news"),
            Refresh(case),
        )
    unopened = said(_("⏰ Nobody opened your link yet. Tomorrow it comes back to you."))
    card = Screen(name=HANDLING, case=case)
    return (Say(ToPerson(asked_by), unopened, card, weight="news"), Refresh(case))


def came_back(whom: str) -> Said:
    """Above the card: nobody answered in time."""
    return said(_("↩️ {whom} did not answer in time. It is with you again.", whom=Quoted(text=whom)))


def answered() -> Said:
    """Above the card: there is an answer."""
    return said(_("↪️ There is an answer from outside. Read it and answer the resident."))


def alarm(used: ForwardUsed, here: Here) -> Say:
    """Whoever sent a link hears that it is in more hands than one."""
    words = said(
        Heading(words=_("A link was opened twice")),
        # Who it was stays unsaid: it may be any resident.
        _("Somebody else opened the link about {number} too.", number=used.number),
        _("Nothing was shown to the second person."),
        rows=(standing(_("📥 Open {number}", number=used.number), used.case, "work_see"), MENU),
    )
    return Say(ToPerson(used.asked_by), said=words)


def no(here: Here) -> tuple[Message, ...]:
    """Somebody says that it is not for them."""
    return (_("All right. Nothing was shown, and the link still works."),)
