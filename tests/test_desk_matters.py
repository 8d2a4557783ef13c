"""Staff without Telegram: list, show, claim, answer, close and decide, under the same rules."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from bot.desk.commands import register
from bot.desk.desk import Reply, carry_out
from bot.desk.room import Room
from bot.turns import Answered
from conversations.talk import PressedCase
from locales.table import BOM
from storage.database import instant
from tests.matters import one, put
from tests.phones import NOON, OMMOORD, ROTTERDAM, ZEVENKAMP, Phones


class Desk:
    """A desk with what it sent."""

    def __init__(self, phones: Phones) -> None:
        self.phones = phones
        self.pushed: list[Answered] = []
        self.room = Room(
            phones.store,
            ROTTERDAM,
            phones.turns,
            "aanzet_bot",
            lambda: phones.now,
            self.pushed.extend,
        )

    async def __call__(self, do: str, **about: Any) -> Reply:
        self.pushed.clear()
        reply = await carry_out(self.room, {"do": f"matter-{do}", **about})
        await self.phones.deliver(self.pushed)
        return reply


async def filled(phones: Phones) -> tuple[Desk, str, str]:
    """Two questions of Anna in Ommoord, and the roles of Rita and Rob."""
    rita = await phones.appoint("Rita", "contact", OMMOORD)
    rob = await phones.appoint("Rob", "contact", OMMOORD)
    anna = await phones.id_of("Anna")
    async with phones.store.transaction() as tx:
        await put(
            tx,
            one("1" * 22, anna, number="M-2026-0001", title="=HYPERLINK(1)"),
            one("2" * 22, anna, number="M-2026-0002", next_at=NOON - dt.timedelta(days=2)),
            one("3" * 22, anna, number="M-2026-0003", wijk=ZEVENKAMP),
        )
    return Desk(phones), rita, rob


async def test_a_day_at_the_desk(phones: Phones) -> None:
    desk, rita, rob = await filled(phones)
    listed = await desk("list", wijk="Ommoord")
    assert listed.ok
    assert [line.split("  ")[0] for line in listed.said] == ["M-2026-0002", "M-2026-0001"]
    assert listed.said[0].endswith("LATE")
    shown = await desk("show", number="m-2026-0002", who=rita)
    assert "The lamp by the pond is broken" in shown.said[-1]
    assert (await desk("claim", number="M-2026-0002", who=rita)).ok
    # Two at once: the other hears who has it, and what to do.
    late = await desk("claim", number="M-2026-0002", who=rob)
    assert late == Reply(False, ("Rita has it already. Take it over with: --over",))
    # The same in the chat: one rule.
    phones.heard.clear()
    await phones.does("Rob", PressedCase("2" * 22, "work_take"))
    assert "Rita has it already." in phones.saw("Rob")
    noted = await desk("answer", number="M-2026-0002", who=rob, text="Look twice.", note=True)
    assert noted.ok
    theirs = await desk("answer", number="M-2026-0002", who=rob, text="Tuesday.")
    assert not theirs.ok
    assert "has this. Take it over first" in theirs.said[0]
    sent = await desk("answer", number="M-2026-0002", who=rita, standard="looking", asks=True)
    assert sent.ok
    assert "Thank you. I am looking at it." in phones.saw("Anna")
    assert "Look twice." not in phones.saw("Anna")
    assert not (await desk("close", number="M-2026-0002", who=rita)).ok
    assert (await desk("close", number="M-2026-0002", who=rita, text="Repaired.")).ok
    assert "Repaired." in phones.saw("Anna")
    again = await desk("close", number="M-2026-0002", who=rita, text="Repaired.")
    assert not again.ok
    # Who typed it stands in the journal beside in which role it was done.
    roles = {role for role, verb in await phones.journal("2" * 22)}
    assert {"contact", "operator"} <= roles


async def test_at_the_desk_a_role_is_judged_as_in_the_chat(phones: Phones) -> None:
    desk, rita, _rob = await filled(phones)
    other = await phones.appoint("Zed", "contact", ZEVENKAMP)
    ended = await phones.appoint("Fay", "contact", OMMOORD)
    async with phones.store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = :now WHERE id = :id", now=instant(phones.now), id=ended
        )
        await tx.run(
            """
            INSERT INTO roles (id, person, role, wijk, issued_by, issued_at)
            VALUES ('pending', (SELECT person FROM roles WHERE id = :id), 'contact', :wijk,
                    'test', :now)
            """,
            id=ended,
            wijk=OMMOORD,
            now=instant(phones.now),
        )
    orders: list[tuple[str, dict[str, Any]]] = [
        ("show", {}),
        ("claim", {}),
        ("answer", {"text": "Tuesday."}),
        ("answer", {"text": "A note.", "note": True}),
        ("close", {"text": "Done."}),
    ]
    for who in (other, ended, "pending", "nobody"):
        for do, about in orders:
            reply = await desk(do, number="M-2026-0001", who=who, **about)
            assert not reply.ok, (who, do)
            assert "HYPERLINK" not in " ".join(reply.said)
    assert await phones.rows("SELECT id FROM cases WHERE holder IS NOT NULL") == []
    for wrong, line in (
        ({"number": "M-2026-0099", "who": rita}, "There is no case"),
        ({"number": "M-2026-0001", "who": rita, "standard": "poem"}, "There is no text 'poem'"),
        ({"number": "M-2026-0001", "who": rita, "text": "bsn 111222333"}, "BSN"),
    ):
        reply = await desk("answer", **wrong)
        assert not reply.ok
        assert line in reply.said[0]


async def test_the_list_of_the_morning_is_a_file(phones: Phones, tmp_path: Path) -> None:
    desk, _rita, _rob = await filled(phones)
    table, page = tmp_path / "open.csv", tmp_path / "open.html"
    reply = await desk("list", csv=str(table), html=str(page))
    assert reply.ok
    assert table.stat().st_mode & 0o077 == 0
    text = table.read_text(encoding="utf-8")
    assert text.startswith(BOM)
    rows = list(csv.reader(text.removeprefix(BOM).splitlines(), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["M-2026-0002", "M-2026-0001", "M-2026-0003"]
    # What a resident typed is no formula, and no markup.
    assert rows[2][4] == "'=HYPERLINK(1)"
    html = page.read_text(encoding="utf-8")
    assert '<th scope="row">M-2026-0001</th>' in html
    assert "Anna" not in html
    assert await phones.id_of("Anna") not in text + html
    gone = await desk("list", csv=str(tmp_path / "no" / "where.csv"))
    assert not gone.ok
    assert "cannot be written" in gone.said[0]


async def test_the_secretary_decides_at_the_desk(phones: Phones) -> None:
    """By the commands of the chat: a voice of a member without Telegram, with its reason."""
    desk = Desk(phones)
    secretary = await phones.appoint("Sam", "secretary", OMMOORD)
    outsider = await phones.appoint("Zus", "secretary", ZEVENKAMP)
    await phones.appoint("Bea", "member", OMMOORD)
    anna, bea = await phones.id_of("Anna"), await phones.id_of("Bea")
    async with phones.store.transaction() as tx:
        await tx.run(
            """
            INSERT INTO cases (id, kind, number, person, channel, wijk, state, owner, next_at,
                               rules, opened, cause)
            VALUES (:case_id, 'initiative', 'BI-2026-0001', :anna, 'telegram', :wijk, 'deciding',
                    'member', :later, '1', :now, 'test')
            """,
            case_id="9" * 22,
            anna=anna,
            wijk=OMMOORD,
            now=instant(phones.now),
            later=instant(phones.now + dt.timedelta(days=9)),
        )
        regime = next(r for r in ROTTERDAM.regimes if r.kind == "council")
        await tx.run(
            """
            INSERT INTO decisions (id, case_id, wijk, regime, opened, closes, state)
            VALUES ('d', :case_id, :wijk, :regime, :now, :later, 'running')
            """,
            case_id="9" * 22,
            wijk=OMMOORD,
            regime=regime.model_dump_json(),
            now=instant(phones.now),
            later=instant(phones.now + dt.timedelta(days=9)),
        )
        await tx.run(
            "INSERT INTO seats (decision, person, role) VALUES ('d', :bea, 'member')", bea=bea
        )
    voice = {"number": "BI-2026-0001", "member": "Bea", "choice": "refuse"}
    assert not (await desk("decide", who=outsider, **voice, reason="No.")).ok
    assert (await desk("decide", who=secretary, number="BI-2026-0001")).said[0].startswith("Say ")
    unknown = await desk("decide", who=secretary, **{**voice, "member": "Eve"})
    assert "1 Bea" in unknown.said[0]
    done = await desk("decide", who=secretary, **voice, reason="Too near the road.")
    assert done.ok, done
    [row] = await phones.rows("SELECT choice, reason, recorded_by FROM voices")
    assert (row["choice"], row["reason"]) == ("refuse", "Too near the road.")
    assert row["recorded_by"] == await phones.id_of("Sam")
    # A matter is no plan, and a plan no matter.
    assert not (await desk("claim", who=secretary, number="BI-2026-0001")).ok


async def test_a_topic_is_given_to_the_ambassador_of_a_department(phones: Phones) -> None:
    desk, rita, _rob = await filled(phones)
    green = await phones.appoint("Gro", "ambassador", None)
    topic = ROTTERDAM.topics[0].id
    kept = await desk("keeper", topic=topic, who=green, department="Beheer")
    assert kept.said[0] == f"Gro keeps {topic}."
    [row] = await phones.rows("SELECT topic, person, department FROM topic_keepers")
    assert (row["topic"], row["department"]) == (topic, "Beheer")
    for about, line in (
        ({"topic": "moon", "who": green, "department": "Beheer"}, "There is no topic 'moon'."),
        ({"topic": topic, "who": rita, "department": "Beheer"}, "Only somebody with the role"),
        ({"topic": topic, "who": green}, "For which department?"),
    ):
        refused = await desk("keeper", **about)
        assert not refused.ok
        assert refused.said[0].startswith(line)
    assert (await desk("keeper", topic=topic, who=green, off=True)).ok
    assert await phones.rows("SELECT topic FROM topic_keepers") == []


def test_the_group_on_the_command_line(monkeypatch: Any) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "bot.desk.commands._order", lambda do, **about: asked.append({"do": do, **about})
    )
    app = typer.Typer()
    register(app)
    run = CliRunner().invoke
    assert run(app, ["desk", "list", "--wijk", "Ommoord"]).exit_code == 0
    claimed = run(app, ["desk", "claim", "M-2026-0001", "--as", "-hW2x_help", "--over"])
    assert claimed.exit_code == 0, claimed.output
    assert asked[0] == {"do": "matter-list", "wijk": "Ommoord", "csv": None, "html": None}
    assert asked[1]["who"] == "-hW2x_help"
    assert asked[1]["over"]
