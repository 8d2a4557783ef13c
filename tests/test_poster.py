"""Posters: read back by other people's programs, in every language, and refused with a remedy."""

from __future__ import annotations

import asyncio
import io
import re
import shlex
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat, features
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.demo.village import Village
from bot.poster import lettering
from bot.poster.lettering import Unprintable, fitted, font, has, pieces, why_unprintable
from bot.poster.page import COLOUR, DPI, QUIET, draw, pixels
from bot.poster.subject import NoPoster, PosterSubject, every_subject, of_wijk, subject_named
from bot.poster.words import Poster, poster
from conversations.hubs.hub import leads_to
from conversations.profile import Profile
from locales.catalogues import also_in, no_longer_in
from locales.render import END_ISOLATE, ISOLATE
from locales.sentences import ROOT, Call, calls_in
from storage import bot_name
from storage.database import Database
from storage.migrations import migrate
from storage.profile.municipality import builtin, load
from storage.sqlite import open_sqlite
from tests.po import a_catalogue
from tests.test_words import pseudo_arabic

BOT = "aan_zet_rotterdam_bot"
ROTTERDAM = load(builtin("rotterdam"))
OMMOORD = subject_named("wijk", "Ommoord", ROTTERDAM)
HUB = PosterSubject("hub", "Wijkhub Ommoord", "hub_ommoord", ("Een Straat 12", "3069 AB Rotterdam"))
ROUND = PosterSubject("round", "Zomer in Ommoord", "round_ommoord-2027")
LONGEST = PosterSubject("hub", "Naam " * 12, "hub_" + "x" * 60)


def on(subject: PosterSubject, language: str = "nl", profile: Profile = ROTTERDAM) -> Poster:
    return poster(subject, BOT, language, profile)


def codes(picture: Image.Image) -> list[str]:
    """What a reader of codes that is not ours finds on a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a code stands on a sheet, in pixels, and the side of one of its little squares."""

    left: int
    top: int
    right: int
    bottom: int
    module: float


def where(sheet: Image.Image) -> Where:
    """Where the one code of a sheet stands."""
    [found] = zxingcpp.read_barcodes(sheet)
    first, last = found.position.top_left, found.position.bottom_right
    version = re.search(r"'Version': '(\d+)'", str(found.extra))
    assert version is not None
    # Of those squares there are 21 in version 1, 25 in 2, …
    module = (last.x - first.x) / (17 + 4 * int(version[1]))
    return Where(first.x, first.y, last.x, last.y, module)


# --- the command --------------------------------------------------------------------------------


@pytest.fixture
def at_a_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder, with Rotterdam's profile set and no bot that ever ran."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setenv("AANZET_PROFILE", "rotterdam")
    monkeypatch.setenv("AANZET_DATABASE", str(tmp_path / "aanzet.sqlite3"))
    return tmp_path


def types(line: str) -> Result:
    return CliRunner().invoke(app, shlex.split(line))


@pytest.mark.thorough
def test_a_pdf_of_a4_with_a_page_a_language_and_a_png_of_each(at_a_desk: Path) -> None:
    answer = types(f"poster wijk Ommoord --bot @{BOT}")
    assert answer.exit_code == 0, answer.output
    names = ["wijk-ommoord-nl-en.pdf", "wijk-ommoord-nl.png", "wijk-ommoord-en.png"]
    assert answer.stdout.split() == [f"posters/{name}" for name in names]
    link = f"https://t.me/{BOT}?start=wijk_ommoord"

    pages = PdfReader(at_a_desk / "posters" / names[0]).pages
    assert len(pages) == 2
    for page in pages:
        # A4 is 210 × 297 mm; a point is 1/72 inch.
        size = [float(page.mediabox.width) / 72 * 25.4, float(page.mediabox.height) / 72 * 25.4]
        assert size == pytest.approx([210, 297], abs=0.1)
        [picture] = page.images
        assert codes(Image.open(io.BytesIO(picture.data))) == [link]
    for name in names[1:]:
        with Image.open(at_a_desk / "posters" / name) as sheet:
            assert codes(sheet) == [link]
            assert sheet.info["dpi"] == pytest.approx((DPI, DPI), abs=0.1)


