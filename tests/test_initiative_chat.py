"""A plan, from an idea to a receipt: the short form, the long one, and everything in between."""

from __future__ import annotations

import pytest

from bot.demo.people import cut, typed
from tests.english import AGAIN, ANSWERS, Town


async def test_the_short_form_takes_twelve_messages(town: Town) -> None:
    await town.council("Bea")
    await town.plays("""
        Anna: /idee
        Bot: Your plan … What is your postcode? …
        Anna: Ommoord
        Bot: Your wijk is Ommoord. Is that right? [✅ Yes, Ommoord] [Another wijk]
            [✏️ Type it again] [⬅️ Back]
        Anna: [✅ Yes, Ommoord]
        Bot: Step 1 of 8
            What is your plan called? One short line.
            For example: Picnic tables by the playground. [⬅️ Back]
        Anna: Picnic tables
        Bot: Step 2 of 8
            What do you want to do, and why?
            For example: There is nowhere to sit. You may also send a voice message. [⬅️ Back]
        Anna: There is nowhere to sit when the children play.
        Bot: Step 3 of 8 Where is it? A street or a square. … [⬅️ Back]
        Anna: Binnenhof, by the shops
        Bot: Step 4 of 8 When does it start? … [🤷 I do not know yet] [⬅️ Back]
        Anna: 12 May
        Bot: Step 5 of 8 What does it cost? Write each thing on its own line. … [⬅️ Back]
        Anna: wood 250; paint € 60,-
        Bot: Together that is €310. Step 6 of 8 Who gets the money? … [🙋 I do] [⬅️ Back]
        Anna: [🙋 I do]
        Bot: Step 7 of 8 Do you have a photo or a file? … [➡️ No, go on] [⬅️ Back]
        Anna: [➡️ No, go on]
        Bot: Step 8 of 8 Is all of this right? … [✅ Yes, it is right] [🤔 Not all of it] [⬅️ Back]
        Anna: [✅ Yes, it is right]
        Bot: Your plan, before you send it
            📝 ‹Picnic tables›
            🏘 Wijk: Ommoord
            📍 Place: ‹Binnenhof, by the shops›
            📅 Start: Wednesday 12 May 2027
            🏦 The money goes to the person who sends it.
            ‹There is nowhere to sit when the children play.›
            • ‹wood›: €250
            • ‹paint›: €60
            💶 Together: €310
            🤝 Support: 0 of 4 neighbours
            Good to know: 0 of 4 neighbours signed. Share your link to ask 4 more.
            You may send it anyway. The wijkraad decides.
            Shall I send it? [✅ Send] [✏️ Change something] [🤝 Ask neighbours for support]
            [⏸ Later] [🗑 Throw away]
        Anna: [✅ Send]
        Bot: Thank you! Your plan is received.
            Your number is BI-2026-0001.
            The wijkraad decides about it.
            You hear from me by Tuesday 5 January 2027.
            This is a receipt for your plan. The official way to apply is: Mijn Rotterdam, or by
            mail or on paper via Opzoomer Mee or the wijknetwerker. [📋 Copy the number]
            [📋 My plans] [🏠 Menu]
        Bot → Bea: Plan BI-2026-0001: €310 …
    """)
    anna = town["Anna"]
    assert len([b for b in anna.room.sightings if b.kind in ("said", "did")]) <= 12
    anna.taps("📋 Copy the number")
    assert anna.copied == ["BI-2026-0001"]


