"""Aan Zet in two commands, with nothing installed but Python 3.11 or newer.

    python3 run.py             set up, then play the whole story on a local Bot API
    python3 run.py phones      set up, then the page with everybody's phones at once
    python3 run.py test        set up, then check and test everything (more words go to pytest)
    python3 run.py run         the real bot; `doctor` checks its settings
    python3 run.py --help      everything else: any other words go to the bot as they are

The libraries go into `.venv` beside this file, from a lock with hashes; a stamp there says which.
Python 3.6 can still read this file, so that an old Python gets far enough to say what is wrong.
"""

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO

OLDEST = (3, 11)
if sys.version_info < OLDEST:
    sys.exit("Aan Zet needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info))

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "aanzet-locks.json"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements-test.txt"}
STAGES = {
    "format": "ruff format --check .",
    "lint": "ruff check .",
    "words": "locales check",
    "found": "pytest --collect-only -qq -p no:cacheprovider",
    "tests": "pytest -n 4 --dist loadgroup",
    "types": "mypy",
}
# One process that takes long the first time: it runs beside the others, and is told after them.
BESIDE = "types"
# Compiles every test once; the workers, which all begin at the same moment, would each do it. What
# it finds is of interest only when it fails.
QUIET = "found"

# These never speak with Telegram, so they are not even told how to.
AT_HOME = {"demo", "phones", "test", "kill", "twins", "machine", "bench", "votes", "screens"}
TELEGRAM = re.compile(r"TELEGRAM_BOT_TOKEN.*|BOT_API_BASE_URL|CREDENTIALS_DIRECTORY|AANZET_.*")
# These would make the environment load other libraries than the locked ones; and without files of
# compiled code each of many processes would compile everything anew, for seconds.
STRAY = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
STRAY |= {"PYTHONDONTWRITEBYTECODE"}

# What pip says, and what that means for the person at the keyboard.
REASONS = {
    r"DO NOT MATCH THE HASHES": "a library differs from the one in the lock: do not trust it.",
    r"No space left": "the disk is full. Make 400 MB free and give the command again.",
    r"NewConnection|NameResol|name resolution|unreachable|refused|Timeout|ProxyError|Max retries": (
        "no package registry answers. Check the network (HTTPS_PROXY?) and give the command again."
    ),
}


class Trouble(Exception):
    """What is wrong and what helps, in one sentence."""


def say(words: str) -> None:
    """One line for the person, at once; standard output stays free for what the bot answers."""
    print(words, file=sys.stderr, flush=True)


def environment(command: str, outside: Mapping[str, str]) -> dict[str, str]:
    """What to pass on; AANZET_REQUIRE always, for it only says which tests must not be skipped."""
    return {
        name: value
        for name, value in outside.items()
        if name not in STRAY
        and (command not in AT_HOME or name == "AANZET_REQUIRE" or not TELEGRAM.fullmatch(name))
    }


def hash_of(lock: Path) -> str:
    """The fingerprint of a lock file, whatever line ends git gave it."""
    return hashlib.sha256(b"\n".join(lock.read_bytes().splitlines())).hexdigest()


def stamped() -> dict[str, str]:
    """Which locks `.venv` holds completely; empty when none, or when the stamp makes no sense."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def is_ready(purpose: str) -> bool:
    """Whether `.venv` has what the lock for this purpose asks."""
    return PYTHON.exists() and stamped().get(purpose) == hash_of(LOCKS[purpose])


@contextlib.contextmanager
def alone() -> Iterator[IO[str]]:
    """Keep a second start waiting while this one installs; a lock of the dead is free."""
    with (ROOT / ".venv.lock").open("w") as lock:
        if not taken(lock):
            say("Another start is installing the libraries; waiting for it …")
            while not taken(lock):
                time.sleep(0.3)
        yield lock


def taken(lock: IO[str]) -> bool:
    """Try to be the only one who holds this file."""
    with contextlib.suppress(BlockingIOError, PermissionError):
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def set_up(purpose: str) -> None:
    """Make `.venv` hold what the lock asks; does nothing, at once, when it already does."""
    if is_ready(purpose):
        return
    with alone() as lock:
        if is_ready(purpose):  # the start we waited for has done it
            return
        began = time.monotonic()
        if not stamped() or not PYTHON.exists():  # none yet, or one that was broken off
            if find_spec("ensurepip") is None:
                raise Trouble("venv is missing. On Debian: apt-get install python3-venv")
            say("Making a fresh .venv …" if VENV.exists() else "Making .venv …")
            follow([sys.executable, "-m", "venv", "--clear", str(VENV)], lock, Progress(0))
        STAMP.unlink(missing_ok=True)  # from here until the end, an interruption is visible
        install(LOCKS[purpose], lock)
        # The lock for the tests contains the other one whole, at the same versions.
        held = LOCKS if purpose == "test" else [purpose]
        STAMP.write_text(json.dumps({name: hash_of(LOCKS[name]) for name in held}))
        say(f"Installed in {time.monotonic() - began:.0f} s; the next start is immediate.")


def install(requirements: Path, lock: IO[str]) -> None:
    """Install exactly what the lock names, and show how far it is."""
    pinned = re.findall(r"^[\w.-]+==[^;\n]*$", requirements.read_text(encoding="utf-8"), re.M)
    say(f"Installing {len(pinned)} libraries (once, about half a minute) …")
    options = "--require-hashes --no-deps --no-user --progress-bar=off --disable-pip-version-check"
    pip = [str(PYTHON), "-m", "pip", "install", *options.split(), "-r", str(requirements)]
    follow(pip, lock, Progress(len(pinned)))


class Progress:
    """One line that moves on a terminal, and a line every five seconds where nobody watches."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.doing = total, 0, ""

    def hear(self, line: str) -> None:
        """Take from pip's words where it is."""
        if line.startswith("Collecting "):
            self.done, self.doing = self.done + 1, re.split("[ =]", line)[1]
        elif line.startswith("Installing collected"):
            self.done, self.doing = self.total, "putting them in place"
        elif "Retrying" in line:
            self.doing = "the network does not answer; trying again"

    def show(self, child: "subprocess.Popen[str]") -> None:
        """Draw for as long as the child lives."""
        moving, began = sys.stderr.isatty(), time.monotonic()
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(0.1 if moving else 5)
                break
            count = f"{self.done} of {max(self.total, self.done)}  " if self.total else ""
            line = f"  {count}{self.doing}  {time.monotonic() - began:.0f} s"
            sys.stderr.write(f"\r\033[K{line}" if moving else f"{line}\n")
            sys.stderr.flush()
        sys.stderr.write("\r\033[K" if moving else "")


def follow(command: list[str], lock: IO[str], progress: Progress) -> None:
    """Run a command behind a progress line; its last words are shown only when it fails."""
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment("test", os.environ),  # an installer has no business with our secrets
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        # When we are killed and it lives on, it still holds the lock: the next start waits for it.
        pass_fds=() if os.name == "nt" else (lock.fileno(),),
    )
    said, drawing = "", threading.Thread(target=progress.show, args=(child,), daemon=True)
    drawing.start()
    with child:
        for line in child.stdout or ():
            said += line
            progress.hear(line)
    drawing.join()
    if child.returncode:
        plain = [sentence for sign, sentence in REASONS.items() if re.search(sign, said)]
        raise Trouble(plain[0] if plain else f"{said[-2000:]}The last words above say why.")


