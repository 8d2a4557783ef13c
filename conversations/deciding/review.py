"""The store that those who decide look through: to decide, running, settled, new this week.

One wijk at a time.  Every line opens a dossier; the whole wijk goes along as a
list for a spreadsheet.  Who may look is judged here kindly and by the store finally.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conversations.facts import ListedFacts, ListFacts, ReviewedFacts
from conversations.here import Here, Person
from conversations.journey import Journey
from conversations.matters import picture_words
from conversations.places import Wijk
from conversations.plans.states import STATES
from conversations.profile import Profile
from conversations.rules.quorum import Outcome
from conversations.talk import (
    HOME,
    MENU,
    Attached,
    Event,
    Heading,
    Lines,
    Paragraph,
    Pressed,
    Refused,
    Row,
    Said,
    Say,
    Screen,
    Step,
    ToPerson,
    Turn,
    Wrote,
    said,
    step,
)
from conversations.wijk import ask_the_municipality
from conversations.words import (
    Cell,
    Day,
    Euro,
    Gap,
    Message,
    Quoted,
    The,
    _,
    bare,
    in_context,
    plural,
    the,
)

# Who decides or writes down has work here; the others read along.
DECIDERS = ("member", "chair", "secretary")
READERS = (*DECIDERS, "manager", "contact", "officer", "administrator")

LISTS = ("todo", "running", "settled", "week", "mine")
WIJKEN = "wijken"
PER_PAGE = 5

SIGNS = {
    "granted": "✅",
    "declined": "⛔",
    "held": "⏸",
    "withdrawn": "↩️",
    "recorded": "🖊",
    "meeting": "🪑",
    "round": "🗳",
}


@dataclass(frozen=True, slots=True)
class MakeList:
    """Everything of one wijk as a file for a spreadsheet."""

    wijk: str


@dataclass(frozen=True, slots=True)
class ListMade:
    """The list: the name of its file and its rows, newest first."""

    wijk: str
    name: str
    rows: tuple[ReviewedFacts, ...]


# --- who may look where -----------------------------------------------------------


def wijken_of(person: Person, profile: Profile) -> tuple[Wijk, ...]:
    """The wijken whose store this person may look through, in the order of the profile."""
    return tuple(wijk for wijk in profile.own_wijken if person.holds(wijk.id, *READERS))


def decides_in(person: Person, wijk: str) -> bool:
    """Is there work for this person in this wijk, beside reading?"""
    return person.holds(wijk, *DECIDERS)


def why_not_look(person: Person, wijk: str) -> Message | None:
    """Only those who decide in a wijk, or read along there, see its store."""
    if person.holds(wijk, *READERS):
        return None
    return _("This is only for {council} of that wijk.", council=the("council"))


def not_for_you(here: Here) -> tuple[Message, ...]:
    """A kind no, with the way on."""
    return (
        _("This part is for {council}. It is not for everybody.", council=the("council")),
        _(
            "Do you sit in {council}? Ask {secretary} for a link.",
            council=the("council"),
            secretary=the("secretary"),
        ),
        ask_the_municipality(here),
    )


# --- the conversation ---------------------------------------------------------------


def respond(draft: None, event: Event, here: Here) -> Turn:
    """Look through the store, open a dossier, take the list along."""
    match event:
        case ListMade(wijk, name, rows):
            body = (_("Here is the list. It has no names of people."),)
            file = Said(body=body, attached=Attached(name=name, table=_table(wijk, rows, here)))
            return Turn(says=(Say(ToPerson(here.person.id), said=file),), toast=_("It comes now."))
        case Refused(why):
            return Turn(notes=(why,), show=HOME)
        case Wrote(text) if text.startswith("/"):
            return look(here)
        case Pressed(option):
            return _pressed(option, here)
    return look(here)


def look(here: Here) -> Turn:
    """The store, at the wijk that is most likely meant; with several wijken it asks."""
    wijken = wijken_of(here.person, here.profile)
    if not wijken:
        return Turn(notes=not_for_you(here), show=HOME)
    return Turn(show=Screen(name="council", list="todo", wijk=first_wijk(here)))


def first_wijk(here: Here) -> str | None:
    """The only wijk, or the person's own among several; None when there is a choice to make."""
    wijken = [wijk.id for wijk in wijken_of(here.person, here.profile)]
    if len(wijken) == 1:
        return wijken[0]
    return here.person.wijk if here.person.wijk in wijken else None


