"""Stories of rounds: prepared at the desk, tried by two people, opened by two officers, voted in.

(a round: choose, own)      ballot and level of a new round; a municipality without rounds
                            leaves the story out
(all that was sent is in)   the closing may go on
(the secret is lost)        and nobody can vote
somebody: (types the code)  of the first letter; or (the number) of whoever stands at a desk
"""

from __future__ import annotations

from collections.abc import Mapping

TRIED = """
    Olga: /rondes
    Olga: [round_see]
    Olga: [round_try]
    Olga: [pick]
    Olga: [cast]
    Omar: /rondes
    Omar: [round_see]
    Omar: [round_try]
    Omar: [pick]
    Omar: [cast]
    Omar: [round_open]
    Olga: [round_yes]
    (time: round_opens)
"""
BY_EXCEPTION = """
    Olga: /rondes
    Olga: [round_see]
    Olga: [round_exception]
    Olga: De brieven komen dit jaar te laat.
    Omar: [round_yes]
"""
COUNTED = """
    (all that was sent is in)
    (time: round_closes)
    (time: round_count)
    Olga: [round_publish]
    Omar: [round_yes]
    (time: round_results)
    Vera: /stem
    Vera: [round_result]
    Vera: [round_how]
    (time: round_forget)
"""

ROUNDS: Mapping[str, str] = {
    "a round on people's own word": f"""
        (a round: choose, own)
        {BY_EXCEPTION}
        {TRIED}
        Vera: /stem
        Vera: [vote_see]
        Vera: [vote_start]
        Vera: [vote_age]
        Vera: [vote_on]
        (time: round_reminder)
        Vera: [vote_ballot]
        Vera: [vote_cast]
        Vera: /mijn
        Olga: [round_extend]
        Olga: over acht dagen 20:00
        Olga: De brieven kwamen te laat bij de mensen.
        Omar: [round_yes]
        (time: round_news)
        {COUNTED}
    """,
    "yes or no to each plan": f"""
        (a round: yes_no, own)
        {BY_EXCEPTION}
        {TRIED}
        Vera: /stem
        Vera: [vote_see]
        Vera: [vote_start]
        Vera: [vote_age]
        Vera: [vote_no]
        Vera: [vote_ballot]
        Vera: [vote_cast]
        {COUNTED}
    """,
    "a basket within the money": f"""
        (a round: basket, own)
        {BY_EXCEPTION}
        {TRIED}
        Vera: /stem
        Vera: [vote_see]
        Vera: [vote_start]
        Vera: [vote_age]
        Vera: [vote_on]
        Vera: [vote_ballot]
    """,
    "a code from the desk, or from a letter": f"""
        (a round: choose, desk)
        {TRIED}
        Vera: /stem
        Vera: [vote_see]
        Vera: [vote_start]
        Vera: [desk]
        Dora: /balie
        Dora: [desk_let]
        Dora: (types the number)
        Dora: [yes]
        Vera: [vote_start]
        Wim: /stem
        Wim: [vote_see]
        Wim: [vote_start]
        Wim: (types the code)
        Dora: /balie
        Dora: [desk_letter]
        Dora: 000018
        Dora: [desk_void]
        Dora: [yes]
    """,
    "a round that stands still": f"""
        (a round: choose, own)
        {BY_EXCEPTION}
        {TRIED}
        Vera: /stem
        (the secret is lost)
        Vera: [vote_see]
        Olga: /rondes
        Olga: [round_see]
    """,
}
