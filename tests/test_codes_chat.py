"""Voting codes in chats: given, refused, helped with at a hub; after it a code stands nowhere."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import logging
from pathlib import Path
from typing import Any

import pytest

from bot.desk.desk import carry_out
from bot.desk.room import Room
from conversations import journeys
from conversations.rules.codes import slip_of
from storage.database import instant
from tests.english import Town
from tests.test_anytime_chat import anything
from tests.voting import LOMBARDIJEN, close, lives, open_round

STEP = ("/stem", "[🗳 Together…]", "[🔑 I have a code]")


def room_of(town: Town) -> Room:
    bot = town.village.bot
    now = town.village.clock.now
    return Room(bot.store, bot.profile, bot.turns, bot.bot.username, now, bot.outbound.push)


async def printed(
    town: Town, folder: Path, many: int = 4, level: str = "letter"
) -> list[dict[str, str]]:
    """A print run at the desk; answers what went to paper."""
    file = folder / f"codes-{level}.csv"
    reply = await carry_out(
        room_of(town),
        {
            "do": "codes-new",
            "number": "R-2026-0001",
            "many": many,
            "file": str(file),
            "batch": f"b-{level}",
            "level": level,
        },
    )
    assert reply.ok, reply.said
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def contents(file: str) -> str:
    return Path(file).read_text(encoding="utf-8-sig")


def files(folder: Path) -> list[str]:
    """The print files that are there, whole or not."""
    return sorted(path.name for path in folder.glob("*.csv*"))


def mine(town: Town, name: str) -> list[str]:
    """What somebody wrote and still sees in the chat."""
    return [bubble.text for bubble in town[name].chat if bubble.mine]


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Any:
    """Everything that went to a log, at every level."""
    caplog.set_level(logging.DEBUG)

    def text() -> str:
        out, err = capfd.readouterr()
        return out + err + caplog.text

    return text


async def nowhere(town: Town, logged: Any, *secrets: str) -> None:
    """None of these stands in the database or its log file, in any table, or in any log."""
    database = Path(town.village.settings.database)
    places = {
        path.name: path.read_bytes().upper()
        for path in database.parent.glob(database.name + "*")
        if path.is_file()
    }
    places["log"] = logged().upper().encode()
    assert len(places[database.name]) > 100_000
    for secret in secrets:
        for form in (secret, secret.replace("-", "")):
            for name, content in places.items():
                assert form.upper().encode() not in content, f"{form} in {name}"


# --- given ------------------------------------------------------------------------------------


async def test_anna_gives_her_code_and_votes(town: Town, tmp_path: Path, logged: Any) -> None:
    await open_round(town, level="letter", age=None)
    letters = await printed(town, tmp_path)
    code = letters[0]["code"]
    await lives(town, "Anna", "Bo")
    await town.do("Anna", *STEP)
    await town.plays(f"""
        Anna: {code.lower().replace("-", " ")}
        Bot: ✅ Your code is right. It belongs to this account now. Plan 1 of 3 …
    """)
    assert code.lower().replace("-", " ") not in mine(town, "Anna")
    await town.do("Bo", *STEP, code)
    assert "Somebody else uses this code already." in town["Bo"].newest.text
    await town.do("Anna", "[⚪ Choose…]", "[📋 My ballot]", "[✅ Cast…]")
    assert "Your vote counts" in town["Anna"].newest.text
    await town.do("Anna", letters[1]["code"])
    assert "You gave another code in this round already." in town["Anna"].newest.text
    for name in ("Anna", "Bo"):
        assert not any("-" in text and len(text) > 12 for text in mine(town, name))
    await nowhere(town, logged, *(row["code"] for row in letters))
    # The control: what does stand somewhere is found.
    with pytest.raises(AssertionError, match="Together we choose in"):
        await nowhere(town, logged, "Together we choose")


async def test_a_code_out_of_the_blue_is_no_answer_to_another_question(
    town: Town, tmp_path: Path, logged: Any
) -> None:
    await open_round(town, level="letter", age=None)
    first, second = (row["code"] for row in (await printed(town, tmp_path))[:2])
    await lives(town, "Anna", "Bo")
    await town.do("Anna", "/idee")
    asked = town["Anna"].newest.text
    assert "What is your plan called?" in asked
    # One figure wrong, as it is printed: seen, and kept nowhere either.
    wrong = ("7" if first[0] != "7" else "8") + first[1:]
    await town.do("Anna", wrong)
    assert "One character of this code is not right." in town["Anna"].newest.text
    await town.do("Anna", "[▶️ Go on with your plan]", f"Mijn code is {first}")
    assert "Your code is right." in town["Anna"].newest.text
    await town.do("Anna", "[▶️ Go on with your plan]", "Picnic tables")
    assert (await town.draft() or {})["title"] == "Picnic tables"
    assert not any(first in text or wrong in text for text in mine(town, "Anna"))
    # Behind a command too.
    await town.do("Bo", f"/stem {second}")
    assert "Your code is right." in town["Bo"].newest.text
    await nowhere(town, logged, first, wrong, second)


async def test_a_code_in_a_picture_or_put_right_in_an_old_message_leaves_the_chat(
    town: Town, tmp_path: Path, logged: Any
) -> None:
    await open_round(town, level="letter", age=None)
    first, second = (row["code"] for row in (await printed(town, tmp_path))[:2])
    await lives(town, "Anna", "Bo")
    anna, bo = town["Anna"], town["Bo"]
    await town.do("Anna", *STEP)
    picture = anna.sends_photo()
    await town.settle()
    assert "I only read a code that you type." in anna.newest.text
    assert picture not in anna.chat
    # Under a picture, and out of the blue.
    await town.do("Anna", "/start")
    anna.sends_photo(caption=f"Mijn code is {first}")
    await town.settle()
    assert "Your code is right." in anna.newest.text
    # A text that was something else before.
    bo.says("/help")
    await town.settle()
    bo.edits(next(b for b in bo.chat if b.text == "/help"), second)
    await town.settle()
    assert "Your code is right." in bo.newest.text
    for person, code in ((anna, first), (bo, second)):
        assert not any(code in bubble.text for bubble in person.chat)
    await nowhere(town, logged, first, second)


async def test_the_link_on_the_letter_gives_the_code(
    town: Town, tmp_path: Path, logged: Any
) -> None:
    await open_round(town, level="letter", age=None)
    letters = await printed(town, tmp_path)
    await lives(town, "Anna")
    town["Anna"].opens(letters[0]["link"])
    await town.settle()
    assert "Your code is right." in town["Anna"].newest.text
    # Somebody who never spoke with the bot.
    town["Bo"].opens(letters[1]["link"])
    await town.settle()
    assert "Your code is right." in town["Bo"].newest.text
    tokens = [row["link"].partition("start=")[2] for row in letters]
    assert not any(tokens[0] in text for text in mine(town, "Anna"))
    await nowhere(town, logged, *tokens, *(row["code"] for row in letters))
    for name in ("Anna", "Bo"):
        town[name].looks()


async def test_a_code_in_an_update_that_fails_is_kept_nowhere_and_asked_again(
    town: Town, tmp_path: Path, logged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_round(town, level="letter", age=None)
    letters = await printed(town, tmp_path)
    await lives(town, "Anna", "Bo")
    await town.do("Anna", *STEP)
    real = journeys.answer
    monkeypatch.setattr(journeys, "answer", lambda *about: 1 / 0)
    town["Anna"].says(letters[0]["code"].replace("-", ""))
    town["Anna"].says(letters[1]["code"])  # waits behind it
    town["Bo"].opens(letters[2]["link"])
    await town.settle()
    held = await town.rows("SELECT body FROM held")
    assert len(held) == 3
    assert all("•••" in row["body"] for row in held)
    monkeypatch.setattr(journeys, "answer", real)
    for seconds in (1, 5):
        town.village.clock.advance(dt.timedelta(seconds=seconds + 0.1))
        await asyncio.sleep(0.7)
        await town.settle()
    assert await town.rows("SELECT key FROM held") == []
    assert "Please send your code once more." in town["Anna"].newest.text
    assert "open the link of your letter once more" in town["Bo"].newest.text
    # What failed goes out of the chat too, each of two in a row.
    for row in letters[:2]:
        assert not {row["code"], row["code"].replace("-", "")} & set(mine(town, "Anna"))
    assert not any(letters[2]["link"].partition("=")[2] in text for text in mine(town, "Bo"))
    await town.do("Anna", letters[0]["code"])
    assert "Your code is right." in town["Anna"].newest.text
    await nowhere(town, logged, *(row["code"] for row in letters))
    for name in ("Anna", "Bo"):
        town[name].looks()


async def test_a_message_that_cannot_be_deleted_now_is_deleted_later(
    town: Town, tmp_path: Path
) -> None:
    await open_round(town, level="letter", age=None)
    code = (await printed(town, tmp_path))[0]["code"]
    await lives(town, "Anna")
    await town.do("Anna", *STEP)
    mishaps = town.village.telegram.mishaps
    mishaps.fail(502, seconds=20, method="deleteMessage")
    town["Anna"].says(code)
    await asyncio.sleep(0.5)
    assert code in mine(town, "Anna")
    assert "Your code is right." in town["Anna"].newest.text
    mishaps.over()
    for _try in range(40):
        await asyncio.sleep(0.2)
        town.village.clock.advance(dt.timedelta(seconds=1))
        if code not in mine(town, "Anna"):
            break
    assert code not in mine(town, "Anna")
    await town.settle()
    # And nothing tells that it was there.
    assert await town.rows("SELECT n FROM letters WHERE n = -2") == []
    town["Anna"].looks()


async def test_fault_36_six_wrong_codes_and_then_the_right_one(town: Town, tmp_path: Path) -> None:
    await open_round(town, level="letter", age=None)
    letters = [row["code"] for row in await printed(town, tmp_path, many=8)]
    await lives(town, "Anna")
    async with town.village.bot.store.transaction() as tx:
        for slip in range(2, 9):  # seven well-formed codes that nobody has
            await tx.run("DELETE FROM codes WHERE slip = :slip", slip=slip_of(slip))
        await tx.run("UPDATE code_batches SET made = 1")
    await town.do("Anna", *STEP)
    for left, code in zip((4, 3, 2, 1), letters[1:5], strict=True):
        await town.do("Anna", "AAAA-1111-BBBB", code)
        assert f"You can try {left} time" in town["Anna"].newest.text
    await town.do("Anna", letters[5])
    assert "These were too many wrong codes. Try again at" in town["Anna"].newest.text
    for code in (letters[6], letters[0]):
        await town.do("Anna", code)
        assert "These were too many wrong codes." in town["Anna"].newest.text
    await town.later(minutes=15)
    await town.do("Anna", letters[0])
    assert "Your code is right." in town["Anna"].newest.text


async def test_too_many_wrong_codes_from_everywhere_and_the_officers_hear_it(
    town: Town, tmp_path: Path, logged: Any
) -> None:
    await open_round(town, level="letter", age=None)
    letters = [row["code"] for row in await printed(town, tmp_path)]
    await lives(town, "Anna")
    async with town.village.bot.store.transaction() as tx:
        await tx.run("DELETE FROM codes WHERE slip = :slip", slip=slip_of(2))
        await tx.run("UPDATE code_batches SET made = 3")
        await tx.run(
            "INSERT INTO code_locks (person, wrong, since) VALUES ('', 199, :now)",
            now=instant(town.village.clock.now()),
        )
    await town.do("Anna", letters[1])
    await town.later(seconds=1)
    for name in ("Olga", "Omar"):
        assert "More than 200 wrong voting codes" in town[name].newest.text
        town[name].looks()
    assert "ALERT wrong voting codes" in logged()
    await town.do("Anna", letters[0])
    assert "Too many wrong codes come in." in town["Anna"].newest.text
    await town.later(minutes=15)
    await town.do("Anna", letters[0])
    assert "Your code is right." in town["Anna"].newest.text


# --- at a hub -----------------------------------------------------------------------------------


async def test_hilde_lets_somebody_vote_with_four_taps_and_six_figures(town: Town) -> None:
    await open_round(town, level="desk")
    await lives(town, "Anna")
    await town.appoint("Hilde", "hub_staff", LOMBARDIJEN)
    town["Hilde"].looks()
    await town.do("Hilde", "/start")
    assert "🗳 Help people vote" in town["Hilde"].newest.labels
    await town.do("Anna", *STEP, "[🏠 I am at the wijkhub]")
    shown = town["Anna"].newest.text
    assert "Show this number to the staff, with proof of your address." in shown
    number = shown.split("\n\n")[1]
    await town.plays(f"""
        Hilde: /balie
        Bot: 🗳 ‹Together we choose› Voting closes on 3 December 2026 at 20:00.
            [✅ Let somebody vote] [✉️ A letter is lost or wrong] [🏠 Menu]
        Hilde: [✅ Let somebody vote]
        Bot: Ask for proof of their address. Which number stands on their phone?
            They find it with /stem, under “I have a code”. [⬅️ Back]
        Hilde: 12
        Bot: That number has six figures. Ask for proof…
        Hilde: 000000
        Bot: I do not see that number. It works for ten minutes. Ask them to look once more.…
        Hilde: {number}
        Bot: On this phone stands the name ‹Anna›. Did you see that they live in Lombardijen,
            and are 12 or older? [✅ Yes, they may vote] [⬅️ Back]
        Hilde: [✅ Yes, they may vote]
        Bot: ✅ They can vote now, as slip 000018. 🗳 ‹Together we choose› Voting closes…
            1 person can vote by the desk.…
        Bot → Anna: ✅ The wijkhub has seen who you are. You can vote now. 🗳 ‹Together we…
    """)
    await town.do("Anna", "[▶️ Start]", "[⚪ Choose…]", "[📋 My ballot]", "[✅ Cast…]")
    assert "Your vote counts" in town["Anna"].newest.text


async def test_the_menu_leads_to_the_desk_only_while_a_round_with_codes_runs(town: Town) -> None:
    for name, wijk in (("Hilde", LOMBARDIJEN), ("Tim", None), ("Zed", "rotterdam.zevenkamp")):
        await town.appoint(name, "hub_staff", wijk)
    shown: list[tuple[bool, ...]] = []

    async def look() -> None:
        seen = []
        for name in ("Hilde", "Tim", "Zed"):
            town[name].looks()
            await town.do(name, "/start")
            seen.append("🗳 Help people vote" in town[name].newest.labels)
        shown.append(tuple(seen))

    await look()
    id = await open_round(town, level="desk")
    await look()
    await close(town, id)
    await look()
    assert shown == [(False, False, False), (True, True, False), (False, False, False)]


async def test_nobody_needs_a_desk_where_ones_own_word_counts(town: Town) -> None:
    await town.appoint("Hilde", "hub_staff", LOMBARDIJEN)
    await open_round(town, level="own")
    await town.do("Hilde", "/start")
    assert "🗳 Help people vote" not in town["Hilde"].newest.labels


async def test_a_lost_letter_is_replaced_and_whoever_used_it_hears_it(
    town: Town, tmp_path: Path
) -> None:
    await open_round(town, level="letter", age=None)
    code = (await printed(town, tmp_path))[0]["code"]
    await lives(town, "Anna", "Bo")
    await town.appoint("Hilde", "hub_staff", LOMBARDIJEN)
    await town.do("Bo", code, "[⚪ Choose…]", "[📋 My ballot]", "[✅ Cast…]")
    await town.do("Anna", code)  # her own letter, and somebody has used it
    assert "Somebody else uses this code already." in town["Anna"].newest.text
    await town.do("Anna", *STEP, "[🏠 I am at the wijkhub]")
    number = town["Anna"].newest.text.split("\n\n")[1]
    town["Hilde"].looks()
    await town.plays(f"""
        Hilde: /balie
        Bot: …Here only people with a letter vote. You can replace a letter.
            [✉️ A letter is lost or wrong] [🏠 Menu]
        Hilde: [✉️ A letter is lost or wrong]
        Bot: Which slip number is it?…
        Hilde: 19
        Bot: That is no slip number. Look once more.…
        Hilde: 18
        Bot: Slip 000018 Somebody voted with this code. ⚠️ Somebody else tried this code 1 time.
            Did you see who this is, and that it is their letter? Then you can help.
            [🔁 A new code on their phone] [⛔ Only make it void] [⬅️ Back] [🏠 Menu]
        Hilde: [🔁 A new code on their phone]
        Bot: Ask for proof…
        Hilde: {number.replace(" ", "")}
        Bot: On this phone stands the name ‹Anna›. Did you see that they live in Lombardijen?
            Slip 000018 is void then, and a vote cast with it does not count.
            [✅ Yes, they may vote] [⬅️ Back]
        Hilde: [✅ Yes, they may vote]
        Bot: ✅ They can vote now, as slip 000059. Their earlier vote is off.…
        Bot → Anna: ✅ The wijkhub has seen who you are. You can vote now. An earlier vote…
    """)
    assert await town.value("SELECT count(*) FROM ballots") == 0
    await town.do("Bo", "/stem")
    assert "You need a code." in town["Bo"].newest.text
    # Bo hears why when the same code is given again.
    await town.do("Bo", code)
    assert "This code is void." in town["Bo"].newest.text


async def test_only_void_and_nobody_without_the_role(town: Town, tmp_path: Path) -> None:
    await open_round(town, level="letter", age=None)
    code = (await printed(town, tmp_path))[0]["code"]
    await lives(town, "Anna", "Bo")
    await town.appoint("Hilde", "hub_staff", LOMBARDIJEN)
    await town.do("Anna", code)
    await town.do("Bo", "/balie")
    assert "No round needs your help now." in town["Bo"].newest.text
    await town.do("Hilde", "/balie", "[✉️…]", "000018", "[⛔ Only…]")
    assert "Make slip 000018 void?" in town["Hilde"].newest.text
    town["Anna"].looks()
    await town.do("Hilde", "[⛔ Yes, make it void]")
    assert "⛔ Slip 000018 is void." in town["Hilde"].newest.text
    assert "The code you gave is void." in town["Anna"].newest.text
    town["Anna"].looks()


async def test_anything_at_any_time_at_the_desk(town: Town, tmp_path: Path) -> None:
    await open_round(town, level="desk", age=None)
    await printed(town, tmp_path)
    await lives(town, "Anna", "Hilde")
    await town.appoint("Hilde", "hub_staff", LOMBARDIJEN)
    await town.do("Hilde", "/balie", "[✉️…]")
    await anything(town, "Hilde")
    await town.do("Hilde", "000018", "[⛔ Only…]")
    await anything(town, "Hilde")
    await town.do("Hilde", "[⬅️ Back]", "[✅ Let…]")
    await anything(town, "Hilde")
    await town.do("Anna", *STEP, "[🏠 I am at the wijkhub]")
    number = town["Anna"].newest.text.split("\n\n")[1]
    await town.do("Hilde", number)
    assert "On this phone stands the name" in town["Hilde"].newest.text


# --- at the command line ------------------------------------------------------------------------


async def test_print_once_count_void_and_replace(town: Town, tmp_path: Path) -> None:
    await open_round(town, level="letter", age=None)
    letters = await printed(town, tmp_path, many=30)
    assert len({row["code"] for row in letters}) == 30
    assert [row["slip"] for row in letters] == [slip_of(n) for n in range(1, 31)]
    room = room_of(town)
    number = {"number": "R-2026-0001"}
    new = {"do": "codes-new", **number, "many": 5, "batch": "more"}
    file = str(tmp_path / "codes-letter.csv")
    before = contents(file)

    async def refused(order: dict[str, Any], words: str) -> None:
        reply = await carry_out(room, order)
        assert not reply.ok
        assert words in reply.said[0], reply.said

    await refused({**new, "file": file}, "written once")
    assert contents(file) == before
    other = str(tmp_path / "other.csv")
    await refused({**new, "file": other, "batch": "b-letter"}, "has a batch")
    await refused({**new, "file": other, "level": "desk"}, "only codes by letter")
    await refused({**new, "file": other, "many": 0}, "many")
    await refused({**new, "file": other, "number": "R-2026-0009"}, "no round")
    await refused({**new, "file": str(tmp_path / "no" / "x.csv")}, "no folder")
    assert files(tmp_path) == ["codes-letter.csv"]

    await lives(town, "Anna")
    await town.do("Anna", letters[0]["code"], "[⚪ Choose…]", "[📋 My ballot]", "[✅ Cast…]")
    town["Anna"].looks()
    slip = {**number, "slip": letters[0]["slip"], "reason": "stolen from the hall"}
    reply = await carry_out(room, {"do": "codes-replace", **slip, "file": other})
    assert reply.ok, reply.said
    assert "does not count any more" in reply.said[0]
    await town.settle()
    assert "The code you gave is void." in town["Anna"].newest.text
    town["Anna"].looks()
    replaced = contents(other).splitlines()
    assert len(replaced) == 2
    assert not any(row["code"] in " ".join(reply.said) for row in letters)
    again = {"do": "codes-void", **number, "slip": letters[1]["slip"], "reason": "moved away"}
    assert (await carry_out(room, again)).ok
    await refused(again, "void already")
    await refused({**again, "slip": "12345"}, "no slip number")
    counted = (await carry_out(room, {"do": "codes-count", **number})).said
    rows = [line.split() for line in counted[1:]]
    assert [row[0] for row in rows] == ["b-letter", "replaced", "all"]
    assert rows[0][2:] == ["30", "28", "0", "0", "2", "1"]
    assert rows[2][2:] == ["31", "29", "0", "0", "2", "1"]
    await town.do("Anna", replaced[1].split(";")[1])
    assert "Your code is right." in town["Anna"].newest.text
