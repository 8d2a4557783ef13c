"""Files that come with a plan: kept by rule, cleaned before anybody sees them (rows 29 and 30)."""

from __future__ import annotations

import datetime as dt
import io
import zlib
from collections.abc import AsyncIterator

import pytest
from PIL import ExifTags, Image, PngImagePlugin
from telegram import Bot

from bot import attachments
from bot.attachments import AS_SENT, Attachments, Unfit, cleaned
from bot.demo.telegram import Telegram
from bot.request import AiohttpRequest
from conversations import mine, mine_words
from conversations.here import Here, Person
from conversations.mine import NothingToTell, RefusedFile, TellRefusedFile
from conversations.plans.plan import FileKept, KeepFile
from conversations.rules.files import MOST_BYTES, MOST_FILES
from conversations.talk import Refused, Say, Shared, ToPerson, Woke
from storage import due, files, outbox
from storage.database import Database, Transaction
from storage.profile.municipality import builtin, load

PROFILE = load(builtin("rotterdam"))
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ANNA = Here(PROFILE, Person(id="anna", name="Anna", language="nl"), NOW)
CLOCK = Here(PROFILE, Person(id="", name="", language="nl"), NOW)


@pytest.fixture
async def store(store: Database) -> Database:
    """A house in which Anna lives."""
    async with store.transaction() as tx:
        await tx.run(
            "INSERT INTO people (id, name, language, since) VALUES ('anna', 'Anna', 'nl', '')"
        )
    return store


def document(name: str, mime: str, size: int | None = 1000, unique: str = "u1") -> Shared:
    return Shared("document", f"file-{unique}", unique, size, name, mime)


def photo(unique: str) -> Shared:
    return Shared("photo", f"file-{unique}", unique, 80_000, album="holiday")


async def keep(tx: Transaction, shared: Shared, already: int = 0) -> FileKept | Refused:
    return await files.keep_file(tx, KeepFile(shared, already), ANNA, tx.fresh())


# --- pictures and PDF, as bytes -----------------------------------------------------------