async def test_above_the_small_amount_four_questions_more_and_nothing_is_lost(town: Town) -> None:
    await town.plan(cost="wood € 2.400")
    await town.plays("""
        Anna: [✏️ Change something]
        Bot: What do you want to change? [🏘 Wijk] [📝 Name] [💬 What and why] [📍 Place] [📅 Start]
            [💶 Costs] [🏦 Who gets the money] [📷 Photos and files] [✅ Conditions] [⬅️ Back]
        Anna: [💶 Costs]
        Bot: Step 5 of 8 What does it cost? …
        Anna: wood € 2.600
        Bot: Together that is €2,600. Above €2,500 I ask four things more. Step 6 of 12 How did
            your idea begin? …
        Anna: We talked about it in our street.
        Bot: Step 7 of 12 With whom do you do it? …
        Anna: six neighbours and the school
        Bot: Step 8 of 12 Which steps do you take, one after another? …
        Anna: first buy wood, then build
        Bot: Step 9 of 12 Do you need a permit, or a VOG for work with children? …
            [🤷 I do not know] [⬅️ Back]
        Anna: [🤷 I do not know]
        Bot: Your plan, before you send it … 💶 Together: €2,600
            🌱 How it began: ‹We talked about it in our street.›
            👥 With whom: ‹six neighbours and the school›
            🪜 Steps: ‹first buy wood, then build›
            📄 Permits: not known yet … You may need a permit. …
    """)
    # Back under the line: the short form again, and the four answers wait.
    await town.do("Anna", "[✏️ Change something]", "[💶 Costs]", "wood 2400")
    assert "How it began" in town["Anna"].newest.text or (await town.draft() or {})["origin"]
    assert (await town.draft() or {})["origin"] == "We talked about it in our street."
    # And over it once more: nothing is asked again.
    await town.do("Anna", "[✏️ Change something]", "[💶 Costs]", "wood 2500,01")
    text = town["Anna"].newest.text
    assert "Your plan, before you send it" in text
    assert "six neighbours and the school" in text


@pytest.mark.parametrize(
    ("cost", "steps"),
    [("wood 2.500", 8), ("wood 2500,01", 12), ("wood 1.250\nwork 1.250", 8), ("tent 9.999,99", 12)],
)
async def test_the_line_is_two_thousand_five_hundred_euros(
    town: Town, cost: str, steps: int
) -> None:
    anna = await town.do("Anna", *ANSWERS[:7], cost)
    assert f"Step 6 of {steps}" in anna.newest.text


async def test_more_than_the_most_is_refused_with_the_amount(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:7], "party tent 10.000,01")
    assert anna.newest.text.startswith("In Rotterdam a plan can cost at most €10,000.")
    assert "What does it cost?" in anna.newest.text
    await town.do("Anna", "party tent 10.000")
    assert "Together that is €10,000." in anna.newest.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("as much as possible", "I cannot read this: \u2068as much as possible\u2069."),
        ("10 chairs à 25", "I cannot read this: \u206810 chairs à 25\u2069."),
        ("discount -50", "I cannot read this: \u2068discount -50\u2069."),
        ("🙂", "I cannot read this: \u2068🙂\u2069."),
        ("=HYPERLINK(1) 5", "Together that is €5."),
    ],
)
async def test_costs_that_cannot_be_read_are_asked_again(town: Town, typed: str, said: str) -> None:
    anna = await town.do("Anna", *ANSWERS[:7], typed)
    assert said in anna.newest.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12 December", "Your start is in 2 weeks. The earliest start is Tuesday 5 January 2027."),
        ("tomorrow", "The earliest start is Tuesday 5 January 2027."),
        ("5 January", "Step 5 of 8"),
        ("yesterday", "When does it start?"),
        ("1 May 2020", "When does it start?"),
        ("when it is dry", "I do not know that day. Type it like this: 12 May."),
        ("31 February", "When does it start?"),
    ],
)
async def test_an_early_start_is_advice_and_a_wrong_day_is_asked_again(
    town: Town, typed: str, said: str
) -> None:
    anna = await town.do("Anna", *ANSWERS[:6], typed)
    assert said in anna.newest.text


async def test_what_nobody_may_send_is_not_kept(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:4], "My BSN is 111222333, please keep it")
    assert anna.newest.text.startswith("This looks like a citizen number (BSN).")
    await town.do("Anna", "My account is NL91 ABNA 0417 1643 00, thank you")
    assert anna.newest.text.startswith("This looks like a bank account number.")
    for table in ("drafts", "letters", "case_history", "chats"):
        assert "111222333" not in str(await town.rows(f"SELECT * FROM {table}")), table


