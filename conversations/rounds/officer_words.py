"""What officers read about rounds: the list, one round, what is asked of them, the trial ballot."""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds import paper_words
from conversations.rounds.officer_draft import OfficerDraft
from conversations.rounds.orders import (
    Agreed,
    News,
    OfficerFacts,
    ProposalFacts,
    RoundListFacts,
    ToldWijk,
    What,
)
from conversations.rounds.round import RoundFacts, Rules
from conversations.rounds.rule_words import how_to_choose, news_lines, rule_lines, weight, when
from conversations.rules.rounds import REHEARSALS, needs_exception
from conversations.talk import (
    MENU,
    Cite,
    Heading,
    Lines,
    Paragraph,
    Row,
    Said,
    Say,
    Screen,
    Step,
    ToPerson,
    ToRole,
    said,
    standing,
    step,
)
from conversations.words import (
    Euro,
    Gap,
    Message,
    Moment,
    Quoted,
    _,
    in_context,
    plural,
)

STATES = {
    "prepared": in_context("round", "prepared"),
    "tested": in_context("round", "tried by two people"),
    "open": in_context("round", "open"),
    "closed": in_context("round", "closed"),
    "counted": in_context("round", "counted"),
    "published": in_context("round", "published"),
    "stopped": in_context("round", "stopped"),
}
ASKED: dict[What, Message] = {
    "exception": _("Let people vote about money without a code?"),
    "open": _("Open this round?"),
    "extend": _("Close this round later?"),
    "stop": _("Stop this round?"),
    "publish": _("Publish the result?"),
    "paper": _("Is all paper in? Then the round is counted."),
    "discard": _("Throw away what was typed of this batch?"),
}
# The card of a round as it comes with news of it.
NEWS_OF = "news"
# As many plans are named at once; the trial ballot shows all of them.
NAMED = 12
BACK = step(_("⬅️ Back"), "back")
ROUNDS = step(_("🗳 Rounds"), "@rondes")


def menu_label() -> Message:
    """What the menu calls it, for officers alone."""
    return _("🗳 Rounds")


# --- screens --------------------------------------------------------------------------


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """The list, a round, what is asked; whoever has no part in it hears so."""
    match screen.name, facts:
        case "rounds", RoundListFacts():
            return _list(facts, here)
        case "round_staff", OfficerFacts():
            return _staff(facts, here)
        case "round_asked", OfficerFacts(officer=True):
            return _asked(facts, here)
        case "round_card", RoundFacts():
            return card(facts, here, news=screen.list == NEWS_OF)
    return said(_("This is not for you, or it is not here any more."), rows=(MENU,))


