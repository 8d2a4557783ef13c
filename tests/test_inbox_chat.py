"""A day of a wijkregisseur and colleagues: one inbox, one card, one answer for all."""

from __future__ import annotations

from typing import Any

from tests.english import Town
from tests.matters import one, put


async def lies(town: Town, n: int, who: str = "Anna", **more: Any) -> str:
    """Something that somebody asked lies before the contacts of Ommoord; answers its case."""
    id = f"{n:0>22}"
    person = await town.id_of(who)
    opened = town.village.clock.now()
    async with town.village.bot.store.transaction() as tx:
        number = {"number": f"M-2026-{n:04d}", "alias": f"{n:04d}"}
        await put(tx, one(id, person, opened=opened, **number, **more))
    return id


async def colleagues(town: Town) -> None:
    await town.do("Anna", "/start")
    await town.appoint("Rita", "contact")
    await town.appoint("Rob", "contact")
    for name in ("Rita", "Rob", "Anna"):
        town[name].looks()


async def test_two_colleagues_and_one_card(town: Town) -> None:
    await colleagues(town)
    await lies(town, 1)
    await town.plays("""
        Rita: /inbox
        Bot: 📥 Inbox of Ommoord
            1 new. Nobody has it yet.…
            [❓ ‹The lamp by the pond is broken›] […]
        Rita: [❓ The lamp by the pond is broken]
        Bot: …🆕 Nobody has this yet.… [🙋 I take it] [✍️ Answer] [⋯ More] [📥 Inbox] [🏠 Menu]
        Rob: /werk
        Bot: 📥 Inbox of Ommoord…
        Rob: [❓ The lamp by the pond is broken]
        Bot: …🆕 Nobody has this yet.… [🙋 I take it] [✍️ Answer] [⋯ More] [📥 Inbox] [🏠 Menu]
        Rita: [🙋 I take it]
        Bot: …🙋 You have this.… [✍️ Answer] [🏁 Close it] [⋯ More] [📥 Inbox] [🏠 Menu]
    """)
    print(town["Rob"].newest.text)
