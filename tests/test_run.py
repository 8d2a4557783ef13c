"""run.py before it installs anything: what it passes on, what it repairs, what it says."""

import json
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with a space in its name, with run.py, small locks and a bot that says who called.

    Its `.venv` is the interpreter that runs these tests, so nothing has to be installed.
    """
    home = tmp_path / "Aan Zet"
    (home / "bot").mkdir(parents=True)
    shutil.copy(ROOT / "run.py", home)
    for lock in ("requirements.txt", "requirements-test.txt"):
        (home / lock).write_text(f"# {lock}\nnothing==1.0\n")
    (home / "bot" / "__main__.py").write_text(
        "import json, os, sys\n"
        "print(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]))\n"
        "sys.exit(7)\n"
    )
    python = home / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    run = loaded(home)
    stamp = {name: run["hash_of"](path) for name, path in run["LOCKS"].items()}
    (home / ".venv" / "aanzet-locks.json").write_text(json.dumps(stamp))
    return home


def loaded(home: Path) -> dict[str, Any]:
    """The names that the run.py of this folder defines."""
    return runpy.run_path(str(home / "run.py"))


def started(home: Path, *words: str, **outside: str) -> subprocess.CompletedProcess[str]:
    """Start it as a person would, from another folder."""
    return subprocess.run(
        [sys.executable, str(home / "run.py"), *words],
        cwd=home.parent,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **outside},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_no_words_play_the_demo_and_the_exit_code_comes_through(clone: Path) -> None:
    answer = started(clone)
    words, folder, _ = json.loads(answer.stdout)
    assert (words, folder, answer.returncode) == (["demo"], str(clone), 7)
    assert "on this machine only" in answer.stderr


def test_other_words_go_to_the_bot_untouched(clone: Path) -> None:
    answer = started(clone, "invite", "wijkraad Ommoord", "--as=secretary")
    assert json.loads(answer.stdout)[0] == ["invite", "wijkraad Ommoord", "--as=secretary"]
    assert answer.stderr == ""


@pytest.mark.parametrize(
    "words", [[], ["demo"], ["phones"], ["kill", "--kills", "3"], ["machine"], ["screens"]]
)
def test_what_stays_on_this_machine_is_never_told_the_token(clone: Path, words: list[str]) -> None:
    outside = {
        "TELEGRAM_BOT_TOKEN": "1:secret",
        "TELEGRAM_BOT_TOKEN_FILE": "/secret",
        "BOT_API_BASE_URL": "https://example.invalid",
        "AANZET_DATABASE": "live.db",
        "AANZET_REQUIRE": "postgres",
        "PYTHONPATH": "/elsewhere",
        "LANG": "nl_NL.UTF-8",
    }
    seen = json.loads(started(clone, *words, **outside).stdout)[2]
    assert {name for name in outside if name in seen} == {"AANZET_REQUIRE", "LANG"}


def test_the_real_bot_is_told_its_token(clone: Path) -> None:
    seen = json.loads(started(clone, "run", TELEGRAM_BOT_TOKEN="1:secret").stdout)[2]
    assert seen["TELEGRAM_BOT_TOKEN"] == "1:secret"


def test_ready_means_the_stamp_has_the_hash_of_the_lock(clone: Path) -> None:
    run = loaded(clone)
    assert run["is_ready"]("run")
    assert run["is_ready"]("test")
    (clone / "requirements-test.txt").write_text("nothing==2.0\n")
    assert run["is_ready"]("run")
    assert not run["is_ready"]("test")


@pytest.mark.parametrize("stamp", ["", "{", "[1]", '"run"', "{}"])
def test_a_damaged_stamp_is_no_stamp(clone: Path, stamp: str) -> None:
    (clone / ".venv" / "aanzet-locks.json").write_text(stamp)
    assert not loaded(clone)["is_ready"]("run")


def test_line_ends_do_not_cause_an_installation(clone: Path) -> None:
    lock = clone / "requirements.txt"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    assert loaded(clone)["is_ready"]("run")


def test_an_environment_whose_python_is_gone_is_not_ready(clone: Path) -> None:
    (clone / ".venv" / "bin" / "python").unlink()
    assert not loaded(clone)["is_ready"]("run")


def test_only_one_start_installs_at_a_time(clone: Path) -> None:
    run = loaded(clone)
    with run["alone"](), (clone / ".venv.lock").open("w") as second:
        assert not run["taken"](second)
    with (clone / ".venv.lock").open("w") as third:
        assert run["taken"](third)


def test_an_older_python_hears_so_in_one_line() -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 8, 10, 'final', 0); "
        f"runpy.run_path({str(ROOT / 'run.py')!r})"
    )
    answer = subprocess.run(
        [sys.executable, "-c", pretend], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert answer.stderr == "Aan Zet needs Python 3.11 or newer; this is 3.8.\n"


def test_without_a_network_it_says_what_helps(clone: Path) -> None:
    """Pip's own words for a missing network become one sentence; here a child plays pip."""
    run = loaded(clone)
    words = "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution"
    child = [sys.executable, "-c", f"print({words!r}); raise SystemExit(1)"]
    with run["alone"]() as lock, pytest.raises(run["Trouble"], match="no package registry answers"):
        run["follow"](child, lock, run["Progress"](0))


def test_progress_counts_what_pip_collects(clone: Path) -> None:
    progress = loaded(clone)["Progress"](34)
    progress.hear("Collecting aiohttp==3.14.5 (from -r requirements.txt (line 4))")
    progress.hear("  Downloading aiohttp-3.14.5.whl")
    assert (progress.done, progress.doing) == (1, "aiohttp")


@pytest.mark.parametrize("wrong", ["ruff", "mypy", "locales", "pytest", None])
def test_one_stage_that_fails_fails_the_whole_and_the_others_run(
    clone: Path, wrong: str | None
) -> None:
    for tool in ("ruff", "mypy", "locales", "pytest"):
        words = f"import sys; print('{tool} says', *sys.argv[1:]); sys.exit({int(tool == wrong)})"
        (clone / f"{tool}.py").write_text(words)
    answer = started(clone, "test", "-k", "hubs")
    assert answer.returncode == (wrong is not None)
    said = answer.stdout + answer.stderr
    for words in ("ruff says format", "ruff says check", "mypy says", "locales says check"):
        assert words in said
    assert "pytest says -n 4 --dist loadgroup -k hubs" in said
    held = {None: 6, "ruff": 4, "pytest": 4}.get(wrong, 5)
    assert f"{held} of 6 stages held" in said
    assert ("pytest says --collect-only" in said) == (wrong == "pytest")


def pins(lock: str) -> dict[str, str]:
    """Library → version, as this lock has it."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^ ;]+)", text, re.M))


def test_the_lock_for_the_tests_contains_the_other_one() -> None:
    """run.py relies on it: after `test`, a plain start installs nothing."""
    assert pins("requirements.txt").items() <= pins("requirements-test.txt").items()


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-test.txt"])
def test_a_lock_names_no_registry_and_hashes_every_library(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--index|--find-links|--extra-index", text)
    for library in re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]:
        assert "--hash=sha256:" in library
