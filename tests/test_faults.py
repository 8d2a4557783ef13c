"""The fault list of safety.md: which test holds which number; here those without another home."""

from __future__ import annotations

import ast
import asyncio
import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from bot import inbound
from bot.demo.groups import Group
from bot.logs import CHATTY
from conversations.rules.texts import units
from tests.english import AGAIN, ANSWERS, Town
from tests.source import ROOT, one_reader, tree

# The numbers of safety.md that this release must withstand.
NUMBERS = {*range(1, 16), *range(17, 28), *range(29, 37), 38, 39, *range(41, 54)} | {
    *range(57, 66),
}

HELD_BY: dict[int, str] = {
    1: "tests/test_restart.py::test_a_restart_between_every_two_messages_loses_nothing",
    2: "tests/test_outbound.py::test_a_crash_before_noting_sends_at_most_one_letter_twice",
    3: "tests/test_intake.py::test_an_update_delivered_five_times_is_done_once",
    5: "tests/test_vote_late_chat.py::test_fault_5_a_double_tap_is_one_ballot_and_one_receipt",
    6: "tests/test_ballot_races.py::"
    "test_fault_6_two_phones_at_once_are_one_ballot_that_was_replaced",
    7: "tests/test_ballot_races.py::test_fault_7_many_accounts_tap_twice_at_once",
    8: "tests/test_ballots.py::test_fault_8_twenty_votes_of_one_person_are_one_and_the_last_counts",
    9: "tests/test_ballots.py::test_fault_9_as_many_as_the_rules_allow_and_no_more",
    10: "tests/test_anytime_chat.py::test_a_button_of_somebody_else_is_judged_as_ones_own_turn",
    11: "tests/test_forged_buttons.py::test_junk_in_a_button_is_an_old_button",
    12: "tests/test_forged_buttons.py::test_nobody_does_by_a_forged_button_what_is_not_theirs",
    13: "tests/test_forged_buttons.py::test_nobody_does_by_a_forged_button_what_is_not_theirs",
    17: "tests/test_roles.py::test_fault_17_an_invitation_does_not_work_after_72_hours",
    18: "tests/test_roles.py::"
    "test_fault_18_a_payload_that_names_a_role_gives_none_and_is_not_repeated",
    19: "tests/test_roles.py::test_fault_19_a_pending_member_cannot_decide",
    20: "tests/test_roles.py::"
    "test_fault_20_a_role_that_ends_while_a_prompt_is_open_makes_the_prompt_a_notice",
    21: "tests/test_intake.py::test_who_does_not_speak_as_telegram_is_refused",
    22: "tests/test_settings.py::test_a_mistake_in_the_file_names_file_and_key",
    23: "tests/test_anytime_chat.py::test_groups_are_left_without_a_word",
    24: "tests/test_intake.py::test_updates_nobody_asked_for_are_acknowledged",
    27: "tests/test_refused.py::test_refused_entities_are_left_out_once",
    29: "tests/test_files.py::test_what_is_not_what_it_says_is_refused_with_a_reason",
    30: "tests/test_files.py::test_a_picture_sent_as_a_file_has_no_place_in_anything_stored",
    35: "tests/test_intake.py::test_a_poisoned_update_becomes_a_dead_letter_with_an_apology",
    36: "tests/test_codes_chat.py::test_fault_36_six_wrong_codes_and_then_the_right_one",
    38: "tests/test_refused.py::test_429_keeps_one_chat_waiting_as_told_and_the_others_go_on",
    39: "tests/test_settings.py::test_a_refused_token_and_a_second_process_are_one_line_each",
    41: "tests/test_vote_late_chat.py::test_fault_41_a_message_counts_by_its_own_date",
    42: "tests/test_vote_late_chat.py::test_fault_42_old_buttons_say_when_the_round_closed",
    43: "tests/test_vote_late_chat.py::"
    "test_fault_43_after_an_outage_open_confirmations_are_asked_again",
    44: "tests/test_refused.py::test_a_revoked_token_stops_everything_and_keeps_it",
    45: "tests/test_broken_profiles.py::test_a_folder_of_ones_own_loads",
    46: "tests/test_paper.py::"
    "test_fault_46_a_paper_replaces_the_vote_in_the_chat_and_it_is_reported",
    47: "tests/test_results.py::test_one_changed_byte_and_nothing_is_counted",
    48: "tests/test_rounds.py::test_after_the_opening_nothing_changes_but_the_closing",
    49: "tests/test_ballot_secrecy.py::test_fault_49_nobody_sees_what_others_chose_while_it_runs",
    50: "tests/test_ballot_secrecy.py::"
    "test_fault_50_after_the_destruction_nothing_leads_from_a_ballot_to_a_person",
    51: "tests/test_vote_late_chat.py::test_what_was_chosen_leaves_every_message_when_it_is_cast",
    52: "tests/test_code_register.py::test_a_code_is_bound_both_ways",
    53: "tests/test_rounds.py::test_without_two_rehearsals_a_round_does_not_open",
    57: "tests/test_vote_chat.py::test_fault_57_too_young_is_refused_and_nothing_of_it_is_kept",
    60: "tests/test_restart.py::test_restart_and_language_at_every_step_of_a_plan",
    61: "tests/test_intake.py::test_a_full_disk_stops_confirming_until_there_is_space",
    62: "tests/test_intake.py::"
    "test_while_the_store_is_locked_nothing_is_confirmed_and_then_all_is_done_once",
    64: "tests/test_intake.py::test_sigterm_under_load_loses_nothing",
    65: "tests/test_vote_late_chat.py::"
    "test_fault_65_without_the_secret_voting_stands_still_and_the_rest_goes_on",
}

