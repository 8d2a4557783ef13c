"""The story in Ommoord, Rotterdam, as transcripts: a plan from a phone to the wijkraad and back.

    Olga, Omar        officers, invited at the desk, who confirm each other
    Sam               secretary of the wijkraad; Bea, Cor, Dia and Els are its members
    Fatima            has a plan; Karim, Lies, Moos and Nora are her neighbours
    Gert, Hana        have plans too; Jan lives somewhere else

`bot/demo/stage.py` says how to read them.  Rotterdam's sample data are made up.
"""

TWO_OFFICERS = """
(invite officer founding for Olga)
Olga: (opens <Olga>)
Bot: Een uitnodiging voor u…beheerder van rollen en rondes (Rotterdam)… [✅ Ja, dat ben ik] [Nee]
Olga: [✅ Ja, dat ben ik]
Bot: U hebt gevraagd om:…Het telt nog niet…De andere eerste persoon…vier plaatjes… [🏠 Menu]
(invite officer founding for Omar)
Omar: (opens <Omar>)
Bot: Een uitnodiging voor u… [✅ Ja, dat ben ik] […]
Omar: [✅ Ja, dat ben ik]
Bot: U hebt gevraagd om:…Ik heb 1 persoon gevraagd…
Bot → Olga: Wie is dit?…Omar opende de uitnodiging… [✅ Het klopt] [❌ Het klopt niet] [🏠 Menu]
Bot → Omar: Wie is dit?…Olga opende de uitnodiging… [✅ Het klopt] [❌ Het klopt niet] [🏠 Menu]
Olga: [✅ Het klopt]
Bot: Wie is dit?…✅ Omar is bevestigd…
Bot → Omar: U hebt een rol: beheerder van rollen en rondes… [👥 Alle rollen] […]
Omar: [✅ Het klopt]
Bot: Wie is dit?…✅ Olga is bevestigd…
Bot → Olga: U hebt een rol: beheerder van rollen en rondes… [👥 Alle rollen] […]
"""

LINKS_WORK_ONCE = """
# The link works once: whoever opens it later gets nothing, and whoever took it hears so.
Jan: (opens <Olga>)
Bot: Iemand anders heeft deze uitnodiging al gebruikt…Hallo Jan…
Bot → Olga: Een uitnodiging is twee keer geopend…Er is niets gegeven…
Bot → Omar: Een uitnodiging is twee keer geopend…Er is niets gegeven…
Olga: [👥 Alle rollen]
Bot: Rollen… [⏹ Olga…] [⏹ Omar…] [➕ Nodig iemand uit] [🏠 Menu]
"""

SECRETARY = """
(invite secretary Ommoord for Sam)
Sam: (opens <Sam>)
Bot: Een uitnodiging voor u…secretaris (Ommoord)… [✅ Ja, dat ben ik] [Nee]
Sam: [✅ Ja, dat ben ik]
Bot: U hebt gevraagd om: secretaris (Ommoord)…Ik heb 2 mensen gevraagd…
Bot → Olga: Wie is dit? Secretaris (Ommoord)…Sam opende…
Bot → Omar: Wie is dit? Secretaris (Ommoord)…Sam opende…
Olga: [✅ Het klopt]
Bot: …✅ Sam is bevestigd…
Bot → Sam: U hebt een rol: secretaris (Ommoord)… [🗳 Wijkraad] […]
"""

A_MEMBER = """
(invite member Ommoord for {name})
{name}: (opens <{name}>)
Bot: Een uitnodiging voor u…lid van de wijkraad (Ommoord)… [✅ Ja, dat ben ik] [Nee]
{name}: [✅ Ja, dat ben ik]
Bot: U hebt gevraagd om: lid van de wijkraad (Ommoord)…Ik heb 3 mensen gevraagd…
Bot → Olga: Wie is dit?…{name} opende…
Bot → Omar: Wie is dit?…{name} opende…
Bot → Sam: Wie is dit?…{name} opende…
{by}: [✅ Het klopt]
Bot: …✅ {name} is bevestigd…
Bot → {name}: U hebt een rol: lid van de wijkraad (Ommoord)… [🗳 Wijkraad] […]
"""

