-- What happens at the places where people walk in, and who wants to come.

-- An activity at a place as it stands now; whoever counts its places holds this row first.
-- `most` is how many people fit, none is no limit; `ref` is the operator's own name for it in a
-- spreadsheet, so that a second import changes it and adds nothing.
-- person: none; retention: record
CREATE TABLE activities (
    id TEXT PRIMARY KEY,
    place TEXT NOT NULL REFERENCES places (id),
    ref TEXT,
    title TEXT NOT NULL,
    words TEXT,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    most INTEGER CHECK (most > 0),
    -- Codes of the languages spoken, a space between; empty is not told.
    languages TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('planned', 'cancelled')),
    version INTEGER NOT NULL,
    cause TEXT NOT NULL,
    CHECK (starts < ends)
);
CREATE INDEX activities_place ON activities (place, ends);
CREATE INDEX activities_ends ON activities (ends);
CREATE UNIQUE INDEX activities_ref ON activities (place, ref) WHERE ref IS NOT NULL;

-- Every version of an activity, the one that stands now too: who changed what is never lost.
-- person: person; retention: record
CREATE TABLE activity_versions (
    item TEXT NOT NULL REFERENCES activities (id),
    version INTEGER NOT NULL,
    -- Nobody when it was done at the desk.
    person TEXT REFERENCES people (id),
    title TEXT NOT NULL,
    words TEXT,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    most INTEGER,
    languages TEXT NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (item, version)
);

-- Who comes to an activity, waits for a place, or was offered one until a moment.  `n` is the
-- order in which people came: who leaves and comes back stands at the end.  A first name is only
-- shown to the people of the place when `named` says that its owner agreed.  It goes some days
-- after the activity has ended.
-- person: person; retention: letter
CREATE TABLE signups (
    item TEXT NOT NULL REFERENCES activities (id),
    person TEXT NOT NULL REFERENCES people (id),
    state TEXT NOT NULL CHECK (state IN ('in', 'waiting', 'offered', 'gone')),
    n INTEGER NOT NULL,
    until TEXT,
    named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1)),
    at TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (item, person),
    CHECK ((state = 'offered') = (until IS NOT NULL))
);
CREATE INDEX signups_line ON signups (item, state, n);
CREATE INDEX signups_person ON signups (person) WHERE state <> 'gone';
