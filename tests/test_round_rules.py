"""A round's rules: what may be on a ballot, what freezes, and how it is counted."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from conversations.rounds.round import Choices, Option, Rules
from conversations.rules.ballots import why_not_now, why_not_these
from conversations.rules.counting import count
from storage.rounds import keys
from storage.rounds import vault as vault_module
from storage.rounds.vault import Vault, VaultError, fingerprint

OPENS = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)
CLOSES = dt.datetime(2026, 6, 14, 18, tzinfo=dt.UTC)


def rules(costs: tuple[int, ...] = (300, 300, 400), **more: Any) -> Rules:
    """Rules of a round over plans with these costs, in cents."""
    options = tuple(
        Option(n=n, case=f"c{n}", number=f"BI-2026-000{n}", title=f"Plan {n}", cents=cents)
        for n, cents in enumerate(costs, 1)
    )
    values: dict[str, Any] = {
        "round": "r",
        "number": "R-2026-0001",
        "title": "Proef",
        "wijk": "rotterdam.ommoord",
        "opens": OPENS,
        "closes": CLOSES,
        "ceiling": 700,
        "choices": 3,
        "options": options,
    }
    return Rules(**{**values, **more})


def chosen(*ballots: tuple[int, ...]) -> list[Choices]:
    return [Choices(ballot) for ballot in ballots]


def fates(result: Any) -> dict[int, str]:
    return {plan.n: plan.fate for plan in result.plans}


# --- what may be on a ballot ---------------------------------------------------


@pytest.mark.parametrize(
    ("ballot", "more", "said"),
    [
        ((1, 2, 3), {}, None),
        ((1, 2, 3), {"choices": 2}, "You can choose {count} plan"),
        ((1, 1), {}, "the same plan twice"),
        ((4,), {}, "not in this round"),
        ((2,), {}, "is taken back"),
        ((), {}, "not chosen anything"),
        ((-1,), {}, "not in this round"),
        ((1, 3), {"ballot": "basket", "choices": None}, None),
        ((1, 3), {"ballot": "basket", "choices": None, "ceiling": 699}, "more than {ceiling}"),
        ((1, -3), {"ballot": "yes_no", "choices": None}, None),
        ((1, -1), {"ballot": "yes_no", "choices": None}, "the same plan twice"),
    ],
)
def test_a_ballot_keeps_to_the_frozen_rules(
    ballot: tuple[int, ...], more: dict[str, Any], said: str | None
) -> None:
    withdrawn = {2} if ballot == (2,) else set()
    objection = why_not_these(Choices(ballot), rules(**more), withdrawn)
    assert (objection is None) == (said is None)
    if objection is not None and said is not None:
        assert said in objection.text


@pytest.mark.parametrize(
    ("state", "at", "said"),
    [
        ("open", OPENS, None),
        ("open", OPENS - dt.timedelta(seconds=1), "has not started"),
        ("tested", OPENS, "has not started"),
        ("open", CLOSES - dt.timedelta(seconds=1), None),
        ("open", CLOSES, "closed on"),
        ("counted", CLOSES - dt.timedelta(seconds=1), "closed on"),
        ("stopped", OPENS, "was stopped"),
    ],
)
def test_a_ballot_counts_from_the_opening_until_the_closing(
    state: str, at: dt.datetime, said: str | None
) -> None:
    objection = why_not_now(rules(), state, CLOSES, at)
    assert said in objection.text if said and objection else objection is None and said is None


def test_rules_that_do_not_fit_together_are_no_rules() -> None:
    for more in ({"choices": None}, {"closes": OPENS}, {"ballot": "basket"}):
        with pytest.raises(ValidationError):
            rules(**more)


def test_one_changed_rule_is_another_hash() -> None:
    one = rules()
    assert one.hash == rules().hash == Rules.model_validate_json(one.canonical).hash
    assert len({one.hash, rules(choices=1).hash, rules(ceiling=701).hash}) == 3


# --- counting ---------------------------------------------------------------------


def test_most_votes_first_as_long_as_the_money_lasts() -> None:
    result = count(rules(), chosen((3,), (3, 1), (1, 2), (3,)))
    assert fates(result) == {3: "awarded", 1: "awarded", 2: "no_money"}
    assert result.awarded == 700


def test_a_plan_that_does_not_fit_is_passed_over_or_ends_the_list() -> None:
    ballots = chosen((1, 2, 3), (1, 2), (1,))
    assert fates(count(rules((500, 400, 200)), ballots)) == {
        1: "awarded",
        2: "no_money",
        3: "awarded",
    }
    stop = count(rules((500, 400, 200), fit="stop"), ballots)
    assert fates(stop) == {1: "awarded", 2: "no_money", 3: "no_money"}


@pytest.mark.parametrize(
    ("tie", "expected"),
    [
        ("cheaper", {2: "awarded", 1: "no_money"}),
        ("none", {1: "tied", 2: "tied"}),
    ],
)
def test_a_tie_that_the_money_cannot_serve(tie: str, expected: dict[int, str]) -> None:
    result = count(rules((600, 500), tie=tie), chosen((1, 2)))
    assert fates(result) == expected


def test_fewer_votes_never_take_the_money_that_a_tie_waits_for() -> None:
    ballots = chosen((1, 2), (1, 2), (3,), (4,))
    money = {"tie": "none", "ceiling": 1000}
    result = count(rules((600, 600, 800, 1000), **money), ballots)
    # The meeting decides about the tie, and then about what may fit after it.
    assert fates(result) == dict.fromkeys((1, 2, 3, 4), "tied")
    assert result.awarded == 0
    stop = count(rules((600, 600, 800, 1000), fit="stop", **money), ballots)
    assert fates(stop) == {1: "tied", 2: "tied", 3: "no_money", 4: "no_money"}
    above = count(rules((300, 600, 600, 800), **money), chosen((1, 2, 3), (1, 2, 3), (1,), (4,)))
    assert fates(above) == {1: "awarded", 2: "tied", 3: "tied", 4: "no_money"}


def test_a_tie_that_fits_is_no_tie() -> None:
    assert fates(count(rules((300, 400), tie="none"), chosen((1, 2)))) == dict.fromkeys(
        (1, 2), "awarded"
    )


def test_the_lot_hangs_on_what_nobody_knows_before_the_closing() -> None:
    winners = {
        next(p.n for p in count(rules((600, 600)), chosen((1, 2)), lot=str(lot)).plans)
        for lot in range(20)
    }
    assert winners == {1, 2}
    again = [count(rules((600, 600)), chosen((1, 2)), lot="x") for _twice in range(2)]
    assert again[0] == again[1]
    assert all(plan.drawn for plan in again[0].plans)


def test_thresholds_no_votes_and_withdrawn_plans() -> None:
    result = count(rules(threshold=2), chosen((1,), (1, 2), (3,), (3,)), withdrawn={3})
    assert fates(result) == {1: "awarded", 2: "too_few", 3: "withdrawn"}
    assert fates(count(rules(), [])) == dict.fromkeys((1, 2, 3), "too_few")


def test_yes_and_no() -> None:
    yes_no = rules(ballot="yes_no", choices=None)
    result = count(yes_no, chosen((1, -2), (1, -2), (-1, 2), (3,), (-3,)))
    assert fates(result) == {1: "awarded", 2: "voted_down", 3: "voted_down"}


# --- keys and the vault ------------------------------------------------------------


def test_a_second_vote_finds_the_first_and_nothing_else_does() -> None:
    one, other = b"1" * 32, b"2" * 32
    anna = keys.voter_hash(one, "r", "own", "anna")
    assert anna == keys.voter_hash(one, "r", "own", "anna")
    apart = {
        anna,
        keys.voter_hash(other, "r", "own", "anna"),
        keys.voter_hash(one, "r2", "own", "anna"),
        keys.voter_hash(one, "r", "code", "anna"),
        keys.ballot_key(one, anna),
        keys.ballot_key(other, anna),
        keys.concept_key(one, anna),
    }
    assert len(apart) == 7
    assert keys.check_code(one, anna) != keys.check_code(other, anna)


def test_a_concept_opens_only_for_its_voter_and_its_secret() -> None:
    one, other = b"1" * 32, b"2" * 32
    box = keys.sealed(one, "anna", Choices((3, 1)), 3, "new")
    assert keys.opened(one, "anna", box) == Choices((3, 1))
    assert keys.opened(other, "anna", box) is None
    assert keys.opened(one, "bea", box) is None
    assert keys.opened(one, "anna", box[:-4] + "AAA=") is None
    assert len(box) == len(keys.sealed(one, "anna", Choices(), 3, "newer"))
    everything = Choices(tuple(-n for n in range(1, 201)))
    assert keys.opened(one, "anna", keys.sealed(one, "anna", everything, 200, "n")) == everything
    assert keys.stamp(box) != keys.stamp(keys.sealed(one, "anna", Choices((3, 1)), 3, "other"))


def test_the_vault_keeps_gives_back_and_destroys(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    print_ = vault.make("r1")
    assert vault.make("r1") == print_
    assert print_ == fingerprint(vault.secret("r1", print_), vault.pepper())
    assert vault.pepper() == Vault(vault.folder).pepper()
    assert oct((vault.folder / "r1.secret").stat().st_mode)[-3:] == "600"
    with pytest.raises(VaultError, match="not the one"):
        vault.secret("r1", fingerprint(b"x", vault.pepper()))
    pepper = vault.pepper()
    (vault.folder / "pepper").unlink()
    with pytest.raises(VaultError, match="pepper is not in"):
        vault.secret("r1", print_)
    # Another pepper would make every voter somebody new: a second ballot each.
    (vault.folder / "pepper").write_bytes(pepper[::-1])
    with pytest.raises(VaultError, match="not the one"):
        vault.secret("r1", print_)
    (vault.folder / "pepper").write_bytes(pepper)
    assert vault.secret("r1", print_)
    (vault.folder / "r1.secret").write_bytes(b"short")
    with pytest.raises(VaultError, match="damaged"):
        vault.secret("r1", print_)
    vault.destroy("r1")
    with pytest.raises(VaultError, match="backup"):
        vault.secret("r1", print_)
    assert sorted(path.name for path in vault.folder.iterdir()) == ["pepper"]


def test_a_secret_that_was_read_once_is_seen_to_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old file is read once; another one, or none, in its place is noticed all the same."""
    vault = Vault(tmp_path / "vault")
    print_ = vault.make("r1")
    for name in ("r1.secret", "pepper"):
        _an_hour_old(vault.folder / name)
    # What was written just now is read anew each time; its ctime cannot be set back.
    vault.secret("r1", print_)
    assert vault._seen == {}
    monkeypatch.setattr(vault_module, "SETTLED", -1)
    secret = vault.secret("r1", print_)
    assert set(vault._seen) == {vault.folder / "r1.secret", vault.folder / "pepper"}
    assert vault.secret("r1", print_) == secret
    other = vault.folder / "other"
    other.write_bytes(b"x" * 32)
    other.replace(vault.folder / "r1.secret")
    with pytest.raises(VaultError, match="is not the one"):
        vault.secret("r1", print_)
    (vault.folder / "pepper").unlink()
    with pytest.raises(VaultError, match="The pepper is not in"):
        vault.secret("r1", print_)
    vault.destroy("r1")
    assert vault._seen == {}


def _an_hour_old(path: Path) -> None:
    was = path.stat().st_mtime - 3600
    os.utime(path, (was, was))
