"""The gallery: every screen is in it, each has a way out, and the page is what it says it is."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pickle
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.demo.gallery import layout, sentences
from bot.demo.gallery.command import NoSuchLanguage, gallery, municipalities
from bot.demo.gallery.examples import HOLDERS
from bot.demo.gallery.html import Html, tag
from bot.demo.gallery.page import Page
from bot.demo.gallery.seen import Act, Card, Edge, Node, Seen, alike
from bot.demo.gallery.stage import Stage, look_around
from bot.demo.gallery.walk import Walk
from bot.demo.gallery.ways import dead_ends, forgotten
from bot.demo.gallery.words import LANGUAGES, WORDS
from bot.demo.gallery.world import world
from conversations import journeys
from conversations.here import Here
from conversations.journey import Journey
from conversations.municipal_words import ROLES
from conversations.talk import MENU, Event, Said, Screen, Turn, Wrote, said, step
from conversations.words import Message, Quoted, _
from locales.catalogues import also_in, languages, no_longer_in
from locales.sentences import ROOT
from storage.profile.files import PROFILES
from storage.profile.municipality import load
from tests.test_words import pseudo_arabic

# The gate asks for these; every day they would take longer than all rules together.
# One walk over every screen for all of them.
pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("gallery")]

ROTTERDAM = load(PROFILES / "rotterdam")


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Everything there is to see, looked at once for all processes of one run."""
    folder = tmp_path_factory.getbasetemp()
    if folder.name.startswith("popen-"):
        folder = folder.parent
    kept = folder / "gallery.pickle"
    with (folder / "gallery.lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(asyncio.run(look_around(municipalities()))))
        found = pickle.loads(kept.read_bytes())
    assert isinstance(found, Seen)
    return found


@pytest.fixture(scope="session")
def page(seen: Seen) -> str:
    """The page of what was seen."""
    return Page(seen, sentences.read()).html()


# --- every screen has a way out -------------------------------------------------------------


def test_every_screen_has_a_way_back_or_to_the_menu(seen: Seen) -> None:
    assert len(seen.cards) > 300
    assert dead_ends(seen) == []


def a_card(name: str, content: Said) -> Card:
    return Card(Node("tour", name), content, content, "rotterdam", None)


def test_a_message_that_comes_with_a_screen_needs_no_button_one_alone_does() -> None:
    alone = a_card("wall", said(_("All right.")))
    assert dead_ends(some_cards(alone)) != []
    alone.beside = True
    assert dead_ends(some_cards(alone)) == []


def some_cards(*cards: Card) -> Seen:
    return Seen(cards={(card.node, alike(card.said)): card for card in cards})


OPEN, ON = _("Open"), _("On")


@pytest.mark.parametrize(
    ("content", "leads_to", "leads_from", "held"),
    [
        (said(_("A wall")), None, None, False),
        (said(_("A room"), rows=(MENU,)), None, None, True),
        # A button that leads nowhere, or only farther on, is no way back.
        (said(_("A wall"), rows=(step(OPEN, "open"),)), None, None, False),
        (said(_("A wall"), rows=(step(OPEN, "open"),)), "cellar", None, False),
        # One that leads to where people come from is; however they came.
        (said(_("A room"), rows=(step(OPEN, "open"),)), "hall", Act("type", "on"), True),
        (said(_("A room"), rows=(step(OPEN, "open"),)), "hall", Act("tap", ON), True),
        # A round trip of a message to itself is not.
        (said(_("A wall"), rows=(step(OPEN, "open"),)), "room", Act("tap", ON), False),
    ],
)
def test_a_wall_is_found(
    content: Said, leads_to: str | None, leads_from: Act | None, held: bool
) -> None:
    room = a_card("room", content)
    there = some_cards(room)
    if leads_to is not None:
        end = Node("tour", leads_to)
        there.edges[room.node, "out", end, False] = Edge(room.node, Act("tap", OPEN), end)
        if leads_from is not None:
            back = Edge(end, leads_from, room.node)
            there.edges[end, "in", room.node, False] = back
    found = dead_ends(there)
    assert (found == []) is held
    assert held or "tour, room: |A wall" in found[0]


# --- nobody has to read a wall of buttons ---------------------------------------------------

# A plan that is looked through before it is sent has a button for each of its answers.
A_TABLE_OF_CONTENTS = {("initiative", "question", "change")}


def test_no_resident_sees_more_than_six_buttons(seen: Seen) -> None:
    """Besides the ways out, which stand in their own place: back, the menu, on with the plan."""
    crowded = {
        (card.node.journey, card.node.name, card.node.part)
        for card in seen.cards.values()
        if card.roles == {"resident"}
        and sum(not _leads_out(button.label) for row in card.said.rows for button in row) > 6
    }
    assert crowded == A_TABLE_OF_CONTENTS


def _leads_out(label: Message | str) -> bool:
    words = label if isinstance(label, str) else label.text
    return words.startswith(("⬅️", "🏠", "▶️ Go on"))


# --- nothing is forgotten -------------------------------------------------------------------


def test_every_screen_question_button_moment_and_role_is_in_the_gallery(seen: Seen) -> None:
    assert forgotten(seen) == []


def test_what_was_never_seen_is_named() -> None:
    missing = forgotten(Seen(lines={"Bea: [yes]": False}))
    assert "screen prompt of decide" in missing
    assert "question title of initiative" in missing
    assert "question of the draft of wijk" in missing
    assert "question reason of decide" in missing
    assert "button confirm of decide" in missing
    assert "moment nudge of initiative" in missing
    assert "the view of the role secretary" in missing
    assert "a line of a story that never came about: Bea: [yes]" in missing


def test_the_page_names_what_has_no_example_and_stands_without_it() -> None:
    wordless = a_card("wall", said())
    there = some_cards(replace(wordless, node=Node("hub", "place")))
    there.profiles["rotterdam"] = ROTTERDAM
    html = Page(there, sentences.read()).html()
    assert 'id="hub-place"' in html
    assert "screen nearest of hub" in html
    assert "screen place of hub" not in html


def test_everybody_who_can_hold_a_role_has_one() -> None:
    assert {holder.role for holder in HOLDERS} == set(ROLES) - {"resident"}


def _cellar(draft: None, event: Event, here: Here) -> Turn:
    return Turn(show=Screen(name="cellar"))


def _no_door(screen: Screen, facts: object, here: Here) -> Said:
    if screen.name == "cellar":
        return said(_("It is dark here."))
    return said(_("Nobody comes here."), rows=(MENU,))


async def test_a_new_journey_is_found_by_its_command_and_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is known of it but that it is registered: its wall and its unseen attic show."""
    tour = Journey(
        name="tour",
        respond=_cellar,
        draw=_no_door,
        screens=("cellar", "attic"),
        commands=("/kelder",),
    )
    monkeypatch.setitem(journeys.JOURNEYS, "tour", tour)
    for screen in tour.screens:
        monkeypatch.setitem(journeys.SCREENS, screen, "tour")
    monkeypatch.setitem(journeys.COMMANDS, "/kelder", "tour")
    there = Seen()
    async with world("rotterdam") as town:
        there.profiles["rotterdam"] = town.profile
        walk = Walk(town, there, set())
        await walk.does("Fatima", Act("command", "/start"), Wrote("/start"))
        await walk.does("Fatima", Act("command", "/kelder"), Wrote("/kelder"))
    assert "tour, cellar: |It is dark here." in dead_ends(there)
    assert "screen attic of tour" in forgotten(there)
    assert "screen cellar of tour" not in forgotten(there)
    html = Page(there, sentences.read()).html()
    assert 'id="tour-cellar"' in html
    assert "Zonder weg terug" in html


async def test_what_was_tried_is_undone() -> None:
    async with world("ridderkerk") as town:
        stage = Stage(Walk(town, Seen(), set()))
        before = (await town.tx.one("SELECT count(*) AS n FROM people"), town.now)
        await stage.play(["Fatima: (makes a plan)\nFatima: [send]"])
        after = (await town.tx.one("SELECT count(*) AS n FROM people"), town.now)
        assert [row["n"] if row else None for row in (before[0], after[0])] == [0, 0]
        assert before[1] == after[1]


# --- the page ---------------------------------------------------------------------------------


class Reader(HTMLParser):
    """What a browser would make of the page: elements, ids, links, text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.addresses: list[str] = []
        self.languages: set[str] = set()
        self.directions: dict[str, str] = {}
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        there = {name: value or "" for name, value in attrs}
        if tag not in ("meta", "input", "br", "hr", "link"):
            self.open.append(tag)
        if "id" in there:
            self.ids.append(there["id"])
        if tag == "a":
            self.links.append(there["href"])
        self.addresses += [v for n, v in there.items() if n in ("src", "action", "data", "srcset")]
        if there.get("class") == "phone":
            self.languages.add(there["lang"])
            self.directions[there["lang"]] = there["dir"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_is_sound_and_asks_nobody_for_anything(page: str) -> None:
    there = Reader(page)
    assert there.open == []
    assert len(there.ids) == len(set(there.ids))
    assert {link[1:] for link in there.links} <= set(there.ids)
    assert all(link.startswith("#") for link in there.links)
    assert there.addresses == []
    code = re.sub(r"<article.*?</article>", "", page, flags=re.DOTALL)
    assert not re.search(r"(?:@import|url\(|fetch\(|XMLHttp|https?:)", code)


def test_every_language_that_is_complete_stands_on_every_card(page: str, seen: Seen) -> None:
    there = Reader(page)
    assert there.languages == set(languages())
    cards = page.count("<article")
    assert cards == sum(len(seen.of(node)[0]) for node in seen.nodes)
    assert page.count('class="phone"') == cards * len(languages())
    for node in seen.nodes:
        assert f'id="{node.id}"' in page


def test_every_sentence_is_on_the_page_with_the_line_of_its_translation(seen: Seen) -> None:
    known = sentences.read()
    shown = sentences.shown_in(seen) & set(known.all)
    left = {sentence.key for sentence in known.left(seen)}
    assert shown | left == set(known.all)
    assert not shown & left
    # Seven of ten sentences have a screen; the others are refusals, names of languages and
    # holidays, and words of posters, of letters and of the desk.
    assert len(shown) > 0.7 * len(known.all)
    lines = (ROOT / known.paths["nl"]).read_text("utf-8").splitlines()
    for (_context, text), there in known.translated["nl"].items():
        entry = "\n".join(lines[there.line - 1 : there.line + 8])
        words = re.findall(r'"((?:[^"\\]|\\.)*)"', entry)
        assert text[:12].replace("\n", "\\n").replace('"', '\\"') in "".join(words), text


def test_what_somebody_typed_never_becomes_markup() -> None:
    bad = "<script>alert(1)</script>\"'&"
    title = Message(text="{title} <b>x</b>", gaps={"title": Quoted(text=bad)})
    card = a_card("room", said(title, rows=(step(bad, "open"), MENU)))
    there = replace(some_cards(replace(card, node=Node("everywhere", "home"))))
    there.profiles["rotterdam"] = ROTTERDAM
    html = Page(there, sentences.read()).html()
    assert html.count("<script>") == 1  # our own
    assert "&lt;script&gt;alert(1)" in html
    assert "<b>x</b>" not in html
    Reader(html)
    assert tag("p", bad, title=bad) == (
        '<p title="&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;">'
        "&lt;script&gt;alert(1)&lt;/script&gt;\"'&amp;</p>"
    )
    assert tag("p", Html("<br>")) == "<p><br></p>"


async def test_a_language_that_runs_the_other_way_does(tmp_path: Path) -> None:
    pseudo_arabic(tmp_path)
    also_in(tmp_path)
    try:
        async with world("rotterdam") as town:
            there = Seen(profiles={"rotterdam": town.profile})
            walk = Walk(town, there, set())
            await Stage(walk).play(["Fatima: (makes a plan)"])
        reader = Reader(Page(there, sentences.read()).html())
        assert reader.directions == {"nl": "ltr", "en": "ltr", "ar": "rtl"}
    finally:
        no_longer_in(tmp_path)


def test_a_language_that_is_not_complete_can_be_asked_for(seen: Seen, tmp_path: Path) -> None:
    path = tmp_path / "tr" / "LC_MESSAGES" / "aanzet.po"
    path.parent.mkdir(parents=True)
    lines = (ROOT / "locales/nl/LC_MESSAGES/aanzet.po").read_text("utf-8")
    path.write_text(re.sub(r'(msgid "❓ Help"\nmsgstr) ".*"', r'\1 ""', lines), "utf-8")
    also_in(tmp_path)
    try:
        assert "tr" not in sentences.read().languages
        known = sentences.read(["tr"])
        assert known.count("tr") == len(known.all) - 1
        html = Page(seen, known).html()
        assert 'lang="tr"' in html
        assert 'class="missing">tr: ' in html
    finally:
        no_longer_in(tmp_path)


def test_the_page_speaks_dutch_and_english() -> None:
    assert LANGUAGES == ("nl", "en")
    for words in WORDS.values():
        assert all(words)
        gaps = [set(re.findall(r"\{(\w+)\}", text)) for text in words]
        assert gaps[0] == gaps[1]
    assert set(ROLES) <= set(WORDS)


# --- diagrams ---------------------------------------------------------------------------------


def test_a_circle_is_cut_where_it_goes_back() -> None:
    nodes = ["start", "ask", "sum", "change"]
    steps = [("start", "ask"), ("ask", "sum"), ("sum", "change"), ("change", "ask")]
    down = layout.onward(nodes, [*steps, ("ask", "start")], [("ask", "start")])
    assert down == [("start", "ask"), ("ask", "sum"), ("sum", "change")]
    assert layout.layers(nodes, down) == [["start"], ["ask"], ["sum"], ["change"]]


def test_boxes_never_overlap(seen: Seen) -> None:
    for journey in journeys.JOURNEYS:
        nodes = [node for node in seen.nodes if node.journey == journey]
        pairs = [(edge.start, edge.end) for edge in seen.edges.values()]
        down = layout.onward(nodes, pairs)
        places, width, height = layout.placed(layout.layers(nodes, down), dict.fromkeys(nodes, 80))
        boxes = list(places.values())
        assert len(boxes) == len(nodes)
        for n, one in enumerate(boxes):
            assert 0 <= one.x <= width - layout.WIDTH
            assert 0 <= one.y <= height - one.height
            for other in boxes[n + 1 :]:
                beside = abs(one.x - other.x) >= layout.WIDTH
                assert beside or abs(one.y - other.y) >= one.height


# --- the command, and a browser ---------------------------------------------------------------


async def test_a_language_without_a_catalogue_is_refused_at_once() -> None:
    with pytest.raises(NoSuchLanguage, match="no catalogue 'xx': en, nl"):
        await gallery(["xx"])


def test_the_command_writes_one_file_or_says_in_one_line_why_not(page: str, tmp_path: Path) -> None:
    there = tmp_path / "screens.html"
    run = subprocess.run(
        [sys.executable, "-m", "bot", "screens", "--to", str(there)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == ["demo: no connection to Telegram", f"Open {there.as_uri()}"]
    # Another process, another order of everything that has none: the same bytes.
    assert there.read_text("utf-8") == page
    assert [path.name for path in tmp_path.iterdir()] == ["screens.html"]
    nowhere = subprocess.run(
        [sys.executable, "-m", "bot", "screens", "--to", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert nowhere.returncode == 2
    assert len(nowhere.stderr.splitlines()) == 1


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program itself: no library is needed to open a file."""
    path = shutil.which("chromium")
    if path is None:
        why = "Chromium is not installed (apt-get install chromium)"
        if "browser" in os.environ.get("AANZET_REQUIRE", ""):
            pytest.fail(why)
        pytest.skip(why)
    return path


@pytest.mark.browser
def test_the_page_opens_in_a_browser(chromium: str, page: str, tmp_path: Path) -> None:
    """Its script runs (the policy names its hash), and nothing is logged as an error."""
    there = tmp_path / "screens.html"
    there.write_text(page, "utf-8")
    run = subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            there.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert 'data-ready="yes"' in run.stdout
    assert 'role="status"' in run.stdout
    assert re.search(r"\d+ van \d+ berichten", run.stdout)
    assert "CONSOLE" not in run.stderr
