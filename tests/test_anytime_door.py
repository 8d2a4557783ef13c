"""Anything, at any time, where signals are passed on, lines are open and the wijkraad says no."""

from __future__ import annotations

from tests.english import Town
from tests.test_anytime_chat import anything


async def test_at_every_step_of_passing_on(town: Town) -> None:
    await town.appoint("Ans", "ambassador")
    await town.appoint("Ans", "ambassador", "rotterdam.zevenkamp")
    await town.do("Ans", "/wijk", "3011 AB", "/ambassadeur", "[📣 Pass something on]")
    await anything(town, "Ans")
    await town.do("Ans", "The lamp by the school is broken")
    await anything(town, "Ans")
    await town.do("Ans", "Ommoord")
    await anything(town, "Ans")
    for tap in ("[🏘 Another wijk]", "[🏷 Another subject]", "[✏️ Other words]"):
        await town.do("Ans", tap)
        await anything(town, "Ans")
        await town.do("Ans", "/terug")
    await town.do("Ans", "[✅ Pass it on]")
    assert "Thank you. It is passed on." in town["Ans"].newest.text


async def test_at_every_step_of_a_message_to_the_contact_of_the_wijk(town: Town) -> None:
    await town.appoint("Ans", "ambassador")
    await town.do("Ans", "/wijk", "3069", "Ommoord", "/schrijf contact")
    for answer in ("When do you come to the square?", "[✅ Send]"):
        await anything(town, "Ans")
        await town.do("Ans", answer)
    assert "Sent. The answer comes back here." in town["Ans"].newest.text


async def test_at_every_step_of_not_now(town: Town) -> None:
    await town.appoint("Ans", "ambassador")
    await town.do("Ans", "/start", "(forwards The lamp is broken)", "[✅ Pass it on]")
    await town.appoint("Bea", "member")
    await town.do("Bea", "/wijk", "3069", "Ommoord", "/signalen", "[🚧 Street…]", "[📣…]")
    await town.do("Bea", "[⏳ Not now, with a reason]")
    for answer in ("We talk about it after the summer.", "[✅ Send]"):
        await anything(town, "Bea")
        await town.do("Bea", answer)
    assert "does not take it up now" in town["Bea"].newest.text
