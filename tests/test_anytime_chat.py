"""Anything, at any time: back, stop, language, help and oddities at every step of every journey."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from bot.demo.groups import Group
from bot.demo.people import People, Person
from conversations.journeys import JOURNEYS
from locales.catalogues import also_in, no_longer_in
from tests.english import ANSWERS, LONG, OMMOORD, Town
from tests.moments import Hand, Phone, moment
from tests.test_words import pseudo_arabic

# Everything a phone can send that is no answer, as a line of a transcript.
ODD = (
    "(sticker)",
    "(dice)",
    "(poll)",
    "(contact)",
    "(location)",
    "/unknown_command",
)
LABELS_OUT = (
    "🏠 Menu",
    "⬅️ Back",
    "⬅️ No, back",
    "⬅️ No, keep it",
    "📋 My plans",
    "📋 What I told",
    "⏸ Later",
)
GO_ON = re.compile("^(▶️ Go on|✏️ [^C])")


def question(text: str) -> str:
    """The question under whatever was said first: the last paragraph that asks something."""
    parts = [part for part in text.split("\n\n") if "?" in part or part.startswith("Step")]
    return parts[-1] if parts else text


async def anything(
    town: Town, name: str, *, by_phone: bool = False, positions: bool = True
) -> None:
    """At this step: every oddity, every side question, and always the same question again.

    Asked of the turns of the bot, which are undone after that; `by_phone` the whole way too, as
    everybody does it: one step of every journey is.  `positions`: a place on the map is an oddity
    too, rather than an answer.
    """
    at_home = await town.value("SELECT wijk FROM people WHERE id = :p", p=await town.id_of(name))
    commands = ["/help", "/privacy", "/mijn", "/start", "/stop", "/taal"]
    if at_home is not None:  # otherwise they are a question themselves
        commands += ["/wijk", "/contact"]
    async with moment(town, name) as hand:
        await disturbs(hand, commands, positions=positions)
    if by_phone:
        await disturbs(Phone(town, name), commands, positions=positions)
        # The gate against floods counts ten minutes.
        await town.later(minutes=11)


async def disturbs(hand: Hand, commands: list[str], *, positions: bool = True) -> None:
    """Everything that may not change the question that stands there."""
    asked, before = question(hand.text), await hand.kept()
    for act in ODD:
        if act == "(location)" and not positions:
            continue
        await hand.do(act)
        assert asked in hand.text, f"{act} at {asked!r}"
        assert await hand.kept() == before, f"{act} at {asked!r}"
    for act in commands:
        await hand.do(act)
        assert asked not in hand.text, f"{act} at {asked!r}"
        for _tap in range(2):  # from the list of plans it is two
            if asked in hand.text:
                break
            backs = [label for label in hand.labels if GO_ON.match(label)]
            assert backs, f"no way back from {act} at {asked!r}: {hand.labels}"
            await hand.do(f"[{backs[0]}]")
        assert asked in hand.text, f"back from {act} at {asked!r}"
    await hand.do("/taal nl", "/taal en")
    assert asked in hand.text, f"language at {asked!r}"
    await hand.do("(edits Something else altogether)")
    assert "You changed an old message. I keep your first answer." in hand.text
    assert asked in hand.text
    await hand.do("(forges s0:send)", "(forges s1:elsewhere)", "(forges zzz)")
    assert hand.toast == "That button is old. Below you see where you are now."
    assert asked in hand.text
    assert await hand.kept() == before, f"after everything at {asked!r}"


async def test_at_every_step_of_a_plan(town: Town) -> None:
    acts = list(ANSWERS)
    acts[7] = "wood 2.600"
    acts[8:8] = LONG
    for act in acts:
        await town.do("Anna", act)
        await anything(town, "Anna", by_phone=act == acts[0])
    await town.do("Anna", "[✏️ Change something]")
    await anything(town, "Anna")
    await town.do("Anna", "[💶 Costs]")
    await anything(town, "Anna")
    await town.do("Anna", "wood 2.700", "[✅ Send]")
    assert "Your number is" in town["Anna"].newest.text


async def test_at_every_step_of_telling_where_i_live(town: Town) -> None:
    await town.do("Anna", "/wijk")
    for act in ("3069", "[Another wijk]", "[More wijken…]", "Ommoord"):
        await anything(town, "Anna", by_phone=act == "3069")
        await town.do("Anna", act)
    await town.do("Anna", "[✅ Yes, Ommoord]")
    assert town["Anna"].newest.text.startswith("Your wijk: Ommoord")


async def test_at_every_step_to_the_people_of_a_wijk(town: Town) -> None:
    await town.do("Anna", "/contact")
    for act in ("3069", "[Another wijk]", "[More wijken…]"):
        await anything(town, "Anna", by_phone=act == "3069")
        await town.do("Anna", act)
    await town.do("Anna", "Ommoord", "[✅ Yes, Ommoord]", "[🏘 Another wijk]")
    await town.do("Anna", "[⬅️ Back]")


async def test_at_every_step_of_ones_own_card(town: Town) -> None:
    await town.appoint("Anna", "contact")
    await town.appoint("Bo", "contact", "rotterdam.zevenkamp")
    asked = {
        "[📅 My days]": ("ma-do",),
        "[☎️ Office telephone]": ("010 000 00 02",),
        "[💬 What people may ask]": ("Questions about your street",),
        "[🙋 My name]": ("Anna de Wit",),
        "[🏖 I will be away]": ("[📅 Today]", "4 January", "[👤 …Zevenkamp…]"),
    }
    for button, answers in asked.items():
        await town.do("Anna", "/kaart", button)
        for answer in answers:
            await anything(town, "Anna", by_phone=answer == "ma-do")
            await town.do("Anna", answer)
        await anything(town, "Anna")
        await town.do("Anna", "[✅ Yes, save it]")
        assert town["Anna"].newest.text.startswith("Saved."), button


async def test_at_every_step_of_a_stop_of_the_bus(town: Town) -> None:
    await town.appoint("Dora", "hub_staff", None)
    await town.do("Dora", "/wijk", "3069", "Ommoord", "/haltes", "[➕ …]")
    for answer in ("Ommoord", "4 January 2027", "13:00 to 15:00"):
        await anything(town, "Dora", by_phone=answer == "Ommoord")
        await town.do("Dora", answer)
    await town.do("Dora", "Binnenhof")  # where it is a place on the map is an answer
    await anything(town, "Dora")
    assert "Binnenhof" in town["Dora"].newest.text


async def test_at_every_step_of_an_activity(town: Town) -> None:
    await town.appoint("Hub", "hub_staff")
    await town.do("Hub", "/start hub_huis-ommoord", "[📅 This week]", "[➕ Add an activity]")
    for answer in (
        "Coffee with neighbours",
        "4 January 2027",
        "14:00-16:00",
        "8",
        "[➡️ Skip this]",
        "Dutch",
        "[✏️ Change something]",
        "[💬 What else]",
    ):
        await anything(town, "Hub", by_phone=answer == "8")
        await town.do("Hub", answer)
    await anything(town, "Hub")
    await town.do("Hub", "With tea.", "[✅ Yes, add it]")
    assert "With tea." in town["Hub"].newest.text
    await town.do("Hub", "[✏️ Change it]")
    await anything(town, "Hub")


async def test_at_every_sentence_of_a_decision(town: Town) -> None:
    await town.council("Bea", "Cor")
    await town.filed()
    for button in ("[❌ Do not grant]", "[⏸ Hold over]", "[❓ Ask the initiator]"):
        await town.do("Bea", button)
        await anything(town, "Bea", by_phone=button.startswith("[❌"))
        await town.do("Bea", "[⬅️ Back]")
        assert "Decide before" in town["Bea"].newest.text
    await town.do("Bea", "[❓ Ask the initiator]", "Who looks after it?")
    await town.do("Anna", "[💬 Answer]")
    await anything(town, "Anna")
    await town.do("Anna", "We do.")
    assert "Your answer is in the dossier." in town["Anna"].newest.text


async def test_at_every_question_about_hours(town: Town) -> None:
    await town.appoint("Anna", "hub_staff", "rotterdam.lombardijen")
    asked = {
        "[📅 Closed for longer]": ("[📅 Tomorrow]", "24 December", "a leak"),
        "[🟢 Extra opening]": ("[📅 Tomorrow]", "12-16", "[➡️ Without a reason]"),
        "[🕘 Hours of the week]": ("[📅 Day by day]", "9-12", "[⬅️ Back]", "[⬅️ Back]", "ma 9-12"),
    }
    for button, answers in asked.items():
        await town.do("Anna", "/uren lombardijen", button)
        for answer in answers:
            await anything(town, "Anna", by_phone=answer == "a leak")
            await town.do("Anna", answer)
        await anything(town, "Anna")
        await town.do("Anna", "[✅ Yes, save it]")
        assert "✅ Saved." in town["Anna"].newest.text, button


async def test_what_does_disturb_is_seen_and_undone(town: Town) -> None:
    """The control: an answer in such a moment is one, and after it nothing was said."""
    anna = await town.do("Anna", *ANSWERS[:3])
    async with moment(town, "Anna") as hand:
        before = await hand.kept()
        with pytest.raises(AssertionError, match="no way back from Picnic tables"):
            await disturbs(hand, ["Picnic tables"])
        assert (await hand.kept())["initiative"]["title"] == "Picnic tables"
    assert await Phone(town, "Anna").kept() == before
    assert "What is your plan called?" in anna.newest.text


async def test_at_every_question_of_an_ambassador_and_of_the_wijkraad(town: Town) -> None:
    await town.appoint("Amb", "ambassador")
    await town.appoint("Rita", "contact")
    await town.council("Bea", secretary=None)
    await town.do("Amb", "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/ambassadeur")
    for act in ("[📣 Pass something on]", "litter by the pond", "[🏷 Another subject]"):
        await town.do("Amb", act)
        await anything(town, "Amb", positions=False)
    await town.do("Amb", "[⬅️ Back]", "[✅ Pass it on]", "/ambassadeur", "[✍️ Write to …]")
    await anything(town, "Amb", positions=False)
    await town.do("Amb", "Can you look at the pond?")
    await anything(town, "Amb", positions=False)
    await town.do("Bea", "/signalen", "[🗑️ Waste…]", "[…M-2026-0001…]", "[⏳ Not now…]")
    await anything(town, "Bea", positions=False)


async def test_every_journey_with_a_question_is_tried_above() -> None:
    asks = {name for name, journey in JOURNEYS.items() if journey.draft is not None}
    # The inbox, and what is laid before a partner: `tests/test_inbox_chat.py`.
    asks -= {"inbox", "partner"}
    assert asks == {
        "initiative",
        "wijk",
        "decide",
        "hub",
        "contact",
        "card",
        "crew",
        "hub_staff",
        "programme_staff",
        # A talk with a person ends by looking away; `tests/test_thread.py` tries every way out.
        "thread",
        "telling",
        "passing",
        "line",
        "agenda",
        "officer",  # `test_officer_chat.py`
        "vote",  # `test_vote_chat.py`
        "desk",  # `test_codes_chat.py`
        "paper",  # `test_paper_chat.py`
    }


async def test_a_side_question_about_a_wijk_does_not_answer_the_plan(town: Town) -> None:
    await town.do("Anna", *ANSWERS[:5], "/wijk")
    anna = await town.do("Anna", "[▶️ Go on with your plan]")
    assert "Where is it?" in anna.newest.text
    await town.do("Anna", "/help", "3069")
    assert "Let us go on with what you were doing." in anna.newest.text
    assert (await town.draft() or {})["place"] is None


async def test_back_and_stop_where_nothing_is_asked(town: Town) -> None:
    anna = await town.do("Anna", "/start", "/back")
    assert "Hello Anna" in anna.newest.text
    await town.do("Anna", "/stop")
    assert anna.newest.text.startswith("All right. Nothing is running.")


async def test_after_the_second_misunderstanding_a_person_is_offered(town: Town) -> None:
    await town.plays("""
        Anna: /start
        Bot: Hello Anna …
        Anna: could you perhaps do something
        Bot: I am a program. I do not understand every sentence. Choose a button: …
        Anna: what do you mean
        Bot: It does not work between us? A person can help you. Call gemeente Rotterdam: 14 010. …
        Anna: /idee
        Bot: Your plan …
        Anna: ?!
        Bot: I do not know ‹?!›. Is it written right? …
        Anna: ?!?
        Bot: It does not work between us? …
    """)


async def test_a_label_or_its_number_typed_counts_as_the_tap(town: Town) -> None:
    anna = await town.do("Anna", "/start", "i have an idea")
    assert anna.newest.text.startswith("Your plan")
    await town.do("Anna", "Ommoord", "1")
    assert "What is your plan called?" in anna.newest.text
    await town.do("Anna", "/start", "1.")
    assert anna.newest.text.startswith("What do you want to ask or tell?")
    await town.do("Anna", "/wijk")
    assert anna.newest.text.startswith("Your wijk: Ommoord")
    await town.plan("Bea")
    await town.do("Bea", "send")
    assert "Your number is" in town["Bea"].newest.text


async def test_forwards_count_as_what_was_said(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:4], "(forwards There is nowhere to sit here.)")
    assert "Where is it?" in anna.newest.text


HOSTILE = [
    ("\u202egnippor\u202c benches", "gnippor benches"),
    ("Ben\u200bch\u2060es", "Benches"),
    ("Benches\x00\x07 here", "Benches here"),
    ("مقعد للجميع", "مقعد للجميع"),
    ("<b>x</b> & [link](http://x)", "<b>x</b> & [link](http://x)"),
    ("👩‍👩‍👧 feast", "👩‍👩‍👧 feast"),
]


async def test_right_to_left_and_control_characters_are_kept_clean_and_shown_literally(
    town: Town,
) -> None:
    await town.council("Bea")
    for typed, clean in HOSTILE:
        anna = await town.plan()
        await town.do("Anna", "[✏️ Change something]", "[📝 Name]", typed)
        assert f"📝 \u2068{clean}\u2069" in anna.newest.text, typed
        await town.do("Anna", "[✅ Send]")
        assert f"📝 \u2068{clean}\u2069" in town["Bea"].newest.text, typed


async def test_groups_are_left_without_a_word(town: Town) -> None:
    anna = await town.do("Anna", "/start")
    before = len(town.village.telegram.wire)
    for kind in ("group", "supergroup", "channel"):
        group = Group(town.village.telegram, "The street", chat_id=-1001 - len(kind), kind=kind)
        group.adds_bot(anna)
        group.says(anna, "/idee")
        await town.village.settle()
        assert not group.has_bot
    sent = [w.method for w in list(town.village.telegram.wire)[before:] if "send" in w.method]
    assert sent == []


async def test_a_button_of_somebody_else_is_judged_as_ones_own_turn(town: Town) -> None:
    """A step button belongs to a turn of the presser; a standing one to who may press it."""
    await town.do("Anna", *ANSWERS[:7])
    karim = await town.do("Karim", "/start")
    before = await Phone(town, "Anna").kept()
    for button in town["Anna"].newest.json["reply_markup"]["inline_keyboard"]:
        karim.forges(button[0]["callback_data"])
    await town.settle()
    assert await Phone(town, "Anna").kept() == before
    assert await Phone(town, "Karim").kept() == {}


# --- the way out of every screen -----------------------------------------------------


async def walk(hand: Hand, *begin: str, most: int = 90) -> set[str]:
    """Press everything there is to press; every screen met must have a way back or to the menu."""
    pressed: set[tuple[str, str]] = set()
    met: set[str] = set()
    restarts = 0
    await hand.do(*begin)
    for _press in range(most):
        (text, labels), shown = hand.pressable, await hand.screen()
        met.add(shown)
        if shown != "home":
            out = [b for b in labels if b in LABELS_OUT or GO_ON.match(b)]
            assert out, f"{shown}: no way out of {labels}\n{text}"
        where = f"{shown} {re.sub(r'[0-9]+', '', text)[:60]}"
        fresh = [
            label
            for label in labels
            if (where, label) not in pressed and not label.startswith(("🌐", "📤", "🗑"))
        ]
        if not fresh:
            restarts += 1
            await hand.do(begin[restarts % len(begin)])
            if restarts > 3 * len(begin):
                break
            continue
        onward = [label for label in fresh if label not in LABELS_OUT] or fresh
        pressed.add((where, onward[0]))
        await hand.do(f"[{onward[0]}]")
    return met


@pytest.mark.parametrize("role", ["resident", "member", "secretary", "officer", "hub_staff"])
async def test_every_screen_has_a_way_out(town: Town, role: str) -> None:
    await town.council("Bea", "Cor")
    await town.filed("Karim")
    if role != "resident":
        everywhere = role in ("officer", "hub_staff")
        await town.appoint("Anna", role, None if everywhere else OMMOORD)
    begin = ["/start", "/help", "/idee", "/mijn", "/raad", "/rollen", "/wis", "/contact", "/kaart"]
    if role == "hub_staff":
        begin = ["/uren lombardijen"]
    await town.do("Anna", begin[0])
    if role == "resident":
        met = await walk(Phone(town, "Anna"), *begin, most=120)
    else:
        async with moment(town, "Anna") as hand:
            met = await walk(hand, *begin, most=120)
    if role == "hub_staff":
        assert {"staff_place", "staff_change", "question"} <= met
        return
    assert {"home", "help", "mine", "question", "role_list", "wipe", "faces"} <= met
    if role in ("member", "secretary"):
        assert {"council", "dossier", "history"} <= met, met


# --- from right to left -----------------------------------------------------------------


async def test_a_plan_from_right_to_left_to_the_end(town: Town, tmp_path: Path) -> None:
    """A pseudo catalogue of Arabic letters plays the plan: every line begins on the right."""
    folder = tmp_path / "catalogues"
    folder.mkdir()
    also_in(folder)
    overlay = tmp_path / "arabic"
    overlay.mkdir()
    profile = town.village.bot.profile
    toml = ['languages = ["nl", "en", "ar"]', "[formal_where]", 'ar = "البلدية"']
    for word in profile.words:
        toml += [f"[words.{word}]", 'ar = { one = "مجلس", the = "المجلس", many = "مجالس" }']
    (overlay / "profile.toml").write_text("\n".join(toml) + "\n")
    try:
        pseudo_arabic(folder)
        village = town.village
        overlays = (*village.settings.overlays, overlay)
        village.settings = dataclasses.replace(village.settings, overlays=overlays)
        await village.restart()
        village.people = People(village.telegram, "ar")
        fatma = village.people["Fatma"]
        await arabic(town, fatma)
        assert await town.value("SELECT count(*) FROM cases WHERE number IS NOT NULL") == 1
        said = [s.text for s in fatma.room.sightings if s.spoken]
        lines = [line for text in said for line in text.split("\n") if line.strip()]
        # An isolate or a mark from right to left, or an Arabic letter: never the other way.
        wrong = [line for line in lines if re.match(r"[A-Za-z0-9€]", line)]
        assert wrong == []
    finally:
        no_longer_in(folder)


async def arabic(town: Town, fatma: Person) -> None:
    """The plan of Fatma, by the place of the buttons: their words are not for us to read."""
    name = fatma.name
    await town.do(name, "/start", "/idee", "Ommoord", "1", "مقاعد في الساحة")
    await town.do(name, "لا يوجد مكان للجلوس في الحي", "Binnenhof", "12 mei", "hout 250")
    for _question in range(3):  # who gets the money, no photo, all is right: the first button
        fatma.taps(fatma.newest.labels[0])
        await town.settle()
    await town.do(name, "1")
    assert "BI-2026-0001" in fatma.newest.text
