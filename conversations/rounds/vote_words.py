"""What a voter reads: a round, a card for each plan, the ballot, the receipt.

🟡 is a concept, 🟢 is counted: in words too, on every screen.  Nothing that is counted is shown
again, so nobody can be asked to show it.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds.codes import CallFacts
from conversations.rounds.round import Rules
from conversations.rounds.rule_words import how_to_choose, weight
from conversations.rounds.vote_draft import VoteDraft
from conversations.rounds.vote_list_words import VOTES, votes
from conversations.rounds.voting import PlanFacts, VoteFacts, VotesFacts
from conversations.rules.ballots import basket, why_not_these
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
    Standing,
    said,
    standing,
    step,
)
from conversations.words import Day, Euro, Gap, Message, Moment, Quoted, _, plural, the

BACK = step(_("⬅️ Back"), "back")


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """A screen of the vote; it is drawn again whenever it is asked, and kept nowhere."""
    match screen.name, facts:
        case "votes", VotesFacts():
            return votes(facts, here).but(private=True)
        case "ballot", VoteFacts():
            return _ballot(facts, here).but(private=True)
        case "ballot_card", VoteFacts(card=PlanFacts()):
            return _card(facts, here).but(private=True)
        case "ballot_review", VoteFacts():
            return _review(facts, here)
        case "ballot_reminder", VoteFacts():
            return _reminder(facts, here).but(private=True)
        case "ballot_stripped", _facts if screen.case is not None:
            return _stripped(screen.case).but(private=True)
        case "vote_age", VoteFacts():
            return _age(facts, here).but(private=True)
        case "vote_desk", CallFacts():
            return _desk(facts)
        case "vote_desk", _facts if screen.case is not None:
            again = standing(_("🔑 I have a code"), screen.case, "vote_start")
            return said(_("That number does not work any more."), rows=(again, MENU))
        case "vote_receipt", VoteFacts():
            return _receipt(facts, here).but(private=True)
    return said(_("I do not know this round."), rows=(VOTES, MENU))


# --- one round ----------------------------------------------------------------------------


def _ballot(facts: VoteFacts, here: Here) -> Said:
    rules = facts.rules
    body: list[Paragraph] = [Heading(words=_name(facts))]
    if facts.why is not None:
        body.append(facts.why)
    if facts.paused:
        body += [
            _("⚠️ Voting stands still for a moment. We are working on it."),
            _("What you cast is kept. Please try again later."),
        ]
    open_ = facts.why is None and not facts.paused
    plans = plural("There is {count} plan.", "There are {count} plans.", len(rules.options))
    lines = [plans, _("There is {ceiling} in all.", ceiling=Euro(cents=rules.ceiling))]
    if open_:
        lines.append(how_to_choose(rules))
        lines.append(_("You can vote until {close}.", close=Moment(at=facts.closes)))
    body.append(Lines(items=(*lines, *weight(rules))))
    body += _standing(facts)
    if open_ and not facts.voted and not facts.chosen.of:
        body += [
            _("The plans stand in an order by lot. Everybody has another one, so it is fair."),
            _("Your vote is confidential. It is kept apart from your name."),
        ]
    return said(*body, rows=(*_ways(facts, open_=open_), MENU))


def _name(facts: VoteFacts) -> Message:
    return Message(text="🗳 {title}", gaps={"title": Quoted(text=facts.rules.title)})


def _standing(facts: VoteFacts) -> list[Paragraph]:
    """Concept or counted: never to be mistaken."""
    body: list[Paragraph] = []
    if facts.voted:
        body.append(_("🟢 Your vote counts."))
    if facts.chosen.of and facts.voted:
        body.append(_("🟡 What you chose after it does not count yet."))
    elif facts.chosen.of:
        body.append(_("🟡 Concept. What you chose does not count yet."))
    return body


def _ways(facts: VoteFacts, *, open_: bool) -> tuple[Row, ...]:
    id = facts.id
    rows: list[Row] = []
    if facts.state == "published":
        rows.append(standing(_("📊 The result"), id, "round_result"))
    if not open_:
        rows.append(standing(_("👀 Look at the plans"), id, "vote_card"))
    elif facts.chosen.of:
        rows.append(standing(_("▶️ Go on choosing"), id, "vote_card"))
        rows.append(standing(_("📋 My ballot"), id, "vote_ballot"))
    elif facts.voted:
        rows.append(standing(_("✏️ Change my vote"), id, "vote_start"))
    elif facts.code_needed:
        rows.append(standing(_("🔑 I have a code"), id, "vote_start"))
        rows.append(standing(_("👀 Look at the plans"), id, "vote_card"))
    else:
        rows.append(standing(_("▶️ Start"), id, "vote_start"))
    if facts.voted:
        rows.append(standing(_("🧾 My receipt"), id, "vote_receipt"))
    rows.append(standing(_("📜 All the rules"), id, "round_card"))
    return tuple(rows)


def _age(facts: VoteFacts, here: Here) -> Said:
    return said(
        _("Are you {age} or older?", age=facts.rules.age or 0),
        _("I keep no age and no date of birth."),
        rows=(
            standing(_("✅ Yes"), facts.id, "vote_age", 1),
            standing(_("❌ No"), facts.id, "vote_age", 0),
            standing(_("⬅️ Back"), facts.id, "vote_see"),
        ),
        choices=True,
    )


def question(draft: VoteDraft, facts: object, here: Here) -> Said:
    """The code, typed."""
    return said(
        _("🔑 What is your code? It has 12 letters and figures."),
        _("It is only for you. Do not give it to anybody."),
        _("I take your message out of this chat after that."),
        rows=(step(_("🏠 I am at {hub}", hub=the("hub")), "desk"), BACK),
    )


def _desk(call: CallFacts) -> Said:
    """What somebody shows at a desk, large enough to be read across it."""
    shown = f"{call.number[:3]} {call.number[3:]}"
    return said(
        _("Show this number to the staff, with proof of your address."),
        Heading(words=Message(text="{number}", gaps={"number": shown})),
        _("It works until {moment}.", moment=Moment(at=call.until)),
        rows=(standing(_("⬅️ Back"), call.round, "vote_start"), MENU),
    )


# --- one plan ------------------------------------------------------------------------------


def _card(facts: VoteFacts, here: Here) -> Said:
    plan = facts.card
    assert plan is not None
    place = facts.order.index(plan.n)
    body: list[Paragraph] = [
        _("Plan {n} of {of}", n=place + 1, of=len(facts.order)),
        Heading(words=Message(text="{title}", gaps={"title": Quoted(text=plan.title)})),
    ]
    lines = [Message(text="💶 {cost}", gaps={"cost": Euro(cents=plan.cents)})]
    if plan.place:
        lines.append(Message(text="📍 {place}", gaps={"place": Quoted(text=plan.place)}))
    body.append(Lines(items=tuple(lines)))
    if plan.story:
        body.append(Cite(text=plan.story, folds=True))
    if plan.withdrawn:
        body.append(_("⛔ The makers took this plan back. You cannot choose it."))
    if facts.why is not None:
        body.append(facts.why)
    elif facts.paused:
        body.append(_("⚠️ Voting stands still for a moment. We are working on it."))
    else:
        body.append(Lines(items=tuple(_counter(facts))))
    return said(*body, rows=(*_card_rows(facts, plan, place), MENU))


def _counter(facts: VoteFacts) -> list[Message]:
    """How much is chosen and what is left, and that it does not count yet."""
    lines = [so_far(facts)]
    if facts.voted:
        lines.append(_("🟢 Your earlier vote counts until you cast this one."))
    elif facts.chosen.of:
        lines.append(_("🟡 Concept: it does not count yet."))
    return lines


def so_far(facts: VoteFacts) -> Message:
    """“2 of 3 chosen. € 6,500 left.”: the same on every card."""
    rules, many = facts.rules, len(facts.chosen.of)
    sum_ = basket(facts.chosen, rules)
    left = Euro(cents=rules.ceiling - sum_)
    match rules.ballot:
        case "basket":
            return _("{n} chosen. {left} left.", n=many, left=left)
        case "yes_no":
            return _("{n} of {of} answered.", n=many, of=len(rules.options))
    if left.cents < 0:
        return _(
            "{n} of {of} chosen. Together {sum}; there is {ceiling}.",
            n=many,
            of=rules.choices or 0,
            sum=Euro(cents=sum_),
            ceiling=Euro(cents=rules.ceiling),
        )
    return _("{n} of {of} chosen. {left} left.", n=many, of=rules.choices or 0, left=left)


def _card_rows(facts: VoteFacts, plan: PlanFacts, place: int) -> tuple[Row, ...]:
    """Choose, turn the page, see the photo, go to the ballot; in the same place on every card."""
    id, n = facts.id, plan.n
    rows: list[Row] = []
    open_ = facts.why is None and not facts.paused
    if open_ and facts.code_needed:
        rows.append(standing(_("🔑 I have a code"), id, "vote_start"))
    elif open_ and not plan.withdrawn:
        rows.append(_marks(facts, plan))
    if (many := len(facts.order)) > 1:
        before, following = facts.order[place - 1], facts.order[(place + 1) % many]
        rows.append(
            (
                Standing(label="◀️", case=id, verb="vote_card", n=before),
                Standing(label="▶️", case=id, verb="vote_card", n=following),
            )
        )
    if plan.photo:
        rows.append(standing(_("📷 Photo"), id, "vote_photo", n))
    if open_ and not facts.code_needed:
        rows.append(standing(_("📋 My ballot"), id, "vote_ballot"))
    else:
        rows.append(standing(_("⬅️ Back"), id, "vote_see"))
    return tuple(rows)


def _marks(facts: VoteFacts, plan: PlanFacts) -> Row:
    id, n = facts.id, plan.n
    yes, no = n in facts.chosen.of, -n in facts.chosen.of
    if facts.rules.ballot != "yes_no":
        if yes:
            return standing(_("🔵 Chosen. Take it off"), id, "vote_off", n)
        return standing(_("⚪ Choose this plan"), id, "vote_on", n)
    return (
        Standing(
            label=_("🔵 Yes") if yes else _("⚪ Yes"),
            case=id,
            verb="vote_off" if yes else "vote_on",
            n=n,
        ),
        Standing(
            label=_("🔵 No") if no else _("⚪ No"),
            case=id,
            verb="vote_off" if no else "vote_no",
            n=n,
        ),
    )


def photo(round: str, title: str, file: str | None, n: int) -> Said:
    """The picture by itself, and the way back to the card."""
    back = standing(_("⬅️ Back to the plan"), round, "vote_card", n)
    if file is None:
        return said(_("This plan has no photo."), rows=(back, MENU))
    words = Message(text="📷 {title}", gaps={"title": Quoted(text=title)})
    return said(words, rows=(back, MENU)).but(attached=Attached(file=file))


# --- the ballot ----------------------------------------------------------------------------


def _review(facts: VoteFacts, here: Here) -> Said:
    """All that is chosen, and the one button that makes it count."""
    if facts.why is not None or facts.paused:
        return _ballot(facts, here).but(private=True)
    back = standing(_("⬅️ Back to the plans"), facts.id, "vote_card")
    body: list[Paragraph] = [Heading(words=_("📋 My ballot"))]
    rules, chosen = facts.rules, facts.chosen
    if why := why_not_these(chosen, rules, facts.withdrawn):
        body.append(why)
        body += _standing(facts)
        return said(*body, rows=(back, MENU)).but(private=True)
    body.append(Lines(items=tuple(_chosen(rules, n) for n in chosen.of)))
    body.append(so_far(facts))
    room = (rules.choices or 0) - len(chosen.of) if rules.ballot == "choose" else 0
    if room > 0:
        body.append(
            plural(
                "You may choose {count} plan more. You do not have to.",
                "You may choose {count} plans more. You do not have to.",
                min(room, len(rules.options) - len(chosen.of)) or 0,
            )
            if len(rules.options) > len(chosen.of)
            else _("You chose all plans.")
        )
    if facts.voted:
        body.append(
            _("🟡 This does not count yet. 🟢 Your earlier vote does, until you cast this one.")
        )
    else:
        body.append(_("🟡 Concept: it does not count yet. Tap the button, then it counts."))
    cast = standing(_("✅ Cast my vote"), facts.id, "vote_cast", facts.stamp)
    return said(*body, rows=(cast, back, MENU)).but(private=True, confirms=True)


def _chosen(rules: Rules, n: int) -> Message:
    option = rules.option(abs(n))
    gaps: dict[str, Gap] = {
        "title": Quoted(text=option.title if option else ""),
        "cost": Euro(cents=option.cents if option else 0),
    }
    if rules.ballot == "yes_no":
        if n > 0:
            return _("👍 Yes: {title}, {cost}", **gaps)
        return _("👎 No: {title}, {cost}", **gaps)
    return Message(text="🔵 {title}, {cost}", gaps=gaps)


def _stripped(round: str) -> Said:
    """What stands, after the cast, where choices stood."""
    return said(
        _("🗳 You cast your vote. What you chose does not stand here any more."),
        rows=(standing(_("🔍 See the round"), round, "vote_see"),),
    )


def _receipt(facts: VoteFacts, here: Here) -> Said:
    """That it counts, and how to check that; never what was chosen."""
    if not facts.voted or facts.check_code is None:
        return _ballot(facts, here)
    body: list[Paragraph] = [
        Heading(words=_("🟢 Your vote counts")),
        Lines(
            items=(
                _(
                    "Round {number}: {title}",
                    number=facts.number,
                    title=Quoted(text=facts.rules.title),
                ),
                _("Check code: {code}", code=facts.check_code),
            )
        ),
    ]
    rows: list[Row] = [
        (Copy(label=_("📋 Copy the check code"), text=facts.check_code),),
    ]
    if facts.why is None:
        body.append(
            _(
                "You can change your vote until {close}. The last one counts.",
                close=Moment(at=facts.closes),
            )
        )
        rows.append(standing(_("✏️ Change my vote"), facts.id, "vote_start"))
    else:
        body.append(facts.why)
    body += [
        _("What you chose does not stand here. So nobody can ask you to show it."),
        _("Keep the check code. When the result is there, it stands in the list."),
        Cite(whose=_("Hash of the rules:"), text=facts.rules_hash or ""),
    ]
    return said(*body, rows=(*rows, MENU))


# --- what comes by itself ------------------------------------------------------------------


def _reminder(facts: VoteFacts, here: Here) -> Said:
    """One reminder: which round, what is missing, and the last day."""
    if facts.voted or facts.why is not None or facts.paused:
        return _ballot(facts, here)
    wijk = here.profile.wijk(facts.rules.wijk)
    chosen = facts.chosen.of
    missing = so_far(facts) if chosen else _("You have not chosen anything yet.")
    way = "vote_ballot" if chosen else "vote_card"
    return said(
        Heading(words=_("🔔 Your vote does not count yet")),
        _(
            "Round {title} in {wijk}",
            title=Quoted(text=facts.rules.title),
            wijk=wijk.name if wijk else "",
        ),
        Lines(items=(missing, _("You have not cast your vote."))),
        _(
            "The last day is {day}. Voting closes on {close}.",
            day=Day(on=here.profile.today(facts.closes)),
            close=Moment(at=facts.closes),
        ),
        rows=(
            standing(_("▶️ Go on"), facts.id, way),
            standing(_("🔕 No more news of rounds"), facts.id, "round_quiet"),
            MENU,
        ),
    )


def paused(number: str) -> Said:
    """What officers hear when nobody can vote."""
    return said(
        _("⚠️ Nobody can vote in round {number} now: its secret is missing.", number=number),
        _("Ask whoever runs this program to put it back from its backup. No vote is lost."),
        rows=(step(_("🗳 Rounds"), "@rondes"), MENU),
    )
