"""The page in use: what a phone can do, what goes wrong, and who cannot see or click."""

from __future__ import annotations

import re
import statistics
import time
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Demo
from tests.browser.screen import PATIENCE, Phone, Screen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("browser"),  # one demo and one browser for the file
]

LOOKS: dict[str, dict[str, object]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "contrast": {"contrast": "more", "reduced_motion": "reduce"},
    "English": {"locale": "en-GB"},
}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(chromium: Browser, demo: Demo, look: str) -> None:
    with Screen.opened(chromium, demo.address, **LOOKS[look]) as screen:
        page = screen.page
        assert screen.axe() == []
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= page.evaluate("window.innerWidth")
        page.locator("#hood").click()
        for tab in ("wire", "check", "rows", "log") if look == "light" else ("wire",):
            page.locator(f"#tab-{tab}").click()
            assert screen.axe() == [], tab
        page.locator("#hood").click()
        if not page.locator("#controls").is_visible():
            page.locator("#strip summary").click()
        page.locator("#controls .go").first.click()
        page.locator("#add-role").select_option("member")
        assert screen.axe() == []
        page.keyboard.press("Escape")
        screen.holds()


def test_by_keyboard_alone(screen: Screen) -> None:
    """Tab, Enter, arrows and Escape: a person starts, chooses, types and looks under the hood."""
    page, fatima = screen.page, screen["Fatima"]

    def focused() -> str:
        return str(page.evaluate("document.activeElement.textContent.trim()"))

    def tab_to(words: str, most: int = 60) -> None:
        for _press in range(most):
            page.keyboard.press("Tab")
            if focused().endswith(words):
                return
        raise AssertionError(f"Tab does not reach {words}; it stands at {focused()!r}")

    page.keyboard.press("Tab")
    assert focused() == "Naar de telefoons"
    page.keyboard.press("Enter")
    tab_to("Start")
    page.keyboard.press("Enter")
    fatima.hears("een computerprogramma")
    tab_to("💡 Ik heb een idee")
    page.keyboard.press("Enter")
    fatima.hears("Wat is uw postcode?")
    fatima.node.get_by_role("textbox").focus()
    page.keyboard.type("Ommoord")
    page.keyboard.press("Enter")
    fatima.hears("Uw wijk is Ommoord")
    fatima.node.get_by_role("button", name="Opdrachten").press("Enter")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Opdrachten"
    page.locator("#hood").press("Enter")
    page.keyboard.press("ArrowRight")
    assert focused() == "Controle"
    page.locator("#tab-body", has_text="Telegram zou alles aannemen").wait_for(timeout=PATIENCE)


def test_news_is_told_to_a_screen_reader(screen: Screen, anna: Phone) -> None:
    screen.page.wait_for_timeout(500)
    assert screen.page.locator("#said").inner_text() == ""  # what was there already is no news
    anna.starts()
    screen.page.locator("#said", has_text="een computerprogramma").wait_for(
        state="attached", timeout=PATIENCE
    )


def test_somebody_new_gets_a_role_by_a_real_invitation(screen: Screen) -> None:
    page = screen.page
    screen.orders("Iemand erbij")
    page.get_by_label("Voornaam").fill("Bea")
    page.get_by_role("button", name="Voeg toe").click()
    page.get_by_role("alert").get_by_text("Die naam is er al.").wait_for(timeout=PATIENCE)
    page.get_by_label("Voornaam").fill("Wim")
    page.get_by_label("Rol").select_option(label="lid van de wijkraad")
    page.get_by_role("button", name="Voeg toe").click()
    wim, olga = screen["Wim"], screen["Olga"]
    wim.hears("Een uitnodiging voor u")
    wim.taps("Ja, dat ben ik")
    wim.hears("Het telt nog niet")
    page.locator("#people").get_by_role("button", name=re.compile("Olga")).click()
    olga.hears("Wim opende de uitnodiging")
    assert "Vergelijk de plaatjes" in olga.hint
    olga.taps("✅ Het klopt")
    wim.hears("U hebt een rol: lid van de wijkraad (Ommoord)")
    wim.node.locator(".role", has_text="lid van de wijkraad Ommoord").wait_for(timeout=PATIENCE)


def test_what_telegram_does_wrong_costs_no_answer(screen: Screen, anna: Phone) -> None:
    page = screen.page
    anna.starts()
    anna.hears("een computerprogramma")
    anna.says("/idee")
    anna.hears("Wat is uw postcode?")

    def fails(words: str) -> None:
        screen.orders("Telegram hapert")
        page.get_by_role("dialog").get_by_role("button", name=words).click()

    fails("Volgende bericht komt twee keer")
    anna.says("Ommoord")
    anna.hears("Uw wijk is Ommoord")
    fails("Storing: 502")
    anna.taps("Ja, Ommoord")
    anna.hears("Hoe heet uw plan?")
    fails("Te druk: 429")
    page.get_by_text("Er gaat nog 1 ding mis.").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Alles weer goed").click()
    anna.says("Bankjes")
    anna.hears("Wat wilt u doen, en waarom?")
    assert anna.node.locator(".bubble.mine").count() == 4
    asked = anna.node.locator(".bubble:not(.mine)", has_text="Wat wilt u doen, en waarom?")
    assert asked.count() == 1


