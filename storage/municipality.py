"""A profile read from a folder, and checked before anybody talks to it.

    profile.toml      who decides, words, amounts, terms: the fields of `Profile`
    wijken.csv        the wijken with their aliases and buurten
    postcodes.csv     which wijken four digits touch; one row per wijk or area
    neighbours.csv    optional: postcodes and names of other municipalities
    postcodes6.csv    optional: four digits and two letters, each with one wijk

Money stands in whole cents under a key that ends in `_cents`.  Overlays are
folders laid on top (sample data, an operator's own): tables are merged, lists
and CSV files replaced; what they set is listed in `Profile.sample`.  What is
wrong is told together, with file, line, reason and remedy: first what cannot be
read at all, then what does not hold together.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ValidationError

from conversations.profile import (
    Budget,
    Confidence,
    Gate,
    Neighbour,
    Postcode,
    Profile,
    Regime,
    Switch,
    Wijk,
)

Where = tuple[str | int, ...]

Model = TypeVar("Model", bound=BaseModel)

PROFILES = Path(__file__).parent / "profiles"

# These come from the CSV files, or are found out here.
NOT_IN_TOML = {
    "wijken": "wijken.csv",
    "postcodes": "postcodes.csv",
    "postcodes6": "postcodes6.csv",
    "neighbours": "neighbours.csv",
    "sample": "no file: it is found out on loading",
}
COLUMNS: Mapping[str, str] = {
    "wijken.csv": (
        "id,name,kind,gebied,aliases,buurten,unsure,has_council,served,source,confidence,note"
    ),
    "postcodes.csv": "pc4,wijk,share,ask,port,area_without,source,confidence,note",
    "neighbours.csv": "municipality,pc4,name,source,confidence",
    "postcodes6.csv": "pc6,wijk,source,confidence",
}
REQUIRED = ("profile.toml", "wijken.csv", "postcodes.csv")
NEEDS = {"adult": "age", "lead_time": "weeks", "supporters": "number"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a folder: where, why, and what to do about it."""

    file: Path
    line: int | None
    reason: str
    remedy: str

    def __str__(self) -> str:
        """The line an operator reads; editors jump to `file:line`."""
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        stop = "" if self.remedy.endswith("?") else "."
        return f"{place}: {self.reason}. {self.remedy}{stop}"


