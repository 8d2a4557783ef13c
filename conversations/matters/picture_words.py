"""What people read of a week: the figures as a picture, the same in words, and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conversations.chart import Bar, Chart, Panel
from conversations.here import Here
from conversations.matters.week import NO_PART, PictureFacts, Week, WeekBefore
from conversations.talk import (
    MENU,
    Attached,
    Heading,
    Lines,
    Paragraph,
    Row,
    Said,
    said,
    standing,
    step,
)
from conversations.words import Cell, Day, Message, Several, _, in_context

FEWER = _("fewer than ten")
NONE_OF_THEM = _("Each of them: fewer than ten")
NEW = in_context("figures", "New this week")
OPEN = in_context("figures", "Open now")
OLD = in_context("figures", "Open for more than 4 weeks")
LATE = in_context("figures", "Later than promised")
KINDS: Mapping[str, Message] = {
    "question": in_context("figures", "Questions"),
    "complaint": in_context("figures", "Complaints"),
    "signal": in_context("figures", "Signals"),
}
ELSEWHERE = in_context("figures", "Somewhere else, or not told")
# What each figure is; it goes with every figure, also into a table.
MEANS: Mapping[str, Message] = {
    "new": _("New: what came in that week. Questions, complaints and signals together."),
    "open": _("Open now: not closed yet when the week was over."),
    "open_long": _("Open for more than 4 weeks: it came in before that."),
    "late": _("Later than promised: the day is over, and nobody has answered yet."),
}


def told(n: int) -> Message:
    """A figure in tens, in words."""
    return _("{n} or more", n=n) if n else FEWER


def button(wijk: str, here: Here) -> Row:
    """The way to the figures of a wijk, for every screen of those who may see them."""
    places = [own.id for own in here.profile.own_wijken]
    return step(_("📊 The week in figures"), f"@beeld:{places.index(wijk)}")


# --- the figures of a week as a picture ---------------------------------------------------


def chart(week: Week, before: tuple[WeekBefore, ...], here: Here) -> Chart:
    """What a week told, the most important first."""
    return Chart(
        title=_("The week in {wijk}", wijk=name_of(week.wijk, here)),
        about=_("{first} to {last}", first=Day(on=week.monday), last=Day(on=week.last_day)),
        first=(
            Bar(name=NEW, told=week.new, now=True),
            Bar(name=OPEN, told=week.open),
            Bar(name=OLD, told=week.old),
            Bar(name=LATE, told=week.late),
        ),
        panels=tuple(_panels(week, before, here)),
        fewer=FEWER,
        how=_("I count in tens: 20+ is 20 or more. Under ten I tell no figure."),
    )


def _panels(week: Week, before: tuple[WeekBefore, ...], here: Here) -> Iterator[Panel]:
    if week.kinds is not None:
        kinds = tuple(Bar(name=name, told=week.kinds.get(id, 0)) for id, name in KINDS.items())
        some = any(week.kinds.values())
        note = None if some else NONE_OF_THEM
        yield Panel(title=_("What came in"), bars=kinds if some else (), note=note)
    if week.topics is not None:
        language = here.person.language
        topics = {t.id: _name(t.named(language)) for t in here.profile.topics}
        yield _largest(_("What it was about"), topics, week.topics)
    if week.parts is not None and any(week.parts.values()):
        parts = {name: _name(name) for name in week.parts if name != NO_PART}
        yield _largest(_("Where it was"), {**parts, NO_PART: ELSEWHERE}, week.parts)
    if any(one.new is not None for one in before):
        earlier = (
            Bar(name=_week(one.monday.isocalendar().week), told=one.new)
            for one in reversed(before)
            if one.new is not None
        )
        this = Bar(name=_week(week.monday.isocalendar().week), told=week.new, now=True)
        yield Panel(title=_("New in each week"), bars=(*earlier, this), shape="weeks")


def _largest(title: Message, names: Mapping[str, Message], figures: Mapping[str, int]) -> Panel:
    """What is ten or more, the most first; the others are said to be fewer, all at once."""
    bars = [Bar(name=name, told=figures.get(id, 0)) for id, name in names.items()]
    shown = sorted((bar for bar in bars if bar.told), key=lambda bar: -bar.told)
    note = None
    if not shown:
        note = NONE_OF_THEM
    elif len(shown) < len(bars):
        note = _("Each of the others: fewer than ten")
    return Panel(title=title, bars=tuple(shown), note=note)


def _name(name: str) -> Message:
    return Message(text="{name}", gaps={"name": name})


def _week(number: int) -> Message:
    return _("week {n}", n=number)


# --- the same in words --------------------------------------------------------------------


def picture(facts: PictureFacts, here: Here) -> Said:
    """The picture with all its figures in words under it."""
    if facts.week is None:
        return not_yet(facts.wijk, here)
    drawn = chart(facts.week, facts.before, here)
    weekly = (
        standing(_("🔕 Not every week"), facts.id, "picture_quiet")
        if facts.hears
        else standing(_("🔔 Send it every week"), facts.id, "picture_tell")
    )
    rows = (
        standing(_("❓ What these words mean"), facts.id, "picture_words"),
        standing(_("📄 Figures for a spreadsheet (CSV)"), facts.id, "picture_csv"),
        weekly,
        MENU,
    )
    return said(*in_words(drawn), rows=rows).but(attached=Attached(chart=drawn))


def in_words(drawn: Chart) -> Iterator[Paragraph]:
    """Everything that is in the picture, for whoever does not see it."""
    yield Heading(words=drawn.title)
    yield drawn.about
    yield Lines(items=tuple(map(_line, drawn.first)))
    for panel in drawn.panels:
        if panel.shape == "weeks":
            # The last bar is this week, and stands above.
            weeks = tuple(told(bar.told) for bar in reversed(panel.bars[:-1]))
            yield _("New in the weeks before, the last first: {weeks}.", weeks=Several(items=weeks))
            continue
        note = (panel.note,) if panel.note is not None else ()
        yield Lines(items=(panel.title, *map(_line, panel.bars), *note))
    yield drawn.how


def _line(bar: Bar) -> Message:
    return _("• {name}: {figure}", name=bar.name, figure=told(bar.told))


def not_yet(wijk: str, here: Here) -> Said:
    """No week was counted yet; the figures come by themselves."""
    return said(
        Heading(words=_("The week in {wijk}", wijk=name_of(wijk, here))),
        _("I have no figures yet. I count on Monday, about the week before."),
        rows=(MENU,),
    )


def meanings(wijk: str, here: Here) -> Said:
    """What each figure is, and why there is none under ten."""
    return said(
        Heading(words=_("What these words mean")),
        *MEANS.values(),
        _("I count in tens. Under ten I tell no figure, so nobody can be recognised."),
        _("Sometimes a figure is told ten lower. Then nobody can work out a small one."),
        _("A figure decides nothing about a person. People do."),
        rows=(button(wijk, here), MENU),
    )


def name_of(wijk: str, here: Here) -> str:
    """The name of a wijk."""
    known = here.profile.wijk(wijk)
    return known.name if known is not None else wijk


# --- the same as a table --------------------------------------------------------------------

# Names for programs: the same in every language, and only ever added to at the end.
COLUMNS = (
    "week",
    "from",
    "until",
    "municipality",
    "wijk_id",
    "wijk",
    "figure",
    "by",
    "part_id",
    "part",
    "at_least",
    "fewer_than_ten",
    "definition",
)


def table(weeks: tuple[Week, ...], here: Here) -> tuple[tuple[Cell, ...], ...]:
    """A row for each figure of each week, under names that programs know (OPERATING.md)."""
    return (COLUMNS, *(row for week in weeks for row in _rows(week, here)))


def _rows(week: Week, here: Here) -> Iterator[tuple[Cell, ...]]:
    year, number, _day = week.monday.isocalendar()
    about: tuple[Cell, ...] = (
        f"{year}-W{number:02}",
        Day(on=week.monday),
        Day(on=week.last_day),
        here.profile.name,
        week.wijk,
        name_of(week.wijk, here),
    )

    def row(figure: str, by: str, id: str, name: Cell, n: int | None) -> tuple[Cell, ...]:
        # A figure that is not told at all has neither.
        figures: tuple[Cell, ...] = ("", "") if n is None else (n, int(n == 0))
        return (*about, figure, by, id, name, *figures, MEANS[figure])

    for figure, n in (
        ("new", week.new),
        ("open", week.open),
        ("open_long", week.old),
        ("late", week.late),
    ):
        yield row(figure, "all", "", "", n)
    for id, kind in KINDS.items():
        yield row("new", "kind", id, kind, (week.kinds or {}).get(id))
    for topic in here.profile.topics:
        name = topic.named(here.person.language)
        yield row("new", "topic", topic.id, name, (week.topics or {}).get(topic.id))
    for part, n in (week.parts or {}).items():
        yield row("new", "buurt", part, ELSEWHERE if part == NO_PART else part, n)
