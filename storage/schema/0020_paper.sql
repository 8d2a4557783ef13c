-- Ballots on paper: entered twice by two people after the closing, the same or not at all.

-- What was planned for it before there was any paper; nobody wrote in it.
DROP TABLE paper_entries;

-- Who typed a batch of papers from the papers themselves: two people, never one of them twice.
-- person: person; retention: record
CREATE TABLE paper_entries (
    round TEXT NOT NULL REFERENCES rounds (id),
    batch INTEGER NOT NULL CHECK (batch > 0),
    entry INTEGER NOT NULL CHECK (entry IN (1, 2)),
    person TEXT NOT NULL REFERENCES people (id),
    -- How many papers there are in it, as this person counted them.
    many INTEGER NOT NULL CHECK (many > 0),
    day TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (round, batch, entry),
    UNIQUE (round, batch, person)
);

-- The papers of a batch as somebody typed them, until they are counted; then all of them go.
-- A paper with a code stands under the key of its ballot; `choices` is [] when it is not valid,
-- and empty while its crosses are still to be typed.
-- person: none; retention: draft
CREATE TABLE paper_lines (
    round TEXT NOT NULL REFERENCES rounds (id),
    batch INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    ballot_key TEXT,
    choices TEXT,
    PRIMARY KEY (round, batch, entry, n)
);
CREATE UNIQUE INDEX paper_lines_once ON paper_lines (round, entry, ballot_key)
    WHERE ballot_key IS NOT NULL;

-- For which slips a desk gave a ballot without a code: no more of them can count.
-- person: person; retention: record
CREATE TABLE paper_given (
    round TEXT NOT NULL REFERENCES rounds (id),
    slip TEXT NOT NULL,
    person TEXT REFERENCES people (id),
    day TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (round, slip)
);

-- When two officers said that all paper is in, and what became of it.
ALTER TABLE rounds ADD COLUMN paper_done TEXT;
ALTER TABLE rounds ADD COLUMN paper_entered INTEGER;
ALTER TABLE rounds ADD COLUMN paper_invalid INTEGER;
ALTER TABLE rounds ADD COLUMN paper_replaced INTEGER;

-- Two more things that officers agree on, all paper is in and a batch is thrown away: a constraint
-- cannot be changed where it stands, so the table is written anew.
DROP INDEX round_proposals_asked;
ALTER TABLE round_proposals RENAME TO round_proposals_before;

-- What was asked about a round; it stands until a second officer agrees, or one says no.
-- Consents to it stand in round_consents under `what:n`, so that a yes to one is none to the next.
-- person: asked_by; retention: record
CREATE TABLE round_proposals (
    round TEXT NOT NULL REFERENCES rounds (id),
    n INTEGER NOT NULL,
    what TEXT NOT NULL CHECK (what IN
        ('exception', 'open', 'extend', 'stop', 'publish', 'paper', 'discard')),
    reason TEXT,
    -- The later closing that is asked for.
    closes TEXT,
    -- The batch of papers it is about.
    batch INTEGER,
    state TEXT NOT NULL CHECK (state IN ('asked', 'agreed', 'refused')),
    asked_by TEXT REFERENCES people (id),
    at TEXT NOT NULL,
    PRIMARY KEY (round, n)
);
INSERT INTO round_proposals (round, n, what, reason, closes, state, asked_by, at)
    SELECT round, n, what, reason, closes, state, asked_by, at FROM round_proposals_before;
DROP TABLE round_proposals_before;
CREATE UNIQUE INDEX round_proposals_asked ON round_proposals (round) WHERE state = 'asked';
