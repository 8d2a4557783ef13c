"""What the council reads of the signals of its wijk, and what who told one reads of the council."""

from __future__ import annotations

from collections.abc import Iterable

from conversations.deciding import review
from conversations.here import Here
from conversations.matters.agenda_draft import (
    PER_PAGE,
    AgendaDraft,
    AgendaSet,
    SignalFacts,
    SignalLine,
    SignalsFacts,
    TopicCount,
)
from conversations.matters.followed_words import (
    agenda_sentence,
    state_word,
    topic_name,
    wijk_name,
)
from conversations.matters.matter import OPEN_STATES
from conversations.places import Wijk
from conversations.talk import (
    MENU,
    Cite,
    Heading,
    Lines,
    Paragraph,
    Row,
    Said,
    Screen,
    Step,
    said,
    standing,
    step,
)
from conversations.wijk import BACK
from conversations.words import Day, Gap, Message, Quoted, Several, The, _, plural, the

# --- the question --------------------------------------------------------------------------


def question(draft: AgendaDraft, facts: object, here: Here) -> Said:
    """Why not now; then whether that may be sent."""
    if draft.reason is None:
        return said(
            _(
                "Why does {council} not take up {number} now?",
                council=the("council"),
                number=draft.number,
            ),
            _("Who told it reads your reason. Write one or two short sentences."),
            rows=(BACK,),
        )
    return said(
        Heading(words=_("Shall I send this?")),
        Cite(text=draft.reason),
        rows=(step(_("✅ Send"), "send"), step(_("✏️ Other words"), "text"), BACK),
        choices=True,
    )


def news(event: AgendaSet) -> Said:
    """What whoever told it reads of the council."""
    council, number = The("council"), event.number
    match event.state:
        case "on":
            told = _(
                "{Council} puts your message {number} on its agenda.",
                Council=council,
                number=number,
            )
        case "done":
            told = _(
                "{Council} talked about your message {number}.", Council=council, number=number
            )
        case _:
            told = _(
                "{Council} does not take up your message {number} now.",
                Council=council,
                number=number,
            )
    why = (Cite(whose=_("The reason:"), text=event.reason),) if event.reason else ()
    stays = _("Whoever has your message goes on with it.")
    return said(told, *why, stays, rows=(step(_("📋 What I told"), "@mijn matters"), MENU))


# --- screens -------------------------------------------------------------------------------


def draw(screen: Screen, facts: object, here: Here) -> Said:
    """The signals by subject, a page of one subject, or one signal."""
    match facts:
        case SignalFacts():
            return _one(facts, here)
        case SignalsFacts(wijk=str(wijk)):
            return _list(facts, wijk, here)
    wijken = review.wijken_of(here.person, here.profile)
    if not wijken:
        return said(*review.not_for_you(here), rows=(MENU,))
    return _which_wijk(screen, wijken, here)


def _option(shown: str, page: int, wijk: str, topic: str | None, here: Here) -> str:
    """What a button of a list sends: a wijk by its place, because some names are long."""
    return f"{shown}:{page}:{review.place_of(wijk, here)}:{topic or ''}"


def _list(facts: SignalsFacts, wijk: str, here: Here) -> Said:
    place = wijk_name(wijk, here.profile)
    body: list[Paragraph] = [Heading(words=_("Signals of {wijk}", wijk=place))]
    rows: list[Row] = []
    if facts.topic is None:
        body.append(_title(facts.shown, facts.counts.get(facts.shown, 0)))
    else:
        body.append(_("🏷 About: {topic}", topic=topic_name(facts.topic, here)))
    if facts.rows:
        body.append(Lines(items=tuple(_line(row) for row in facts.rows)))
        rows += [step(_label(row), f"signal:{row.line.case}") for row in facts.rows]
    elif facts.topics:
        lines = tuple(_count(count, facts.shown, here) for count in facts.topics)
        body.append(Lines(items=lines))
        rows += _pairs(
            Step(
                label=_topic_label(count, here),
                option=_option(facts.shown, 0, wijk, count.topic, here),
            )
            for count in facts.topics
        )
    else:
        body.append(_("Nothing stands here now."))
    body.append(_("You see no names and no words of the people who told it."))
    if facts.pages > 1:
        following = (facts.page + 1) % facts.pages
        more = _("▶️ More ({n} of {of})", n=following + 1, of=facts.pages)
        rows.append(step(more, _option(facts.shown, following, wijk, facts.topic, here)))
    if facts.topic is not None:
        rows.append(step(_("🏷 All subjects"), _option(facts.shown, 0, wijk, None, here)))
    rows += _pairs(
        Step(label=_tab(name, count), option=_option(name, 0, wijk, None, here))
        for name, count in facts.counts.items()
        if name != facts.shown
    )
    rows.append(step(_("🗳 The plans"), "@raad"))
    return said(*body, rows=(*rows, MENU))


def _pairs(buttons: Iterable[Step]) -> list[Row]:
    """Two on a row."""
    every = list(buttons)
    return [tuple(every[at : at + 2]) for at in range(0, len(every), 2)]


