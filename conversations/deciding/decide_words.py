"""What those who decide read: the one-page dossier, its buttons, the outcome."""

from __future__ import annotations

from typing import Any

from conversations.deciding.decision import DecideDraft
from conversations.facts import CaseFacts, DecisionFacts, HappenedFacts
from conversations.here import Here
from conversations.plans.initiative_words import decider, lines_of
from conversations.plans.plan import gate
from conversations.plans.states import STATES
from conversations.rounds.rule_words import FATES
from conversations.rules.days import earliest_start
from conversations.rules.quorum import Choice, Outcome
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
from conversations.words import Euro, Message, Moment, Quoted, _, plural, the

BACK = step(_("⬅️ Back"), "back")

OUTCOMES = {
    Outcome.GRANTED: _("✅ granted"),
    Outcome.DECLINED: _("❌ not granted"),
    Outcome.HELD: _("⏸ held over"),
    Outcome.MEETING: _("🗓 to the meeting"),
}
CHOICES = {
    Choice.APPROVE: _("✅ grant"),
    Choice.REFUSE: _("❌ do not grant"),
    Choice.HOLD: _("⏸ hold over"),
}
HAPPENED = {
    "received": _("received"),
    "changed after support": _("changed after neighbours signed"),
    "supported": _("a neighbour supports it"),
    "support taken back": _("a neighbour took support back"),
    "waits for a round": _("it waits for a round"),
    "voted": _("residents voted about it"),
    "opened": _("laid before those who decide"),
    "voice": _("somebody decided"),
    "voice recorded": _("a choice was written down"),
    "recused": _("somebody is involved and steps out"),
    "asked": _("a question was asked"),
    "answered": _("the question was answered"),
    "not answered": _("the question was not answered in time"),
    "settled": _("the outcome is certain"),
    "to the meeting": _("it goes to the meeting"),
    "confirmed": _("confirmed"),
    "meeting recorded": _("the meeting decided"),
    "reopened": _("it came back for a decision"),
    "withdrawn": _("taken back by the initiator"),
    "dropped": _("thrown away"),
    "unreachable": _("somebody cannot be reached"),
}
WHY_MEETING = {
    "tie": _("As many people are for as against."),
    "no_quorum": _("Too few people took part."),
    "quorum_unknown": _("The rules do not say how many people must take part."),
    "nobody_left": _("Everybody is involved. Nobody is left to decide."),
}


def question(draft: DecideDraft, facts: Any, here: Here) -> Said:
    """The one sentence that is still to be typed."""
    match draft.asking:
        case "question":
            words = _("What do you want to ask the initiator?")
        case "answer":
            words = _("What is your answer?")
        case "meeting":
            words = _("Why did the meeting decide this?")
        case "recorded":
            words = _("Which reason did the member give?")
        case _:
            words = _("Why? The initiator reads your reason.")
    return said(words, rows=(BACK,))


def draw(screen: Screen, facts: Any, here: Here) -> Said:
    """Every screen around a decision."""
    if screen.name == "outcome" and isinstance(facts, CaseFacts):
        return outcome(facts, here)
    if not isinstance(facts, DecisionFacts):
        return said(_("You cannot see this plan (any more)."), rows=(MENU,))
    match screen.name:
        case "history":
            return _history(facts)
        case "seats":
            return _seats(facts)
        case "seat":
            return _seat(facts, screen.page)
        case "involved":
            return said(
                _("Are you involved in this plan yourself?"),
                _("Then you do not decide about it. That stays in the record."),
                rows=(
                    standing(_("🙋 Yes, I step out"), facts.case.case, "stepout"),
                    standing(_("⬅️ No, back"), facts.case.case, "dossier"),
                ),
            )
        case "question_to_you":
            return _question_to_you(facts)
    return dossier(facts, here)


def dossier(facts: DecisionFacts, here: Here) -> Said:
    """The plan on one page, how it stands, and what this reader may do."""
    case = facts.case
    number = case.number or ""
    body: list[Paragraph] = [
        Heading(words=_("Plan {number}: {cost}", number=number, cost=case.plan.cost)),
        *lines_of(case.plan, here),
        _standing(facts, here),
    ]
    checks = _checks(facts, here)
    if checks:
        body.append(Lines(items=(_("Rule check (advice):"), *checks)))
    if facts.budget_left is not None:
        body.append(_("💰 Left this year: {left}", left=Euro(cents=facts.budget_left)))
    for asked in facts.questions:
        body.append(Cite(whose=_("❓ Question to the initiator"), text=asked.text))
        if asked.answer is not None:
            body.append(Cite(whose=_("💬 Answer"), text=asked.answer))
    body += _voices(facts)
    if case.reason and not facts.voices:
        # A meeting has no voices here; its reason stands for them.
        body.append(Cite(whose=_("The reason:"), text=case.reason))
    return said(*body, rows=(*_buttons(facts), MENU))


