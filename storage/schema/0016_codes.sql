-- Voting codes: how they are printed, given at a desk, and found again without being known.

-- The link on a letter holds a token of its own, kept as a keyed hash like the code.
ALTER TABLE codes ADD COLUMN link TEXT;
-- How often somebody else gave this code after it was bound; only the desk is told.
ALTER TABLE codes ADD COLUMN tried INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX codes_link ON codes (link) WHERE link IS NOT NULL;
CREATE INDEX codes_count ON codes (round, batch, level, state);

-- A print run: how many codes went to paper at once.  With another pepper than this one they
-- would all be unknown, so its print is kept.
-- person: none; retention: record
CREATE TABLE code_batches (
    round TEXT NOT NULL REFERENCES rounds (id),
    batch TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('desk', 'letter')),
    made INTEGER NOT NULL CHECK (made > 0),
    pepper_print TEXT NOT NULL,
    day TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (round, batch)
);

-- The number on the phone of somebody who stands at a desk, for ten minutes and one use.
-- person: person; retention: seen
CREATE TABLE desk_calls (
    round TEXT NOT NULL REFERENCES rounds (id),
    person TEXT NOT NULL REFERENCES people (id),
    number TEXT NOT NULL,
    until_at TEXT NOT NULL,
    PRIMARY KEY (round, person),
    UNIQUE (round, number)
);
CREATE INDEX desk_calls_over ON desk_calls (until_at);

-- Who of the staff let somebody vote or made a code void, by slip and day; never for whom.
-- person: person; retention: record
CREATE TABLE desk_acts (
    round TEXT NOT NULL REFERENCES rounds (id),
    slip TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('let', 'void')),
    -- Empty for the command line.
    person TEXT REFERENCES people (id),
    -- Did a vote stop counting by it?
    ballot INTEGER NOT NULL DEFAULT 0,
    -- Why a code was made void, when somebody said so.
    reason TEXT,
    day TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (round, slip, what)
);
