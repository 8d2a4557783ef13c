"""What somebody is telling us, with holes; and the matter without.

tell → (which kind) → (which wijk) → where, for a signal → is it one of these → before sending
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from conversations.here import Here
from conversations.matters.matter import Matter, Spot
from conversations.places import WijkId
from conversations.rules.kinds import OTHERS, Brought, guess, names_reader
from conversations.rules.private import notice
from conversations.talk import Draft
from conversations.wijk import Search

# What was said aloud or shown stands for words: the file itself is kept with it.
SPOKEN, SHOWN = "🎤", "📷"
# UTF-16 units of a place in words.
MOST_PLACE = 200


class Step(StrEnum):
    """What is asked, in this order; the last ones only on wish."""

    TELL = "tell"
    KIND = "kind"
    WIJK = "wijk"
    PLACE = "place"
    POINT = "point"
    NEAR = "near"
    REVIEW = "review"
    TOPIC = "topic"
    CHANGE = "change"
    AWAY = "away"


Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class TellDraft(Draft):
    """What we know so far. Any answer may still be missing.

    `wish` is the kind of the command it began with. `placed`: where was asked, and answered or
    passed over. `shown` is a point that a phone sent, `shown_in` its wijk: it is no answer until
    somebody says so. `near` are open signals like it, once they were looked up; `look` is one of
    them, `declined` are those that are another trouble. `last` was answered in text last, so that
    a late part of it finds its place.  `apart`: is a complaint about whoever would read it?
    None: that was not said.
    """

    journey: Literal["telling"] = "telling"
    asking: Step = Step.TELL
    wish: Brought | None = None
    text: str | None = None
    spoken: bool = False
    files: tuple[str, ...] = ()
    kind: Brought | None = None
    topic: str | None = None
    wijk: WijkId | None = None
    search: Search = Search()
    placed: bool = False
    place: Annotated[str, Field(max_length=MOST_PLACE)] | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    shown: tuple[Latitude, Longitude] | None = None
    shown_in: WijkId | None = None
    near: tuple[str, ...] | None = None
    declined: tuple[str, ...] = ()
    apart: bool | None = None
    look: int | None = None
    page: int = 0
    last: Literal["text", "place"] | None = None

    @property
    def begun(self) -> bool:
        """Is there anything worth keeping yet?"""
        return bool(self.text or self.files)

    @property
    def spot(self) -> Spot:
        """Where it is, as far as it was told."""
        return Spot(words=self.place, latitude=self.latitude, longitude=self.longitude)

    @property
    def private(self) -> tuple[str, ...]:
        """Names of others and words about health in it."""
        return notice(self.text or "").pieces


def proposed(draft: TellDraft, here: Here) -> TellDraft:
    """The draft with a kind and topic by its words, where none was chosen."""
    found = guess(draft.text or "", here.profile)
    kind = draft.kind or draft.wish or found.kind
    if kind is None and draft.files and not draft.spoken and not draft.text:
        kind = "signal"  # a photo alone shows that something is the matter
    if kind == "idea" and not plans_here(draft, here):
        kind = "signal"
    apart = draft.apart
    if apart is None and names_reader(draft.text or "", here.profile):
        apart = True
    return draft.but(kind=kind, topic=draft.topic or found.topic, apart=apart)


def plans_here(draft: TellDraft, here: Here) -> bool:
    """Can a plan be made here, so that an idea has somewhere to go?"""
    return here.profile.has_journey("initiative", draft.wijk or here.person.wijk, here.today)


def missing(draft: TellDraft) -> Step | None:
    """The first question without an answer; None before sending."""
    if not draft.begun:
        return Step.TELL
    if draft.kind in (None, "idea"):
        return Step.KIND
    if draft.wijk is None:
        return Step.WIJK
    if draft.kind == "signal" and not draft.placed:
        return Step.PLACE
    if draft.kind == "signal" and draft.near is None and draft.spot != Spot():
        return Step.NEAR
    return None


def finished(draft: TellDraft) -> Matter | None:
    """The matter, if nothing is missing; a signal says where, the others need not."""
    kind = draft.kind
    if missing(draft) not in (None, Step.NEAR) or kind is None or kind == "idea":
        return None
    return Matter(
        kind=kind,
        topic=draft.topic or OTHERS,
        wijk=draft.wijk or "",
        text=words_of(draft),
        spot=draft.spot,
        files=draft.files,
        apart=kind == "complaint" and bool(draft.apart),
    )


def words_of(draft: TellDraft) -> str:
    """What was told, or a sign for what was only said aloud or shown."""
    return draft.text or (SPOKEN if draft.spoken else SHOWN)
