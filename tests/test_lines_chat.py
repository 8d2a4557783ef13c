"""A direct line: a resident and an ambassador, an ambassador and the wijkregisseur."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.english import Town, open_town

BOLNES = "ridderkerk.bolnes"


@pytest.fixture
async def bolnes(tmp_path: Path, spec: Path | None) -> AsyncIterator[Town]:
    """Bolnes: Wil is wijkregisseur; Ans agreed to be named, Bas has a card without a name."""
    async with open_town(str(tmp_path / "r.sqlite3"), "ridderkerk", spec=spec) as town:
        await town.appoint("Wil", "contact", BOLNES)
        for name in ("Ans", "Bas"):
            await town.appoint(name, "ambassador", BOLNES)
        await town.do("Wil", "/start")
        await town.do("Ans", "/start", "/kaart", "[🙋 My name]", "Ans", "[✅ Yes, save it]")
        await town.do("Bas", "/start", "/kaart", "[💬 What…]", "About trees", "[✅ Yes, save it]")
        await town.do("Nel", "/wijk", "Bolnes", "[✅ Yes, Bolnes]")
        for name in ("Wil", "Ans", "Bas", "Nel"):
            town[name].looks()
        yield town


async def written(town: Town, text: str = "The tree leans over my garden") -> str:
    """Nel writes to Ans; answers its case."""
    await town.do("Nel", "/contact", "[✍️ Write to ‹Ans›]".translate(ISOLATES), text, "[✅ Send]")
    return str(await town.value("SELECT id FROM cases ORDER BY number DESC LIMIT 1"))


ISOLATES = str.maketrans("‹›", "\u2068\u2069")


async def test_a_resident_writes_to_an_ambassador_and_hears_back(bolnes: Town) -> None:
    """By first name only because Ans agreed to it; nobody sees anybody's account."""
    await bolnes.plays("""
        Nel: /contact
        Bot: … [✍️ Write to ‹Ans›] [✍️ Write to wijkambassadeur] […]
        Nel: [✍️ Write to ‹Ans›]
        Bot: ‹Ans› reads this.
            The wijkregisseur can read along.
            They do not see your account or your number.
            What do you want to say? You may type, say it, or send a photo. [⬅️ Back]
        Nel: The tree leans over my garden
        Bot: Shall I send this?
            ‹The tree leans over my garden›
            ✍️ To: ‹Ans›
            🏘 Wijk: Bolnes [✅ Send] [✏️ Other words] [🗑 Do not send it]
        Nel: [✅ Send]
        Bot: Sent. The answer comes back here. … […]
        Bot → Ans: … ‹The tree leans over my garden› … […]
    """)
    [row] = await bolnes.rows("SELECT owner, holder, state, kind FROM cases")
    ans = await bolnes.id_of("Ans")
    assert row == {"owner": "ambassador", "holder": ans, "state": "taken", "kind": "question"}
    # Bas is an ambassador of Bolnes too, and it was not written to him.
    assert bolnes["Bas"].unseen() is None
    await bolnes.do("Ans", "/ambassadeur")
    assert "People wrote to you:" in bolnes["Ans"].newest.text
    await bolnes.do("Ans", "[✉️…]")
    assert "The tree leans over my garden" in bolnes["Ans"].newest.text
    assert "Nel" not in bolnes["Ans"].newest.text


async def test_another_ambassador_does_not_read_it(bolnes: Town) -> None:
    case = await written(bolnes)
    bas = bolnes["Bas"]
    for verb in sorted(verbs_of_work()):
        bas.forges(f"c{case}:{verb}")
        await bolnes.settle()
        assert "The tree leans" not in bas.newest.text, verb
    [row] = await bolnes.rows("SELECT owner, state FROM cases")
    assert row == {"owner": "ambassador", "state": "taken"}


def verbs_of_work() -> set[str]:
    """Every button of the inbox, the thread and the partner."""
    from conversations.journeys import VERBS

    return {verb for verb, name in VERBS.items() if name in ("inbox", "thread", "partner")}


