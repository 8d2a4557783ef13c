"""Where it is: the wijk, a street in words, a point on the map, or nowhere in particular."""

from __future__ import annotations

from conversations import wijk
from conversations.here import Here
from conversations.matters import telling_words as words
from conversations.matters.telling_draft import Step, TellDraft
from conversations.matters.telling_way import ask, onward
from conversations.rules.private import without_numbers
from conversations.rules.wijken import AskWijk, OneWijk, read_wijk
from conversations.talk import Event, Paragraph, Turn


def in_wijk(draft: TellDraft, event: Event, here: Here) -> Turn:
    """In which wijk it is, which need not be where somebody lives."""
    found = wijk.listen(draft.search, event, here)
    one = found.wijk.id if found.wijk is not None else None
    if one is None and len(found.search.candidates) == 1:
        [one] = found.search.candidates  # it stands on the summary, where it can be changed
    if one is not None:
        moved = draft.but(wijk=one, search=wijk.Search(), near=None)
        return onward(moved, here)
    if found.elsewhere:
        note = wijk.other_municipality(None, here)
        return ask(draft.but(search=wijk.Search()), here, note)
    told = draft.but(search=found.search)
    return ask(told, here, *found.notes, missed=not found.understood)


def at_place(draft: TellDraft, text: str, here: Here) -> Turn:
    """A street or a spot in words; the name of another wijk moves it there."""
    place = without_numbers(" ".join(text.split()))
    told = draft.but(place=place, placed=True, near=None, last="place")
    match read_wijk(text, here.profile):
        case OneWijk(found) if found.served == "own":
            told = told.but(wijk=found.id)
        case AskWijk(wijken) if wijken and draft.wijk not in {one.id for one in wijken}:
            search = wijk.Search(candidates=tuple(one.id for one in wijken))
            return ask(told.but(wijk=None, search=search, asking=Step.WIJK), here)
    return onward(told, here, *words.card(text, here))


def nowhere(draft: TellDraft, here: Here, *notes: Paragraph) -> Turn:
    """A new answer replaces the old one, also when it says that there is none."""
    gone = draft.but(placed=True, place=None, latitude=None, longitude=None, near=None, last=None)
    return onward(gone, here, *notes)


def there(draft: TellDraft, here: Here) -> Turn:
    """Only now is the point that the phone sent an answer."""
    if draft.shown is None:
        return onward(draft, here)
    latitude, longitude = draft.shown
    told = draft.but(
        latitude=latitude,
        longitude=longitude,
        wijk=draft.shown_in or draft.wijk,
        placed=True,
        shown=None,
        shown_in=None,
        near=None,
    )
    return onward(told, here)
