"""Which of their own wijken an ambassador means: a tap, a few on a page, or its name typed."""

from __future__ import annotations

from dataclasses import dataclass

from conversations import wijk
from conversations.here import Here
from conversations.matters.passing_draft import PER_PAGE, ROLE, Choice, wijken_here
from conversations.talk import Event, Paragraph, Pressed, Row, Said, said, step
from conversations.wijk import BACK
from conversations.words import Message, _, bare


@dataclass(frozen=True, slots=True)
class Chosen:
    """What came of an answer: a wijk, or a choice that goes on with something said first."""

    choice: Choice
    wijk: str | None = None
    notes: tuple[Paragraph, ...] = ()
    understood: bool = True


def read(choice: Choice, event: Event, here: Here) -> Chosen:
    """An answer to the question; a wijk that is not theirs is none."""
    if isinstance(event, Pressed) and event.option.startswith("page:"):
        page = event.option.removeprefix("page:")
        return Chosen(choice.but(page=int(page[:5]) if page.isdecimal() else 0))
    mine = [one.id for one in wijken_here(here)]
    heard = wijk.listen(choice.search, event, here)
    found = heard.wijk.id if heard.wijk is not None else None
    if found is None and len(heard.search.candidates) == 1:
        [found] = heard.search.candidates  # they know their wijken: no need to ask twice
    if found in mine:
        return Chosen(Choice(), found)
    if found is not None:
        objection = _("You are not {role} there. Choose a wijk:", role=bare(ROLE))
        return Chosen(Choice(), notes=(objection,))
    fitting = tuple(one for one in heard.search.candidates if one in mine)
    search = wijk.Search(candidates=fitting)
    return Chosen(choice.but(search=search), notes=heard.notes, understood=heard.understood)


def question(title: Message, choice: Choice, here: Here) -> Said:
    """The ambassador's own wijken, or those that what they typed may mean."""
    fitting = [one for one in wijken_here(here) if one.id in choice.search.candidates]
    wijken = fitting or list(wijken_here(here))
    rows = [step(one.name, one.id) for one in wijken[on_page(len(wijken), choice.page)]]
    return said(title, rows=(*rows, *more(len(wijken), choice.page), BACK), choices=True)


def on_page(count: int, page: int) -> slice:
    """Which of so many stand on a page."""
    pages = max(1, -(-count // PER_PAGE))
    at = page % pages * PER_PAGE
    return slice(at, at + PER_PAGE)


def more(count: int, page: int) -> tuple[Row, ...]:
    """The way to the next page, where there is one."""
    pages = max(1, -(-count // PER_PAGE))
    if pages == 1:
        return ()
    following = (page + 1) % pages
    return (step(_("▶️ More ({n} of {of})", n=following + 1, of=pages), f"page:{following}"),)