class ProfileError(Exception):
    """A profile that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a CSV file, by column."""

    file: Path
    line: int
    cells: Mapping[str, str]

    def many(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds a list: `one | two`."""
        return tuple(part.strip() for part in self.cells[column].split("|") if part.strip())


@dataclass(slots=True)
class Reading:
    """What has been read so far, where it stood, and what was wrong with it."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Where, tuple[Path, int]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    sample: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    main: Path = Path()

    def wrong(self, where: Where, reason: str, remedy: str) -> None:
        """Note a problem in profile.toml, at the nearest place that stands in a file."""
        for length in range(len(where), 0, -1):
            if place := self.places.get(where[:length]):
                self.problems.append(Problem(*place, reason, remedy))
                return
        self.problems.append(Problem(self.main, 1, reason, remedy))

    def wrong_row(self, row: Row, reason: str, remedy: str) -> None:
        """Note a problem in a line of a CSV file."""
        self.problems.append(Problem(row.file, row.line, reason, remedy))


def builtin(name: str) -> Path:
    """The folder of a municipality that comes with the program. ProfileError for another name."""
    known = sorted(path.name for path in PROFILES.iterdir() if (path / "profile.toml").is_file())
    if name in known:
        return PROFILES / name
    raise ProfileError(
        [Problem(PROFILES, None, f"there is no profile {name!r}", f"Choose {', '.join(known)}")]
    )


def load(folder: Path, *overlays: Path) -> Profile:
    """The profile in this folder, overlays on top. ProfileError names everything that is wrong."""
    reading = Reading(main=folder / "profile.toml")
    _read_folder(reading, folder, overlay=False)
    for overlay in overlays:
        _read_folder(reading, overlay, overlay=True)
    if reading.problems:
        raise ProfileError(reading.problems)

    wijken = _wijken(reading)
    known = {wijk.id: wijk for wijk in wijken}
    postcodes = _postcodes(reading, known)
    values = {
        **reading.values,
        "wijken": wijken,
        "postcodes": postcodes,
        "postcodes6": _postcodes6(reading, known),
        "neighbours": _neighbours(reading, postcodes),
        "sample": tuple(reading.sample),
    }
    profile = None
    try:
        profile = Profile.model_validate(values)
    except ValidationError as error:
        for where, reason, remedy in _explained(error, Profile):
            reading.wrong(where, reason, remedy)
    if profile is not None:
        _check(profile, known, reading)
    if profile is None or reading.problems:
        raise ProfileError(reading.problems)
    return profile


# --- reading -------------------------------------------------------------------------------------


def _read_folder(reading: Reading, folder: Path, *, overlay: bool) -> None:
    if not folder.is_dir():
        reading.problems.append(
            Problem(folder, None, "there is no such folder", "Check the path of the profile")
        )
        return
    present = [name for name in ("profile.toml", *COLUMNS) if (folder / name).is_file()]
    if not overlay:
        for name in REQUIRED:
            if name not in present:
                remedy = f"Add it; {PROFILES} holds examples"
                reading.problems.append(Problem(folder / name, None, "the file is missing", remedy))
    elif not present:
        reading.problems.append(
            Problem(folder, None, "nothing to lay on top", "Add a profile.toml to the folder")
        )
    for name in present:
        text = _text(reading, folder / name)
        if text is None:
            continue
        if name == "profile.toml":
            _read_toml(reading, folder / name, text, overlay=overlay)
        else:
            reading.rows[name] = list(_read_csv(reading, folder / name, text))
            if overlay:
                reading.sample.append(name.removesuffix(".csv"))


def _text(reading: Reading, path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        reading.problems.append(
            Problem(path, line, "this is not UTF-8 text", "Save the file as UTF-8")
        )
    except OSError as error:
        reason = f"the file cannot be read ({error.strerror})"
        reading.problems.append(Problem(path, None, reason, "Check its permissions"))
    return None


def _read_toml(reading: Reading, path: Path, text: str, *, overlay: bool) -> None:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        reason = f"this is not TOML: {str(error).split(' (at')[0]}"
        reading.problems.append(Problem(path, line, reason, "Correct the line or the one above"))
        return
    lines = _toml_lines(text)
    for key in sorted(NOT_IN_TOML.keys() & values.keys()):
        reason = f"`{key}` does not belong in profile.toml"
        remedy = f"It comes from {NOT_IN_TOML[key]}"
        reading.problems.append(Problem(path, lines.get((key,), 1), reason, remedy))
        del values[key]
    if overlay and values.get("id", reading.values.get("id")) != reading.values.get("id"):
        reason = "this overlay is for another municipality"
        remedy = f"Lay it on {values['id']!r}, or leave `id` out"
        reading.problems.append(Problem(path, lines.get(("id",), 1), reason, remedy))
        return
    values = _money(values)
    for where in [w for w in reading.places if w[0] in values and len(w) > 1]:
        # A list is replaced as a whole; so are the places of what stood in it.
        if isinstance(values[str(where[0])], list):
            del reading.places[where]
    reading.places |= {where: (path, line) for where, line in lines.items()}
    if overlay:
        reading.sample += [".".join(keys) for keys in _leaves(values) if keys[0] != "sources"]
    reading.values = _merged(reading.values, values)


def _money(value: Any) -> Any:
    """`most_cents = 1` as the model has it: `most = {cents = 1}`; a table of cents likewise."""
    if isinstance(value, list):
        return [_money(item) for item in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, inner in value.items():
        if not key.endswith("_cents"):
            found[key] = _money(inner)
        elif isinstance(inner, dict):
            found[key.removesuffix("_cents")] = {k: {"cents": v} for k, v in inner.items()}
        else:
            found[key.removesuffix("_cents")] = {"cents": inner}
    return found


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _leaves(values: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, value in values.items():
        if isinstance(value, dict) and value and set(value) != {"cents"}:
            yield from ((key, *rest) for rest in _leaves(value))
        else:
            yield (key,)


_KEY = r'(?:[A-Za-z0-9_-]+|"[^"]*"|\'[^\']*\')'
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_ENTRY = re.compile(rf"\s*({_DOTTED})\s*=")


def _toml_lines(text: str) -> dict[Where, int]:
    """On which line each key stands; tomllib does not say."""
    lines: dict[Where, int] = {}
    table: Where = ()
    counts: dict[Where, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _keys(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, number)
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            where = table
            for key in _keys(entry[1]):
                where = (*where, key)
                lines.setdefault(where, number)
    return lines


def _keys(dotted: str) -> Where:
    keys = re.findall(_KEY, dotted)
    return tuple(key.strip("\"'").removesuffix("_cents") for key in keys)


def _read_csv(reading: Reading, path: Path, text: str) -> Iterator[Row]:
    columns = COLUMNS[path.name].split(",")
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    try:
        header = next(lines, [])
        if header != columns:
            reason = f"the columns are not {','.join(columns)}"
            reading.problems.append(Problem(path, 1, reason, "Put this first line back"))
            return
        before = lines.line_num
        for cells in lines:
            line, before = before + 1, lines.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                reason = f"{len(cells)} cells where {len(columns)} belong"
                remedy = "Put a cell that holds a comma between double quotes"
                reading.problems.append(Problem(path, line, reason, remedy))
                continue
            values = (cell.strip() for cell in cells)
            row = Row(path, line, dict(zip(columns, values, strict=True)))
            if not row.cells["source"]:
                reading.wrong_row(row, "a fact without a source", "Say where it was read")
            if row.cells["confidence"] not in get_args(Confidence):
                remedy = f"Write {', '.join(get_args(Confidence))}"
                reading.wrong_row(row, "`confidence` is none of its words", remedy)
            yield row
    except csv.Error as error:
        # A quote that is never closed swallows the rest: what counts is where the row began.
        remedy = "Check the double quotes on this line"
        reading.problems.append(Problem(path, before + 1, f"not CSV: {error}", remedy))


# --- the CSV files -------------------------------------------------------------------------------


def _wijken(reading: Reading) -> tuple[Wijk, ...]:
    found: dict[str, Wijk] = {}
    names: dict[str, str] = {}
    home = reading.values.get("id")
    for row in reading.rows.get("wijken.csv", []):
        cells = {column: row.cells[column] for column in ("id", "name", "source")}
        wijk = _row_as(
            Wijk,
            reading,
            row,
            **cells,
            kind=row.cells["kind"] or "wijk",
            gebied=row.cells["gebied"] or None,
            aliases=row.many("aliases"),
            buurten=row.many("buurten"),
            unsure=row.many("unsure"),
            has_council=_yes(reading, row, "has_council"),
            served=row.cells["served"],
            confidence=row.cells["confidence"],
        )
        if wijk is None:
            continue
        if home and not wijk.id.startswith(f"{home}."):
            reading.wrong_row(
                row, f"the id {wijk.id!r} is of another municipality", f"Begin it with '{home}.'"
            )
        if wijk.id in found:
            reading.wrong_row(row, f"the id {wijk.id!r} stands here twice", "Remove one of them")
        elif wijk.name.casefold() in names:
            other = names[wijk.name.casefold()]
            reading.wrong_row(row, f"{other!r} has the same name", "Give one of them another name")
        if strange := set(wijk.unsure) - set(wijk.buurten):
            reading.wrong_row(
                row, f"unsure but no buurt: {', '.join(sorted(strange))}", "Add it to `buurten`"
            )
        found.setdefault(wijk.id, wijk)
        names.setdefault(wijk.name.casefold(), wijk.id)
    return tuple(found.values())


def _postcodes(reading: Reading, known: Mapping[str, Wijk]) -> dict[str, Postcode]:
    by_pc4: dict[str, list[Row]] = {}
    for row in reading.rows.get("postcodes.csv", []):
        by_pc4.setdefault(row.cells["pc4"], []).append(row)
    found: dict[str, Postcode] = {}
    for pc4, rows in by_pc4.items():
        first = rows[0]
        wijken: list[tuple[str, float]] = []
        areas: list[str] = []
        total = 0.0
        for row in rows:
            wijk, area = row.cells["wijk"], row.cells["area_without"]
            for column in ("ask", "port"):
                if row.cells[column] != first.cells[column]:
                    reading.wrong_row(
                        row,
                        f"`{column}` differs from line {first.line} of the same postcode",
                        "Write the same in every row of a postcode",
                    )
            share = _share(reading, row)
            total += share
            if bool(wijk) == bool(area):
                reading.wrong_row(
                    row,
                    "a row names either a wijk or an area without one",
                    "Fill in `wijk` or `area_without`, not both",
                )
            elif area:
                areas.append(area)
            elif _known_wijk(reading, row, wijk, known):
                if any(wijk == other for other, _ in wijken):
                    reading.wrong_row(
                        row, f"{wijk!r} stands twice under {pc4}", "Remove one of the rows"
                    )
                wijken.append((wijk, share))
        # Shares are rounded when they are computed; a little over 1 is no mistake.
        if total > 1.02:
            reading.wrong_row(
                first,
                f"the shares of {pc4} add up to {total:.3f}",
                "They share one area: at most 1",
            )
        ask = _yes(reading, first, "ask")
        several = len(wijken) > 1 or any(known[wijk].served != "own" for wijk, _ in wijken)
        if several and not ask:
            reading.wrong_row(
                first,
                f"{pc4} touches several wijken but nobody would be asked",
                "Write yes under `ask`, or leave out the edges that are not real",
            )
        postcode = _row_as(
            Postcode,
            reading,
            first,
            pc4=pc4,
            wijken=tuple(wijken),
            ask=ask,
            port=_yes(reading, first, "port"),
            areas_without=tuple(areas),
        )
        if postcode is not None:
            found[pc4] = postcode
    return found


def _postcodes6(reading: Reading, known: Mapping[str, Wijk]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in reading.rows.get("postcodes6.csv", []):
        pc6 = row.cells["pc6"].replace(" ", "").upper()
        if not re.fullmatch(r"[1-9][0-9]{3}[A-Z]{2}", pc6):
            reading.wrong_row(row, f"{pc6!r} is no postcode", "Write it as 1234AB")
        elif pc6 in found:
            reading.wrong_row(row, f"{pc6} stands here twice", "Remove one of the rows")
        elif _known_wijk(reading, row, row.cells["wijk"], known):
            found[pc6] = row.cells["wijk"]
    return found


def _neighbours(reading: Reading, ours: Mapping[str, Postcode]) -> tuple[Neighbour, ...]:
    postcodes: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    for row in reading.rows.get("neighbours.csv", []):
        name, pc4, wijk = (row.cells[column] for column in ("municipality", "pc4", "name"))
        checked = _row_as(
            Neighbour,
            reading,
            row,
            name=name,
            postcodes=(pc4,) if pc4 else (),
            names=(wijk,) if wijk else (),
        )
        if checked is None:
            continue
        if pc4 in ours:
            reading.wrong_row(
                row, f"{pc4} is in postcodes.csv too", "A postcode belongs to one of the two"
            )
        postcodes.setdefault(name, []).extend(checked.postcodes)
        names.setdefault(name, []).extend(checked.names)
    return tuple(
        Neighbour(name=name, postcodes=tuple(postcodes[name]), names=tuple(names[name]))
        for name in postcodes
    )


def _known_wijk(reading: Reading, row: Row, wijk: str, known: Mapping[str, Wijk]) -> bool:
    if wijk in known:
        return True
    reading.wrong_row(row, f"there is no wijk {wijk!r}", _meant(wijk, known, "wijken.csv"))
    return False


def _share(reading: Reading, row: Row) -> float:
    try:
        share = float(row.cells["share"])
    except ValueError:
        share = -1.0
    if 0 <= share <= 1:
        return share
    reading.wrong_row(row, "`share` is not a number from 0 to 1", "Write it with a point: 0.62")
    return 0.0


def _yes(reading: Reading, row: Row, column: str) -> bool:
    value = row.cells[column]
    if value not in ("yes", "no"):
        reading.wrong_row(row, f"`{column}` is neither yes nor no", "Write yes or no")
    return value == "yes"


def _row_as(model: type[Model], reading: Reading, row: Row, **values: Any) -> Model | None:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        for _, reason, remedy in _explained(error, model):
            reading.wrong_row(row, reason, remedy)
        return None


# --- checks over the whole -----------------------------------------------------------------------


def _check(profile: Profile, known: Mapping[str, Wijk], reading: Reading) -> None:
    try:
        ZoneInfo(profile.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        reading.wrong(
            ("timezone",), f"there is no time zone {profile.timezone!r}", "Write Europe/Amsterdam"
        )
    _check_words(profile, reading)
    _check_wijken(profile, known, reading)
    _check_dates(profile, reading)
    for pc4 in profile.border:
        if pc4 in profile.postcodes:
            reading.wrong(
                ("border",), f"{pc4} is in postcodes.csv too", "Leave it out of one of the two"
            )


def _check_words(profile: Profile, reading: Reading) -> None:
    tables: list[tuple[Where, Mapping[str, Any]]] = [
        (("words", key), forms) for key, forms in profile.words.items()
    ]
    if profile.formal_where:
        tables.append((("formal_where",), profile.formal_where))
    for where, by_language in tables:
        missing = [language for language in profile.languages if language not in by_language]
        if missing:
            reading.wrong(
                where,
                f"`{'.'.join(map(str, where))}` has no words for {', '.join(missing)}",
                "Give them for every language in `languages`",
            )


def _check_wijken(profile: Profile, known: Mapping[str, Wijk], reading: Reading) -> None:
    named: list[tuple[Where, str]] = [(("most_per_wijk", w), w) for w in profile.most_per_wijk]
    for n, regime in enumerate(profile.regimes):
        named += [(("regimes", n, "wijken"), wijk) for wijk in regime.wijken]
    named += [(("budgets", n, "wijk"), b.wijk) for n, b in enumerate(profile.budgets)]
    named += [
        (("journey_switches", n, "wijk"), switch.wijk)
        for n, switch in enumerate(profile.journey_switches)
        if switch.wijk
    ]
    for where, wijk in named:
        if wijk not in known:
            reading.wrong(where, f"there is no wijk {wijk!r}", _meant(wijk, known, "wijken.csv"))


def _check_dates(profile: Profile, reading: Reading) -> None:
    dated: list[tuple[Where, Regime | Gate | Switch]] = [
        *((("regimes", n), regime) for n, regime in enumerate(profile.regimes)),
        *((("gates", n), gate) for n, gate in enumerate(profile.gates)),
        *((("journey_switches", n), switch) for n, switch in enumerate(profile.journey_switches)),
    ]
    for where, row in dated:
        if row.since and row.until and row.until < row.since:
            reading.wrong(
                (*where, "until"), "it ends before it begins", "Put `until` after `since`"
            )
        match row:
            case Regime(kind="single", role=None):
                reading.wrong(where, "`single` without a role", "Say which `role` decides")
            case Regime(above=above, up_to=up_to) if above and up_to:
                if up_to.cents <= above.cents:
                    reading.wrong(
                        (*where, "up_to"),
                        "it covers no amount at all",
                        "Make `up_to_cents` more than `above_cents`",
                    )
            case Gate(kind=kind) if kind in NEEDS and getattr(row, NEEDS[kind]) is None:
                reading.wrong(
                    where, f"`{kind}` without `{NEEDS[kind]}`", f"Add `{NEEDS[kind]}`, a number"
                )
    for (where, one), (later, other) in combinations(dated, 2):
        if _both_hold(one, other):
            line = reading.places.get(where, (None, 0))[1]
            reading.wrong(
                later,
                f"its days overlap with those of line {line}",
                "End the earlier one with `until`, the day before the later one begins",
            )
    seen: set[tuple[str, int]] = set()
    for n, budget in enumerate(profile.budgets):
        if (budget.wijk, budget.year) in seen:
            reading.wrong(
                ("budgets", n),
                f"a second budget for {budget.wijk} in {budget.year}",
                "Keep one of them",
            )
        seen.add((budget.wijk, budget.year))


def _both_hold(one: Regime | Gate | Switch, other: Regime | Gate | Switch) -> bool:
    """Whether two rows speak about the same thing on the same day."""
    day, last = dt.date.min, dt.date.max
    if (one.until or last) < (other.since or day) or (other.until or last) < (one.since or day):
        return False
    match one, other:
        case Regime(), Regime():
            same_wijk = (
                bool(set(one.wijken) & set(other.wijken))
                if one.wijken and other.wijken
                else one.wijken == other.wijken
            )
            return same_wijk and _amounts_meet(one, other)
        case Gate(), Gate():
            return one.kind == other.kind
        case Switch(), Switch():
            return (one.journey, one.wijk) == (other.journey, other.wijk)
    return False


def _amounts_meet(one: Regime, other: Regime) -> bool:
    low = max(row.above.cents if row.above else -1 for row in (one, other))
    return all(row.up_to is None or low < row.up_to.cents for row in (one, other))


# --- words for what pydantic found ---------------------------------------------------------------


# What pydantic adds to a place that is no key of ours.
_NO_KEY = re.compile(r"[\[(]|^constrained-")


def _explained(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[Where, str, str]]:
    told: set[Where] = set()
    for one in error.errors(include_url=False, include_context=True, include_input=False):
        # Where pydantic tried several types it adds their names: one complaint is enough.
        tried = (n for n, part in enumerate(one["loc"]) if _NO_KEY.search(str(part)))
        where = one["loc"][: next(tried, None)]
        if where in told:
            continue
        told.add(where)
        key = ".".join(part for part in where if isinstance(part, str)).replace(".cents", "_cents")
        match one["type"]:
            case "missing":
                yield where, f"`{key}` is missing", "Add it"
            case "extra_forbidden":
                fields = _fields(model, where[:-1])
                remedy = _meant(str(where[-1]), fields, "the keys a profile has")
                yield where, f"`{key}` is not a known key", remedy
            case "literal_error":
                yield where, f"`{key}` is none of its words", f"Write {one['ctx']['expected']}"
            case _:
                yield where, f"`{key}`: {one['msg'][:1].lower()}{one['msg'][1:]}", "Correct it"


def _fields(model: type[BaseModel], where: Where) -> Iterable[str]:
    """The keys allowed at this place, as far as the model tells."""
    tables: Mapping[str, type[BaseModel]] = {
        key: info.annotation
        for key, info in model.model_fields.items()
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)
    }
    lists: Mapping[str, type[BaseModel]] = {
        "regimes": Regime,
        "gates": Gate,
        "budgets": Budget,
        "journey_switches": Switch,
    }
    for part in where:
        if isinstance(part, str) and (inner := tables.get(part) or lists.get(part)):
            return inner.model_fields
    return model.model_fields


def _meant(word: str, known: Iterable[str], where: str) -> str:
    near = difflib.get_close_matches(word, list(known), 1, 0.6)
    return f"Did you mean {near[0]!r}?" if near else f"Correct it, or see {where}"
