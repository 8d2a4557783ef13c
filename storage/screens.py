"""Which query gathers the facts for which screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from conversations.facts import CaseFacts, Signed
from conversations.here import Here
from conversations.hubs.hub_staff_draft import HubStaffDraft
from conversations.matters.inbox_draft import InboxDraft, PartnerDraft
from conversations.matters.line_draft import LineDraft
from conversations.matters.talking import ThreadDraft
from conversations.matters.telling_draft import TellDraft
from conversations.plans.plan import PlanDraft
from conversations.roles.face import CardDraft
from conversations.rounds.desk_draft import DeskDraft
from conversations.rounds.paper_draft import PaperDraft
from conversations.talk import Draft, Screen
from storage import home
from storage.activities import programme_lists
from storage.database import Transaction
from storage.deciding import dossiers, lists
from storage.hubs import access, place_history, places
from storage.matters import agenda, card, lines, near, passing, pictures
from storage.matters import facts as matters
from storage.matters import mine as my_matters
from storage.matters.facts import matter_facts
from storage.matters.work import WORK_SCREENS
from storage.mobile import stop_lists, wishes
from storage.plans import initiatives, supports
from storage.roles import cards, faces, roles
from storage.rounds import desk, overview, paper_overview, result_news, rounds, votes

Gatherer = Callable[[Transaction, Screen, Here], Awaitable[Any]]

GATHERERS: dict[str, Gatherer] = {
    "receipt": initiatives.case_facts,
    "sharing": initiatives.case_facts,
    "support": initiatives.case_facts,
    "my_plan": lists.my_plan,
    "withdraw": lists.my_plan,
    "outcome": initiatives.case_facts,
    "prompt": dossiers.decision_facts,
    "dossier": dossiers.decision_facts,
    "history": dossiers.decision_facts,
    "to_confirm": dossiers.decision_facts,
    "seat": dossiers.decision_facts,
    "involved": dossiers.decision_facts,
    "seats": dossiers.decision_facts,
    "question_to_you": dossiers.decision_facts,
    "council": lists.council_list,
    "wipe": lists.wipe_facts,
    "mine": lists.my_list,
    "role_offer": roles.role_facts,
    "role_request": roles.role_facts,
    "role_state": roles.role_facts,
    "role_end": roles.role_facts,
    "role_list": roles.role_list,
    "place": places.place_facts,
    "wijk_card": places.wijk_facts,
    "wijk_more": places.wijk_facts,
    "wijk_places": places.wijk_facts,
    "nearest": places.listed,
    "places": places.listed,
    "faces": faces.wijk_faces,
    "my_card": lambda tx, screen, here: cards.my_card(tx, None, here),
    "bus": stop_lists.bus_facts,
    "stop": stop_lists.stop_facts,
    "bus_near": stop_lists.listed,
    "crew": stop_lists.crew_facts,
    "crew_stop": stop_lists.stop_facts,
    "demand": wishes.demand,
    "staff_places": place_history.kept,
    "staff_place": place_history.staff_facts,
    "staff_change": place_history.change,
    "staff_history": place_history.history,
    "place_news": place_history.change,
    "programme": programme_lists.programme_facts,
    "activity": programme_lists.activity_facts,
    "activity_off": programme_lists.activity_facts,
    "activity_who": programme_lists.activity_facts,
    "my_signups": programme_lists.my_signups,
    "access": access.access_facts,
    **WORK_SCREENS,
    "my_matters": my_matters.my_matters,
    "my_matter": matter_facts,
    "matter_news": matter_facts,
    "matter_closed": matter_facts,
    "matter_back": matter_facts,
    "matter_receipt": matters.matter_facts,
    "matter_too": matters.matter_facts,
    "ambassador": passing.passed,
    "passed": passing.one_passed,
    "followed": passing.followed,
    "signals": agenda.signals,
    "signal": agenda.signal,
    "picture": pictures.picture_facts,
    "rounds": overview.round_list,
    "round_staff": overview.officer_facts,
    "round_asked": overview.officer_facts,
    "round_card": rounds.round_facts,
    "round_result": result_news.shown,
    "round_how": result_news.shown,
    "votes": votes.vote_list,
    "ballot": votes.vote_facts,
    "ballot_card": votes.vote_facts,
    "ballot_review": votes.vote_facts,
    "ballot_reminder": votes.vote_facts,
    "vote_age": votes.vote_facts,
    "vote_receipt": votes.vote_facts,
    "vote_desk": desk.call_facts,
    "desk": desk.desk_facts,
    "desk_slip": desk.slip_facts,
    "paper": paper_overview.paper_facts,
    "home": home.home_facts,
}


async def facts(tx: Transaction, screen: Screen, draft: Draft | None, here: Here) -> Any:
    """The facts a screen is drawn from; None when it needs none or its subject is gone."""
    if screen.name == "question":
        if isinstance(draft, PlanDraft) and draft.case is not None:
            return Signed(await supports.count(tx, draft.case))
        if isinstance(draft, CardDraft):
            return await cards.my_card(tx, draft, here)
        if isinstance(draft, ThreadDraft):
            return await matter_facts(tx, Screen(name="my_matter", case=draft.case), here)
        if isinstance(draft, InboxDraft | PartnerDraft):
            return await card.question_facts(tx, draft, here)
        if isinstance(draft, LineDraft):
            return await lines.whom(tx, draft, here)
        if isinstance(draft, HubStaffDraft):
            about = Screen(name="staff_place", subject=draft.place)
            return await place_history.staff_facts(tx, about, here)
        if isinstance(draft, TellDraft) and draft.near:
            return await near.facts_of(tx, draft, here)
        if isinstance(draft, DeskDraft):
            return await desk.asked(tx, draft, here)
        if isinstance(draft, PaperDraft):
            return await paper_overview.sheet(tx, draft, here)
        return None
    gather = GATHERERS.get(screen.name)
    found = await gather(tx, screen, here) if gather is not None else None
    if isinstance(found, CaseFacts) and isinstance(draft, PlanDraft) and draft.case == found.case:
        # A link made in this very turn is not in the kept draft yet.
        return replace(found, token=draft.token or found.token)
    return found
