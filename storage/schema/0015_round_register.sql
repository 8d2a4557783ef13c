-- What two officers are asked to agree on, and news of a round that goes out in portions.

-- What was asked about a round; it stands until a second officer agrees, or one says no.
-- Consents to it stand in round_consents under `what:n`, so that a yes to one is none to the next.
-- person: asked_by; retention: record
CREATE TABLE round_proposals (
    round TEXT NOT NULL REFERENCES rounds (id),
    n INTEGER NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('exception', 'open', 'extend', 'stop', 'publish')),
    reason TEXT,
    -- The later closing that is asked for.
    closes TEXT,
    state TEXT NOT NULL CHECK (state IN ('asked', 'agreed', 'refused')),
    asked_by TEXT REFERENCES people (id),
    at TEXT NOT NULL,
    PRIMARY KEY (round, n)
);
CREATE UNIQUE INDEX round_proposals_asked ON round_proposals (round) WHERE state = 'asked';

-- When everything that reached Telegram before the closing was seen to be done: only then it closes.
ALTER TABLE rounds ADD COLUMN drained TEXT;
-- What the wijk hears in portions (an opening, a later closing, a stop), and up to whom it is told.
-- person: none; retention: letter
CREATE TABLE round_news (
    round TEXT NOT NULL REFERENCES rounds (id),
    n INTEGER NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('opened', 'extended', 'stopped')),
    told_until TEXT NOT NULL,
    told INTEGER NOT NULL DEFAULT 0,
    done TEXT,
    at TEXT NOT NULL,
    PRIMARY KEY (round, n)
);

-- Who wants no news of rounds any more.
-- person: person; retention: person
CREATE TABLE round_quiet (
    person TEXT PRIMARY KEY REFERENCES people (id),
    since TEXT NOT NULL
);
CREATE INDEX rounds_closing ON rounds (closes) WHERE state = 'open';
CREATE INDEX rounds_opens ON rounds (opens, id);
CREATE INDEX people_wijk ON people (wijk, id) WHERE wijk IS NOT NULL;
