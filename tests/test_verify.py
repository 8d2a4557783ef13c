"""`verify`: a store that lived through a story is whole; one that was tampered with is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.demo.village import Village
from bot.demo.village import village as open_village

# The story is played once, so all of these go to one worker.
pytestmark = pytest.mark.xdist_group("verify")

OMMOORD = "rotterdam.ommoord"
PLAN = (
    "/idee", "Ommoord", "[✅ Ja, Ommoord]", "Picknicktafels", "Er is geen plek om te zitten.",
    "Binnenhof", "12 mei", "hout 250\nverf 60", "[🙋 Ik]", "[➡️ Nee, verder]", "1", "[✅ Versturen]",
)  # fmt: skip


async def lived(village: Village) -> None:
    """One plan, three voices (one changed her mind), confirmed."""
    for name in ("Bea", "Cor", "Dia"):
        await village.appoint(name, "member", OMMOORD)
    await village.appoint("Sam", "secretary", OMMOORD)

    async def does(name: str, *what: str) -> None:
        person = village[name]
        for one in what:
            if one.startswith("["):
                person.taps(one[1:-1])
            else:
                person.says(one)
            await village.settle()

    def beginning(name: str, sign: str) -> str:
        labels = village[name].newest.labels
        return f"[{next(label for label in labels if label.startswith(sign))}]"

    await does("Anna", *PLAN)
    await does("Bea", beginning("Bea", "❌"), "Te duur voor ons.")
    await does("Bea", beginning("Bea", "✅"))
    await does("Cor", beginning("Cor", "✅"))
    await does("Sam", beginning("Sam", "✅"))
    await village.later(seconds=5)
    await village.bot.alarm._seal()


@pytest.fixture(scope="module")
def told() -> dict[str, Path]:
    """Where the store of the story is, once it was played."""
    return {}


@pytest.fixture
async def database(
    tmp_path: Path, told: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A copy of a store in which a plan was granted; the story is played once."""
    if not told:
        path = tmp_path_factory.mktemp("story") / "aanzet.sqlite3"
        async with open_village(str(path)) as village:
            await lived(village)
        told["store"] = path
    copy = tmp_path / "aanzet.sqlite3"
    with closing(sqlite3.connect(told["store"])) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    return copy


@pytest.fixture
def verified(database: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Runs the command on the store, after these statements were run on it."""
    monkeypatch.setenv("AANZET_DATABASE", str(database))
    monkeypatch.setenv("AANZET_PROFILE", "rotterdam")
    for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE", "AANZET_CONFIG"):
        monkeypatch.delenv(name, raising=False)

    def run(*statements: str) -> tuple[int, str]:
        with closing(sqlite3.connect(database)) as connection, connection:
            for statement in statements:
                connection.execute(statement)
        result = CliRunner().invoke(app, ["verify"])
        return result.exit_code, result.output

    return run


Verified = Callable[..., tuple[int, str]]


def test_a_store_that_lived_through_a_story_is_whole(verified: Verified) -> None:
    code, words = verified()
    assert code == 0, words
    assert "everything is as it must be" in words


BROKEN = {
    "one changed journal row": (
        ["UPDATE journal SET role = 'secretary' WHERE place = 2"],
        "I13: row 2 of the journal was changed",
    ),
    "one missing journal row": (
        ["DELETE FROM journal WHERE place = 3"],
        "I13: the journal misses row 3",
    ),
    "a doubled voice": (
        [
            "CREATE TABLE loose AS SELECT * FROM voices",
            "INSERT INTO loose SELECT * FROM voices LIMIT 1",
            "DROP TABLE voices",
            "ALTER TABLE loose RENAME TO voices",
        ],
        "I8: 2 voices",
    ),
    "a changed voice": (
        ["UPDATE voices SET choice = 'refuse'"],
        "is not the last one of its history",
    ),
    "a voice without a seat": (
        [
            "PRAGMA foreign_keys = OFF",
            "UPDATE seats SET person = (SELECT id FROM people WHERE name LIKE 'Anna%')"
            " WHERE person = (SELECT person FROM voices LIMIT 1)",
        ],
        "has a voice and no seat",
    ),
    "a wrong outcome": (
        ["UPDATE decisions SET outcome = 'declined'"],
        "says declined, the rules say otherwise",
    ),
    "a wrong count": (["UPDATE decisions SET tally = '[3,0,0]'"], "wrongly"),
    "an outcome written twice": (
        [
            "INSERT INTO case_history (case_id, n, at, role, what, cause)"
            " SELECT case_id, 99, at, role, what, cause FROM case_history WHERE what = 'settled'"
        ],
        "has 1 outcomes, settled 2 times",
    ),
    "a voice of somebody who held no role": (
        ["UPDATE roles SET until_at = from_at WHERE role = 'member'"],
        "could not speak in decision",
    ),
    "a confirmation by somebody who held no role": (
        ["DELETE FROM roles WHERE role = 'secretary'"],
        "could not confirm decision",
    ),
    "more money than there is": (
        ["UPDATE budgets SET ceiling = 100"],
        "cents granted, ceiling 100",
    ),
    "money for nothing": (["UPDATE grants SET cents = 99"], "and got 99"),
    "no receipt": (["DELETE FROM letters WHERE kind = 'screen'"], "has 0 receipts"),
    "a plan that was received twice": (
        [
            "INSERT INTO case_history (case_id, n, at, role, what, cause)"
            " SELECT case_id, 99, at, role, what, cause FROM case_history WHERE what = 'received'"
        ],
        "was received 2 times",
    ),
    "an update that is done and waits": (
        [
            "INSERT INTO held SELECT key, 'telegram', '1', '{}', at, 1, 1, at, 'x', 'waiting'"
            " FROM seen LIMIT 1"
        ],
        "is done and waits for another try",
    ),
    "a screen that nobody sends": (
        ["DELETE FROM letters", "UPDATE chats SET shown = 0"],
        "waits for a screen that nobody sends",
    ),
    "a decision that nothing will close": (
        [
            "UPDATE decisions SET state = 'running', outcome = NULL, settled = NULL",
            "UPDATE cases SET state = 'deciding'",
        ],
        "runs and nothing will ever close it",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_it_finds(what: str, verified: Verified) -> None:
    statements, fault = BROKEN[what]
    code, words = verified(*statements)
    assert code == 1, words
    assert fault in words


def test_a_missing_database_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AANZET_DATABASE", str(tmp_path / "none.sqlite3"))
    monkeypatch.setenv("AANZET_PROFILE", "rotterdam")
    result = CliRunner().invoke(app, ["verify"])
    assert result.exit_code == 2
    assert "There is no database at" in result.output
