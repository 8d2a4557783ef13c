"""Steps, toilet, languages: who has it near me; what nobody told us is never a yes."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversations.hubs.place import Place, YesNo
from conversations.rules.access import STEPS, TOILET, has, spoken_there
from storage.profile.files import COLUMNS
from tests.english import Town, open_town

# What each hub near Ommoord says of itself.
HUBS = {
    "ja": {"wijk": "rotterdam.ommoord", "step_free": "yes", "toilet": "no", "languages": "nl tr"},
    "nee": {"wijk": "rotterdam.zevenkamp", "step_free": "no", "toilet": "yes", "languages": "nl"},
    "weet": {"wijk": "rotterdam.zevenkamp"},
    "ver": {"wijk": "rotterdam.hoek-van-holland", "step_free": "yes", "languages": "pl"},
    "zwak": {"wijk": "rotterdam.ommoord", "step_free": "yes", "confidence": "low"},
}


def place(**more: object) -> Place:
    values = {"id": "a", "kind": "hub", "name": "A", "source": "test", "confidence": "high"}
    return Place.model_validate({**values, **more})


@pytest.mark.parametrize(
    ("of_it", "need", "answer"),
    [
        ({"step_free": "yes"}, STEPS, "yes"),
        ({"step_free": "no"}, STEPS, "no"),
        ({}, STEPS, "unknown"),
        ({"step_free": "yes"}, TOILET, "unknown"),
        ({"toilet": "yes"}, TOILET, "yes"),
        ({"languages": ("nl", "tr")}, "tr", "yes"),
        ({"languages": ("nl",)}, "tr", "no"),
        ({}, "tr", "unknown"),
        ({}, "nl", "unknown"),
    ],
)
def test_not_known_is_never_yes(of_it: dict[str, object], need: str, answer: YesNo) -> None:
    assert has(place(**of_it), need) == answer


def test_the_languages_of_the_most_places_come_first() -> None:
    found = spoken_there(place(languages=codes) for codes in (("nl", "tr"), ("tr",), (), ("pl",)))
    assert found == ("tr", "nl", "pl")


@pytest.fixture
async def town(tmp_path: Path, spec: Path | None) -> AsyncIterator[Town]:
    """Rotterdam with hubs that say what they have, and some that say nothing."""
    folder = tmp_path / "access"
    folder.mkdir()
    with (folder / "places.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, COLUMNS["places.csv"].split(","), restval="")
        table.writeheader()
        for id, row in HUBS.items():
            known = {"id": id, "kind": "hub", "name": f"Hub {id.title()}", "source": "verzonnen"}
            table.writerow({"address": "Plein 1", "confidence": "high", **known, **row})
    (folder / "hours.csv").write_text(COLUMNS["hours.csv"] + "\n")
    async with open_town(str(tmp_path / "town.sqlite3"), spec=spec) as opened:
        village = opened.village
        overlays = (*village.settings.overlays, folder)
        village.settings = dataclasses.replace(village.settings, overlays=overlays)
        await village.restart()
        yield opened


async def test_which_hubs_near_my_wijk_can_i_use(town: Town) -> None:
    await town.plays("""
        Anna: /hub ommoord
        Bot: Hub Ja…♿ You can get in without steps. 🚻 There is no toilet. 🗣 People there speak
            Dutch and Turkish.… [📅 This week] [🔔 Tell me when this changes] [➕ More] [🏠 Menu]
        Anna: [➕ More]
        Bot: Hub Ja: what more do you want? [📍 Closest to me] [♿ Steps, toilet, language]
            [📤 Share this place] [🔎 Another place] [⬅️ Back]
        Anna: [⬅️ Back]
        Bot: Hub Ja…
        Anna: [➕ More]
        Bot: Hub Ja: what more do you want?…
        Anna: [♿ Steps, toilet, language]
        Bot: What do you need at a place near Ommoord? [♿ No steps] [🚻 A toilet] [🗣 Dutch]
            [🗣 Turkish] [⬅️ Back] [🏠 Menu]
        Anna: [♿ No steps]
        Bot: ♿ Without steps, near Ommoord
            Yes, as far as I know: • Hub Ja, Plein 1
            Nobody told me. Please ask first: • Hub Weet, Plein 1
            1 place near there does not have it.
            [🚪 Hub Ja] [🚪 Hub Weet] [🔎 Something else] [⬅️ Back] [🏠 Menu]
        Anna: [🔎 Something else]
        Bot: What do you need at a place near Ommoord?…
        Anna: [🗣 Turkish]
        Bot: 🗣 People speak Turkish, near Ommoord
            Yes, as far as I know: • Hub Ja, Plein 1
            Nobody told me. Please ask first: • Hub Weet, Plein 1
            1 place near there does not have it. […]
        Anna: [🚪 Hub Ja]
        Bot: Hub Ja…
    """)


async def test_nothing_known_is_said_with_whom_to_ask(town: Town) -> None:
    await town.plays("""
        Anna: /hub zevenkamp
        Bot: Zevenkamp…
        Anna: [♿ Steps, toilet, language]
        Bot: What do you need at a place near Zevenkamp?…
        Anna: [⬅️ Back]
        Bot: Zevenkamp…
        Bea: /hub hoek van holland
        Bot: Hub Ver…
        Bea: [➕ More]
        Bot: Hub Ver: what more do you want?…
        Bea: [♿ Steps, toilet, language]
        Bot: What do you need at a place near Hoek van Holland? [♿ No steps] [🚻 A toilet]
            [🗣 Polish] [⬅️ Back] [🏠 Menu]
        Bea: [🚻 A toilet]
        Bot: 🚻 With a toilet, near Hoek van Holland I know of no such place near Hoek van Holland.
            Nobody told me. Please ask first: • Hub Ver, Plein 1 You can call gemeente Rotterdam:
            14 010. [🚪 Hub Ver] [🔎 Something else] [⬅️ Back] [🏠 Menu]
    """)


async def test_buttons_of_another_time_or_place_lead_somewhere(town: Town) -> None:
    anna = await town.do("Anna", "/hub ommoord", "[➕ More]", "[♿ Steps, toilet, language]")
    turn = await town.value("SELECT turn FROM chats")
    for option in ("for:nowhere:steps", "more:ommoord:x", "all:nowhere", "what"):
        anna.forges(f"s{turn}:{option}")
        await town.settle()
        turn = await town.value("SELECT turn FROM chats")
        assert "I did not understand that. Please choose a button." in anna.newest.text
        await town.do("Anna", "/hub ommoord", "[➕ More]", "[♿ Steps, toilet, language]")
        turn = await town.value("SELECT turn FROM chats")


async def test_the_nearest_place_that_i_can_use(town: Town) -> None:
    async with town.village.bot.store.transaction() as tx:
        for n, id in enumerate(("ja", "nee", "weet", "zwak")):
            await tx.run(
                "UPDATE places SET latitude = 51.96, longitude = :east WHERE id = :id",
                east=4.55 + n / 1000,
                id=id,
            )
    await town.plays("""
        Anna: (location 51.9600,4.5520)
        Bot: How far it is… Closest to you… [🚪 Hub Weet] [🚪 Hub Nee] [🚪 Hub Ja]
            [♿ Steps, toilet, language] [🔎 Another place] [🏠 Menu]
        Anna: [♿ Steps, toilet, language]
        Bot: What do you need at a place near you? [♿ No steps] [🚻 A toilet] […]
        Anna: [♿ No steps]
        Bot: ♿ You look for a place without steps. Share where you are with the key below…
        Anna: (location 51.9600,4.5520)
        Bot: Thank you. I do not keep where you are.
        Bot: How far it is in a straight line, as the crow flies: Hub Ja: about 100 meters
            Closest to you ♿ You look for a place without steps. • Hub Ja, Plein 1… [🚪 Hub Ja]
            [♿ Steps, toilet, language] [🔎 Another place] [🏠 Menu]
        Anna: [♿ Steps, toilet, language]
        Bot: What do you need at a place near you?… [🗣 Polish] […]
        Anna: [🗣 Polish]
        Bot: 🗣 You look for a place that speaks Polish. Share where you are with the key below…
        Anna: (location 51.9600,4.5520)
        Bot: Thank you. I do not keep where you are.
        Bot: 🗣 You look for a place that speaks Polish. I know of no such place near you. Please
            ask these, to be sure: How far it is… • Hub Weet… [🚪 Hub Weet] […]
    """)