def test_one_language_and_another_folder(at_a_desk: Path) -> None:
    answer = types(f"poster wijk ommoord --bot {BOT} --language en --into out/print")
    assert answer.stdout.split() == [
        "out/print/wijk-ommoord-en.pdf",
        "out/print/wijk-ommoord-en.png",
    ]


@pytest.mark.thorough
def test_all_of_a_small_municipality(at_a_desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AANZET_PROFILE", "hendrik-ido-ambacht")
    answer = types(f"poster --all --bot {BOT} --language nl")
    assert answer.exit_code == 0
    assert len(list((at_a_desk / "posters").glob("wijk-*-nl.pdf"))) == 5


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("poster", "A poster of what? For example: poster wijk Ommoord"),
        ("poster wijk", "A poster of what?"),
        ("poster street Binnenhof", "no posters of a 'street'. Choose hub, wijk, round."),
        ("poster wijk Omoord", "There is no wijk 'Omoord' in Rotterdam. Is it Ommoord"),
        ("poster hub Lombardijn", "There is no hub 'Lombardijn' in Rotterdam. Is it "),
        ("poster round zomer", "There is no round 'zomer'"),
        ("poster round --all", "Rotterdam has no round to make a poster of."),
        ("poster wijk Ommoord --all", "Either --all, or 'Ommoord'"),
        ("poster wijk Ommoord --language fy", "'fy' is no complete language of Rotterdam"),
        ("poster wijk Ommoord --bot 'no bot'", "'no bot' cannot be the name of a bot. Name it:"),
        ("poster wijk Ommoord --bot ''", "cannot be the name of a bot. Name it:"),
        ("poster wijk Ommoord --into taken", "--into: taken cannot be written (File exists)"),
        ("poster wijk Ommoord --into taken/x", "--into: taken/x cannot be written (Not a dir"),
    ],
)
def test_what_cannot_be_is_one_line_with_the_remedy(at_a_desk: Path, line: str, says: str) -> None:
    (at_a_desk / "taken").write_text("a file where a folder should be")
    bot = "" if "--bot" in line else f" --bot {BOT}"
    answer = types(line + bot)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert says in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert not (at_a_desk / "posters").exists()


