"""What the initiative asks and shows: every question, the summary, the receipt."""

from __future__ import annotations

import datetime as dt
from typing import Any

from conversations.facts import CaseFacts, Signed
from conversations.here import Here
from conversations.municipal_words import role_word
from conversations.plans.plan import (
    MYSELF,
    SPOKEN,
    Plan,
    PlanDraft,
    PlanFiled,
    Step,
    declared,
    form,
    gate,
)
from conversations.regulation import Gate
from conversations.rules.plans import advice
from conversations.talk import (
    MENU,
    Cite,
    Copy,
    Heading,
    Lines,
    Paragraph,
    Row,
    Said,
    Say,
    Screen,
    Share,
    ToRole,
    ToSeats,
    said,
    standing,
    step,
)
from conversations.wijk import ask_the_municipality
from conversations.wijk import question as wijk_question
from conversations.words import Day, Euro, Gap, Message, Quoted, Term, The, _, bare, plural, the

BACK = step(_("⬅️ Back"), "back")


def expectation(here: Here) -> tuple[Paragraph, ...]:
    """The card before the first question: what can be, who decides, by when."""
    profile = here.profile
    lines: list[Message] = []
    most = profile.most(here.person.wijk or "")
    if most is not None:
        lines.append(_("It may cost at most {most}.", most=most))
    lines.append(_("{Decider} decides. I do not decide.", Decider=decider(here)))
    if profile.terms.decide_weeks is not None:
        lines.append(
            _("You hear within {weeks} weeks after you send it.", weeks=profile.terms.decide_weeks)
        )
    signs = gate("supporters", here)
    if signs is not None and signs.number:
        lines.append(
            plural(
                "You need {count} neighbour who supports you.",
                "You need {count} neighbours who support you.",
                signs.number,
            )
        )
    lines.append(_("You can stop at any time. I keep your answers."))
    paragraphs: list[Paragraph] = [Heading(words=_("Your plan")), Lines(items=tuple(lines))]
    if profile.sample:
        paragraphs.append(_("Note: this is an example. Amounts and rules may be made up."))
    return tuple(paragraphs)


def decider(here: Here, wijk: str | None = None) -> Term:
    """Who decides here today, by the municipality's word."""
    regime = here.profile.regime(wijk or here.person.wijk or "", Euro(cents=0), here.today)
    if regime is not None and regime.kind == "single" and regime.role is not None:
        return The(role_word(regime.role))
    return The("council")


def numbered(draft: PlanDraft, here: Here) -> Message:
    """Step 3 of 9, so that nobody wonders how long it takes."""
    steps = [asked for asked in form(draft, here) if asked is not Step.WIJK]  # often known before
    at = steps.index(draft.asking) + 1 if draft.asking in steps else len(steps)
    return _("Step {n} of {of}", n=at, of=len(steps))


def question(draft: PlanDraft, facts: Signed | None, here: Here) -> Said:
    """The question that stands, with its buttons."""
    match draft.asking:
        case Step.WIJK:
            return wijk_question(draft.search, here)
        case Step.REVIEW:
            return review(draft, facts, here)
        case Step.CHANGE:
            rows = tuple(step(LABELS[s], s.value) for s in form(draft, here))
            return said(_("What do you want to change?"), rows=(*rows, BACK), choices=True)
    words, example, rows = _question(draft, here)
    body: list[Paragraph] = [numbered(draft, here), Heading(words=words)]
    if draft.asking is Step.TERMS:
        body.append(conditions(here))
    if example is not None:
        body.append(example)
    return said(*body, rows=(*rows, BACK), choices=bool(rows) and example is None)