def _pressed(option: str, here: Here) -> Turn:
    what, _colon, rest = option.partition(":")
    match what:
        case "case":
            return Turn(show=Screen(name="dossier", case=rest))
        case "wijken":
            return Turn(show=Screen(name="council", list=WIJKEN, page=_number(rest)))
    page, _colon, place = rest.partition(":")
    wijk = wijk_at(place, here)
    if wijk is not None and what == "csv":
        return Turn(commands=(MakeList(wijk),))
    if wijk is not None and what in LISTS:
        return Turn(show=Screen(name="council", list=what, page=_number(page), wijk=wijk))
    return look(here)


def _option(what: str, page: int, wijk: str, here: Here) -> str:
    """What a button of a list sends: a wijk by its place, because some names are long."""
    return f"{what}:{page}:{place_of(wijk, here)}"


def place_of(wijk: str, here: Here) -> int:
    """The place of a wijk in the profile, for a button.  Raises ValueError for another one."""
    return [own.id for own in here.profile.own_wijken].index(wijk)


def wijk_at(place: str, here: Here) -> str | None:
    """The wijk at a place that a button sent; None for anything else."""
    wijken = here.profile.own_wijken
    at = _number(place)
    return wijken[at].id if place.isdecimal() and at < len(wijken) else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


# --- the list as a file -----------------------------------------------------------------

HEADINGS: tuple[Message, ...] = (
    in_context("column", "number"),
    in_context("column", "name"),
    in_context("column", "wijk"),
    in_context("column", "amount"),
    in_context("column", "state"),
    in_context("column", "received"),
    in_context("column", "decision before"),
    in_context("column", "outcome"),
    in_context("column", "reason"),
    in_context("column", "supporters"),
)
# A column of a table has no icons: programs read it too.
OUTCOMES = {
    Outcome.GRANTED: in_context("column", "granted"),
    Outcome.DECLINED: in_context("column", "not granted"),
    Outcome.HELD: in_context("column", "held over"),
    Outcome.MEETING: in_context("column", "to the meeting"),
}


def _table(wijk: str, rows: tuple[ReviewedFacts, ...], here: Here) -> tuple[tuple[Cell, ...], ...]:
    """The rows under their headings, in no language yet."""
    place = here.profile.wijk(wijk)
    return (
        HEADINGS,
        *(
            (
                row.number,
                row.title,
                place.name if place else wijk,
                Euro(cents=row.cents),
                STATES.get(row.state, row.state),
                Day(on=row.received),
                Day(on=row.until) if row.until else "",
                OUTCOMES[row.outcome] if row.outcome else "",
                row.reason or "",
                row.supporters,
            )
            for row in rows
        ),
    )


