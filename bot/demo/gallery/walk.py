"""Presses every button of every screen, types at every question, and undoes it each time.

A message that was seen before, give or take names and numbers, is not walked again.  What one
person alone does not bring about (a tie, a question answered) is led up to by the stories of
`stories.py`; whatever is new on the way is walked in every direction too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TypeGuard

from bot.demo.gallery import examples
from bot.demo.gallery.seen import (
    QUESTION,
    Act,
    Card,
    Edge,
    Node,
    Seen,
    Sight,
    alike,
    button_like,
)
from bot.demo.gallery.world import Waiting, World
from bot.inbound import Tapped, Unknown
from conversations import journeys
from conversations.talk import (
    Button,
    Edited,
    Event,
    Located,
    Odd,
    Opened,
    PressedCase,
    Share,
    Shared,
    Standing,
    Step,
    Wrote,
)

Walked = set[tuple[Node, str]]

DEEPEST = 40  # steps in a row; more than any way through needs
OFTEN = 8  # how many looks of one place a button is tried in, in each municipality
MOST_TRIES = 30_000  # a walk without end is a mistake of ours


class Walk:
    """The walk through one municipality."""

    def __init__(self, world: World, seen: Seen, walked: Walked) -> None:
        """`walked` is shared by all municipalities: what looks the same is walked once."""
        self.world = world
        self.seen = seen
        self.at_home = examples.home(world.profile)
        self._walked = walked
        self._pressed: Counter[tuple[Node, str]] = Counter()
        self._began: set[str] = set()  # journeys whose first question was met
        self._woken: set[tuple[str, str]] = set()
        self._roles = {holder.name: holder.role for holder in examples.HOLDERS}

    async def appoints(self) -> None:
        """Everybody who has a role gets it; two neighbours told where they live."""
        for name in (examples.NEIGHBOUR, examples.OTHER):
            await self.world.moves(name, self.at_home.id)
        for holder in examples.HOLDERS:
            wijk = self.at_home.id if holder.here else None
            await self.world.appoints(holder.name, holder.role, wijk)

    async def meets_everybody(self) -> None:
        """First contact, and every command for every role."""
        first = {holder.role: holder.name for holder in reversed(examples.HOLDERS)}
        for name in (examples.NEW, examples.NEIGHBOUR, *reversed(first.values())):
            await self._meet(name)

    # --- one message, in every direction ---------------------------------------------------

    async def does(self, name: str, act: Act, event: Event, at: Sight | None = None) -> list[Sight]:
        """Somebody does something; whatever they and others see is walked on from."""
        message = (
            at.message
            if at is not None and isinstance(event, Tapped | PressedCase | Unknown)
            else 0
        )
        sights, toast = await self.world.does(name, event, whose(event, at), message)
        if at is not None:
            if toast is not None:
                self.seen.toasts.setdefault((at.node.journey, toast.text), toast)
            for sight in sights:
                self._step(at.node, act, sight, elsewhere=sight.name != at.name)
        await self._look_at_all(sights, act, 0)
        return sights

    async def wakes(self, waiting: Waiting, depth: int) -> list[Sight]:
        """A due moment comes; whatever people see of it is walked on from."""
        act = Act("time", waiting.what)
        start = Node(journeys.MOMENTS[waiting.what], "moment", waiting.what)
        sights = await self.world.wakes(waiting)
        if sights or waiting.what in examples.SILENT:
            self.seen.moments.add(waiting.what)
        for sight in sights:
            self._step(start, act, sight, elsewhere=False)
        await self._look_at_all(sights, act, depth + 1)
        return sights

    async def _meet(self, name: str) -> None:
        """Somebody starts, and tries every command there is."""
        for command in ("/start", *journeys.COMMANDS):
            async with self.world.undone():
                await self.does(name, *typed(command))

    async def _look_at_all(self, sights: list[Sight], came_by: Act, depth: int) -> None:
        """All that one step shows is seen before anybody goes on: what is simplest comes first."""
        answered = {sight.name for sight in sights if sight.own}
        cards = [await self._card(sight, came_by) for sight in sights]
        for sight, card in zip(sights, cards, strict=True):
            if sight.own or sight.name not in answered:
                card.beside = False
        for sight, card in zip(sights, cards, strict=True):
            await self._look(sight, card, depth)

    async def _look(self, sight: Sight, card: Card, depth: int) -> None:
        """A message is seen, and what can be done with it is tried."""
        card.roles.add(self._roles.get(sight.name, "resident"))
        key = (sight.node, card.core_like)
        if key in self._walked or depth > DEEPEST:
            return
        self._walked.add(key)
        for act, event in self._acts(sight):
            await self._try(sight, act, event, depth)
        await self._time_passes(sight, depth)

    async def _card(self, sight: Sight, came_by: Act) -> Card:
        """The card of a message, made at first sight."""
        key = (sight.node, alike(sight.said))
        known = self.seen.cards.get(key)
        if known is not None:
            return known
        core = await self.world.core(sight)
        card = Card(sight.node, sight.said, core, self.world.profile.id, came_by, beside=True)
        for language in self.world.profile.languages[1:]:
            said = await self.world.in_language(sight, core, language)
            if said != sight.said:
                card.by_language[language] = said
        self.seen.cards[key] = card
        return card

    def _acts(self, sight: Sight) -> Iterator[tuple[Act, Event]]:
        """What can be done with a message: answers first, because they lead on; then buttons."""
        node = sight.node
        if node.name == QUESTION and sight.own:
            answers = examples.answers(node.journey, node.part, self.world.profile)
            yield from map(typed, answers)
            if node.journey not in self._began:
                self._began.add(node.journey)
                yield from map(typed, examples.AT_ANY_MOMENT)
        elif node.name == "home" and sight.own and "home" not in self._began:
            self._began.add("home")
            yield from map(typed, examples.OUT_OF_THE_BLUE)
        names = {b.option for row in sight.said.rows for b in row if _is_name(b)}
        tried: set[str] = set()
        for row in sight.said.rows:
            for button in row:
                found = self._press(button, sight, self.at_home.id in names)
                if found is None or found[0] in tried:
                    continue
                tried.add(found[0])
                often = (node, found[1].key)
                self._pressed[often] += 1
                if self._pressed[often] <= OFTEN:
                    yield found[1:]

    def _press(self, button: Button, sight: Sight, home: bool) -> tuple[str, Act, Event] | None:
        """A tap, and which taps are the same: of a list of names one is enough (`home` of all)."""
        match button:
            case Step(label=str(), option=option) if home and option != self.at_home.id:
                return None
            case Step(label=label, option=option):
                same = "a name" if _is_name(button) else f"{button_like(button)} {option}"
                return same, Act("tap", label), Tapped(sight.turn, option)
            case Standing(label=label, case=case, verb=verb, n=n):
                self.seen.verbs.add(verb)
                same = f"{button_like(button)} {case if isinstance(label, str) else ''}"
                return same, Act("tap", label), PressedCase(case, verb, n)
            case Share(label=label, token=token):
                return "share", Act("link", label), Opened(token)
        return None

    async def _try(self, sight: Sight, act: Act, event: Event, depth: int) -> None:
        self.seen.tries += 1
        if self.seen.tries > MOST_TRIES:
            raise RuntimeError("the walk does not come to an end")
        shared = isinstance(event, Opened) and act.words != "link"
        who = examples.STRANGER if shared else sight.name
        message = sight.message if isinstance(event, Tapped | PressedCase | Unknown) else 0
        async with self.world.undone():
            sights, toast = await self.world.does(who, event, whose(event, sight), message)
            if toast is not None:
                self.seen.toasts.setdefault((sight.node.journey, toast.text), toast)
            for seen in sights:
                self._step(sight.node, act, seen, elsewhere=seen.name != sight.name)
            await self._look_at_all(sights, act, depth + 1)

    def _step(self, start: Node, act: Act, end: Sight, *, elsewhere: bool) -> None:
        if end.changed and elsewhere:
            return  # an older message is brought up to date: no step of anybody
        key = (start, act.key, end.node, elsewhere)
        self.seen.edges.setdefault(key, Edge(start, act, end.node, elsewhere))

    async def _time_passes(self, sight: Sight, depth: int) -> None:
        """What would become due from here, each by itself."""
        for waiting in await self.world.waiting():
            if (waiting.what, sight.node.journey) in self._woken:
                continue
            self._woken.add((waiting.what, sight.node.journey))
            async with self.world.undone():
                self.seen.tries += 1
                await self.wakes(waiting, depth)


def whose(event: Event, at: Sight | None) -> str:
    """The journey that will answer, for messages that are no screen."""
    match event:
        case PressedCase(_case, verb):
            return journeys.VERBS.get(verb, "everywhere")
        case Wrote(text) if text.startswith("/"):
            return journeys.COMMANDS.get(text, "everywhere")
    return at.node.journey if at is not None else "everywhere"


def _is_name(button: Button) -> TypeGuard[Step]:
    """A button with the name of a wijk: one of many that do the same."""
    return isinstance(button, Step) and isinstance(button.label, str) and ":" not in button.option


def typed(answer: str | Event) -> tuple[Act, Event]:
    """What somebody sends, and the event it is."""
    match answer:
        case str():
            if answer.startswith("/"):
                return Act("command", answer), Wrote(answer)
            return Act("type", answer), Wrote(answer)
        case Wrote(text):
            return Act("command" if text.startswith("/") else "type", text), answer
        case Shared(what):
            return Act("share", what), answer
        case Located():
            return Act("share", "place"), answer
        case Odd(what):
            return Act("share", what), answer
        case Edited():
            return Act("share", "edit"), answer
        case Opened():
            return Act("link", "link"), answer
        case Unknown():
            return Act("share", "old button"), answer
    raise TypeError(type(answer).__name__)
