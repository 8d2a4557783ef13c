"""What is read after it was sent: the receipt, its rights, "me too", and that it became a plan."""

from __future__ import annotations

from typing import Any

from conversations.here import Here
from conversations.matters.matter import MatterFacts
from conversations.matters.telling_words import topic_line
from conversations.municipal_words import Role, role_word
from conversations.rules.kinds import flag_of
from conversations.rules.matters import handlers
from conversations.talk import (
    MENU,
    Copy,
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
from conversations.words import Day, Message, _, plural, the


def draw(screen: Screen, facts: Any, here: Here) -> Said:
    """The receipt of a matter, and of "me too"."""
    match screen.name, facts:
        case "matter_receipt", MatterFacts(mine=True):
            return _receipt(facts, here)
        case "matter_too", MatterFacts():
            return _me_too(facts, here)
    return said(
        _("This is not here any more."), rows=(step(_("📋 What I told"), "@mijn matters"), MENU)
    )


THANKS = {
    "question": _("Thank you! Your question is sent."),
    "signal": _("Thank you! Your signal is sent."),
    "complaint": _("Thank you! Your complaint is sent."),
}


def _receipt(facts: MatterFacts, here: Here) -> Said:
    body: list[Paragraph] = [
        Heading(words=THANKS[facts.kind]),
        _("Your number is {number}.", number=facts.number),
        *_in_whose_hands(facts, here),
    ]
    if facts.promised is not None:
        body.append(_("You hear by {day}.", day=Day(on=here.profile.today(facts.promised))))
        if "terms.answer_working_days" in here.profile.sample:
            body.append(_("Note: this is an example. The day may be made up."))
    elif facts.kind != "complaint" and not _nobody(facts, here):
        body.append(_("I do not know how long it takes. You hear it here."))
    if facts.kind == "complaint":
        body += _rights(facts, here)
    text = facts.messages[0].text if facts.messages else ""
    body += _other_road(text, here)
    rows: list[Row] = [(Copy(label=_("📋 Copy the number"), text=facts.number),)]
    if facts.kind == "signal" and here.profile.has_journey("initiative", facts.wijk, here.today):
        rows.append(standing(_("💡 Make a plan of it"), facts.case, "plan_of"))
    wijk = here.profile.wijk(facts.wijk)
    if here.person.wijk is None and not here.person.elsewhere and wijk is not None:
        # Where it is need not be where they live: asked once, never assumed.
        rows.append(step(_("🏘 I live in {wijk}", wijk=wijk.name), f"live:{wijk.id}"))
    rows.append(standing(_("📄 The whole talk"), facts.case, "talk_see"))
    return said(*body, rows=(*rows, MENU))


def _nobody(facts: MatterFacts, here: Here) -> bool:
    """It lies with whoever looks after the bot, because nobody holds a role for it."""
    chain = handlers(facts.kind, here.profile, apart=facts.apart)
    return facts.owner in (None, "administrator") and "administrator" not in chain


def _in_whose_hands(facts: MatterFacts, here: Here) -> list[Paragraph]:
    if facts.apart and _nobody(facts, here):
        about = role_word(here.profile.complaint_subject or "contact")
        return [
            _("It is about {role}, so somebody else must look at it.", role=the(about)),
            _("I do not know who does that here. It is kept. Please ask:"),
            ask_the_municipality(here),
        ]
    if _nobody(facts, here):
        return [
            _("Nobody has the role for it in your wijk yet. It is kept."),
            ask_the_municipality(here),
        ]
    wijk = here.profile.wijk(facts.wijk)
    role: Role = facts.owner  # type: ignore[assignment]
    return [
        _(
            "It is with {role} of {wijk} now.",
            role=the(role_word(role)),
            wijk=wijk.name if wijk else "",
        )
    ]


def _rights(facts: MatterFacts, here: Here) -> list[Paragraph]:
    """What the law gives whoever complains (Awb chapter 9): a term, a form, and a way on."""
    lines: list[Message] = []
    if facts.promised is None:
        lines.append(_("• The law says: an answer within six weeks."))
        lines.append(_("• Does a committee look at it? Then within ten weeks."))
    lines += [
        _("• For an official complaint they need your name and address. I do not give those."),
        _("• Not happy with the answer? Go to the ombudsman. That is free."),
    ]
    if not facts.apart:
        about = the(role_word(here.profile.complaint_subject or "contact"))
        lines.insert(-1, _("• Is it about {role}? Then somebody else must look at it.", role=about))
    return [
        Heading(words=_("⚖️ Your rights with a complaint")),
        Lines(items=tuple(lines)),
        ask_the_municipality(here),
    ]


def _other_road(text: str, here: Here) -> list[Paragraph]:
    """An objection or a request under the Woo is another thing, with a term of its own."""
    match flag_of(text):
        case "objection":
            return [
                _("❗ I read that you object to a decision. This is not an official objection."),
                _("For that you have six weeks."),
                ask_the_municipality(here),
            ]
        case "woo":
            return [
                _("❗ I read that you want documents (Woo). This is not an official request."),
                ask_the_municipality(here),
            ]
    return []


def _me_too(facts: MatterFacts, here: Here) -> Said:
    body: list[Paragraph] = [
        Heading(words=_("Thank you! You have the same trouble.")),
        Lines(items=(topic_line(facts.topic, here), _("Number: {number}", number=facts.number))),
    ]
    rows: list[Row] = []
    if facts.i_said_too:
        body.append(
            plural("🙋 {count} person has this", "🙋 {count} people have this", facts.too + 1)
        )
        body.append(_("What you told went along. You hear the answer here."))
        rows.append(standing(_("↩️ No, mine is different"), facts.case, "untoo"))
    rows.append(standing(_("📄 The whole talk"), facts.case, "talk_see"))
    return said(*body, rows=(*rows, MENU))


def became_news(matter: str, plan: str) -> Said:
    """Whoever waits for an answer to a signal hears that a plan is made of it."""
    return said(
        _("💡 Somebody made a plan of signal {matter}.", matter=matter),
        _("The plan has number {plan}. The signal is closed now.", plan=plan),
        rows=(MENU,),
    )