EDITS = [
    # the button, what is said then, and what the summary shows
    ("🏘 Wijk", ("Zevenkamp", "[✅ Yes, Zevenkamp]"), "🏘 Wijk: Zevenkamp"),
    ("📝 Name", ("Benches",), "📝 \u2068Benches\u2069"),
    ("💬 What and why", ("Because my legs are tired.",), "Because my legs are tired."),
    ("📍 Place", ("Under the tree",), "\u2068Under the tree\u2069"),
    ("📅 Start", ("[🤷 I do not know yet]",), "📅 Start: not known yet"),
    ("💶 Costs", ("bench 90",), "💶 Together: €90"),
    ("🏦 Who gets the money", ("Foundation The Bench",), "\u2068Foundation The Bench\u2069"),
    ("📷 Photos and files", ("(photo)", "[➡️ Go on]"), "📷 1 file"),
    ("✅ Conditions", ("[🤔 Not all of it]",), "Ask an adult to send it with you."),
]


async def test_every_line_of_the_summary_can_be_changed_alone(town: Town) -> None:
    anna = await town.plan()
    for button, acts, shown in EDITS:
        before = await town.draft() or {}
        await town.do("Anna", "[✏️ Change something]", f"[{button}]")
        await town.do("Anna", "[⬅️ Back]")
        assert "Your plan, before you send it" in anna.newest.text, f"back from {button}"
        await town.do("Anna", "[✏️ Change something]", f"[{button}]", *acts)
        assert "Your plan, before you send it" in anna.newest.text, button
        assert shown in anna.newest.text, button
        after = await town.draft() or {}
        changed = {k for k in after if after[k] != before.get(k)} - {"last", "asking", "changing"}
        assert len(changed - {"search"}) == 1, (button, changed)


async def test_back_at_every_step_goes_one_question_back_and_keeps_the_answers(
    town: Town,
) -> None:
    anna = await town.plan(cost="wood 2600")
    asked = []
    await town.do("Anna", "/terug")
    for _step in range(14):
        asked.append(anna.newest.text)
        if "This was the first question." in anna.newest.text:
            break
        await town.do("Anna", "[⬅️ Back]")
    places = [int(text.split("Step ")[1].split()[0]) for text in asked[:-1]]
    assert places == list(range(12, 0, -1))
    draft = await town.draft() or {}
    assert draft["title"] == "Picnic tables"
    assert draft["permits"] == "no permit is needed"
    # Forward again: the first question without an answer is none, so one tap is enough.
    await town.do("Anna", "[▶️ Go on with your plan]", "Picnic tables by the pond")
    assert "Your plan, before you send it" in anna.newest.text


async def test_stop_and_go_on_a_week_later(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:5], "/stop")
    assert anna.newest.text.startswith("All right. I keep your answers for 30 days.")
    await town.village.restart()
    await town.later(days=1)
    await town.do("Anna", "/idee")
    assert anna.newest.text == "You have an unfinished plan."
    assert anna.newest.labels == ("▶️ Go on", "🔄 Start again", "🗑 Throw away", "🏠 Menu")
    await town.do("Anna", "[▶️ Go on]")
    assert "Where is it? A street or a square." in anna.newest.text


async def test_idee_over_an_unfinished_plan_start_again(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:5], "/idea", "[🔄 Start again]")
    assert anna.newest.text.startswith("Your plan\n\nIt may cost at most €10,000.")
    assert "What is your plan called?" in anna.newest.text  # the wijk is known
    assert (await town.draft() or {})["title"] is None


async def test_idee_over_an_unfinished_plan_throw_away(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:5], "/idee", "[🗑 Throw away]")
    assert anna.newest.text.startswith("It is thrown away.")
    assert "▶️ Go on with your plan" not in anna.newest.labels
    assert await town.draft() is None


