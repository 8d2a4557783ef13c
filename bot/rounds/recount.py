"""Count a published round again.  One file, Python's own library, no code of the assistant.

    python3 recount.py round.json

The record holds the frozen rules, every ballot (without a name, in no order that tells anything)
and the result that was announced.  This reads the first two, counts by hand as the rules say, and
compares with the third.  Exit code 0: the same.  1: something differs, said line by line.
Whoever voted finds the code of their receipt in `check_codes`.
"""

import hashlib
import json
import sys
from typing import Any


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def wrong_ballot(ballot: list[int], rules: dict[str, Any], plans: dict[int, Any]) -> str | None:
    """Why a ballot breaks the rules, or nothing."""
    named = [abs(choice) for choice in ballot]
    if len(named) != len(set(named)):
        return "names a plan twice"
    if not set(named) <= set(plans):
        return "names a plan that is not in the round"
    if not named:
        return "is empty"
    if rules["ballot"] != "yes_no" and min(ballot) < 0:
        return "says no where only yes can be said"
    if rules["ballot"] == "choose" and len(named) > rules["choices"]:
        return "chooses too many plans"
    if rules["ballot"] == "basket" and sum(plans[n]["cents"] for n in named) > rules["ceiling"]:
        return "chooses more than the money there is"
    return None


def recount(record: dict[str, Any]) -> list[str]:
    """What is wrong with a record; an empty list when nothing is."""
    faults: list[str] = []
    rules, ballots, codes = record["rules"], record["ballots"], record["check_codes"]
    plans = {plan["n"]: plan for plan in rules["options"]}
    gone = set(record["withdrawn"])

    canonical = json.dumps(rules, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if sha(canonical) != record["rules_hash"]:
        faults.append("the rules are not the ones that were frozen: another hash")
    if len(codes) != len(ballots):
        faults.append(f"{len(ballots)} ballots, but {len(codes)} check codes")
    if len(set(codes)) != len(codes):
        faults.append("a check code stands there twice")
    if sum(record["origins"].values()) != len(ballots):
        faults.append("chat and paper together are not the number of ballots")
    if sum(record["levels"].values()) != len(ballots):
        faults.append("own word, desk and letter together are not the number of ballots")
    if sha("\n".join(sorted(codes))) != record["lot"]:
        faults.append("the lot does not hang on the check codes")
    paper, kind, counted = record["paper"], rules["paper"], record["origins"].get("paper", 0)
    if counted + paper["invalid"] != paper["entered"] or paper["replaced"] > counted:
        faults.append("the papers that count are not those that were entered")
    if kind in ("void_code", "attendance") and paper["entered"] > paper["given"]:
        faults.append("more papers without a code than were given")
    used = len(ballots) if kind == "coded" else len(ballots) - counted
    used += paper["given"] if kind == "attendance" else 0
    if rules["level"] != "own" and record["codes"].get("used", used) != used:
        faults.append("the codes that were used are not those that people voted with")
    for number, ballot in enumerate(ballots, 1):
        reason = wrong_ballot(ballot, rules, plans)
        if reason:
            faults.append(f"ballot {number} {reason}")
    if faults:
        return faults

    yes = {n: sum(ballot.count(n) for ballot in ballots) for n in plans}
    no = {n: sum(ballot.count(-n) for ballot in ballots) for n in plans}

    fate: dict[int, str] = {}
    running: list[int] = []
    for n in plans:
        if n in gone:
            fate[n] = "withdrawn"
        elif rules["ballot"] == "yes_no" and no[n] >= yes[n]:
            fate[n] = "voted_down"
        elif yes[n] == 0 or yes[n] < rules["threshold"]:
            fate[n] = "too_few"
        else:
            running.append(n)

    def lot(n: int) -> str:
        return sha(f"{record['rules_hash']}\n{record['lot']}\n{n}")

    money, after = rules["ceiling"], ""  # what becomes of plans after the end of the list
    while running:
        most = max(yes[n] for n in running)
        first = [n for n in running if yes[n] == most]
        running = [n for n in running if yes[n] != most]
        if not after and len(first) > 1 and sum(plans[n]["cents"] for n in first) > money:
            if rules["tie"] == "none":
                fate.update(dict.fromkeys(first, "tied"))
                # The money waits for the meeting, or the list ends here.
                after = "no_money" if rules["fit"] == "stop" else "tied"
                continue
            first.sort(key=lot)
            if rules["tie"] == "cheaper":
                first.sort(key=lambda n: plans[n]["cents"])
        for n in first:
            fits = plans[n]["cents"] <= money
            fate[n] = (after or "awarded") if fits else "no_money"
            if fate[n] == "awarded":
                money -= plans[n]["cents"]
            elif not fits and rules["fit"] == "stop":
                after = "no_money"

    told = {plan["n"]: plan for plan in record["result"]["plans"]}
    for n, plan in sorted(plans.items()):
        if n not in told:
            faults.append(f"plan {n} ({plan['title']}) is not in the result")
            continue
        for name, found in (("votes", yes[n]), ("against", no[n]), ("fate", fate[n])):
            if told[n][name] != found:
                faults.append(f"plan {n} ({plan['title']}): {name} {told[n][name]}, found {found}")
    awarded = sum(plans[n]["cents"] for n in plans if fate[n] == "awarded")
    if awarded > rules["ceiling"]:
        faults.append("more was awarded than there is")
    if awarded != record["result"]["awarded"]:
        faults.append(f"awarded {record['result']['awarded']} cents, found {awarded}")
    if record["result"]["ballots"] != len(ballots):
        faults.append(f"{record['result']['ballots']} ballots told, {len(ballots)} found")
    return faults


def main(path: str) -> int:
    with open(path, encoding="utf-8") as file:
        record = json.load(file)
    faults = recount(record)
    for fault in faults:
        print(f"DIFFERENT: {fault}")
    if not faults:
        result = record["result"]
        print(f"The same: {result['ballots']} ballots, {result['awarded'] / 100:.2f} euro awarded.")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which record: python3 recount.py round.json")
    sys.exit(main(sys.argv[1]))
