"""What tests about the bus have in common: its crew, a planned stop, followers."""

from __future__ import annotations

from tests.english import Town

# The village begins on Tuesday 24 November 2026, at half past ten on the clock.
PLANNED = (
    "/haltes",
    "[➕ Plan a stop]",
    "Ommoord",
    "{day}",
    "13:00 to 15:00",
    "(location 51.9601,4.5502)",
    "Binnenhof, by the shops",
    "[✅ Plan it]",
)


async def crew(town: Town, name: str = "Dora") -> None:
    """Somebody who drives the bus."""
    await town.appoint(name, "hub_staff", None)


async def planned(town: Town, day: str = "today", name: str = "Dora") -> str:
    """A stop on the Binnenhof, planned by the crew and settled; answers its id."""
    if not await town.value("SELECT count(*) FROM roles WHERE role = 'hub_staff'"):
        await crew(town, name)
    for act in PLANNED:
        await town.do(name, act.format(day=day))
    assert "Planned at" in town[name].newest.text
    await town.later(minutes=2)
    quiet(town)
    return str(await town.value("SELECT id FROM stops ORDER BY starts DESC, id LIMIT 1"))


def quiet(town: Town) -> None:
    """What was said so far has been seen by everybody."""
    for person in town.village.people.values():
        person.looks()


async def follows(town: Town, *names: str) -> None:
    """These people want to hear of the bus in Ommoord."""
    for name in names:
        await town.do(name, "/bus", "[🏘 In my wijk]", "Ommoord", "[🔔 Tell me: Ommoord]")
        assert "[🔕 No more messages: Ommoord]" in town[name].screen()
    quiet(town)
