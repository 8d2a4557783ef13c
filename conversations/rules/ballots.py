"""What may stand on a ballot, and who may cast one; or why not, in the reader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from conversations.rounds.round import Choices, Rules
from conversations.words import Euro, Message, Moment, Quoted, _, plural


def why_not_these(
    choices: Choices, rules: Rules, withdrawn: Collection[int] = ()
) -> Message | None:
    """The frozen rules about the choices themselves; an empty ballot chooses nothing."""
    named = [abs(n) for n in choices.of]
    if len(set(named)) != len(named):
        return _("You chose the same plan twice. Once is enough.")
    if any(rules.option(n) is None for n in named):
        return _("That plan is not in this round.")
    for n in named:
        if n in withdrawn:
            option = rules.option(n)
            return _(
                "The plan {title} is taken back. Choose another one, or leave it.",
                title=Quoted(text=option.title if option else ""),
            )
    if not named:
        return _("You have not chosen anything yet.")
    if rules.ballot != "yes_no" and any(n < 0 for n in choices.of):
        return _("That plan is not in this round.")
    if rules.ballot == "choose" and rules.choices is not None and len(named) > rules.choices:
        return plural(
            "You can choose {count} plan. Take one away first.",
            "You can choose {count} plans. Take one away first.",
            rules.choices,
        )
    if rules.ballot == "basket" and basket(choices, rules) > rules.ceiling:
        return _(
            "Together that is more than {ceiling}. Take one away first.",
            ceiling=Euro(cents=rules.ceiling),
        )
    return None


def basket(choices: Choices, rules: Rules) -> int:
    """What the chosen plans cost together, in cents."""
    return sum(option.cents for option in rules.options if option.n in choices.of)


def why_not_now(rules: Rules, state: str, closes: dt.datetime, at: dt.datetime) -> Message | None:
    """A ballot counts from the opening until the closing.

    `at` is the moment that counts (UTC): of a message its own date, of a tap its arrival.
    """
    if state in ("prepared", "tested") or at < rules.opens:
        return _("Voting has not started yet. It starts on {start}.", start=Moment(at=rules.opens))
    if state == "stopped":
        return _("This round was stopped. Nothing is counted.")
    if state != "open" or at >= closes:
        return _("This round closed on {close}. You cannot vote any more.", close=Moment(at=closes))
    return None
