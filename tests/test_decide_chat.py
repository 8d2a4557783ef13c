"""Deciding: the dossier, every choice, quorum and deadline, questions, confirming."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.deciding import CONFIRM, GRANT, HOLD, REFUSE, chat, last, state
from tests.english import Town


async def test_the_prompt_is_a_dossier_on_one_page(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia")
    await town.filed(cost="wood 2.600")
    bea = town["Bea"]
    for line in (
        "Plan BI-2026-0001: €2,600",
        "📝 \u2068Picnic tables\u2069",
        "🏘 Wijk: Ommoord",
        "📅 Start: Wednesday 12 May 2027",
        "\u2068There is nowhere to sit when the children play.\u2069",
        "👥 With whom: \u2068six neighbours and the school\u2069",
        "🤝 Support: 0 of 4 neighbours",
        "Decide before 5 January 2027 at 23:59.",
        "0 of 3 people decided so far.",
        "At least 2 must take part.",
        "Fewer neighbours signed than asked: 0 of 4.",
        "💰 Left this year: €60,000",
    ):
        assert line in last(bea), line
    assert bea.newest.labels == (
        "✅ Grant",
        "❌ Do not grant",
        "⏸ Hold over",
        "❓ Ask the initiator",
        "🙋 I am involved",
        "🕰 History",
        "🏠 Menu",
    )
    assert "Anna" not in last(bea)


async def test_granted_from_the_first_voice_to_the_letter(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia")
    await town.filed()
    for name in ("Bea", "Cor"):
        await town.do(name, GRANT)
    assert await state(town) == ("recorded", "granted")
    assert "\u2068Dia\u2069: did not decide" in last(town["Dia"])
    assert "Anna" not in chat(town["Sam"])
    anna = town["Anna"]
    assert "may go on" not in chat(anna), "nothing is told before it is confirmed"
    await town.do("Sam", CONFIRM)
    assert await state(town) == ("granted", "granted")
    assert "🎉 The plan \u2068Picnic tables\u2069 may go on! The wijkraad grants €310." in last(
        anna
    )
    assert "You get a letter about the money. I do not send money." in last(anna)
    assert "💰 Left this year: €59,690" in last(town["Sam"])


@pytest.mark.parametrize(
    ("button", "outcome", "told"),
    [
        (REFUSE, "declined", "The plan \u2068Picnic tables\u2069 does not get money."),
        (HOLD, "held", "The plan \u2068Picnic tables\u2069 has to wait."),
    ],
)
async def test_a_reason_is_required_and_reaches_the_initiator(
    town: Town, button: str, outcome: str, told: str
) -> None:
    await town.council("Bea", "Cor", "Dia")
    await town.filed()
    bea = await town.do("Bea", button)
    assert last(bea) == "Why? The initiator reads your reason."
    assert await town.value("SELECT count(*) FROM voices") == 0
    await town.do("Bea", "x")
    assert await town.value("SELECT count(*) FROM voices") == 0, "a reason of one letter is none"
    await town.do("Bea", "[⬅️ Back]")
    assert "Decide before" in last(bea)
    await town.do("Bea", button, "It is too dear for the wijk.")
    await town.do("Cor", button, "There is one already.")
    assert await state(town) == ("recorded", outcome)
    await town.do("Sam", CONFIRM)
    anna = town["Anna"]
    assert told in last(anna)
    assert "\u2068It is too dear for the wijk.\u2069 \u2068There is one already.\u2069" in last(
        anna
    )


async def test_what_others_say_stays_hidden_until_it_is_settled(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia")
    await town.filed()
    await town.do("Bea", REFUSE, "Never in my life.")
    for name in ("Cor", "Dia", "Sam", "Anna"):
        words = chat(town[name])
        assert "Never in my life." not in words, name
        assert "do not grant" not in words, name
    await town.do("Sam", "/raad", "[⏳…]", "[📄…]", "[🕰 History]")
    assert "somebody decided" in last(town["Sam"])
    assert "Bea" not in last(town["Sam"])
    await town.do("Cor", REFUSE, "Nor in mine.")
    assert "\u2068Bea\u2069: ❌ do not grant \u2068Never in my life.\u2069" in last(town["Dia"])


async def test_settled_at_once_when_it_is_certain_and_not_before(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia", "Eva", "Fem")
    await town.filed()
    for n, name in enumerate(("Bea", "Cor", "Dia"), 1):
        assert (await state(town))[0] == "deciding", n
        await town.do(name, GRANT)
    assert await state(town) == ("recorded", "granted")
    eva = await town.do("Eva", "/raad")
    assert "To decide" not in last(eva) or "0 plans wait for you." in last(eva)


async def test_the_deadline_with_a_quorum_decides_by_most_voices(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia", "Eva", "Fem")
    await town.filed()
    await town.do("Bea", GRANT)
    await town.do("Cor", GRANT)
    await town.do("Dia", REFUSE, "I do not like it.")
    assert (await state(town))[0] == "deciding"
    await town.later(days=43)
    assert await state(town) == ("recorded", "granted")
    await town.do("Sam", CONFIRM)
    assert await state(town) == ("granted", "granted")


@pytest.mark.parametrize(
    ("voices", "why"),
    [
        ({"Bea": GRANT, "Cor": REFUSE}, "As many people are for as against."),
        ({"Bea": GRANT}, "Too few people took part."),
        ({}, "Too few people took part."),
    ],
)
async def test_a_tie_or_no_quorum_goes_to_the_meeting(
    town: Town, voices: dict[str, str], why: str
) -> None:
    await town.council("Bea", "Cor", "Dia")
    await town.filed()
    for name, button in voices.items():
        await town.do(name, *((button,) if button == GRANT else (button, "No money left.")))
    await town.later(days=43)
    assert await state(town) == ("meeting", "meeting")
    sam = town["Sam"]
    assert why in last(sam) or why in chat(sam)
    assert "does not get money" not in chat(town["Anna"])
    await town.do("Sam", "[🗓 Meeting: granted]")
    assert last(sam) == "Why did the meeting decide this?"
    await town.do("Sam", "Everybody came, and everybody liked it.")
    assert await state(town) == ("granted", "granted")
    assert "🎉 The plan \u2068Picnic tables\u2069 may go on!" in last(town["Anna"])
    assert "Everybody came, and everybody liked it." in last(town["Anna"])
    assert "Everybody came, and everybody liked it." in last(town["Bea"])


async def test_who_is_involved_steps_out_and_the_rest_is_counted_anew(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia")
    await town.filed()
    await town.do("Bea", GRANT)
    dia = await town.do("Dia", "[🙋 I am involved]", "[⬅️ No, back]")
    assert "✅ Grant" in dia.newest.labels
    await town.do("Dia", "[🙋 I am involved]", "[🙋 Yes, I step out]")
    assert "You stepped out of this decision." in last(dia)
    assert "✅ Grant" not in dia.newest.labels
    assert "1 of 2 people decided so far." in last(town["Cor"])
    await town.do("Cor", GRANT)
    assert await state(town) == ("recorded", "granted")
    assert "\u2068Dia\u2069: involved, stepped out" in last(town["Bea"])


async def test_when_everybody_is_involved_the_meeting_decides(town: Town) -> None:
    await town.council("Bea", "Cor")
    await town.filed()
    for name in ("Bea", "Cor"):
        await town.do(name, "[🙋 I am involved]", "[🙋 Yes, I step out]")
    assert await state(town) == ("meeting", "meeting")
    assert "Everybody is involved. Nobody is left to decide." in chat(town["Sam"])


async def test_a_question_pauses_the_clock_and_the_answer_stands_in_the_dossier(
    town: Town,
) -> None:
    await town.council("Bea", "Cor", "Dia")
    case = await town.filed()
    bea = await town.do("Bea", "[❓ Ask the initiator]")
    assert last(bea) == "What do you want to ask the initiator?"
    await town.do("Bea", "Who looks after the tables?")
    anna = town["Anna"]
    assert "\u2068Who looks after the tables?\u2069" in last(anna)
    await town.later(days=5)
    await town.do("Anna", "[💬 Answer]", "We do, with six neighbours.")
    assert "Thank you. Your answer is in the dossier." in last(anna)
    for name in ("Bea", "Cor", "Dia"):
        assert "💬 Answer \u2068We do, with six neighbours.\u2069" in last(town[name]), name
    closes = await town.value("SELECT closes FROM decisions WHERE case_id = :c", c=case)
    assert dt.datetime.fromisoformat(closes).date() == dt.date(2027, 1, 10)
    # The old deadline passes and nothing happens; the new one closes it.
    await town.later(days=38, hours=12)
    assert (await state(town))[0] == "deciding"
    await town.later(days=5)
    assert (await state(town))[0] == "meeting"


async def test_a_question_nobody_answers_does_not_stop_the_clock_for_ever(town: Town) -> None:
    await town.council("Bea", "Cor")
    await town.filed()
    await town.do("Bea", "[❓ Ask the initiator]", "Who looks after the tables?")
    await town.later(days=15)
    assert await town.value("SELECT paused FROM decisions") is None
    await town.later(days=45)
    assert (await state(town))[0] == "meeting"


async def test_only_who_decides_may_ask_and_only_the_initiator_answers(town: Town) -> None:
    await town.council("Bea", "Cor")
    case = await town.filed()
    zoe = await town.do("Zoe", "/start")
    for verb in ("ask", "answer"):
        zoe.forges(f"c{case}:{verb}")
        await town.settle()
        assert "What do you want to ask" not in last(zoe)
        assert await town.value("SELECT count(*) FROM drafts") == 0
    anna = town["Anna"]
    anna.forges(f"c{case}:answer")
    await town.settle()
    assert "There is no open question about your plan." in last(anna)


async def test_back_from_an_answer_is_the_question_again(town: Town) -> None:
    """The dossier is not for the initiator: it would say that they cannot see their own plan."""
    await town.council("Bea", "Cor", "Dia")
    await town.filed()
    await town.do("Bea", "[❓ Ask the initiator]", "Who looks after the tables?")
    anna = await town.do("Anna", "[💬 Answer]")
    assert last(anna) == "What is your answer?"
    await town.do("Anna", "[⬅️ Back]")
    assert "A question about your plan" in last(anna)
    assert "Who looks after the tables?" in last(anna)


async def test_the_secretary_writes_down_a_choice_and_the_member_changes_it(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia")
    await town.filed()
    sam = await town.do("Sam", "/raad", "[⏳…]", "[📄…]", "[✍️ Write down a choice]")
    assert set(sam.newest.labels) == {"Bea", "Cor", "Dia", "⬅️ Back"}
    await town.do("Sam", "[Cor]", REFUSE)
    assert last(sam) == "Which reason did the member give?"
    await town.do("Sam", "He told me by telephone.")
    cor = town["Cor"]
    assert "The record was changed: somebody wrote down your choice. Is it right?" in last(cor)
    assert "Your choice: ❌ do not grant" in last(cor)
    assert "Somebody wrote this down for you. You may change it." in last(cor)
    assert "He told me" not in chat(town["Bea"])
    await town.do("Cor", GRANT)
    assert "Somebody wrote this down" not in last(cor)
    rows = await town.rows("SELECT choice, recorded_by FROM voice_history ORDER BY at")
    assert [(r["choice"], r["recorded_by"] is None) for r in rows] == [
        ("refuse", False),
        ("approve", True),
    ]
    # A plain member cannot.
    bea = town["Bea"]
    bea.forges(f"c{await town.value('SELECT id FROM cases')}:recyes:0")
    await town.settle()
    assert "You do not decide about this plan." in last(bea)


async def test_a_secretary_writes_nothing_down_about_an_own_plan(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia")
    case = await town.filed("Sam")
    sam = town["Sam"]
    for verb in ("recyes:0", "confirm", "mgrant", "tomeeting"):
        sam.forges(f"c{case}:{verb}")
        await town.settle()
    assert await town.value("SELECT count(*) FROM voices") == 0
    assert (await state(town))[0] == "deciding"


async def test_first_to_the_meeting_then_held_over_and_brought_back(town: Town) -> None:
    await town.council("Bea", "Cor", "Dia")
    await town.filed()
    await town.do("Bea", GRANT)
    await town.do("Cor", GRANT)
    await town.do("Sam", "[🗓 First to the meeting]")
    assert (await state(town))[0] == "meeting"
    await town.do("Sam", "[🗓 Meeting: held over]", "We want to see the square first.")
    assert await state(town) == ("held", "held")
    assert "\u2068We want to see the square first.\u2069" in last(town["Anna"])
    sam = await town.do("Sam", "[🔄 Bring it back]")
    assert "State: being decided" in last(sam)
    for name in ("Bea", "Cor"):
        assert "of 3 people decided so far." in last(town[name])
        await town.do(name, GRANT)
    await town.do("Sam", CONFIRM)
    assert await state(town) == ("granted", "granted")
    assert await town.value("SELECT count(*) FROM grants") == 1
    assert await town.value("SELECT count(*) FROM decisions") == 3


async def test_what_is_decided_is_decided(town: Town) -> None:
    await town.council("Bea", "Cor")
    case = await town.filed()
    for name in ("Bea", "Cor"):
        await town.do(name, GRANT)
    sam = town["Sam"]
    sam.taps_twice("✅ Confirm the outcome")
    await town.settle()
    assert await town.value("SELECT count(*) FROM grants") == 1
    for name, verb in (
        ("Bea", "no"),
        ("Sam", "mdecline"),
        ("Sam", "tomeeting"),
        ("Anna", "withdrawyes"),
    ):
        town[name].forges(f"c{case}:{verb}")
        await town.settle()
    assert await state(town) == ("granted", "granted")
    assert "It is decided already." in last(town["Anna"])
