"""When a round may be prepared, tried, opened, extended, stopped and published; or why not.

Where residents choose is dated data of the municipality: a regime of the kind `vote` that covers
wijk, amount and the day of closing; or, for an advisory vote beside the council, the journey
`advisory_round` switched on for that wijk and day.
"""

from __future__ import annotations

import datetime as dt

from conversations.here import Here, Person
from conversations.profile import Profile
from conversations.regulation import Regime
from conversations.roles.role import OFFICERS
from conversations.rounds.round import Rules
from conversations.rules.paper import why_no_paper
from conversations.rules.roles import by_operator
from conversations.rules.texts import why_not_private, why_not_this_text
from conversations.words import Day, Euro, Message, Moment, Quoted, _, bare, plural

ADVISORY = "advisory_round"
# Who may try a ballot before it opens, beside the officers: people of that wijk's table.
TRIERS = ("member", "chair", "secretary", "manager", "contact", "hub_staff", *OFFICERS)
REHEARSALS = 2
AGREEING = 2
LONGEST = dt.timedelta(days=92)
LONGEST_EXTENSION = dt.timedelta(days=28)
NOT_OPEN = _("This round is not open. Its closing cannot change.")
REASON = (10, 300)  # UTF-16 units
# What reached Telegram waits there for a day at most; then nothing can come any more.
DRAINED_AT_LAST = dt.timedelta(hours=25)
# After the closing: six weeks to object, and two more (safety: records).
OBJECTING = dt.timedelta(weeks=8)


def runs_rounds(person: Person, wijk: str | None) -> bool:
    """Does this person run rounds there?"""
    return person.holds(wijk, *OFFICERS)


def why_not_officer(person: Person, wijk: str | None) -> Message | None:
    """Officers run rounds; the command line prepares and asks, and never agrees."""
    if runs_rounds(person, wijk) or by_operator(person):
        return None
    return _("Only {officers} can do that.", officers=bare("officer"))


def votes_there(profile: Profile, wijk: str, amount: Euro, on: dt.date) -> bool:
    """Do residents decide on this amount in this wijk on that day?"""
    regime = profile.regime(wijk, amount, on)
    return regime is not None and regime.kind == "vote"


def vote_there(profile: Profile, wijk: str, on: dt.date) -> Regime | None:
    """The rule by which residents of this wijk decide that day, about whatever amounts."""
    return next(
        (
            regime
            for regime in profile.regimes
            if regime.kind == "vote"
            and regime.counts_on(on)
            and (not regime.wijken or wijk in regime.wijken)
        ),
        None,
    )


def has_rounds(profile: Profile, wijk: str, on: dt.date) -> bool:
    """Can there be a round in this wijk that day at all?"""
    by_vote = vote_there(profile, wijk, on) is not None
    return by_vote or profile.has_journey(ADVISORY, wijk, on)


def why_not_these_rules(rules: Rules, here: Here) -> Message | None:
    """The rules as a whole, before the opening: the wijk, the days, the money, the plans."""
    wijk = here.profile.wijk(rules.wijk)
    if wijk is None or wijk.served != "own":
        return _("I do not know that wijk.")
    if rules.closes <= here.now:
        return _("The closing is past. Choose a later one.")
    if rules.closes - rules.opens > LONGEST:
        return _("That is longer than three months. Choose an earlier closing.")
    if rules.ballot == "choose" and (rules.choices or 0) > len(rules.options):
        return _("There are more choices than plans.")
    if why := why_no_paper(rules):
        return why
    return _why_not_there(rules, wijk.name, here.profile) or _why_not_plans(rules)


def _why_not_there(rules: Rules, wijk: str, profile: Profile) -> Message | None:
    """Does the municipality have such a round, there and then, for each of these amounts?"""
    on = profile.today(rules.closes)
    if not rules.binding:
        if profile.has_journey(ADVISORY, rules.wijk, on):
            return None
        return _("On {day} there is no advisory vote in {wijk}.", day=Day(on=on), wijk=wijk)
    for option in rules.options:
        amount = Euro(cents=option.cents)
        if not votes_there(profile, rules.wijk, amount, on):
            return _(
                "On {day} residents of {wijk} do not vote about {amount} ({number}).",
                day=Day(on=on),
                wijk=wijk,
                amount=amount,
                number=option.number,
            )
    return None


def _why_not_plans(rules: Rules) -> Message | None:
    """Every plan within the amounts of the round, and able to win."""
    most = rules.ceiling if rules.most is None else min(rules.most, rules.ceiling)
    for option in rules.options:
        if not rules.least <= option.cents <= most:
            return _(
                "{number} asks {cost}. In this round that is {least} to {most}.",
                number=option.number,
                cost=Euro(cents=option.cents),
                least=Euro(cents=rules.least),
                most=Euro(cents=most),
            )
    return None


def why_not_reason(reason: str) -> Message | None:
    """People read it: a whole sentence, with nothing private in it."""
    return why_not_private(reason) or why_not_this_text(reason, *REASON)


# --- before the opening --------------------------------------------------------------


def needs_exception(rules: Rules) -> bool:
    """Money on somebody's own word alone needs two officers, and is called indicative."""
    return rules.binding and rules.level == "own" and not rules.indicative


def why_not_change(state: str) -> Message | None:
    """From the opening on the rules stand still."""
    if state in ("prepared", "tested"):
        return None
    return _("The rules of this round are frozen. Only the closing can be later, by two people.")


def why_not_try(state: str, wijk: str, person: Person) -> Message | None:
    """Who may try the ballot, on a phone of their own."""
    if not person.id or not person.holds(wijk, *TRIERS):
        return _("Only people who work on this round can try the ballot.")
    if state not in ("prepared", "tested"):
        return _("This round is open already. Trying is over.")
    return None


def why_not_open(rules: Rules, state: str, rehearsed: int, here: Here) -> Message | None:
    """A round opens when two people tried these very rules on their own phones."""
    if state not in ("prepared", "tested"):
        return _("This round is open already, or over.")
    if needs_exception(rules):
        return _("Money needs a code from a desk or a letter. Or two people allow it without.")
    if rehearsed < REHEARSALS:
        return plural(
            "Two people must try the ballot on their own phones first. {count} person did.",
            "Two people must try the ballot on their own phones first. {count} people did.",
            rehearsed,
        )
    return why_not_these_rules(rules, here)


# --- from the opening on ---------------------------------------------------------------


def why_not_extend(
    rules: Rules, state: str, closes: dt.datetime, later: dt.datetime, here: Here
) -> Message | None:
    """Later than now announced, asked before it closed, and where residents still vote by then."""
    if state != "open" or closes <= here.now:
        return NOT_OPEN
    if later <= closes:
        return _("It closes on {close}. Choose a later moment.", close=Moment(at=closes))
    if later - closes > LONGEST_EXTENSION:
        return _("That is more than four weeks later. Choose an earlier moment.")
    wijk = here.profile.wijk(rules.wijk)
    return _why_not_there(rules.but(closes=later), wijk.name if wijk else "", here.profile)


def why_not_stop(state: str) -> Message | None:
    """What is counted is not stopped any more."""
    if state in ("prepared", "tested", "open", "closed"):
        return None
    return _("This round is counted, or stopped already.")


def why_not_publish(state: str) -> Message | None:
    """Only what is counted can be published, once."""
    if state == "counted":
        return None
    return _("This round is not counted yet, or it is published already.")


def taken_back(title: str) -> Message:
    """A plan that was on the ballot is not there any more."""
    return _(
        "The plan {title} is not waiting for a round any more. Prepare the round again.",
        title=Quoted(text=title),
    )
