"""Neighbours who support a plan: each once, taken back at will."""

from __future__ import annotations

from conversations.here import Here
from conversations.plans.plan import gate
from conversations.plans.support import OPEN_STATES, Support, Supported, TakeBack, TakenBack
from conversations.talk import Refused
from conversations.words import _
from storage import cases
from storage.database import Row, Transaction, instant


async def count(tx: Transaction, case: str) -> int:
    """How many support a plan now."""
    row = await tx.one(
        "SELECT count(*) AS n FROM supports WHERE case_id = :case_id AND withdrawn IS NULL",
        case_id=case,
    )
    return int(row["n"]) if row else 0


async def support(tx: Transaction, command: Support, here: Here, cause: str) -> Supported | Refused:
    """Count a neighbour, once; somebody who lives elsewhere or made the plan cannot."""
    case = await _open_plan(tx, command.case)
    if isinstance(case, Refused):
        return case
    if case["person"] == here.person.id:
        return Refused(_("It is your own plan. Ask your neighbours to support it."))
    needs_home = gate("lives_in_wijk", here) is not None or gate("supporters", here) is not None
    elsewhere = here.person.elsewhere or here.person.wijk not in (None, case["wijk"])
    if needs_home and elsewhere:
        wijk = here.profile.wijk(case["wijk"])
        return Refused(
            _("Only people from {wijk} can support this plan.", wijk=wijk.name if wijk else "")
        )
    row = await tx.one(
        """
        INSERT INTO supports (case_id, person, version, at)
        VALUES (:case_id, :person, :version, :at)
        ON CONFLICT (case_id, person) DO UPDATE
        SET version = excluded.version, at = excluded.at, withdrawn = NULL
        WHERE supports.withdrawn IS NOT NULL
        RETURNING person
        """,
        case_id=command.case,
        person=here.person.id,
        version=case["version"],
        at=instant(here.now),
    )
    if row is not None:
        await cases.happened(tx, command.case, "supported", here, cause, role="resident")
    return Supported(
        command.case, case["person"], case["title"], await count(tx, command.case), row is None
    )


async def take_back(
    tx: Transaction, command: TakeBack, here: Here, cause: str
) -> TakenBack | Refused:
    """Take support back; after the decision it stays as it was."""
    case = await _open_plan(tx, command.case)
    if isinstance(case, Refused):
        return case
    row = await tx.one(
        """
        UPDATE supports SET withdrawn = :at
        WHERE case_id = :case_id AND person = :person AND withdrawn IS NULL RETURNING person
        """,
        case_id=command.case,
        person=here.person.id,
        at=instant(here.now),
    )
    if row is not None:
        await cases.happened(tx, command.case, "support taken back", here, cause, role="resident")
    return TakenBack(command.case, case["person"], await count(tx, command.case))


async def _open_plan(tx: Transaction, case: str) -> Row | Refused:
    """The plan, held, as long as it is not decided; or why not."""
    await tx.hold("cases", case)
    row = await tx.one(
        """
        SELECT c.state, c.person, c.wijk, i.version, i.title FROM cases c
        JOIN initiatives i ON i.case_id = c.id
        WHERE c.id = :case_id AND c.kind = 'initiative' ORDER BY i.version DESC LIMIT 1
        """,
        case_id=case,
    )
    if row is None:
        return Refused(_("This plan is not here any more."))
    if row["state"] not in OPEN_STATES:
        return Refused(_("It is decided already. Support is not needed any more."))
    return row