def jpeg(size: tuple[int, int] = (64, 48), orientation: int = 1) -> bytes:
    """A picture as a phone makes it: with its place, its owner and a comment."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = "Anna Canary"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (51.0, 57.0, 4.2)
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, comment=b"home of Anna Canary", xmp=b"<x>Anna Canary</x>")
    assert b"Anna Canary" in file.getvalue()
    assert Image.open(file).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    return file.getvalue()


def png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Anna Canary")
    info.add_itxt("XML:com.adobe.xmp", "<x>Anna Canary</x>", "", "")
    file = io.BytesIO()
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Anna Canary"
    Image.new("RGBA", (40, 30), (0, 0, 255, 100)).save(file, "PNG", pnginfo=info, exif=exif)
    return file.getvalue()


def pdf(inside: bytes = b"") -> bytes:
    return b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n" + inside + b"\ntrailer << >>\n%%EOF\n"


def test_a_picture_keeps_nothing_but_the_view() -> None:
    content, note = cleaned(jpeg(), "image/jpeg")
    assert note is None
    assert b"Canary" not in content
    assert b"Exif" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()
        assert picture.size == (64, 48)
        assert {"exif", "comment", "xmp", "icc_profile"}.isdisjoint(picture.info)


def test_a_picture_on_its_side_is_turned_upright() -> None:
    content, _note = cleaned(jpeg((64, 48), orientation=6), "image/jpeg")
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (48, 64)
        right, left = picture.getpixel((44, 4)), picture.getpixel((4, 4))
    assert isinstance(right, tuple)
    assert isinstance(left, tuple)
    assert right[2] > 200 > left[2], "the blue corner went from top left to top right"


def test_a_png_keeps_what_is_see_through_and_no_text() -> None:
    content, _note = cleaned(png(), "image/png")
    assert b"Canary" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.mode == "RGBA"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB"])
def test_every_kind_of_png_is_drawn(mode: str) -> None:
    file = io.BytesIO()
    Image.new(mode, (20, 10)).save(file, "PNG")
    content, _note = cleaned(file.getvalue(), "image/png")
    assert Image.open(io.BytesIO(content)).size == (20, 10)


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    file = io.BytesIO()
    Image.new("I;16", (20, 10), 0x8000).save(file, "PNG")
    content, _note = cleaned(file.getvalue(), "image/png")
    assert Image.open(io.BytesIO(content)).getpixel((5, 5)) == 128


def test_a_large_picture_is_made_smaller() -> None:
    content, _note = cleaned(jpeg((7000, 3500)), "image/jpeg")
    with Image.open(io.BytesIO(content)) as picture:
        assert max(picture.size) == attachments.MOST_SIDE


def bomb() -> bytes:
    """A small PNG that says it is 60,000 by 60,000 pixels."""
    file = io.BytesIO()
    Image.new("L", (1, 1)).save(file, "PNG")
    content = bytearray(file.getvalue())
    content[16:24] = (60_000).to_bytes(4) * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "mime", "why"),
    [
        (b"", "application/pdf", "empty"),
        (b"MZ\x90\x00" + b"\0" * 200, "application/pdf", "wrong_kind"),
        (jpeg(), "application/pdf", "wrong_kind"),
        (pdf(), "image/png", "wrong_kind"),
        (png(), "image/jpeg", "wrong_kind"),
        (b"GIF89a", "image/gif", "wrong_kind"),
        (b"<svg onload='x'/>", None, "wrong_kind"),
        (jpeg()[:300], "image/jpeg", "damaged"),
        (b"\xff\xd8\xff" + b"x" * 100, "image/jpeg", "damaged"),
        (b"%PDF-1.4\nhalf of i", "application/pdf", "damaged"),
        (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "application/pdf", "can_run"),
        (pdf(b"<< /S /Launch /F (calc.exe) >>"), "application/pdf", "can_run"),
        (bomb(), "image/png", "too_many_pixels"),
        (b"%PDF-" + b"\0" * (MOST_BYTES + 1), "application/pdf", "too_big"),
        (pdf(b"\0" * files.MOST_PDF), "application/pdf", "too_big"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_not_what_it_says_is_refused_with_a_reason(
    content: bytes, mime: str | None, why: str
) -> None:
    with pytest.raises(Unfit) as refused:
        cleaned(content, mime)
    assert refused.value.why == why
    assert why in mine_words.WHY_REFUSED


def test_a_pdf_is_marked_and_loses_what_stands_in_it_openly() -> None:
    xmp = b'<?xpacket begin="" id="x"?><rdf>Anna Canary</rdf><?xpacket end="w"?>'
    before = pdf(xmp + b"<< /Author (Anna \\(Canary\\)) /Title (Plan) >>" + jpeg())
    content, note = cleaned(before, "application/pdf")
    assert note == AS_SENT
    assert len(content) == len(before), "nothing moves, so it still opens"
    assert b"Anna" not in content.partition(b"home of")[0]
    assert b"/Title (Plan)" in content
    begins = content.index(b"\xff\xd8\xff")
    with Image.open(io.BytesIO(content[begins:])) as picture:
        assert not picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)


# --- what is kept ------------------------------------------------------------------------------


async def test_thirty_photos_in_an_album_leave_ten_and_a_talk_that_goes_on(
    store: Database,
) -> None:
    kept: list[str] = []
    refused = 0
    async with store.transaction() as tx:
        for n in range(30):
            match await keep(tx, photo(f"photo{n}"), already=len(kept)):
                case FileKept(file, checking):
                    assert not checking
                    kept.append(file)
                case Refused():
                    refused += 1
        assert len(set(kept)) == MOST_FILES
        assert refused == 20
        row = await tx.one("SELECT count(*) AS n FROM files")
        assert row is not None
        assert row["n"] == MOST_FILES


async def test_the_same_file_twice_is_kept_once(store: Database) -> None:
    async with store.transaction() as tx:
        first = await keep(tx, document("plan.pdf", "application/pdf"))
        second = await keep(tx, document("plan.pdf", "application/pdf"), already=1)
        assert isinstance(first, FileKept)
        assert first == second
        assert first.checking


@pytest.mark.parametrize(
    "shared",
    [
        document("plan.pdf", "application/pdf", 25_000_000),
        document("plan.pdf", "application/pdf", 15_000_000),
        document("plan.pdf", "application/pdf", 0),
        document("setup.exe", "application/x-msdownload"),
        document("plan.exe", "application/pdf"),
        document("plan.pdf", "text/html"),
        document("plan", "image/svg+xml"),
    ],
)
async def test_the_store_asks_the_rules_again(store: Database, shared: Shared) -> None:
    async with store.transaction() as tx:
        assert isinstance(await keep(tx, shared), Refused)
        row = await tx.one("SELECT count(*) AS n FROM files")
        assert row is not None
        assert row["n"] == 0


async def test_starting_again_and_again_does_not_fill_the_disk(store: Database) -> None:
    async with store.transaction() as tx:
        answers = [await keep(tx, photo(f"p{n}")) for n in range(60)]
    assert sum(isinstance(a, FileKept) for a in answers) == files.MOST_WAITING


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\x\\plan.pdf", "plan.pdf"),
        ("plan\u202efdp.exe.pdf", "planfdp.exe.pdf"),
        ("a" * 300 + ".pdf", "a" * 112 + ".pdf"),
        ("\0\n", None),
        (None, None),
    ],
)
def test_a_file_name_is_only_a_name(name: str | None, kept: str | None) -> None:
    assert files.bare_name(name) == kept


# --- the worker, against a Telegram of our own ----------------------------------------------


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[Telegram, Bot]]:
    async with Telegram() as server:
        bot = Bot(
            server.token,
            base_url=server.base_url,
            base_file_url=server.base_file_url,
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(),
        )
        async with bot:
            yield server, bot


async def send(
    store: Database, server: Telegram, content: bytes, name: str, mime: str, size: int = 1000
) -> str:
    """Somebody sends a document; answers its id with us."""
    at_telegram = server.exchange.files.keep("document", content, name, mime, claimed_size=size)
    shared = Shared("document", at_telegram.file_id, at_telegram.unique_id, size, name, mime)
    async with store.transaction() as tx:
        kept = await keep(tx, shared)
    assert isinstance(kept, FileKept)
    return kept.file


async def test_a_picture_sent_as_a_file_has_no_place_in_anything_stored(
    store: Database, telegram: tuple[Telegram, Bot]
) -> None:
    server, bot = telegram
    file = await send(store, server, jpeg(), "foto.jpg", "image/jpeg")
    async with store.transaction() as tx:
        assert await outbox.file_of(tx, file) is None, "nobody sees it before it is checked"
    worker = Attachments(store, bot, lambda: NOW)
    assert await worker.check_once()
    assert not await worker.check_once()
    async with store.transaction() as tx:
        found = await outbox.file_of(tx, file)
        assert found is not None
        content = found[1]
        assert content is not None
        assert b"Canary" not in content
        with Image.open(io.BytesIO(content)) as picture:
            assert not picture.getexif()
        rows = await tx.all("SELECT content FROM file_contents")
        assert len(rows) == 1, "what was sent is stored nowhere"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 this is a program", "wrong_kind"),
        (b"%PDF-" + b"\0" * (MOST_BYTES + 70_000), "too_big"),
    ],
)
async def test_whoever_sent_a_bad_file_hears_why(
    store: Database, telegram: tuple[Telegram, Bot], content: bytes, why: str
) -> None:
    server, bot = telegram
    file = await send(store, server, content, "plan.pdf", "application/pdf")
    worker = Attachments(store, bot, lambda: NOW)
    assert await worker.check_once()
    async with store.transaction() as tx:
        [woke] = await due.next_ready(tx, NOW)
        assert (woke.kind, woke.subject) == ("file_refused", file)
        [command] = mine.respond(None, Woke(woke.kind, woke.subject), CLOCK).commands
        told = await files.tell_refused(tx, command, CLOCK, "cause")
        assert told == RefusedFile("anna", "plan.pdf", why)
        [letter] = mine.respond(None, told, CLOCK).says
        assert isinstance(letter, Say)
        assert letter.to == ToPerson("anna")
        row = await tx.one("SELECT count(*) AS n FROM file_contents")
        assert row is not None
        assert row["n"] == 0
        asked = await files.tell_refused(tx, TellRefusedFile(file), ANNA, "cause")
        assert isinstance(asked, NothingToTell), "only the clock asks"


async def test_a_file_telegram_does_not_have_is_refused_and_a_fault_is_tried_again(
    store: Database, telegram: tuple[Telegram, Bot]
) -> None:
    server, bot = telegram
    now = NOW
    async with store.transaction() as tx:
        unknown = await keep(tx, document("a.pdf", "application/pdf", unique="nowhere"))
    worker = Attachments(store, bot, lambda: now)
    assert await worker.check_once()
    assert isinstance(unknown, FileKept)
    assert await state(store, unknown.file) == ("refused", "gone")
    file = await send(store, server, pdf(), "plan.pdf", "application/pdf")
    server.revoke()  # every request fails: not this file's fault
    assert await worker.check_once()
    assert await state(store, file) == ("held", None)
    assert not await worker.check_once(), "it is left alone for a minute"
    now += dt.timedelta(minutes=2)
    assert await worker.check_once()
    for _try in range(files.MOST_TRIES):
        now += dt.timedelta(hours=2)
        await worker.check_once()
    assert await state(store, file) == ("refused", "gone"), "not for ever"


async def test_a_filed_case_is_shown_again_when_its_file_is_ready(
    store: Database, telegram: tuple[Telegram, Bot]
) -> None:
    server, bot = telegram
    file = await send(store, server, pdf(), "plan.pdf", "application/pdf")
    async with store.transaction() as tx:
        await tx.run("UPDATE files SET case_id = 'the-case' WHERE id = :id", id=file)
    assert await Attachments(store, bot, lambda: NOW).check_once()
    assert await state(store, file) == ("ready", AS_SENT)
    async with store.transaction() as tx:
        [woke] = await due.next_ready(tx, NOW)
    assert (woke.kind, woke.subject) == ("file_ready", "the-case")
    assert mine.respond(None, Woke(woke.kind, woke.subject), CLOCK).says


async def state(store: Database, file: str) -> tuple[str, str | None]:
    async with store.transaction() as tx:
        row = await tx.one("SELECT state, why FROM files WHERE id = :id", id=file)
    assert row is not None
    return row["state"], row["why"]
