"""Files on the village's server: what people and the bot upload, found again by file_id."""

import hashlib
from dataclasses import dataclass

from telegram.constants import FileSizeLimit

from bot.demo.refusal import Json, bad_request, broken

FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "sticker": "stickers"}
MIME = {"voice": "audio/ogg", "video": "video/mp4", "audio": "audio/mpeg"}
# The smallest real picture that opens: one grey pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file and how it is called."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    content: bytes
    claimed_size: int | None = None

    @property
    def size(self) -> int:
        """Bytes as Telegram states them; `claimed_size` stands for content we did not make."""
        return len(self.content) if self.claimed_size is None else self.claimed_size


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart request."""

    name: str
    mime: str
    content: bytes


class Files:
    """All files of one bot."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(
        self,
        kind: str,
        content: bytes,
        name: str = "",
        mime: str = "",
        claimed_size: int | None = None,
    ) -> StoredFile:
        """Store a file of a kind ("photo", "document", …); the same call gives a new file_id."""
        number = len(self._by_id) + 1
        ending = (
            name.rpartition(".")[2]
            if "." in name
            else {"photo": "jpg", "voice": "oga"}.get(kind, "bin")
        )
        file = StoredFile(
            file_id=f"village-{kind}-{number:06d}",
            unique_id=hashlib.sha256(content + name.encode()).hexdigest()[:16],
            path=f"{FOLDERS.get(kind, kind)}/file_{number}.{ending}",
            name=name or f"file_{number}.{ending}",
            mime=mime or MIME.get(kind, "application/octet-stream"),
            content=content,
            claimed_size=claimed_size,
        )
        self._by_id[file.file_id] = file
        self._by_path[file.path] = file
        return file

    def by_id(self, file_id: str) -> StoredFile:
        """Raises Refusal for an id that was never given out."""
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        if file_id not in self._by_id:
            raise broken("wrong file identifier/HTTP URL specified")
        return self._by_id[file_id]

    def by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def answer(self, file_id: str) -> Json:
        """The File object that getFile returns; refused above 20 MB."""
        file = self.by_id(file_id)
        if file.size > FileSizeLimit.FILESIZE_DOWNLOAD:
            raise bad_request("file is too big")
        return {**identity(file), "file_path": file.path}


def identity(file: StoredFile) -> Json:
    """The three fields every file object begins with."""
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}


def media_json(kind: str, file: StoredFile, *, duration: int = 3) -> Json:
    """The part of a Message that describes a file of this kind, ready to be merged in."""
    base = identity(file)
    match kind:
        case "photo":
            small = {**base, "width": 90, "height": 67}
            return {"photo": [small, {**base, "width": 1280, "height": 960}]}
        case "document":
            return {"document": {**base, "file_name": file.name, "mime_type": file.mime}}
        case "voice":
            return {"voice": {**base, "duration": duration, "mime_type": file.mime}}
        case "audio":
            return {"audio": {**base, "duration": duration, "mime_type": file.mime}}
        case "video" | "animation":
            size = {"width": 640, "height": 480, "duration": duration}
            return {kind: {**base, **size, "mime_type": file.mime}}
        case "sticker":
            looks = {"type": "regular", "width": 512, "height": 512, "emoji": "👍"}
            flags = {"is_animated": False, "is_video": False, "set_name": "village"}
            return {"sticker": {**base, **looks, **flags}}
    raise ValueError(f"no such kind of file: {kind}")


def looks_like_a_picture(content: bytes) -> bool:
    """Whether Telegram's servers could open it as a photo, by its first bytes."""
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM"))
