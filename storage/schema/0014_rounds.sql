-- Rounds: residents choose.  Who took part stands apart from what was chosen; both are keyed with
-- the round's own secret, which is a file outside this database and is destroyed when nobody can
-- object any more.  The case beside each round has its number, wijk, owner and next date:
--   prepared → tested (two rehearsals) → open → closed → counted → published; or stopped
-- Nothing here names a voter beside a choice, and nothing is finer than a day.

-- A round and its rules; from the opening on `rules` is frozen, and `rules_hash` says so.
-- person: none; retention: record
CREATE TABLE rounds (
    id TEXT PRIMARY KEY REFERENCES cases (id),
    wijk TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('prepared', 'tested', 'open', 'closed', 'counted', 'published', 'stopped')),
    -- The rules as JSON in canonical form; before the opening they may still change.
    rules TEXT NOT NULL,
    rules_hash TEXT,
    opens TEXT NOT NULL,
    closes TEXT NOT NULL,
    -- Fingerprint of the secret file; a file that does not fit stops the voting.
    secret_print TEXT,
    secret_gone TEXT,
    -- Until when somebody can object; then the secret and the participation list go.
    object_until TEXT,
    result TEXT,
    seal TEXT,
    published TEXT,
    cause TEXT NOT NULL,
    CHECK (opens < closes),
    CHECK (state IN ('prepared', 'tested', 'stopped') OR
           (rules_hash IS NOT NULL AND secret_print IS NOT NULL))
);
CREATE INDEX rounds_wijk ON rounds (wijk, state, closes);

-- What can be chosen, as it was at the opening; taken out later it stays visible as such.
-- person: none; retention: record
CREATE TABLE round_options (
    round TEXT NOT NULL REFERENCES rounds (id),
    n INTEGER NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    cents BIGINT NOT NULL CHECK (cents >= 0),
    withdrawn TEXT,
    PRIMARY KEY (round, n)
);
CREATE UNIQUE INDEX round_options_case ON round_options (round, case_id);
CREATE INDEX round_options_plan ON round_options (case_id);

-- What two people have to agree on: opening, a later closing, an exception, a void, publishing.
-- person: person; retention: record
CREATE TABLE round_consents (
    round TEXT NOT NULL REFERENCES rounds (id),
    -- open | exception | extend:<instant> | stop | void:<…> | publish
    what TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES people (id),
    reason TEXT,
    at TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (round, what, person)
);

-- A trial ballot by somebody on their own phone, before the round may open; it counts for nothing.
-- person: person; retention: record
CREATE TABLE rehearsals (
    round TEXT NOT NULL REFERENCES rounds (id),
    person TEXT NOT NULL REFERENCES people (id),
    -- The rules that were tried: a change of rules asks for new rehearsals.
    rules_hash TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (round, person, rules_hash)
);

-- Voting codes, only as a keyed hash; `person` is whose account it is bound to, for that round.
-- person: person; retention: record
CREATE TABLE codes (
    hash TEXT PRIMARY KEY,
    -- The number printed beside the code, by which the desk finds it; never the code.
    slip TEXT NOT NULL,
    round TEXT NOT NULL REFERENCES rounds (id),
    level TEXT NOT NULL CHECK (level IN ('desk', 'letter')),
    batch TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unused', 'claimed', 'used', 'void')),
    -- How it was used: in the chat or on paper.
    origin TEXT CHECK (origin IN ('chat', 'paper')),
    person TEXT REFERENCES people (id),
    day TEXT,
    replaced_by TEXT,
    UNIQUE (round, slip)
);
CREATE UNIQUE INDEX codes_person ON codes (round, person)
    WHERE person IS NOT NULL AND state <> 'void';

-- Wrong codes typed: of an account, or (person empty) of the whole bot in a minute.
-- person: person; retention: seen
CREATE TABLE code_locks (
    person TEXT NOT NULL,
    wrong INTEGER NOT NULL,
    since TEXT NOT NULL,
    until_at TEXT,
    -- Doubled with every lock.
    locks INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (person)
);

-- Who took part, apart from what: a hash keyed outside this database, and a day.
-- person: none; retention: record
CREATE TABLE participation (
    round TEXT NOT NULL REFERENCES rounds (id),
    voter_hash TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('own', 'desk', 'letter')),
    origin TEXT NOT NULL CHECK (origin IN ('chat', 'paper')),
    day TEXT NOT NULL,
    PRIMARY KEY (round, voter_hash)
);

-- What was chosen, apart from by whom: one row for each voter, the last one counts.
-- person: none; retention: record
CREATE TABLE ballots (
    round TEXT NOT NULL REFERENCES rounds (id),
    ballot_key TEXT NOT NULL,
    choices TEXT NOT NULL,
    replaced INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (round, ballot_key)
);

-- Choices that are not cast yet, sealed with a key from the round's secret.
-- person: none; retention: draft
CREATE TABLE concepts (
    round TEXT NOT NULL REFERENCES rounds (id),
    concept_key TEXT NOT NULL,
    sealed TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (round, concept_key)
);

-- Paper ballots as two people typed them, each from the paper itself.
-- person: person; retention: record
CREATE TABLE paper_entries (
    round TEXT NOT NULL REFERENCES rounds (id),
    slip TEXT NOT NULL,
    entry INTEGER NOT NULL CHECK (entry IN (1, 2)),
    choices TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES people (id),
    at TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (round, slip, entry)
);
