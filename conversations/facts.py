"""What the store knows about a thing on a screen: plain values, gathered by one query each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from conversations.plans.plan import Plan
from conversations.rounds.voting import VoteLine
from conversations.rules.quorum import Choice, Outcome, Tally


@dataclass(frozen=True, slots=True)
class Signed:
    """How many neighbours support a plan that is still being written."""

    count: int


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A plan in the register.

    `state` is concept, received, round, deciding, meeting, recorded, granted, declined, held or
    withdrawn; `next_at` the promised instant (UTC), `owner` the role that has it now.
    """

    case: str
    number: str | None
    state: str
    wijk: str
    person: str
    initiator: str
    owner: str | None
    next_at: dt.datetime | None
    opened: dt.datetime
    plan: Plan
    version: int
    supporters: int
    mine: bool
    i_support: bool = False
    token: str | None = None
    decided_by: str | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    # Why residents gave it money or not (a fate of the count), and the round it is in now.
    voted: str | None = None
    round: str | None = None


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """What one member said; `recorded` when the secretary wrote it down for them."""

    name: str
    choice: Choice | None
    reason: str | None
    recorded: bool
    recused: bool


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """A question to the initiator, and the answer if there is one."""

    id: str
    text: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class HappenedFacts:
    """One line of a case's history."""

    at: dt.datetime
    what: str
    role: str


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A case before those who decide, as one of them (or somebody who reads along) sees it.

    `mine` is the reader's own voice; `seat` whether they decide; `voices` and `tally` are empty
    until it is settled; `took_part` counts without names.
    """

    case: CaseFacts
    decision: str | None
    state: str | None
    closes: dt.datetime | None
    seats: int
    needed: int | None
    took_part: int
    seat: bool
    recused: bool
    mine: VoiceFacts | None
    voices: tuple[VoiceFacts, ...]
    tally: Tally | None
    outcome: Outcome | None
    why: str | None
    may_confirm: bool
    reason_required: tuple[str, ...]
    questions: tuple[QuestionFacts, ...] = ()
    history: tuple[HappenedFacts, ...] = ()
    files: tuple[tuple[str, str, str], ...] = ()
    budget_left: int | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class ListedFacts:
    """One line of a list: case, number, title, amount in cents, state, date, my part in it."""

    case: str
    number: str | None
    title: str
    cents: int
    state: str
    wijk: str
    at: dt.datetime
    next_at: dt.datetime | None
    to_do: bool = False


@dataclass(frozen=True, slots=True)
class ReviewedFacts:
    """One plan in a list for a spreadsheet: no names of people, amounts in cents."""

    number: str
    title: str
    cents: int
    state: str
    received: dt.date
    until: dt.date | None
    outcome: Outcome | None
    reason: str | None
    supporters: int


@dataclass(frozen=True, slots=True)
class ListFacts:
    """A page of a list, with how many stand in every list (for the tabs)."""

    rows: tuple[ListedFacts, ...]
    page: int
    pages: int
    counts: dict[str, int]
    wijk: str | None = None


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """An invitation or a role somebody asked for, as one reader may see it.

    `state` is open, late, pending, confirmed, refused or ended; `confirmers` counts who was asked,
    `by` is the first name of who answered, `until` the instant (UTC) at which the role ends.
    `fingerprint` is empty for whoever neither asked nor may confirm.
    """

    id: str
    role: str
    wijk: str | None
    person: str | None
    name: str | None
    fingerprint: str
    state: str
    mine: bool = False
    may_confirm: bool = False
    may_end: bool = False
    founding: bool = False
    confirmers: int = 0
    by: str | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class RoleListFacts:
    """A page of roles: what waits first, then who holds what."""

    rows: tuple[RoleFacts, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class MyLine:
    """One plan in my list; `supported` when it is a neighbour's plan that I support."""

    case: str
    title: str
    state: str
    wijk: str
    owner: str | None
    next_at: dt.datetime | None
    supported: bool = False


@dataclass(frozen=True, slots=True)
class MyFacts:
    """My unfinished plan (`draft`: is there one, `title` if it has one), and a page of the rest.

    `signups` counts the activities I signed up for that are not over; `told` the questions,
    complaints and signals I brought; `unsent`: there is one that I have not sent yet; `votes` are
    the rounds I can vote in, or lately could.
    """

    draft: bool
    title: str | None
    rows: tuple[MyLine, ...]
    page: int
    pages: int
    signups: int = 0
    told: int = 0
    unsent: bool = False
    votes: tuple[VoteLine, ...] = ()


@dataclass(frozen=True, slots=True)
class MyPlanFacts:
    """One plan of mine, and the question that waits for my answer."""

    plan: CaseFacts
    question: str | None


@dataclass(frozen=True, slots=True)
class WipeFacts:
    """What can be thrown away, and how much stays: plans in the register, plans supported.

    `talks` counts the questions and signals of mine that are over, `open` what is not, complaints
    too; `complaints` those that are over and stay; `unsent`: words of mine wait to be sent.
    """

    draft: bool
    title: str | None
    case: str | None
    supporters: int
    sent: int
    talks: int = 0
    open: int = 0
    complaints: int = 0
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What the menu has besides the roles of whoever reads it.

    `vote` is the round that runs in their wijk, `asked` how much waits for their answer alone;
    `desk`: a round runs now at whose desk they help.
    """

    vote: VoteLine | None = None
    asked: int = 0
    desk: bool = False
