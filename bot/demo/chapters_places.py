"""The story of somebody who wants to walk in: which hub, is it open, and where is it?

    Rotterdam    Roos asks in her own words; Jan shares where he is; Fatima asks amid a plan
    Lombardijen  two places to sew: the last one comes free, and goes to who waits
                 Hilde keeps the hours: closed because of a leak, Roos hears it, back to normal
    elsewhere    nothing is known yet: the bot says whom to ask, and makes nothing up

The addresses are facts; the hours in Lombardijen and Zevenkamp and what happens there are sample
data and say so.
"""

WALK_IN = """
Roos: is de wijkhub in lombardijn open?
Bot: Wijkhub Lombardijen…Dantestraat 454, 3076 KV Rotterdam…Deze tijden zijn verzonnen, als
    voorbeeld… [🗺 Toon op de kaart] [📅 Deze week] [🔔 Bericht als dit verandert]
    [🚪 Huis van de Wijk Lombardijen] [➕ Meer] [🏠 Menu]
Roos: [🗺 Toon op de kaart]
Bot: (venue Wijkhub Lombardijen, Dantestraat 454, 3076 KV Rotterdam)
Roos: hub 3069
Bot: Welke wijk bedoelt u? [Ommoord] [Zevenkamp] [Een andere wijk] [⬅️ Terug]
Roos: [Ommoord]
Bot: Ommoord Ik ken de wijkhub van Ommoord nog niet. U kunt bellen met gemeente Rotterdam: 14 010.
    U kunt ook hierheen:…Wijkhub Zevenkamp…Huis van de Wijk Ommoord…
Roos: is de hub in zevenkamp met kerst open?
Bot: Wijkhub Zevenkamp…eerste kerstdag. Ik weet niet of het open is. Bel gemeente Rotterdam
    voordat u gaat: 14 010.…
Roos: wijkhub ridderkerk
Bot: Dat is in Ridderkerk. Ik werk alleen voor Rotterdam…Voor welke wijk?…
Roos: [📍 Dichtbij mij]
Bot: Deel waar u bent met de knop hieronder. Ik bewaar het niet…
Roos: (location 51.9640,4.5720)
Bot: Dank u wel. Ik bewaar niet waar u bent.
Bot: Hoe ver het is in een rechte lijn (hemelsbreed): Wijkhub Zevenkamp: ongeveer 100 meter…
Roos: wanneer komt de bus hier?
Bot: Mobiele Wijkhub 🚐 Deze rijdt rond. Ik weet nog niet waar en wanneer…14 010…
# A poster in the hub, read by somebody who was never here.
Tess: (opens hub_beverwaard)
Bot: Ik ben Aan Zet, een computerprogramma…Wijkhub Beverwaard…Ik weet de openingstijden niet…
    Dit stond ooit ergens. Het kan nu anders zijn: 2023: open als het bord buiten staat…
Tess: (location 53.5,3.0)
Bot: Ik ken geen wijkhub daar in de buurt. Bent u in Rotterdam? Typ dan uw postcode…
Tess: 0000 XX
Bot: Een Nederlandse postcode begint nooit met 0…Voor welke wijk?…
"""

THIS_WEEK = """
Roos: wijkhub lombardijen
Bot: Wijkhub Lombardijen… [🗺 Toon op de kaart] [📅 Deze week] […]
Roos: [📅 Deze week]
Bot: 📅 Deze week bij Wijkhub Lombardijen Ik weet niet wat hier te doen is. Niemand vertelde het mij
    nog. U kunt bellen met gemeente Rotterdam: 14 010. [⬅️ Over deze plek] […]
(import programme)
Roos: wijkhub lombardijen
Bot: Wijkhub Lombardijen…
Roos: [📅 Deze week]
Bot: …Samen naaien (voorbeeld). 👥 2 plaatsen vrij, van de 2.…Koffie met de buurt (voorbeeld).
    👥 Iedereen kan komen. [📅 Samen naaien (voorbeeld)] [📅 Koffie met de buurt (voorbeeld)]
    [📆 Later (1)] […]
Roos: [📅 …Samen naaien (voorbeeld)…]
Bot: Samen naaien (voorbeeld)…13:30 tot 15:30…Voorbeeld, verzonnen voor de demonstratie…
    [✍️ Ik wil komen] […]
Roos: [✍️ Ik wil komen]
Bot (toast): U staat op de lijst.
Bot: Samen naaien…✅ U komt. Ik herinner u een dag ervoor. [🙋 Ze mogen mijn voornaam zien]
    [❌ Ik kan niet komen] […]
Tess: hub lombardijen
Bot: Wijkhub Lombardijen…
Tess: [📅 Deze week]
Bot: …👥 1 plaats vrij, van de 2.…
Tess: [📅 …Samen naaien (voorbeeld)…]
Bot: Samen naaien…
Tess: [✍️ Ik wil komen]
Bot: Samen naaien…👥 Alle plaatsen zijn bezet. ✅ U komt.…
Nour: hub lombardijen
Bot: Wijkhub Lombardijen…
Nour: [📅 Deze week]
Bot: …👥 Alle plaatsen zijn bezet.…
Nour: [📅 …Samen naaien (voorbeeld)…]
Bot: Samen naaien… [⏳ Zet mij op de wachtlijst] […]
Nour: [⏳ Zet mij op de wachtlijst]
Bot: Samen naaien…⏳ U bent nummer 1 op de wachtlijst.… [❌ Haal mij van de wachtlijst] […]
# The last place comes free, and who waits is asked.
Tess: [❌ Ik kan niet komen]
Bot (toast): U staat niet meer op de lijst.
Bot: Samen naaien…
Bot → Nour: Samen naaien…🎉 Er is een plaats voor u. Wilt u die? Zeg het vóór 25 november 2026 om…
    [✅ Ja, ik kom] [❌ Nee, dank u] […]
Nour: [✅ Ja, ik kom]
Bot (toast): De plaats is voor u.
Bot: Samen naaien…✅ U komt.…
Roos: wijkhub lombardijen
Bot: Wijkhub Lombardijen…
Roos: [➕ Meer]
Bot: …
Roos: [♿ Drempels, wc, taal]
Bot: Wat hebt u nodig op een plek bij Lombardijen? Ik weet nog niet welke talen mensen daar
    spreken.…
Roos: [♿ Geen drempels]
Bot: ♿ Zonder drempels, bij Lombardijen Ik ken zo’n plek niet bij Lombardijen. Dat weet ik niet.
    Vraag het eerst: • Huis van de Wijk Lombardijen…Wijkhub Lombardijen…14 010.…
"""

