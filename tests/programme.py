"""Activities for tests: put in by the people of a place, and people who sign up at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from conversations.activities.activity import Activity, ActivityAdded, AddActivity, SignUp
from conversations.here import Held, Here, Person
from conversations.profile import Profile
from conversations.roles.role import OPERATOR
from storage.database import Transaction
from storage.perform import perform

DESK = Person(id="", name="", language="en", roles=(OPERATOR,))


def activity(starts: dt.datetime, hours: float = 2, **more: Any) -> Activity:
    """An activity of two hours."""
    values: dict[str, Any] = {"title": "Sewing together", "most": 2, **more}
    return Activity(starts=starts, ends=starts + dt.timedelta(hours=hours), **values)


def seen_by(profile: Profile, now: dt.datetime, id: str, *held: tuple[str, str | None]) -> Here:
    """This moment seen by a person with these roles."""
    person = Person(id=id, name=id, language="en", roles=tuple(Held(*one) for one in held))
    return Here(profile, person, now, "aanzet_bot")


async def put(tx: Transaction, place: str, one: Activity, here: Here) -> str:
    """Put an activity in the programme as the desk does; answers its id."""
    desk = Here(here.profile, DESK, here.now, here.bot)
    added = await perform(tx, AddActivity(place, one), desk, tx.fresh())
    assert isinstance(added, ActivityAdded), added
    return added.item


async def joins(tx: Transaction, item: str, here: Here) -> Any:
    """A person signs up."""
    return await perform(tx, SignUp(item), here, tx.fresh())
