"""Forged presses on cards: whose card and whose number, by the role held now."""

from __future__ import annotations

from tests.forger import WHO, Forger, town_id, watch

WORKS_FOR_A_WIJK = frozenset({"secretary", "secretary of another wijk", "manager"})
CARD_DRAFTS = {
    "days": '"what":"days","asking":"sure","value":"12"',
    "phone": '"what":"phone","asking":"sure","value":"0100000009"',
    "a private phone": '"what":"phone","asking":"sure","value":"0612345678"',
    "ask": '"what":"ask","asking":"sure","value":"Anything about the street"',
    "a private number in it": '"what":"ask","asking":"sure","value":"Call 06-12345678"',
    "name": '"what":"name","asking":"sure","value":"Somebody"',
    "away": '"what":"away","asking":"sure","first":"2026-12-21","back":"2027-01-04"',
    "away yesterday": '"what":"away","asking":"sure","first":"2026-11-01","back":"2027-01-04"',
    "who is nobody": '"what":"away","asking":"sure","first":"2026-12-21","back":"2027-01-04",'
    '"stand_in":"p:AAAAAAAAAAAAAAAAAAAAAA"',
}
NEVER = ("a private phone", "a private number in it", "away yesterday", "who is nobody")


async def test_nobody_saves_a_card_without_a_role(forger: Forger) -> None:
    """Everybody has a change ready and presses save: a draft proves nothing either."""
    town, wrong = forger.town, []
    await town.do("Anna", "/start")
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    for draft, body in CARD_DRAFTS.items():
        for name, who in WHO.items():
            if name == "Unk":
                continue
            async with town.village.bot.store.transaction() as tx:
                me = await town_id(tx, town, name)
                await tx.run("DELETE FROM drafts WHERE person = :me", me=me)
                await tx.run(
                    "INSERT INTO drafts (person, journey, body, since, touched) VALUES"
                    " (:me, 'card', :body, '2026-11-24', '2026-11-24')",
                    me=me,
                    body=f'{{"version":1,"journey":"card",{body}}}',
                )
                await tx.run(
                    "UPDATE chats SET listening = 'card', screen = :screen WHERE person = :me",
                    me=me,
                    screen='{"name":"question"}',
                )
                row = await tx.one("SELECT turn FROM chats WHERE person = :me", me=me)
                await tx.run("DELETE FROM touched")
            assert row is not None
            changed, told = await forger.press(name, f"s{row['turn']}:save")
            may = who in WORKS_FOR_A_WIJK and draft not in NEVER
            if bool(changed & {"cards", "away", "journal"}) != may:
                wrong.append(f"{who} saves {draft}: changes {sorted(changed) or 'nothing'}")
            if not told:
                wrong.append(f"{who} saves {draft}: no answer")
    assert wrong == []


async def test_a_number_is_given_only_while_residents_may_see_it(forger: Forger) -> None:
    """Whoever presses: a number of somebody away, or whose role ended, is not given."""
    town = forger.town
    cards = {name: name[0] * 22 for name in ("Man", "Fay", "Sam", "Zus")}
    async with town.village.bot.store.transaction() as tx:
        for name, card in cards.items():
            await tx.run(
                "INSERT INTO cards (id, person, phone, changed, cause) VALUES"
                " (:id, :person, :phone, '2026-11-24T09:00:00.000000Z', 'test')",
                id=card,
                person=await town_id(tx, town, name),
                phone=None if name == "Sam" else "0100000009",
            )
        await tx.run(
            "INSERT INTO away (id, card, first_day, back_day, cause)"
            " VALUES ('a', :card, '2026-11-24', '2026-11-25', 'test')",
            card=cards["Zus"],
        )
        await tx.run(
            "UPDATE roles SET until_at = '2026-11-24T09:30:00.000000Z' WHERE person = :p",
            p=await town_id(tx, town, "Fay"),
        )
        await watch(tx)
    wrong = []
    for of, card in cards.items():
        for name, who in WHO.items():
            changed, told = await forger.press(name, f"c{card}:keep_number")
            given = "+31100000009" in told
            if changed or not told or given != (of == "Man"):
                wrong.append(f"{who} keeps the number of {of}: {told[:80]}")
    assert wrong == []