# --- the screen -----------------------------------------------------------------------


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """A page of a list with its tabs, or the choice of a wijk."""
    wijken = wijken_of(here.person, here.profile)
    if not wijken:
        return said(*not_for_you(here), rows=(MENU,))
    if not isinstance(facts, ListFacts) or facts.wijk is None:
        return _which_wijk(screen, wijken, here)
    wijk = here.profile.wijk(facts.wijk)
    shown = screen.list if screen.list in facts.counts else next(iter(facts.counts), "running")
    head: Gap = wijk.name if wijk else ""
    body: list[Paragraph] = [
        Heading(words=_("{Council} of {wijk}", Council=The("council"), wijk=head)),
        _title(shown, facts.counts.get(shown, 0)),
    ]
    if facts.rows:
        body.append(Lines(items=tuple(_line(row, here) for row in facts.rows)))
        body.append(_("Tap a plan to open it."))
    else:
        body.append(_("Nothing stands here now."))
    if not decides_in(here.person, facts.wijk):
        body.append(_("You read along. You do not decide here."))
    rows: list[Row] = [step(_label(row), f"case:{row.case}") for row in facts.rows]
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        more = _("▶️ More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, _option(shown, following, facts.wijk, here)))
    rows += _tabs(shown, facts.wijk, facts, here)
    if here.profile.has_journey("matter", facts.wijk, here.today):
        at = place_of(facts.wijk, here)
        rows.append(step(_("📣 Signals of the wijk"), f"@signalen {at}"))
    rows.append(step(_("📄 List for a spreadsheet (CSV)"), _option("csv", 0, facts.wijk, here)))
    rows.append(picture_words.button(facts.wijk, here))
    if len(wijken) > 1:
        rows.append(step(_("🏘 Another wijk"), f"{WIJKEN}:0"))
    return said(*body, rows=(*rows, MENU))


def _tabs(shown: str, wijk: str, facts: ListFacts, here: Here) -> Iterable[Row]:
    """The other lists, two on a row, each with how many stand in it."""
    others = [name for name in facts.counts if name != shown]
    for at in range(0, len(others), 2):
        yield tuple(
            Step(label=_tab(name, facts.counts[name]), option=_option(name, 0, wijk, here))
            for name in others[at : at + 2]
        )


def _tab(name: str, count: int) -> Message:
    match name:
        case "todo":
            return _("🗳 To decide ({n})", n=count)
        case "running":
            return _("⏳ Running ({n})", n=count)
        case "settled":
            return _("☑️ Settled ({n})", n=count)
        case "week":
            return _("🆕 This week ({n})", n=count)
    return _("🙋 I had a say ({n})", n=count)


def _title(name: str, count: int) -> Message:
    match name:
        case "todo":
            return plural("{count} plan waits for you.", "{count} plans wait for you.", count)
        case "running":
            return plural("{count} plan is running.", "{count} plans are running.", count)
        case "settled":
            return plural("{count} plan is settled.", "{count} plans are settled.", count)
        case "week":
            return plural(
                "{count} plan came in this week.", "{count} plans came in this week.", count
            )
    return plural("You had a say in {count} plan.", "You had a say in {count} plans.", count)


def _line(row: ListedFacts, here: Here) -> Message:
    """What it is about, what it costs, where it stands and by when."""
    number, cost = row.number or "–", Euro(cents=row.cents)
    state = STATES.get(row.state, STATES["received"])
    if row.next_at is None or row.state not in ("received", "deciding"):
        return _("• {number}: {cost}, {state}", number=number, cost=cost, state=state)
    until = Day(on=here.profile.today(row.next_at))
    return _(
        "• {number}: {cost}, {state}, until {day}",
        number=number,
        cost=cost,
        state=state,
        day=until,
    )


def _label(row: ListedFacts) -> Message:
    """The button of a plan: a sign for what it asks, and its name."""
    sign = "🔴" if row.to_do and row.state not in SIGNS else SIGNS.get(row.state, "📄")
    return Message(text="{sign} {title}", gaps={"sign": sign, "title": Quoted(text=row.title)})


def _which_wijk(screen: Screen, wijken: tuple[Wijk, ...], here: Here) -> Said:
    """The wijken somebody may look at, a page at a time."""
    pages = max(1, -(-len(wijken) // PER_PAGE))
    page = screen.page % pages
    shown = wijken[page * PER_PAGE : (page + 1) * PER_PAGE]
    rows: list[Row] = [step(wijk.name, _option("todo", 0, wijk.id, here)) for wijk in shown]
    if pages > 1:
        following = (page + 1) % pages
        more = _("More wijken ({n} of {of})", n=following + 1, of=pages)
        rows.append(step(more, f"{WIJKEN}:{following}"))
    return said(
        _("Of which {council} do you want to see the plans?", council=bare("council")),
        rows=(*rows, MENU),
        choices=True,
    )


JOURNEY = Journey(
    name="review",
    respond=respond,
    draw=draw,
    screens=("council",),
    commands=("/raad",),
)