def _standing(facts: DecisionFacts, here: Here) -> Lines:
    case = facts.case
    lines: list[Message] = [_("State: {state}", state=STATES.get(case.state, case.state))]
    signs = gate("supporters", here)
    if signs is not None and signs.number:
        lines.append(
            _("🤝 Support: {n} of {needed} neighbours", n=case.supporters, needed=signs.number)
        )
    if facts.state == "running" and facts.closes is not None:
        if facts.paused:
            lines.append(_("The clock stands still until the question is answered."))
        else:
            lines.append(_("Decide before {moment}.", moment=Moment(at=facts.closes)))
        if not _alone(facts):
            lines.append(
                plural(
                    "{took} of {count} person decided so far.",
                    "{took} of {count} people decided so far.",
                    facts.seats,
                    took=facts.took_part,
                )
            )
        if facts.needed is not None:
            lines.append(_("At least {needed} must take part.", needed=facts.needed))
        if facts.recused:
            lines.append(_("You stepped out of this decision."))
        elif facts.mine is not None and facts.mine.choice is not None:
            lines.append(_("Your choice: {choice}", choice=CHOICES[facts.mine.choice]))
            if facts.mine.recorded:
                lines.append(_("Somebody wrote this down for you. You may change it."))
    if facts.state in ("settled", "confirmed") and facts.outcome is not None:
        lines.append(_("Outcome: {outcome}", outcome=OUTCOMES[facts.outcome]))
        if facts.why in WHY_MEETING:
            lines.append(WHY_MEETING[facts.why])
        if facts.why in FATES:
            lines.append(FATES[facts.why])
            assert facts.tally is not None
            votes = _(
                "Votes: {yes} for, {no} against.", yes=facts.tally.approve, no=facts.tally.refuse
            )
            lines.append(votes)
        if facts.state == "settled" and facts.outcome is not Outcome.MEETING:
            lines.append(_("This is recorded. It still has to be confirmed."))
    if facts.tally is not None and not _alone(facts):
        lines.append(
            _(
                "For: {yes}. Against: {no}. Hold over: {hold}.",
                yes=facts.tally.approve,
                no=facts.tally.refuse,
                hold=facts.tally.hold,
            )
        )
    return Lines(items=tuple(lines))


def _alone(facts: DecisionFacts) -> bool:
    """Does one person decide here, without a quorum? Then there is nothing to count."""
    return facts.needed is None and facts.seats <= 1


def _checks(facts: DecisionFacts, here: Here) -> tuple[Message, ...]:
    plan = facts.case.plan
    lead, signs = gate("lead_time", here), gate("supporters", here)
    found: list[Message] = []
    if plan.terms == "not_all":
        found.append(_("The initiator says: not all conditions are met."))
    if signs is not None and signs.number and facts.case.supporters < signs.number:
        found.append(
            _(
                "Fewer neighbours signed than asked: {n} of {needed}.",
                n=facts.case.supporters,
                needed=signs.number,
            )
        )
    sent = here.profile.today(facts.case.opened)
    if lead is not None and lead.weeks and plan.start is not None:
        if plan.start < earliest_start(sent, lead.weeks):
            found.append(_("It starts within {weeks} weeks after it was sent.", weeks=lead.weeks))
    if plan.permits == "?":
        found.append(_("Permits are not known yet."))
    return tuple(found)


def _voices(facts: DecisionFacts) -> list[Paragraph]:
    """Who said what, only once it is settled."""
    body: list[Paragraph] = []
    for voice in facts.voices:
        if voice.recused:
            body.append(_("{name}: involved, stepped out", name=Quoted(text=voice.name)))
        elif voice.choice is None:
            body.append(_("{name}: did not decide", name=Quoted(text=voice.name)))
        else:
            words = _(
                "{name}: {choice}", name=Quoted(text=voice.name), choice=CHOICES[voice.choice]
            )
            if voice.recorded:
                words = _(
                    "{name}: {choice} (written down by somebody else)",
                    name=Quoted(text=voice.name),
                    choice=CHOICES[voice.choice],
                )
            if voice.reason:
                body.append(Cite(whose=words, text=voice.reason))
            else:
                body.append(words)
    return body


