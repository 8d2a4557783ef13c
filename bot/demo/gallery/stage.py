"""Plays the stories, so that what two people bring about together is seen too.

Every message on the way is walked in every direction before the story goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.demo.gallery import ballots, examples, stories
from bot.demo.gallery.rounds import with_paper
from bot.demo.gallery.seen import QUESTION, Act, Seen, Sight
from bot.demo.gallery.stories_heard import HEARD
from bot.demo.gallery.stories_paper import PAPER
from bot.demo.gallery.stories_places import PLACES
from bot.demo.gallery.stories_rounds import ROUNDS
from bot.demo.gallery.walk import Walk, Walked, typed
from bot.demo.gallery.world import world
from bot.inbound import Tapped
from conversations.talk import Event, Opened, PressedCase, Share, Standing, Step, Wrote
from storage import files

TIME = re.compile(r"\(time: (\w+)\)")
ROUND = re.compile(r"\(a round: (\w+), (\w+)\)")
BLOCKS = re.compile(r"\((\w+) blocks the bot\)")
LINE = re.compile(r"(\w+): (.+)")
BUTTON = re.compile(r"\[([\w:]+)\]")
MOST_QUESTIONS = 30  # of one form
MANY = 15  # who ask for a stop, before the crew sees that anybody does


class Stage:
    """Plays stories in one municipality; knows the newest messages on each phone, by name."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._world = walk.world
        self._phones: dict[str, dict[int, Sight]] = {}
        self._link: str | None = None
        self._who = ""  # who did something last
        self._pressed: set[tuple[str, str]] = set()

    async def play(self, told: Iterable[str]) -> None:
        """All of them, each undone at the end; a beginning they share is played once."""
        lines = [[line.strip() for line in story.splitlines()] for story in told]
        await self._branch([list(filter(None, story)) for story in lines])

    async def _branch(self, told: list[list[str]]) -> None:
        going_on: dict[str, list[list[str]]] = {}
        for story in filter(None, told):
            going_on.setdefault(story[0], []).append(story[1:])
        before = self._phones, self._link, self._who, self._pressed
        for line, rest in going_on.items():
            async with self._world.undone():
                self._phones = {name: dict(phone) for name, phone in before[0].items()}
                self._pressed = set(before[3])
                await self._line(line)
                await self._branch(rest)
            self._phones, self._link, self._who, self._pressed = before

    async def _line(self, line: str) -> None:
        played = True
        if moment := TIME.fullmatch(line):
            played = await self._time(moment[1])
        elif blocks := BLOCKS.fullmatch(line):
            self._world.gone.add(blocks[1])
        elif round := ROUND.fullmatch(line):
            played = await ballots.prepare(self._world, round[1], round[2])
        elif line == "(all that was sent is in)":
            await ballots.nothing_waits(self._world)
        elif line == "(the secret is lost)":
            self._world.tx.secrets.lost = True
        elif line == "(many people ask for a stop)":
            played = await self._many_wish()
        elif line in ("(a round with paper runs)", "(a round with paper is over)"):
            over = line.endswith("over)")
            await with_paper(self._world.tx, self._walk.at_home.id, self._world.now, over=over)
        elif line == "(the PDF is refused)":
            await files.refuse(self._world.tx, await self._held(), "can_run", self._world.now)
        elif line == "(the PDF is ready)":
            content = (await self._held(), b"%PDF-", "as_sent")
            await files.make_ready(self._world.tx, *content, self._world.now)
        elif said := LINE.fullmatch(line):
            played = await self._somebody(said[1], said[2])
        else:
            raise ValueError(f"{line!r} means nothing in a story")
        self._walk.seen.lines[line] = played or self._walk.seen.lines.get(line, False)

    async def _somebody(self, name: str, does: str) -> bool:
        """What one person does, or everybody who can; False when nobody has that button."""
        button = BUTTON.fullmatch(does)
        if button is None:
            await self._does(self._who if name == "somebody" else name, does)
            return True
        able = self._holders(name, button[1])
        for who in able:
            if self._find(who, button[1]):  # what the one before did may have ended it
                await self._press(who, button[1])
        return bool(able)

    def _holders(self, name: str, button: str) -> list[str]:
        """Whose phone has this button now."""
        if name not in ("somebody", "everybody"):
            return [name] if self._find(name, button) else []
        able = [
            who
            for who in self._phones
            if self._find(who, button) and (who, button) not in self._pressed
        ]
        return able if name == "everybody" else able[:1]

    def _find(self, name: str, button: str) -> tuple[Sight, Step | Standing] | None:
        phone = self._phones.get(name, {})
        turn = max((sight.turn for sight in phone.values()), default=0)
        for _message, sight in sorted(phone.items(), reverse=True):
            for row in sight.said.rows:
                for there in row:
                    match there:
                        case Step(option=option) if sight.turn == turn and _is(option, button):
                            return sight, there
                        case Standing(verb=verb) if verb == button:
                            return sight, there
        return None

    async def _press(self, name: str, button: str) -> None:
        found = self._find(name, button)
        assert found is not None
        sight, there = found
        self._pressed.add((name, button))
        event: Event
        match there:
            case Step(option=option):
                event = Tapped(sight.turn, option)
            case Standing(case=case, verb=verb, n=n):
                event = PressedCase(case, verb, n)
        await self._happens(name, Act("tap", there.label), event, sight)

    async def _does(self, name: str, does: str) -> None:
        match does:
            case "(makes a plan)":
                await self._fills_in(name, stories.A_PLAN)
            case "(makes a long plan)":
                await self._fills_in(name, stories.A_LONG_PLAN)
            case "(sends a photo)":
                await self._happens(name, *typed(examples.PHOTO))
            case "(sends a PDF)":
                await self._happens(name, *typed(examples.PDF))
            case "(shares a place)":
                await self._happens(name, *typed(examples.PLACE))
            case "(types the code)":
                await self._happens(name, *typed(ballots.on_paper()))
            case "(types the number)":
                asked = max(self._phones[name].values(), key=lambda sight: sight.message)
                number = await ballots.number_shown(self._world)
                await self._happens(name, *typed(number), asked)
            case "(opens the link)":
                if self._link is not None:
                    await self._happens(name, Act("link", "link"), Opened(self._link))
            case _:
                await self._happens(name, *typed(does))

    async def _fills_in(self, name: str, plan: Mapping[str, str]) -> None:
        """A plan up to its summary, with the first answer of the table to each other question."""
        await self._happens(name, *typed("/idee"))
        for _question in range(MOST_QUESTIONS):
            sight = max(self._phones[name].values(), key=lambda sight: sight.message)
            node = sight.node
            if node.name != QUESTION or node.part == "review":
                return
            answer = plan.get(node.part)
            if answer is None and self._find(name, self._walk.at_home.id) and node.part == "wijk":
                answer = f"[{self._walk.at_home.id}]"
            if answer is not None and answer.startswith("["):
                await self._press(name, answer.strip("[]"))
            else:
                first = examples.answers(node.journey, node.part, self._world.profile)[0]
                await self._happens(name, *typed(answer or first))

    async def _time(self, what: str) -> bool:
        """The next moment of this kind comes, if one is planned; was there anything to say?"""
        for _try in range(3):
            waiting = next((w for w in await self._world.waiting() if w.what == what), None)
            if waiting is None:
                return False
            await self._world.tx.run(
                "UPDATE due SET done_at = at WHERE kind = :kind AND subject = :subject"
                " AND done_at IS NULL",
                kind=waiting.what,
                subject=waiting.subject,
            )
            heard = self._taken_in(await self._walk.wakes(waiting, 0))
            if heard or what in examples.SILENT:
                return True
        return False

    async def _happens(self, name: str, act: Act, event: Event, at: Sight | None = None) -> None:
        self._who = name
        sights = await self._walk.does(name, act, event, at)
        self._taken_in(sights)

    def _taken_in(self, sights: list[Sight]) -> list[Sight]:
        for sight in sights:
            self._phones.setdefault(sight.name, {})[sight.message] = sight
            for row in sight.said.rows:
                for button in row:
                    if isinstance(button, Share):
                        self._link = button.token
        return sights

    async def _many_wish(self) -> bool:
        """So many neighbours ask that the crew may know it; False where there is no bus."""
        for n in range(MANY):
            name = f"{examples.NEIGHBOUR} {n}"
            await self._world.moves(name, self._walk.at_home.id)
            [sight, *_rest], _toast = await self._world.does(name, Wrote("/bus"), "bus")
            wish = Tapped(sight.turn, f"wish:{self._walk.at_home.id}")
            [sight, *_rest], _toast = await self._world.does(name, wish, "bus", sight.message)
            if sight.node.journey != "bus":
                return False
        return True

    async def _held(self) -> str:
        row: Any = await self._world.tx.one("SELECT id FROM files WHERE state = 'held'")
        return str(row["id"]) if row else ""


def _is(option: str, button: str) -> bool:
    """Is it this button, or one that says more (`case:…` for `case`)?"""
    return option == button or option.startswith(f"{button}:")


async def look_around(municipalities: Sequence[str]) -> Seen:
    """Everything there is to see in these municipalities, the first one first."""
    seen = Seen()
    walked: Walked = set()
    for municipality in municipalities:
        async with world(municipality) as there:
            await there.opens()
            seen.profiles[municipality] = there.profile
            walk = Walk(there, seen, walked)
            async with there.undone():
                await walk.appoints()
                await walk.meets_everybody()
                await Stage(walk).play(
                    story
                    for name, story in {
                        **stories.STORIES,
                        **PLACES,
                        **HEARD,
                        **ROUNDS,
                        **PAPER,
                    }.items()
                    if len(seen.profiles) == 1 or name not in stories.ONCE
                )
            await Stage(walk).play(stories.WITHOUT_ROLES.values())
    return seen