CLOSED_TODAY = """
(invite hub_staff Lombardijen for Hilde)
Hilde: (opens <Hilde>)
Bot: Een uitnodiging voor u…medewerker van het inlooppunt (Lombardijen)… [✅ Ja, dat ben ik] [Nee]
Hilde: [✅ Ja, dat ben ik]
Bot: U hebt gevraagd om:…Ik heb 2 mensen gevraagd…
Bot → Olga: Wie is dit?…Hilde opende…
Bot → Omar: Wie is dit?…Hilde opende…
Olga: [✅ Het klopt]
Bot: …✅ Hilde is bevestigd…
Bot → Hilde: U hebt een rol: medewerker van het inlooppunt (Lombardijen)… [🕘 Openingstijden] […]
Roos: wijkhub lombardijen
Bot: Wijkhub Lombardijen…🟢 Nu open, tot 16:00 uur… [🗺 Toon op de kaart] […]
Roos: [🔔 Bericht als dit verandert]
Bot: Wijkhub Lombardijen… [🗺 Toon op de kaart] [📅 Deze week]
    [🔕 Geen berichten meer] […]
Bot (toast): Ik laat het u weten als er iets verandert.
# Two taps: closed. Nobody has heard it yet, so a reason can still be added.
Hilde: hub lombardijen
Bot: Wijkhub Lombardijen… [🗺 Toon op de kaart] [📅 Deze week]
    [🕘 Tijden wijzigen] […]
Hilde: [🕘 Tijden wijzigen]
Bot: Wijkhub Lombardijen… [🔴 Vandaag dicht] [📅 Langer dicht] [🟢 Extra open] […]
Hilde: [🔴 Vandaag dicht]
Bot: Wijkhub Lombardijen ✅ Bewaard. Bewoners lezen nu: 🔴 Dicht: ……
Hilde: [💬 Zeg waarom]
Bot: …Waarom? Bewoners lezen het…
Hilde: er is een lekkage
Bot: Wijkhub Lombardijen ✅ Bewaard…Waarom: er is een lekkage…Wie deze plek volgt, hoort het op…
(later 3 minutes)
Bot → Roos: Wijkhub Lombardijen 🔴 Dicht: …Waarom: er is een lekkage
    [🚪 Bekijk deze plek] [🔕 Stop deze berichten] [🏠 Menu]
Jan: is de hub in lombardijen open?
Bot: Wijkhub Lombardijen…🔴 Nu dicht. Waarom: er is een lekkage…
# The next day nobody has to do anything.
(later 1 day)
Roos: [🚪 Bekijk deze plek]
Bot: Wijkhub Lombardijen…🔴 Nu dicht. Morgen open om 10:00 uur…
# A slip of the thumb is taken back before anybody hears it; Roos hears nothing.
Hilde: /uren lombardijen
Bot: Wijkhub Lombardijen…
Hilde: [🔴 Vandaag dicht]
Bot: Wijkhub Lombardijen ✅ Bewaard… [↩️ Neem het terug] […]
Hilde: [↩️ Neem het terug]
Bot: Wijkhub Lombardijen…↩️ Teruggenomen door Hilde…
(later 5 minutes)
Roos: [🔕 Geen berichten meer]
Bot: Goed. Ik stuur u geen berichten meer over deze plek. Wijkhub Lombardijen…
"""

NOT_KNOWN_YET = """
Roos: waar is het {hub}?
Bot: Voor welke wijk?…
Roos: {wijk}
Bot: {wijk} Ik ken het {hub} van {wijk} nog niet. U kunt het vragen aan {desk}…
Roos: wanneer komt de bus?
Bot: Ik ken geen mobiele {hub} in {town}…
"""
