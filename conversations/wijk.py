"""In which wijk do you live?  By postcode, by name with typing errors, or from a list.

`listen` and `question` are shared: the initiative asks the same thing the same
way.  Nobody is placed in a wijk unasked when a postcode touches several.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conversations.here import Here
from conversations.hubs.place import Around, LookAround
from conversations.journey import Journey
from conversations.places import Wijk
from conversations.rules.wijken import (
    AskWijk,
    BadPostcode,
    NoCouncil,
    OneWijk,
    OtherMunicipality,
    pages,
    read_wijk,
)
from conversations.talk import (
    HOME,
    MENU,
    QUESTION,
    Draft,
    Event,
    Heading,
    Located,
    Paragraph,
    Pressed,
    Refused,
    Row,
    Said,
    Screen,
    Turn,
    Wrote,
    WroteMore,
    said,
    step,
)
from conversations.words import Kept, Message, Quoted, The, _, bare, the

MY_WIJK = Screen(name="my_wijk")
BACK = step(_("⬅️ Back"), "back")
# From a list back to the question itself, where it can be typed.
TYPE_IT = step(_("⬅️ Back"), "type")
# Wijken on one screen, and buttons under a question with the way back.
A_PAGE, MOST_BUTTONS = 5, 6


class Search(Kept):
    """Where the looking-up stands: candidates to choose from, or a page of them or of the list."""

    candidates: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of an answer: a wijk, another place, or a search that goes on."""

    search: Search
    wijk: Wijk | None = None
    elsewhere: bool = False
    notes: tuple[Paragraph, ...] = ()
    understood: bool = True


@dataclass(frozen=True, slots=True)
class LiveIn:
    """Remember where I live; None is outside this municipality."""

    wijk: str | None


@dataclass(frozen=True, slots=True)
class LivesIn:
    """It is remembered."""

    wijk: str | None


def listen(search: Search, event: Event, here: Here) -> Heard:
    """Read an answer to the question in which wijk somebody lives."""
    profile = here.profile
    match event:
        case Pressed("list"):
            return Heard(Search(page=0))
        case Pressed(option) if option.startswith("page"):
            return Heard(search.but(page=page_of(option)))
        case Pressed("type"):
            return Heard(Search())
        case Pressed("elsewhere"):
            return Heard(Search(), elsewhere=True)
        case Pressed(option):
            wijk = profile.wijk(option)
            if wijk is not None and wijk.served == "own":
                return Heard(Search(), wijk=wijk)
        case Around(wijk=str(found)):
            # Where somebody is now need not be where they live: it is asked.
            return Heard(Search(candidates=(found,)))
        case Around():
            note = _("I cannot see from here which wijk that is. Please type your postcode.")
            return Heard(search, notes=(note,))
        case Wrote(text) | WroteMore(text):
            return _read(text, here)
    return Heard(
        search,
        notes=(_("I did not understand that. Please type your postcode."),),
        understood=False,
    )


def page_of(option: str) -> int:
    """The page that a button asks for; the first one when it is none."""
    page = option.removeprefix("page")
    return int(page) if page.isascii() and page.isdecimal() and len(page) < 4 else 0


def _read(text: str, here: Here) -> Heard:
    match read_wijk(text, here.profile):
        case OneWijk(wijk):
            return Heard(Search(candidates=(wijk.id,)))
        case AskWijk(wijken, why, areas):
            notes: tuple[Paragraph, ...] = ()
            if why == "port" and areas:
                notes = (_("Part of this postcode has no {council}.", council=bare("council")),)
            if why == "question" and areas:
                notes = (
                    _(
                        "{area} has no {council} of its own.",
                        area=areas[0],
                        council=bare("council"),
                    ),
                )
            if not wijken:
                return Heard(Search(page=0), notes=notes)
            return Heard(Search(candidates=tuple(w.id for w in wijken)), notes=notes)
        case NoCouncil(area):
            return Heard(
                Search(),
                notes=(
                    _(
                        "{area} is a port or business area. There is no {council} there.",
                        area=area,
                        council=bare("council"),
                    ),
                    ask_the_municipality(here),
                ),
            )
        case OtherMunicipality(name):
            return Heard(Search(), notes=(other_municipality(name, here),))
        case BadPostcode(reason):
            return Heard(Search(), notes=(reason,), understood=False)
    return Heard(
        Search(),
        notes=(_("I do not know {place}. Is it written right?", place=Quoted(text=text[:60])),),
        understood=False,
    )


def other_municipality(name: str | None, here: Here) -> Message:
    """Somebody asks about somewhere else; without a name we do not know where that is."""
    if name is None:
        return _("That place is not in {place}. I only work for {place}.", place=here.profile.name)
    return _("That is in {name}. I only work for {place}.", name=name, place=here.profile.name)


def ask_the_municipality(here: Here) -> Message:
    """Whom to ask when this bot cannot help: the general desk, with its number if we know it."""
    if here.profile.general_number is None:
        return _("You can ask {desk}.", desk=here.profile.general_desk)
    return _(
        "You can call {desk}: {number}.",
        desk=here.profile.general_desk,
        number=here.profile.general_number,
    )