def test_blocked_and_unblocked(screen: Screen, anna: Phone) -> None:
    page = screen.page
    anna.starts()
    anna.hears("een computerprogramma")
    anna.node.get_by_role("button", name="Meer over deze telefoon").click()
    page.get_by_role("button", name="Blokkeer de bot").click()
    again = anna.node.get_by_role("button", name="Deblokkeer de bot")
    again.wait_for(timeout=PATIENCE)
    assert "geblokkeerd" in anna.hint
    again.click()
    anna.node.get_by_role("textbox").wait_for(timeout=PATIENCE)


def test_the_clock_goes_to_the_next_date_in_the_diary(screen: Screen, anna: Phone) -> None:
    page = screen.page
    anna.starts()
    anna.hears("een computerprogramma")
    anna.says("/idee")
    anna.hears("Wat is uw postcode?")
    anna.says("Ommoord")
    anna.taps("Ja, Ommoord")
    anna.hears("Hoe heet uw plan?")
    anna.says("Bankjes")
    anna.hears("Wat wilt u doen")
    before = page.locator(".time").inner_text()
    screen.orders("Volgende")
    page.wait_for_function(
        "before => !document.querySelector('.time').textContent.startsWith(before)",
        arg=before[:10],
        timeout=PATIENCE,
    )
    screen.orders("+1 week")
    anna.hears("Uw plan Bankjes is nog niet af.")


def test_right_to_left_a_photo_of_ones_own_and_a_place(screen: Screen, anna: Phone) -> None:
    page = screen.page
    anna.starts()
    anna.hears("een computerprogramma")
    anna.says("مرحبا يا جاري")
    text = anna.node.locator(".mine .text", has_text="مرحبا")
    assert text.evaluate("one => getComputedStyle(one).direction") == "rtl"
    anna.node.get_by_role("button", name="Iets meesturen").click()
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
        "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
    )
    page.locator("dialog input[type=file]").first.set_input_files(
        {"name": "mine.png", "mimeType": "image/png", "buffer": pixel}
    )
    anna.node.locator(".mine .photo img").wait_for(timeout=PATIENCE)
    anna.node.get_by_role("button", name="Iets meesturen").click()
    page.get_by_role("button", name="Een plek op de kaart").click()
    page.get_by_role("button", name="Wijkhub Lombardijen", exact=True).click()
    anna.node.locator(".mine .pin").wait_for(timeout=PATIENCE)


def test_several_hundred_messages_stay_smooth(screen: Screen, anna: Phone) -> None:
    """Told in numbers: the frames go on while two hundred messages come in, and all are there."""
    page = screen.page
    anna.starts()
    anna.hears("een computerprogramma")
    page.evaluate(
        """() => { window.frames_took = []; let last = performance.now();
        const beat = () => { const now = performance.now();
          window.frames_took.push(now - last); last = now; requestAnimationFrame(beat); };
        requestAnimationFrame(beat); }"""
    )
    number = anna.node.get_attribute("id") or ""
    for n in range(200):
        answer = page.request.post(
            f"{screen.address}phones/{number[1:]}/says",
            data={"text": f"bericht {n}"},
            headers={"X-Aan-Zet": "page"},
        )
        assert answer.ok
    anna.node.locator(".mine", has_text="bericht 199").wait_for(timeout=PATIENCE)
    shown = anna.node.locator(".bubble").count()
    assert shown <= 200
    # The middle one: a machine that runs other tests as well drops a frame now and then.
    assert statistics.median(page.evaluate("window.frames_took")) < 120
    anna.node.locator(".earlier").click()
    first = anna.node.locator(".mine .text", has_text=re.compile("^bericht 0$"))
    first.wait_for(state="attached", timeout=PATIENCE)


def test_a_link_to_somewhere_else_is_only_told(screen: Screen, anna: Phone) -> None:
    page = screen.page
    anna.starts()
    anna.says("kijk op https://example.invalid/pad.")
    anna.node.get_by_role("button", name="https://example.invalid/pad", exact=True).click()
    outside = page.get_by_role("dialog").get_by_role("link")
    assert outside.get_attribute("href") == "https://example.invalid/pad"
    assert outside.get_attribute("rel") == "noopener noreferrer"
    page.keyboard.press("Escape")


def test_an_open_page_finds_a_demo_that_was_started_again(chromium: Browser) -> None:
    first = Demo()
    port = int(first.address.rstrip("/").rpartition(":")[2])
    with Screen.opened(chromium, first.address) as screen:
        screen["Fatima"].starts()
        screen["Fatima"].hears("een computerprogramma")
        assert first.stop() == 0
        screen.page.locator("#banner", has_text="De demo is even weg").wait_for(timeout=PATIENCE)
        second = Demo(port)
        try:
            assert second.address == first.address
            screen.page.locator("#banner").wait_for(state="hidden", timeout=PATIENCE * 2)
            screen["Fatima"].node.get_by_text("Nog geen berichten").wait_for(timeout=PATIENCE)
            screen["Fatima"].starts()
            screen["Fatima"].hears("een computerprogramma")
            screen.holds()
        finally:
            assert second.stop() == 0


def test_a_port_that_is_taken_is_left_alone(demo: Demo) -> None:
    taken = int(demo.address.rstrip("/").rpartition(":")[2])
    began = time.monotonic()
    other = Demo(taken)
    try:
        assert f"Port {taken} is taken" in other.said
        assert other.address != demo.address
        assert time.monotonic() - began < 60
    finally:
        assert other.stop() == 0