# --- photos, voices, long texts ---------------------------------------------------


async def test_photo_album_document_and_voice(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:4], "(voice)")
    assert "Where is it?" in anna.newest.text  # the voice is the story
    await town.do("Anna", *ANSWERS[5:9], "(photo)")
    assert "I have 2 files." in anna.newest.text
    seen = len([b for b in anna.chat if not b.mine])
    anna.sends_album(b"1", b"2", b"3", b"4", b"5", caption="the square")
    await town.settle()
    await town.later(seconds=2)
    assert "I have 7 files." in anna.newest.text
    assert len([b for b in anna.chat if not b.mine]) == seen + 1  # one answer to five photos
    await town.do("Anna", "(document plan.pdf)")
    assert "Kept. I check this file first." in anna.newest.text
    await town.do("Anna", "[➡️ Go on]", "[✅ Yes, it is right]")
    assert "📷 8 files" in anna.newest.text
    assert "\u2068🎤\u2069" in anna.newest.text
    kinds = [r["kind"] for r in await town.rows("SELECT kind FROM files ORDER BY kind")]
    assert kinds == ["document", *["photo"] * 6, "voice"]


async def test_ten_thousand_characters_in_three_parts_land_in_one_field_and_are_answered_once(
    town: Town,
) -> None:
    anna = await town.do("Anna", *ANSWERS[:4])
    before = len(anna.room.sightings)
    parts = cut(" ".join(f"word{n:04d}" for n in range(1112))[:10_000])
    assert len(parts) == 3
    for part in parts:
        anna.sends(typed(part))
    await town.settle()
    await town.later(seconds=2)
    draft = await town.draft() or {}
    # Three thousand is the most: the whole is weighed, not each part, and nothing goes astray.
    assert draft["title"] == "Picnic tables"
    assert (draft["story"], draft["place"], draft["asking"]) == (None, None, "story")
    said = [s.text for s in anna.room.sightings[before:] if s.spoken]
    assert len(said) == 1
    assert "characters too long" in said[0]
    assert "What do you want to do, and why?" in said[0]


async def test_a_story_in_two_parts_is_one_story(town: Town) -> None:
    """A short part and the next one, sent before the answer came."""
    anna = await town.do("Anna", *ANSWERS[:4])
    first, second = "too short", "There is nowhere to sit when children play."
    anna.says(first)
    anna.says(second)
    await town.settle()
    await town.later(seconds=2)
    draft = await town.draft() or {}
    assert draft["title"] == "Picnic tables"
    assert draft["place"] is None
    assert draft["story"] == f"{first}\n{second}"


async def test_two_parts_that_fit_together_are_joined_and_asked_on_once(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:4])
    for part in ("There is nowhere to sit.", "And the children play until late."):
        anna.says(part)  # before the next question has come
    await town.settle()
    await town.later(seconds=2)
    draft = await town.draft() or {}
    assert draft["story"] == "There is nowhere to sit.\nAnd the children play until late."
    assert draft["place"] is None
    assert "Where is it?" in anna.newest.text


async def test_words_under_a_photo_are_judged_like_typed_ones(town: Town) -> None:
    anna = await town.do("Anna", *ANSWERS[:4], "(photo my BSN is 111222333, look)")
    assert "This looks like a citizen number (BSN). Please leave it out." in anna.newest.text
    draft = await town.draft() or {}
    assert draft["story"] is None
    assert len(draft["files"]) == 1
    await town.do("Anna", "(photo There is nowhere to sit here.)")
    assert (await town.draft() or {})["story"] == "There is nowhere to sit here."


async def test_the_second_plan_starts_in_the_known_wijk(town: Town) -> None:
    await town.filed()
    anna = await town.do("Anna", *AGAIN[:1])
    assert "Step 1 of 8" in anna.newest.text
