"""Which rounds there are for somebody, how far they are, and who decides where there is none."""

from __future__ import annotations

from conversations.here import Here
from conversations.regulation import Regime
from conversations.rounds.voting import VoteLine, VotesFacts
from conversations.rules.rounds import has_rounds, vote_there
from conversations.talk import MENU, Heading, Lines, Paragraph, Row, Said, said, standing, step
from conversations.wijk import ask_the_municipality
from conversations.words import Euro, Message, Moment, Quoted, Term, The, _

VOTES = step(_("🗳 Vote"), "@stem")
IDEA = step(_("💡 I have an idea"), "@idee")


def votes(facts: VotesFacts, here: Here) -> Said:
    if not facts.rounds:
        return _no_rounds(here)
    body: list[Paragraph] = [Heading(words=_("Voting in your wijk"))]
    rows: list[Row] = []
    for line in facts.rounds:
        body.append(Lines(items=(_title(line), how_far(line, here))))
        leads = "round_result" if line.state == "published" else "vote_see"
        rows.append(standing(Message(text="🗳 {title}", gaps={"title": line.title}), line.id, leads))
    return said(*body, rows=(*rows, MENU))


def _title(line: VoteLine) -> Message:
    return Message(text="{title}", gaps={"title": Quoted(text=line.title)})


def how_far(line: VoteLine, here: Here) -> Message:
    """How somebody stands with one round, in a sentence."""
    close = Moment(at=line.closes)
    if line.state != "open" or line.closes <= here.now:
        if line.state == "published":
            return _("The result is known.")
        return _("This round closed on {close}. The votes are counted now.", close=close)
    if here.now < line.opens:
        return _("Voting starts on {start}.", start=Moment(at=line.opens))
    match line.mine:
        case "counted":
            return _("🟢 Your vote counts. You can change it until {close}.", close=close)
        case "begun":
            return _(
                "🟡 You began, and have not cast your vote. Voting closes on {close}.", close=close
            )
        case "code":
            return _("You need a code. You can vote until {close}.", close=close)
    return _("You can vote until {close}.", close=close)


def _no_rounds(here: Here) -> Said:
    """No round: why not, who decides now, and what one can do."""
    wijk = here.profile.wijk(here.person.wijk) if here.person.wijk else None
    if wijk is None:
        if here.person.elsewhere:
            words = _(
                "You live outside {place}. Only people who live here vote.", place=here.profile.name
            )
            return said(words, ask_the_municipality(here), rows=(MENU,))
        return said(
            _("Which wijk do you live in? Then I can see whether you can vote."),
            rows=(step(_("🏘 Tell me your wijk"), "@wijk"), MENU),
        )
    if has_rounds(here.profile, wijk.id, here.today):
        body: list[Paragraph] = [
            _("There is no round in {wijk} now.", wijk=wijk.name),
            _("I tell you when people in {wijk} can vote again.", wijk=wijk.name),
        ]
    else:
        body = [_("In {wijk} people do not vote about plans now.", wijk=wijk.name)]
    body += who_decides(wijk.id, here)
    body.append(_("You can always tell a plan, or sign a plan of a neighbour."))
    return said(*body, rows=(IDEA, step(_("👥 Contact"), "@contact"), MENU))


def who_decides(wijk: str, here: Here) -> list[Message]:
    """Who decides about a plan in this wijk today, as far as the municipality told.

    Where people of the wijk decide above an amount only, both are said.
    """
    vote = vote_there(here.profile, wijk, here.today)
    if vote is None or vote.above is None:
        small = here.profile.small_amount or Euro(cents=100)
        return [_decides(here.profile.regime(wijk, small, here.today), None, here)]
    larger = _(
        "About plans above {amount} people of the wijk decide, in a round.", amount=vote.above
    )
    if vote.up_to is not None:
        larger = _(
            "About plans above {amount} and up to {most} people of the wijk decide, in a round.",
            amount=vote.above,
            most=vote.up_to,
        )
    smaller = here.profile.regime(wijk, vote.above, here.today)
    return [_decides(smaller, vote.above, here), larger]


def _decides(regime: Regime | None, up_to: Euro | None, here: Here) -> Message:
    """Who decides by these rules, about every plan or up to an amount."""
    who: Term | None = None
    if regime is not None and regime.kind == "vote":
        return _("People of the wijk decide about plans, in a round.")
    if regime is not None and regime.kind == "council":
        who = The("council")
    if regime is not None and regime.kind == "single" and regime.role is not None:
        who = The(regime.role)
    if who is None:
        return ask_the_municipality(here)
    if up_to is not None:
        return _("{Who} decides about plans up to {amount} now.", Who=who, amount=up_to)
    return _("{Who} decides about plans now.", Who=who)
