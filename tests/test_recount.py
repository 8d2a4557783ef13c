"""Anyone can count again: a counter that shares no code finds the same in 1,000 rounds."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.rounds import recount
from conversations.rounds import record as records
from conversations.rounds.record import PaperInRecord, Record, lot_of, sorted_ballots, told
from conversations.rounds.round import Choices, Rules
from conversations.rules import counting
from tests.test_round_rules import rules

ROUNDS = 1000


def generated(seed: int) -> Record:
    """A round as it might have gone: few plans, little money, many ties."""
    dice = random.Random(seed)
    box = random.Random(-seed)  # of its own: what paper does changes nothing else of a round
    plans = dice.randint(1, 7)
    costs = tuple(dice.choice((100, 200, 200, 300, 500)) for _plan in range(plans))
    kind = dice.choice(("choose", "basket", "yes_no"))
    frozen = rules(
        costs,
        ballot=kind,
        choices=dice.randint(1, plans) if kind == "choose" else None,
        ceiling=dice.choice((0, 100, 400, 700, 5000)),
        threshold=dice.choice((0, 0, 2, 4)),
        tie=dice.choice(("cheaper", "lot", "none")),
        fit=dice.choice(("skip", "stop")),
        paper=box.choice(("none", "coded", "void_code", "attendance")),
    )
    withdrawn = tuple(n for n in range(1, plans + 1) if dice.random() < 0.1)
    ballots = [ballot for _voter in range(dice.randint(0, 14)) if (ballot := _cast(dice, frozen))]
    codes = tuple(sorted(f"{dice.getrandbits(60):015X}" for _ballot in ballots))
    lot = lot_of(codes)
    result = counting.count(frozen, ballots, withdrawn=withdrawn, lot=lot)
    return Record(
        rules=frozen,
        rules_hash=frozen.hash,
        closed=frozen.closes,
        withdrawn=withdrawn,
        ballots=sorted_ballots(ballots),
        check_codes=codes,
        levels={"letter": len(ballots)},
        **_on_paper(box, frozen, len(ballots)),
        lot=lot,
        result=told(result),
    )


def _on_paper(box: random.Random, frozen: Rules, ballots: int) -> dict[str, Any]:
    """Where the ballots came from, and what became of codes and papers."""
    kind = frozen.paper
    counted = box.randint(0, ballots) if kind != "none" else 0
    invalid = box.randint(0, 2) if kind != "none" else 0
    kept = box.randint(0, 3) if kind in ("void_code", "attendance") else 0
    given = counted + invalid + kept if kind in ("void_code", "attendance") else 0
    replaced = box.randint(0, counted) if kind == "coded" else 0
    used = ballots - counted + {"coded": counted, "attendance": given}.get(kind, 0)
    void = (given if kind == "void_code" else 0) + box.randint(0, 2)
    return {
        "origins": {"chat": ballots - counted, "paper": counted},
        "paper": PaperInRecord(
            given=given, entered=counted + invalid, invalid=invalid, replaced=replaced
        ),
        "codes": {"unused": box.randint(0, 9), "claimed": 1, "used": used, "void": void},
        "replaced": replaced + box.randint(0, 2),
    }


def _cast(dice: random.Random, frozen: Rules) -> Choices | None:
    """A ballot that keeps to the rules, with more love for the first plans; None at times."""
    liked = [o for o in frozen.options if dice.random() < 0.75 / o.n**0.3]
    dice.shuffle(liked)
    if frozen.ballot == "yes_no":
        return (
            Choices(tuple(o.n if dice.random() < 0.6 else -o.n for o in liked)) if liked else None
        )
    chosen: list[int] = []
    left = frozen.ceiling
    for option in liked[: frozen.choices]:
        if frozen.ballot == "basket" and option.cents > left:
            continue
        left -= option.cents
        chosen.append(option.n)
    return Choices(tuple(chosen)) if chosen else None


def as_read(record: Record) -> dict[str, Any]:
    read = json.loads(record.model_dump_json())
    assert isinstance(read, dict)
    return read


def test_a_counter_that_shares_no_code_finds_the_same_in_a_thousand_rounds() -> None:
    fates: set[str] = set()
    drawn = 0
    kinds: set[str] = set()
    for seed in range(ROUNDS):
        record = generated(seed)
        kinds |= {record.rules.paper} if record.origins["paper"] or not record.ballots else set()
        assert recount.recount(as_read(record)) == [], f"seed {seed}"
        assert records.faults(record) == [], f"seed {seed}"
        assert record.result.awarded <= record.rules.ceiling
        fates |= {plan.fate for plan in record.result.plans}
        drawn += any(plan.drawn for plan in record.result.plans)
    # The rounds are hard enough to be worth counting.
    assert fates == {"awarded", "too_few", "no_money", "tied", "withdrawn", "voted_down"}
    assert drawn > 20
    assert {"coded", "void_code", "attendance"} <= kinds


@pytest.mark.parametrize(
    ("what", "defect"),
    [
        ("lot", lambda rules, lot, n: str(n)),
        ("votes", lambda rules, ballots: counting_votes(rules, ballots, no_is_yes=True)),
        ("ranked", lambda rules, standing, votes: (list(standing), {})),
    ],
)
def test_a_wrong_count_is_found(what: str, defect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"lot": "_draw", "votes": "_votes", "ranked": "_ranked"}
    monkeypatch.setattr(counting, names[what], defect)
    found = sum(bool(recount.recount(as_read(generated(seed)))) for seed in range(ROUNDS))
    assert found > 3


def counting_votes(rules: Rules, ballots: Any, *, no_is_yes: bool) -> dict[int, tuple[int, int]]:
    """A defect: a no is counted as a yes."""
    votes = {option.n: 0 for option in rules.options}
    for ballot in ballots:
        for n in ballot.of:
            votes[abs(n) if no_is_yes else n] += 1
    return {n: (many, 0) for n, many in votes.items()}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rules_hash", "0" * 64),
        ("lot", "0" * 64),
        ("check_codes", []),
        ("origins", {"chat": 0, "paper": 0}),
        ("levels", {"own": 3, "desk": 0, "letter": 0}),
        ("ballots", [[1, 1]]),
    ],
)
def test_a_record_that_was_tampered_with_is_found_by_both(key: str, value: Any) -> None:
    record = next(r for seed in range(50) if len((r := generated(seed)).ballots) == 5)
    read = as_read(record)
    if key == "ballots":
        value = [*value, *read["ballots"][1:]]
    changed = {**read, key: value}
    assert recount.recount(changed)
    assert records.faults(Record.model_validate_json(json.dumps(changed)))


PAPER = {
    "a paper more than was entered": ("coded", "paper", {"entered": 99}),
    "more than were given": ("void_code", "paper", {"given": 0}),
    "more without a mark": ("attendance", "paper", {"given": 0}),
    "more replaced than there are": ("coded", "paper", {"replaced": 99}),
    "a code used twice": ("coded", "codes", {"used": 99}),
    "a mark that nobody made": ("attendance", "codes", {"used": 0}),
    "a paper called a vote in the chat": ("void_code", "origins", {"chat": 99}),
}


@pytest.mark.parametrize("what", PAPER)
def test_papers_that_do_not_add_up_are_found_by_both(what: str) -> None:
    kind, key, values = PAPER[what]
    record = next(
        r
        for seed in range(200)
        if (r := generated(seed)).rules.paper == kind and r.origins["paper"] > 1
    )
    read = as_read(record)
    changed = {**read, key: {**read[key], **values}}
    assert recount.recount(changed)
    assert records.faults(Record.model_validate_json(json.dumps(changed)))


def test_the_counter_shares_no_code_and_is_short() -> None:
    path = Path(recount.__file__)
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= 150
    used = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert used <= set(sys.stdlib_module_names)


def test_the_counter_runs_alone(tmp_path: Path) -> None:
    record = tmp_path / "round.json"
    record.write_text(generated(3).model_dump_json(), "utf-8")
    alone = tmp_path / "recount.py"
    alone.write_text(Path(recount.__file__).read_text("utf-8"), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", alone, record], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("The same:")
    damaged = record.read_text("utf-8").replace('"awarded":', '"awarded":1', 1)
    record.write_text(damaged, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", alone, record], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "DIFFERENT" in ran.stdout