WHERE_DO_YOU_LIVE = """
Jan: /start
Bot: Hallo Jan… [💡 Ik heb een idee] […]
Jan: /wijk
Bot: Wat is uw postcode? Bijvoorbeeld: 3011 AB…
Jan: 3198 LK
Bot: Europoort is haven of bedrijventerrein. Daar is geen wijkraad…14 010…Wat is uw postcode?…
Jan: Slikkerveer
Bot: Dat is in Ridderkerk. Ik werk alleen voor Rotterdam…
Jan: Omoord
Bot: Uw wijk is Ommoord. Klopt dat? [✅ Ja, Ommoord] [Een andere wijk] [✏️ Opnieuw typen] […]
Jan: [Een andere wijk]
Bot: Wat is uw wijk?…Charlois… [Meer wijken (2 van 7)] […]
Jan: [⬅️ Terug]
Bot: Wat is uw postcode?…
Jan: [Ik woon niet in Rotterdam]
Bot: Dank u wel. Ik onthoud dat u ergens anders woont…
"""

A_PLAN = """
Fatima: /start
Bot: Hallo Fatima Ik ben Aan Zet, een computerprogramma…Deze mensen lezen uw plan…niet helemaal
    geheim… [💬 Iets vragen of melden] [💡 Ik heb een idee] [📍 Wijkhub] [👥 Contact]
    [🌐 English] [❓ Hulp]
Fatima: [💡 Ik heb een idee]
Bot: Uw plan…niet meer kosten dan € 10.000…De wijkraad beslist. Ik beslis niet…Binnen 6 weken…
    dit is een voorbeeld…Wat is uw postcode?…
Fatima: 3069 AB
Bot: Wat is uw wijk? [Ommoord] [Zevenkamp] [Een andere wijk] [Ik woon niet in Rotterdam] […]
Fatima: [Ommoord]
Bot: Stap 1 van 8 Hoe heet uw plan?… [⬅️ Terug]
Fatima: Zitten bij de speeltuin
Bot: Stap 2 van 8 Wat wilt u doen, en waarom?…
Fatima: De kinderen spelen, de ouders staan.
Bot: Stap 3 van 8 Waar is het?…
Fatima: /terug
Bot: Stap 2 van 8 Wat wilt u doen, en waarom?…
Fatima: De ouders staan altijd. Wij maken drie tafels met banken.
Bot: Stap 3 van 8 Waar is het?…
Fatima: /help
Bot: Zo werkt het…/terug – één stap terug… [💡 Ik heb een idee]
    [🏘 Mijn wijk…] [🌐 English] [🏠 Menu] [▶️ Verder met uw plan]
Fatima: [▶️ Verder met uw plan]
Bot: Stap 3 van 8 Waar is het?…
Fatima: Binnenhof, bij de speeltuin
Bot: Stap 4 van 8 Wanneer begint het?…
Fatima: /taal en
Bot: Step 4 of 8 When does it start?… [🤷 I do not know yet] [⬅️ Back]
Fatima: /taal nl
Bot: Stap 4 van 8 Wanneer begint het?… [🤷 Dat weet ik nog niet] [⬅️ Terug]
Fatima: over twee weken
Bot: U begint over 2 weken. De regel is: vanaf dinsdag 5 januari 2027. Stap 5 van 8 Wat kost het?…
Fatima: (sticker)
Bot: Dat kan ik hier niet gebruiken…Stap 5 van 8 Wat kost het?…
Fatima: hout 250
    verf 60
    gereedschap huren 90
Bot: Samen is dat € 400. Stap 6 van 8 Wie krijgt het geld?… [🙋 Ik] [⬅️ Terug]
Fatima: Stichting Ommoord Samen
Bot: Stap 7 van 8 Hebt u een foto of een bestand?…
Fatima: (photo)
Bot: Bewaard…Ik heb 1 bestand…
Fatima: [➡️ Verder]
Bot: Stap 8 van 8 Klopt dit allemaal?…Ik ben 18 jaar of ouder…
Fatima: [✅ Ja, dit klopt]
Bot: Uw plan, voordat u het verstuurt…Zitten bij de speeltuin…Ommoord…Binnenhof…dinsdag 8
    december 2026…Stichting Ommoord Samen…📷 1 bestand…De ouders staan altijd…Samen: € 400…
    0 van 4 buren…De regel is: vanaf dinsdag 5 januari 2027…U mag het toch sturen…
    [✅ Versturen] [✏️ Iets veranderen] [🤝 Vraag buren om steun] [⏸ Later] [🗑 Weggooien]
"""