def _list(facts: RoundListFacts, here: Here) -> Said:
    body: list[Paragraph] = [Heading(words=_("Rounds"))]
    rows: list[Row] = []
    if not facts.rows:
        body.append(_("There is no round yet. Prepare one at the desk, with a file."))
    for line in facts.rows:
        wijk = here.profile.wijk(line.wijk)
        gaps: dict[str, Gap] = {
            "number": line.number,
            "title": Quoted(text=line.title),
            "wijk": wijk.name if wijk else "",
            "state": STATES.get(line.state, line.state),
        }
        body.append(_("{number}: {title}, {wijk}. It is {state}.", **gaps))
        label = Message(text="🗳 {number}", gaps={"number": line.number})
        rows.append(standing(label, line.id, "round_see"))
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        more = _("▶️ More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, f"page:{following}"))
    return said(*body, rows=(*rows, MENU))


def _staff(facts: OfficerFacts, here: Here) -> Said:
    """Where a round stands, its rules, and what may be done with it now."""
    body: list[Paragraph] = [
        _heading(facts.number, facts.rules),
        Lines(items=_state(facts)),
        Lines(items=(*when(facts.rules, Moment(at=facts.closes)), *rule_lines(facts.rules))),
        Lines(items=_plans(facts.rules, facts.withdrawn)),
        _("Hash of the rules: {hash}", hash=facts.rules_hash),
    ]
    if facts.paper is not None and not facts.paper.done:
        body += paper_words.lines_of(facts.paper)
    if facts.proposal is not None:
        body += _proposal(facts.proposal)
    return said(*body, rows=(*_buttons(facts, here), ROUNDS, MENU))


def _heading(number: str, rules: Rules) -> Heading:
    return Heading(
        words=_("Round {number}: {title}", number=number, title=Quoted(text=rules.title))
    )


def _state(facts: OfficerFacts) -> tuple[Message, ...]:
    lines = [_("State: {state}", state=STATES.get(facts.state, facts.state))]
    if facts.state in ("prepared", "tested"):
        lines.append(
            _("Tried by {n} of {of} people.", n=min(facts.rehearsed, REHEARSALS), of=REHEARSALS)
        )
        if facts.tried:
            lines.append(_("You tried this ballot."))
        if needs_exception(facts.rules):
            lines.append(_("Money without a code: two people must allow that first."))
    if facts.turnout is not None:
        lines.append(
            plural("{count} person voted so far.", "{count} people voted so far.", facts.turnout)
        )
    if facts.told is not None:
        lines.append(
            plural(
                "{count} person in the wijk was told.",
                "{count} people in the wijk were told.",
                facts.told,
            )
        )
    if facts.paused:
        lines.append(_("⚠️ Nobody can vote now: the secret of this round is missing."))
    return tuple(lines)


def _plans(rules: Rules, withdrawn: tuple[int, ...]) -> tuple[Message, ...]:
    lines = []
    for option in rules.options[:NAMED]:
        gaps: dict[str, Gap] = {
            "n": option.n,
            "title": Quoted(text=option.title),
            "cost": Euro(cents=option.cents),
        }
        if option.n in withdrawn:
            lines.append(_("{n}. {title}, {cost}. Taken back.", **gaps))
        else:
            lines.append(_("{n}. {title}, {cost}", **gaps))
    if (more := len(rules.options) - NAMED) > 0:
        lines.append(plural("And {count} plan more.", "And {count} plans more.", more))
    return tuple(lines)


def _buttons(facts: OfficerFacts, here: Here) -> tuple[Row, ...]:
    id, state = facts.id, facts.state
    rows: list[Row] = []
    if state in ("prepared", "tested"):
        rows.append(standing(_("🧪 Try the ballot"), id, "round_try"))
    if not facts.officer:
        return tuple(rows)
    if facts.proposal is not None:
        return (*rows, *_answers(facts))
    if state in ("prepared", "tested") and needs_exception(facts.rules):
        rows.append(standing(_("⚠️ Allow it without a code"), id, "round_exception"))
    if state == "tested":
        rows.append(standing(_("🔓 Open this round"), id, "round_open"))
    if state == "open" and here.now < facts.closes:
        rows.append(standing(_("🕐 Close later"), id, "round_extend"))
    if facts.paper is not None and not facts.paper.done:
        rows.append(standing(_("📄 The papers"), id, "paper_see"))
        if facts.paper.ready:
            rows.append(standing(_("✅ All paper is in"), id, "round_paper"))
        if facts.paper.batches:
            rows.append(standing(_("🗑 Throw a batch away"), id, "round_discard"))
    if state == "counted":
        rows.append(standing(_("📣 Publish the result"), id, "round_publish"))
    if state == "published":
        rows.append(standing(_("📊 The result"), id, "round_result"))
    if state in ("prepared", "tested", "open", "closed"):
        rows.append(standing(_("⛔ Stop this round"), id, "round_stop"))
    return tuple(rows)


def _answers(facts: OfficerFacts) -> tuple[Row, ...]:
    assert facts.proposal is not None
    n = facts.proposal.n
    no = standing(_("❌ No, do not do it"), facts.id, "round_no", n)
    if facts.proposal.mine:
        return (no,)
    return (standing(_("✅ Yes, I agree"), facts.id, "round_yes", n), no)


def _proposal(asked: ProposalFacts) -> list[Paragraph]:
    body: list[Paragraph] = [ASKED[asked.what]]
    if asked.closes is not None:
        body.append(_("New closing: {moment}", moment=Moment(at=asked.closes)))
    if asked.batch is not None:
        body.append(_("Batch {n}", n=asked.batch))
    if asked.reason is not None:
        body.append(Cite(whose=_("The reason:"), text=asked.reason))
    if asked.asked_by is not None:
        body.append(_("{name} asks this.", name=Quoted(text=asked.asked_by)))
    if asked.mine:
        body.append(_("You agree. A colleague must agree, on their own phone."))
    else:
        body.append(_("Two people must agree. Look at the rules first."))
    return body


def _asked(facts: OfficerFacts, here: Here) -> Said:
    """What another officer, or the desk, asks of this one."""
    if facts.proposal is None:
        return said(
            _heading(facts.number, facts.rules),
            _("This was answered."),
            Lines(items=_state(facts)),
            rows=(standing(_("🔍 See the round"), facts.id, "round_see"), MENU),
        )
    return said(
        _heading(facts.number, facts.rules),
        *_proposal(facts.proposal),
        Lines(items=(*when(facts.rules, Moment(at=facts.closes)), *weight(facts.rules))),
        rows=(
            *_answers(facts),
            standing(_("🔍 See the round"), facts.id, "round_see"),
            MENU,
        ),
    )


def card(facts: RoundFacts, here: Here, *, news: bool = False) -> Said:
    """A round as anybody may see it: what it is about, its rules, how it stands.

    As `news`, which nobody asked for, it is short: all the rules are one tap away, and so is the
    way to hear no more of it.
    """
    wijk = here.profile.wijk(facts.rules.wijk)
    rules = news_lines(facts.rules) if news else rule_lines(facts.rules)
    body: list[Paragraph] = [
        _heading(facts.number, facts.rules),
        _("For people who live in {wijk}.", wijk=wijk.name if wijk else ""),
        Lines(items=(*when(facts.rules, Moment(at=facts.closes)), *rules)),
        Lines(items=_plans(facts.rules, facts.withdrawn)),
    ]
    if facts.closes != facts.rules.closes:
        body.append(_("It closes later than was said first."))
    if facts.state != "open":
        body.append(_("State: {state}", state=STATES.get(facts.state, facts.state)))
    if facts.rules_hash is not None and not news:
        body.append(_("Hash of the rules: {hash}", hash=facts.rules_hash))
    rows: list[Row] = []
    if facts.state == "open":
        rows.append(step(_("🗳 Vote"), "@stem"))
    if facts.state == "published":
        rows.append(standing(_("📊 The result"), facts.id, "round_result"))
    if news:
        rows.append(standing(_("📜 All the rules"), facts.id, "round_card"))
        rows.append(standing(_("🔕 No more news of rounds"), facts.id, "round_quiet"))
    return said(*body, rows=(*rows, MENU))


# --- questions -------------------------------------------------------------------------


def question(draft: OfficerDraft, facts: object, here: Here) -> Said:
    """What is asked of an officer now, or a card of the trial ballot."""
    match draft.asking:
        case "batch":
            return said(_("Which batch is it? Its number stands on the cover."), rows=(BACK,))
        case "closes":
            return said(_("Until when can people vote? For example: 14 June 20:00."), rows=(BACK,))
        case "reason":
            assert draft.what is not None
            return said(
                ASKED[draft.what], _("Why? One sentence. People can read it."), rows=(BACK,)
            )
    return _trial(draft)


def _trial(draft: OfficerDraft) -> Said:
    rules = draft.rules
    assert rules is not None
    plans = len(rules.options)
    option = rules.options[draft.card % plans]
    yes, no = option.n in draft.chosen, -option.n in draft.chosen
    body: list[Paragraph] = [
        Heading(words=_("Trial ballot, it counts for nothing")),
        _(
            "Plan {n} of {of}: {title}, {cost}",
            n=draft.card % plans + 1,
            of=plans,
            title=Quoted(text=option.title),
            cost=Euro(cents=option.cents),
        ),
        how_to_choose(rules),
        _chosen(draft, rules),
    ]
    if rules.ballot == "yes_no":
        marks = (
            Step(label=_("🔵 Yes") if yes else _("⚪ Yes"), option="pick"),
            Step(label=_("🔵 No") if no else _("⚪ No"), option="no"),
        )
    else:
        mark = _("🔵 Chosen. Take it off") if yes else _("⚪ Choose this plan")
        marks = (Step(label=mark, option="pick"),)  # type: ignore[assignment]
    turn = (Step(label="◀️", option="before"), Step(label="▶️", option="next"))
    cast = step(_("🧪 Cast the trial ballot"), "cast")
    return said(*body, rows=(marks, turn, cast, BACK), choices=False)


def _chosen(draft: OfficerDraft, rules: Rules) -> Message:
    many = len(draft.chosen)
    if rules.ballot == "basket":
        return _("{n} chosen. {left} left.", n=many, left=Euro(cents=draft.left))
    if rules.ballot == "choose":
        return _("{n} of {of} chosen.", n=many, of=rules.choices or 0)
    return _("{n} of {of} answered.", n=many, of=len(rules.options))


# --- what others hear ---------------------------------------------------------------------


def rehearsed(people: int, enough: bool) -> Message:
    """After a trial ballot: who still has to try."""
    if enough:
        return _("Thank you. Two people tried it now: the round can be opened.")
    return _("Thank you. One more person must try it, on their own phone.")


def agreed(event: Agreed) -> tuple[Say, ...]:
    """Whoever confirms decisions hears that plans wait; the rest shows on the cards."""
    if event.what != "publish" or event.confirmer is None or not event.plans:
        return ()
    words = said(
        _("The result of a round is published."),
        plural(
            "{count} plan waits for you: confirm what people chose.",
            "{count} plans wait for you: confirm what people chose.",
            event.plans,
        ),
        rows=(step(_("📋 The plans"), "@raad"), MENU),
    )
    return (Say(ToRole(event.confirmer, event.wijk), words),)


DROPPED: dict[What, Message] = {
    "exception": _("A colleague said no: nobody votes about money without a code."),
    "open": _("A colleague said no: the round does not open now."),
    "extend": _("A colleague said no: the round closes as it was said."),
    "stop": _("A colleague said no: the round goes on."),
    "publish": _("A colleague said no: the result is not published now."),
    "paper": _("A colleague said no: not all paper is in."),
    "discard": _("A colleague said no: the batch stays as it was typed."),
}


def type_paper(round: str) -> Said:
    """Staff of a hub hear that voting is over, and that the papers are next."""
    return said(
        _("📄 Voting is over. Now the ballots on paper are typed, by two people."),
        rows=(standing(_("📄 The papers"), round, "paper_see"), MENU),
    )


def dropped(what: What) -> Message:
    """What whoever asked hears when another officer said no."""
    return DROPPED[what]


NEWS: dict[News, Message] = {
    "opened": _("🗳 You can vote now about plans in your wijk."),
    "extended": _("🕐 You can vote longer: this round closes later."),
    "stopped": _("⛔ This round was stopped. Votes are not counted."),
}


def news(event: ToldWijk) -> tuple[Say, ...]:
    """What is new, above the card as it is now, and the way to hear no more of it."""
    above = said(NEWS[event.what])
    card_ = Screen(name="round_card", case=event.round, list=NEWS_OF)
    return tuple(
        Say(ToPerson(person), above, card_, weight="news", until=event.until)
        for person in event.people
    )