async def test_whoever_is_away_is_spared_and_the_wijkregisseur_takes_over(bolnes: Town) -> None:
    case = await written(bolnes)
    for name in ("Wil", "Ans", "Nel"):
        bolnes[name].looks()
    await bolnes.do("Ans", "/kaart", "[🏖 I will be away]", "[📅 Today]", "4 January 2027")
    await bolnes.do("Ans", "[…Nobody…]", "[✅ Yes, save it]")
    await bolnes.later(seconds=5)
    [row] = await bolnes.rows("SELECT owner, holder, state FROM cases")
    assert row == {"owner": "contact", "holder": None, "state": "new"}
    assert "The tree leans over my garden" in bolnes["Wil"].newest.text
    news = [b.text for b in bolnes["Nel"].chat if "is not there for a while" in b.text]
    assert len(news) == 1
    assert "The wijkregisseur has your message M-2026-0001 now." in news[0]
    # What is written now goes to the wijkregisseur at once, and says so before it is sent.
    await bolnes.do("Nel", "/contact", "[✍️ Write to ‹Ans›]".translate(ISOLATES))
    assert "Ans\u2069 is away until Monday 4 January 2027." in bolnes["Nel"].newest.text
    assert "The wijkregisseur reads your message now." in bolnes["Nel"].newest.text
    await bolnes.do("Nel", "One thing more", "[✅ Send]")
    assert await bolnes.value("SELECT owner FROM cases WHERE number = 'M-2026-0002'") == "contact"
    await bolnes.later(days=40)
    assert await bolnes.value("SELECT count(*) FROM due WHERE done_at IS NULL AND tries > 0") == 0
    assert len([b for b in bolnes["Nel"].chat if "is not there for a while" in b.text]) == 1
    assert case


async def test_leave_that_begins_later_takes_over_on_that_day(bolnes: Town) -> None:
    await written(bolnes)
    await bolnes.do("Ans", "/kaart", "[🏖 I will be away]", "7 December 2026", "4 January 2027")
    await bolnes.do("Ans", "[…Nobody…]", "[✅ Yes, save it]")
    assert await bolnes.value("SELECT owner FROM cases") == "ambassador"
    await bolnes.later(days=14)
    assert await bolnes.value("SELECT owner FROM cases") == "contact"


async def test_whose_role_ends_leaves_it_to_the_wijkregisseur(bolnes: Town) -> None:
    await written(bolnes)
    role = await bolnes.value(
        "SELECT r.id FROM roles r JOIN accounts a ON a.person = r.person WHERE a.address = :a",
        a=str(bolnes["Ans"].id),
    )
    bolnes["Ans"].forges(f"c{role}:role_end_yes")
    await bolnes.settle()
    await bolnes.later(seconds=5)
    [row] = await bolnes.rows("SELECT owner, holder FROM cases")
    assert row == {"owner": "contact", "holder": None}
    await bolnes.do("Ans", "/ambassadeur")
    assert "This part is for the wijkambassadeur." in bolnes["Ans"].newest.text


async def test_an_ambassador_has_a_line_to_the_wijkregisseur(bolnes: Town) -> None:
    await bolnes.plays("""
        Ans: /ambassadeur
        Bot: … [✍️ Write to the wijkregisseur] […]
        Ans: [✍️ Write to the wijkregisseur]
        Bot: The wijkregisseur reads this. … [⬅️ Back]
        Ans: When do you come to the square?
        Bot: Shall I send this? … ✍️ To: the wijkregisseur … [✅ Send] […]
        Ans: [✅ Send]
        Bot: Sent. The answer comes back here. … […]
        Bot → Wil: … ‹When do you come to the square?› … […]
    """)
    [row] = await bolnes.rows("SELECT kind, owner, holder FROM cases")
    assert row == {"kind": "question", "owner": "contact", "holder": None}


