"""The vault: secrets of rounds, in files outside the database, with a backup of their own.

    pepper           made once; keys the hashes of voting codes and voters
    <round>.secret   made at the opening; keys who took part and what was chosen; destroyed
                     when nobody can object any more

Whoever has the database alone cannot link a ballot to a person, and after the destruction nobody
can (safety: ballot storage).
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from pathlib import Path

SIZE = 32
# A file that is older than this is read once: it cannot change again under the same time stamp.
SETTLED = 2_000_000_000  # ns
_ROUND = re.compile(r"[A-Za-z0-9_-]{1,64}")


class VaultError(Exception):
    """A secret is missing, damaged or of another round: voting stops; one line for an operator."""


class Vault:
    """A folder with one file for each secret; only its owner may read it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # What was read, with the stamp of its file: every vote asks for the same two.
        self._seen: dict[Path, tuple[tuple[int, ...], bytes]] = {}

    def pepper(self) -> bytes:
        """The key of this bot's hashes; made when it is asked for the first time."""
        return self._read("pepper") or self._make("pepper")

    def kept_pepper(self) -> bytes:
        """The pepper that is there.  VaultError when it is gone: with a new one every code would
        be unknown, and every voter somebody new."""
        pepper = self._read("pepper")
        if pepper is None:
            raise VaultError(f"The pepper is not in {self.folder}. Restore it from its backup.")
        return pepper

    def make(self, round: str) -> str:
        """A secret for a round that opens; answers its fingerprint, and the pepper's with it.

        Written to the disk before this returns, so that no commit can name a secret that is lost.
        Made again before the opening was committed, it is the same one.
        """
        name = _named(round)
        return fingerprint(self._read(name) or self._make(name), self.pepper())

    def ready(self) -> None:
        """Can a secret be kept here?  VaultError when not; nothing is left behind or made."""
        there = self.folder
        while not there.exists() and there != there.parent:
            there = there.parent
        if there != self.folder:
            if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
                raise VaultError(f"{self.folder} cannot be made in {there}.")
            return
        trial = self.folder / f"trial.{secrets.token_hex(8)}"
        try:
            os.close(os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            trial.unlink()
        except OSError as error:
            raise VaultError(f"{self.folder} cannot be written: {error.strerror}.") from None
        self._read("pepper")

    def secret(self, round: str, print_: str) -> bytes:
        """The secret of a round.  VaultError when it is gone or does not have this fingerprint.

        The pepper must be the one of the opening too: with another one a voter would be somebody
        new, and a second vote a second ballot.
        """
        secret, pepper = self._read(_named(round)), self._read("pepper")
        if secret is None or pepper is None:
            gone = f"secret of round {round}" if secret is None else "pepper"
            raise VaultError(f"The {gone} is not in {self.folder}. Restore it from its backup.")
        if not secrets.compare_digest(fingerprint(secret, pepper), print_):
            raise VaultError(
                f"The secret of round {round} or the pepper in {self.folder} is not the one it was "
                "opened with. Restore the right one from its backup."
            )
        return secret

    def destroy(self, round: str) -> None:
        """Overwrite and remove the secret of a round; there is no way back."""
        path = self.folder / _named(round)
        self._seen.pop(path, None)
        if not path.exists():
            return
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(SIZE))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()

    def _read(self, name: str) -> bytes | None:
        path = self.folder / name
        try:
            there = os.stat(path)
            stamp = (there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns)
            seen = self._seen.get(path)
            if seen is not None and seen[0] == stamp:
                return seen[1]
            found = path.read_bytes()
        except FileNotFoundError:
            self._seen.pop(path, None)
            return None
        except OSError as error:
            raise VaultError(f"{path} cannot be read: {error.strerror}.") from None
        if len(found) != SIZE:
            raise VaultError(f"{path} is damaged. Restore it from its backup.")
        if time.time_ns() - max(there.st_mtime_ns, there.st_ctime_ns) > SETTLED:
            self._seen[path] = stamp, found
        return found

    def _make(self, name: str) -> bytes:
        secret = secrets.token_bytes(SIZE)
        path = self.folder / name
        part = path.with_suffix(f".{secrets.token_hex(8)}")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secret)
                file.flush()
                os.fsync(file.fileno())
            try:
                # Whole or not at all: of two instances that make one at once, one wins.
                os.link(part, path)
            except FileExistsError:
                secret = self._read(name) or secret
            finally:
                part.unlink()
            folder = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise VaultError(f"{self.folder} cannot be written: {error.strerror}.") from None
        return secret


def fingerprint(secret: bytes, pepper: bytes) -> str:
    """What the database knows of a secret and of the pepper beside it."""
    return hashlib.sha256(b"aanzet round secret\n" + secret + pepper).hexdigest()


def _named(round: str) -> str:
    if _ROUND.fullmatch(round) is None:
        raise ValueError("a round goes by its id")
    return f"{round}.secret"