def question(search: Search, here: Here) -> Said:
    """The question as it stands: type it, choose from candidates, or choose from the list."""
    profile = here.profile
    if search.page is not None and not search.candidates:
        return _list(search.page, here)
    if len(search.candidates) == 1:
        wijk = profile.wijk(search.candidates[0])
        name = wijk.name if wijk else search.candidates[0]
        return said(
            _("Your wijk is {wijk}. Is that right?", wijk=name),
            rows=(
                step(_("✅ Yes, {wijk}", wijk=name), search.candidates[0]),
                step(_("Another wijk"), "list"),
                step(_("✏️ Type it again"), "type"),
                BACK,
            ),
            choices=True,
        )
    if search.candidates:
        rows = candidates(search, here)
        if len(rows) + 2 <= MOST_BUTTONS:
            rows = (*rows, _elsewhere(here))
        return said(_("Which wijk is yours?"), rows=(*rows, BACK), choices=True)
    return said(
        _("What is your postcode? For example: {example}.", example=_example(here)),
        _("You may also type the name of your wijk."),
        rows=(step(_("📋 Show a list"), "list"), _elsewhere(here), BACK),
    )


def candidates(search: Search, here: Here) -> tuple[Row, ...]:
    """The wijken it may be, a few at a time, and at the end the way to all the others."""
    found = [here.profile.wijk(id) for id in search.candidates]
    rows = [step(wijk.name, wijk.id) for wijk in found if wijk is not None and wijk.served == "own"]
    count = max(1, -(-len(rows) // A_PAGE))
    page = min(search.page or 0, count - 1)
    shown = rows[page * A_PAGE : (page + 1) * A_PAGE]
    if page + 1 < count:
        more = _("More wijken ({n} of {of})", n=page + 2, of=count)
        return (*shown, step(more, f"page{page + 1}"))
    return (*shown, step(_("Another wijk"), "list"))


def _example(here: Here) -> str:
    first = next(iter(here.profile.postcodes), "1234")
    return f"{first} AB"


def _elsewhere(here: Here) -> Row:
    return step(_("I do not live in {place}", place=here.profile.name), "elsewhere")


def _list(page: int, here: Here) -> Said:
    """One page of the wijken by gebied; never more than fits a thumb."""
    book = pages(here.profile)
    page = max(0, min(page, len(book) - 1))
    rows: list[Row] = []
    heads: list[str] = []
    for gebied in book[page]:
        if gebied.name:
            heads.append(gebied.name)
        rows += [step(wijk.name, wijk.id) for wijk in gebied.wijken]
    if len(book) > 1:
        following = (page + 1) % len(book)
        rows.append(
            step(_("More wijken ({n} of {of})", n=following + 1, of=len(book)), f"page{following}")
        )
    rows.append(TYPE_IT)
    title = _("Which wijk is yours?")
    if heads:
        return said(
            title,
            Message(text="{areas}", gaps={"areas": " · ".join(heads)}),
            rows=tuple(rows),
            choices=True,
        )
    return said(title, rows=tuple(rows), choices=True)


class WijkDraft(Draft):
    """Somebody is telling where they live, outside any other journey."""

    journey: Literal["wijk"] = "wijk"
    search: Search = Search()


def respond(draft: WijkDraft | None, event: Event, here: Here) -> Turn:
    """Where do you live: ask, remember, show."""
    match event:
        case LivesIn(None):
            return Turn(
                show=HOME,
                notes=(
                    _("Thank you. I remember that you live somewhere else."),
                    _("You can look around here. For a plan of your own, ask your municipality."),
                ),
            )
        case LivesIn():
            return Turn(show=MY_WIJK)
        case Refused(why):
            return Turn(draft, notes=(why,), show=QUESTION)
        case Wrote(text) if text.startswith("/wijk"):
            if here.person.wijk is not None and "anew" not in text:
                return Turn(show=MY_WIJK)
            return Turn(WijkDraft(), show=QUESTION)
        case Pressed("back"):
            return Turn(show=HOME)
        case Pressed("change"):
            return Turn(WijkDraft(), show=QUESTION)
        case Located(latitude, longitude):
            return Turn(draft or WijkDraft(), commands=(LookAround(latitude, longitude),))
    heard = listen((draft or WijkDraft()).search, event, here)
    if heard.wijk is not None:
        return Turn(draft, commands=(LiveIn(heard.wijk.id),))
    if heard.elsewhere:
        return Turn(draft, commands=(LiveIn(None),))
    return Turn(
        WijkDraft(search=heard.search),
        notes=heard.notes,
        show=QUESTION,
        missed=not heard.understood,
    )


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """My wijk: its name, who decides there, what one can do."""
    wijk = here.profile.wijk(here.person.wijk) if here.person.wijk else None
    if wijk is None:
        return said(
            _("I do not know your wijk yet."),
            rows=(step(_("🏘 Tell me your wijk"), "change"), MENU),
        )
    body: list[Paragraph] = [Heading(words=_("Your wijk: {wijk}", wijk=wijk.name))]
    if wijk.has_council:
        body.append(
            _(
                "{Council} speaks for the people of {wijk}. It decides about their plans too.",
                Council=The("council"),
                wijk=wijk.name,
            )
        )
    else:
        body.append(
            _(
                "Your first person in the wijk is {contact}.",
                contact=the("contact"),
            )
        )
    body.append(ask_the_municipality(here))
    rows = (
        step(_("💡 I have an idea"), "@idee"),
        step(_("Another wijk"), "change"),
        MENU,
    )
    return said(*body, rows=rows)


JOURNEY = Journey(
    name="wijk",
    respond=respond,
    draw=draw,
    screens=("my_wijk",),
    commands=("/wijk",),
    draft=WijkDraft,
    question=lambda draft, facts, here: question(draft.search, here),
)
