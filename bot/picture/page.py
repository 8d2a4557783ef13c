"""Where everything stands in a picture of figures, in pixels, as wide as a phone shows it.

    ┌───────────────────────────┐
    │ The week in …             │   what, of when
    ├──────┬──────┬──────┬──────┤
    │ 40+  │ 60+  │ 10+  │ …    │   the figures to see first
    ├──────┴──────┴──────┴──────┤
    │ name   ▓▓▓▓▓▓▓ 20+        │   panels; lying bars are all on one scale
    │ week   ▁ ▃ ▅ ▇            │
    └───────────────────────────┘

Fewer than ten has no bar: it would tell too much.  For a language that is read from the right,
everything stands mirrored.
"""

from __future__ import annotations

from bot.picture.sheet import COLOUR, GAP, GREY, INK, INNER, MARGIN, WHITE, WIDTH, Sheet
from conversations.chart import Bar, Chart, Panel
from conversations.profile import Profile

TITLE, FIRST, ROW, WEEKS = 190, 200, 66, 250  # heights
NAME, VALUE = 400, 140  # of a row: for the name, and for the figure after the bar
LIGHT, PALE = "#7fb3c6", "#dcecf2"


def draw(chart: Chart, language: str, profile: Profile) -> bytes:
    """The picture as a PNG. Raises Unprintable for words that cannot be drawn."""
    page = Page(_height(chart), language, profile)
    lying = (bar.told for panel in chart.panels if panel.shape == "lying" for bar in panel.bars)
    page.longest = max(lying, default=0)
    page.box(0, 0, WIDTH, TITLE, COLOUR)
    page.text(chart.title, MARGIN, 26, INNER, 84, 68, weight="Bold", colour=WHITE)
    page.text(chart.about, MARGIN, 116, INNER, 50, 38, colour=WHITE)
    top: float = TITLE + GAP
    page.first(chart, top)
    top += FIRST + GAP
    for panel in chart.panels:
        page.text(panel.title, MARGIN, top, INNER, 54, 42, weight="Bold", colour=COLOUR)
        top += 62
        top += (
            page.weeks(panel, chart, top)
            if panel.shape == "weeks"
            else page.lying(panel, chart, top)
        )
    page.text(chart.how, MARGIN, top + 6, INNER, 48, 32, colour=GREY)
    return page.png()


def _height(chart: Chart) -> int:
    panels = sum(62 + _panel_height(panel) for panel in chart.panels)
    return TITLE + FIRST + 2 * GAP + panels + 72


def _panel_height(panel: Panel) -> int:
    if panel.shape == "weeks":
        return WEEKS + 2 * GAP
    return ROW * (len(panel.bars) + (panel.note is not None)) + GAP


class Page(Sheet):
    """The figures of a chart, laid out."""

    # The longest lying bar of the page, in figures.
    longest = 0

    def first(self, chart: Chart, top: float) -> None:
        """The figures to see first, each in a field with its name under it."""
        wide = (INNER - GAP * (len(chart.first) - 1)) / len(chart.first)
        for n, bar in enumerate(chart.first):
            start = MARGIN + n * (wide + GAP)
            back, front = (COLOUR, WHITE) if bar.now else (PALE, INK)
            self.box(start, top, wide, FIRST, back)
            size = 84 if bar.told else 34
            figure = _short(bar) or chart.fewer
            inner = (start + 12, top + 14, wide - 24, 92)
            self.text(figure, *inner, size, weight="Bold", colour=front, centred=True)
            under = (start + 10, top + 108, wide - 20, 84)
            self.text(bar.name, *under, 31, colour=front, centred=True)

    def lying(self, panel: Panel, chart: Chart, top: float) -> float:
        """A row for each figure: name, bar, figure; answers the height."""
        length = INNER - NAME - VALUE
        scale = length / max(self.longest, 1)
        for n, bar in enumerate(panel.bars):
            y = top + n * ROW
            self.text(bar.name, MARGIN, y, NAME - GAP, ROW, 34)
            start: float = MARGIN + NAME
            if bar.told:
                self.box(start, y + 12, bar.told * scale, ROW - 24, COLOUR)
                start += bar.told * scale + GAP
                self.text(_short(bar), start, y, VALUE - GAP, ROW, 40, weight="Bold")
            else:
                self.text(chart.fewer, start, y, length + VALUE, ROW, 32, colour=GREY)
        if panel.note is not None:
            y = top + len(panel.bars) * ROW
            self.text(panel.note, MARGIN, y, INNER, ROW, 32, colour=GREY)
        return _panel_height(panel)

    def weeks(self, panel: Panel, chart: Chart, top: float) -> float:
        """A column for each week, the last one dark; answers the height."""
        wide = INNER / max(len(panel.bars), 1)
        high = WEEKS - 100
        scale = high / max(*(bar.told for bar in panel.bars), 1)
        ground = top + 54 + high
        for n, bar in enumerate(panel.bars):
            start = MARGIN + n * wide
            self.text(bar.name, start, ground + 4, wide, 42, 30, colour=GREY, centred=True)
            if not bar.told:
                self.text(chart.fewer, start + 8, ground - 80, wide - 16, 76, 28, centred=True)
                continue
            tall = bar.told * scale
            colour = COLOUR if bar.now else LIGHT
            self.box(start + 14, ground - tall, wide - 28, tall, colour)
            above = (start, ground - tall - 50, wide, 48)
            self.text(_short(bar), *above, 36, weight="Bold", centred=True)
        self.box(MARGIN, ground, INNER, 2, GREY)
        return _panel_height(panel)


def _short(bar: Bar) -> str:
    return f"{bar.told}+" if bar.told else ""
