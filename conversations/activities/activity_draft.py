"""An activity on its way into the programme: the draft with holes, and the activity without."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from conversations.activities.activity import Activity
from conversations.here import Here
from conversations.rules.activities import instant_of
from conversations.talk import Draft


class Step(StrEnum):
    """The questions about an activity, in their order."""

    TITLE = "title"
    DAY = "day"
    TIMES = "times"
    MOST = "most"
    WORDS = "words"
    LANGUAGES = "languages"
    CHANGE = "change"
    REVIEW = "review"


class ActivityDraft(Draft):
    """What we know so far of an activity.  Any answer may still be missing.

    Times are clock times of `day`; `most` 0 is no limit, `words` empty is nothing more to tell.
    `item`, `seen` (its version) and `was` stand there for a change of what exists.
    """

    journey: Literal["programme_staff"] = "programme_staff"
    asking: Step = Step.TITLE
    changing: bool = False
    place: str = ""
    place_name: str = ""
    item: str | None = None
    seen: int | None = None
    was: Activity | None = None
    title: str | None = None
    day: dt.date | None = None
    opens: dt.time | None = None
    closes: dt.time | None = None
    most: int | None = None
    words: str | None = None
    languages: tuple[str, ...] | None = None


QUESTIONS = tuple(step for step in Step if step not in (Step.CHANGE, Step.REVIEW))


def finished(draft: ActivityDraft, here: Here) -> Activity | None:
    """The activity of a draft without holes."""
    if draft.title is None or draft.day is None or draft.opens is None or draft.closes is None:
        return None
    starts = instant_of(draft.day, draft.opens, here.profile)
    ends = instant_of(draft.day, draft.closes, here.profile)
    if ends <= starts:  # times that the clock skips in March
        return None
    return Activity(
        title=draft.title,
        words=draft.words or None,
        starts=starts,
        ends=ends,
        most=draft.most or None,
        languages=draft.languages or (),
    )