# Numbers that one test alone does not hold: their other halves.
AND_BY: tuple[tuple[int, str], ...] = (
    (45, "tests/test_round_file.py::test_what_is_wrong_is_said_with_its_line"),
    (45, "tests/test_round_file.py::test_a_wrong_file_prepares_nothing"),
    (46, "tests/test_paper.py::test_the_same_code_on_two_papers_is_refused_wherever_it_is"),
    (
        46,
        "tests/test_paper_races.py::"
        "test_fault_46_one_serial_entered_in_two_batches_at_once_is_refused_once",
    ),
    (
        47,
        "tests/test_paper.py::test_fault_47_what_was_changed_after_the_closing_is_not_sealed_anew",
    ),
    (48, "tests/test_rounds.py::test_two_officers_close_it_later_with_a_reason_and_the_wijk_hears"),
    (52, "tests/test_codes_chat.py::test_a_lost_letter_is_replaced_and_whoever_used_it_hears_it"),
    (53, "tests/test_rounds.py::test_other_rules_ask_for_other_rehearsals"),
)


def names_in(path: Path) -> set[str]:
    """The names of the tests in a file."""
    return {
        node.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
    }


@one_reader
def test_every_number_is_held_by_a_test_that_exists() -> None:
    here = {int(name.split("_")[2]) for name in names_in(Path(__file__)) if "_fault_" in name}
    assert set(HELD_BY) | here == NUMBERS
    for number, where in (*HELD_BY.items(), *AND_BY):
        file, _colons, test = where.partition("::")
        names = names_in(ROOT / file)
        assert names if not test else test in names, f"{number}: {where} is not there (any more)"


def chat(person: Any) -> str:
    """Everything the bot has on somebody's screen."""
    return "\n".join(b.text for b in person.chat if not b.mine)


# --- 4: the wrong order -------------------------------------------------------------


async def test_fault_4_answers_in_the_wrong_order_land_in_no_wrong_field(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:5])
    town.village.telegram.mishaps.reorder()
    anna.says("Binnenhof, by the shops")
    anna.says("and by the school")
    await town.settle()
    await town.later(seconds=2)
    draft = await town.draft() or {}
    assert draft["story"] == ANSWERS[4]
    assert set(str(draft["place"]).split("\n")) == {"Binnenhof, by the shops", "and by the school"}
    assert draft["place"].startswith("Binnenhof")
    assert draft["start"] is None


async def test_fault_4_a_tap_that_overtakes_the_text_before_it_is_an_old_button(
    town: Town,
) -> None:
    anna = await town.do("Anna", *ANSWERS[:6])
    town.village.telegram.mishaps.reorder()
    anna.says("12 May")
    anna.taps("🤷 I do not know yet")
    await town.settle()
    await town.later(seconds=2)
    draft = await town.draft() or {}
    assert draft["start"] in ("later", "2027-05-12")
    assert draft["lines"] is None
    assert "What does it cost?" in anna.newest.text


# --- 14, 15: voices -----------------------------------------------------------------


async def test_fault_14_twice_yes_and_then_no_is_one_voice_and_the_last_counts(
    town: Town,
) -> None:
    await town.council("Bea", "Cor", "Dia")
    await town.filed()
    town["Bea"].taps_twice("✅ Grant")
    await town.settle()
    await town.do("Bea", "[❌ Do not grant]", "On second thoughts, no.")
    assert await town.rows("SELECT choice FROM voices") == [{"choice": "refuse"}]
    history = await town.rows("SELECT choice FROM voice_history ORDER BY at")
    assert [row["choice"] for row in history][-1] == "refuse"
    assert {row["choice"] for row in history} == {"approve", "refuse"}


