"""A day of a wijkregisseur and colleagues: one inbox, one card, one answer for all."""

from __future__ import annotations

from typing import Any

from tests.english import Town
from tests.matters import one, put
from tests.test_anytime_chat import anything


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
            1 new. Nobody has it yet.… [❓ ‹The lamp by the pond is broken›] […]
        Rita: [❓ ‹The lamp by the pond is broken›]
        Bot: …🆕 Nobody has this yet. [🙋 I take it] [✍️ Answer] [⋯ More] [📥 Inbox] [🏠 Menu]
        Rob: /werk
        Bot: 📥 Inbox of Ommoord…
        Rob: [❓ ‹The lamp by the pond is broken›]
        Bot: …🆕 Nobody has this yet. [🙋 I take it] [✍️ Answer] [⋯ More] [📥 Inbox] [🏠 Menu]
        Rita: [🙋 I take it]
        Bot: …🙋 You have this. [✍️ Answer] [🏁 Close it] [⋯ More] [📥 Inbox] [🏠 Menu]
        Bot → Rob: …🙋 ‹Rita› has this. [⋯ More] [📥 Inbox] [🏠 Menu]
    """)
    # The same card on the other phone says who has it; nobody had to ask.
    rob = town["Rob"]
    assert "🙋 \u2068Rita\u2069 has this." in rob.newest.text
    assert rob.newest.labels == ("⋯ More", "📥 Inbox", "🏠 Menu")
    # Who pressed just too late is told who was first.
    rob.forges(f"c{1:0>22}:work_take")
    await town.settle()
    assert rob.toasts[-1] == "Rita has it already."
    assert "Rita has it already." in rob.newest.text
    await town.do("Rita", "[⋯ More]", "[↩️ Give it back]")
    assert "↩️ \u2068Rita\u2069 gave this back. Who takes it?" in rob.newest.text
    assert "🙋 I take it" in rob.newest.labels


async def test_an_answer_is_looked_over_before_it_goes(town: Town) -> None:
    await colleagues(town)
    await lies(town, 1)
    await town.plays("""
        Rita: /inbox
        Bot: 📥 Inbox of Ommoord…
        Rita: [❓ ‹The lamp by the pond is broken›]
        Bot: …🆕 Nobody has this yet.…
        Rita: [✍️ Answer]
        Bot: What do you answer to M-2026-0001? Type it, or choose a text. […]
        Rita: bsn 111222333
        Bot: …BSN…What do you answer to M-2026-0001?…
        Rita: [📄 Choose a text]
        Bot: Which text? You can add your own words to it. [📄 Thank you. I am looking at it.] […]
        Rita: [📄 Thank you. I am looking at it.]
        Bot: Your answer to M-2026-0001
            Thank you. I am looking at it. [✅ Send] […]
        Rita: We come on Tuesday.
        Bot: …Thank you. I am looking at it.
            ‹We come on Tuesday.› [✅ Send] […]
        Rita: [❓ Send, and wait for an answer]
        Bot: …⏳ The resident has to answer.…
        Bot → Anna: 💬 An answer about ‹The lamp by the pond is broken›…
            Thank you. I am looking at it.
            ‹We come on Tuesday.›…
    """)
    assert await town.rows("SELECT state, owner, next_at IS NULL AS loose FROM cases") == [
        {"state": "waiting", "owner": "contact", "loose": 0}
    ]


async def test_several_are_answered_once_each_in_their_own_language(town: Town) -> None:
    await colleagues(town)
    await town.do("Bram", "/start", "/taal nl")
    await town.do("Cem", "/start")
    for n, who in enumerate(("Anna", "Bram", "Cem"), 1):
        await lies(town, n, who, title=f"Lamp {n} is broken", street="vijverlaan")
    rob = await town.id_of("Rob")
    async with town.village.bot.store.transaction() as tx:
        await tx.run(
            "INSERT INTO too (case_id, person, at) VALUES (:c, :p, '2026-11-24T09:00:00.000000Z')",
            c=f"{2:0>22}",
            p=rob,
        )
    for everybody in town.village.people.values():
        everybody.looks()
    await town.plays("""
        Rita: /inbox
        Bot: 📥 Inbox of Ommoord
            3 new. Nobody has them.…
        Rita: [❓ ‹Lamp 1 is broken›]
        Bot: …🆕 Nobody has this yet.…
        Rita: [⋯ More]
        Bot: …🆕 Nobody has this yet.…
        Rita: [🧺 Answer several together]
        Bot: …These look like it. Tap what should get the same answer.… [❓ ‹Lamp 3 is broken›] […]
        Rita: [❓ ‹Lamp 2 is broken› (+1)]
        Bot: …🧺 1 goes along with it.…
        Rita: [❓ ‹Lamp 3 is broken›]
        Bot: …🧺 2 go along with it.…Nothing else that is open looks like it.…
        Rita: [✍️ Answer them all]
        Bot: What do you answer to M-2026-0001?…
        Rita: [📄 Choose a text]
        Bot: Which text?…
        Rita: [📄 It is done. Thank you for telling.]
        Bot: …4 people read it.
            The ready text goes to each in their own language.…
        Rita: They were all on one wire.
        Bot: …I do not translate your own words. Somebody reads Dutch.…
        Rita: [🏁 Send and close]
        Bot: …This is closed.…
        Bot → Anna: …It is done. Thank you for telling.…‹They were all on one wire.›…Is it solved?…
        Bot → Bram: …Het is klaar. Dank u wel voor uw melding.…‹They were all on one wire.›…
        Bot → Cem: …It is done. Thank you for telling.…‹They were all on one wire.›…Is it solved?…
        Bot → Rob: There is an answer to M-2026-0002. You said: me too.…
    """)
    assert await town.value("SELECT count(*) FROM cases WHERE state = 'closed'") == 3
    assert await town.value("SELECT count(*) FROM cases WHERE closed IS NULL") == 0


async def test_a_partner_with_a_link_from_the_chat(town: Town) -> None:
    await colleagues(town)
    await lies(town, 1, place="Binnenhof 3")
    await town.do("Rita", "/inbox", "[❓ \u2068The lamp by the pond is broken\u2069]", "[⋯ More]")
    await town.do("Rita", "[↪️ Ask somebody outside]", "[🔗 Somebody else, with a link]")
    await town.do("Rita", "Woonbron", "Is this lamp yours?", "[📅 7 days]")
    assert "They have 7 days. After that it comes back." in town["Rita"].newest.text
    rita = await town.do("Rita", "[✅ Send it]")
    share = next(
        b["url"]
        for row in rita.newest.json["reply_markup"]["inline_keyboard"]
        for b in row
        if "url" in b
    )
    token = share.partition("start%3D")[2].partition("&")[0]
    await town.plays(
        f"""
        Pat: /start {token}
        Bot: A question for ‹Woonbron›
            Somebody of Rotterdam asks ‹Woonbron› for help with one message.… [✅ Yes, show it] […]
        Pat: [✅ Yes, show it]
        Bot: A question for ‹Woonbron›
            The municipality asks:
            ‹Is this lamp yours?›
            The resident wrote:
            ‹The lamp by the pond is broken›
            M-2026-0001, Ommoord
            📍 ‹Binnenhof 3›…
        Eve: /start {token}
        Bot: …Somebody used this link before you.…
        Bot → Rita: …‹Woonbron› has it until Tuesday 1 December 2026.…
        Bot → Rita: A link was opened twice
            Somebody else opened the link about M-2026-0001 too.…
        Pat: [🏠 Menu]
        Bot: Hello Pat…
        Pat: [🙋 Asked of you (1)]
        Bot: Asked of you
            • M-2026-0001: answer before Tuesday 1 December 2026…
        Pat: /inbox
        Bot: 📥 Inbox of Rotterdam…
    """.replace("{token}", token)
    )
    assert "lamp" not in "".join(b.text for b in town["Eve"].chat)
    await town.plays("""
        Pat: [🙋 Asked of you (1)]
        Bot: Asked of you
            • M-2026-0001: answer before Tuesday 1 December 2026…
        Pat: [↪️ ‹The lamp by the pond is broken›]
        Bot: A question for ‹Woonbron›…
        Pat: [✍️ Answer]
        Bot: What is your answer about M-2026-0001?…
    """)
    await anything(town, "Pat")
    for everybody in town.village.people.values():
        everybody.looks()
    await town.plays("""
        Pat: Yes, it is repaired on Friday.
        Bot: Your answer has arrived. Thank you. [🏠 Menu]
        Bot → Rita: ↪️ There is an answer from outside. Read it and answer the resident.…
            ‹Yes, it is repaired on Friday.›…
        Rita: [✍️ Answer]
        Bot: What do you answer to M-2026-0001? Type it, or choose a text.
            ‹Woonbron› answered:
            ‹Yes, it is repaired on Friday.› [📄 Choose a text] [⬅️ Back]
    """)


async def test_a_link_that_nobody_opened_is_called_so(town: Town) -> None:
    await colleagues(town)
    await lies(town, 1)
    await town.do("Rita", "/inbox", "[❓ \u2068The lamp by the pond is broken\u2069]", "[⋯ More]")
    await town.do("Rita", "[↪️ Ask somebody outside]", "[🔗 Somebody else, with a link]")
    await town.do("Rita", "Woonbron", "Is this lamp yours?", "[📅 3 days]", "[✅ Send it]")
    await town.later(days=2)
    assert "⏰ Nobody opened your link yet." in town["Rita"].newest.text
    await town.later(days=1)
    said = town["Rita"].newest.text
    assert "nobody opened the link, back on Friday 27 November 2026" in said
    assert "reminded" not in said


async def test_at_every_step_of_an_answer_and_of_asking_somebody_outside(town: Town) -> None:
    await colleagues(town)
    await lies(town, 1)
    await town.do("Rita", "/inbox", "[❓ \u2068The lamp by the pond is broken\u2069]")
    for act in ("[✍️ Answer]", "[📄 Choose a text]", "[📄 It is done. Thank you for telling.]"):
        await town.do("Rita", act)
        await anything(town, "Rita")
    await town.do("Rita", "/inbox", "[❓ \u2068The lamp by the pond is broken\u2069]", "[⋯ More]")
    await town.do("Rita", "[↪️ Ask somebody outside]", "[🔗 Somebody else, with a link]")
    for act in ("Woonbron", "Is this lamp yours?", "[📅 3 days]"):
        await anything(town, "Rita")
        await town.do("Rita", act)
    await town.do("Rita", "/inbox", "[❓ \u2068The lamp by the pond is broken\u2069]", "[⋯ More]")
    await town.do("Rita", "[💤 Let it rest until a day]")
    await anything(town, "Rita")


async def test_it_rests_and_comes_back_and_unanswered_it_returns(town: Town) -> None:
    await colleagues(town)
    await town.appoint("Pat", "partner")
    await lies(town, 1)
    await lies(town, 2, title="The bench is broken")
    for everybody in town.village.people.values():
        everybody.looks()
    await town.do("Rita", "/inbox", "[❓ \u2068The lamp by the pond is broken\u2069]", "[⋯ More]")
    await town.do("Rita", "[💤 Let it rest until a day]", "today")
    assert "That day is not ahead." in town["Rita"].newest.text
    await town.do("Rita", "tomorrow")
    assert "💤 It rests until Wednesday 25 November 2026." in town["Rita"].newest.text
    await town.do("Rita", "/inbox", "[❓ \u2068The bench is broken\u2069]", "[⋯ More]")
    await town.do("Rita", "[↪️ Ask somebody outside]", "[👤 \u2068Pat\u2069 (Pat)]")
    await town.do("Rita", "Whose bench is it?", "[📅 3 days]", "[✅ Send it]")
    assert "Whose bench is it?" in town["Pat"].newest.text
    town["Rita"].looks()
    await town.later(days=1)
    assert "⏰ This rested until today. Here it is again." in town["Rita"].newest.text
    await town.later(days=1)
    assert "⏰ Tomorrow the time for your answer is over." in town["Pat"].newest.text
    await town.later(days=1)
    heard = "\n".join(bubble.text for bubble in town["Rita"].chat)
    assert "↩️ \u2068Pat\u2069 did not answer in time. It is with you again." in heard
    assert "reminded, no answer, back on" in heard
    await town.do("Pat", "/voorgelegd")
    assert town["Pat"].newest.text == "Nothing waits for your answer."
    # Nothing open is without somebody who has it and a next date, and nothing waits any more.
    for loose in ("next_at IS NULL", "owner IS NULL", "state = 'waiting'"):
        assert await town.value(f"SELECT count(*) FROM cases WHERE {loose}") == 0


async def test_somebody_without_a_role_is_told_kindly(town: Town) -> None:
    await town.plays("""
        Anna: /inbox
        Bot: This part is for people who work for a wijk. It is not for everybody.
            Do you work for a wijk? Ask the officer for roles and rounds for a link.
            Do you want to ask or tell something yourself? Use the menu. [🏠 Menu]
    """)


async def test_an_empty_list_says_so_and_counts_nothing(town: Town) -> None:
    await town.appoint("Rita", "contact")
    rita = await town.do("Rita", "/inbox")
    assert "There is nothing new." in rita.newest.text
    for tab, said in (("🙋", "Nothing is yours."), ("⏳", "Nothing waits."), ("📂", "Nothing is")):
        await town.do("Rita", f"[{tab}…]")
        assert said in rita.newest.text
        assert "0 " not in rita.newest.text
