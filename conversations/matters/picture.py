"""The week in figures of a wijk: counted on Monday, sent to who works there, seen when asked.

    Monday morning   → each wijk where something was told is counted, once
    /beeld, a button → the picture, with the same in words
    under it         → what the words mean, a table for a spreadsheet, no more every week

Only figures in tens are kept; a week that was counted never changes (`rules/tens.py`).
"""

from __future__ import annotations

from conversations.deciding.review import not_for_you, wijken_of
from conversations.here import Here
from conversations.journey import Journey
from conversations.matters import picture_words
from conversations.matters.week import (
    CountWeek,
    NothingToCount,
    OpenPicture,
    PictureFacts,
    PictureOpened,
    WeekCounted,
)
from conversations.places import Wijk
from conversations.talk import (
    HOME,
    MENU,
    Attached,
    Event,
    Pressed,
    PressedCase,
    Refused,
    Row,
    Said,
    Say,
    Screen,
    ToPerson,
    Turn,
    Woke,
    Wrote,
    said,
    step,
)
from conversations.words import _

PER_PAGE = 5
VERBS = ("picture_words", "picture_csv", "picture_tell", "picture_quiet")


def respond(draft: None, event: Event, here: Here) -> Turn:
    """Time to count, somebody who asks, or a button under a picture."""
    match event:
        case Woke("week_picture", wijk):
            return Turn(commands=(CountWeek(wijk),))
        case WeekCounted(wijk, people):
            screen = Screen(name="picture", wijk=wijk)
            return Turn(says=tuple(Say(ToPerson(p), screen=screen, weight="news") for p in people))
        case NothingToCount():
            return Turn()
        case PictureOpened():
            return _opened(event, here)
        case Refused(why):
            return Turn(notes=(why,), show=HOME)
        case PressedCase(picture, "picture_words"):
            return Turn(commands=(OpenPicture(picture, "words"),))
        case PressedCase(picture, "picture_csv"):
            return Turn(commands=(OpenPicture(picture, "csv"),))
        case PressedCase(picture, "picture_tell"):
            return Turn(commands=(OpenPicture(picture, "tell"),))
        case PressedCase(picture, "picture_quiet"):
            return Turn(commands=(OpenPicture(picture, "quiet"),))
        case Pressed(option) if option.startswith("picture_page:"):
            return _which(_number(option.partition(":")[2]))
        case Wrote(text) if text.startswith("/beeld"):
            return _look(text, here)
    return _look("", here)


def _look(text: str, here: Here) -> Turn:
    """The picture of the wijk that was named by its place in the profile, or is the only one."""
    wijken = wijken_of(here.person, here.profile)
    if not wijken:
        return Turn(notes=not_for_you(here), show=HOME)
    place = text.partition(":")[2]
    own = here.profile.own_wijken
    named = own[_number(place)].id if place.isdecimal() and _number(place) < len(own) else None
    mine = [wijk.id for wijk in wijken]
    if named is None:
        named = mine[0] if len(mine) == 1 else here.person.wijk
    if named not in mine:
        return _which(0)
    screen = Screen(name="picture", wijk=named)
    return Turn(says=(Say(ToPerson(here.person.id), screen=screen),), toast=_("It comes now."))


def _which(page: int) -> Turn:
    return Turn(show=Screen(name="picture_wijken", page=page))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def _opened(opened: PictureOpened, here: Here) -> Turn:
    match opened.want:
        case "words":
            return Turn(show=Screen(name="picture_words", wijk=opened.wijk))
        case "tell":
            return Turn(notes=(_("All right. The figures come every week."),))
        case "quiet":
            return Turn(
                notes=(_("All right. I do not send them every week. With /beeld you see them."),)
            )
    table = picture_words.table(opened.weeks, here)
    name = f"{opened.wijk.partition('.')[2]}-{here.today.isoformat()}.csv"
    body = _("Here are the figures, a row for each. What they mean stands in the file.")
    file = said(body).but(attached=Attached(name=name, table=table))
    return Turn(says=(Say(ToPerson(here.person.id), said=file),), toast=_("It comes now."))


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """The picture, what its words mean, or the choice of a wijk."""
    wijken = wijken_of(here.person, here.profile)
    if not wijken:
        return said(*not_for_you(here), rows=(MENU,))
    match screen.name, facts:
        case "picture", PictureFacts():
            return picture_words.picture(facts, here)
        case "picture_words", _facts if any(wijk.id == screen.wijk for wijk in wijken):
            return picture_words.meanings(screen.wijk or "", here)
    return _choice(screen.page, wijken, here)


def _choice(at: int, wijken: tuple[Wijk, ...], here: Here) -> Said:
    pages = max(1, -(-len(wijken) // PER_PAGE))
    page = at % pages
    places = [own.id for own in here.profile.own_wijken]
    rows: list[Row] = [
        step(wijk.name, f"@beeld:{places.index(wijk.id)}")
        for wijk in wijken[page * PER_PAGE : (page + 1) * PER_PAGE]
    ]
    if pages > 1:
        following = (page + 1) % pages
        more = _("More wijken ({n} of {of})", n=following + 1, of=pages)
        rows.append(step(more, f"picture_page:{following}"))
    return said(_("Of which wijk do you want the figures?"), rows=(*rows, MENU), choices=True)


JOURNEY = Journey(
    name="picture",
    respond=respond,
    draw=draw,
    screens=("picture", "picture_words", "picture_wijken"),
    verbs=VERBS,
    commands=("/beeld",),
    moments=("week_picture",),
)