async def test_fault_15_a_member_who_made_the_plan_has_no_voice_in_it(town: Town) -> None:
    await town.council("Anna", "Bea", "Cor")
    case = await town.filed("Anna")
    anna = town["Anna"]
    anna.forges(f"c{case}:yes")
    await town.settle()
    assert await town.value("SELECT count(*) FROM voices") == 0
    assert "0 of 2 people decided so far." in " ".join(town["Bea"].newest.text.split())
    for name in ("Bea", "Cor"):
        await town.do(name, "[✅ Grant]")
    assert await town.value("SELECT outcome FROM decisions") == "granted"


# --- 25, 26: texts ------------------------------------------------------------------

LITERAL = ["<b>x</b>", "<3 de buurt", "</a>", "&lt;", "*x* _y_ [z](http://e.x) `q`", "a < b && c"]


async def test_fault_25_signs_of_markup_arrive_literally(town: Town) -> None:
    await town.council("Bea")
    for title in LITERAL:
        await town.do("Anna", *(AGAIN if title != LITERAL[0] else ANSWERS))
        await town.do("Anna", "[✏️ Change something]", "[📝 Name]", title, "[✅ Send]")
        assert f"\u2068{title}\u2069" in town["Bea"].newest.text, title
        await town.do("Anna", "/mijn")
        assert f"\u2068{title}\u2069" in town["Anna"].newest.text, title
        markup = [
            entity
            for entity in town["Bea"].newest.json.get("entities", ())
            if entity["type"] not in ("bold", "blockquote", "expandable_blockquote")
        ]
        assert markup == []


STRANGE = {
    "override": "\u202e" + "There is nowhere to sit. " * 3,
    "zero width": "\u200b".join("There is nowhere to sit."),
    "marks": "sit" + "\u0301" * 500 + " nowhere to sit at all",
    "emoji": "🪑" * 1400,
    "nul": "There is\x00 nowhere\x1b[31m to sit.",
    "spaces": "There is\u00a0nowhere\u2003to sit.\n\n\n\n\nAt all.",
    "lone half": "There is nowhere \ud83d to sit.".encode("utf-16", "surrogatepass").decode(
        "utf-16", "replace"
    ),
}


async def test_fault_26_strange_letters_are_cleaned_and_can_be_delivered(town: Town) -> None:
    await town.council("Bea")
    await town.plan()
    for name, story in STRANGE.items():
        await town.do("Anna", "[✏️ Change something]", "[💬 What and why]", story)
        kept = (await town.draft() or {})["story"]
        assert "\x00" not in kept, name
        assert "\u202e" not in kept, name
        assert units(kept) <= 3000, name
        assert "Your plan, before you send it" in town["Anna"].newest.text, name
    await town.do("Anna", "[✏️ Change something]", "[💬 What and why]", "🪑" * 1500)
    await town.do("Anna", "[✅ Send]")
    assert "Plan BI-2026-0001" in town["Bea"].newest.text
    assert units(town["Bea"].newest.text) <= 4096


async def test_fault_26_five_thousand_characters_are_refused_with_how_many(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:4])
    anna.says("x" * 3001)
    await town.settle()
    assert "1 character too long" in anna.newest.text
    assert (await town.draft() or {})["story"] is None


# --- 31, 32: what is logged ----------------------------------------------------------

CANARIES = ("Kanarina", "kanarietitel", "kanarieverhaal", "Kanarieplein", "kanariereden")


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Any:
    """Everything that went to the log, to the end of the test."""
    caplog.set_level(logging.DEBUG)
    for name in CHATTY:  # as `set_up` does, also at DEBUG
        caplog.set_level(logging.WARNING, logger=name)

    def read() -> str:
        out, err = capfd.readouterr()
        return out + err + caplog.text

    return read


async def test_fault_31_nothing_people_say_stands_in_the_log(town: Town, logged: Any) -> None:
    await town.council("Bea", "Cor")
    acts = [*ANSWERS]
    acts[3:6] = ["kanarietitel", "kanarieverhaal over de buurt", "Kanarieplein 1"]
    await town.do("Kanarina", *acts, "[✅ Send]")
    await town.do("Bea", "[❌ Do not grant]", "kanariereden, echt waar")
    await town.do("Cor", "[❌ Do not grant]", "kanariereden ook van mij")
    await town.do("Sam", "[✅ Confirm the outcome]")
    town.village.telegram.mishaps.fail(502, times=2)
    await town.do("Kanarina", "/mijn")
    text = logged()
    assert "turn" in text, "there is a log to look into"
    for canary in CANARIES:
        assert canary not in text, canary
    assert str(town["Kanarina"].id) not in text


