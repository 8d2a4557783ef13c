"""The page as somebody uses it: names of people, labels of buttons, and what one reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request

AXE = Path(__file__).parent / "axe" / "axe.min.js"
PATIENCE = 15_000  # milliseconds: the machine may be busy with other tests


def loosely(words: str) -> re.Pattern[str]:
    """These words, whatever kind of space, and whatever keeps names in their own direction."""
    letters = (r"\s" if letter == " " else re.escape(letter) for letter in words)
    return re.compile("[\u2066-\u2069]*".join(letters))


class Phone:
    """One phone on the page."""

    def __init__(self, screen: Screen, name: str) -> None:
        self.name = name
        self._screen = screen
        self.node = screen.page.get_by_role("region", name=name, exact=True)

    def starts(self) -> None:
        self.node.get_by_role("button", name="Start", exact=True).click()

    def says(self, text: str) -> None:
        """Type and press Enter."""
        box = self.node.get_by_role("textbox")
        box.fill(text)
        box.press("Enter")

    def taps(self, label: str) -> None:
        """The newest button whose label begins so."""
        self.node.locator(".key", has_text=label).last.click(timeout=PATIENCE)

    def hears(self, words: str) -> Locator:
        """Wait for the newest message of the bot that has these words in it."""
        from playwright.sync_api import expect

        bubble = self.node.locator(".bubble:not(.mine)", has_text=loosely(words))
        expect(bubble.last).to_be_visible(timeout=PATIENCE)
        return bubble.last

    def has_newest(self, words: str) -> None:
        """Wait until the newest message of all has these words in it."""
        from playwright.sync_api import expect

        newest = self.node.locator(".bubble").last
        expect(newest).to_contain_text(loosely(words), timeout=PATIENCE)

    def fills_the_example(self) -> None:
        """Take the example for the question that stands, and send it."""
        self.node.locator(".example").click()
        self.node.get_by_role("textbox").press("Enter")

    @property
    def hint(self) -> str:
        return self.node.locator(".hint").inner_text()

    def wrote(self) -> int:
        """How many messages this person sent."""
        return self.node.locator(".bubble.mine").count()


class Screen:
    """A browser window with the page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.troubles: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", self._request)

    @classmethod
    @contextmanager
    def opened(cls, chromium: Browser, address: str, **how: Any) -> Iterator[Self]:
        """A new window of 1400 by 900 unless `how` says otherwise; it speaks Dutch."""
        context = chromium.new_context(
            **{"locale": "nl-NL", "viewport": {"width": 1400, "height": 900}, **how}
        )
        context.grant_permissions(["clipboard-write"], origin=address.rstrip("/"))
        try:
            screen = cls(context.new_page(), address)
            screen.page.goto(address)
            screen.page.wait_for_selector(".phone", state="attached")
            yield screen
        finally:
            context.close()

    def __getitem__(self, name: str) -> Phone:
        return Phone(self, name)

    def _console(self, message: ConsoleMessage) -> None:
        # That the demo is away, or says no, is told in the page itself.
        told = "ERR_" in message.text or "409" in message.text
        if message.type in ("error", "warning") and not told:
            self.troubles.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def holds(self) -> None:
        """No fault in the browser, and nothing asked of another host."""
        assert self.troubles == []
        assert self.elsewhere == []

    # --- the strip ------------------------------------------------------------------------------

    def orders(self, words: str) -> None:
        """A button of the strip."""
        self.page.locator("#controls").get_by_role("button", name=words).click()

    def is_on(self, on: bool = True) -> None:
        """Wait until the program runs, or does not."""
        from playwright.sync_api import expect

        words = "Aan" if on else "Uit"
        expect(self.page.locator("#controls .state")).to_have_text(words, timeout=PATIENCE * 2)
        expect(self.page.locator("#banner")).to_be_hidden(timeout=PATIENCE * 2)

    def welcomes(self, name: str) -> Phone:
        """Somebody new, a resident; their phone stands last."""
        new = {"name": name, "language": "nl"}
        how = {"X-Aan-Zet": "page"}
        assert self.page.request.post(f"{self.address}town/add", data=new, headers=how).ok
        phone = self[name]
        phone.node.wait_for(timeout=PATIENCE)
        return phone

    def resets(self) -> None:
        """A new neighbourhood, by the button and its question."""
        self.orders("Begin opnieuw")
        self.page.get_by_role("button", name="Ja, begin opnieuw").click()
        self.page.locator("#banner", has_text="klaargezet").wait_for(timeout=PATIENCE)
        self.page.locator("#banner").wait_for(state="hidden", timeout=PATIENCE * 4)

    def axe(self) -> list[str]:
        """Serious and critical findings of axe-core: which rule, where."""
        # The page's own policy lets no script in but its own: this comes by the debugger's door.
        self.page.evaluate(AXE.read_text("utf-8"))
        result = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{found['id']} ({found['impact']}): {node['target']}"
            for found in result["violations"]
            if found["impact"] in ("serious", "critical")
            for node in found["nodes"]
        ]
