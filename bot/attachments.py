"""Documents people sent: fetched, checked and cleaned before anybody else sees them.

    held → getFile → download, never more than 20 MB → is it what it says? → clean → store

A picture is drawn anew, turned upright, without position, camera, comments or
colour profile, at most 3000 pixels on its longest side.

A PDF cannot be drawn anew without a PDF program, so it is kept nearly as it came,
at most 10 MB, and marked `as_sent`.  Taken out of it, in place: XMP packets, the
author in clear text, and Exif and XMP of photos that stand in it uncompressed.
NOT taken out: anything inside compressed or encrypted parts (author and dates of
modern PDF programs often stand there), attachments, hidden layers and comments.  A PDF
that says openly that it runs scripts or programs is refused; one that hides this is not
seen.  We never open a PDF ourselves.

What people sent is never stored; it lives in memory until it is cleaned.  The network
is outside every transaction, and no address is logged: it holds the token.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import re
from collections.abc import Callable

import aiohttp
import structlog
from PIL import Image, ImageOps
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from conversations.rules.files import MOST_BYTES
from storage import files
from storage.database import Database, Unavailable
from storage.files import MOST_PDF, MOST_TRIES, HeldFile

log = structlog.get_logger("attachments")

# A JPEG can be unpacked at half its size, a PNG only as a whole: at most some 200 MB of memory.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000}
MOST_SIDE = 3000
# Pillow itself refuses twice this; we look at the size before anything is unpacked.
Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())

PAUSE = 2.0  # seconds between looks when nothing waits
DOWNLOAD = aiohttp.ClientTimeout(total=120, connect=10, sock_read=30)
CHUNK = 64 * 1024

AS_SENT = "as_sent"


class Unfit(Exception):
    """A file we cannot keep; `why` is a key of mine_words.WHY_REFUSED."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Attachments:
    """Checks held documents one by one; a second instance takes other ones."""

    def __init__(self, store: Database, bot: Bot, now: Callable[[], dt.datetime]) -> None:
        self._store = store
        self._bot = bot
        self._now = now

    async def run(self) -> None:
        """Until cancelled; a fault of the moment leaves the file for a later try."""
        while True:
            try:
                found = await self.check_once()
            except Unavailable:
                found = False
            except Exception as error:
                # Ours; the lease of the file sees to it that it is not tried without pause.
                log.error("not checked", why=type(error).__name__)
                found = False
            if not found:
                await asyncio.sleep(PAUSE)

    async def check_once(self) -> bool:
        """Take one held document and finish it if that is possible now; false when none waits."""
        async with self._store.transaction() as tx:
            held = await files.next_held(tx, self._now())
        if held is None:
            return False
        if held.tries > MOST_TRIES:
            await self._refuse(held, "damaged")
            return True
        try:
            content = await self._fetch(held)
            clean, note = await asyncio.to_thread(cleaned, content, held.mime)
        except Unfit as unfit:
            await self._refuse(held, unfit.why)
        except (TelegramError, aiohttp.ClientError, TimeoutError) as error:
            # The type alone: the words of such an error may hold the address.
            log.warning("not fetched", file=held.id, why=type(error).__name__, tries=held.tries)
            if held.tries >= MOST_TRIES:
                await self._refuse(held, "gone")
        else:
            async with self._store.transaction() as tx:
                await files.make_ready(tx, held.id, clean, note, self._now())
            log.info("file ready", file=held.id, size=len(clean))
        return True

    async def _refuse(self, held: HeldFile, why: str) -> None:
        async with self._store.transaction() as tx:
            await files.refuse(tx, held.id, why, self._now())
        log.info("file refused", file=held.id, why=why)

    async def _fetch(self, held: HeldFile) -> bytes:
        """The document, stopped as soon as it is too big.  Raises Unfit, or what may pass."""
        if (held.size or 0) > MOST_BYTES:
            raise Unfit("too_big")
        try:
            file = await self._bot.get_file(held.file_id)
        except BadRequest as error:
            raise Unfit("too_big" if "too big" in error.message else "gone") from None
        address = file.file_path or ""
        if not address.startswith(("https://", "http://")):
            raise Unfit("gone")
        async with aiohttp.ClientSession(
            timeout=DOWNLOAD, cookie_jar=aiohttp.DummyCookieJar()
        ) as session:
            async with session.get(address, allow_redirects=False) as answer:
                if answer.status in (400, 404):
                    # Telegram's addresses are good for an hour; ours is seconds old.
                    raise Unfit("gone")
                if answer.status != 200:
                    raise aiohttp.ClientPayloadError
                return await _read(answer.content)