NEIGHBOURS = """
Fatima: [🤝 Vraag buren om steun]
Bot: Vraag uw buren…Nu 0 van 4…?start=… [📤 Deel de link] [📋 Kopieer de link]
    [📄 Naar uw plan] [🏠 Menu]
(Fatima keeps the link as plan)
Karim: (opens <plan>)
Bot: Een plan van Fatima…Ik ben Aan Zet, een computerprogramma…12 jaar of ouder?
    [🤝 Ja, ik steun dit] [🏠 Menu]
Karim: [🤝 Ja, ik steun dit]
Bot (toast): Dank u wel! Het telt mee.
Bot: …1 van 4 buren…U steunt dit plan… [↩️ Ik steun het niet meer] [🏠 Menu]
Bot → Fatima: 🤝 Een buur steunt uw plan…Nu 1 van 4. [📄 Naar uw plan] [🏠 Menu]
Lies: (opens <plan>)
Bot: Een plan van Fatima…
Lies: [🤝 Ja, ik steun dit]
Bot: …2 van 4 buren…U steunt dit plan…
Bot → Fatima: 🤝 Een buur steunt uw plan…Nu 2 van 4…
Lies: [↩️ Ik steun het niet meer]
Bot: …1 van 4 buren…Woont u in Ommoord… [🤝 Ja, ik steun dit] [🏠 Menu]
Lies: (twice 🤝 Ja, ik steun dit)
Bot: …2 van 4 buren…U steunt dit plan…
Bot → Fatima: 🤝 Een buur steunt uw plan…Nu 2 van 4…
Moos: (opens <plan>)
Bot: Een plan van Fatima…
Moos: [🤝 Ja, ik steun dit]
Bot: …3 van 4 buren…
Bot → Fatima: 🤝 Een buur…Nu 3 van 4…
Nora: (opens <plan>)
Bot: Een plan van Fatima…
Nora: [🤝 Ja, ik steun dit]
Bot: …4 van 4 buren…
Bot → Fatima: 🤝 Een buur…Nu 4 van 4…
Fatima: (opens <plan>)
Bot: …Dit is uw eigen plan…
"""

SENT = """
Fatima: /idee
Bot: U hebt een plan dat nog niet af is… [▶️ Verder] [🔄 Opnieuw beginnen] [🗑 Weggooien] [🏠 Menu]
Fatima: [▶️ Verder]
Bot: Uw plan, voordat u het verstuurt…🤝 Steun: 4 van 4 buren…
Fatima: [✅ Versturen]
Bot: Dank u wel! Uw plan is binnen…Uw nummer is BI-2026-0001…De wijkraad beslist erover…vóór
    dinsdag 5 januari 2027…Officieel aanvragen doet u hier: Mijn Rotterdam…
    [📋 Kopieer het nummer] [📋 Mijn plannen] [🏠 Menu]
Bot → Bea: Plan BI-2026-0001: € 400…4 van 4 buren…Beslis vóór 5 januari 2027…Gekozen: 0 van de 4
    mensen…3 of meer…binnen 6 weken…Over dit jaar: € 60.000 [✅ Goedkeuren] [❌ Afwijzen]
    [⏸ Uitstellen] [❓ Vraag de maker van het plan] [🙋 Ik heb zelf belang] [📎 Bestanden] […]
Bot → Cor: Plan BI-2026-0001: € 400…
Bot → Dia: Plan BI-2026-0001: € 400…
Bot → Els: Plan BI-2026-0001: € 400…
Fatima: [📋 Kopieer het nummer]
(Fatima copied: BI-2026-0001)
"""

QUESTION = """
Bea: [❓ Vraag de maker van het plan]
Bot: Wat wilt u vragen aan de maker van het plan? [⬅️ Terug]
Bea: Wie onderhoudt de tafels?
Bot: Plan BI-2026-0001…❓ Vraag aan de maker van het plan Wie onderhoudt de tafels?…
Bot → Fatima: Een vraag over uw plan BI-2026-0001…Wie onderhoudt de tafels?… [💬 Antwoord] [🏠 Menu]
Fatima: [💬 Antwoord]
Bot: Wat is uw antwoord? [⬅️ Terug]
Fatima: Wij zelf. Zes buren doen mee.
Bot: Dank u wel. Uw antwoord staat in het dossier…De wijkraad beslist er nu over…
Bot → Bea: De maker van het plan gaf antwoord…💬 Antwoord Wij zelf. Zes buren doen mee…
Bot → Cor: De maker van het plan gaf antwoord…
Bot → Dia: De maker van het plan gaf antwoord…
Bot → Els: De maker van het plan gaf antwoord…
"""

