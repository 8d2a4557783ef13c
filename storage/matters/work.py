"""Which function performs which command of the inbox, and gathers the facts for which screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from conversations.here import Here
from conversations.matters import cluster, forward
from conversations.matters import hands as matter_hands
from conversations.matters.talking import HANDLING
from conversations.talk import Screen
from storage.database import Transaction
from storage.matters import card, clusters, forwards, hands, inbox

WORK: Mapping[type, Callable[[Transaction, Any, Here, str], Awaitable[Any]]] = {
    matter_hands.OpenMatter: hands.open_matter,
    matter_hands.ClaimMatter: hands.claim,
    matter_hands.GiveBack: hands.give_back,
    matter_hands.AssignMatter: hands.assign,
    matter_hands.SnoozeMatter: hands.snooze,
    matter_hands.WakeMatter: hands.wake,
    cluster.JoinMatter: clusters.join,
    cluster.PartMatter: clusters.part,
    forward.ForwardMatter: forwards.forward,
    forward.OpenForward: forwards.open_forward,
    forward.TakeForward: forwards.take,
    forward.AnswerForward: forwards.answer,
    forward.SendForwarded: forwards.send_files,
    forward.RecallForward: forwards.recall,
    forward.RemindForward: forwards.remind,
    forward.EndForward: forwards.end,
}
WORK_SCREENS: Mapping[str, Callable[[Transaction, Screen, Here], Awaitable[Any]]] = {
    "inbox": inbox.inbox_facts,
    HANDLING: card.card_facts,
    "matter_more": card.card_facts,
    "matter_talk": card.card_facts,
    "matter_colleagues": hands.colleagues,
    "matter_whom": card.whom,
    "matter_together": clusters.cluster_facts,
    "asked": forwards.asked,
    "forward": forwards.forward_facts,
}
