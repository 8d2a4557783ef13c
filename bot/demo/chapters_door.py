"""The story of what residents ask and tell: somebody has it, somebody answers, and it is closed.

    Slikkerveer  Ans, ambassador, passes on what a neighbour said; Rik, wijkregisseur, answers
    Ommoord      Fatima asks out of the blue, Rita and Rob both want it; Moos has a complaint
                 Pat of a housing corporation has one link; the wijkraad says "not now"
    Krommeweg    what is about green lies with Gijs, the ambassador of that department, at once

The terms for an answer are sample data and say so: no municipality has told its own.
"""

APPOINTED = """
(invite {role} {wijk} for {name})
{name}: (opens <{name}>)
Bot: Een uitnodiging voor u…
{name}: [✅ Ja, dat ben ik]
Bot: U hebt gevraagd om:…
Bot → Olga: Wie is dit?…{name} opende…
Bot → Omar: Wie is dit?…{name} opende…
Olga: [✅ Het klopt]
Bot: …✅ {name} is bevestigd…
Bot → {name}: U hebt een rol:…
"""

PASSED_ON = """
Ans: (forwards De lantaarn bij het bruggetje is al weken kapot)
Bot: Zal ik dit doorgeven?…De lantaarn bij het bruggetje…Wijk: Slikkerveer…Over uw buur bewaar
    ik niets.
    [✅ Doorgeven] [🏷 Een ander onderwerp] [❓ Het is een vraag] [✏️ Andere woorden]
    [🗑 Niet doorgeven]
Ans: [✅ Doorgeven]
Bot: Dank u wel. Het is doorgegeven. Bericht M-2026-0001…Deel de link. Uw buur ziet hoe het ermee
    staat, en geen namen. [🔗 Link voor uw buur] […]
Bot → Rik: 👀 Melding M-2026-0001…Doorgegeven door de wijkambassadeur…🆕 Niemand heeft dit nog.
    Antwoord op of vóór: dinsdag… [🙋 Ik pak dit op] [✍️ Antwoord] [⋯ Meer] [📥 Inbox] [🏠 Menu]
(Ans keeps the link as melding)
Nel: (opens <melding>)
Bot: …Bericht M-2026-0001…Nog niemand heeft het opgepakt…Let op: dit is een voorbeeld. De dag kan
    verzonnen zijn. U ziet hoe het ermee staat. U ziet niet wie het vertelde, of wat er gezegd is.
    [🔕 Hierover niets meer] [🏠 Menu]
Rik: /inbox
Bot: 📥 Inbox van Slikkerveer 1 nieuw. Niemand heeft het nog.…
Rik: [👀 …De lantaarn bij het bruggetje…]
Bot: 👀 Melding M-2026-0001…🆕 Niemand heeft dit nog.…
Rik: [🙋 Ik pak dit op]
Bot: 👀 Melding M-2026-0001…🙋 U hebt dit.… [✍️ Antwoord] [🏁 Sluiten] […]
Rik: [✍️ Antwoord]
Bot: Wat antwoordt u op M-2026-0001? Typ het, of kies een tekst. [📄 Kies een tekst] [⬅️ Terug]
Rik: Dank u wel. Wij maken de lantaarn donderdag.
Bot: Uw antwoord op M-2026-0001 Dank u wel. Wij maken de lantaarn donderdag. 2 mensen lezen het.
    [✅ Versturen] […]
Rik: [✅ Versturen]
Bot: …Wij maken de lantaarn donderdag. 🙋 U hebt dit.…
Bot → Ans: 💬 Een antwoord over De lantaarn…Rik Visser (wijkregisseur)…Wij maken de lantaarn
    donderdag.
    [✍️ Antwoord] [📄 Het hele gesprek] [🏠 Menu]
Rik: [🏁 Sluiten]
Bot: Wat is er gedaan aan M-2026-0001?…
Rik: [📄 Kies een tekst]
Bot: Welke tekst? U kunt er eigen woorden bij zetten.…
Rik: [📄 Het is klaar…]
Bot: Hiermee sluit u M-2026-0001 Het is klaar. Dank u wel voor uw melding. 2 mensen lezen het.…
Rik: [🏁 Versturen en sluiten]
Bot: …Dit is gesloten.…
Bot → Ans: Uw melding heeft antwoord:…Het is klaar…Is het opgelost? [👍 Ja, het is opgelost] [🤝
    Half]
    [👎 Nee, het is niet opgelost] […]
Bot → Nel: Op M-2026-0001 is antwoord gegeven. [👀 Hoe het ermee staat] [🏠 Menu]
"""