def test_sample_data_never_hangs_on_a_wall(
    at_a_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = ROOT / "bot" / "demo" / "sample" / "rotterdam"
    (at_a_desk / "aanzet.toml").write_text(f'overlays = ["{sample}"]\n')
    monkeypatch.setenv("AANZET_CONFIG", str(at_a_desk / "aanzet.toml"))
    answer = types(f"poster wijk Ommoord --bot {BOT}")
    assert answer.exit_code == 2
    assert "The profile holds sample data" in answer.stderr


# --- which bot ------------------------------------------------------------------------------------


async def test_the_store_knows_the_name_of_the_bot_that_ran_last(store: Database) -> None:
    async with store.transaction() as tx:
        assert await bot_name.last_seen(tx) is None
        await bot_name.remember(tx, "an_older_bot")
        await bot_name.remember(tx, BOT)
        assert await bot_name.last_seen(tx) == BOT


async def test_a_bot_that_starts_leaves_its_name(village: Village) -> None:
    async with village.bot.store.reading() as tx:
        assert await bot_name.last_seen(tx) == village.bot.bot.username


async def ran(path: Path, name: str) -> None:
    """A bot of this name once ran on this database."""
    store = await open_sqlite(path, create=True)
    await migrate(store, profile="rotterdam", create=True)
    async with store.transaction() as tx:
        await bot_name.remember(tx, name)
    await store.close()


@pytest.mark.thorough
def test_without_a_name_the_bot_that_ran_here_is_meant(at_a_desk: Path) -> None:
    answer = types("poster wijk Ommoord --language nl")
    assert answer.exit_code == 2
    assert re.match(r"Which bot\? It has not run with \S+\. Name it: --bot ", answer.stderr)

    asyncio.run(ran(at_a_desk / "aanzet.sqlite3", BOT))
    assert types("poster wijk Ommoord --language nl").exit_code == 0
    with Image.open(at_a_desk / "posters" / "wijk-ommoord-nl.png") as sheet:
        assert codes(sheet) == [f"https://t.me/{BOT}?start=wijk_ommoord"]

    other = types("poster wijk Ommoord --language nl --bot another_bot")
    assert other.exit_code == 0
    assert other.stderr == f"Note: @{BOT} ran here last; these posters open @another_bot.\n"


# --- the code -------------------------------------------------------------------------------------


@pytest.mark.parametrize("subject", [OMMOORD, HUB, ROUND, LONGEST], ids=lambda s: s.payload[:20])
def test_the_code_is_large_and_stands_alone_in_white(subject: PosterSubject) -> None:
    sheet = draw(on(subject))
    code = where(sheet)
    assert code.right - code.left > pixels(85)
    assert code.module > pixels(1.7)
    white = round(QUIET * code.module) - 3
    around = sheet.crop(
        (code.left - white, code.top - white, code.right + white, code.bottom + white)
    )
    around.paste(
        "white", (white - 2, white - 2, around.width - white + 2, around.height - white + 2)
    )
    assert around.getextrema() == ((255, 255),) * 3


@pytest.mark.thorough
@pytest.mark.parametrize("subject", [OMMOORD, HUB, ROUND, LONGEST], ids=lambda s: s.payload[:20])
def test_the_code_is_read_from_two_metres_and_with_a_torn_corner(subject: PosterSubject) -> None:
    sheet = draw(on(subject))
    # A phone of 12 million pixels has one and a half of them for a millimetre at two metres.
    far = sheet.resize((round(210 * 1.5), round(297 * 1.5)), Image.Resampling.BILINEAR)
    assert codes(far.convert("L").filter(ImageFilter.GaussianBlur(0.5))) == [subject.link(BOT)]
    code = where(sheet)
    torn = round((code.right - code.left) * 0.3)
    sheet.paste("white", (code.right - torn, code.bottom - torn, code.right, code.bottom))
    assert codes(sheet) == [subject.link(BOT)]


def test_an_id_that_no_link_can_hold_is_refused() -> None:
    for payload in ("hub_" + "x" * 61, "hub_a b", "hub_é", ""):
        with pytest.raises(NoPoster, match="cannot stand in a link"):
            PosterSubject("hub", "Hub", payload)


# --- the words ------------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize("municipality", ["rotterdam", "ridderkerk", "hendrik-ido-ambacht"])
def test_every_wijk_fits_and_its_code_opens_it(municipality: str) -> None:
    profile = load(builtin(municipality))
    subjects = [one for one in every_subject(profile) if one.kind == "wijk"]
    assert (
        len(subjects) == {"rotterdam": 39, "ridderkerk": 8, "hendrik-ido-ambacht": 5}[municipality]
    )
    for subject in subjects:
        small = draw(on(subject, "nl", profile)).reduce(3)
        assert codes(small) == [f"https://t.me/{BOT}?start={subject.payload}"]


def test_every_place_that_may_be_shown_has_a_poster_with_its_address_when_that_is_sure() -> None:
    hubs = {one.payload: one for one in every_subject(ROTTERDAM) if one.kind == "hub"}
    assert len(hubs) == sum(place.shown and place.gone is None for place in ROTTERDAM.places)
    assert hubs["hub_lombardijen"].address == ("Dantestraat 454", "3076 KV Rotterdam")
    for place in ROTTERDAM.places:
        if place.address is None or place.confidence != "high":
            assert hubs[f"hub_{place.id}"].address == ()
    assert subject_named("hub", "Wijkhub Lombardijen", ROTTERDAM) == hubs["hub_lombardijen"]
    assert subject_named("hub", "huis-de-dam", ROTTERDAM).name == "Huis van de Wijk De Dam"
    with pytest.raises(NoPoster, match=r"names none yet\. Add it to places.csv"):
        subject_named("hub", "x", ROTTERDAM.but(places=()))


def test_every_code_opens_exactly_its_card() -> None:
    for subject in every_subject(ROTTERDAM):
        opened = leads_to(subject.payload, ROTTERDAM)
        assert opened is not None
        about = opened.subject if subject.kind == "hub" else (opened.wijk or "").partition(".")[2]
        assert f"{subject.kind}_{about}" == subject.payload


def test_a_place_that_is_gone_or_weakly_known_gets_no_new_poster() -> None:
    first, second, *_rest = ROTTERDAM.places
    moved = first.but(gone="moved", moved_to=second.id)
    weak = second.but(confidence="low")
    profile = ROTTERDAM.but(places=(moved, weak))
    with pytest.raises(NoPoster, match=f"{first.name} has moved: no new poster.*{second.id}"):
        subject_named("hub", first.id, profile)
    with pytest.raises(NoPoster, match="There is no hub"):
        subject_named("hub", second.id, profile)
    assert {one.kind for one in every_subject(profile)} == {"wijk"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_longest_and_the_surest_places_fit(language: str) -> None:
    hubs = [one for one in every_subject(ROTTERDAM) if one.kind == "hub"]
    for subject in sorted(hubs, key=lambda one: -len(one.name))[:5]:
        assert codes(draw(on(subject, language)).reduce(3)) == [subject.link(BOT)]


def test_a_poster_says_whom_to_call_and_that_a_program_answers() -> None:
    said = " ".join(on(OMMOORD).texts)
    for part in (
        "Rotterdam",
        "Vragen over uw wijk? Scan de code. Ommoord",
        f"t.me/{BOT}?start=wijk_ommoord",
        "Geen Telegram? Bel gemeente Rotterdam: 14\u00a0010.",
        "Een computerprogramma geeft u antwoord.",
        "Nederlands en English",
    ):
        assert part in said
    ridderkerk = load(builtin("ridderkerk"))
    assert on(of_wijk(ridderkerk.wijken[0]), "en", ridderkerk).no_telegram == (
        "No Telegram? Ask gemeente Ridderkerk."
    )


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of catalogues that is looked into as well."""
    also_in(tmp_path)
    yield tmp_path
    no_longer_in(tmp_path)


def longer(folder: Path, times: float) -> Profile:
    """Rotterdam with one more language, with sentences so much longer than the English ones."""
    entries = []
    words = "bot/poster/words.py"
    for call in calls_in(words, ROOT / words):
        if isinstance(call, Call):
            [english] = call.sentences
            more = ("viel länger " * 99)[: round(len(english) * (times - 1))].strip()
            entries.append(f'msgid "{english}"\nmsgstr "{english} {more}"\n')
    a_catalogue(folder, "de", "\n".join(entries))
    return ROTTERDAM.but(languages=("nl", "de"))


@pytest.mark.thorough
def test_translations_that_are_half_as_long_again_fit(folder: Path) -> None:
    profile = longer(folder, 1.5)
    for subject in (OMMOORD, HUB, ROUND):
        assert codes(draw(on(subject, "de", profile)).reduce(3)) == [subject.link(BOT)]


def test_a_translation_that_cannot_fit_is_named(folder: Path) -> None:
    with pytest.raises(Unprintable, match=r"does not fit on a poster: “.*Make it shorter"):
        draw(on(OMMOORD, "de", longer(folder, 8)))


def test_lines_end_at_blanks_and_hyphens_and_never_inside_a_number() -> None:
    assert pieces("Cool-Scheepvaartkwartier-Stadsdriehoek") == [
        "Cool-",
        "Scheepvaartkwartier-",
        "Stadsdriehoek",
    ]
    assert pieces("Het Lage Land-Prinsenland-'s-Gravenland")[-1] == "'s-Gravenland"
    assert pieces(f"a {ISOLATE}b c{END_ISOLATE} d") == ["a ", f"{ISOLATE}b c{END_ISOLATE} ", "d"]
    assert pieces("Bel 14\u00a0010.") == ["Bel ", "14\u00a0010."]


# --- letters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Łódź żółć ŚĆ",
        "Mahallenizle ilgili İŞ ğü",
        "Питання про ваш район? Їжак Ґ",
        "Kiko bo ta hasi? ñ è",
    ],
)
@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_typeface_has_the_letters_of_the_city(words: str, weight: lettering.Weight) -> None:
    assert why_unprintable(words) is None
    assert fitted(words, (2000, 200), (80, 20), weight, rtl=False).font.size > 20


def test_a_letter_it_lacks_is_named() -> None:
    assert not has("市")
    assert "lacks 市 民." in str(why_unprintable("市民"))
    with pytest.raises(Unprintable, match="lacks"):
        fitted("市民", (900, 90), (80, 20), "Bold", rtl=False)


def test_a_machine_that_cannot_shape_arabic_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(features, "check", lambda what: what != "raqm")
    assert "apt-get install libfribidi0" in str(why_unprintable("مرحبا"))
    assert why_unprintable("Vragen over uw wijk?") is None
    assert lettering.direction_of("Vragen", rtl=False) is None


def ink(words: str, direction: str) -> Image.Image:
    """One line as it is drawn, without the white around it."""
    line = Image.new("L", (2400, 300), 255)
    ImageDraw.Draw(line).text(
        (1200, 200), words, fill=0, font=font("Bold", 90), anchor="ms", direction=direction
    )
    return line.crop(ImageChops.invert(line).getbbox())


def likeness(one: Image.Image, other: Image.Image) -> float:
    """How much two lines look the same, their white trimmed: 1.0 is all of it."""
    one = one.crop(ImageChops.invert(one).getbbox()).resize(other.size)
    return 1 - ImageStat.Stat(ImageChops.difference(one, other)).mean[0] / 255


needs_raqm = pytest.mark.skipif(
    not features.check("raqm"), reason="FriBiDi is not installed: apt-get install libfribidi0"
)


@needs_raqm
def test_arabic_letters_join_and_run_to_the_left() -> None:
    alone = sum(font("Bold", 90).getlength(letter) for letter in "سلام")
    assert font("Bold", 90).getlength("سلام", direction="rtl") < 0.9 * alone
    # What runs the other way stands apart: the Arabic comes first, on the right, the number whole.
    sentence = f"اتصل {ISOLATE}14 010{END_ISOLATE}"
    whole, arabic, number = ink(sentence, "rtl"), ink("اتصل", "rtl"), ink("14 010", "ltr")
    right = whole.crop((whole.width - arabic.width, 0, whole.width, whole.height))
    left = whole.crop((0, 0, number.width, whole.height))
    assert likeness(right, arabic) > 0.98
    assert likeness(left, number) > 0.98
    assert likeness(left, ink("010 14", "ltr")) < 0.9


@pytest.mark.thorough
@needs_raqm
def test_a_sheet_from_right_to_left_is_mirrored_but_not_its_code(folder: Path) -> None:
    pseudo_arabic(folder)
    profile = ROTTERDAM.but(languages=("nl", "ar"))
    for subject in (OMMOORD, HUB, ROUND):
        there, back = on(subject, "nl", profile), on(subject, "ar", profile)
        assert back.rtl
        assert unicodedata.bidirectional(back.question[0]) == "AL"
        sheet, mirrored = draw(there), draw(back)
        assert codes(mirrored) == [subject.link(BOT)]
        code, other = where(sheet), where(mirrored)
        assert (sheet.width - other.right, sheet.width - other.left) == pytest.approx(
            (code.left, code.right), abs=4
        )
        # Every line begins at the same distance from the right edge as others from the left.
        for top, bottom in ((101, 121), (251, 258), (259, 264), (266, 271)):
            ends = []
            for one in (sheet, mirrored):
                row = one.crop((0, pixels(top), one.width, pixels(bottom))).convert("L")
                box = ImageChops.invert(row).getbbox()
                assert box is not None
                ends.append(box)
            assert ends[0][0] == pytest.approx(pixels(14), abs=12)
            assert ends[1][2] == pytest.approx(sheet.width - pixels(14), abs=20)


def test_white_on_the_colour_reads_well_also_in_grey() -> None:
    """WCAG asks 7 to 1 at its strictest."""
    red, green, blue = (int(COLOUR[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [((c + 0.055) / 1.055) ** 2.4 if c > 0.04 else c / 12.92 for c in (red, green, blue)]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (light + 0.05) > 7


def test_the_letters_bring_their_licence() -> None:
    text = (lettering.FONTS / "OFL.txt").read_text()
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "PERMISSION & CONDITIONS" in text
