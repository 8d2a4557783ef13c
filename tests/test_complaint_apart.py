"""A complaint about whoever reads complaints never reaches that same person (Awb 9:7)."""

from __future__ import annotations

import pytest

from bot.desk.room import Room
from conversations.matters.inbox import JOURNEY as inbox_journey
from conversations.matters.thread import JOURNEY as thread_journey
from conversations.rules.kinds import names_reader
from storage.matters import inbox
from storage.matters.matters import matter_row, works
from storage.people import look_at
from tests.english import Town
from tests.forger import Forger, watch
from tests.phones import ROTTERDAM
from tests.telling_town import matters

pytestmark = pytest.mark.sqlite_daily

CONTACT_WROTE = "The wijknetwerker was rude to me at the door, complaint"


async def sees(town: Town, name: str) -> bool:
    """Does anything of the complaint come to this phone, by list, by button or by letter?"""
    person = town[name]
    await town.do(name, "/inbox")
    if any(label.startswith("📂") for label in person.newest.labels):
        await town.do(name, "[📂 All open…]")
    return any("rude" in bubble.text or "M-2026-0001" in bubble.text for bubble in person.chat)


async def brought(town: Town) -> str:
    await town.do("Anna", CONTACT_WROTE)
    newest = town["Anna"].newest
    assert "It is about the wijknetwerker. They do not get it." in newest.text
    assert "↩️ It is not about the wijknetwerker" in newest.labels
    await town.do("Anna", "[✅ Send]")
    return str(await town.value("SELECT id FROM cases WHERE number = 'M-2026-0001'"))


async def test_where_nobody_is_named_for_it_the_resident_hears_whom_to_ask(both: Town) -> None:
    await brought(both)
    text = both["Anna"].newest.text
    assert "It is about the wijknetwerker, so somebody else must look at it." in text
    assert "14 010" in text
    assert "You hear by" not in text, "nobody has it, so no day is promised"
    assert not await sees(both, "Rita")
    [row] = await matters(both)
    assert row["owner"] == "administrator"
    await both.later(days=30)
    assert not await sees(both, "Rita"), "nor when it goes up the chain"


async def test_it_goes_to_whom_the_profile_names_and_never_to_the_subject(both: Town) -> None:
    profile = both.village.bot.profile.but(complaints_apart=("contact", "secretary"))
    both.village.bot.profile = profile
    both.village.bot.turns._profile = profile
    await both.appoint("Sam", "secretary")
    # Whoever is both does not look at a complaint about themselves.
    await both.appoint("Rita", "secretary")
    await brought(both)
    assert not await sees(both, "Rita")
    assert await sees(both, "Sam")
    await both.do("Sam", "[📢…]", "[🙋 I take it]")
    [row] = await matters(both)
    assert row["owner"] == "secretary"


async def test_a_complaint_about_somebody_else_goes_the_usual_way(both: Town) -> None:
    """The control: one tap, and it is the contact's."""
    await both.do("Anna", CONTACT_WROTE, "[↩️ It is not about the wijknetwerker]", "[✅ Send]")
    assert await sees(both, "Rita")
    await both.do("Anna", "/klacht the clerk at the desk did not call me back", "[✅ Send]")
    assert await both.value("SELECT sum(apart) FROM matters") == 0


async def test_the_list_of_the_desk_tells_no_words_of_it(both: Town) -> None:
    await brought(both)
    bot = both.village.bot
    room = Room(bot.store, bot.profile, bot.turns, "aanzet_bot", both.village.clock.now)
    async with bot.store.reading() as tx:
        [line] = await inbox.every_open(tx, None, room.here())
    assert line.number == "M-2026-0001"
    assert line.title == ""


async def test_the_subject_may_not_work_on_it_by_whatever_way_they_come(both: Town) -> None:
    case = await brought(both)
    bot = both.village.bot
    me = await both.id_of("Rita")
    async with bot.store.transaction() as tx:
        row = await matter_row(tx, case)
        assert row is not None
        here = Room(bot.store, bot.profile, bot.turns, "b", both.village.clock.now).here()
        rita = await look_at(tx, here, me)
        assert rita is not None
        assert not await works(tx, row, rita)
        await tx.run("UPDATE matters SET apart = 0 WHERE case_id = :id", id=case)
        row = await matter_row(tx, case)
        assert row is not None
        assert await works(tx, row, rita), "control"


async def test_no_forged_button_shows_or_changes_it_for_the_subject(door: Town) -> None:
    case = await brought(door)
    forger = Forger(door)
    async with door.village.bot.store.transaction() as tx:
        await watch(tx)
    verbs = [*inbox_journey.verbs, *thread_journey.verbs]
    assert len(verbs) > 15

    async def pressed() -> dict[str, str]:
        done = {}
        for verb in verbs:
            async with door.village.bot.store.transaction() as tx:
                await tx.run("DELETE FROM touched")
            changed, told = await forger.press("Rita", f"c{case}:{verb}")
            # A draft of one's own is begun in one's own chat.
            if changed - {"drafts"} or "rude" in told:
                done[verb] = f"{sorted(changed)} {told[:200]}"
        return done

    assert await pressed() == {}
    async with door.village.bot.store.transaction() as tx:
        await tx.run("UPDATE matters SET apart = 0")
    assert len(await pressed()) > 3, "control"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("De wijknetwerker was onbeleefd", True),
        ("wijknetwerkers bellen nooit terug", True),
        ("De ambtenaar aan het loket was onbeleefd", False),
        ("", False),
    ],
)
def test_who_reads_complaints_is_known_by_the_word_of_the_municipality(
    text: str, named: bool
) -> None:
    assert names_reader(text, ROTTERDAM) is named
