"""What the rules for a plan advise before it is sent: plain words, each with a way out.

Nothing here refuses.  `facts/README.md` §7.3: a check gives advice, the wijkraad decides.
What a municipality asks (age, supporters, weeks) is data of its profile; what it does not
know is None and gives no advice.
"""

from __future__ import annotations

from datetime import date

from conversations.rules.days import advice_on_start
from conversations.words import Message, _


def advice(
    *,
    today: date,
    start: date | None = None,
    lead_weeks: int | None = None,
    adult: bool | None = None,
    adult_from: int | None = None,
    supporters: int = 0,
    supporters_needed: int | None = None,
    open_to_everyone: bool | None = None,
    permits_known: bool | None = None,
) -> tuple[Message, ...]:
    """Everything worth saying about this plan today, most important first; empty when all is well.

    The resident's answers: `start` (a local day), `adult`, `open_to_everyone` and
    `permits_known` (False also for "I do not know"); None is a question not answered yet,
    or not asked here.  `supporters` are people who signed.  The profile's gates:
    `adult_from` in years, `supporters_needed` in people, `lead_weeks` in weeks.
    """
    found = (
        _on_age(adult, adult_from),
        _on_supporters(supporters, supporters_needed),
        None if start is None else advice_on_start(start, today, lead_weeks),
        _on_openness(open_to_everyone),
        _on_permits(permits_known),
    )
    return tuple(message for message in found if message is not None)


def _on_age(adult: bool | None, adult_from: int | None) -> Message | None:
    if adult is not False or adult_from is None:
        return None
    return _("The rules ask for an age of {age}. Ask an adult to send it with you.", age=adult_from)


def _on_supporters(supporters: int, supporters_needed: int | None) -> Message | None:
    if supporters_needed is None or supporters >= supporters_needed:
        return None
    return _(
        "{supporters} of {needed} neighbours signed. Share your link to ask {more} more.",
        supporters=supporters,
        needed=supporters_needed,
        more=supporters_needed - supporters,
    )


def _on_openness(open_to_everyone: bool | None) -> Message | None:
    if open_to_everyone is not False:
        return None
    return _("Everybody in the wijk must be able to join. Can you open it up?")


def _on_permits(permits_known: bool | None) -> Message | None:
    if permits_known is not False:
        return None
    return _("You may need a permit. Ask your municipality before you start.")
