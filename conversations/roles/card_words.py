"""What people who work for a wijk read about their own card."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from conversations.here import Here
from conversations.roles.face import COLLEAGUES_A_PAGE, CardDraft, Colleague, Face, MyCardFacts
from conversations.roles.faces_words import person, title
from conversations.roles.role_words import what
from conversations.talk import MENU, Heading, Paragraph, Row, Said, Screen, said, step
from conversations.words import Day, Message, Quoted, Several, _

BACK = step(_("⬅️ Back"), "back")
NO_CARD = _("Only people who work for a wijk have a card.")


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """My card as residents see it today, and what I can change."""
    if not isinstance(facts, MyCardFacts):
        return said(NO_CARD, rows=(MENU,))
    body: list[Paragraph] = [
        _("Residents see this:"),
        *person(facts.own.at(facts.office), here.profile),
    ]
    if facts.own.name is None:
        body.append(_("They do not see your name."))
    roles = Several(items=tuple(what(r.role, r.wijk, here.profile) for r in facts.roles))
    body.append(_("This card is for: {roles}.", roles=roles))
    rows = [
        step(_("📅 My days"), "days"),
        step(_("☎️ Office telephone"), "phone"),
        step(_("💬 What people may ask"), "ask"),
        step(_("🙋 My name"), "name"),
    ]
    if facts.first is None or facts.back is None:
        rows.append(step(_("🏖 I will be away"), "away"))
    elif facts.own.back is not None:
        rows.append(step(_("↩️ I am back"), "here"))
    else:
        body += leave(facts.first, facts.back, facts.stands_in, here)
        rows.append(step(_("↩️ I do not go away"), "here"))
    return said(*body, rows=(*rows, MENU))


def leave(
    first: dt.date, back: dt.date, stands_in: Face | None, here: Here
) -> tuple[Paragraph, ...]:
    """Leave that has not begun yet."""
    body: list[Paragraph] = [
        _(
            "You are away from {first}. On {back} you are back.",
            first=Day(on=first),
            back=Day(on=back),
        ),
    ]
    if stands_in is None:
        body.append(_("Nobody stands in."))
    else:
        body.append(_("Standing in: {who}", who=title(stands_in, here.profile)))
    return tuple(body)


def question(draft: CardDraft, facts: object, here: Here) -> Said:
    """The one thing that is asked now."""
    if not isinstance(facts, MyCardFacts):
        return said(NO_CARD, rows=(BACK, MENU))
    match draft.asking:
        case "sure":
            return _sure(draft, facts, here)
        case "stand_in":
            return _stand_in(draft, facts, here)
    words, example, rows = _asked(draft, here)
    return said(Heading(words=words), example, rows=(*rows, BACK))


def _asked(draft: CardDraft, here: Here) -> tuple[Message, Message, tuple[Row, ...]]:
    """The words of a question, an example, and its own buttons."""
    match draft.asking:
        case "days":
            return (
                _("On which days do you work?"),
                _("For example: Monday, Tuesday and Thursday."),
                (
                    step(_("📅 Monday to Friday"), "workweek"),
                    step(_("🗑 Show no days"), "nothing"),
                ),
            )
        case "phone":
            return (
                _("What is the number of your office telephone?"),
                _("Residents can call it and keep it. Give no private number."),
                (step(_("🗑 Show no number"), "nothing"),),
            )
        case "ask":
            return (
                _("What may people ask you?"),
                _("For example: Questions about your street. Or: Help with a plan."),
                (step(_("🗑 Show nothing"), "nothing"),),
            )
        case "name":
            return (
                _("Which name may residents see?"),
                _("You choose. Without a name they see only your role."),
                (
                    step(_("🙋 {name}", name=Quoted(text=here.person.name)), "myself"),
                    step(_("🙈 No name"), "nothing"),
                ),
            )
        case "first":
            return (
                _("From which day are you away?"),
                _("For example: 21 December."),
                (step(_("📅 Today"), "today"),),
            )
    return (
        _("On which day are you at work again?"),
        _("For example: 4 January."),
        (),
    )


def _stand_in(draft: CardDraft, facts: MyCardFacts, here: Here) -> Said:
    """Colleagues, a few at a time; or nobody, and then the general number."""
    pages = max(1, -(-len(facts.colleagues) // COLLEAGUES_A_PAGE))
    page = min(draft.page, pages - 1)
    shown = facts.colleagues[page * COLLEAGUES_A_PAGE : (page + 1) * COLLEAGUES_A_PAGE]
    rows = [step(_("👤 {who}", who=title(c.face, here.profile)), c.key) for c in shown]
    if pages > 1:
        following = (page + 1) % pages
        label = _("More people ({n} of {of})", n=following + 1, of=pages)
        rows.append(step(label, f"page:{following}"))
    rows += [step(_("☎️ Nobody: the general number"), "nobody"), BACK]
    return said(_("Who stands in for you?"), rows=tuple(rows), choices=True)


def _sure(draft: CardDraft, facts: MyCardFacts, here: Here) -> Said:
    """What residents will see, before it is saved."""
    body: list[Paragraph] = [_("Residents will see this:")]
    body += person(after(draft, facts, here.today), here.profile)
    if draft.what == "away" and draft.first is not None:
        body.append(_("This begins on {day}.", day=Day(on=draft.first)))
    body.append(Heading(words=_("Is it right?")))
    rows = (
        step(_("✅ Yes, save it"), "save"),
        step(_("✏️ No, change it"), "again"),
        BACK,
    )
    return said(*body, rows=rows, choices=True)


def after(draft: CardDraft, facts: MyCardFacts, today: dt.date) -> Face:
    """My card as residents would see it with this change."""
    changed = _changed(draft, facts)
    if draft.what != "away":
        changed = replace(changed, checked=today)
    return changed.at(facts.office)


def _changed(draft: CardDraft, facts: MyCardFacts) -> Face:
    match draft.what:
        case "away":
            stands_in = chosen(draft.stand_in, facts.colleagues)
            return replace(facts.own, back=draft.back, stands_in=stands_in)
        case "days":
            return replace(facts.own, days=tuple(int(day) for day in draft.value or ""))
        case "phone":
            return replace(facts.own, phone=draft.value)
        case "ask":
            return replace(facts.own, ask=draft.value)
    return replace(facts.own, name=draft.value)


def chosen(key: str | None, colleagues: tuple[Colleague, ...]) -> Face | None:
    """The face of the colleague that was chosen, if they are still there."""
    return next((c.face for c in colleagues if c.key == key), None)
