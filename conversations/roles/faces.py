"""Who is there for my wijk, and how do I reach them?

    /contact → (which wijk?) → the people, with numbers to keep
             → another wijk  → the people there; where I live stays what it was

A name stands there only if that person agreed; a number is one of an office.
"""

from __future__ import annotations

from typing import Literal

from conversations import wijk
from conversations.here import Here
from conversations.hubs.place import Around, LookAround
from conversations.journey import Journey
from conversations.roles.face import KeepNumber, NumberFound
from conversations.roles.faces_words import draw, vcard
from conversations.rules.wijken import OneWijk, read_wijk
from conversations.talk import (
    HOME,
    QUESTION,
    Draft,
    Event,
    Located,
    Paragraph,
    Pressed,
    PressedCase,
    Refused,
    Said,
    Say,
    Screen,
    Step,
    ToPerson,
    Turn,
    Wrote,
    said,
)
from conversations.wijk import LiveIn, LivesIn, Search, ask_the_municipality
from conversations.words import _


class ContactDraft(Draft):
    """Somebody is telling which wijk they mean; `home`: the one where they live."""

    journey: Literal["contact"] = "contact"
    home: bool = True
    search: Search = Search()


LOOK = ContactDraft(home=False, search=Search())


def faces_of(wijk_id: str, page: int = 0) -> Screen:
    """The screen with the people of a wijk."""
    return Screen(name="faces", wijk=wijk_id, page=page)


def respond(draft: ContactDraft | None, event: Event, here: Here) -> Turn:
    """From the command to the people of a wijk."""
    match event:
        case LivesIn(None):
            place = here.profile.name
            note = _("You live somewhere else. You may look at every wijk of {place}.", place=place)
            return Turn(LOOK, notes=(note,), show=QUESTION)
        case LivesIn(str(lives)):
            return Turn(show=faces_of(lives))
        case Refused(why):
            return Turn(draft, notes=(why,), show=QUESTION if draft else HOME)
        case Wrote(text) if text.startswith("/contact"):
            return begin(text.removeprefix("/contact").strip(), here)
        case Located(latitude, longitude):
            return Turn(draft or LOOK, commands=(LookAround(latitude, longitude),))
        case Around(wijk=found):
            return _around(draft or LOOK, found)
        case Pressed("other"):
            return Turn(LOOK.but(search=Search(page=0)), show=QUESTION)
        case Pressed("back"):
            home = here.person.wijk
            first = draft is None or draft.home
            return Turn(show=HOME if home is None or first else faces_of(home))
        case Pressed(option) if option.startswith("faces:"):
            return _turn_page(option, here)
    return _asked(draft or LOOK, event, here)


def begin(named: str, here: Here) -> Turn:
    """The people of the wijk that was named, else of my own, else ask which."""
    if not here.profile.has_journey("contact", here.person.wijk, here.today):
        note = _("I cannot do that for {place}.", place=here.profile.name)
        return Turn(notes=(note, ask_the_municipality(here)), show=HOME)
    if named:
        slug = here.profile.wijk(f"{here.profile.id}.{named}")
        if slug is not None and slug.served == "own":
            return Turn(show=faces_of(slug.id))
        return _asked(LOOK, Wrote(named), here)
    if here.person.wijk is not None:
        return Turn(show=faces_of(here.person.wijk))
    return Turn(LOOK if here.person.elsewhere else ContactDraft(), show=QUESTION)


def _asked(draft: ContactDraft, event: Event, here: Here) -> Turn:
    """An answer to the question which wijk; a name that can be only one needs no second tap."""
    heard = wijk.listen(draft.search, event, here)
    if heard.elsewhere:
        return Turn(draft, commands=(LiveIn(None),))
    if heard.wijk is not None:
        if draft.home:
            return Turn(draft, commands=(LiveIn(heard.wijk.id),))
        return Turn(show=faces_of(heard.wijk.id))
    if not draft.home and isinstance(event, Wrote):
        match read_wijk(event.text, here.profile):
            case OneWijk(only):
                return Turn(show=faces_of(only.id))
    return Turn(
        draft.but(search=heard.search),
        notes=heard.notes,
        show=QUESTION,
        missed=not heard.understood,
    )


def _around(draft: ContactDraft, found: str | None) -> Turn:
    """Where somebody is now need not be where they live: then it is asked."""
    if found is None:
        note = _("I cannot see from here which wijk that is. Please type your postcode.")
        return Turn(draft, notes=(note,), show=QUESTION)
    if draft.home:
        return Turn(draft.but(search=Search(candidates=(found,))), show=QUESTION)
    return Turn(show=faces_of(found))


def _turn_page(option: str, here: Here) -> Turn:
    match option.split(":"):
        case ["faces", n, page] if n.isdecimal() and page.isdecimal():
            own = here.profile.own_wijken
            if int(n) < len(own):
                return Turn(show=faces_of(own[int(n)].id, int(page)))
    return Turn(show=HOME, missed=True)


def question(draft: ContactDraft, facts: object, here: Here) -> Said:
    """Where do you live?  Or, for who looks around: which wijk do you want to see?"""
    asked = wijk.question(draft.search, here)
    if draft.home:
        return asked
    rows = tuple(
        row
        for row in asked.rows
        if not any(isinstance(b, Step) and b.option == "elsewhere" for b in row)
    )
    title: Paragraph = _("Which wijk do you want to see?")
    if asked.choices:
        return said(title, *asked.body[1:], rows=rows, choices=True)
    return said(title, _("Type its name or a postcode."), rows=rows)


JOURNEY = Journey(
    name="contact",
    respond=respond,
    draw=draw,
    screens=("faces",),
    commands=("/contact",),
    draft=ContactDraft,
    question=question,
)


# --- a number to keep: it leaves whatever is being asked alone -----------------------------------


def keep(draft: object, event: Event, here: Here) -> Turn:
    """A number for one's own address book, from whatever card its button stands on."""
    match event:
        case PressedCase(card, "keep_number"):
            return Turn(commands=(KeepNumber(card),))
        case NumberFound(face):
            number = vcard(face, here)
            contact = said(number.name).but(card=number)
            return Turn(
                says=(Say(ToPerson(here.person.id), contact),),
                toast=_("Tap the number to keep it."),
            )
        case Refused(why):
            return Turn(notes=(why, ask_the_municipality(here)))
    return Turn(show=HOME, missed=True)


KEEPING = Journey(
    name="number",
    respond=keep,
    draw=lambda screen, facts, here: said(_("Nothing is asked here.")),
    verbs=("keep_number",),
)
