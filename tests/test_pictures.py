"""The week in figures on both databases: counted once, in tens, for whoever works in the wijk."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.picture import page
from conversations.chart import Chart
from conversations.here import Held, Here, Person
from conversations.matters import picture, picture_words
from conversations.matters.matter import BringMatter, Matter, MatterBrought, Spot
from conversations.matters.week import (
    CountWeek,
    NothingToCount,
    OpenPicture,
    PictureFacts,
    PictureOpened,
    Week,
    WeekCounted,
)
from conversations.profile import Profile
from conversations.talk import Refused, Say, Screen
from conversations.words import Message
from locales.catalogues import also_in, no_longer_in
from locales.render import message, units, words
from storage.database import Database, Row, fresh, instant
from storage.matters import pictures
from storage.matters.around import part_of
from storage.perform import perform
from storage.profile.municipality import builtin, load
from tests.test_lists import Watched, scans
from tests.test_tens import Attacker, broken
from tests.test_words import pseudo_arabic

pytestmark = pytest.mark.sqlite_daily

ROTTERDAM = load(builtin("rotterdam"))
OMMOORD, SOUTH = "rotterdam.ommoord", "rotterdam.pendrecht-zuidwijk"
TUESDAY = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 5, 18, 6, 5, tzinfo=dt.UTC)  # 8:05 on the clock
WEEK = dt.timedelta(days=7)
LONGEST = max(ROTTERDAM.own_wijken, key=lambda wijk: len(wijk.name))
CLOCK = Person(id="", name="", language="nl")


def person(id: str, *held: tuple[str, str | None], language: str = "nl") -> Person:
    return Person(id=id, name=id, language=language, roles=tuple(Held(*one) for one in held))


MEMBER = person("mo", ("member", OMMOORD))


class Town:
    """A store that is asked at a moment, by somebody; and one resident who tells a lot."""

    def __init__(self, store: Database) -> None:
        self.store = store
        self.now = TUESDAY
        self.n = 0

    async def asks(self, command: Any, who: Person = CLOCK) -> Any:
        async with self.store.transaction() as tx:
            return await perform(tx, command, Here(ROTTERDAM, who, self.now), tx.fresh())

    async def rows(self, sql: str, **named: Any) -> list[Row]:
        async with self.store.reading() as tx:
            return list(await tx.all(sql, **named))

    async def facts(self, who: Person, wijk: str = OMMOORD) -> PictureFacts | None:
        async with self.store.reading() as tx:
            screen = Screen(name="picture", wijk=wijk)
            return await pictures.picture_facts(tx, screen, Here(ROTTERDAM, who, self.now))

    async def live(self, *people: Person) -> None:
        async with self.store.transaction() as tx:
            for one in people:
                await tx.run(
                    "INSERT INTO people (id, name, language, since) VALUES (:id, :id, 'nl', '')",
                    id=one.id,
                )
                for held in one.roles:
                    await tx.run(
                        """
                        INSERT INTO roles (id, person, role, wijk, from_at, issued_by, issued_at,
                                           confirmed_by, confirmed_at)
                        VALUES (:id, :person, :role, :wijk, '2020', 'x', '2020', 'y', '2020')
                        """,
                        id=fresh(),
                        person=one.id,
                        role=held.role,
                        wijk=held.wijk,
                    )

    async def bring(
        self,
        times: int,
        kind: Any = "signal",
        topic: str = "waste",
        wijk: str = OMMOORD,
        at: str = "",
    ) -> list[str]:
        """So many matters of one resident, each about something else."""
        brought = []
        for _time in range(times):
            self.n += 1
            matter = Matter(
                kind=kind,
                topic=topic,
                wijk=wijk,
                text=f"Number {self.n}",
                spot=Spot(words=at or None),
            )
            found = await self.asks(BringMatter(matter), person("anna"))
            assert isinstance(found, MatterBrought), found
            brought.append(found.case)
        return brought

    async def close(self, cases: Iterable[str]) -> None:
        async with self.store.transaction() as tx:
            for case in cases:
                await tx.run(
                    "UPDATE cases SET closed = :now, owner = NULL, next_at = NULL WHERE id = :id",
                    now=instant(self.now),
                    id=case,
                )

    async def counts(self, wijk: str = OMMOORD, at: dt.datetime | None = None) -> Any:
        self.now = at or self.now
        return await self.asks(CountWeek(wijk))


@pytest.fixture
async def town(store: Database) -> Town:
    made = Town(store)
    await made.live(person("anna"))
    return made


# --- counted -------------------------------------------------------------------------------


async def test_what_is_told_of_a_week(town: Town) -> None:
    await town.live(MEMBER)
    await town.bring(23)
    await town.bring(4, "question", "green")
    closed = await town.bring(12, "complaint", "green")
    await town.close(closed)
    assert await town.counts(at=MONDAY) == WeekCounted(OMMOORD, ("mo",))
    facts = await town.facts(MEMBER)
    assert facts is not None
    assert facts.hears
    week = facts.week
    assert week is not None
    assert week.monday == dt.date(2026, 5, 11)
    assert (week.new, week.open, week.old, week.late) == (30, 20, 0, 0)
    assert week.kinds == {"question": 0, "complaint": 10, "signal": 20}
    assert week.topics is not None
    assert {topic: n for topic, n in week.topics.items() if n} == {"waste": 20, "green": 10}
    assert week.parts is None, "Ommoord has no buurten that are known by name"


async def test_nothing_is_kept_that_was_not_told(town: Town) -> None:
    await town.bring(13)
    await town.bring(7, "question")
    await town.counts(at=MONDAY)
    [row] = await town.rows("SELECT * FROM pictures")
    kept = Week.model_validate_json(row["body"])
    figures = [kept.new, kept.open, kept.old, kept.late]
    figures += [*(kept.kinds or {}).values(), *(kept.topics or {}).values()]
    assert all(n % 10 == 0 for n in figures)
    # In the journal stands that it was counted, as a hash of what was told.
    [entry] = await town.rows("SELECT role, verb FROM journal WHERE verb = 'week_counted'")
    assert entry["role"] == "clock"


async def test_a_week_that_was_told_never_changes(town: Town) -> None:
    brought = await town.bring(20)
    await town.counts(at=MONDAY)
    before = await town.rows("SELECT * FROM pictures")
    await town.close(brought)
    town.now = TUESDAY
    await town.bring(30)
    assert await town.counts(at=MONDAY) == NothingToCount()
    assert await town.rows("SELECT * FROM pictures") == before


async def test_the_next_count_is_planned_by_who_brings_and_by_who_counts(town: Town) -> None:
    await town.bring(2)
    planned = "SELECT subject, at FROM due WHERE kind = 'week_picture' ORDER BY at"
    [row] = await town.rows(planned)
    assert (row["subject"], row["at"]) == (OMMOORD, instant(MONDAY))
    assert await town.counts(at=MONDAY) == NothingToCount(), "fewer than ten is no news"
    rows = await town.rows(planned)
    assert [row["at"] for row in rows] == [instant(MONDAY), instant(MONDAY + WEEK)]


@pytest.mark.parametrize(
    ("at", "counted"),
    [
        ("2026-05-10T21:59:59", False),  # the Sunday before, a minute before midnight
        ("2026-05-10T22:00:00", True),
        ("2026-05-17T21:59:59", True),
        ("2026-05-17T22:00:00", False),
    ],
)
async def test_a_week_is_a_local_week(town: Town, at: str, counted: bool) -> None:
    town.now = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
    await town.bring(10)
    await town.counts(at=MONDAY)
    [row] = await town.rows("SELECT body FROM pictures")
    assert Week.model_validate_json(row["body"]).new == (10 if counted else 0)


async def test_the_night_in_which_the_clock_goes_back_belongs_to_its_week(town: Town) -> None:
    """Sunday 25 October 2026 has twenty-five hours."""
    town.now = dt.datetime(2026, 10, 25, 22, 59, tzinfo=dt.UTC)
    await town.bring(10)
    town.now = dt.datetime(2026, 10, 25, 23, 0, tzinfo=dt.UTC)
    await town.bring(10, "question")
    await town.counts(at=dt.datetime(2026, 10, 26, 7, 5, tzinfo=dt.UTC))
    [row] = await town.rows("SELECT body FROM pictures")
    week = Week.model_validate_json(row["body"])
    assert (week.monday, week.new) == (dt.date(2026, 10, 19), 10)
    assert week.kinds == {"question": 0, "complaint": 0, "signal": 10}


async def test_where_it_was_is_told_by_buurt_where_somebody_named_one(town: Town) -> None:
    await town.bring(21, wijk=SOUTH, at="bij de flat in Pendrecht, achter")
    await town.bring(11, wijk=SOUTH, at="Slinge 12")
    await town.bring(3, wijk=SOUTH, at="zuidwijk")
    await town.counts(SOUTH, MONDAY)
    facts = await town.facts(person("mo", ("member", SOUTH)), SOUTH)
    assert facts is not None
    assert facts.week is not None
    assert facts.week.parts == {"Pendrecht": 20, "Zuidwijk": 0, "-": 10}


def test_a_buurt_is_named_by_whole_words() -> None:
    wijk = ROTTERDAM.wijk(SOUTH)
    assert wijk is not None
    assert part_of("De Zuidwijk!", wijk) == "Zuidwijk"
    assert part_of("Zuidwijkse straat", wijk) is None
    assert part_of(None, wijk) is None


async def test_open_for_long_and_later_than_promised(town: Town) -> None:
    old = await town.bring(12)
    async with town.store.transaction() as tx:
        for case in old:
            await tx.run(
                "UPDATE matters SET promised = :at, answered = NULL WHERE case_id = :id",
                at=instant(TUESDAY + WEEK),
                id=case,
            )
        await tx.run("UPDATE matters SET answered = :at WHERE case_id = :id", at="2026", id=old[0])
    for weeks, told in ((0, (10, 0, 0)), (1, (10, 0, 10)), (3, (10, 0, 10)), (4, (10, 10, 10))):
        await town.counts(at=MONDAY + weeks * WEEK)
        facts = await town.facts(MEMBER)
        assert facts is not None
        assert facts.week is not None
        assert (facts.week.open, facts.week.old, facts.week.late) == told, weeks


# --- nobody works out a small one -----------------------------------------------------------------


async def test_whoever_loads_the_whole_table_learns_no_figure_under_ten(town: Town) -> None:
    """Nine come in each week and nothing is closed: in tens alone, week after week tells it all."""
    spy, truth, opened = Attacker(), {}, 0
    for week in range(9):
        town.now = TUESDAY + week * WEEK
        await town.bring(9, "signal" if week % 2 else "question", "waste" if week % 3 else "green")
        opened += 9
        await town.counts(at=MONDAY + week * WEEK)
        truth[f"new/all//{week}"] = 9
        truth[f"open/all//{week}"] = opened
    async with town.store.reading() as tx:
        told = await pictures.every_week(tx, OMMOORD)
    here = Here(ROTTERDAM, MEMBER, town.now)
    head, *rows = picture_words.table(told, here)
    numbers = sorted({str(row[0]) for row in rows})
    for row in rows:
        line = dict(zip(head, row, strict=True))
        name = f"{line['figure']}/{line['by']}/{line['part_id']}/{numbers.index(str(line['week']))}"
        spy.reads(name, int(str(line["at_least"])))
    for week in range(9):
        for by in ("kind", "topic"):
            parts = [
                name
                for name in spy.low
                if name.startswith(f"new/{by}/") and name.endswith(f"/{week}")
            ]
            spy.knows_sum(f"new/all//{week}", parts)
        if week:
            spy.knows_most(f"open/all//{week}", f"open/all//{week - 1}", f"new/all//{week}")
    spy.concludes()
    assert broken(spy, {name: (n, None) for name, n in truth.items()}) == []
    assert spy.left("new/all//3") >= 5
    # What is open is told late, or it would tell that nine came in each time.
    assert rows[1][6:11] == ("open", "all", "", "", 70)


# --- who sees it -------------------------------------------------------------------------------

EVERYBODY = (
    (MEMBER, True, True),
    (person("chair", ("chair", OMMOORD)), True, True),
    (person("secretary", ("secretary", OMMOORD)), True, True),
    (person("manager", ("manager", OMMOORD)), True, True),
    (person("contact", ("contact", OMMOORD)), True, True),
    (person("officer", ("officer", None)), True, False),
    (person("resident"), False, False),
    (person("ambassador", ("ambassador", OMMOORD)), False, False),
    (person("partner", ("partner", OMMOORD)), False, False),
    (person("elsewhere", ("member", SOUTH)), False, False),
)


async def test_who_sees_it_and_to_whom_it_comes_by_itself(town: Town) -> None:
    await town.live(*(who for who, _sees, _hears in EVERYBODY))
    async with town.store.transaction() as tx:
        # Somebody whose term is over, and somebody who is not confirmed yet.
        await tx.run("UPDATE roles SET until_at = '2026-05' WHERE person = 'chair'")
        await tx.run("UPDATE roles SET confirmed_at = NULL WHERE person = 'manager'")
    await town.bring(10)
    counted = await town.counts(at=MONDAY)
    assert isinstance(counted, WeekCounted)
    assert counted.people == ("contact", "mo", "secretary")
    turn = picture.respond(None, counted, Here(ROTTERDAM, CLOCK, town.now))
    assert all(isinstance(say, Say) and say.weight == "news" for say in turn.says)
    [row] = await town.rows("SELECT id FROM pictures")
    for who, sees, _hears in EVERYBODY:
        facts = await town.facts(who)
        assert (facts is not None) == sees, who.id
        for want in ("words", "csv", "quiet", "tell"):
            outcome = await town.asks(OpenPicture(row["id"], want), who)
            if not sees:
                assert isinstance(outcome, Refused), (who.id, want)
            elif not (want == "tell" and who.id == "officer"):
                assert isinstance(outcome, PictureOpened), (who.id, want)
    assert isinstance(await town.asks(OpenPicture("x" * 22, "csv"), MEMBER), Refused)


async def test_whoever_does_not_want_it_every_week_gets_it_when_asked(town: Town) -> None:
    await town.live(MEMBER)
    await town.bring(10)
    await town.counts(at=MONDAY)
    [row] = await town.rows("SELECT id FROM pictures")
    await town.asks(OpenPicture(row["id"], "quiet"), MEMBER)
    town.now = TUESDAY + WEEK
    await town.bring(10)
    assert await town.counts(at=MONDAY + WEEK) == WeekCounted(OMMOORD, ())
    facts = await town.facts(MEMBER)
    assert facts is not None
    assert not facts.hears
    assert [one.new for one in facts.before] == [10, None, None, None, None]
    await town.asks(OpenPicture(facts.id, "tell"), MEMBER)
    town.now = TUESDAY + 2 * WEEK
    await town.bring(10)
    assert await town.counts(at=MONDAY + 2 * WEEK) == WeekCounted(OMMOORD, ("mo",))


async def test_only_the_clock_counts(town: Town) -> None:
    await town.bring(10)
    town.now = MONDAY
    assert await town.asks(CountWeek(OMMOORD), MEMBER) == NothingToCount()
    assert await town.counts("rotterdam.nowhere") == NothingToCount()
    assert await town.rows("SELECT id FROM pictures") == []


# --- as a table, as a picture ------------------------------------------------------------------


async def test_the_table_has_a_row_for_each_figure_and_says_what_it_is(town: Town) -> None:
    await town.bring(23)
    await town.counts(at=MONDAY)
    async with town.store.reading() as tx:
        told = await pictures.every_week(tx, OMMOORD)
    head, *rows = picture_words.table(told, Here(ROTTERDAM, MEMBER, MONDAY))
    assert head == picture_words.COLUMNS
    assert {len(row) for row in rows} == {len(head)}
    assert len(rows) == 4 + 3 + len(ROTTERDAM.topics)
    lines = [dict(zip(head, row, strict=True)) for row in rows]
    assert {line["week"] for line in lines} == {"2026-W20"}
    assert all(isinstance(line["definition"], Message) for line in lines)
    for line in lines:
        assert line["fewer_than_ten"] == int(line["at_least"] == 0), line
    waste = next(line for line in lines if line["part_id"] == "waste")
    assert (waste["at_least"], waste["part"]) == (20, "Afval en troep")


def a_week(profile: Profile, wijk: str, told: int) -> PictureFacts:
    topics = {topic.id: told for topic in profile.topics}
    known = profile.wijk(wijk)
    assert known is not None
    week = Week(
        wijk=wijk,
        monday=dt.date(2026, 5, 11),
        new=told,
        kinds={"question": told, "complaint": 0, "signal": told},
        topics=topics,
        parts=dict.fromkeys((*known.buurten, "-"), told),
        open=told,
        old=told,
        late=0,
        most_new=told + 9,
        most_open=told + 9,
        most_old=told + 9,
    )
    return PictureFacts(wijk, "p" * 22, week, ())


@pytest.mark.thorough
@pytest.mark.parametrize("told", [0, 1230])
def test_every_wijk_has_a_picture_that_a_phone_takes(told: int, tmp_path: Path) -> None:
    """With everything there may be on it, also from right to left."""
    pseudo_arabic(tmp_path)
    also_in(tmp_path)
    try:
        for language in ("nl", "en", "ar"):
            here = Here(ROTTERDAM, person("mo", language=language), MONDAY)
            for wijk in (OMMOORD, SOUTH, LONGEST.id):
                week = a_week(ROTTERDAM, wijk, told).week
                assert week is not None
                chart = picture_words.chart(week, (), here)
                drawn = Image.open(io.BytesIO(page.draw(chart, language, ROTTERDAM)))
                assert drawn.format == "PNG"
                assert sum(drawn.size) <= 10_000
                assert drawn.width / drawn.height < 20
    finally:
        no_longer_in(tmp_path)


def texts(chart: Chart, language: str) -> list[str]:
    """Every word in a picture, but the figures themselves."""
    said = [chart.title, chart.about, chart.how, *(bar.name for bar in chart.first)]
    for one in chart.panels:
        said += [*([one.note] if one.note else ()), *(bar.name for bar in one.bars)]
    return [words(one, language, ROTTERDAM) for one in said]


def test_whoever_does_not_see_the_picture_reads_all_of_it() -> None:
    facts = a_week(ROTTERDAM, SOUTH, 30)
    here = Here(ROTTERDAM, MEMBER, MONDAY)
    content = picture_words.picture(facts, here)
    text = message(content, "nl", ROTTERDAM).text
    assert facts.week is not None
    for words_ in texts(picture_words.chart(facts.week, (), here), "nl"):
        assert words_ in text
    # A usual week fits under the picture; Telegram takes 1024 units there.
    few = a_week(ROTTERDAM, OMMOORD, 0)
    assert units(message(picture_words.picture(few, here), "nl", ROTTERDAM).text) < 1024


# --- never a whole table -----------------------------------------------------------------------


async def test_no_figure_scans(town: Town) -> None:
    if town.store.dialect != "sqlite":
        pytest.skip("the plans are read on SQLite")
    await town.live(MEMBER)
    await town.bring(10)
    town.now = MONDAY
    async with town.store.transaction() as tx:
        watched = Watched(tx)
        here = Here(ROTTERDAM, CLOCK, town.now)
        counted = await pictures.count_week(watched, CountWeek(OMMOORD), here, tx.fresh())
        assert isinstance(counted, WeekCounted)
        member = Here(ROTTERDAM, MEMBER, town.now)
        facts = await pictures.picture_facts(watched, Screen(name="picture", wijk=OMMOORD), member)
        assert facts is not None
        for want in ("csv", "quiet"):
            await pictures.open_picture(watched, OpenPicture(facts.id, want), member, tx.fresh())
        assert len(watched.asked) > 8
        for sql, named in watched.asked:
            assert not await scans(tx, sql, **named), sql
