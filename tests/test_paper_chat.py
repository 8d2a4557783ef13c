"""Ballots on paper in the chat: a desk gives them, two people type them, officers end it."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from bot.desk.desk import carry_out
from conversations import journeys
from conversations.rounds.results import CountRound
from conversations.rules.codes import plain_code, read_code
from tests.english import OMMOORD, Town
from tests.test_anytime_chat import anything
from tests.test_codes_chat import logged, mine, nowhere, printed, room_of
from tests.voting import LOMBARDIJEN, asks, chat, close, last, lives, open_round

__all__ = ["logged"]
PAD = "[⬜ 1] [⬜ 2] [⬜ 3]"


async def ready(town: Town, folder: Path, paper: str, many: int = 4) -> tuple[str, list[str]]:
    """An open round with paper, its codes as printed, and people of the hub."""
    id = await open_round(town, level="letter", age=None, paper=paper)
    codes = [row["code"] for row in await printed(town, folder, many=many)]
    await lives(town, "Anna", "Bo")
    for name in ("Hilde", "Hugo"):
        await town.appoint(name, "hub_staff", LOMBARDIJEN)
        town[name].looks()
    return id, codes


async def test_two_people_type_the_papers_and_the_round_is_counted(
    town: Town, tmp_path: Path, logged: Any
) -> None:
    id, codes = await ready(town, tmp_path, "coded")
    await town.do("Anna", codes[0], "[⚪ Choose…]", "[📋 My ballot]", "[✅ Cast…]")
    await town.do("Hilde", "/papier")
    assert "No paper is to be typed now." in town["Hilde"].newest.text
    await close(town, id)
    wrong = ("7" if codes[1][0] != "7" else "8") + codes[1][1:]
    await town.plays(f"""
        Hilde: /papier
        Bot: 📄 ‹Together we choose› No batch is typed yet. Two people type each batch. Nothing
            counts before both are the same. [📥 Type a batch] [🏠 Menu]
        Hilde: [📥 Type a batch]
        Bot: Which batch is it? Its number stands on the cover. [⬅️ Back] [🏠 Menu]
        Hilde: one
        Bot: Type one number, such as 3. Which batch is it?…
        Hilde: 1
        Bot: How many papers are in batch 1? Count them. [⬅️ Back] [🏠 Menu]
        Hilde: 2
        Bot: Batch 1, paper 1 of 2 Which code stands on this paper? I take it out of the chat.
            [🚫 It is not valid] [⬅️ Back] [🏠 Menu]
        Hilde: {wrong}
        Bot: One character of this code is not right. Look once more. It costs nothing. Batch 1…
        Hilde: {codes[0].lower()}
        Bot: Batch 1, paper 1 of 2 You can choose 2 plans. No cross yet.
            {PAD} [🚫 It is not valid] [⬅️ Back] [🏠 Menu]
        Hilde: [⬜ 2]
        Bot: …☑️ Crosses: 2 [⬜ 1] [☑️ 2] [⬜ 3] [➡️ Next paper]
            [🚫 It is not valid] [⬅️ Back] [🏠 Menu]
        Hilde: 1 3
        Bot: …☑️ Crosses: 1, 2, 3…
        Hilde: [➡️ Next paper]
        Bot: You can choose 2 plans. Take one away first. Batch 1, paper 1 of 2 …
        Hilde: 3
        Bot: …☑️ Crosses: 1, 2…
        Hilde: [➡️ Next paper]
        Bot: Batch 1, paper 2 of 2 Which code …[🚫 It is not valid]
            [↩️ One paper back] [⬅️ Back] [🏠 Menu]
        Hilde: [↩️ One paper back]
        Bot: Batch 1, paper 1 of 2 Which code…
        Hilde: {codes[0]}
        Bot: Batch 1, paper 1 of 2 You can choose 2 plans. No cross yet.…
        Hilde: 1 2
        Bot: …☑️ Crosses: 1, 2…
        Hilde: [➡️ Next paper]
        Bot: Batch 1, paper 2 of 2 Which code…
        Hilde: {codes[0]}
        Bot: This code is entered already: batch 1, paper 1. Nothing changed. Batch 1, paper 2…
        Hilde: {codes[2]}
        Bot: Batch 1, paper 2 of 2 You can choose…
        Hilde: 3
        Bot: …☑️ Crosses: 3…
        Hilde: [➡️ Next paper]
        Bot: 🟡 Batch 1 is in. Somebody else must type it too, from the papers.
            📄 ‹Together we choose› 🟡 Batch 1: typed once. Somebody else types it now.…
    """)
    for code in (*codes, wrong):
        assert code not in mine(town, "Hilde")
        assert code.lower() not in mine(town, "Hilde")
    await town.do("Hugo", "/papier", "[📥 Type…]", "1", "2", codes[0], "1 2", "[➡️ Next…]")
    await town.do("Hugo", codes[2], "2", "[➡️ Next…]")
    said = " ".join(last(town["Hugo"]).split())
    assert "🔴 Batch 1 is not the same. Look at paper 2, and type it once more." in said
    # Neither of them sees what the other one typed.
    assert "Crosses" not in chat(town["Hugo"])
    await town.do("Olga", "/rondes", "[🗳 R-2026-0001]")
    assert "🔴 Batch 1: not the same. Type once more: paper 2." in last(town["Olga"])
    assert "All paper is in" not in str(town["Olga"].newest.buttons)
    await town.do("Hugo", "[📥 Type…]", "1", "2", codes[2], "3", "[➡️ Next…]")
    assert "🟢 Batch 1 is typed twice, and it is the same." in last(town["Hugo"])
    await town.do("Olga", "/rondes", "[🗳 R-2026-0001]", "[✅ All paper is in]")
    town["Omar"].looks()
    await town.do("Omar", "/rondes", "[🗳 R-2026-0001]")
    assert "Is all paper in? Then the round is counted." in last(town["Omar"])
    await town.do("Omar", "[✅ Yes, I agree]")
    await asks(town, "Olga", CountRound(id))
    assert await town.value("SELECT state FROM rounds") in ("closed", "counted")
    await town.later(seconds=5)
    rows = await town.rows("SELECT chat, paper, replaced FROM round_records")
    assert rows == [{"chat": 0, "paper": 2, "replaced": 1}]
    await nowhere(town, logged, *codes)
    for everybody in town.village.people.values():
        everybody.looks()


async def test_a_desk_gives_a_paper_and_the_phone_hears_it(town: Town, tmp_path: Path) -> None:
    _id, codes = await ready(town, tmp_path, "void_code")
    await town.do("Anna", codes[0], "[⚪ Choose…]", "[📋 My ballot]", "[✅ Cast…]")
    await town.plays("""
        Hilde: /balie
        Bot: 🗳 ‹Together we choose› …[✉️ A letter is lost or wrong] [📄 Somebody votes on paper]
            [🏠 Menu]
        Hilde: [📄 Somebody votes on paper]
        Bot: Which slip number is it?…
        Hilde: 18
        Bot: Slip 000018 Somebody voted with this code.… [🔁 A new code on their phone]
            [⛔ Only make it void] [📄 Give a paper ballot] [⬅️ Back] [🏠 Menu]
        Hilde: [📄 Give a paper ballot]
        Bot: Give a paper ballot for slip 000018? Did you see who this is? After this they vote on
            paper, not in the chat. [📄 Yes, I give a paper] [⬅️ Back]
        Hilde: [📄 Yes, I give a paper]
        Bot: 📄 Give one paper for slip 000018. The vote in the chat is off. 🗳 ‹Together…
        Bot → Anna: 📄 You got a ballot on paper. Your code does not work in the chat any more.…
    """)
    await town.do("Anna", codes[0])
    assert "This code is void." in town["Anna"].newest.text
    # The same from the command line.
    for slip, ok, said in (
        ("000018", False, "given already"),
        ("26", True, "Give one paper for slip 000026."),
        ("17", False, "is no slip number"),
    ):
        reply = await carry_out(
            room_of(town), {"do": "codes-paper", "number": "R-2026-0001", "slip": slip}
        )
        assert (reply.ok, said in " ".join(reply.said)) == (ok, True), reply.said


async def test_the_command_line_asks_and_two_officers_throw_a_batch_away(
    town: Town, tmp_path: Path
) -> None:
    id, codes = await ready(town, tmp_path, "coded")
    await close(town, id)
    await town.do("Hilde", "/papier", "[📥 Type…]", "4", "1", codes[0], "1", "[➡️ Next…]")
    about = {"do": "rounds-ask", "number": "R-2026-0001", "what": "discard"}
    reply = await carry_out(room_of(town), about)
    assert "--reason '…' --batch 3" in " ".join(reply.said)
    about |= {"reason": "These papers belong to another round."}
    assert (await carry_out(room_of(town), {**about, "batch": 4})).ok
    await town.settle()
    for name in ("Olga", "Omar"):
        asked = last(town[name])
        assert "Throw away what was typed of this batch?" in asked
        assert "Batch 4" in asked
        await town.do(name, "[✅ Yes, I agree]")
    assert await town.rows("SELECT batch FROM paper_entries") == []
    # And in the chat, step by step.
    await town.do("Hilde", "/papier", "[📥 Type…]", "5", "1", codes[0], "1", "[➡️ Next…]")
    town["Olga"].looks()
    await town.do("Olga", "/rondes", "[🗳 R-2026-0001]", "[🗑 Throw…]")
    assert "Which batch is it?" in last(town["Olga"])
    await town.do("Olga", "none", "5", "/terug", "5", "The box was open for a while.")
    assert "Throw away what was typed" in last(town["Olga"])
    town["Omar"].looks()
    await town.do("Omar", "/rondes", "[🗳 R-2026-0001]", "[✅ Yes, I agree]")
    assert await town.rows("SELECT batch FROM paper_entries") == []
    for name in town.village.people:
        town[name].looks()


async def test_typed_in_a_file_by_name_and_no_line_tells_a_code(
    town: Town, tmp_path: Path, logged: Any
) -> None:
    id, codes = await ready(town, tmp_path, "coded")
    await close(town, id)
    file = tmp_path / "batch.csv"

    async def order(by: str, *lines: str, batch: int = 1, head: str = "code;plans") -> Any:
        file.write_text("\n".join((head, *lines)) + "\n", "utf-8")
        about = {"number": "R-2026-0001", "file": str(file), "batch": batch, "by": by}
        return await carry_out(room_of(town), {"do": "rounds-paper", **about})

    good = (f"{codes[0]};1 2", f"{codes[1].lower()};3", ";x")
    bad = codes[2][:-1] + ("0" if codes[2][-1] != "0" else "1")
    for by, lines, said in (
        ("Anna", good, "cannot enter paper there. Who can: Hilde, Hugo, Olga, Omar."),
        ("Hilde", (), "a batch has 1 to 200 papers"),
        ("Hilde", (f"{codes[0]};1 2 3",), "paper 1: You can choose 2 plans."),
        ("Hilde", (f"{codes[0]};1", f"{codes[0]};2"), "paper 2: This code is entered already"),
        ("Hilde", (f"{bad};1",), "batch.csv:2: one character of this code"),
        ("Hilde", (";1",), "paper 1: First the code on this paper."),
        ("Hilde", (f"{codes[0]};-1",), "type the numbers with a cross"),
        ("Hilde", (f"{codes[0]};1;2",), "3 columns"),
    ):
        reply = await order(by, *lines)
        assert not reply.ok, lines
        assert said in " ".join(reply.said), reply.said
        assert not any(code in " ".join(reply.said) for code in (*codes, bad))
        assert await town.rows("SELECT n FROM paper_lines") == []
    assert not (await order("Hilde", *good, head="number;plans")).ok
    assert (await order("Hilde", *good)).ok
    twice = await order("hilde", *good)
    assert "Somebody else must type it now" in " ".join(twice.said)
    # The other one types it in the chat.
    await town.do("Hugo", "/papier", "[📥 Type…]", "1", "3", codes[0], "1 2", "[➡️ Next…]")
    await town.do("Hugo", codes[1], "3", "[➡️ Next…]", "[🚫 It is not valid]")
    assert "🟢 Batch 1 is typed twice" in last(town["Hugo"])
    file.unlink()
    await nowhere(town, logged, *codes)


async def test_a_code_that_is_typed_elsewhere_is_not_kept_and_bound_to_nobody(
    town: Town, tmp_path: Path
) -> None:
    id, codes = await ready(town, tmp_path, "coded")
    await close(town, id)
    await town.do("Hilde", "/papier", "[📥 Type…]", "1", "2", "/help", codes[0])
    assert "This round closed on" in town["Hilde"].newest.text
    assert codes[0] not in mine(town, "Hilde")
    assert await town.value("SELECT count(*) FROM codes WHERE state <> 'unused'") == 0
    await town.do("Hilde", "[▶️ Go on with the papers]")
    assert "paper 1 of 2" in last(town["Hilde"])


async def test_a_code_in_an_update_that_fails_is_kept_nowhere(
    town: Town, tmp_path: Path, logged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, codes = await ready(town, tmp_path, "coded")
    await close(town, id)
    await town.do("Hilde", "/papier", "[📥 Type…]", "1", "2")
    real = journeys.answer
    monkeypatch.setattr(journeys, "answer", lambda *about: 1 / 0)
    # So written it is a code for whoever is asked for one, and for nobody else.
    loose = f"nr {codes[0][:4]} {codes[0][5:9]}.{codes[0][10:]}"
    assert plain_code(loose) is None
    assert read_code(loose) == codes[0].replace("-", "")
    town["Hilde"].says(loose)
    await town.settle()
    [held] = await town.rows("SELECT body FROM held")
    assert "•••" in held["body"]
    monkeypatch.setattr(journeys, "answer", real)
    town.village.clock.advance(dt.timedelta(seconds=1.1))
    await asyncio.sleep(0.7)
    await town.settle()
    assert "Please send the code once more." in town["Hilde"].newest.text
    await town.do("Hilde", codes[0])
    assert "No cross yet." in last(town["Hilde"])
    await nowhere(town, logged, *codes, codes[0][:4] + " " + codes[0][5:9])


async def test_anything_at_every_question_about_paper(town: Town, tmp_path: Path) -> None:
    id, codes = await ready(town, tmp_path, "coded")
    await close(town, id)
    for way, asked in (
        (("/papier", "[📥 Type…]"), "Which batch is it?"),
        (("/papier", "[📥 Type…]", "1"), "How many papers"),
        (("/papier", "[📥 Type…]", "1", "2"), "Which code stands on this paper?"),
        (("/papier", "[📥 Type…]", "1", "2", codes[0]), "No cross yet."),
    ):
        await town.do("Hilde", *way)
        assert asked in last(town["Hilde"])
        await anything(town, "Hilde")
        assert asked in last(town["Hilde"])
    assert await town.value("SELECT count(*) FROM codes WHERE state <> 'unused'") == 0


@pytest.mark.parametrize("name", ["Zus", "Anna"])
async def test_who_does_not_work_there_sees_no_paper(town: Town, tmp_path: Path, name: str) -> None:
    id, _codes = await ready(town, tmp_path, "coded")
    await lives(town, "Zus")
    await town.appoint("Zus", "hub_staff", OMMOORD)
    town["Zus"].looks()
    await close(town, id)
    await town.do(name, "/papier")
    assert "No paper is to be typed now." in town[name].newest.text
    town[name].forges(f"c{id}:paper_enter")
    await town.settle()
    try:
        await town.do(name, "1", "1")
    except AssertionError:
        pass  # nothing is asked
    assert await town.rows("SELECT batch FROM paper_entries") == []