class Beside(threading.Thread):
    """A stage that runs beside the others; it is heard when somebody asks."""

    def __init__(self, command: list[str], inside: dict[str, str]) -> None:
        super().__init__()
        self._command, self._inside = command, inside
        self._code, self._said, self._seconds = 1, "", 0.0
        self.start()

    def run(self) -> None:
        began = time.monotonic()
        self._code, self._said = overheard(self._command, self._inside)
        self._seconds = time.monotonic() - began

    def told(self) -> "tuple[int, float]":
        """Wait for its end and print what it said; its exit code, and the seconds it took."""
        self.join()
        say(self._said)
        return self._code, self._seconds


def overheard(command: list[str], inside: dict[str, str]) -> "tuple[int, str]":
    """Run a stage that prints nothing; its exit code, and what it would have printed."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=inside,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace").rstrip()


def loudly(command: list[str], inside: dict[str, str]) -> int:
    """Run a stage that speaks for itself; its exit code."""
    return subprocess.call(command, cwd=ROOT, env=inside)


def quietly(command: list[str], inside: dict[str, str]) -> int:
    """Run a stage of which only the failing is told; its exit code."""
    code, words = overheard(command, inside)
    if code:
        say(words)
    return code


def check(words: list[str], inside: dict[str, str]) -> int:
    """Every stage, also after one failed; 0 only when all of them held."""
    summary, failed, start = [], 0, time.monotonic()
    commands = {name: [str(PYTHON), "-m", *stage.split()] for name, stage in STAGES.items()}
    commands["tests"] += words
    beside = Beside(commands[BESIDE], inside)
    for name, stage in STAGES.items():
        say(f"── {name}: {stage}")
        began = time.monotonic()
        if name == BESIDE:
            code, seconds = beside.told()
        else:
            code = (quietly if name == QUIET else loudly)(commands[name], inside)
            seconds = time.monotonic() - began
        failed += code != 0
        summary.append(f"{name} {'ok' if code == 0 else 'FAILED'} {seconds:.1f} s")
        say(f"── {summary[-1]}")
    held = f"{len(STAGES) - failed} of {len(STAGES)} stages held"
    say(f"\n{' · '.join(summary)}\n{held}, {time.monotonic() - start:.0f} s")
    return 1 if failed else 0


def main(words: list[str]) -> int:
    """Set up what is needed and hand over to the bot, or run the checks."""
    command = words[0] if words else "demo"
    if command in AT_HOME:
        say(f"Aan Zet: {command}, on this machine only")
    elif command in {"-h", "--help"}:
        say(__doc__.split("\n\n")[1] + "\n")
    try:
        set_up("test" if command == "test" else "run")
    except (Trouble, OSError) as trouble:
        say(f"Not set up: {trouble}")
        return 1
    inside = environment(command, os.environ)
    if command == "test":
        return check(words[1:], inside)
    bot = [str(PYTHON), "-m", "bot", *(words or ["demo"])]
    if os.name != "nt":  # there, exec gives the prompt back while the bot still runs
        os.chdir(ROOT)
        os.execve(bot[0], bot, inside)
    return subprocess.call(bot, cwd=ROOT, env=inside)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nBroken off. The same command goes on from here.")