NOT_SOLVED = """
Ans: [👎 Nee, het is niet opgelost]
Bot: Het is weer open, bij dezelfde persoon.…Wat wilt u zeggen tegen Rik Visser (wijkregisseur)?…
Bot → Rik: 🔁 De bewoner zegt: het is niet opgelost. Het is weer open.…🙋 U hebt dit.…
Ans: Hij brandt, maar knippert de hele nacht.
Bot: ✅ Ik gaf het door aan Rik Visser (wijkregisseur).…Vanaf nu ben ik stil terwijl u samen
    praat.…
Bot → Rik: ✉️ De bewoner schreef:…Hij brandt, maar knippert de hele nacht.…
Nel: (opens <melding>)
Bot: …📍 Iemand werkt eraan.…
Rik: [🏁 Sluiten]
Bot: Wat is er gedaan aan M-2026-0001?…
Rik: Er zit nu een nieuwe lamp in.
Bot: Hiermee sluit u M-2026-0001 Er zit nu een nieuwe lamp in.…
Rik: [🏁 Versturen en sluiten]
Bot: …Dit is gesloten.…
Bot → Ans: Uw melding heeft antwoord:…Er zit nu een nieuwe lamp in. Is het opgelost?…
Bot → Nel: Op M-2026-0001 is antwoord gegeven. [👀 Hoe het ermee staat] [🏠 Menu]
Nel: [👀 Hoe het ermee staat]
Bot: Bericht M-2026-0001…📍 Er is antwoord.…
Ans: [👍 Ja, het is opgelost]
Bot: …U zei: het is opgelost. Dank u wel. [📋 Mijn vragen] [🏠 Menu]
Ans: /ambassadeur
Bot: Wat u doorgaf…M-2026-0001 · Straat en stoep: beantwoord… [📣 Iets doorgeven] […]
"""

