"""Released drafts are guests: they open in every later release, and a restart loses no place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conversations.journeys import JOURNEYS
from storage.database import instant
from tests.english import ANSWERS, Town

RELEASES = Path(__file__).parent / "drafts"
# A draft as it was kept: release, journey, what it is, and its text.
KEPT = [
    pytest.param(journey.stem, body, id=f"{journey.parent.name} {journey.stem}: {name}")
    for journey in sorted(RELEASES.glob("*/*.json"))
    for name, body in json.loads(journey.read_text()).items()
]


def test_every_journey_with_a_draft_has_released_ones() -> None:
    with_draft = {name for name, journey in JOURNEYS.items() if journey.draft is not None}
    for release in RELEASES.iterdir():
        assert {path.stem for path in release.glob("*.json")} == with_draft, release.name


@pytest.mark.parametrize(("journey", "body"), KEPT)
def test_a_released_draft_opens_with_every_answer_in_it(journey: str, body: dict[str, Any]) -> None:
    kind = JOURNEYS[journey].draft
    assert kind is not None
    opened = json.loads(kind.model_validate_json(json.dumps(body)).model_dump_json())
    assert {name: opened[name] for name in body} == body


async def put(town: Town, journey: str, body: str) -> None:
    """A draft of an earlier release in the chat of Anna, who is being asked something."""
    now = instant(town.village.clock.now())
    async with town.village.bot.store.transaction() as tx:
        named = {"person": await town_person(tx), "journey": journey}
        await tx.run(
            "INSERT INTO drafts (person, journey, body, since, touched)"
            " VALUES (:person, :journey, :body, :now, :now)",
            **named,
            body=body,
            now=now,
        )
        await tx.run(
            "UPDATE chats SET listening = :journey, screen = :screen WHERE person = :person",
            **named,
            screen='{"name":"question"}',
        )


async def town_person(tx: Any) -> str:
    """The only person there is."""
    return str((await tx.one("SELECT id FROM people"))["id"])


async def test_released_drafts_are_asked_on_in_the_chat(town: Town) -> None:
    anna = await town.do("Anna", "/start")
    for param in KEPT:
        journey, body = param.values
        assert isinstance(body, dict)
        await put(town, str(journey), json.dumps(body))
        await town.do("Anna", "/taal en")
        assert "What do you want to do, Anna?" not in anna.newest.text, param.id
        assert anna.newest.text, param.id
        before = anna.newest.text
        if not JOURNEYS[str(journey)].talks:  # a talk with a person ends by looking away
            await town.do("Anna", "/help", "[▶️ Go on…]")
            assert anna.newest.text == before, param.id
        await town.do("Anna", "/terug")
        async with town.village.bot.store.transaction() as tx:
            await tx.run("DELETE FROM drafts")
            await tx.run("UPDATE chats SET listening = NULL, screen = NULL")
        # Nobody sends so much in a few minutes.
        await town.later(minutes=10)


async def test_a_draft_of_a_release_we_do_not_know_is_left_alone(town: Town) -> None:
    anna = await town.do("Anna", "/start")
    later = '{"version":99,"journey":"initiative","asking":"moon","title":"Tables"}'
    await put(town, "initiative", later)
    await town.do("Anna", "hello", "/start")
    assert "Hello Anna" in anna.newest.text
    assert await town.value("SELECT body FROM drafts") == later


def step(text: str) -> str:
    """Which question stands: its number, whatever the language."""
    found = re.search(r"(?:Step|Stap) (\d+) (?:of|van) (\d+)", text)
    return found[0].split(" ", 1)[1].replace("van", "of") if found else ""


async def test_restart_and_language_at_every_step_of_a_plan(town: Town) -> None:
    anna = town["Anna"]
    for n, act in enumerate(ANSWERS):
        await town.do("Anna", act)
        if n == 0:
            continue
        asked, where = anna.newest.text, step(anna.newest.text)
        await town.village.restart()
        await town.do("Anna", "/taal nl")
        assert step(anna.newest.text) == where, act
        dutch = anna.newest.text
        assert dutch != asked
        await town.do("Anna", "/taal en")
        # What was said above the question is not said again; the question is the same.
        assert asked.endswith(anna.newest.text), act
    await town.do("Anna", "[✅ Send]")
    assert "Your number is" in anna.newest.text


async def test_a_restart_between_every_two_messages_loses_nothing(town: Town) -> None:
    for act in ANSWERS:
        await town.do("Anna", act)
        await town.village.restart()
    anna = await town.do("Anna", "[✅ Send]")
    assert "Your number is BI-2026-0001." in anna.newest.text


async def test_what_was_sent_while_the_bot_was_down_is_answered_when_it_is_back(
    town: Town,
) -> None:
    anna = await town.do("Anna", *ANSWERS[:4])
    await town.village.stop()
    anna.says("There is nowhere to sit when the children play.")
    await town.village.start()
    await town.settle()
    assert "Where is it?" in anna.newest.text


async def test_a_prompt_is_brought_up_to_date_weeks_later(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia")
    await town.filed()
    await town.later(days=21)
    await town.village.restart()
    prompt = town["Cor"].newest
    assert "0 of 3 people decided so far." in prompt.text
    await town.do("Bea", "[✅ Grant]")
    assert "1 of 3 people decided so far." in prompt.text
    assert prompt.labels[0] == "✅ Grant"
    town["Cor"].taps("✅ Grant", prompt)
    await town.settle()
    assert await town.value("SELECT state FROM cases") == "recorded"


async def test_an_old_button_after_a_restart_is_answered_with_where_one_is(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:3])
    old = next(b for b in anna.chat if not b.mine)
    await town.do("Anna", *ANSWERS[3:5])
    await town.village.restart()
    anna.forges("s1:list", old)
    await town.settle()
    assert anna.toasts[-1] == "That button is old. Below you see where you are now."
    assert "Where is it?" in anna.newest.text
