"""A round for researchers, in the format of Pabulib (pabulib.org/format): nobody stands in it.

Three sections, each with its columns: META, PROJECTS and VOTES, separated by semicolons.  Voters
go by a number in an order that says nothing.
"""

from __future__ import annotations

import csv
import io

from conversations.rounds.record import Record

# What Pabulib calls the ways of voting: a set of plans, or plus and minus points.
VOTE_TYPES = {"choose": "approval", "basket": "approval", "yes_no": "cumulative"}


def pabulib(record: Record, *, country: str = "Netherlands", place: str, language: str) -> str:
    """The whole file as text; amounts in euro with cents.  `place` is the municipality."""
    rules = record.rules
    out = io.StringIO()
    write = csv.writer(out, delimiter=";", lineterminator="\n").writerow
    votes = {plan.n: plan for plan in record.result.plans}
    write(["META"])
    write(["key", "value"])
    for row in (
        ("description", f"{rules.title}, {rules.number}"),
        ("country", country),
        ("unit", place),
        ("district", rules.wijk.partition(".")[2] or rules.wijk),
        ("instance", rules.opens.year),
        ("num_projects", len(rules.options)),
        ("num_votes", len(record.ballots)),
        ("budget", _euro(rules.ceiling)),
        ("rule", "greedy"),
        ("vote_type", VOTE_TYPES[rules.ballot]),
        ("date_begin", rules.opens.strftime("%d.%m.%Y")),
        ("date_end", rules.closes.strftime("%d.%m.%Y")),
        ("language", language),
        ("comment", f"rules {record.rules_hash}"),
    ):
        write(row)
    if rules.choices is not None:
        write(["max_length", rules.choices])
    if rules.ballot == "basket":
        write(["max_sum_cost", _euro(rules.ceiling)])
    write(["PROJECTS"])
    write(["project_id", "cost", "votes", "name", "selected"])
    for option in rules.options:
        plan = votes[option.n]
        write(
            [option.n, _euro(option.cents), plan.votes, option.title, int(plan.fate == "awarded")]
        )
    write(["VOTES"])
    points = rules.ballot == "yes_no"
    write(["voter_id", "vote", "points"] if points else ["voter_id", "vote"])
    for number, ballot in enumerate(record.ballots):
        chosen = ",".join(str(abs(n)) for n in ballot)
        signs = ",".join("1" if n > 0 else "-1" for n in ballot)
        write([number, chosen, signs] if points else [number, chosen])
    return out.getvalue()


def _euro(cents: int) -> str:
    return f"{cents // 100}" if cents % 100 == 0 else f"{cents / 100:.2f}"