ASKED = """
Fatima: Wanneer worden de bomen in de Vijverlaan gesnoeid?
Bot: Voordat ik het verstuur ❓ Een vraag…Groen en bomen…Wie het leest, ziet een nummer en niet uw
    naam. Zal ik het versturen? [✅ Versturen] […]
Fatima: [✅ Versturen]
Bot: Dank u wel! Uw vraag is verstuurd. Uw nummer is M-…0001. Het ligt nu bij de wijknetwerker
    van Ommoord. Ik weet niet hoe lang het duurt.…
Bot → Rita: ❓ Vraag M-…0001…🆕 Niemand heeft dit nog. [🙋 Ik pak dit op] […]
Bot → Rob: ❓ Vraag M-…0001…🆕 Niemand heeft dit nog. [🙋 Ik pak dit op] […]
# Both tap before either can see it: one has it, the other hears who.
(stop)
Rita: [🙋 Ik pak dit op]
Rob: [🙋 Ik pak dit op]
(start)
Bot → Rita: ❓ Vraag M-…0001…🙋 U hebt dit.… [✍️ Antwoord] [🏁 Sluiten] […]
Bot → Rob: …Rita heeft dit al…
Rita: [⋯ Meer]
Bot: ❓ Vraag M-…0001…🙋 U hebt dit.…
Rita: [↪️ Iemand buiten vragen]
Bot: …Wie kan u hiermee helpen? Die ziet alleen dit bericht, en nooit van wie het is.…
Rita: [🔗 Iemand anders, met een link]
Bot: Hoe heet de afdeling of organisatie?…
Rita: Woonstichting Voorbeeld
Bot: Wat wilt u vragen over M-…0001?…
Rita: Snoeit u deze bomen, en wanneer?
Bot: Hoeveel tijd krijgen zij?… [📅 3 dagen] [📅 7 dagen] [📅 14 dagen] [⬅️ Terug]
Rita: [📅 7 dagen]
Bot: M-…0001 gaat naar Woonstichting Voorbeeld…Zij hebben 7 dagen. Daarna komt het terug.…
Rita: [✅ Versturen]
Bot: ↪️ Woonstichting Voorbeeld heeft het tot…opende de link nog niet.…
Bot → Rita: Uw link voor Woonstichting Voorbeeld Stuur de link aan één persoon.… [📨 Stuur de
    link] […]
(Rita keeps the link as partner)
Pat: (opens <partner>)
Bot: Een vraag voor Woonstichting Voorbeeld…Antwoordt u voor Woonstichting Voorbeeld? Dan is het
    voor
    u en is de link op. [✅ Ja, laat zien] [❌ Nee, dit is niet voor mij] [🏠 Menu]
Pat: [✅ Ja, laat zien]
Bot: Een vraag voor Woonstichting Voorbeeld De gemeente vraagt: Snoeit u deze bomen, en wanneer?
    De
    bewoner schreef: Wanneer worden de bomen in de Vijverlaan gesnoeid?… [✍️ Antwoord] [🏠 Menu]
Eva: (opens <partner>)
Bot: Iemand gebruikte deze link vóór u. Was hij voor u? Vraag een nieuwe.…
Bot → Rita: Een link is twee keer geopend Nog iemand opende de link over M-…0001.…De tweede
    persoon heeft niets gezien.…
Pat: [✍️ Antwoord]
Bot: Wat is uw antwoord over M-…0001? De gemeente leest dit.…
Pat: Wij snoeien ze in week 50.
Bot: Uw antwoord is aangekomen. Dank u wel. [🏠 Menu]
Bot → Rita: ↪️ Er is een antwoord van buiten. Lees het en antwoord de bewoner.…Wij snoeien ze in
    week 50.…
Rita: [✍️ Antwoord]
Bot: Wat antwoordt u op M-…0001?…Woonstichting Voorbeeld antwoordde: Wij snoeien ze in week 50.…
Rita: De eigenaar van de grond snoeit de bomen in week 50.
Bot: Uw antwoord op M-…0001 De eigenaar van de grond snoeit de bomen in week 50.…
Rita: [🏁 Versturen en sluiten]
Bot: …Dit is gesloten.…
Bot → Fatima: Uw vraag heeft antwoord:…De eigenaar van de grond snoeit de bomen in week 50. Is
    het opgelost?…
Fatima: [👍 Ja, het is opgelost]
Bot: …U zei: het is opgelost. Dank u wel.…
"""

COMPLAINT = """
Moos: /klacht
Bot: …Wat ging er mis tussen u en de gemeente?…Bijvoorbeeld: niemand belde mij terug. [⬅️ Terug]
Moos: Aan de balie stuurden ze mij drie keer weg.
Bot: Over welke wijk gaat het?…
Moos: Ommoord
Bot: Voordat ik het verstuur ⚖️ Een klacht over de gemeente…
Moos: [✅ Versturen]
Bot: Dank u wel! Uw klacht is verstuurd. Uw nummer is M-…0002…Uw rechten bij een klacht…binnen
    zes weken…binnen tien weken…naam en adres nodig…Dan moet iemand anders het bekijken…naar de
    ombudsman. Dat is gratis.…14 010.…
Bot → Rita: 📢 Klacht M-…0002…
Bot → Rob: 📢 Klacht M-…0002…
"""