async def test_it_goes_on_after_a_restart_and_in_another_language(bolnes: Town) -> None:
    await bolnes.do("Nel", "/contact", "[✍️ Write to ‹Ans›]".translate(ISOLATES), "The tree leans")
    await bolnes.village.restart()
    await bolnes.do("Nel", "/taal nl")
    assert "Zal ik dit versturen?" in bolnes["Nel"].newest.text
    await bolnes.do("Nel", "[✅ Versturen]")
    assert await bolnes.value("SELECT count(*) FROM cases") == 1


async def test_nobody_writes_to_a_card_that_is_no_ambassadors(bolnes: Town) -> None:
    card = await bolnes.value(
        "SELECT c.id FROM cards c JOIN accounts a ON a.person = c.person WHERE a.address = :a",
        a=str(bolnes["Ans"].id),
    )
    await bolnes.do("Wil", "/kaart", "[💬 What…]", "About the wijk", "[✅ Yes, save it]")
    other = await bolnes.value(
        "SELECT c.id FROM cards c JOIN accounts a ON a.person = c.person WHERE a.address = :a",
        a=str(bolnes["Wil"].id),
    )
    bolnes["Nel"].forges(f"c{other}:write_to")
    await bolnes.settle()
    assert "is not wijkambassadeur any more" in bolnes["Nel"].newest.text
    bolnes["Ans"].forges(f"c{card}:write_to")
    await bolnes.settle()
    assert "You cannot write to yourself." in bolnes["Ans"].newest.text
    # Between the question and the tap her role ended.
    await bolnes.do("Nel", "/contact", "[✍️ Write to ‹Ans›]".translate(ISOLATES), "The tree leans")
    async with bolnes.village.bot.store.transaction() as tx:
        await tx.run("UPDATE roles SET until_at = from_at WHERE role = 'ambassador'")
    await bolnes.do("Nel", "[✅ Send]")
    assert "is not wijkambassadeur any more" in bolnes["Nel"].newest.text
    assert await bolnes.rows("SELECT id FROM cases") == []


async def test_words_under_a_photo_come_after_what_was_written(bolnes: Town) -> None:
    await bolnes.do("Nel", "/contact", "[✍️ Write to ‹Ans›]".translate(ISOLATES), "The tree leans")
    nel = await bolnes.do("Nel", "(photo er is brand, met bsn 111222333)")
    assert "🚨" in nel.newest.text
    assert "I left out a number" in nel.newest.text
    await bolnes.do("Nel", "[✅ Send]")
    text = await bolnes.value("SELECT text FROM messages")
    assert text.startswith("The tree leans\ner is brand")
    assert "111222333" not in text
    assert await bolnes.value("SELECT count(*) FROM files WHERE message = 0") == 1


async def test_where_the_profile_names_no_ambassadors_a_card_is_seen_all_the_same(
    town: Town,
) -> None:
    """Whoever keeps a card was told that residents see it; a role alone is not shown."""
    await town.appoint("Ada", "ambassador")
    await town.do("Anna", "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/contact")
    assert "[✍️" not in f"[{'] ['.join(town['Anna'].newest.labels)}]"
    await town.do("Ada", "/kaart", "[🙋 My name]", "Ada", "[✅ Yes, save it]")
    anna = await town.do("Anna", "/contact", "[✍️ Write to ‹Ada›]".translate(ISOLATES))
    assert "\u2068Ada\u2069 reads this." in anna.newest.text
    await town.do("Anna", "Are you there on Tuesday?", "[✅ Send]")
    assert "Are you there on Tuesday?" in town["Ada"].newest.text


async def test_colleagues_without_a_card_are_one_line(town: Town) -> None:
    for name in ("Rita", "Rob"):
        await town.appoint(name, "contact")
    anna = await town.do("Anna", "/wijk", "Ommoord", "[✅ Yes, Ommoord]", "/contact")
    assert anna.newest.text.count("Wijknetwerker (Ommoord)") == 1
    await town.do("Rob", "/kaart", "[🙋 My name]", "Rob", "[✅ Yes, save it]")
    anna = await town.do("Anna", "/contact")
    assert anna.newest.text.count("ijknetwerker (Ommoord)") == 2
