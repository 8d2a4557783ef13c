"""What the secrets make of a voter: keys that say nothing without them.

    voter_hash   who took part: HMAC-SHA256(pepper, round, account or code)
    ballot_key   under which a ballot stands: HMAC(secret, voter_hash); a second vote finds it again
    check code   on the receipt and in the published list: HMAC(secret, "code", voter_hash)
    concept      choices not cast yet, sealed with AES-GCM under a key from the secret

Each has a label of its own, so that none can stand for another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from conversations.rounds.round import Choices
from conversations.rules.codes import ALPHABET

# Every sealed concept of a round has the same length, whatever was chosen: so much for each plan.
ROOM = 8


def keyed(key: bytes, label: str, *parts: str) -> bytes:
    """HMAC-SHA256 over a label and parts, which cannot run into each other."""
    text = "\x1f".join((label, *parts))
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def voter_hash(pepper: bytes, round: str, kind: str, id: str) -> str:
    """Who takes part: by account (`own`) or by code (`code`), for this round alone."""
    return keyed(pepper, "voter", round, kind, id).hex()


def ballot_key(secret: bytes, voter: str) -> str:
    """Under which key the ballot of this voter stands."""
    return keyed(secret, "ballot", voter).hex()


def concept_key(secret: bytes, voter: str) -> str:
    """Under which key the choices stand that this voter has not cast yet."""
    return keyed(secret, "concept", voter).hex()


def check_code(secret: bytes, voter: str) -> str:
    """The code on the receipt, such as K7QF-2M9X-4TWB: twelve characters, 60 bits."""
    number = int.from_bytes(keyed(secret, "code", voter)[:8], "big") >> 4
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(12)))
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


def sealed(secret: bytes, voter: str, choices: Choices, plans: int, fresh: str) -> str:
    """Choices that only the round's secret opens again; `fresh` is a new id of the door.

    `plans` is how many stand on the ballot.  Raises ValueError for more choices than that.
    """
    plain = json.dumps(list(choices.of)).encode().ljust(ROOM * (plans + 1))
    if len(choices.of) > plans:
        raise ValueError("more choices than a ballot has")
    nonce = hashlib.sha256(fresh.encode()).digest()[:12]
    key = keyed(secret, "concept seal", voter)
    box = AESGCM(key).encrypt(nonce, plain, voter.encode())
    return base64.b64encode(nonce + box).decode()


def stamp(box: str) -> int:
    """A number for one sealed concept, new with every change: it says nothing of what is in it."""
    return int.from_bytes(hashlib.sha256(box.encode()).digest()[:4], "big") % 1_000_000_000


def opened(secret: bytes, voter: str, box: str) -> Choices | None:
    """What was sealed for this voter; None when it was not, or not with this secret."""
    try:
        raw = base64.b64decode(box)
        key = keyed(secret, "concept seal", voter)
        plain = AESGCM(key).decrypt(raw[:12], raw[12:], voter.encode())
        return Choices(tuple(json.loads(plain)))
    except (InvalidTag, ValueError):
        return None