DECIDING = """
Cor: [🙋 Ik heb zelf belang]
Bot: Hebt u zelf belang bij dit plan?… [🙋 Ja, ik doe niet mee] [⬅️ Nee, terug]
Cor: [🙋 Ja, ik doe niet mee]
Bot: …Gekozen: 0 van de 3 mensen…U doet niet mee aan dit besluit…
    [📎 Bestanden] [🕰 Geschiedenis] [🏠 Menu]
Dia: [❌ Afwijzen]
Bot: Waarom? De maker van het plan leest uw reden. [⬅️ Terug]
Dia: Er staan al drie banken in de straat.
Bot: …Gekozen: 1 van de 3 mensen…Uw keuze: ❌ afwijzen…
# Els telephoned: her telephone broke. The secretary writes her choice down.
Sam: /raad
Bot: De wijkraad van Ommoord… [⏳ Loopt nog (1)] […]
Sam: [⏳ Loopt nog (1)]
Bot: …BI-2026-0001: € 400, nu wordt er beslist, tot dinsdag 5 januari 2027… [📄 Zitten…] […]
Sam: [📄 …Zitten…]
Bot: Plan BI-2026-0001… [✍️ Schrijf een keuze op] […]
Sam: [✍️ Schrijf een keuze op]
Bot: Van wie schrijft u de keuze op?… [Els] […]
Sam: [Els]
Bot: Wat koos Els? [✅ Goedkeuren] [❌ Afwijzen] [⏸ Uitstellen] [⬅️ Terug]
Sam: [⏸ Uitstellen]
Bot: Welke reden gaf het lid? [⬅️ Terug]
Sam: Els wil eerst de buren horen.
Bot: …Gekozen: 2 van de 3 mensen…
Bot → Els: Iemand heeft uw keuze opgeschreven…Uw keuze: ⏸ uitstellen…U mag het veranderen…
Els: [✅ Goedkeuren]
Bot: …Uw keuze: ✅ goedkeuren…
Bea: [✅ Goedkeuren]
Bot: …nog niet bevestigd…Uitkomst: ✅ goedgekeurd…Voor: 2. Tegen: 1. Uitstellen: 0…
    Cor: heeft zelf belang… [📎 Bestanden] [🕰 Geschiedenis] [🏠 Menu]
Bot → Sam: …Uitkomst: ✅ goedgekeurd…nog niet bevestigd…
    [✅ Bevestig de uitkomst] [🗓 Eerst naar de vergadering] […]
Sam: [✅ Bevestig de uitkomst]
Bot (toast): Bevestigd.
Bot: …Stand: goedgekeurd…Over dit jaar: € 59.600…
Bot → Fatima: 🎉 Het plan Zitten bij de speeltuin mag doorgaan! De wijkraad geeft € 400…brief…
Bot → Karim: 🎉 Het plan Zitten bij de speeltuin mag doorgaan!…
Bot → Lies: 🎉 Het plan Zitten bij de speeltuin mag doorgaan!…
Bot → Moos: 🎉 Het plan Zitten bij de speeltuin mag doorgaan!…
Bot → Nora: 🎉 Het plan Zitten bij de speeltuin mag doorgaan!…
Bot → Bea: …Stand: goedgekeurd…
Bot → Dia: …Stand: goedgekeurd…
Bot → Els: …Stand: goedgekeurd…
"""

LOOKING_BACK = """
Bea: /raad
Bot: De wijkraad van Ommoord… [⏳ Loopt nog (0)] [☑️ Klaar (1)] […]
Bea: [☑️ Klaar (1)]
Bot: …BI-2026-0001: € 400, goedgekeurd… [✅ Zitten bij de speeltuin] […]
Bea: [📄 Lijst voor de computer (CSV)]
Bot: (document ommoord-2026-11-24.csv) Hier is de lijst. Er staan geen namen van mensen in.
(Bea's file: …BI-2026-0001…400…)
Sam: [🕰 Geschiedenis]
Bot: Geschiedenis van plan BI-2026-0001…de uitkomst staat vast…bevestigd…
Fatima: /mijn
Bot: Uw plannen • Zitten bij de speeltuin. Het is goedgekeurd… [📄 Zitten…] [🏠 Menu]
Fatima: [📄 …Zitten…]
Bot: Zitten bij de speeltuin Het is goedgekeurd…BI-2026-0001…4 buren steunen het…
Karim: /raad
Bot: Dit deel is voor de wijkraad…
"""
