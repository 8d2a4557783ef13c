"""The states of a plan, in the words people read; the same on every screen and in every list."""

from __future__ import annotations

from conversations.words import in_context

STATES = {
    "concept": in_context("state", "not sent yet"),
    "received": in_context("state", "received"),
    "round": in_context("state", "waiting for a round"),
    "deciding": in_context("state", "being decided"),
    "meeting": in_context("state", "for the meeting"),
    "recorded": in_context("state", "to be confirmed"),
    "granted": in_context("state", "granted"),
    "declined": in_context("state", "refused"),
    "held": in_context("state", "held over"),
    "withdrawn": in_context("state", "withdrawn"),
    "dropped": in_context("state", "thrown away"),
}