LABELS = {
    Step.WIJK: _("🏘 Wijk"),
    Step.TITLE: _("📝 Name"),
    Step.STORY: _("💬 What and why"),
    Step.PLACE: _("📍 Place"),
    Step.START: _("📅 Start"),
    Step.LINES: _("💶 Costs"),
    Step.ORIGIN: _("🌱 How it began"),
    Step.PEOPLE: _("👥 With whom"),
    Step.STEPS: _("🪜 Steps"),
    Step.PERMITS: _("📄 Permits"),
    Step.PAYEE: _("🏦 Who gets the money"),
    Step.FILES: _("📷 Photos and files"),
    Step.TERMS: _("✅ Conditions"),
}


def _question(draft: PlanDraft, here: Here) -> tuple[Message, Message | None, tuple[Row, ...]]:
    """The words of one question, an example, and its own buttons."""
    match draft.asking:
        case Step.TITLE:
            return (
                _("What is your plan called? One short line."),
                _("For example: Picnic tables by the playground."),
                (),
            )
        case Step.STORY:
            return (
                _("What do you want to do, and why?"),
                _("For example: There is nowhere to sit. You may also send a voice message."),
                (),
            )
        case Step.PLACE:
            return (
                _("Where is it? A street or a square."),
                _("For example: the street, and by which house or shop."),
                (),
            )
        case Step.START:
            return (
                _("When does it start?"),
                _("For example: 12 May."),
                (step(_("🤷 I do not know yet"), "later"),),
            )
        case Step.LINES:
            return (
                _("What does it cost? Write each thing on its own line."),
                _("For example:\nwood 250\npaint 60"),
                (),
            )
        case Step.ORIGIN:
            return (
                _("How did your idea begin?"),
                _("For example: We talked about it in our street."),
                (),
            )
        case Step.PEOPLE:
            return (
                _("With whom do you do it?"),
                _("For example: six neighbours and the school."),
                (),
            )
        case Step.STEPS:
            return (
                _("Which steps do you take, one after another?"),
                _("For example: first buy wood, then build, then a party."),
                (),
            )
        case Step.PERMITS:
            return (
                _("Do you need a permit, or a VOG for work with children?"),
                _("For example: no, or: a permit for the street."),
                (step(_("🤷 I do not know"), "unknown"),),
            )
        case Step.PAYEE:
            return (
                _("Who gets the money?"),
                _("Is it an association or a foundation? Type its name. Not a bank number."),
                (step(_("🙋 I do"), "self"),),
            )
        case Step.FILES:
            count = len(draft.files or ())
            if count:
                return (
                    plural("I have {count} file.", "I have {count} files.", count),
                    _("Send more, or go on."),
                    (step(_("➡️ Go on"), "enough"),),
                )
            return (
                _("Do you have a photo or a file?"),
                _("Send it here. Photos and PDF files are fine."),
                (step(_("➡️ No, go on"), "none"),),
            )
    return (
        _("Is all of this right?"),
        None,
        (step(_("✅ Yes, it is right"), "yes"), step(_("🤔 Not all of it"), "not_all")),
    )


def conditions(here: Here) -> Lines:
    """What the municipality asks, one short line each."""
    return Lines(items=tuple(_condition(g) for g in declared(here)))


def _condition(gate: Gate) -> Message:
    match gate.kind:
        case "adult":
            return _("• I am {age} years or older.", age=gate.age or 18)
        case "lives_in_wijk":
            return _("• I live in this wijk.")
        case "open_to_everyone":
            return _("• Everybody in the wijk can join.")
        case "voluntary":
            return _("• We do it ourselves, without pay.")
        case "not_for_profit":
            return _("• Nobody makes a profit.")
        case "not_private":
            return _("• It is for the wijk, not only for me.")
        case "not_by_entrepreneurs":
            return _("• No company does the work for us.")
        case "no_politics_or_religion":
            return _("• It is not about politics or religion.")
    return _("• My earlier plans are accounted for.")


