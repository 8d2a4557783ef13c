"""Where a bot can be told to die, and the faults that a control run plants in it."""

BEFORE_COMMIT = "before commit"
AFTER_COMMIT = "after commit"
BEFORE_SEND = "before a send"
BEFORE_NOTING = "before noting it"
POINTS = (BEFORE_COMMIT, AFTER_COMMIT, BEFORE_SEND, BEFORE_NOTING)

# Confirm updates before they are committed; forget which ones were done; count whatever is cast.
ACKNOWLEDGE_FIRST = "acknowledge-first"
FORGET_SEEN = "forget-seen"
LOOSE_BALLOTS = "loose-ballots"
