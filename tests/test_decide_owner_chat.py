"""Deciding: who has the case, the money there is, who is reminded, and the files of a dossier."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.deciding import CONFIRM, GRANT, REFUSE, chat, last, state
from tests.english import Town, open_town


async def test_up_the_chain_and_in_the_end_the_general_number(town: Town) -> None:
    anna = await town.plan()
    await town.do("Anna", "[✅ Send]")
    assert "There is nobody yet who can decide about it." in last(anna)
    assert "You can call gemeente Rotterdam: 14 010." in last(anna)
    await town.do("Anna", "/mijn", "[📄 …]")
    assert "There is nobody yet who can decide about it." in last(anna)


@pytest.mark.parametrize("role", ["secretary", "contact"])
async def test_without_members_it_goes_to_the_next_in_the_chain(town: Town, role: str) -> None:
    sam = await town.appoint("Sam", role)
    await town.filed()
    assert "Plan BI-2026-0001" in last(sam)
    assert "🗓 Meeting: granted" in sam.newest.labels
    await town.do("Sam", "[🗓 Meeting: granted]", "Everybody was for it.")
    assert await state(town) == ("granted", "granted")


async def test_without_a_secretary_the_next_confirms(town: Town) -> None:
    await town.council("Bea", "Cor", secretary=None)
    await town.appoint("Ron", "contact")
    await town.filed()
    await town.do("Bea", GRANT)
    cor = await town.do("Cor", GRANT)
    # The chain of Rotterdam: secretary, chair, member, contact.
    assert "✅ Confirm the outcome" in cor.newest.labels
    await town.do("Cor", CONFIRM)
    assert await state(town) == ("granted", "granted")


@pytest.mark.parametrize("profile", ["ridderkerk", "hendrik-ido-ambacht"])
async def test_where_one_role_decides(tmp_path: Path, profile: str) -> None:
    async with open_town(str(tmp_path / "town.sqlite3"), profile) as town:
        wijk = town.village.bot.profile.own_wijken[0]
        reg = await town.appoint("Reg", "contact", wijk.id)
        await town.appoint("Sam", "secretary", wijk.id)
        acts = [
            "/idee",
            wijk.name,
            f"[✅ Yes, {wijk.name}]",
            "Picnic tables",
            "There is nowhere to sit.",
            "The square",
            "12 May",
            "wood 250",
            "[🙋 I do]",
            "[➡️ No, go on]",
        ]
        anna = await town.do("Anna", *acts)
        if "✅ Yes, it is right" in anna.newest.labels:
            await town.do("Anna", "[✅ Yes, it is right]")
        await town.do("Anna", "[✅ Send]")
        assert "decides about it." in last(anna)
        await town.do("Reg", REFUSE, "Ask the school first.")
        assert await state(town) == ("recorded", "declined")
        confirmer = next(
            p for p in (reg, town["Sam"]) if "✅ Confirm the outcome" in p.newest.labels
        )
        await town.do(confirmer.name, CONFIRM)
        assert "\u2068Ask the school first.\u2069" in last(anna)
        assert await state(town) == ("declined", "declined")


async def test_facts_without_a_rule_leave_it_to_people(tmp_path: Path) -> None:
    """Rotterdam without sample data: the quorum is unknown, so voices go to the meeting."""
    async with open_town(str(tmp_path / "town.sqlite3"), sample=False) as town:
        await town.council("Bea", "Cor")
        await town.filed()
        for name in ("Bea", "Cor"):
            await town.do(name, GRANT)
        assert await state(town) == ("meeting", "meeting")
        assert "The rules do not say how many people must take part." in chat(town["Sam"])


# --- money ---------------------------------------------------------------------------


async def test_the_ceiling_is_never_passed(town: Town) -> None:
    await town.council("Bea", "Cor")
    for _plan in range(7):
        await town.filed(cost="party tent 9.000")
    for name in ("Bea", "Cor"):
        cases = [r["id"] for r in await town.rows("SELECT id FROM cases ORDER BY number")]
        for case in cases:
            town[name].forges(f"c{case}:yes")
            await town.settle()
    sam = town["Sam"]
    for case in cases:
        sam.forges(f"c{case}:confirm")
    await town.settle()
    assert await town.value("SELECT count(*) FROM grants") == 6
    assert await town.value("SELECT SUM(cents) FROM grants") == 5_400_000
    assert "There is only €6,000 left for this year. This plan asks €9,000." in chat(sam)
    assert sorted(r["state"] for r in await town.rows("SELECT state FROM cases")) == [
        *["granted"] * 6,
        "recorded",
    ]


@pytest.mark.postgres
async def test_the_ceiling_is_never_passed_by_two_at_once(postgres_store: str) -> None:
    async with open_town(postgres_store) as town:
        await town.council("Bea", "Cor", secretary=None)
        secretaries = [f"Sam{n}" for n in range(8)]
        for name in secretaries:
            await town.appoint(name, "secretary")
        for _plan in range(8):
            await town.filed(cost="party tent 9.000")
        cases = [r["id"] for r in await town.rows("SELECT id FROM cases ORDER BY number")]
        for name in ("Bea", "Cor"):
            for case in cases:
                town[name].forges(f"c{case}:yes")
            await town.settle(30)
        for name, case in zip(secretaries, cases, strict=True):
            town[name].forges(f"c{case}:confirm")
        await asyncio.sleep(0)
        await town.settle(30)
        assert await town.value("SELECT count(*) FROM grants") == 6
        assert int(await town.value("SELECT SUM(cents) FROM grants")) == 5_400_000


# --- reminding -----------------------------------------------------------------------


async def test_only_who_has_not_decided_is_reminded_48_and_4_hours_before(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia", "Eva")
    await town.filed()
    await town.do("Bea", GRANT)
    await town.do("Dia", "[🙋 I am involved]", "[🙋 Yes, I step out]")
    await end_role(town, "Eva")
    note = "There is still a plan that waits for you."
    counts = []
    # Filed on 24 November at 10:30; closes on 5 January at 23:59.
    for hours in (24 * 40 + 13, 24, 21, 10):
        await town.later(hours=hours)
        counts.append(
            {
                n: sum(s.kind == "message" and note in s.text for s in town[n].room.sightings)
                for n in ("Bea", "Cor", "Dia", "Eva")
            }
        )
    assert all(c["Bea"] == c["Dia"] == c["Eva"] == 0 for c in counts)
    assert counts[0]["Cor"] == 0
    assert counts[-1]["Cor"] == 2


async def end_role(town: Town, name: str) -> None:
    """Somebody's role ends now."""
    person = await town.id_of(name)
    async with town.village.bot.store.transaction() as tx:
        await tx.run(
            "UPDATE roles SET until_at = :now, revoked_by = 'test' WHERE person = :person",
            now="2026-11-24T00:00:00.000000Z",
            person=person,
        )