def _title(shown: str, count: int) -> Message:
    match shown:
        case "agenda":
            return plural(
                "{count} signal is on the agenda.", "{count} signals are on the agenda.", count
            )
        case "answered":
            return plural("{count} signal is answered.", "{count} signals are answered.", count)
    return plural("{count} signal is open.", "{count} signals are open.", count)


def _tab(name: str, count: int) -> Message:
    match name:
        case "agenda":
            return _("📌 Agenda ({n})", n=count)
        case "answered":
            return _("☑️ Answered ({n})", n=count)
    return _("📣 Open ({n})", n=count)


def _topic_label(count: TopicCount, here: Here) -> Message:
    """A subject with its icon and how many there are."""
    known = here.profile.topic(count.topic)
    gaps: dict[str, Gap] = {
        "icon": known.icon if known is not None else "🏷",
        "topic": topic_name(count.topic, here),
        "n": count.all,
    }
    return Message(text="{icon} {topic} ({n})", gaps=gaps)


def _count(count: TopicCount, shown: str, here: Here) -> Message:
    """A subject and where its signals stand; what there is none of is not named."""
    topic = topic_name(count.topic, here)
    gaps: dict[str, Gap] = {"topic": topic, "n": count.all}
    if shown == "open":
        found = (
            _("{n} new", n=count.new) if count.new else None,
            _("{n} in work", n=count.taken) if count.taken else None,
            _("{n} waiting", n=count.waiting) if count.waiting else None,
        )
        gaps["n"] = Several(items=tuple(one for one in found if one is not None))
    return Message(text="• {topic}: {n}", gaps=gaps)


def _line(row: SignalLine) -> Message:
    line = row.line
    gaps: dict[str, Gap] = {
        "number": line.number,
        "street": _street(row.street),
        "state": state_word(line.state, line.turn),
    }
    return Message(text="• {number} · {street}: {state}", gaps=gaps)


def _label(row: SignalLine) -> Message:
    sign = {"on": "📌", "not_now": "⏳", "done": "☑️"}.get(row.agenda or "", "📣")
    gaps: dict[str, Gap] = {
        "sign": sign,
        "number": row.line.number,
        "street": _street(row.street),
    }
    return Message(text="{sign} {number} · {street}", gaps=gaps)


def _street(street: str | None) -> Gap:
    """A street as it is kept (folded), with capitals again; or that none was named."""
    return Quoted(text=street.title()) if street else _("no street")


def _one(facts: SignalFacts, here: Here) -> Said:
    """One signal, with what the council can do with it now."""
    day = Day(on=here.profile.today(facts.opened))
    lines: list[Message] = [
        _("🏷 About: {topic}", topic=topic_name(facts.topic, here)),
        _("🏘 In {wijk}, told on {day}.", wijk=wijk_name(facts.wijk, here.profile), day=day),
        Message(text="🛣 {street}", gaps={"street": _street(facts.street)}),
        Message(text="📍 {state}", gaps={"state": state_word(facts.state, facts.turn)}),
    ]
    if facts.too:
        lines.append(
            plural("👥 {count} person says: me too.", "👥 {count} people say: me too.", facts.too)
        )
    body: list[Paragraph] = [
        Heading(words=_("Signal {number}", number=facts.number)),
        Lines(items=tuple(lines)),
    ]
    if facts.agenda is not None:
        body.append(agenda_sentence(facts.agenda))
    if facts.reason is not None:
        body.append(Cite(whose=_("The reason:"), text=facts.reason))
    if not facts.may:
        body.append(_("You read along. You do not decide here."))
    rows: list[Row] = []
    if facts.may and facts.state in OPEN_STATES:
        if facts.agenda != "on":
            rows.append(standing(_("📌 Put it on the agenda"), facts.case, "agenda_on"))
        if facts.agenda != "not_now":
            rows.append(standing(_("⏳ Not now, with a reason"), facts.case, "agenda_not"))
    if facts.may and facts.agenda == "on":
        rows.append(standing(_("☑️ We talked about it"), facts.case, "agenda_done"))
    back = step(_("📣 Signals of the wijk"), _option("open", 0, facts.wijk, facts.topic, here))
    return said(*body, rows=(*rows, back, MENU))


def _which_wijk(screen: Screen, wijken: tuple[Wijk, ...], here: Here) -> Said:
    """The wijken somebody may look at, a page at a time."""
    pages = max(1, -(-len(wijken) // PER_PAGE))
    page = screen.page % pages
    rows: list[Row] = [
        step(wijk.name, _option("open", 0, wijk.id, None, here))
        for wijk in wijken[page * PER_PAGE : (page + 1) * PER_PAGE]
    ]
    if pages > 1:
        following = (page + 1) % pages
        more = _("More wijken ({n} of {of})", n=following + 1, of=pages)
        rows.append(step(more, f"wijken:{following}"))
    return said(
        _("Of which wijk do you want to see the signals?"), rows=(*rows, MENU), choices=True
    )
