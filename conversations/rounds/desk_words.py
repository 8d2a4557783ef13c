"""What staff of a wijkhub read when they help somebody to vote, and what that somebody reads."""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds.desk_draft import DeskDraft, Step
from conversations.rounds.desk_orders import DeskFacts, DeskLine, SlipFacts, SureFacts
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
from conversations.words import Message, Moment, Quoted, The, _, bare, plural, the

BACK = step(_("⬅️ Back"), "back")


def menu_label() -> Message:
    """What the menu calls it, for staff while a round with codes runs."""
    return _("🗳 Help people vote")


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """The desk of a round, and one code by its slip number."""
    match screen.name, facts:
        case "desk", DeskFacts(rounds) if rounds:
            return _desk(rounds, screen.case)
        case "desk_slip", SlipFacts():
            return _slip(facts)
    words = _("No round needs your help now. Helping is for {staff}.", staff=bare("hub_staff"))
    return said(words, rows=(MENU,))


def _desk(rounds: tuple[DeskLine, ...], chosen: str | None) -> Said:
    line = next((one for one in rounds if one.id == chosen), None)
    if line is None and len(rounds) > 1:
        rows = (standing(_name(one), one.id, "desk_see") for one in rounds)
        return said(_("At which round do you help?"), rows=(*rows, MENU))
    line = line or rounds[0]
    rows_: list[Row] = []
    if line.level == "desk":
        rows_.append(standing(_("✅ Let somebody vote"), line.id, "desk_let"))
    rows_.append(standing(_("✉️ A letter is lost or wrong"), line.id, "desk_letter"))
    if line.gives_paper:
        rows_.append(standing(_("📄 Somebody votes on paper"), line.id, "desk_letter"))
    if len(rounds) > 1:
        rows_.append(step(_("⬅️ Another round"), "@balie"))
    body: list[Paragraph] = [
        Heading(words=_name(line)),
        _("Voting closes on {close}.", close=Moment(at=line.closes)),
    ]
    if line.level == "letter":
        body.append(_("Here only people with a letter vote. You can replace a letter."))
    if line.helped:
        body.append(
            plural(
                "{count} person can vote by the desk.",
                "{count} people can vote by the desk.",
                line.helped,
            )
        )
    return said(*body, rows=(*rows_, MENU))


def _name(line: DeskLine) -> Message:
    return Message(text="🗳 {title}", gaps={"title": Quoted(text=line.title)})


def _slip(facts: SlipFacts) -> Said:
    line = facts.line
    body: list[Paragraph] = [Heading(words=_("Slip {slip}", slip=facts.slip)), _state(facts)]
    if facts.tried:
        body.append(
            plural(
                "⚠️ Somebody else tried this code {count} time.",
                "⚠️ Somebody else tried this code {count} times.",
                facts.tried,
            )
        )
    rows: list[Row] = []
    if facts.state != "void":
        body.append(_("Did you see who this is, and that it is their letter? Then you can help."))
        n = int(facts.slip)
        rows.append(standing(_("🔁 A new code on their phone"), line.id, "desk_new", n))
        rows.append(standing(_("⛔ Only make it void"), line.id, "desk_void", n))
        if line.gives_paper:
            rows.append(standing(_("📄 Give a paper ballot"), line.id, "desk_paper", n))
    rows.append(standing(_("⬅️ Back"), line.id, "desk_see"))
    return said(*body, rows=(*rows, MENU))


def _state(facts: SlipFacts) -> Message:
    match facts.state:
        case "unused":
            return _("Nobody used this code yet.")
        case "claimed":
            return _("This code is on a phone. No vote was cast with it.")
        case "used":
            return _("Somebody voted with this code.")
    return _("This code is void.")


def question(draft: DeskDraft, facts: object, here: Here) -> Said:
    """What is asked at the desk now."""
    match draft.asking, facts:
        case Step.SLIP, _facts:
            return said(
                _("Which slip number is it? It stands in the list of letters."),
                _("Never ask for the code itself."),
                rows=(BACK,),
            )
        case Step.SURE, SureFacts():
            return _sure(draft, facts)
        case Step.VOID, _facts:
            return said(
                _("Make slip {slip} void?", slip=draft.slip or ""),
                _("A vote cast with it does not count any more. You cannot undo this."),
                rows=(step(_("⛔ Yes, make it void"), "yes"), BACK),
            )
        case Step.PAPER, _facts:
            return said(
                _("Give a paper ballot for slip {slip}?", slip=draft.slip or ""),
                _("Did you see who this is? After this they vote on paper, not in the chat."),
                rows=(step(_("📄 Yes, I give a paper"), "yes"), BACK),
            )
    return said(
        _("Ask for proof of their address. Which number stands on their phone?"),
        _("They find it with /stem, under “I have a code”."),
        rows=(BACK,),
    )


def _sure(draft: DeskDraft, facts: SureFacts) -> Said:
    line = facts.line
    body: list[Paragraph] = [
        _("On this phone stands the name {name}.", name=Quoted(text=facts.name)),
    ]
    if line.age is not None:
        body.append(
            _(
                "Did you see that they live in {wijk}, and are {age} or older?",
                wijk=line.wijk,
                age=line.age,
            )
        )
    else:
        body.append(_("Did you see that they live in {wijk}?", wijk=line.wijk))
    if draft.slip is not None:
        words = _(
            "Slip {slip} is void then, and a vote cast with it does not count.", slip=draft.slip
        )
        body.append(Lines(items=(words,)))
    return said(*body, rows=(step(_("✅ Yes, they may vote"), "yes"), BACK))


# --- afterwards ------------------------------------------------------------------------------


def let_vote(slip: str, *, cancelled: bool) -> Message:
    """For the staff: it is done."""
    if cancelled:
        return _("✅ They can vote now, as slip {slip}. Their earlier vote is off.", slip=slip)
    return _("✅ They can vote now, as slip {slip}.", slip=slip)


def voided(slip: str, *, cancelled: bool) -> Message:
    """For the staff: the code is worth nothing now."""
    if cancelled:
        return _("⛔ Slip {slip} is void. The vote cast with it is off.", slip=slip)
    return _("⛔ Slip {slip} is void.", slip=slip)


def gave_paper(slip: str, *, cancelled: bool) -> Message:
    """For the staff: now they may give one."""
    if cancelled:
        return _("📄 Give one paper for slip {slip}. The vote in the chat is off.", slip=slip)
    return _("📄 Give one paper for slip {slip}.", slip=slip)


def on_paper() -> Said:
    """For whoever had the code on their phone."""
    return said(
        _("📄 You got a ballot on paper. Your code does not work in the chat any more."),
        _("Is that not right? Go to {hub} with proof of your address.", hub=the("hub")),
        rows=(MENU,),
    )


def you_can_vote(*, cancelled: bool) -> Said:
    """For whoever stands at the desk."""
    first = _("✅ {Hub} has seen who you are. You can vote now.", Hub=The("hub"))
    if cancelled:
        return said(first, _("An earlier vote with your lost letter does not count any more."))
    return said(first)


def your_code_is_void() -> Said:
    """For whoever had the code on their phone."""
    return said(
        _("⛔ The code you gave is void. A vote cast with it does not count."),
        _("Is that not right? Go to {hub} with proof of your address.", hub=the("hub")),
        rows=(MENU,),
    )