async def test_a_late_case_is_told_to_the_initiator_and_to_the_owner(town: Town) -> None:
    await town.council("Bea", "Cor")
    await town.filed()
    for name in ("Bea", "Cor"):
        await town.do(name, GRANT)
    await town.later(days=44, hours=2)  # and nobody confirms it
    assert "Your plan takes longer than I said." in chat(town["Anna"])
    assert "This plan is late. The initiator is waiting." in chat(town["Sam"])


async def test_at_night_nobody_is_woken_for_news(town: Town) -> None:
    await town.plan()
    anna = await town.do("Anna", "[🤝 Ask neighbours for support]")
    token = anna.newest.text.split("start=")[1].split()[0].strip("\u2068\u2069")
    await town.later(hours=13)  # half past eleven at night
    await town.do("Karim", f"(opens {token})", "[🤝 Yes, I support this]")
    assert "A neighbour supports your plan" not in chat(anna)
    await town.later(hours=8)
    assert "A neighbour supports your plan" not in chat(anna)
    await town.later(hours=2)
    assert "A neighbour supports your plan" in chat(anna)


async def test_csv_and_files_of_a_dossier(town: Town) -> None:
    await town.council("Bea")
    await town.do("Anna", "/idee", "Ommoord", "[✅ Yes, Ommoord]", "Tables", "(voice)")
    await town.do("Anna", "Binnenhof", "12 May", "wood 250", "[🙋 I do]", "(photo)", "[➡️ Go on]")
    await town.do("Anna", "[✅ Yes, it is right]", "[✅ Send]")
    bea = town["Bea"]
    assert "📎 Files" in bea.newest.labels
    await town.do("Bea", "[📎 Files]")
    assert sum("With the plan:" in b.text for b in bea.chat) == 2
    zoe = await town.do("Zoe", "/start")
    zoe.forges(f"c{await town.value('SELECT id FROM cases')}:files")
    await town.settle()
    assert "With the plan:" not in chat(zoe)
