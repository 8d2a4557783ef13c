"""What people read about their own plans: the list, one plan, and the question before one goes."""

from __future__ import annotations

import datetime as dt

from conversations.facts import CaseFacts, MyFacts, MyLine, MyPlanFacts, WipeFacts
from conversations.here import Here
from conversations.municipal_words import role_word
from conversations.plans.initiative_words import decider
from conversations.rounds.vote_list_words import VOTES, how_far
from conversations.rules.quorum import Outcome
from conversations.talk import (
    MENU,
    Attached,
    Cite,
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
from conversations.words import Day, Message, Quoted, The, _, plural, the

# As long as nobody decided, a plan can be taken back; the store has the last word.
OPEN = ("received", "round", "deciding", "meeting", "recorded", "held")

# Of my votes; with /stem they all stand there, and the check code of each.
VOTES_SHOWN = 3

WHY_REFUSED = {
    "empty": _("It is empty."),
    "too_big": _("It is too big."),
    "wrong_kind": _("What is in it is not what its name says."),
    "damaged": _("It cannot be opened."),
    "too_many_pixels": _("The picture is too large."),
    "can_run": _("This PDF can do things by itself. That is not safe."),
    "gone": _("I could not fetch it from Telegram."),
}


def refused_file(name: str | None, why: str) -> Said:
    """Which file we could not keep, and what to send instead."""
    reason = WHY_REFUSED.get(why, WHY_REFUSED["damaged"])
    if name:
        first = _("I cannot keep your file {name}.", name=Quoted(text=name))
    else:
        first = _("I cannot keep one of your files.")
    return said(first, reason, _("Please send a photo of it. What else you sent is safe."))


def own_data(here: Here) -> Said:
    """The file with everything, and whom to ask when something in it is wrong."""
    words = said(
        _("📦 In this file stands everything that I keep about you."),
        _("It is only for you. Do not pass it on without thinking."),
        _("Is something in it wrong?"),
        ask_the_municipality(here),
        rows=(MENU,),
    )
    return words.but(attached=Attached(own=True))


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """My list, one plan of it, and the two questions before something goes."""
    if isinstance(facts, CaseFacts) and facts.mine:
        facts = MyPlanFacts(facts, None)
    match screen.name, facts:
        case "mine", MyFacts():
            return _list(facts, here)
        case "wipe", WipeFacts():
            return _wipe(facts, here)
        case "my_plan", MyPlanFacts(plan, question):
            return _plan(plan, question, here)
        case "withdraw", MyPlanFacts(plan):
            return _sure(plan)
    if screen.name in ("mine", "wipe"):
        return _list(MyFacts(False, None, (), 0, 1), here)
    return said(_("This plan is not here any more."), rows=(_back(), MENU))


def _back() -> Row:
    return step(_("📋 My plans"), "@mijn")


def _list(facts: MyFacts, here: Here) -> Said:
    body: list[Paragraph] = [Heading(words=_("Your plans"))]
    rows: list[Row] = []
    if facts.draft:
        body.append(_("You have a plan that you have not sent yet."))
        rows.append(step(_draft_label(facts.title), "@idee"))
    if facts.unsent:
        body.append(_("You told something that you have not sent yet."))
        rows.append(step(_("✏️ My unsent message"), "@vraag"))
    own = [line for line in facts.rows if not line.supported]
    theirs = [line for line in facts.rows if line.supported]
    for line in own:
        body.append(_summary(line, here))
        rows.append(step(_label("📄", line.title), f"case:{line.case}"))
    if theirs:
        body.append(_("You support these plans of neighbours:"))
        body.append(Lines(items=tuple(_summary(line, here) for line in theirs)))
        rows += [step(_label("🤝", line.title), f"support:{line.case}") for line in theirs]
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        more = _("▶️ More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, f"page:{following}"))
    if not facts.draft and not facts.rows:
        body.append(_("You have no plans yet. Do you have an idea?"))
        rows.append(step(_("💡 I have an idea"), "@idee"))
    else:
        body.append(_("Tap a plan to see more."))
    for vote in facts.votes[:VOTES_SHOWN]:
        body.append(Lines(items=(_label("🗳", vote.title), how_far(vote, here))))
    if facts.votes:
        rows.append(VOTES)
    if facts.told:
        rows.append(step(_("💬 What I asked and told ({n})", n=facts.told), "matters"))
    if facts.signups:
        rows.append(step(_("📅 What I signed up for ({n})", n=facts.signups), "signups"))
    # Whether somebody voted is kept in no letter.
    return said(*body, rows=(*rows, MENU)).but(private=bool(facts.votes))


def _draft_label(title: str | None) -> Message:
    return _label("✏️", title) if title else _("✏️ My unfinished plan")


def _label(sign: str, title: str) -> Message:
    return Message(text="{sign} {title}", gaps={"sign": sign, "title": Quoted(text=title)})


def _summary(line: MyLine, here: Here) -> Message:
    """A plan on one line: what it is called, where it is, and the day that was promised."""
    where = where_it_is(line.state, line.wijk, line.owner, here)
    title, day = Quoted(text=line.title), promised(line.state, line.next_at, here)
    if day is None or line.supported:
        return _("• {title}. {where}", title=title, where=where)
    return _("• {title}. {where} You hear by {day}.", title=title, where=where, day=day)


def promised(state: str, next_at: dt.datetime | None, here: Here) -> Day | None:
    """The day before which the resident hears; without a term in the profile none is promised."""
    if next_at is None or state not in ("received", "deciding"):
        return None
    if here.profile.terms.decide_weeks is None:
        return None
    return Day(on=here.profile.today(next_at))


WHERE_IT_IS = {
    "concept": _("It is not sent yet."),
    "round": _("It waits for a round. People in your wijk vote about it then."),
    "recorded": _("There is an outcome. Somebody still has to confirm it."),
    "granted": _("It is granted."),
    "declined": _("It is refused."),
    "held": _("It is held over. It comes back later."),
    "withdrawn": _("It was taken back."),
    "dropped": _("It was thrown away."),
}


def where_it_is(state: str, wijk: str, owner: str | None, here: Here) -> Message:
    """The state of a plan as one sentence, with who has it."""
    if state in WHERE_IT_IS:
        return WHERE_IT_IS[state]
    if state == "deciding":
        return _("{Decider} is deciding about it.", Decider=decider(here, wijk))
    if state == "meeting":
        return _("{Council} talks about it in a meeting.", Council=The("council"))
    if owner is None:
        return _("It is received.")
    role = the(role_word(owner))  # type: ignore[arg-type]
    return _("It is received. It is with {role}.", role=role)


def _plan(plan: CaseFacts, question: str | None, here: Here) -> Said:
    """One plan of mine: where it is, who has it, what comes next."""
    body: list[Paragraph] = [
        Heading(words=Message(text="{title}", gaps={"title": Quoted(text=plan.plan.title)})),
        where_it_is(plan.state, plan.wijk, plan.owner, here),
    ]
    lines: list[Message] = []
    if plan.number is not None:
        lines.append(_("Number: {number}", number=plan.number))
        lines.append(_("Sent on: {day}", day=Day(on=here.profile.today(plan.opened))))
    lines.append(_("Amount: {cost}", cost=plan.plan.cost))
    day = promised(plan.state, plan.next_at, here)
    if day is not None and plan.owner is not None:
        lines.append(_("You hear by: {day}", day=day))
    if plan.supporters:
        lines.append(
            plural(
                "🤝 {count} neighbour supports it",
                "🤝 {count} neighbours support it",
                plan.supporters,
            )
        )
    body.append(Lines(items=tuple(lines)))
    if plan.state in OPEN and plan.owner is None:
        body.append(_("There is nobody yet who can decide about it."))
        body.append(ask_the_municipality(here))
    if plan.outcome in (Outcome.GRANTED, Outcome.DECLINED, Outcome.HELD) and plan.reason:
        body.append(Cite(whose=_("The reason"), text=plan.reason))
    rows: list[Row] = []
    if question is not None and plan.state in OPEN:
        body.append(_("There is a question for you:"))
        body.append(Cite(whose=None, text=question))
        rows.append(standing(_("✍️ Answer"), plan.case, "answer"))
    if plan.state == "concept":
        rows.append(step(_("✏️ Go on with this plan"), "@idee"))
        rows.append(step(_("🗑 Throw away"), "@wis"))
    elif plan.number is not None:
        rows.append((Copy(label=_("📋 Copy the number"), text=plan.number),))
    if plan.state in OPEN:
        rows.append(standing(_("↩️ Take my plan back"), plan.case, "withdraw"))
    return said(*body, rows=(*rows, _back(), MENU))


def _sure(plan: CaseFacts) -> Said:
    if plan.state not in OPEN:
        return said(
            _("It is decided already. You cannot take it back any more."),
            rows=(standing(_("📄 To your plan"), plan.case, "myplan"), MENU),
        )
    return said(
        _("Do you want to take back {title}?", title=Quoted(text=plan.plan.title)),
        _("Then nobody decides about it. You cannot undo this."),
        rows=(
            standing(_("↩️ Yes, take it back"), plan.case, "withdrawyes"),
            standing(_("⬅️ No, keep it"), plan.case, "myplan"),
        ),
    )


def _wipe(facts: WipeFacts, here: Here) -> Said:
    """What goes after a yes, what stays and why, and whom to ask about that."""
    body: list[Paragraph] = []
    rows: list[Row] = []
    if facts.draft or facts.case:
        if facts.title:
            body.append(_("Shall I throw away {title}?", title=Quoted(text=facts.title)))
        else:
            body.append(_("Shall I throw away your unfinished plan?"))
        if facts.supporters:
            body.append(
                plural(
                    "The support of {count} neighbour goes too.",
                    "The support of {count} neighbours goes too.",
                    facts.supporters,
                )
            )
        body.append(_("You cannot undo this."))
        rows.append(step(_("🗑 Yes, throw it away"), f"wipe:{facts.case or ''}"))
        rows.append(step(_("⬅️ No, keep it"), "@mijn"))
    else:
        body.append(_("You have no unfinished plan."))
        if not facts.talks and not facts.unsent:
            body.append(_("There is nothing to throw away."))
        rows.append(_back())
    if facts.unsent:
        body.append(_("You wrote a message that is not sent yet. You may throw it away."))
        rows.append(step(_("🗑 Throw away what is not sent"), "unsent"))
    if facts.sent:
        body.append(
            plural(
                "{count} plan that you sent stays. It is part of a public decision.",
                "{count} plans that you sent stay. They are part of public decisions.",
                facts.sent,
            )
        )
    if facts.talks:
        body.append(
            plural(
                "{count} question or report of yours is over. You may throw it away too.",
                "{count} questions and reports of yours are over. You may throw them away too.",
                facts.talks,
            )
        )
        rows.append(step(_("🗑 Throw away what is over"), "talks"))
    body += _stays(facts, here)
    body.append(_("Do you want me to forget more about you?"))
    body.append(ask_the_municipality(here))
    return said(*body, rows=(*rows, MENU))


def _stays(facts: WipeFacts, here: Here) -> list[Paragraph]:
    """What is not thrown away by any button here, and until when."""
    found: list[Paragraph] = []
    if facts.open:
        found.append(
            plural(
                "{count} question or report is still open. It stays until it is done.",
                "{count} questions or reports are still open. They stay until they are done.",
                facts.open,
            )
        )
    if facts.complaints:
        days = here.profile.retention.matters_days
        found.append(_("A complaint stays until {days} days after it is done.", days=days))
    found.append(_("Your first name, your language and your wijk stay. I need them to talk."))
    found.append(_("With /mijngegevens you see everything."))
    return found
