"""What the people of the random machine do: mostly something sensible, often something else."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.demo.machine_phones import CANARY, Bubble, Json, Phone, Phones

COMMANDS = (
    "/start", "/idee", "/mijn", "/raad", "/rollen", "/wijk", "/wis", "/help", "/privacy",
    "/taal", "/taal en", "/taal nl", "/terug", "/stop", "/stem", "/hub", "/contact", "/idea",
    "/kaart", "/bus", "/haltes", "/uren", "/onzin", "/start@aanzet_bot", "/council",
)  # fmt: skip
# Answers to the questions of a plan, by what is asked.
ANSWERS: dict[str, tuple[str, ...]] = {
    "wijk": ("3069", "Ommoord", "3068 AA", "Ommoord", "Omoord", "Kralingen", "Schiedam"),
    "title": (f"Picknicktafels {CANARY}", f"Buurtfeest {CANARY} <b>x</b>", f"=1+1 {CANARY}"),
    "story": (f"Er is nergens een plek om te zitten, {CANARY}. Daarom dit plan.",),
    "place": (f"Binnenhof {CANARY}", "plein"),
    "start": ("12 mei", "12 mei", "1 juni", "2027-05-01", "over drie weken"),
    "lines": ("hout 250\nverf 60", "verf 60", "toestel 7500\nfundering 900", "podium 25.000"),
    "origin": (f"Bij de koffie in de wijkhub, {CANARY}.",),
    "people": (f"Zes buren, {CANARY}",),
    "steps": (f"Eerst kopen, dan schilderen, {CANARY}.",),
    "permits": ("geen vergunning nodig",),
    "payee": (f"Stichting {CANARY}",),
}
REASONS = (
    f"Dit past goed in de wijk, {CANARY}.",
    f"Te duur voor dit jaar, {CANARY}!",
    f"Hoe zit het met het onderhoud, {CANARY}?",
    "nee",
)
ASKED_OF_STAFF = ("reason", "question", "answer", "meeting", "recorded")
JUNK = (
    "1", "2", "3", "7", "0", "ja", "nee", "Menu", "terug", f"wat {CANARY}", "€ 12,50", "-5", "3069",
    "Ommoord", f"mijn bsn is 111222333 {CANARY}", "bel me op 06-12345678", "\u202e\u2066omgekeerd",
    "مرحبا كيف الحال", "👍", "a\u0000b\u0007c", "\u200b", f"z\u0301{CANARY}" + "\u0301" * 300,
    f"</a>&lt;*_`[x](http://x) {CANARY}", "'; DROP TABLE voices; --", "{wijk} %s {0}", "../../etc",
    "=HYPERLINK(1)", "s1:send", "12 mei", "hout 999999999", f"{CANARY} " * 20,
)  # fmt: skip
PAYLOADS = (
    "admin", "role_member_ommoord", "x" * 64, "../etc/passwd", "'; --", "AAAAAAAAAAAAAAAAAAAAAA",
)  # fmt: skip
FORGED = (
    "", "s", "s1", "s1:", "s0:send", "s1:@start", "s99999:send", "s999999999999:send", "c", "c:yes",
    "cAAAAAAAAAAAAAAAAAAAAAA:yes", "cAAAAAAAAAAAAAAAAAAAAAA:confirm", "x" * 64, "vote|1|2",
    "😀" * 16,
    "s1:case:" + "A" * 22, "s1:@idee", "s1:@onzin", "s1:lang:xx", "s1:wipe:" + "A" * 22,
)  # fmt: skip
VERBS = (
    "yes", "no", "yes", "confirm", "confirm", "tomeeting", "reopen", "hold", "ask", "involved",
    "stepout", "answer", "confirm", "tomeeting", "mgrant", "mdecline", "mheld", "reopen", "seats",
    "seat:0", "seat:9", "recyes:0", "recno:1", "rechold:2", "history", "files", "dossier",
    "withdraw", "withdrawyes", "myplan", "support", "unsupport", "draft_go", "draft_later",
    "draft_away", "role_end", "role_ok", "take", "keep_number", "onzin", "vote_cast", "vote_on:1",
    "vote_on:9", "vote_age:1", "vote_receipt", "vote_card:2", "round_yes:1",
)  # fmt: skip
# How much sensible people like a button, by the end of what it sends.
LIKED = {
    "send": 12, "yes": 8, "no": 3, "hold": 3, "confirm": 6, "self": 5, "none": 5, "enough": 5,
    "support": 8, "@go": 9, "take": 6, "role_ok": 6, "mgrant": 4, "mdecline": 2, "mheld": 4,
    "reopen": 12, "ask": 1.5, "answer": 6, "@idee": 6, "rotterdam.ommoord": 20, "stepout": 1,
    "@hub": 0.3, "@contact": 0.3, "@wijk": 0.4, "@bus": 0.2, "@haltes": 0.3, "@uren": 0.3,
    "@kaart": 0.3, "week": 0.3, "map": 0.3, "access": 0.3, "follow": 0.3, "near": 0.2,
    "other": 0.3, "away": 0.3, "withdrawyes": 0.5, "role_end_yes": 0.3, "elsewhere": 0.2,
    "later": 0.5, "vote_see": 1.5, "vote_start": 4, "vote_on": 4, "vote_ballot": 3, "vote_cast": 8,
    "@start": 0.4, "withdraw": 0.2, "role_end": 0.2, "lang": 0.4, "back": 0.4, "tomeeting": 1.5,
}  # fmt: skip


class People:
    """What somebody does next; everything random comes from one generator."""

    def __init__(self, rng: random.Random, phones: Phones) -> None:
        self.rng = rng
        self.phones = phones

    def sensible(self, phone: Phone, asking: str | None) -> Json:
        """An answer to what stands there: a button, or the text that was asked for."""
        rng, newest = self.rng, phone.newest
        if asking is None and rng.random() < 0.35:
            prompts = [b for b in phone.bubbles.values() if b.asks]
            newest = prompts[-1] if prompts else newest
        texts = ANSWERS.get(asking or "", REASONS if asking in ASKED_OF_STAFF else ())
        if texts and (newest is None or not newest.buttons or rng.random() < 0.85):
            return self.phones.text(phone, rng.choice(texts))
        if newest is None or not newest.buttons:
            return self.phones.text(phone, rng.choice(("/start", "/idee", "/mijn", "/raad")))
        weights = [liking(data) for _label, data in newest.buttons]
        label, data = rng.choices(newest.buttons, weights)[0]
        if rng.random() < 0.07:
            return self.phones.text(phone, label)
        return self.phones.tap(phone, newest, data)

    def old_button(self, phone: Phone) -> Json:
        """A button of any message that still stands on this phone."""
        bubbles = [b for b in phone.bubbles.values() if b.buttons]
        if not bubbles:
            return self.command(phone)
        bubble = self.rng.choice(bubbles)
        return self.phones.tap(phone, bubble, self.rng.choice(bubble.buttons)[1])

    def forged(self, phone: Phone, others: Sequence[Phone]) -> Json:
        """A button that is not theirs: somebody else's, an invented one, a verb of their own."""
        rng = self.rng
        bubble = phone.newest or Bubble(1, "x")
        theirs = [d for o in others for b in o.bubbles.values() for _l, d in b.buttons]
        standing = [d for d in theirs if d.startswith("c")]
        if standing and rng.random() < 0.6:
            return self.phones.tap(
                phone, bubble, rng.choice(standing)[:23] + ":" + rng.choice(VERBS)
            )
        if theirs and rng.random() < 0.7:
            return self.phones.tap(phone, bubble, rng.choice(standing or theirs))
        gone = bubble if rng.random() < 0.8 else None
        return self.phones.tap(phone, gone, rng.choice(FORGED))

    def command(self, phone: Phone) -> Json:
        """A command, known or not."""
        return self.phones.text(phone, self.rng.choice(COMMANDS))

    def junk(self, phone: Phone) -> Json:
        """A text that nobody asked for."""
        rng = self.rng
        if rng.random() < 0.06:
            return self.phones.text(phone, (f"{CANARY} " * 600)[: rng.choice((3899, 3900, 4096))])
        return self.phones.text(phone, rng.choice((*JUNK, *REASONS)))

    def link(self, phone: Phone) -> Json:
        """A link somebody shared, or junk that looks like one."""
        good = self.phones.links
        payload = self.rng.choice(good[-3:] if good and self.rng.random() < 0.8 else PAYLOADS)
        if self.rng.random() < 0.1:
            payload = payload[:-1] + "A"
        return self.phones.text(phone, f"/start {payload}")

    def odd(self, phone: Phone) -> Json:
        """A photo, document, voice, sticker, place, contact, dice, or a change of an old text."""
        rng = self.rng
        file = {"file_id": f"F{rng.randrange(40)}", "file_unique_id": f"U{rng.randrange(40)}"}
        caption = rng.choice(({}, {"caption": f"zo ziet het eruit, {CANARY}"}))
        match rng.randrange(10):
            case 0:
                return self.phones.edited(phone, f"toch anders {CANARY}")
            case 1 | 2:
                photo = {**file, "width": 9, "height": 9, "file_size": 9000}
                album = rng.choice(({}, {"media_group_id": "7"}))
                return self.phones.message(phone, {"photo": [photo], **caption, **album})
            case 3 | 4:
                size = rng.choice((0, 9_000, 25_000_000))
                name = rng.choice((f"{CANARY}.pdf", "foto.jpg", "x.exe", "=1+1.pdf"))
                mime = rng.choice(("application/pdf", "image/jpeg", "application/x-msdownload"))
                document = {**file, "file_name": name, "mime_type": mime, "file_size": size}
                return self.phones.message(phone, {"document": document, **caption})
            case 5:
                voice = {**file, "duration": 3, "mime_type": "audio/ogg", "file_size": 5_000}
                return self.phones.message(phone, {"voice": voice})
            case 6:
                sticker = {
                    **file, "type": "regular", "width": 9, "height": 9,
                    "is_animated": False, "is_video": False,
                }  # fmt: skip
                return self.phones.message(phone, {"sticker": sticker})
            case 7:
                place = {"latitude": 51.96, "longitude": 4.55}
                return self.phones.message(phone, {"location": place})
            case 8:
                contact = {"phone_number": "0612345678", "first_name": CANARY}
                return self.phones.message(phone, {"contact": contact})
        return self.phones.message(phone, {"dice": {"emoji": "🎲", "value": 4}})


def liking(data: str) -> float:
    """How likely a sensible person presses a button that sends this."""
    end = data.partition(":")[2]
    for part in (end, end.rpartition(":")[2], end.partition(":")[0]):
        if part in LIKED:
            return LIKED[part]
    return 1.0
