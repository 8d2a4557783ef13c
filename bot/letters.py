"""Letters: what a turn says, drawn for each reader and made ready for the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from conversations import journeys
from conversations.here import Here, Person
from conversations.journeys import Talk
from conversations.profile import Profile
from conversations.rules.quiet import after_quiet, quiet
from conversations.talk import MENU, Refresh, Rewrite, Said, Say, Screen
from storage import audience, people, screens
from storage.database import Transaction, instant
from storage.outbox import ANSWER, ERASED, NEWS, PROMPT, Letter
from storage.portions import go_on

# Beside 0 for the screen and 1, 2, … for what is said to others.
ERASING = -2


async def draw(tx: Transaction, screen: Screen, talk: Talk, here: Here) -> Said:
    """A screen from facts, as this reader sees it now."""
    facts = await screens.facts(tx, screen, talk.listening_draft, here)
    return journeys.draw(screen, facts, talk, here)


async def to_others(
    tx: Transaction,
    cause: str,
    says: Sequence[Say | Refresh | Rewrite],
    here: Here,
    but_not: Screen | None,
    edits: int = 0,
) -> list[Letter]:
    """Letters to others, screens drawn for each reader; refreshed cases come last, once.

    `edits` is the message that the screen of this turn rewrites already.
    """
    letters: list[Letter] = []
    fresh: set[tuple[str, str]] = set()
    for say in says:
        if isinstance(say, Refresh):
            continue
        if isinstance(say, Rewrite):
            letters += await _rewritten(tx, cause, len(letters), say, here, edits)
            continue
        for person in await audience.people_for(tx, say.to, here):
            eyes = here if person == here.person.id else await people.look_at(tx, here, person)
            if eyes is None:
                continue
            content = say.said
            if say.screen is not None:
                drawn = (await draw(tx, say.screen, Talk(), eyes)).without_steps()
                content = drawn.under(*say.said.body) if say.said else drawn
                if say.screen.case:
                    fresh.add((say.screen.case, person))
            assert content is not None
            older = 0
            if say.screen is not None and say.screen.case and say.weight == "must":
                # One prompt a case on a phone can be kept up to date: the older one loses its keys.
                older = await audience.shown_on(tx, say.screen.case, person)
            alone = content.attached or content.pin or content.card
            if not content.rows and alone is None:
                content = content.but(rows=(MENU,))  # nobody stands before a wall
            letters.append(
                letter(
                    here.profile,
                    cause,
                    len(letters) + 1,
                    eyes.person,
                    content,
                    here.now,
                    rank=NEWS if say.weight == "news" else PROMPT,
                    weight=say.weight,
                    until=say.until,
                    retires=older,
                    screen=say.screen,
                    case=say.screen.case if say.screen else None,
                )
            )
    for refresh in dict.fromkeys(say for say in says if isinstance(say, Refresh)):
        case = refresh.case
        phones = await audience.looking_at(tx, case, refresh.besides, refresh.after)
        subject = "|".join((case, *refresh.besides))
        await go_on(tx, "refresh", subject, [phone.person for phone in phones], here, cause)
        for phone in phones:
            person = phone.person
            if (case, person) in fresh or person == refresh.but_not:
                continue
            if person == here.person.id and but_not is not None and but_not.case == case:
                continue
            eyes = here if person == here.person.id else await people.look_at(tx, here, person)
            if eyes is None:
                continue
            value = Screen.model_validate_json(phone.screen)
            content = await draw(tx, value, Talk(), eyes)
            if phone.turn is None:
                content = content.without_steps()
            letters.append(
                letter(
                    here.profile,
                    cause,
                    len(letters) + 1,
                    eyes.person,
                    content,
                    here.now,
                    kind="edit",
                    rank=PROMPT,
                    turn=phone.turn or 0,
                    edits=phone.message,
                    screen=value,
                    case=case,
                )
            )
    return letters


async def _rewritten(
    tx: Transaction, cause: str, n: int, say: Rewrite, here: Here, edits: int
) -> list[Letter]:
    """Older messages of whoever acts, written over."""
    older = [message for message in say.messages if message != edits]
    content = await draw(tx, say.screen, Talk(), here)
    return [
        letter(
            here.profile,
            cause,
            n + number,
            here.person,
            content,
            here.now,
            kind="edit",
            rank=ANSWER,
            edits=message,
            screen=say.screen,
        )
        for number, message in enumerate(older, 1)
    ]


def erasing(profile: Profile, cause: str, here: Here, message: int) -> Letter:
    """Takes a message somebody wrote out of their chat: what it says must stand nowhere."""
    nothing = Said(body=(), private=True)
    return letter(
        profile,
        cause,
        ERASING,
        here.person,
        nothing,
        here.now,
        kind="edit",
        edits=message,
        screen=ERASED,
    )


def letter(
    profile: Profile,
    cause: str,
    n: int,
    person: Person,
    content: Said,
    now: dt.datetime,
    *,
    kind: str = "say",
    rank: int = PROMPT,
    weight: str = "must",
    turn: int = 0,
    edits: int = 0,
    retires: int = 0,
    screen: Screen | None = None,
    case: str | None = None,
    wait: dt.timedelta = dt.timedelta(),
    until: dt.datetime | None = None,
) -> Letter:
    """A message for somebody, ready for the outbox; `wait` is how long it may wait for more.

    News waits for the morning and is dropped when two days old, or after `until`.  What is
    private is not kept: only which screen it is, so that it can be drawn again.
    """
    start = now + wait
    if weight == "news":
        start = after_quiet(start, profile)
        old = start + dt.timedelta(days=2)
        until = min(until, old) if until is not None else old
    case = case or (screen.case if screen is not None else None)
    kept = screen is not None and (case is not None or content.private)
    if content.private and not (screen is not None and screen.keeps):
        case = None  # passing, and shown under no case
    return Letter(
        cause=cause,
        n=n,
        person=person.id,
        language=person.language,
        rank=rank,
        kind=kind,
        weight=weight,
        body="" if content.private else content.model_dump_json(exclude_none=True),
        written_as=content,
        turn=turn,
        edits=edits,
        retires=retires,
        case=case,
        # Remembered under its case; of a letter beside the screen it says what it shows.
        screen=screen.model_dump_json(exclude_defaults=True)
        if screen and (kept or kind == "say")
        else None,
        private=content.private,
        silent=quiet(start, profile) and rank != ANSWER,
        written=instant(now),
        not_before=instant(start),
        until=instant(until) if until is not None else None,
    )