async def _read(stream: aiohttp.StreamReader) -> bytes:
    content = bytearray()
    async for part in stream.iter_chunked(CHUNK):
        content += part
        if len(content) > MOST_BYTES:
            raise Unfit("too_big")
    return bytes(content)


# --- what is in it -------------------------------------------------------------------------


def cleaned(content: bytes, mime: str | None) -> tuple[bytes, str | None]:
    """The content as it may be kept, and a note on what was not cleaned.  Raises Unfit."""
    if not content:
        raise Unfit("empty")
    if len(content) > MOST_BYTES:
        raise Unfit("too_big")
    match mime:
        case "image/jpeg" if content.startswith(b"\xff\xd8\xff"):
            return redrawn(content, "JPEG"), None
        case "image/png" if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return redrawn(content, "PNG"), None
        case "application/pdf" if content.startswith(b"%PDF-"):
            return plain_pdf(content), AS_SENT
    raise Unfit("wrong_kind")


def redrawn(content: bytes, kind: str) -> bytes:
    """A picture drawn anew: the same view, nothing else that was in the file.  Raises Unfit."""
    try:
        with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
            if picture.width * picture.height > MOST_PIXELS[kind]:
                raise Unfit("too_many_pixels")
            drawn = _drawn(picture, kind)
    except Unfit:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit("too_many_pixels") from None
    except Exception as error:
        # A broken picture can raise almost anything; whatever it is, we cannot keep it.
        log.info("picture not opened", why=type(error).__name__)
        raise Unfit("damaged") from None
    if len(drawn) > MOST_BYTES:
        raise Unfit("too_big")
    return drawn


def _drawn(picture: Image.Image, kind: str) -> bytes:
    scale = MOST_SIDE / max(picture.size)
    if scale < 1:
        picture.draft(None, (int(picture.width * scale), int(picture.height * scale)))
    if picture.mode in ("1", "P"):
        picture = picture.convert("L" if picture.mode == "1" else "RGBA")
    picture.thumbnail((MOST_SIDE, MOST_SIDE))
    picture = ImageOps.exif_transpose(picture)
    see_through = picture.mode in ("RGBA", "LA") or "transparency" in picture.info
    colours = "RGBA" if see_through and kind == "PNG" else "RGB"
    if picture.mode.startswith("I"):
        # Sixteen bits of grey, of which a screen shows eight.
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    elif picture.mode not in ("L", colours):
        picture = picture.convert(colours)
    # Some writers take comments and profiles from here; a drawing of ours has none.
    picture.info = {}
    file = io.BytesIO()
    picture.save(file, kind, **({"quality": 88} if kind == "JPEG" else {}))
    return file.getvalue()


# What a PDF says openly when it runs something; \b keeps /JSON and the like out of it.
CAN_RUN = re.compile(rb"/(?:JavaScript|JS|Launch)\b")
XMP = re.compile(rb"<\?xpacket begin.*?<\?xpacket end[^>]*\?>", re.DOTALL)
AUTHOR = re.compile(rb"(/Author\s*\()((?:\\.|[^\\()]){0,500})(?=\))", re.DOTALL)
AUTHOR_HEX = re.compile(rb"(/Author\s*<)([0-9A-Fa-f\s]{0,2000})(?=>)")
# A JPEG segment with Exif or XMP, in a photo that stands in the PDF as it is.
TRACES = re.compile(rb"\xff\xe1(..)(Exif\0\0|http://ns\.adobe\.com/xap/1\.0/\0)", re.DOTALL)


def plain_pdf(content: bytes) -> bytes:
    """The PDF with what can be taken out of it in place: nothing moves, so it still opens."""
    if len(content) > MOST_PDF:
        raise Unfit("too_big")
    if b"%%EOF" not in content[-4096:]:
        raise Unfit("damaged")
    if CAN_RUN.search(content):
        raise Unfit("can_run")
    kept = XMP.sub(lambda found: b" " * len(found[0]), content)
    kept = AUTHOR.sub(lambda found: found[1] + b" " * len(found[2]), kept)
    kept = AUTHOR_HEX.sub(lambda found: found[1] + b" " * len(found[2]), kept)
    blank = bytearray(kept)
    for found in TRACES.finditer(kept):
        end = min(found.start() + 2 + int.from_bytes(found[1]), len(blank))
        blank[found.end() : end] = bytes(max(0, end - found.end()))
    return bytes(blank)