def _buttons(facts: DecisionFacts) -> tuple[Row, ...]:
    case = facts.case.case
    rows: list[Row] = []
    if facts.state == "running" and facts.seat and not facts.recused:
        rows += [
            standing(_("✅ Grant"), case, "yes"),
            standing(_("❌ Do not grant"), case, "no"),
            standing(_("⏸ Hold over"), case, "hold"),
            standing(_("❓ Ask the initiator"), case, "ask"),
            standing(_("🙋 I am involved"), case, "involved"),
        ]
    if facts.state == "running" and facts.may_confirm and not (_alone(facts) and facts.seat):
        rows.append(standing(_("✍️ Write down a choice"), case, "seats"))
    if facts.case.state == "recorded" and facts.may_confirm:
        rows.append(standing(_("✅ Confirm the outcome"), case, "confirm"))
        if not _alone(facts):
            rows.append(standing(_("🗓 First to the meeting"), case, "tomeeting"))
    if facts.case.state in ("meeting", "received") and facts.may_confirm:
        rows += [
            standing(_("🗓 Meeting: granted"), case, "mgrant"),
            standing(_("🗓 Meeting: not granted"), case, "mdecline"),
            standing(_("🗓 Meeting: held over"), case, "mheld"),
        ]
    if facts.case.state == "held" and facts.may_confirm:
        rows.append(standing(_("🔄 Bring it back"), case, "reopen"))
    if facts.files:
        rows.append(standing(_("📎 Files"), case, "files"))
    rows.append(standing(_("🕰 History"), case, "history"))
    return tuple(rows)


def _history(facts: DecisionFacts) -> Said:
    lines = [_happened(h) for h in facts.history[-30:]]
    return said(
        Heading(words=_("History of plan {number}", number=facts.case.number or "")),
        Lines(items=tuple(lines) or (_("Nothing happened yet."),)),
        rows=(standing(_("⬅️ Back"), facts.case.case, "dossier"), MENU),
    )


def _happened(line: HappenedFacts) -> Message:
    what = HAPPENED.get(line.what, line.what)
    return _("{moment}: {what}", moment=Moment(at=line.at), what=what)


def _seats(facts: DecisionFacts) -> Said:
    rows = tuple(
        standing(voice.name, facts.case.case, "seat", n)
        for n, voice in enumerate(facts.voices)
        if not voice.recused
    )
    return said(
        _("Whose choice do you write down?"),
        _("That person sees it and may change it."),
        rows=(*rows, standing(_("⬅️ Back"), facts.case.case, "dossier")),
    )


def _seat(facts: DecisionFacts, n: int) -> Said:
    case = facts.case.case
    if not 0 <= n < len(facts.voices):
        return _seats(facts)
    return said(
        _("What did {name} choose?", name=Quoted(text=facts.voices[n].name)),
        rows=(
            standing(_("✅ Grant"), case, "recyes", n),
            standing(_("❌ Do not grant"), case, "recno", n),
            standing(_("⏸ Hold over"), case, "rechold", n),
            standing(_("⬅️ Back"), case, "seats"),
        ),
    )


def _question_to_you(facts: DecisionFacts) -> Said:
    open_ = [asked for asked in facts.questions if asked.answer is None]
    if not open_:
        return said(_("There is no open question about your plan."), rows=(MENU,))
    return said(
        Heading(words=_("A question about your plan {number}", number=facts.case.number or "")),
        Cite(whose=_("Somebody who decides asks:"), text=open_[0].text),
        _("Your answer goes into the dossier. Everybody who decides reads it."),
        rows=(standing(_("💬 Answer"), facts.case.case, "answer"), MENU),
    )


def outcome(facts: CaseFacts, here: Here) -> Said:
    """What the initiator and the neighbours hear, and what can be done now."""
    number = facts.number or ""
    title = Quoted(text=facts.plan.title)
    body: list[Paragraph] = []
    match facts.outcome:
        case Outcome.GRANTED:
            body.append(Heading(words=_("🎉 The plan {title} may go on!", title=title)))
            if facts.voted is not None:
                body.append(_("People in your wijk chose it: {cost}.", cost=facts.plan.cost))
            else:
                body.append(
                    _(
                        "{Decider} grants {cost}.",
                        Decider=decider(here, facts.wijk),
                        cost=facts.plan.cost,
                    )
                )
        case Outcome.DECLINED:
            body.append(Heading(words=_("The plan {title} does not get money.", title=title)))
            if facts.voted is not None:
                body.append(FATES[facts.voted])
        case Outcome.HELD:
            body.append(Heading(words=_("The plan {title} has to wait.", title=title)))
            body.append(_("{Decider} decides about it later.", Decider=decider(here, facts.wijk)))
        case _:
            return said(
                Heading(words=_("Plan {number}", number=number)),
                _("State: {state}", state=STATES.get(facts.state, facts.state)),
                rows=(MENU,),
            )
    body.append(_("Number: {number}", number=number))
    if facts.reason:
        body.append(Cite(whose=_("The reason:"), text=facts.reason))
    if facts.mine and facts.outcome is Outcome.DECLINED:
        body.append(_("You may change your plan and send it again."))
        body.append(_("Do you not agree? Ask {role} what you can do.", role=the("contact")))
    if facts.mine and facts.outcome is Outcome.GRANTED:
        if here.profile.terms.letter_working_days is not None:
            body.append(_("You get a letter about the money. I do not send money."))
        else:
            body += [_("I do not send money."), ask_the_municipality(here)]
    rows = (step(_("💡 I have an idea"), "@idee"), MENU) if facts.mine else (MENU,)
    return said(*body, rows=rows)
