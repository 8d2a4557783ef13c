"""The rules of a round in plain words, the same on every ballot, receipt and result."""

from __future__ import annotations

from conversations.rounds.round import Rules
from conversations.words import Euro, Message, Moment, The, _, plural, the

TIES = {
    "lot": _("As many votes, and not enough money for all? Then a draw decides."),
    "cheaper": _("As many votes, and not enough money for all? The cheaper plan goes first."),
    "none": _("As many votes, and not enough money for all? Then the meeting decides."),
}
FITS = {
    "skip": _("A plan that does not fit any more is passed over."),
    "stop": _("The list ends at the first plan that does not fit any more."),
}
LEVELS = {
    "own": _("No code is needed."),
    "desk": _("You need a code, from a desk or a letter."),
    "letter": _("You need the code from your letter."),
}
PAPER = {
    "coded": _("A paper ballot with a code takes the place of a vote in the chat."),
    "void_code": _("At {hub} you can get a paper ballot. Then your code is void.", hub=the("hub")),
    "attendance": _(
        "At {hub} you can get a paper ballot, if you did not vote in the chat.", hub=the("hub")
    ),
}
# Why a plan that was voted on got money or not.
FATES = {
    "awarded": _("People chose this plan."),
    "too_few": _("It got too few votes."),
    "no_money": _("The money went to plans with more votes."),
    "voted_down": _("More people said no than yes."),
    "tied": _("Plans got as many votes, and there is no money for all. The meeting decides."),
}


def how_to_choose(rules: Rules) -> Message:
    """What goes on a ballot, in one sentence."""
    match rules.ballot:
        case "choose":
            return plural(
                "You can choose {count} plan.", "You can choose {count} plans.", rules.choices or 1
            )
        case "basket":
            return _(
                "You can choose plans for {ceiling} together.", ceiling=Euro(cents=rules.ceiling)
            )
        case "yes_no":
            return _("You say yes or no to each plan.")


def rule_lines(rules: Rules) -> tuple[Message, ...]:
    """Everything that decides about a round, a sentence each."""
    lines = [
        how_to_choose(rules),
        _("There is {ceiling} in all.", ceiling=Euro(cents=rules.ceiling)),
        _("Most votes first, as long as there is money."),
        FITS[rules.fit],
        TIES[rules.tie],
    ]
    if rules.threshold > 1:
        lines.append(
            plural(
                "A plan needs {count} vote at least.",
                "A plan needs {count} votes at least.",
                rules.threshold,
            )
        )
    if rules.age is not None:
        lines.append(_("Who votes is {age} or older.", age=rules.age))
    lines.append(LEVELS[rules.level])
    if rules.paper != "none":
        lines.append(PAPER[rules.paper])
    lines += weight(rules)
    return tuple(lines)


def news_lines(rules: Rules) -> tuple[Message, ...]:
    """What somebody has to know before they begin; the rest stands with all the rules."""
    lines = [how_to_choose(rules), LEVELS[rules.level]]
    if rules.age is not None:
        lines.append(_("Who votes is {age} or older.", age=rules.age))
    return (*lines, *weight(rules))


def weight(rules: Rules) -> list[Message]:
    """What the result is worth: it binds, it is advice, or it is indicative."""
    if not rules.binding:
        return [_("The result is advice. {Council} decides.", Council=The("council"))]
    if rules.indicative:
        return [_("The result is indicative: nobody checked who votes.")]
    return []


def when(rules: Rules, closes: Moment) -> tuple[Message, Message]:
    """From when until when; `closes` may be later than the rules say."""
    return (
        _("Voting opens: {moment}", moment=Moment(at=rules.opens)),
        _("Voting closes: {moment}", moment=closes),
    )