async def test_fault_32_the_token_stands_nowhere(town: Town, logged: Any) -> None:
    telegram = town.village.telegram
    for code in (500, 502, 504):
        telegram.mishaps.fail(code, times=2)
    telegram.mishaps.cut_before(2)
    telegram.mishaps.cut_after(1)
    anna = town["Anna"]
    anna.says("/start")
    await asyncio.sleep(0.3)
    telegram.mishaps.over()
    await town.later(seconds=90)
    text = logged()
    assert telegram.token not in text
    assert telegram.token.partition(":")[2] not in text


# --- 33, 34: people who cannot be reached -----------------------------------------------


async def test_fault_33_a_decision_waits_for_who_blocked_the_bot_and_comes_once(
    town: Town,
) -> None:
    await town.council("Bea", "Cor")
    await town.filed("Anna")
    anna = town["Anna"]
    anna.blocks()
    await town.settle()
    for name in ("Bea", "Cor"):
        await town.do(name, "[✅ Grant]")
    await town.do("Sam", "[✅ Confirm the outcome]")
    await town.later(seconds=5)
    assert "I cannot reach \u2068Anna\u2069. Please use another way." in chat(town["Sam"])
    assert await town.value("SELECT state FROM cases") == "granted"
    await town.later(days=1)
    anna.unblocks()
    await town.settle()
    await town.later(seconds=2)
    told = [b for b in anna.chat if "may go on!" in b.text]
    assert len(told) == 1


async def test_fault_34_a_deleted_account_is_tried_once_and_staff_hears_it(town: Town) -> None:
    await town.council("Bea", "Cor")
    await town.filed("Anna")
    town["Anna"].deactivates()
    for name in ("Bea", "Cor"):
        await town.do(name, "[✅ Grant]")
    before = town.village.telegram.refusals.total()
    await town.do("Sam", "[✅ Confirm the outcome]")
    await town.later(seconds=5)
    await town.later(hours=1)
    assert "I cannot reach \u2068Anna\u2069. Please use another way." in chat(town["Sam"])
    assert town.village.telegram.refusals.total() - before <= 2


# --- 58, 59: what is no answer --------------------------------------------------------------


async def test_fault_58_an_edited_message_changes_no_answer(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:5])
    mine = [b for b in anna.chat if b.mine]
    anna.edits(mine[-1], "Something else")
    await town.settle()
    assert "I keep your first answer." in anna.newest.text
    assert "Where is it?" in anna.newest.text
    assert (await town.draft() or {})["story"] == ANSWERS[4]
    await town.do("Anna", "(photo a caption of ten letters)")
    photo = [b for b in anna.chat if b.mine][-1]
    anna.edits(photo, "another caption altogether")
    await town.settle()
    assert "another caption" not in json.dumps(await town.draft())


async def test_fault_59_no_sticker_is_a_title(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:3])
    for act in ("(sticker)", "(location)", "(contact)", "(dice)", "(poll)"):
        await town.do("Anna", act)
        assert "What is your plan called?" in anna.newest.text, act
    assert (await town.draft() or {})["title"] is None
    await town.do("Anna", "(voice)")
    assert "What is your plan called?" in anna.newest.text
    assert (await town.draft() or {})["title"] is None


# --- 63: Telegram is away ---------------------------------------------------------------


async def test_fault_63_after_half_an_hour_without_telegram_everything_comes_in_order(
    town: Town,
) -> None:
    await town.council("Bea")
    anna = await town.plan()
    town.village.telegram.mishaps.fail(502, seconds=1800, method="send*")
    town.village.telegram.mishaps.fail(502, seconds=1800, method="edit*")
    anna.taps("✅ Send")
    for _look in range(200):
        if await town.value("SELECT count(*) FROM cases"):
            break
        await asyncio.sleep(0.01)
    assert "Your number is" not in chat(anna)
    town.village.telegram.mishaps.over()
    town.village.clock.advance(dt.timedelta(minutes=31))
    for _look in range(500):
        if "Your number is" in chat(anna) and "Plan BI-2026-0001" in chat(town["Bea"]):
            break
        await asyncio.sleep(0.01)
    assert chat(anna).count("Your number is BI-2026-0001.") == 1
    assert chat(town["Bea"]).count("Plan BI-2026-0001") == 1


def test_group_and_parser_are_the_real_ones() -> None:
    """The tests above go through the only parser of updates and the village's groups."""
    assert inbound.read.__module__ == "bot.inbound"
    assert Group.__module__ == "bot.demo.groups"
