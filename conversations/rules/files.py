"""What may come with a plan: photos, PDF, pictures as a file, voice (Telegram: ≤ 20 MB)."""

from __future__ import annotations

from conversations.talk import Shared
from conversations.words import Message, _

MOST_FILES = 10
MOST_BYTES = 20 * 1024 * 1024
DOCUMENTS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}


def why_not_this_file(shared: Shared, already: int) -> Message | None:
    """A file we cannot keep: too many, too big, empty, or of a kind nobody can safely open."""
    if already >= MOST_FILES:
        return _("You have {most} files already. That is enough.", most=MOST_FILES)
    if shared.size is not None and shared.size > MOST_BYTES:
        return _("That file is too big. Send one of at most 20 MB, or a photo.")
    if shared.size == 0:
        return _("That file is empty. Please send it again.")
    if shared.what == "document":
        endings = DOCUMENTS.get(shared.mime or "")
        name = (shared.name or "").casefold()
        if endings is None or not name.endswith(endings):
            return _("I can keep photos and PDF files. This is something else.")
    return None
