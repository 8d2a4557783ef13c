"""Questions about hubs in so many words: each is answered within two messages."""

from __future__ import annotations

from tests.english import Town

OPEN = "Wijkhub Week…🟢 Open now, until 12:00.…"
ASKS = "For which wijk? Type your postcode…"
# Each is a whole conversation: what somebody types out of the blue, and at most one more message.
QUESTIONS: dict[str, str] = {
    "typed as it is written": f"""
        P: Is de wijkhub in Ommoord open?
        Bot: {OPEN}
    """,
    "with a typing error in the wijk": f"""
        P: is de wijkhub in omoord open?
        Bot: {OPEN}
    """,
    "with a typing error in the word": """
        P: Weet u waar wijkhup beverwaart is
        Bot: Wijkhub Bord…Bordweg 3, 3077 AA Rotterdam…Open when the board stands outside.…
    """,
    "a postcode of one wijk": """
        P: hub 3076
        Bot: Wijkhub Feestdag…
    """,
    "a postcode with letters": """
        P: hub 3076 ab
        Bot: Wijkhub Feestdag…
    """,
    "a postcode of two wijken": f"""
        P: hub 3069
        Bot: Which wijk do you mean? [Ommoord] [Zevenkamp] [Another wijk] [⬅️ Back]
        P: [Ommoord]
        Bot: {OPEN}
    """,
    "without a wijk": f"""
        P: waar is mijn wijkhub
        Bot: {ASKS}
        P: Ommoord
        Bot: {OPEN}
    """,
    "the name of the place itself": f"""
        P: wijkhub week
        Bot: {OPEN}
    """,
    "the other kind of house": """
        P: huis van de wijk oosterflank
        Bot: Huis van de Wijk Oost…Huisplein 11…❔ I do not know the opening hours.…14 010…
    """,
    "the other kind, by its nickname": """
        P: waar is het buurthuis in Vreewijk?
        Bot: Huis van de Wijk De Brink…Dreef 71…There is also:…Wijkhub Oud…
    """,
    "only the name of a house": """
        P: De Brink
        Bot: Huis van de Wijk De Brink…
    """,
    "a house by name, and whether it is open": """
        P: is de brink open
        Bot: Huis van de Wijk De Brink…❔ I do not know the opening hours.…
    """,
    "a day": """
        P: is de hub in ommoord donderdag open?
        Bot: Wijkhub Week…🟢 Thursday 26 November 2026: open 09:00 to 12:00 and 13:00 to 17:00.…
    """,
    "with a typing error in the day": """
        P: is de hub in ommoord donderdg open?
        Bot: Wijkhub Week…🟢 Thursday 26 November 2026: open 09:00 to 12:00 and 13:00 to 17:00.…
    """,
    "with a typing error in the asking": f"""
        P: waneer is de wijkhub in omoord open
        Bot: {OPEN}
    """,
    "a day on which it is shut": """
        P: kan ik morgen naar de wijkhub in Ommoord
        Bot: Wijkhub Week…🔴 Wednesday 25 November 2026: closed.…
    """,
    "a day before where": """
        P: is de hub morgen open
        Bot: For which wijk?…
        P: lombardijen
        Bot: Wijkhub Feestdag…🟢 Wednesday 25 November 2026: open 09:00 to 17:00.…
    """,
    "Christmas, and nobody said": """
        P: is de wijkhub in lombardijen open met kerst?
        Bot: Wijkhub Feestdag…❔ Friday 25 December 2026 is Christmas Day. I do not know if it is
            open. Please call gemeente Rotterdam before you go: 14 010.…
    """,
    "a date": """
        P: wijkhub lombardijen op 1 december
        Bot: Wijkhub Feestdag…🟢 Tuesday 1 December 2026: open 09:00 to 17:00.…
    """,
    "another city": """
        P: wijkhub ridderkerk
        Bot: That is in Ridderkerk. I only work for Rotterdam.…For which wijk?…
    """,
    "a postcode of another city": """
        P: hub 2981
        Bot: That is in Ridderkerk. I only work for Rotterdam.…For which wijk?…
    """,
    "a postcode that is none": """
        P: hub 0000 XX
        Bot: A Dutch postcode never starts with 0.…For which wijk?…
    """,
    "the port": """
        P: wijkhub europoort
        Bot: Europoort is a port or business area. I know no wijkhub there.…14 010…
    """,
    "a name that nothing has": """
        P: wijkhub atlantis
        Bot: I do not know ‹atlantis›. Is it written right?…For which wijk?…
    """,
    "the bus": """
        P: wanneer komt de bus hier
        Bot: Mobiele Wijkhub…I do not know yet where it stops, and when.…14 010…
    """,
    "the mobile hub in a wijk": """
        P: komt de mobiele hub ook in Ommoord?
        Bot: Mobiele Wijkhub…I do not know yet where it stops, and when.…
    """,
    "in English": f"""
        P: Where is the nearest hub in Ommoord, and is it open today?
        Bot: {OPEN}
    """,
    "in English, tomorrow": """
        P: is the hub in Zevenkamp open tomorrow?
        Bot: Wijkhub Afspraak…📞 Only by appointment.…14 010…
    """,
    "when it opens": """
        P: hoe laat gaat de wijkhub in bloemhof open
        Bot: Wijkhub Half…🟢 Open now, until 17:00.…I am not quite sure of this.…14 010…
    """,
    "a whole gebied": """
        P: wijkhub charlois
        Bot: Which wijk do you mean? [Carnisse-Zuiderpark] [Heijplaat] […]
    """,
    "what is close by": """
        P: is er een hub bij mij in de buurt?
        Bot: Share where you are with the key below. I do not keep it.…
        P: (location 51.9600,4.5500)
        Bot: Thank you. I do not keep where you are.
        Bot: …as the crow flies:…Wijkhub Week: about 100 meters…Closest to you…
    """,
    "a wijk that has no hub": """
        P: wijkhub nesselande
        Bot: Nesselande I do not know the wijkhub of Nesselande yet. You can call gemeente
            Rotterdam: 14 010. You can also go here:…Wijkhub Week…Wijkhub Afspraak…
    """,
    "what is weakly known is not told": """
        P: wijkhub hillesluis
        Bot: Hillesluis I do not know the wijkhub of Hillesluis yet.…
    """,
}


async def test_questions_in_words_are_answered_within_two_messages(hubs: Town) -> None:
    assert len(QUESTIONS) >= 20
    wrong = []
    for n, (what, transcript) in enumerate(QUESTIONS.items()):
        assert transcript.count("P: ") <= 2, what
        try:
            await hubs.plays(transcript.replace("P:", f"P{n}:"))
        except AssertionError as error:
            wrong.append(f"{what}: {error}")
            hubs[f"P{n}"].looks()
    assert not wrong, "\n\n".join(wrong)
    assert await hubs.value("SELECT count(*) FROM people WHERE wijk IS NOT NULL") == 0


async def test_what_is_no_question_about_a_place_is_left_alone(hubs: Town) -> None:
    for text in ("Ik wil graag iets", "dank u", "zaterdag"):
        anna = await hubs.do("Anna", text)
        assert "I do not understand every sentence" in anna.newest.text, text
    anna = await hubs.do("Anna", "Ommoord")
    assert "Your wijk is Ommoord. Is that right?" in anna.newest.text