def review(draft: PlanDraft, signed: Signed | None, here: Here) -> Said:
    """The summary before sending; every line can be changed."""
    body: list[Paragraph] = [
        Heading(words=_("Your plan, before you send it")),
        *lines_of(draft, here),
    ]
    signs = gate("supporters", here)
    needed = signs.number if signs else None
    count = signed.count if signed else 0
    if needed:
        body.append(_("🤝 Support: {n} of {needed} neighbours", n=count, needed=needed))
    lead = gate("lead_time", here)
    adult = gate("adult", here)
    tips = advice(
        today=here.today,
        start=draft.start if isinstance(draft.start, dt.date) else None,
        lead_weeks=lead.weeks if lead else None,
        adult=None if draft.terms != "not_all" else False,
        adult_from=adult.age if adult else None,
        supporters=count,
        supporters_needed=needed,
        permits_known=False if draft.permits == "?" else None,
    )
    if tips:
        body.append(Lines(items=(_("Good to know:"), *tips)))
        body.append(
            _("You may send it anyway. {Decider} decides.", Decider=decider(here, draft.wijk))
        )
    body.append(_("Shall I send it?"))
    rows: list[Row] = [step(_("✅ Send"), "send"), step(_("✏️ Change something"), "change")]
    if needed:
        rows.append(step(_("🤝 Ask neighbours for support"), "support"))
    rows += [step(_("⏸ Later"), "later"), step(_("🗑 Throw away"), "away")]
    return said(*body, rows=tuple(rows), choices=True).but(confirms=True)


def lines_of(plan: PlanDraft | Plan, here: Here) -> list[Paragraph]:
    """A plan line by line, in the resident's own words."""
    wijk = here.profile.wijk(plan.wijk or "")
    start: Gap = Day(on=plan.start) if isinstance(plan.start, dt.date) else _("not known yet")
    files = len(plan.files or ())
    facts = [
        _("📝 {title}", title=Quoted(text=plan.title or "")),
        _("🏘 Wijk: {wijk}", wijk=wijk.name if wijk else ""),
        _("📍 Place: {place}", place=_own(plan.place)),
        _("📅 Start: {start}", start=start),
    ]
    if plan.payee == MYSELF:
        facts.append(_("🏦 The money goes to the person who sends it."))
    elif plan.payee:
        facts.append(_("🏦 The money goes to: {payee}", payee=Quoted(text=plan.payee)))
    if files:
        facts.append(plural("📷 {count} file", "📷 {count} files", files))
    body: list[Paragraph] = [Lines(items=tuple(facts)), Cite(text=_spoken(plan.story))]
    costs = [
        _("• {what}: {cost}", what=Quoted(text=line.what), cost=line.cost)
        for line in plan.lines or ()
    ]
    body.append(Lines(items=(*costs, _("💶 Together: {cost}", cost=plan.cost))))
    extra = [
        _("🌱 How it began: {text}", text=_own(plan.origin)) if plan.origin else None,
        _("👥 With whom: {text}", text=_own(plan.people)) if plan.people else None,
        _("🪜 Steps: {text}", text=_own(plan.steps)) if plan.steps else None,
        _permits(plan.permits),
    ]
    shown = tuple(line for line in extra if line is not None)
    if shown:
        body.append(Lines(items=shown))
    return body


def _permits(permits: str | None) -> Message | None:
    if not permits:
        return None
    if permits == "?":
        return _("📄 Permits: not known yet")
    return _("📄 Permits: {text}", text=Quoted(text=permits))


def _own(text: str | None) -> Gap:
    if text == SPOKEN:
        return _("a voice message")
    return Quoted(text=text or "")


def _spoken(text: str | None) -> str:
    return text or "–"


# --- after it -------------------------------------------------------------------


