"""The story by clicks: somebody plays the resident, a neighbour, the wijkraad and the secretary."""

from __future__ import annotations

import re

import pytest

from tests.browser.screen import PATIENCE, Phone, Screen

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("clicks"),  # one demo and one browser for the file
]


def makes_a_plan(phone: Phone) -> None:
    """From first contact to the last but one question, with the examples that the page offers."""
    phone.starts()
    phone.hears("een computerprogramma")
    phone.taps("Ik heb een idee")
    phone.hears("Wat is uw postcode?")
    phone.fills_the_example()
    phone.hears("Uw wijk is Ommoord")
    phone.taps("Ja, Ommoord")
    for words in ("Hoe heet uw plan?", "Wat wilt u doen, en waarom?", "Waar is het?"):
        phone.hears(words)
        phone.fills_the_example()
    phone.hears("Wanneer begint het?")
    phone.fills_the_example()
    phone.hears("Wat kost het?")
    phone.fills_the_example()
    phone.hears("Wie krijgt het geld?")
    phone.taps("Ik")
    phone.hears("Hebt u een foto of een bestand?")


def test_a_plan_from_first_contact_to_the_decision(screen: Screen) -> None:
    page, fatima = screen.page, screen["Fatima"]
    makes_a_plan(fatima)
    fatima.node.get_by_role("button", name="Iets meesturen").click()
    page.get_by_role("button", name="Voorbeeldfoto").click()
    fatima.hears("Ik heb 1 bestand")
    assert (
        fatima.node.locator(".photo img").evaluate(
            "one => one.decode().then(() => one.naturalWidth)"
        )
        > 0
    )
    fatima.taps("Verder")
    fatima.hears("Klopt dit allemaal?")
    fatima.taps("Ja, dit klopt")
    fatima.hears("Uw plan, voordat u het verstuurt")

    # A neighbour gets the link on a phone of choice.
    fatima.taps("Vraag buren om steun")
    fatima.hears("?start=")
    fatima.taps("Deel de link")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Karim")).click()
    karim = screen["Karim"]
    karim.hears("Een plan van Fatima")
    karim.taps("Ja, ik steun dit")
    karim.hears("1 van 4 buren")
    page.locator(".toast", has_text="Dank u wel! Het telt mee.").wait_for(timeout=PATIENCE)
    fatima.hears("Een buur steunt uw plan")

    fatima.taps("Naar uw plan")
    fatima.taps("Verder met dit plan")
    fatima.hears("U hebt een plan dat nog niet af is.")
    fatima.taps("Verder")
    fatima.taps("Versturen")
    # Three plans stand in the round of another wijk already.
    fatima.hears("Uw nummer is BI-2026-0004")
    fatima.taps("Kopieer het nummer")
    page.locator(".toast", has_text="Gekopieerd: BI-2026-0004").wait_for(timeout=PATIENCE)

    bea, cor, dia = screen["Bea"], screen["Cor"], screen["Dia"]
    bea.hears("Plan BI-2026-0004: € 400")
    assert bea.hint == "Lees het plan. Kies, of verander uw keuze."
    bea.taps("Goedkeuren")
    bea.hears("Gekozen: 1 van de 3")
    cor.taps("Afwijzen")
    cor.hears("Waarom?")
    cor.fills_the_example()
    dia.hears("Gekozen: 2 van de 3")
    dia.taps("Goedkeuren")
    sam = screen["Sam"]
    sam.hears("Uitkomst: ✅ goedgekeurd")
    sam.taps("Bevestig de uitkomst")
    sam.hears("Stand: goedgekeurd")
    fatima.hears("mag doorgaan!")
    karim.hears("mag doorgaan!")
    page.locator("#guide .step.done").nth(3).wait_for(timeout=PATIENCE)


def test_a_restart_in_the_middle_of_a_draft(screen: Screen, anna: Phone) -> None:
    makes_a_plan(anna)
    said = anna.wrote()
    screen.orders("Herstart")
    screen.is_on()
    anna.taps("Nee, verder")
    anna.hears("Klopt dit allemaal?")
    assert anna.wrote() == said


def test_kill_9_in_the_middle_of_a_draft_loses_no_answer(screen: Screen, anna: Phone) -> None:
    anna.starts()
    anna.hears("een computerprogramma")
    anna.says("/idee")
    anna.hears("Wat is uw postcode?")
    anna.says("Ommoord")
    anna.hears("Uw wijk is Ommoord")
    anna.taps("Ja, Ommoord")
    anna.hears("Hoe heet uw plan?")
    screen.orders("Stekker eruit")
    screen.is_on(False)
    assert "niets raakt kwijt" in anna.hint
    anna.says("Buurtmoestuin")
    anna.node.get_by_text("1 bericht wacht op het programma").wait_for(timeout=PATIENCE)
    screen.page.reload()
    anna.node.get_by_text("1 bericht wacht op het programma").wait_for(timeout=PATIENCE)
    screen.orders("Start")
    screen.is_on()
    anna.hears("Wat wilt u doen, en waarom?")


def test_a_new_beginning(screen: Screen, anna: Phone) -> None:
    anna.starts()
    anna.hears("een computerprogramma")
    screen.resets()
    anna.node.wait_for(state="detached", timeout=PATIENCE)
    screen["Fatima"].node.get_by_text("Nog geen berichten").wait_for(timeout=PATIENCE)
