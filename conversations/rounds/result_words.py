"""What everybody reads of a result: the votes, the money, what becomes of each plan, and the proof.

The picture says the same; nothing is only in it.
"""

from __future__ import annotations

from conversations.here import Here
from conversations.rounds.officer_words import card
from conversations.rounds.results import ResultFacts, Uncounted
from conversations.rounds.round import RoundFacts, Rules
from conversations.rounds.rule_words import FATES, rule_lines, weight
from conversations.rules.counting import Counted, Fate
from conversations.talk import (
    MENU,
    Attached,
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
from conversations.words import Euro, Gap, Message, Moment, Quoted, The, _, bare, plural

PER_PAGE = 8
VOTES = step(_("🗳 Vote"), "@stem")
ROUNDS = step(_("🗳 Rounds"), "@rondes")
RESULT = _("📊 The result")
MARKS: dict[Fate, str] = {
    "awarded": "✅",
    "too_few": "▫️",
    "no_money": "▫️",
    "voted_down": "▫️",
    "tied": "⚖️",
    "withdrawn": "↩️",
}
TAKEN_BACK = _("Its makers took it back.")
DRAWN = _("A draw decided about its place.")


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """A result, or how it was counted; before that the round as it stands."""
    match screen.name, facts:
        case "round_result", ResultFacts(mine=mine):
            # Only whoever voted has a check code, and nobody else is to know.
            return _result(facts, here).but(private=mine is not None)
        case "round_how", ResultFacts(mine=mine):
            return _how(facts, here).but(private=mine is not None)
        case _, RoundFacts():
            return card(facts, here)
    return said(_("I do not know this round."), rows=(VOTES, MENU))


# --- the result ---------------------------------------------------------------------------


def heading(number: str, title: str) -> Message:
    """What it is the result of."""
    return _("Result of round {number}: {title}", number=number, title=Quoted(text=title))


def result_of(number: str) -> Message:
    """The same under the name of the round."""
    return _("Result of round {number}", number=number)


def _result(facts: ResultFacts, here: Here) -> Said:
    """First what counts for all of it, then the plans, the one with most votes first."""
    pages = max(1, -(-len(facts.result.plans) // PER_PAGE))
    page = min(max(facts.page, 0), pages - 1)
    body: list[Paragraph] = [Heading(words=heading(facts.number, facts.rules.title))]
    if page == 0:
        body += [Lines(items=tuple(in_all(facts, here))), *standing_of(facts, here)]
    shown = facts.result.plans[page * PER_PAGE : (page + 1) * PER_PAGE]
    body += [Lines(items=tuple(_plan(plan, facts.rules))) for plan in shown]
    if page == 0:
        body += _mine(facts)
    id = facts.id
    rows: list[Row] = []
    if pages > 1:
        following = (page + 1) % pages
        more = _("▶️ More ({n} of {of})", n=following + 1, of=pages)
        rows.append(standing(more, id, "round_result", following))
    rows.append(standing(_("🖼 As a picture"), id, "round_picture"))
    rows.append(standing(_("🔍 How it was counted"), id, "round_how"))
    return said(*body, rows=(*rows, MENU))


def in_all(facts: ResultFacts, here: Here) -> list[Message]:
    """Who voted, how much money there was, where it went, and with how many votes."""
    rules, result = facts.rules, facts.result
    wijk = here.profile.wijk(rules.wijk)
    ceiling, left = Euro(cents=rules.ceiling), Euro(cents=rules.ceiling - result.awarded)
    place = wijk.name if wijk else ""
    lines = [
        plural(
            "{count} person voted in {wijk}.",
            "{count} people voted in {wijk}.",
            result.ballots,
            wijk=place,
        ),
        _("Voting closed on {close}.", close=Moment(at=facts.closed)),
        _("There was {ceiling} in all.", ceiling=ceiling),
    ]
    chosen = [plan for plan in result.plans if plan.fate == "awarded"]
    if chosen:
        lines += [
            plural(
                "{count} plan gets money: {awarded} together.",
                "{count} plans get money: {awarded} together.",
                len(chosen),
                awarded=Euro(cents=result.awarded),
            )
            if rules.binding
            else plural(
                "People chose {count} plan: {awarded} together.",
                "People chose {count} plans: {awarded} together.",
                len(chosen),
                awarded=Euro(cents=result.awarded),
            ),
            _("{left} is left.", left=left),
            plural(
                "The last plan that was chosen has {count} vote.",
                "The last plan that was chosen has {count} votes.",
                min(plan.votes for plan in chosen),
            ),
        ]
    else:
        lines.append(_("No plan was chosen."))
    return lines


def standing_of(facts: ResultFacts, here: Here) -> list[Message]:
    """What the result is worth now: advice, indicative, to be confirmed, or confirmed."""
    lines = weight(facts.rules)
    if not facts.rules.binding:
        return lines
    if facts.confirmed:
        return [*lines, _("This result is confirmed.")]
    role = here.profile.confirms
    return [*lines, _("To be confirmed: {role} looks at each plan once more.", role=The(role))]


def _plan(plan: Counted, rules: Rules) -> list[Message]:
    """One plan in two or three lines: what, how many votes, and what becomes of it."""
    lines = [name_of(plan, rules)]
    fate = TAKEN_BACK if plan.fate == "withdrawn" else FATES[plan.fate]
    lines.append(_counted(plan, rules, fate))
    if plan.drawn:
        lines.append(DRAWN)
    return lines


def name_of(plan: Counted, rules: Rules) -> Message:
    """A plan and what it costs, with a mark for what becomes of it."""
    option = rules.option(plan.n)
    gaps: dict[str, Gap] = {
        "mark": MARKS[plan.fate],
        "title": Quoted(text=option.title if option else ""),
        "cost": Euro(cents=plan.cents),
    }
    return Message(text="{mark} {title}, {cost}", gaps=gaps)


def _counted(plan: Counted, rules: Rules, fate: Message) -> Message:
    if rules.ballot == "yes_no":
        return _("{yes} yes, {no} no. {fate}", yes=plan.votes, no=plan.against, fate=fate)
    return plural("{count} vote. {fate}", "{count} votes. {fate}", plan.votes, fate=fate)


def _mine(facts: ResultFacts) -> list[Paragraph]:
    if facts.mine is None:
        return []
    if facts.listed:
        return [_("🟢 Your own check code stands in the list: {code}", code=facts.mine)]
    return [
        _("⚠️ Your check code does not stand in the list: {code}", code=facts.mine),
        _("Please tell {officers}.", officers=bare("officer")),
    ]


# --- how it was counted ---------------------------------------------------------------------


def _how(facts: ResultFacts, here: Here) -> Said:
    """The rules, where ballots came from, and what proves the result."""
    lines = [
        plural("{count} ballot from the chat.", "{count} ballots from the chat.", facts.chat),
        plural("{count} ballot on paper.", "{count} ballots on paper.", facts.paper),
        plural(
            "{count} ballot was changed, and the last one counts.",
            "{count} times a ballot was changed, and the last one counts.",
            facts.replaced,
        ),
        plural(
            "{count} ballot does not count: its code was made void.",
            "{count} ballots do not count: their code was made void.",
            facts.voided,
        ),
        *_paper(facts),
    ]
    return said(
        Heading(words=heading(facts.number, facts.rules.title)),
        Lines(items=rule_lines(facts.rules)),
        Lines(items=tuple(lines)),
        _("Anybody can count again. In the list stand all ballots and all check codes, apart."),
        _("Nobody stands in it by name. Look for the check code of your receipt."),
        *_mine(facts),
        Cite(whose=_("Hash of the rules:"), text=facts.rules_hash),
        Cite(whose=_("Seal of the journal:"), text=facts.seal),
        rows=(
            standing(_("📄 The list, to count again"), facts.id, "round_record"),
            standing(RESULT, facts.id, "round_result"),
            MENU,
        ),
    )


def _paper(facts: ResultFacts) -> list[Message]:
    """What became of paper, where the round has it."""
    if facts.rules.paper == "none":
        return []
    paper = facts.on_paper
    lines = [
        plural(
            "Two people typed {count} paper, and both typed the same.",
            "Two people typed {count} papers, and both typed the same.",
            paper.entered,
        ),
        plural("{count} paper was not valid.", "{count} papers were not valid.", paper.invalid),
    ]
    if facts.rules.paper == "coded":
        return [
            *lines,
            plural(
                "{count} paper came in the place of a vote in the chat.",
                "{count} papers came in the place of a vote in the chat.",
                paper.replaced,
            ),
        ]
    return [
        *lines,
        plural(
            "{Hub} gave {count} paper without a code.",
            "{Hub} gave {count} papers without a code.",
            paper.given,
            Hub=The("hub"),
        ),
    ]


# --- what comes by itself, and files ----------------------------------------------------------


def picture(round: str, number: str, title: str) -> Said:
    """The result as a picture; in words it stands below, or one tap away."""
    return said(
        Heading(words=heading(number, title)),
        rows=(standing(_("📊 The result in words"), round, "round_result"), MENU),
    ).but(attached=Attached(round=round, shows="picture"))


def record(round: str, number: str) -> Said:
    """The record of a round as a file."""
    return said(
        _("📄 The ballots and check codes of round {number}", number=number),
        _("In it stand the rules, all ballots and the result. It names nobody."),
        rows=(standing(RESULT, round, "round_result"), MENU),
    ).but(attached=Attached(round=round, name=f"{number}.json"))


def counted(round: str, number: str) -> Said:
    """Officers hear that it is counted, and not what came out: that is for everybody at once."""
    return said(
        _("Round {number} is counted. It adds up.", number=number),
        _("Two of you must agree before everybody sees the result."),
        rows=(
            standing(_("📣 Publish the result"), round, "round_publish"),
            standing(_("🔍 See the round"), round, "round_see"),
            MENU,
        ),
    )


NOT_COUNTED: dict[Uncounted, Message] = {
    "secret": _("The secret of this round is missing, or it is another one."),
    "changed": _("The votes that are kept do not add up. Something was changed or lost."),
}
REMEDY: dict[Uncounted, Message] = {
    "secret": _("Ask whoever runs this program to put it back from its backup. I try again."),
    "changed": _("Nothing is published. Ask whoever runs this program to look: verify."),
}


def not_counted(number: str, why: Uncounted) -> Said:
    """Who runs rounds hears that one cannot be counted."""
    return said(
        _("⚠️ Round {number} cannot be counted.", number=number),
        NOT_COUNTED[why],
        REMEDY[why],
        rows=(ROUNDS, MENU),
    )