def draw(screen: Screen, facts: Any, here: Here) -> Said:
    """The unfinished plan, the link for neighbours, the receipt."""
    match screen.name:
        case "resume":
            return said(
                _("You have an unfinished plan."),
                rows=(
                    step(_("▶️ Go on"), "go"),
                    step(_("🔄 Start again"), "anew"),
                    step(_("🗑 Throw away"), "away"),
                    MENU,
                ),
                choices=True,
            )
        case "sharing" if isinstance(facts, CaseFacts):
            return _sharing(facts, here)
        case "receipt" if isinstance(facts, CaseFacts):
            return receipt(facts, here)
    return said(_("This plan is not here any more."), rows=(MENU,))


def nudge(person: str, title: str | None) -> Said:
    """An unfinished plan that lay still: go on, later, or throw away; said twice at most."""
    words = (
        _("Your plan {title} is not finished yet.", title=Quoted(text=title))
        if title
        else _("You have an unfinished plan.")
    )
    return said(
        words,
        rows=(
            standing(_("▶️ Go on"), person, "draft_go"),
            standing(_("⏸ Later"), person, "draft_later"),
            standing(_("🗑 Throw away"), person, "draft_away"),
        ),
    )


def _sharing(facts: CaseFacts, here: Here) -> Said:
    signs = gate("supporters", here)
    body: list[Paragraph] = [
        Heading(words=_("Ask your neighbours")),
        _("Send this link to your neighbours. They tap: I support this."),
    ]
    if signs and signs.number:
        body.append(_("🤝 Now {n} of {needed}.", n=facts.supporters, needed=signs.number))
    rows: list[Row] = []
    if facts.token is not None:
        link = f"https://t.me/{here.bot}?start={facts.token}"
        body.append(Message(text="{link}", gaps={"link": link}))
        words = _("I have a plan for our wijk: {title}. Do you support it?", title=facts.plan.title)
        rows.append((Share(label=_("📤 Share the link"), token=facts.token, words=words),))
        rows.append((Copy(label=_("📋 Copy the link"), text=link),))
    rows.append(step(_("📄 To your plan"), "review"))
    return said(*body, rows=(*rows, MENU))


def receipt(facts: CaseFacts, here: Here) -> Said:
    """Received: the number, who decides, by when, and what this receipt is not."""
    profile = here.profile
    number = facts.number or ""
    body: list[Paragraph] = [
        Heading(words=_("Thank you! Your plan is received.")),
        _("Your number is {number}.", number=number),
    ]
    if facts.state == "round":
        body.append(_("People in your wijk vote about it, in a round. It waits for the next one."))
        body.append(_("You hear from me how it ends."))
    elif facts.owner is None:
        body.append(_("There is nobody yet who can decide about it."))
        body.append(ask_the_municipality(here))
    elif facts.state == "deciding":
        body.append(_("{Decider} decides about it.", Decider=decider(here, facts.wijk)))
    else:
        body.append(
            _("It is with {role} now.", role=the(role_word(facts.owner)))  # type: ignore[arg-type]
        )
    promised = facts.next_at is not None and facts.owner is not None and facts.state != "round"
    if promised and facts.next_at is not None and profile.terms.decide_weeks:
        body.append(_("You hear from me by {day}.", day=Day(on=profile.today(facts.next_at))))
    if not profile.formal_channel:
        where: Gap = bare("formal_where") if profile.formal_where else profile.general_desk
        body.append(
            _(
                "This is a receipt for your plan. The official way to apply is: {where}.",
                where=where,
            )
        )
    return said(
        *body,
        rows=(
            (Copy(label=_("📋 Copy the number"), text=number or "-"),),
            step(_("📋 My plans"), "@mijn"),
            MENU,
        ),
    )


def sent_to(filed: PlanFiled, here: Here) -> tuple[Say, ...]:
    """Who must know that a plan came in: those who decide, or whoever has it now."""
    if filed.seats:
        return (Say(ToSeats(filed.case), screen=Screen(name="prompt", case=filed.case)),)
    if filed.owner is not None:
        to = ToRole(filed.owner, filed.wijk)
        return (Say(to, screen=Screen(name="dossier", case=filed.case)),)
    return ()
