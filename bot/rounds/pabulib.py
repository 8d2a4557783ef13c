"""A round for researchers, in the format of Pabulib (pabulib.org/format): nobody stands in it.

One UTF-8 text of three sections, each a title, a line of column names, and rows separated by
semicolons; a field with a semicolon or a quotation mark is quoted as in any CSV:

    META      key;value                     the municipality is the unit, the wijk its subunit
    PROJECTS  project_id;cost;votes;name;selected
    VOTES     voter_id;vote[;points]        plans separated by commas; points of a yes 1, a no -1

Voters go by a number in an order that says nothing.  Amounts are in euro.
"""

from __future__ import annotations

import csv
import io

from conversations.profile import Profile
from conversations.rounds.record import Record

# What Pabulib calls the ways of voting: a set of plans, or points for each of them.
VOTE_TYPES = {"choose": "approval", "basket": "approval", "yes_no": "scoring"}


def pabulib(record: Record, profile: Profile) -> str:
    """The whole file as text, with the days of the municipality's own clock."""
    rules = record.rules
    out = io.StringIO()
    write = csv.writer(out, delimiter=";", lineterminator="\n").writerow
    wijk = profile.wijk(rules.wijk)
    opens, closes = profile.today(rules.opens), profile.today(record.closed)
    votes = {plan.n: plan for plan in record.result.plans}
    write(["META"])
    write(["key", "value"])
    for row in (
        ("description", f"{rules.title}, {rules.number}"),
        ("country", "Netherlands"),
        ("unit", profile.name),
        ("subunit", wijk.name if wijk is not None else rules.wijk),
        ("instance", opens.year),
        ("num_projects", len(rules.options)),
        ("num_votes", len(record.ballots)),
        ("budget", _euro(rules.ceiling)),
        ("rule", "greedy"),
        ("vote_type", VOTE_TYPES[rules.ballot]),
        ("date_begin", f"{opens:%d.%m.%Y}"),
        ("date_end", f"{closes:%d.%m.%Y}"),
        ("language", profile.languages[0]),
        ("currency", "EUR"),
        ("comment", f"Frozen rules, SHA-256: {record.rules_hash}"),
        ("min_length", 1),
    ):
        write(row)
    if rules.choices is not None:
        write(["max_length", rules.choices])
    if rules.ballot == "basket":
        write(["max_sum_cost", _euro(rules.ceiling)])
    if rules.ballot == "yes_no":
        write(["min_points", -1])
        write(["max_points", 1])
        write(["default_score", 0])
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
    euros, rest = divmod(cents, 100)
    return f"{euros}.{rest:02}" if rest else f"{euros}"