NOT_NOW = """
Fatima: /melding Er ligt elke week troep bij de containers
Bot: Waar is het in Ommoord? Typ de straat.…
Fatima: Binnenhof
Bot: Voordat ik het verstuur 👀 Er is iets mis in de wijk…Afval en troep…Plek: Binnenhof…
Fatima: [✅ Versturen]
Bot: Dank u wel! Uw melding is verstuurd. Uw nummer is M-…0003.… [📋 Kopieer het nummer]
    [💡 Maak er een plan van] […]
Bot → Rita: 👀 Melding M-…0003…
Bot → Rob: 👀 Melding M-…0003…
Bea: /raad
Bot: De wijkraad van Ommoord… [📣 Meldingen van de wijk] […]
Bea: [📣 Meldingen van de wijk]
Bot: Meldingen van Ommoord 1 melding staat open.…U ziet geen namen en geen woorden van wie het
    vertelde.…
Bea: [🗑️ Afval en troep (1)]
Bot: …M-…0003 · Binnenhof: nog niemand heeft het…
Bea: [📣 M-…0003…]
Bot: Melding M-…0003… [📌 Op de agenda zetten] [⏳ Nu niet, met een reden] […]
Bea: [⏳ Nu niet, met een reden]
Bot: Waarom pakt de wijkraad M-…0003 nu niet op? Wie het vertelde, leest uw reden.…
Bea: In januari komen er nieuwe containers. Daarna kijken wij weer.
Bot: Zal ik dit versturen? In januari komen er nieuwe containers.… [✅ Versturen] […]
Bea: [✅ Versturen]
Bot: Melding M-…0003…De wijkraad pakt het nu niet op. De reden: In januari…
Bot → Fatima: De wijkraad pakt uw bericht M-…0003 nu niet op. De reden: In januari komen er nieuwe
    containers.…Wie uw bericht heeft, gaat er gewoon mee door. [📋 Wat ik vertelde] [🏠 Menu]
"""

GREEN = """
(keeper green for Gijs of Groen)
Wim: De boom bij de speeltuin hangt vol dode takken
Bot: Ik ben Aan Zet, een computerprogramma…In welke wijk is het?…
Wim: Krommeweg
Bot: Waar is het in Krommeweg?…
Wim: [➡️ Geen vaste plek]
Bot: Voordat ik het verstuur…🌳 Groen en bomen…
Wim: [✅ Versturen]
Bot: Dank u wel! Uw melding is verstuurd.…U hoort iets op of vóór dinsdag…Let op: dit is een
    voorbeeld. De
    dag kan verzonnen zijn.…
Bot → Gijs: 👀 Melding M-2026-…🙋 U hebt dit. Antwoord op of vóór:…
# The day before the promised day somebody is reminded; figures under ten are never told.
(later 6 days)
Bot → Gijs: ⏰ M-2026-…er is antwoord beloofd op of vóór…
Rik: /beeld
Bot: …De week in Krommeweg…Onder de tien noem ik geen getal.…
Gijs: [✍️ Antwoord]
Bot: Wat antwoordt u op M-2026-…
Gijs: Wij halen de takken morgen weg.
Bot: Uw antwoord op M-2026-…
Gijs: [✅ Versturen]
Bot: …De ambassadeur…Wij halen de takken morgen weg. 🙋 U hebt dit.…
Bot → Wim: 💬 Een antwoord over…De ambassadeur…Wij halen de takken morgen weg.…
Rik: /inbox
Bot: 📥 Inbox van Krommeweg Er is niets nieuws.… [📂 Alles open (1)] […]
"""

SLIKKERVEER = (
    (
        "An ambassador passes on what a neighbour said; it is answered and closed",
        APPOINTED.format(role="ambassador", wijk="Slikkerveer", name="Ans") + PASSED_ON,
    ),
    ("It is not solved: open again with the same person, and then it is", NOT_SOLVED),
)
OMMOORD = (
    (
        "A question out of the blue: two colleagues want it, a partner knows",
        "".join(
            APPOINTED.format(role="contact", wijk="Ommoord", name=name) for name in ("Rita", "Rob")
        )
        + ASKED,
    ),
    ("A complaint has its own way, and the bot says which", COMPLAINT),
    ("The wijkraad says: not now, and why", NOT_NOW),
)
KROMMEWEG = (
    (
        "What is about green lies with the ambassador of green at once",
        APPOINTED.format(role="ambassador", wijk="Krommeweg", name="Gijs") + GREEN,
    ),
)
