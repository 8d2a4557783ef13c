"""Behind the phones page: who is there, what may be asked, what is told, and what stays shut."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.demo.page import door
from bot.demo.page.hints import ASKED, AT_REST, EXAMPLES
from bot.demo.page.news import News
from bot.demo.page.places import places
from bot.demo.page.prepared import CASTS
from bot.demo.page.samples import SITE, document, photo, voice
from bot.demo.page.server import Pages
from bot.demo.page.strip import GOES_WRONG, LANGUAGES
from bot.demo.page.world import World
from bot.demo.story import STORIES
from bot.demo.town import ROOT

# One worker for the file: a town takes seconds to prepare.
# The gate asks for these; every day they would take longer than all rules together.
pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("page")]
Client = TestClient[Any, Any]
MODULE = pytest.mark.asyncio(loop_scope="module")
WORDS: dict[str, dict[str, str]] = orjson.loads((SITE / "words.json").read_bytes())
HERE = {"X-Aan-Zet": "page"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world() -> AsyncIterator[World]:
    """One prepared Rotterdam for these tests; each uses somebody of its own."""
    there = World("rotterdam")
    await there.begin()
    yield there
    assert there.town.telegram.violations == []
    await there.end()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pages(world: World) -> AsyncIterator[Pages]:
    there = Pages(world)
    yield there
    there.news.end()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(pages: Pages) -> AsyncIterator[Client]:
    async with TestClient(TestServer(pages.app())) as client:
        yield client


async def told(client: Client) -> dict[str, Any]:
    async with client.get("/everything") as answer:
        assert answer.status == 200
        return dict(await answer.json())


async def do(client: Client, path: str, **what: Any) -> tuple[int, str]:
    """A post as the page makes it: the status, and the reason of a no."""
    async with client.post(path, json=what, headers=HERE) as answer:
        said = await answer.json() if answer.content_type == "application/json" else {}
        return answer.status, said.get("no", "")


async def newcomer(client: Client, name: str) -> dict[str, Any]:
    """Somebody new, with a phone that only they use."""
    assert await do(client, "/town/add", name=name, language="nl") == (200, "")
    return next(one for one in (await told(client))["phones"] if one["name"] == name)


# --- who is there -----------------------------------------------------------------------------


def test_every_municipality_with_a_story_has_a_cast() -> None:
    assert set(CASTS) == set(STORIES)


@pytest.mark.parametrize("name", [name for name in CASTS if name != "rotterdam"])
async def test_a_town_is_prepared_by_real_invitations(name: str) -> None:
    there = World(name)
    try:
        await there.begin()
        news = News(there)
        phones = {one["name"]: one for one in (await news.truth())["phones"]}
        news.end()
        assert set(phones) == set(there.cast.order)
        assert [role["role"] for role in phones["Rik"]["roles"]] == ["contact"]
        assert there.town.telegram.violations == []
    finally:
        await there.end()


@MODULE
async def test_nobody_is_without_something_to_do(client: Client, pages: Pages) -> None:
    cast = pages.world.cast.order
    phones = [one for one in (await told(client))["phones"] if one["name"] in cast]
    roles = {one["name"]: [role["role"] for role in one["roles"]] for one in phones}
    assert roles == {
        **{name: [] for name in ("Fatima", "Karim", "Emily")},
        **{name: ["member"] for name in ("Bea", "Cor", "Dia")},
        "Rita": ["contact"],
        "Ans": ["ambassador"],
        "Pat": ["partner"],
        "Sam": ["secretary"],
        **{name: ["officer"] for name in ("Olga", "Omar")},
        # In Lombardijen a round is open.
        **{name: [] for name in ("Aya", "Ben", "Cem")},
        "Hugo": ["hub_staff"],
        "Stan": ["secretary"],
    }
    for one in phones:
        assert f"hint_{one['hint']}" in WORDS
        assert one["commands"], one["name"]
    commands = {one["name"]: {c["command"] for c in one["commands"]} for one in phones}
    assert "raad" in commands["Bea"]
    assert "raad" not in commands["Fatima"]


# --- what somebody does -----------------------------------------------------------------------


@MODULE
async def test_a_chat_and_what_the_store_says_about_it(client: Client, pages: Pages) -> None:
    number = (await newcomer(client, "Lotte"))["id"]
    assert await do(client, f"/phones/{number}/says", text="/start") == (200, "")
    assert await do(client, f"/phones/{number}/says", text="/idee") == (200, "")
    await pages.world.town.settle()
    phone = next(one for one in (await told(client))["phones"] if one["id"] == number)
    newest = phone["bubbles"][-1]
    assert "postcode" in newest["text"]
    assert (phone["hint"], phone["example"]) == ("example", "Ommoord")
    row, column = next(
        (r, c)
        for r, keys in enumerate(newest["buttons"])
        for c, key in enumerate(keys)
        if key["text"].endswith("Terug")
    )
    label = newest["buttons"][row][column]["text"]
    press = {"message": newest["id"], "row": row, "column": column}
    assert await do(client, f"/phones/{number}/taps", **press, label="iets") == (409, "no_button")
    assert await do(client, f"/phones/{number}/taps", **press, label=label) == (200, "")
    await pages.world.town.settle()
    assert pages.news.phones[number].taps.keys() <= pages.world.town.telegram.exchange.taps.keys()


NOT_POSSIBLE = [
    ("says", {"text": "  "}, (409, "no_text")),
    ("says", {}, (400, "not_known")),
    ("taps", {"message": 999_999, "row": 0, "column": 0, "label": "x"}, (409, "no_message")),
    ("taps", {"message": "1", "row": 0, "column": 0, "label": "x"}, (409, "no_message")),
    ("opens", {"link": "https://example.invalid/"}, (409, "no_link")),
    ("location", {"latitude": 91, "longitude": 0}, (409, "no_place")),
    ("location", {"latitude": "here", "longitude": 0}, (400, "not_known")),
    ("photo", {}, (409, "not_started")),
    ("forges", {"data": "c:yes"}, (404, "")),
]


@MODULE
@pytest.mark.parametrize(("verb", "what", "answer"), NOT_POSSIBLE)
async def test_what_a_phone_cannot_do(
    client: Client, verb: str, what: dict[str, Any], answer: tuple[int, str]
) -> None:
    number = next(one["id"] for one in (await told(client))["phones"] if one["name"] == "Karim")
    assert await do(client, f"/phones/{number}/{verb}", **what) == answer
    assert answer[1] in ("", *WORDS)


@MODULE
async def test_files_of_ones_own(client: Client, world: World) -> None:
    number = (await newcomer(client, "Noor"))["id"]
    await do(client, f"/phones/{number}/says", text="/start")

    async def sends(kind: str, content: bytes, name: str = "x.html") -> int:
        path = f"/phones/{number}/upload?kind={kind}&name={name}"
        async with client.post(path, data=content, headers=HERE) as answer:
            return answer.status

    assert await sends("photo", photo()) == 200
    assert await sends("photo", b"<html>") == 409
    assert await sends("document", b"") == 409
    assert await sends("document", b"<script>alert(1)</script>") == 200
    assert await sends("voice", voice()) == 200
    await world.town.settle()
    phone = next(one for one in (await told(client))["phones"] if one["id"] == number)
    media = [bubble["media"] for bubble in phone["bubbles"] if "media" in bubble]
    types = []
    for one in media:
        async with client.get(f"/files/{one['file_id']}") as answer:
            types.append((answer.status, answer.content_type))
            if one["kind"] == "document":  # whatever is in it, a browser does not open it
                assert answer.headers["Content-Disposition"].startswith("attachment")
    assert types == [(200, "image/jpeg"), (200, "application/octet-stream"), (200, "audio/ogg")]
    async with client.get("/files/nothing") as answer:
        assert answer.status == 404


@MODULE
@pytest.mark.parametrize(
    ("what", "no"),
    [
        ({"name": "Bea", "language": "nl"}, "name_taken"),
        ({"name": "<b>", "language": "nl"}, "no_name"),
        ({"name": "", "language": "nl"}, "no_name"),
        ({"name": "Zoë", "language": "xx"}, "not_known"),
        ({"name": "Zoë", "language": "nl", "role": "king"}, "not_known"),
        ({"name": "Zoë", "language": "nl", "role": "member", "wijk": "nergens"}, "not_known"),
    ],
)
async def test_who_cannot_be_added(client: Client, what: dict[str, Any], no: str) -> None:
    assert await do(client, "/town/add", **what) == (409, no)
    assert "Zoë" not in {one["name"] for one in (await told(client))["phones"]}


@MODULE
async def test_the_clock_only_goes_forward(client: Client) -> None:
    before = (await told(client))["town"]["ahead"]
    assert await do(client, "/town/clock", hours=-1) == (409, "not_known")
    assert await do(client, "/town/clock", hours="x") == (400, "not_known")
    assert await do(client, "/town/clock", hours=1) == (200, "")
    assert (await told(client))["town"]["ahead"] == pytest.approx(before + 3_600_000, abs=2)


@MODULE
async def test_what_can_go_wrong_is_listed_until_it_is_over(client: Client) -> None:
    for kind in GOES_WRONG:
        assert await do(client, "/town/wrong", kind=kind) == (200, "")
        assert f"wrong_{kind}" in WORDS
    assert len((await told(client))["town"]["to_come"]) == len(GOES_WRONG)
    assert await do(client, "/town/wrong", kind="meteor") == (409, "not_known")
    assert await do(client, "/town/over") == (200, "")
    assert (await told(client))["town"]["to_come"] == []


# --- what is told while it happens ------------------------------------------------------------


@MODULE
async def test_a_page_hears_what_changes_and_never_the_token(client: Client, pages: Pages) -> None:
    number = (await newcomer(client, "Puck"))["id"]
    heard: dict[str, list[Any]] = {}

    def ways() -> set[str]:
        """Which way something went for Puck; it may stand in the first picture already."""
        lines = [line for picture in heard.get("everything", ()) for line in picture["wire"]]
        lines += [line for news in heard.get("wire", ()) for line in news]
        return {line["way"] for line in lines if line["chat"] == number}

    watching = asyncio.create_task(pages.news.watch())
    try:
        async with client.get("/happened") as answer:
            assert answer.content_type == "text/event-stream"
            await do(client, f"/phones/{number}/says", text="/start")
            kind, wanted = "", {"everything", "phones", "town", "wire", "rows", "log"}
            async with asyncio.timeout(20):
                while not (wanted <= heard.keys() and ways() == {"in", "out"}):
                    line = (await answer.content.readline()).decode().strip()
                    assert pages.world.town.telegram.token not in line
                    if line.startswith("event: "):
                        kind = line.removeprefix("event: ")
                    elif line.startswith("data: "):
                        heard.setdefault(kind, []).append(orjson.loads(line[6:]))
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    tables = {row["table"] for rows in heard["rows"] for row in rows}
    assert {"people", "accounts"} <= tables
    assert any(one["id"] == number for phones in heard["phones"] for one in phones)


@MODULE
async def test_a_new_world_forgets_everybody(client: Client, pages: Pages) -> None:
    """The last of these tests: afterwards nobody of the others is there."""
    age = (await told(client))["age"]
    number = (await newcomer(client, "Thijs"))["id"]
    assert await do(client, "/town/kill") == (200, "")
    assert not (await told(client))["town"]["runs"]
    kees = {"name": "Kees", "language": "nl", "role": "officer"}
    assert await do(client, "/town/add", **kees) == (409, "no_invitation")
    assert await do(client, "/town/start") == (200, "")
    assert await do(client, "/town/reset") == (200, "")
    after = await told(client)
    assert after["age"] == age + 1
    assert {one["name"] for one in after["phones"]} == set(pages.world.cast.order)
    assert await do(client, f"/phones/{number}/says", text="/start") == (404, "")


# --- doors that stay shut ---------------------------------------------------------------------


@MODULE
async def test_another_site_in_the_same_browser_can_do_nothing(client: Client) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "192.0.2.1:80"):
        async with client.get("/everything", headers={"Host": host}) as answer:
            assert answer.status == 403
    async with client.post("/town/kill", json={}) as answer:
        assert answer.status == 403
    async with client.options("/town/kill") as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers
    async with client.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@MODULE
@pytest.mark.parametrize(
    "path", ["server.py", "..%2Fserver.py", "%2Fetc%2Fpasswd", "voice.oga", ""]
)
async def test_only_the_parts_of_the_page_are_given(client: Client, path: str) -> None:
    async with client.get(f"/site/{path}") as answer:
        assert answer.status == 404


@MODULE
async def test_every_screen_has_its_place_when_somebody_draws_it(world: World) -> None:
    with_screens = Pages(world, screens=lambda: b"<!doctype html><title>x</title>")
    async with TestClient(TestServer(with_screens.app())) as client:
        assert (await told(client))["screens"] is True
        async with client.get("/screens") as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
    with_screens.news.end()


REAL = "123456789:AAtherealtokenofsomebodyelse0000000000"


@pytest.mark.parametrize(
    ("outside", "named"),
    [
        ({}, None),
        ({"TELEGRAM_BOT_TOKEN": "1000000001:demo-no-real-token-of-a-village-000"}, None),
        ({"TELEGRAM_BOT_TOKEN": REAL}, "TELEGRAM_BOT_TOKEN "),
        ({"TELEGRAM_BOT_TOKEN_FILE": "/run/secrets/token"}, "TELEGRAM_BOT_TOKEN_FILE"),
    ],
)
def test_never_beside_a_real_token(outside: dict[str, str], named: str | None) -> None:
    why = door.why_not_here(outside)
    assert (why is None) == (named is None)
    if named is not None:
        assert why is not None
        assert named in why
        assert REAL not in why


def test_the_command_refuses_a_real_token_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "phones", "--no-browser"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "TELEGRAM_BOT_TOKEN": REAL},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert REAL not in done.stderr


def test_the_bot_itself_knows_nothing_of_the_page() -> None:
    """What `run` imports is not the demo's, so that its memory and start do not grow with it."""
    program = (
        "import sys, bot.__main__, bot.service, bot.logs, bot.doctor, bot.desk;"
        "print([name for name in sys.modules if name.startswith('bot.demo')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# --- words, samples, places -------------------------------------------------------------------


def test_the_page_speaks_dutch_and_english_with_the_same_gaps() -> None:
    for key, words in WORDS.items():
        assert set(words) == {"nl", "en"}, key
        gaps = [sorted(re.findall(r"\{(\w+)\}", said)) for said in words.values()]
        assert gaps[0] == gaps[1], key


def test_every_word_of_the_page_is_there_and_used() -> None:
    scripts = "".join(path.read_text("utf-8") for path in SITE.glob("*.js"))
    page = (SITE / "index.html").read_text("utf-8")
    asked = set(re.findall(r'\bw\("(\w+)"', scripts))
    asked |= set(re.findall(r'data-(?:w|label)="(\w+)"', page))
    asked |= set(re.findall(r'this\.button\("[\w ]+", "(\w+)"', scripts))
    assert asked <= WORDS.keys()
    made = {f"hint_{hint}" for hint in ("start", "blocked", "off", "example", "question")}
    made |= {"hint_resident", "hint_role", *(f"hint_{name}" for name in ASKED.values())}
    made |= {f"hint_as_{role}" for role in AT_REST} | {f"lang_{code}" for code in LANGUAGES}
    assert made <= WORDS.keys()
    python = "".join(path.read_text("utf-8") for path in SITE.parent.glob("*.py"))
    begins = ("hint_", "lang_", "wrong_", "step_", "busy_", "tab_", "row_", "own_", "sample_")
    ends = ("_about", "_how", "_one")
    unused = {
        key
        for key in WORDS.keys() - asked
        if not key.startswith(begins)
        and not key.endswith(ends)
        and f'"{key}"' not in python
        and not re.search(rf'"{key}"', scripts)
    }
    assert unused == set()


def test_the_page_asks_nothing_of_another_host() -> None:
    for path in SITE.iterdir():
        if path.suffix in (".js", ".css", ".html"):
            found = re.findall(r"https?://(?!www\.w3\.org)[^\s\"'`)]+", path.read_text("utf-8"))
            assert [one for one in found if not one.startswith("https://${")] == [], path.name


def test_the_samples_are_what_they_say() -> None:
    assert photo().startswith(b"\xff\xd8\xff")
    assert document().startswith(b"%PDF-")
    assert voice().startswith(b"OggS")


def test_every_example_is_in_both_languages() -> None:
    assert all(set(words) == {"nl", "en"} for words in EXAMPLES.values())


def test_places_come_from_the_profile_or_there_are_none(tmp_path: Path) -> None:
    assert places(tmp_path) == []
    rows = "id,name,lat,lon\na,Huis,51.9,4.5\nb,Zonder plek,,\nc,Fout,x,4.5\n"
    (tmp_path / "places.csv").write_text(rows, "utf-8")
    assert places(tmp_path) == [{"name": "Huis", "latitude": 51.9, "longitude": 4.5}]


async def test_no_free_port_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TRIES", 0)
    taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    async with taken:
        runner = web.AppRunner(web.Application())
        await runner.setup()
        with pytest.raises(door.NoDoor, match="--port"):
            await door._listen(runner, port)
        await runner.cleanup()
